//! `data/README.md` is written from the vocabulary. Where it is old it is rewritten, and the test fails once.

use std::path::Path;

use super::tree;

/// Brings the file up to date; whether it was.
fn is_current(path: &Path, page: &str) -> bool {
    let found = fs_err::read_to_string(path).unwrap_or_default();
    let current = found == page;
    if !current {
        fs_err::write(path, page).unwrap();
    }
    current
}

#[test]
fn the_page_is_current() {
    let path = tree::root().join("data/README.md");
    assert!(
        is_current(&path, &schema::dictionary::page()),
        "`data/README.md` was old and has been rewritten: commit it"
    );
}

#[test]
fn an_old_page_is_rewritten_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("README.md");
    assert!(!is_current(&path, "new"));
    assert!(is_current(&path, "new"));
}

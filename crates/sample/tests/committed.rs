//! Holds the committed sample to the generator. Where they differ, it writes what the generator says and fails, so that
//! the second run is green and the difference stands in the working tree.
#![expect(clippy::disallowed_methods, reason = "writes what the generator says, for the next run")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The limit of what a repository should carry for a demo.
const LARGEST_SAMPLE_BYTES: usize = 3_000_000;

#[test]
fn committed_files_are_what_the_generator_writes() {
    let mut rewritten = Vec::new();
    for file in sample::files().unwrap() {
        let path = root().join(&file.path);
        if fs::read(&path).ok().as_deref() != Some(file.bytes.as_slice()) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &file.bytes).unwrap();
            rewritten.push(file.path);
        }
    }
    assert!(
        rewritten.is_empty(),
        "{} files differed and were written: run again\n{}",
        rewritten.len(),
        rewritten.join("\n")
    );
}

#[test]
fn nothing_else_lies_among_them() {
    let expected: BTreeSet<_> = sample::files().unwrap().into_iter().map(|file| root().join(file.path)).collect();
    let stale: Vec<_> =
        files_below(&root().join("snapshots")).into_iter().filter(|path| !expected.contains(path)).collect();
    assert!(stale.is_empty(), "files that the generator does not write, to be removed: {stale:?}");
}

#[test]
fn the_sample_is_small_and_the_same_each_time() {
    let files = sample::files().unwrap();
    assert_eq!(files, sample::files().unwrap());
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    assert!(bytes < LARGEST_SAMPLE_BYTES, "expected fewer than {LARGEST_SAMPLE_BYTES} bytes, found {bytes}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

//! What the program says about itself: help is read more often than any other page.

use super::process::said;
use expect_test::{ExpectFile, expect_file};
use tempfile::TempDir;

fn check(arguments: &[&str], expected: &ExpectFile) {
    let folder = TempDir::new().expect("a temporary folder");
    expected.assert_eq(&said(arguments, folder.path()));
}

#[test]
fn help() {
    check(&["--help"], &expect_file!["../golden/help.txt"]);
    check(&["run", "--help"], &expect_file!["../golden/help_run.txt"]);
    check(&["show", "--help"], &expect_file!["../golden/help_show.txt"]);
    check(&["import", "--help"], &expect_file!["../golden/help_import.txt"]);
    check(&["fetch", "--help"], &expect_file!["../golden/help_fetch.txt"]);
    check(&["weekly", "--help"], &expect_file!["../golden/help_weekly.txt"]);
    check(&["drift", "--help"], &expect_file!["../golden/help_drift.txt"]);
    check(&["brief", "--help"], &expect_file!["../golden/help_brief.txt"]);
}

#[test]
fn lists() {
    check(&["tables"], &expect_file!["../golden/tables.txt"]);
    check(&["tables", "vendor_gap"], &expect_file!["../golden/tables_vendor_gap.txt"]);
    check(&["tables", "--sources"], &expect_file!["../golden/sources.txt"]);
}

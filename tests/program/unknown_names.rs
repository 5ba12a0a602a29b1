//! Names that nothing has, wherever one can be typed: a slip is answered with the nearest name, a stranger with the
//! list or with where it is. The exit code is 2, on the command line and in a file.

use std::fmt::Write as _;

use super::{bad_input::place, process::tokenshare};
use expect_test::expect_file;
use fs_err as fs;

/// On the command line.
const TYPED: &[&[&str]] = &[
    &["shw", "vendor_gap"],
    &["show", "vendor_gap", "--colums", "vendor"],
    &["tables", "--source"],
    &["show", "vendor_gapp"],
    &["show", "xyz"],
    &["tables", "token_shares"],
    &["show", "vendor_gap", "--rule", "defalt"],
    &["show", "vendor_gap", "--rule", "xyz"],
    &["show", "vendor_gap", "--basis", "list_3to2"],
    &["show", "vendor_gap", "--basis", "xyz"],
    &["show", "vendor_gap", "--format", "jsn"],
    &["show", "vendor_gap", "--columns", "vendr"],
    &["show", "vendor_gap", "--columns", "xyz"],
    &["show", "vendor_gap", "--sort", "token_shar"],
    &["show", "vendor_gap", "--where", "vendr=qwen"],
    &["show", "vendor_gap", "--vendor", "antropic"],
    &["show", "vendor_gap", "--vendor", "anthropic,google"],
    &["show", "vendor_gap", "--where", "rule=publishd"],
    &["show", "vendor_gap", "--where", "rule=xyz"],
    &["show", "vendor_gap", "--where", "weeks=four"],
    &["show", "catalog", "--rule", "default"],
    &["import", "catalog/model", "body"],
    &["import", "puls", "body"],
    &["import", "xyz", "body"],
];

/// In a pipeline file, all at once.
const PIPELINE: &str = "\
title = 'test'
xyz = 1
resuls = []
rules = ['publishd', 'xyz']
bases = ['list_3to2', 'xyz']
groups = ['cn_publshed', 'xyz']
results = ['token_sharee', 'xyz']
[inputs]
'catalog/model' = 'all'
'catalog/models' = 'newst'
'xyz' = 'all'
[windows]
gap_week = 4
xyz = 4
[weights]
publishd = 'apps'
default = 'sit'
[bounds]
max_new_vendor_share = 0.05
vendor = { min = 1 }
vendors = { mim = 1, min = 1 }
xyz = { min = 1 }
";

/// In a map.
const MAP: &str = "\
name = 'a'
makes = 'vendor-week'
from = 'a'
license = 'a'
licence = 'a'
citation = 'a'
xyz = 'a'
[table]
formats = 'csv'
format = 'csv'
[table.columns]
week = 'a'
lable = 'a'
tokens = 'a'
unit = 'billion'
";

#[test]
fn a_name_that_nothing_has_is_answered() {
    let folder = place();
    fs::write(folder.path().join("test.toml"), PIPELINE).expect("a temporary file");
    fs::write(folder.path().join("map.toml"), MAP).expect("a temporary file");
    let mut told = String::new();
    let mut check = |arguments: &[&str], code: i32| {
        let ended = tokenshare(arguments, folder.path());
        let _ = writeln!(told, "## {}: exit {:?}\n{}{}", arguments.join(" "), ended.code, ended.stdout, ended.stderr);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.stderr);
    };
    for arguments in TYPED {
        check(arguments, 2);
    }
    check(&["check", "test.toml"], 2);
    check(&["import", "archive", "--map", "map.toml", "test.toml"], 2);
    expect_file!["../golden/unknown_names.txt"].assert_eq(&told);
}

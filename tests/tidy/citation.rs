//! How to cite the program: a file that others' tools read, of this version.

use super::{
    deploy::{demand_silence, linter},
    tree,
};

const FILE: &str = "CITATION.cff";

#[test]
fn the_citation_is_one() {
    let Some(mut linter) = linter("check-jsonschema") else { return };
    linter.args(["--builtin-schema", "vendor.citation-file-format", FILE]);
    demand_silence(FILE, &linter.output().unwrap());
}

#[test]
fn it_is_of_this_version_under_its_licences() {
    let text = fs_err::read_to_string(tree::root().join(FILE)).unwrap();
    let version = format!("version: {}", env!("CARGO_PKG_VERSION"));
    assert!(text.lines().any(|line| line == version), "expected `{version}`");
    let listed: Vec<_> =
        text.split("license:").nth(1).unwrap().lines().skip(1).map_while(|line| line.strip_prefix("  - ")).collect();
    assert_eq!(listed.join(" OR "), env!("CARGO_PKG_LICENSE"));
}

//! Which crate may depend on which: stages know the vocabulary and never each other; only the program does I/O.

use std::process::Command;

use serde::Deserialize;

use super::{demand_none, tree};

/// What our crates are called.
const OURS: &str = "tokenshare-";
/// The crate that all may know.
const SCHEMA: &str = "tokenshare-schema";
/// A reader of a wire format that knows nothing of us, for the crate that reads upstream.
const FLIGHT: &str = "tokenshare-flight";
/// Has a workspace of its own, since it needs a nightly compiler.
const FUZZ: &str = "tokenshare-fuzz";
const INGEST: &str = "tokenshare-ingest";
/// The crate that may know all, and do I/O.
const PROGRAM: &str = "tokenshare";
/// Crates that reach files, the network, a terminal, threads or the clock, or that end in a message to a person.
const WORLDLY: &[&str] = &[
    "anstream",
    "anyhow",
    "clap",
    "clap_complete",
    "clap_mangen",
    "fd-lock",
    "flate2",
    "fs4",
    "fs-err",
    "hyper",
    "include_dir",
    "indicatif",
    "memmap2",
    "rayon",
    "reqwest",
    "rustix",
    "tempfile",
    "tokio",
    "tracing-subscriber",
    "ureq",
    "walkdir",
];

/// What cargo knows of a workspace and of all it depends on here.
#[derive(Deserialize)]
pub(super) struct Metadata {
    pub packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// A crate, ours or not.
#[derive(Deserialize)]
pub(super) struct Package {
    id: String,
    pub name: String,
    pub version: String,
    pub license: Option<String>,
    dependencies: Vec<Dependency>,
}

/// One line of a manifest; `kind` is `dev` or `build`, or nothing.
#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// Who depends on whom.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    kind: Option<&'a str>,
}

impl<'a> Edge<'a> {
    fn new(from: &'a Package, to: &'a Dependency) -> Self {
        Self { from: &from.name, to: &to.name, kind: to.kind.as_deref() }
    }
}

/// Of the program's workspace and of the fuzzer's.
pub(super) fn metadata() -> [Metadata; 2] {
    ["Cargo.toml", "fuzz/Cargo.toml"].map(ask)
}

/// Asks cargo, for the host alone: other platforms' crates need not be there, so that this works offline.
fn ask(manifest: &str) -> Metadata {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "host-tuple"]);
    cargo.args(["--manifest-path", manifest]);
    let output = cargo.current_dir(tree::root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn edges(metadata: &Metadata) -> Vec<Edge<'_>> {
    let ours = metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id));
    ours.flat_map(|from| from.dependencies.iter().map(|to| Edge::new(from, to))).collect()
}

/// Whether one of our crates may depend on another.
fn may_know(from: &str, to: &str) -> bool {
    match from {
        SCHEMA | FLIGHT => false,
        FUZZ => to == FLIGHT,
        INGEST => [SCHEMA, FLIGHT].contains(&to),
        _ => to == SCHEMA,
    }
}

fn forbidden(edges: &[Edge<'_>]) -> Vec<String> {
    let problem = |edge: &&Edge| {
        let among_ours = edge.to == PROGRAM || edge.to.starts_with(OURS);
        let knows_too_much = among_ours && !may_know(edge.from, edge.to);
        let is_worldly = WORLDLY.contains(&edge.to) && edge.kind.is_none();
        edge.from != PROGRAM && (knows_too_much || is_worldly)
    };
    edges.iter().filter(problem).map(|edge| format!("`{}` depends on `{}`", edge.from, edge.to)).collect()
}

#[test]
fn crates_know_only_what_they_may() {
    let metadata = metadata();
    let edges: Vec<_> = metadata.iter().flat_map(edges).collect();
    for (from, to) in [(PROGRAM, SCHEMA), (FUZZ, FLIGHT)] {
        assert!(edges.iter().any(|edge| (edge.from, edge.to) == (from, to)), "`{from}` not seen");
    }
    demand_none(&forbidden(&edges));
}

/// What the fuzzer has of a crate that the program has in another version.
fn strayed(program: &[Package], fuzzer: &[Package]) -> Vec<String> {
    let versions = |name: &str| -> Vec<_> {
        program.iter().filter(|package| package.name == name).map(|package| package.version.as_str()).collect()
    };
    let other = fuzzer.iter().map(|package| (package, versions(&package.name)));
    let other =
        other.filter(|(package, versions)| !versions.is_empty() && !versions.contains(&package.version.as_str()));
    other.map(|(package, versions)| format!("`{}` {}, program: {versions:?}", package.name, package.version)).collect()
}

/// Else what is fuzzed is not what runs. `fuzz/Cargo.lock` is a copy of `Cargo.lock`, brought up to date by cargo.
#[test]
fn the_fuzzer_has_the_versions_of_the_program() {
    let [program, fuzzer] = metadata();
    demand_none(&strayed(&program.packages, &fuzzer.packages));
    let package = |name: &str, version: &str| Package {
        id: String::new(),
        name: name.to_owned(),
        version: version.to_owned(),
        license: None,
        dependencies: Vec::new(),
    };
    let program = [package("a", "1.0.0"), package("a", "2.0.0")];
    let fuzzer = [package("a", "2.0.0"), package("a", "2.0.1"), package("b", "1.0.0")];
    assert_eq!(strayed(&program, &fuzzer), [r#"`a` 2.0.1, program: ["1.0.0", "2.0.0"]"#]);
}

#[test]
fn forbidden_edges_are_seen() {
    check("tokenshare-report", "tokenshare-analyze", None, 1);
    check("tokenshare-report", "tokenshare-analyze", Some("dev"), 1);
    check("tokenshare-report", "tokenshare-schema", None, 0);
    check("tokenshare-schema", "tokenshare-report", None, 1);
    check("tokenshare-ingest", "tokenshare-flight", None, 0);
    check("tokenshare-normalize", "tokenshare-flight", None, 1);
    check("tokenshare-fuzz", "tokenshare-flight", None, 0);
    check("tokenshare-fuzz", "tokenshare-schema", None, 1);
    check("tokenshare-flight", "tokenshare-schema", None, 1);
    check("tokenshare-flight", "tokenshare-ingest", Some("dev"), 1);
    check("tokenshare-flight", "tokio", None, 1);
    check("tokenshare-ingest", "fs-err", None, 1);
    check("tokenshare-ingest", "tempfile", Some("dev"), 0);
    check("tokenshare", "fs-err", None, 0);
    check("tokenshare", "tokenshare-report", None, 0);
}

fn check(from: &str, to: &str, kind: Option<&str>, expect: usize) {
    assert_eq!(forbidden(&[Edge { from, to, kind }]).len(), expect, "{from} to {to}");
}

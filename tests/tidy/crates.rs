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
const INGEST: &str = "tokenshare-ingest";
/// The crate that may know all, and do I/O.
const PROGRAM: &str = "tokenshare";
/// Crates that reach files, the network, a terminal, threads or the clock, or that end in a message to a person.
const WORLDLY: &[&str] = &[
    "anstream",
    "anyhow",
    "clap",
    "fd-lock",
    "flate2",
    "fs-err",
    "hyper",
    "include_dir",
    "indicatif",
    "memmap2",
    "rayon",
    "reqwest",
    "tempfile",
    "tokio",
    "tracing-subscriber",
    "ureq",
    "walkdir",
];

/// What cargo knows of the workspace and of all it depends on here.
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

/// Asks cargo, for the host alone: other platforms' crates need not be there, so that this works offline.
pub(super) fn metadata() -> Metadata {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "host-tuple"]);
    let output = cargo.current_dir(tree::root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn edges(metadata: &Metadata) -> Vec<Edge<'_>> {
    let ours = metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id));
    ours.flat_map(|from| from.dependencies.iter().map(|to| Edge::new(from, to))).collect()
}

fn forbidden(edges: &[Edge<'_>]) -> Vec<String> {
    let problem = |edge: &&Edge| {
        let among_ours = edge.to == PROGRAM || edge.to.starts_with(OURS);
        let knows_nobody = [SCHEMA, FLIGHT].contains(&edge.from);
        let may_know = edge.to == SCHEMA || (edge.from, edge.to) == (INGEST, FLIGHT);
        let knows_too_much = among_ours && (knows_nobody || !may_know);
        let is_worldly = WORLDLY.contains(&edge.to) && edge.kind.is_none();
        edge.from != PROGRAM && (knows_too_much || is_worldly)
    };
    edges.iter().filter(problem).map(|edge| format!("`{}` depends on `{}`", edge.from, edge.to)).collect()
}

#[test]
fn crates_know_only_what_they_may() {
    let metadata = metadata();
    let edges = edges(&metadata);
    assert!(edges.iter().any(|edge| edge.from == PROGRAM && edge.to == SCHEMA), "no crates seen");
    demand_none(&forbidden(&edges));
}

#[test]
fn forbidden_edges_are_seen() {
    check("tokenshare-report", "tokenshare-analyze", None, 1);
    check("tokenshare-report", "tokenshare-analyze", Some("dev"), 1);
    check("tokenshare-report", "tokenshare-schema", None, 0);
    check("tokenshare-schema", "tokenshare-report", None, 1);
    check("tokenshare-ingest", "tokenshare-flight", None, 0);
    check("tokenshare-normalize", "tokenshare-flight", None, 1);
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

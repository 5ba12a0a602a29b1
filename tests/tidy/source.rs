//! How files begin, how long they are, what they are called, and what they may not say.

use super::{
    demand_none,
    tree::{self, File},
};

/// Longest product file, in lines.
const MOST_LINES: usize = 350;
/// Longest test file, in lines.
const MOST_TEST_LINES: usize = 450;
/// Lists of facts, a row each, which no cut would make easier to read; their length, in lines.
const LISTS: &[&str] = &[
    "crates/schema/src/choice.rs",
    "crates/schema/src/columns.rs",
    "crates/schema/src/tables.rs",
    "crates/pipeline/src/steps.rs",
];
const MOST_LIST_LINES: usize = 900;
/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "manager", "common", "misc"];
/// The crates without files, network, clock and surroundings.
const PURE: &[&str] = &["schema", "flight", "ingest", "normalize", "analyze", "report", "sample"];
/// What these crates may not say, even where a lint would not see it.
const IMPURE: &[&str] = &[
    "std::fs",
    "fs_err",
    "fs::",
    "File::",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "::now()",
    "env::var",
];
/// What reaches the network, and where that may be.
const NETWORK: &[&str] = &["reqwest", "tokio", "std::net::Tcp", "std::net::Udp", "TcpStream", "UdpSocket"];
const FETCH: &str = "crates/pipeline/src/fetch";
/// Folders of one machine.
const MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
/// A folder beside the repository, which tests and measurements may look for and nobody else.
const BESIDE: &str = concat!("../sha", "red");

fn headless(files: &[File]) -> Vec<String> {
    let rust = files.iter().filter(|file| file.is_rust() && !file.text.starts_with("//!"));
    rust.map(|file| format!("{}: expected `//!` in the first line", file.path)).collect()
}

fn too_long(files: &[File]) -> Vec<String> {
    let long = |file: &&File| file.is_rust() && file.text.lines().count() > most(file);
    files.iter().filter(long).map(|file| format!("{}: expected at most {} lines", file.path, most(file))).collect()
}

fn most(file: &File) -> usize {
    match file {
        _ if LISTS.contains(&file.path.as_str()) => MOST_LIST_LINES,
        _ if file.is_test => MOST_TEST_LINES,
        _ => MOST_LINES,
    }
}

fn emptily_named(files: &[File]) -> Vec<String> {
    let is_empty = |part: &str| part.split(['.', '_', '-']).any(|word| EMPTY_NAMES.contains(&word));
    let named = files.iter().filter(|file| file.path.split('/').any(is_empty));
    named.map(|file| format!("{}: the name does not say what is inside", file.path)).collect()
}

fn impure(files: &[File]) -> Vec<String> {
    let sources: Vec<_> = PURE.iter().map(|name| format!("crates/{name}/src/")).collect();
    let pure = files.iter().filter(|file| sources.iter().any(|source| file.path.starts_with(source)));
    pure.flat_map(|file| said(&file.path, file.product(), IMPURE)).collect()
}

fn networked(files: &[File]) -> Vec<String> {
    let is_other = |file: &&File| file.is_rust() && file.path.starts_with("crates/") && !file.path.starts_with(FETCH);
    files.iter().filter(is_other).flat_map(|file| said(&file.path, file.product(), NETWORK)).collect()
}

fn local(files: &[File]) -> Vec<String> {
    let others = files.iter().filter(|file| !file.path.starts_with("benches/"));
    let beside = others.flat_map(|file| said(&file.path, file.product(), &[BESIDE]));
    files.iter().flat_map(|file| said(&file.path, &file.text, MACHINE)).chain(beside).collect()
}

/// The lines of `text` that hold one of `words`; what a comment says is no use of it.
fn said(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found = lines.filter_map(|(index, line)| Some((index + 1, words.iter().find(|word| line.contains(*word))?)));
    found.map(|(line, word)| format!("{path}:{line}: `{word}`")).collect()
}

#[test]
fn modules_say_what_they_are() {
    demand_none(&headless(&tree::files()));
    check(headless, "src/a.rs", "use b;\n//! late", 1);
    check(headless, "src/a.rs", "//! a\n", 0);
    check(headless, "a.md", "no code", 0);
}

#[test]
fn files_are_short() {
    demand_none(&too_long(&tree::files()));
    check(too_long, "src/a.rs", &"\n".repeat(351), 1);
    check(too_long, "src/a.rs", &"\n".repeat(350), 0);
    check(too_long, "a.md", &"\n".repeat(999), 0);
}

#[test]
fn names_say_what_is_inside() {
    demand_none(&emptily_named(&tree::files()));
    check(emptily_named, "src/text_utils.rs", "", 1);
    check(emptily_named, "src/common/a.rs", "", 1);
    check(emptily_named, "src/commons.rs", "", 0);
}

#[test]
fn only_the_program_touches_the_world() {
    demand_none(&impure(&tree::files()));
    check(impure, "crates/schema/src/a.rs", "let now = Timestamp::now();\nlet file = File::open(path);", 2);
    check(impure, "crates/schema/src/a.rs", "// no std::fs here\n#[cfg(test)]\nmod tests {\nuse std::fs;\n}", 0);
    check(impure, "crates/pipeline/src/a.rs", "use fs_err::read;", 0);
}

#[test]
fn only_a_fetch_touches_the_network() {
    demand_none(&networked(&tree::files()));
    check(networked, "crates/pipeline/src/run.rs", "use reqwest::Url;\n// not by tokio\n", 1);
    check(networked, "crates/pipeline/src/fetch/client.rs", "use reqwest::Url;", 0);
    check(networked, "crates/pipeline/src/fetch.rs", "let runtime = tokio::runtime::Builder::new();", 0);
}

#[test]
fn nothing_knows_one_machine() {
    demand_none(&local(&tree::files()));
    check(local, "README.md", &format!("see {}main and {BESIDE}", MACHINE[0]), 2);
    check(local, "README.md", "see the root", 0);
    check(local, "benches/a.rs", &format!("{}main and {BESIDE}", MACHINE[0]), 1);
    check(local, "crates/a/src/b.rs", BESIDE, 1);
}

fn check(find: fn(&[File]) -> Vec<String>, path: &str, text: &str, expect: usize) {
    let file = File { path: path.to_owned(), text: text.to_owned(), is_test: false };
    assert_eq!(find(&[file]).len(), expect, "{path}: {text}");
}

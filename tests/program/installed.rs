//! The program as somebody has it who has nothing else: a copy in an empty folder, no repository, no environment, no home.

use std::{path::Path, process::Command};

use super::process::{Ended, files, install};
use fs_err as fs;
use tempfile::TempDir;

/// The copy at `program`, in `folder`, with nothing around it.
fn alone(program: &Path, folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env_clear();
    command.output().expect("it starts").into()
}

#[test]
fn a_copy_of_the_program_is_enough() {
    let (home, folder) = (TempDir::new().expect("a temporary folder"), TempDir::new().expect("a temporary folder"));
    let program = home.path().join("tokenshare");
    install(Path::new(env!("CARGO_BIN_EXE_tokenshare")), &program);
    let here = folder.path();
    let well = |arguments: &[&str]| {
        let ended = alone(&program, here, arguments);
        assert_eq!(ended.code, Some(0), "`{}`: {}", arguments.join(" "), ended.stderr);
        ended.stdout
    };
    assert!(well(&["demo"]).contains("anthropic"), "the demo has no Anthropic");
    well(&["init", "mine"]);
    well(&["run", "mine/pipelines/published.toml", "--data", "data/demo", "--fresh"]);
    let gap = ["show", "vendor_gap", "--data", "data/demo", "--rule", "published", "--basis", "list_3to1"];
    assert!(well(&gap).contains("anthropic †      12.3%    46.3%"), "{}", well(&gap));
    let share = ["explain", "token_share", "--vendor", "anthropic", "--week", "2026-04-05", "--data", "data/demo"];
    assert!(well(&share).contains("sha256 "), "{}", well(&share));
    well(&["report", "--data", "data/demo", "--out", "report.html"]);
    assert!(fs::read_to_string(here.join("report.html")).expect("text").contains("anthropic"));
    let mut stray = files(here);
    stray.retain(|file| !["data/demo/", "mine/", "report.html"].iter().any(|ours| file.starts_with(ours)));
    assert_eq!(stray, [""; 0], "it writes where it was told to");
    assert_eq!(files(home.path()), ["tokenshare"]);
}

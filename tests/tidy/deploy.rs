//! What runs the refresh every Monday: the workflow and the units are what their readers take them for.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use fs_err as fs;

use super::tree;

const WORKFLOW: &str = ".github/workflows/weekly.yml";
const TIMER: &str = "tokenshare-weekly.timer";
const UNITS: [&str; 2] = ["tokenshare-weekly.service", TIMER];
/// Where the unit looks for the program.
const INSTALLED: &str = "/usr/local/bin/tokenshare";

/// A linter that `make test` installed; `None`, with the reason printed, where it did not.
#[expect(clippy::disallowed_methods, reason = "`make test` says where it put the linters")]
pub(super) fn linter(name: &str) -> Option<Command> {
    let python = std::env::var_os("TOKENSHARE_PYTHON").map(PathBuf::from);
    let linter = python.and_then(|python| Some(python.parent()?.join(name))).filter(|linter| linter.exists());
    if linter.is_none() {
        println!("skipped: no `{name}`, which `make test` installs");
    }
    let mut command = Command::new(linter?);
    command.current_dir(tree::root());
    Some(command)
}

pub(super) fn demand_silence(what: &str, output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
}

#[test]
fn the_workflow_is_one() {
    let Some(mut linter) = linter("check-jsonschema") else { return };
    linter.args(["--builtin-schema", "vendor.github-workflows", WORKFLOW]);
    demand_silence(WORKFLOW, &linter.output().unwrap());
}

#[test]
fn the_workflow_gives_nothing_away() {
    let Some(mut linter) = linter("zizmor") else { return };
    linter.args(["--offline", "--no-progress", "--config", ".github/zizmor.yml", "--persona", "pedantic", WORKFLOW]);
    demand_silence(WORKFLOW, &linter.output().unwrap());
}

#[test]
fn the_workflow_s_steps_are_bash() {
    let text = fs::read_to_string(tree::root().join(WORKFLOW)).unwrap();
    let mut scripts = 0;
    for block in text.split("run: |\n").skip(1) {
        let lines = block.lines().take_while(|line| line.is_empty() || line.starts_with("          "));
        let script = lines.collect::<Vec<_>>().join("\n");
        let mut bash = Command::new("bash");
        demand_silence(&script, &bash.args(["-n", "-c", &script]).output().unwrap());
        scripts += 1;
    }
    assert_eq!(scripts, 4, "as many as the workflow has");
}

/// `systemd-analyze` demands that what a unit starts is there: here it is this build's program.
#[test]
fn the_units_are_ones() {
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        println!("skipped: no `systemd-analyze`, which the package `systemd` has");
        return;
    };
    demand_silence("systemd-analyze", &version);
    let folder = tempfile::TempDir::new().unwrap();
    for unit in UNITS {
        let text = fs::read_to_string(tree::root().join("deploy/systemd").join(unit)).unwrap();
        assert!(unit == TIMER || text.contains(INSTALLED), "{unit} starts the program");
        let text = text.replace(INSTALLED, env!("CARGO_BIN_EXE_tokenshare"));
        fs::write(folder.path().join(unit), text).unwrap();
    }
    let verified = |unit: &str| {
        let path: &Path = &folder.path().join(unit);
        Command::new("systemd-analyze").arg("verify").arg("--man=no").arg(path).output().unwrap()
    };
    for unit in UNITS {
        let output = verified(unit);
        demand_silence(unit, &output);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{unit}");
    }
}

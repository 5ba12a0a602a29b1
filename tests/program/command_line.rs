//! What the program says about itself: help is read more often than any other page.

use super::process::{Ended, command, said};
use expect_test::{ExpectFile, expect_file};
use tempfile::TempDir;

fn check(arguments: &[&str], expected: &ExpectFile) {
    let folder = TempDir::new().expect("a temporary folder");
    expected.assert_eq(&said(arguments, folder.path()));
}

/// Every command, as the help of the program lists them.
pub fn commands() -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    let help = said(&["--help"], folder.path());
    let list = help.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n")).expect("it lists them").0;
    // A name stands two spaces from the edge; the lines below it stand further in.
    let name = |line: &str| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')).map(str::to_owned);
    let names = list.lines().filter_map(name);
    names.filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn help() {
    check(&["--help"], &expect_file!["../golden/help.txt"]);
}

/// The help of each command, by either way to ask for it, with an example in each.
#[test]
fn help_of_every_command() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut text = String::new();
    let commands = commands();
    assert!(commands.len() > 20 && commands.contains(&"show".to_owned()), "{commands:?}");
    for command in commands.iter().filter(|command| *command != "help") {
        let help = said(&[command, "--help"], folder.path());
        assert_eq!(said(&["help", command], folder.path()), help, "`help {command}` says something else");
        assert!(help.contains("\nExample"), "`{command}` has no example");
        text.extend(["# tokenshare ", command, " --help\n\n", &help, "\n"]);
    }
    expect_file!["../golden/help_of_commands.txt"].assert_eq(&text);
}

/// How each command ends in an empty folder when it is typed alone, and with a flag that nobody knows: exit code, and what
/// is said. `demo` is left out, since it needs nothing.
#[test]
fn how_every_command_ends_when_nothing_is_there() {
    let mut text = String::new();
    for name in commands().iter().filter(|name| !["demo", "help"].contains(&name.as_str())) {
        for more in [&[][..], &["--no-such-flag"]] {
            let folder = TempDir::new().expect("a temporary folder");
            let arguments: Vec<&str> = [name.as_str()].into_iter().chain(more.iter().copied()).collect();
            let mut program = command(&arguments, folder.path());
            let ended: Ended = program.env_remove("TOKENSHARE_CONTACT").output().expect("it starts").into();
            let data = if ended.stdout.is_empty() { "nothing" } else { "data" };
            let code = ended.code.expect("no signal ended it");
            let heading = format!("# tokenshare {}: exit code {code}, {data} on stdout\n", arguments.join(" "));
            text.extend([heading.as_str(), &ended.stderr, "\n"]);
        }
    }
    expect_file!["../golden/exit_codes.txt"].assert_eq(&text);
}

#[test]
fn lists() {
    check(&["tables"], &expect_file!["../golden/tables.txt"]);
    check(&["tables", "vendor_gap"], &expect_file!["../golden/tables_vendor_gap.txt"]);
    check(&["tables", "--sources"], &expect_file!["../golden/sources.txt"]);
}

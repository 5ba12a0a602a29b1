//! What somebody sees on a terminal: nothing is wider than it, what has no room is named, and a pipe gets all of it.

use std::{path::Path, process::Command, process::Stdio, sync::OnceLock};

use super::process::{command, pipeline, said, sample_tables};
use tempfile::TempDir;

/// What stands on a terminal of so many columns; `None`, with the reason printed, where nothing here can be one.
fn on_terminal(columns: u16, arguments: &[&str], folder: &Path) -> Option<String> {
    shown(&format!("stty cols {columns}"), arguments, folder)
}

/// `before` is what the shell does first: say how wide the terminal is.
fn shown(before: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_tokenshare");
    let words: Vec<String> = arguments.iter().map(|word| format!("'{word}'")).collect();
    let line = format!("{before}; exec '{program}' {}", words.join(" "));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(folder).stdin(Stdio::null());
    script.env("NO_COLOR", "1").env("TERM", "dumb").env_remove("COLUMNS").env_remove("TOKENSHARE_CONTACT");
    let Ok(output) = script.output() else {
        println!("skipped: no `script`, which makes a terminal");
        return None;
    };
    Some(String::from_utf8(output.stdout).expect("text").replace('\r', ""))
}

/// A folder in which `data` holds the demo.
fn place() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        said(&["demo", "--data", "data", "--quiet"], folder.path());
        folder
    });
    made.path()
}

fn wide(text: &str, columns: usize) -> Vec<&str> {
    text.lines().filter(|line| line.chars().count() > columns).collect()
}

/// Lines that are wider though they have a place to be folded at: a link, a path or a hash has none.
fn unfolded(text: &str, columns: usize) -> Vec<&str> {
    let quoted = |line: &str| line.split('`').skip(1).step_by(2).map(str::len).max().unwrap_or(0);
    let longest = |line: &str| line.split(' ').map(|word| word.chars().count()).max().unwrap_or(0).max(quoted(line));
    // A command by itself is there to be copied, and how one is used stands on one line.
    let is_whole = |line: &str| ["  tokenshare ", "Usage: "].iter().any(|begins| line.starts_with(begins));
    let is_one = |line: &&str| longest(line) + 24 < columns && !is_whole(line);
    wide(text, columns).into_iter().filter(is_one).collect()
}

#[test]
fn no_table_is_wider_than_the_terminal_and_what_it_leaves_out_is_named() {
    for table in sample_tables() {
        for columns in [80, 120] {
            let Some(text) = on_terminal(columns, &["show", table.name, "--data", "data", "--first", "7"], place())
            else {
                return;
            };
            assert_eq!(wide(&text, columns.into()), Vec::<&str>::new(), "{} in {columns}", table.name);
            // Without rows there is no heading to read.
            if text.contains("has no rows in this run") {
                continue;
            }
            let words: Vec<&str> = text.split([' ', ',', ';', '\n']).collect();
            for column in table.columns().filter(|column| !column.name.starts_with("window_")) {
                assert!(
                    words.contains(&column.name),
                    "{}: `{}` is neither shown nor named:\n{text}",
                    table.name,
                    column.name
                );
            }
        }
    }
}

/// A share without what it may be says more than is known.
#[test]
fn a_share_stands_beside_its_bounds_before_its_price() {
    let week = ["show", "dollar_share", "--data", "data", "--rule", "default", "--basis", "list_asof", "--last", "1"];
    let Some(text) = on_terminal(80, &week, place()) else { return };
    assert!(text.contains("  dollar_share  dollar_share_low  dollar_share_high"), "{text}");
}

#[test]
fn who_asks_for_columns_gets_them_and_a_pipe_gets_all() {
    let asked =
        ["show", "vendor_gap", "--data", "data", "--columns", "vendor,rule,price_basis,tokens,dollar_share,reason"];
    let Some(text) = on_terminal(80, &asked, place()) else { return };
    assert!(!text.contains("no room") && wide(&text, 80).is_empty(), "{text}");
    let many = "vendor,tokens,token_share,gap_token_share,dollar_share,dollar_share_low,dollar_share_high,coverage_share,reason";
    let text =
        on_terminal(80, &["show", "vendor_gap", "--data", "data", "--columns", many], place()).expect("a terminal");
    assert!(wide(&text, 80).is_empty() && text.contains("\ndollar_share_high  "), "{text}");
    let all = ["show", "vendor_gap", "--data", "data"];
    let piped = said(&all, place());
    assert!(piped.lines().any(|line| line.chars().count() > 200) && !piped.contains("no room"), "{piped}");
    let told = command(&all, place()).env("COLUMNS", "60").output().expect("it starts").stdout;
    assert_eq!(String::from_utf8_lossy(&told), piped, "a pipe has no width");
    let csv = [&all[..], &["--format", "csv", "-q"]].concat();
    assert_eq!(on_terminal(80, &csv, place()), Some(said(&csv, place())), "nor has what programs read");
}

#[test]
fn columns_outdo_what_the_terminal_says() {
    let arguments = ["show", "vendor_gap", "--data", "data", "--first", "3"];
    let Some(text) = shown("stty cols 200; export COLUMNS=70", &arguments, place()) else { return };
    assert!(wide(&text, 70).is_empty() && text.contains("no room in 70 columns"), "{text}");
    let text = shown("stty cols 70; export COLUMNS=wide", &arguments, place()).expect("a terminal");
    assert!(wide(&text, 70).is_empty() && text.contains("no room in 70 columns"), "{text}");
    let unknown = shown("stty cols 0", &arguments, place()).expect("a terminal");
    assert!(!unknown.contains("no room"), "{unknown}");
}

#[test]
fn lines_are_folded_between_words() {
    let published = pipeline("published.toml");
    for arguments in [
        &["demo", "--data", "data"][..],
        &["doctor", &published, "--data", "data"],
        &["doctor"],
        &["tables"],
        &["tables", "vendor_gap"],
        &["tables", "--sources"],
        &["snapshots", "--data", "data"],
        &["plan", &published, "--data", "data"],
        &["why", "vendor_gap", "--data", "data"],
        &["brief", "--data", "data"],
        &["explain", "dollar_share", "--vendor", "anthropic", "--week", "2026-04-05", "--data", "data"],
        &["price", "anthropic/claude-4.6-opus-20260205", "--data", "data"],
        &["show", "no_such_table"],
        &["findings", "--data", "data"],
        &["accept", "--help"],
        &["import", "--help"],
        &["explain", "dollar_share", "--week", "a week that is not there, and words that go on and on"],
    ] {
        // The page beside ours has numbers alone, which can't be folded.
        let narrow = if arguments[0] == "demo" { 72 } else { 60 };
        for columns in [narrow, 80] {
            let Some(text) = on_terminal(columns, arguments, place()) else { return };
            assert_eq!(unfolded(&text, columns.into()), Vec::<&str>::new(), "{arguments:?} in {columns}");
        }
    }
}

/// Folding takes no word and adds none.
#[test]
fn folded_lines_say_the_same() {
    let arguments = ["doctor", "--data", "data"];
    let Some(text) = on_terminal(72, &arguments, place()) else { return };
    let piped = command(&arguments, place()).env_remove("TOKENSHARE_CONTACT").output().expect("it starts");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let piped = format!("{}{}", String::from_utf8_lossy(&piped.stdout), String::from_utf8_lossy(&piped.stderr));
    assert_eq!(words(&text), words(&piped));
}

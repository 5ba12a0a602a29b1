//! What somebody meets who has the program and nothing else: each message leads to a command that goes well.

use std::{fmt::Write as _, path::Path, sync::OnceLock};

use super::process::{Ended, command, pipeline, said, tokenshare};
use expect_test::{expect, expect_file};
use fs_err as fs;
use tempfile::TempDir;

/// A folder in which nothing lies but the demo, below `data/demo`. It is only read.
fn demo() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        said(&["demo", "--quiet"], folder.path());
        folder
    });
    made.path()
}

/// The commands that a message names, as words.
fn commands(message: &str) -> Vec<Vec<&str>> {
    let quoted = message.split('`').skip(1).step_by(2).filter_map(|text| text.strip_prefix("tokenshare "));
    quoted.map(|command| command.split(' ').collect()).collect()
}

fn hint(ended: &Ended) -> &str {
    ended.stderr.lines().find(|line| line.starts_with("hint: ")).unwrap_or_else(|| panic!("no hint: {}", ended.stderr))
}

/// A hint that names a command names one that goes well, of the row that was asked for.
#[test]
fn what_to_explain_instead_goes_well_as_it_stands() {
    let of_anthropic = ["--vendor", "anthropic", "--basis", "list_3to1"];
    let cases: [(&str, &[&str]); 4] = [
        ("vendor_price", &of_anthropic),
        ("vendor_price", &["--vendor", "qwen", "--rule", "published", "--basis", "list_3to1"]),
        ("vendor_price", &[]),
        ("dollar_share", &["--vendor", "anthropic", "--week", "2026-04-05", "--column", "weights_age_days"]),
    ];
    let mut told = String::new();
    for (table, options) in cases {
        let asked = [&["explain", table, "--data", "data/demo"], options].concat();
        let ended = tokenshare(&asked, demo());
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        let named = commands(hint(&ended));
        assert_eq!(named.len(), 1, "{}", ended.stderr);
        let again = tokenshare(&named[0], demo());
        assert_eq!(again.code, Some(0), "{:?}: {}", named[0], again.stderr);
        let _ = writeln!(told, "{}", named[0].join(" "));
    }
    expect![[""]].assert_eq(&told);
}

/// Options that lead nowhere: exit code, stderr, and how much is on stdout.
#[test]
fn what_is_not_there_is_told_with_what_is() {
    let here = demo();
    let mut told = String::new();
    for typed in [
        "tables --reference nope.csv",
        "show vendor_gap --basis lst",
        "show vendor_gap --basis bill",
        "show vendor_gap --vendor amazon",
        "show vendor_gap --vendor amazon --format csv --columns vendor,tokens",
        "show vendor_gap --vendor amazon --format json",
        "show token_share --where week_start_date=2026-04-06",
        "show vendor_gap --rule published --basis list_asof --vendor qwen",
        "show price_condition",
        "show basis_error",
        "why drift",
        "show model_day",
        "plan pipelines/month.toml",
        "run pipelines/mine.toml",
        "show vendor_gap --data data/demo/analyzed",
        "show vendor_gap --data data/demo/runs",
    ] {
        let mut words: Vec<&str> = typed.split(' ').collect();
        if ["show", "why"].contains(&words[0]) && !typed.contains("--data") {
            words.extend(["--data", "data/demo"]);
        }
        let ended = tokenshare(&words, here);
        let code = ended.code.expect("no signal ended it");
        let _ = writeln!(told, "# tokenshare {typed}: exit code {code}\n{}{}", ended.stdout, ended.stderr);
    }
    expect_file!["../golden/newcomer.txt"].assert_eq(&told);
}

/// Nothing is amiss with the demo, and no file is looked for that made it.
#[test]
fn the_doctor_knows_the_demo() {
    let ended = tokenshare(&["doctor", "--data", "data/demo"], demo());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    expect![[""]].assert_eq(&ended.stdout);
}

/// All that is missing is said at once.
#[test]
fn an_empty_folder_lacks_all_of_its_inputs_at_once() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut told = String::new();
    for name in ["published.toml", "weekly.toml", "month.toml", "vendor_chart.toml"] {
        fs::copy(pipeline(name), folder.path().join(name)).expect("room");
        let ended = tokenshare(&["run", name], folder.path());
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        let _ = writeln!(told, "# {name}\n{}", ended.stderr);
    }
    expect![[""]].assert_eq(&told);
}

/// The answer comes first, and what is no answer goes to stderr: nothing of it with `--quiet`, each remark with `--verbose`.
#[test]
fn the_demo_answers_before_it_remarks() {
    let folder = TempDir::new().expect("a temporary folder");
    let place = folder.path();
    let first = tokenshare(&["demo"], place);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    expect![[""]].assert_eq(&first.stderr);
    let quiet = tokenshare(&["demo", "-q"], place);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), (first.stdout.as_str(), ""));
    for words in ["next:", "report.html"] {
        assert!(!quiet.stdout.contains(words), "`{words}` is no data");
    }
    let verbose = tokenshare(&["demo", "-v"], place);
    let remarks = verbose.stderr.lines().filter(|line| line.contains("vendor_chart: ")).count();
    assert!(remarks > 0, "{}", verbose.stderr);
    assert_eq!(verbose.stdout, first.stdout);
}

/// The notes below a table are those of the columns that were asked for.
#[test]
fn notes_are_of_the_columns_that_are_printed() {
    let notes = |columns: &str| {
        let text = said(&["show", "vendor_gap", "--data", "data/demo", "--columns", columns], demo());
        let lines = text.lines().filter_map(|line| line.strip_prefix("note: "));
        lines.filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect::<Vec<_>>().join(" ")
    };
    expect![[""]].assert_eq(&notes("vendor,token_share"));
    expect![[""]].assert_eq(&notes("vendor,dollar_share"));
    expect![[""]].assert_eq(&notes("vendor,dollar_share,dollar_share_low"));
}

/// Narrow and wide terminals are `terminal.rs`; what is no terminal gets lines as wide as they are, whatever `COLUMNS` says.
#[test]
fn what_is_no_terminal_has_no_width() {
    let show = |columns: &str| {
        let mut program = command(&["show", "vendor_gap", "--data", "data/demo"], demo());
        let ended: Ended = program.env("COLUMNS", columns).output().expect("it starts").into();
        ended.stdout
    };
    assert_eq!(show("40"), show("200"));
}

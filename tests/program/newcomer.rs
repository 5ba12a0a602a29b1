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
    let of_anthropic = ["--vendor", "anthropic", "--basis", "list_3to1", "--column", "model_count"];
    let cases: [(&str, &[&str]); 4] = [
        ("vendor_price", &of_anthropic),
        (
            "vendor_price",
            &["--vendor", "qwen", "--rule", "published", "--basis", "list_3to1", "--column", "model_count"],
        ),
        ("vendor_price", &["--column", "model_count"]),
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
    expect![[r#"
        explain dollar_share --column blended_usd_per_mtok --vendor anthropic --week 2026-04-12 --basis list_3to1 --rule default --data data/demo
        explain dollar_share --column blended_usd_per_mtok --vendor qwen --week 2026-04-12 --basis list_3to1 --rule published --data data/demo
        explain dollar_share --column blended_usd_per_mtok --vendor z-ai --week 2026-04-12 --basis list_asof --rule default --data data/demo
        show vendor_price --vendor anthropic --basis list_asof --rule default --data data/demo
    "#]].assert_eq(&told);
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
    // The id of a run is another with each change of the program.
    let run = said(&["path", "--data", "data/demo"], here);
    let run = Path::new(run.trim()).file_name().expect("a folder").to_string_lossy();
    expect_file!["../golden/newcomer.txt"].assert_eq(&told.replace(&*run, "RUN"));
}

/// Nothing is amiss with the demo, and no file is looked for that made it.
#[test]
fn the_doctor_knows_the_demo() {
    let ended = tokenshare(&["doctor", "--data", "data/demo"], demo());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    expect![[r#"
        optional  pipeline    the tables in `data/demo` are of the pipeline that `tokenshare demo` runs, inside the program
                              → for a refresh of your own: `tokenshare init DIR` lays pipelines to change
        ok        folder      `data/demo` may be written
        ok        disk        there is room for a year of `data/demo`, 6 MiB: snapshots grow by 2 MiB a year, as the 119 days that are held tell, and twice the 2 MiB of runs
        ok        run         41 tables of `the rankings page of 2026-04-14, as published and by our own definitions`, made of what is held
    "#]].assert_eq(&ended.stdout);
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
    expect![[r#"
        # published.toml
        error: no data folder `data`: a run needs `apps/page`, `catalog/models`, `eci/scores`, `frontend/models-month`, `rankings_page/stream`
        hint: `tokenshare fetch published.toml` asks for 4 of them; `tokenshare import REQUEST --captured-at INSTANT --data data FILE` makes one

        # weekly.toml
        error: no data folder `data`: a run needs `catalog/models`, `exports/rankings-daily`
        hint: `tokenshare weekly weekly.toml` asks for them; `tokenshare import REQUEST --captured-at INSTANT --data data FILE` makes one

        # month.toml
        error: no data folder `data`: a run needs `catalog/models`, `frontend/models-month`
        hint: `tokenshare fetch month.toml` asks for them; `tokenshare import REQUEST --captured-at INSTANT --data data FILE` makes one

        # vendor_chart.toml
        error: no data folder `data`: a run needs `frontend/market-share`
        hint: `tokenshare fetch vendor_chart.toml` asks for it; `tokenshare import frontend/market-share --captured-at INSTANT --data data FILE` makes one

    "#]].assert_eq(&told);
}

/// The answer comes first, and what is no answer goes to stderr: nothing of it with `--quiet`, each remark with `--verbose`.
#[test]
fn the_demo_answers_before_it_remarks() {
    let folder = TempDir::new().expect("a temporary folder");
    let place = folder.path();
    let first = tokenshare(&["demo"], place);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    expect![[r#"
        3 remarks on what was read and left aside: `tokenshare demo --data data/demo -v` tells each
        the report, to be opened in a browser: data/demo/report.html
        next: `tokenshare show vendor_gap --data data/demo --rule default --basis list_asof`
        `tokenshare tables vendor_gap` says what its columns mean
    "#]]
    .assert_eq(&first.stderr);
    let quiet = tokenshare(&["demo", "-q"], place);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), (first.stdout.as_str(), ""));
    for words in ["next:", "report.html"] {
        assert!(!quiet.stdout.contains(words), "`{words}` is no data");
    }
    let verbose = tokenshare(&["demo", "-v"], place);
    let remarks = verbose.stderr.lines().filter(|line| line.starts_with("model_ranking: ")).count();
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
    expect!["Who `others` Tokens Rows"].assert_eq(&notes("vendor,token_share"));
    expect!["Dollars Who `others` `list_3to1` Where Where Tokens Rows"].assert_eq(&notes("vendor,dollar_share"));
    expect!["Dollars Who `others` `list_3to1` Where Where Tokens Bounds Rows"]
        .assert_eq(&notes("vendor,dollar_share,dollar_share_low"));
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

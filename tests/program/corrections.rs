//! What somebody corrects of what upstream said: read by what is made of it, told, believed since then, and never guessed.

use std::{collections::BTreeMap, path::Path};

use super::{
    captures::{import, rows},
    process::{Ended, said, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use jiff::{Span, civil::Date};
use serde_json::json;
use tempfile::TempDir;

const PIPELINE: &str = r#"
title = "corrected"
results = ["token_share", "restatement"]
[inputs]
"frontend/market-share" = "all"
[bounds]
max_new_vendor_share = 1.0
"#;
const HEADING: &str = "snapshot_id,table,row,column,old_value,new_value,corrected_at,because,source_url\n";
const CHART: &str = "frontend/market-share/2026-04-21T120000Z";
/// Two thousand were four hundred.
const LINE: &str = "frontend/market-share/2026-04-21T120000Z,vendor_chart,week_start_date=2026-04-12; vendor_label=google,\
                    tokens,2000,400,2026-05-01T08:00:00Z,\"they took it back, see their note\",https://example.org/note\n";

fn run(more: &[&str], folder: &Path) -> Ended {
    tokenshare(&[&["run", "corrected.toml", "--data", "data"], more].concat(), folder)
}

/// A chart of 20 weeks, in whose last ones google has so many tokens, the newest first.
fn chart(day: &str, last: Date, google: &[i64], folder: &Path) {
    let bucket = |(back, google): (i64, i64)| {
        let week = last.saturating_sub(Span::new().weeks(back)).to_string();
        json!({ "x": week, "ys": { "openai": 4_000, "google": google, "others": 600 } })
    };
    let google = google.iter().copied().chain(std::iter::repeat(390));
    let mut data: Vec<_> = (0..20).zip(google).map(bucket).collect();
    data.reverse();
    fs::write(folder.join("chart.json"), json!({ "data": data }).to_string()).expect("room");
    import("frontend/market-share", &format!("{day}T12:00:00Z"), Path::new("chart.json"), folder);
}

/// A data folder of two charts and a run.
fn charts() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("corrected.toml"), PIPELINE).expect("room");
    chart("2026-04-14", Date::constant(2026, 4, 5), &[390], folder.path());
    chart("2026-04-21", Date::constant(2026, 4, 12), &[2_000], folder.path());
    assert_eq!(run(&[], folder.path()).code, Some(0));
    folder
}

fn correct(lines: &str, folder: &Path) {
    fs::create_dir_all(folder.join("data/reference")).expect("room");
    fs::write(folder.join("data/reference/corrections.csv"), HEADING.to_owned() + lines).expect("room");
}

fn cells(table: &str, columns: &[&str], folder: &Path) -> String {
    let table = [table, "--where", "week_start_date=2026-04-12"];
    let line = |row: &BTreeMap<String, String>| {
        columns.iter().map(|column| row[*column].clone()).collect::<Vec<_>>().join(" ")
    };
    rows(&table, folder).iter().map(|row| line(row) + "\n").collect()
}

fn table(name: &str, folder: &Path) -> Vec<u8> {
    fs::read(folder.join("data").join(name)).expect("a table")
}

#[test]
fn what_is_made_of_a_corrected_cell_is_another_and_what_was_said_stands() {
    let folder = charts();
    let path = folder.path();
    let (said_before, shares, vintages) = (
        table("ingested/vendor_chart.parquet", path),
        table("analyzed/token_share.parquet", path),
        table("normalized/vendor_week_vintage.parquet", path),
    );
    correct(LINE, path);
    let told = run(&[], path);
    assert!(
        told.code == Some(0) && told.stderr.contains("1 corrected cell by `reference/corrections.csv`"),
        "{}",
        told.stderr
    );
    assert!(table("ingested/vendor_chart.parquet", path) == said_before, "bytes and what they say are never edited");
    expect![[r#"
        google 400 reconstructed frontend/market-share/2026-04-21T120000Z
        openai 4000 observed frontend/market-share/2026-04-21T120000Z
        others 600 observed frontend/market-share/2026-04-21T120000Z
    "#]]
    .assert_eq(&cells("vendor_week", &["vendor", "tokens", "value_origin", "snapshot_id"], path));
    expect![[r#"
        google 2000 2026-04-21T12:00:00Z 2026-05-01T08:00:00Z 2026-04-21T12:00:00Z
        google 400 2026-05-01T08:00:00Z  2026-04-21T12:00:00Z
        openai 4000 2026-04-21T12:00:00Z  2026-04-21T12:00:00Z
        others 600 2026-04-21T12:00:00Z  2026-04-21T12:00:00Z
    "#]]
    .assert_eq(&cells(
        "vendor_week_vintage",
        &["vendor", "tokens", "known_from_at", "known_to_at", "captured_at"],
        path,
    ));
    let why = said(&["why", "token_share", "--data", "data"], path);
    assert!(why.contains("1 answer corrected otherwise: `frontend/market-share/2026-04-21T120000Z`"), "{why}");
    let manifest = fs::read_to_string(path.join("data/manifest.toml")).expect("a manifest");
    assert!(manifest.contains("tokens `2000` to `400`, at 2026-05-01T08:00:00Z: they took it back"), "{manifest}");
    // From nothing the same; on a day before, what was made then.
    assert!(run(&["--fresh"], path).stderr.contains("the same to the last byte"));
    let past = run(&["--as-of", "2026-04-30"], path).stderr;
    let made = past.split("in `data/").nth(1).and_then(|rest| rest.split('`').next()).expect("a folder");
    let then = |name: &str| table(&format!("{made}/{name}"), path);
    assert!(then("analyzed/token_share.parquet") == shares, "byte by byte");
    assert!(then("normalized/vendor_week_vintage.parquet") == vintages, "byte by byte");
    assert_eq!(said(&["verify", "--data", "data"], path), "");
    demand_told_when_lost(path, &shares);
}

/// A file that was lost does not pass for one that somebody took away; taken back, all is as it was.
fn demand_told_when_lost(path: &Path, shares: &[u8]) {
    fs::remove_file(path.join("data/reference/corrections.csv")).expect("it is there");
    let lost = run(&[], path);
    let gone =
        format!("`reference/corrections.csv`: a line by which the newest run went is gone: `{}`", LINE.trim_end());
    assert!(lost.code == Some(1) && lost.stderr.contains(&gone), "{}", lost.stderr);
    assert!(table("analyzed/token_share.parquet", path) != shares, "the tables stay");
    let taken = run(&["--fresh"], path);
    assert!(taken.code == Some(0) && taken.stderr.contains(&gone), "{}", taken.stderr);
    assert!(table("analyzed/token_share.parquet", path) == shares, "byte by byte");
    assert_eq!(said(&["verify", "--data", "data"], path), "");
}

/// The next chart says the old number again, since upstream changed nothing; the one after that says another.
#[test]
fn a_correction_holds_in_newer_answers_until_upstream_says_something_else() {
    let folder = charts();
    let path = folder.path();
    correct(LINE, path);
    run(&[], path);
    chart("2026-05-05", Date::constant(2026, 4, 26), &[500, 505, 2_000], path);
    let told = run(&[], path);
    assert!(told.code == Some(0) && told.stderr.contains("1 correction, applied in 2 answers"), "{}", told.stderr);
    let shown = || cells("vendor_week", &["vendor", "tokens", "value_origin", "snapshot_id"], path);
    expect![[r#"
        google 400 reconstructed frontend/market-share/2026-05-05T120000Z
        openai 4000 observed frontend/market-share/2026-05-05T120000Z
        others 600 observed frontend/market-share/2026-05-05T120000Z
    "#]]
    .assert_eq(&shown());
    let restated = || cells("restatement", &["scope", "key", "old_tokens", "new_tokens", "changed_by"], path);
    assert!(restated().contains("vendor google 2000 400 correction"), "{}", restated());
    let by_upstream = |rows: &str| rows.lines().filter(|row| row.ends_with("upstream")).count();
    assert_eq!(by_upstream(&restated()), 0, "{}", restated());
    let manifest = fs::read_to_string(path.join("data/manifest.toml")).expect("a manifest");
    assert!(manifest.contains(&format!("(https://example.org/note); as of `{CHART}`")), "{manifest}");
    assert!(run(&["--fresh"], path).stderr.contains("the same to the last byte"));
    chart("2026-05-12", Date::constant(2026, 5, 3), &[520, 500, 505, 1_900], path);
    let told = run(&[], path);
    let end = "column `tokens` ends with `frontend/market-share/2026-05-12T120000Z`, which says `1900`: neither `2000` \
               nor `400`";
    assert!(told.code == Some(0) && told.stderr.contains(end), "{}", told.stderr);
    assert!(shown().contains("google 1900 observed frontend/market-share/2026-05-12T120000Z"), "{}", shown());
    let rows = restated();
    assert!(rows.contains("vendor google 400 1900 correction"), "{rows}");
    assert_eq!(by_upstream(&rows), 0, "{rows}");
    assert!(run(&["--fresh"], path).stderr.contains("the same to the last byte"));
}

/// The line names an older chart; which cell counts is that of the newest. Where that has a line of its own, this one counts.
#[test]
fn a_correction_of_an_older_answer_counts_though_newer_ones_have_the_cell() {
    let folder = charts();
    let path = folder.path();
    chart("2026-05-05", Date::constant(2026, 4, 26), &[500, 505, 2_000], path);
    run(&[], path);
    correct(&LINE.replace("2026-05-01T08", "2026-05-06T08"), path);
    assert!(run(&[], path).stderr.contains("1 correction, applied in 2 answers"));
    let shown = || cells("vendor_week", &["vendor", "tokens"], path);
    assert!(shown().contains("google 400\n"), "{}", shown());
    let own = LINE.replace(CHART, "frontend/market-share/2026-05-05T120000Z").replace(",400,", ",450,");
    correct(&[LINE, &own].concat().replace("2026-05-01T08", "2026-05-06T08"), path);
    let told = run(&[], path).stderr;
    assert!(told.contains("2 corrected cells by") && !told.contains("applied in"), "{told}");
    assert!(shown().contains("google 450\n"), "{}", shown());
}

/// The run stops, and the tables stay.
fn stops(lines: &str, expected: &Expect) {
    let folder = charts();
    let path = folder.path();
    let before = table("analyzed/token_share.parquet", path);
    correct(lines, path);
    let told = run(&[], path);
    expected.assert_eq(&told.stderr.lines().filter(|line| !line.contains("days old")).collect::<Vec<_>>().join("\n"));
    assert_eq!(told.code, Some(1));
    assert!(table("analyzed/token_share.parquet", path) == before);
    // What a run would do is told before it is done.
    let planned = tokenshare(&["plan", "corrected.toml", "--data", "data"], path);
    let story = |ended: &Ended| {
        ended.stderr.lines().skip_while(|line| !line.starts_with("error")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((planned.code, planned.stdout.as_str(), story(&planned)), (Some(1), "", story(&told)));
}

#[test]
fn a_correction_that_does_not_fit_stops_the_run() {
    stops(
        &LINE.replace(",2000,", ",2001,"),
        &expect![[r#"
            1 corrected cell by `reference/corrections.csv`
            error: correction of `frontend/market-share/2026-04-21T120000Z`, table `vendor_chart`, week_start_date=2026-04-12; vendor_label=google, column `tokens`: expected `2001`, found `2000`
            hint: `tokenshare show vendor_chart --where snapshot_id=frontend/market-share/2026-04-21T120000Z --format csv` has what stands there; mend `reference/corrections.csv`, or take the line out"#]],
    );
    stops(
        &LINE.replace("label=google", "label=nobody"),
        &expect![[r#"
            1 corrected cell by `reference/corrections.csv`
            error: correction of `frontend/market-share/2026-04-21T120000Z`, table `vendor_chart`, week_start_date=2026-04-12; vendor_label=nobody, column `tokens`: there is no such row
            hint: `tokenshare show vendor_chart --where snapshot_id=frontend/market-share/2026-04-21T120000Z --format csv` has what stands there; mend `reference/corrections.csv`, or take the line out"#]],
    );
    stops(
        &LINE.replace(",400,", ",four,"),
        &expect![[r#"
            1 corrected cell by `reference/corrections.csv`
            error: correction of `frontend/market-share/2026-04-21T120000Z`, table `vendor_chart`, week_start_date=2026-04-12; vendor_label=google, column `tokens`: `four` is no integer
            hint: `tokenshare show vendor_chart --where snapshot_id=frontend/market-share/2026-04-21T120000Z --format csv` has what stands there; mend `reference/corrections.csv`, or take the line out"#]],
    );
    stops(
        &LINE.replace(",400,", ",-400,"),
        &expect![[r#"
            1 corrected cell by `reference/corrections.csv`
            error: as `reference/corrections.csv` corrects it
              caused by: vendor_chart: 1 problem: column `tokens` is outside 0 or more (1 rows, first at snapshot_id = `frontend/market-share/2026-04-21T120000Z`, week_start_date = `2026-04-12`, vendor_label = `google`)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits"#]],
    );
}

#[test]
fn all_that_is_wrong_in_the_file_is_told_at_once() {
    let other = LINE.replace("vendor_chart", "vendor_week");
    let same = LINE.replace(",400,", ",2000,").replace("https://example.org/note", "");
    let key = LINE.replace("; vendor_label=google", "").replace("tokens,2000", "vendor_label,google");
    stops(
        &[other, same, key, "too,short\n".to_owned()].concat(),
        &expect![[r#"
        error: broken `data/reference/corrections.csv`: row 2: `vendor_week` is no table of what sources said; row 3: `source_url`: expected one line of text; row 3: `old_value` and `new_value` are the same; row 4: `row`: expected a value for each of `vendor_label`, `week_start_date`, found `week_start_date=2026-04-12`; row 4: column `vendor_label` says which row it is, or when: it can't be corrected; row 5: CSV error: record 4 (line: 5, byte: 644): found record with 2 fields, but the previous record has 9 fields
        hint: `tokenshare tables TABLE` lists the columns of a table and its key"#]],
    );
}

#[test]
fn a_correction_of_what_is_not_used_is_told_and_changes_nothing() {
    let folder = charts();
    let path = folder.path();
    said(&["reject", CHART, "--because", "no", "--data", "data"], path);
    run(&[], path);
    let before = table("analyzed/token_share.parquet", path);
    correct(LINE, path);
    let told = run(&[], path).stderr;
    assert!(told.contains(&format!("`{CHART}` is not used, its correction changes nothing")), "{told}");
    assert!(table("analyzed/token_share.parquet", path) == before);
}

/// Slips of the pen: an id that nothing has, an instant that has not come.
#[test]
fn a_correction_of_nothing_or_of_the_days_to_come_stops_the_run() {
    stops(
        &LINE.replace(CHART, "frontend/market-share/2026-04-21T120001Z"),
        &expect![[r#"
        error: `reference/corrections.csv`: `frontend/market-share/2026-04-21T120001Z` is not held
        hint: `tokenshare snapshots` lists what is; mend the id, or take the line out"#]],
    );
    stops(
        &LINE.replace("2026-05-01T08", "2226-05-01T08"),
        &expect![[r#"
        error: `reference/corrections.csv`: `frontend/market-share/2026-04-21T120000Z`, `2226-05-01T08:00:00Z` has not come yet
        hint: mend the instant in that line; where it is right, the clock of this machine is not"#]],
    );
}

/// `field` is read by `drift` alone, which nobody asked for.
#[test]
fn a_correction_of_a_table_that_no_step_reads_has_to_fit_too() {
    let row = "field_block=vendor_chart; field_name=x";
    let line = LINE.replace(
        "vendor_chart,week_start_date=2026-04-12; vendor_label=google,tokens,2000,400",
        &format!("field,{row},object_count,7,8"),
    );
    assert!(line.contains(row), "{line}");
    stops(
        &line,
        &expect![[r#"
        1 corrected cell by `reference/corrections.csv`
        error: correction of `frontend/market-share/2026-04-21T120000Z`, table `field`, field_block=vendor_chart; field_name=x, column `object_count`: there is no such row
        hint: `tokenshare show field --where snapshot_id=frontend/market-share/2026-04-21T120000Z --format csv` has what stands there; mend `reference/corrections.csv`, or take the line out"#]],
    );
}

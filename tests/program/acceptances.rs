//! What was accepted later than captured: believed since then, and in no table of a day before.

use std::{collections::BTreeMap, path::Path};

use super::{
    captures::{import, rows},
    process::{said, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use jiff::{Span, Timestamp, civil::Date};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

const PIPELINE: &str = r#"
title = "accepted"
results = ["token_share", "restatement"]
[inputs]
"catalog/models" = { take = "all", optional = true }
"frontend/market-share" = { take = "all", optional = true }
[bounds]
max_new_vendor_share = 1.0
"#;
/// Behind all captures, before every acceptance.
const BEFORE: &str = "2026-06-01";

fn run(more: &[&str], folder: &Path) -> String {
    tokenshare(&[&["run", "accepted.toml", "--data", "data"], more].concat(), folder).stderr
}

/// The vendor chart of a day, of so many weeks until the last one: tokens of each vendor, one more each week.
fn chart(day: &str, weeks: i64, last: &str, vendors: &[(&str, i64)], folder: &Path) {
    let last: Date = last.parse().expect("a date");
    let bucket = |back: i64| {
        let week = last.saturating_sub(Span::new().weeks(back));
        let said = vendors.iter().map(|(vendor, tokens)| ((*vendor).to_owned(), json!(tokens - back)));
        json!({ "x": week.to_string(), "ys": said.collect::<Map<String, Value>>() })
    };
    let data: Vec<_> = (0..weeks).rev().map(bucket).collect();
    fs::write(folder.join("chart.json"), json!({ "data": data }).to_string()).expect("room");
    import("frontend/market-share", &format!("{day}T12:00:00Z"), Path::new("chart.json"), folder);
}

/// Three vendors; then two charts with one of them, of which the second looks like the first; then three
/// again, of fewer weeks.
fn charts(folder: &Path) {
    fs::write(folder.join("accepted.toml"), PIPELINE).expect("room");
    chart("2026-04-14", 25, "2026-04-12", &[("openai", 100), ("google", 80), ("others", 60)], folder);
    chart("2026-04-21", 25, "2026-04-19", &[("openai", 90)], folder);
    chart("2026-04-28", 25, "2026-04-26", &[("openai", 95)], folder);
    chart("2026-05-05", 20, "2026-05-03", &[("openai", 103), ("google", 83), ("others", 63)], folder);
}

/// Accepts an answer, and gives the instant.
fn accept(id: &str, folder: &Path) -> String {
    said(&["accept", id, "--because", "others left", "--data", "data"], folder);
    let decisions = fs::read_to_string(folder.join("data/reference/accepted.csv")).expect("the decision");
    decisions.lines().last().and_then(|line| line.split(',').nth(2)).expect("an instant").to_owned()
}

/// Lines of a table, the instant of acceptance named.
fn lines(arguments: &[&str], columns: &[&str], accepted_at: &str, folder: &Path) -> String {
    // Tables have microseconds.
    let instant = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond);
    let accepted_at = instant(accepted_at);
    let is_then = |cell: &str| accepted_at.is_some() && instant(cell) == accepted_at;
    let cell = |cell: &String| if is_then(cell) { "ACCEPTED".to_owned() } else { cell.clone() };
    let line = |row: &BTreeMap<String, String>| {
        columns.iter().map(|column| cell(&row[*column])).collect::<Vec<_>>().join(" ") + "\n"
    };
    rows(arguments, folder).iter().map(line).collect()
}

const SHOWN: [&str; 6] = ["week_start_date", "vendor", "known_from_at", "known_to_at", "tokens", "snapshot_id"];

fn check(accepted_at: &str, folder: &Path, expected: &Expect) {
    let spans = lines(&["vendor_week_vintage", "--where", "vendor=openai"], &SHOWN, accepted_at, folder);
    // One week that the newest chart lacks, one that it cuts, and the last ones: the others are like them.
    let weeks = ["2025-12-14", "2025-12-21", "2026-04-12", "2026-04-19", "2026-04-26", "2026-05-03"];
    let shown = spans.split_inclusive('\n').filter(|line| weeks.iter().any(|week| line.starts_with(week)));
    expected.assert_eq(&shown.collect::<String>());
}

/// The tables of a run of the past, as if it were the newest.
fn led_to_the_past(folder: &Path) {
    let told = run(&["--as-of", BEFORE], folder);
    let made = told.split("in `data/").nth(1).and_then(|rest| rest.split('`').next());
    let made = made.unwrap_or_else(|| panic!("{told}"));
    fs::remove_file(folder.join("data/current")).expect("a link");
    fs::os::unix::fs::symlink(made, folder.join("data/current")).expect("a link");
}

#[test]
fn a_chart_is_believed_since_it_was_accepted_and_so_is_what_passes_because_of_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    let told = run(&[], path);
    for day in ["2026-04-21", "2026-04-28"] {
        assert!(told.contains(&format!("`frontend/market-share/{day}T120000Z` is refused")), "{told}");
    }
    check(
        "-",
        path,
        &expect![[r#"
        2025-12-14 openai 2026-04-14T12:00:00Z  83 frontend/market-share/2026-04-14T120000Z
        2025-12-21 openai 2026-04-14T12:00:00Z  84 frontend/market-share/2026-04-14T120000Z
        2026-04-12 openai 2026-04-14T12:00:00Z 2026-05-05T12:00:00Z 100 frontend/market-share/2026-04-14T120000Z
        2026-04-12 openai 2026-05-05T12:00:00Z  100 frontend/market-share/2026-05-05T120000Z
        2026-04-19 openai 2026-05-05T12:00:00Z  101 frontend/market-share/2026-05-05T120000Z
        2026-04-26 openai 2026-05-05T12:00:00Z  102 frontend/market-share/2026-05-05T120000Z
        2026-05-03 openai 2026-05-05T12:00:00Z  103 frontend/market-share/2026-05-05T120000Z
    "#]],
    );
    let before = rows(&["vendor_week"], path);
    let vintages = fs::read(path.join("data/normalized/vendor_week_vintage.parquet")).expect("a table");
    let accepted_at = accept("frontend/market-share/2026-04-21T120000Z", path);
    run(&[], path);
    check(
        &accepted_at,
        path,
        &expect![[r#"
            2025-12-14 openai 2026-04-14T12:00:00Z ACCEPTED 83 frontend/market-share/2026-04-14T120000Z
            2025-12-14 openai ACCEPTED  76 frontend/market-share/2026-04-28T120000Z
            2025-12-21 openai 2026-04-14T12:00:00Z ACCEPTED 84 frontend/market-share/2026-04-14T120000Z
            2025-12-21 openai ACCEPTED  77 frontend/market-share/2026-04-28T120000Z
            2026-04-12 openai 2026-04-14T12:00:00Z 2026-05-05T12:00:00Z 100 frontend/market-share/2026-04-14T120000Z
            2026-04-12 openai 2026-05-05T12:00:00Z  100 frontend/market-share/2026-05-05T120000Z
            2026-04-19 openai 2026-05-05T12:00:00Z  101 frontend/market-share/2026-05-05T120000Z
            2026-04-26 openai 2026-05-05T12:00:00Z  102 frontend/market-share/2026-05-05T120000Z
            2026-05-03 openai 2026-05-05T12:00:00Z  103 frontend/market-share/2026-05-05T120000Z
        "#]],
    );
    let manifest = fs::read_to_string(path.join("data/manifest.toml")).expect("a run");
    assert_eq!(manifest.matches(&format!("known_from_at = \"{accepted_at}\"")).count(), 2, "{manifest}");
    assert!(rows(&["vendor_week"], path) != before, "they speak for some weeks");
    // A day before knows neither.
    led_to_the_past(path);
    assert!(rows(&["vendor_week"], path) == before, "they spoke for none");
    let then = fs::read(path.join("data/normalized/vendor_week_vintage.parquet")).expect("a table");
    assert!(then == vintages, "byte by byte");
}

/// What decides the bytes of a table decides whether it is made anew.
#[test]
fn another_instant_of_acceptance_makes_other_vintages_and_keeps_the_rest() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    let accepted_at = accept("frontend/market-share/2026-04-21T120000Z", path);
    run(&[], path);
    let file = path.join("data/reference/accepted.csv");
    let decisions = fs::read_to_string(&file).expect("the decision");
    // By hand, beside the one that a run went by: who takes that away is asked whether he means it.
    let earlier = decisions.lines().last().expect("a line").replace(&accepted_at, "2026-04-22T00:00:00Z");
    fs::write(&file, format!("{decisions}{earlier}\n")).expect("room");
    let told = tokenshare(&["run", "accepted.toml", "--data", "data", "--verbose"], path).stderr;
    assert!(told.contains("making `vendor_week_vintage`") && told.contains("keeping `vendor_week`"), "{told}");
    let spans = ["vendor_week_vintage", "--where", "vendor=openai", "--where", "week_start_date=2025-12-14"];
    expect![[r#"
        2025-12-14 openai 2026-04-14T12:00:00Z 2026-04-22T00:00:00Z 83 frontend/market-share/2026-04-14T120000Z
        2025-12-14 openai 2026-04-22T00:00:00Z 2026-04-28T12:00:00Z 72 frontend/market-share/2026-04-21T120000Z
        2025-12-14 openai 2026-04-28T12:00:00Z  76 frontend/market-share/2026-04-28T120000Z
    "#]]
    .assert_eq(&lines(&spans, &SHOWN, "-", path));
    let anew = tokenshare(&["run", "accepted.toml", "--data", "data", "--fresh"], path).stderr;
    assert!(anew.contains("the same to the last byte"), "the same bytes: {anew}");
    let why = said(&["why", "vendor_week_vintage", "--data", "data"], path);
    println!("{why}");
    assert!(why.contains("believed from another instant on"), "{why}");
}

/// A catalogue with this price of one model among others, by US dollars per token.
fn catalogue(day: &str, models: i64, price: &str, folder: &Path) {
    let model = |id: String, price: &str| {
        json!({ "id": id, "canonical_slug": id, "name": id, "created": 1_700_000_000, "context_length": 1000,
                "pricing": { "prompt": price, "completion": "0.000002" } })
    };
    let others = (0..models).map(|place| model(format!("a/other-{place}"), "0.000001"));
    let data: Vec<_> = others.chain([model("a/b".to_owned(), price)]).collect();
    fs::write(folder.join("catalog.json"), json!({ "data": data }).to_string()).expect("room");
    import("catalog/models", &format!("{day}T12:00:00Z"), Path::new("catalog.json"), folder);
}

/// The price rose with the catalogue that was refused, and was known from the next one on until that was accepted.
#[test]
fn a_price_was_known_before_its_beginning_was() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    catalogue("2026-04-14", 9, "0.000001", path);
    catalogue("2026-04-21", 1, "0.000003", path);
    catalogue("2026-04-28", 9, "0.000003", path);
    let accepted_at = accept("catalog/models/2026-04-21T120000Z", path);
    run(&[], path);
    let shown = ["valid_from_at", "valid_to_at", "known_from_at", "input_usd_per_mtok"];
    let of = |accepted_at: &str| lines(&["model_price", "--where", "model=a/b"], &shown, accepted_at, path);
    expect![[r#"
        2026-04-14T12:00:00Z 2026-04-21T12:00:00Z 2026-04-14T12:00:00Z 1.0
        2026-04-21T12:00:00Z 2026-04-28T12:00:00Z ACCEPTED 3.0
        2026-04-28T12:00:00Z  2026-04-28T12:00:00Z 3.0
    "#]]
    .assert_eq(&of(&accepted_at));
    led_to_the_past(path);
    expect![[r#"
        2026-04-14T12:00:00Z 2026-04-28T12:00:00Z 2026-04-14T12:00:00Z 1.0
        2026-04-28T12:00:00Z  2026-04-28T12:00:00Z 3.0
    "#]]
    .assert_eq(&of(&accepted_at));
}

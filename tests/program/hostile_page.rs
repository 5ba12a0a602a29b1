//! Names that want to be more than names, in every table whose names the page draws: they stay names, on the page and in all
//! that leaves it.

use fs_err as fs;
use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column};
use report::{HtmlFacts, HtmlTables};
use schema::{
    Kind, Limits, Table as _, TableSpec,
    columns::WINDOW_END_DATE,
    series::{dates, integers, reals, texts, truths},
    tables::{
        BenchmarkPoint, Claim, Coverage, DollarShare, FeedAgreement, GroupShare, GrowthRate, ModelLeaderboard, Mover,
        PricePoint, Restatement, TokenShare, VendorGap, VendorGrowth, Whale,
    },
};
use tempfile::TempDir;

use super::browser::{demand_peace, seen};

/// Names that want to be more than names. Tables hold no control characters in names: these go past the check.
fn hostile_names() -> Vec<String> {
    [
        "<script>alert(1)</script>",
        "</script><script>alert(2)</script>",
        "\"><img src=x onerror=alert(3)>",
        "'-alert(4)-'",
        "=cmd|' /C calc'!A0",
        "<!--<script>",
        "a\u{202e}fdp.exe",
        "two\nlines\u{1b}[2J\u{7}",
        "$(rm -rf ~) `id` & \u{0}",
        "__proto__",
        "constructor",
        "${alert(5)}",
        "{{ 7*7 }}{% raw %}",
        "</style><style>*{display:none}",
        "\\",
        "\\u003cscript\\u003e",
        "line\u{2028}and\u{2029}paragraph",
        "../../../etc/passwd%00",
        "javascript:alert(6)",
        "&lt;img src=x&gt;",
        "]]>--!>",
        "\u{feff}\u{200b}",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(["w".repeat(10_000), "long ".repeat(2_000)])
    .collect()
}

/// Tables whose rows have names that somebody else chose.
const NAMED: [&TableSpec; 15] = [
    VendorGap::SPEC,
    TokenShare::SPEC,
    DollarShare::SPEC,
    GroupShare::SPEC,
    VendorGrowth::SPEC,
    GrowthRate::SPEC,
    Whale::SPEC,
    ModelLeaderboard::SPEC,
    BenchmarkPoint::SPEC,
    PricePoint::SPEC,
    Claim::SPEC,
    Mover::SPEC,
    Restatement::SPEC,
    FeedAgreement::SPEC,
    Coverage::SPEC,
];

/// A table with a row for each name, in every column that takes one.
fn hostile(spec: &TableSpec) -> DataFrame {
    let names = hostile_names();
    let rows = || 0..i64::try_from(names.len()).expect("few");
    let column = |column: &schema::Column| match (column.kind, column.limits) {
        (Kind::Text, Limits::OneOf(words)) => {
            let chosen = ["default", "list_asof", "site", "first_last"].into_iter().find(|word| words.contains(word));
            let word = chosen.or(words.first().copied());
            texts(column, rows().map(|_| word))
        }
        // One benchmark: each would be charts of its own.
        (Kind::Text, _) if column.name.starts_with("benchmark_") => texts(column, rows().map(|_| Some("<b>score</b>"))),
        (Kind::Text, _) => texts(column, names.iter().map(|name| Some(name.as_str()))),
        (Kind::Integer, _) => integers(column, rows().map(|row| Some(row + 1))),
        (Kind::Real, _) => reals(column, rows().map(|_| Some(0.05))),
        (Kind::Truth, _) => truths(column, rows().map(|_| Some(true))),
        (Kind::Date, _) => {
            let day = if column.name == WINDOW_END_DATE.name { 11 } else { 5 };
            dates(column, rows().map(|_| Some(Date::constant(2026, 4, day))))
        }
        (Kind::Instant, _) => Column::full_null(column.name.into(), names.len(), &column.kind.data_type()),
    };
    DataFrame::new_infer_height(spec.columns().map(column).collect()).expect("columns of one length")
}

fn hostile_tables() -> HtmlTables {
    NAMED.into_iter().map(|spec| (spec.name, hostile(spec))).collect()
}

#[test]
fn hostile_names_stay_names() {
    let folder = TempDir::new().expect("a temporary folder");
    let names = hostile_names();
    let facts = HtmlFacts {
        title: names.concat(),
        program: names.concat(),
        citations: names.clone(),
        remarks: names.clone(),
        ..HtmlFacts::default()
    };
    let page = report::html(&hostile_tables(), &facts).expect("a page");
    fs::write(folder.path().join("report.html"), page).expect("a temporary folder");
    let Some(seen) = seen(&folder.path().join("report.html"), folder.path()) else { return };
    demand_peace(&seen);
    seen.legend.has_one_entry_for(names.len());
    let cells: Vec<_> = seen.choices.iter().flat_map(|choice| &choice.gap).flatten().collect();
    for shown in ["<script>alert(1)</script>", "a\\u{202e}fdp.exe", "two\\nlines\\u{1b}[2J\\u{7}", "__proto__"] {
        assert!(cells.iter().any(|cell| *cell == shown), "{shown}");
    }
    assert!(cells.iter().all(|cell| cell.chars().count() <= 160), "nobody reads ten thousand characters");
    assert!(!seen.explain.contains(['\n', '\u{1b}']) && seen.explain.contains("--vendor '"), "{}", seen.explain);
    let csv = fs::read_to_string(seen.csv.get("vendor_gap").expect("a table")).expect("a table");
    assert!(csv.contains("'=cmd|' /C calc'!A0") && !csv.contains(['\u{1b}', '\u{202e}']));
}

//! A number explains itself: what `explain` prints, multiplied out by a script that knows nothing of the program, gives the
//! cell; and its bytes are those that are stored.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use expect_test::{Expect, expect, expect_file};
use fs_err as fs;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::process::{captures, copy_sample, pipeline, python, said, tokenshare};

type Row = Map<String, Value>;

/// What the script counted.
#[derive(Debug, Deserialize)]
struct Counts {
    cells: usize,
    numbers: usize,
    bytes: usize,
    files: usize,
    whole: usize,
}

fn map(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps").join(name).display().to_string()
}

fn shown(table: &str, arguments: &[&str], folder: &Path) -> Vec<Row> {
    let text = said(&[&["show", table, "--data", "data", "--format", "json"], arguments].concat(), folder);
    serde_json::from_str(&text).expect("rows")
}

/// What to type for the number of a row.
fn typed(table: &str, row: &Row) -> Vec<String> {
    let options = [
        ("vendor", "--vendor"),
        ("group_id", "--group"),
        ("week_start_date", "--week"),
        ("price_basis", "--basis"),
        ("rule", "--rule"),
    ];
    let given = options.iter().filter_map(|(column, option)| Some((*option, row.get(*column)?.as_str()?)));
    let mut typed: Vec<String> = ["explain", table, "--data", "data", "--format", "json"].map(str::to_owned).into();
    typed.extend(given.flat_map(|(option, value)| [option.to_owned(), value.to_owned()]));
    typed
}

/// A line for each cell of the row that is explained.
fn explained(table: &str, row: &Row, folder: &Path) -> Vec<String> {
    let typed = typed(table, row);
    let text = said(&typed.iter().map(String::as_str).collect::<Vec<_>>(), folder);
    let numbers: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let line = |number: &Value| {
        let column = number["name"].as_str().expect("a column");
        json!([format!("{}, {column}", typed.join(" ")), row[column], number]).to_string()
    };
    numbers.iter().map(line).collect()
}

/// What the script makes of it; `None`, with the reason printed, without a Python.
fn multiplied_out(lines: &[String], folder: &Path) -> Option<Counts> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/program/explain.py");
    let mut child = Command::new(python()?)
        .args([&script, &folder.join("data")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python");
    let mut text = String::new();
    for line in lines {
        writeln!(text, "{line}").expect("memory");
    }
    // A script that stops early says why on stderr.
    let _ = child.stdin.take().expect("it is piped").write_all(text.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts: Counts = serde_json::from_slice(&output.stdout).expect("counts");
    println!("{counts:?}");
    Some(counts)
}

/// The sample, as the published page has it.
fn sample() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    folder
}

#[test]
fn every_cell_of_the_published_tables() {
    let folder = sample();
    let path = folder.path();
    let gap = shown("vendor_gap", &["--rule", "published", "--basis", "list_3to1"], path);
    let growth = shown("vendor_growth", &["--rule", "published"], path);
    let mut lines: Vec<String> = gap.iter().flat_map(|row| explained("vendor_gap", row, path)).collect();
    lines.extend(growth.iter().flat_map(|row| explained("vendor_growth", row, path)));
    let known = |rows: &[Row], columns: &[&str]| {
        rows.iter().flat_map(|row| columns.iter().filter(|column| !row[**column].is_null())).count()
    };
    let of_gap = [
        "tokens",
        "token_share",
        "gap_token_share",
        "blended_usd_per_mtok",
        "implied_usd",
        "dollar_share",
        "gap_points",
    ];
    let of_growth = ["past_tokens", "now_tokens", "past_share", "now_share", "delta_points", "growth_ratio"];
    assert_eq!(lines.len(), known(&gap, &of_gap) + known(&growth, &of_growth), "all that are not null");
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert_eq!(counts.cells, lines.len());
    assert_eq!(counts.whole, 0, "each number was taken apart");
    assert!(counts.numbers > 10_000 && counts.bytes > 1_000 && counts.files > 1, "{counts:?}");
}

/// Numbers as a multiplier makes them out of a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }
}

/// A year of the vendor chart, the tracked models of its last half, and all catalogues.
fn real_year() -> Option<TempDir> {
    let (chart, tracker, history) =
        (captures("vendor_weeks/2026-04-21T150131Z.csv")?, captures("tracker_weeks")?, captures("catalog_history")?);
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history.display().to_string()], path);
    for (name, file) in [("vendor_weeks.toml", chart), ("tracker_weeks.toml", tracker)] {
        let file = file.display().to_string();
        // One of the tracker's files is dead and refused.
        tokenshare(&["import", "archive", "--map", &map(name), "--data", "data", "--quiet", &file], path);
    }
    let text = "title = 'a year'
bases = ['list_3to1', 'list_current', 'list_asof']
rules = ['default', 'published']
groups = ['cn', 'cn_published']
results = ['token_share', 'vendor_price', 'dollar_share', 'vendor_gap', 'vendor_growth', 'group_share', 'concentration']
inputs = { 'archive/vendor-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }
[weights]
published = 'site'
default = 'site'
[bounds]
max_new_vendor_share = 0.05
";
    fs::write(path.join("year.toml"), text).expect("a temporary file");
    said(&["run", "year.toml", "--data", "data", "--quiet"], path);
    Some(folder)
}

const TABLES: [&str; 6] =
    ["token_share", "dollar_share", "vendor_gap", "vendor_growth", "group_share", "concentration"];

/// At least so many cells, of rows that chance takes.
fn by_chance(count: usize, path: &Path) -> Vec<String> {
    // Groups of models are over another series, and are not explained.
    let is_of_vendors = |row: &Row| row.get("group_of").is_none_or(|of| of == "vendors");
    let rows = TABLES.map(|table| shown(table, &[], path).into_iter().filter(is_of_vendors).collect::<Vec<_>>());
    let (mut chance, mut lines) = (Chance(20_260_414), Vec::new());
    while lines.len() < count {
        let at = chance.below(TABLES.len());
        let row = &rows[at][chance.below(rows[at].len())];
        lines.extend(explained(TABLES[at], row, path));
    }
    lines
}

/// Weeks that are made of days, and every source at once.
#[test]
fn cells_of_daily_data() {
    let place = super::weekly::place(super::weekly::monday(super::upstream::today()));
    let ended = place.run("weekly", &["--report", "report.html", "--quiet"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let page = fs::read_to_string(place.path().join("report.html")).expect("it was written");
    assert!(page.contains("<section id=\"shares\""));
    let lines = by_chance(100, place.path());
    let Some(counts) = multiplied_out(&lines, place.path()) else { return };
    assert!(counts.cells >= 100 && counts.bytes > 500, "{counts:?}");
    assert_eq!(counts.whole, 0, "each number was taken apart");
}

#[test]
fn five_hundred_cells_of_a_real_year() {
    let Some(folder) = real_year() else { return };
    let path = folder.path();
    let lines = by_chance(500, path);
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert!(counts.cells >= 500 && counts.bytes > 500, "{counts:?}");
    assert_eq!(counts.whole, 0, "each number was taken apart");
}

#[test]
fn a_number_for_people() {
    let folder = sample();
    let asked = ["explain", "dollar_share", "--vendor", "deepseek", "--week", "2026-04-05", "--basis", "list_asof"];
    let text = said(&[&asked[..], &["--data", "data"]].concat(), folder.path());
    expect_file!["../golden/explain_dollar_share.txt"].assert_eq(&text);
}

fn refused(code: i32, arguments: &[&str], expected: &Expect, folder: &Path) {
    let ended = tokenshare(&[&["explain"], arguments, &["--data", "data"]].concat(), folder);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""));
    expected.assert_eq(&ended.stderr);
}

#[test]
fn what_is_not_one_number_is_told() {
    let folder = sample();
    let path = folder.path();
    refused(
        1,
        &["claim"],
        &expect![[r#"
        error: table `claim` can't be explained, only `token_share`, `dollar_share`, `vendor_gap`, `vendor_growth`, `group_share`, `concentration`
        hint: `tokenshare why TABLE` says what made a table, its footer the rest
    "#]],
        path,
    );
    refused(
        1,
        &["dollar_share", "--vendor", "anthropic"],
        &expect![[r#"
        error: 53 rows of `dollar_share` are asked for, expected 1
        hint: name its week_start_date too
    "#]],
        path,
    );
    refused(
        1,
        &["dollar_share", "--vendor", "=cmd()\u{1b}[2J", "--week", "2026-04-05"],
        &expect![[r#"
        error: 0 rows of `dollar_share` are asked for, expected 1
        hint: `tokenshare show dollar_share` prints its rows
    "#]],
        path,
    );
    refused(
        1,
        &["token_share", "--vendor", "qwen", "--week", "2026-04-05", "--column", "reason"],
        &expect![[r#"
        error: `reason` of table `token_share` can't be explained, only `tokens`, `named_token_share`, `token_share`
        hint: `tokenshare why TABLE` says what made a table, its footer the rest
    "#]],
        path,
    );
    refused(
        2,
        &["token_share", "--group", "cn", "--week", "2026-04-05"],
        &expect![[r#"
        error: table `token_share` can't be narrowed to one row: it has no column `group_id`
        hint: leave the option out: every row of this table is the same there
    "#]],
        path,
    );
}

//! The notebooks, executed on the sample's tables: their numbers are those that `tokenshare show` prints.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::process::{python, said};
use fs_err as fs;
use serde_json::{Map, Value};
use tempfile::TempDir;

#[path = "../../crates/pipeline/examples/token_share.rs"]
mod example;

type Row = Map<String, Value>;

/// What each notebook shows as it was loaded: `show` has the same rows.
const LOADED: &[(&str, &[&str])] = &[
    ("vendor_gap", &["vendor_gap", "--rule", "default", "--basis", "list_asof"]),
    ("token_share", &["token_share", "--where", "is_complete=true"]),
    ("vendor_growth", &["vendor_growth", "--rule", "default"]),
];

/// The frames of each notebook in `notebooks/`.
const FRAMES: &[&str] = &["vendor_gap", "token_share", "vendor_growth", "by_hand"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder with the demo's tables.
fn demo() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    said(&["demo", "--quiet"], folder.path());
    folder
}

fn shown(arguments: &[&str], folder: &Path) -> Vec<Row> {
    let text = said(&[&["show", "--data", "data/demo", "--format", "json"], arguments].concat(), folder);
    serde_json::from_str(&text).expect("an array of objects")
}

/// How a notebook is executed: it draws so many charts, and has these frames.
fn execution(python: &Path, notebook: &Path, charts: usize, frames: &[&str]) -> Command {
    let mut command = Command::new(python);
    command.arg(repository().join("tests/program/notebooks.py")).arg(notebook).arg(charts.to_string()).args(frames);
    command.env_remove("TOKENSHARE_DATA");
    command
}

/// The frames of a notebook that was executed, by name.
fn frames(command: &mut Command) -> BTreeMap<String, Vec<Row>> {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The notebook that `init` lays, over the tables that the folder has: its frames are what `show` prints.
pub(super) fn demand_market_notebook(python: &Path, folder: &Path) {
    let frames = frames(&mut execution(python, &folder.join("market.ipynb"), 2, &["vendor_gap", "token_share"]));
    for (name, arguments) in &LOADED[..2] {
        let text = said(&[&["show", "--format", "json"], *arguments].concat(), folder);
        let shown: Vec<Row> = serde_json::from_str(&text).expect("an array of objects");
        assert!(!shown.is_empty(), "{name}");
        assert_eq!(cells(&frames[*name], &columns(&shown)), cells(&shown, &columns(&shown)), "{name}");
    }
}

/// The cells of `columns` as text, in an order of their own: frames sort as they like.
fn cells(rows: &[Row], columns: &[String]) -> Vec<Vec<String>> {
    let cell = |row: &Row, name: &String| match &row[name] {
        // As long as both print the shortest number that reads back as the same.
        Value::Number(number) => number.as_f64().expect("a number").to_string(),
        other => other.to_string(),
    };
    let mut cells: Vec<Vec<_>> = rows.iter().map(|row| columns.iter().map(|name| cell(row, name)).collect()).collect();
    cells.sort_unstable();
    cells
}

fn columns(rows: &[Row]) -> Vec<String> {
    rows.first().expect("a row").keys().cloned().collect()
}

/// Rows made by hand are among the shown ones, cell by cell; `within` is the relative difference that an order of adding
/// up leaves.
fn demand_same(what: &str, by_hand: &[Row], shown: &[Row], key: &[&str], within: f64) {
    assert!(!by_hand.is_empty(), "{what}");
    for row in by_hand {
        let is_it = |other: &&Row| key.iter().all(|name| other[*name] == row[*name]);
        let other = shown.iter().find(is_it).unwrap_or_else(|| panic!("{what}: {row:?} is not shown"));
        for (name, value) in row.iter().filter(|(name, _)| !key.contains(&name.as_str())) {
            let (ours, theirs) = (value.as_f64().expect("a number"), other[name].as_f64().expect("a number"));
            assert!((ours - theirs).abs() <= within * theirs.abs(), "{what}: `{name}` of {row:?}, shown {theirs}");
        }
    }
}

#[test]
fn notebooks_say_what_is_shown() {
    let Some(python) = python() else { return };
    let folder = demo();
    let path = folder.path();
    let priced: &[&str] =
        &["vendor_price", "--rule", "published", "--basis", "list_3to1", "--where", "window_kind=board"];
    let by_hand: [(&str, &[&str], &[&str], f64); 3] = [
        ("polars.ipynb", &["token_share"], &["week_start_date", "vendor"], 0.0),
        ("duckdb.ipynb", &["vendor_growth", "--rule", "default"], &["vendor"], 0.0),
        ("pandas.ipynb", priced, &["vendor"], 1e-12),
    ];
    for (notebook, table, key, within) in by_hand {
        let place = repository().join("notebooks").join(notebook);
        let frames = frames(execution(&python, &place, 3, FRAMES).env("TOKENSHARE_DATA", path.join("data/demo")));
        for (name, arguments) in LOADED {
            let (seen, shown) = (&frames[*name], shown(arguments, path));
            assert_eq!(columns(seen), columns(&shown), "{notebook}: {name}");
            assert_eq!(cells(seen, &columns(&shown)), cells(&shown, &columns(&shown)), "{notebook}: {name}");
        }
        demand_same(notebook, &frames["by_hand"], &shown(table, path), key, within);
    }
}

/// A notebook that does not agree ends in failure.
#[test]
fn a_notebook_that_differs_fails() {
    let Some(python) = python() else { return };
    let folder = demo();
    let text = fs::read_to_string(repository().join("notebooks/polars.ipynb")).expect("it is there");
    let wrong = text.replace("token_share=pl", "token_share=2 * pl");
    assert_ne!(wrong, text);
    let notebook = folder.path().join("wrong.ipynb");
    fs::write(&notebook, wrong).expect("room");
    let mut command = execution(&python, &notebook, 3, FRAMES);
    let output = command.env("TOKENSHARE_DATA", folder.path().join("data/demo")).output().expect("it starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("AssertionError"), "{stderr}");
}

/// In one sentence, from the first cell: not by a name that the third one misses.
#[test]
fn a_notebook_without_tables_says_what_to_do() {
    let Some(python) = python() else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let of_notebooks = ["polars", "duckdb", "pandas"].map(|name| (format!("notebooks/{name}.ipynb"), "`make demo`"));
    let of_start = ("crates/pipeline/start/market.ipynb".to_owned(), "`make weekly`");
    for (notebook, verb) in of_notebooks.into_iter().chain([of_start]) {
        let mut command = execution(&python, &repository().join(&notebook), 0, &[]);
        let output = command.env("TOKENSHARE_DATA", folder.path()).output().expect("it starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && !stderr.contains("KeyError"), "{notebook}: {stderr}");
        // The names are put together as it runs: the cell itself, which is told too, has no such text.
        let said = stderr.lines().find(|line| line.contains("no analyzed/vendor_gap, analyzed/token_share"));
        let leads_on = |said: &str| said.contains(verb) && said.contains("set TOKENSHARE_DATA to a ");
        assert!(said.is_some_and(leads_on), "{notebook}: {stderr}");
    }
}

/// The example for Rust computes shares from `normalized/vendor_week.parquet`.
#[test]
fn the_example_says_what_is_shown() {
    let folder = demo();
    let shares = example::token_shares(&folder.path().join("data/demo")).expect("it reads the demo's tables");
    let of = |((week, vendor), share): (&(String, String), &f64)| {
        let row = [("week_start_date", week.as_str().into()), ("vendor", vendor.as_str().into())];
        let share = ("token_share", Value::from(*share));
        row.into_iter().chain([share]).map(|(name, value)| (name.to_owned(), value)).collect::<Row>()
    };
    let by_hand: Vec<Row> = shares.iter().map(of).collect();
    let shown = shown(&["token_share"], folder.path());
    assert_eq!(by_hand.len(), shown.iter().filter(|row| !row["tokens"].is_null()).count());
    demand_same("example", &by_hand, &shown, &["week_start_date", "vendor"], 0.0);
    let mut printed = Vec::new();
    example::print(&shares, &mut printed).expect("it prints");
    assert!(String::from_utf8(printed).expect("text").starts_with("2026-04-12 anthropic 0.1"));
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    example::print(&shares, writer).expect("`| head` has seen enough");
}

/// R, where there is one, reads the CSV export.
#[test]
fn r_says_what_is_shown() {
    let is_there = Command::new("Rscript").arg("--version").output().is_ok();
    if !is_there {
        println!("skipped: no `Rscript`, which reads the CSV export");
        return;
    }
    let folder = demo();
    let path = folder.path();
    said(&["export", "--to", "csv", "csv", "--data", "data/demo", "--quiet"], path);
    let mut r = Command::new("Rscript");
    r.arg(repository().join("notebooks/tokenshare.R")).current_dir(path);
    r.env("TOKENSHARE_CSV", path.join("csv")).env("TOKENSHARE_PDF", path.join("charts.pdf"));
    let output = r.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows = csv::Reader::from_reader(output.stdout.as_slice()).into_records().map(|row| {
        let row = row.expect("a row");
        let share: f64 = row[2].parse().expect("a number");
        let cells = [("week_start_date", row[0].into()), ("vendor", row[1].into()), ("token_share", share.into())];
        cells.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect::<Row>()
    });
    let rows: Vec<Row> = rows.collect();
    let shown = shown(&["token_share"], path);
    assert_eq!(rows.len(), shown.iter().filter(|row| !row["tokens"].is_null()).count());
    demand_same("R", &rows, &shown, &["week_start_date", "vendor"], 0.0);
    assert!(fs::read(path.join("charts.pdf")).expect("charts").starts_with(b"%PDF"));
}

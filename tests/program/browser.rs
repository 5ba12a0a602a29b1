//! The report in a browser: it says what the tables say, asks nobody for anything, and works for whoever looks at it.
//!
//! `make test` installs what is needed and says where, in `TOKENSHARE_BROWSER`; without it these tests say so.

use std::{
    cmp::Ordering::Equal,
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    legend::Legend,
    link::Link,
    process::{copy_sample, pipeline, said},
    reach::Reach,
};
use fs_err as fs;
use report::published;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use tempfile::TempDir;

/// What `tests/browser/look.js` saw.
#[derive(Deserialize)]
pub struct Seen {
    said: Vec<String>,
    asked: Vec<String>,
    charts: Vec<Chart>,
    pub explain: String,
    /// All that the same dialog says.
    steps: String,
    /// Words of downloads and commands, each with what a cell calls it.
    called: BTreeMap<String, String>,
    /// The heading and the first rows of the table of models.
    board: Vec<Vec<String>>,
    narrow: Narrow,
    pub choices: Vec<Choice>,
    pub legend: Legend,
    link: Option<Link>,
    keyboard: Keyboard,
    sorted: Vec<Sorted>,
    #[serde(flatten)]
    reach: Reach,
    without: Option<Without>,
    misoffered: Vec<String>,
    signs: Signs,
    axes: Vec<String>,
    pub csv: BTreeMap<String, PathBuf>,
    pub pictures: BTreeMap<String, Vec<String>>,
    png: PathBuf,
    paper: Paper,
    widths: Vec<Width>,
    faults: Vec<String>,
    printed: Vec<String>,
}

#[derive(Deserialize)]
struct Chart {
    id: String,
    marks: usize,
    label: String,
}

/// The page at one rule and basis.
#[derive(Deserialize)]
pub struct Choice {
    rule: String,
    basis: String,
    sentence: String,
    pub gap: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Keyboard {
    tip: String,
    title: String,
    tables: Vec<String>,
    sentence: String,
    stays: bool,
}

/// The first sentence and what stands below it, while a vendor is left out and once it is back.
#[derive(Deserialize)]
struct Without {
    hidden: String,
    back: String,
}

#[derive(Deserialize)]
struct Signs {
    marks: BTreeMap<String, Vec<String>>,
    line: String,
}

#[derive(Debug, Deserialize)]
struct Paper {
    bytes: usize,
    pages: usize,
    rows: Vec<usize>,
}

#[derive(Deserialize)]
struct Sorted {
    focus: String,
    sort: String,
    values: Vec<String>,
}

/// A screen of 320 dots.
#[derive(Debug, Deserialize)]
struct Narrow {
    /// How far the first column moves when its table is scrolled to the side.
    moved: f64,
    /// Of the doubt: folded, and, where something of it is folded, in full.
    heights: Vec<f64>,
    doubt: String,
}

#[derive(Debug, Deserialize)]
struct Width {
    #[serde(rename = "width")]
    window: u32,
    content: u32,
    wide: Vec<String>,
}

/// Where `make test` put the packages that drive the browser, and which browser it found.
#[expect(clippy::disallowed_methods, reason = "`make test` says where it put them")]
fn installed() -> Option<(PathBuf, String)> {
    let folder = std::env::var_os("TOKENSHARE_BROWSER").map(PathBuf::from).filter(|folder| folder.exists());
    let chromium = std::env::var("TOKENSHARE_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if folder.is_none() {
        println!("SKIPPED: NO BROWSER. `make test` installs one (Debian: apt-get install chromium; and npm)");
    }
    Some((folder?, chromium))
}

/// What a script of `tests/browser` saw of a report; `None`, with the reason printed, where no browser is installed.
pub fn saw<S: DeserializeOwned>(script: &str, report: &Path, more: &[&Path]) -> Option<S> {
    let (folder, chromium) = installed()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser").join(script);
    let mut node = Command::new("node");
    // Packages are looked for beside a script, and here.
    node.env("NODE_PATH", folder.join("node_modules")).arg(script).arg(chromium).arg(report).args(more);
    let output = node.output().expect("node, which runs the browser");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("what it saw"))
}

/// What `look.js` saw of a report.
pub fn seen(report: &Path, downloads: &Path) -> Option<Seen> {
    saw("look.js", report, &[downloads])
}

/// What holds for every report.
pub fn demand_peace(seen: &Seen) {
    assert_eq!(seen.said, [""; 0], "nothing on the console, no dialog");
    assert!(
        seen.asked.iter().all(|address| address.starts_with("file:")
            || address.starts_with("data:")
            || address.starts_with("blob:")),
        "{:?}",
        seen.asked
    );
    assert_eq!(
        seen.asked.iter().filter(|address| address.starts_with("file:")).count(),
        1,
        "the page and nothing else"
    );
    for width in &seen.widths {
        assert!(width.content <= width.window && width.wide.is_empty(), "{width:?}");
    }
    assert_eq!(seen.faults, [""; 0], "for readers of screens");
    assert_eq!(seen.printed, [""; 0], "what nobody can press on paper");
    assert!(!seen.axes.iter().any(|text| text.contains("AM") || text.contains("PM")), "weeks have no hours");
    assert_eq!(seen.misoffered, [""; 0], "a number is offered to be explained, a null is not");
    assert_eq!(seen.pictures.len(), seen.charts.len(), "every chart can be taken along");
    let rows = &seen.paper.rows;
    assert!(!rows.is_empty() && rows.iter().all(|rows| (1..=12).contains(rows)), "short tables on paper: {rows:?}");
}

/// Each chart that is taken along says what it is, of when, from whom, and by which run.
fn stand_alone(pictures: &BTreeMap<String, Vec<String>>) {
    for (name, texts) in pictures {
        let all = texts.join("\n");
        for part in ["202", "Sources of the run: ", "Drawn by tokenshare ", ", run "] {
            assert!(all.contains(part), "{name}: no `{part}` in {all}");
        }
    }
    let says = |name: &str, part: &str| {
        let texts = pictures.get(name).expect("a chart of the sample");
        assert!(texts.iter().any(|text| text.starts_with(part)), "{name}: no `{part}` in {texts:?}");
    };
    says("dollars", "Part of the money");
    says("dollars", "13 Apr 2025 to 18 Apr 2026");
    says("dollars", "Prices of each week: ");
    says("dollars", "Moonshot AI");
    says("dollars", "made: values made up");
    says("gap", "part of the tokens of priced vendors: the gap");
    says("multiples", "The whole market");
    // Who is absent in the first weeks has no rate, and grew most.
    says("multiples", "≥ 231× in all");
    says("grown", "≥ 231×");
    says("grown", "50× to 61×");
    // Each chart begins with what its own dots say.
    says("grown", "The market has 12.1× the tokens of the first weeks.");
    says("grown", "12.1×");
    says("growth", "The market grew 16× a year (3.2× to 81×).");
    says("groups", "Vendors with headquarters in China");
}

#[test]
fn the_report_of_the_sample_works() {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    said(&["report", "--data", "data", "--out", "report.html", "--quiet"], folder.path());
    let Some(seen) = seen(&folder.path().join("report.html"), folder.path()) else { return };
    demand_peace(&seen);
    assert!(seen.charts.len() >= 11, "{}", seen.charts.len());
    for chart in &seen.charts {
        assert!(chart.marks > 10 && chart.label.len() > 20, "{}: {} marks, `{}`", chart.id, chart.marks, chart.label);
    }
    assert_eq!(seen.choices.len(), 6);
    for choice in &seen.choices {
        says_what_the_table_says(choice, folder.path());
    }
    seen.legend.switches();
    assert!(seen.keyboard.tip.starts_with("5 Apr 2026"), "{}", seen.keyboard.tip);
    assert!(seen.keyboard.title.ends_with("week of 5 Apr 2026"), "{}", seen.keyboard.title);
    assert!(seen.keyboard.sentence.starts_with("In the week of 5 Apr 2026, "), "{}", seen.keyboard.sentence);
    assert!(seen.keyboard.sentence.contains(" of all tokens and "), "{}", seen.keyboard.sentence);
    assert!(seen.keyboard.sentence.ends_with(" of all dollars)."), "with its range: {}", seen.keyboard.sentence);
    assert_eq!(seen.keyboard.tables, ["token_share", "dollar_share"]);
    assert!(seen.keyboard.stays, "whoever chose a week by keyboard is still on the chart");
    seen.link.as_ref().expect("openai has a name to press").leads_to_the_same_view();
    seen.reach.is_for_everybody();
    is_without(seen.without.as_ref().expect("anthropic has a name to press"));
    assert!(seen.signs.marks["token_share"].iter().all(|mark| mark != "made"), "no tokens of April were made up");
    assert!(seen.signs.marks["dollar_share"].iter().any(|mark| mark == "made"), "their prices were");
    assert!(seen.signs.line.starts_with("† made up for demonstration"), "{}", seen.signs.line);
    stand_alone(&seen.pictures);
    assert!((5..=40).contains(&seen.paper.pages) && seen.paper.bytes < 8_000_000, "{:?}", seen.paper);
    assert_eq!(seen.explain, "tokenshare explain vendor_gap --vendor anthropic --basis list_asof --rule default");
    explains_the_first_step(&seen.steps, folder.path());
    assert_eq!(seen.called.get("x-ai").map(String::as_str), Some("xAI"), "{:?}", seen.called);
    let first_rank = seen.board.get(1).and_then(|row| row.get(1)).expect("a table of models");
    assert!(first_rank.starts_with('1'), "the first model is the one of rank 1: {:?}", seen.board);
    is_for_narrow_screens(&seen.narrow);
    is_sorted(&seen.sorted);
    assert!(fs::read(&seen.png).expect("a picture").starts_with(b"\x89PNG"));
    assert!(seen.csv.len() >= 10);
    for (name, file) in &seen.csv {
        is_the_table(name, &fs::read_to_string(file).expect("a table"), folder.path());
    }
}

/// The dialog of a number has its formula with what goes in and what comes out, in words.
fn explains_the_first_step(said: &str, folder: &Path) {
    let rows = shown("vendor_gap", &["--rule", "default", "--basis", "list_asof"], folder);
    let row = rows.iter().find(|row| row["vendor"] == "anthropic").expect("a row");
    let real = |column: &str| row[column].as_f64().expect("a number");
    for part in [
        "share of tokens",
        &format!("= {}", published::share(real("token_share"))),
        "its implied value / that of all ",
        &format!("= {}", published::share(real("dollar_share"))),
        "gap, points",
        &format!("= {} points", published::points(real("gap_points")).replace('-', "−")),
    ] {
        assert!(said.contains(part), "no `{part}` in {said}");
    }
    assert!(!said.contains('`') && !said.contains("backcast"), "{said}");
}

/// Whose row it is stays in sight, and what is folded of the doubt is still there for readers of screens.
fn is_for_narrow_screens(seen: &Narrow) {
    assert!(seen.moved.abs() < 2.0, "{seen:?}");
    let [folded, full] = seen.heights.as_slice() else { panic!("nothing is folded: {seen:?}") };
    assert!(folded < full, "{seen:?}");
    // At the price basis that was chosen last.
    assert!(seen.doubt.contains("the mix that the published analysis assumed"), "{seen:?}");
    assert!(seen.doubt.contains("made up for demonstration"), "{seen:?}");
}

fn is_without(seen: &Without) {
    assert!(
        seen.hidden.starts_with("Of the vendors shown, ") && !seen.hidden.contains("Anthropic has"),
        "{}",
        seen.hidden
    );
    assert!(seen.hidden.contains("Left out by hand: Anthropic."), "{}", seen.hidden);
    assert!(seen.back.starts_with("Anthropic has ") && !seen.back.contains("Left out"), "{}", seen.back);
}

fn shown(name: &str, arguments: &[&str], folder: &Path) -> Vec<Map<String, Value>> {
    let text = said(&[&["show", name, "--data", "data", "--format", "json"], arguments].concat(), folder);
    serde_json::from_str(&text).expect("rows")
}

/// The sentence and the table of the page are those of `vendor_gap` at the same rule and basis.
fn says_what_the_table_says(choice: &Choice, folder: &Path) {
    let mut rows = shown("vendor_gap", &["--rule", &choice.rule, "--basis", &choice.basis], folder);
    // The table opens with who has most of the money; of whom that is not known, with who has most of the tokens.
    let order = |row: &Map<String, Value>| {
        ["dollar_share", "token_share"].map(|column| row[column].as_f64().unwrap_or(f64::NEG_INFINITY))
    };
    rows.sort_by(|one, other| {
        let [one, other] = [order(one), order(other)];
        other.iter().zip(&one).map(|(other, one)| other.total_cmp(one)).find(|order| order.is_ne()).unwrap_or(Equal)
    });
    let (heading, cells) = choice.gap.split_first().expect("a heading");
    assert_eq!(rows.len(), cells.len());
    let real = |row: &Map<String, Value>, column: &str| row.get(column).and_then(Value::as_f64);
    for (row, cells) in rows.iter().zip(cells) {
        let cell = |column: &str| heading.iter().position(|name| name == column).and_then(|at| cells.get(at)).cloned();
        let printed =
            |value: Option<f64>, print: fn(f64) -> String| value.map_or_else(|| published::NONE.to_owned(), print);
        assert_eq!(cell("vendor").as_deref(), row["vendor"].as_str());
        assert_eq!(cell("token_share"), Some(printed(real(row, "token_share"), published::share)));
        assert_eq!(cell("dollar_share"), Some(printed(real(row, "dollar_share"), published::share)));
        assert_eq!(cell("gap_points"), Some(printed(real(row, "gap_points"), published::points).replace('-', "−")));
        assert_eq!(cell("blended_usd_per_mtok"), Some(marked_price(row)));
    }
    let size = |row: &Map<String, Value>| real(row, "gap_points").map_or(0.0, f64::abs);
    let widest = rows.iter().max_by(|one, other| size(one).total_cmp(&size(other))).expect("a row");
    for column in ["token_share", "dollar_share"] {
        let share = published::share(real(widest, column).expect("a share"));
        assert!(choice.sentence.contains(&share), "{}: {share}", choice.sentence);
    }
}

/// With the signs that `show` has before it.
fn marked_price(row: &Map<String, Value>) -> String {
    let Some(price) = row["blended_usd_per_mtok"].as_f64() else { return published::NONE.to_owned() };
    let most = if row["is_upper_bound"] == true { "≤" } else { "" };
    let about = if row["mix_origin"] == "reference" { "~" } else { "" };
    format!("{most}{about}{}", published::price(Some(price)))
}

/// Numbers from the largest down, then from the smallest up.
fn is_sorted(orders: &[Sorted]) {
    let value = |text: &String| {
        let (number, unit) = text.split_at(text.trim_end_matches(char::is_alphabetic).len());
        let scale = match unit {
            "T" => 1e12,
            "B" => 1e9,
            "M" => 1e6,
            "K" => 1e3,
            _ => 1.0,
        };
        number.parse::<f64>().ok().map(|number| number * scale)
    };
    let [down, up] = orders else { panic!("{} orders", orders.len()) };
    assert_eq!((down.sort.as_str(), up.sort.as_str()), ("descending", "ascending"));
    assert_eq!([&down.focus, &up.focus], ["tokens"; 2], "the keyboard stays on what was pressed");
    let (down, up): (Vec<_>, Vec<_>) =
        (down.values.iter().filter_map(value).collect(), up.values.iter().filter_map(value).collect());
    assert!(down.len() > 5 && down.is_sorted_by(|one, other| one >= other) && up.is_sorted(), "{down:?} {up:?}");
}

/// A download is what `show` prints, to the byte.
fn is_the_table(name: &str, text: &str, folder: &Path) {
    // Of prices the page has those of boards.
    let rows: &[&str] = if name == "vendor_price" { &["--where", "window_kind=board"] } else { &[] };
    let expected = said(&[&["show", name, "--data", "data", "--format", "csv"][..], rows].concat(), folder);
    for (found, expected) in text.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "{name}");
    }
    assert!(text == expected, "{name}: {} bytes, and {} of `show`", text.len(), expected.len());
}

/// Without prices the page answers from tokens, offers no choice of prices, and draws one bar.
#[test]
fn a_run_without_prices_answers_from_tokens() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let text = "title = 'tokens'
rules = ['default', 'published']
bases = ['list_3to1']
groups = ['cn_published', 'cn']
results = ['token_share', 'vendor_growth', 'group_share', 'concentration']
inputs = { 'rankings_page/stream' = 'all' }
[bounds]
max_new_vendor_share = 0.05
";
    fs::write(path.join("tokens.toml"), text).expect("a temporary file");
    said(&["run", "tokens.toml", "--data", "data", "--quiet"], path);
    said(&["report", "--data", "data", "--out", "report.html", "--quiet"], path);
    let page = fs::read_to_string(path.join("report.html")).expect("a page");
    let sentence = "In the week of 5 Apr 2026, Qwen (Alibaba) has 17.8% of all tokens, more than any other vendor.";
    assert!(page.contains(&format!("<h1 id=\"sentence\">{sentence}</h1>")), "without a script, too");
    let Some(first) = saw::<First>("first.js", &path.join("report.html"), &[]) else { return };
    assert_eq!(first.sentence, sentence);
    assert!(first.doubt.contains("This run has no prices"), "{}", first.doubt);
    assert_eq!(first.choices, ["rule", "rule", "week"]);
    assert!(first.bars.contains(&"Tokens".to_owned()) && !first.bars.iter().any(|bar| bar.starts_with("Money")));
}

/// What is seen first of a report.
#[derive(Deserialize)]
struct First {
    sentence: String,
    doubt: String,
    choices: Vec<String>,
    bars: Vec<String>,
}

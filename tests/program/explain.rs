//! A number explains itself: what `explain` prints, multiplied out by a script that knows nothing of the program, gives the
//! cell; and its bytes are those that are stored.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use expect_test::{expect, expect_file};
use fs_err as fs;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::process::{captures, copy_sample, map, pipeline, python, said, tokenshare};

type Row = Map<String, Value>;

/// What the script counted.
#[derive(Debug, Deserialize)]
struct Counts {
    cells: usize,
    numbers: usize,
    bytes: usize,
    files: usize,
    whole: usize,
    /// Bytes of the longest explanation.
    most: usize,
    /// By column, cells at which an explanation ends without bytes.
    ends: BTreeMap<String, usize>,
    /// By column, bytes of which no place is said.
    pathless: BTreeMap<String, usize>,
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
        ("model", "--model"),
        ("board", "--board"),
        ("week_start_date", "--week"),
        ("price_basis", "--basis"),
        ("rule", "--rule"),
        ("growth_window", "--window"),
        ("window_end_date", "--until"),
    ];
    // Prices are of the window of a board, or of a week.
    let is_of_week = row.get("window_kind").is_some_and(|kind| kind == "week");
    let week = is_of_week.then_some(("window_start_date", "--week"));
    let given = options.iter().chain(&week).filter_map(|(column, option)| Some((*option, row.get(*column)?.as_str()?)));
    let mut typed: Vec<String> = ["explain", table, "--data", "data", "--format", "json"].map(str::to_owned).into();
    typed.extend(given.flat_map(|(option, value)| [option.to_owned(), value.to_owned()]));
    typed
}

/// A line for the row: its cells, and what explains them.
fn explained(table: &str, row: &Row, folder: &Path) -> String {
    let typed = typed(table, row);
    let text = said(&typed.iter().map(String::as_str).collect::<Vec<_>>(), folder);
    let numbers: Vec<Value> = serde_json::from_str(&text).expect("a list");
    json!([typed.join(" "), row, numbers]).to_string()
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
    assert_eq!((counts.whole, &counts.ends), (0, &BTreeMap::new()), "each was taken apart, down to bytes");
    assert_eq!(counts.pathless, BTreeMap::new(), "each says where in its file it stands");
    assert!(counts.most < 3_000_000, "{counts:?}");
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
    let mut lines: Vec<String> = gap.iter().map(|row| explained("vendor_gap", row, path)).collect();
    lines.extend(growth.iter().map(|row| explained("vendor_growth", row, path)));
    let known = |rows: &[Row], columns: &[&str]| {
        rows.iter().flat_map(|row| columns.iter().filter(|column| !row[**column].is_null())).count()
    };
    let of_gap = [
        "tokens",
        "most_tokens",
        "token_share",
        "gap_token_share",
        "kept_share",
        "coverage_share",
        "blended_usd_per_mtok",
        "implied_usd",
        "dollar_share_low",
        "dollar_share_high",
        "dollar_share",
        "gap_points",
    ];
    let of_growth = [
        "past_tokens",
        "now_tokens",
        "past_most_tokens",
        "now_most_tokens",
        "past_share",
        "now_share",
        "delta_points",
        "growth_least_ratio",
        "growth_most_ratio",
        "growth_ratio",
    ];
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert_eq!(counts.cells, known(&gap, &of_gap) + known(&growth, &of_growth), "all that are not null");
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
results = ['token_share', 'vendor_price', 'dollar_share', 'vendor_gap', 'vendor_growth', 'growth_rate', 'group_share', 'concentration']
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

const TABLES: [&str; 7] =
    ["token_share", "dollar_share", "vendor_gap", "vendor_growth", "growth_rate", "group_share", "concentration"];

/// Rows that chance takes.
fn by_chance(count: usize, path: &Path) -> Vec<String> {
    let rows = TABLES.map(|table| shown(table, &[], path));
    let mut chance = Chance(20_260_414);
    let line = |_| {
        let at = chance.below(TABLES.len());
        explained(TABLES[at], &rows[at][chance.below(rows[at].len())], path)
    };
    (0..count).map(line).collect()
}

/// Weeks that are made of days, and every source at once.
#[test]
fn cells_of_daily_data() {
    let place = super::weekly::place(super::weekly::monday(super::upstream::today()));
    let ended = place.run("weekly", &["--report", "report.html", "--quiet"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let page = fs::read_to_string(place.path().join("report.html")).expect("it was written");
    assert!(page.contains("<section id=\"shares\""));
    let lines = by_chance(40, place.path());
    let Some(counts) = multiplied_out(&lines, place.path()) else { return };
    assert!(counts.cells >= 100 && counts.bytes > 500, "{counts:?}");
}

#[test]
fn five_hundred_cells_of_a_real_year() {
    let Some(folder) = real_year() else { return };
    let path = folder.path();
    let lines = by_chance(100, path);
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert!(counts.cells >= 500 && counts.bytes > 500, "{counts:?}");
}

#[test]
fn a_number_for_people() {
    let folder = sample();
    let asked = ["explain", "dollar_share", "--vendor", "deepseek", "--week", "2026-04-05", "--basis", "list_asof"];
    let text = said(&[&asked[..], &["--data", "data"]].concat(), folder.path());
    expect_file!["../golden/explain_dollar_share.txt"].assert_eq(&text);
    let short = said(&[&asked[..], &["--data", "data", "--depth", "1"]].concat(), folder.path());
    let names: Vec<&str> = short.lines().filter(|line| !line.trim_start().starts_with(['=', 'i', 'r', '('])).collect();
    assert_eq!(names.len(), 2, "the share and the dollars of all, which are no column: {short}");
    assert!(text.starts_with(short.lines().next().expect("a line")) && !short.contains("sha256"), "{short}");
    assert!(
        short.ends_with("(as far in as `--depth` says; without it each number is led on to its bytes)\n"),
        "{short}"
    );
}

/// Wholes lead on to bytes as parts do: all of them for programs, the largest for people.
#[test]
fn denominators_lead_to_bytes() {
    let folder = sample();
    let asked = ["explain", "dollar_share", "--vendor", "deepseek", "--week", "2026-04-05", "--column", "dollar_share"];
    let text = said(&[&asked[..], &["--data", "data"]].concat(), folder.path());
    let below: Vec<&str> = text.split("dollars of all priced vendors = ").nth(1).expect("a whole").lines().collect();
    assert!(below.iter().any(|line| line.contains("read from snapshots/") && line.contains("sha256")), "{text}");
    assert!(below.iter().any(|line| line.contains("--format json")), "{text}");
    let json = said(&[&asked[..], &["--data", "data", "--format", "json"]].concat(), folder.path());
    let numbers: Value = serde_json::from_str(&json).expect("JSON");
    let parts = numbers[0]["inputs"][1]["inputs"].as_array().expect("the priced vendors");
    assert!(parts.len() > 5);
    let is_own = |part: &&Value| part["name"] == "dollars of deepseek";
    let own = parts.iter().find(is_own).expect("deepseek is one of them");
    let near = said(&[&asked[..], &["--data", "data", "--format", "json", "--depth", "2"]].concat(), folder.path());
    assert!(20 * near.len() < json.len() && near.contains("`--depth`"), "{} of {}: {near}", near.len(), json.len());
    assert!(own["inputs"][0]["ref"].is_u64(), "what the share is of was taken apart above: {own}");
    let with_bytes = parts.iter().filter(|part| part.to_string().contains("json_path")).count();
    assert_eq!(with_bytes, parts.iter().filter(|part| part["value"] != json!(0.0)).count() - 1, "each leads to bytes");
}

/// Bounds, coverage, shares of the largest and groups: by prices of each week, with their doubts, and in tokens.
const TO_BYTES: &[(&str, &[&str])] = &[
    ("dollar_share", &["vendor=openai", "week_start_date=2026-04-05"]),
    ("dollar_share", &["vendor=qwen", "week_start_date=2025-11-09"]),
    ("vendor_gap", &["vendor=minimax", "rule=default", "price_basis=list_asof"]),
    ("vendor_growth", &["vendor=stepfun", "rule=default"]),
    ("growth_rate", &["vendor=anthropic", "growth_window=first_last"]),
    ("growth_rate", &["vendor=total", "growth_window=first_last"]),
    ("growth_rate", &["vendor=total", "growth_window=with_running_week"]),
    ("growth_rate", &["vendor=anthropic", "growth_window=month_on_month"]),
    ("group_share", &["group_id=cn", "week_start_date=2026-04-05"]),
    ("group_share", &["group_id=cn_models", "week_start_date=2026-04-06"]),
    ("concentration", &["week_start_date=2026-04-05"]),
    ("vendor_price", &["vendor=deepseek", "window_kind=board"]),
    ("vendor_price", &["vendor=deepseek", "window_start_date=2026-04-05"]),
    ("model_leaderboard", &["model=deepseek/deepseek-v3.2-20251201"]),
];

#[test]
fn every_number_ends_at_bytes() {
    let folder = sample();
    let path = folder.path();
    let mut lines = Vec::new();
    for (table, only) in TO_BYTES {
        let filters: Vec<&str> = only.iter().flat_map(|only| ["--where", *only]).collect();
        let rows = shown(table, &filters, path);
        assert!(!rows.is_empty(), "{table} {only:?}");
        lines.extend(rows.iter().map(|row| explained(table, row, path)));
    }
    // Beside the market pairs are drawn, of the changes of both.
    let asked = ["growth_rate", "--vendor", "anthropic", "--column", "of_market_low_ratio", "--data", "data"];
    let text = said(&[&["explain"], &asked[..]].concat(), path);
    for told in
        ["of 10000 pairs of series drawn out of the 100 changes below", "log change of the whole market, week of "]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert!(counts.cells > 100, "{counts:?}");
}

/// What the pipeline leaves out, or takes at the price of others, is so in the formula.
#[test]
fn traffic_counts_as_the_pipeline_says() {
    let folder = sample();
    let path = folder.path();
    let text = fs::read_to_string(pipeline("published.toml")).expect("it is there");
    let (mut lines, mut kept, mut absent) = (Vec::new(), 0, 0);
    for treatment in ["out", "as_paid"] {
        let kinds = format!("[traffic]\nfree = '{treatment}'\npromotional = '{treatment}'\n[bounds]");
        fs::write(path.join("traffic.toml"), text.replace("[bounds]", &kinds)).expect("room");
        said(&["run", "traffic.toml", "--data", "data", "--quiet"], path);
        for basis in ["price_basis=list_asof", "price_basis=list_current"] {
            let rows = shown("vendor_gap", &["--where", "rule=default", "--where", basis], path);
            let is_less = |row: &&Row| row["kept_share"].as_f64().is_some_and(|kept| kept < 1.0);
            kept += rows.iter().filter(is_less).count();
            // Who is in no week of the window has a price that weighs weeks alike.
            absent += rows.iter().filter(|row| row["tokens"].is_null() && !row["dollar_share_high"].is_null()).count();
            lines.extend(rows.iter().map(|row| explained("vendor_gap", row, path)));
        }
    }
    assert!(kept > 1 && absent > 1, "something is left out, and somebody is not named: {kept} {absent}");
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert!(counts.cells > 100, "{counts:?}");
}

/// What somebody corrected is told with the old value and the reason, and multiplies out.
#[test]
fn a_corrected_cell_says_what_was_there_and_why() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let rows = shown_of(path, "vendor_chart", "week_start_date=2026-04-05");
    let row = rows.iter().find(|row| row["vendor_label"] == "google").expect("google is in the chart");
    let (id, old) = (row["snapshot_id"].as_str().expect("an id"), row["tokens"].as_i64().expect("tokens"));
    let new = old / 2;
    let line = format!(
        "snapshot_id,table,row,column,old_value,new_value,corrected_at,because,source_url\n\
         {id},vendor_chart,week_start_date=2026-04-05; vendor_label=google,tokens,{old},{new},\
         2026-05-01T08:00:00Z,counted twice,https://example.org/note\n"
    );
    fs::create_dir_all(path.join("data/reference")).expect("room");
    fs::write(path.join("data/reference/corrections.csv"), line).expect("room");
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], path);
    let asked = ["explain", "token_share", "--vendor", "google", "--week", "2026-04-05", "--data", "data"];
    let text = said(&asked, path);
    let note = format!(
        "corrected: the answer says `{old}`; `{new}` since 2026-05-01T08:00:00Z: counted twice (https://example.org/note)"
    );
    assert!(text.contains(&note), "{text}");
    let lines: Vec<String> =
        shown("token_share", &["--where", "vendor=google", "--where", "week_start_date=2026-04-05"], path)
            .iter()
            .map(|row| explained("token_share", row, path))
            .collect();
    let Some(counts) = multiplied_out(&lines, path) else { return };
    assert_eq!(counts.cells, 3);
}

/// Rows of an ingested table: a run makes it.
fn shown_of(path: &Path, table: &str, only: &str) -> Vec<Row> {
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], path);
    shown(table, &["--where", only], path)
}

#[test]
fn a_null_says_why() {
    let folder = sample();
    let path = folder.path();
    let asked = ["explain", "dollar_share", "--vendor", "stepfun", "--week", "2026-04-05", "--data", "data"];
    expect![[r#"
        dollar_share is null: unpriced: none of its models has a price here
          explained are: --column coverage_share, --column dollar_share_low, --column dollar_share_high
    "#]]
    .assert_eq(&said(&asked, path));
    let json: Value = serde_json::from_str(&said(&[&asked[..], &["--format", "json"]].concat(), path)).expect("JSON");
    let null = json.as_array().expect("a list").iter().find(|number| number["name"] == "dollar_share").expect("told");
    assert_eq!((&null["op"], &null["value"]), (&json!("null"), &Value::Null));
}

/// What can't be explained, or is asked for amiss.
const AMISS: &[&[&str]] = &[
    &["claim"],
    &["growth_rate", "--vendor", "qwen", "--until", "2026-04-12"],
    &["growth_rate", "--vendor", "qwen", "--column", "weekly_change_count"],
    &["dollar_share", "--vendor", "anthropic"],
    &["dollar_share", "--vendor", "=cmd()\u{1b}[2J", "--week", "2026-04-05"],
    &["dollar_share", "--vendor", "antropic", "--week", "2026-04-05"],
    &["dollar_share", "--vendor", "-x", "--week", "2026-04-05"],
    &["dollar_share", "--vendor", "anthropic", "--week", "2026-04-07"],
    &["dollar_share", "--vendor", "anthropic", "--week", "2026-4-5"],
    &["dollar_share", "--vendor", "anthropic", "--week", "2026-04-05", "--column", "dolar_share"],
    &["vendor_gap", "--vendor", "anthropic", "--column", "gap"],
    &["concentration", "--week", "2026-04-05", "--basis", "list_asoff"],
    &["group_share", "--group", "cn_models", "--week", "2026-04-06", "--basis", "list_asof"],
    &["token_share", "--vendor", "qwen", "--week", "2026-04-05", "--column", "reason"],
    &["token_share", "--vendor", "qwen", "--week", "2026-04-05", "--basis", "list_asof"],
    &["token_share", "--vendor", "qwen", "--week", "2026-04-05", "--rule", "default"],
    &["token_share", "--group", "cn", "--week", "2026-04-05"],
];

/// Each says which option failed, what is nearest, and what to look at instead.
#[test]
fn what_is_asked_for_amiss_is_answered() {
    let folder = sample();
    let mut told = String::new();
    for arguments in AMISS {
        let ended = tokenshare(&[&["explain"], *arguments, &["--data", "data"]].concat(), folder.path());
        assert_eq!(ended.stdout, "", "{arguments:?}");
        let code = ended.code.expect("it ended by itself");
        assert_eq!(code, 2, "{arguments:?}: a slip of whoever typed");
        let typed = arguments.join(" ").escape_debug().to_string();
        writeln!(told, "# tokenshare explain {typed}: exit code {code}\n{}", ended.stderr).expect("memory");
    }
    expect_file!["../golden/explain_amiss.txt"].assert_eq(&told);
    // Which basis answers is told beside an answer, and above no error.
    let asked = ["explain", "dollar_share", "--vendor", "anthropic", "--week", "2026-04-05", "--data", "data"];
    let ended = tokenshare(&asked, folder.path());
    assert!(ended.stderr.starts_with("price basis `list_asof`, since `--basis` names none of "), "{}", ended.stderr);
}

/// As `price` knows a model by its id and by a part of its name, and `show` a vendor whatever the case.
#[test]
fn a_name_is_known_by_what_people_type() {
    let folder = sample();
    let told = |asked: &[&str]| {
        let ended = tokenshare(&[&["explain"], asked, &["--data", "data"]].concat(), folder.path());
        (ended.code, ended.stdout, ended.stderr)
    };
    let of_model = |model: &str| told(&["model_leaderboard", "--model", model]).2;
    let opus = "hint: did you mean `--model anthropic/claude-4.6-opus-20260205`?";
    for typed in ["anthropic/claude-opus-4.6", "Anthropic/Claude Opus 4.6", "4.6-opus-2026"] {
        assert!(of_model(typed).contains(opus), "{typed}: {}", of_model(typed));
    }
    let several = of_model("claude-opus-4.6");
    let both = "hint: there are `--model anthropic/claude-4.6-opus-20260205`, \
                `--model anthropic/claude-4.6-opus-fast-20260407`";
    assert!(several.contains(both), "{several}");
    let week = ["token_share", "--week", "2026-04-05", "--vendor"];
    let of_vendor = |vendor: &str| told(&[&week[..], &[vendor]].concat());
    assert_eq!(of_vendor("Anthropic"), of_vendor("anthropic"));
    assert_eq!(of_vendor("Anthropic").0, Some(0));
    assert!(of_vendor("Z.AI").2.contains("did you mean `--vendor z-ai`?"), "{}", of_vendor("Z.AI").2);
}

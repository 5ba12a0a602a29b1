//! Real bytes that others captured, through the whole program. They are not part of the repository; without them these
//! tests say so and pass.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::process::{captures, files, pipeline, said, tokenshare};
use expect_test::{expect, expect_file};
use fs_err as fs;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Tokens by week and label, as the captured table has them.
type Weeks = BTreeMap<String, BTreeMap<String, i64>>;

pub(super) fn import(request: &str, captured_at: &str, file: &Path, folder: &Path) {
    let file = file.display().to_string();
    said(&["import", request, "--captured-at", captured_at, "--data", "data", "--quiet", &file], folder);
}

fn run(name: &str, folder: &Path) {
    said(&["run", &pipeline(name), "--data", "data", "--quiet"], folder);
}

/// The rows of a table as `show` prints them: column to cell.
pub(super) fn rows(arguments: &[&str], folder: &Path) -> Vec<BTreeMap<String, String>> {
    let text = said(&[&["show", "--data", "data", "--format", "csv"], arguments].concat(), folder);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

pub(super) fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("`{column}` of {row:?} is no number"))
}

/// An independent recomputation gives 260,870,781,137,566 tokens, 239,570,966,078,984 of them priced, $214.146M.
#[test]
fn a_month_of_the_whole_site() {
    let Some(pulse) = captures("pulse/2026-08-10") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let at = "2026-08-10T08:03:55Z";
    import("catalog/models", at, &pulse.join("models.json.gz"), path);
    import("frontend/models-month", at, &pulse.join("rankings_models_month.json.gz"), path);
    run("month.toml", path);
    let coverage = rows(&["coverage", "--where", "board=site", "--basis", "list_current"], path);
    let tokens = |row: &BTreeMap<String, String>| row["tokens"].parse::<i64>().expect("an integer");
    assert_eq!(coverage.iter().map(tokens).sum::<i64>(), 260_870_781_137_566);
    let golden = |arguments: &[&str]| said(&[&["show", "--data", "data"], arguments].concat(), path);
    expect_file!["../golden/month_coverage.csv"].assert_eq(&golden(&["coverage", "--format", "csv"]));
    let measured = ["vendor_price", "--basis", "list_current", "--format", "csv"];
    expect_file!["../golden/month_vendor_price.csv"].assert_eq(&golden(&measured));
    let prices = rows(&["vendor_price", "--basis", "list_current"], path);
    let tokens: i64 = prices.iter().map(|row| row["priced_tokens"].parse::<i64>().expect("an integer")).sum();
    assert_eq!(tokens, 239_570_966_078_984);
    let dollars = |basis: &str| {
        let prices = rows(&["vendor_price", "--basis", basis], path);
        prices.iter().filter(|row| !row["priced_usd"].is_empty()).map(|row| number(row, "priced_usd")).sum::<f64>()
    };
    expect!["214145941.66"].assert_eq(&format!("{:.2}", dollars("list_current")));
    expect!["1.878"].assert_eq(&format!("{:.3}", dollars("list_3to1") / dollars("list_current")));
}

/// A captured table of weeks, labels and billions of tokens.
fn vendor_weeks(text: &str) -> (Weeks, BTreeMap<(String, String), f64>) {
    let (mut weeks, mut parts) = (Weeks::new(), BTreeMap::new());
    for row in csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records() {
        let row = row.expect("a row");
        let (week, vendor) = (row[0].to_owned(), row[1].to_owned());
        // Billions with at most six decimals, as an integer and without a double.
        let (whole, decimals) = row[2].split_once('.').unwrap_or((&row[2], ""));
        let tokens = format!("{whole}{decimals:0<9}").parse().expect("a number");
        parts.insert((week.clone(), vendor.clone()), row[3].parse().expect("a share"));
        weeks.entry(week).or_default().insert(vendor, tokens);
    }
    (weeks, parts)
}

/// The chart as the page's own JSON sends it.
fn chart(weeks: &Weeks) -> Value {
    json!({ "data": weeks.iter().map(|(week, tokens)| json!({ "x": week, "ys": tokens })).collect::<Vec<_>>() })
}

#[test]
fn a_year_of_vendor_weeks() {
    let Some(file) = captures("vendor_weeks/2026-04-21T150131Z.csv") else { return };
    let (weeks, shares) = vendor_weeks(&fs::read_to_string(file).expect("a capture is text"));
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("chart.json"), chart(&weeks).to_string()).expect("a temporary file");
    import("frontend/market-share", "2026-04-21T15:01:31Z", Path::new("chart.json"), path);
    run("vendor_chart.toml", path);
    shares_are_as_captured(&shares, path);
    growth_is_as_recomputed(&weeks, path);
    six_labs(path);
    let golden = |arguments: &[&str]| said(&[&["show", "--data", "data"], arguments].concat(), path);
    expect_file!["../golden/vendor_weeks_growth.csv"].assert_eq(&golden(&[
        "vendor_growth",
        "--rule",
        "default",
        "--format",
        "csv",
    ]));
}

/// Whoever captured the chart computed each share; ours agree to their last digit.
fn shares_are_as_captured(shares: &BTreeMap<(String, String), f64>, folder: &Path) {
    let ours = rows(&["token_share"], folder);
    let mut compared = 0;
    for row in ours.iter().filter(|row| !row["token_share"].is_empty()) {
        let theirs = shares[&(row["week_start_date"].clone(), row["vendor"].clone())];
        assert!((number(row, "token_share") - theirs).abs() < 1e-8, "{row:?}, captured {theirs}");
        compared += 1;
    }
    assert_eq!(compared, shares.len());
}

/// First four complete weeks against the last four: neither the cut first bucket nor the running last one.
fn growth_is_as_recomputed(weeks: &Weeks, folder: &Path) {
    let complete: Vec<_> = weeks.values().skip(1).take(weeks.len() - 2).collect();
    let sum = |weeks: &[&BTreeMap<String, i64>], vendor: &str| -> i64 {
        weeks.iter().filter_map(|week| week.get(vendor)).sum()
    };
    let (past, now) = (&complete[..4], &complete[complete.len() - 4..]);
    let growth = rows(&["vendor_growth", "--rule", "default"], folder);
    let mut vendors: BTreeSet<&str> = complete.iter().flat_map(|week| week.keys().map(String::as_str)).collect();
    vendors.insert("total");
    assert_eq!(growth.iter().map(|row| row["vendor"].as_str()).collect::<BTreeSet<_>>(), vendors);
    for row in growth.iter().filter(|row| row["vendor"] != "total") {
        let expected = (sum(past, &row["vendor"]), sum(now, &row["vendor"]));
        let tokens = |column: &str| row[column].parse().unwrap_or(0);
        assert_eq!((tokens("past_tokens"), tokens("now_tokens")), expected, "{row:?}");
    }
    let total = |weeks: &[&BTreeMap<String, i64>]| weeks.iter().flat_map(|week| week.values()).sum::<i64>();
    let market = growth.iter().find(|row| row["vendor"] == "total").expect("the whole market");
    assert_eq!(market["past_tokens"], total(past).to_string());
    assert_eq!(market["now_tokens"], total(now).to_string());
}

/// The six labs that the analysis counts as Chinese.
fn six_labs(folder: &Path) {
    let labs = rows(&["group_share", "--rule", "default", "--where", "group_id=cn_published"], folder);
    let share = |week: &str| {
        let row = labs.iter().find(|row| row["week_start_date"] == week).expect("the week is there");
        format!("{:.2} %", 100.0 * number(row, "token_share"))
    };
    assert_eq!(share("2026-03-29"), "60.84 %");
    assert_eq!(share("2026-04-12"), "35.99 %");
}

/// The first ten of sixty-five catalogues state no permanent slug.
#[test]
fn slugs_of_catalogues_that_state_none() {
    let Some(history) = captures("catalog_history") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let history = history.display().to_string();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history], path);
    let pipeline = "title = 'c'\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(path.join("catalog.toml"), pipeline).expect("a temporary file");
    let ended = tokenshare(&["run", "catalog.toml", "--data", "data"], path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.starts_with("catalog: entry")).collect();
    expect![[r#"
        catalog: entry states no permanent slug and no later one does, its id stands for it (236 times)
        catalog: entry states no permanent slug, taken from the first later sighting of the same model (2884 times)"#]]
    .assert_eq(&told.join("\n"));
    let inferred = rows(&["model_price", "--where", "slug_origin=inferred"], path);
    let snapshots: BTreeSet<_> = inferred.iter().map(|row| row["snapshot_id"].as_str()).collect();
    assert_eq!(snapshots.len(), 10);
}

/// A second import of the same history adds nothing; `--nocapture` shows what a snapshot takes.
#[test]
fn a_year_of_catalogues_takes_its_bytes_once() {
    let Some(history) = captures("catalog_history") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let history = history.display().to_string();
    let import = || said(&["import", "catalog-history", "--data", "data", &history], folder.path());
    import();
    let snapshots = folder.path().join("data/snapshots");
    let size = |file: &String| fs::metadata(snapshots.join(file)).expect("a file").len();
    let first: Vec<(String, u64)> = files(&snapshots).into_iter().map(|file| (file.clone(), size(&file))).collect();
    import();
    let second: Vec<(String, u64)> = files(&snapshots).into_iter().map(|file| (file.clone(), size(&file))).collect();
    assert_eq!(first, second, "the same files of the same sizes");
    let count = second.iter().filter(|(file, _)| file.ends_with("/snapshot.toml")).count();
    assert_eq!(count, 65);
    let (bodies, facts): (Vec<_>, Vec<_>) = second.iter().partition(|(file, _)| !file.ends_with("/snapshot.toml"));
    let of = |of_kind: &[&(String, u64)]| of_kind.iter().map(|(_, bytes)| bytes).sum::<u64>() / count as u64;
    println!("bytes per snapshot: {} of upstream's, {} of facts", of(&bodies), of(&facts));
}

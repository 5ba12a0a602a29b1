//! What a million tokens cost on each basis, and how many tokens have a price, on real captures: April and August 2026.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use expect_test::expect_file;
use fs_err as fs;
use tempfile::TempDir;

use super::{
    captures::{import, number, rows},
    process::{captures, map, said, tokenshare},
};

type Row = BTreeMap<String, String>;

fn import_history(folder: &Path) -> Option<()> {
    let history = captures("catalog_history")?.display().to_string();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history], folder);
    Some(())
}

/// One of the files is dead and refused; the others come in.
fn import_tracker(folder: &Path) -> Option<()> {
    let weeks = captures("tracker_weeks")?.display().to_string();
    let ended =
        tokenshare(&["import", "archive", "--map", &map("tracker_weeks.toml"), "--data", "data", &weeks], folder);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    Some(())
}

fn run(lines: &[&str], folder: &Path) {
    let pipeline = format!("title = 'spread'\n{}\n[bounds]\nmax_new_vendor_share = 0.05\n", lines.join("\n"));
    fs::write(folder.join("spread.toml"), pipeline).expect("a temporary file");
    said(&["run", "spread.toml", "--data", "data", "--quiet"], folder);
}

/// `column` of each vendor, over the rows with these values.
fn by_vendor(rows: &[Row], values: &[(&str, &str)], column: &str) -> BTreeMap<String, String> {
    let is_wanted = |row: &&Row| values.iter().all(|(column, value)| row[*column] == *value);
    rows.iter().filter(is_wanted).map(|row| (row["vendor"].clone(), row[column].clone())).collect()
}

fn dollars(cell: Option<&String>) -> String {
    cell.filter(|cell| !cell.is_empty())
        .map_or_else(|| "—".to_owned(), |cell| format!("{:.3}", cell.parse::<f64>().expect("a price")))
}

fn percent(cell: Option<&String>) -> String {
    let share = cell.filter(|cell| !cell.is_empty()).map(|cell| 100.0 * cell.parse::<f64>().expect("a share"));
    share.map_or_else(|| "—".to_owned(), |share| format!("{share:.1} %"))
}

/// A Markdown table, vendors in the order given.
fn table(
    heading: &[&str],
    vendors: &[String],
    columns: &[BTreeMap<String, String>],
    last: &BTreeMap<String, String>,
) -> String {
    let mut text = format!("| {} |\n|{}|\n", heading.join(" | "), "---|".repeat(heading.len()).trim_end_matches('|'));
    for vendor in vendors {
        let cells: Vec<String> = columns.iter().map(|column| dollars(column.get(vendor))).collect();
        let _ = writeln!(text, "| {vendor} | {} | {} |", cells.join(" | "), percent(last.get(vendor)));
    }
    text
}

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).expect("it is committed")
}

/// The prices that the analysis printed, by vendor, and the vendors in its order.
fn published() -> (Vec<String>, BTreeMap<String, String>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/reference/published/vendor_gap.csv");
    let bytes = fs::read(file).expect("it is committed");
    let rows: Vec<Row> =
        csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|row| row.expect("a row")).collect();
    let printed = |row: &Row| (row["vendor"].clone(), row["usd_per_mtok"].trim_start_matches('$').replace('—', ""));
    (rows.iter().map(|row| row["vendor"].clone()).collect(), rows.iter().map(printed).collect())
}

/// Four Monday weeks, 2026-03-16 to 04-12: as published, recomputed from app pages, and by the tracked models of the site at
/// the list prices in force in those weeks, all input as fresh and with the cache.
#[test]
fn april_by_basis() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(apps) = captures("app_models") else { return };
    let (Some(()), Some(())) = (import_history(path), import_tracker(path)) else { return };
    let apps = apps.display().to_string();
    said(&["import", "archive", "--map", &map("app_models.toml"), "--data", "data", "--quiet", &apps], path);
    run(
        &[
            "bases = ['list_3to1', 'list_current', 'list_asof']",
            "results = ['vendor_price', 'sensitivity']",
            "inputs = { 'archive/app-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }",
            "windows = { app_weeks = 4, app_until = '2026-04-12', site_weeks = 4, site_until = '2026-04-12' }",
        ],
        path,
    );
    let prices: Vec<Row> = rows(&["vendor_price", "--where", "window_kind=board"], path);
    let fresh = rows(&["sensitivity", "--where", "choice=cached_as_fresh"], path);
    let of = |rule, basis| by_vendor(&prices, &[("rule", rule), ("price_basis", basis)], "blended_usd_per_mtok");
    let (vendors, printed) = published();
    let fresh = by_vendor(&fresh, &[], "blended_usd_per_mtok");
    let asof = of("default", "list_asof");
    let columns = [printed, of("published", "list_3to1"), fresh, of("default", "list_current"), asof];
    let covered = by_vendor(&prices, &[("rule", "default"), ("price_basis", "list_asof")], "coverage_share");
    let heading = [
        "vendor",
        "published",
        "`list_3to1`",
        "`list_asof`, all input fresh",
        "`list_current`",
        "`list_asof`",
        "coverage",
    ];
    let text = table(&heading, &vendors, &columns, &covered);
    expect_file!["../golden/spread_april.md"].assert_eq(&text);
    // Worked out by others from the same bytes: 7.95 printed, 7.5532 from app pages, 4.198 and 1.749 by the tracker.
    assert!(text.contains("| anthropic | 7.950 | 7.553 | 4.198 | 1.749 | 1.749 |"), "{text}");
    // Glm 5 turbo cost $0.96 in the catalogue of 2026-03-23 and $1.20 in that of 03-30: a change counts from there on. With
    // the catalogue behind each week instead, z-ai is at 1.088.
    assert_eq!(dollars(columns[2].get("z-ai")), "0.970");
    assert!(readme().contains(&text), "README.md has another table of April 2026");
}

/// The month before 2026-08-10 as the site ranks it, priced from all catalogues since April 2025 but those behind it.
#[test]
fn august_by_basis_and_what_remains_without_a_price() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(pulse) = captures("pulse") else { return };
    let days = [
        "2026-07-31",
        "2026-08-03",
        "2026-08-04",
        "2026-08-05",
        "2026-08-06",
        "2026-08-07",
        "2026-08-08",
        "2026-08-09",
        "2026-08-10",
    ];
    let at = "T08:03:55Z";
    for day in days {
        import("catalog/models", &format!("{day}{at}"), &pulse.join(day).join("models.json.gz"), path);
    }
    import(
        "frontend/models-month",
        &format!("2026-08-10{at}"),
        &pulse.join("2026-08-10/rankings_models_month.json.gz"),
        path,
    );
    let lines = [
        "rules = ['default']",
        "bases = ['list_3to1', 'list_current', 'list_asof']",
        "results = ['vendor_price', 'coverage']",
        "inputs = { 'frontend/models-month' = 'newest', 'catalog/models' = 'all' }",
    ];
    run(&lines, path);
    let of_month = coverage(path, "list_asof");
    let of_day = coverage(path, "list_current");
    let Some(()) = import_history(path) else { return };
    run(&lines, path);
    let text = format!(
        "that day's catalogue:\n{of_day}all catalogues of that month:\n{of_month}all catalogues since April 2025:\n{}",
        coverage(path, "list_asof")
    );
    println!("{text}");
    expect_file!["../golden/month_by_catalogues.txt"].assert_eq(&text);
    assert!(text.starts_with("that day's catalogue:\n  priced        91.835 %"), "{text}");
    spread_of_the_month(path);
}

/// The twenty largest vendors by tokens.
fn spread_of_the_month(path: &Path) {
    let prices = rows(&["vendor_price"], path);
    let column = |basis| by_vendor(&prices, &[("price_basis", basis)], "blended_usd_per_mtok");
    let tokens = by_vendor(&prices, &[("price_basis", "list_asof")], "tokens");
    let mut vendors: Vec<(i64, String)> =
        tokens.into_iter().map(|(vendor, tokens)| (tokens.parse().expect("tokens"), vendor)).collect();
    vendors.sort_by_key(|(tokens, vendor)| (std::cmp::Reverse(*tokens), vendor.clone()));
    let vendors: Vec<String> = vendors.into_iter().map(|(_, vendor)| vendor).take(20).collect();
    let heading = ["vendor", "`list_3to1`", "`list_current`", "`list_asof`", "coverage"];
    let columns = [column("list_3to1"), column("list_current"), column("list_asof")];
    let covered = by_vendor(&prices, &[("price_basis", "list_asof")], "coverage_share");
    let text = table(&heading, &vendors, &columns, &covered);
    expect_file!["../golden/spread_august.md"].assert_eq(&text);
    assert!(readme().contains(&text), "README.md has another table of August 2026");
}

/// Classes of the board's window, the priced first.
fn coverage(folder: &Path, basis: &str) -> String {
    let mut found = rows(&["coverage", "--basis", basis, "--where", "window_kind=board"], folder);
    found.sort_by_key(|row| {
        (row["match_class"] != "priced", std::cmp::Reverse(row["tokens"].parse::<i64>().expect("tokens")))
    });
    let line = |row: &Row| {
        format!(
            "  {:<12} {:>7.3} %  {:>19} tokens\n",
            row["match_class"],
            100.0 * number(row, "token_share"),
            row["tokens"]
        )
    };
    found.iter().map(line).collect::<Vec<_>>().concat()
}

/// Every good tracked week: how much has a price by the ledger as of that week, and by the newest catalogue alone.
#[test]
fn coverage_of_every_tracked_week_by_the_ledger_and_by_one_catalogue() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let (Some(()), Some(())) = (import_history(path), import_tracker(path)) else { return };
    run(
        &[
            "rules = ['default']",
            "bases = ['list_current', 'list_asof']",
            "results = ['coverage']",
            "inputs = { 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }",
        ],
        path,
    );
    let priced = rows(&["coverage", "--where", "window_kind=week", "--where", "match_class=priced"], path);
    let mut weeks: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for row in &priced {
        let place = usize::from(row["price_basis"] == "list_asof");
        weeks.entry(&row["window_start_date"]).or_default()[place] = 100.0 * number(row, "token_share");
    }
    let mut text = "week        one catalogue   the ledger   gain\n".to_owned();
    for (week, [one, ledger]) in &weeks {
        assert!(ledger >= one, "{week}: the ledger has what one catalogue has");
        let _ = writeln!(text, "{week}        {one:>6.2} %     {ledger:>6.2} %  {:>5.2}", ledger - one);
    }
    println!("{text}");
    assert_eq!(weeks.len(), 25);
    expect_file!["../golden/tracked_coverage.txt"].assert_eq(&text);
}

//! What must hold of the answers whatever the figures: shares add up, gaps cancel out, values lie within their bounds,
//! every null has a reason.

use std::{collections::BTreeMap, path::Path};

use super::process::{copy_sample, files, pipeline, said, sample};
use fs_err as fs;
use tempfile::TempDir;

type Row = BTreeMap<String, String>;

/// A folder with a run of the published pipeline on the sample.
fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    folder
}

fn rows(table: &str, folder: &Path) -> Vec<Row> {
    let text = said(&["show", table, "--data", "data", "--format", "csv"], folder);
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &Row, column: &str) -> Option<f64> {
    let cell = row.get(column).unwrap_or_else(|| panic!("no column `{column}`"));
    (!cell.is_empty()).then(|| cell.parse().expect("a number"))
}

/// Sums of `column` by the columns of `key`, over the rows that have a value.
fn sums(rows: &[Row], key: &[&str], column: &str) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        if let Some(value) = number(row, column) {
            let key: Vec<_> = key.iter().map(|column| row[*column].as_str()).collect();
            *sums.entry(key.join(" ")).or_default() += value;
        }
    }
    sums
}

fn add_up_to(whole: f64, sums: &BTreeMap<String, f64>) {
    assert!(!sums.is_empty(), "nothing to add up");
    for (key, sum) in sums {
        assert!((sum - whole).abs() < 1e-9, "{key}: {sum}, expected {whole}");
    }
}

#[test]
fn shares_add_up_to_one() {
    let folder = place();
    let tokens = rows("token_share", folder.path());
    add_up_to(1.0, &sums(&tokens, &["week_start_date"], "token_share"));
    add_up_to(1.0, &sums(&tokens, &["week_start_date"], "named_token_share"));
    add_up_to(1.0, &sums(&rows("model_share", folder.path()), &["week_start_date"], "token_share"));
    let dollars = rows("dollar_share", folder.path());
    add_up_to(1.0, &sums(&dollars, &["week_start_date", "price_basis", "rule"], "dollar_share"));
    let coverage = ["board", "window_kind", "window_start_date", "price_basis"];
    add_up_to(1.0, &sums(&rows("coverage", folder.path()), &coverage, "token_share"));
}

#[test]
fn default_gaps_cancel_out() {
    let folder = place();
    let gaps: Vec<_> = rows("vendor_gap", folder.path()).into_iter().filter(|row| row["rule"] == "default").collect();
    add_up_to(0.0, &sums(&gaps, &["price_basis"], "gap_points"));
    add_up_to(1.0, &sums(&gaps, &["price_basis"], "gap_token_share"));
}

#[test]
fn values_lie_within_their_bounds() {
    let folder = place();
    for (table, value) in [
        ("dollar_share", "dollar_share"),
        ("vendor_gap", "dollar_share"),
        ("group_share", "dollar_share"),
        ("concentration", "hhi"),
    ] {
        let mut seen = 0;
        for row in rows(table, folder.path()) {
            let bound = |end: &str| number(&row, &format!("{value}_{end}"));
            let (Some(value), Some(low), Some(high)) = (number(&row, value), bound("low"), bound("high")) else {
                continue;
            };
            assert!(low <= value && value <= high, "{table}: {row:?}");
            seen += 1;
        }
        assert!(seen > 10, "{table}: {seen} rows with bounds");
    }
}

/// A null whose row says nothing is a null that nobody can explain.
#[test]
fn a_null_has_a_reason() {
    let folder = place();
    for (table, value) in [
        ("token_share", "tokens"),
        ("vendor_price", "blended_usd_per_mtok"),
        ("dollar_share", "dollar_share"),
        ("vendor_gap", "dollar_share"),
        ("group_share", "dollar_share"),
        ("model_leaderboard", "implied_usd"),
        ("concentration", "hhi"),
        ("coverage", "priced_usd"),
        ("sensitivity", "dollar_share"),
    ] {
        let silent =
            rows(table, folder.path()).into_iter().find(|row| row[value].is_empty() && row["reason"].is_empty());
        assert_eq!(silent, None, "{table}.{value} is null without a reason");
    }
    let growth = rows("vendor_growth", folder.path());
    let silent = growth.iter().find(|row| row["growth_ratio"].is_empty() && row["growth_label"] == "ratio");
    assert_eq!(silent, None, "a growth that no word explains");
}

/// Snapshots are a set: who imported what first leaves no trace in a table.
#[test]
fn the_order_of_import_does_not_matter() {
    let bodies: Vec<_> =
        files(&sample().join("snapshots")).into_iter().filter(|name| name.contains("/body.")).collect();
    let tables = |order: Vec<&String>| {
        let folder = TempDir::new().expect("a temporary folder");
        for body in order {
            let snapshot = Path::new(body).parent().expect("a body lies in a snapshot");
            let to = folder.path().join("data/snapshots").join(snapshot);
            fs::create_dir_all(&to).expect("room");
            for name in files(&sample().join("snapshots").join(snapshot)) {
                let bytes = fs::read(sample().join("snapshots").join(snapshot).join(&name)).expect("a file");
                fs::write(to.join(name), bytes).expect("room");
            }
        }
        said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
        fs::read_to_string(folder.path().join("data/manifest.toml")).expect("the run made it")
    };
    assert_eq!(tables(bodies.iter().collect()), tables(bodies.iter().rev().collect()));
}

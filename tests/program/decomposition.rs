//! What moved a vendor's share: that the parts add up over the sample and over real captures, and what they say.

use std::{collections::BTreeMap, path::Path};

use expect_test::expect_file;
use fs_err as fs;
use tempfile::TempDir;

use super::{
    captures::{number, rows},
    process::{captures, copy_sample, map, pipeline, said, tokenshare},
};

type Row = BTreeMap<String, String>;

/// One vendor's move on one basis by one rule.
fn key(row: &Row) -> [&str; 3] {
    ["vendor", "price_basis", "rule"].map(|column| row[column].as_str())
}

/// Every move is told by its parts, and every part by the models where they are known, to 1e-9 points; how many were.
fn added_up(split: &[Row]) -> (usize, usize) {
    let points = |row: &&Row| number(row, "part_points");
    let known: Vec<&Row> = split.iter().filter(|row| !row["part_points"].is_empty()).collect();
    let of_vendors = || known.iter().copied().filter(|row| row["model"] == "all");
    let (mut moves, mut parts) = (0, 0);
    for row in of_vendors() {
        let all: f64 = of_vendors().filter(|other| key(other) == key(row)).map(|row| points(&row)).sum();
        assert!((all - number(row, "delta_points")).abs() < 1e-9, "{row:?}: parts add up to {all}");
        moves += usize::from(row["part"] == "market");
        let is_part = |other: &&&Row| key(other) == key(row) && other["part"] == row["part"] && other["model"] != "all";
        let models: Vec<f64> = known.iter().filter(is_part).map(points).collect();
        let sum: f64 = models.iter().sum();
        assert!(models.is_empty() || (sum - points(&row)).abs() < 1e-9, "{row:?}: models add up to {sum}");
        parts += usize::from(!models.is_empty());
    }
    (moves, parts)
}

/// The shares at the end of a move are those that `vendor_gap` has of the same window.
fn ends_as_in_the_gap(split: &[Row], folder: &Path) {
    let gaps = rows(&["vendor_gap"], folder);
    let mut compared = 0;
    for gap in gaps.iter().filter(|row| !row["dollar_share"].is_empty()) {
        let same =
            split.iter().find(|row| key(row) == key(gap) && row["model"] == "all").expect("both have the vendor");
        assert!((number(gap, "dollar_share") - number(same, "now_share")).abs() < 1e-12, "{gap:?} {same:?}");
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}

/// What moved Anthropic from 24.7 % to 12.3 % of the tokens, by the rule that was published.
#[test]
fn the_sample_says_what_moved_anthropic() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], path);
    let split = rows(&["share_decomposition"], path);
    let (moves, parts) = added_up(&split);
    assert!(moves > 40 && parts > 40, "{moves} moves, {parts} parts by model");
    ends_as_in_the_gap(&split, path);
    let columns = "model,part,past_share,now_share,delta_points,part_points,part_ratio,past_tokens,now_tokens";
    let show = |basis: &str, columns: &str| {
        let wanted = ["--rule", "published", "--where", "vendor=anthropic", "--basis", basis, "--columns", columns];
        said(&[&["show", "share_decomposition", "--data", "data", "--format", "markdown"], &wanted[..]].concat(), path)
    };
    expect_file!["../golden/anthropic_tokens.md"].assert_eq(&show("tokens", columns));
    let columns = "model,part,past_share,now_share,delta_points,part_points,part_ratio,past_blended_usd_per_mtok,now_blended_usd_per_mtok";
    expect_file!["../golden/anthropic_dollars.md"].assert_eq(&show("list_asof", columns));
}

/// A year of the vendor chart, the tracked models of its last half and all catalogues: in the first weeks no usage names a
/// model of that time, and the rows say so.
#[test]
fn moves_of_a_real_year_add_up() {
    let (Some(chart), Some(tracker), Some(history)) =
        (captures("vendor_weeks/2026-04-21T150131Z.csv"), captures("tracker_weeks"), captures("catalog_history"))
    else {
        return;
    };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history.display().to_string()], path);
    for (name, file) in [("vendor_weeks.toml", chart), ("tracker_weeks.toml", tracker)] {
        let file = file.display().to_string();
        // One of the tracker's files is dead and refused.
        tokenshare(&["import", "archive", "--map", &map(name), "--data", "data", "--quiet", &file], path);
    }
    let text = "title = 'moves'
bases = ['list_current', 'list_asof']
rules = ['default']
results = ['vendor_price', 'share_decomposition', 'vendor_gap']
inputs = { 'archive/vendor-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }
[bounds]
max_new_vendor_share = 0.05
";
    fs::write(path.join("moves.toml"), text).expect("a temporary file");
    said(&["run", "moves.toml", "--data", "data", "--quiet"], path);
    let split = rows(&["share_decomposition"], path);
    let (moves, parts) = added_up(&split);
    println!("{moves} moves, {parts} parts by model");
    assert!(moves > 10 && parts > 10, "{moves} moves, {parts} parts by model");
    let show = ["show", "share_decomposition", "--data", "data", "--format", "markdown", "--where", "model=all"];
    let columns = "vendor,price_basis,part,past_share,now_share,delta_points,delta_least_points,delta_most_points,part_points,weights_age_days,reason";
    let shown = said(&[&show[..], &["--columns", columns]].concat(), path);
    expect_file!["../golden/moves_of_a_year.md"].assert_eq(&shown);
}

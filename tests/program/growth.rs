//! How fast the sample and a real year grew, and between which ends that may lie.

use std::path::Path;

use expect_test::expect_file;
use fs_err as fs;
use tempfile::TempDir;

use super::{
    captures::{number, rows},
    process::{captures, copy_sample, pipeline, said, tokenshare},
};

const COLUMNS: &str = "vendor,growth_window,window_start_date,window_end_date,growth_ratio,annual_ratio,annual_low_ratio,annual_high_ratio,weekly_change_count,reason";

/// All windows but the rolling ones, which are many.
fn shown(folder: &Path) -> String {
    let show = ["show", "growth_rate", "--data", "data", "--format", "csv", "--columns", COLUMNS];
    let text = said(&show, folder);
    text.split_inclusive('\n').filter(|line| !line.contains(",rolling,")).collect()
}

/// Its first against its last weeks are those of `vendor_growth` by rule `default`; how many were compared.
fn same_ratios(folder: &Path) -> usize {
    let rates = rows(&["growth_rate", "--where", "growth_window=first_last"], folder);
    let mut growth = rows(&["vendor_growth", "--rule", "default"], folder);
    // That one has who is absent in both windows, too.
    growth.retain(|row| row["past_weeks_present"] != "0" || row["now_weeks_present"] != "0");
    assert_eq!(rates.len(), growth.len());
    let market = rates.iter().find(|rate| rate["vendor"] == "total").map(|rate| number(rate, "growth_ratio"));
    let known = rates.iter().zip(&growth).filter(|(rate, _)| !rate["growth_ratio"].is_empty());
    known
        .map(|(rate, growth)| {
            assert_eq!((&rate["vendor"], &rate["growth_ratio"]), (&growth["vendor"], &growth["growth_ratio"]));
            let ends = ["annual_low_ratio", "annual_ratio", "annual_high_ratio"];
            if !rate["annual_low_ratio"].is_empty() {
                let [low, value, high] = ends.map(|column| number(rate, column));
                assert!(0.0 < low && low < value && value < high, "{rate:?}");
                assert_eq!(rate["of_market_ratio"].is_empty(), rate["vendor"] == "total", "{rate:?}");
            }
            if !rate["of_market_low_ratio"].is_empty() {
                let ends = ["of_market_low_ratio", "of_market_ratio", "of_market_high_ratio"];
                let [low, value, high] = ends.map(|column| number(rate, column));
                assert!(0.0 < low && low < value && value < high, "{rate:?}");
                let expected = number(rate, "growth_ratio") / market.expect("a market");
                assert!((value - expected).abs() < 1e-12 * expected, "{rate:?}");
                // A year of weeks is thirteen blocks, a few less where weeks are missing.
                assert!((10.0..=14.0).contains(&number(rate, "drawn_block_count")), "{rate:?}");
            }
        })
        .count()
}

/// With the cut and the running week among them it would be the published 11.1; without either it is 12.1.
#[test]
fn the_sample_grows_at_an_annual_rate() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], path);
    assert!(same_ratios(path) > 5);
    expect_file!["../golden/sample_growth_rate.csv"].assert_eq(&shown(path));
}

#[test]
fn a_real_year_grows_at_an_annual_rate() {
    let Some(chart) = captures("vendor_weeks/2026-04-21T150131Z.csv") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps/vendor_weeks.toml").display().to_string();
    let file = chart.display().to_string();
    let ended = tokenshare(&["import", "archive", "--map", &map, "--data", "data", "--quiet", &file], path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let text = "title = 'growth'\nrules = ['default']\nresults = ['growth_rate', 'vendor_growth']\n[inputs]\n'archive/vendor-weeks' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(path.join("growth.toml"), text).expect("a temporary file");
    said(&["run", "growth.toml", "--data", "data", "--quiet"], path);
    assert!(same_ratios(path) > 5);
    expect_file!["../golden/year_growth_rate.csv"].assert_eq(&shown(path));
}

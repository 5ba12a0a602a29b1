//! Quality against use: what the sample and real captures say, and the page of findings.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    path::Path,
};

use expect_test::{expect, expect_file};
use flate2::read::GzDecoder;
use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;

use super::{
    captures::{import, number, rows},
    process::{captures, copy_sample, pipeline, said, sample, tokenshare},
};

fn run(name: &str, folder: &Path) {
    said(&["run", &pipeline(name), "--data", "data", "--quiet"], folder);
}

/// The page is committed: it is what the program writes of the embedded sample.
#[test]
fn the_sample_says_what_the_page_of_findings_says() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    run("published.toml", path);
    let page = said(&["findings", "--data", "data"], path);
    expect_file!["../../docs/findings.md"].assert_eq(&page);
    assert_eq!(said(&["findings", "--data", "data", "--out", "findings.md"], path), "");
    assert_eq!(fs::read_to_string(path.join("findings.md")).expect("it was written"), page);
    let show = |table| said(&["show", table, "--data", "data", "--format", "csv"], path);
    expect_file!["../golden/benchmark_correlation.csv"].assert_eq(&show("benchmark_correlation"));
    expect_file!["../golden/price_correlation.csv"].assert_eq(&show("price_correlation"));
    let matched = rows(&["benchmark_label"], path);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &matched {
        *counts.entry(&row["label_match"]).or_default() += 1;
        assert_eq!(row["model"].is_empty(), row["label_match"] == "none", "{row:?}");
        assert!(!row["reason"].is_empty(), "{row:?}");
    }
    expect![[r#"{"name": 83, "none": 97, "same_model": 42}"#]].assert_eq(&format!("{counts:?}"));
}

#[test]
fn without_a_run_there_is_nothing_to_find() {
    let folder = TempDir::new().expect("a temporary folder");
    let ended = tokenshare(&["findings", "--data", "data"], folder.path());
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
}

const QUALITY: &str = "title = 'quality'\nrules = ['default']\nbases = ['list_3to1', 'list_current', 'list_asof']\n\
    results = ['vendor_price', 'vendor_gap', 'model_leaderboard', 'benchmark_point', 'benchmark_correlation']\n\
    weights = { default = 'site' }\nbounds = { max_new_vendor_share = 0.05 }\n";

/// A month of the whole site to 2026-08-09, scores of 2026-08-11, nothing of it made. `SciPy` 1.17.1 on the rows of
/// `benchmark_point` that this prints (97 models, basis `list_current`):
///
/// ```text
/// spearmanr(score, tokens) 0.4459500774208738, kendalltau 0.3219847510783543
/// spearmanr(score, dollars) 0.6500718298735614, kendalltau 0.4843733246709067
/// spearmanr(score, price) 0.4523079249574888, kendalltau 0.3279991426928933
/// given price and age by the inverse of the correlations of ranks: 0.19097649966722482, 0.22038985290779978; given age 0.6827580407942037
/// spearmanr of the 10 and the 30 best scored: tokens -0.11515151515151514, 0.0; dollars -0.05454545454545454,
///     0.27700523032684526; price 0.5757575757575757, 0.6554677980264145
/// ```
#[test]
fn a_real_month_is_as_scipy_has_it() {
    let Some(pulse) = captures("pulse/2026-08-10") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let at = "2026-08-10T08:03:55Z";
    import("catalog/models", at, &pulse.join("models.json.gz"), path);
    import("frontend/models-month", at, &pulse.join("rankings_models_month.json.gz"), path);
    import("eci/scores", "2026-08-11T21:33:05Z", &sample().join("figures/benchmark.csv"), path);
    let inputs = "inputs = { 'catalog/models' = 'all', 'frontend/models-month' = 'newest', 'eci/scores' = 'newest' }\n";
    fs::write(path.join("quality.toml"), format!("{QUALITY}{inputs}")).expect("room");
    said(&["run", "quality.toml", "--data", "data", "--quiet"], path);
    let found = rows(&["benchmark_correlation", "--basis", "list_current"], path);
    let expected = [
        ("tokens", 0.445_950_077_420_873_8, 0.321_984_751_078_354_3, 0.190_976_499_667_224_82),
        ("dollars", 0.650_071_829_873_561_4, 0.484_373_324_670_906_7, 0.220_389_852_907_799_78),
        ("price", 0.452_307_924_957_488_8, 0.327_999_142_692_893_3, 0.682_758_040_794_203_7),
    ];
    let at_the_top = [
        (-0.115_151_515_151_515_14, 0.0),
        (-0.054_545_454_545_454_54, 0.277_005_230_326_845_26),
        (0.575_757_575_757_575_7, 0.655_467_798_026_414_5),
    ];
    for ((target, rho, tau, partial), (ten, thirty)) in expected.into_iter().zip(at_the_top) {
        let row = found.iter().find(|row| row["target"] == target).expect("a row of each target");
        assert_eq!((row["pair_count"].as_str(), row["value_origin"].as_str()), ("97", "observed"));
        let whole = [("spearman_rho", rho), ("kendall_tau_b", tau), ("partial_rho", partial)];
        for (column, expected) in whole.into_iter().chain([("top_10_rho", ten), ("top_30_rho", thirty)]) {
            assert!((number(row, column) - expected).abs() < 1e-12, "{target} {column}: {row:?}, expected {expected}");
        }
        assert!(number(row, "spearman_rho_low") < rho && rho < number(row, "spearman_rho_high"), "{row:?}");
    }
    expect_file!["../golden/findings_august.md"].assert_eq(&said(&["findings", "--data", "data"], path));
}

/// Every permanent slug that a catalogue states.
fn slugs(path: &Path) -> BTreeSet<String> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).expect("a capture")).read_to_string(&mut text).expect("text");
    let answer: Value = serde_json::from_str(&text).expect("a catalogue is JSON");
    let models = answer.get("data").unwrap_or(&answer).as_array().expect("a list").clone();
    models.iter().filter_map(|model| model["canonical_slug"].as_str().map(str::to_owned)).collect()
}

/// No model of the map is made up: a captured catalogue states each.
#[test]
fn every_mapped_model_is_in_a_catalogue() {
    let (Some(history), Some(pulse)) = (captures("catalog_history"), captures("pulse")) else { return };
    let folder = |path: &Path| fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
    let days = folder(&pulse).map(|day| day.join("models.json.gz"));
    let listed: BTreeSet<String> = folder(&history).chain(days).flat_map(|file| slugs(&file)).collect();
    let map = fs::read(sample().join("../reference/benchmark_models.csv")).expect("it is committed");
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_reader(map.as_slice()).deserialize().map(|row| row.expect("a row")).collect();
    let mapped: Vec<&str> = rows.iter().map(|row| row["model"].as_str()).filter(|model| !model.is_empty()).collect();
    let unlisted: Vec<_> = mapped.iter().filter(|model| !listed.contains(**model)).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
    assert_eq!(mapped.len(), 125);
}

//! Feeds that should agree, on real captures: 15 days of views, two model charts, vendor charts, site totals, app pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Read as _,
    path::Path,
};

use expect_test::{expect, expect_file};
use flate2::read::GzDecoder;
use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;

use super::{
    captures::{number, rows},
    process::{captures, pipeline, said, tokenshare},
};

type Row = BTreeMap<String, String>;

const FEEDS: &str = "title = 'feeds'\nresults = ['reconciliation', 'feed_agreement']\n\
    inputs = { 'frontend/models-day' = 'all', 'frontend/models-week' = 'all', 'frontend/models-month' = 'all', \
    'archive/model-weeks' = 'all', 'archive/vendor-weeks' = 'all', 'archive/site-weeks' = 'all', 'archive/app-weeks' = 'all' }\n\
    bounds = { max_new_vendor_share = 1 }\n";

/// Imports what is read; one dead file of the tracker is refused.
fn import(folder: &Path) -> Option<()> {
    let pulse = captures("pulse")?.display().to_string();
    said(&["import", "pulse", "--data", "data", "--quiet", &pulse], folder);
    for name in ["model_weeks", "vendor_weeks", "site_weeks", "app_models", "tracker_weeks"] {
        let path = captures(name)?.display().to_string();
        let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps").join(format!("{name}.toml"));
        let map = map.display().to_string();
        let ended = tokenshare(&["import", "archive", "--map", &map, "--data", "data", "--quiet", &path], folder);
        assert_eq!(ended.code, Some(i32::from(name == "tracker_weeks")), "{name}: {}", ended.stderr);
    }
    Some(())
}

fn json(path: &Path) -> Value {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).expect("a capture")).read_to_string(&mut text).expect("text");
    serde_json::from_str(&text).expect("a capture is JSON")
}

/// Tokens of a week view by label, and of all.
fn view(path: &Path) -> (BTreeMap<String, i64>, i64) {
    let answer = json(path);
    let rows = answer.get("data").unwrap_or(&answer).as_array().expect("a list").clone();
    let mut tokens: BTreeMap<String, i64> = BTreeMap::new();
    for row in &rows {
        let slug = row["model_permaslug"].as_str().expect("a slug");
        let label = match row["variant"].as_str() {
            Some("standard") | None => slug.to_owned(),
            Some(variant) => format!("{slug}:{variant}"),
        };
        let count = |field: &str| row[field].as_i64().expect("an integer");
        *tokens.entry(label).or_default() += count("total_prompt_tokens") + count("total_completion_tokens");
    }
    let all = tokens.values().sum();
    (tokens, all)
}

/// The strongest check there is, on the bytes themselves: the week view of a Monday is the bucket before in the model chart,
/// model by model and in total. Read here by other code than the program's.
#[test]
fn the_week_view_of_a_monday_is_the_bucket_before_to_the_token() {
    let (Some(pulse), Some(charts)) = (captures("pulse"), captures("model_weeks")) else { return };
    let (mut buckets, mut models, mut tokens) = (0, 0, 0);
    for chart in ["2026-08-03", "2026-08-10"] {
        let chart = json(&charts.join(format!("{chart}.json.gz")));
        let weeks = chart["payload"]["weekly_chart"].as_array().expect("a chart").clone();
        for (monday, week) in [("2026-08-03", "2026-07-27"), ("2026-08-10", "2026-08-03")] {
            let bucket = weeks.iter().find(|bucket| bucket["x"].as_str().is_some_and(|x| x.starts_with(week)));
            let bucket = bucket.expect("the week is in the chart")["ys"].as_object().expect("labels").clone();
            let (of_models, all) = view(&pulse.join(monday).join("rankings_models_week.json.gz"));
            let sum: i64 = bucket.values().map(|tokens| tokens.as_i64().expect("an integer")).sum();
            // The newest bucket of the older chart still ran: 2026-08-03 had some hours.
            if chart["snapshot_date"] == "2026-08-03" && week == "2026-08-03" {
                assert!(sum < all / 50, "{sum} of {all}");
                continue;
            }
            assert_eq!(sum, all, "{week}");
            for (label, value) in bucket.iter().filter(|(label, _)| *label != "Others") {
                assert_eq!(of_models.get(label).copied(), value.as_i64(), "{week} {label}");
                models += 1;
            }
            (buckets, tokens) = (buckets + 1, tokens + sum);
        }
    }
    println!("{buckets} buckets, {models} models and {tokens} tokens are the same");
    expect!["3 buckets, 27 models, 182623715671774 tokens"]
        .assert_eq(&format!("{buckets} buckets, {models} models, {tokens} tokens"));
}

/// The same and all other pairs, by the program.
#[test]
fn which_feeds_agree() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(()) = import(path) else { return };
    fs::write(path.join("feeds.toml"), FEEDS).expect("room");
    said(&["run", "feeds.toml", "--data", "data", "--quiet"], path);
    let agreement = said(&["show", "feed_agreement", "--data", "data", "--format", "csv"], path);
    expect_file!["../golden/feed_agreement.csv"].assert_eq(&agreement);
    let values = rows(&["reconciliation"], path);
    let of = |one: &str, other: &str| -> Vec<&Row> {
        values.iter().filter(|row| row["source_a"] == one && row["source_b"].starts_with(other)).collect()
    };
    let monday = of("frontend/models-week", "archive/model-weeks/");
    let equal = monday.iter().filter(|row| row["a_value"] == row["b_value"]).count();
    println!("week view and model chart: {equal} of {} values are the same", monday.len());
    assert_eq!((equal, monday.len()), (20, 20), "nine models and the site, of two Mondays");
    let weeks: BTreeSet<&str> = monday.iter().map(|row| row["week_start_date"].as_str()).collect();
    assert_eq!(weeks, BTreeSet::from(["2026-07-27", "2026-08-03"]));
    for row in &values {
        let difference = number(row, "a_value") - number(row, "b_value");
        assert!((difference - number(row, "difference_value")).abs() < 0.5, "{row:?}");
        if number(row, "b_value") > 0.0 {
            let relative = difference / number(row, "b_value");
            assert!((relative - number(row, "relative_difference_ratio")).abs() < 1e-9, "{row:?}");
        }
    }
    // The differences themselves, the largest of each pair and week.
    expect_file!["../golden/feed_differences.txt"].assert_eq(&largest(&values));
}

/// Of each pair, quantity and week: how many values, how many differ, and the largest difference in tokens and percent.
fn largest(values: &[Row]) -> String {
    let mut weeks: BTreeMap<[&str; 4], Vec<&Row>> = BTreeMap::new();
    for row in values {
        let key = ["source_a", "source_b", "quantity", "week_start_date"].map(|column| row[column].as_str());
        weeks.entry(key).or_default().push(row);
    }
    let mut text = String::from("first | second | quantity | week | values | differ | most tokens | percent | of\n");
    for ([one, other, quantity, week], rows) in weeks {
        let differ: Vec<&&Row> = rows.iter().filter(|row| number(row, "difference_value").abs() > 0.5).collect();
        let most = differ.iter().max_by(|one, other| {
            number(one, "difference_value").abs().total_cmp(&number(other, "difference_value").abs())
        });
        let (tokens, percent, key) = most.map_or((0.0, 0.0, "-"), |row| {
            let relative = row["relative_difference_ratio"].parse().unwrap_or(f64::NAN);
            (number(row, "difference_value"), 100.0 * relative, row["key"].as_str())
        });
        let line = format!("{one} | {other} | {quantity} | {week} | {} | {}", rows.len(), differ.len());
        let _ = writeln!(text, "{line} | {tokens:.0} | {percent:.4} | {key}");
    }
    text
}

/// `check` says what a pipeline's inputs can't test.
#[test]
fn what_inputs_cannot_test_is_said() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("feeds.toml"), FEEDS).expect("room");
    let said = |file: &str| tokenshare(&["check", file], path);
    expect![[r#"
        warning: not tested: `reconciliation`: dollar shares: neither `dollar_share` nor `vendor_gap` is among the results
        warning: not tested: `feed_agreement`, `reconciliation`: tokens of day_view and daily_dataset, daily_dataset and week_view, daily_dataset and model_chart
        `feeds`: no problems, 2 results from 7 inputs, 2 results with something not tested
        results that it does not ask for: `token_share`, `model_share`, `vendor_price`, `dollar_share`, `vendor_gap`, `group_share`, `vendor_growth`, `growth_rate`, `share_decomposition`, `model_leaderboard`, `benchmark_point`, `benchmark_correlation`, `price_point`, `price_correlation`, `concentration`, `whale`, `coverage`, `sensitivity`, `basis_error`, `claim`, `mover`, `restatement`, `drift`
        `tokenshare weekly` tells no brief of it: a brief is made of `mover`
    "#]].assert_eq(&said("feeds.toml").stderr);
    let quality = "title = 'scores'\nresults = ['model_leaderboard', 'benchmark_correlation', 'reconciliation', 'basis_error']\n\
                   inputs = { 'catalog/models' = 'all', 'frontend/models-month' = 'newest' }\nbounds = { max_new_vendor_share = 0.05 }\n";
    fs::write(path.join("scores.toml"), quality).expect("room");
    let ended = said("scores.toml");
    expect![[r#"
        warning: not tested: `benchmark_correlation`: no input has scores of a benchmark, such as `eci/scores`
        warning: not tested: `reconciliation`, `basis_error`: dollar shares: neither `dollar_share` nor `vendor_gap` is among the results
        warning: not tested: `reconciliation`: tokens of day_view and daily_dataset, day_view and week_view, day_view and month_view, daily_dataset and week_view, daily_dataset and model_chart, week_view and model_chart, week_view and vendor_chart, model_chart and model_chart, model_chart and vendor_chart, model_chart and site_chart, vendor_chart and site_chart, app_chart and model_chart, app_chart and week_view
        `scores`: no problems, 4 results from 2 inputs, 3 results with something not tested
        results that it does not ask for: `token_share`, `model_share`, `vendor_price`, `dollar_share`, `vendor_gap`, `group_share`, `vendor_growth`, `growth_rate`, `share_decomposition`, `benchmark_point`, `price_point`, `price_correlation`, `concentration`, `whale`, `coverage`, `sensitivity`, `feed_agreement`, `claim`, `mover`, `restatement`, `drift`
        `tokenshare weekly` tells no brief of it: a brief is made of `mover`
    "#]].assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(0), "what can't be tested is no fault of the file");
    let published = tokenshare(&["check", &pipeline("published.toml")], path);
    assert!(!published.stderr.contains("not tested"), "{}", published.stderr);
}

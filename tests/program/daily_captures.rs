//! Daily data of real days: what upstream's day views of a week had, in the form of the daily dataset, made a week again.

use std::{collections::BTreeMap, path::Path};

use super::{
    fetch::{CATALOG, Place},
    process::{captures, said, tokenshare},
    server::Reply,
};
use fs_err as fs;
use serde_json::Value;

/// Captured the day after.
const DAYS: [&str; 7] =
    ["2026-08-04", "2026-08-05", "2026-08-06", "2026-08-07", "2026-08-08", "2026-08-09", "2026-08-10"];
/// All tokens of the week from 2026-08-03, as the week view and the model chart have them, to the last digit.
const WEEK: i64 = 69_046_537_847_932;
const NAMED: usize = 50;

fn answer(path: &Path) -> Value {
    let packed = fs::read(path).expect("a capture");
    serde_json::from_reader(flate2::bufread::MultiGzDecoder::new(packed.as_slice())).expect("JSON")
}

/// Tokens by model and variant, the largest first, and the day they are of.
fn rows(view: &Value) -> (String, Vec<(String, i64)>) {
    let rows = view["data"].as_array().expect("rows");
    let tokens =
        |row: &Value| row["total_prompt_tokens"].as_i64().unwrap() + row["total_completion_tokens"].as_i64().unwrap();
    let name = |row: &Value| row["variant_permaslug"].as_str().unwrap().to_owned();
    let mut sums: Vec<_> = rows.iter().map(|row| (name(row), tokens(row))).collect();
    sums.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let day = rows.iter().filter_map(|row| row["date"].as_str()).max().expect("a day");
    (day[..10].to_owned(), sums)
}

/// The week in upstream's form of the daily dataset.
fn daily(pulse: &Path) -> String {
    let mut days = Vec::new();
    for capture in DAYS {
        let (day, rows) = rows(&answer(&pulse.join(capture).join("rankings_models_day.json.gz")));
        let row = |name: &str, tokens: i64| {
            format!(r#"{{"date":"{day}","model_permaslug":"{name}","total_tokens":"{tokens}"}}"#)
        };
        days.extend(rows.iter().take(NAMED).map(|(name, tokens)| row(name, *tokens)));
        days.push(row("other", rows.iter().skip(NAMED).map(|(_, tokens)| tokens).sum()));
    }
    let meta = r#""meta":{"as_of":"2026-08-10T02:00:00.000Z","version":"v1","start_date":"2026-08-03","end_date":"2026-08-09"}"#;
    format!(r#"{{"data":[{}],{meta}}}"#, days.join(","))
}

/// `vendor` to a number, of a table's column.
fn column(place: &Place, table: &str, column: &str, more: &[&str]) -> BTreeMap<String, String> {
    let columns = format!("vendor,{column}");
    let arguments = [&["show", table, "--data", "data", "--format", "csv", "--columns", &columns], more].concat();
    let text = said(&arguments, place.path());
    let cells = text.lines().skip(1).filter_map(|line| line.split_once(','));
    cells.map(|(vendor, cell)| (vendor.to_owned(), cell.to_owned())).collect()
}

#[test]
fn a_real_week_of_days_is_the_week_to_the_last_digit() {
    let Some(pulse) = captures("pulse") else { return };
    let weekly = fs::read_to_string(super::process::pipeline("weekly.toml")).expect("it is committed");
    let weekly = weekly.replace("\"exports/rankings-daily\" = \"all\"", "").replace("{ min = 3 }", "{ min = 1 }");
    let weekly = weekly.replace("[fetch]", "[fetch]\ninterval = '0ms'");
    let place = Place::with(&weekly);
    // The catalogue comes as upstream packed it.
    let catalog = fs::read(pulse.join("2026-08-10/models.json.gz")).expect("a capture");
    place.server.serve(CATALOG, Reply::json(catalog).with("content-encoding", "gzip"));
    place.server.serve("/api.json", Reply::error(404, "not here")).serve("/filter?", Reply::error(404, "not here"));
    let fetched = place.run("fetch", &["--only", "catalog"]);
    assert_eq!(fetched.code, Some(0), "{}", fetched.stderr);
    fs::write(place.path().join("days.json"), daily(&pulse)).expect("room");
    let import = ["import", "data_api/rankings-daily", "--argument", "2026-08-03_2026-08-09", "--captured-at"];
    said(&[&import[..], &["2026-08-10T02:10:00Z", "--data", "data", "days.json"]].concat(), place.path());
    let ended = tokenshare(&["run", "test.toml", "--data", "data"], place.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);

    let ours = column(&place, "vendor_week", "tokens", &[]);
    let ours: BTreeMap<&str, i64> = ours.iter().map(|(name, cell)| (name.as_str(), cell.parse().unwrap())).collect();
    assert_eq!(ours.values().sum::<i64>(), WEEK);
    // Named vendors have at least what the days name, and at most all of `others` besides.
    let (_, week) = rows(&answer(&pulse.join("2026-08-10/rankings_models_week.json.gz")));
    let mut real: BTreeMap<&str, i64> = BTreeMap::new();
    for (name, tokens) in &week {
        *real.entry(name.split('/').next().unwrap()).or_default() += tokens;
    }
    let mut vendors = 0;
    for (vendor, tokens) in ours.iter().filter(|(vendor, _)| **vendor != "others") {
        let real = real[vendor];
        assert!(*tokens <= real && real <= tokens + ours["others"], "{vendor}: {tokens} of {real}");
        vendors += 1;
    }
    assert!(vendors > 15, "far more than the nine of a chart: {vendors}");
    let bounds = column(&place, "vendor_week", "is_lower_bound", &[]);
    assert_eq!((bounds["anthropic"].as_str(), bounds["others"].as_str()), ("true", "false"));
    demand_effect_of_the_cache(&place);
}

/// Some vendors have a price with its cached part and some an upper bound; README.md says what that does to a share.
fn demand_effect_of_the_cache(place: &Place) {
    let is_most = column(place, "vendor_gap", "is_upper_bound", &["--rule", "default", "--basis", "list_asof"]);
    assert_eq!((is_most["anthropic"].as_str(), is_most["openai"].as_str()), ("false", "true"));
    let of = |name| {
        let shares = column(place, "sensitivity", name, &["--where", "choice=cached_as_fresh"]);
        100.0 * shares["anthropic"].parse::<f64>().expect("a share")
    };
    let (known, fresh) = (of("run_dollar_share"), of("dollar_share"));
    let said = format!(
        "anthropic has {known:.1} % of the dollars, and {fresh:.1} % where all input of every vendor counts as fresh"
    );
    let readme = fs::read_to_string(super::readme::repository().join("README.md")).expect("it is committed");
    assert!(readme.contains(&said), "README.md says otherwise: {said}");
    let said = said_of(place);
    assert!(said.contains(" ≤~$0.88") && said.contains(" ~$1.86") && said.contains("\n≤ at most: "), "{said}");
}

/// The gap as people see it.
fn said_of(place: &Place) -> String {
    said(&["show", "vendor_gap", "--data", "data", "--rule", "default", "--basis", "list_asof"], place.path())
}

//! What is made of days is made chapter by chapter: those without news are copied, and nobody can tell.

use std::fmt::Write as _;

use super::{
    captures::import,
    history::{History, demand_same},
    process::said,
    upstream::shifted,
};
use bytes::Bytes;
use fs_err as fs;
use jiff::civil::Date;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

/// A Sunday: chapters do not begin with the year, nor with what was captured.
const FIRST: Date = Date::constant(2025, 6, 1);
/// Three quarters of a year, of which each answer has so many days before it.
const WEEKS: i64 = 40;
const BACK: i64 = 10;
/// Those that are made of days alone.
const TABLES: [&str; 6] =
    ["model_day", "vendor_week", "model_week", "vendor_week_vintage", "model_week_vintage", "model_share"];

const PIPELINE: &str = "
title = 'days'
rules = ['default']
bases = ['list_asof']
results = ['token_share', 'model_share', 'vendor_price', 'dollar_share', 'restatement', 'feed_agreement', 'reconciliation']
[inputs]
'data_api/rankings-daily' = 'all'
'catalog/models' = 'all'
[bounds]
max_new_vendor_share = 1.0
[guards]
tokens = {}
steady = {}
names = {}
";

const MODELS: [&str; 3] = ["openai/gpt-5.4-20260305", "newlab/first", "qwen/qwen3-coder-480b-a35b-07-25"];

/// What is said on a day of the days before it, the day itself included; `more` is added to one model's tokens, and in each
/// later answer a little to all.
fn answer(day: Date, more: i64) -> String {
    let mut rows = Vec::new();
    for back in (0..=BACK).rev() {
        let of = shifted(day, -back);
        let number = i64::from((of - FIRST).get_days());
        for (place, model) in (0..).zip(MODELS.into_iter().chain(["other"])) {
            // A day that has just ended is told a little too low; after three days nothing moves any more.
            let tokens =
                1_000_000 * (10 + place) + 1_000 * number - (3 - back.min(3)) + if place == 1 { more } else { 0 };
            rows.push(format!(r#"{{"date":"{of}","model_permaslug":"{model}","total_tokens":"{tokens}"}}"#));
        }
    }
    let (first, rows) = (shifted(day, -BACK), rows.join(","));
    format!(
        r#"{{"data":[{rows}],"meta":{{"version":"1","as_of":"{day}T02:00:00Z","start_date":"{first}","end_date":"{day}"}}}}"#
    )
}

fn arrive(place: &History, day: Date, more: i64) {
    fs::write(place.path().join("days.json"), answer(day, more)).expect("room");
    let (argument, at) = (format!("{}_{day}", shifted(day, -BACK)), format!("{day}T12:00:00Z"));
    let import = ["import", "data_api/rankings-daily", "--argument", &argument, "--captured-at", &at, "days.json"];
    said(&import, place.path());
}

fn catalogue(place: &History) {
    let mut models = String::new();
    for model in MODELS {
        let comma = if models.is_empty() { "" } else { "," };
        let pricing = r#"{"prompt":"1e-6","completion":"3e-6"}"#;
        write!(
            models,
            r#"{comma}{{"id":"{model}","canonical_slug":"{model}","name":"m","created":1,"pricing":{pricing}}}"#
        )
        .expect("memory");
    }
    fs::write(place.path().join("models.json"), format!(r#"{{"data":[{models}]}}"#)).expect("room");
    let at = format!("{FIRST}T12:00:00Z");
    import("catalog/models", &at, &place.path().join("models.json"), place.path());
}

/// The answers of these weeks, all but some.
fn history(weeks: std::ops::Range<i64>, but: &[i64]) -> History {
    let place = History::new();
    place.plan(PIPELINE);
    catalogue(&place);
    for week in weeks.filter(|week| !but.contains(week)) {
        arrive(&place, shifted(FIRST, 7 * week), 0);
    }
    place
}

/// What stands is what is made from nothing, in all chapters.
fn demand_rebuilt(place: &History, context: &str) {
    let anew = place.copy();
    let told = anew.run_well(&["--fresh", "-v"]).stderr;
    demand_same(&place.made(), &anew.made(), context);
    for table in TABLES {
        assert!(chapters(&told, table) >= 3, "{context}: `{table}` is made chapter by chapter\n{told}");
    }
}

/// How many chapters of a table were made.
fn chapters(told: &str, table: &str) -> usize {
    told.matches(&format!("making `{table}` from ")).count()
}

#[test]
fn a_week_more_makes_its_own_chapters_alone() {
    let late = [3, 20];
    let place = history(0..WEEKS - 1, &late);
    place.run_well(&[]);
    demand_rebuilt(&place, "at first");
    // A week more, one of each earlier chapter, an old week told otherwise, and its statement once more.
    let arrivals = [(WEEKS - 1, 0), (late[0], 0), (late[1], 0), (10, 5_000), (10, 5_000)];
    for (hour, (week, more)) in arrivals.into_iter().enumerate() {
        // The same days at another instant are another answer.
        arrive(&place, shifted(FIRST, 7 * week + i64::from(hour > 2)), more);
        let told = place.run_well(&["-v"]).stderr;
        for table in TABLES {
            let made = chapters(&told, table);
            assert!((usize::from(hour < 3)..=3).contains(&made), "{week}: {made} chapters of `{table}`\n{told}");
        }
        demand_rebuilt(&place, &format!("week {week}, {more} more"));
    }
    place.verify_well();
    let bytes = place.made()["normalized/model_day.parquet"].clone();
    let file = SerializedFileReader::new(Bytes::from(bytes)).expect("a Parquet file");
    assert!(file.num_row_groups() >= 3, "{} row groups", file.num_row_groups());
    let days: Vec<String> = file
        .get_row_iter(None)
        .expect("rows")
        .map(|row| row.expect("a row").get_column_iter().next().expect("a day").1.to_string())
        .collect();
    assert!(days.is_sorted(), "days are in order across row groups");
}

/// Notes stand with the chapter that they are of: told by every run, those on vendors once.
#[test]
fn what_was_seen_in_a_chapter_is_told_though_it_is_copied() {
    let place = history(0..WEEKS - 1, &[]);
    let first = place.run_well(&[]).stderr;
    arrive(&place, shifted(FIRST, 7 * (WEEKS - 1)), 0);
    let then = place.run_well(&[]).stderr;
    for said in ["day left out, it was not over as of any answer that has it; first", "new vendor"] {
        assert_eq!(first.matches(said).count(), 1, "{said}\n{first}");
        assert_eq!(then.matches(said).count(), 1, "{said}\n{then}");
    }
    // Two answers that tell an old day very differently.
    arrive(&place, shifted(FIRST, 7 * 5 + 1), 90_000_000);
    let apart = "that two answers tell more than 1 % apart";
    assert!(place.run_well(&[]).stderr.contains(apart));
    arrive(&place, shifted(FIRST, 7 * WEEKS), 0);
    assert!(place.run_well(&[]).stderr.contains(apart), "its chapter was copied");
}

#[test]
fn a_corrected_day_is_read_as_corrected() {
    let place = history(0..WEEKS, &[]);
    place.run_well(&[]);
    let before = place.made();
    let day = shifted(FIRST, 7 * 12);
    let (of, start) = (shifted(day, -4), shifted(day, -BACK));
    let old = said(
        &[
            "show",
            "model_daily",
            "--data",
            "data",
            "--where",
            &format!("day_date={of}"),
            "--format",
            "csv",
            "--columns",
            "snapshot_id,model_permaslug,tokens",
        ],
        place.path(),
    );
    let id = format!("data_api/rankings-daily/{start}_{day}/{day}T120000Z");
    let row = old.lines().find(|row| row.starts_with(&id) && row.contains("openai")).expect("a row");
    let tokens = row.rsplit(',').next().expect("tokens");
    let folder = place.data().join("reference");
    fs::create_dir_all(&folder).expect("room");
    let heading = "snapshot_id,table,row,column,old_value,new_value,corrected_at,because,source_url";
    let key = format!("day_date={of}; model_permaslug={}; variant=standard", MODELS[0]);
    let line = format!("{id},model_daily,{key},tokens,{tokens},77,{day}T13:00:00Z,a test,https://example.org");
    fs::write(folder.join("corrections.csv"), format!("{heading}\n{line}\n")).expect("room");
    place.run_well(&[]);
    assert!(place.made()["normalized/model_day.parquet"] != before["normalized/model_day.parquet"]);
    let vintages = said(&["show", "model_week_vintage", "--data", "data", "--format", "csv"], place.path());
    // Its week ended later, and had never another number; nothing else of the answer is believed later by it.
    assert!(!vintages.contains("T13:00:00"), "{vintages}");
    assert!(vintages.contains("reconstructed"), "{vintages}");
    let anew = place.copy();
    anew.run_well(&["--fresh"]);
    demand_same(&place.made(), &anew.made(), "corrected");
    fs::remove_dir_all(folder).expect("it is there");
    place.run_well(&["--fresh"]);
    demand_same(&place.made(), &before, "and back");
}

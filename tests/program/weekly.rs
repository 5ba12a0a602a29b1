//! `tokenshare weekly` against every source on this machine: a first time, a second with nothing new, a third with one
//! more week.

use std::collections::BTreeSet;

use super::{
    fetch::{Place, stamps},
    process::{Ended, command, copy_sample, said, tokenshare},
    server::{Reply, Seen},
    upstream::{ACCOUNT, KEY, play, shifted, today},
};
use fs_err as fs;
use jiff::civil::{Date, Weekday};

/// The pipeline of the repository, in times of a test.
pub fn pipeline() -> String {
    let text = fs::read_to_string(super::process::pipeline("weekly.toml")).expect("it is committed");
    text.replace("[fetch]", "[fetch]\ninterval = '0ms'\nbackoff = '1ms'\nattempts = 2\nread_timeout = '2s'")
}

/// The Monday on or before a day.
pub fn monday(day: Date) -> Date {
    let mut day = day;
    while day.weekday() != Weekday::Monday {
        day = shifted(day, -1);
    }
    day
}

pub fn place(newest: Date) -> Place {
    let place = Place::with(&pipeline());
    play(&place.server, newest);
    place
}

fn weekly(place: &Place) -> Ended {
    place.run("weekly", &["--brief", "brief.md"])
}

fn weekly_well(place: &Place) -> Ended {
    let ended = weekly(place);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended
}

/// The weeks of a table, as `show` prints them.
fn weeks(place: &Place, table: &str) -> BTreeSet<String> {
    let text =
        said(&["show", table, "--data", "data", "--columns", "week_start_date", "--format", "csv"], place.path());
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_first_week_makes_every_table_and_a_second_without_news_changes_nothing() {
    let place = place(monday(today()));
    let ended = weekly_well(&place);
    for table in ["token_share", "dollar_share", "vendor_gap", "vendor_growth", "model_leaderboard", "mover", "claim"] {
        let rows = said(&["show", table, "--data", "data", "--format", "csv"], place.path());
        assert!(rows.lines().count() > 1, "`{table}` has no rows: {}", ended.stderr);
    }
    assert!(weeks(&place, "token_share").len() >= 8, "{:?}", weeks(&place, "token_share"));
    assert!(ended.stdout.starts_with("Week of "), "{}", ended.stdout);
    let brief = fs::read_to_string(place.path().join("brief.md")).expect("it was written");
    assert!(brief.contains("Source: OpenRouter (openrouter.ai/rankings), as of "), "{brief}");

    let (before, seen) = (stamps(&place), place.server.take_seen());
    assert!(seen.iter().all(|seen| seen.status == 200), "{seen:?}");
    let ended = weekly_well(&place);
    let again = place.server.take_seen();
    assert!(!again.is_empty() && again.iter().all(Seen::is_conditional), "{again:?}");
    assert!(again.iter().all(|seen| seen.status == 304), "{again:?}");
    assert_eq!(stamps(&place), before, "every file is as it was, its time too: {}", ended.stderr);
    assert_eq!(fs::read_to_string(place.path().join("brief.md")).expect("it is there"), brief);
}

/// Two of the pipelines that `init` lays do not ask for it.
#[test]
fn a_pipeline_that_asks_for_no_moves_has_a_report_and_no_brief() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let text = "title = 'shares alone'\nresults = ['token_share']\ninputs = { 'rankings_page/stream' = 'newest' }\n\
                bounds = { max_new_vendor_share = 1.0 }\n";
    fs::write(path.join("shares.toml"), text).expect("room");
    let pages = ["--brief", "brief.md", "--report", "report.html"];
    let ended = tokenshare(&[&["weekly", "shares.toml", "--offline", "--data", "data"][..], &pages].concat(), path);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("warning: no brief: the pipeline does not ask for `mover`\n"), "{}", ended.stderr);
    assert!(path.join("report.html").is_file() && !path.join("brief.md").exists());
}

#[test]
fn a_third_week_adds_one() {
    let last = monday(today());
    let place = place(shifted(last, -7));
    weekly_well(&place);
    let (weeks_before, files_before) = (weeks(&place, "token_share"), place.kept());
    play(&place.server, last);
    place.server.take_seen();
    weekly_well(&place);
    let asked: Vec<String> = place.server.take_seen().into_iter().map(|seen| seen.path).collect();
    let of_files = asked.iter().filter(|path| path.contains("/exports/rankings-daily/")).count();
    assert_eq!(of_files, 2, "one manifest and one file: {asked:?}");
    let new: BTreeSet<String> = weeks(&place, "token_share").difference(&weeks_before).cloned().collect();
    assert_eq!(new, BTreeSet::from([shifted(last, -7).to_string()]));
    let is_new = |file: &String| file.starts_with("snapshots/") && !files_before.contains(file);
    let added: Vec<String> = place.kept().into_iter().filter(is_new).collect();
    let is_of = |file: &&String, source: &str| file.starts_with(&format!("snapshots/{source}/"));
    let (exports, others): (Vec<&String>, Vec<&String>) = added.iter().partition(|file| is_of(file, "exports"));
    assert!(others.iter().all(|file| is_of(file, "vercel_gateway")), "{others:?}");
    assert_eq!(
        exports.iter().filter(|file| file.ends_with("snapshot.toml")).count(),
        3,
        "index, manifest, file: {added:?}"
    );
}

#[test]
fn one_source_down_costs_the_others_nothing_and_good_tables_stay() {
    let place = place(monday(today()));
    weekly_well(&place);
    let before = stamps(&place);
    place.server.serve("/data/eci_scores.csv", Reply::error(503, "Service Unavailable"));
    let ended = weekly(&place);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("Week of "), "the brief is told all the same: {}", ended.stdout);
    assert!(ended.stdout.contains("Not fetched this time\n  1 answer not fetched"), "{}", ended.stdout);
    assert_eq!(stamps(&place), before);
    // The one source without which there is nothing, before anything is held.
    let fresh = self::place(monday(today()));
    fresh.server.serve("/api/v1/datasets/exports/index.json", Reply::error(500, "Internal Server Error"));
    let ended = weekly(&fresh);
    assert_eq!(ended.code, Some(3), "no day is there to make weeks of: {}", ended.stderr);
    assert!(ended.stderr.contains("the same command goes on when the source answers"), "{}", ended.stderr);
    assert!(fresh.kept().iter().all(|file| !file.ends_with(".parquet")), "{:?}", fresh.kept());
}

#[test]
fn a_folder_that_is_broken_stops_before_the_tables() {
    let place = place(monday(today()));
    weekly_well(&place);
    let before = stamps(&place);
    fs::write(place.path().join("data/.fetch.json"), "{").expect("room");
    place.server.take_seen();
    let ended = weekly(&place);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("is not the list of a day's requests"), "{}", ended.stderr);
    assert_eq!((place.server.take_seen().len(), stamps(&place)), (0, before));
}

#[test]
fn offline_and_rehearsed_it_sends_nothing() {
    let place = place(monday(today()));
    weekly_well(&place);
    place.server.take_seen();
    assert_eq!(place.run("weekly", &["--offline"]).code, Some(0));
    assert_eq!(place.run("weekly", &["--dry-run"]).code, Some(0));
    assert_eq!(place.server.take_seen().len(), 0);
}

/// Runs `weekly` with a key in the environment, saying all there is to say.
fn weekly_with_key(place: &Place, key: &str) -> Ended {
    let mirrors: Vec<String> = ["catalog", "eci", "exports", "data_api", "models_dev", "arena", "vercel_gateway"]
        .iter()
        .map(|source| format!("--base-url={source}={}", place.server.url))
        .collect();
    let mut arguments = vec!["weekly", "test.toml", "--data", "data", "--verbose", "--json"];
    arguments.extend(mirrors.iter().map(String::as_str));
    let mut command = command(&arguments, place.path());
    command.env("OPENROUTER_API_KEY", key).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
    command.output().expect("the program starts").into()
}

#[test]
fn a_key_adds_history_and_is_nowhere_to_be_found() {
    let place = place(monday(today()));
    let ended = weekly_with_key(&place, KEY);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(weeks(&place, "token_share").len() > 90, "weeks since 2025: {}", weeks(&place, "token_share").len());
    for seen in place.server.take_seen() {
        let is_keyed = seen.path.starts_with("/api/v1/datasets/rankings-daily?")
            || seen.path.starts_with("/api/v1/datasets/app-rankings")
            || seen.path.starts_with("/api/v1/classifications/task");
        let bearer = format!("Bearer {KEY}");
        assert_eq!(seen.headers.get("authorization"), is_keyed.then_some(&bearer), "{}", seen.path);
        assert!(!seen.path.contains(KEY), "{}", seen.path);
    }
    demand_no_secret(&place, &ended);
    // And in no error.
    place.server.serve("/api/v1/datasets/app-rankings?limit=100", Reply::error(401, "Missing Authentication header"));
    let ended = weekly_with_key(&place, KEY);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    demand_no_secret(&place, &ended);
    let ended = weekly_with_key(&place, &format!("{KEY} with a blank"));
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    demand_no_secret(&place, &ended);
}

/// Neither key nor account in what was said or stored.
fn demand_no_secret(place: &Place, ended: &Ended) {
    for secret in [KEY, ACCOUNT] {
        assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{secret}: {}", ended.stderr);
        for file in super::process::files(place.path()) {
            let bytes = fs::read(place.path().join(&file)).expect("a file");
            let unpacked = unpacked(&bytes);
            let has = unpacked.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!has, "{secret} is in {file}");
        }
    }
}

pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
    if is_packed && std::io::Read::read_to_end(&mut flate2::bufread::MultiGzDecoder::new(bytes), &mut body).is_ok() {
        return body;
    }
    bytes.to_vec()
}

#[test]
fn history_is_asked_for_once_and_the_last_seven_days_again() {
    let place = place(monday(today()));
    assert_eq!(weekly_with_key(&place, KEY).code, Some(0));
    let yesterday = shifted(today(), -1);
    let of_days = |seen: Vec<Seen>| -> Vec<String> {
        let days = seen.into_iter().map(|seen| seen.path);
        days.filter_map(|path| Some(path.strip_prefix("/api/v1/datasets/rankings-daily?start_date=")?.to_owned()))
            .collect()
    };
    let first = of_days(place.server.take_seen());
    assert_eq!(first.first().map(|days| &days[..10]), Some("2025-01-01"));
    assert_eq!(first.last().map(|days| &days[days.len() - 10..]), Some(yesterday.to_string().as_str()));
    assert_eq!(weekly_with_key(&place, KEY).code, Some(0));
    let restated = format!("{}&end_date={yesterday}", shifted(yesterday, -6));
    assert_eq!(of_days(place.server.take_seen()), [restated]);
}

#[test]
fn a_backfill_that_was_stopped_goes_on_where_it_stopped() {
    let place = place(monday(today()));
    let first = "/api/v1/datasets/rankings-daily?start_date=2025-01-01&end_date=2026-01-01";
    place.server.serve(first, Reply::error(500, "Internal Server Error"));
    assert_eq!(weekly_with_key(&place, KEY).code, Some(3));
    place.server.take_seen();
    place.server.forget(first);
    assert_eq!(weekly_with_key(&place, KEY).code, Some(0));
    let asked: Vec<String> = place.server.take_seen().into_iter().map(|seen| seen.path).collect();
    assert!(asked.iter().any(|path| path == first), "{asked:?}");
}

//! A hostile or broken upstream, and slips of whoever runs a fetch: what they may not get.

use super::{
    fetch::{CATALOG, PIPELINE, Place, catalog},
    process::{Ended, command, files, said},
    server::Reply,
    upstream::{KEY, Market, play, shifted, today},
};
use fs_err as fs;
use jiff::civil::Date;

const DAYS: &str = r#"
title = "days"
[inputs]
"exports/rankings-daily" = { take = "all", optional = true }
"data_api/rankings-daily" = { take = "all", optional = true }
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
backoff = "1ms"
attempts = 1
"#;
const INDEX: &str = "/api/v1/datasets/exports/index.json";
const FILE: Date = Date::constant(2026, 9, 20);

/// Fetches with a key in the environment.
fn with_key(place: &Place) -> Ended {
    let mirrors: Vec<String> = ["exports", "data_api", "catalog", "eci"]
        .iter()
        .map(|id| format!("--base-url={id}={}", place.server.url))
        .collect();
    let mut arguments = vec!["fetch", "test.toml", "--data", "data", "--verbose"];
    arguments.extend(mirrors.iter().map(String::as_str));
    command(&arguments, place.path()).env("OPENROUTER_API_KEY", KEY).output().expect("the program starts").into()
}

fn window(first: &str, last: &str) -> String {
    format!("/api/v1/datasets/rankings-daily?start_date={first}&end_date={last}")
}

#[test]
fn a_model_whose_name_is_none_costs_that_answer_and_no_later_run() {
    let place = Place::new();
    place.fetch_well();
    let text = String::from_utf8(catalog()).expect("JSON");
    let strange = text.replacen("\"canonical_slug\":\"anthropic/", "\"canonical_slug\":\"anthropic/new model ", 1);
    assert_ne!(text, strange);
    place.server.serve(CATALOG, Reply::json(strange));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("laid aside in `refused/catalog/models/"), "{}", ended.stderr);
    // A second time, the same bytes are no second copy.
    assert_eq!(place.fetch().code, Some(3));
    let refused: Vec<String> = place.kept().into_iter().filter(|file| file.starts_with("refused/")).collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    said(&["run", "test.toml", "--data", "data", "--quiet"], place.path());
}

#[test]
fn a_wait_without_end_is_no_crash() {
    let place = Place::new();
    place.server.serve(CATALOG, Reply::error(429, "later").with("retry-after", u64::MAX.to_string()));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("as long as `fetch.patience` allows"), "{}", ended.stderr);
}

#[test]
fn an_index_of_days_to_come_is_refused() {
    let place = Place::with(DAYS);
    play(&place.server, FILE);
    for day in ["9999-12-31", "3000-01-01"] {
        place.server.serve(INDEX, Reply::json(Market::index(day.parse().expect("a day"))));
        let ended = place.fetch();
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        assert!(
            ended.stderr.contains(&format!("newest file: expected a day up to {}", shifted(today(), 1))),
            "{}",
            ended.stderr
        );
        assert_eq!(place.server.take_seen().len(), 1, "nothing more is asked");
    }
}

#[test]
fn an_answer_of_the_future_or_of_other_days_is_refused() {
    let place = Place::with(DAYS);
    play(&place.server, FILE);
    let year = window("2025-01-01", "2026-01-01");
    let good = Market::new().window(Date::constant(2025, 1, 1), Date::constant(2026, 1, 1));
    let future = good.replace("\"as_of\":\"2026-01-02T02:00:00.000Z\"", "\"as_of\":\"2099-01-01T00:00:00Z\"");
    assert_ne!(good, future);
    place.server.serve(&year, Reply::json(future));
    let ended = with_key(&place);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("found one as of 2099-01-01T00:00:00Z"), "{}", ended.stderr);

    let file = Market::new().file(FILE).replace("2026-08-21,", "2025-03-01,");
    let folder = format!("/api/v1/datasets/exports/rankings-daily/{FILE}");
    let manifest = Market::new().manifest(FILE);
    let sum = |text: &str| super::process::sha256(text.as_bytes());
    let manifest = manifest.replace(&sum(&Market::new().file(FILE)), &sum(&file));
    let fresh = Place::with(DAYS);
    play(&fresh.server, FILE);
    fresh.server.serve(&format!("{folder}.csv"), Reply::of("text/csv", file));
    fresh.server.serve(&format!("{folder}.manifest.json"), Reply::json(manifest));
    let ended = fresh.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("expected a day from 2026-08-21 to 2026-09-19, found `\"2025-03-01\"`"),
        "{}",
        ended.stderr
    );
}

#[test]
fn days_that_an_answer_left_out_are_asked_for_again() {
    let place = Place::with(DAYS);
    play(&place.server, FILE);
    let (first, last) = (Date::constant(2025, 1, 1), Date::constant(2026, 1, 1));
    let short = Market::new()
        .window(first, Date::constant(2025, 6, 30))
        .replace("\"end_date\":\"2025-06-30\"", "\"end_date\":\"2026-01-01\"");
    place.server.serve(&window(&first.to_string(), &last.to_string()), Reply::json(short));
    assert_eq!(with_key(&place).code, Some(0));
    place.server.take_seen();
    place.server.forget(&window(&first.to_string(), &last.to_string()));
    assert_eq!(with_key(&place).code, Some(0));
    let asked: Vec<String> = place.server.take_seen().into_iter().map(|seen| seen.path).collect();
    assert!(asked.contains(&window("2025-07-01", "2026-01-01")), "{asked:?}");
}

#[test]
fn pages_together_have_the_limit_of_one_answer() {
    let place = Place::new();
    let page = |next: usize| {
        let blanks = " ".repeat(8 * 1024 * 1024);
        Reply::json(format!(
            r#"{{"data":[{{"id":"a/m{next}","name":"m","created":1,"pricing":{{"prompt":"0.000001","completion":"0.000001"}}}}],{blanks}"links":{{"next":"/api/v1/models?offset={next}"}}}}"#
        ))
    };
    place.server.serve(CATALOG, page(1));
    place.server.route("/api/v1/models?offset=", move |offset| Some(page(offset.parse::<usize>().ok()? + 1)));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("the answer has more than 31457280 bytes"), "{}", ended.stderr);
    let pages = place.server.take_seen().iter().filter(|seen| seen.path.starts_with("/api/v1/models")).count();
    assert_eq!(pages, 4);
}

#[test]
fn patience_is_that_of_the_whole_source() {
    let text =
        DAYS.replace("attempts = 1", "attempts = 1\npatience = '60ms'\n[fetch.sources.exports]\nevery_file = true");
    let place = Place::with(&text.replace("interval = \"0ms\"", "interval = \"25ms\""));
    play(&place.server, shifted(FILE, 8));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("this source has taken as long as `fetch.patience` allows"), "{}", ended.stderr);
    assert!(place.server.take_seen().len() < 8);
}

#[test]
fn a_key_that_upstream_repeats_is_hidden_and_kept_nowhere() {
    let place = Place::with(DAYS);
    play(&place.server, FILE);
    let year = window("2025-01-01", "2026-01-01");
    let good = || Reply::json(Market::new().window(Date::constant(2025, 1, 1), Date::constant(2026, 1, 1)));
    for reply in [
        Reply::error(401, &format!("Incorrect API key provided: {KEY}")),
        Reply { status: 200, ..Reply::error(500, &format!("Incorrect API key provided: {KEY}")) },
        good().with("content-type", format!("text/{KEY}")),
        good().with("content-encoding", KEY),
        good().with("last-modified", KEY),
        Reply { status: 302, ..good() }.with("location", format!("https://evil.example/{KEY}")),
        Reply { status: 308, ..good() }.with("location", format!("/{KEY}")),
        Reply::json(format!(r#"{{"data":[],"echo":"{KEY}"}}"#)),
    ] {
        place.server.serve(&year, reply);
        let ended = with_key(&place);
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        assert!(!ended.stderr.contains(KEY) && !ended.stdout.contains(KEY), "{}", ended.stderr);
        for file in files(place.path()) {
            let bytes = fs::read(place.path().join(&file)).expect("a file");
            assert!(!String::from_utf8_lossy(&super::weekly::unpacked(&bytes)).contains(KEY), "{file}");
        }
    }
}

#[test]
fn upstream_starts_no_line_of_ours() {
    let place = Place::new();
    let message = "x\\n::error::own\\n::set-output name=a::b\\u001b[31m\\u202e";
    place.server.serve(CATALOG, Reply::error(400, message));
    let ended = place.fetch();
    assert!(ended.stderr.contains("x ::error::own ::set-output"), "{}", ended.stderr);
    assert!(!ended.stderr.lines().any(|line| line.trim_start().starts_with("::")), "{}", ended.stderr);
    let events = place.run("fetch", &["--json"]).stdout;
    assert!(!events.contains('\u{1b}') && !events.contains('\u{202e}'), "{events}");
}

#[test]
fn slips_of_whoever_asks_are_told_before_anybody_is_asked() {
    let place = Place::new();
    for (more, code, said) in [
        (&["--base-url=catalog=http://me:pw@127.0.0.1:9"][..], 2, "has a name or a password in it"),
        (&["--contact=not an address"], 2, "the contact is no address"),
        (&["--contact=x\r\ny@example.org"], 2, "the contact is no address"),
    ] {
        let ended = place.run("fetch", more);
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        assert!(ended.stderr.contains(said) && !ended.stderr.contains("pw@"), "{}", ended.stderr);
    }
    for time in ["interval = '9223372036854775807s'", "read_timeout = '0s'", "total_timeout = '1000y'"] {
        fs::write(
            place.path().join("test.toml"),
            PIPELINE.replace("[fetch]", &format!("[fetch]\n{time}")).replacen("interval = \"0ms\"\n", "", 1).replacen(
                "read_timeout = \"400ms\"\n",
                "",
                1,
            ),
        )
        .expect("room");
        let ended = place.fetch();
        assert_eq!(ended.code, Some(1), "{time}: {}", ended.stderr);
        assert!(ended.stderr.contains("expected a time up to a day"), "{time}: {}", ended.stderr);
    }
    assert_eq!(place.server.take_seen().len(), 0);
}

#[test]
fn pages_that_go_in_a_circle_end() {
    let place = Place::new();
    let page = |next: &str| {
        Reply::json(format!(
            r#"{{"data":[{{"id":"a/m","name":"m","created":1,"pricing":{{"prompt":"0.000001","completion":"0.000001"}}}}],"links":{{"next":"{next}"}}}}"#
        ))
    };
    for (next, most) in [(CATALOG, 1), ("/api/v1/models?offset=1", 2), ("https://evil.example/api/v1/models", 1)] {
        place.server.serve(CATALOG, page(next)).serve("/api/v1/models?offset=1", page(next));
        let ended = place.fetch();
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        let asked = place.server.take_seen().iter().filter(|seen| seen.path.starts_with("/api/v1/models")).count();
        assert!(asked <= most, "{next}: {asked} pages asked for");
    }
}

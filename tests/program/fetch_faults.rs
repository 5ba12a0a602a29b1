//! Everything that can go wrong between here and upstream, each its own case: what is tried again, what is said, how it
//! ends, and that nothing is lost or half-written.

use std::{path::PathBuf, sync::OnceLock, time::Duration};

use super::{
    fetch::{CATALOG, PIPELINE, Place, SCORES, catalog, scores, stamps},
    process::{Ended, copy_sample, pipeline, said},
    server::{Manner, Reply, now},
};
use expect_test::{ExpectFile, expect_file};
use tempfile::TempDir;

/// One way to go wrong.
struct Case {
    name: &'static str,
    replies: Vec<Reply>,
    /// Exit code, and how often the address is asked.
    code: i32,
    requests: usize,
}

fn case(name: &'static str, code: i32, requests: usize, replies: impl IntoIterator<Item = Reply>) -> Case {
    Case { name, replies: replies.into_iter().collect(), code, requests }
}

/// Other bytes than the sample's, which is there already.
fn good() -> Reply {
    Reply::json([&catalog()[..], b"\n"].concat())
}

/// What is tried again, three times in all, and what isn't.
fn statuses() -> Vec<Case> {
    vec![
        case("400", 3, 1, [Reply::error(400, "Invalid request parameters")]),
        case("401", 3, 1, [Reply::error(401, "Missing Authentication header")]),
        case("402", 3, 1, [Reply::error(402, "Insufficient credits")]),
        case("403, a page", 3, 1, [Reply { status: 403, ..Reply::of("text/html", "<html>challenge</html>") }]),
        case("404", 3, 1, [Reply::error(404, "Not Found")]),
        case("408", 3, 3, [Reply::error(408, "Request Timeout")]),
        case("408, then data", 0, 2, [Reply::error(408, "Request Timeout"), good()]),
        case("429 without a time", 3, 3, [Reply::error(429, "Rate limit exceeded")]),
        case(
            "429 with 1 s, then data",
            0,
            2,
            [Reply::error(429, "Rate limit exceeded").with("retry-after", "1"), good()],
        ),
        case("429 with an hour", 3, 1, [Reply::error(429, "Rate limit exceeded").with("retry-after", "3600")]),
        case("500", 3, 3, [Reply::error(500, "Internal Server Error")]),
        case("501", 3, 3, [Reply::error(501, "Not Implemented")]),
        case("502, then data", 0, 2, [Reply::error(502, "Bad Gateway"), good()]),
        case("503", 3, 3, [Reply::error(503, "Service Unavailable")]),
        case("503 with 1 s, then data", 0, 2, [Reply::error(503, "Unavailable").with("retry-after", "1"), good()]),
        case("504", 3, 3, [Reply::error(504, "Gateway Timeout")]),
        case("304 to a question without condition", 3, 1, [Reply { status: 304, ..Reply::json("").without_etag() }]),
        case("204", 3, 1, [Reply { status: 204, ..Reply::json("") }]),
    ]
}

/// Answers of 200 that are no data.
fn bodies() -> Vec<Case> {
    vec![
        case("nothing", 3, 1, [Reply::json("")]),
        case("a page that calls itself JSON", 3, 1, [Reply::json("<!doctype html><title>404: Not Found</title>")]),
        case("a page", 3, 1, [Reply::of("text/html", "<!doctype html><title>404: Not Found</title>")]),
        case("the wrong type", 3, 1, [good().with("content-type", "text/csv")]),
        case("an error with 200", 3, 1, [Reply::json(r#"{"error":{"code":500,"message":"Internal Server Error"}}"#)]),
        case(
            "data that is null, twice",
            0,
            3,
            [Reply::json(r#"{"data":null}"#), Reply::json(r#"{"data":null}"#), good()],
        ),
        case("data that is null, always", 3, 3, [Reply::json(r#"{"data":null}"#)]),
        case("data that is empty", 3, 1, [Reply::json(r#"{"data":[]}"#)]),
        case("data within data that is empty", 3, 1, [Reply::json(r#"{"data":{"data":[]}}"#)]),
        case("a price that is missing", 3, 1, [edited("\"prompt\"", "\"prompted\"")]),
        case("a price that is none", 3, 1, [edited("\"prompt\":\"", "\"prompt\":\"-5")]),
        case("JSON that is cut", 3, 1, [Reply::json(&catalog()[..1000])]),
    ]
}

fn edited(from: &str, to: &str) -> Reply {
    let text = String::from_utf8(catalog()).expect("JSON");
    let edited = text.replacen(from, to, 1);
    assert_ne!(text, edited, "`{from}` is not in the catalogue");
    Reply::json(edited)
}

/// Bytes that do not arrive, or too many of them.
fn lines() -> Vec<Case> {
    vec![
        case("cut", 3, 3, [good().by(Manner::CutAfter(1000))]),
        case("cut, then whole", 0, 2, [good().by(Manner::CutAfter(1000)), good()]),
        case("stalled", 3, 3, [good().by(Manner::StallAfter(1000))]),
        case("stalled, then whole", 0, 2, [good().by(Manner::StallAfter(1000)), good()]),
        case("reset in the middle", 3, 3, [good().by(Manner::ResetAfter(1000))]),
        case("reset, then whole", 0, 2, [good().by(Manner::ResetAfter(1000)), good()]),
        case("31 MB", 3, 1, [Reply::json(vec![b' '; 31 * 1024 * 1024 + 1])]),
        case("31 MB in chunks", 3, 1, [Reply::json(vec![b' '; 31 * 1024 * 1024]).by(Manner::Chunked(1 << 20))]),
        case(
            "31 MB, packed",
            3,
            1,
            [Reply::json(packed(&vec![b' '; 31 * 1024 * 1024])).with("content-encoding", "zstd")],
        ),
        case("packed otherwise", 3, 1, [good().with("content-encoding", "compress")]),
        case("not packed", 3, 1, [good().with("content-encoding", "gzip")]),
    ]
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

fn redirects() -> Vec<Case> {
    let to = |status: u16, place: &str| Reply { status, ..Reply::json("").without_etag() }.with("location", place);
    vec![
        case("301 to another host", 3, 1, [to(301, "https://evil.example/api/v1/models")]),
        case("302 to another port", 3, 1, [to(302, "http://127.0.0.1:9/api/v1/models")]),
        case("307 to nowhere", 3, 1, [to(307, "")]),
        case("308 in a circle", 3, 4, [to(308, CATALOG)]),
    ]
}

/// Tables and snapshots of a good run, made once.
fn before() -> &'static PathBuf {
    static FOLDER: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let made = FOLDER.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        copy_sample(&folder.path().join("data"));
        said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
        let data = folder.path().join("data");
        (folder, data)
    });
    &made.1
}

fn place() -> Place {
    let quick = PIPELINE.replace("400ms", "200ms").replace("[fetch]", "[fetch]\nattempts = 3\npatience = '10s'");
    let place = Place::with(&quick);
    super::history::copy(before(), &place.path().join("data"));
    place.server.serve(SCORES, Reply::of("text/csv", [&scores()[..], b"\n"].concat()));
    place
}

fn check(cases: Vec<Case>, golden: &ExpectFile) {
    let mut told = Vec::new();
    for case in cases {
        let place = place();
        place.server.script(CATALOG, case.replies.iter().cloned());
        let (old, begun) = (stamps(&place), now());
        let ended = place.fetch();
        assert!(begun.elapsed() < Duration::from_secs(20), "{}: it took {:?}", case.name, begun.elapsed());
        told.push(format!("## {}\n{}\n", case.name, filtered(&place, &ended)));
        assert_eq!(ended.code, Some(case.code), "{}: {}", case.name, ended.stderr);
        let seen = place.server.take_seen();
        let asked = seen.iter().filter(|seen| seen.path == CATALOG).count();
        assert_eq!(asked, case.requests, "{}: {}", case.name, ended.stderr);
        assert_eq!(seen.iter().filter(|seen| seen.path == SCORES).count(), 1, "{}: the other source", case.name);
        demand_nothing_lost(&case, &place, &old);
    }
    golden.assert_eq(&told.concat());
}

/// What was there is as it was, and what came is whole.
fn demand_nothing_lost(case: &Case, place: &Place, old: &[(String, String, std::time::SystemTime)]) {
    let (now, Case { name: case, code, .. }) = (stamps(place), case);
    for file in old {
        assert!(now.contains(file), "{case}: {} has changed", file.0);
    }
    let new: Vec<&str> = now.iter().filter(|file| !old.contains(file)).map(|file| file.0.as_str()).collect();
    let of = |source: &str| new.iter().filter(|file| file.starts_with(&format!("snapshots/{source}/"))).count();
    assert_eq!(of("eci"), 2, "{case}: the other source's answer: {new:?}");
    assert_eq!(of("catalog"), if *code == 0 { 2 } else { 0 }, "{case}: {new:?}");
    // What upstream will not send again, and this version does not understand.
    let aside = new.iter().filter(|file| file.starts_with("refused/catalog/")).count();
    assert_eq!(aside, if case.contains("a price") || case.contains("empty") { 2 } else { 0 }, "{case}: {new:?}");
    assert_eq!(new.len(), of("eci") + of("catalog") + aside, "{case}: {new:?}");
    said(&["verify", "--data", "data"], place.path());
}

/// What the program said, without ports and without the chance in the waits.
fn filtered(place: &Place, ended: &Ended) -> String {
    let is_of_both = |line: &&str| !line.contains("snapshots/eci") && !line.starts_with("stored `");
    let line = |line: &str| {
        let line = without_instant(&line.replace(&place.server.url, "SERVER"));
        match line.split_once("asking again in ") {
            Some((before, _)) if !before.contains("retry-after") => format!("{before}asking again in a moment"),
            _ => line,
        }
    };
    ended.stderr.lines().filter(is_of_both).map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// Where an answer was laid aside depends on the second.
fn without_instant(line: &str) -> String {
    match line.split_once("laid aside in `refused/catalog/models/") {
        Some((before, _)) => format!("{before}laid aside in `refused/catalog/models/INSTANT`"),
        None => line.to_owned(),
    }
}

#[test]
fn statuses_are_tried_again_where_that_may_help() {
    check(statuses(), &expect_file!["../golden/fetch_statuses.txt"]);
}

#[test]
fn what_is_no_data_is_not_kept() {
    check(bodies(), &expect_file!["../golden/fetch_bodies.txt"]);
}

#[test]
fn bytes_that_do_not_arrive_are_not_kept() {
    check(lines(), &expect_file!["../golden/fetch_lines.txt"]);
}

#[test]
fn only_the_same_host_is_followed() {
    check(redirects(), &expect_file!["../golden/fetch_redirects.txt"]);
}

#[test]
fn a_path_that_moved_on_its_host_is_followed_and_told() {
    let place = place();
    let moved = Reply { status: 308, ..Reply::json("").without_etag() }.with("location", "/api/v2/models");
    place.server.serve(CATALOG, moved).serve("/api/v2/models", good());
    let ended = place.fetch_well();
    assert!(ended.stderr.contains("/api/v2/models"), "{}", ended.stderr);
    assert!(ended.stderr.contains("3 requests sent, 2 stored"), "each hop is one: {}", ended.stderr);
}

#[test]
fn as_long_as_upstream_asks_is_waited_in_seconds_or_until_a_date() {
    let date = || {
        let soon = super::upstream::now() + jiff::SignedDuration::from_secs(3);
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).expect("a date")
    };
    // The program starts within a second; a date has none of its fractions.
    for (retry_after, least) in [(None, 1000), (Some(date), 900)] {
        let place = place();
        let retry_after = retry_after.map_or_else(|| "1".to_owned(), |date| date());
        let busy = Reply::error(429, "Rate limit exceeded").with("retry-after", retry_after.clone());
        place.server.script(CATALOG, [busy, good()]);
        place.fetch_well();
        let seen: Vec<_> = place.server.take_seen().into_iter().filter(|seen| seen.path == CATALOG).collect();
        let waited = seen[1].arrived.duration_since(seen[0].arrived);
        assert!(waited >= Duration::from_millis(least), "`{retry_after}`: {waited:?}");
    }
}

#[test]
fn nobody_there_costs_the_other_source_nothing() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    for (mirror, said) in [
        (format!("--base-url=catalog=http://{closed}"), "Connection refused"),
        ("--base-url=catalog=https://nowhere.invalid".to_owned(), "no connection: "),
    ] {
        let place = Place::with(&PIPELINE.replace("[fetch]", "[fetch]\ncontact = 'me@example.org'\nattempts = 2"));
        let ended = place.run("fetch", &[&mirror]);
        assert_eq!(ended.code, Some(3), "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
        assert_eq!(place.kept().len(), 2, "{:?}", place.kept());
    }
}

#[test]
fn plain_http_is_for_this_machine() {
    let place = Place::with(&PIPELINE.replace("[fetch]", "[fetch]\ncontact = 'me@example.org'"));
    let ended = place.run("fetch", &["--base-url=catalog=http://example.org"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("plain `http://` is for this machine only"), "{}", ended.stderr);
    assert_eq!(place.server.take_seen().len(), 0, "nobody is asked before");
}

#[test]
fn who_asks_somebody_else_says_who_it_is() {
    let place = Place::new();
    let ended = place.run("fetch", &["--base-url=catalog=https://nowhere.invalid"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("TOKENSHARE_CONTACT"), "{}", ended.stderr);
}

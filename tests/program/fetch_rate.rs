//! How often upstream is asked: as the server sees it. An hour of requests takes seconds here: the pause of two seconds
//! is one of ten milliseconds, everything else is as it is.

use std::time::Duration;

use super::{
    fetch::Place,
    server::Reply,
    upstream::{days, play, shifted, today},
};
use fs_err as fs;

/// A hundred times faster than the pace of the source: thirty a minute.
const PAUSE: Duration = Duration::from_millis(20);
const MINUTE: Duration = Duration::from_millis(600);

const PIPELINE: &str = r#"
title = "every file there is"
[inputs]
"exports/rankings-daily" = "all"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "20ms"
[fetch.sources.exports]
every_file = true
"#;

#[test]
fn two_hundred_requests_never_come_closer_than_they_may() {
    let place = Place::with(PIPELINE);
    // Files of 100 days: an index, and two requests for each.
    play(&place.server, shifted(jiff::civil::Date::constant(2026, 9, 19), 99));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 201);
    for pair in seen.windows(2) {
        let pause = pair[1].arrived.duration_since(pair[0].arrived);
        assert!(pause >= PAUSE, "{pause:?} between {} and {}", pair[0].path, pair[1].path);
    }
    for first in 0..seen.len() {
        let end = seen[first].arrived + MINUTE;
        let within = seen[first..].iter().take_while(|seen| seen.arrived < end).count();
        assert!(within <= 30, "{within} requests in a minute");
    }
    assert_eq!(place.server.most_at_once(), 1, "one at a time");
}

#[test]
fn a_day_has_so_many_requests_whatever_run_sends_them() {
    let budget = PIPELINE.replace("20ms", "0ms").replace("every_file = true", "every_file = true\nper_day = 7");
    let place = Place::with(&budget);
    play(&place.server, shifted(jiff::civil::Date::constant(2026, 9, 19), 9));
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("7 requests were sent to this source today (UTC), its limit"), "{}", ended.stderr);
    assert_eq!(place.server.take_seen().len(), 7);
    let held = place.kept();
    assert!(held.iter().any(|file| file.starts_with("snapshots/exports/rankings-daily/2026-09-21/")), "{held:?}");
    assert_eq!(place.fetch().code, Some(3));
    assert_eq!(place.server.take_seen().len(), 0, "none is left today");
    // Yesterday's count is not today's.
    let ledger = place.path().join("data/.fetch.json");
    let text = fs::read_to_string(&ledger).expect("it is kept").replace(&today().to_string(), "2020-01-01");
    fs::write(&ledger, text).expect("room");
    assert_eq!(place.fetch().code, Some(3));
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 7);
    assert!(seen.iter().all(|seen| !seen.path.contains("2026-09-19")), "what is held is not asked for again: {seen:?}");
}

#[test]
fn two_hosts_do_not_wait_for_each_other() {
    let both = PIPELINE.replace("[bounds]", "\"eci/scores\" = \"newest\"\n[bounds]").replace("20ms", "300ms");
    let place = Place::with(&both);
    play(&place.server, days(jiff::civil::Date::constant(2026, 9, 19), jiff::civil::Date::constant(2026, 9, 20))[1]);
    let other = super::server::Server::start();
    other.serve(super::fetch::SCORES, Reply::of("text/csv", super::fetch::scores()));
    let ended = place.run("fetch", &[&format!("--base-url=eci={}", other.url)]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let (slow, quick) = (place.server.take_seen(), other.take_seen());
    let last = slow.last().expect("five requests").arrived;
    assert!(quick[0].arrived < last, "the other host was asked meanwhile");
}

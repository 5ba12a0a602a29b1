//! How often upstream is asked, as the server sees it. A minute of its pace takes 0.6 s here: the pause of two seconds is
//! one of twenty milliseconds, and everything else is as it is.

use std::time::Duration;

use super::{
    fetch::{Place, SCORES, scores},
    server::{Reply, Server},
    upstream::{play, shifted, today},
};
use fs_err as fs;
use jiff::civil::Date;

/// A hundred times faster than thirty a minute.
const PAUSE: Duration = Duration::from_millis(20);
const MINUTE: Duration = Duration::from_millis(600);

/// A catalogue, and a request for each of its models.
const MODELS: &str = r#"
title = "prices by provider"
[inputs]
"catalog/models" = "all"
"endpoints/prices" = "newest"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "20ms"
[fetch.sources.endpoints]
models = 200
"#;

const FILES: &str = r#"
title = "every file there is"
[inputs]
"exports/rankings-daily" = "all"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
[fetch.sources.exports]
every_file = true
per_day = 7
"#;

/// The day of the oldest file.
const OLDEST: Date = Date::constant(2026, 9, 19);

#[test]
fn two_hundred_requests_never_come_closer_than_they_may() {
    let place = Place::with(MODELS);
    place.server.route("/api/v1/models/", |path| {
        let slug = path.strip_suffix("/endpoints")?;
        let body = format!(r#"{{"data":{{"id":"{slug}","name":"a model","created":1,"description":"","architecture":{{}},"endpoints":[]}}}}"#);
        Some(Reply::json(body))
    });
    let ended = place.fetch();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 201, "the catalogue, and each of 200 models");
    for pair in seen.windows(2) {
        let pause = pair[1].arrived.duration_since(pair[0].arrived);
        assert!(pause >= PAUSE, "{pause:?} between {} and {}", pair[0].path, pair[1].path);
    }
    for (first, of) in seen.iter().enumerate() {
        let end = of.arrived + MINUTE;
        let within = seen[first..].iter().take_while(|seen| seen.arrived < end).count();
        assert!(within <= 30, "{within} requests in a minute");
    }
    assert_eq!(place.server.most_at_once(), 1, "one at a time");
}

#[test]
fn a_day_has_so_many_requests_whatever_run_sends_them() {
    let place = Place::with(FILES);
    play(&place.server, shifted(OLDEST, 9));
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
    assert!(fs::read_to_string(&ledger).expect("it is kept").contains(&today().to_string()));
    fs::write(&ledger, r#"{"day":"2020-01-01","requests":{"exports":7}}"#).expect("room");
    assert_eq!(place.fetch().code, Some(3));
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 7);
    assert!(seen.iter().all(|seen| !seen.path.contains("2026-09-19")), "what is held is not asked for again: {seen:?}");
}

#[test]
fn hosts_do_not_wait_for_each_other() {
    let both = FILES.replace("[bounds]", "\"eci/scores\" = \"newest\"\n[bounds]").replace("0ms", "300ms");
    let place = Place::with(&both);
    play(&place.server, shifted(OLDEST, 1));
    let other = Server::start();
    other.serve(SCORES, Reply::of("text/csv", scores()));
    let ended = place.run("fetch", &[&format!("--base-url=eci={}", other.url)]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let (slow, quick) = (place.server.take_seen(), other.take_seen());
    assert_eq!((slow.len(), quick.len()), (5, 1));
    assert!(quick[0].arrived < slow[4].arrived, "the other host was asked meanwhile");
}

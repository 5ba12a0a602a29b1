//! `tokenshare fetch` against a server on this machine: what it asks, what it keeps, what it asks again.

use std::{path::Path, process::Command};

use super::{
    process::{Ended, command, files, said, sample, sha256, tokenshare},
    server::{Manner, Reply, Server},
};
use fs_err as fs;
use tempfile::TempDir;

/// Two sources without a key at two hosts, in times of a test.
pub const PIPELINE: &str = r#"
title = "a test"
[inputs]
"catalog/models" = "all"
"eci/scores" = "newest"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
backoff = "1ms"
read_timeout = "400ms"
"#;

pub const CATALOG: &str = "/api/v1/models?output_modalities=all";
pub const SCORES: &str = "/data/eci_scores.csv";

/// A folder with a pipeline file, and a server that plays every source.
pub struct Place {
    pub folder: TempDir,
    pub server: Server,
}

impl Place {
    pub fn new() -> Self {
        Self::with(PIPELINE)
    }

    pub fn with(pipeline: &str) -> Self {
        let (folder, server) = (TempDir::new().expect("a temporary folder"), Server::start());
        fs::write(folder.path().join("test.toml"), pipeline).expect("a temporary file");
        server.serve(CATALOG, Reply::json(catalog())).serve(SCORES, Reply::of("text/csv", scores()));
        Self { folder, server }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a verb of the program with every source at the server.
    pub fn run(&self, verb: &str, more: &[&str]) -> Ended {
        self.command(verb, more).output().expect("the program starts").into()
    }

    /// The same, for who runs it otherwise.
    pub fn command(&self, verb: &str, more: &[&str]) -> Command {
        let mirrors: Vec<String> = [
            "catalog",
            "eci",
            "exports",
            "data_api",
            "endpoints",
            "models_dev",
            "arena",
            "frontend",
            "rankings_page",
            "vercel_gateway",
        ]
        .iter()
        .map(|source| format!("--base-url={source}={}", self.server.url))
        .collect();
        let mut arguments = vec![verb, "test.toml", "--data", "data"];
        arguments.extend(mirrors.iter().map(String::as_str));
        arguments.extend(more);
        let mut command = command(&arguments, self.path());
        for variable in
            ["OPENROUTER_API_KEY", "TOKENSHARE_CONTACT", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        {
            command.env_remove(variable);
        }
        command
    }

    pub fn fetch(&self) -> Ended {
        self.run("fetch", &[])
    }

    pub fn fetch_well(&self) -> Ended {
        let ended = self.fetch();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended
    }

    /// The files of the data folder, but for the counts of requests and the lock.
    pub fn kept(&self) -> Vec<String> {
        files(&self.path().join("data")).into_iter().filter(|file| !file.starts_with('.')).collect()
    }
}

pub fn catalog() -> Vec<u8> {
    fs::read(sample().join("snapshots/catalog/models/2026-04-14T004905Z/body.json")).expect("it is committed")
}

pub fn scores() -> Vec<u8> {
    fs::read(sample().join("snapshots/eci/scores/2026-08-11T213305Z/body.csv")).expect("it is committed")
}

#[test]
fn every_answer_becomes_a_snapshot_with_its_facts() {
    let place = Place::new();
    let ended = place.fetch_well();
    assert!(ended.stderr.contains("2 requests sent, 2 stored, 0 unchanged, 0 failed"), "{}", ended.stderr);
    let kept = place.kept();
    assert_eq!(kept.len(), 4, "{kept:?}");
    let facts = kept.iter().find(|file| file.starts_with("snapshots/catalog/") && file.ends_with("/snapshot.toml"));
    let facts = fs::read_to_string(place.path().join("data").join(facts.expect("a catalogue"))).expect("text");
    for line in [
        "recorded_by = \"fetch\"".to_owned(),
        format!("sha256 = \"{}\"", sha256(&catalog())),
        format!("bytes = {}", catalog().len()),
        "packed = \"gzip\"".to_owned(),
        "status = 200".to_owned(),
        format!("url = \"{}{CATALOG}\"", place.server.url),
        "content-type = \"application/json\"".to_owned(),
    ] {
        assert!(facts.lines().any(|found| found == line), "`{line}` is not in\n{facts}");
    }
    assert!(facts.contains("OpenRouter models API, retrieved "), "{facts}");
    said(&["verify", "--data", "data"], place.path());
}

#[test]
fn it_says_who_asks_and_what_it_takes() {
    let place = Place::with(&PIPELINE.replace("[fetch]", "[fetch]\ncontact = 'me@example.org'"));
    place.fetch_well();
    for seen in place.server.take_seen() {
        assert_eq!(seen.headers["user-agent"], format!("tokenshare/{} (+me@example.org)", env!("CARGO_PKG_VERSION")));
        assert_eq!(seen.headers["accept-encoding"], "zstd, br, gzip");
        assert!(!seen.headers.contains_key("cookie") && !seen.headers.contains_key("authorization"));
    }
}

#[test]
fn what_is_held_is_asked_for_only_if_it_has_changed_and_stays_as_it_is() {
    let place = Place::new();
    place.fetch_well();
    place.server.take_seen();
    let before = stamps(&place);
    let ended = place.fetch_well();
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.is_conditional() && seen.status == 304), "{seen:?}");
    assert!(ended.stderr.contains("0 stored, 2 unchanged"), "{}", ended.stderr);
    assert_eq!(stamps(&place), before);
}

/// Guards are of snapshots, and an answer without news leaves none: a catalogue that stands still for weeks would be told by
/// nobody.
#[test]
fn a_catalogue_that_stands_still_for_weeks_is_told() {
    let place = Place::new();
    assert!(!place.fetch_well().stderr.contains("nothing has changed since"), "it has just come");
    assert!(!place.fetch_well().stderr.contains("nothing has changed since"), "a moment later it may be the same");
    let place = Place::new();
    for (request, bytes) in [("catalog/models", catalog()), ("eci/scores", scores())] {
        fs::write(place.path().join("held"), bytes).expect("room");
        super::captures::import(request, "2026-04-14T00:49:05Z", Path::new("held"), place.path());
    }
    let ended = place.fetch_well();
    let told: Vec<&str> = ended.stderr.lines().filter(|line| line.contains("nothing has changed since")).collect();
    let begins = "warning: `catalog/models`: nothing has changed since `2026-04-14T00:49:05Z`, ";
    assert!(matches!(told.as_slice(), [one] if one.starts_with(begins)), "{}", ended.stderr);
    assert!(told[0].contains("`carried`") && told[0].contains("`https://openrouter.ai"), "{told:?}");
    assert!(place.fetch_well().stderr.contains(begins), "each time");
    let events = place.run("fetch", &["--json"]).stdout;
    assert!(events.contains(r#""event":"stands_still","request":"catalog/models""#), "{events}");
}

#[test]
fn another_address_is_asked_without_condition() {
    let place = Place::new();
    place.fetch_well();
    let mirror = Server::start();
    mirror.serve(CATALOG, Reply::json(catalog()));
    let ended = place.run("fetch", &["--only", "catalog", &format!("--base-url=catalog={}", mirror.url)]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let seen = mirror.take_seen();
    assert!(seen.len() == 1 && !seen[0].is_conditional(), "what a mirror calls unchanged is another's: {seen:?}");
}

#[test]
fn the_same_bytes_without_a_304_are_no_second_copy() {
    let place = Place::new();
    place.server.serve(CATALOG, Reply::json(catalog()).without_etag());
    place.fetch_well();
    let before = stamps(&place);
    let ended = place.fetch_well();
    assert!(ended.stderr.contains("unchanged (the same bytes)"), "{}", ended.stderr);
    assert_eq!(stamps(&place), before);
}

#[test]
fn a_changed_answer_is_one_snapshot_more() {
    let place = Place::new();
    place.fetch_well();
    let changed = String::from_utf8(catalog()).expect("JSON").replacen("0.0000", "0.00001", 1);
    place.server.serve(CATALOG, Reply::json(changed));
    let before = stamps(&place);
    place.fetch_well();
    let after = stamps(&place);
    assert_eq!(after.len(), before.len() + 2);
    assert!(before.iter().all(|file| after.contains(file)), "what was there is as it was");
}

/// Every file with its bytes and the time of its last change.
pub fn stamps(place: &Place) -> Vec<(String, String, std::time::SystemTime)> {
    let stamp = |file: String| {
        let path = place.path().join("data").join(&file);
        let changed = fs::metadata(&path).expect("a file").modified().expect("a time");
        (file, sha256(&fs::read(&path).expect("a file")), changed)
    };
    place.kept().into_iter().map(stamp).collect()
}

#[test]
fn bytes_are_the_same_however_they_travel() {
    let packed = |encoding: &str| match encoding {
        "gzip" => gzip(&catalog()),
        "zstd" => zstd::encode_all(catalog().as_slice(), 3).expect("memory"),
        _ => catalog(),
    };
    for encoding in ["gzip", "zstd", "identity"] {
        for manner in [Manner::Whole, Manner::Chunked(4096), Manner::Chunked(7), Manner::Chunked(1)] {
            let place = Place::new();
            let reply = Reply::json(packed(encoding)).with("content-encoding", encoding).by(manner.clone());
            place.server.serve(CATALOG, reply);
            place.fetch_well();
            let list = said(&["snapshots", "--data", "data", "--format", "csv"], place.path());
            assert!(list.contains(&sha256(&catalog())), "{encoding}, {manner:?}: {list}");
        }
    }
}

/// What is packed at rest is held against its hash too: other bytes, well packed, are not what came.
#[test]
fn packed_bytes_that_changed_are_not_verified() {
    let place = Place::new();
    place.fetch_well();
    let body = place.kept().into_iter().find(|file| file.ends_with("body.json.gz")).expect("a packed catalogue");
    let other = String::from_utf8(catalog()).expect("text").replacen("\"id\"", "\"Id\"", 1);
    fs::write(place.path().join("data").join(body), gzip(other.as_bytes())).expect("a temporary file");
    let ended = tokenshare(&["verify", "--data", "data"], place.path());
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let expected = format!("expected sha256 `{}`", sha256(&catalog()));
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
    let ended = tokenshare(&["run", "test.toml", "--data", "data"], place.path());
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn a_rehearsal_prints_the_requests_and_sends_none() {
    let place = Place::new();
    let ended = place.run("fetch", &["--dry-run"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let url = &place.server.url;
    assert_eq!(ended.stdout, format!("GET {url}{CATALOG}\n  then: the pages behind it\nGET {url}{SCORES}\n"));
    assert_eq!(place.server.take_seen().len(), 0);
    place.fetch_well();
    let again = place.run("fetch", &["--dry-run", "--only", "eci"]).stdout;
    assert_eq!(again, format!("GET {url}{SCORES} (if it has changed)\n"));
}

#[test]
fn a_source_that_is_asked_alone_must_be_an_input() {
    let place = Place::new();
    for (only, said) in
        [("arena", "no input of `test.toml` can be fetched from `arena`"), ("catalogs", "unknown source")]
    {
        let ended = place.run("fetch", &["--only", only]);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
    assert_eq!(place.server.take_seen().len(), 0);
    let nowhere = place.path().join("data");
    assert_eq!(place.run("fetch", &["--dry-run"]).code, Some(0));
    assert!(!nowhere.exists(), "a rehearsal leaves nothing");
}

#[test]
fn offline_asks_nobody() {
    let place = Place::new();
    let ended = place.run("fetch", &["--offline"]);
    assert_eq!((ended.code, place.server.take_seen().len()), (Some(0), 0), "{}", ended.stderr);
}

#[test]
fn programs_read_what_happens() {
    let place = Place::new();
    let ended = place.run("fetch", &["--json"]);
    let events: Vec<serde_json::Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).expect("one object per line")).collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names.iter().filter(|name| **name == "asked").count(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "stored").count(), 2, "{names:?}");
    let last = events.last().expect("some");
    assert_eq!((last["event"].as_str(), last["requests"].as_u64()), (Some("done"), Some(2)));
}

/// Pages are one snapshot, each with its own facts, and each is asked for only if it has changed.
#[test]
fn an_answer_in_pages_is_one_snapshot() {
    let place = Place::new();
    let models: serde_json::Value = serde_json::from_slice(&catalog()).expect("JSON");
    let models = models["data"].as_array().expect("models");
    let page = |from: usize, to: usize, next: &str| {
        let page =
            serde_json::json!({ "data": models[from..to], "total_count": models.len(), "links": { "next": next } });
        let text = page.to_string().replace("\"next\":\"\"", "\"next\":null");
        Reply::json(text)
    };
    let second = "/api/v1/models?output_modalities=all&offset=200&limit=200";
    place.server.serve(CATALOG, page(0, 200, second)).serve(second, page(200, models.len(), ""));
    let ended = place.fetch_well();
    assert!(ended.stderr.contains("3 requests sent, 2 stored"), "{}", ended.stderr);
    let kept = place.kept();
    for body in ["/body.json.gz", "/body-2.json.gz"] {
        assert_eq!(
            kept.iter().filter(|file| file.starts_with("snapshots/catalog/") && file.ends_with(body)).count(),
            1
        );
    }
    said(&["run", "test.toml", "--data", "data", "--quiet"], place.path());
    let rows = said(
        &["show", "catalog", "--data", "data", "--columns", "model_id,json_path", "--format", "csv"],
        place.path(),
    );
    assert_eq!(rows.lines().count(), 1 + models.len());
    assert!(rows.contains(",page 2 $.data[0]"), "{rows}");
    let before = stamps(&place);
    place.server.take_seen();
    let ended = place.fetch_well();
    assert!(place.server.take_seen().iter().all(|seen| seen.status == 304), "{}", ended.stderr);
    assert_eq!(stamps(&place), before);
    // One page changes: the snapshot that is added is whole.
    let changed = page(200, models.len() - 1, "");
    place.server.serve(second, changed.clone());
    assert_eq!(place.fetch().code, Some(3), "a model is missing of those that were promised");
    let renamed = String::from_utf8(page(200, models.len(), "").body).expect("JSON").replacen(
        "\"name\":\"",
        "\"name\":\"New ",
        1,
    );
    place.server.serve(second, Reply::json(renamed));
    place.fetch_well();
    said(&["verify", "--data", "data"], place.path());
    said(&["run", "test.toml", "--data", "data", "--quiet"], place.path());
}

/// A clock that is wrong files answers in the past: what upstream says that it is tells, and refuses nothing.
#[test]
fn a_clock_far_from_upstream_s_is_told_once() {
    let date = |hours: i64| {
        let at = super::upstream::now() - jiff::SignedDuration::from_hours(hours);
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).expect("a date")
    };
    for (hours, age, expected) in [(0, None, 0), (1, None, 1), (-1, None, 1), (1, Some("3600"), 0)] {
        let place = Place::new();
        for (path, reply) in [(CATALOG, Reply::json(catalog())), (SCORES, Reply::of("text/csv", scores()))] {
            let mut reply = reply.with("date", date(hours));
            if let Some(age) = age {
                reply = reply.with("age", age);
            }
            place.server.serve(path, reply);
        }
        let told = place.fetch_well().stderr;
        assert_eq!(told.matches(" by its own clock, and it is `").count(), expected, "{hours} {age:?}: {told}");
        assert!(told.contains("2 requests sent, 2 stored"), "{told}");
    }
}

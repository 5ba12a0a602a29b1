//! Files that a manifest vouches for, and what is wrong with them.

use super::{
    fetch::{Place, stamps},
    server::{Manner, Reply},
    upstream::{Market, play, shifted, today},
};
use jiff::civil::Date;

const PIPELINE: &str = r#"
title = "files"
[inputs]
"exports/rankings-daily" = "all"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
backoff = "1ms"
attempts = 2
"#;
const NEWEST: Date = Date::constant(2026, 9, 20);
const FOLDER: &str = "/api/v1/datasets/exports/rankings-daily/2026-09-20";

/// A place where the file of the day before is held, and that of `NEWEST` is new.
fn place() -> Place {
    let place = Place::with(PIPELINE);
    play(&place.server, shifted(NEWEST, -1));
    place.fetch_well();
    play(&place.server, NEWEST);
    place.server.take_seen();
    place
}

/// What is said where file or manifest of `NEWEST` are otherwise; nothing of either is kept.
fn refused(file: Option<Reply>, manifest: Option<String>) -> String {
    let place = place();
    let before = stamps(&place);
    if let Some(file) = file {
        place.server.serve(&format!("{FOLDER}.csv"), file);
    }
    if let Some(manifest) = manifest {
        place.server.serve(&format!("{FOLDER}.manifest.json"), Reply::json(manifest));
    }
    let ended = place.fetch();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    let after = stamps(&place);
    assert!(before.iter().all(|file| after.contains(file)), "what was there is as it was");
    let new: Vec<_> = after.iter().filter(|file| !before.contains(file)).map(|file| &file.0).collect();
    let is_fine = |file: &&&String| file.starts_with("snapshots/exports/index/") || file.starts_with("refused/");
    assert_eq!(new.iter().filter(is_fine).count(), new.len(), "{new:?}");
    ended.stderr
}

fn manifest(edit: impl FnOnce(String) -> String) -> String {
    let manifest = Market::new().manifest(NEWEST);
    let edited = edit(manifest.clone());
    assert_ne!(manifest, edited);
    edited
}

fn rows() -> usize {
    Market::new().file(NEWEST).lines().count() - 1
}

#[test]
fn a_file_that_is_not_what_its_manifest_promises_is_not_kept() {
    let sum = "0".repeat(64);
    let wrong_sum = manifest(|text| {
        let at = text.find("\"sha256\":\"").expect("a sum") + 10;
        format!("{}{sum}{}", &text[..at], &text[at + 64..])
    });
    let bytes = format!("\"bytes\":{}", Market::new().file(NEWEST).len());
    for (file, manifest, said) in [
        (None, Some(wrong_sum), "sha256: expected 0000"),
        (
            None,
            Some(manifest(|text| text.replace(&bytes, "\"bytes\":17"))),
            "size in bytes: expected 17 as its manifest says",
        ),
        (
            None,
            Some(manifest(|text| text.replace(&format!("\"row_count\":{}", rows()), "\"row_count\":17"))),
            "rows: expected 17",
        ),
        (
            None,
            Some(manifest(|text| text.replace("https://openrouter.ai/", "https://evil.example/"))),
            "\"https://evil.example/",
        ),
        (Some(Reply::of("text/csv", "date\r\n")), None, "size in bytes"),
        (Some(Reply::of("text/csv", Market::new().file(NEWEST)).by(Manner::CutAfter(100))), None, "broke off"),
        (Some(Reply::error(404, "Export not found")), None, "answered 404 Not Found: `Export not found`"),
    ] {
        let stderr = refused(file, manifest);
        assert!(stderr.contains(said), "`{said}` is not in {stderr}");
    }
}

#[test]
fn each_file_is_whole_with_its_manifest_and_dated_by_it() {
    let place = place();
    place.fetch_well();
    let kept = place.kept();
    for what in ["rankings-daily", "manifest"] {
        let folder = format!("snapshots/exports/{what}/2026-09-20/");
        let facts = kept.iter().find(|file| file.starts_with(&folder) && file.ends_with("snapshot.toml"));
        let facts = fs_err::read_to_string(place.path().join("data").join(facts.expect("it was kept"))).expect("text");
        assert!(facts.contains("published_at = \"2026-09-20T01:46:02Z\""), "{facts}");
        assert!(facts.contains("as of 2026-09-20. Licensed under CC BY 4.0."), "{facts}");
    }
    assert!(today() > NEWEST);
}

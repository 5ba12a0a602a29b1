//! What upstream says of its files before they are fetched.

use expect_test::expect;

use super::{check, check_edited, edited, fixture_bytes, read, request_of};
use crate::{DayFiles, Fetched};

const FILE: &str = "exports/rankings-daily/happy.csv";
const INDEX: &str = "exports/index/happy.json";
const MANIFEST: &str = "exports/manifest/happy.json";

fn files() -> DayFiles {
    match request_of(FILE).1.fetched {
        Fetched::DayFiles(files) => files,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_newest_file() {
    assert_eq!((files().newest)(&fixture_bytes(INDEX)).unwrap().to_string(), "2026-04-14");
    check(INDEX, &expect![[r#""#]]);
    check_edited(
        INDEX,
        (r#""id":"rankings-daily""#, r#""id":"rankings-weekly""#),
        &expect![[r#"
        index: expected the dataset `rankings-daily` once, found it 0 times
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_edited(
        INDEX,
        (r#""id":"benchmark-runs""#, r#""id":"rankings-daily""#),
        &expect![[r#"
        index: expected the dataset `rankings-daily` once, found it 2 times
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_edited(
        INDEX,
        (r#""2026-04-14","latest_m"#, r#""yesterday","latest_m"#),
        &expect![[r#"
        `$.datasets[0].latest_snapshot_date`: expected a date, found `"yesterday"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        INDEX,
        (r#""update_cadence":"daily""#, r#""cadence":"daily""#),
        &expect![[r#"
        note: index: new field `cadence`
    "#]],
    );
    assert!((files().newest)(b"<html>").is_err());
}

#[test]
fn a_promise() {
    let promise = (files().promise)(&fixture_bytes(MANIFEST)).unwrap();
    let file = fixture_bytes(FILE);
    assert_eq!(promise.url, "https://openrouter.ai/api/v1/datasets/exports/rankings-daily/2026-04-14.csv");
    assert_eq!((promise.bytes, promise.rows), (file.len() as u64, 6));
    assert_eq!(promise.made_at.unwrap().to_string(), "2026-04-14T01:45:58.123Z");
    assert_eq!(promise.sha256.len(), 64);
    let upper = edited(MANIFEST, (&promise.sha256, &promise.sha256.to_uppercase()));
    assert_eq!((files().promise)(&upper).unwrap(), promise);
    check(MANIFEST, &expect![[r#""#]]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_promises() {
    check_edited(
        MANIFEST,
        (r#""row_count":6,"#, ""),
        &expect![[r#"
        `$.row_count`: expected an integer of 0 or more, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        (r#""row_count":6"#, r#""row_count":-6"#),
        &expect![[r#"
        `$.row_count`: expected an integer from 0 to 2^53, found `-6`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        (r#""bytes":"#, r#""bytes":1.5,"was":"#),
        &expect![[r#"
        `$.files.csv.bytes`: expected an integer from 0 to 2^53, found `1.5`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        (r#""sha256":""#, r#""sha256":"x"#),
        &expect![[r#"
        `$.files.csv.sha256`: expected 64 hex digits, found `"x22093f4bcf8205c44e24504c9b6e2393bd193dca0c3852bb88adc3ef11c2931c"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        ("dataset\":\"rankings-daily", "dataset\":\"benchmark-runs"),
        &expect![[r#"
        `$.dataset`: expected `rankings-daily`, found `"benchmark-runs"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        ("T01:45:58.123Z", " at night"),
        &expect![[r#"
        `$.retrieved_at`: expected an instant in UTC, found `"2026-04-14 at night"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        ("\"csv\":", "\"tsv\":"),
        &expect![[r#"
        `$.files.csv`: expected an object, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

/// Whoever could write a manifest could else have any address fetched.
#[test]
fn a_file_elsewhere() {
    let url = "https://openrouter.ai/api/v1/datasets/exports/rankings-daily/2026-04-14.csv";
    check_edited(
        MANIFEST,
        (url, "https://evil.example/rankings-daily/2026-04-14.csv"),
        &expect![[r#"
        `$.files.csv.url`: expected `https://openrouter.ai/…/rankings-daily/YYYY-MM-DD.csv`, found `"https://evil.example/rankings-daily/2026-04-14.csv"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        MANIFEST,
        (url, &url.replace("14.csv", "13.csv")),
        &expect![[r#"
        `$.files.csv.url`: expected the file of 2026-04-14, found `"https://openrouter.ai/api/v1/datasets/exports/rankings-daily/2026-04-13.csv"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    for other in [
        "http://openrouter.ai/api/rankings-daily/2026-04-14.csv",
        "https://openrouter.ai.evil.example/api/rankings-daily/2026-04-14.csv",
        "https://openrouter.ai@evil.example/api/rankings-daily/2026-04-14.csv",
        "https://openrouter.ai/../rankings-daily/2026-04-14.csv",
        "https://openrouter.ai/api/rankings-daily/../2026-04-14.csv",
        "https://openrouter.ai/api?x=/rankings-daily/2026-04-14.csv",
        "https://openrouter.ai/api/rankings-daily/2026-04-14.csv?x",
        "https://openrouter.ai/api/rankings-daily/latest.csv",
        "https://openrouter.ai/api/rankings-daily/2026-04-14.json",
        "https://openrouter.ai/api/rankings-weekly/2026-04-14.csv",
        "https://openrouter.ai/api/rankings-daily/2026-04-31.csv",
    ] {
        let told = read(MANIFEST, &edited(MANIFEST, (url, other)));
        let expected = "`$.files.csv.url`: expected `https://openrouter.ai/…/rankings-daily/YYYY-MM-DD.csv`, found";
        assert!(told.starts_with(expected), "{other}: {told}");
    }
}

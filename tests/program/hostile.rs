//! Answers that are well formed and not true, from outside: they are refused or told, and good tables stay.

use std::{io::Write as _, path::Path};

use super::process::{Ended, copy_sample, pipeline, said, tokenshare};
use expect_test::{Expect, expect};
use flate2::{Compression, write::GzEncoder};
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};
use tempfile::TempDir;

const PAGE: &str = "data/snapshots/apps/page/openclaw/2026-04-14T120000Z";

/// A pipeline of one result over `inputs`, each `request = 'all'`.
fn write_pipeline(folder: &Path, result: &str, inputs: &[&str]) {
    let inputs: Vec<_> = inputs.iter().map(|input| format!("'{input}' = 'all'")).collect();
    let head = format!("title = 'a test'\nrules = ['default']\nbases = ['list_current']\nresults = ['{result}']");
    let text = format!("{head}\n[inputs]\n{}\n[bounds]\nmax_new_vendor_share = 1.0\n", inputs.join("\n"));
    fs::write(folder.join("test.toml"), text).expect("a temporary file");
}

fn import(folder: &Path, request: &str, captured_at: &str, body: &[u8]) -> Ended {
    fs::write(folder.join("body"), body).expect("a temporary file");
    let arguments = ["import", request, "--captured-at", captured_at, "--data", "data", "body"];
    tokenshare(&arguments, folder)
}

/// A vendor chart of `weeks` buckets, the last of which begins on `last`.
fn chart(last: Date, weeks: i64, tokens: i64) -> Vec<u8> {
    let bucket = |back: i64| json!({"x": last - (7 * back).days(), "ys": {"openai": tokens, "others": tokens}});
    let buckets: Vec<Value> = (0..weeks).rev().map(bucket).collect();
    json!({ "data": buckets }).to_string().into_bytes()
}

fn check(ended: &Ended, code: i32, expected: &Expect) {
    expected.assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(code));
}

/// The notes of a run: all but how old snapshots are, which differs by day, and the run's id.
fn notes(folder: &Path) -> String {
    let ended = tokenshare(&["run", "test.toml", "--data", "data"], folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let is_told = |line: &&str| !line.contains("days old") && !line.contains(", run `");
    ended.stderr.split_inclusive('\n').filter(is_told).collect()
}

const APRIL: Date = Date::constant(2026, 4, 12);

#[test]
fn a_chart_of_zeros_replaces_nothing() {
    let folder = TempDir::new().expect("a temporary folder");
    check(
        &import(folder.path(), "frontend/market-share", "2026-04-14T12:00:00Z", &chart(APRIL, 53, 0)),
        1,
        &expect![[r#"
            error: snapshot `frontend/market-share/2026-04-14T120000Z` from `body`
              caused by: vendor_chart: expected a week with tokens, found none: 53 with 0 tokens, 0 without labels
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_bomb_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let body = format!(r#"{{"data":[{}{{}}]}}"#, r#"{"":0},"#.repeat(9_000_000));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body.as_bytes()).expect("memory");
    let bomb = encoder.finish().expect("memory");
    assert!(bomb.len() < 100_000, "{} bytes", bomb.len());
    check(
        &import(folder.path(), "catalog/models", "2026-04-14T12:00:00Z", &bomb),
        1,
        &expect![[r#"
        error: snapshot `catalog/models/2026-04-14T120000Z` from `body`
          caused by: expected JSON of at most 1000000 values, found about 18000004
        hint: the file is no answer of this source, or was made to fill the memory
    "#]],
    );
}

#[test]
fn an_instant_before_the_answer_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let chart = chart(APRIL, 53, 5);
    check(
        &import(folder.path(), "frontend/market-share", "2025-04-14T12:00:00Z", &chart),
        1,
        &expect![[r#"
        error: snapshot `frontend/market-share/2025-04-14T120000Z` from `body`
          caused by: vendor_chart: expected weeks that begin before the capture at 2025-04-14T12:00:00Z, found 2026-04-12
        hint: is the instant of capture right, and is the file the one you mean?
    "#]],
    );
    check(
        &import(folder.path(), "frontend/market-share", "2026-06-14T12:00:00Z", &chart),
        0,
        &expect![[r#"
        vendor_chart: last week ends on 2026-04-18, more than 14 days before the capture on 2026-06-14
        imported `frontend/market-share/2026-06-14T120000Z`
    "#]],
    );
}

/// What the entry should mark would pass as observed.
#[test]
fn an_origin_of_nothing_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    let facts = folder.path().join(PAGE).join("snapshot.toml");
    let text = fs::read_to_string(&facts).expect("the sample is committed");
    let entry =
        "\n[[origin]]\nblock = 'app_model_chart'\nkey = 'anthropic/claud'\nvalue = 'made'\nbecause = 'a test'\n";
    fs::write(&facts, text + entry).expect("a file");
    let ended = tokenshare(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    check(
        &ended,
        1,
        &expect![[r#"
        error: snapshot `apps/page/openclaw/2026-04-14T120000Z`, `body.rsc`
          caused by: `[[origin]]`: `app_model_chart`, key `anthropic/claud`: expected a value in the answer, found none
        hint: an entry without effect would let made values pass as observed: compare it with the body
    "#]],
    );
}

/// The page is the stream in another carrier; read together they are no two witnesses.
#[test]
fn two_captures_at_one_instant_are_read_as_one() {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    let shares = |inputs: &[&str]| {
        write_pipeline(folder.path(), "token_share", inputs);
        let notes = notes(folder.path());
        let shares = said(&["show", "token_share", "--data", "data", "--format", "csv"], folder.path());
        (notes, shares.replace("rankings_page/stream/", "rankings_page/page/"))
    };
    let (_, stream) = shares(&["rankings_page/stream"]);
    let (notes, both) = shares(&["rankings_page/stream", "rankings_page/page"]);
    assert!(stream == both, "the shares differ");
    expect![[r#"
        model_chart: capture left aside: others that are not newer speak for its weeks; first `rankings_page/stream/2026-04-14T120000Z`
        vendor_chart: capture left aside: others that are not newer speak for its weeks; first `rankings_page/stream/2026-04-14T120000Z`
        guards: the first answer of its kind, compared with nothing: no guard has looked at it (2 times)
    "#]].assert_eq(&notes);
}

#[test]
fn captures_that_are_left_aside_are_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    for (captured_at, last, weeks) in [
        ("2026-04-14T12:00:00Z", APRIL, 53),
        ("2026-05-05T12:00:00Z", Date::constant(2026, 5, 4), 49),
        ("2026-05-12T12:00:00Z", Date::constant(2026, 5, 11), 49),
    ] {
        assert_eq!(import(path, "frontend/market-share", captured_at, &chart(last, weeks, 5)).code, Some(0));
    }
    write_pipeline(path, "token_share", &["frontend/market-share"]);
    expect![[r#"
        vendor_chart: series of weeks from monday left aside: the one in force begins on sunday, and this one has 49 of the 50 that would replace the series; first `frontend/market-share/2026-05-05T120000Z` (2 times)
        guards: the first answer of its kind, compared with nothing: no guard has looked at it
    "#]].assert_eq(&notes(path));
}

/// The page of one app, asked for by its slug and again by its number.
#[test]
fn an_app_under_two_ids_counts_once_where_a_list_tells() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let board = || said(&["show", "coverage", "--data", "data", "--where", "board=apps", "--format", "csv"], path);
    let with_list = ["apps/page", "catalog/models", "rankings_page/stream"];
    write_pipeline(path, "coverage", &with_list);
    notes(path);
    let once = board();
    let number = ["import", "apps/page", "--app", "2725608", "--captured-at", "2026-04-14T12:00:00Z", "--data", "data"];
    let page = format!("{PAGE}/body.rsc");
    said(&[&number[..], &["--quiet", &page]].concat(), path);
    notes(path);
    assert_eq!(board(), once);
    write_pipeline(path, "coverage", &with_list[..2]);
    let twins: String = notes(path).split_inclusive('\n').filter(|line| line.starts_with("app_model_week")).collect();
    expect![[r#"
        app_model_week: `2725608` and `openclaw` have the same tokens by model in a week: one app under two ids counts twice, and an app list among the inputs would tell (5 times)
    "#]].assert_eq(&twins);
    assert_ne!(board(), once);
}

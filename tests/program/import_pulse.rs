//! The layout `pulse`: what is in a day's folder, and what its `_manifest.json` says of it.

use super::process::{sample, tokenshare};
use expect_test::{Expect, expect};
use fs_err as fs;
use tempfile::TempDir;

const MODELS: &str = r#"{"data":[{"id":"a/b","pricing":{"prompt":"1e-6","completion":"2e-6"}}]}"#;

/// A day with this manifest and these files, each with one catalogue.
fn day(manifest: Option<&str>, files: &[&str]) -> TempDir {
    let data = TempDir::new().expect("a temporary folder");
    let day = data.path().join("pulse/2026-08-10");
    fs::create_dir_all(&day).expect("a temporary folder");
    for file in files {
        fs::write(day.join(file), MODELS).expect("a temporary file");
    }
    if let Some(manifest) = manifest {
        fs::write(day.join("_manifest.json"), manifest).expect("a temporary file");
    }
    data
}

/// Imports such a day.
fn check(manifest: Option<&str>, files: &[&str], code: i32, expected: &Expect) {
    let data = day(manifest, files);
    let ended = tokenshare(&["import", "pulse", "pulse"], data.path());
    println!("{}", ended.stderr);
    expected.assert_eq(&ended.stderr);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""));
    let is_stored = super::process::files(&data.path().join("data")).len() == 2;
    assert_eq!(is_stored, ended.stderr.contains("1 imported"), "{}", ended.stderr);
}

#[test]
fn a_manifest_says_when() {
    let at = r#"{"snapshot_ts":"2026-08-10T08:03:55.574907+00:00"}"#;
    check(
        Some(at),
        &["models.json"],
        0,
        &expect![[r#"
            request         files  imported  already there  refused  first                 last
            catalog/models      1         1              0        0  2026-08-10T08:03:55Z  2026-08-10T08:03:55Z
            1 file: 1 imported, 0 already there, 0 refused
        "#]],
    );
}

#[test]
fn without_a_manifest_nobody_knows_when() {
    check(
        None,
        &["models.json", "rankings_apps.json.gz"],
        1,
        &expect![[r#"
            error: `pulse/2026-08-10/models.json` as `catalog/models`
                  caused by: expected `_manifest.json` beside it, which says when it was captured, found none
                hint: `tokenshare import catalog/models --captured-at INSTANT` imports it by hand
            error: `pulse/2026-08-10/rankings_apps.json.gz` as `frontend/apps`
                  caused by: expected `_manifest.json` beside it, which says when it was captured, found none
                hint: `tokenshare import frontend/apps --captured-at INSTANT` imports it by hand
            request         files  imported  already there  refused  first  last
            catalog/models      1         0              0        1  —      —
            frontend/apps       1         0              0        1  —      —
            error: 2 files: 0 imported, 0 already there, 2 refused
        "#]],
    );
    check(
        Some("{"),
        &["models.json"],
        1,
        &expect![[r#"
            error: `pulse/2026-08-10/models.json` as `catalog/models`
                  caused by: broken `_manifest.json` beside it: EOF while parsing an object at line 1 column 1
                hint: `tokenshare import catalog/models --captured-at INSTANT` imports it by hand
            request         files  imported  already there  refused  first  last
            catalog/models      1         0              0        1  —      —
            error: 1 file: 0 imported, 0 already there, 1 refused
        "#]],
    );
    check(
        Some(r#"{"snapshot_date":"2026-08-10"}"#),
        &["models.json"],
        1,
        &expect![[r#"
            error: `pulse/2026-08-10/models.json` as `catalog/models`
                  caused by: broken `_manifest.json` beside it: missing field `snapshot_ts` at line 1 column 30
                hint: `tokenshare import catalog/models --captured-at INSTANT` imports it by hand
            request         files  imported  already there  refused  first  last
            catalog/models      1         0              0        1  —      —
            error: 1 file: 0 imported, 0 already there, 1 refused
        "#]],
    );
}

#[test]
fn a_manifest_must_fit() {
    check(
        Some(r#"{"snapshot_ts":"2026-08-10T08:03:55"}"#),
        &["models.json"],
        1,
        &expect![[r#"
            error: `pulse/2026-08-10/models.json` as `catalog/models`
                  caused by: broken `_manifest.json` beside it: failed to find offset component, which is required for parsing a timestamp at line 1 column 36
                hint: `tokenshare import catalog/models --captured-at INSTANT` imports it by hand
            request         files  imported  already there  refused  first  last
            catalog/models      1         0              0        1  —      —
            error: 1 file: 0 imported, 0 already there, 1 refused
        "#]],
    );
    check(
        Some(r#"{"snapshot_ts":"2999-08-10T08:03:55Z","files":{"models":70}}"#),
        &["models.json.gz"],
        1,
        &expect![[r#"
            error: `pulse/2026-08-10/models.json.gz`
                  caused by: expected 70 bytes, as `_manifest.json` beside it says, found 71
                hint: the file is cut, was changed after capture, or belongs to another day
            request         files  imported  already there  refused  first  last
            catalog/models      1         0              0        1  —      —
            error: 1 file: 0 imported, 0 already there, 1 refused
        "#]],
    );
}

/// Sizes in a manifest are those of packed files: whoever unpacked one has the same answer in another size.
#[test]
fn an_unpacked_file_may_have_another_size() {
    check(
        Some(r#"{"snapshot_ts":"2026-08-10T08:03:55Z","files":{"models":5}}"#),
        &["models.json"],
        0,
        &expect![[r#"
            request         files  imported  already there  refused  first                 last
            catalog/models      1         1              0        0  2026-08-10T08:03:55Z  2026-08-10T08:03:55Z
            1 file: 1 imported, 0 already there, 0 refused
        "#]],
    );
}

#[test]
fn what_a_manifest_says_of_the_day_is_told() {
    let manifest = r#"{"snapshot_ts":"2026-08-10T08:03:55Z", "complete": false, "user_agent": "a tracker",
        "files": {"models": 71, "rankings_apps": 5, "providers": 7},
        "failures": [{"label": "rankings_models_day", "status": 503}, {"label": "endpoint_stats:a/b", "status": 404},
                     {"label": "endpoint_stats:a/c", "status": 404}, {"label": "endpoint_stats:a/d"}]}"#;
    check(
        Some(manifest),
        &["models.json.gz", "notes.txt"],
        0,
        &expect![[r#"
            warning: `pulse/2026-08-10`: `_manifest.json` names `rankings_apps`, found no such file
            warning: `pulse/2026-08-10`: `_manifest.json` says that `rankings_models_day` failed
            warning: `pulse/2026-08-10`: `_manifest.json` says that the day is not complete
            `_manifest.json` of 1 folder: 1 request of `endpoint_stats` failed
            `_manifest.json` of 1 folder: 2 requests of `endpoint_stats` failed with status 404
            `_manifest.json` of 1 folder: 1 request of `rankings_models_day` failed with status 503
            left aside: no request of the layout `pulse`: `notes.txt`
            request         files  imported  already there  refused  first                 last
            catalog/models      1         1              0        0  2026-08-10T08:03:55Z  2026-08-10T08:03:55Z
            1 file: 1 imported, 0 already there, 0 refused
        "#]],
    );
}

#[test]
fn whoever_captured_a_day_is_kept() {
    let manifest = r#"{"snapshot_ts":"2026-08-10T08:03:55Z", "user_agent": "a tracker"}"#;
    for (flags, note) in [(&[][..], "captured by a tracker"), (&["--note", "mine"], "mine")] {
        let data = day(Some(manifest), &["models.json"]);
        assert_eq!(tokenshare(&[&["import", "pulse", "pulse"], flags].concat(), data.path()).code, Some(0));
        let facts = data.path().join("data/snapshots/catalog/models/2026-08-10T080355Z/snapshot.toml");
        let facts = fs::read_to_string(facts).expect("it was stored");
        assert!(facts.contains(&format!("\nnote = \"{note}\"\n")), "{facts}");
    }
}

#[test]
fn a_day_of_which_nothing_is_left_is_told() {
    let manifest = r#"{"snapshot_ts":"2026-08-10T08:03:55Z", "files": {"models": 71, "providers": 7}}"#;
    check(
        Some(manifest),
        &[],
        1,
        &expect![[r#"
            warning: `pulse/2026-08-10`: `_manifest.json` names `models`, found no such file
            error: found no file that could be imported
            hint: what was left aside, and why, is told above
        "#]],
    );
}

#[test]
fn a_file_of_another_request_is_refused() {
    let at = r#"{"snapshot_ts":"2026-08-10T08:03:55Z"}"#;
    check(
        Some(at),
        &["models.json", "rankings_apps.json", "rankings_models_week.json"],
        1,
        &expect![[r#"
            error: snapshot `frontend/apps/2026-08-10T080355Z` from `pulse/2026-08-10/rankings_apps.json`
                  caused by: `$.data`: expected an object with `day`, `week` or `month`, found a list of 1
                hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
            error: snapshot `frontend/models-week/2026-08-10T080355Z` from `pulse/2026-08-10/rankings_models_week.json`
                  caused by: `$.data[0].model_permaslug`: expected text, found nothing
                hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
            request               files  imported  already there  refused  first                 last
            catalog/models            1         1              0        0  2026-08-10T08:03:55Z  2026-08-10T08:03:55Z
            frontend/apps             1         0              0        1  —                     —
            frontend/models-week      1         0              0        1  —                     —
            error: 3 files: 1 imported, 0 already there, 2 refused
        "#]],
    );
}

/// The answers of a day have one instant and are no rivals: they are of five requests.
#[test]
fn each_file_of_a_day_answers_its_request() {
    let data = day(Some(r#"{"snapshot_ts":"2026-08-10T08:03:55Z"}"#), &["models.json"]);
    let month = sample().join("snapshots/frontend/models-month/2026-04-14T120000Z/body.json");
    let month = fs::read_to_string(month).expect("the sample is committed");
    let apps = r#"{"data":{"month":[{"app_id":1,"rank":1,"total_tokens":"7","total_requests":1,
        "app":{"id":1,"title":"one","slug":"one"}}]}}"#;
    let others = [("apps", apps.to_owned()), ("models_month", month.clone())];
    // The same bytes as the answers to two requests, with a blank to tell them apart.
    let views = [("models_week", format!("{month} ")), ("models_day", format!(" {month}"))];
    for (name, body) in others.into_iter().chain(views) {
        fs::write(data.path().join(format!("pulse/2026-08-10/rankings_{name}.json")), body).expect("a temporary file");
    }
    let ended = tokenshare(&["import", "pulse", "pulse"], data.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let snapshots = data.path().join("data/snapshots");
    let body = |request: &str| {
        fs::read_to_string(snapshots.join(request).join("2026-08-10T080355Z/body.json")).expect("it was imported")
    };
    assert_eq!((body("catalog/models"), body("frontend/apps")), (MODELS.to_owned(), apps.to_owned()));
    assert_eq!(body("frontend/models-month"), month);
    assert_eq!(body("frontend/models-week"), format!("{month} "));
    assert_eq!(body("frontend/models-day"), format!(" {month}"));
}

/// Whoever names one file of a day does not want the others, but wants to know what the day is worth.
#[test]
fn one_file_of_a_day_may_be_named() {
    let manifest = r#"{"snapshot_ts":"2026-08-10T08:03:55Z", "complete": false, "files": {"rankings_apps": 5}}"#;
    let data = day(Some(manifest), &["models.json", "notes.txt"]);
    let import = |file: &str| {
        let ended = tokenshare(&["import", "pulse", &format!("pulse/2026-08-10/{file}")], data.path());
        format!("{:?}\n{}", ended.code, ended.stderr)
    };
    expect![[r#"
        Some(0)
        warning: `pulse/2026-08-10`: `_manifest.json` says that the day is not complete
        imported `catalog/models/2026-08-10T080355Z`
    "#]]
    .assert_eq(&import("models.json"));
    expect![[r#"
        Some(1)
        warning: `pulse/2026-08-10`: `_manifest.json` says that the day is not complete
        left aside: no request of the layout `pulse`: `notes.txt`
        error: found no file that could be imported
        hint: what was left aside, and why, is told above
    "#]]
    .assert_eq(&import("notes.txt"));
}

#[test]
fn days_without_failures_are_not_among_those_with_them() {
    let manifest = r#"{"snapshot_ts":"2026-08-10T08:03:55Z", "failures": [{"label": "providers", "status": 503}]}"#;
    let data = day(Some(manifest), &["models.json"]);
    let next = data.path().join("pulse/2026-08-11");
    fs::create_dir(&next).expect("a temporary folder");
    fs::write(next.join("_manifest.json"), r#"{"snapshot_ts":"2026-08-11T08:03:55Z"}"#).expect("a temporary file");
    fs::write(next.join("models.json"), MODELS).expect("a temporary file");
    let ended = tokenshare(&["import", "pulse", "pulse"], data.path());
    let said = ended.stderr.lines().next().unwrap_or_default();
    assert_eq!(said, "`_manifest.json` of 1 folder: 1 request of `providers` failed with status 503");
}

/// Two folders of one instant, of which one has a cut file: that is refused for what it is, and the other is no rival.
#[test]
fn a_cut_file_is_no_rival() {
    let at = r#""snapshot_ts":"2026-08-10T08:03:55Z""#;
    let data = day(Some(&format!(r#"{{{at},"files":{{"models":70}}}}"#)), &["models.json.gz"]);
    let again = data.path().join("pulse/again");
    fs::create_dir(&again).expect("a temporary folder");
    fs::write(again.join("_manifest.json"), format!("{{{at}}}")).expect("a temporary file");
    fs::write(again.join("models.json"), MODELS).expect("a temporary file");
    let ended = tokenshare(&["import", "pulse", "pulse"], data.path());
    expect![[r#"
        error: `pulse/2026-08-10/models.json.gz`
              caused by: expected 70 bytes, as `_manifest.json` beside it says, found 71
            hint: the file is cut, was changed after capture, or belongs to another day
        request         files  imported  already there  refused  first                 last
        catalog/models      2         1              0        1  2026-08-10T08:03:55Z  2026-08-10T08:03:55Z
        error: 2 files: 1 imported, 0 already there, 1 refused
    "#]]
    .assert_eq(&ended.stderr);
}

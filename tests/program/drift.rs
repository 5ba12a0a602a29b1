//! `tokenshare drift`: which fields came and went, told from made catalogues and from real ones.

use std::{collections::BTreeSet, path::Path};

use super::{
    captures::{import, rows},
    process::{Ended, captures, said, tokenshare},
};
use expect_test::{Expect, expect, expect_file};
use fs_err as fs;
use tempfile::TempDir;

const PIPELINE: &str = "title = 'fields'\nresults = ['drift']\n[inputs]\n'catalog/models' = 'all'\n\
                        [bounds]\nmax_new_vendor_share = 0.05\n";

/// A folder with catalogues of these models, one a week from 2026-04-06 on, read by a pipeline that wants `results`.
fn catalogues(models: &[&str], pipeline: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (week, models) in models.iter().enumerate() {
        let file = folder.path().join("models.json");
        fs::write(&file, format!(r#"{{"data":[{models}]}}"#)).expect("a temporary file");
        import("catalog/models", &format!("2026-04-{:02}T12:00:00Z", 6 + 7 * week), &file, folder.path());
    }
    fs::write(folder.path().join("p.toml"), pipeline).expect("a temporary file");
    said(&["run", "p.toml", "--data", "data", "--quiet"], folder.path());
    folder
}

/// A model with one field more.
fn model(id: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","canonical_slug":"{id}","pricing":{{"prompt":"1e-6","completion":"2e-6"}}{more}}}"#)
}

fn drift(arguments: &[&str], folder: &Path) -> Ended {
    tokenshare(&[&["drift", "--data", "data"], arguments].concat(), folder)
}

/// What is printed, and what is said besides.
fn check(models: &[&str], arguments: &[&str], expected: &Expect) {
    let ended = drift(arguments, catalogues(models, PIPELINE).path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    expected.assert_eq(&format!("{}stderr: {}", ended.stdout, ended.stderr));
}

/// Three weeks of two models. Names are a stranger's: what could move a cursor is escaped.
fn three_weeks() -> [String; 3] {
    let two = |first: &str, second: &str| format!("{},{}", model("a/b", first), model("a/c", second));
    [
        two(r#","mood":1,"links":{}"#, r#","links":{}"#),
        two(r#","name":"B""#, r#","links":null"#),
        two(r#","name":"B","\u001b[2J|":0"#, r#","mood":1"#),
    ]
}

#[test]
fn what_came_and_went() {
    let weeks = three_weeks();
    let weeks: Vec<&str> = weeks.iter().map(String::as_str).collect();
    check(
        &weeks,
        &[],
        &expect![[r#"
            source catalog · request_name models · field_block model
            captured_at           field_change  field_name  past_field_share  field_share  field_first_seen_at   field_last_seen_at    is_known
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            2026-04-13T12:00:00Z  went          mood                   50.0%         0.0%  2026-04-06T12:00:00Z  2026-04-20T12:00:00Z  no
            2026-04-13T12:00:00Z  came          name                    0.0%        50.0%  2026-04-13T12:00:00Z  2026-04-20T12:00:00Z  yes
            2026-04-20T12:00:00Z  came          \u{1b}[2J|              0.0%        50.0%  2026-04-20T12:00:00Z  2026-04-20T12:00:00Z  no
            2026-04-20T12:00:00Z  went          links                  50.0%         0.0%  2026-04-06T12:00:00Z  2026-04-13T12:00:00Z  yes
            2026-04-20T12:00:00Z  came          mood                    0.0%        50.0%  2026-04-06T12:00:00Z  2026-04-20T12:00:00Z  no
            left out, null in every row: request_argument

            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
            source: OpenRouter models API, retrieved 2026-04-20 (and 2 answers before) [upstream: none stated; facts]
            stderr: "#]],
    );
    check(
        &weeks,
        &["--source", "catalog", "--format", "markdown"],
        &expect![[r#"
            | source | request_name | request_argument | captured_at | field_change | field_block | field_name | past_field_share | field_share | field_first_seen_at | field_last_seen_at | is_known |
            | --- | --- | --- | --- | --- | --- | --- | ---: | ---: | --- | --- | --- |
            | catalog | models | — | 2026-04-13T12:00:00Z | went | model | mood | 50.0% | 0.0% | 2026-04-06T12:00:00Z | 2026-04-20T12:00:00Z | no |
            | catalog | models | — | 2026-04-13T12:00:00Z | came | model | name | 0.0% | 50.0% | 2026-04-13T12:00:00Z | 2026-04-20T12:00:00Z | yes |
            | catalog | models | — | 2026-04-20T12:00:00Z | came | model | \\u{1b}\[2J\| | 0.0% | 50.0% | 2026-04-20T12:00:00Z | 2026-04-20T12:00:00Z | no |
            | catalog | models | — | 2026-04-20T12:00:00Z | went | model | links | 50.0% | 0.0% | 2026-04-06T12:00:00Z | 2026-04-13T12:00:00Z | yes |
            | catalog | models | — | 2026-04-20T12:00:00Z | came | model | mood | 0.0% | 50.0% | 2026-04-06T12:00:00Z | 2026-04-20T12:00:00Z | no |

            - Rows whose `value_origin` is `made` or `reconstructed` were not observed.
            - source: OpenRouter models API, retrieved 2026-04-20 (and 2 answers before) \[upstream: none stated; facts\]
            stderr: "#]],
    );
    check(
        &weeks,
        &["--source", "eci"],
        &expect![[r#"
            source  request_name  request_argument  captured_at  field_change  field_block  field_name  past_field_share  field_share  field_first_seen_at  field_last_seen_at  is_known
            ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            no rows
            source: OpenRouter models API, retrieved 2026-04-20 (and 2 answers before) [upstream: none stated; facts]
            stderr: the last run read no snapshot of `eci`
        "#]],
    );
}

#[test]
fn nothing_to_tell() {
    let (same, other) = (model("a/b", ""), model("a/c", ""));
    check(
        &[&same, &other],
        &[],
        &expect![[r#"
            source  request_name  request_argument  captured_at  field_change  field_block  field_name  past_field_share  field_share  field_first_seen_at  field_last_seen_at  is_known
            ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            no rows
            source: OpenRouter models API, retrieved 2026-04-13 (and 1 answer before) [upstream: none stated; facts]
            stderr: no field came or went in 2 snapshots: each is compared with the one before it of the same request, and `tokenshare show field` lists what they have
        "#]],
    );
    check(
        &[&same, &other],
        &["--source", "eci"],
        &expect![[r#"
            source  request_name  request_argument  captured_at  field_change  field_block  field_name  past_field_share  field_share  field_first_seen_at  field_last_seen_at  is_known
            ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            no rows
            source: OpenRouter models API, retrieved 2026-04-13 (and 1 answer before) [upstream: none stated; facts]
            stderr: the last run read no snapshot of `eci`
        "#]],
    );
}

#[test]
fn what_cannot_be_told_says_what_to_do() {
    let folder = TempDir::new().expect("a temporary folder");
    let check = |arguments: &[&str], folder: &Path, code, expected: &Expect| {
        let ended = drift(arguments, folder);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""));
        expected.assert_eq(&ended.stderr);
    };
    check(
        &[],
        folder.path(),
        1,
        &expect![[r#"
            error: no tables in `data`: there is no such folder
            hint: `tokenshare run PIPELINE.toml` makes them; `tokenshare demo` makes some to look at
        "#]],
    );
    check(
        &["--source", "catalogue"],
        folder.path(),
        2,
        &expect![[r#"
        error: unknown source `catalogue`
        hint: the nearest name is `catalog`
    "#]],
    );
    let without = PIPELINE.replace("'drift'", "");
    let folder = catalogues(&[&model("a/b", "")], &without);
    check(
        &[],
        folder.path(),
        1,
        &expect![[r#"
            error: the run `fields` in `data/runs/000001-2940b9d20526` did not make `drift`
            hint: add it to `results` of the pipeline file and run that; a run of `pipelines/weekly.toml` makes it: `tokenshare init DIR` lays that file; `manifest.toml` names the 5 tables of this run
        "#]],
    );
}

/// Sixty-five catalogues and fifteen days of five requests: what upstream added and dropped in sixteen months.
#[test]
fn what_came_and_went_in_real_captures() {
    let (Some(history), Some(pulse)) = (captures("catalog_history"), captures("pulse")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let (history, pulse) = (history.display().to_string(), pulse.display().to_string());
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history], path);
    said(&["import", "pulse", "--data", "data", "--quiet", &pulse], path);
    let views = ["models-day", "models-week", "models-month", "apps"];
    let inputs = views.map(|view| format!("'frontend/{view}' = 'all'\n")).concat();
    let pipeline = PIPELINE.replace("[bounds]", &format!("{inputs}[bounds]"));
    fs::write(path.join("p.toml"), pipeline).expect("a temporary file");
    said(&["run", "p.toml", "--data", "data", "--quiet"], path);
    expect_file!["../golden/drift_captures.csv"]
        .assert_eq(&said(&["drift", "--data", "data", "--format", "csv"], path));
    // Fifteen days on which nothing changed, each with its fields: no answer was left out of the comparison.
    let fields = rows(&["field", "--where", "source=frontend"], path);
    let of = |view: &str| {
        let of_view = fields.iter().filter(|row| row["request_name"] == view);
        of_view.map(|row| row["snapshot_id"].as_str()).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(views.map(of), [15; 4]);
    assert!(fields.iter().all(|row| row["is_known"] == "true"));
    let changes = rows(&["drift"], path);
    assert!(changes.iter().all(|row| row["source"] == "catalog"));
    let mut came = changes.iter().filter(|row| row["field_change"] == "came");
    assert!(
        came.all(|row| row["captured_at"] == row["field_first_seen_at"]),
        "a field that came had been there before"
    );
}

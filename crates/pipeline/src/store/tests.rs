//! Commits that end well, badly, and half-way.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use jiff::civil::Date;
use schema::{
    Frame, Table,
    columns::{
        IS_ATTRIBUTED, IS_COMPLETE, IS_LOWER_BOUND, NAMED_TOKEN_SHARE, REASON, SNAPSHOT_ID, TOKEN_SHARE, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{Claim, TokenShare},
};
use tempfile::TempDir;

use super::*;
use crate::{
    correction::Corrections,
    frames::{Made, typed},
    manifest::Looked,
    provenance::{MadeOf, Provenance},
};

const PIPELINE: &str =
    "title = 'test'\ninputs = { 'catalog/models' = 'all' }\nbounds = { max_new_vendor_share = 0.05 }\n";

fn row(tokens: i64) -> DataFrame {
    let columns = vec![
        dates(&WEEK_START_DATE, [Some(Date::constant(2026, 4, 5))]),
        texts(&VENDOR, [Some("qwen")]),
        truths(&IS_COMPLETE, [Some(true)]),
        truths(&IS_ATTRIBUTED, [Some(true)]),
        texts(&WEEK_ANCHOR, [Some("sunday")]),
        integers(&TOKENS, [Some(tokens)]),
        reals(&TOKEN_SHARE, [Some(1.0)]),
        reals(&NAMED_TOKEN_SHARE, [Some(1.0)]),
        truths(&IS_LOWER_BOUND, [Some(false)]),
        texts(&REASON, [None]),
        texts(&VALUE_ORIGIN, [Some("made")]),
        texts(&SNAPSHOT_ID, [Some("a/b/c")]),
    ];
    Frame::<TokenShare>::from_columns(columns).expect("a good row").into_data()
}

/// A run that made one table.
fn committed(data: &Path, tokens: i64) -> Manifest {
    tried(data, tokens).expect("room")
}

fn tried(data: &Path, tokens: i64) -> anyhow::Result<Manifest> {
    let (plan, reference) = Plan::parse(PIPELINE, Path::new("test.toml")).expect("a good plan");
    let provenance = Provenance::of(&plan, &[], &reference, (&normalize::Arrivals::default(), &Corrections::default()));
    let mut frames = Frames::default();
    let checked = typed(TokenShare::SPEC, row(tokens)).expect("good rows");
    let step = "analyze::token_share".to_owned();
    let of = MadeOf { step: &step, tables: &[], snapshots: &BTreeSet::new() };
    let bytes =
        parquet::bytes(TokenShare::SPEC, &checked.data, provenance.footer(TokenShare::SPEC, of)).expect("memory");
    let made = Made {
        spec: TokenShare::SPEC,
        step,
        snapshots: BTreeSet::new(),
        recipe: "RECIPE".to_owned(),
        rows: 1,
        sha256: sha256(&bytes),
        bytes: bytes.len() as u64,
        chapters: Vec::new(),
        file: File::New(bytes),
    };
    frames.add(made, checked);
    let descriptors = crate::data_package::descriptors(&plan, &frames, &provenance).expect("memory");
    let manifest = Manifest::of(
        &frames,
        &descriptors,
        &provenance,
        &plan,
        Looked {
            key: tokens.to_string(),
            entries: Vec::new(),
            decisions: Vec::new(),
            remarks: Vec::new(),
            undecided: Vec::new(),
        },
    );
    let commit = Commit {
        data,
        plan: &plan,
        reference: &reference,
        frames: &frames,
        descriptors: &descriptors,
        manifest: &manifest,
        as_of: None,
    };
    runs::pointed(data, &commit.written()?)?;
    Ok(manifest)
}

fn check(data: &Path, spec: &TableSpec, expected: &Expect) {
    let said = match read(data, spec) {
        Ok(rows) => format!("{} rows", rows.height()),
        Err(error) => crate::console::story(&error).replace(&data.display().to_string(), "DATA"),
    };
    expected.assert_eq(&without_hashes(&said));
}

/// Hashes change with the program's version and the reference data.
fn without_hashes(text: &str) -> String {
    let is_hash = |part: &&str| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('`').map(|part| if is_hash(&part) { "HASH" } else { part }).collect::<Vec<_>>().join("`")
}

#[test]
fn what_was_committed_can_be_read() {
    let data = TempDir::new().expect("a temporary folder");
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
        error: no tables in `DATA`: no run has ended well there
        hint: `tokenshare run PIPELINE.toml --data DIR` makes them; `tokenshare demo` makes some to look at
    "#]],
    );
    committed(data.path(), 7);
    assert_eq!(read(data.path(), TokenShare::SPEC).expect("it was committed"), row(7));
    check(
        data.path(),
        Claim::SPEC,
        &expect![[r#"
            error: the run `test` in `DATA/runs/000001-37d278c33bb6` did not make `claim`
            hint: add it to `results` of the pipeline file and run that; a run of `pipelines/published.toml` or `pipelines/weekly.toml` makes it: `tokenshare init DIR` lays that file; `manifest.toml` names the 1 table of this run
        "#]],
    );
}

#[test]
fn a_table_that_was_changed_after_its_run_is_noticed() {
    let data = TempDir::new().expect("a temporary folder");
    committed(data.path(), 7);
    let table = data.path().join(TokenShare::SPEC.path());
    let mut bytes = fs_err::read(&table).expect("it was committed");
    bytes[100] ^= 1;
    fs_err::write(&table, bytes).expect("room");
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
            error: table `token_share`, `DATA/runs/000001-37d278c33bb6/analyzed/token_share.parquet`
              caused by: the file of a table was changed after its run
              caused by: expected sha256 `HASH`, found `HASH`
            hint: `tokenshare run PIPELINE.toml --fresh` makes all tables anew
        "#]],
    );
    committed(data.path(), 7);
    check(data.path(), TokenShare::SPEC, &expect!["1 rows"]);
}

#[test]
fn a_broken_manifest_is_named() {
    let data = TempDir::new().expect("a temporary folder");
    fs_err::write(data.path().join(manifest::FILE), "format = 2\n").expect("room");
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
            error: broken `manifest.toml`
              caused by: TOML parse error at line 1, column 1
                  |
                1 | format = 2
                  | ^
                missing field `title`
            hint: `tokenshare run` writes the tables anew
        "#]],
    );
}

#[test]
fn a_failed_commit_leaves_the_old_tables() {
    let data = TempDir::new().expect("a temporary folder");
    committed(data.path(), 7);
    let normalized = data.path().join("normalized");
    fs_err::remove_file(&normalized).expect("a link");
    fs_err::write(&normalized, "in the way").expect("room");
    let said = tried(data.path(), 8).map(|_| ()).map_err(|error| error.to_string()).expect_err("in the way");
    assert!(said.ends_with("normalized` is not what a run puts there"), "{said}");
    assert_eq!(read(data.path(), TokenShare::SPEC).expect("the old one"), row(7));
}

/// Fields and keys are golden in `data_package::table_schema`.
#[test]
fn the_descriptor_says_what_lies_beside_it() {
    let data = TempDir::new().expect("a temporary folder");
    let manifest = committed(data.path(), 7);
    let folder = data.path().join("analyzed");
    let text = fs_err::read_to_string(folder.join("datapackage.json")).expect("it was committed");
    let bytes = fs_err::metadata(folder.join("token_share.parquet")).expect("it was committed").len();
    let text = text.replace(&manifest.run_id, "RUN").replace(&manifest.table[0].sha256, "HASH");
    let mut package: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let table = package["resources"][0].as_object_mut().expect("a resource");
    assert_eq!(table.shift_remove("bytes"), Some(bytes.into()));
    for long in ["description", "caveats", "schema"] {
        assert!(table.shift_remove(long).is_some(), "{long}");
    }
    expect![[r#"
        {
          "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
          "name": "tokenshare-analyzed",
          "id": "tokenshare:RUN/analyzed",
          "title": "test",
          "description": "Who has which share of language-model traffic, in tokens and in dollars.",
          "program": "tokenshare 0.1.0",
          "run_id": "RUN",
          "resources": [
            {
              "name": "token_share",
              "path": "token_share.parquet",
              "type": "table",
              "step": "analyze::token_share",
              "format": "parquet",
              "mediatype": "application/vnd.apache.parquet",
              "hash": "sha256:HASH",
              "rows": 1
            }
          ]
        }"#]]
    .assert_eq(&format!("{package:#}"));
}

#[test]
fn the_footer_says_where_rows_come_from() {
    let data = TempDir::new().expect("a temporary folder");
    committed(data.path(), 7);
    let bytes = fs_err::read(data.path().join(TokenShare::SPEC.path())).expect("it was committed");
    let footer = parquet::footer(bytes).expect("a Parquet file");
    let keys: Vec<&str> =
        footer.iter().map(|(key, _)| key.as_str()).filter(|key| key.starts_with("tokenshare.")).collect();
    expect![[r#"
        tokenshare.table
        tokenshare.description
        tokenshare.caveats
        tokenshare.columns
        tokenshare.step
        tokenshare.parameters
        tokenshare.program
        tokenshare.made_id
        tokenshare.inputs
        tokenshare.snapshots
        tokenshare.licences
        tokenshare.citations"#]]
    .assert_eq(&keys.join("\n"));
    let value =
        |key: &str| footer.iter().find(|(found, _)| found == key).map(|(_, value)| value.clone()).unwrap_or_default();
    expect!["One row per week and vendor, `others` included; a vendor the chart names in other weeks has null where it is absent."].assert_eq(&value("tokenshare.description"));
    assert!(value("tokenshare.columns").contains(r#""unit":"share (0 to 1)""#), "{}", value("tokenshare.columns"));
    assert!(value("tokenshare.inputs").contains("reference/vendors.csv"), "{}", value("tokenshare.inputs"));
}

/// What nobody but a run can have left goes; what somebody else keeps beside the tables, hidden or not, stays.
#[test]
fn a_run_removes_what_is_its_own() {
    let data = TempDir::new().expect("a temporary folder");
    let path = data.path();
    for folder in [".next-killed", ".git", "runs"] {
        fs_err::create_dir(path.join(folder)).expect("room");
    }
    for file in [".git/HEAD", "mine.parquet", "runs/notes.txt"] {
        fs_err::write(path.join(file), "x").expect("room");
    }
    committed(path, 7);
    for file in [".git/HEAD", "mine.parquet", "runs/notes.txt"] {
        assert!(path.join(file).exists(), "{file}");
    }
    assert!(!path.join(".next-killed").exists());
}

/// A version before this one wrote real folders: they step aside, with all that is in them.
#[test]
fn tables_of_an_older_version_step_aside() {
    let data = TempDir::new().expect("a temporary folder");
    let path = data.path();
    fs_err::create_dir(path.join("analyzed")).expect("room");
    for file in ["analyzed/token_share.parquet", "analyzed/notes.txt", "manifest.toml", "run.toml"] {
        fs_err::write(path.join(file), "old").expect("room");
    }
    committed(path, 7);
    assert_eq!(read(path, TokenShare::SPEC).expect("it was committed"), row(7));
    for file in ["analyzed/token_share.parquet", "analyzed/notes.txt", "manifest.toml", "run.toml"] {
        let moved = fs_err::read_to_string(path.join("tables-before-runs").join(file)).expect("it is kept");
        assert_eq!(moved, "old", "{file}");
    }
}

/// A link of one of our names that leads elsewhere is somebody's.
#[test]
fn a_link_that_leads_elsewhere_is_named() {
    for (name, target) in
        [("analyzed", "../other"), ("manifest.toml", "elsewhere.toml"), ("ingested", "current/analyzed")]
    {
        let data = TempDir::new().expect("a temporary folder");
        std::os::unix::fs::symlink(target, data.path().join(name)).expect("room");
        let said = tried(data.path(), 7).map(|_| ()).map_err(|error| error.to_string()).expect_err("a link");
        assert!(said.ends_with(&format!("{name}` is not what a run puts there")), "{said}");
    }
    // A link `current` that leads out of `runs` is replaced, not followed.
    let data = TempDir::new().expect("a temporary folder");
    std::os::unix::fs::symlink("/", data.path().join("current")).expect("room");
    committed(data.path(), 7);
    assert_eq!(read(data.path(), TokenShare::SPEC).expect("it was committed"), row(7));
}

/// A manifest vouches for bytes, not for rows: another version may have promised less.
#[test]
fn rows_that_break_the_promise_are_refused() {
    let data = TempDir::new().expect("a temporary folder");
    let sum = committed(data.path(), 7).table[0].sha256.clone();
    let twice = row(7).vstack(&row(8)).expect("the same columns");
    let bytes = parquet::bytes(TokenShare::SPEC, &twice, []).expect("memory");
    let manifest = fs_err::read_to_string(data.path().join(manifest::FILE)).expect("it was committed");
    fs_err::write(data.path().join(manifest::FILE), manifest.replace(&sum, &sha256(&bytes))).expect("room");
    fs_err::write(data.path().join(TokenShare::SPEC.path()), bytes).expect("room");
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
            error: table `token_share`, `DATA/runs/000001-37d278c33bb6/analyzed/token_share.parquet`
              caused by: token_share: 1 problem: key occurs twice (1 rows, first at week_start_date = `2026-04-05`, vendor = `qwen`)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
        "#]],
    );
}

/// Who took a newer program and has not run it yet.
#[test]
fn tables_of_another_version_are_told_from_broken_ones() {
    let data = TempDir::new().expect("a temporary folder");
    let sum = committed(data.path(), 7).table[0].sha256.clone();
    let fewer = row(7).drop(VENDOR.name).expect("it is there");
    let bytes = parquet::bytes(TokenShare::SPEC, &fewer, []).expect("memory");
    let manifest = fs_err::read_to_string(data.path().join(manifest::FILE)).expect("it was committed");
    let older = manifest.replace(&sum, &sha256(&bytes)).replace(crate::recipe::CODE, "of-another-version");
    fs_err::write(data.path().join(manifest::FILE), older).expect("room");
    fs_err::write(data.path().join(TokenShare::SPEC.path()), bytes).expect("room");
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
            error: another version of the program made this: table `token_share`, `DATA/runs/000001-37d278c33bb6/analyzed/token_share.parquet`: token_share: 1 problem: column `vendor` is null (1 rows, first at week_start_date = `2026-04-05`, vendor = `-`)
            hint: `tokenshare run PIPELINE.toml` makes the tables anew, from the same answers
        "#]],
    );
}

/// The demo works in a folder of its own, where whoever ran it may not look first.
#[test]
fn tables_of_the_demo_are_pointed_at() {
    let data = TempDir::new().expect("a temporary folder");
    let demo = data.path().join("demo");
    fs_err::create_dir(&demo).expect("room");
    committed(&demo, 7);
    check(
        data.path(),
        TokenShare::SPEC,
        &expect![[r#"
            error: no tables in `DATA`: no run has ended well there
            hint: the demo's are in `--data DATA/demo`
        "#]],
    );
}

/// What differs by run stands in a file of its own, and says which run it is of.
#[test]
fn each_run_says_when_and_where_it_was() {
    let data = TempDir::new().expect("a temporary folder");
    let manifest = committed(data.path(), 7);
    let text = fs_err::read_to_string(data.path().join(runs::FACTS)).expect("it was committed");
    let facts: toml::Table = text.parse().expect("TOML");
    let keys: Vec<_> = facts.keys().map(String::as_str).collect();
    assert_eq!(keys, ["finished_at", "folder", "keep", "manifest_sha256", "processors", "run_id"]);
    let folder = fs_err::canonicalize(data.path()).expect("a folder").display().to_string();
    assert_eq!((facts["run_id"].as_str(), facts["folder"].as_str()), (Some(&*manifest.run_id), Some(&*folder)));
    assert!(facts["finished_at"].as_str().is_some_and(|at| at.parse::<jiff::Timestamp>().is_ok()), "{text}");
}

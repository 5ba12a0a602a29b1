//! `tokenshare run` on the sample when things go wrong: the old tables stay, and what is wrong is named.

use std::path::{Path, PathBuf};

use super::process::{Ended, command, copy_sample, files, pipeline, replace_body, sample_tables, tokenshare};
use expect_test::expect;
use fs_err as fs;
use tempfile::TempDir;

const PIPELINE: &str = r#"
title = "sample"
[inputs]
"rankings_page/stream" = "newest"
"apps/page" = "newest"
"catalog/models" = "newest"
"frontend/models-month" = "newest"
[bounds]
max_new_vendor_share = 1.0
vendor_weeks = { min = 50 }
apps = { min = 30 }
"#;

/// A data folder with the sample's snapshots and a pipeline.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        copy_sample(&folder.path().join("data"));
        fs::write(folder.path().join("sample.toml"), PIPELINE).expect("a temporary file");
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Errors only: how old the snapshots are is another text every day.
    fn run(&self) -> Ended {
        tokenshare(&["run", "sample.toml", "--data", "data", "--quiet"], self.path())
    }

    fn run_well(&self) {
        let ended = self.run();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    }

    /// Every table of the newest run and its manifest, as bytes.
    fn tables(&self) -> Vec<(String, Vec<u8>)> {
        let run = fs::canonicalize(self.data().join("current")).expect("a run");
        let of_a_run = |file: &String| file.ends_with(".parquet") || file == "manifest.toml";
        let names = files(&run).into_iter().filter(of_a_run);
        names.map(|name| (name.clone(), fs::read(run.join(&name)).expect("a file"))).collect()
    }

    fn change(&self, file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let path = self.data().join(file);
        fs::write(&path, change(fs::read(&path).expect("a file"))).expect("a file");
    }
}

#[test]
fn two_runs_give_the_same_bytes_whatever_the_surroundings() {
    let (one, other) = (Place::new(), Place::new());
    let published = pipeline("published.toml");
    for (place, surroundings) in [
        (&one, [("POLARS_MAX_THREADS", "7"), ("TZ", "America/St_Johns"), ("LC_ALL", "C")]),
        (&other, [("POLARS_MAX_THREADS", "1"), ("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8")]),
    ] {
        let arguments = ["run", &published, "--data", "data"];
        let ended = command(&arguments, place.path()).envs(surroundings).output().expect("the program starts");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let (tables, others) = (one.tables(), other.tables());
    assert_eq!(tables.len(), sample_tables().len() + 1, "every table, and the manifest");
    for ((name, bytes), (other_name, other_bytes)) in tables.iter().zip(&others) {
        assert_eq!(name, other_name);
        assert!(bytes == other_bytes, "{name} differs");
    }
}

#[test]
fn a_changed_body_is_named_and_the_tables_stay() {
    let place = Place::new();
    place.run_well();
    let before = place.tables();
    place.change("snapshots/apps/page/cline/2026-04-14T120000Z/body.rsc", |mut bytes| {
        bytes.reverse();
        bytes
    });
    // What was read once is not read again, unless somebody asks: `verify` looks at every byte.
    let ended = tokenshare(&["run", "sample.toml", "--data", "data", "--quiet", "--fresh"], place.path());
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z`, `body.rsc`
          caused by: expected sha256 `ccc78fda64680cdd57ef2b3ac3619ea6b9ef08834fd6598ba62aa28274ca8051`, found `6c30ae9161827925b12d978719c6d851989df5b6846851c85c27ac1e4a339cd3`
        hint: the stored bytes were changed after capture: restore them from a copy, or remove the folder and import again
    "#]].assert_eq(&ended.stderr);
    assert_eq!(place.tables(), before);
}

#[test]
fn a_missed_bound_keeps_the_tables() {
    let place = Place::new();
    place.run_well();
    let before = place.tables();
    let strict = PIPELINE.replace("min = 50", "min = 53").replace("min = 30", "min = 31");
    fs::write(place.path().join("sample.toml"), strict).expect("a file");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        hint: the tables of the last good run stay as they are
        error: 2 of 2 bounds missed: `vendor_weeks` (complete weeks of the vendor series): found 51, expected 53 or more; `apps` (apps with a chart): found 30, expected 31 or more"#]].assert_eq(ended.stderr.lines().rev().take(2).collect::<Vec<_>>().join("\n").as_str());
    assert_eq!(place.tables(), before);
}

#[test]
fn a_maximum_warns_above_itself() {
    let place = Place::new();
    let warnings = |most: &str| {
        fs::write(place.path().join("sample.toml"), PIPELINE.replace("min = 30", most)).expect("a file");
        let ended = tokenshare(&["run", "sample.toml", "--data", "data"], place.path());
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stderr.lines().filter(|line| line.starts_with("warning: `apps`")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(warnings("max = 29"), ["warning: `apps` (apps with a chart): found 30, expected 29 or less"]);
    assert_eq!(warnings("max = 30"), [""; 0]);
}

#[test]
fn a_foreign_file_among_the_snapshots_is_named() {
    let place = Place::new();
    fs::write(place.data().join("snapshots/apps/notes.txt"), "x").expect("a file");
    fs::write(place.data().join("snapshots/.DS_Store"), "x").expect("a file");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: `snapshots/apps/notes.txt` belongs to no snapshot
        hint: bytes come in by `tokenshare import`; keep other files elsewhere
    "#]]
    .assert_eq(&ended.stderr);
}

/// Deeper than source, request, argument and instant there is nothing to look for.
#[test]
fn a_folder_that_lies_too_deep_is_named() {
    let place = Place::new();
    fs::create_dir_all(place.data().join("snapshots/apps/page/cline/old/older")).expect("a folder");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: `snapshots/apps/page/cline/old/older` belongs to no snapshot
        hint: bytes come in by `tokenshare import`; keep other files elsewhere
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn a_request_without_snapshots_is_named() {
    let place = Place::new();
    fs::remove_dir_all(place.data().join("snapshots/catalog")).expect("a folder");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: no snapshot of `catalog/models` in `data/snapshots`
        hint: `tokenshare fetch sample.toml` asks for it; `tokenshare import catalog/models --captured-at INSTANT --data data FILE` makes one
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn tables_that_the_new_run_does_not_make_go() {
    let place = Place::new();
    place.run_well();
    let smaller = PIPELINE.replace("\"apps/page\" = \"newest\"\n", "").replace("apps = { min = 30 }\n", "");
    fs::write(place.path().join("sample.toml"), smaller).expect("a file");
    place.run_well();
    assert!(!place.data().join("ingested/app_model_chart.parquet").exists());
    assert!(place.data().join("ingested/catalog.parquet").exists());
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let place = Place::new();
    fs::create_dir_all(place.data().join(".next-killed/ingested")).expect("a folder");
    place.run_well();
    assert!(files(&place.data()).iter().all(|file| !file.starts_with(".next-")));
    assert!(!place.data().join(".next-killed").exists());
}

#[test]
fn a_second_run_fails_at_once() {
    let place = Place::new();
    let lock = fs::File::create(place.data().join(".lock")).expect("a file");
    lock.file().lock().expect("nobody holds it");
    fs::write(place.data().join(".lock"), "2026-04-14T12:00:00Z").expect("a file");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: another run has been writing to `data` since `2026-04-14T12:00:00Z`
        hint: wait until it ends, or give `--data` another folder
    "#]]
    .assert_eq(&ended.stderr);
    drop(lock);
    place.run_well();
}

#[test]
fn an_origin_that_fits_no_table_is_named() {
    let place = Place::new();
    place.change("snapshots/apps/page/cline/2026-04-14T120000Z/snapshot.toml", |facts| {
        String::from_utf8(facts).expect("text").replace("app_model_chart", "app_model_charts").into_bytes()
    });
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z`
          caused by: `[[origin]]`: `apps/page` makes no `app_model_charts`, expected `app_model_chart`
        hint: `snapshot.toml` was edited: import the bytes again
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn a_moved_snapshot_is_named() {
    let place = Place::new();
    let pages = place.data().join("snapshots/apps/page");
    fs::rename(pages.join("cline"), pages.join("kline")).expect("a folder");
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: snapshot `apps/page/kline/2026-04-14T120000Z`
          caused by: its facts belong to `apps/page/cline/2026-04-14T120000Z`, found them in `apps/page/kline/2026-04-14T120000Z`
        hint: a snapshot is never moved or renamed: import the bytes again
    "#]].assert_eq(&ended.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let place = Place::new();
    let ended = tokenshare(&["run", "sample.toml", "--data", "dta"], place.path());
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: no data folder `dta`: a run needs `apps/page`, `catalog/models`, `frontend/models-month`, `rankings_page/stream`
        hint: the nearest that has snapshots is `--data data`; `tokenshare fetch sample.toml --data dta` asks for 3 of them; `tokenshare import REQUEST --captured-at INSTANT --data dta FILE` makes one
    "#]]
    .assert_eq(&ended.stderr);
    assert!(!place.path().join("dta").exists());
}

/// Well stored and well hashed, and not what a catalogue says: the parser names snapshot, file and place.
#[test]
fn garbage_among_the_snapshots_is_named_with_its_place() {
    let place = Place::new();
    let body = br#"{"data":[{"id":"a/b","pricing":{"prompt":"many"}}]}"#;
    replace_body(&place.data().join("snapshots/catalog/models/2026-04-14T004905Z"), "body.json", body);
    let ended = place.run();
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: snapshot `catalog/models/2026-04-14T004905Z`, `body.json`
          caused by: `$.data[0].pricing.prompt`: expected a decimal number, found `"many"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn another_pipeline_in_the_folder_tells_what_goes() {
    let place = Place::new();
    place.run_well();
    let smaller = PIPELINE.replace("\"apps/page\" = \"newest\"\n", "").replace("apps = { min = 30 }\n", "");
    fs::write(place.path().join("sample.toml"), smaller).expect("a file");
    let ended = tokenshare(&["run", "sample.toml", "--data", "data"], place.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.starts_with("warning: ")).collect();
    expect!["warning: `sample` does not make 2 tables of the last run, `sample`, which go: `app_model_chart`, `app_model_week`"].assert_eq(&told.join("\n"));
}

//! `tokenshare export`: what other tools get is what `show` prints, nothing is lost on failure, and data packages are
//! valid by their own tool.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::process::{command, files, python, said, sample_tables, sha256, tokenshare};
use expect_test::{expect, expect_file};
use fs_err as fs;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use schema::TableSpec;
use serde_json::Value;
use tempfile::TempDir;

pub(super) fn demo() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    said(&["demo", "--quiet"], folder.path());
    folder
}

pub(super) const CSV: &[&str] = &["export", "--to", "csv", "out", "--data", "data/demo", "--quiet"];
const SQLITE: &[&str] = &["export", "--to", "sqlite", "out.sqlite", "--data", "data/demo", "--quiet"];
pub(super) const PARTS: &[&str] =
    &["export", "--to", "parquet", "out", "--partition", "--data", "data/demo", "--quiet"];

/// The program of DuckDB that stands beside the Python of the tests.
pub(super) fn duckdb(python: &Path) -> String {
    python.with_file_name("duckdb").display().to_string()
}

fn script(python: &Path, name: &str, arguments: &[PathBuf]) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/program").join(name);
    let output = Command::new(python).arg(script).args(arguments).output().expect("it starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

#[test]
fn csv_is_what_is_shown_and_its_package_says_so() {
    let folder = demo();
    let path = folder.path();
    said(CSV, path);
    let package = fs::read_to_string(path.join("out/datapackage.json")).expect("it is there");
    let package: Value = serde_json::from_str(&package).expect("JSON");
    let resources = package["resources"].as_array().expect("a list");
    let mut expected = vec![".tokenshare-export".to_owned(), "datapackage.json".to_owned()];
    for spec in sample_tables() {
        let name = format!("{}.csv", spec.name);
        let text = fs::read_to_string(path.join("out").join(&name)).expect("it is there");
        assert_eq!(text, said(&["show", spec.name, "--data", "data/demo", "--format", "csv"], path), "{name}");
        let resource = resources.iter().find(|resource| resource["path"] == *name).expect("it is described");
        assert_eq!(resource["bytes"], text.len(), "{name}");
        assert_eq!(resource["hash"], format!("sha256:{}", sha256(text.as_bytes())), "{name}");
        assert_eq!(resource["schema"]["fields"].as_array().map(Vec::len), Some(spec.columns().count()), "{name}");
        expected.push(name);
    }
    expected.sort_unstable();
    assert_eq!(files(&path.join("out")), expected);
    assert_eq!(resources.len(), sample_tables().len());
    assert!(package["sources"].as_array().is_some_and(|sources| sources.len() > 3));
}

#[test]
fn packages_are_valid_by_their_own_tool() {
    let Some(python) = python() else { return };
    let folder = demo();
    let path = folder.path();
    said(CSV, path);
    let of = |place: &str| path.join(place).join("datapackage.json");
    let places = ["out", "data/demo/ingested", "data/demo/normalized", "data/demo/analyzed"].map(of);
    let (is_valid, said) = script(&python, "package_check.py", &places);
    assert!(is_valid, "{said}");
    // A wrong cell, and a limit that rows break.
    let csv = path.join("out/vendor_gap.csv");
    fs::write(&csv, fs::read_to_string(&csv).expect("text").replace(",default,", ",defualt,")).expect("room");
    assert!(!script(&python, "package_check.py", &[of("out")]).0);
    let analyzed = of("data/demo/analyzed");
    let text = fs::read_to_string(&analyzed).expect("text").replace("\"maximum\": 1\n", "\"maximum\": 0\n");
    fs::write(&analyzed, text).expect("room");
    assert!(!script(&python, "package_check.py", &[analyzed]).0);
}

/// Whatever the disk refuses, the export before is there whole, or the new one.
#[test]
fn nothing_is_lost_on_failure() {
    for (arguments, target) in [(CSV, "out"), (SQLITE, "out.sqlite"), (PARTS, "out")] {
        let folder = demo();
        let path = folder.path();
        said(arguments, path);
        let seen = |path: &Path| -> Vec<(String, Vec<u8>)> {
            let read = |file: String| (file.clone(), fs::read(path.join("out").join(file)).expect("a file"));
            if target == "out" {
                return files(&path.join("out")).into_iter().map(read).collect();
            }
            vec![(target.to_owned(), fs::read(path.join(target)).expect("a file"))]
        };
        let before = seen(path);
        // The first deeds, and the last ones: those that put it into its place.
        let loud: Vec<&str> = arguments.iter().copied().filter(|argument| *argument != "--quiet").collect();
        let trace = command(&loud, path).env("TOKENSHARE_FAULT", "trace").output().expect("it starts");
        let deeds = String::from_utf8_lossy(&trace.stderr).matches("deed ").count();
        assert!(deeds >= 5, "{}", String::from_utf8_lossy(&trace.stderr));
        for at in (1..=3).chain(deeds - 3..=deeds) {
            let fault = format!("error@{at}");
            let output = command(arguments, path).env("TOKENSHARE_FAULT", fault).output().expect("it starts");
            assert_eq!(output.status.code(), Some(1), "{target} at {at}");
            assert!(seen(path) == before, "{target} at {at}");
        }
        assert_eq!(said(arguments, path), "");
        assert!(seen(path) == before, "the same tables give the same bytes");
    }
}

/// The folders that exports work in.
pub(super) fn rooms(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut rooms: Vec<String> = names.filter(|name| name.starts_with(".replace-")).collect();
    rooms.sort_unstable();
    rooms
}

/// Killed while a folder is put into its place, the old one is there whole, or the new one; so it is where the file system
/// can't exchange two folders, as long as nobody is killed between its two renames.
#[test]
fn a_kill_leaves_the_old_folder_or_the_new_one() {
    let folder = demo();
    let path = folder.path();
    said(CSV, path);
    let new = files(&path.join("out"));
    let with_fault = |arguments: &[&str], fault: &str| {
        command(arguments, path).env("TOKENSHARE_FAULT", fault).output().expect("it starts")
    };
    let trace = with_fault(&CSV[..CSV.len() - 1], "trace");
    let deeds = String::from_utf8_lossy(&trace.stderr).matches("deed ").count();
    let (mut was_old, mut was_new) = (false, false);
    let mark = path.join("out/datapackage.json");
    let is_marked = || fs::read_to_string(&mark).expect("it is there") == "old";
    for at in deeds - 4..=deeds {
        // Removes what the kill before left: a deed more.
        said(CSV, path);
        assert_eq!(rooms(path), [""; 0], "swept before {at}");
        fs::write(&mark, "old").expect("the folder is there");
        let killed = with_fault(CSV, &format!("kill@{at}"));
        assert_eq!(killed.status.code(), None, "it was killed at {at} of {deeds}");
        assert_eq!(rooms(path).len(), 1, "killed at {at}");
        let is_old = is_marked();
        (was_old, was_new) = (was_old || is_old, was_new || !is_old);
        assert_eq!(files(&path.join("out")), new, "killed at {at}");
    }
    assert!(was_old && was_new, "no kill before it, or none behind it");
    fs::write(&mark, "old").expect("the folder is there");
    let lacking = with_fault(CSV, "lacking");
    assert!(lacking.status.success() && files(&path.join("out")) == new && !is_marked(), "by two renames");
    assert_eq!(rooms(path), [""; 0]);
}

/// Killed between two renames, where folders can't be exchanged: what had been taken away is there again. What somebody
/// works in stays, and what is no room of ours.
#[test]
fn what_a_killed_export_left_goes_and_what_it_took_away_is_back() {
    let folder = demo();
    let path = folder.path();
    said(CSV, path);
    let whole = files(&path.join("out"));
    for name in [".replace-cut/old", ".replace-cut/next", ".replace-busy/next", ".replace-mine/notes"] {
        fs::create_dir_all(path.join(name)).expect("room");
    }
    fs::rename(path.join("out"), path.join(".replace-cut/old/out")).expect("a folder");
    let busy = fs::File::open(path.join(".replace-busy")).expect("a folder");
    busy.file().lock_shared().expect("nobody holds it");
    said(SQLITE, path);
    assert_eq!(files(&path.join("out")), whole);
    assert_eq!(rooms(path), [".replace-busy", ".replace-mine"]);
    drop(busy);
    // What no export took away is somebody's, wherever it lies.
    fs::create_dir_all(path.join(".replace-other/old/notes")).expect("room");
    fs::write(path.join(".replace-other/old/notes/a.txt"), "precious").expect("room");
    said(SQLITE, path);
    assert_eq!(rooms(path), [".replace-mine", ".replace-other"]);
}

#[test]
fn what_others_wrote_is_not_replaced() {
    let folder = demo();
    let path = folder.path();
    fs::create_dir(path.join("out")).expect("room");
    fs::write(path.join("out/mine.csv"), "a").expect("room");
    fs::write(path.join("out.sqlite"), "b".repeat(200)).expect("room");
    for arguments in [CSV, PARTS, SQLITE] {
        let ended = tokenshare(arguments, path);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains("no export of this program"), "{}", ended.stderr);
    }
    let duckdb = ["export", "--to", "duckdb", "out.sqlite", "--data", "data/demo"];
    assert_eq!(tokenshare(&duckdb, path).code, Some(1));
    assert_eq!(fs::read_to_string(path.join("out/mine.csv")).expect("it is there"), "a");
    assert_eq!(fs::read_to_string(path.join("out.sqlite")).expect("it is there"), "b".repeat(200));
    assert_eq!(files(path).iter().filter(|file| !file.starts_with("data/")).count(), 2);
}

/// `analyzed` and its like lead into a run, which goes once it is old.
#[test]
fn nothing_is_exported_among_runs_or_snapshots() {
    let folder = demo();
    let path = folder.path();
    let run = fs::canonicalize(path.join("data/demo/current")).expect("a run").display().to_string();
    std::os::unix::fs::symlink("data/demo/analyzed", path.join("mine")).expect("room");
    let before = files(path);
    let inner = ["analyzed", "normalized/deep/er", "ingested", "current", "runs", "new/../runs", "snapshots"];
    let inner = inner.map(|name| format!("data/demo/{name}/out"));
    for target in inner.iter().map(String::as_str).chain([run.as_str(), "mine/out", "mine"]) {
        for form in [&["csv"][..], &["sqlite"], &["duckdb"], &["parquet", "--partition"]] {
            let ended = tokenshare(&[&["export", target, "--data", "data/demo", "--to"], form].concat(), path);
            assert_eq!(ended.code, Some(2), "{form:?} to `{target}`: {}", ended.stderr);
            assert!(ended.stderr.contains("of a data folder"), "{}", ended.stderr);
        }
    }
    for verb in ["brief", "report", "findings"] {
        let ended = tokenshare(&[verb, "--out", "data/demo/analyzed/out", "--data", "data/demo"], path);
        assert_eq!(ended.code, Some(2), "{verb}: {}", ended.stderr);
    }
    // Another data folder's run is one as well.
    let ended = tokenshare(&["export", "--to", "csv", &format!("{run}/out"), "--data", &run], path);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert_eq!(files(path), before);
    said(&["export", "--to", "csv", "data/demo/shares", "--data", "data/demo"], path);
}

#[test]
fn what_cannot_be_is_told() {
    let folder = demo();
    let told = |arguments: &[&str]| tokenshare(arguments, folder.path()).stderr;
    expect![[r#"
        error: the tables are Parquet files already
        hint: they lie in `data/demo`, a file for each table; `--partition` lays them out by day
    "#]]
    .assert_eq(&told(&["export", "--to", "parquet", "out", "--data", "data/demo"]));
    expect![[r#"
        error: `--partition` is about Parquet files
        hint: `--to parquet DIR --partition`
    "#]]
    .assert_eq(&told(&["export", "--to", "csv", "out", "--partition", "--data", "data/demo"]));
    expect![[r#"
        error: no tables in `data/none`: there is no such folder
        hint: `tokenshare run PIPELINE.toml --data data/none` makes them; `tokenshare demo` makes some to look at
    "#]]
    .assert_eq(&told(&["export", "--to", "csv", "out", "--data", "data/none"]));
    expect![[r#"
        error: no tables in `data/dmo`: there is no such folder
        hint: the nearest that has some is `--data data/demo`
    "#]]
    .assert_eq(&told(&["export", "--to", "csv", "out", "--data", "data/dmo"]));
    expect![[r#"
        error: no tables in `data/demo/manifest.toml`: it is no folder
        hint: it is a part of a data folder: `--data data/demo` names the whole
    "#]]
    .assert_eq(&told(&["export", "--to", "csv", "out", "--data", "data/demo/manifest.toml"]));
    let duckdb = ["export", "--to", "duckdb", "t.duckdb", "--data", "data/demo", "--duckdb", "no-such-duckdb"];
    expect![[r#"
        error: the program `no-such-duckdb` could not be started
          caused by: No such file or directory (os error 2)
        hint: install DuckDB (`pip install duckdb-cli`), or name it in TOKENSHARE_DUCKDB; `duckdb t.duckdb < t.duckdb.sql` makes the file
    "#]]
    .assert_eq(&told(&duckdb));
    assert!(folder.path().join("t.duckdb.sql").is_file() && !folder.path().join("t.duckdb").exists());
    expect_file!["../golden/help_export.txt"].assert_eq(&said(&["export", "--help"], folder.path()));
}

/// The pairs in the footer of a Parquet file.
fn footer(file: &Path) -> BTreeMap<String, String> {
    let reader = SerializedFileReader::new(fs::File::open(file).expect("it is there").into_file());
    let reader = reader.expect("a Parquet file");
    let pairs = reader.metadata().file_metadata().key_value_metadata().expect("a footer").clone();
    pairs.into_iter().map(|pair| (pair.key, pair.value.unwrap_or_default())).collect()
}

/// Rows by day are the rows of the table, with the same types: by DuckDB, polars and pyarrow.
#[test]
fn rows_by_day_are_the_rows_of_the_table() {
    let Some(python) = python() else { return };
    let folder = demo();
    let path = folder.path();
    said(PARTS, path);
    assert!(path.join("out/token_share/week_start_date=2026-04-05/data.parquet").is_file());
    let table = |spec: &TableSpec| path.join("data/demo").join(spec.path());
    let tables: Vec<PathBuf> = [path.join("out")].into_iter().chain(sample_tables().into_iter().map(table)).collect();
    let (is_same, said) = script(&python, "partition_check.py", &tables);
    assert!(is_same, "{said}");
    // What a table's own footer says stands once.
    let (table, about) =
        (path.join("data/demo/analyzed/token_share.parquet"), path.join("out/_metadata/token_share.parquet"));
    let one = path.join("out/token_share/week_start_date=2026-04-05/data.parquet");
    let [table, about, one] = [table, about, one].map(|file| footer(&file));
    assert_eq!(about, table);
    let kept: Vec<&str> = one.keys().map(String::as_str).filter(|key| *key != "ARROW:schema").collect();
    assert_eq!(kept, ["tokenshare.citations", "tokenshare.licences", "tokenshare.made_id", "tokenshare.table"]);
    assert!(kept.iter().all(|key| one[*key] == table[*key]));
    // One file less is seen.
    fs::remove_file(path.join("out/token_share/week_start_date=2026-04-05/data.parquet")).expect("it is there");
    assert!(!script(&python, "partition_check.py", &tables).0);
}

/// A folder whose name is a pattern and ends a text; then a table that is none: DuckDB stops, and the old file stays.
#[test]
fn duckdb_reads_what_it_is_given_and_stops_at_what_it_cannot() {
    let Some(python) = python() else { return };
    let folder = demo();
    let path = folder.path();
    fs::rename(path.join("data/demo"), path.join("it's [a]*")).expect("room");
    let program = duckdb(&python);
    let arguments = ["export", "--to", "duckdb", "t.duckdb", "--data", "it's [a]*", "--quiet", "--duckdb", &program];
    said(&arguments, path);
    let before = fs::read(path.join("t.duckdb")).expect("it is there");
    let run = fs::canonicalize(path.join("it's [a]*/current")).expect("a run");
    fs::write(run.join("analyzed/vendor_gap.parquet"), "no table").expect("room");
    let ended = tokenshare(&arguments, path);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("did not make the file") && ended.stderr.contains("t.duckdb.sql"),
        "{}",
        ended.stderr
    );
    assert!(fs::read(path.join("t.duckdb")).expect("it is there") == before);
}

/// Whoever made tables in a file of ours, or laid a file of their own beside our script, keeps them.
#[test]
fn tables_that_no_export_wrote_are_not_replaced() {
    let Some(python) = python() else { return };
    let folder = demo();
    let path = folder.path();
    let (program, file) = (duckdb(&python), path.join("t.duckdb"));
    let arguments = ["export", "--to", "duckdb", "t.duckdb", "--data", "data/demo", "--quiet", "--duckdb", &program];
    let done = |sql: &str| {
        let ended = Command::new(&program).arg(&file).args(["-c", sql]).output().expect("it starts");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    let refused = |names: &str| {
        let before = fs::read(&file).expect("it is there");
        let ended = tokenshare(&arguments, path);
        let told = format!("`t.duckdb` has tables or views that no export wrote: {names}\n");
        assert!(ended.code == Some(1) && ended.stderr.contains(&told), "{}", ended.stderr);
        assert!(fs::read(&file).expect("it is there") == before, "{names}");
    };
    said(&arguments, path);
    done("CREATE TABLE notes (text VARCHAR); CREATE VIEW newest AS SELECT max(week_start_date) FROM token_share");
    done("CREATE SCHEMA mine; CREATE TABLE mine.token_share (text VARCHAR)");
    refused("`mine.token_share`, `newest`, `notes`");
    done("DROP VIEW newest; DROP TABLE notes; DROP SCHEMA mine CASCADE");
    said(&arguments, path);
    // A file of somebody's own, with a table that is called as one of ours is.
    fs::remove_file(&file).expect("it is there");
    done("CREATE TABLE claim (text VARCHAR)");
    refused("`claim`");
}

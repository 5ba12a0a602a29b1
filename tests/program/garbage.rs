//! `gc` and `[keep]`: what goes can be made again, and is told; nothing else goes.

use std::{
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    history::{History, PIPELINE, Stock, copy, demand_same},
    process::{Ended, files, install, tokenshare},
};
use fs_err as fs;
use tempfile::TempDir;

/// A folder with a run for each of four weeks, and all that may lie beside.
fn place(stock: &Stock) -> History {
    let place = History::new();
    for week in stock.ids().chunks(3) {
        place.arrive_all(stock, week);
        place.run_well(&[]);
    }
    for (name, text) in [
        ("reference/accepted.csv", "snapshot_id,facts_sha256,accepted_at,because\n"),
        (".fetch.json", "{\"day\":\"2026-01-05\",\"requests\":{}}"),
        ("notes.txt", "mine"),
        (".next-left/run/manifest.toml", "cut"),
        (".fetch-left", "{"),
        ("snapshots/.import-left/snapshot/body.csv", "cut"),
    ] {
        let path = place.data().join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("room");
        fs::write(path, text).expect("room");
    }
    let first = &stock.ids()[0];
    copy(&place.data().join("snapshots").join(first), &place.data().join("refused").join(first));
    place
}

fn gc(place: &History, more: &[&str]) -> Ended {
    let ended = tokenshare(&[&["gc", "--data", "data"], more].concat(), place.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended
}

/// All that is no run and no leftover.
fn others(place: &History) -> Vec<String> {
    let is_other = |name: &String| !name.starts_with("runs/") && !name.contains("-left");
    files(&place.data()).into_iter().filter(is_other).collect()
}

#[test]
fn what_goes_is_told_and_can_be_made_again() {
    let stock = Stock::new(4);
    let place = place(&stock);
    let (all, beside, newest, runs) = (files(&place.data()), others(&place), place.made(), place.runs());
    assert_eq!(runs.len(), 4);
    assert!(gc(&place, &["--dry-run"]).stderr.contains("0 old runs would go"), "they are of today");
    wait();
    let would = gc(&place, &["--runs", "2", "--days", "0", "--dry-run"]).stderr;
    assert_eq!(files(&place.data()), all, "nothing goes: {would}");
    let does = gc(&place, &["--runs", "2", "--days", "0"]).stderr;
    assert_eq!(would.replace("would go", "goes").replace("old runs goes", "old runs go"), does);
    let left = [".next-left", ".fetch-left", "snapshots/.import-left"].map(|name| place.data().join(name));
    for gone in runs[..2].iter().chain(&left) {
        let name = gone.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(does.contains(&name) && !gone.exists(), "{name}: {does}");
    }
    assert_eq!(place.runs(), runs[2..]);
    assert_eq!(others(&place), beside, "all else stays");
    demand_same(&place.made(), &newest, "the newest stays");
    place.verify_well();
    place.run_well(&["--as-of", "2026-01-05T12:00:00Z"]);
    assert_eq!(place.runs().len(), 3, "what went was made again");
}

/// Both bounds have to be past.
#[test]
fn a_pipeline_says_how_many_runs_stay() {
    let stock = Stock::new(4);
    for (keep, expected) in [("runs = 2\ndays = 0", 2), ("runs = 2\ndays = 1", 5), ("runs = 9\ndays = 0", 5), ("", 5)] {
        let place = place(&stock);
        wait();
        let beside = others(&place);
        place.plan(&format!("{}[keep]\n{keep}\n", PIPELINE.replace("gap_weeks = 2", "gap_weeks = 3")));
        place.run_well(&[]);
        assert_eq!(place.runs().len(), expected, "{keep}");
        assert_eq!(others(&place), beside, "{keep}");
        place.demand_clean();
    }
}

/// A run that is being written has the lock.
#[test]
fn nothing_is_removed_while_a_run_is_at_work() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    let lock = fs::File::create(place.data().join(".lock")).expect("a file");
    lock.file().lock().expect("nobody holds it");
    fs::create_dir_all(place.data().join(".next-mine")).expect("room");
    let ended = tokenshare(&["gc", "--data", "data"], place.path());
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("another run has been writing"), "{}", ended.stderr);
    assert!(place.data().join(".next-mine").exists());
}

/// `gc` of somebody who may read the folder and not write there; root may, so it is nobody then.
fn gc_of_a_reader(place: &History, more: &[&str]) -> Ended {
    let permit = |path: &Path, mode| fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("ours");
    let home = TempDir::new().expect("a temporary folder");
    let program = home.path().join("tokenshare");
    install(Path::new(env!("CARGO_BIN_EXE_tokenshare")), &program);
    for path in [home.path(), &program, place.path()] {
        permit(path, 0o755);
    }
    for path in [&place.data(), &place.data().join(".lock")] {
        permit(path, 0o555);
    }
    let mut command = Command::new(&program);
    command.args(["gc", "--data", "data"]).args(more).current_dir(place.path());
    if fs::metadata(place.path()).expect("it is there").uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let ended = command.output().expect("it starts").into();
    for path in [&place.data(), &place.data().join(".lock")] {
        permit(path, 0o755);
    }
    ended
}

#[test]
fn who_may_only_read_is_told_what_would_go() {
    let place = place(&Stock::new(4));
    wait();
    let bounds = ["--runs", "2", "--days", "0"];
    let would = [&bounds[..], &["--dry-run"]].concat();
    let told = gc_of_a_reader(&place, &would);
    assert_eq!((told.code, told.stderr), (Some(0), gc(&place, &would).stderr));
    let ended = gc_of_a_reader(&place, &bounds);
    assert!(ended.code == Some(1) && ended.stderr.contains("may you read and write there?"), "{}", ended.stderr);
    assert_eq!(place.runs().len(), 4);
}

/// Waits until runs of just now are older than no day.
pub fn wait() {
    std::thread::sleep(std::time::Duration::from_millis(2_100));
}

/// Changes the bytes of a file.
fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("a file");
    change(&mut bytes);
    fs::write(path, bytes).expect("ours");
}

/// Where a snapshot lies, by its place among all.
fn snapshot(place: &History, stock: &Stock, at: usize) -> PathBuf {
    place.data().join("snapshots").join(&stock.ids()[at])
}

/// Once snapshots are gone or damaged, the tables of a run are the last copy of what they said.
#[test]
fn what_no_run_can_make_again_stays_and_is_told() {
    let stock = Stock::new(4);
    let whole = place(&stock);
    let runs = |place: &History| place.runs().len();
    wait();
    // The fourth run is the newest; each is made of the weeks until its own.
    let place = whole.copy();
    place.leave(&stock.ids()[6]);
    let told = gc(&place, &["--runs", "1", "--days", "0"]).stderr;
    let gone = format!("stays: it can't be made again: snapshot `{}` is not held any more", stock.ids()[6]);
    assert!(told.contains(&gone) && told.contains("2 old runs go"), "{told}");
    assert_eq!(runs(&place), 2, "{told}");
    // A bit, and another length.
    let place = whole.copy();
    let body = fs::read_dir(snapshot(&place, &stock, 3)).expect("a folder").map(|entry| entry.expect("a file").path());
    let body = body.into_iter().find(|path| !path.ends_with("snapshot.toml")).expect("a body");
    change(&body, |bytes| bytes[20] ^= 1);
    let told = gc(&place, &["--runs", "1", "--days", "0", "--dry-run"]).stderr;
    assert!(told.contains("1 old run would go") && told.contains("can't be made again: snapshot `"), "{told}");
    assert!(told.contains(", and 1 ") || told.contains("expected sha256"), "{told}");
    change(&body, |bytes| bytes.truncate(20));
    place.plan(&format!("{}[keep]\nruns = 1\ndays = 0\n", PIPELINE.replace("gap_weeks = 2", "gap_weeks = 3")));
    let told = place.run_well(&[]).stderr;
    assert!(told.contains("1 old run removed"), "{told}");
    assert!(told.contains("3 runs past `[keep]` and kept all the same") && told.contains("found 20"), "{told}");
    assert_eq!(runs(&place), 4, "{told}");
    // Facts that were written anew are of another answer.
    let place = whole.copy();
    change(&snapshot(&place, &stock, 0).join("snapshot.toml"), |bytes| bytes.insert(0, b'\n'));
    let told = gc(&place, &["--runs", "1", "--days", "0"]).stderr;
    assert!(told.contains("was stored anew with other facts since") && runs(&place) == 4, "{told}");
    // A manifest that was changed says nothing of what its run used.
    let place = whole.copy();
    change(&place.runs()[0].join("manifest.toml"), |bytes| bytes.extend(b"\n"));
    let told = gc(&place, &["--runs", "1", "--days", "0"]).stderr;
    assert!(place.runs()[0] == place.data().join("runs").join(whole.runs()[0].file_name().expect("a name")), "{told}");
    assert_eq!(runs(&place), 2, "{told}");
}

/// Who exports into `analyzed`, or keeps notes there, has them in a run's folder.
#[test]
fn a_run_with_files_of_somebody_else_stays() {
    let stock = Stock::new(4);
    let place = place(&stock);
    wait();
    let oldest = place.runs()[0].clone();
    let mine = oldest.join("analyzed/mine/notes.csv");
    fs::create_dir_all(mine.parent().expect("below")).expect("room");
    fs::write(&mine, "years of work").expect("room");
    let verify = place.verify();
    assert_eq!(verify.code, Some(0), "{}", verify.stderr);
    assert!(verify.stderr.contains("analyzed/mine/notes.csv` is no file of its run"), "{}", verify.stderr);
    let told = gc(&place, &["--runs", "1", "--days", "0"]).stderr;
    assert!(told.contains("stays: `analyzed/mine/notes.csv` in it is no file of a run"), "{told}");
    assert!(told.contains("2 old runs go") && mine.exists(), "{told}");
    change(&oldest.join("manifest.toml"), |bytes| bytes.extend(b"x"));
    let told = gc(&place, &["--damaged"]).stderr;
    assert!(told.contains("stays: `analyzed/mine/notes.csv` in it") && mine.exists(), "{told}");
    place.plan(&format!("{}[keep]\nruns = 1\ndays = 0\n", PIPELINE.replace("gap_weeks = 2", "gap_weeks = 3")));
    place.run_well(&[]);
    assert!(mine.exists());
    fs::remove_dir_all(mine.parent().expect("below")).expect("ours");
    gc(&place, &["--damaged"]);
    assert!(!oldest.exists());
}

/// No run mends an older run: it stays until somebody says that it may go, and `verify` and `gc` say the same of it.
#[test]
fn a_broken_older_run_goes_by_gc_where_it_is_told_to() {
    let place = place(&Stock::new(3));
    let runs = place.runs();
    change(&runs[0].join("normalized/vendor_week.parquet"), |bytes| bytes[9] ^= 1);
    let verify = || place.verify();
    let told = verify();
    let hint = "hint: no run mends it: put it back from a copy, or `tokenshare gc --damaged` removes it";
    assert!(told.code == Some(1) && told.stderr.contains(hint), "{}", told.stderr);
    assert!(told.stderr.contains("vendor_week.parquet") && !told.stderr.contains("--fresh"), "{}", told.stderr);
    let told = gc(&place, &[]).stderr;
    assert!(told.contains("stays: its files are not what its manifest says: `gc --damaged` removes it"), "{told}");
    assert!(told.contains("0 old runs go") && place.runs() == runs && verify().code == Some(1), "{told}");
    let told = gc(&place, &["--damaged"]).stderr;
    assert!(told.contains("1 old run goes, damaged: 1") && told.contains("no run mends it"), "{told}");
    assert_eq!(place.runs(), runs[1..]);
    assert_eq!(verify().code, Some(0), "{}", verify().stderr);
}

/// Who fetches or imports takes no lock of the whole folder: what a killed one left is told by a lock of its own.
#[test]
fn what_killed_imports_left_goes_at_once_and_what_is_being_written_stays() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    let snapshots = place.data().join("snapshots");
    let (left, busy) = (snapshots.join(".import-left"), snapshots.join(".import-busy"));
    fs::create_dir_all(&busy).expect("room");
    let held = fs::File::open(&busy).expect("a folder");
    held.file().lock_shared().expect("nobody sweeps it");
    fs::write(place.path().join("bad.json"), "<html>").expect("room");
    let import = ["import", "catalog/models", "--captured-at", "2026-02-02T00:00:00Z", "--data", "data", "bad.json"];
    for arguments in [&import[..], &["run", "history.toml", "--data", "data"], &["gc", "--data", "data"]] {
        fs::create_dir_all(left.join("snapshot")).expect("room");
        let ended = tokenshare(arguments, place.path());
        assert!(!left.exists() && busy.exists(), "{arguments:?}: {}", ended.stderr);
    }
    drop(held);
    gc(&place, &[]);
    assert!(!busy.exists());
}

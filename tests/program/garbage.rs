//! `gc` and `[keep]`: what goes can be made again, and is told; nothing else goes.

use std::{
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::Path,
    process::Command,
};

use super::{
    history::{History, PIPELINE, Stock, demand_same},
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
        ("refused/catalog/models/2026-01-05T120000Z/body.json", "{}"),
        (".fetch.json", "{\"day\":\"2026-01-05\",\"requests\":{}}"),
        ("notes.txt", "mine"),
        (".next-left/run/manifest.toml", "cut"),
        (".fetch-left", "{"),
    ] {
        let path = place.data().join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("room");
        fs::write(path, text).expect("room");
    }
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
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let would = gc(&place, &["--runs", "2", "--days", "0", "--dry-run"]).stderr;
    assert_eq!(files(&place.data()), all, "nothing goes: {would}");
    let does = gc(&place, &["--runs", "2", "--days", "0"]).stderr;
    assert_eq!(would.replace("would go", "goes").replace("old runs goes", "old runs go"), does);
    for gone in [&runs[0], &runs[1], &place.data().join(".next-left"), &place.data().join(".fetch-left")] {
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
        std::thread::sleep(std::time::Duration::from_millis(2_100));
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
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let bounds = ["--runs", "2", "--days", "0"];
    let would = [&bounds[..], &["--dry-run"]].concat();
    let told = gc_of_a_reader(&place, &would);
    assert_eq!((told.code, told.stderr), (Some(0), gc(&place, &would).stderr));
    let ended = gc_of_a_reader(&place, &bounds);
    assert!(ended.code == Some(1) && ended.stderr.contains("may you read and write there?"), "{}", ended.stderr);
    assert_eq!(place.runs().len(), 4);
}

/// No run makes an older run again: `gc` alone helps, and does.
#[test]
fn a_broken_older_run_goes_by_gc() {
    let place = place(&Stock::new(3));
    let table = place.runs()[0].join("normalized/vendor_week.parquet");
    let mut bytes = fs::read(&table).expect("a table");
    bytes[9] ^= 1;
    fs::write(&table, bytes).expect("ours");
    let verify = || tokenshare(&["verify", "--data", "data"], place.path());
    let told = verify();
    assert!(
        told.code == Some(1) && told.stderr.contains("hint: no run makes it again: `tokenshare gc`"),
        "{}",
        told.stderr
    );
    assert!(told.stderr.contains("vendor_week.parquet") && !told.stderr.contains("--fresh"), "{}", told.stderr);
    gc(&place, &[]);
    assert_eq!(verify().code, Some(0), "{}", verify().stderr);
}

//! `gc` and `[keep]`: what goes can be made again, and is told; nothing else goes.

use super::{
    history::{History, PIPELINE, Stock, demand_same},
    process::{Ended, files, tokenshare},
};
use fs_err as fs;

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
    assert_eq!(would.replace("would go", "goes"), does);
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

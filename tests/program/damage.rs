//! A flipped bit, a lost link, a wrong clock: found, told, made good by the next run, and never handed on.

use std::{
    os::unix::{ffi::OsStrExt as _, fs::symlink},
    path::Path,
    process::Command,
};

use super::{
    history::{History, PIPELINE, Stock, copy, demand_same},
    process::{Ended, sealed, tokenshare, unsealed},
};
use fs_err as fs;

/// Replaces text in a file of a data folder once.
fn edit(place: &History, file: &str, old: &str, new: &str) {
    let path = place.data().join(file);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains(old), "`{old}` is in `{file}`");
    fs::write(path, text.replacen(old, new, 1)).expect("room");
}

/// Two weeks and a run over them, a third to come.
fn two_weeks(stock: &Stock) -> History {
    History::of(stock, &stock.ids()[..6])
}

fn gc(place: &History, more: &[&str]) -> String {
    let ended = tokenshare(&[&["gc", "--data", "data"], more].concat(), place.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended.stderr
}

/// Dates a run.
fn date(run: &Path, at: &str) {
    let path = run.join("run.toml");
    let text = fs::read_to_string(&path).expect("text");
    let dated = |line: &str| {
        if line.starts_with("finished_at") { format!("finished_at = \"{at}\"\n") } else { format!("{line}\n") }
    };
    let text: String = text.lines().filter(|line| !line.starts_with('#')).map(dated).collect();
    fs::write(path, sealed(&text)).expect("room");
}

/// `verify` names it.
fn demand_found(place: &History, said: &str) -> Ended {
    let ended = place.verify();
    assert_eq!(ended.code, Some(1), "{said}: {}", ended.stderr);
    assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    ended
}

#[test]
fn nothing_is_taken_over_from_a_manifest_with_a_flipped_bit() {
    let stock = Stock::new(3);
    let place = two_weeks(&stock);
    edit(&place, "current/manifest.toml", "tables = [\"catalog\"", "tables = [\"batalog\"");
    place.arrive_all(&stock, &stock.ids()[6..]);
    let told = place.run_well(&[]).stderr;
    assert!(
        told.contains("`manifest.toml`: expected sha256 `") && told.contains(": every table is made anew"),
        "{told}"
    );
    demand_same(&place.made(), &History::of(&stock, &stock.ids()).made(), "no row is lost");
    gc(&place, &["--damaged"]);
    place.verify_well();
}

#[test]
fn what_describes_and_vouches_for_the_newest_tables_is_made_good() {
    let stock = Stock::new(1);
    let whole = History::of(&stock, &stock.ids());
    let flip = |path: &Path| {
        let mut bytes = fs::read(path).expect("a file");
        bytes[30] ^= 1;
        fs::write(path, bytes).expect("room");
    };
    let remove = |path: &Path| fs::remove_file(path).expect("a file");
    let damages: [&dyn Fn(&Path); 2] = [&flip, &remove];
    for file in ["run.toml", "analyzed/datapackage.json"] {
        for (damage, how) in damages.iter().zip(["flipped", "gone"]) {
            for more in [&[][..], &["--fresh"]] {
                let place = whole.copy();
                damage(&place.data().join("current").join(file));
                demand_found(&place, file);
                place.run_well(more);
                demand_same(&place.made(), &whole.made(), &format!("`{file}` {how} {more:?}"));
                gc(&place, &["--damaged"]);
                place.verify_well();
                assert_eq!(place.runs().len(), 1);
            }
        }
    }
}

type Damage<'run> = &'run dyn Fn(&History);

#[test]
fn links_that_lead_nowhere_are_told_and_made_anew() {
    let stock = Stock::new(1);
    let whole = History::of(&stock, &stock.ids());
    let remove = |place: &History, name: &str| fs::remove_file(place.data().join(name)).expect("a link");
    let lead = |place: &History, name: &str, to: &str| {
        remove(place, name);
        symlink(to, place.data().join(name)).expect("room");
    };
    let damages: [(&str, Damage<'_>); 5] = [
        ("`data/current` does not lead to a run", &|place| lead(place, "current", "runs/000001-000000000000")),
        ("`data/current` does not lead to a run", &|place| remove(place, "current")),
        ("`data/current` does not lead to a run", &|place| {
            fs::remove_dir_all(place.data().join("runs")).expect("a folder");
        }),
        ("`data/analyzed` does not lead to `current/analyzed`", &|place| remove(place, "analyzed")),
        ("`data/run.toml` does not lead to `current/run.toml`", &|place| {
            lead(place, "run.toml", "currenu/run.toml");
        }),
    ];
    for (said, damage) in damages {
        let place = whole.copy();
        damage(&place);
        demand_found(&place, said);
        let lost = fs::read_link(place.data().join("run.toml")).is_ok_and(|to| to.starts_with("currenu"));
        if lost {
            remove(&place, "run.toml");
        }
        place.run_well(&[]);
        place.verify_well();
        demand_same(&place.made(), &whole.made(), said);
    }
}

/// A run that was cut before its last deed left a whole one to which nothing leads: no damage, and told.
#[test]
fn a_newer_run_to_which_nothing_leads_is_told() {
    let stock = Stock::new(3);
    let place = two_weeks(&stock);
    let before = fs::read_link(place.data().join("current")).expect("a link");
    place.arrive_all(&stock, &stock.ids()[6..]);
    place.run_well(&[]);
    fs::remove_file(place.data().join("current")).expect("a link");
    symlink(before, place.data().join("current")).expect("room");
    let ended = place.verify();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("`data/current` does not lead to the newest run, `data/runs/000002-"),
        "{}",
        ended.stderr
    );
}

/// Nor does the state of the links hide that an answer is gone; a day before it was captured never knew it.
#[test]
fn an_answer_that_is_gone_is_missed_whatever_leads_to_the_newest_run() {
    let stock = Stock::new(3);
    let place = History::of(&stock, &stock.ids());
    let gone = &stock.ids()[8];
    place.leave(gone);
    fs::remove_file(place.data().join("current")).expect("a link");
    for verb in ["run", "plan"] {
        let ended = tokenshare(&[verb, "history.toml", "--data", "data"], place.path());
        assert_eq!(ended.code, Some(1), "{verb}: {}", ended.stderr);
        assert!(ended.stderr.contains(&format!("not held any more, the first `{gone}`")), "{verb}: {}", ended.stderr);
    }
    place.run_well(&["--as-of", "2026-01-12T12:00:00Z"]);
    assert_eq!(place.run(&["--as-of", "2026-01-19T12:00:00Z"]).code, Some(1));
    place.run_well(&["--fresh"]);
    place.verify_well();
}

#[test]
fn a_damaged_run_that_is_the_last_copy_of_an_answer_stays() {
    let stock = Stock::new(3);
    let place = two_weeks(&stock);
    place.leave(&stock.ids()[5]);
    place.arrive_all(&stock, &stock.ids()[6..]);
    place.run_well(&["--fresh"]);
    let oldest = place.runs()[0].clone();
    let name = oldest.strip_prefix(place.data()).expect("below").display().to_string();
    fs::write(oldest.join("analyzed/token_share.parquet"), "PAR1").expect("room");
    let why = format!(
        "stays: its files are not what its manifest says, and it can't be made again: snapshot `{}`",
        stock.ids()[5]
    );
    for more in [&[][..], &["--damaged"]] {
        let told = gc(&place, more);
        assert!(told.contains(&why) && oldest.is_dir(), "{told}");
    }
    // Nor does a bit in its manifest give it up.
    edit(&place, &format!("{name}/manifest.toml"), "title = \"history", "title = \"iistory");
    let told = gc(&place, &["--damaged"]);
    assert!(told.contains(&why) && oldest.is_dir(), "{told}");
    // But one that only makes a snapshot look lost is no reason to keep what can be made again.
    place.arrive(&stock, &stock.ids()[5]);
    edit(&place, &format!("{name}/manifest.toml"), "id = \"catalog/models", "id = \"catalog/nodels");
    let told = gc(&place, &["--damaged"]);
    assert!(told.contains("1 old run goes, damaged: 1") && !oldest.exists(), "{told}");
}

/// Where the disk is full, `gc` is what helps. A limit of 0 bytes a file stands for it.
#[test]
fn old_runs_go_where_no_byte_can_be_written() {
    let stock = Stock::new(3);
    let place = two_weeks(&stock);
    fs::create_dir_all(place.data().join(".next-left/run")).expect("room");
    let line = format!("trap '' XFSZ; ulimit -f 0; exec '{}' gc --data data", env!("CARGO_BIN_EXE_tokenshare"));
    let output = Command::new("sh").args(["-c", &line]).current_dir(place.path()).output().expect("a POSIX system");
    let ended = Ended::from(output);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    place.demand_clean();
}

#[test]
fn a_clock_that_was_set_back_decides_nothing_in_the_past() {
    let stock = Stock::with_twists(3);
    let place = History::of(&stock, &stock.ids());
    let id = "archive/vendor-weeks/keeper/2026-01-15T120000Z";
    let accept = |place: &History| tokenshare(&["accept", id, "--because", "seen", "--data", "data"], place.path());
    let ended_at = |place: &History, at: &str| date(&place.data().join("current"), at);
    let far = place.copy();
    ended_at(&far, "2999-01-01T00:00:00Z");
    let ended = accept(&far);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("the newest run ended at `2999-01-01T00:00:00Z`, and it is `"), "{}", ended.stderr);
    assert!(!far.data().join("reference/accepted.csv").exists());
    // Clocks differ a little: then the decision comes right behind.
    let soon = jiff::Timestamp::from_second(super::upstream::now().as_second() + 200).expect("an instant").to_string();
    ended_at(&place, &soon);
    assert_eq!(accept(&place).code, Some(0));
    let decided = fs::read_to_string(place.data().join("reference/accepted.csv")).expect("text");
    assert!(decided.contains(&format!(",{soon},seen")), "{decided}");
}

#[test]
fn plan_makes_a_table_whose_file_is_gone() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    fs::remove_file(place.data().join("analyzed/coverage.parquet")).expect("a table");
    let ended = tokenshare(&["plan", "history.toml", "--data", "data", "--format", "csv"], place.path());
    assert!(ended.stdout.contains("coverage,made,\"its file is gone, or has another size\""), "{}", ended.stdout);
    assert!(ended.stderr.contains("1 table to make"), "{}", ended.stderr);
}

#[test]
fn facts_with_a_flipped_bit_are_not_read() {
    let stock = Stock::new(1);
    let place = History::new();
    place.arrive_all(&stock, &stock.ids());
    let facts = format!("snapshots/{}/snapshot.toml", stock.ids()[0]);
    edit(&place, &facts, "licence = \"none", "licence = \"nonf");
    let ended = place.run(&[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains(&stock.ids()[0]) && ended.stderr.contains("the seal in its last line"),
        "{}",
        ended.stderr
    );
    // Whoever writes them by hand has no seal.
    let path = place.data().join(facts);
    let text = fs::read_to_string(&path).expect("text");
    fs::write(path, unsealed(&text)).expect("room");
    place.run_well(&[]);
}

/// A file whose seal was cut off is not taken for one of an older version, which had none: not even with another text above.
#[test]
fn a_seal_that_was_cut_off_is_missed() {
    let stock = Stock::new(2);
    let place = History::of(&stock, &stock.ids()[..3]);
    place.arrive_all(&stock, &stock.ids()[3..]);
    let newest = format!("snapshots/{}/snapshot.toml", stock.ids()[5]);
    let edited = |text: &str| text.replace("licence = ", "note = \"x\"\nlicence = ");
    let cuts: [&dyn Fn(&str) -> String; 2] = [&str::to_owned, &edited];
    for file in [newest.as_str(), "current/run.toml"] {
        let path = place.data().join(file);
        let whole = fs::read_to_string(&path).expect("text");
        let (above, _) = whole.split_once("# sha256 of").expect("a seal");
        for cut in cuts {
            fs::write(&path, cut(above)).expect("room");
            let ended = demand_found(&place, "the seal in its last line is gone");
            let name = file.rsplit('/').next().unwrap_or_default();
            assert!(ended.stderr.contains(name), "{}", ended.stderr);
        }
        if file == newest {
            let ended = place.run(&[]);
            assert_eq!(ended.code, Some(1), "{}", ended.stderr);
            assert!(ended.stderr.contains("the seal in its last line is gone"), "{}", ended.stderr);
        }
        fs::write(&path, whole).expect("room");
    }
    // Without the hash that the seal is for, the file is none of this version either.
    let path = place.data().join("current/run.toml");
    let whole = fs::read_to_string(&path).expect("text");
    let older = unsealed(&whole);
    let older: Vec<&str> = older.lines().filter(|line| !line.starts_with("manifest_sha256")).collect();
    fs::write(&path, older.join("\n")).expect("room");
    demand_found(&place, "`run.toml` has no hash of it any more");
    fs::write(&path, whole).expect("room");
    place.verify_well();
}

#[test]
fn files_that_nothing_vouches_for_are_told() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    let file = format!("data/snapshots/{}/notes.txt", stock.ids()[0]);
    fs::write(place.path().join(&file), "mine").expect("room");
    let ended = place.verify();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("`{file}` is no file of its snapshot")), "{}", ended.stderr);
    let counts = place.data().join(".fetch.json");
    fs::write(&counts, r#"{"day":"2026-01-05","requests":{"exports":3},"sha256":"0"}"#).expect("room");
    demand_found(&place, "`data/.fetch.json` is not the list of a day's requests as it was written");
}

/// A pipe in the place of a file never ends.
#[test]
fn pipes_and_names_that_are_no_text_are_named() {
    let stock = Stock::new(1);
    let whole = History::of(&stock, &stock.ids());
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().expect("POSIX").success());
    let place = whole.copy();
    fs::create_dir_all(place.data().join("reference")).expect("room");
    pipe(&place.data().join("reference/corrections.csv"));
    demand_found(&place, "`data/reference/corrections.csv` is no file");
    let run = place.run(&[]);
    assert!(run.code == Some(1) && run.stderr.contains("corrections.csv` is no file"), "{}", run.stderr);
    let place = whole.copy();
    let body = place.data().join("snapshots").join(&stock.ids()[2]).join("body.json");
    fs::remove_file(&body).expect("a body");
    pipe(&body);
    demand_found(&place, "body.json` is no file");
    let place = whole.copy();
    let from = place.data().join("snapshots").join(&stock.ids()[2]);
    copy(&from, &place.data().join("snapshots/catalog").join(std::ffi::OsStr::from_bytes(b"mod\xff")));
    let said = "`snapshots/catalog/mod\u{fffd}` has a name that is not UTF-8";
    demand_found(&place, said);
    let run = place.run(&[]);
    assert!(run.code == Some(1) && run.stderr.contains(said), "{}", run.stderr);
}

/// Ages are counted from the run before where the clock leaps over more than is kept.
#[test]
fn a_clock_that_jumps_ahead_makes_no_run_old() {
    let stock = Stock::new(4);
    let place = History::new();
    place.plan(&format!("{PIPELINE}[keep]\nruns = 1\ndays = 2\n"));
    for week in stock.ids().chunks(3).take(2) {
        place.arrive_all(&stock, week);
        place.run_well(&[]);
    }
    // To those of back then, the clock of now has jumped.
    for (run, at) in place.runs().iter().zip(["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z"]) {
        date(run, at);
    }
    for (week, expected) in stock.ids().chunks(3).skip(2).zip([3, 2]) {
        place.arrive_all(&stock, week);
        let told = place.run_well(&[]).stderr;
        assert_eq!(place.runs().len(), expected, "{told}");
        // Nor for `gc`, which counts as a run does.
        let would = gc(&place, &["--dry-run"]);
        assert!(would.contains("0 old runs would go"), "{would}");
    }
}

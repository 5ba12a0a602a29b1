//! A disk that is full, refuses one deed, may not be written, or whose clock was set back.

use std::process::Command;

use super::deeds::{Deed, Scene, chosen};
use crate::program::{
    history::{History, PIPELINE, Stock, demand_same},
    process::{Ended, command, sealed, tokenshare},
};
use fs_err as fs;

/// The disk refuses what `fault` says from this deed on, or only once.
fn refused(scene: &Scene, fault: &str, deed: &Deed) {
    let context = format!("{fault}@{}, {} {}", deed.number, deed.kind, deed.name);
    let place = scene.before.copy();
    let asked = format!("{fault}@{}", deed.number);
    let output = place.command(&[]).env("TOKENSHARE_FAULT", asked).output().expect("the program starts");
    let ended = Ended::from(output);
    assert!(!ended.stderr.contains("panicked"), "{context}: {}", ended.stderr);
    let is_temporary = deed.name.starts_with(".next-");
    assert!(is_temporary || ended.stderr.contains(&deed.name), "{context} names the file: {}", ended.stderr);
    // What can't be removed once the new run is in its place is told, and stops nothing.
    match ended.code {
        Some(0) => {
            assert!(ended.stderr.contains("warning: old runs stay: "), "{context}: {}", ended.stderr);
            demand_same(&place.made(), &scene.new, &context);
        }
        code => assert_eq!(code, Some(1), "{context}: {}", ended.stderr),
    }
    scene.demand_safe(&place, &context);
}

#[test]
fn a_disk_that_is_full_is_told_and_costs_nothing() {
    let scene = Scene::new();
    let deeds: Vec<Deed> = chosen(&scene.deeds, 14).into_iter().filter(|deed| deed.kind != "remove").collect();
    for deed in &deeds {
        refused(&scene, "full", deed);
    }
    println!("{} of {} deeds: the disk was full from there on", deeds.len(), scene.deeds.len());
}

#[test]
fn a_disk_that_refuses_one_deed_is_told_and_costs_nothing() {
    let scene = Scene::new();
    let deeds = chosen(&scene.deeds, 14);
    for deed in &deeds {
        refused(&scene, "error", deed);
    }
    println!("{} of {} deeds: the disk refused each", deeds.len(), scene.deeds.len());
}

/// Root may write anywhere, unless it gives that up; `None` where it can't, or is not asked.
fn without_privilege(arguments: &[&str], place: &History) -> Option<Ended> {
    let plain = command(arguments, place.path());
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if !is_root {
        return Some(tokenshare(arguments, place.path()));
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]);
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(place.path()).env("NO_COLOR", "1");
    let output = command.output().ok();
    if output.is_none() {
        println!("skipped: root, and no `setpriv` to give up its rights");
    }
    Some(output?.into())
}

fn set_mode(place: &History, mode: &str) {
    let status = Command::new("chmod").args(["-R", mode]).arg(place.data()).status();
    assert!(status.expect("it is everywhere").success());
}

#[test]
fn a_folder_that_may_not_be_written_is_told() {
    let stock = Stock::new(2);
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    let before = place.made();
    place.arrive_all(&stock, &stock.ids()[3..]);
    set_mode(&place, "a-w");
    let run = without_privilege(&["run", "history.toml", "--data", "data", "--quiet"], &place);
    let readers = [&["verify", "--data", "data"][..], &["show", "token_share", "--data", "data"], &["path"]];
    let readers: Vec<_> = readers.iter().map(|arguments| without_privilege(arguments, &place)).collect();
    set_mode(&place, "u+w");
    let Some(run) = run else { return };
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("`data/") && run.stderr.contains("ermission denied"), "{}", run.stderr);
    assert!(run.stderr.contains("hint: may you read and write there?"), "{}", run.stderr);
    for reader in readers.into_iter().flatten() {
        assert_eq!(reader.code, Some(0), "{}", reader.stderr);
    }
    demand_same(&place.made(), &before, "nothing was written");
    place.run_well(&[]);
    assert!(place.made() != before);
}

/// Dates the runs of a folder as if a clock had run ahead, or long ago.
fn dated(place: &History, at: &str) {
    for run in place.runs() {
        let path = run.join("run.toml");
        let text = fs::read_to_string(&path).expect("each has one");
        let dated = |line: &str| match line.split_once(" = ") {
            Some(("finished_at", _)) => format!("finished_at = \"{at}\"\n"),
            _ => format!("{line}\n"),
        };
        let text: String = text.lines().filter(|line| !line.starts_with('#')).map(dated).collect();
        fs::write(path, sealed(&text)).expect("a file");
    }
}

#[test]
fn a_clock_that_was_set_back_loses_nothing() {
    let stock = Stock::new(3);
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    place.plan(&format!("{PIPELINE}[keep]\nruns = 1\ndays = 0\n"));
    place.arrive_all(&stock, &stock.ids()[3..6]);
    dated(&place, "2999-01-01T00:00:00Z");
    place.run_well(&[]);
    place.arrive_all(&stock, &stock.ids()[6..]);
    place.run_well(&[]);
    let rebuilt = History::of(&stock, &stock.ids());
    demand_same(&place.made(), &rebuilt.made(), "whatever the clock says");
    assert!(place.runs()[0].join("manifest.toml").is_file(), "what is of the future is not old");
    place.verify_well();
    // And where no age is asked for, no clock keeps them.
    dated(&place, "2001-01-01T00:00:00Z");
    tokenshare(&["gc", "--data", "data", "--runs", "1", "--days", "0"], place.path());
    assert_eq!(place.runs().len(), 1);
    demand_same(&place.made(), &rebuilt.made(), "the newest stays however old it is");
}

//! `fetch` and `weekly` that are killed, against every source on this machine.

use std::{process::Stdio, time::Duration};

use super::{
    deeds::{Deed, told},
    is_torture, times,
};
use crate::program::{
    fetch::Place,
    history::{Chance, copy, demand_same, made},
    process::{Ended, files, said, tokenshare},
    upstream::{play, shifted, today},
    weekly::{monday, pipeline, place},
};
use fs_err as fs;

/// A folder with a week, upstream with one more.
fn with_news() -> Place {
    let last = monday(today());
    let place = place(shifted(last, -7));
    let ended = place.run("weekly", &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    play(&place.server, last);
    place
}

/// The same again, with the same upstream.
fn copied(place: &Place) -> Place {
    let next = Place { folder: tempfile::TempDir::new().expect("a temporary folder"), server: place.server.clone() };
    copy(place.path(), next.path());
    next
}

fn snapshots(place: &Place) -> Vec<String> {
    let all = files(&place.path().join("data/snapshots"));
    // When an answer came differs from time to time.
    let subject = |name: &String| Some(name.strip_suffix("/snapshot.toml")?.rsplit_once('/')?.0.to_owned());
    all.iter().filter(|name| !name.contains(".import-")).filter_map(subject).collect()
}

/// Readers have a complete run, and the same command again ends as if nothing had been.
fn demand_safe(place: &Place, expected: &[String], context: &str) {
    let verified = tokenshare(&["verify", "--data", "data"], place.path());
    assert_eq!(verified.code, Some(0), "{context}: {}", verified.stderr);
    said(&["show", "token_share", "--data", "data"], place.path());
    let ended = place.run("weekly", &[]);
    assert_eq!(ended.code, Some(0), "{context}: {}", ended.stderr);
    assert_eq!(snapshots(place), expected, "{context}: each answer once");
    let data = place.path().join("data");
    for entry in fs::read_dir(&data).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(!name.starts_with('.') || [".lock", ".fetch.json"].contains(&name.as_str()), "{context}: `{name}`");
    }
    let rebuilt = tempfile::TempDir::new().expect("a temporary folder");
    copy(&data.join("snapshots"), &rebuilt.path().join("data/snapshots"));
    fs::write(rebuilt.path().join("test.toml"), pipeline()).expect("room");
    said(&["run", "test.toml", "--data", "data", "--quiet", "--fresh"], rebuilt.path());
    let newest = |data: &std::path::Path| made(&fs::canonicalize(data.join("current")).expect("a run"));
    demand_same(&newest(&data), &newest(&rebuilt.path().join("data")), context);
}

/// Spread over all of them; under torture so many that each is tried.
fn spread(deeds: &[Deed], few: usize) -> Vec<&Deed> {
    let step = if is_torture() { 1 } else { deeds.len().div_ceil(few) };
    deeds.iter().skip(step / 2).step_by(step).collect()
}

#[test]
fn a_weekly_that_is_killed_costs_nothing() {
    let before = with_news();
    let whole = copied(&before);
    let output = whole.command("weekly", &[]).env("TOKENSHARE_FAULT", "trace").output().expect("it starts");
    let ended = Ended::from(output);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let (deeds, expected) = (told(&ended.stderr), snapshots(&whole));
    assert!(deeds.iter().any(|deed| deed.name == "snapshot.toml") && deeds.iter().any(|deed| deed.name == "current"));
    let (chosen, mut ended_well) = (spread(&deeds, 6), 0);
    for deed in &chosen {
        let place = copied(&before);
        let fault = format!("kill@{}", deed.number);
        let output = place.command("weekly", &["--quiet"]).env("TOKENSHARE_FAULT", &fault).output().expect("it starts");
        // An answer that comes within the second of another has one deed less: the last of all may not come to pass.
        let is_well = output.status.code() == Some(0);
        assert!(is_well || output.status.code().is_none(), "{fault}: {}", String::from_utf8_lossy(&output.stderr));
        ended_well += usize::from(is_well);
        demand_safe(&place, &expected, &format!("{fault}, {} {}", deed.kind, deed.name));
    }
    assert!(ended_well <= 2, "{ended_well} of {} were not killed", chosen.len());
    println!("weekly: {} of {} deeds: killed there", chosen.len() - ended_well, deeds.len());
}

/// While answers are on their way, too.
#[test]
fn a_weekly_that_is_killed_at_any_time_costs_nothing() {
    let before = with_news();
    let whole = copied(&before);
    assert_eq!(whole.run("weekly", &[]).code, Some(0));
    let (expected, number) = (snapshots(&whole), times(2).div_ceil(4).max(2));
    for kill in 0..number {
        let (place, wait) = (copied(&before), Chance::of(kill).below(600));
        let mut command = place.command("weekly", &["--quiet"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(wait as u64));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        demand_safe(&place, &expected, &format!("`kill -9` after {wait} ms"));
    }
    println!("weekly: {number} times `kill -9`");
}

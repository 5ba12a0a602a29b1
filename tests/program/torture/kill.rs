//! A run that is killed: at a deed, half-way through a write, or at any time.

use std::{collections::BTreeSet, process::Stdio, time::Duration};

use super::{
    deeds::{Deed, Scene, chosen},
    is_torture, times,
};
use crate::program::history::{Chance, History};

/// Ends a run at a deed.
fn killed(scene: &Scene, fault: &str) -> History {
    let place = scene.before.copy();
    let output = place.command(&["--quiet"]).env("TOKENSHARE_FAULT", fault).output().expect("the program starts");
    assert_eq!(output.status.code(), None, "{fault}: {}", String::from_utf8_lossy(&output.stderr));
    place
}

#[test]
fn killed_at_any_deed_it_costs_nothing() {
    let scene = Scene::new();
    let kinds: BTreeSet<&str> = scene.deeds.iter().map(|deed| deed.kind.as_str()).collect();
    let every = BTreeSet::from(["write", "flush", "rename", "link", "lead", "folder", "remove"]);
    assert_eq!(kinds, every, "a run does every kind of deed");
    let deeds = chosen(&scene.deeds, 21);
    let torn: Vec<&Deed> = deeds.iter().filter(|deed| deed.kind == "write").collect();
    let kills = deeds.iter().map(|deed| ("kill", deed)).chain(torn.iter().map(|deed| ("torn", *deed)));
    for (fault, deed) in kills {
        let fault = format!("{fault}@{}", deed.number);
        scene.demand_safe(&killed(&scene, &fault), &format!("{fault}, {} {}", deed.kind, deed.name));
    }
    println!("{} of {} deeds: killed there, and {} writes torn", deeds.len(), scene.deeds.len(), torn.len());
}

/// `kill -9`, whenever it comes: also while nothing is written.
#[test]
fn killed_at_any_time_it_costs_nothing() {
    let (scene, number) = (Scene::new(), times(5));
    let mut cut = 0;
    for kill in 0..number {
        let (place, wait) = (scene.before.copy(), Chance::of(kill).below(250));
        let mut child = place.command(&["--quiet"]).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(wait as u64));
        child.kill().expect("it is ours");
        cut += usize::from(child.wait().expect("it ends").code().is_none());
        scene.demand_safe(&place, &format!("`kill -9` after {wait} ms"));
    }
    println!("{number} times `kill -9`, {cut} of them before the end");
    assert!(!is_torture() || cut > number / 10, "{cut} of {number} were cut");
}

/// A run that is cut again and again gets there in the end.
#[test]
fn killed_many_times_in_one_folder() {
    let scene = Scene::new();
    let place = scene.before.copy();
    for deed in chosen(&scene.deeds, 7).iter().rev() {
        let fault = format!("kill@{}", deed.number);
        place.command(&["--quiet"]).env("TOKENSHARE_FAULT", fault).output().expect("the program starts");
    }
    scene.demand_safe(&place, "many kills");
}

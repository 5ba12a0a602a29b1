//! `tokenshare init`: what it lays is whole and runs, and what stands there already stays.

use std::{collections::BTreeMap, path::Path, process::Command};

use super::{
    notebooks::demand_market_notebook,
    process::{Ended, command, files, python, said, tokenshare},
    readme::{Place, hurried},
};
use fs_err as fs;
use tempfile::TempDir;

#[test]
fn it_lays_a_folder_whose_every_command_runs() {
    let place = Place::new().with_real_make();
    let here = place.path().join("mine");
    let ended = tokenshare(&["init", "mine"], place.path());
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("`tokenshare doctor`"), "{}", ended.stderr);
    let laid = files(&here);
    for file in [
        "Makefile",
        "README.md",
        "market.ipynb",
        "maps/README.md",
        "maps/vendor_weeks.toml",
        "pipelines/README.md",
        "pipelines/published.toml",
        "pipelines/weekly.toml",
    ] {
        assert!(laid.contains(&file.to_owned()), "{file} is missing in {laid:?}");
    }
    for page in ["README.md", "maps/README.md", "pipelines/README.md"] {
        demand_links(&here.join(page));
    }
    // Offline and with nothing there, it says what is missing.
    let ended = tokenshare(&["weekly", "pipelines/weekly.toml", "--offline"], &here);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    hurried(&here.join("pipelines/weekly.toml"));
    let (ran, _) = place.run_page(&here, &here.join("README.md"));
    assert!(ran >= 5, "{ran} blocks");
    let made = files(&here.join("data"));
    for file in ["brief.md", "report.html"] {
        assert!(made.contains(&file.to_owned()), "{file} is missing in {made:?}");
    }
    if let Some(python) = python() {
        demand_market_notebook(&python, &here);
    }
    // The demo's data, and a pipeline file that was laid.
    let again = ["run", "pipelines/published.toml", "--data", "data/demo", "--fresh"];
    assert_eq!(tokenshare(&again, &here).code, Some(0));
}

/// What a page that is laid links to is laid, too.
fn demand_links(page: &Path) {
    let text = fs::read_to_string(page).expect("it is laid");
    let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    for link in links.filter(|link| !link.is_empty() && !link.starts_with("http")) {
        let target = page.parent().expect("a file has a folder").join(link);
        assert!(target.exists(), "{} links to `{link}`, which is not laid", page.display());
    }
}

#[test]
fn what_stands_there_is_named_and_stays() {
    let folder = TempDir::new().expect("a temporary folder");
    let here = folder.path();
    for name in ["Makefile", "b", "c", "d", "e", "f", "g\u{1b}[31m"] {
        fs::write(here.join(name), "mine").expect("room");
    }
    let before = files(here);
    let ended = tokenshare(&["init", "."], here);
    assert_eq!(ended.code, Some(1));
    let said = "error: `.` is not empty: `Makefile`, `b`, `c`, `d`, `e` and 2 more; nothing was written";
    assert_eq!(ended.stderr.lines().next(), Some(said));
    assert_eq!(files(here), before);
    assert_eq!(fs::read_to_string(here.join("Makefile")).expect("it is there"), "mine");
    let ended = tokenshare(&["init", "Makefile"], here);
    assert!(ended.code == Some(1) && ended.stderr.contains("`Makefile` is no folder"), "{}", ended.stderr);
}

#[test]
fn an_empty_folder_may_have_a_repository() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join(".git")).expect("room");
    said(&["init", "."], folder.path());
    assert!(folder.path().join("README.md").is_file());
    said(&["init", "."], folder.path());
    let path = folder.path().join("pipelines/weekly.toml");
    fs::write(&path, "mine").expect("room");
    let ended = tokenshare(&["init", "."], folder.path());
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("is not empty: `pipelines/weekly.toml`; nothing was written"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(path).expect("it is there"), "mine");
}

/// What a folder holds, folders without files in them among it.
fn held(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let left = [folder.to_owned(), folder.join("pipelines"), folder.join("maps")].into_iter().flat_map(|parent| {
        let names = fs::read_dir(parent).into_iter().flatten().map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with('.')).collect::<Vec<_>>()
    });
    let file = |name: String| (name.clone(), fs::read(folder.join(name)).expect("a file"));
    left.map(|name| (name, Vec::new())).chain(files(folder).into_iter().map(file)).collect()
}

/// A disk that gets full, or a kill, at any deed: the same command again completes it.
#[test]
fn one_that_was_cut_is_completed_by_the_next() {
    let folder = TempDir::new().expect("a temporary folder");
    let here = folder.path();
    let with_fault = |name: &str, fault: &str| -> Ended {
        command(&["init", name], here).env("TOKENSHARE_FAULT", fault).output().expect("it starts").into()
    };
    let deeds = with_fault("whole", "trace").stderr.matches("deed ").count();
    let whole = held(&here.join("whole"));
    assert!(deeds > 20 && whole.keys().all(|name| !name.starts_with('.')), "{deeds} deeds, {:?}", whole.keys());
    // A file takes five deeds: so that each of them is hit.
    for at in (1..=deeds).step_by(7) {
        for fault in ["full", "kill", "torn"] {
            let name = format!("{fault}-{at}");
            let ended = with_fault(&name, &format!("{fault}@{at}"));
            assert_ne!(ended.code, Some(0), "{name}");
            let is_told = ended.stderr.contains("hint: make room") && !ended.stderr.contains("table");
            assert_eq!(is_told, fault == "full", "{name}: {}", ended.stderr);
            said(&["init", &name], here);
            assert!(held(&here.join(&name)) == whole, "{name}: {:?}", files(&here.join(&name)));
        }
    }
}

#[test]
fn what_comes_next_is_what_a_shell_takes_for_that_folder() {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, expected) in [("mine", "mine"), ("-zed", "./-zed"), ("~zed", "./~zed"), ("-a b", "'./-a b'")] {
        let ended = tokenshare(&["init", "--", name], folder.path());
        let step = ended.stderr.split("next: ").nth(1).and_then(|next| next.split(',').next()).expect("a step");
        assert_eq!(step, format!("cd {expected}"), "{}", ended.stderr);
        let line = format!("{step} && test -f README.md");
        let is_there = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).status().expect("a shell");
        assert!(is_there.success(), "{line}");
    }
}

/// Who is in it goes nowhere, and no folder is left on the way.
#[test]
fn a_folder_is_laid_where_one_is_and_over_no_detour() {
    let folder = TempDir::new().expect("a temporary folder");
    let here = tokenshare(&["init", "."], folder.path());
    assert!(here.stderr.contains("next: `tokenshare doctor` says what is missing"), "{}", here.stderr);
    let other = TempDir::new().expect("a temporary folder");
    let ended = tokenshare(&["init", "./no-such/../mine"], other.path());
    assert!(ended.stderr.contains("next: cd ./mine, "), "{}", ended.stderr);
    let made = fs::read_dir(other.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    assert_eq!(made.collect::<Vec<_>>(), ["mine"]);
}

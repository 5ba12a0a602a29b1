//! `tokenshare init`: what it lays is whole and runs, and what stands there already stays.

use super::{
    notebooks::demand_market_notebook,
    process::{files, python, said, tokenshare},
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
        "pipelines/README.md",
        "pipelines/published.toml",
        "pipelines/weekly.toml",
    ] {
        assert!(laid.contains(&file.to_owned()), "{file} is missing in {laid:?}");
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
    assert_eq!(tokenshare(&["init", "."], folder.path()).code, Some(1), "a second time it is not empty");
}

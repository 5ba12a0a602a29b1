//! Where pages, exports, man pages and folders may be put: not among what any data folder keeps, and not in the place of what
//! this program did not write.

use std::{path::Path, sync::OnceLock};

use super::process::{copy_sample, files, said, tokenshare};
use fs_err as fs;
use tempfile::TempDir;

/// What writes one file, and where it is told to.
static PAGES: [[&str; 2]; 3] = [["brief", "--out"], ["findings", "--out"], ["report", "--out"]];

/// The folder of a demo, which nobody changes.
fn demo() -> &'static str {
    static MADE: OnceLock<(TempDir, String)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        said(&["demo", "--data", "data", "--quiet"], folder.path());
        let data = folder.path().join("data").display().to_string();
        (folder, data)
    });
    &made.1
}

/// What each verb says of a target: its exit code and stderr.
fn told(verb: &[&str], target: &str, folder: &Path) -> (Option<i32>, String) {
    let mut words = [verb, &[target]].concat();
    if !["man", "init"].contains(&verb[0]) {
        words.extend(["--data", demo()]);
    }
    let ended = tokenshare(&words, folder);
    (ended.code, ended.stderr)
}

#[test]
fn what_this_program_did_not_write_is_not_replaced() {
    let place = TempDir::new().expect("a temporary folder");
    let path = place.path();
    for (name, text) in
        [("mine.csv", "a,b\n1,2\n"), ("weeks.md", "# Week of plenty\n"), ("page.html", "<!doctype html>\n")]
    {
        fs::write(path.join(name), text).expect("room");
        for page in &PAGES {
            let (code, stderr) = told(page, name, path);
            assert_eq!(code, Some(1), "{page:?}: {stderr}");
            assert!(stderr.contains(&format!("`{name}` is there, and it is no ")), "{stderr}");
            assert_eq!(fs::read_to_string(path.join(name)).expect("it is there"), text);
        }
    }
    // Nor before a refresh has asked for anything.
    let mine = ["weekly", "nowhere.toml", "--offline", "--data", "new", "--brief", "mine.csv"];
    fs::write(
        path.join("nowhere.toml"),
        "title = 'a test'\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 1.0\n",
    )
    .expect("room");
    let ended = tokenshare(&mine, path);
    assert!(ended.code == Some(1) && ended.stderr.contains("no brief of this program"), "{}", ended.stderr);
    // What a link leads to would stay as it is.
    std::os::unix::fs::symlink("mine.csv", path.join("link")).expect("room");
    for page in &PAGES {
        let (code, stderr) = told(page, "link", path);
        assert!(code == Some(1) && stderr.contains("`link` is a link, expected a file"), "{page:?}: {stderr}");
    }
    assert_eq!(fs::read_link(path.join("link")).expect("it is there"), Path::new("mine.csv"));
}

#[test]
fn a_page_takes_the_place_of_an_older_one() {
    let place = TempDir::new().expect("a temporary folder");
    let path = place.path();
    let older = [
        "# Week of 2026-03-29 to 2026-04-04\n\nIn the week; computed by tokenshare 0.0.9, run 0.\n",
        "# What the data says of two closing points\n\nWritten by `tokenshare findings`; an older one.\n",
        "<!doctype html>\n<html lang=\"en\">\n<meta name=\"generator\" content=\"tokenshare 0.0.9\">\n",
    ];
    for (page, older) in PAGES.iter().zip(older) {
        // An empty one is what makes a name sure to be free.
        for before in ["", older] {
            fs::write(path.join("page"), before).expect("room");
            let (code, stderr) = told(page, "page", path);
            assert_eq!(code, Some(0), "{page:?}: {stderr}");
            assert!(fs::read_to_string(path.join("page")).expect("it is there").len() > 1000, "{page:?}");
        }
        assert_eq!(told(page, "page", path).0, Some(0), "{page:?}: its own");
    }
}

#[test]
fn nothing_is_put_among_what_any_data_folder_keeps() {
    let place = TempDir::new().expect("a temporary folder");
    let path = place.path();
    // Answers, and no run yet; and a run of the demo.
    copy_sample(&path.join("other"));
    fs::create_dir_all(path.join("other/reference")).expect("room");
    fs::write(path.join("other/reference/accepted.csv"), "a decision\n").expect("room");
    let facts = files(&path.join("other")).into_iter().find(|file| file.ends_with("snapshot.toml")).expect("an answer");
    let before = files(path);
    let verbs = [&["man", "--out"][..], &["init"], &["export", "--to", "csv"], &["export", "--to", "sqlite"]];
    let demo = demo();
    for target in [
        "other/snapshots/catalog/i".to_owned(),
        format!("other/{facts}"),
        "other/reference/accepted.csv".to_owned(),
        "other/reference/new".to_owned(),
        "other/refused/new".to_owned(),
        "other/runs/new".to_owned(),
        format!("{demo}/reference/new"),
        format!("{demo}/refused/new"),
    ] {
        for verb in verbs.iter().copied().chain(PAGES.iter().map(<[&str; 2]>::as_slice)) {
            let (code, stderr) = told(verb, &target, path);
            assert_eq!(code, Some(2), "{verb:?} to `{target}`: {stderr}");
            assert!(stderr.contains(" of a data folder: "), "{stderr}");
        }
    }
    assert_eq!(files(path), before);
    // Folders that are called so, and are somebody's own.
    for target in ["notes/reference/report.html", "notes/snapshots/report.html", "other/report.html"] {
        assert_eq!(told(&["report", "--out"], target, path).0, Some(0), "{target}");
    }
}

#[test]
fn a_dash_and_a_folder_are_no_names_of_a_page() {
    let place = TempDir::new().expect("a temporary folder");
    let path = place.path();
    for verb in [&["man", "--out"][..], &["init"], &["export", "--to", "csv"], &["export", "--to", "sqlite"]] {
        let (code, stderr) = told(verb, "-", path);
        assert!(code == Some(2) && stderr.contains("hint: `./-` names one"), "{verb:?}: {stderr}");
    }
    for page in &PAGES {
        let (code, stderr) = told(page, "-", path);
        assert!(code == Some(2) && stderr.contains("hint: `./-` names one"), "{page:?}: {stderr}");
        for folder in [".", "new/", "new/.."] {
            let (code, stderr) = told(page, folder, path);
            assert_eq!(code, Some(2), "{page:?}: {stderr}");
            assert!(stderr.contains(&format!("`{folder}` is a folder, expected a file")), "{stderr}");
        }
    }
    for page in &PAGES {
        let (code, stderr) = told(page, ".lock", path);
        assert!(code == Some(2) && stderr.contains("`.lock` is what keeps two runs apart"), "{page:?}: {stderr}");
    }
    assert!(files(path).is_empty(), "{:?}", files(path));
    assert_eq!(told(&["report", "--out"], "./-", path).0, Some(0));
    assert_eq!(files(path), ["-"]);
}

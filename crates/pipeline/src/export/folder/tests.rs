//! What becomes of what others have in a folder that is replaced.

use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};

use super::*;

/// An export of these files that is written and has not taken its place.
fn export<'target>(target: &'target Path, files: &[&str]) -> Beside<'target> {
    let mut next = Beside::of(target, "a run").expect("room");
    for name in files {
        next.write(name, b"ours").expect("room");
    }
    next
}

/// The same, flushed.
fn sealed<'target>(target: &'target Path, files: &[&str]) -> Beside<'target> {
    let mut next = export(target, files);
    next.seal().expect("room");
    next
}

fn kept_in(parent: &Path) -> Vec<PathBuf> {
    let names = fs_err::read_dir(parent).expect("a folder").map(|entry| entry.expect("an entry").path());
    names.filter(|path| !path.ends_with("out")).collect()
}

#[test]
fn what_is_saved_while_an_export_takes_its_place_is_there() {
    let parent = tempfile::TempDir::new().expect("a temporary folder");
    let target = parent.path().join("out");
    export(&target, &["a.csv"]).place().expect("it is free");
    for name in ["same.txt", "newer.txt"] {
        fs_err::write(target.join(name), "first").expect("room");
    }
    let mut next = sealed(&target, &["a.csv"]);
    let carried = next.carry().expect("nothing is in the way");
    // As editors save: a file that is new, and one that takes the place of the one before.
    fs_err::create_dir(target.join("notes")).expect("room");
    for (name, text) in [("notes/new.txt", "new"), ("beside", "newer")] {
        fs_err::write(target.join(name), text).expect("room");
    }
    fs_err::rename(target.join("beside"), target.join("newer.txt")).expect("room");
    next.put(&carried).expect("nothing is in the way");
    next.end();
    for (name, text) in [("notes/new.txt", "new"), ("newer.txt", "newer"), ("same.txt", "first"), ("a.csv", "ours")] {
        assert_eq!(fs_err::read_to_string(target.join(name)).expect(name), text, "{name}");
    }
    assert!(kept_in(parent.path()).is_empty());
}

/// Saved into the old folder after it was carried, and then, by the same name, into the new one.
#[test]
fn of_two_saves_the_newer_one_stands() {
    let parent = tempfile::TempDir::new().expect("a temporary folder");
    let target = parent.path().join("out");
    export(&target, &["a.csv"]).place().expect("it is free");
    fs_err::write(target.join("mine.txt"), "first").expect("room");
    let mut next = sealed(&target, &["a.csv"]);
    let carried = next.carry().expect("nothing is in the way");
    let save = |folder: &Path, text: &str| {
        fs_err::write(folder.join("beside"), text).expect("room");
        fs_err::rename(folder.join("beside"), folder.join("mine.txt")).expect("room");
    };
    save(&target, "second");
    std::thread::sleep(std::time::Duration::from_millis(20));
    save(&next.next, "third");
    next.put(&carried).expect("nothing is in the way");
    next.end();
    assert_eq!(fs_err::read_to_string(target.join("mine.txt")).expect("it is there"), "third");
    assert!(kept_in(parent.path()).is_empty());
}

#[test]
fn where_something_else_is_there_by_then_the_old_folder_stays() {
    let parent = tempfile::TempDir::new().expect("a temporary folder");
    let target = parent.path().join("out");
    export(&target, &["a.csv"]).place().expect("it is free");
    let mut next = sealed(&target, &["a.csv", "b.csv"]);
    let carried = next.carry().expect("nothing is in the way");
    fs_err::write(target.join("b.csv"), "mine").expect("room");
    next.put(&carried).expect("the disk is not full");
    next.end();
    assert_eq!(fs_err::read_to_string(target.join("b.csv")).expect("it is there"), "ours");
    // Nor does the next one sweep it.
    sweep(&target, crate::clock::now()).expect("a folder");
    let kept = kept_in(parent.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(fs_err::read_to_string(kept[0].join("kept/b.csv")).expect("it is there"), "mine");
}

/// Killed when the folders had changed places, and not yet looked again.
#[test]
fn what_was_saved_before_a_kill_is_not_swept() {
    let parent = tempfile::TempDir::new().expect("a temporary folder");
    let target = parent.path().join("out");
    for place in [target.clone(), parent.path().join(".replace-cut/next")] {
        export(&place, &["a.csv"]).place().expect("it is free");
        fs_err::write(place.join("both.txt"), "").expect("room");
    }
    let late = parent.path().join(".replace-cut/next/late.txt");
    fs_err::write(&late, "mine").expect("room");
    sweep(&target, crate::clock::now()).expect("a folder");
    assert!(late.is_file(), "it is nowhere else");
    fs_err::rename(&late, target.join("late.txt")).expect("room");
    sweep(&target, crate::clock::now()).expect("a folder");
    assert!(!parent.path().join(".replace-cut").exists(), "all of it is in its place");
}

#[test]
fn a_folder_lets_in_whom_the_one_before_let_in() {
    let parent = tempfile::TempDir::new().expect("a temporary folder");
    let target = parent.path().join("out");
    export(&target, &["a.csv"]).place().expect("it is free");
    fs_err::set_permissions(&target, Permissions::from_mode(0o700)).expect("ours");
    export(&target, &["a.csv"]).place().expect("nothing is in the way");
    assert_eq!(fs_err::metadata(&target).expect("ours").permissions().mode() & 0o777, 0o700);
}

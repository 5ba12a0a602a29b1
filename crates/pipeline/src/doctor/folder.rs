//! Whether the data folder is one, and may be written.

use std::path::Path;

use rustix::fs::Access;

use super::finding::Finding;
use crate::{lock, runs, snapshots};

/// The folder, and those in it that a fetch and a run write; where there is none yet, the one in which it will be made.
pub fn folder(data: &Path) -> Finding {
    let (shown, about) = (data.display(), "folder");
    let inner = [snapshots::folder(data), data.join(runs::FOLDER)];
    let within = || inner.iter().find_map(|inner| amiss(inner)).or_else(|| locked_out(&data.join(lock::FILE)));
    if let Some((found, next)) = amiss(data).or_else(within) {
        return Finding::to_do(about, found, next);
    }
    if data.is_dir() {
        return Finding::fine(about, format!("`{shown}` may be written"));
    }
    Finding::fine(about, format!("`{shown}` is not there yet, and may be made"))
}

/// What is in the way of writing into a folder, or of making it, and what to do.
fn amiss(folder: &Path) -> Option<(String, String)> {
    let there = folder.ancestors().find(|above| above.symlink_metadata().is_ok()).unwrap_or(Path::new("."));
    let shown = there.display();
    if there.is_symlink() && !there.exists() {
        let found = format!("`{shown}` is a link that leads nowhere");
        return Some((found, "remove it, or make the folder that it leads to: is a disk not there?".to_owned()));
    }
    if !there.is_dir() {
        let found = format!("`{shown}` is no folder");
        return Some((found, "a file stands there: move it away, or name another folder with `--data`".to_owned()));
    }
    let error = rustix::fs::access(there, Access::WRITE_OK | Access::EXEC_OK).err()?;
    let found = format!("`{shown}` can't be written: {}", std::io::Error::from(error));
    Some((found, "give yourself leave to write there, or name another folder with `--data`".to_owned()))
}

/// What is in the way of the lock without which nothing is written, and what to do.
fn locked_out(lock: &Path) -> Option<(String, String)> {
    if let Some(amiss) = lock::in_the_way(lock) {
        return Some(amiss);
    }
    let error = rustix::fs::access(lock, Access::READ_OK | Access::WRITE_OK).err()?;
    if !lock.exists() {
        return None;
    }
    let found = format!("`{}` can't be written: {}", lock.display(), std::io::Error::from(error));
    Some((found, "give yourself leave to write it, or remove it: a run lays it anew".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{super::finding::State, *};

    #[test]
    fn what_is_in_the_way_of_a_folder_is_told() {
        let place = tempfile::TempDir::new().expect("a temporary folder");
        let at = |name: &str| place.path().join(name);
        fs_err::create_dir_all(at("fine/runs")).expect("room");
        fs_err::create_dir(at("other")).expect("room");
        for file in ["file", "other/snapshots"] {
            fs_err::write(at(file), "").expect("room");
        }
        fs_err::os::unix::fs::symlink("nowhere", at("lost")).expect("room");
        fs_err::os::unix::fs::symlink("fine", at("led")).expect("room");
        fs_err::create_dir_all(at("shut/.lock")).expect("room");
        fs_err::create_dir(at("led_out")).expect("room");
        fs_err::os::unix::fs::symlink("nowhere", at("led_out/.lock")).expect("room");
        fs_err::write(at("fine/.lock"), "").expect("room");
        fs_err::create_dir(at("taken")).expect("room");
        fs_err::write(at("taken/.lock"), "my notes").expect("room");
        for (name, found) in [("fine", "may be written"), ("led", "may be written"), ("new/deep", "may be made")] {
            let finding = folder(&at(name));
            assert!(finding.state == State::Fine && finding.found.ends_with(found), "{finding:?}");
        }
        for (name, there, said) in [
            ("file", "file", "no folder"),
            ("file/in", "file", "no folder"),
            ("lost", "lost", "a link that leads nowhere"),
            ("other", "other/snapshots", "no folder"),
            ("shut", "shut/.lock", "a folder: a lock is a file of its own"),
            ("taken", "taken/.lock", "a file with something else in it: a lock is a file of its own"),
            ("led_out", "led_out/.lock", "a link: a lock is a file of its own"),
        ] {
            let finding = folder(&at(name));
            let begins = format!("`{}` is ", at(there).display());
            let is_told = finding.found.starts_with(&begins) && finding.found.ends_with(said);
            assert!(finding.state == State::ToDo && is_told, "{finding:?}");
        }
    }
}

//! A folder of files that is written beside its place and exchanged with what is there: the old one or the new one.
//!
//! A folder can't be renamed over a full one, so the two change names in one deed. Where the file system can't do that
//! there are two renames, and for an instant between them neither is there. Who is killed leaves a folder `.replace-…`
//! beside the place, with what was on its way or had been replaced: the next export there removes it. What was killed between
//! the two renames it puts back.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    disk,
    failure::Failure,
    room::{self, Room},
    target::not_ours,
};

/// Stands in a folder that an export wrote, which a later one may replace. Hidden, so that no engine takes it for data.
const MARK: &str = ".tokenshare-export";

/// A folder on its way.
pub struct Beside<'target> {
    target: &'target Path,
    parent: PathBuf,
    room: Room,
    next: PathBuf,
    files: Vec<PathBuf>,
}

impl<'target> Beside<'target> {
    /// # Errors
    /// If something else stands at `target`, or the disk refuses it.
    pub fn of(target: &'target Path, run_id: &str) -> anyhow::Result<Self> {
        demand_ours(target)?;
        let parent = parent_of(target);
        disk::folder(parent)?;
        let room = Room::of(parent, disk::BESIDE)?;
        // A temporary folder is its owner's alone; one inside it gets the mode that any other gets.
        let next = room.path().join("next");
        let mut beside = Self { target, parent: parent.to_owned(), room, next, files: Vec::new() };
        beside.write(MARK, format!("{run_id}\n").as_bytes())?;
        Ok(beside)
    }

    /// Writes a file; its name may have folders.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.next.join(name);
        if let Some(folder) = path.parent() {
            disk::folder(folder)?;
        }
        disk::write(&path, bytes)?;
        self.files.push(path);
        Ok(())
    }

    /// Flushes all and puts the folder into its place.
    ///
    /// # Errors
    /// If the disk refuses it: what was there is there again.
    pub fn place(self) -> anyhow::Result<()> {
        let folders: BTreeSet<&Path> = self.files.iter().flat_map(|file| file.ancestors().skip(1)).collect();
        let folders = folders.into_iter().filter(|folder| folder.starts_with(&self.next));
        let all: Vec<&Path> = self.files.iter().map(PathBuf::as_path).chain(folders).collect();
        disk::flush_all(&all)?;
        if self.target.symlink_metadata().is_err() {
            disk::rename(&self.next, self.target)?;
        } else if !disk::exchange(&self.next, self.target)? {
            return self.place_by_renames();
        }
        Ok(disk::flush(&self.parent)?)
    }

    /// Where two folders can't be exchanged.
    fn place_by_renames(self) -> anyhow::Result<()> {
        // By its own name, so that it can be put back by whoever finds it.
        let old = Path::new(room::OLD).join(self.target.file_name().unwrap_or_default());
        disk::folder(&self.room.path().join(room::OLD))?;
        disk::rename(self.target, &self.room.path().join(&old))?;
        if let Err(error) = disk::rename(&self.next, self.target) {
            if disk::rename(&self.room.path().join(&old), self.target).is_err() {
                let kept = self.room.keep();
                let said = format!("`{}` could not be put back", self.target.display());
                let hint = format!("it lies in `{}`", kept.join(&old).display());
                return Err(Failure::data(said).with_hint(hint).because(error).into());
            }
            return Err(error.into());
        }
        Ok(disk::flush(&self.parent)?)
    }
}

fn parent_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes what killed exports left beside a place, of whatever form.
///
/// # Errors
/// If the disk refuses it.
pub fn sweep(target: &Path, now: Timestamp) -> anyhow::Result<()> {
    let parent = parent_of(target);
    for (path, _left) in room::left_in(parent, disk::BESIDE, now)?.into_iter().filter(|(path, _)| room::is_room(path)) {
        let old = path.join(room::OLD);
        put_back(&old, parent)?;
        if !holds_strangers(&old) {
            disk::remove_all(&path)?;
        }
    }
    Ok(())
}

/// Whether something lies there that no export took away: one takes away an export, or a folder that is empty.
fn holds_strangers(old: &Path) -> bool {
    let is_ours = |path: &Path| {
        path.join(MARK).is_file() || fs_err::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
    };
    fs_err::read_dir(old).into_iter().flatten().any(|entry| !entry.is_ok_and(|entry| is_ours(&entry.path())))
}

/// What one of them took away and did not come to replace stands in its place again: it may be there nowhere else.
fn put_back(old: &Path, parent: &Path) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(old).into_iter().flatten() {
        let entry = entry?;
        let place = parent.join(entry.file_name());
        if entry.path().join(MARK).is_file() && place.symlink_metadata().is_err() {
            disk::rename(&entry.path(), &place)?;
            disk::flush(parent)?;
        }
    }
    Ok(())
}

fn demand_ours(target: &Path) -> anyhow::Result<()> {
    let Ok(facts) = target.symlink_metadata() else { return Ok(()) };
    if !facts.is_dir() {
        return Err(not_ours(target, "no folder").into());
    }
    let is_empty = fs_err::read_dir(target)?.next().is_none();
    if is_empty || target.join(MARK).is_file() {
        return Ok(());
    }
    Err(not_ours(target, "no export of this program").into())
}

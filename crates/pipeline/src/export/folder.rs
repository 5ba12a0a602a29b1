//! A folder of files that is written beside its place and exchanged with what is there: the old one or the new one.
//!
//! A folder can't be renamed over a full one, so the two change names in one deed. Where the file system can't do that
//! there are two renames, and for an instant between them neither is there. Who is killed leaves a folder `.replace-…`
//! beside the place, with what was on its way or had been replaced: the next export there removes it. What was killed between
//! the two renames it puts back.
//!
//! What others laid into the old folder gets a second name in the new one before they change places: so it is never away,
//! and goes with nothing. What somebody saves there meanwhile is carried over once they have.

use std::{
    collections::BTreeSet,
    fs::FileType,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;

use super::{
    late::{self, Carried, Identity, Places},
    mark,
};
use crate::{
    disk,
    failure::Failure,
    room::{self, Room},
    target::not_ours,
};

/// What is carried over last, for an instant.
const LATE: &str = "next-late";
/// A folder that was replaced and has something that is nowhere else. No room has that name in it, so nobody sweeps it.
const KEPT: &str = "kept";

/// A folder on its way.
pub struct Beside<'target> {
    target: &'target Path,
    parent: PathBuf,
    run_id: String,
    room: Room,
    next: PathBuf,
    /// By their names in it.
    files: BTreeSet<PathBuf>,
    /// Whether something lies in the room that may be nowhere else.
    must_stay: bool,
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
        let next = room.path().join(room::NEXT);
        let (parent, run_id) = (parent.to_owned(), run_id.to_owned());
        Ok(Self { target, parent, run_id, room, next, files: BTreeSet::new(), must_stay: false })
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
        self.files.insert(PathBuf::from(name));
        Ok(())
    }

    /// Flushes all and puts the folder into its place.
    ///
    /// # Errors
    /// If something that no export wrote is in the way, or the disk refuses it: what was there is there again.
    pub fn place(mut self) -> anyhow::Result<()> {
        self.seal()?;
        // Last, since flushing takes its time, and somebody may save something meanwhile.
        let outcome = self.carry().and_then(|carried| self.put(&carried));
        self.end();
        outcome
    }

    /// Writes the list of what was written, and flushes all.
    fn seal(&mut self) -> anyhow::Result<()> {
        let mark = mark::text(&self.run_id, &self.files);
        self.write(mark::FILE, mark.as_bytes())?;
        let files: Vec<PathBuf> = self.files.iter().map(|name| self.next.join(name)).collect();
        let folders = self.folders_of(&files);
        let all: Vec<&Path> = files.iter().map(PathBuf::as_path).chain(folders).collect();
        Ok(disk::flush_all(&all)?)
    }

    /// The folders that `files` lie in, out to the whole.
    fn folders_of<'file>(&self, files: &'file [PathBuf]) -> BTreeSet<&'file Path> {
        let folders = files.iter().flat_map(|file| file.ancestors().skip(1));
        folders.filter(|folder| folder.starts_with(&self.next)).collect()
    }

    /// Takes along what others laid into the folder that is replaced: what it is now.
    fn carry(&self) -> anyhow::Result<Carried> {
        let (mut carried, mut folders) = (Carried::new(), BTreeSet::new());
        if self.target.symlink_metadata().is_err() {
            return Ok(carried);
        }
        for name in mark::strangers(self.target)? {
            let (from, to) = (self.target.join(&name), self.next.join(&name));
            // An editor's temporary file, gone by now: nothing is to be carried.
            let Ok(facts) = from.symlink_metadata() else { continue };
            let kind = facts.file_type();
            if self.is_in_the_way(&name, kind) {
                return Err(not_ours(&from, "no file of the export that stands there").into());
            }
            let above = name.ancestors().skip(usize::from(!kind.is_dir())).filter(|above| *above != Path::new(""));
            folders.extend(above.filter(|above| !self.next.join(above).exists()).map(Path::to_owned));
            if kind.is_dir() {
                disk::folder(&to)?;
            } else {
                disk::folder(parent_of(&to))?;
                match late::second_name(&from, &to, kind) {
                    Err(_) if from.symlink_metadata().is_err() => continue,
                    outcome => outcome?,
                }
            }
            carried.insert(name, Identity::of(&facts));
        }
        let new: Vec<PathBuf> = carried.keys().map(|name| self.next.join(name)).collect();
        disk::flush_all(&self.folders_of(&new).into_iter().collect::<Vec<_>>())?;
        // A folder of theirs lets in whom it let in; the inner ones first, since one may let nobody write.
        for name in folders.iter().rev() {
            fs_err::set_permissions(self.next.join(name), fs_err::metadata(self.target.join(name))?.permissions())?;
        }
        Ok(carried)
    }

    /// Gives it its place, and looks again into the folder that it replaced.
    fn put(&mut self, carried: &Carried) -> anyhow::Result<()> {
        let Ok(facts) = self.target.symlink_metadata() else {
            disk::rename(&self.next, self.target)?;
            return Ok(disk::flush(&self.parent)?);
        };
        // It lets in whom the one before let in.
        fs_err::set_permissions(&self.next, facts.permissions())?;
        let old = if disk::exchange(&self.next, self.target)? { self.next.clone() } else { self.put_by_renames()? };
        self.catch_up(&old, carried)
            .with_context(|| format!("what stood in `{}` lies in `{}`", self.target.display(), old.display()))?;
        Ok(disk::flush(&self.parent)?)
    }

    /// Carries over what was saved into the old folder by its name until it had that no more.
    fn catch_up(&mut self, old: &Path, carried: &Carried) -> anyhow::Result<()> {
        // Until all is known to be in the new one.
        self.must_stay = true;
        let beside = self.room.path().join(LATE);
        let left = late::carry(&Places { old, new: self.target, beside: &beside }, carried)?;
        if left.is_empty() {
            self.must_stay = false;
            return Ok(());
        }
        let kept = self.room.path().join(KEPT);
        disk::rename(old, &kept)?;
        for name in left {
            let (name, kept) = (self.target.join(&name), kept.join(&name));
            tracing::warn!(
                "`{}` was saved while the export was at work and could not be carried over: it lies in `{}`",
                name.display(),
                kept.display()
            );
        }
        Ok(())
    }

    /// Removes what is of no use any more.
    fn end(self) {
        if self.must_stay {
            self.room.keep();
        } else {
            self.room.clear();
        }
    }

    /// Whether what the export writes can't stand beside what is called `name`.
    fn is_in_the_way(&self, name: &Path, kind: FileType) -> bool {
        let is_within = name.ancestors().any(|above| self.files.contains(above));
        let is_above = || self.files.iter().any(|file| file.starts_with(name));
        is_within || (!kind.is_dir() && is_above())
    }

    /// Where two folders can't be exchanged: where the old one is now.
    fn put_by_renames(&mut self) -> anyhow::Result<PathBuf> {
        // By its own name, so that it can be put back by whoever finds it.
        let old = self.room.path().join(room::OLD).join(self.target.file_name().unwrap_or_default());
        disk::folder(&self.room.path().join(room::OLD))?;
        disk::rename(self.target, &old)?;
        if let Err(error) = disk::rename(&self.next, self.target) {
            if disk::rename(&old, self.target).is_err() {
                self.must_stay = true;
                let said = format!("`{}` could not be put back", self.target.display());
                let hint = format!("it lies in `{}`", old.display());
                return Err(Failure::data(said).with_hint(hint).because(error).into());
            }
            return Err(error.into());
        }
        Ok(old)
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
        if holds_strangers(&old, parent) || late::is_nowhere_else(&path.join(room::NEXT), parent) {
            tracing::warn!("`{}` stays: a killed export left something in it that it did not write", path.display());
            continue;
        }
        room::open_up(&path);
        disk::remove_all(&path)?;
    }
    Ok(())
}

/// Whether something lies there that no export took away, and that is not in its place as well: one takes away an export, or a
/// folder that is empty.
fn holds_strangers(old: &Path, parent: &Path) -> bool {
    let may_go = |path: &Path| {
        let place = parent.join(path.file_name().unwrap_or_default());
        let is_there = |name: &PathBuf| late::is_kept(&path.join(name), &place.join(name));
        let names = mark::strangers(path);
        names.is_ok_and(|names| (mark::is_in(path) || names.is_empty()) && names.iter().all(is_there))
    };
    fs_err::read_dir(old).into_iter().flatten().any(|entry| !entry.is_ok_and(|entry| may_go(&entry.path())))
}

/// What one of them took away and did not come to replace stands in its place again: it may be there nowhere else.
fn put_back(old: &Path, parent: &Path) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(old).into_iter().flatten() {
        let entry = entry?;
        let place = parent.join(entry.file_name());
        if mark::is_in(&entry.path()) && place.symlink_metadata().is_err() {
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
    if is_empty || mark::is_in(target) {
        return Ok(());
    }
    Err(not_ours(target, "no export of this program").into())
}

#[cfg(test)]
mod tests;

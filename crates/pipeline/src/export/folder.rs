//! A folder of files that is written beside its place and exchanged with what is there: the old one or the new one.
//!
//! A folder can't be renamed over a full one, so the two change names in one deed. Where the file system can't do that
//! there are two renames, and for an instant between them neither is there. Who is killed leaves a folder `.replace-…`
//! beside the place, with what was on its way or had been replaced: the next export there removes it. What was killed between
//! the two renames it puts back.
//!
//! What others laid into the old folder gets a second name in the new one before they change places: so it is never away,
//! and goes with nothing.

use std::{
    collections::BTreeSet,
    fs::FileType,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::mark;
use crate::{
    disk,
    failure::Failure,
    room::{self, Room},
    target::not_ours,
};

/// A folder on its way.
pub struct Beside<'target> {
    target: &'target Path,
    parent: PathBuf,
    run_id: String,
    room: Room,
    next: PathBuf,
    /// By their names in it.
    files: BTreeSet<PathBuf>,
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
        let (parent, run_id) = (parent.to_owned(), run_id.to_owned());
        Ok(Self { target, parent, run_id, room, next, files: BTreeSet::new() })
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
        let mark = mark::text(&self.run_id, &self.files);
        self.write(mark::FILE, mark.as_bytes())?;
        let carried = self.carry()?;
        let files: Vec<PathBuf> = self.files.iter().map(|name| self.next.join(name)).collect();
        let folders = files.iter().chain(&carried).flat_map(|file| file.ancestors().skip(1));
        let folders: BTreeSet<&Path> = folders.filter(|folder| folder.starts_with(&self.next)).collect();
        let all: Vec<&Path> = files.iter().map(PathBuf::as_path).chain(folders).collect();
        disk::flush_all(&all)?;
        if self.target.symlink_metadata().is_err() {
            disk::rename(&self.next, self.target)?;
        } else if !disk::exchange(&self.next, self.target)? {
            return self.place_by_renames();
        }
        Ok(disk::flush(&self.parent)?)
    }

    /// Takes along what others laid into the folder that is replaced: where it is now.
    fn carry(&self) -> anyhow::Result<Vec<PathBuf>> {
        if self.target.symlink_metadata().is_err() {
            return Ok(Vec::new());
        }
        let (mut carried, mut folders) = (Vec::new(), BTreeSet::new());
        for name in mark::strangers(self.target)? {
            let (from, to) = (self.target.join(&name), self.next.join(&name));
            let kind = from.symlink_metadata()?.file_type();
            if self.is_in_the_way(&name, kind) {
                return Err(not_ours(&from, "no file of the export that stands there").into());
            }
            let above = name.ancestors().skip(usize::from(!kind.is_dir())).filter(|above| *above != Path::new(""));
            folders.extend(above.filter(|above| !self.next.join(above).exists()).map(Path::to_owned));
            if kind.is_dir() {
                disk::folder(&to)?;
            } else {
                disk::folder(parent_of(&to))?;
                second_name(&from, &to, kind)?;
            }
            carried.push(to);
        }
        // A folder of theirs lets in whom it let in; the inner ones first, since one may let nobody write.
        for name in folders.iter().rev() {
            fs_err::set_permissions(self.next.join(name), fs_err::metadata(self.target.join(name))?.permissions())?;
        }
        Ok(carried)
    }

    /// Whether what the export writes can't stand beside what is called `name`.
    fn is_in_the_way(&self, name: &Path, kind: FileType) -> bool {
        let is_within = name.ancestors().any(|above| self.files.contains(above));
        let is_above = || self.files.iter().any(|file| file.starts_with(name));
        is_within || (!kind.is_dir() && is_above())
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

/// Whatever becomes of the first one, the file or link is there by the second.
fn second_name(from: &Path, to: &Path, kind: FileType) -> anyhow::Result<()> {
    if kind.is_symlink() {
        return Ok(disk::lead(to, &fs_err::read_link(from)?)?);
    }
    if !kind.is_file() {
        return Err(not_ours(from, "neither a file nor a folder").into());
    }
    Ok(disk::link(from, to)?)
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
        if !holds_strangers(&old, parent) {
            disk::remove_all(&path)?;
        }
    }
    Ok(())
}

/// Whether something lies there that no export took away, and that is not in its place as well: one takes away an export, or a
/// folder that is empty.
fn holds_strangers(old: &Path, parent: &Path) -> bool {
    let may_go = |path: &Path| {
        let place = parent.join(path.file_name().unwrap_or_default());
        let is_there = |name: &PathBuf| place.join(name).symlink_metadata().is_ok();
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

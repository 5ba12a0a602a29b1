//! What somebody saves into a folder while an export takes its place: it is carried over, or the old folder stays.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{FileType, Metadata},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use super::mark;
use crate::{disk, target::not_ours};

/// What was carried before the folders changed places, by its name in them: what it was then.
pub type Carried = BTreeMap<PathBuf, Identity>;

/// Which file it is, and whether somebody wrote to it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    bytes: u64,
    changed: (i64, i64),
}

impl Identity {
    /// That of a file by its facts.
    pub fn of(facts: &Metadata) -> Self {
        let changed = (facts.mtime(), facts.mtime_nsec());
        Self { device: facts.dev(), inode: facts.ino(), bytes: facts.size(), changed }
    }

    /// Whether they are two names of one file.
    fn is_same_file(self, other: Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

/// Two folders that have changed places.
pub struct Places<'path> {
    /// Where the one is now that was replaced.
    pub old: &'path Path,
    /// Where the new one stands.
    pub new: &'path Path,
    /// A name that is free, on the same disk.
    pub beside: &'path Path,
}

/// Carries over what was saved into the old folder since: the names of what could not be.
///
/// # Errors
/// If the old folder can't be read, or the disk does not keep what was carried.
pub fn carry(places: &Places<'_>, carried: &Carried) -> anyhow::Result<Vec<PathBuf>> {
    let (mut left, mut taken) = (Vec::new(), BTreeSet::new());
    for name in mark::strangers(places.old)? {
        // Gone by now: nothing is to be carried.
        let Ok(facts) = places.old.join(&name).symlink_metadata() else { continue };
        let new = places.new.join(&name);
        let there = new.symlink_metadata().ok();
        if is_there(&facts, there.as_ref(), carried.get(&name)) {
            continue;
        }
        if take(places, &name, &facts, carried.get(&name)).is_ok() {
            taken.extend(new.ancestors().skip(1).filter(|above| above.starts_with(places.new)).map(Path::to_owned));
        } else {
            left.push(name);
        }
    }
    disk::flush_all(&taken.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    Ok(left)
}

/// Whether what lies in the old folder is in the new one, too, or has not changed since it was carried.
fn is_there(old: &Metadata, new: Option<&Metadata>, carried: Option<&Identity>) -> bool {
    if old.is_dir() {
        return new.is_some_and(Metadata::is_dir);
    }
    let identity = Identity::of(old);
    new.is_some_and(|new| identity.is_same_file(Identity::of(new))) || carried == Some(&identity)
}

fn take(places: &Places<'_>, name: &Path, facts: &Metadata, carried: Option<&Identity>) -> anyhow::Result<()> {
    let (old, new) = (places.old.join(name), places.new.join(name));
    if facts.is_dir() {
        return Ok(disk::folder(&new)?);
    }
    if facts.is_file() {
        disk::flush(&old)?;
    }
    let Ok(there) = new.symlink_metadata() else {
        if let Some(above) = new.parent() {
            disk::folder(above)?;
        }
        return second_name(&old, &new, facts.file_type());
    };
    // Somebody has saved it once more, into the new folder: that is what it is now.
    let is_newer = there.is_file() && (there.mtime(), there.mtime_nsec()) > (facts.mtime(), facts.mtime_nsec());
    if is_newer && carried.is_some() {
        return Ok(());
    }
    // What was carried is an older state of the same file. Anything else there is somebody's, or the export's.
    if !carried.is_some_and(|carried| carried.is_same_file(Identity::of(&there))) {
        return Err(not_ours(&new, "another one").into());
    }
    second_name(&old, places.beside, facts.file_type())?;
    Ok(disk::rename(places.beside, &new)?)
}

/// Whatever becomes of the first one, the file or link is there by the second.
///
/// # Errors
/// If it is neither, or the disk refuses it.
pub fn second_name(from: &Path, to: &Path, kind: FileType) -> anyhow::Result<()> {
    if kind.is_symlink() {
        return Ok(disk::lead(to, &fs_err::read_link(from)?)?);
    }
    if !kind.is_file() {
        return Err(not_ours(from, "neither a file nor a folder").into());
    }
    Ok(disk::link(from, to)?)
}

/// Whether an export in `folder`, which was killed, holds something of others that is in no folder of `parent`: it was saved
/// while the folders changed places.
pub fn is_nowhere_else(folder: &Path, parent: &Path) -> bool {
    if !mark::is_in(folder) {
        return false;
    }
    let Ok(names) = mark::strangers(folder) else { return true };
    let others: Vec<PathBuf> =
        fs_err::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    !names.iter().all(|name| others.iter().any(|other| is_kept(&folder.join(name), &other.join(name))))
}

/// Whether it is there by the other name: the same, one that says the same, or a newer one.
pub fn is_kept(one: &Path, other: &Path) -> bool {
    let (Ok(facts), Ok(there)) = (one.symlink_metadata(), other.symlink_metadata()) else { return false };
    if facts.file_type() != there.file_type() {
        return false;
    }
    let (identity, known) = (Identity::of(&facts), Identity::of(&there));
    let says_the_same = || {
        let is_as_long = facts.is_file() && identity.bytes == known.bytes;
        is_as_long && fs_err::read(one).is_ok_and(|bytes| fs_err::read(other).is_ok_and(|others| bytes == others))
    };
    facts.is_dir() || identity.is_same_file(known) || identity.changed <= known.changed || says_the_same()
}

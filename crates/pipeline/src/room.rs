//! A temporary folder beside what is being written, held by a lock as long as its process lives: whoever sweeps knows by that
//! what a killed process left, and takes nothing away from one that is at work.

use std::{
    fs::{File, TryLockError},
    io::ErrorKind,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use jiff::Timestamp;
use tempfile::TempDir;

/// Where a file system knows no locks: one that is older was left, in seconds.
const LEFT_AFTER: i64 = 60 * 60;
/// What is on its way lies in it by this name; a tool that writes it may lay files beside it whose names begin so.
pub const NEXT: &str = "next";
/// A snapshot that is on its way.
pub const SNAPSHOT: &str = "snapshot";
/// Holds what was taken away, for an instant, to make place.
pub const OLD: &str = "old";
/// What a folder's owner needs to read it, write to it and go into it.
const OWNERS: u32 = 0o700;
/// How often a folder is made anew that somebody swept before it was held.
const MOST_TRIES: usize = 100;

/// A folder that goes with its owner.
pub struct Room {
    folder: TempDir,
    _held: File,
}

impl Room {
    /// A new one in `parent`.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn of(parent: &Path, prefix: &str) -> anyhow::Result<Self> {
        let mut tries = 0;
        loop {
            let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
            tries += 1;
            let held = match fs_err::File::open(folder.path()) {
                Ok(file) => file.into_parts().0,
                Err(error) if error.kind() == ErrorKind::NotFound && tries < MOST_TRIES => continue,
                Err(error) => return Err(error.into()),
            };
            // Waits for who sweeps, if it is just this folder; where there are no locks, its age says that it is in use.
            let is_held = held.lock_shared().is_ok();
            if !is_held || folder.path().is_dir() || tries >= MOST_TRIES {
                return Ok(Self { folder, _held: held });
            }
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes it; one that can't be removed is told.
    pub fn clear(self) {
        let path = self.folder.path().to_owned();
        open_up(&path);
        if let Err(error) = self.folder.close() {
            tracing::warn!("`{}` is of no use any more and could not be removed: {error}", path.display());
        }
    }

    /// It stays, with what is in it.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

/// Lets its owner into a folder and the folders in it, so that they can be removed: some let nobody write.
pub fn open_up(folder: &Path) {
    let Ok(facts) = folder.symlink_metadata() else { return };
    let mut allowed = facts.permissions();
    if facts.is_dir() && allowed.mode() & OWNERS != OWNERS {
        allowed.set_mode(allowed.mode() | OWNERS);
        // Where that can't be, removing fails, and says why.
        fs_err::set_permissions(folder, allowed).ok();
    }
    for entry in fs_err::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path());
        }
    }
}

/// That nobody works in a folder. As long as this is kept, nobody can begin to.
pub struct Left {
    _held: File,
}

/// Whether nobody works in a folder any more.
pub fn left(folder: &Path, now: Timestamp) -> Option<Left> {
    let held = fs_err::File::open(folder).ok()?.into_parts().0;
    let is_left = match held.try_lock() {
        // It may have gone with its owner, or with another who sweeps, since it was opened.
        Ok(()) => folder.is_dir(),
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => is_old(folder, now),
    };
    is_left.then_some(Left { _held: held })
}

/// The folders in `parent` of that name that killed processes left, sorted. None where it is not there, or can't be looked into.
///
/// # Errors
/// If what is found in it can't be told.
pub fn left_in(parent: &Path, prefix: &str, now: Timestamp) -> anyhow::Result<Vec<(PathBuf, Left)>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(parent).into_iter().flatten() {
        let entry = entry?;
        let is_named = entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes());
        if is_named && entry.file_type()?.is_dir() {
            found.extend(left(&entry.path(), now).map(|left| (entry.path(), left)));
        }
    }
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

/// Whether a folder holds nothing but what is laid into a room: else it is somebody's own, whatever it is called.
pub fn is_room(folder: &Path) -> bool {
    let is_ours = |name: &[u8]| [OLD, SNAPSHOT].map(str::as_bytes).contains(&name) || name.starts_with(NEXT.as_bytes());
    let Ok(mut entries) = fs_err::read_dir(folder) else { return false };
    entries.all(|entry| entry.is_ok_and(|entry| is_ours(entry.file_name().as_encoded_bytes())))
}

/// Whether something was taken away into it that may be there nowhere else.
pub fn holds_old(folder: &Path) -> bool {
    fs_err::read_dir(folder.join(OLD)).is_ok_and(|mut entries| entries.next().is_some())
}

fn is_old(folder: &Path, now: Timestamp) -> bool {
    let at = fs_err::symlink_metadata(folder).and_then(|facts| facts.modified());
    at.is_ok_and(|at| seconds(at) + LEFT_AFTER < now.as_second())
}

fn seconds(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).ok().and_then(|age| i64::try_from(age.as_secs()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_left_once_its_owner_is_gone_or_where_nobody_can_say_once_it_is_old() {
        let parent = TempDir::new().expect("a temporary folder");
        let now = crate::clock::now();
        let room = Room::of(parent.path(), ".room-").expect("room");
        assert!(left(room.path(), now).is_none(), "somebody is at work");
        let path = room.path().to_owned();
        drop(room);
        assert!(left(&path, now).is_none() && !path.exists(), "it went with its owner");
        fs_err::create_dir(&path).expect("room");
        let held = left(&path, now).expect("nobody is at work");
        assert!(left(&path, now).is_none(), "one sweeps it");
        drop(held);
        assert!(left(&path, now).is_some());
        let later = |seconds| Timestamp::from_second(now.as_second() + seconds).expect("an instant");
        assert!(!is_old(&path, later(LEFT_AFTER - 60)) && is_old(&path, later(LEFT_AFTER + 60)));
    }

    /// Who may do everything removes it anyhow: so the modes are looked at, too.
    #[test]
    fn a_folder_that_lets_nobody_write_goes_with_its_room() {
        let parent = TempDir::new().expect("a temporary folder");
        let room = Room::of(parent.path(), ".room-").expect("room");
        let (path, inner) = (room.path().to_owned(), room.path().join("next/theirs"));
        fs_err::create_dir_all(inner.join("deeper")).expect("room");
        let mode = |path: &Path| fs_err::metadata(path).expect("a folder").permissions().mode() & 0o777;
        let lock = |path: &Path| {
            fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o500)).expect("ours");
        };
        lock(&inner.join("deeper"));
        lock(&inner);
        open_up(&path);
        assert_eq!([mode(&inner), mode(&inner.join("deeper"))], [0o700; 2]);
        lock(&inner);
        room.clear();
        assert!(!path.exists());
    }

    #[test]
    fn what_is_left_is_told_from_what_is_in_use_and_from_folders_of_others() {
        let parent = TempDir::new().expect("a temporary folder");
        for name in [".room-left/next", ".room-left/next.wal", ".room-moved/old/x", ".room-mine/notes", "room-next"] {
            fs_err::create_dir_all(parent.path().join(name)).expect("room");
        }
        let _busy = Room::of(parent.path(), ".room-").expect("room");
        let found = left_in(parent.path(), ".room-", crate::clock::now()).expect("a folder");
        let found: Vec<_> = found.into_iter().map(|(path, _)| (is_room(&path), holds_old(&path), path)).collect();
        let expected = [(true, false, ".room-left"), (false, false, ".room-mine"), (true, true, ".room-moved")];
        assert_eq!(found, expected.map(|(is_room, holds_old, name)| (is_room, holds_old, parent.path().join(name))));
    }
}

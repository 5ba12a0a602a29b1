//! One run per data folder at a time: the second fails at once and says since when the first has been at work. What takes a
//! moment waits for one.

use std::{
    io::{ErrorKind, Read as _, Seek as _, Write as _},
    path::Path,
    time::Duration,
};

use fd_lock::RwLock;

use crate::{clock, failure::Failure};

/// The file in a data folder that is locked.
pub const FILE: &str = ".lock";
/// No instant is longer.
const MOST_BYTES: u64 = 40;
/// How long one waits before it tries again.
const PAUSE: Duration = Duration::from_millis(100);
/// How often: so that ten seconds go by.
const MOST_PAUSES: u32 = 100;

/// Does `work` while no other run can write to `data`.
///
/// # Errors
/// If there is no such folder, another run is at work there, or `work` fails.
pub fn held<T>(data: &Path, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    held_after(data, 0, work)
}

/// The same for work of a moment, such as a decision: whoever decides on many answers at once waits for the others.
///
/// # Errors
/// As [`held`], once some seconds have gone by.
pub fn awaited<T>(data: &Path, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    held_after(data, MOST_PAUSES, work)
}

fn held_after<T>(data: &Path, pauses: u32, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    if !data.is_dir() {
        let failure = Failure::data(format!("no data folder `{}`", data.display()));
        return Err(failure
            .with_hint("`tokenshare fetch` or `tokenshare import` makes it with the first snapshot")
            .into());
    }
    let path = data.join(FILE);
    if let Some((said, hint)) = in_the_way(&path) {
        return Err(Failure::data(said).with_hint(hint).into());
    }
    let file = fs_err::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
    let mut lock = RwLock::new(file.into_parts().0);
    let mut tries = 0;
    let mut guard = loop {
        match lock.try_write() {
            Ok(guard) => break guard,
            Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error.into()),
            Err(_) if tries >= pauses => return Err(busy(data, &path).into()),
            Err(_) => std::thread::sleep(PAUSE),
        }
        tries += 1;
    };
    // The lock itself is the system's, and ends with this process. The time is for the one who waits: a disk that is too full
    // for it has the more need of what `gc` does.
    let mut write = |text: &str| -> std::io::Result<()> {
        guard.set_len(0)?;
        guard.rewind()?;
        guard.write_all(text.as_bytes())
    };
    write(&clock::now().to_string()).ok();
    let outcome = work();
    write("").ok();
    outcome
}

/// What stands in the place of a lock and can be none, and what to do about it.
pub fn in_the_way(path: &Path) -> Option<(String, String)> {
    let facts = path.symlink_metadata().ok()?;
    let (found, next) = match facts.file_type() {
        kind if kind.is_symlink() => ("a link", "remove it"),
        kind if kind.is_dir() => ("a folder", "move it away: a run lays the file anew"),
        kind if !kind.is_file() => ("no file", "remove it: a run lays the file anew"),
        _ if !is_ours(path) => ("a file with something else in it", "move it away: a run lays the file anew"),
        _ => return None,
    };
    Some((format!("`{}` is {found}: a lock is a file of its own", path.display()), next.to_owned()))
}

/// Whether it is empty, or begins as an instant does: a disk that was full may have cut it. Where it can't be read, opening it
/// says why.
fn is_ours(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs_err::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut head));
    let is_of_instants = |byte: &u8| byte.is_ascii_digit() || b"-:.TZ".contains(byte);
    read.is_err() || (head.len() as u64 <= MOST_BYTES && head.iter().all(is_of_instants))
}

/// Whether a run is at work there just now.
pub fn is_held(data: &Path) -> bool {
    let Ok(file) = fs_err::File::open(data.join(FILE)) else { return false };
    let lock = RwLock::new(file.into_parts().0);
    lock.try_read().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// Whether there is no lock because nothing may be written there.
pub fn is_read_only(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    matches!(kind, Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem))
}

fn busy(data: &Path, path: &Path) -> Failure {
    let since = fs_err::read_to_string(path).unwrap_or_default();
    let since = if since.is_empty() { String::new() } else { format!(" since `{since}`") };
    Failure::data(format!("another run has been writing to `{}`{since}", data.display()))
        .with_hint("wait until it ends, or give `--data` another folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run writes into its lock: what else stands there would be gone.
    #[test]
    fn somebody_elses_file_is_no_lock() {
        let place = tempfile::TempDir::new().expect("a temporary folder");
        let (path, mine) = (place.path().join(FILE), place.path().join("notes.txt"));
        for (text, is_lock) in
            [("", true), ("2026-01-01T00:00:00.123Z", true), ("2026-01", true), ("my notes\n", false)]
        {
            fs_err::write(&path, text).expect("room");
            assert_eq!(in_the_way(&path).is_none(), is_lock, "{text}");
            assert_eq!(held(place.path(), || Ok(())).is_ok(), is_lock, "{text}");
        }
        assert_eq!(fs_err::read_to_string(&path).expect("it is there"), "my notes\n");
        fs_err::remove_file(&path).expect("it is there");
        fs_err::write(&mine, "my notes\n").expect("room");
        fs_err::hard_link(&mine, &path).expect("room");
        assert!(held(place.path(), || Ok(())).is_err(), "the other name of a file is no lock either");
        assert_eq!(fs_err::read_to_string(&mine).expect("it is there"), "my notes\n");
        // As a backup of links has it: what stops no run there stops none here.
        fs_err::write(&mine, "2026").expect("room");
        assert!(held(place.path(), || Ok(())).is_ok(), "a lock that a backup shares");
    }
}

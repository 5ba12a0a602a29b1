//! Every change of a file that others rely on: written, flushed, renamed, linked, removed.
//!
//! One door, so that a test can stand in it: see `fault`.

use std::{
    io::{self, Write as _},
    path::Path,
};

use crate::{
    fault::{self, Fault},
    room::Room,
};

/// Writes a file that was not there.
///
/// # Errors
/// If it is there, or the disk refuses it.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fault::at("write", path)? {
        Fault::None | Fault::Lacking => fs_err::File::create_new(path)?.write_all(bytes),
        // What a machine leaves that loses its power while it writes.
        Fault::Torn => {
            fs_err::File::create_new(path)?.write_all(bytes.get(..bytes.len() / 2).unwrap_or_default())?;
            fault::end()
        }
    }
}

/// Temporary folders of a file that is replaced begin so.
pub const BESIDE: &str = ".replace-";

/// Writes a file beside its place, flushes it and puts it there: it is the old one or the new one, and nothing between.
///
/// # Errors
/// If the disk refuses it.
pub fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder(parent)?;
    // In a folder of its own the file gets the mode that any other file gets.
    let beside = Room::of(parent, BESIDE)?;
    let next = beside.path().join("next");
    write(&next, bytes)?;
    flush(&next)?;
    rename(&next, path)?;
    Ok(flush(parent)?)
}

/// Waits until a file, or the names in a folder, are on the disk.
///
/// # Errors
/// If the disk refuses it.
pub fn flush(path: &Path) -> io::Result<()> {
    fault::at("flush", path)?;
    fs_err::File::open(path)?.sync_all()
}

/// So many flushes at once: each waits for the disk, which takes them together.
const AT_ONCE: usize = 16;

/// The same of many files and folders.
///
/// # Errors
/// If the disk refuses one.
pub fn flush_all(paths: &[&Path]) -> io::Result<()> {
    let share = paths.len().div_ceil(AT_ONCE).max(1);
    std::thread::scope(|scope| {
        let flush_some = |some: &[&Path]| some.iter().try_for_each(|path| flush(path));
        let threads: Vec<_> = paths.chunks(share).map(|some| scope.spawn(move || flush_some(some))).collect();
        let died = |_| Err(io::Error::other("a thread that flushed files has died"));
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(died))
    })
}

/// Gives two files or folders each other's name, in one deed: nobody ever sees either of the names without one of them.
/// Whether it was done: some systems and file systems can't.
///
/// # Errors
/// If the disk refuses it.
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match fault::at("exchange", other)? {
        Fault::Lacking => Ok(false),
        Fault::None | Fault::Torn => exchanged(one, other),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchanged(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(errno) => {
            let error = io::Error::from(errno);
            let said = format!("failed to exchange `{}` and `{}`: {error}", one.display(), other.display());
            Err(io::Error::new(error.kind(), said))
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchanged(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Gives a file or a folder another name; what has it already goes.
///
/// # Errors
/// If the disk refuses it.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::at("rename", to)?;
    fs_err::rename(from, to)
}

/// Gives a file a second name, or, where the file system knows none, copies it: a copy is flushed, as the first one was.
///
/// # Errors
/// If the disk refuses both.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    fault::at("link", to)?;
    if fs_err::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs_err::copy(from, to)?;
    fs_err::File::open(to)?.sync_all()
}

/// Makes `link` lead to `target`, which is told from the folder of `link`.
///
/// # Errors
/// If the disk refuses it, or has no links.
pub fn lead(link: &Path, target: &Path) -> io::Result<()> {
    fault::at("lead", link)?;
    fs_err::os::unix::fs::symlink(target, link)
}

/// Makes a folder, and those above it.
///
/// # Errors
/// If the disk refuses it.
pub fn folder(path: &Path) -> io::Result<()> {
    fault::at("folder", path)?;
    fs_err::create_dir_all(path)
}

/// Removes a file or a link.
///
/// # Errors
/// If the disk refuses it.
pub fn remove(path: &Path) -> io::Result<()> {
    fault::at("remove", path)?;
    fs_err::remove_file(path)
}

/// Removes a folder and all that is in it.
///
/// # Errors
/// If the disk refuses it.
pub fn remove_all(path: &Path) -> io::Result<()> {
    fault::at("remove", path)?;
    fs_err::remove_dir_all(path)
}

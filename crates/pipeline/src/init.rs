//! `tokenshare init`: a folder for a weekly refresh of one's own, from what is inside the program. Writes over nothing.
//!
//! Each file is there whole or not at all, so that the same command completes what one before it could not: a disk was full,
//! or somebody killed it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use crate::{
    cli::InitArguments,
    clock,
    console::{counted, plain},
    disk,
    failure::Failure,
    laid::{FOLDER, MAPS, MAPS_FOLDER, PIPELINES},
    storing, target, typed,
};

/// What makes a folder of them.
static START: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/start");
/// More names than these say nothing more.
const NAMED: usize = 5;

/// The pipeline that a refresh runs, inside the program.
pub const WEEKLY: &str = include_str!("../../../pipelines/weekly.toml");
/// Where it lies in a folder that was laid.
pub const WEEKLY_FILE: &str = "pipelines/weekly.toml";

/// What is laid: the bytes of each file, by its place in the folder.
type Files = BTreeMap<PathBuf, &'static [u8]>;

/// Lays the files that are not there yet, and says what comes next.
///
/// # Errors
/// If the folder holds anything else, but for names that begin with a dot, lies among what a data folder keeps, or the disk
/// refuses it.
pub fn run(arguments: &InitArguments) -> anyhow::Result<()> {
    target::demand_outside(None, &arguments.folder)?;
    let folder = target::without_detours(&arguments.folder);
    let folder = folder.as_path();
    let files = files();
    demand_room(folder, &files)?;
    sweep(folder)?;
    for (place, bytes) in &files {
        let path = folder.join(place);
        if !path.is_file() {
            disk::replace(&path, bytes)?;
        }
    }
    let shown = folder.display();
    tracing::info!("{} in `{shown}`; `README.md` says what they are for", counted(files.len(), "file"));
    let is_here = folder == Path::new(".");
    let step = if is_here { String::new() } else { format!("cd {}, then ", typed::quoted(&operand(folder))) };
    tracing::info!("next: {step}`tokenshare doctor` says what is missing, and `make` lists the verbs");
    Ok(())
}

fn files() -> Files {
    let own = START.files().map(|file| (file.path().to_owned(), file.contents()));
    let pipelines = PIPELINES.files().map(|file| (Path::new(FOLDER).join(file.path()), file.contents()));
    let maps = MAPS.files().map(|file| (Path::new(MAPS_FOLDER).join(file.path()), file.contents()));
    own.chain(pipelines).chain(maps).collect()
}

/// What somebody has there is not mixed with ours. A `.git` may be there already, and what was laid before.
fn demand_room(folder: &Path, files: &Files) -> anyhow::Result<()> {
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    if !folder.is_dir() {
        let said = format!("`{}` is no folder", folder.display());
        return Err(Failure::data(said).with_hint("name a folder that is new or empty").into());
    }
    let names = foreign(folder, Path::new(""), files)?;
    if names.is_empty() {
        return Ok(());
    }
    let first: Vec<_> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let said = format!("`{}` is not empty: {}{more}; nothing was written", folder.display(), first.join(", "));
    Err(Failure::data(said).with_hint("name a folder that is new or empty, or move away what is in the way").into())
}

/// What lies there and is not, to the byte, what is laid there, sorted. Names that begin with a dot are passed over.
fn foreign(folder: &Path, below: &Path, files: &Files) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder.join(below))? {
        let entry = entry?;
        let place = below.join(entry.file_name());
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let is_folder_of_ours = entry.file_type()?.is_dir() && files.keys().any(|file| file.starts_with(&place));
        match files.get(&place) {
            Some(bytes) if holds(&entry, bytes)? => {}
            None if is_folder_of_ours => names.extend(foreign(folder, &place, files)?),
            _ => names.push(plain(&place.display().to_string())),
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Whether an entry of a folder is a file with these bytes. One of another length is not read: it may be anything.
fn holds(entry: &fs_err::DirEntry, bytes: &[u8]) -> anyhow::Result<bool> {
    let is_as_long = entry.file_type()?.is_file() && entry.metadata()?.len() == bytes.len() as u64;
    Ok(is_as_long && fs_err::read(entry.path())? == bytes)
}

/// Removes the files that were on their way when one before was killed.
fn sweep(folder: &Path) -> anyhow::Result<()> {
    for parent in [folder.to_owned(), folder.join(FOLDER), folder.join(MAPS_FOLDER)] {
        storing::sweep(&parent, clock::now())?;
    }
    Ok(())
}

/// A folder as `cd` takes it for one: `-a` would be an option, `~a` somebody's home, `+1` a place in a history.
fn operand(folder: &Path) -> PathBuf {
    let is_plain = |first: char| first.is_alphanumeric() || "._/".contains(first);
    if folder.display().to_string().starts_with(is_plain) { folder.to_owned() } else { Path::new(".").join(folder) }
}

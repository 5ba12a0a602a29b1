//! `tokenshare init`: a folder for a weekly refresh of one's own, from what is inside the program. Writes over nothing.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::{
    cli::InitArguments,
    console::{counted, plain},
    disk,
    failure::Failure,
    laid::{FOLDER, PIPELINES},
    typed,
};

/// What makes a folder of them.
static START: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/start");
/// More names than these say nothing more.
const NAMED: usize = 5;

/// The pipeline that a refresh runs, inside the program.
pub const WEEKLY: &str = include_str!("../../../pipelines/weekly.toml");
/// Where it lies in a folder that was laid.
pub const WEEKLY_FILE: &str = "pipelines/weekly.toml";

/// Lays the files, and says what comes next.
///
/// # Errors
/// If the folder holds anything, but for names that begin with a dot, or the disk refuses it.
pub fn run(arguments: &InitArguments) -> anyhow::Result<()> {
    let folder = arguments.folder.as_path();
    demand_room(folder)?;
    disk::folder(&folder.join(FOLDER))?;
    let own = START.files().map(|file| (folder.join(file.path()), file.contents()));
    let pipelines = PIPELINES.files().map(|file| (folder.join(FOLDER).join(file.path()), file.contents()));
    let files: Vec<_> = own.chain(pipelines).collect();
    for (path, bytes) in &files {
        disk::write(path, bytes)?;
    }
    let shown = folder.display();
    tracing::info!("{} in `{shown}`; `README.md` says what they are for", counted(files.len(), "file"));
    let shown = typed::quoted(folder);
    tracing::info!("next: cd {shown}, then `tokenshare doctor` says what is missing, and `make` lists the verbs");
    Ok(())
}

/// What somebody has there is not mixed with ours. A `.git` may be there already.
fn demand_room(folder: &Path) -> anyhow::Result<()> {
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    if !folder.is_dir() {
        let said = format!("`{}` is no folder", folder.display());
        return Err(Failure::data(said).with_hint("name a folder that is new or empty").into());
    }
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(plain(&name));
        }
    }
    names.sort_unstable();
    if names.is_empty() {
        return Ok(());
    }
    let first: Vec<_> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let said = format!("`{}` is not empty: {}{more}; nothing was written", folder.display(), first.join(", "));
    Err(Failure::data(said).with_hint("name a folder that is new or empty, or move away what is in the way").into())
}

//! What an engine leaves beside its file: changes that are not in it yet. It would do them to whatever file is found there.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What DuckDB has.
pub const OF_DUCKDB: &[&str] = &[".wal"];
/// What SQLite has.
pub const OF_SQLITE: &[&str] = &["-journal", "-wal", "-shm"];

/// Refuses to put a file where an engine would change it by what it left for another.
///
/// # Errors
/// If such a file is there.
pub fn demand_none(target: &Path, endings: &[&str]) -> Result<(), Failure> {
    let left = endings.iter().map(|ending| beside(target, ending)).find(|path| path.symlink_metadata().is_ok());
    let Some(left) = left else { return Ok(()) };
    let (left, target) = (left.display(), target.display());
    let said = format!("`{left}` has changes to `{target}` that are not in it yet: they would be done to the new file");
    let hint = format!(
        "close what has `{target}` open (a notebook, a shell); where nothing has, open it once and close it again, which \
         writes them into it, or remove `{left}`; then export again"
    );
    Err(Failure::data(said).with_hint(hint))
}

/// A file whose name is that of another, and more.
pub fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

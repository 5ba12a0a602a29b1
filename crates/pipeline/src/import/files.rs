//! Which files an operand of `import` stands for: a file, a folder, a pattern. Leaves out what is in them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use glob::MatchOptions;

use crate::failure::Failure;

/// As a shell expands a pattern.
const AS_A_SHELL: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// How a file came to be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By its name or a pattern: whoever wrote that means this file.
    Named,
    /// By its folder: some of what lies there may be something else.
    Walked,
}

/// A file that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub how: How,
}

/// What the operands stand for.
#[derive(Debug, Default)]
pub struct Files {
    /// In the order of the operands; within a folder or pattern, of names.
    pub found: Vec<Found>,
    /// What lies in the folders and is neither file nor folder.
    pub strange: Vec<PathBuf>,
}

impl Files {
    /// Whether the operands are one file, named as it is.
    pub fn is_one(&self, operands: &[PathBuf]) -> bool {
        matches!((operands, self.found.as_slice()), ([operand], [found]) if *operand == found.path)
    }
}

/// Expands the operands. Hidden entries of a folder are passed over, and the data folder, should it lie in there.
///
/// # Errors
/// If an operand stands for nothing, or a folder can't be read: whoever mistypes a name wants to hear of it first.
pub fn expanded(operands: &[PathBuf], data: &Path) -> anyhow::Result<Files> {
    let (mut files, mut missing) = (Files::default(), Vec::new());
    // Before the first import there is none.
    let data = fs_err::canonicalize(data).ok();
    for operand in operands {
        let meant = if is_there(operand) { vec![operand.clone()] } else { matches(operand)? };
        if meant.is_empty() {
            missing.push(format!("`{}`", operand.display()));
        }
        for path in meant {
            if path.is_dir() {
                walk(&path, data.as_deref(), &mut files)?;
            } else {
                files.found.push(Found { path, how: How::Named });
            }
        }
    }
    if missing.is_empty() {
        return Ok(files);
    }
    Err(Failure::data(format!(
        "expected a file, a folder or a pattern that fits one, found nothing at {}",
        missing.join(", ")
    ))
    .with_hint("patterns such as `captures/*.json.gz` need quotes where the shell would read them")
    .into())
}

fn is_there(operand: &Path) -> bool {
    operand == Path::new("-") || operand.exists()
}

/// What a pattern stands for, where the shell has left it as it is.
fn matches(operand: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let Some(pattern) = operand.to_str().filter(|text| text.contains(['*', '?', '['])) else { return Ok(Vec::new()) };
    let paths = glob::glob_with(pattern, AS_A_SHELL).map_err(|error| {
        Failure::command_line(format!("broken pattern `{pattern}`"))
            .with_hint("`*` and `?` stand for characters, `**` for folders, `[` opens a class")
            .because(error)
    })?;
    let paths: Result<Vec<_>, _> = paths.collect();
    paths.with_context(|| format!("pattern `{pattern}`"))
}

fn walk(folder: &Path, data: Option<&Path>, files: &mut Files) -> anyhow::Result<()> {
    let mut entries = fs_err::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs_err::DirEntry::file_name);
    for entry in entries.iter().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            if Some(fs_err::canonicalize(&path)?.as_path()) != data {
                walk(&path, data, files)?;
            }
        } else if kind.is_file() {
            files.found.push(Found { path, how: How::Walked });
        } else {
            files.strange.push(path);
        }
    }
    Ok(())
}

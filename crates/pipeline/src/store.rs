//! The tables of a run on disk: written as a folder of their own, flushed, renamed into `runs`, then led to.
//!
//! A run is complete or not there: readers have the old one until one link is replaced. What an earlier run made of the
//! same is a second name of its file, so that a week adds what is new.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use polars::frame::DataFrame;
use schema::TableSpec;

use crate::{
    clock, data_package,
    digest::sha256,
    disk,
    failure::Failure,
    frames::{File, Frames, Made, checked},
    manifest::{self, Manifest},
    parquet,
    plan::Plan,
    previous::Previous,
    provenance::Provenance,
    runs::{self, RunFolder, STAGES},
    snapshot::read_at_most,
};

/// Temporary folders of a run begin so.
const NEXT: &str = ".next-";
/// A table larger than this is not ours.
const LARGEST_TABLE: u64 = 1 << 30;

/// The file of a table is not the one that its run wrote.
#[derive(Debug, thiserror::Error)]
#[error("expected sha256 `{expected}`, found `{found}`")]
pub struct NotAsWritten {
    expected: String,
    found: String,
}

/// A run that is being written.
#[derive(Debug)]
pub struct Commit<'run> {
    /// The data folder.
    pub data: &'run Path,
    /// The pipeline.
    pub plan: &'run Plan,
    /// The tables.
    pub frames: &'run Frames,
    /// What they are made of.
    pub provenance: &'run Provenance<'run>,
    /// What vouches for them.
    pub manifest: &'run Manifest,
}

impl Commit<'_> {
    /// Writes the run beside the others. Nothing leads to it yet. The caller holds the lock.
    ///
    /// # Errors
    /// If a file can't be written: the runs that are there stay as they are.
    pub fn written(&self) -> anyhow::Result<RunFolder> {
        runs::demand_doors(self.data)?;
        sweep(self.data)?;
        let next = tempfile::Builder::new().prefix(NEXT).tempdir_in(self.data)?;
        // A run is read by whoever may read the data folder: a temporary folder is its owner's alone.
        let folder = next.path().join("run");
        for stage in STAGES {
            disk::folder(&folder.join(stage.to_string()))?;
        }
        let mut files = Vec::new();
        for made in self.frames.iter() {
            files.extend(laid(made, &folder)?);
        }
        for (file, text) in data_package::descriptors(self.plan, self.frames, self.provenance)? {
            files.push(new(folder.join(file), text.as_bytes())?);
        }
        files.push(new(folder.join(runs::FACTS), run_facts(self.data, self.manifest)?.as_bytes())?);
        files.push(new(folder.join(manifest::FILE), toml::to_string(self.manifest)?.as_bytes())?);
        // All are written before the first is flushed: the disk then has one long write, not many short ones.
        let folders = STAGES.map(|stage| folder.join(stage.to_string()));
        for path in files.iter().chain(&folders).chain([&folder]) {
            disk::flush(path)?;
        }
        runs::placed(self.data, &folder, &self.manifest.run_id)
    }
}

/// Lays the file of a table into the folder of a run; a file that is new has to be flushed.
fn laid(made: &Made, folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    let path = folder.join(made.spec.path());
    match &made.file {
        File::New(bytes) => new(path, bytes).map(Some),
        File::Kept(from) => {
            disk::link(from, &path)?;
            Ok(None)
        }
    }
}

fn new(path: PathBuf, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    disk::write(&path, bytes).with_context(|| format!("writing `{}`", path.display()))?;
    Ok(path)
}

/// The manifest of the newest complete run.
///
/// # Errors
/// If there was none, or its manifest is broken.
pub fn manifest(data: &Path) -> anyhow::Result<Manifest> {
    manifest_of(&runs::current(data)?)
}

/// The manifest of the run in `folder`.
///
/// # Errors
/// If there is none, or it is broken.
pub fn manifest_of(folder: &Path) -> anyhow::Result<Manifest> {
    Ok(Manifest::parse(&fs_err::read_to_string(folder.join(manifest::FILE))?)?)
}

/// The rows of a table, as the newest complete run made them.
///
/// # Errors
/// If that run did not make it, its file is not the one that run wrote, or its rows break the table's promise.
pub fn read(data: &Path, spec: &TableSpec) -> anyhow::Result<DataFrame> {
    read_of(&runs::current(data)?, spec)
}

/// The rows of a table, as the run in `folder` made them.
///
/// # Errors
/// As [`read`].
pub fn read_of(folder: &Path, spec: &TableSpec) -> anyhow::Result<DataFrame> {
    let manifest = manifest_of(folder)?;
    let Some(entry) = manifest.table(spec.name) else {
        let said = format!("the run `{}` in `{}` did not make `{}`", manifest.title, folder.display(), spec.name);
        return Err(Failure::data(said)
            .with_hint(format!("add it to `results`, then run again: {}", made(&manifest)))
            .into());
    };
    kept_rows(&folder.join(&entry.file), spec, &entry.sha256)
}

/// The rows in the file of a table, if it is the one that a run wrote.
///
/// # Errors
/// [`NotAsWritten`] if it is not; or if it can't be read, or its rows break the table's promise.
pub fn kept_rows(path: &Path, spec: &TableSpec, expected: &str) -> anyhow::Result<DataFrame> {
    let context = || format!("table `{}`, `{}`", spec.name, path.display());
    let bytes = read_at_most(path, LARGEST_TABLE).with_context(context)?;
    let found = sha256(&bytes);
    if found != expected {
        let cause = NotAsWritten { expected: expected.to_owned(), found };
        let said = "the file of a table was changed after its run";
        let failure = Failure::data(said).with_hint("`tokenshare run PIPELINE.toml --fresh` makes all tables anew");
        return Err(failure.because(cause)).with_context(context);
    }
    let rows = parquet::rows(bytes).with_context(context)?;
    checked(spec, rows).with_context(context)
}

/// Whether an error says that a kept table is not what it was.
pub fn is_not_as_written(error: &anyhow::Error) -> bool {
    error.chain().any(<dyn std::error::Error + 'static>::is::<NotAsWritten>)
}

/// Whether the files of a run are, byte by byte, those that its manifest names.
pub fn is_as_written(run: &Previous) -> bool {
    let is_same =
        |table: &manifest::TableEntry| fs_err::read(run.path(table)).is_ok_and(|bytes| sha256(&bytes) == table.sha256);
    run.manifest.table.iter().all(is_same)
}

fn made(manifest: &Manifest) -> String {
    let names: Vec<String> = manifest.table.iter().map(|table| format!("`{}`", table.name)).collect();
    format!("it made {}", names.join(", "))
}

/// What changes from run to run, and no table depends on.
fn run_facts(data: &Path, manifest: &Manifest) -> anyhow::Result<String> {
    let processors = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let mut facts = toml::Table::new();
    facts.insert("run_id".to_owned(), manifest.run_id.clone().into());
    facts.insert("finished_at".to_owned(), clock::now().to_string().into());
    facts.insert("folder".to_owned(), fs_err::canonicalize(data)?.display().to_string().into());
    facts.insert("processors".to_owned(), i64::try_from(processors)?.into());
    Ok(toml::to_string(&facts)?)
}

/// Removes what a run that was killed has left.
///
/// # Errors
/// If the folder can't be read, or something not be removed.
pub fn sweep(data: &Path) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(data)? {
        let path = entry?.path();
        let is_ours = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(NEXT));
        if is_ours && path.is_dir() {
            disk::remove_all(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

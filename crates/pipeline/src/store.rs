//! The tables of a run on disk: written as a folder of their own, flushed, renamed into `runs`, then led to.
//!
//! A run is complete or not there: readers have the old one until one link is replaced. What an earlier run made of the
//! same is a second name of its file, so that a week adds what is new.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;
use polars::frame::DataFrame;
use schema::{FrameError, TableSpec};

use crate::{
    clock,
    digest::sha256,
    disk,
    failure::Failure,
    fetch,
    frames::{File, Frames, Made, checked},
    manifest::{self, Manifest},
    parquet,
    plan::Plan,
    previous::Previous,
    proof, recipe,
    reference::Reference,
    run_facts::RunFacts,
    runs::{self, RunFolder, STAGES},
    seal,
    snapshot::read_stored,
    snapshots, storing, unmade,
};

/// Temporary folders of a run begin so.
pub const NEXT: &str = ".next-";
/// A table larger than this is not ours.
pub const LARGEST_TABLE: u64 = 1 << 30;

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
    /// The reference: the run keeps what is not the program's own.
    pub reference: &'run Reference,
    /// The tables.
    pub frames: &'run Frames,
    /// What describes them: where each lies, and its text.
    pub descriptors: &'run [(String, String)],
    /// What vouches for them all.
    pub manifest: &'run Manifest,
    /// The instant whose knowledge they are made of, where it is one of the past.
    pub as_of: Option<Timestamp>,
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
        for (file, text) in self.descriptors {
            files.push(new(folder.join(file), text.as_bytes())?);
        }
        files.extend(self.laid_reference(&folder)?);
        let manifest = toml::to_string(self.manifest)?;
        let facts = self.facts(&manifest)?;
        files.push(new(folder.join(runs::FACTS), seal::sealed(&facts).as_bytes())?);
        files.push(new(folder.join(manifest::FILE), manifest.as_bytes())?);
        // All are written before the first is flushed: the disk then has one long write, not many short ones.
        let folders = STAGES.map(|stage| folder.join(stage.to_string()));
        for path in files.iter().chain(&folders).chain([&folder]) {
            disk::flush(path)?;
        }
        runs::placed(self.data, &folder, &self.manifest.run_id)
    }

    /// Lays what the pipeline has of its own reference into the folder of the run: these files, and the folders that they lie
    /// in, have to be flushed.
    fn laid_reference(&self, folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
        let mut laid = BTreeSet::new();
        for (file, bytes) in self.reference.own() {
            let path = folder.join(file);
            for above in path.ancestors().skip(1).take_while(|above| *above != folder) {
                if laid.insert(above.to_owned()) {
                    disk::folder(above)?;
                }
            }
            laid.insert(new(path, bytes)?);
        }
        Ok(laid)
    }

    /// What changes from run to run, and no table depends on; `manifest` is its text.
    fn facts(&self, manifest: &str) -> anyhow::Result<String> {
        let facts = RunFacts {
            run_id: self.manifest.run_id.clone(),
            manifest_sha256: Some(sha256(manifest.as_bytes())),
            finished_at: clock::now(),
            folder: fs_err::canonicalize(self.data)?.display().to_string(),
            processors: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            as_of: self.as_of,
            keep: Some(self.plan.retention),
        };
        Ok(toml::to_string(&facts)?)
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
    read_by(folder, &manifest_of(folder)?, spec)
}

/// The same for whoever reads several tables: a manifest of years is read once.
///
/// # Errors
/// As [`read`].
pub fn read_by(folder: &Path, manifest: &Manifest, spec: &TableSpec) -> anyhow::Result<DataFrame> {
    let Some(entry) = manifest.table(spec.name) else {
        let said = format!("the run `{}` in `{}` did not make `{}`", manifest.title, folder.display(), spec.name);
        return Err(Failure::data(said).with_hint(unmade::hint(spec, manifest)).into());
    };
    let rows = sound_rows(&folder.join(spec.path()), spec, &entry.sha256);
    rows.map_err(|error| if manifest.code == recipe::CODE { error } else { of_another_version(error) })
}

/// What another version of the program made may have other columns than this one promises.
fn of_another_version(error: anyhow::Error) -> anyhow::Error {
    if !error.chain().any(<dyn std::error::Error + 'static>::is::<FrameError>) {
        return error;
    }
    let hint = "`tokenshare run PIPELINE.toml` makes the tables anew, from the same answers";
    Failure::data(format!("another version of the program made this: {error:#}")).with_hint(hint).into()
}

/// The rows in the file of a table, if it is the one that a run wrote. Whoever goes on with them checks what comes of them.
///
/// # Errors
/// [`NotAsWritten`] if it is not; or if it can't be read.
pub fn kept_rows(path: &Path, spec: &TableSpec, expected: &str) -> anyhow::Result<DataFrame> {
    parquet::rows(kept_bytes(path, spec, expected)?)
        .with_context(|| format!("table `{}`, `{}`", spec.name, path.display()))
}

/// The bytes of the file of a table, if they are those that a run wrote.
///
/// # Errors
/// [`NotAsWritten`] if they are not.
pub fn kept_bytes(path: &Path, spec: &TableSpec, expected: &str) -> anyhow::Result<Vec<u8>> {
    let context = || format!("table `{}`, `{}`", spec.name, path.display());
    let refused = |said: &str, found: String| {
        let cause = NotAsWritten { expected: expected.to_owned(), found };
        let hint = "`tokenshare run PIPELINE.toml --fresh` makes all tables anew";
        Failure::data(said).with_hint(hint).because(cause)
    };
    // One that is gone, or that the disk does not give back, is no reason to fail for a run that can make it again.
    let bytes = read_stored(path, LARGEST_TABLE)
        .map_err(|error| match path.symlink_metadata() {
            Err(_) => refused("the file of a table is missing", "no file".to_owned()),
            Ok(_) => refused("the file of a table can't be read", error.to_string()),
        })
        .with_context(context)?;
    let found = sha256(&bytes);
    if found != expected {
        return Err(refused("the file of a table was changed after its run", found)).with_context(context);
    }
    Ok(bytes)
}

/// The same, checked against the table's promise: a manifest may vouch for what no run wrote.
///
/// # Errors
/// As [`kept_rows`]; or if its rows break the table's promise.
pub fn sound_rows(path: &Path, spec: &TableSpec, expected: &str) -> anyhow::Result<DataFrame> {
    let context = || format!("table `{}`, `{}`", spec.name, path.display());
    checked(spec, kept_rows(path, spec, expected)?).with_context(context)
}

/// Whether an error says that a kept table is not what it was.
pub fn is_not_as_written(error: &anyhow::Error) -> bool {
    error.chain().any(<dyn std::error::Error + 'static>::is::<NotAsWritten>)
}

/// Whether the files of a run are, byte by byte, those that its manifest names, and `run.toml` vouches for that.
pub fn is_as_written(run: &Previous) -> bool {
    let is_vouched = proof::manifest_of(&run.folder).is_ok();
    is_vouched && run.is_described() && run.manifest.table.iter().all(|table| run.is_as_written(table))
}

/// What killed processes have left. The caller holds the lock.
///
/// # Errors
/// If a folder can't be read.
pub fn leftovers(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = cut(data)?;
    for root in rooms(data) {
        found.extend(storing::left(&root, clock::now())?.into_iter().map(|(path, _)| path));
    }
    Ok(found)
}

/// What a run or a fetch has left. The caller holds the lock: nobody is writing it now.
fn cut(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(data)? {
        let entry = entry?;
        let (name, is_folder) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type()?.is_dir());
        let is_folder_of_ours = is_folder && name.starts_with(NEXT);
        let is_file_of_ours = !is_folder && (name == runs::NEXT || name.starts_with(fetch::NEXT));
        if is_folder_of_ours || is_file_of_ours {
            found.push(entry.path());
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Where those work who take no lock of the whole folder.
fn rooms(data: &Path) -> [PathBuf; 4] {
    [data.to_owned(), data.join("reference"), snapshots::folder(data), data.join(fetch::REFUSED)]
}

/// Removes what [`leftovers`] finds.
///
/// # Errors
/// If the folder can't be read, or something not be removed.
pub fn sweep(data: &Path) -> anyhow::Result<()> {
    for path in cut(data)? {
        if path.symlink_metadata()?.is_dir() { disk::remove_all(&path)? } else { disk::remove(&path)? }
    }
    rooms(data).iter().try_for_each(|root| storing::sweep(root, clock::now()))
}

#[cfg(test)]
mod tests;

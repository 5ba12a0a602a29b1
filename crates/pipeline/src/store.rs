//! The tables of a data folder and what describes them. A run replaces them as a whole: finished files are renamed, the
//! manifest last, so that a failed run leaves good tables alone and a cut one is noticed.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use polars::frame::DataFrame;
use schema::{Stage, TableSpec};

use crate::{
    clock,
    data_package::{self, Written},
    digest::sha256,
    failure::Failure,
    frames::{Frames, checked},
    manifest::{self, Manifest, TableEntry},
    parquet,
    plan::Plan,
    provenance::Provenance,
    snapshot::read_at_most,
};

/// Temporary folders of a run begin so.
const NEXT: &str = ".next-";
/// When and by what the last run was made; differs from run to run.
const RUN: &str = "run.toml";
const STAGES: [Stage; 3] = [Stage::Ingested, Stage::Normalized, Stage::Analyzed];
/// A table larger than this is not ours.
const LARGEST_TABLE: u64 = 1 << 30;

/// Replaces the tables in `data` by those in `frames`. The caller holds the lock.
///
/// # Errors
/// If a file can't be written. Before the first rename the old tables are untouched; after it, reading names the table
/// that does not fit its manifest.
pub fn commit(data: &Path, plan: &Plan, frames: &Frames, provenance: &Provenance<'_>) -> anyhow::Result<Manifest> {
    sweep(data)?;
    let next = tempfile::Builder::new().prefix(NEXT).tempdir_in(data)?;
    let written = written(next.path(), frames, provenance)?;
    let descriptors = described(next.path(), plan, &written, provenance)?;
    let manifest = Manifest::of(plan, provenance, written.into_iter().map(|table| table.entry).collect());
    write(&next.path().join(manifest::FILE), toml::to_string(&manifest)?.as_bytes())?;
    write(&next.path().join(RUN), run_facts(data, &manifest)?.as_bytes())?;
    for stage in STAGES {
        fs_err::create_dir_all(data.join(stage.to_string()))?;
    }
    // A descriptor after the tables it describes: whoever is cut between the two has hashes that do not fit.
    for file in manifest.table.iter().map(|table| &table.file).chain(&descriptors) {
        fs_err::rename(next.path().join(file), data.join(file))?;
    }
    for stage in STAGES {
        sync_folder(&data.join(stage.to_string()))?;
    }
    for file in [manifest::FILE, RUN] {
        fs_err::rename(next.path().join(file), data.join(file))?;
        sync_folder(data)?;
    }
    remove_unnamed(data, &manifest, &descriptors)?;
    Ok(manifest)
}

/// The manifest of the last complete run.
///
/// # Errors
/// If there was none, or its manifest is broken.
pub fn manifest(data: &Path) -> anyhow::Result<Manifest> {
    let path = data.join(manifest::FILE);
    if !path.is_file() {
        let said = format!("no tables in `{}`: no run has ended well there", data.display());
        return Err(Failure::data(said).with_hint("`tokenshare run PIPELINE.toml --data DIR` makes them").into());
    }
    Ok(Manifest::parse(&fs_err::read_to_string(path)?)?)
}

/// The rows of a table, as the last complete run made them.
///
/// # Errors
/// If that run did not make it, its file is not the one that run wrote, or its rows break the table's promise.
pub fn read(data: &Path, spec: &TableSpec) -> anyhow::Result<DataFrame> {
    let manifest = manifest(data)?;
    let Some(entry) = manifest.table(spec.name) else {
        let said = format!("the run `{}` in `{}` did not make `{}`", manifest.title, data.display(), spec.name);
        return Err(Failure::data(said)
            .with_hint(format!("add it to `results`, then run again: {}", made(&manifest)))
            .into());
    };
    let path = data.join(&entry.file);
    let context = || format!("table `{}`, `{}`", spec.name, path.display());
    let bytes = read_at_most(&path, LARGEST_TABLE).with_context(context)?;
    let found = sha256(&bytes);
    if found != entry.sha256 {
        let said = format!("expected sha256 `{}`, found `{found}`", entry.sha256);
        let failure = Failure::data(said).with_hint("a run was cut short or the file was changed: run again");
        return Err(failure).with_context(context);
    }
    let rows = parquet::rows(bytes).with_context(context)?;
    checked(spec, rows).with_context(context)
}

fn made(manifest: &Manifest) -> String {
    let names: Vec<String> = manifest.table.iter().map(|table| format!("`{}`", table.name)).collect();
    format!("it made {}", names.join(", "))
}

/// Writes every table into the temporary folder.
fn written<'run>(next: &Path, frames: &'run Frames, provenance: &Provenance<'_>) -> anyhow::Result<Vec<Written<'run>>> {
    for stage in STAGES {
        fs_err::create_dir(next.join(stage.to_string()))?;
    }
    let mut tables = Vec::new();
    for made in frames.iter() {
        let (name, file) = (made.spec.name.to_owned(), made.spec.path());
        let bytes = parquet::bytes(made.spec, &made.data, provenance.footer(made))
            .with_context(|| format!("table `{name}`"))?;
        write(&next.join(&file), &bytes)?;
        let entry = TableEntry { name, file, rows: made.data.height(), sha256: sha256(&bytes) };
        tables.push(Written { made, entry, bytes: bytes.len() });
    }
    Ok(tables)
}

/// Writes what describes the tables into the temporary folder.
fn described(
    next: &Path,
    plan: &Plan,
    written: &[Written<'_>],
    provenance: &Provenance<'_>,
) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for (file, text) in data_package::descriptors(plan, written, provenance)? {
        write(&next.join(&file), text.as_bytes())?;
        files.push(file);
    }
    Ok(files)
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
fn sweep(data: &Path) -> anyhow::Result<()> {
    for path in entries(data)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(NEXT) && path.is_dir() {
            fs_err::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// Removes tables that only an older run has made, and what describes none but them: nothing vouches for them any more.
fn remove_unnamed(data: &Path, manifest: &Manifest, descriptors: &[String]) -> anyhow::Result<()> {
    for stage in STAGES {
        for path in entries(&data.join(stage.to_string()))? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let (is_ours, file) = (name.ends_with(".parquet") || name == data_package::FILE, format!("{stage}/{name}"));
            if is_ours && !manifest.names(&file) && !descriptors.contains(&file) {
                fs_err::remove_file(path)?;
            }
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs_err::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    Ok(entries.collect::<Result<_, _>>()?)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = fs_err::File::create_new(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}

fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    Ok(fs_err::File::open(folder)?.sync_all()?)
}

#[cfg(test)]
mod tests;

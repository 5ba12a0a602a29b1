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
    exchange::Exchange,
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
/// If a file can't be written or put in its place; the old tables are as they were then. Only a process that is killed
/// among the renames leaves a mixture, and reading names the table that does not fit its manifest.
pub fn commit(data: &Path, plan: &Plan, frames: &Frames, provenance: &Provenance<'_>) -> anyhow::Result<Manifest> {
    sweep(data)?;
    let next = tempfile::Builder::new().prefix(NEXT).tempdir_in(data)?;
    let written = written(next.path(), frames, provenance)?;
    let descriptors = described(next.path(), plan, &written, provenance)?;
    let manifest = Manifest::of(plan, provenance, written.into_iter().map(|table| table.entry).collect());
    write(&next.path().join(manifest::FILE), toml::to_string(&manifest)?.as_bytes())?;
    write(&next.path().join(RUN), run_facts(data, &manifest)?.as_bytes())?;
    for stage in STAGES {
        demand_folder(&data.join(stage.to_string()))?;
    }
    // A descriptor after the tables it describes: whoever is cut between the two has hashes that do not fit.
    let tables: Vec<&str> =
        manifest.table.iter().map(|table| &table.file).chain(&descriptors).map(String::as_str).collect();
    if tables.iter().copied().chain([manifest::FILE]).all(|file| is_same(&next.path().join(file), &data.join(file))) {
        // Who keeps tables in step with a folder copies what is new: nothing is.
        tracing::info!("nothing has changed: the tables of run `{}` stand", manifest.run_id);
        remove_unnamed(data, &manifest, &descriptors);
        return Ok(manifest);
    }
    let last = [manifest::FILE, RUN];
    // All are written before the first is flushed: the disk then has one long write, not many short ones.
    for file in tables.iter().chain(&last) {
        fs_err::File::open(next.path().join(file))?.sync_all()?;
    }
    let mut exchange = Exchange::begin(next.path(), data, &[tables.as_slice(), &last].concat())?;
    exchange.place(&tables)?;
    for stage in STAGES {
        sync_folder(&data.join(stage.to_string()))?;
    }
    exchange.place(&last)?;
    sync_folder(data)?;
    remove_unnamed(data, &manifest, &descriptors);
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
        return Err(Failure::data(said).with_hint(where_tables_are(data)).into());
    }
    Ok(Manifest::parse(&fs_err::read_to_string(path)?)?)
}

/// The demo's tables lie one folder deeper than most people look first.
fn where_tables_are(data: &Path) -> String {
    let demo = data.join("demo");
    if demo.join(manifest::FILE).is_file() {
        return format!("the demo's are in `--data {}`", demo.display());
    }
    "`tokenshare run PIPELINE.toml --data DIR` makes them".to_owned()
}

/// The rows of a table, as the last complete run made them.
///
/// # Errors
/// If that run did not make it, its file is not the one that run wrote, or its rows break the table's promise.
pub fn read(data: &Path, spec: &TableSpec) -> anyhow::Result<DataFrame> {
    let before = manifest(data)?;
    read_as(data, spec, &before).or_else(|error| {
        // Whoever reads while a run commits sees one manifest and the other's table: the next look has both.
        let after = manifest(data)?;
        if after.run_id == before.run_id { Err(error) } else { read_as(data, spec, &after) }
    })
}

fn read_as(data: &Path, spec: &TableSpec, manifest: &Manifest) -> anyhow::Result<DataFrame> {
    let Some(entry) = manifest.table(spec.name) else {
        let said = format!("the run `{}` in `{}` did not make `{}`", manifest.title, data.display(), spec.name);
        return Err(Failure::data(said)
            .with_hint(format!("add it to `results`, then run again: {}", made(manifest)))
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
/// The new tables are in place by then, so what can't be removed is told and stops nothing.
fn remove_unnamed(data: &Path, manifest: &Manifest, descriptors: &[String]) {
    for stage in STAGES {
        for path in entries(&data.join(stage.to_string())).unwrap_or_default() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let (is_ours, file) = (name.ends_with(".parquet") || name == data_package::FILE, format!("{stage}/{name}"));
            let is_file = path.symlink_metadata().is_ok_and(|facts| facts.is_file());
            if !is_ours || !is_file || manifest.names(&file) || descriptors.contains(&file) {
                continue;
            }
            if let Err(error) = fs_err::remove_file(path) {
                tracing::warn!("a table that nothing vouches for stays: {error}");
            }
        }
    }
}

/// Whether two files have the same bytes; a link is no file of ours.
fn is_same(next: &Path, here: &Path) -> bool {
    let facts = |path: &Path| path.symlink_metadata().ok().filter(std::fs::Metadata::is_file).map(|facts| facts.len());
    let bytes = |path: &Path| fs_err::read(path).ok();
    facts(next).is_some() && facts(next) == facts(here) && bytes(next) == bytes(here)
}

/// Makes a folder of tables. A link may lead to somebody else's: what is there would be taken for ours.
fn demand_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.is_symlink() {
        let said = format!("`{}` is a link: tables belong into a folder of their own", folder.display());
        return Err(Failure::data(said).with_hint("remove it, or link the data folder as a whole").into());
    }
    Ok(fs_err::create_dir_all(folder)?)
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs_err::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    Ok(entries.collect::<Result<_, _>>()?)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    Ok(fs_err::File::create_new(path)?.write_all(bytes)?)
}

fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    Ok(fs_err::File::open(folder)?.sync_all()?)
}

#[cfg(test)]
mod tests;

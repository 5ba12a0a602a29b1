//! `tokenshare brief`: what changed in the newest complete week, on the terminal and as Markdown.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use polars::frame::DataFrame;
use report::{Brief, BriefTables, Made};
use schema::{
    Stage, Table, TableSpec,
    tables::{DollarShare, Mover, TokenShare, VendorPrice},
};
use serde::Deserialize;

use crate::{
    cli::BriefArguments, console, data_package, failure::Failure, manifest::Manifest, provenance::PROGRAM, store,
};

/// Prints the brief of the last run, and writes it where it is asked for.
///
/// # Errors
/// If there was no run, it did not make `mover`, or the file can't be written.
pub fn run(arguments: &BriefArguments) -> anyhow::Result<()> {
    if told(&arguments.data.folder, arguments.out.as_deref())? == Told::Nothing {
        return Err(Failure::data(NOTHING).with_hint("run it again when another week is over").into());
    }
    Ok(())
}

/// Why there is nothing to tell.
pub const NOTHING: &str = "no brief: the series has fewer than two complete weeks, or nothing moved between them";

/// Whether there was anything to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    All,
    Nothing,
}

/// As [`run`], but that nothing to tell is no error.
///
/// # Errors
/// As [`run`].
pub fn told(data: &Path, out: Option<&Path>) -> anyhow::Result<Told> {
    let manifest = store::manifest(data)?;
    let mover = store::read(data, Mover::SPEC)?;
    let (tokens, dollars) = (made(data, &manifest, TokenShare::SPEC)?, made(data, &manifest, DollarShare::SPEC)?);
    let prices = made(data, &manifest, VendorPrice::SPEC)?;
    let tables = BriefTables {
        mover: &mover,
        token_share: tokens.as_ref(),
        dollar_share: dollars.as_ref(),
        vendor_price: prices.as_ref(),
    };
    let by = Made { program: PROGRAM, run_id: &manifest.run_id, citations: citations(data)? };
    let Some(brief) = Brief::of(&tables, &by) else { return Ok(Told::Nothing) };
    if let Some(out) = out {
        write(out, &brief.markdown())?;
    }
    console::print(&brief.text())?;
    Ok(Told::All)
}

fn made(data: &Path, manifest: &Manifest, spec: &'static TableSpec) -> anyhow::Result<Option<DataFrame>> {
    manifest.table(spec.name).map(|_| store::read(data, spec)).transpose()
}

/// The part of a data package that says whom to cite.
#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    title: String,
    path: Option<String>,
    licence: String,
}

/// Whom to cite: of each place the newest, and how many more there are; the footer of each table has all.
fn citations(data: &Path) -> anyhow::Result<Vec<String>> {
    let path = data.join(Stage::Analyzed.to_string()).join(data_package::FILE);
    let package: Package = serde_json::from_str(&fs_err::read_to_string(&path)?).map_err(|error| {
        let said = format!("`{}` is no data package", path.display());
        Failure::data(said).because(error).with_hint("a run writes it anew")
    })?;
    let mut places: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in package.sources {
        places.entry(source.path.clone().unwrap_or_default()).or_default().push(source);
    }
    let newest = |mut sources: Vec<Source>| {
        // The day stands at the same place in all of them: the last by name is the newest.
        sources.sort_by(|one, other| one.title.cmp(&other.title));
        let more = sources.len().saturating_sub(1);
        let more = if more > 0 { format!(" (and {} before)", console::counted(more, "answer")) } else { String::new() };
        sources.pop().map(|last| format!("{}{more} [{}]", last.title, last.licence))
    };
    Ok(places.into_values().filter_map(newest).collect())
}

/// Written beside, then renamed; a brief that says the same stays as it is.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs_err::read_to_string(path).is_ok_and(|stands| stands == text) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    let mut next = tempfile::Builder::new().prefix(".brief-").tempfile_in(folder)?;
    next.write_all(text.as_bytes())?;
    next.as_file().sync_all()?;
    next.persist(path)?;
    Ok(())
}

//! `tokenshare demo`: the published analysis from the sample inside the program, offline.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use report::{Format, Published, PublishedFiles, Room, Selection, Style};
use schema::{
    Basis, Rule, Table,
    tables::{Claim, ModelWeek, PricedUsage, TABLES, VendorGap, VendorGrowth, VendorWeek},
};
use serde_json::Value;

use crate::{
    cli::DemoArguments,
    console::{self, counted},
    failure::Failure,
    lock, page,
    plan::Plan,
    reference::Reference,
    run::{self, How, Telling},
    snapshots, store,
    typed::quoted,
};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/sample/snapshots");
/// The page below the demo's folder.
const REPORT: &str = "report.html";
const PIPELINE: &str = include_str!("../../../pipelines/published.toml");
/// What that file is called where `init` lays it.
pub const PIPELINE_NAME: &str = "published.toml";

/// Runs the published pipeline on the sample and prints what came out beside what was published.
///
/// # Errors
/// If the folder holds anything that is not the demo's, the run fails, or a cell differs from the published page
/// in a way that nobody has explained.
pub fn run(arguments: &DemoArguments) -> anyhow::Result<()> {
    let data = arguments.folder.as_path();
    demand_own(data)?;
    fs_err::create_dir_all(data)?;
    lock::held(data, || lay_sample(data))?;
    let (plan, reference) = Plan::parse(PIPELINE, Path::new("pipelines/published.toml"))?;
    let how = How { telling: Telling::IfVerbose, ..How::default() };
    let remarks = run::completed(data, &plan, &reference, how)?.run.manifest.remark.len();
    page::written(data, &data.join(REPORT))?;
    let comparison = compared(data, &reference)?;
    let parts = [comparison.text(console::room()), origins(data)?, claims(data)?, measured(data)?, places(data)?];
    console::print(&parts.concat())?;
    tell(data, remarks);
    if comparison.is_explained() {
        return Ok(());
    }
    let said = "the demo differs from the published page in ways that `known_differences.csv` does not explain";
    Err(Failure::data(said).with_hint("the sample or a rule was changed: the cells are marked above").into())
}

/// The permanent slugs of the models in the sample's catalogues.
pub fn models() -> BTreeSet<String> {
    let captures = SAMPLE.get_dir("catalog/models").into_iter().flat_map(Dir::dirs);
    let mut slugs = BTreeSet::new();
    for file in captures.flat_map(Dir::files) {
        let catalog: Value = serde_json::from_slice(file.contents()).unwrap_or_default();
        let models = catalog.get("data").and_then(Value::as_array).into_iter().flatten();
        slugs.extend(models.filter_map(|model| Some(model.get("canonical_slug")?.as_str()?.to_owned())));
    }
    slugs
}

/// A folder that has something in it and is no data folder is somebody's own, and the report would replace a file of theirs.
fn demand_own(data: &Path) -> anyhow::Result<()> {
    if !data.is_dir() || snapshots::folder(data).is_dir() {
        return Ok(());
    }
    for entry in fs_err::read_dir(data)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            let said = format!("`{}` is not the demo's, which works in a folder of its own", entry.path().display());
            return Err(Failure::data(said).with_hint("give `--data` a folder that is empty or not there").into());
        }
    }
    Ok(())
}

/// Writes the sample below `data`. What is there already must be part of it: a demo never mixes with other data, and
/// never writes over it.
fn lay_sample(data: &Path) -> anyhow::Result<()> {
    let root = snapshots::folder(data);
    if let Some(other) = foreign(&root, Path::new(""))? {
        let said = format!("`{}` is not the sample's: the demo works in a folder of its own", other.display());
        return Err(Failure::data(said).with_hint("give `--data` a folder without snapshots").into());
    }
    let mut open = vec![&SAMPLE];
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        for file in folder.files() {
            let path = root.join(file.path());
            let parent = path.parent().unwrap_or(data);
            fs_err::create_dir_all(parent)?;
            let next = parent.join(".next-file");
            fs_err::write(&next, file.contents())?;
            fs_err::rename(&next, &path)?;
        }
    }
    Ok(())
}

/// A file below `root` that the sample does not have, or has with other bytes. Names that begin with a dot are left
/// alone, as everywhere.
fn foreign(root: &Path, below: &Path) -> anyhow::Result<Option<PathBuf>> {
    let folder = root.join(below);
    if !folder.is_dir() {
        return Ok(None);
    }
    for entry in fs_err::read_dir(&folder)? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let other = match SAMPLE.get_file(&path) {
            _ if entry.file_name().to_string_lossy().starts_with('.') => None,
            Some(file) if fs_err::read(entry.path())? == file.contents() => None,
            None if entry.file_type()?.is_dir() => foreign(root, &path)?,
            _ => Some(entry.path()),
        };
        if other.is_some() {
            return Ok(other);
        }
    }
    Ok(None)
}

fn compared(data: &Path, reference: &Reference) -> anyhow::Result<report::Comparison> {
    let published = Published::parse(&PublishedFiles {
        vendor_gap: reference.file("published/vendor_gap.csv")?,
        vendor_growth: reference.file("published/vendor_growth.csv")?,
        claims: reference.file("claims.csv")?,
        known_differences: reference.file("published/known_differences.csv")?,
    })?;
    let of_page = |basis| Selection { rule: Some(Rule::Published), basis, ..Selection::default() };
    let gap = store::read(data, VendorGap::SPEC)?;
    let gap = report::select(VendorGap::SPEC, &gap, &of_page(Some(Basis::List3to1.word().to_owned())))?;
    let growth = report::select(VendorGrowth::SPEC, &store::read(data, VendorGrowth::SPEC)?, &of_page(None))?;
    Ok(report::compare(&published, &report::published_gap(&gap)?, &report::published_growth(&growth)?))
}

/// What of the sample stands behind the numbers.
fn origins(data: &Path) -> anyhow::Result<String> {
    let mut tables = Vec::new();
    for spec in [VendorWeek::SPEC, ModelWeek::SPEC, PricedUsage::SPEC] {
        tables.push((spec, store::read(data, spec)?));
    }
    Ok(format!("\n{}", console::folded(&report::origin_counts(&tables)?, 2)))
}

/// The claims, an entry each.
fn claims(data: &Path) -> anyhow::Result<String> {
    let claims = report::claims(&store::read(data, Claim::SPEC)?, console::room())?;
    Ok(format!("\n{claims}"))
}

/// The same gap as this project measures it.
fn measured(data: &Path) -> anyhow::Result<String> {
    let ours =
        Selection { rule: Some(Rule::Default), basis: Some(Basis::ListAsof.word().to_owned()), ..Selection::default() };
    let rows = report::select(VendorGap::SPEC, &store::read(data, VendorGap::SPEC)?, &ours)?;
    let table =
        report::table_text(VendorGap::SPEC, &rows, Format::Table, Style::Published, console::room().map(Room::from))?;
    let said = "\nThe same gap at the list prices in force in each week and the measured mix (complete weeks, free traffic at 0)\n\n";
    Ok(console::folded(said, 2) + &table)
}

/// What is no answer: told behind it, and on stderr.
fn tell(data: &Path, remarks: usize) {
    let (folder, shown) = (quoted(data), data.display());
    if remarks > 0 && !tracing::enabled!(tracing::Level::DEBUG) {
        let remarks = counted(remarks, "remark");
        tracing::info!("{remarks} on what was read and left aside: `tokenshare demo --data {folder} -v` tells each");
    }
    tracing::info!("the report, to be opened in a browser: {shown}/{REPORT}");
    tracing::info!("next: `tokenshare show vendor_gap --data {folder} --rule default --basis list_asof`");
    tracing::info!("`tokenshare tables vendor_gap` says what its columns mean");
}

/// Where the tables lie, in the order in which data flows.
fn places(data: &Path) -> anyhow::Result<String> {
    let manifest = store::manifest(data)?;
    let folder = data.display();
    let mut text = format!("\n{} as Parquet below `{folder}`:\n", counted(manifest.table.len(), "table"));
    for table in TABLES.iter().filter_map(|spec| manifest.table(spec.name)) {
        let _ = writeln!(text, "  {:<38} {:>6} rows", table.file, table.rows);
    }
    Ok(text)
}

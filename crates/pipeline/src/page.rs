//! `tokenshare report`: the tables of the newest run as one page of HTML that loads nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use report::{AnswersRead, HtmlFacts, HtmlTables};
use schema::{Stage, tables::TABLES};
use serde::Deserialize;

use crate::{
    brief::{self, write},
    citations,
    cli::ReportArguments,
    failure::Failure,
    manifest::{Manifest, SnapshotEntry},
    membership,
    provenance::PROGRAM,
    reference::{GROUPS, MEMBERS, TRAITS, VENDORS},
    runs, store, target,
    went_by::WentBy,
};

/// Writes the page of the newest run.
///
/// # Errors
/// If there was no run, it made no results, a table is not what its run wrote, or the file can't be written.
pub fn run(arguments: &ReportArguments) -> anyhow::Result<()> {
    written(&arguments.data.folder, &arguments.out)?;
    tracing::info!("report: `{}`", arguments.out.display());
    Ok(())
}

/// As [`run`], for verbs that write the page besides.
///
/// # Errors
/// As [`run`].
pub fn written(data: &Path, out: &Path) -> anyhow::Result<()> {
    target::demand_page(data, out, target::Page::Report)?;
    // All of one run, though another one may end meanwhile.
    let run = runs::current(data)?;
    let manifest = store::manifest_of(&run)?;
    demand_results(&manifest)?;
    let mut tables = HtmlTables::new();
    for name in report::html_tables() {
        let spec = TABLES.iter().find(|spec| spec.name == name && spec.stage == Stage::Analyzed);
        if let Some(spec) = spec.filter(|spec| manifest.table(spec.name).is_some()) {
            tables.insert(spec.name, store::read_by(&run, &manifest, spec)?);
        }
    }
    let mut citations = citations::of_answers(&run)?;
    let went_by = WentBy::of(&run, &manifest)?;
    citations.extend(brief::mix_citation(tables.get("dollar_share"), &went_by));
    // Where nobody has the groups that the run went by, the page says nothing of members.
    let groups = went_by.demanded(&[GROUPS, MEMBERS, TRAITS]).map(|reference| &reference.groups).ok();
    let facts = HtmlFacts {
        program: PROGRAM.to_owned(),
        run_id: manifest.run_id.clone(),
        title: manifest.title.clone(),
        vendor_names: vendor_names(&went_by)?,
        members: groups.map(|groups| membership::members(&tables, groups)).unwrap_or_default(),
        citations,
        answers: answers(&manifest),
        remarks: remarks(&manifest),
        further: further(&manifest),
    };
    write(out, &report::html(&tables, &facts)?)?;
    Ok(())
}

/// Without results there is nothing to draw, and nothing that says whom to cite.
fn demand_results(manifest: &Manifest) -> Result<(), Failure> {
    let mut results = TABLES.iter().filter(|spec| spec.stage == Stage::Analyzed);
    if results.any(|spec| manifest.table(spec.name).is_some()) {
        return Ok(());
    }
    let said = format!("the run of `{}` made no analyzed tables", manifest.title);
    let hint = "name `results` in the pipeline file, then run it: `tokenshare check PIPELINE.toml` lists what there is";
    Err(Failure::data(said).with_hint(hint))
}

/// What of each request was read, and of when it is.
fn answers(manifest: &Manifest) -> Vec<AnswersRead> {
    let mut requests: BTreeMap<&str, Vec<&SnapshotEntry>> = BTreeMap::new();
    for entry in manifest.snapshot.iter().filter(|entry| !entry.tables.is_empty()) {
        requests.entry(entry.request()).or_default().push(entry);
    }
    let read = |(request, entries): (&str, Vec<&SnapshotEntry>)| {
        let instants = || entries.iter().map(|entry| entry.captured_at);
        let at = |instant: Option<jiff::Timestamp>| instant.map(|at| at.to_string()).unwrap_or_default();
        let (first_at, last_at) = (at(instants().min()), at(instants().max()));
        AnswersRead { request: request.to_owned(), count: entries.len(), first_at, last_at }
    };
    requests.into_iter().map(read).collect()
}

/// What waits for a decision, and what parsers and guards saw and left aside.
fn remarks(manifest: &Manifest) -> Vec<String> {
    let remarks = manifest.remark.iter().map(|remark| format!("{}: {} ({}×)", remark.block, remark.what, remark.count));
    manifest.undecided.iter().cloned().chain(remarks).collect()
}

/// The results of the run that the page does not hold.
fn further(manifest: &Manifest) -> Vec<String> {
    let held: BTreeSet<&str> = report::html_tables().collect();
    let results = TABLES.iter().filter(|spec| spec.stage == Stage::Analyzed && manifest.table(spec.name).is_some());
    results.map(|spec| spec.name).filter(|name| !held.contains(name)).map(str::to_owned).collect()
}

#[derive(Deserialize)]
struct VendorName {
    vendor: String,
    vendor_name: String,
}

/// What vendors are called, by the run's own file where it keeps one; else, since names change no figure, by this program's.
fn vendor_names(went_by: &WentBy) -> anyhow::Result<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(went_by.reference().file(VENDORS)?);
    let rows = reader.deserialize::<VendorName>();
    Ok(rows.map(|row| row.map(|row| (row.vendor, row.vendor_name))).collect::<Result<_, _>>()?)
}

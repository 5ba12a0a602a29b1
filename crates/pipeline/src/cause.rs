//! Why a table is another one than in an earlier run: what it was made of, before and now.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;

use crate::{
    console::counted,
    manifest::{Manifest, SnapshotEntry},
    provenance::is_bitemporal,
    steps::STEPS,
};

/// How many snapshots are named one by one.
const MOST_NAMED: usize = 3;

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The earlier run did not make it.
    New,
    /// The file that the earlier run wrote is not there any more, or has another size.
    Lost,
    /// Other code made it.
    Code,
    /// The pipeline file says something else.
    Parameters,
    /// A file of the reference data is another.
    Reference(Vec<String>),
    /// Snapshots flow into it that did not.
    Came(Vec<String>),
    /// Snapshots flowed into it that do not any more.
    Gone(Vec<String>),
    /// Snapshots that flow into it are believed from another instant on.
    Believed(Vec<String>),
    /// Snapshots that flow into it are corrected otherwise.
    Corrected(Vec<String>),
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => write!(formatter, "no run has made it, or the last one did not"),
            Self::Lost => write!(formatter, "its file is gone, or has another size"),
            Self::Code => write!(formatter, "the program's code is another"),
            Self::Parameters => write!(formatter, "the pipeline's parameters are others"),
            Self::Reference(files) => {
                write!(formatter, "{} changed: {}", counted(files.len(), "reference file"), named(files))
            }
            Self::Came(ids) => write!(formatter, "{} more: {}", counted(ids.len(), "answer"), named(ids)),
            Self::Gone(ids) => write!(formatter, "{} less: {}", counted(ids.len(), "answer"), named(ids)),
            Self::Corrected(ids) => {
                write!(formatter, "{} corrected otherwise: {}", counted(ids.len(), "answer"), named(ids))
            }
            Self::Believed(ids) => {
                write!(formatter, "{} believed from another instant on: {}", counted(ids.len(), "answer"), named(ids))
            }
        }
    }
}

/// The newest by name, and how many more.
fn named(names: &[String]) -> String {
    let mut text: Vec<String> = names.iter().rev().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMED {
        text.push(format!("and {} more", names.len() - MOST_NAMED));
    }
    text.join(", ")
}

/// Reasons as one text.
pub fn text(causes: &[Cause]) -> String {
    causes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Why a table of `new` may be another one than in `old`; nothing where all that decides it is the same.
pub fn causes(old: &Manifest, new: &Manifest, table: &str) -> Vec<Cause> {
    let is_said = !STEPS.iter().any(|step| step.makes.name == table);
    let mut causes = Vec::new();
    if old.table(table).is_none() {
        causes.push(Cause::New);
    }
    if (&old.code, &old.program) != (&new.code, &new.program) {
        causes.push(Cause::Code);
    }
    if !is_said && steps_of(old) != steps_of(new) {
        causes.push(Cause::Parameters);
    }
    let changed = if is_said { Vec::new() } else { changed_reference(old, new) };
    if !changed.is_empty() {
        causes.push(Cause::Reference(changed));
    }
    let (before, now) = (flowing(old, table), flowing(new, table));
    let beyond = |these: &BTreeMap<&str, &str>, those: &BTreeMap<&str, &str>| -> Vec<String> {
        let others = these.iter().filter(|(id, sha256)| those.get(*id) != Some(sha256));
        others.map(|(id, _)| (*id).to_owned()).collect()
    };
    let (came, gone) = (beyond(&now, &before), beyond(&before, &now));
    causes.extend(
        [(!came.is_empty()).then_some(Cause::Came(came)), (!gone.is_empty()).then_some(Cause::Gone(gone))]
            .into_iter()
            .flatten(),
    );
    let believed = believed_anew(old, new, table);
    causes.extend((!believed.is_empty()).then_some(Cause::Believed(believed)));
    let corrected = if is_said { Vec::new() } else { said_anew(old, new, table, |entry| entry.corrected.clone()) };
    causes.extend((!corrected.is_empty()).then_some(Cause::Corrected(corrected)));
    causes
}

/// The snapshots of both that are believed from another instant on, if the table says so.
fn believed_anew(old: &Manifest, new: &Manifest, table: &str) -> Vec<String> {
    if !schema::tables::named(table).is_some_and(is_bitemporal) {
        return Vec::new();
    }
    said_anew(old, new, table, |entry| entry.known_from_at)
}

/// The snapshots of both that flow into a table and of which something else is said.
fn said_anew<Said: PartialEq>(
    old: &Manifest,
    new: &Manifest,
    table: &str,
    said: impl Fn(&SnapshotEntry) -> Said,
) -> Vec<String> {
    let all = |manifest: &Manifest| -> BTreeMap<String, Said> {
        let ids = flowing(manifest, table);
        let entries = manifest.snapshot.iter().filter(|entry| ids.contains_key(entry.id.as_str()));
        entries.map(|entry| (entry.id.clone(), said(entry))).collect()
    };
    let (old, new) = (all(old), all(new));
    new.into_iter().filter(|(id, said)| old.get(id).is_some_and(|before| before != said)).map(|(id, _)| id).collect()
}

/// What of the parameters a step can read.
fn steps_of(manifest: &Manifest) -> Option<Value> {
    serde_json::from_str::<Value>(&manifest.parameters).ok()?.get("steps").cloned()
}

fn changed_reference(old: &Manifest, new: &Manifest) -> Vec<String> {
    let files = |manifest: &Manifest| -> BTreeSet<(String, String)> {
        let inputs = manifest.input.iter().filter(|input| input.name.starts_with("reference/"));
        inputs.map(|input| (input.name.clone(), input.sha256.clone())).collect()
    };
    let (old, new) = (files(old), files(new));
    let changed: BTreeSet<String> = old.symmetric_difference(&new).map(|(name, _)| name.clone()).collect();
    changed.into_iter().collect()
}

/// The snapshots that flow into a table, with their hashes.
pub fn flowing<'run>(manifest: &'run Manifest, table: &str) -> BTreeMap<&'run str, &'run str> {
    let sources = sources(table);
    let is_in = |entry: &&SnapshotEntry| entry.tables.iter().any(|table| sources.contains(table.as_str()));
    let entries = manifest.snapshot.iter().filter(is_in);
    entries.map(|entry| (entry.id.as_str(), entry.sha256.as_str())).collect()
}

/// The ingested tables that a table is made of, whatever lies between; itself, where it is one.
fn sources(table: &str) -> BTreeSet<&str> {
    match STEPS.iter().find(|step| step.makes.name == table) {
        None => BTreeSet::from([table]),
        Some(step) => step.all_reads().flat_map(sources).collect(),
    }
}

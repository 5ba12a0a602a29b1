//! The newest run: whether the links lead to it, its files are there, it is of what is held, and nothing waits for a decision.

use std::path::Path;

use super::finding::Finding;
use crate::{
    console::counted,
    correction::Corrections,
    decision::Decisions,
    manifest::{Manifest, TableEntry},
    plan::Plan,
    previous::Previous,
    recipe,
    reference::Reference,
    refusal, runs, snapshots, store,
    typed::quoted,
};

/// What stands in a data folder.
pub fn findings(data: &Path, planned: Option<(&Plan, &Reference)>, pipeline: &str) -> Vec<Finding> {
    // Until that is mended no run goes well: what else is amiss is told behind it.
    if let Err(taken) = runs::demand_link(data) {
        return vec![Finding::of_error("links", &taken.into())];
    }
    let again = format!("`tokenshare run {pipeline} --data {}`", quoted(data));
    let folder = match runs::current(data) {
        Ok(folder) => folder,
        Err(error) => return vec![absent(data, &error, &again)],
    };
    let manifest = match store::manifest_of(&folder) {
        Ok(manifest) => manifest,
        Err(error) => {
            let found = format!("the newest run is broken: {error:#}");
            return vec![Finding::to_do("run", found, format!("{again} makes all tables anew"))];
        }
    };
    let run = Previous { folder, manifest };
    let mut findings = Vec::new();
    // A folder that is itself a run needs no links.
    if run.folder != data && !runs::is_led_to(data, &run.folder) {
        let found = format!("a link in `{}` does not lead to the newest run", data.display());
        findings.push(Finding::to_do("links", found, format!("{again} makes them again")));
    }
    findings.extend(damaged(&run, &again));
    findings.extend(planned.and_then(|planned| outdated(data, planned, &run.manifest, &again)));
    findings.extend(run.manifest.undecided.iter().map(|answer| undecided(answer, &run.manifest)));
    if findings.is_empty() {
        let tables = counted(run.manifest.table.len(), "table");
        findings.push(Finding::fine("run", format!("{tables} of `{}`, made of what is held", run.manifest.title)));
    }
    findings
}

/// An answer that waits for a decision, on itself or on the one that it is held against.
fn undecided(answer: &str, manifest: &Manifest) -> Finding {
    let entry = refusal::entry(answer, &manifest.snapshot);
    let accept = refusal::accept(entry.map_or("SNAPSHOT", |entry| &entry.id));
    let doubt = entry.and_then(|entry| refusal::doubt(entry, &manifest.undecided, &manifest.snapshot));
    let doubt = doubt.map(|doubt| format!("; {doubt}")).unwrap_or_default();
    let next =
        format!("look at the answer; if it is right {accept}, then run again{doubt}; else a better answer settles it");
    Finding::to_do("decision", format!("an answer is refused and not used: {answer}"), next)
}

fn absent(data: &Path, error: &anyhow::Error, again: &str) -> Finding {
    let link = data.join(runs::CURRENT);
    if link.symlink_metadata().is_ok() {
        let found = format!("`{}` leads to no run", link.display());
        return Finding::to_do("links", found, format!("{again} makes the tables, and leads to them"));
    }
    Finding::to_do("run", error.to_string(), format!("{again} makes them, once snapshots are there"))
}

/// Files of tables that are not there, or not as long as they were. `verify` looks at every byte.
fn damaged(run: &Previous, again: &str) -> Option<Finding> {
    let is_gone = |table: &&TableEntry| !run.has(table);
    let gone: Vec<_> = run.manifest.table.iter().filter(is_gone).map(|table| format!("`{}`", table.file)).collect();
    let found =
        format!("the newest run has lost, or somebody cut, {}: {}", counted(gone.len(), "file"), gone.join(", "));
    (!gone.is_empty()).then(|| Finding::to_do("run", found, format!("{again} makes what is missing anew")))
}

/// Whether the tables are of something else than what is there now.
fn outdated(data: &Path, (plan, reference): (&Plan, &Reference), manifest: &Manifest, again: &str) -> Option<Finding> {
    let key = || -> anyhow::Result<String> {
        let (held, decisions) = (snapshots::held(data, plan)?, Decisions::read(data, None)?);
        let corrections = Corrections::read(data, None)?;
        Ok(recipe::of_run(plan, reference, (&decisions, &corrections), &held))
    };
    match key() {
        Err(error) => Some(Finding::of_error("run", &error)),
        Ok(key) if key == manifest.key => None,
        Ok(_) => {
            let found = format!(
                "the tables, of `{}`, were made before snapshots, decisions, the pipeline or the program changed",
                manifest.title
            );
            Some(Finding::to_do(
                "run",
                found,
                format!("{again}; with `plan` in the place of `run` it says what would be new"),
            ))
        }
    }
}

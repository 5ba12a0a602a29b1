//! `tokenshare plan`: what a run would make, and why. Reads what vouches for the answers and, of those that are new, what guards
//! look at; changes nothing.

use std::{collections::BTreeSet, path::Path};

use schema::{
    Stage, Table as _,
    tables::{Field, TABLES},
};

use crate::{
    cause::{Cause, causes, text},
    cli::PlanArguments,
    console::{self, counted},
    correction::Corrections,
    decided,
    decision::Decisions,
    guard::{self, Judge},
    listing::Listing,
    making::Making,
    manifest::{Manifest, SnapshotEntry},
    plan::Plan,
    previous::Previous,
    provenance::{PROGRAM, Provenance},
    recipe::CODE,
    reference::Reference,
    snapshot::Snapshot,
    snapshots,
    steps::STEPS,
    telling,
};

/// Prints a line for each table that a run would make.
///
/// # Errors
/// If the pipeline file has problems, a file belongs to no snapshot, or a correction does not fit.
pub fn run(arguments: &PlanArguments) -> anyhow::Result<()> {
    let (plan, reference) = Plan::read(&arguments.pipeline)?;
    let data = &arguments.data.folder;
    let previous = Previous::of(data);
    let next = foreseen(data, &plan, &reference, previous.as_ref())?;
    let rows = lines(&plan, previous.as_ref(), &next);
    let made = rows.iter().filter(|row| row.get(1).is_some_and(|what| what != KEPT)).count();
    let kept = rows.len() - made;
    console::print(&Listing { heading: vec!["table", "what", "why"], rows }.text(arguments.format)?)?;
    tracing::info!("{} to make, {kept} to keep; nothing was run", counted(made, "table"));
    Ok(())
}

const KEPT: &str = "kept";
const MADE: &str = "made";
const PERHAPS: &str = "made, unless what it reads comes out the same";

/// The manifest of the next run, as far as it can be known without making a table. Guards read what is new; a parser may
/// find fewer tables than its request can have.
fn foreseen(data: &Path, plan: &Plan, reference: &Reference, previous: Option<&Previous>) -> anyhow::Result<Manifest> {
    let known = previous.map(Previous::snapshots).unwrap_or_default();
    let (opened, decisions) = (snapshots::opened(data, &snapshots::held(data, plan)?)?, Decisions::read(data, None)?);
    decided::demand(&decided::lost(data, &Previous::went_by(data, previous)?)?)?;
    telling::gone(data, &Previous::looked_at(data, previous)?, None)?;
    decisions.demand_about(data, &opened)?;
    let compared = previous.map(|previous| previous.compared(plan)).unwrap_or_default();
    let mut judge = Judge::new(plan, &decisions, compared);
    let judged = judge.judged(&opened)?;
    let waiting = guard::undecided(&opened, &judged).into_keys().collect();
    telling::verdicts(judged.iter().map(|(id, judged)| (id.as_str(), judged.clone())), &waiting);
    let is_used = |snapshot: &Snapshot| judged.get(&snapshot.id).is_none_or(|judged| judged.verdict.is_used());
    let usable: Vec<_> = opened.iter().filter(|snapshot| is_used(snapshot)).cloned().collect();
    let chosen = snapshots::chosen(data, plan, (&usable, None))?;
    let arrivals = judge.arrivals(&opened, &judged)?;
    let corrections = Corrections::read(data, None)?;
    let mut provenance = Provenance::of(plan, &chosen, reference, (&arrivals, &corrections));
    corrections.tell(data, &chosen)?;
    // Whether they fit is known once there is something to fit: that is read, and not kept.
    if provenance.corrections.iter().next().is_some() {
        let (frames, _) = Making::new(plan, reference, &provenance, previous).ingested(&chosen, judge.read)?;
        provenance.follow(frames.corrections());
    }
    let entry = |snapshot: &Snapshot| {
        let stands = known.get(snapshot.id.as_str()).filter(|entry| Previous::is_same(entry, snapshot));
        let tables = stands.map(|entry| entry.tables.clone()).filter(|tables| !tables.is_empty());
        SnapshotEntry {
            id: snapshot.id.clone(),
            sha256: snapshot.facts_sha256().to_owned(),
            known_from_at: provenance.arrivals.later(&snapshot.id),
            corrected: provenance.corrections.of(&snapshot.id),
            tables: tables.unwrap_or_else(|| tables_of(&snapshot.facts.request_name())),
            ..SnapshotEntry::default()
        }
    };
    let (program, code, parameters) = (PROGRAM.to_owned(), CODE.to_owned(), provenance.parameters.clone());
    let snapshot = chosen.iter().map(entry).collect();
    Ok(Manifest { program, code, parameters, snapshot, input: provenance.inputs(), ..Manifest::default() })
}

/// The tables that a request can have.
fn tables_of(request: &str) -> Vec<String> {
    let tables = ingest::request(request).map_or(&[][..], |(_, request)| request.tables);
    // Every answer has fields.
    tables.iter().copied().chain([Field::SPEC.name]).map(str::to_owned).collect()
}

fn lines(plan: &Plan, old: Option<&Previous>, next: &Manifest) -> Vec<Vec<String>> {
    let made = made(plan, next);
    let line = |name: &str| {
        let mut causes = old.map_or_else(|| vec![Cause::New], |old| causes(&old.manifest, next, name));
        let is_lost = |old: &Previous| old.manifest.table(name).is_some_and(|table| !old.has(table));
        causes.extend(old.filter(|old| is_lost(old)).map(|_| Cause::Lost));
        let is_said = !STEPS.iter().any(|step| step.makes.name == name);
        let is_sure = is_said || causes.iter().any(|cause| !matches!(cause, Cause::Came(_) | Cause::Gone(_)));
        let what = match (causes.is_empty(), is_sure) {
            (true, _) => KEPT,
            (_, true) => MADE,
            _ => PERHAPS,
        };
        vec![name.to_owned(), what.to_owned(), text(&causes)]
    };
    TABLES.iter().map(|table| table.name).filter(|name| made.contains(name)).map(line).collect()
}

/// The tables that the run would have.
fn made(plan: &Plan, next: &Manifest) -> BTreeSet<&'static str> {
    let said = next.snapshot.iter().flat_map(|entry| &entry.tables).filter_map(|name| schema::tables::named(name));
    let mut made: BTreeSet<&'static str> = said.map(|spec| spec.name).collect();
    for step in STEPS.iter().filter(|step| step.is_wanted(&plan.results)) {
        if step.can_run(|table| made.contains(table)) || step.makes.stage == Stage::Analyzed {
            made.insert(step.makes.name);
        }
    }
    made
}

//! What decides the bytes of a table, as one hash: a table whose recipe an earlier run had is not made again.
//!
//! Inputs count by their bytes, so a step whose inputs were made anew and came out the same is not taken either.

use normalize::Arrivals;
use schema::TableSpec;

use crate::{
    chapter::Chapter,
    correction::Corrections,
    decision::Decisions,
    digest::sha256,
    frames::Frames,
    input::Input,
    plan::Plan,
    provenance::{PROGRAM, arrival_lines},
    reference::Reference,
    snapshot::Snapshot,
    snapshots::Held,
    step::Step,
};

/// The code that this program was built from, without what only prints.
pub const CODE: &str = env!("TOKENSHARE_CODE");

/// That of a table of what sources said: the snapshots with rows in it, by id.
pub fn of_answers<'run>(spec: &TableSpec, snapshots: impl IntoIterator<Item = &'run Snapshot>) -> String {
    let lines = snapshots.into_iter().map(|snapshot| format!("{} {}", snapshot.facts_sha256(), snapshot.id));
    hash([spec.name.to_owned()].into_iter().chain(lines))
}

/// That of a table that a step makes: `alike` is what [`without_tables`] has.
pub fn of_step(step: &Step, frames: &Frames, alike: &str) -> String {
    let tables = step.all_reads().filter_map(|table| frames.made(table));
    let tables = tables.map(|made| format!("{} {}", made.sha256, made.spec.name));
    hash([alike.to_owned()].into_iter().chain(tables))
}

/// That of a chapter of a table that a step makes by periods: `groups` are the row groups that have days of it, `alike` what
/// all of its chapters have in common, see [`without_tables`].
pub fn of_chapter<'run>(alike: &str, chapter: Chapter, groups: impl IntoIterator<Item = &'run str>) -> String {
    let first = [alike.to_owned(), format!("{} {}", chapter.first, chapter.last)];
    sha256(first.into_iter().chain(groups.into_iter().map(str::to_owned)).collect::<Vec<_>>().join("\n").as_bytes())
}

/// What decides the bytes of what a step makes, whatever tables it reads. `arrivals` are those that it is given,
/// `corrections` those of what flows into it.
pub fn without_tables(
    step: &Step,
    parameters: &str,
    reference: &[Input],
    (arrivals, corrections): (&Arrivals, &Corrections),
) -> String {
    let reference = reference.iter().map(|input| format!("{} {}", input.sha256, input.name));
    let said = arrival_lines(arrivals).chain(corrections.lines());
    hash([step.name.to_owned(), parameters.to_owned()].into_iter().chain(reference).chain(said))
}

/// That of all tables of a run, and of its verdicts: equal, and there is nothing to do.
pub fn of_run(
    plan: &Plan,
    reference: &Reference,
    (decisions, corrections): (&Decisions, &Corrections),
    held: &[Held],
) -> String {
    let held = held.iter().map(|held| format!("{} {}", held.sha256, held.id));
    let reference = reference.inputs().into_iter().map(|input| format!("{} {}", input.sha256, input.name));
    hash([plan.parameters().to_string(), decisions.key(), corrections.key()].into_iter().chain(reference).chain(held))
}

fn hash(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = [PROGRAM.to_owned(), CODE.to_owned()].into_iter().chain(lines).collect();
    sha256(lines.join("\n").as_bytes())
}

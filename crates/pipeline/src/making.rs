//! Making the tables of a run: what an earlier run made of the same is kept, the rest is made.
//!
//! Everything is made in memory; nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use ingest::Ingested;
use polars::frame::DataFrame;
use schema::{Stage, TableSpec, tables};

use crate::{
    chapter,
    chaptered::{Chaptered, Written},
    digest::sha256,
    failure::Failure,
    frames::{Checked, File, Frames, Made, typed},
    input::Input,
    manifest::{NoteEntry, SnapshotEntry, TableEntry},
    parquet,
    plan::Plan,
    previous::Previous,
    provenance::{MadeOf, Provenance},
    recipe,
    reference::Reference,
    snapshot::Snapshot,
    stack::Stack,
    step::{Inputs, Step},
    steps::STEPS,
    threads,
};

/// What tables are made with.
#[derive(Debug)]
pub struct Making<'run> {
    /// The pipeline.
    pub plan: &'run Plan,
    /// The reference data.
    pub reference: &'run Reference,
    /// What they are made of.
    pub provenance: &'run Provenance<'run>,
    /// The run whose tables may be kept.
    pub previous: Option<&'run Previous>,
    parameters: String,
    reference_files: Vec<Input>,
}

/// What was read of a snapshot.
#[derive(Clone, Debug, Default)]
pub struct WasRead {
    /// The tables that have rows of it.
    pub tables: Vec<String>,
    /// What its parser saw and left aside.
    pub notes: Vec<NoteEntry>,
}

impl<'run> Making<'run> {
    /// With these.
    pub fn new(
        plan: &'run Plan,
        reference: &'run Reference,
        provenance: &'run Provenance<'run>,
        previous: Option<&'run Previous>,
    ) -> Self {
        let parameters = plan.step_parameters().to_string();
        Self { plan, reference, provenance, previous, parameters, reference_files: reference.inputs() }
    }

    /// What the snapshots say, one under the other, and what was read of each, by id. `read` has those that were read
    /// already; of the others only those are that the run before did not read.
    ///
    /// # Errors
    /// If a body is not what was stored, or its parser refuses it.
    pub fn ingested(
        &self,
        snapshots: &[Snapshot],
        mut read: BTreeMap<String, Ingested>,
    ) -> anyhow::Result<(Frames, BTreeMap<String, WasRead>)> {
        let known = self.previous.map(Previous::snapshots).unwrap_or_default();
        let mut so_far = Read::default();
        for snapshot in snapshots {
            match known.get(snapshot.id.as_str()).filter(|entry| is_read(entry, snapshot)) {
                Some(entry) => so_far.know(snapshot, entry),
                None => so_far.add(snapshot, read.remove(&snapshot.id).map_or_else(|| opened(snapshot), Ok)?),
            }
        }
        let mut frames = Frames::with(self.provenance.corrections.clone());
        for (name, stack) in &so_far.stacks {
            self.stack(name, stack, &mut frames)?;
        }
        frames.demand_corrections()?;
        Ok((frames, so_far.was_read))
    }

    /// One table of what sources said: kept, or what the run before has of it with what is new.
    fn stack(&self, name: &str, stack: &Stack<'_>, frames: &mut Frames) -> anyhow::Result<()> {
        let Some(spec) = tables::named(name) else { return Ok(()) };
        let recipe = recipe::of_answers(spec, stack.snapshots());
        let target = Target { spec, step: stack.steps(), recipe, snapshots: stack.ids(), tables: Vec::new() };
        if let Some((entry, previous)) = self.same(&target) {
            frames.keep(target.kept(entry, previous));
            return Ok(());
        }
        let footer = self.provenance.footer(spec, target.made_of());
        let (bytes, rows) =
            stack.written(spec, self.previous, footer).with_context(|| format!("table `{}`", spec.name))?;
        frames.keep(self.laid(target, bytes, rows));
        Ok(())
    }

    /// Takes the steps of one stage that the plan asks for: side by side, where none reads what another makes. Of several
    /// that fail at once the first in order is told, however many processors there are.
    ///
    /// # Errors
    /// If a step fails, or what it reads is not there.
    pub fn take_steps(&self, stage: Stage, frames: &mut Frames) -> anyhow::Result<()> {
        let is_asked = |step: &&Step| step.makes.stage == stage && step.is_wanted(&self.plan.results);
        let mut left: Vec<&Step> = STEPS.iter().filter(is_asked).collect();
        while !left.is_empty() {
            let unmade: BTreeSet<&str> = left.iter().map(|step| step.makes.name).collect();
            let (next, later) = left.into_iter().partition(|step| step.all_reads().all(|read| !unmade.contains(read)));
            self.take_side_by_side(next, frames)?;
            left = later;
        }
        Ok(())
    }

    fn take_side_by_side(&self, steps: Vec<&Step>, frames: &mut Frames) -> anyhow::Result<()> {
        let (fed, hungry): (Vec<_>, Vec<_>) =
            steps.into_iter().partition(|step| step.can_run(|table| frames.has(table)));
        if let Some(step) = hungry.first().filter(|step| step.makes.stage == Stage::Analyzed) {
            return Err(unfed(step).into());
        }
        let so_far = &*frames;
        let taken = threads::side_by_side(&fed, |step| self.taken(step, so_far));
        for (step, taken) in fed.iter().zip(taken) {
            match taken? {
                Taken::Kept(made) => frames.keep(made),
                Taken::Filed(made) => {
                    tell_empty(step, made.rows);
                    frames.keep(made);
                }
                Taken::InMemory(made, checked) => {
                    tell_empty(step, made.rows);
                    frames.add(made, checked);
                }
            }
        }
        Ok(())
    }

    fn taken(&self, step: &Step, frames: &Frames) -> anyhow::Result<Taken> {
        let snapshots = frames.snapshots_of(step.all_reads());
        let arrivals = self.provenance.arrivals_of(step.makes, &snapshots);
        let corrections = self.provenance.corrections_of(step.makes, &snapshots);
        let said = (&arrivals, &corrections);
        let alike = recipe::without_tables(step, &self.parameters, &self.reference_files, said);
        let recipe = recipe::of_step(step, frames, &alike);
        let tables = step.all_reads().filter_map(|table| frames.made(table)).map(Made::input).collect();
        let target = Target { spec: step.makes, step: step.name.to_owned(), recipe, snapshots, tables };
        if let Some((entry, previous)) = self.same(&target) {
            tracing::debug!("keeping `{}`: nothing that it is made of has changed", step.makes.name);
            return Ok(Taken::Kept(target.kept(entry, previous)));
        }
        tracing::debug!("making `{}`", step.makes.name);
        let inputs = Inputs::new(frames, self.plan, self.reference, &arrivals);
        if let Some(by) = chapter::of(step, frames) {
            let chaptered = Chaptered { step, by, inputs, alike, previous: self.previous };
            let footer = self.provenance.footer(target.spec, target.made_of());
            let Written { bytes, rows, chapters } = chaptered.written(frames, footer)?;
            return Ok(Taken::Filed(Made { chapters, ..self.laid(target, bytes, rows) }));
        }
        let data = (step.run)(&inputs).with_context(|| format!("step `{}`", step.name))?;
        self.in_memory(target, data)
    }

    fn same(&self, target: &Target) -> Option<(&'run TableEntry, &'run Previous)> {
        let previous = self.previous?;
        Some((previous.same(target.spec.name, &target.recipe)?, previous))
    }

    /// Checks rows and writes them into the bytes of their file.
    fn in_memory(&self, target: Target, data: DataFrame) -> anyhow::Result<Taken> {
        let context = || format!("table `{}`", target.spec.name);
        let checked = typed(target.spec, data).with_context(context)?;
        let footer = self.provenance.footer(target.spec, target.made_of());
        let bytes = parquet::bytes(target.spec, &checked.data, footer).with_context(context)?;
        Ok(Taken::InMemory(self.laid(target, bytes, checked.data.height()), checked))
    }

    /// The file of a table. Where its bytes are those of the run before, that one stays.
    fn laid(&self, target: Target, bytes: Vec<u8>, rows: usize) -> Made {
        let (sum, size) = (sha256(&bytes), bytes.len() as u64);
        let stands = self.previous.and_then(|previous| {
            let entry = previous.manifest.table(target.spec.name)?;
            (entry.sha256 == sum && previous.is_as_written(entry)).then(|| previous.path(entry))
        });
        let file = stands.map_or(File::New(bytes), File::Kept);
        target.made(file, (sum, size, rows))
    }
}

/// What became of a step.
enum Taken {
    /// An earlier run made its table of the same.
    Kept(Made),
    /// Its rows are in its file alone.
    Filed(Made),
    /// They are at hand, too.
    InMemory(Made, Checked),
}

fn tell_empty(step: &Step, rows: usize) {
    if rows == 0 && !step.may_be_empty() {
        tracing::warn!("`{}` has no rows: what was read has nothing for it", step.makes.name);
    }
}

/// A table that is to be made.
struct Target {
    spec: &'static TableSpec,
    step: String,
    recipe: String,
    snapshots: BTreeSet<String>,
    /// The files of the tables that the step reads.
    tables: Vec<Input>,
}

impl Target {
    fn made_of(&self) -> MadeOf<'_> {
        MadeOf { step: &self.step, tables: &self.tables, snapshots: &self.snapshots }
    }

    fn kept(self, entry: &TableEntry, previous: &Previous) -> Made {
        let facts = (entry.sha256.clone(), entry.bytes, entry.rows);
        Made { chapters: entry.chapter.clone(), ..self.made(File::Kept(previous.path(entry)), facts) }
    }

    fn made(self, file: File, (sha256, bytes, rows): (String, u64, usize)) -> Made {
        let Self { spec, step, recipe, snapshots, tables: _ } = self;
        Made { spec, step, snapshots, recipe, rows, sha256, bytes, chapters: Vec::new(), file }
    }
}

/// What was read so far.
#[derive(Default)]
struct Read<'run> {
    stacks: BTreeMap<String, Stack<'run>>,
    was_read: BTreeMap<String, WasRead>,
}

impl<'run> Read<'run> {
    fn know(&mut self, snapshot: &'run Snapshot, entry: &SnapshotEntry) {
        for table in &entry.tables {
            self.under(table, snapshot).know(&snapshot.id);
        }
        let was_read = WasRead { tables: entry.tables.clone(), notes: entry.notes.clone() };
        self.was_read.insert(snapshot.id.clone(), was_read);
    }

    fn add(&mut self, snapshot: &'run Snapshot, ingested: Ingested) {
        let mut notes: Vec<NoteEntry> = ingested.notes.into_iter().map(NoteEntry::from).collect();
        let mut tables = Vec::new();
        for (spec, rows) in ingested.tables.into_iter().chain(ingested.field) {
            tables.push(spec.name.to_owned());
            notes.extend(normalize::label_twins(spec, &rows).into_iter().map(NoteEntry::from));
            self.under(spec.name, snapshot).add(&snapshot.id, rows);
        }
        self.was_read.insert(snapshot.id.clone(), WasRead { tables, notes });
    }

    fn under(&mut self, table: &str, snapshot: &'run Snapshot) -> &mut Stack<'run> {
        let stack = self.stacks.entry(table.to_owned()).or_default();
        stack.take(snapshot);
        stack
    }
}

fn opened(snapshot: &Snapshot) -> anyhow::Result<Ingested> {
    tracing::debug!("reading `{}`", snapshot.id);
    snapshot.ingested()
}

/// Whether the run before read the very same.
fn is_read(entry: &SnapshotEntry, snapshot: &Snapshot) -> bool {
    !entry.tables.is_empty() && Previous::is_same(entry, snapshot)
}

/// The inputs promised a table, and their answers did not have it.
fn unfed(step: &Step) -> Failure {
    let reads: Vec<String> = step.all_reads().map(|table| format!("`{table}`")).collect();
    let said = format!("step `{}` reads {}, and the snapshots do not have all of it", step.name, reads.join(", "));
    Failure::data(said)
        .with_hint(format!("leave `{}` out of `results`, or import what has those tables", step.makes.name))
}

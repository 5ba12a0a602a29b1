//! Where a table comes from: the key-value pairs in the footer of its Parquet file, and the id of the run.
//!
//! No clock, no path, no commit: the same inputs, parameters and program give the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};

use normalize::Arrivals;
use schema::{Stage, TableSpec, columns::KNOWN_FROM_AT};

use crate::{
    correction::Corrections, digest::sha256, input::Input, place::places, plan::Plan, reference::Reference,
    snapshot::Snapshot,
};

/// The program and its version.
pub const PROGRAM: &str = concat!("tokenshare ", env!("CARGO_PKG_VERSION"));

/// What a run has read, under which parameters.
#[derive(Debug)]
pub struct Provenance<'run> {
    /// The plan, in one spelling.
    pub parameters: String,
    /// SHA-256 over program, parameters and inputs.
    pub run_id: String,
    step_parameters: String,
    /// From when on what was accepted later was believed.
    pub arrivals: Arrivals,
    /// What is corrected of the snapshots.
    pub corrections: Corrections,
    snapshots: BTreeMap<&'run str, &'run Snapshot>,
    reference: Vec<Input>,
    /// The files of the reference that are not the program's own.
    pub own: Vec<Input>,
    /// What was written of snapshots so far: most tables are made of the same.
    origins: Mutex<BTreeMap<BTreeSet<String>, Arc<WrittenOrigins>>>,
}

/// What a table is made of.
#[derive(Clone, Copy, Debug)]
pub struct MadeOf<'run> {
    /// The step that makes it.
    pub step: &'run str,
    /// The files of the tables that the step reads; none for what sources said.
    pub tables: &'run [Input],
    /// The ids of the snapshots that flow into it.
    pub snapshots: &'run BTreeSet<String>,
}

/// Whom to cite for a table, under which terms, and of when its snapshots are, as footers have it.
#[derive(Debug)]
struct WrittenOrigins {
    licences: String,
    citations: String,
    captured: String,
}

/// The inputs of a table, as footers have them and as they are hashed.
#[derive(Debug)]
struct WrittenInputs {
    json: String,
    lines: String,
}

impl WrittenInputs {
    fn of(inputs: &[Input]) -> Self {
        let object =
            |Input { name, sha256 }: &Input| format!("{{\"name\":{},\"sha256\":{}}}", json!(name), json!(sha256));
        let json = inputs.iter().map(object).collect::<Vec<_>>().join(",");
        let lines = inputs.iter().map(|input| format!("{} {}", input.sha256, input.name)).collect::<Vec<_>>();
        Self { json: format!("[{json}]"), lines: lines.join("\n") }
    }
}

impl<'run> Provenance<'run> {
    /// That of a run of `plan` over `snapshots`, of which people said so much.
    pub fn of(
        plan: &Plan,
        snapshots: &'run [Snapshot],
        reference: &Reference,
        said: (&Arrivals, &Corrections),
    ) -> Self {
        let (arrivals, corrections) = said;
        let snapshots: BTreeMap<_, _> = snapshots.iter().map(|snapshot| (snapshot.id.as_str(), snapshot)).collect();
        let mut provenance = Self {
            parameters: plan.parameters().to_string(),
            run_id: String::new(),
            arrivals: arrivals.among(|id| snapshots.contains_key(id)),
            corrections: corrections.among(|id| snapshots.contains_key(id)),
            step_parameters: plan.step_parameters().to_string(),
            snapshots,
            reference: reference.inputs(),
            own: reference.own_inputs(),
            origins: Mutex::default(),
        };
        let said = (&provenance.arrivals, &provenance.corrections);
        let inputs = WrittenInputs::of(&provenance.inputs());
        provenance.run_id = identity(&provenance.parameters, &inputs, said);
        provenance
    }

    /// Takes in where corrections hold besides, which is known once tables were read. What is corrected is the same, and so is
    /// the id of the run.
    pub fn follow(&mut self, corrections: &Corrections) {
        self.corrections = corrections.clone();
    }

    /// Every file that was read, by name.
    pub fn inputs(&self) -> Vec<Input> {
        let read = self.snapshots.values().flat_map(|snapshot| snapshot.inputs());
        read.chain(self.reference.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The snapshots with these ids.
    pub fn read(&self, ids: &BTreeSet<String>) -> Vec<&'run Snapshot> {
        ids.iter().filter_map(|id| self.snapshots.get(id.as_str()).copied()).collect()
    }

    /// From when on what flows into a table was believed, where it says so; where not, nothing depends on it.
    pub fn arrivals_of(&self, spec: &TableSpec, ids: &BTreeSet<String>) -> Arrivals {
        self.arrivals.among(|id| is_bitemporal(spec) && ids.contains(id))
    }

    /// What is corrected of what flows into a table; nothing, where it has what sources said.
    pub fn corrections_of(&self, spec: &TableSpec, ids: &BTreeSet<String>) -> Corrections {
        self.corrections.among(|id| spec.stage != Stage::Ingested && ids.contains(id))
    }

    /// The footer of a table. It says nothing of other tables than those that it is made of: what is made of the same has
    /// the same bytes, whatever else a run makes.
    ///
    /// A table of what sources said names the files of its snapshots, and whom to cite for each. One that a step makes names
    /// the tables that the step reads, which name theirs, and the newest citation of each place: a thousand snapshots stand
    /// once in a run, not in each of its tables.
    pub fn footer(&self, spec: &TableSpec, of: MadeOf<'_>) -> Vec<(String, String)> {
        let caveats: Vec<_> = spec.caveats.iter().map(|caveat| caveat.sentence()).collect();
        // What was ingested depends on the snapshots alone; all that follows on parameters and reference, too.
        let parameters = if spec.stage == Stage::Ingested { "{}" } else { self.step_parameters.as_str() };
        let inputs = WrittenInputs::of(&self.inputs_of(spec, of));
        let (arrivals, corrections) = (self.arrivals_of(spec, of.snapshots), self.corrections_of(spec, of.snapshots));
        let origins = self.origins_of(spec, of.snapshots);
        let mut pairs = vec![
            ("table", json!(spec.name)),
            ("description", json!(spec.doc.trim())),
            ("caveats", json!(caveats)),
            ("columns", columns(spec)),
            ("step", json!(of.step)),
            ("parameters", json!(parameters)),
            ("program", json!(PROGRAM)),
            ("made_id", json!(identity(parameters, &inputs, (&arrivals, &corrections)))),
            ("inputs", json!(inputs.json)),
            ("snapshots", json!(origins.captured)),
            ("licences", json!(origins.licences)),
            ("citations", json!(origins.citations)),
        ];
        let arrived: BTreeMap<_, _> = arrivals.iter().map(|(id, at)| (id, at.to_string())).collect();
        if !arrived.is_empty() {
            pairs.push(("arrivals", json!(arrived)));
        }
        let corrected: Vec<String> = corrections.lines().collect();
        if !corrected.is_empty() {
            pairs.push(("corrections", json!(corrected)));
        }
        pairs.into_iter().map(|(key, value)| (format!("tokenshare.{key}"), text(value))).collect()
    }

    /// The files that a table is made of.
    fn inputs_of(&self, spec: &TableSpec, of: MadeOf<'_>) -> Vec<Input> {
        if spec.stage == Stage::Ingested {
            return self.read(of.snapshots).into_iter().flat_map(Snapshot::inputs).collect();
        }
        of.tables.iter().chain(&self.reference).cloned().collect()
    }

    /// Whom to cite for a table: of what sources said for each snapshot, of all else for the newest of each place.
    fn origins_of(&self, spec: &TableSpec, ids: &BTreeSet<String>) -> Arc<WrittenOrigins> {
        let read = || self.read(ids);
        if spec.stage == Stage::Ingested {
            let citations = read().iter().map(|snapshot| snapshot.facts.citation.as_str()).collect();
            return Arc::new(WrittenOrigins::of(&read(), &citations));
        }
        let mut known = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(ids) {
            return Arc::clone(known);
        }
        let citations = places(read()).into_iter().map(|place| place.newest.facts.citation.as_str()).collect();
        let origins = Arc::new(WrittenOrigins::of(&read(), &citations));
        known.insert(ids.clone(), Arc::clone(&origins));
        origins
    }
}

impl WrittenOrigins {
    fn of(read: &[&Snapshot], citations: &BTreeSet<&str>) -> Self {
        let licences: BTreeSet<&str> = read.iter().map(|snapshot| snapshot.facts.licence.as_str()).collect();
        let captured = || read.iter().map(|snapshot| snapshot.captured_at());
        let (first, last) = (captured().min(), captured().max());
        let captured = json!({ "count": read.len(), "first_captured_at": first, "last_captured_at": last });
        Self {
            licences: json!(licences).to_string(),
            citations: json!(citations).to_string(),
            captured: captured.to_string(),
        }
    }
}

/// Whether a table says since when something was believed, so that it depends on when answers were accepted.
pub fn is_bitemporal(spec: &TableSpec) -> bool {
    spec.column(KNOWN_FROM_AT.name).is_some()
}

/// Arrivals as lines to be hashed.
pub fn arrival_lines(arrivals: &Arrivals) -> impl Iterator<Item = String> {
    arrivals.iter().map(|(id, at)| format!("{at} {id}"))
}

/// SHA-256 over program, parameters, inputs, and what was accepted when or corrected.
fn identity(parameters: &str, inputs: &WrittenInputs, (arrivals, corrections): (&Arrivals, &Corrections)) -> String {
    let first = [PROGRAM.to_owned(), parameters.to_owned()];
    let inputs = Some(inputs.lines.clone()).filter(|lines| !lines.is_empty());
    let said = arrival_lines(arrivals).chain(corrections.lines());
    sha256(first.into_iter().chain(inputs).chain(said).collect::<Vec<_>>().join("\n").as_bytes())
}

fn columns(spec: &TableSpec) -> Value {
    let column = |column: &schema::Column| {
        json!({
            "name": column.name,
            "type": column.kind.name(),
            "unit": column.unit.name(),
            "description": column.doc.trim(),
        })
    };
    spec.columns().map(column).collect()
}

/// Texts stand bare, all else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

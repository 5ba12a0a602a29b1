//! Where a table comes from: the key-value pairs in the footer of its Parquet file, and the id of the run.
//!
//! No clock, no path, no commit: the same inputs, parameters and program give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{digest::sha256, frames::Made, input::Input, plan::Plan, reference::Reference, snapshot::Snapshot};

/// The program and its version.
pub const PROGRAM: &str = concat!("tokenshare ", env!("CARGO_PKG_VERSION"));

/// What a run has read, under which parameters.
#[derive(Debug)]
pub struct Provenance<'run> {
    /// The plan, in one spelling.
    pub parameters: String,
    /// SHA-256 over program, parameters and inputs.
    pub run_id: String,
    snapshots: BTreeMap<&'run str, &'run Snapshot>,
    reference: Vec<Input>,
}

impl<'run> Provenance<'run> {
    /// That of a run of `plan` over `snapshots`.
    pub fn of(plan: &Plan, snapshots: &'run [Snapshot], reference: &Reference) -> Self {
        let snapshots = snapshots.iter().map(|snapshot| (snapshot.id.as_str(), snapshot)).collect();
        let mut provenance = Self {
            parameters: plan.parameters().to_string(),
            run_id: String::new(),
            snapshots,
            reference: reference.inputs(),
        };
        provenance.run_id = provenance.identity();
        provenance
    }

    /// Every file that was read, by name.
    pub fn inputs(&self) -> Vec<Input> {
        let read = self.snapshots.values().flat_map(|snapshot| snapshot.inputs());
        read.chain(self.reference.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The snapshots that flowed into a table.
    pub fn read(&self, made: &Made) -> Vec<&'run Snapshot> {
        made.snapshots.iter().filter_map(|id| self.snapshots.get(id.as_str()).copied()).collect()
    }

    /// The footer of a table.
    pub fn footer(&self, made: &Made) -> Vec<(String, String)> {
        let read = self.read(made);
        let facts =
            |of: fn(&Snapshot) -> &str| -> BTreeSet<&str> { read.iter().map(|snapshot| of(snapshot)).collect() };
        let caveats: Vec<_> = made.spec.caveats.iter().map(|caveat| caveat.sentence()).collect();
        let pairs = [
            ("table", json!(made.spec.name)),
            ("description", json!(made.spec.doc.trim())),
            ("caveats", json!(caveats)),
            ("columns", columns(made)),
            ("step", json!(made.step)),
            ("parameters", json!(self.parameters)),
            ("inputs", json!(self.inputs_of(made, &read))),
            ("program", json!(PROGRAM)),
            ("run_id", json!(self.run_id)),
            ("licences", json!(facts(|snapshot| &snapshot.facts.licence))),
            ("citations", json!(facts(|snapshot| &snapshot.facts.citation))),
        ];
        pairs.into_iter().map(|(key, value)| (format!("tokenshare.{key}"), text(value))).collect()
    }

    /// What was ingested depends on the snapshots alone; all that follows on the reference, too.
    fn inputs_of(&self, made: &Made, read: &[&Snapshot]) -> Vec<Input> {
        let reference = if made.spec.stage == schema::Stage::Ingested { &[][..] } else { &self.reference };
        read.iter().flat_map(|snapshot| snapshot.inputs()).chain(reference.iter().cloned()).collect()
    }

    fn identity(&self) -> String {
        let inputs = self.inputs().into_iter().map(|input| format!("{} {}", input.sha256, input.name));
        let lines: Vec<String> = [PROGRAM.to_owned(), self.parameters.clone()].into_iter().chain(inputs).collect();
        sha256(lines.join("\n").as_bytes())
    }
}

fn columns(made: &Made) -> Value {
    let column = |column: &schema::Column| {
        json!({
            "name": column.name,
            "type": column.kind.name(),
            "unit": column.unit.name(),
            "description": column.doc.trim(),
        })
    };
    made.spec.columns().map(column).collect()
}

/// Texts stand bare, all else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

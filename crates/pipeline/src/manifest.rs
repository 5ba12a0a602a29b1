//! `manifest.toml`: the tables that belong to the last complete run, with their hashes. What it does not name is not
//! part of the data, whatever lies in the folders.

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    input::Input,
    plan::Plan,
    provenance::{PROGRAM, Provenance},
};

/// The name of the file in a data folder.
pub const FILE: &str = "manifest.toml";

const FORMAT: u32 = 1;

/// The content of `manifest.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form.
    pub format: u32,
    /// The pipeline's title.
    pub title: String,
    /// SHA-256 over program, parameters and inputs.
    pub run_id: String,
    /// The program and its version.
    pub program: String,
    /// The pipeline's parameters, as JSON.
    pub parameters: String,
    /// The tables.
    #[serde(default)]
    pub table: Vec<TableEntry>,
    /// The files that were read.
    #[serde(default)]
    pub input: Vec<Input>,
}

/// A table of a run.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// Its name.
    pub name: String,
    /// Where it lies below the data folder.
    pub file: String,
    /// Its number of rows.
    pub rows: usize,
    /// The SHA-256 of its file.
    pub sha256: String,
}

impl Manifest {
    /// That of a run.
    pub fn of(plan: &Plan, provenance: &Provenance<'_>, table: Vec<TableEntry>) -> Self {
        Self {
            format: FORMAT,
            title: plan.title.clone(),
            run_id: provenance.run_id.clone(),
            program: PROGRAM.to_owned(),
            parameters: provenance.parameters.clone(),
            table,
            input: provenance.inputs(),
        }
    }

    /// Reads `manifest.toml`.
    ///
    /// # Errors
    /// If it is broken, or of another format.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let hint = "`tokenshare run` writes the tables anew";
        let manifest: Self = toml::from_str(text)
            .map_err(|error| Failure::data(format!("broken `{FILE}`")).with_hint(hint).because(error))?;
        if manifest.format != FORMAT {
            let said = format!("`{FILE}`: found format {}, expected {FORMAT}", manifest.format);
            return Err(Failure::data(said).with_hint(hint));
        }
        Ok(manifest)
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableEntry> {
        self.table.iter().find(|table| table.name == name)
    }

    /// Whether one of its tables lies in `file`.
    pub fn names(&self, file: &str) -> bool {
        self.table.iter().any(|table| table.file == file)
    }
}

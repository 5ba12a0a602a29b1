//! What people decided of answers that guards refused: `reference/accepted.csv` in the data folder, where a reviewer sees it.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{digest::sha256, disk, failure::Failure, snapshot::Snapshot};

/// Where decisions stand below a data folder.
pub const FILE: &str = "reference/accepted.csv";

/// An answer that is right, though it looks strange.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Its id.
    pub snapshot_id: String,
    /// The SHA-256 of its facts: the decision is about these bytes.
    pub facts_sha256: String,
    /// From when on it is used, and what it says believed.
    pub accepted_at: Timestamp,
    /// Why it is right.
    pub because: String,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    rows: BTreeMap<String, Decision>,
}

impl Decisions {
    /// Reads what was decided until an instant, or ever.
    ///
    /// # Errors
    /// If the file is broken.
    pub fn read(data: &Path, until: Option<Timestamp>) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        match path.symlink_metadata() {
            Err(_) => return Ok(Self::default()),
            Ok(facts) if !facts.is_file() => {
                let said = format!("`{}` is no file", path.display());
                return Err(Failure::data(said).with_hint("decisions stand in a file: move away what is there").into());
            }
            Ok(_) => {}
        }
        let bytes = fs_err::read(&path)?;
        let rows = csv::Reader::from_reader(bytes.as_slice())
            .into_deserialize()
            .collect::<Result<Vec<Decision>, _>>()
            .map_err(|error| {
                let said = format!("broken `{}`", path.display());
                Failure::data(said)
                    .because(error)
                    .with_hint("mend the line, or take it out and `tokenshare accept` again")
            })?;
        let known = rows.into_iter().filter(|row| until.is_none_or(|until| row.accepted_at <= until));
        Ok(Self { rows: known.map(|row| (row.snapshot_id.clone(), row)).collect() })
    }

    /// The decision on a snapshot, if it is about its bytes.
    pub fn of(&self, snapshot: &Snapshot) -> Option<&Decision> {
        self.rows.get(&snapshot.id).filter(|row| row.facts_sha256 == snapshot.facts_sha256())
    }

    /// All that they change, as one text.
    pub fn key(&self) -> String {
        let row =
            |row: &Decision| format!("{} {} {} {}", row.facts_sha256, row.snapshot_id, row.accepted_at, row.because);
        sha256(self.rows.values().map(row).collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// Adds one, and writes the file anew, by id.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn add(mut self, data: &Path, decision: Decision) -> anyhow::Result<()> {
        self.rows.insert(decision.snapshot_id.clone(), decision);
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in self.rows.values() {
            writer.serialize(row)?;
        }
        let (path, bytes) = (data.join(FILE), writer.into_inner()?);
        disk::replace(&path, &bytes)
    }
}

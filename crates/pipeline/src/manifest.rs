//! `manifest.toml`: the tables of a run with their hashes, and all that they were made of. What it does not name is not
//! part of the data, whatever lies in the folders.
//!
//! The same snapshots, program and pipeline give the same manifest: it knows no clock, no path and no earlier run.

use jiff::Timestamp;
use schema::Note;
use serde::{Deserialize, Serialize};

use crate::{
    chapter::ChapterEntry,
    digest::sha256,
    failure::Failure,
    frames::{Frames, Made},
    guard::{Judged, Verdict},
    input::Input,
    plan::Plan,
    provenance::{PROGRAM, Provenance},
    recipe::CODE,
    snapshot::Snapshot,
};

/// The name of the file in the folder of a run.
pub const FILE: &str = "manifest.toml";

/// The version of this form.
pub const FORMAT: u32 = 2;

/// The content of `manifest.toml`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form.
    pub format: u32,
    /// The pipeline's title.
    pub title: String,
    /// SHA-256 over program, parameters and inputs.
    pub run_id: String,
    /// SHA-256 over all that could change a table, or the verdict on a snapshot: equal, and there is nothing to do.
    pub key: String,
    /// The program and its version.
    pub program: String,
    /// The code of the program: tables that another one made are made anew.
    pub code: String,
    /// The pipeline's parameters, as JSON.
    pub parameters: String,
    /// The guards in force, as JSON.
    pub guards: String,
    /// The answers that wait for a decision, and what is older because of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<String>,
    /// The tables.
    #[serde(default)]
    pub table: Vec<TableEntry>,
    /// The data packages that describe the tables, by their place in the folder of the run.
    #[serde(default)]
    pub descriptor: Vec<Input>,
    /// The files of the reference that are not the program's own, by their place in the folder of the run, which keeps them: a
    /// number is explained by what its run went by. A version before did not keep them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<Input>,
    /// The snapshots of what the pipeline reads: all of them, also those that were not used.
    #[serde(default)]
    pub snapshot: Vec<SnapshotEntry>,
    /// What people had decided and corrected, line by line: the next run misses a line that is another by then, or gone. A
    /// version before did not write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decision: Vec<DecisionEntry>,
    /// What was seen in them and left aside.
    #[serde(default)]
    pub remark: Vec<NoteEntry>,
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
    /// Where it lies in the folder of the run.
    pub file: String,
    /// Its number of rows.
    pub rows: usize,
    /// The size of its file.
    pub bytes: u64,
    /// The SHA-256 of its file.
    pub sha256: String,
    /// What made it.
    pub step: String,
    /// SHA-256 over all that decides its bytes.
    pub recipe: String,
    /// Its chapters, if it was made by periods: each a row group that is copied while its recipe is the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapter: Vec<ChapterEntry>,
}

/// A snapshot that a run looked at.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotEntry {
    /// Its id.
    pub id: String,
    /// When its bytes arrived.
    pub captured_at: Timestamp,
    /// The SHA-256 of its facts, which hold that of each body.
    pub sha256: String,
    /// What guards say of it.
    #[serde(default, skip_serializing_if = "is_passed")]
    pub verdict: Verdict,
    /// What is strange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// The answer that it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// From when on what it says was believed, if it was accepted, or something before it decided, later than it was
    /// captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from_at: Option<Timestamp>,
    /// What is corrected of it, one line for each cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<String>,
    /// The tables that have rows of it; none where it was not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<String>,
    /// What its parser saw and left aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteEntry>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_passed(verdict: &Verdict) -> bool {
    *verdict == Verdict::Passed
}

impl SnapshotEntry {
    /// One that was looked at and not read.
    pub fn of(snapshot: &Snapshot, judged: Judged) -> Self {
        let (id, sha256) = (snapshot.id.clone(), snapshot.facts_sha256().to_owned());
        let (captured_at, Judged { verdict, because, against }) = (snapshot.captured_at(), judged);
        Self { id, captured_at, sha256, verdict, because, against, ..Self::default() }
    }

    /// The request that it answers.
    pub fn request(&self) -> &str {
        self.id.match_indices('/').nth(1).and_then(|(at, _)| self.id.get(..at)).unwrap_or(&self.id)
    }

    /// What guards said of it.
    pub fn judged(&self) -> Judged {
        Judged { verdict: self.verdict, because: self.because.clone(), against: self.against.clone() }
    }
}

/// A line of what people decided or corrected.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionEntry {
    /// The file that it stands in, below the data folder.
    pub file: String,
    /// The line, however people spell it there: as this program would write it.
    pub row: String,
}

impl DecisionEntry {
    /// The answer that it is about: the first cell of each such file.
    pub fn about(&self) -> &str {
        self.row.split(',').next().unwrap_or_default()
    }
}

/// A remark on an answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoteEntry {
    /// Where it was seen.
    pub block: String,
    /// What was seen.
    pub what: String,
    /// How often.
    pub count: usize,
}

/// What a run looked at.
pub struct Looked {
    /// See [`Manifest::key`].
    pub key: String,
    /// Its snapshots.
    pub entries: Vec<SnapshotEntry>,
    /// By which lines of what people said it went.
    pub decisions: Vec<DecisionEntry>,
    /// What was seen in them.
    pub remarks: Vec<NoteEntry>,
    /// Those that wait for a decision.
    pub undecided: Vec<String>,
}

impl From<Note> for NoteEntry {
    fn from(Note { block, what, count }: Note) -> Self {
        Self { block: block.to_owned(), what, count }
    }
}

impl Manifest {
    /// That of a run of `plan`.
    pub fn of(
        frames: &Frames,
        descriptors: &[(String, String)],
        provenance: &Provenance<'_>,
        plan: &Plan,
        looked: Looked,
    ) -> Self {
        let descriptor =
            |(file, text): &(String, String)| Input { name: file.clone(), sha256: sha256(text.as_bytes()) };
        let table = |made: &Made| TableEntry {
            name: made.spec.name.to_owned(),
            file: made.spec.path(),
            rows: made.rows,
            bytes: made.bytes,
            sha256: made.sha256.clone(),
            step: made.step.clone(),
            recipe: made.recipe.clone(),
            chapter: made.chapters.clone(),
        };
        Self {
            format: FORMAT,
            title: plan.title.clone(),
            run_id: provenance.run_id.clone(),
            key: looked.key,
            program: PROGRAM.to_owned(),
            code: CODE.to_owned(),
            parameters: provenance.parameters.clone(),
            guards: plan.guards_text(),
            table: frames.iter().map(table).collect(),
            descriptor: descriptors.iter().map(descriptor).collect(),
            reference: provenance.own.clone(),
            snapshot: looked.entries,
            decision: looked.decisions,
            remark: looked.remarks,
            undecided: looked.undecided,
            input: provenance.inputs(),
        }
    }

    /// Reads `manifest.toml`.
    ///
    /// # Errors
    /// If it is broken, or of another format.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let hint = "`tokenshare run` writes the tables anew";
        let broken = |error| Failure::data(format!("broken `{FILE}`")).with_hint(hint).because(error);
        let whole = toml::from_str::<Self>(text);
        let format = match &whole {
            Ok(manifest) => manifest.format,
            // Of another format nothing else need be as expected.
            Err(_) => toml::from_str::<Format>(text).map_err(broken)?.format,
        };
        if format != FORMAT {
            let said = format!("`{FILE}`: found format {format}, expected {FORMAT}");
            return Err(Failure::data(said).with_hint(hint));
        }
        whole.map_err(broken)
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableEntry> {
        self.table.iter().find(|table| table.name == name)
    }
}

/// What every version has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

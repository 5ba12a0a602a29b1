//! The run before this one, as far as its tables can be kept.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use schema::{TableSpec, tables::named};

use crate::{
    digest::sha256,
    manifest::{DecisionEntry, Manifest, SnapshotEntry, TableEntry},
    plan::Plan,
    proof,
    recipe::CODE,
    run_facts::RunFacts,
    runs,
    snapshot::Snapshot,
};

/// A complete run.
#[derive(Clone, Debug)]
pub struct Previous {
    /// Its folder.
    pub folder: PathBuf,
    /// What it made, of what.
    pub manifest: Manifest,
}

impl Previous {
    /// The newest run of a data folder, if its manifest is the one that it wrote: a bit that flipped in there and was taken
    /// over would be vouched for by the next run. One that is not is told, and everything is made anew.
    pub fn of(data: &Path) -> Option<Self> {
        let folder = runs::current(data).ok()?;
        match proof::manifest_of(&folder).with_context(|| format!("run in `{}`", folder.display())) {
            Ok(manifest) => Some(Self { folder, manifest }),
            Err(error) => {
                tracing::warn!("{error:#}: every table is made anew");
                None
            }
        }
    }

    /// The table of that name, if it was made of the same and its file is still, byte by byte, what it was: a file that
    /// was damaged is not handed on.
    pub fn same(&self, name: &str, recipe: &str) -> Option<&TableEntry> {
        self.manifest.table(name).filter(|table| table.recipe == recipe && self.is_as_written(table))
    }

    /// Whether the file of a table has the bytes that its run wrote.
    pub fn is_as_written(&self, table: &TableEntry) -> bool {
        self.has(table) && fs_err::read(self.path(table)).is_ok_and(|bytes| sha256(&bytes) == table.sha256)
    }

    /// Where the file of a table lies.
    pub fn path(&self, table: &TableEntry) -> PathBuf {
        // By its name, not as the manifest says: that may have been edited to name any file.
        let file = named(&table.name).map_or_else(|| table.file.clone(), TableSpec::path);
        self.folder.join(file)
    }

    /// Whether the file of a table is there and has its size: its bytes are looked at when its rows are read.
    pub fn has(&self, table: &TableEntry) -> bool {
        let facts = self.path(table).symlink_metadata();
        facts.is_ok_and(|facts| facts.is_file() && facts.len() == table.bytes)
    }

    /// Whether every table is there, and what describes them is as it was written.
    pub fn is_whole(&self) -> bool {
        self.manifest.table.iter().all(|table| self.has(table)) && self.is_described()
    }

    /// Whether the data packages, and what the run keeps of the reference, have the bytes that it wrote: they are few and small.
    pub fn is_described(&self) -> bool {
        let mut inputs = self.manifest.descriptor.iter().chain(&self.manifest.reference);
        inputs.all(|input| proof::file(&self.folder.join(&input.name), &input.sha256).is_ok())
    }

    /// The answers that the newest run looked at, which `stands`. Where nothing leads to it, or nobody vouches for it, those of
    /// the newest run that can be vouched for: answers that are gone are missed all the same.
    ///
    /// # Errors
    /// If the folder of the runs can't be read.
    pub fn looked_at(data: &Path, stands: Option<&Self>) -> anyhow::Result<Vec<SnapshotEntry>> {
        Ok(Self::vouched(data, stands)?.map(|manifest| manifest.snapshot.clone()).unwrap_or_default())
    }

    /// The lines of what people said by which that run went.
    ///
    /// # Errors
    /// As [`Self::looked_at`].
    pub fn went_by(data: &Path, stands: Option<&Self>) -> anyhow::Result<Vec<DecisionEntry>> {
        Ok(Self::vouched(data, stands)?.map(|manifest| manifest.decision.clone()).unwrap_or_default())
    }

    fn vouched<'run>(data: &Path, stands: Option<&'run Self>) -> anyhow::Result<Option<Cow<'run, Manifest>>> {
        if let Some(stands) = stands {
            return Ok(Some(Cow::Borrowed(&stands.manifest)));
        }
        let folders = runs::listed(data)?.into_iter().rev().map(|run| run.path(data));
        let mut own = folders.filter(|folder| !RunFacts::is_as_of(folder));
        Ok(own.find_map(|folder| proof::manifest_of(&folder).ok()).map(Cow::Owned))
    }

    /// What it said of the snapshots, by id; nothing, if another code read them.
    pub fn snapshots(&self) -> BTreeMap<&str, &SnapshotEntry> {
        let is_ours = self.manifest.code == CODE;
        let entries = self.manifest.snapshot.iter().filter(|_| is_ours);
        entries.map(|entry| (entry.id.as_str(), entry)).collect()
    }

    /// What its guards found of answers, by id; nothing, if the guards of `plan` are others.
    pub fn compared(&self, plan: &Plan) -> BTreeMap<&str, &SnapshotEntry> {
        if self.manifest.guards == plan.guards_text() { self.snapshots() } else { BTreeMap::new() }
    }

    /// Whether an entry is of the same facts, which hold the hash of each body.
    pub fn is_same(entry: &SnapshotEntry, snapshot: &Snapshot) -> bool {
        entry.id == snapshot.id && entry.sha256 == snapshot.facts_sha256()
    }
}

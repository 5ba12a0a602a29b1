//! The run before this one, as far as its tables can be kept.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use schema::{TableSpec, tables::named};

use crate::{
    digest::sha256,
    manifest::{self, Manifest, SnapshotEntry, TableEntry},
    plan::Plan,
    recipe::CODE,
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
    /// The newest run of a data folder. One that can't be read is told, and everything is made anew.
    pub fn of(data: &Path) -> Option<Self> {
        let folder = runs::current(data).ok()?;
        let read = || -> anyhow::Result<Manifest> {
            let text = fs_err::read_to_string(folder.join(manifest::FILE))?;
            Ok(Manifest::parse(&text)?)
        };
        match read().with_context(|| format!("run in `{}`", folder.display())) {
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

    /// Whether every file is there.
    pub fn is_whole(&self) -> bool {
        self.manifest.table.iter().all(|table| self.has(table))
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

//! Whether what a run was made of is still held, so that a run can make such tables again. Where it is not, the run may be
//! the last copy of what sources said.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{
    input::Input,
    manifest::{Manifest, SnapshotEntry},
    proof,
    snapshot::{FACTS, Snapshot},
    snapshots, store,
};

/// How closely snapshots are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Their facts, and whether each body is there and as long as it was: cheap enough for every run.
    Sizes,
    /// Every byte.
    Bytes,
}

/// The snapshots of a data folder, each looked at once, however many runs were made of it.
pub struct Remake {
    snapshots: PathBuf,
    look: Look,
    /// The SHA-256 of the facts of what is sound, and what is wrong with the rest.
    seen: BTreeMap<String, Result<String, String>>,
}

impl Remake {
    /// Nothing was looked at yet.
    pub fn of(data: &Path, look: Look) -> Self {
        Self { snapshots: snapshots::folder(data), look, seen: BTreeMap::new() }
    }

    /// Why the run in `folder` can't be made again: something that it used is gone or damaged, or nobody knows what it used.
    pub fn lacks(&mut self, folder: &Path) -> Option<String> {
        let manifest = match proof::manifest_of(folder) {
            Ok(manifest) => manifest,
            Err(error) => return Some(format!("nobody knows any more what it was made of: {error:#}")),
        };
        self.lost_of(&manifest)
    }

    /// The same of a run whose files are not what they were, its manifest perhaps among them. Of one that nobody vouches for,
    /// what it says twice counts: a flipped bit makes no snapshot a lost one.
    pub fn lacks_surely(&mut self, folder: &Path) -> Option<String> {
        let doubtful = || -> anyhow::Result<Manifest> {
            let mut manifest = store::manifest_of(folder)?;
            let Manifest { snapshot, input, .. } = &mut manifest;
            let facts = |entry: &SnapshotEntry| format!("snapshots/{}/{FACTS}", entry.id);
            let is_said_twice =
                |entry: &SnapshotEntry| input.contains(&Input { name: facts(entry), sha256: entry.sha256.clone() });
            snapshot.retain(is_said_twice);
            Ok(manifest)
        };
        let manifest = proof::manifest_of(folder).or_else(|_| doubtful()).ok()?;
        self.lost_of(&manifest)
    }

    fn lost_of(&mut self, manifest: &Manifest) -> Option<String> {
        let used = manifest.snapshot.iter().filter(|entry| !entry.tables.is_empty());
        let lost: Vec<String> = used.filter_map(|entry| self.lost(entry)).collect();
        let first = lost.first()?;
        let more = if lost.len() > 1 { format!(", and {} more like it", lost.len() - 1) } else { String::new() };
        Some(format!("it can't be made again: {first}{more}"))
    }

    fn lost(&mut self, entry: &SnapshotEntry) -> Option<String> {
        let (snapshots, look, id) = (&self.snapshots, self.look, &entry.id);
        match self.seen.entry(id.clone()).or_insert_with(|| sound(snapshots, id, look)) {
            Ok(sha256) if *sha256 == entry.sha256 => None,
            Ok(_) => Some(format!("snapshot `{id}` was stored anew with other facts since")),
            Err(said) => Some(said.clone()),
        }
    }
}

/// The SHA-256 of the facts of a snapshot that is there, and whole as far as was looked.
fn sound(snapshots: &Path, id: &str, look: Look) -> Result<String, String> {
    if !snapshots.join(id).is_dir() {
        return Err(format!("snapshot `{id}` is not held any more"));
    }
    let looked = || -> anyhow::Result<String> {
        let snapshot = Snapshot::open(snapshots, id)?;
        match look {
            Look::Sizes => snapshot.demand_sizes()?,
            Look::Bytes => snapshot.bodies().map(drop)?,
        }
        Ok(snapshot.facts_sha256().to_owned())
    };
    looked().map_err(|error| format!("{error:#}"))
}

//! Whether decisions and corrections are still those that the newest run went by.
//!
//! People write these files, so nothing seals them. What vouches for them is the key of the run, a hash over them and all else
//! that it read: it is made again of the manifest and of the files as they stand. Lines that came since are no damage.

use std::path::Path;

use crate::{
    correction::{Corrections, FILE},
    decision::{Decisions, Ruling},
    failure::Failure,
    manifest::{Manifest, SnapshotEntry},
    recipe::{self, CODE},
    snapshot::Snapshot,
    snapshots::{self, Found},
};

/// What is wrong with what people decided and corrected; what came since the run of `manifest`, the newest, is told.
///
/// # Errors
/// If a file is broken.
pub fn faults(data: &Path, found: &Found, manifest: Option<&Manifest>) -> anyhow::Result<Vec<Failure>> {
    let (decisions, corrections) = (Decisions::read(data, None)?, Corrections::read(data, None)?);
    // What is wrong with a snapshot itself is told elsewhere.
    let opened = found.ids.iter().filter_map(|id| Snapshot::open(&snapshots::folder(data), id).ok());
    let mut faults: Vec<Failure> = decisions.about_other_facts(&opened.collect::<Vec<_>>()).collect();
    decisions.tell_not_held(data);
    let Some(manifest) = manifest else { return Ok(faults) };
    match standing(manifest, &decisions, &corrections) {
        Standing::Same => {}
        Standing::Added => tracing::info!(
            "something was decided or corrected since the newest run, in `reference`: the next one goes by it"
        ),
        Standing::Changed => faults.push(changed(manifest, &corrections)),
    }
    Ok(faults)
}

/// What became of the lines that a run went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// They are all there is.
    Same,
    /// They are there, and others.
    Added,
    /// They are others, or gone.
    Changed,
}

fn standing(manifest: &Manifest, decisions: &Decisions, corrections: &Corrections) -> Standing {
    let is_key = |decisions: &Decisions, corrections: &Corrections| {
        recipe::of_manifest(manifest, (decisions, corrections)) == manifest.key
    };
    // Another version may have read the same files otherwise: what it went by is not known.
    if manifest.code != CODE || is_key(decisions, corrections) {
        return Standing::Same;
    }
    let named = corrections.named(&manifest.snapshot);
    let is_among = |decisions: &Decisions| is_key(decisions, corrections) || is_key(decisions, &named);
    let is_added = is_among(decisions) || decisions.before().any(|before| is_among(&before));
    if is_added { Standing::Added } else { Standing::Changed }
}

fn changed(manifest: &Manifest, corrections: &Corrections) -> Failure {
    let gone = |entry: &SnapshotEntry| {
        let now = corrections.of(&entry.id);
        let line = entry.corrected.iter().find(|line| !now.contains(line))?;
        Some(format!("`{FILE}`: a line of `{}` by which the newest run went is another now, or gone: {line}", entry.id))
    };
    let said = manifest.snapshot.iter().find_map(gone).unwrap_or_else(|| {
        let [accepted, rejected] = Ruling::ALL.map(Ruling::file);
        format!("`{accepted}`, `{rejected}`: lines by which the newest run went are others now, or gone")
    });
    Failure::data(said).with_hint("put the file back from a copy; where you changed it yourself: run again")
}

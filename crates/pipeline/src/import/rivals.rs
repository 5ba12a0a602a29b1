//! Files of one `import` that would be the same snapshot with different bytes. Which of them is right nobody says, and
//! the order in which they come must not: none is stored.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    Importer,
    batch::{Batch, Candidate},
};
use crate::{digest::sha256, failure::Failure, gzip::unpacked};

/// Each of them names the others: a thousand files with one instant would fill a terminal.
const MOST_NAMES: usize = 3;

type Key = (String, Option<String>, Timestamp);

/// Refuses them. Where a snapshot stands already, it decides.
pub fn refuse(batch: &mut Batch, importer: &Importer<'_>) {
    let candidates = std::mem::take(&mut batch.candidates);
    let mut groups: BTreeMap<Key, Vec<&Candidate>> = BTreeMap::new();
    for candidate in &candidates {
        groups.entry(key(candidate)).or_default().push(candidate);
    }
    let rivals = groups.into_iter().filter(|(_, group)| group.len() > 1 && are_rivals(group, importer));
    let rivals: BTreeMap<Key, String> = rivals.map(|(key, group)| (key, names(&group))).collect();
    for candidate in candidates {
        let Some(names) = rivals.get(&key(&candidate)) else {
            batch.candidates.push(candidate);
            continue;
        };
        let said = format!("expected one answer at `{}`, found different bytes in {names}", candidate.captured_at);
        let hint = "import the right one alone: of the others, the instant is wrong";
        batch.refuse(&candidate.file, candidate.asked, Failure::data(said).with_hint(hint));
    }
}

/// The first of the files, and how many more there are.
fn names(group: &[&Candidate]) -> String {
    let first = group.iter().take(MOST_NAMES).map(|candidate| format!("`{}`", candidate.file.display()));
    let names = first.collect::<Vec<_>>().join(", ");
    match group.len().saturating_sub(MOST_NAMES) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

fn key(candidate: &Candidate) -> Key {
    (candidate.asked.name(), candidate.argument.clone(), candidate.captured_at)
}

/// Whether they differ once unpacked. What can't be read is refused later, for its own reason.
fn are_rivals(group: &[&Candidate], importer: &Importer<'_>) -> bool {
    let mut sums = BTreeSet::new();
    for (facts, bytes) in group.iter().filter_map(|candidate| importer.prepared(candidate).ok()) {
        if importer.snapshots().join(facts.id()).exists() {
            return false;
        }
        sums.extend(unpacked(&bytes).map(|body| sha256(&body)));
    }
    sums.len() > 1
}

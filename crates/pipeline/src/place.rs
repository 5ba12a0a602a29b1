//! Where answers come from: what is cited alike but for the day, of one place and under the same terms, is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::snapshot::Snapshot;

/// Answers that are cited alike but for the day.
#[derive(Debug)]
pub struct Place<'run> {
    /// The newest of them.
    pub newest: &'run Snapshot,
    /// The home of their source.
    pub home: Option<&'static str>,
    /// The number of different citations.
    pub citations: usize,
}

/// Snapshots by home of their source, licence and words of their citation. Digits are the day: who is cited for the sample
/// in two ways stays in both.
pub fn places<'run>(read: impl IntoIterator<Item = &'run Snapshot>) -> Vec<Place<'run>> {
    let mut groups: BTreeMap<_, Vec<&Snapshot>> = BTreeMap::new();
    for snapshot in read {
        let facts = &snapshot.facts;
        let home = ingest::request(&facts.request_name()).map(|(source, _)| source.home);
        let words: String = facts.citation.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        groups.entry((home, facts.licence.as_str(), words)).or_default().push(snapshot);
    }
    let place = |((home, ..), group): ((Option<&'static str>, _, _), Vec<&'run Snapshot>)| {
        let citations: BTreeSet<_> = group.iter().map(|snapshot| &snapshot.facts.citation).collect();
        let newest = group.iter().copied().max_by_key(|snapshot| (snapshot.captured_at(), &snapshot.id))?;
        Some(Place { newest, home, citations: citations.len() })
    };
    groups.into_iter().filter_map(place).collect()
}

//! Where answers come from: those of one place, under the same terms and as one keeper has them, are cited alike but for
//! the day.

use std::collections::{BTreeMap, BTreeSet};

use crate::snapshot::Snapshot;

/// Answers of one place under the same terms, as one keeper has them.
#[derive(Debug)]
pub struct Place<'run> {
    /// The newest of them.
    pub newest: &'run Snapshot,
    /// The number of different citations.
    pub citations: usize,
}

/// Snapshots by home of their source, keeper and licence: whom to cite of each is the same but for the day.
pub fn places<'run>(
    read: impl IntoIterator<Item = &'run Snapshot>,
) -> BTreeMap<(Option<&'static str>, &'run str, &'run str), Place<'run>> {
    let mut groups: BTreeMap<_, Vec<&Snapshot>> = BTreeMap::new();
    for snapshot in read {
        let facts = &snapshot.facts;
        let home = ingest::request(&facts.request_name()).map(|(source, _)| source.home);
        groups.entry((home, facts.recorded_by.as_str(), facts.licence.as_str())).or_default().push(snapshot);
    }
    let place = |group: Vec<&'run Snapshot>| {
        let citations: BTreeSet<_> = group.iter().map(|snapshot| &snapshot.facts.citation).collect();
        let newest = group.into_iter().max_by_key(|snapshot| (snapshot.captured_at(), &snapshot.id))?;
        Some(Place { newest, citations: citations.len() })
    };
    groups.into_iter().filter_map(|(key, group)| Some((key, place(group)?))).collect()
}

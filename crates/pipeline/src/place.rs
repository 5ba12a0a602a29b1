//! Where answers come from: what is cited alike but for the day, of one place and under the same terms, is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{facts::Facts, snapshot::Snapshot};

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

/// The home of the source that an answer is of; none where this program no longer knows the request.
pub fn home(facts: &Facts) -> Option<&'static str> {
    ingest::request(&facts.request_name()).map(|(source, _)| source.home)
}

/// A citation without its days and instants: what is left says who published it and who kept it. A name keeps its digits, so
/// that of two keepers each has a citation of its own.
pub fn undated(citation: &str) -> String {
    let is_instant = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || b"-:.,;()+/TZ".contains(&byte));
    citation.split_whitespace().filter(|word| !is_instant(word)).collect::<Vec<_>>().join(" ")
}

/// Snapshots by home of their source, licence and words of their citation, whatever its day: who is cited for the sample in
/// two ways stays in both.
pub fn places<'run>(read: impl IntoIterator<Item = &'run Snapshot>) -> Vec<Place<'run>> {
    let mut groups: BTreeMap<_, Vec<&Snapshot>> = BTreeMap::new();
    for snapshot in read {
        let facts = &snapshot.facts;
        groups.entry((home(facts), facts.licence.as_str(), undated(&facts.citation))).or_default().push(snapshot);
    }
    let place = |((home, ..), group): ((Option<&'static str>, _, _), Vec<&'run Snapshot>)| {
        let citations: BTreeSet<_> = group.iter().map(|snapshot| &snapshot.facts.citation).collect();
        let newest = group.iter().copied().max_by_key(|snapshot| (snapshot.captured_at(), &snapshot.id))?;
        Some(Place { newest, home, citations: citations.len() })
    };
    groups.into_iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_cited_is_told_without_the_day() {
        let retrieved =
            |day: &str, keeper: &str| undated(&format!("OpenRouter, retrieved {day}, as kept by {keeper}."));
        assert_eq!(retrieved("2026-04-14", "one"), "OpenRouter, retrieved as kept by one.");
        assert_eq!(retrieved("2026-04-14T12:00:00Z", "one"), retrieved("2025-01-02", "one"));
        assert_ne!(retrieved("2026-04-14", "keeper393"), retrieved("2026-04-14", "keeper394"));
        assert_eq!(undated("after somebody (2026-04-21), as of 2026-04-14; facts"), "after somebody as of facts");
    }
}

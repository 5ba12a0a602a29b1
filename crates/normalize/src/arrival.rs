//! When snapshots came to be believed. What guards refused was held and not believed until somebody accepted it.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// From when on snapshots were believed, by id, where that is later than their capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals(BTreeMap<String, Timestamp>);

impl Arrivals {
    /// From when on a snapshot was believed: since it was captured, if nothing else is known.
    #[must_use]
    pub fn of(&self, snapshot_id: &str, captured_at: Timestamp) -> Timestamp {
        self.later(snapshot_id).map_or(captured_at, |arrived| captured_at.max(arrived))
    }

    /// From when on a snapshot was believed, if that is later than its capture.
    #[must_use]
    pub fn later(&self, snapshot_id: &str) -> Option<Timestamp> {
        self.0.get(snapshot_id).copied()
    }

    /// Those of some snapshots.
    #[must_use]
    pub fn among(&self, is_one: impl Fn(&str) -> bool) -> Self {
        Self(self.iter().filter(|(id, _)| is_one(id)).map(|(id, at)| (id.to_owned(), at)).collect())
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.0.iter().map(|(id, at)| (id.as_str(), *at))
    }
}

impl FromIterator<(String, Timestamp)> for Arrivals {
    fn from_iter<Rows: IntoIterator<Item = (String, Timestamp)>>(rows: Rows) -> Self {
        Self(rows.into_iter().collect())
    }
}

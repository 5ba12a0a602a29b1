//! When snapshots came to be believed. What guards refused was held and not believed until somebody accepted it; what somebody
//! corrected was not believed as it is now until then.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// From when on snapshots were believed, by id, where that is later than their capture; and entries of catalogues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    snapshots: BTreeMap<String, Timestamp>,
    /// By snapshot and the id of the model.
    entries: BTreeMap<(String, String), Timestamp>,
}

impl Arrivals {
    /// From when on a snapshot was believed: since it was captured, if nothing else is known.
    #[must_use]
    pub fn of(&self, snapshot_id: &str, captured_at: Timestamp) -> Timestamp {
        self.later(snapshot_id).map_or(captured_at, |arrived| captured_at.max(arrived))
    }

    /// From when on a snapshot was believed, if that is later than its capture.
    #[must_use]
    pub fn later(&self, snapshot_id: &str) -> Option<Timestamp> {
        self.snapshots.get(snapshot_id).copied()
    }

    /// Since when an entry of a catalogue is as somebody corrected it, if anybody did.
    #[must_use]
    pub fn of_entry(&self, snapshot_id: &str, model_id: &str) -> Option<Timestamp> {
        // Most have none, and are asked about each of a million rows.
        if self.entries.is_empty() {
            return None;
        }
        self.entries.get(&(snapshot_id.to_owned(), model_id.to_owned())).copied()
    }

    /// The same, with entries (snapshot, id of the model) that were corrected. Of two instants the later counts.
    #[must_use]
    pub fn with_entries(mut self, entries: impl IntoIterator<Item = ((String, String), Timestamp)>) -> Self {
        for (entry, at) in entries {
            let stands = self.entries.entry(entry).or_insert(at);
            *stands = at.max(*stands);
        }
        self
    }

    /// Those of some snapshots.
    #[must_use]
    pub fn among(&self, is_one: impl Fn(&str) -> bool) -> Self {
        self.iter().filter(|(id, _)| is_one(id)).map(|(id, at)| (id.to_owned(), at)).collect()
    }

    /// All snapshots, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.snapshots.iter().map(|(id, at)| (id.as_str(), *at))
    }
}

impl FromIterator<(String, Timestamp)> for Arrivals {
    fn from_iter<Rows: IntoIterator<Item = (String, Timestamp)>>(rows: Rows) -> Self {
        Self { snapshots: rows.into_iter().collect(), entries: BTreeMap::new() }
    }
}

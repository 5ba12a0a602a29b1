//! The weeks of which somebody corrected a cell: what changes there by that is no restatement of upstream's.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

/// Weeks with corrected cells, and since when these are corrected.
#[derive(Clone, Debug, Default)]
pub struct CorrectedWeeks(BTreeSet<(Date, Timestamp)>);

impl CorrectedWeeks {
    /// Whether a cell of the week is corrected.
    pub(super) fn has(&self, week: Date) -> bool {
        self.0.range((week, Timestamp::MIN)..=(week, Timestamp::MAX)).next().is_some()
    }

    /// Whether one is since that very instant.
    pub(super) fn has_since(&self, week: Date, at: Timestamp) -> bool {
        self.0.contains(&(week, at))
    }
}

impl FromIterator<(Date, Timestamp)> for CorrectedWeeks {
    fn from_iter<Rows: IntoIterator<Item = (Date, Timestamp)>>(rows: Rows) -> Self {
        Self(rows.into_iter().collect())
    }
}

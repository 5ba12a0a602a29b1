//! How long a series of weeks is, and what made it.

use std::collections::BTreeSet;

use schema::{
    Frame, Origin, Table,
    columns::{IS_LOWER_BOUND, VALUE_ORIGIN, WEEK_START_DATE},
};

/// How long a series is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Length {
    pub(super) weeks: usize,
    /// No chart has it: days were added up, whose lists are of the largest alone.
    pub(super) is_of_days: bool,
    pub(super) origin: Option<Origin>,
}

impl Length {
    /// Of a table of weeks.
    pub(super) fn of<T: Table>(frame: &Frame<T>) -> Self {
        let weeks: BTreeSet<_> = frame.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
        let is_of_days = frame.cells(&IS_LOWER_BOUND).truths().contains(&Some(true));
        let origins = frame.cells(&VALUE_ORIGIN).texts().into_iter().filter_map(|word| word?.parse().ok());
        Self { weeks: weeks.len(), is_of_days, origin: origins.max() }
    }
}

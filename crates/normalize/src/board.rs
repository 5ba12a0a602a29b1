//! What the boards of usage have in common: which weeks count, and the column by which usage finds its price.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{
    Frame, Table,
    columns::{IS_COMPLETE, WEEK_START_DATE},
    day,
};

/// The variant that a row is priced as: where upstream merges variants, the standard one.
pub(crate) const PRICED_AS: &str = "priced_as";

/// The newest complete weeks, up to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekWindow {
    /// How many.
    pub weeks: usize,
    /// The last day that may lie in it; none for the newest week there is.
    pub until: Option<Date>,
}

impl WeekWindow {
    /// First and last day of those weeks of `series` that are complete in at least one of its rows.
    pub(crate) fn of<T: Table>(self, series: &Frame<T>) -> Option<(Date, Date)> {
        let weeks = series.cells(&WEEK_START_DATE).dates().into_iter().zip(series.cells(&IS_COMPLETE).truths());
        let complete = weeks.filter_map(|(week, is_complete)| week.filter(|_| is_complete == Some(true)));
        let complete: BTreeSet<Date> = complete.filter(|week| self.has(*week)).collect();
        let first = complete.iter().nth(complete.len().saturating_sub(self.weeks))?;
        Some((*first, day::shifted(*complete.last()?, 6)))
    }

    fn has(self, week: Date) -> bool {
        self.until.is_none_or(|until| day::shifted(week, 6) <= until)
    }
}

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

/// Weeks.
const YEAR: i64 = 52;

/// The newest complete weeks, up to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekWindow {
    /// How many.
    pub weeks: usize,
    /// The last day that may lie in it; none for the newest week there is.
    pub until: Option<Date>,
}

impl WeekWindow {
    /// First and last day of those weeks of `series` that are complete in at least one of its rows. The series is by week.
    pub(crate) fn of<T: Table>(self, series: &Frame<T>) -> Option<(Date, Date)> {
        // Series are long, and whoever looks back asks for many days: the last year has them nearly always.
        let near = self.until.map(|until| series.between(day::shifted(until, -7 * (self.span() + YEAR)), until));
        let of_near = near.and_then(|near| self.complete(&near)).filter(|weeks| weeks.len() >= self.weeks);
        let complete = of_near.or_else(|| self.complete(series))?;
        let first = complete.iter().nth(complete.len().saturating_sub(self.weeks))?;
        Some((*first, day::shifted(*complete.last()?, 6)))
    }

    fn span(self) -> i64 {
        i64::try_from(self.weeks).unwrap_or(YEAR)
    }

    fn complete<T: Table>(self, series: &Frame<T>) -> Option<BTreeSet<Date>> {
        let weeks = series.cells(&WEEK_START_DATE).dates().into_iter().zip(series.cells(&IS_COMPLETE).truths());
        let complete = weeks.filter_map(|(week, is_complete)| week.filter(|_| is_complete == Some(true)));
        let complete: BTreeSet<Date> = complete.filter(|week| self.has(*week)).collect();
        Some(complete).filter(|complete| !complete.is_empty())
    }

    fn has(self, week: Date) -> bool {
        self.until.is_none_or(|until| day::shifted(week, 6) <= until)
    }
}

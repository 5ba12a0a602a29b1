//! What the boards of usage have in common: which weeks count, and the column by which usage finds its price.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::Date;
use schema::{
    Frame, Table,
    columns::{IS_COMPLETE, WEEK_START_DATE},
    day,
    series::Cells,
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
        let complete = Complete::read(series);
        let is_over = |week: &&Date| self.until.is_none_or(|until| day::shifted(**week, 6) <= until);
        let newest: Vec<Date> = complete.0.iter().rev().filter(is_over).take(self.weeks).copied().collect();
        Some((*newest.last()?, day::shifted(*newest.first()?, 6)))
    }
}

/// The weeks of a series that are complete.
struct Complete(BTreeSet<Date>);

impl Complete {
    /// Read once for all that ask: series are long, and whoever looks back asks for many days.
    fn read<T: Table>(series: &Frame<T>) -> Arc<Self> {
        series.read_as(|data| {
            let weeks = Cells::of(data, &WEEK_START_DATE).dates().into_iter();
            let weeks = weeks.zip(Cells::of(data, &IS_COMPLETE).truths());
            Self(weeks.filter_map(|(week, is_complete)| week.filter(|_| is_complete == Some(true))).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::app_weeks;

    /// However far back the day lies, and however long the pause before it.
    #[test]
    fn a_window_has_the_newest_complete_weeks_by_its_day() {
        let weeks = app_weeks(&[
            "a 2023-01-02 m/x 1 true",
            "a 2026-03-30 m/x 1 true",
            "a 2026-04-06 m/x 1 false",
            "b 2026-04-06 m/x 1 true",
            "a 2026-04-13 m/x 1 true",
            "a 2026-04-20 m/x 1 false",
        ]);
        let of = |count: usize, until: Option<&str>| {
            let until = until.map(|day| day.parse().expect("a day"));
            let found = WeekWindow { weeks: count, until }.of(&weeks);
            found.map_or_else(String::new, |(start, end)| format!("{start} to {end}"))
        };
        assert_eq!(of(2, None), "2026-04-06 to 2026-04-19");
        assert_eq!(of(2, Some("2026-04-19")), "2026-04-06 to 2026-04-19");
        assert_eq!(of(2, Some("2026-04-18")), "2026-03-30 to 2026-04-12");
        // Of fewer than are asked for it has those that there are.
        assert_eq!(of(3, Some("2026-04-12")), "2023-01-02 to 2026-04-12");
        assert_eq!(of(9, Some("2025-12-31")), "2023-01-02 to 2023-01-08");
        assert_eq!(of(1, Some("2023-01-07")), "");
    }
}

//! Rows of some days, cut out of a frame that is sorted by day: no row is looked at.

use jiff::civil::Date;
use polars::prelude::Logical;

use super::Frame;
use crate::{Table, day};

impl<T: Table> Frame<T> {
    /// The rows whose day lies from `first` to `last`, both included. The day is the first column of the table's key; where
    /// that is none there are no rows.
    #[must_use]
    pub fn between(&self, first: Date, last: Date) -> Self {
        let days = T::SPEC.key.first().and_then(|column| self.data.column(column.name).ok()?.date().ok());
        let days = days.map(Logical::physical);
        let begins = |day: i32| {
            let (mut low, mut high) = (0, self.data.height());
            while low < high {
                let middle = usize::midpoint(low, high);
                match days.and_then(|days| days.get(middle)) {
                    Some(there) if there < day => low = middle + 1,
                    _ => high = middle,
                }
            }
            low
        };
        let (start, end) = (begins(day::to_days(first)), begins(day::to_days(last).saturating_add(1)));
        let length = if days.is_some() { end.saturating_sub(start) } else { 0 };
        Self::of(self.data.slice(i64::try_from(start).unwrap_or(i64::MAX), length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        columns::{
            CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, JSON_PATH, SNAPSHOT_ID, SOURCE,
            TOKENS, VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
        },
        tables::{VendorChart, VendorWeek},
    };

    #[test]
    fn both_ends_are_in_it_and_weeks_that_are_missing_matter_not() {
        let alike = [
            (&IS_COMPLETE, "true"),
            (&IS_LEFT_CUT, "false"),
            (&IS_LOWER_BOUND, "false"),
            (&WEEK_ANCHOR, "monday"),
            (&IS_ATTRIBUTED, "true"),
            (&TOKENS, "1"),
            (&VALUE_ORIGIN, "observed"),
            (&CAPTURED_AT, "2026-06-01T00:00:00Z"),
            (&SNAPSHOT_ID, "s"),
        ];
        let rows = "week_start_date | vendor\n2026-04-06 | a\n2026-04-06 | b\n2026-04-13 | a\n2026-05-04 | a\n";
        let weeks = Frame::<VendorWeek>::from_text(rows, &alike).expect("weeks");
        let between = |first: &str, last: &str| {
            let found = weeks.between(first.parse().expect("a day"), last.parse().expect("a day"));
            let text = found.to_text(&[&WEEK_START_DATE, &VENDOR]);
            text.lines().skip(1).map(|row| format!("{}{}", &row[8..10], &row[13..])).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(between("2026-04-06", "2026-04-13"), "06a 06b 13a");
        assert_eq!(between("2026-04-07", "2026-05-04"), "13a 04a");
        assert_eq!(between("2026-04-14", "2026-05-03"), "");
        assert_eq!(between("2026-05-05", "2026-04-01"), "", "the wrong way round");
        assert_eq!(between("0001-01-01", "9999-12-30"), "06a 06b 13a 04a");
    }

    #[test]
    fn a_table_that_is_not_by_day_has_no_rows_of_days() {
        let models = Frame::<VendorChart>::from_text(
            "snapshot_id | week_start_date | vendor_label\ns | 2026-04-06 | a",
            &[
                (&TOKENS, "1"),
                (&CAPTURED_AT, "2026-06-01T00:00:00Z"),
                (&SOURCE, "x"),
                (&VALUE_ORIGIN, "observed"),
                (&JSON_PATH, "$"),
            ],
        );
        assert_eq!(models.expect("a chart").between(Date::MIN, Date::MAX).height(), 0);
    }
}

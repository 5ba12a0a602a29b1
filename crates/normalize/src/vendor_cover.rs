//! The most that a vendor can have had on some days: all of the weeks of the vendor series that cover them.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame,
    columns::{CAPTURED_AT, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, TOKENS, VENDOR, WEEK_START_DATE},
    day,
    tables::VendorWeek,
};

use crate::{OTHERS, usage_window::Days};

/// The weeks of the vendor series.
#[derive(Debug, Default)]
pub(crate) struct VendorCover<'frame> {
    weeks: BTreeMap<Date, Week<'frame>>,
}

/// What the series says of one week.
#[derive(Debug)]
struct Week<'frame> {
    tokens: BTreeMap<&'frame str, i64>,
    is_complete: bool,
    is_left_cut: bool,
    /// It is made of daily lists, below which anybody may have more.
    is_of_lists: bool,
    captured_at: Option<Timestamp>,
}

impl<'frame> VendorCover<'frame> {
    pub(crate) fn read(vendors: &'frame Frame<VendorWeek>) -> Self {
        let truth = |column| vendors.cells(column).truths();
        let (complete, cut, least) = (truth(&IS_COMPLETE), truth(&IS_LEFT_CUT), truth(&IS_LOWER_BOUND));
        let (names, tokens) = (vendors.cells(&VENDOR).texts(), vendors.cells(&TOKENS).integers());
        let instants = vendors.cells(&CAPTURED_AT).instants();
        let mut weeks: BTreeMap<Date, Week<'_>> = BTreeMap::new();
        let starts = vendors.cells(&WEEK_START_DATE).dates();
        let rows = starts.into_iter().zip(names).zip(tokens).zip(complete).zip(cut).zip(least).zip(instants);
        for ((((((start, name), tokens), complete), cut), least), captured_at) in rows {
            let (Some(start), Some(name), Some(tokens)) = (start, name, tokens) else { continue };
            let week = weeks.entry(start).or_insert_with(|| Week {
                tokens: BTreeMap::new(),
                is_complete: complete == Some(true),
                is_left_cut: cut == Some(true),
                is_of_lists: false,
                captured_at,
            });
            week.is_of_lists |= least == Some(true);
            week.tokens.insert(name, tokens);
        }
        Self { weeks }
    }

    /// What a vendor had in all of the weeks that overlap some days: never less than it had on these. None where weeks leave
    /// one of the days out, or lack a part of it.
    pub(crate) fn most(&self, vendor: &str, days: Days) -> Option<i64> {
        let mut next = days.0;
        let mut most = 0_i64;
        while next <= days.1 {
            let (start, week) = self.weeks.range(..=next).next_back()?;
            let last = day::shifted(*start, 6);
            if last < next || !week.has(last.min(days.1)) {
                return None;
            }
            most = most.checked_add(week.most(vendor))?;
            next = day::shifted(last, 1);
        }
        Some(most)
    }
}

impl Week<'_> {
    /// Whether what it says takes in all that was used up to the end of a day: a week that still runs was captured behind it.
    fn has(&self, until: Date) -> bool {
        let over = day::start(day::shifted(until, 1));
        let is_seen = self.captured_at.zip(over).is_some_and(|(captured_at, over)| captured_at >= over);
        self.is_complete || (is_seen && !self.is_left_cut)
    }

    /// The tokens that it names a vendor with; of one that it does not name what that can have inside the remainder, below
    /// the smallest that is named or, where it is made of daily lists, all of it.
    fn most(&self, vendor: &str) -> i64 {
        let others = self.tokens.get(OTHERS).copied().unwrap_or(0);
        let named = self.tokens.iter().filter(|(label, _)| **label != OTHERS).map(|(_, tokens)| *tokens);
        let hidden = if self.is_of_lists { others } else { named.min().unwrap_or(i64::MAX).min(others) };
        self.tokens.get(vendor).copied().unwrap_or(hidden)
    }
}

#[cfg(test)]
mod tests {
    use schema::columns::{IS_ATTRIBUTED, SNAPSHOT_ID, WEEK_ANCHOR};

    use super::*;
    use crate::tests::frame;

    /// `WEEK VENDOR TOKENS IS_COMPLETE IS_LEFT_CUT IS_LOWER_BOUND CAPTURED_AT` per line, of a Sunday series.
    fn weeks(lines: &[&str]) -> Frame<VendorWeek> {
        let columns = [
            &WEEK_START_DATE,
            &VENDOR,
            &TOKENS,
            &IS_COMPLETE,
            &IS_LEFT_CUT,
            &IS_LOWER_BOUND,
            &CAPTURED_AT,
            &IS_ATTRIBUTED,
            &WEEK_ANCHOR,
            &SNAPSHOT_ID,
        ];
        frame(&columns, &lines.iter().map(|line| format!("{line} true sunday s")).collect::<Vec<_>>().join("\n"))
    }

    /// The most that the vendor `a` can have had from one day of April to another.
    fn most(lines: &[&str], first: i8, last: i8) -> Option<i64> {
        let day = |day| Date::constant(2026, 4, day);
        VendorCover::read(&weeks(lines)).most("a", (day(first), day(last)))
    }

    const WHOLE: [&str; 2] = [
        "2026-04-05 a 70 true false false 2026-04-20T00:00:00Z",
        "2026-04-12 a 140 true false false 2026-04-20T00:00:00Z",
    ];

    #[test]
    fn the_same_days_are_covered_by_their_week_and_shifted_ones_by_two() {
        assert_eq!(most(&WHOLE, 5, 11), Some(70));
        assert_eq!(most(&WHOLE, 6, 12), Some(210), "all of the second week may have been on its first day");
        assert_eq!(most(&WHOLE, 8, 9), Some(70));
        assert_eq!(most(&WHOLE, 13, 19), None, "the last day is in no week");
        assert_eq!(most(&WHOLE, 4, 8), None, "nor is the first");
    }

    /// Between the two weeks lies one that the series does not have.
    #[test]
    fn a_missing_or_a_cut_week_covers_nothing() {
        let gap = [WHOLE[0], "2026-04-19 a 1 true false false 2026-05-01T00:00:00Z"];
        assert_eq!(most(&gap, 5, 20), None);
        let cut = ["2026-04-05 a 70 false true false 2026-04-20T00:00:00Z", WHOLE[1]];
        assert_eq!(most(&cut, 6, 12), None);
    }

    /// Captured at noon of the 14th, the bucket has all of the 13th and not all of the 14th.
    #[test]
    fn a_running_week_covers_the_days_that_were_over_when_it_was_captured() {
        let running = [WHOLE[0], "2026-04-12 a 30 false false false 2026-04-14T12:00:00Z"];
        assert_eq!(most(&running, 6, 13), Some(100));
        assert_eq!(most(&running, 6, 14), None);
        let at_midnight = [WHOLE[0], "2026-04-12 a 30 false false false 2026-04-15T00:00:00Z"];
        assert_eq!(most(&at_midnight, 6, 14), Some(100));
    }

    /// Below the smallest of a chart and inside its remainder; below a list, anything of it.
    #[test]
    fn a_week_that_does_not_name_it_hides_some_of_it() {
        let second = |rows: [&str; 2], lists: &str| {
            let row = |row: &&str| format!("2026-04-12 {row} true false {lists} 2026-04-20T00:00:00Z");
            let rows: Vec<String> = rows.iter().map(row).collect();
            most(&[WHOLE[0], &rows[0], &rows[1]], 6, 12)
        };
        assert_eq!(second(["b 20", "others 50"], "false"), Some(90));
        assert_eq!(second(["b 20", "others 5"], "false"), Some(75));
        assert_eq!(second(["b 20", "c 30"], "false"), Some(70), "nothing is hidden");
        assert_eq!(second(["b 20", "others 50"], "true"), Some(120));
    }
}

//! The prices that claims of one week may use: those that a board of the week weighs, and no others.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::prelude::{DataType, col, lit};
use schema::{
    Board, Frame, WindowKind,
    columns::{BOARD, USAGE_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE},
    day,
    tables::VendorPrice,
};

use super::{boards::boards_of, only};

/// Prices over the windows of boards. A board of other days weighs no price of a week, whether it is older or newer: what is
/// asked for there is not known, and `because` says of when the board is.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) prices: Frame<VendorPrice>,
    /// The windows of boards that are held, and are of other days.
    pub(super) elsewhere: BTreeMap<Board, (Date, Date)>,
}

/// The prices of a run, by what they are over.
#[derive(Debug)]
pub(super) struct ByKind {
    weeks: Frame<VendorPrice>,
    /// The windows of boards.
    windows: BTreeMap<Board, (Date, Date)>,
}

impl ByKind {
    /// Told apart once: claims are tested on many weeks.
    pub(super) fn of(run: &Frame<VendorPrice>) -> anyhow::Result<Self> {
        Ok(Self { weeks: of_kind(run, WindowKind::Week)?, windows: windows(&of_kind(run, WindowKind::Board)?) })
    }
}

impl Weighed {
    /// Of the week that begins on `week`, by the boards that there were when it was over (`shown`); beside these those of the
    /// run are looked at to say of when they are. `last` is the last week of all, see `Shown::of_week`.
    pub(super) fn of(shown: &Frame<VendorPrice>, run: &ByKind, (week, last): (Date, Date)) -> anyhow::Result<Self> {
        let shown = of_kind(shown, WindowKind::Board)?;
        let of_week = boards_of(&shown, week, last);
        let mut elsewhere = run.windows.clone();
        elsewhere.extend(windows(&shown));
        elsewhere.retain(|board, _| !of_week.contains(board));
        Ok(Self { prices: only(&shown, &of_week)?, elsewhere })
    }

    /// With the prices of a run of the single weeks from `first` to `last`, but for those that usage weighs which began behind
    /// them: nobody knew it by then.
    pub(super) fn with_weeks(&self, run: &ByKind, (first, last): (Date, Date)) -> anyhow::Result<Frame<VendorPrice>> {
        let date = |date: Date| lit(day::to_days(date)).cast(DataType::Date);
        let start = || col(WINDOW_START_DATE.name);
        let within = start().gt_eq(date(first)).and(start().lt_eq(date(last)));
        let usage = || col(USAGE_START_DATE.name);
        let is_known = usage().is_null().or(usage().lt_eq(date(day::shifted(last, 6))));
        let weeks = run.weeks.only(within.and(is_known))?;
        Ok(Frame::stacked([weeks, self.prices.clone()])?)
    }
}

fn of_kind(prices: &Frame<VendorPrice>, kind: WindowKind) -> anyhow::Result<Frame<VendorPrice>> {
    Ok(prices.only(col(WINDOW_KIND.name).eq(lit(kind.word())))?)
}

/// The window of each board.
fn windows(prices: &Frame<VendorPrice>) -> BTreeMap<Board, (Date, Date)> {
    let starts = prices.cells(&WINDOW_START_DATE).dates().into_iter();
    let days = starts.zip(prices.cells(&WINDOW_END_DATE).dates());
    let rows = prices.cells(&BOARD).texts().into_iter().zip(days);
    rows.filter_map(|(board, (start, end))| Some((board?.parse().ok()?, (start?, end?)))).collect()
}

#[cfg(test)]
mod tests {
    use schema::columns::*;

    use super::*;

    const WEEK: Date = Date::constant(2026, 4, 13);

    /// `VENDOR | BOARD | START | END` per line.
    fn prices(rows: &str) -> Frame<VendorPrice> {
        let alike = [
            (&RULE, "published"),
            (&PRICE_BASIS, "list_3to1"),
            (&WINDOW_KIND, "board"),
            (&BLENDED_PRICE, "2"),
            (&TOKENS, "1"),
            (&PRICED_TOKENS, "1"),
            (&MODEL_COUNT, "1"),
            (&MIX_ORIGIN, "assumed"),
            (&WEIGHTS_AGE_DAYS, "0"),
            (&KEPT_SHARE, "1"),
            (&IS_ATTRIBUTED, "true"),
            (&VALUE_ORIGIN, "observed"),
        ];
        Frame::from_text(&format!("vendor | board | window_start_date | window_end_date\n{rows}"), &alike)
            .expect("rows of the table")
    }

    fn check(shown: &str, run: &str, last: Date, expected: &str) {
        let found =
            Weighed::of(&prices(shown), &ByKind::of(&prices(run)).expect("kinds"), (WEEK, last)).expect("prices");
        let vendors: Vec<&str> = found.prices.cells(&VENDOR).texts().into_iter().flatten().collect();
        let elsewhere = found.elsewhere.iter().map(|(board, (start, end))| format!("; {board}: {start} to {end}"));
        assert_eq!(format!("{}{}", vendors.join(" "), elsewhere.collect::<String>()), expected);
    }

    #[test]
    fn a_board_of_other_days_weighs_nothing() {
        let older = "a | apps | 2026-03-16 | 2026-04-12\n";
        let own = "b | site | 2026-03-20 | 2026-04-18\n";
        let newer = "c | apps | 2026-07-06 | 2026-08-02\n";
        check(&[older, own].concat(), newer, WEEK, "b; apps: 2026-03-16 to 2026-04-12");
        // What the run has alone is newer: it does not stand in for what there was not by then.
        check(own, newer, WEEK, "b; apps: 2026-07-06 to 2026-08-02");
        check(own, own, WEEK, "b");
    }

    /// The usage nearest to a week may be of later days: what it weighs is no price that anybody knew.
    #[test]
    fn usage_that_began_later_weighs_no_single_week() {
        let alike = [
            (&RULE, "default"),
            (&PRICE_BASIS, "list_asof"),
            (&WINDOW_KIND, "week"),
            (&WINDOW_START_DATE, "2026-04-13"),
            (&WINDOW_END_DATE, "2026-04-19"),
            (&BOARD, "site"),
            (&BLENDED_PRICE, "2"),
            (&TOKENS, "1"),
            (&PRICED_TOKENS, "1"),
            (&MODEL_COUNT, "1"),
            (&MIX_ORIGIN, "measured"),
            (&WEIGHTS_AGE_DAYS, "0"),
            (&KEPT_SHARE, "1"),
            (&IS_ATTRIBUTED, "true"),
            (&VALUE_ORIGIN, "observed"),
        ];
        let rows = "vendor | usage_start_date | usage_end_date\n\
                    a | 2026-04-19 | 2026-05-18\nb | 2026-04-20 | 2026-05-19\n";
        let run = Frame::from_text(rows, &alike).expect("rows of the table");
        let none = Frame::empty().expect("a table");
        let run = ByKind::of(&run).expect("kinds");
        let weighed = Weighed::of(&none, &run, (WEEK, WEEK)).expect("prices");
        let found = weighed.with_weeks(&run, (WEEK, WEEK)).expect("prices");
        assert_eq!(found.cells(&VENDOR).texts(), [Some("a")]);
    }

    /// Pages are read while a week runs: those of the week behind the last are of the last, and of no other.
    #[test]
    fn a_board_of_the_week_behind_is_of_the_last_week_alone() {
        let behind = "a | apps | 2026-03-30 | 2026-04-26\n";
        check(behind, behind, WEEK, "a");
        check(behind, behind, day::shifted(WEEK, 7), "; apps: 2026-03-30 to 2026-04-26");
    }
}

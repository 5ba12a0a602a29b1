//! The usage of the board `apps`: the newest complete weeks of the app charts, summed over weeks and apps.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::prelude::{DataType, LazyFrame, col, lit};
use schema::{
    Board, Frame, Note, Table, Variant, WindowKind,
    columns::{
        APP_COUNT, APP_ID, BILLED_USD, BOARD, CACHED_TOKENS, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE,
        IS_LEFT_CUT, MODEL, PROMPT_TOKENS, REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN,
        VARIANT, VENDOR, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    tables::{AppModelWeek, PricedUsage},
    weakest_origin,
};

use crate::{
    board::{PRICED_AS, WeekWindow},
    site_board::nothing,
};

/// The app charts over `window`, summed over weeks and apps. A week that an app's page was captured in the middle of is
/// left out for that app: part of a week is no week, and another app may have seen the whole of it. One whose first days its
/// page no longer showed is counted, and [`cut_app_weeks`] tells.
pub(crate) fn app_usage(apps: &Frame<AppModelWeek>, (start, end): (Date, Date)) -> LazyFrame {
    let date = |date: Date| lit(day::to_days(date)).cast(DataType::Date);
    let week = || col(WEEK_START_DATE.name);
    let used = col(APP_ID.name).filter(col(TOKENS.name).gt(lit(0))).n_unique().cast(DataType::Int64);
    apps.lazy()
        .filter(week().gt_eq(date(start)).and(week().lt_eq(date(end))).and(col(IS_COMPLETE.name)))
        .group_by_stable([col(MODEL.name), col(VENDOR.name), col(IS_ATTRIBUTED.name)])
        .agg([col(TOKENS.name).sum(), used.alias(APP_COUNT.name), weakest_origin()])
        .select([
            lit(Board::Apps.word()).alias(BOARD.name),
            lit(WindowKind::Board.word()).alias(WINDOW_KIND.name),
            col(MODEL.name),
            nothing(&VARIANT),
            lit(Variant::STANDARD).alias(PRICED_AS),
            date(start).alias(WINDOW_START_DATE.name),
            date(end).alias(WINDOW_END_DATE.name),
            date(start).alias(USAGE_START_DATE.name),
            date(end).alias(USAGE_END_DATE.name),
            col(VENDOR.name),
            col(IS_ATTRIBUTED.name),
            col(TOKENS.name),
            nothing(&PROMPT_TOKENS),
            nothing(&COMPLETION_TOKENS),
            nothing(&CACHED_TOKENS),
            col(APP_COUNT.name),
            nothing(&REQUEST_COUNT),
            nothing(&BILLED_USD),
            col(VALUE_ORIGIN.name),
        ])
}

/// A note on the weeks of apps that the board leaves out although they lie in its window.
pub fn running_app_weeks(apps: &Frame<AppModelWeek>, app_window: WeekWindow) -> Option<Note> {
    let complete = apps.cells(&IS_COMPLETE).truths();
    let what = "week of an app left out, its page was captured before the week was over";
    note(apps, app_window, what, |row| complete.get(row) == Some(&Some(false)))
}

/// A note on the weeks of apps that the board counts although it knows a part of them alone.
pub fn cut_app_weeks(apps: &Frame<AppModelWeek>, app_window: WeekWindow) -> Option<Note> {
    let cut = apps.cells(&IS_LEFT_CUT).truths();
    let what = "week of an app counted without its first days, which its page no longer showed";
    note(apps, app_window, what, |row| cut.get(row) == Some(&Some(true)))
}

/// A note on the weeks of apps in the board's window that some row is true of.
fn note(
    apps: &Frame<AppModelWeek>,
    app_window: WeekWindow,
    what: &str,
    is_told: impl Fn(usize) -> bool,
) -> Option<Note> {
    let (start, end) = app_window.of(apps)?;
    let (weeks, ids) = (apps.cells(&WEEK_START_DATE).dates(), apps.cells(&APP_ID).texts());
    let is_in = |week: &Date| start <= *week && *week <= end;
    let rows = weeks.into_iter().zip(ids).enumerate().filter(|(row, _)| is_told(*row));
    let told: BTreeSet<(Date, &str)> = rows.filter_map(|(_, (week, id))| Some((week.filter(is_in)?, id?))).collect();
    let (week, app) = told.first()?;
    let what = format!("{what}; first `{app}`, {week}");
    Some(Note { block: PricedUsage::SPEC.name, what, count: told.len() })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::app_weeks;

    #[test]
    fn weeks_that_are_left_out_are_told() {
        let weeks = app_weeks(&[
            "early 2026-03-30 a/b 100 true",
            "early 2026-04-06 a/b 10 false",
            "early 2026-04-06 a/c 10 false",
            "early 2026-04-13 a/b 10 false",
            "late 2026-04-06 a/b 2 true",
            "late 2026-04-13 a/b 2 true",
            "late 2026-04-20 a/b 4 false",
        ]);
        let note = |weeks: &Frame<AppModelWeek>, count| {
            running_app_weeks(weeks, WeekWindow { weeks: count, until: None }).map(|note| note.to_string())
        };
        expect!["priced_usage: week of an app left out, its page was captured before the week was over; first `early`, 2026-04-06 (2 times)"].assert_eq(&note(&weeks, 4).expect("a note"));
        expect!["priced_usage: week of an app left out, its page was captured before the week was over; first `early`, 2026-04-13"]
        .assert_eq(&note(&weeks, 1).expect("a note"));
        let whole = app_weeks(&["late 2026-04-06 a/b 2 true", "late 2026-04-13 a/b 4 false"]);
        assert_eq!(note(&whole, 4), None, "what is outside the window is nobody's loss");
    }

    #[test]
    fn weeks_that_lack_days_and_count_are_told() {
        let weeks = app_weeks(&[
            "one 2026-03-16 a/b 1 true cut",
            "one 2026-03-16 a/c 1 true cut",
            "one 2026-03-23 a/b 9 true",
            "two 2026-03-16 a/b 7 true",
            "two 2026-03-23 a/b 7 true",
        ]);
        let note = |count| cut_app_weeks(&weeks, WeekWindow { weeks: count, until: None }).map(|note| note.to_string());
        expect!["priced_usage: week of an app counted without its first days, which its page no longer showed; first `one`, 2026-03-16"]
            .assert_eq(&note(2).expect("a note"));
        assert_eq!(note(1), None, "the board does not count it");
    }
}

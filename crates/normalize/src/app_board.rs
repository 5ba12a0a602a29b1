//! The usage of the board `apps`: the newest complete weeks of the app charts, summed over weeks and apps.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::prelude::{DataType, LazyFrame, col, lit};
use schema::{
    Board, Frame, Note, Table, Variant, WindowKind,
    columns::{
        APP_COUNT, APP_ID, BILLED_USD, BOARD, CACHED_TOKENS, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE, MODEL,
        PROMPT_TOKENS, REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VARIANT, VENDOR,
        WEEK_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
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
/// left out for that app: part of a week is no week, and another app may have seen the whole of it.
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
    let (start, end) = app_window.of(apps)?;
    let (weeks, ids) = (apps.cells(&WEEK_START_DATE).dates(), apps.cells(&APP_ID).texts());
    let rows = weeks.into_iter().zip(ids).zip(apps.cells(&IS_COMPLETE).truths());
    let is_left_out = |week: &Date, is_complete| start <= *week && *week <= end && is_complete == Some(false);
    let left_out: BTreeSet<(Date, &str)> =
        rows.filter_map(|((week, id), is)| Some((week.filter(|week| is_left_out(week, is))?, id?))).collect();
    let (week, app) = left_out.first()?;
    let what =
        format!("week of an app left out, its page was captured before the week was over; first `{app}`, {week}");
    Some(Note { block: PricedUsage::SPEC.name, what, count: left_out.len() })
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
}

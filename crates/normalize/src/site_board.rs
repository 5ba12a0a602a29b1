//! The usage of the board `site`: the month view; or, where there is none, the newest complete weeks of the model series.

use jiff::{Timestamp, civil::Date};
use polars::prelude::{DataType, Expr, LazyFrame, NULL, col, lit, when};
use schema::{
    Board, Column, Frame, Table, View, WindowKind,
    columns::{
        APP_COUNT, BILLED_USD, BOARD, CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, IS_ATTRIBUTED, MODEL,
        PROMPT_TOKENS, REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VARIANT, VENDOR, VIEW,
        WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    tables::{ModelWeek, ModelWindow},
    weakest_origin,
};

use crate::board::{PRICED_AS, WeekWindow};

/// Usage, and of when its prices are.
pub(crate) struct Usage {
    pub(crate) rows: LazyFrame,
    pub(crate) priced_at: Option<Timestamp>,
    /// First and last day, where the board is made of weeks.
    pub(crate) weeks: Option<(Date, Date)>,
}

/// The month view if there is one, else the weeks of `window`.
pub(crate) fn site_usage(views: &Frame<ModelWindow>, weeks: &Frame<ModelWeek>, window: WeekWindow) -> Usage {
    let has_month = views.cells(&VIEW).texts().contains(&Some(View::Month.word()));
    if let Some(days) = window.of(weeks).filter(|_| !has_month) {
        let weeks = weeks.between(days.0, days.1);
        let captured_at = newest(&weeks);
        let priced_at = priced_at(captured_at, Some(days.1));
        return Usage { rows: of_weeks(&weeks, days), priced_at, weeks: Some(days) };
    }
    let days = views.cells(&WINDOW_END_DATE).dates().into_iter().zip(views.cells(&VIEW).texts());
    let last = days.filter(|(_, view)| *view == Some(View::Month.word())).filter_map(|(day, _)| day).max();
    Usage { rows: of_month(views), priced_at: priced_at(newest(views), last), weeks: None }
}

/// Usage is priced as of the end of its last day: whoever captures it months later, or once more, changes no price. What
/// was captured before that day was over is priced as of the capture.
pub(crate) fn priced_at(captured_at: Option<Timestamp>, last_day: Option<Date>) -> Option<Timestamp> {
    let over = last_day.and_then(|last| day::start(day::shifted(last, 1)));
    [captured_at, over].into_iter().flatten().min()
}

/// When the newest answer of a table was captured.
pub(crate) fn newest<T: Table>(usage: &Frame<T>) -> Option<Timestamp> {
    usage.cells(&CAPTURED_AT).instants().into_iter().flatten().max()
}

fn of_month(views: &Frame<ModelWindow>) -> LazyFrame {
    let windows = [col(WINDOW_START_DATE.name), col(WINDOW_END_DATE.name)];
    let month = views.lazy().filter(col(VIEW.name).eq(lit(View::Month.word())));
    in_join(month, windows)
}

fn of_weeks(weeks: &Frame<ModelWeek>, (start, end): (Date, Date)) -> LazyFrame {
    let date = |date: Date| lit(day::to_days(date)).cast(DataType::Date);
    let sums = weeks
        .lazy()
        .group_by_stable([col(MODEL.name), col(VARIANT.name), col(VENDOR.name), col(IS_ATTRIBUTED.name)])
        .agg([
            col(TOKENS.name).sum(),
            part(&PROMPT_TOKENS),
            part(&COMPLETION_TOKENS),
            part(&CACHED_TOKENS),
            weakest_origin(),
        ])
        .with_columns([nothing(&REQUEST_COUNT), nothing(&BILLED_USD)]);
    in_join(sums, [date(start).alias(WINDOW_START_DATE.name), date(end).alias(WINDOW_END_DATE.name)])
}

/// What weeks do not tell.
pub(crate) fn nothing(column: &Column) -> Expr {
    lit(NULL).cast(column.kind.data_type()).alias(column.name)
}

/// The sum of a part over the weeks that have it: what matters of parts is their ratio. Where the cached part is not known
/// in a week whose prompt is, it is not known of the sum.
fn part(column: &Column) -> Expr {
    let prompts = col(PROMPT_TOKENS.name).count();
    let is_known = col(column.name).count().gt(lit(0)).and(col(column.name).count().eq(prompts));
    when(is_known).then(col(column.name).sum()).otherwise(lit(NULL).cast(DataType::Int64)).alias(column.name)
}

fn in_join(usage: LazyFrame, [start, end]: [Expr; 2]) -> LazyFrame {
    usage.select([
        lit(Board::Site.word()).alias(BOARD.name),
        lit(WindowKind::Board.word()).alias(WINDOW_KIND.name),
        col(MODEL.name),
        col(VARIANT.name),
        col(VARIANT.name).alias(PRICED_AS),
        start.clone(),
        end.clone(),
        start.alias(USAGE_START_DATE.name),
        end.alias(USAGE_END_DATE.name),
        col(VENDOR.name),
        col(IS_ATTRIBUTED.name),
        col(TOKENS.name),
        col(PROMPT_TOKENS.name),
        col(COMPLETION_TOKENS.name),
        col(CACHED_TOKENS.name),
        lit(NULL).cast(DataType::Int64).alias(APP_COUNT.name),
        col(REQUEST_COUNT.name),
        col(BILLED_USD.name),
        col(VALUE_ORIGIN.name),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_priced_as_of_its_last_day_whoever_captured_it_when() {
        for (captured_at, last, expected) in [
            (Some("2026-04-14T12:00:00Z"), Some("2026-04-12"), Some("2026-04-13T00:00:00Z")),
            (Some("2026-08-10T12:00:00Z"), Some("2026-04-12"), Some("2026-04-13T00:00:00Z")),
            (Some("2026-04-12T12:00:00Z"), Some("2026-04-12"), Some("2026-04-12T12:00:00Z")),
            (Some("2026-04-12T12:00:00Z"), None, Some("2026-04-12T12:00:00Z")),
            (None, None, None),
        ] {
            let instant = |text: &str| text.parse::<Timestamp>().unwrap();
            let at = priced_at(captured_at.map(instant), last.map(|day| day.parse().unwrap()));
            assert_eq!(at, expected.map(instant), "{captured_at:?} {last:?}");
        }
    }
}

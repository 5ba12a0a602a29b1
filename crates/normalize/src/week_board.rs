//! The usage that weights a vendor's models in one week: the nearest to it that names the vendor.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use polars::{
    frame::DataFrame,
    prelude::{Column as Series, IntoLazy as _, LazyFrame},
};
use schema::{
    Board, Frame, FrameError, Table, WindowKind,
    columns::{
        APP_COUNT, BILLED_USD, BOARD, CACHED_TOKENS, COMPLETION_TOKENS, IS_ATTRIBUTED, MODEL, PROMPT_TOKENS,
        REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_START_DATE,
        WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    series::{dates, integers, reals, texts, truths},
    tables::{PricedUsage, VendorWeek},
};

use crate::{
    board::PRICED_AS,
    usage_window::{Days, ModelUsage, UsageWindows, differ, nearest},
};

/// The weeks that are priced, each with the vendors it may have: those of the vendor series in any week, or, where there is
/// none, those that the week of the model series names.
fn weeks<'frame>(
    vendors: &'frame Frame<VendorWeek>,
    windows: &UsageWindows<'frame>,
) -> BTreeMap<Date, BTreeSet<&'frame str>> {
    let starts: BTreeSet<Date> = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
    if starts.is_empty() {
        let weeks = windows.windows.iter().filter(|window| window.is_of_series);
        return weeks.map(|window| (window.days.0, window.vendors.keys().copied().collect())).collect();
    }
    let labels: BTreeSet<&str> = vendors.cells(&VENDOR).texts().into_iter().flatten().collect();
    starts.into_iter().map(|start| (start, labels.clone())).collect()
}

/// The usage of each week and vendor, in the columns of the join.
///
/// # Errors
/// [`FrameError::Query`] if polars refuses the columns.
pub(crate) fn week_usage<'frame>(
    vendors: &'frame Frame<VendorWeek>,
    windows: &UsageWindows<'frame>,
) -> Result<LazyFrame, FrameError> {
    let by_vendor = windows.by_vendor();
    let mut rows: Vec<Row<'_, 'frame>> = Vec::new();
    for (start, labels) in weeks(vendors, windows) {
        let week = (start, day::shifted(start, 6));
        let of_vendors = labels.into_iter().filter_map(|label| nearest(by_vendor.get(label)?, week));
        let usage = of_vendors.flat_map(|of| of.models.iter().map(move |usage| (week, of.days, usage)));
        rows.extend(once(usage));
    }
    in_join(WindowKind::Week, &rows)
}

/// Each model and variant of a week once. A vendor that was renamed is two labels, of which each has usage of its own time:
/// a model of both is in the week whose it is by the usage nearest to it.
fn once<'windows, 'frame>(
    rows: impl Iterator<Item = Row<'windows, 'frame>>,
) -> impl Iterator<Item = Row<'windows, 'frame>>
where
    'frame: 'windows,
{
    let mut of_model: BTreeMap<(&str, &str), Row<'windows, 'frame>> = BTreeMap::new();
    for row in rows {
        let (week, days, usage) = row;
        let stands = of_model.entry((usage.model, usage.variant)).or_insert(row);
        if differ(days, week) < differ(stands.1, week) {
            *stands = row;
        }
    }
    of_model.into_values()
}

/// The weeks of a board that is made of weeks, each with all of its models, in the columns of the join.
///
/// # Errors
/// [`FrameError::Query`] if polars refuses the columns.
pub(crate) fn part_usage(board: Option<Days>, windows: &UsageWindows<'_>) -> Result<LazyFrame, FrameError> {
    let within = |days: Days| board.is_some_and(|board| board.0 <= days.0 && days.1 <= board.1);
    let weeks = windows.windows.iter().filter(|window| window.is_of_series && within(window.days));
    let rows: Vec<Row<'_, '_>> = weeks
        .flat_map(|window| window.vendors.values().flatten().map(|usage| (window.days, window.days, usage)))
        .collect();
    in_join(WindowKind::Part, &rows)
}

/// The week that is priced, the window of the usage, and the usage.
type Row<'windows, 'frame> = (Days, Days, &'windows ModelUsage<'frame>);

fn in_join<'frame>(kind: WindowKind, rows: &[Row<'_, 'frame>]) -> Result<LazyFrame, FrameError> {
    let usage =
        |value: fn(&ModelUsage<'frame>) -> Option<&'frame str>| rows.iter().map(move |(.., usage)| value(usage));
    let count = |value: fn(&ModelUsage<'frame>) -> Option<i64>| rows.iter().map(move |(.., usage)| value(usage));
    let height = rows.len();
    let columns = vec![
        texts(&BOARD, rows.iter().map(|_| Some(Board::Site.word()))),
        texts(&WINDOW_KIND, rows.iter().map(|_| Some(kind.word()))),
        texts(&MODEL, usage(|usage| Some(usage.model))),
        texts(&VARIANT, usage(|usage| Some(usage.variant))),
        texts(&VARIANT, usage(|usage| Some(usage.variant))).with_name(PRICED_AS.into()),
        dates(&WINDOW_START_DATE, rows.iter().map(|(week, ..)| Some(week.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|(week, ..)| Some(week.1))),
        dates(&USAGE_START_DATE, rows.iter().map(|(_, days, _)| Some(days.0))),
        dates(&USAGE_END_DATE, rows.iter().map(|(_, days, _)| Some(days.1))),
        texts(&VENDOR, usage(|usage| Some(usage.vendor))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|(.., usage)| Some(usage.is_attributed))),
        integers(&TOKENS, count(|usage| Some(usage.tokens))),
        integers(&PROMPT_TOKENS, count(|usage| usage.prompt)),
        integers(&COMPLETION_TOKENS, count(|usage| usage.completion)),
        integers(&CACHED_TOKENS, count(|usage| usage.cached)),
        Series::full_null(APP_COUNT.name.into(), height, &APP_COUNT.kind.data_type()),
        integers(&REQUEST_COUNT, count(|usage| usage.requests)),
        reals(&BILLED_USD, rows.iter().map(|(.., usage)| usage.billed)),
        texts(&VALUE_ORIGIN, usage(|usage| Some(usage.origin))),
    ];
    let query = |source| FrameError::Query { table: PricedUsage::SPEC.name, source };
    Ok(DataFrame::new_infer_height(columns).map_err(query)?.lazy())
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::{CAPTURED_AT, IS_COMPLETE, IS_LEFT_CUT, SNAPSHOT_ID, VIEW, WEEK_ANCHOR},
        series::Cells,
        tables::{ModelWeek, ModelWindow},
    };

    use super::*;
    use crate::tests::frame;

    /// One model in complete weeks of a Monday series.
    fn weeks(starts: &[&str]) -> Frame<ModelWeek> {
        weeks_of(&starts.iter().map(|start| (*start, "a")).collect::<Vec<_>>())
    }

    /// The same, with whose it is in each.
    fn weeks_of(weeks: &[(&str, &str)]) -> Frame<ModelWeek> {
        let line = |(start, vendor): &(&str, &str)| {
            format!("{start} a/x standard {vendor} 5 true false true monday 2026-05-01T00:00:00Z s")
        };
        let given = [
            &WEEK_START_DATE,
            &MODEL,
            &VARIANT,
            &VENDOR,
            &TOKENS,
            &IS_COMPLETE,
            &IS_LEFT_CUT,
            &IS_ATTRIBUTED,
            &WEEK_ANCHOR,
            &CAPTURED_AT,
            &SNAPSHOT_ID,
        ];
        frame(&given, &weeks.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// `VIEW FIRST LAST` per line.
    fn views(lines: &[&str]) -> Frame<ModelWindow> {
        let line = |line: &&str| format!("{line} a/x standard a 5 5 0 true 2026-05-01T00:00:00Z s");
        let given = [
            &VIEW,
            &WINDOW_START_DATE,
            &WINDOW_END_DATE,
            &MODEL,
            &VARIANT,
            &VENDOR,
            &TOKENS,
            &PROMPT_TOKENS,
            &COMPLETION_TOKENS,
            &IS_ATTRIBUTED,
            &CAPTURED_AT,
            &SNAPSHOT_ID,
        ];
        frame(&given, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    fn starts(rows: Result<LazyFrame, FrameError>) -> Vec<String> {
        let rows = rows.and_then(|rows| {
            rows.collect().map_err(|source| FrameError::Query { table: PricedUsage::SPEC.name, source })
        });
        let rows = rows.expect("rows");
        Cells::of(&rows, &WINDOW_START_DATE).dates().into_iter().flatten().map(|start| start.to_string()).collect()
    }

    /// The second of April is another name of the first.
    #[test]
    fn a_model_of_a_vendor_that_was_renamed_is_in_each_week_once() {
        let models = weeks_of(&[("2026-03-30", "a"), ("2026-04-06", "b"), ("2026-04-13", "b")]);
        // What a week has of its only model its vendor has.
        let data = models.data().clone().drop_many([MODEL.name, VARIANT.name]);
        let of_vendor = VendorWeek::SPEC.columns().map(|column| column.name);
        let vendors = Frame::<VendorWeek>::new(data.select(of_vendor).expect("columns")).expect("weeks");
        let views = Frame::empty().expect("no rows");
        let windows = UsageWindows::read(&vendors, &views, &models);
        let rows = week_usage(&vendors, &windows).expect("rows").collect().expect("rows");
        assert_eq!(starts(week_usage(&vendors, &windows)), ["2026-03-30", "2026-04-06", "2026-04-13"]);
        assert_eq!(Cells::of(&rows, &VENDOR).texts(), [Some("a"), Some("b"), Some("b")]);
    }

    /// A view is no week of the series, even if it is of seven days.
    #[test]
    fn only_weeks_are_priced_as_weeks_and_only_those_of_the_board_as_its_parts() {
        let views = views(&["month 2026-04-01 2026-04-19", "week 2026-04-08 2026-04-14"]);
        let (weeks, vendors) =
            (weeks(&["2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"]), Frame::empty().expect("no rows"));
        let windows = UsageWindows::read(&vendors, &views, &weeks);
        assert_eq!(starts(week_usage(&vendors, &windows)), ["2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"]);
        let board = (Date::constant(2026, 4, 1), Date::constant(2026, 4, 19));
        assert_eq!(starts(part_usage(Some(board), &windows)), ["2026-04-06", "2026-04-13"]);
        assert!(starts(part_usage(None, &windows)).is_empty(), "a month has no parts");
    }
}

//! The usage that weights a vendor's models in one week: the nearest to it that names the vendor.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;
use polars::{
    frame::DataFrame,
    prelude::{Column as Series, IntoLazy as _, LazyFrame},
};
use schema::{
    Board, Frame, FrameError, Table, View, WindowKind,
    columns::{
        APP_COUNT, BILLED_USD, BOARD, CACHED_TOKENS, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE, MODEL,
        PROMPT_TOKENS, REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN, VARIANT, VENDOR, VIEW,
        WEEK_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    series::{dates, integers, reals, texts, truths},
    tables::{ModelWeek, ModelWindow, PricedUsage, VendorWeek},
};

use crate::{OTHERS, board::PRICED_AS};

/// First and last day.
pub(crate) type Days = (Date, Date);

/// What a model and variant had in one window.
#[derive(Clone, Debug)]
pub(crate) struct ModelUsage<'frame> {
    pub(crate) model: &'frame str,
    pub(crate) variant: &'frame str,
    vendor: &'frame str,
    is_attributed: bool,
    pub(crate) tokens: i64,
    pub(crate) prompt: Option<i64>,
    pub(crate) completion: Option<i64>,
    pub(crate) cached: Option<i64>,
    requests: Option<i64>,
    billed: Option<f64>,
    origin: &'frame str,
}

/// The windows of usage that there are, each with its models by vendor.
#[derive(Debug, Default)]
pub(crate) struct UsageWindows<'frame> {
    pub(crate) by_days: BTreeMap<Days, BTreeMap<&'frame str, Vec<ModelUsage<'frame>>>>,
}

impl<'frame> UsageWindows<'frame> {
    /// The complete weeks of the model series, and the week and month views. A day is too short to weigh by; upstream's
    /// remainder names no model.
    pub(crate) fn read(views: &'frame Frame<ModelWindow>, weeks: &'frame Frame<ModelWeek>) -> Self {
        let mut windows = Self::default();
        let starts = weeks.cells(&WEEK_START_DATE).dates().into_iter().zip(weeks.cells(&IS_COMPLETE).truths());
        let of_week = starts.map(|(start, is_complete)| start.filter(|_| is_complete == Some(true)));
        windows.add(weeks, of_week.map(|start| start.map(|start| (start, day::shifted(start, 6)))));
        let days = views.cells(&WINDOW_START_DATE).dates().into_iter().zip(views.cells(&WINDOW_END_DATE).dates());
        let is_long = |view: Option<&str>| view != Some(View::Day.word());
        let of_view = views.cells(&VIEW).texts().into_iter().zip(days);
        windows.add(views, of_view.map(|(view, (start, end))| start.zip(end).filter(|_| is_long(view))));
        windows
    }

    fn add<T: Table>(&mut self, frame: &'frame Frame<T>, days: impl Iterator<Item = Option<Days>>) {
        let [models, variants, vendors, origins] =
            [&MODEL, &VARIANT, &VENDOR, &VALUE_ORIGIN].map(|column| frame.cells(column).texts());
        let [tokens, prompts, completions, cached, requests] =
            [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &REQUEST_COUNT]
                .map(|column| frame.cells(column).integers());
        // A table without the column reads as nulls.
        let billed = frame.cells(&BILLED_USD).reals();
        let attributed = frame.cells(&IS_ATTRIBUTED).truths();
        for (row, days) in days.enumerate() {
            let usage = || {
                Some(ModelUsage {
                    model: at(&models, row).filter(|model| *model != OTHERS)?,
                    variant: at(&variants, row)?,
                    vendor: at(&vendors, row)?,
                    is_attributed: at(&attributed, row)?,
                    tokens: at(&tokens, row)?,
                    prompt: at(&prompts, row),
                    completion: at(&completions, row),
                    cached: at(&cached, row),
                    requests: at(&requests, row),
                    billed: at(&billed, row),
                    origin: at(&origins, row)?,
                })
            };
            if let (Some(days), Some(usage)) = (days, usage()) {
                self.by_days.entry(days).or_default().entry(usage.vendor).or_default().push(usage);
            }
        }
    }

    /// The windows in which each vendor has tokens, in their order.
    fn by_vendor(&self) -> BTreeMap<&'frame str, Vec<OfVendor<'_, 'frame>>> {
        let mut by_vendor: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (days, vendors) in &self.by_days {
            for (vendor, models) in vendors.iter().filter(|(_, models)| models.iter().any(|usage| usage.tokens > 0)) {
                by_vendor.entry(*vendor).or_default().push((*days, models.as_slice()));
            }
        }
        by_vendor
    }
}

/// A window of a vendor, with its models.
type OfVendor<'windows, 'frame> = (Days, &'windows [ModelUsage<'frame>]);

/// The window nearest to `week`: the fewest days between them; of those as near, the one that names most of the vendor's
/// models; of these the shortest, then the earliest.
fn nearest<'windows, 'frame>(of: &[OfVendor<'windows, 'frame>], week: Days) -> Option<OfVendor<'windows, 'frame>> {
    of.iter().min_by_key(|(days, models)| (apart(*days, week), Reverse(models.len()), length(*days), days.0)).copied()
}

/// Days between two windows; 0 where they overlap.
pub(crate) fn apart(one: Days, other: Days) -> i64 {
    let between = i64::from(day::to_days(one.0.max(other.0))) - i64::from(day::to_days(one.1.min(other.1)));
    between.max(0)
}

fn length((start, end): Days) -> i32 {
    day::to_days(end) - day::to_days(start)
}

/// The weeks that are priced, each with the vendors it may have: those of the vendor series in any week, or, where there is
/// none, those that the week of the model series names.
fn weeks<'frame>(
    vendors: &'frame Frame<VendorWeek>,
    windows: &UsageWindows<'frame>,
) -> BTreeMap<Date, BTreeSet<&'frame str>> {
    let starts: BTreeSet<Date> = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
    if starts.is_empty() {
        let weeks = windows.by_days.iter().filter(|(days, _)| length(**days) == 6);
        return weeks.map(|((start, _), vendors)| (*start, vendors.keys().copied().collect())).collect();
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
        for (days, models) in labels.into_iter().filter_map(|label| nearest(by_vendor.get(label)?, week)) {
            rows.extend(models.iter().map(|usage| (week, days, usage)));
        }
    }
    in_join(WindowKind::Week, &rows)
}

/// The weeks of a board that is made of weeks, each with all of its models, in the columns of the join.
///
/// # Errors
/// [`FrameError::Query`] if polars refuses the columns.
pub(crate) fn part_usage(board: Option<Days>, windows: &UsageWindows<'_>) -> Result<LazyFrame, FrameError> {
    let within = |days: &Days| length(*days) == 6 && board.is_some_and(|board| board.0 <= days.0 && days.1 <= board.1);
    let weeks = windows.by_days.iter().filter(|(days, _)| within(days));
    let rows: Vec<Row<'_, '_>> =
        weeks.flat_map(|(days, vendors)| vendors.values().flatten().map(|usage| (*days, *days, usage))).collect();
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

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

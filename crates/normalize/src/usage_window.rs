//! The windows of usage that there are: who had which models in them, and how near one is to another.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Frame, Table, View,
    columns::{
        BILLED_USD, CACHED_TOKENS, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE, KNOWN_TO_AT, MODEL,
        MOST_VENDOR_TOKENS, PROMPT_TOKENS, REQUEST_COUNT, TOKENS, USAGE_END_DATE, USAGE_START_DATE, VALUE_ORIGIN,
        VARIANT, VENDOR, VENDOR_TOKENS, VIEW, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    day,
    series::{Cells, integers},
    tables::{ModelWeek, ModelWeekVintage, ModelWindow, VendorWeek},
};

use crate::{OTHERS, vendor_cover::VendorCover};

/// A window that names less of a vendor's tokens than the first says little of its models, less than the second next to
/// nothing; each such part lacking counts as so many days farther off.
const THIN: [f64; 2] = [0.8, 0.5];
const THIN_DAYS: i64 = 30;
/// So many days a window counts as farther off that has less than half of the days of a week: what was used in others says
/// nothing of what was new in these.
const ELSEWHERE_DAYS: i64 = 30;

/// First and last day.
pub(crate) type Days = (Date, Date);

/// What a model and variant had in one window.
#[derive(Clone, Debug)]
pub(crate) struct ModelUsage<'frame> {
    pub(crate) model: &'frame str,
    pub(crate) variant: &'frame str,
    pub(crate) vendor: &'frame str,
    pub(crate) is_attributed: bool,
    pub(crate) tokens: i64,
    pub(crate) prompt: Option<i64>,
    pub(crate) completion: Option<i64>,
    pub(crate) cached: Option<i64>,
    pub(crate) requests: Option<i64>,
    pub(crate) billed: Option<f64>,
    pub(crate) origin: &'frame str,
}

/// Who had which models in one window.
#[derive(Debug, Default)]
pub(crate) struct UsageWindow<'frame> {
    pub(crate) days: Days,
    /// A week of the model series; else a view.
    pub(crate) is_of_series: bool,
    pub(crate) vendors: BTreeMap<&'frame str, Vec<ModelUsage<'frame>>>,
}

/// The windows of usage that there are, oldest first.
#[derive(Debug, Default)]
pub(crate) struct UsageWindows<'frame> {
    pub(crate) windows: Vec<UsageWindow<'frame>>,
    vendors: VendorDays<'frame>,
    cover: VendorCover<'frame>,
}

impl<'frame> UsageWindows<'frame> {
    /// The complete weeks of the model series, and the week and month views, beside the vendor series. A day is too short
    /// to weigh by; upstream's remainder names no model. A week and a view of the same days are two windows.
    pub(crate) fn read(
        vendors: &'frame Frame<VendorWeek>,
        views: &'frame Frame<ModelWindow>,
        weeks: &'frame Frame<ModelWeek>,
    ) -> Self {
        let mut by_days: BTreeMap<(Days, bool), BTreeMap<&str, Vec<ModelUsage<'_>>>> = BTreeMap::new();
        let starts = weeks.cells(&WEEK_START_DATE).dates().into_iter().zip(weeks.cells(&IS_COMPLETE).truths());
        let of_week = starts.map(|(start, is_complete)| start.filter(|_| is_complete == Some(true)));
        for (days, usage) in usages(weeks, of_week.map(|start| start.map(|start| (start, day::shifted(start, 6))))) {
            by_days.entry((days, true)).or_default().entry(usage.vendor).or_default().push(usage);
        }
        let days = views.cells(&WINDOW_START_DATE).dates().into_iter().zip(views.cells(&WINDOW_END_DATE).dates());
        let is_long = |view: Option<&str>| view != Some(View::Day.word());
        let of_view = views.cells(&VIEW).texts().into_iter().zip(days);
        for (days, usage) in usages(views, of_view.map(|(view, (start, end))| start.zip(end).filter(|_| is_long(view))))
        {
            by_days.entry((days, false)).or_default().entry(usage.vendor).or_default().push(usage);
        }
        let window = |((days, is_of_series), vendors)| UsageWindow { days, is_of_series, vendors };
        let windows = by_days.into_iter().map(window).collect();
        Self { windows, vendors: VendorDays::read(vendors), cover: VendorCover::read(vendors) }
    }

    /// The windows in which each vendor has tokens, in their order.
    pub(crate) fn by_vendor(&self) -> BTreeMap<&'frame str, Vec<OfVendor<'_, 'frame>>> {
        let mut by_vendor: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for window in &self.windows {
            for (vendor, models) in &window.vendors {
                let named: i64 = models.iter().map(|usage| usage.tokens).sum();
                if named > 0 {
                    let thin_days = self.thin_days(vendor, window.days, named);
                    let of = OfVendor { days: window.days, numbers: numbers(window.days), models, thin_days };
                    by_vendor.entry(*vendor).or_default().push(of);
                }
            }
        }
        by_vendor
    }

    /// How much farther off a window counts that names so many of a vendor's tokens. Where no series says what these are a part
    /// of, they may be enough or next to nothing, and count as what lies between.
    fn thin_days(&self, vendor: &str, days: Days, named: i64) -> i64 {
        let all = self.vendors.about(vendor, days);
        let lacks = |all: i64| THIN.iter().filter(|part| float(named) < **part * float(all)).map(|_| THIN_DAYS).sum();
        all.map_or(THIN_DAYS, lacks)
    }

    /// The columns of what each row's vendor had in all in the days of its usage, by the vendor series: about, and at most.
    pub(crate) fn vendor_tokens(&self, usage: &DataFrame) -> [Series; 2] {
        let date = |column| Cells::of(usage, column).dates().into_iter();
        let days = date(&USAGE_START_DATE).zip(date(&USAGE_END_DATE)).map(|(start, end)| start.zip(end));
        let mut known: BTreeMap<(&str, Days), [Option<i64>; 2]> = BTreeMap::new();
        let rows: Vec<[Option<i64>; 2]> = Cells::of(usage, &VENDOR)
            .texts()
            .into_iter()
            .zip(days)
            .map(|(vendor, days)| {
                let Some((vendor, days)) = vendor.zip(days) else { return [None; 2] };
                let of = || [self.vendors.tokens(vendor, days), self.cover.most(vendor, days)];
                *known.entry((vendor, days)).or_insert_with(of)
            })
            .collect();
        [
            integers(&VENDOR_TOKENS, rows.iter().map(|[about, _]| *about)),
            integers(&MOST_VENDOR_TOKENS, rows.iter().map(|[_, most]| *most)),
        ]
    }
}

/// Complete weeks of the model series as they were believed, and are no longer.
pub(crate) fn superseded(before: &Frame<ModelWeekVintage>) -> Vec<(Days, ModelUsage<'_>)> {
    let starts = before.cells(&WEEK_START_DATE).dates().into_iter().zip(before.cells(&IS_COMPLETE).truths());
    let ended = before.cells(&KNOWN_TO_AT).instants().into_iter();
    let days = starts.zip(ended).map(|((start, is_complete), ended)| {
        let start = start.filter(|_| is_complete == Some(true) && ended.is_some())?;
        Some((start, day::shifted(start, 6)))
    });
    usages(before, days)
}

fn usages<T: Table>(frame: &Frame<T>, days: impl Iterator<Item = Option<Days>>) -> Vec<(Days, ModelUsage<'_>)> {
    let [models, variants, vendors, origins] =
        [&MODEL, &VARIANT, &VENDOR, &VALUE_ORIGIN].map(|column| frame.cells(column).texts());
    let [tokens, prompts, completions, cached, requests] =
        [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &REQUEST_COUNT]
            .map(|column| frame.cells(column).integers());
    // A table without the column reads as nulls.
    let billed = frame.cells(&BILLED_USD).reals();
    let attributed = frame.cells(&IS_ATTRIBUTED).truths();
    let usage = |row: usize| {
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
    days.enumerate().filter_map(|(row, days)| Some((days?, usage(row)?))).collect()
}

/// A window of a vendor, with its models.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfVendor<'windows, 'frame> {
    pub(crate) days: Days,
    /// The same, counted: each week asks for all windows.
    numbers: Numbers,
    pub(crate) models: &'windows [ModelUsage<'frame>],
    /// Days that it counts as farther off, since it names too little of the vendor's tokens.
    thin_days: i64,
}

/// The window nearest to `week`: the fewest days in which they differ at either end; thirty more where it names less than four
/// fifths of the vendor's tokens or no series says how much, sixty where less than half; thirty more where it has less than half
/// of the week's days. Of those as near the one that names most models, then the earliest.
pub(crate) fn nearest<'windows, 'frame>(
    of: &[OfVendor<'windows, 'frame>],
    week: Days,
) -> Option<OfVendor<'windows, 'frame>> {
    let week = numbers(week);
    let elsewhere = |days: Numbers| if 2 * both(days, week) < both(week, week) { ELSEWHERE_DAYS } else { 0 };
    let distance = |window: &OfVendor<'_, '_>| off(window.numbers, week) + window.thin_days + elsewhere(window.numbers);
    let rank = |window: &OfVendor<'_, '_>| (distance(window), Reverse(window.models.len()), window.days);
    let (before, behind) = of.split_at(of.partition_point(|window| window.numbers.0 < week.0));
    let mut best: Option<&OfVendor<'windows, 'frame>> = None;
    // They are in the order of their first days: a side ends where each begins farther off than the best one is away. Of two of
    // the same days the first wins.
    for window in before.iter().rev() {
        if best.is_some_and(|best| week.0 - window.numbers.0 > distance(best)) {
            break;
        }
        if best.is_none_or(|best| rank(window) <= rank(best)) {
            best = Some(window);
        }
    }
    for window in behind {
        if best.is_some_and(|best| window.numbers.0 - week.0 > distance(best)) {
            break;
        }
        if best.is_none_or(|best| rank(window) < rank(best)) {
            best = Some(window);
        }
    }
    best.copied()
}

fn length(days: Days) -> i64 {
    common(days, days)
}

/// Days that two windows have in common.
fn common(one: Days, other: Days) -> i64 {
    both(numbers(one), numbers(other))
}

/// First and last day as numbers of days.
type Numbers = (i64, i64);

fn numbers(days: Days) -> Numbers {
    (day::to_days(days.0).into(), day::to_days(days.1).into())
}

/// Days that two windows have in common.
fn both(one: Numbers, other: Numbers) -> i64 {
    (one.1.min(other.1) - one.0.max(other.0) + 1).max(0)
}

/// Days in which two windows differ, at both ends together.
const fn off(one: Numbers, other: Numbers) -> i64 {
    (one.0 - other.0).abs() + (one.1 - other.1).abs()
}

/// The same, of days as dates.
pub(crate) fn differ(one: Days, other: Days) -> i64 {
    off(numbers(one), numbers(other))
}

/// Days between two windows; 0 where they overlap.
pub(crate) fn apart(one: Days, other: Days) -> i64 {
    let between = i64::from(day::to_days(one.0.max(other.0))) - i64::from(day::to_days(one.1.min(other.1)));
    between.max(0)
}

/// The tokens of each vendor by week, to be asked for any days: about as many, where days lie across weeks. What it had at
/// most says [`VendorCover`].
#[derive(Debug, Default)]
struct VendorDays<'frame> {
    by_vendor: BTreeMap<&'frame str, BTreeMap<Date, i64>>,
}

impl<'frame> VendorDays<'frame> {
    /// The complete weeks of the vendor series.
    fn read(vendors: &'frame Frame<VendorWeek>) -> Self {
        let mut by_vendor: BTreeMap<_, BTreeMap<Date, i64>> = BTreeMap::new();
        let (names, tokens) = (vendors.cells(&VENDOR).texts(), vendors.cells(&TOKENS).integers());
        let weeks = vendors.cells(&WEEK_START_DATE).dates().into_iter().zip(vendors.cells(&IS_COMPLETE).truths());
        for ((name, tokens), (week, is_complete)) in names.into_iter().zip(tokens).zip(weeks) {
            if let (Some(name), Some(tokens), Some(week), Some(true)) = (name, tokens, week, is_complete) {
                by_vendor.entry(name).or_default().insert(week, tokens);
            }
        }
        Self { by_vendor }
    }

    /// What a vendor had on some days, each a seventh of its week; none where a week of them does not name it.
    fn tokens(&self, vendor: &str, days: Days) -> Option<i64> {
        let (sevenths, count) = self.sevenths(vendor, days)?;
        (count == length(days)).then_some(sevenths / 7)
    }

    /// The same as of those of its days that weeks name it in, where these are half of them or more.
    fn about(&self, vendor: &str, days: Days) -> Option<i64> {
        let (sevenths, count) = self.sevenths(vendor, days)?;
        (2 * count >= length(days)).then(|| sevenths / count * length(days) / 7)
    }

    /// Sevenths of the weeks that name a vendor, one for each of the days that they have, and how many these are.
    fn sevenths(&self, vendor: &str, days: Days) -> Option<(i64, i64)> {
        let before = day::shifted(days.0, -6);
        let (mut sevenths, mut all) = (0_i64, 0);
        for (week, tokens) in self.by_vendor.get(vendor)?.range(before..=days.1) {
            let count = common((*week, day::shifted(*week, 6)), days);
            sevenths = sevenths.checked_add(tokens.checked_mul(count)?)?;
            all += count;
        }
        (all > 0).then_some((sevenths, all))
    }
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

#[cfg(test)]
mod tests;

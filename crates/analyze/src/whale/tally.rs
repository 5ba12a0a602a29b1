//! The tokens of a board by vendor, and by model or app within each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Board, Frame, Origin, WindowKind,
    columns::{APP_ID, APP_NAME, IS_ATTRIBUTED, IS_COMPLETE, TOKENS, VALUE_ORIGIN, VENDOR, WEEK_START_DATE},
    tables::AppModelWeek,
};

use super::is_remainder;
use crate::usage::{Usage, at};

/// Everybody on a board.
#[derive(Debug, Default)]
pub(super) struct Tally<'frame> {
    /// By label, upstream's remainder among them.
    pub(super) vendors: BTreeMap<&'frame str, Vendor<'frame>>,
    /// It names every model: a view of the site's whole month does, weeks of the largest and charts of apps do not.
    pub(super) is_whole: bool,
}

/// One label.
#[derive(Debug)]
pub(super) struct Vendor<'frame> {
    pub(super) tokens: i64,
    pub(super) is_attributed: bool,
    pub(super) origin: Origin,
    /// Its models or apps.
    parts: BTreeMap<&'frame str, i64>,
    /// The most that it had in all, by the days of the usage.
    in_all: BTreeMap<(Date, Date), Option<i64>>,
}

/// What a row says of its label.
#[derive(Clone, Copy)]
struct Label<'frame> {
    name: &'frame str,
    is_attributed: bool,
    origin: Origin,
}

impl<'frame> Tally<'frame> {
    /// By model, variants added up.
    pub(super) fn of_models(usages: &'frame [Usage], board: Board) -> Self {
        let mut tally = Self::default();
        for usage in on(usages, board) {
            let label = Label { name: &usage.vendor, is_attributed: usage.is_attributed, origin: usage.origin };
            tally.vendor(label).add(&usage.model, usage.tokens);
        }
        tally.learn(usages, board);
        let is_of_weeks = usages.iter().any(|usage| usage.kind == WindowKind::Part);
        tally.is_whole = board == Board::Site && !is_of_weeks;
        tally
    }

    /// By app, over the complete weeks of the window.
    pub(super) fn of_apps(usages: &[Usage], apps: &'frame Frame<AppModelWeek>, window: (Date, Date)) -> Self {
        let mut tally = Self::default();
        let text = |column| apps.cells(column).texts();
        let (ids, vendors, origins) = (text(&APP_ID), text(&VENDOR), text(&VALUE_ORIGIN));
        let (starts, tokens) = (apps.cells(&WEEK_START_DATE).dates(), apps.cells(&TOKENS).integers());
        let (complete, attributed) = (apps.cells(&IS_COMPLETE).truths(), apps.cells(&IS_ATTRIBUTED).truths());
        for row in 0..apps.height() {
            let is_in = at(&starts, row).is_some_and(|start| window.0 <= start && start <= window.1);
            let (Some(app), Some(name), Some(count)) = (at(&ids, row), at(&vendors, row), at(&tokens, row)) else {
                continue;
            };
            let origin = at(&origins, row).and_then(|word| word.parse().ok()).unwrap_or(Origin::Observed);
            if is_in && at(&complete, row) == Some(true) {
                let is_attributed = at(&attributed, row) == Some(true);
                tally.vendor(Label { name, is_attributed, origin }).add(app, count);
            }
        }
        tally.learn(usages, Board::Apps);
        tally
    }

    /// The most that each vendor had in all in the days of its usage.
    fn learn(&mut self, usages: &[Usage], board: Board) {
        for usage in on(usages, board) {
            if let Some(vendor) = self.vendors.get_mut(&*usage.vendor) {
                vendor.in_all.insert(usage.used, usage.most_vendor_tokens);
            }
        }
    }

    fn vendor(&mut self, label: Label<'frame>) -> &mut Vendor<'frame> {
        let Label { name, is_attributed, origin } = label;
        let (parts, in_all) = (BTreeMap::new(), BTreeMap::new());
        let vendor = self.vendors.entry(name).or_insert(Vendor { tokens: 0, is_attributed, origin, parts, in_all });
        vendor.origin = vendor.origin.max(origin);
        vendor
    }

    /// All tokens of the board.
    pub(super) fn total(&self) -> i64 {
        self.vendors.values().map(|vendor| vendor.tokens).sum()
    }

    /// The place of a label among those that are named, each having `lost` so much.
    pub(super) fn rank(&self, label: &str, lost: impl Fn(&str) -> i64) -> i64 {
        let left = |label: &str| self.vendors.get(label).map_or(0, |vendor| vendor.tokens - lost(label));
        let larger = self.vendors.keys().filter(|other| !is_remainder(other) && left(other) > left(label)).count();
        i64::try_from(larger).map_or(i64::MAX, |larger| larger.saturating_add(1))
    }

    /// The index over those that are named, each having `lost` so much; none of nothing.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub(super) fn hhi(&self, lost: impl Fn(&str) -> i64) -> Option<f64> {
        let named = self.vendors.iter().filter(|(label, _)| !is_remainder(label));
        let left: Vec<f64> = named.map(|(label, vendor)| (vendor.tokens - lost(label)) as f64).collect();
        let whole: f64 = left.iter().sum();
        let squares: f64 = left.iter().map(|tokens| (tokens / whole).powi(2)).sum();
        (whole > 0.0).then(|| (10_000.0 * squares).min(10_000.0))
    }
}

impl<'frame> Vendor<'frame> {
    fn add(&mut self, part: &'frame str, tokens: i64) {
        self.tokens += tokens;
        *self.parts.entry(part).or_default() += tokens;
    }

    /// The largest part, of equals the first by name; none where nothing has tokens.
    pub(super) fn largest(&self) -> Option<(&'frame str, i64)> {
        let largest = self.parts.iter().rev().max_by_key(|(_, tokens)| **tokens)?;
        Some((*largest.0, *largest.1)).filter(|(_, tokens)| *tokens > 0)
    }

    /// The most that it had in all; none where a series does not say it for each of the days.
    pub(super) fn whole(&self) -> Option<i64> {
        if self.in_all.is_empty() { None } else { self.in_all.values().copied().sum() }
    }
}

/// The usage of a board over its window.
fn on(usages: &[Usage], board: Board) -> impl Iterator<Item = &Usage> {
    usages.iter().filter(move |usage| usage.board == board && usage.kind == WindowKind::Board)
}

/// Names of apps for people.
pub(super) fn app_names(apps: &Frame<AppModelWeek>) -> BTreeMap<&str, &str> {
    let names = apps.cells(&APP_NAME).texts();
    apps.cells(&APP_ID).texts().into_iter().zip(names).filter_map(|(id, name)| Some((id?, name?))).collect()
}

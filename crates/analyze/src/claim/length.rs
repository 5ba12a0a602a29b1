//! How long a series is, what made it, and how much of it one chart showed; and the two claims about that.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Origin, Table, Verdict,
    columns::{CAPTURED_AT, IS_LEFT_CUT, IS_LOWER_BOUND, SNAPSHOT_ID, VALUE_ORIGIN, WEEK_START_DATE},
    day,
};

use super::{Measured, Stated, evidence::WINDOW, witness::Witness};

/// Buckets at the beginning of a chart that its window can have cut: the first always is.
const MOST_CUT: usize = 2;

/// How long a series is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Length {
    pub(super) weeks: usize,
    /// No chart has it: days were added up, whose lists are of the largest alone.
    pub(super) is_of_days: bool,
    newest: Shown,
    pub(super) origin: Option<Origin>,
}

/// What the newest capture that speaks for a week of the series showed.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    /// Weeks for which it speaks.
    weeks: usize,
    /// Least and most buckets that it had besides, before these: it shows them cut, and older captures whole.
    besides: [usize; 2],
    /// Captures that speak for some week, itself among them.
    captures: usize,
    /// It was made so late that its chart went on behind the last week.
    goes_on: bool,
}

impl Length {
    /// Of a table of weeks.
    pub(super) fn of<T: Table>(frame: &Frame<T>) -> Self {
        // Rows are sorted by week.
        let mut weeks = frame.cells(&WEEK_START_DATE).dates();
        weeks.dedup();
        let is_of_days = frame.cells(&IS_LOWER_BOUND).truths().contains(&Some(true));
        let origins: BTreeSet<_> = frame.cells(&VALUE_ORIGIN).texts().into_iter().flatten().collect();
        let origin = origins.into_iter().filter_map(|word| word.parse().ok()).max();
        // Of days nobody asks what one of very many captures showed.
        let newest = if is_of_days { Shown::default() } else { Shown::of(frame) };
        Self { weeks: weeks.len(), is_of_days, newest, origin }
    }
}

impl Shown {
    fn of<T: Table>(frame: &Frame<T>) -> Self {
        let mut captures: BTreeMap<(Timestamp, Reverse<&str>), BTreeMap<Date, bool>> = BTreeMap::new();
        let snapshots = frame.cells(&CAPTURED_AT).instants().into_iter().zip(frame.cells(&SNAPSHOT_ID).texts());
        let weeks = frame.cells(&WEEK_START_DATE).dates().into_iter().zip(frame.cells(&IS_LEFT_CUT).truths());
        for ((instant, snapshot), (week, is_cut)) in snapshots.zip(weeks) {
            let (Some(instant), Some(snapshot), Some(week)) = (instant, snapshot, week) else { continue };
            captures.entry((instant, Reverse(snapshot))).or_default().insert(week, is_cut == Some(true));
        }
        let count = captures.len();
        let Some(((instant, _), own)) = captures.pop_last() else { return Self::default() };
        let (Some((first, _)), Some((last, _))) = (own.first_key_value(), own.last_key_value()) else {
            return Self::default();
        };
        let older = captures.values().flat_map(BTreeMap::keys).filter(|week| *week < first).count();
        let cut = own.values().filter(|is_cut| **is_cut).count();
        let besides = |buckets: usize| buckets.saturating_sub(cut).min(older);
        Self {
            weeks: own.len(),
            besides: [besides(1), besides(MOST_CUT)],
            captures: count,
            // A chart ends with the week of its capture or, where that has hardly begun, with the one before.
            goes_on: day::shifted(*last, 14) <= day::of(instant),
        }
    }

    /// Which capture it is.
    fn capture(self) -> String {
        if self.captures > 1 {
            format!("the newest of {} captures", self.captures)
        } else {
            "the only capture".to_owned()
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
pub(super) fn series_vendor(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.cut_off() {
        return Measured::cannot(read_later(weeks));
    }
    let series = witness.vendor_series();
    match series.weeks {
        0 => Measured::cannot("this run has no vendor chart of the week"),
        weeks if series.is_of_days => Measured::cannot(of_days(weeks)),
        weeks if weeks < WINDOW => Measured::cannot(piece("the vendor chart of this run", &counted_weeks(weeks))),
        weeks => {
            Measured::near(stated, weeks as f64, "buckets of the vendor chart, a year and its two ends at the most")
        }
    }
}

/// Of the chart of one capture, the newest: all captures together have more weeks than any page had.
pub(super) fn series_model(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let series = witness.model_series();
    match (series.weeks, series.newest) {
        (0, _) => Measured::cannot("this run has no model chart"),
        (weeks, _) if series.is_of_days => Measured::cannot(of_days(weeks)),
        (_, shown) if shown.weeks < WINDOW => {
            Measured::cannot(piece(&shown.capture(), &format!("{} of models", counted_weeks(shown.weeks))))
        }
        (_, shown) if shown.goes_on || witness.is_cut_off() => Measured::cannot(read_later(shown.weeks)),
        (_, shown) => counted(stated, shown),
    }
}

/// Told only where all that the chart can have had says the same.
#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn counted(stated: &Stated, shown: Shown) -> Measured {
    let [least, most] = shown.besides.map(|besides| shown.weeks + besides);
    let which = if shown.captures > 1 { format!(" in {}", shown.capture()) } else { String::new() };
    let besides =
        if most > least { format!(", or up to {most}: older ones speak for its first weeks") } else { String::new() };
    let near =
        |weeks: usize| Measured::near(stated, weeks as f64, format!("buckets of the model chart{which}{besides}"));
    let measured = near(least);
    let is_open = (least..=most).any(|weeks| near(weeks).verdict != measured.verdict);
    Measured { verdict: if is_open { Verdict::CannotBeTested } else { measured.verdict }, ..measured }
}

/// Fewer weeks than one window of the page has are no chart of it.
fn piece(whose: &str, weeks: &str) -> String {
    format!(
        "{whose} has {weeks}: how long the chart of the page was it does not say, that takes a capture of the whole chart"
    )
}

fn counted_weeks(weeks: usize) -> String {
    if weeks == 1 { "a single week".to_owned() } else { format!("{weeks} weeks") }
}

fn of_days(weeks: usize) -> String {
    format!("the {weeks} weeks of this run are made of days: how long the chart of the page was they do not say")
}

fn read_later(weeks: usize) -> String {
    format!(
        "{weeks} weeks of a page that was read later end with this one: how many had slid out of it by then it does not say"
    )
}

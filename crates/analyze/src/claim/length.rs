//! How long a series is, what made it, and how much of it one chart showed; and the two claims about that.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{Origin, Verdict, day};

use super::{
    Measured, Stated,
    chart::{Capture, Chart},
    evidence::WINDOW,
    witness::Witness,
};

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
    /// Of the weeks of a series that begin by a day.
    pub(super) fn of(chart: &Chart, last: Date) -> Self {
        let Some((_, newest)) = chart.until(last).next_back() else { return Self::default() };
        Self {
            weeks: chart.until(last).count(),
            is_of_days: newest.is_of_days,
            // Of days nobody asks what one of very many captures showed.
            newest: if newest.is_of_days { Shown::default() } else { Shown::of(chart, last) },
            origin: newest.weakest,
        }
    }
}

impl Shown {
    fn of(chart: &Chart, last: Date) -> Self {
        let mut captures: BTreeMap<&Capture, BTreeMap<Date, bool>> = BTreeMap::new();
        for (week, bucket) in chart.until(last) {
            for (capture, is_cut) in &bucket.captures {
                captures.entry(capture).or_default().insert(*week, *is_cut);
            }
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
            goes_on: day::shifted(*last, 14) <= day::of(*instant),
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

/// What a chart is of.
#[derive(Clone, Copy)]
enum Of {
    Vendors,
    Models,
}

pub(super) fn series_vendor(witness: &Witness<'_>, stated: &Stated) -> Measured {
    length(witness, stated, witness.vendor_series(), Of::Vendors)
}

pub(super) fn series_model(witness: &Witness<'_>, stated: &Stated) -> Measured {
    length(witness, stated, witness.model_series(), Of::Models)
}

/// Of the chart of one capture, the newest: all captures together have more weeks than any page had.
fn length(witness: &Witness<'_>, stated: &Stated, series: Length, of: Of) -> Measured {
    match (series.weeks, series.newest) {
        (0, _) => Measured::cannot(match of {
            Of::Vendors => "this run has no vendor chart of the week",
            Of::Models => "this run has no model chart",
        }),
        (weeks, _) if series.is_of_days => Measured::cannot(of_days(weeks)),
        (_, shown) if shown.weeks < WINDOW => Measured::cannot(piece(shown, of)),
        (_, shown) if shown.goes_on || witness.is_cut_off() => Measured::cannot(read_later(shown.weeks)),
        (_, shown) => counted(stated, shown, of),
    }
}

/// Told only where all that the chart can have had says the same.
#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn counted(stated: &Stated, shown: Shown, of: Of) -> Measured {
    let [least, most] = shown.besides.map(|besides| shown.weeks + besides);
    let which = if shown.captures > 1 { format!(" in {}", shown.capture()) } else { String::new() };
    let (chart, whole) = match of {
        Of::Vendors => ("vendor", ", a year and its two ends at the most"),
        Of::Models => ("model", ""),
    };
    let besides = if most > least {
        format!(", or up to {most}: older ones speak for its first weeks")
    } else {
        whole.to_owned()
    };
    let near =
        |weeks: usize| Measured::near(stated, weeks as f64, format!("buckets of the {chart} chart{which}{besides}"));
    let measured = near(least);
    let is_open = (least..=most).any(|weeks| near(weeks).verdict != measured.verdict);
    Measured { verdict: if is_open { Verdict::CannotBeTested } else { measured.verdict }, ..measured }
}

/// Fewer weeks than one window of the page has are no chart of it.
fn piece(shown: Shown, of: Of) -> String {
    let weeks = if shown.weeks == 1 { "a single week".to_owned() } else { format!("{} weeks", shown.weeks) };
    let whose = match of {
        Of::Vendors => "vendors",
        Of::Models => "models",
    };
    format!(
        "{} has {weeks} of {whose}: how long the chart of the page was it does not say, that takes a capture of the whole chart",
        shown.capture()
    )
}

fn of_days(weeks: usize) -> String {
    format!("the {weeks} weeks of this run are made of days: how long the chart of the page was they do not say")
}

fn read_later(weeks: usize) -> String {
    format!(
        "{weeks} weeks of a page that was read later end with this one: how many had slid out of it by then it does not say"
    )
}

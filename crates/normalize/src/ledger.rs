//! The ledger read as an answer: which list price was in force in a window, how that is known, and what it may have been.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date};
use schema::{
    Frame, MatchClass, PriceConfidence, Variant,
    columns::{
        CACHE_READ_PRICE, INPUT_PRICE, LAST_SEEN_AT, MODEL, OUTPUT_PRICE, PRICE_CONFIDENCE, REASON, REQUEST_PRICE,
        SNAPSHOT_ID, VALID_FROM_AT, VALID_TO_AT, VARIANT,
    },
    day,
    tables::ModelPrice,
};

use crate::price_doubt::Doubt;

/// Prices per million tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Prices {
    pub(crate) input: f64,
    pub(crate) output: f64,
    /// Of cached input; none where there is no discount.
    pub(crate) cache_read: Option<f64>,
    /// US dollars of one request; 0 where none is named.
    pub(crate) request: f64,
}

/// What is known of one price over a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InForce<'ledger> {
    /// The mean over the window, each price for as long as it held.
    pub(crate) mean: Prices,
    /// The lowest that any moment of it can have had, price by price.
    pub(crate) low: Prices,
    /// The highest.
    pub(crate) high: Prices,
    pub(crate) confidence: PriceConfidence,
    /// The first snapshot of the price that held longest.
    pub(crate) snapshot_id: &'ledger str,
}

/// One span of the ledger.
#[derive(Clone, Copy, Debug)]
struct Span<'ledger> {
    from: Timestamp,
    to: Option<Timestamp>,
    last_seen: Timestamp,
    confidence: PriceConfidence,
    /// None where it is dynamic, not plausible, or says nothing.
    prices: Option<Prices>,
    /// A batch variant at 0: upstream's way of saying nothing.
    is_silent: bool,
    /// It depends on where the request goes.
    is_dynamic: bool,
    snapshot_id: &'ledger str,
}

/// The length of what a sighting vouches for.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Half-open.
type Window = (Timestamp, Timestamp);

/// The ledger by model and variant.
#[derive(Debug)]
pub(crate) struct Ledger<'ledger> {
    spans: BTreeMap<(&'ledger str, &'ledger str), Vec<Span<'ledger>>>,
    captures: BTreeSet<Timestamp>,
}

impl<'ledger> Ledger<'ledger> {
    /// The spans of `prices`; `captures` are the catalogues that they were made of.
    pub(crate) fn read(prices: &'ledger Frame<ModelPrice>, captures: BTreeSet<Timestamp>) -> Self {
        let text = |column| prices.cells(column).texts();
        let (models, variants, snapshots) = (text(&MODEL), text(&VARIANT), text(&SNAPSHOT_ID));
        let (confidences, reasons) = (text(&PRICE_CONFIDENCE), text(&REASON));
        let [from, to, last_seen] =
            [&VALID_FROM_AT, &VALID_TO_AT, &LAST_SEEN_AT].map(|column| prices.cells(column).instants());
        let numbers =
            [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE, &REQUEST_PRICE].map(|column| prices.cells(column).reals());
        let mut spans: BTreeMap<_, Vec<Span<'_>>> = BTreeMap::new();
        for row in 0..prices.height() {
            let [input, output, cache_read, request] = numbers.each_ref().map(|cells| at(cells, row));
            let request = request.unwrap_or(0.0);
            let prices = input.zip(output).map(|(input, output)| Prices { input, output, cache_read, request });
            let is_silent = at(&variants, row) == Some(Variant::BATCH) && input == Some(0.0) && output == Some(0.0);
            let span = || {
                Some(Span {
                    from: at(&from, row)?,
                    to: at(&to, row),
                    last_seen: at(&last_seen, row)?,
                    confidence: at(&confidences, row)?.parse().ok()?,
                    prices: prices.filter(|_| !is_silent),
                    is_silent,
                    is_dynamic: at(&reasons, row) == Some(Doubt::Dynamic.reason()),
                    snapshot_id: at(&snapshots, row)?,
                })
            };
            if let (Some(model), Some(variant), Some(span)) = (at(&models, row), at(&variants, row), span()) {
                spans.entry((model, variant)).or_default().push(span);
            }
        }
        Self { spans, captures }
    }

    /// Why the ledger has no price of what it knows; none where it does not know it.
    pub(crate) fn silence(&self, model: &str, variant: &str) -> Option<MatchClass> {
        let spans = self.spans.get(&(model, variant))?;
        let any = |is_so: fn(&Span<'_>) -> bool| spans.iter().any(is_so);
        Some(match (any(|span| span.is_silent), any(|span| span.is_dynamic)) {
            (true, _) => MatchClass::BatchZero,
            (_, true) => MatchClass::Dynamic,
            _ => MatchClass::Unusable,
        })
    }

    /// Whether a catalogue that was captured before `day` lacks it, and none since has it.
    pub(crate) fn has_ended(&self, model: &str, variant: &str, day: Date) -> bool {
        let last = self.spans.get(&(model, variant)).and_then(|spans| spans.iter().map(|span| span.last_seen).max());
        let bounds = last.zip(day::start(day));
        bounds.is_some_and(|(last, start)| {
            last < start && self.captures.range(last..start).any(|capture| *capture > last)
        })
    }

    /// The price from the first to the last day. Before the first sighting it is that of the first; a time in which the
    /// price was dynamic has none and counts in no mean.
    pub(crate) fn in_force(&self, model: &str, variant: &str, days: (Date, Date)) -> Option<InForce<'ledger>> {
        let window = (day::start(days.0)?, day::start(day::shifted(days.1, 1))?);
        let spans = self.spans.get(&(model, variant))?;
        let held: Vec<_> = spans.iter().filter_map(|span| Some((span, span.prices?, span.held(window)?))).collect();
        let Some((longest, ..)) = held.iter().rev().max_by_key(|(.., held)| *held) else {
            return before(spans, window);
        };
        let candidates: Vec<Prices> = spans
            .iter()
            .enumerate()
            .filter_map(|(place, span)| {
                span.prices.filter(|_| span.held(window).is_some() || changes_within(spans, place, window))
            })
            .collect();
        Some(InForce {
            mean: mean(&held.iter().map(|(_, prices, held)| (*prices, *held)).collect::<Vec<_>>()),
            low: extreme(&candidates, f64::min)?,
            high: extreme(&candidates, f64::max)?,
            confidence: self.confidence(
                spans.first()?,
                &held.iter().map(|(span, ..)| **span).collect::<Vec<_>>(),
                window,
            ),
            snapshot_id: longest.snapshot_id,
        })
    }

    /// Exact where a catalogue lists it in each seven days of the time in which it held; backcast where more than seven days
    /// of the window before its first sighting have no catalogue that lacks it, so that it may have been listed unseen.
    fn confidence(&self, first: &Span<'_>, held: &[Span<'_>], window: Window) -> PriceConfidence {
        let before = self.captures.range(..first.from).next_back();
        let unseen = before.map_or(window.0, |before| window.0.max(*before));
        let is_blind = before.is_none() || next(unseen) < first.from;
        if window.0 < first.from && is_blind {
            return PriceConfidence::Backcast;
        }
        let weeks = std::iter::successors(Some(window.0), |start| start.checked_add(WEEK).ok());
        let weeks = weeks.take_while(|start| *start < window.1).map(|start| (start, next(start).min(window.1)));
        let mut used = weeks.filter(|week| held.iter().any(|span| span.held(*week).is_some()));
        if used.all(|week| held.iter().any(|span| self.was_seen(span, week))) {
            return PriceConfidence::Exact;
        }
        // A map of another time is no sighting, and neither is what lies between two.
        held.iter().map(|span| span.confidence).max().unwrap_or(PriceConfidence::Carried).max(PriceConfidence::Carried)
    }

    fn was_seen(&self, span: &Span<'_>, (start, end): Window) -> bool {
        let from = span.from.max(start);
        span.confidence == PriceConfidence::Exact
            && from <= span.last_seen
            && self.captures.range(from..=span.last_seen).next().is_some_and(|capture| *capture < end)
    }
}

fn next(start: Timestamp) -> Timestamp {
    start.checked_add(WEEK).unwrap_or(Timestamp::MAX)
}

impl Span<'_> {
    /// How long it held in the window, in microseconds; none where it did not.
    fn held(&self, (start, end): Window) -> Option<i64> {
        let to = self.to.map_or(end, |to| to.min(end));
        let held = to.as_microsecond() - self.from.max(start).as_microsecond();
        (held > 0).then_some(held)
    }
}

/// A window before the first sighting.
fn before<'ledger>(spans: &[Span<'ledger>], (_, end): Window) -> Option<InForce<'ledger>> {
    let first = spans.first().filter(|first| first.from >= end)?;
    let prices = first.prices?;
    let confidence = first.confidence.max(PriceConfidence::Backcast);
    Some(InForce { mean: prices, low: prices, high: prices, confidence, snapshot_id: first.snapshot_id })
}

/// Whether the span's price may already have held in the window: the change to it lies behind the last sighting of the
/// price before, and that was in the window or before its end.
fn changes_within(spans: &[Span<'_>], place: usize, (start, end): Window) -> bool {
    let before = place.checked_sub(1).and_then(|before| spans.get(before));
    let of = spans.get(place).zip(before);
    of.is_some_and(|(span, before)| before.last_seen < end && start < span.from)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of some weeks")]
fn mean(held: &[(Prices, i64)]) -> Prices {
    // One price alone is that price, to the last digit.
    if let [(first, _), rest @ ..] = held
        && rest.iter().all(|(prices, _)| prices == first)
    {
        return *first;
    }
    let whole: i64 = held.iter().map(|(_, held)| held).sum();
    let mean = |price: fn(&Prices) -> f64| {
        held.iter().map(|(prices, held)| price(prices) * (*held as f64 / whole as f64)).sum()
    };
    let has_cache = held.iter().any(|(prices, _)| prices.cache_read.is_some());
    Prices {
        input: mean(|prices| prices.input),
        output: mean(|prices| prices.output),
        cache_read: has_cache.then(|| mean(Prices::cached)),
        request: mean(|prices| prices.request),
    }
}

impl Prices {
    /// What cached input costs: no price of its own means no discount.
    fn cached(&self) -> f64 {
        self.cache_read.unwrap_or(self.input)
    }
}

/// The lowest or highest of each price.
fn extreme(candidates: &[Prices], choose: fn(f64, f64) -> f64) -> Option<Prices> {
    let of = |price: fn(&Prices) -> f64| candidates.iter().map(price).reduce(choose);
    let has_cache = candidates.iter().any(|prices| prices.cache_read.is_some());
    Some(Prices {
        input: of(|prices| prices.input)?,
        output: of(|prices| prices.output)?,
        cache_read: of(Prices::cached).filter(|_| has_cache),
        request: of(|prices| prices.request)?,
    })
}

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

#[cfg(test)]
mod tests;

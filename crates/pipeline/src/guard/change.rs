//! From one answer to the next of the same request and argument: the figures that guards bound.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::profile::{Profile, TableProfile};

/// A list that had fewer rows says little by losing some.
const FEWEST_ROWS: usize = 8;
/// Behind a longer pause other models are in use: their names and their tokens say nothing of the source.
const LONGEST_PAUSE: i64 = 35;
/// How far from a power of ten, in decades, a middle change may be and still count as one.
const NEAR_POWER: f64 = 0.15;

/// An answer and the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Change<'answers> {
    /// The answer.
    pub now: &'answers Profile,
    /// The last one before it that was used.
    pub before: &'answers Profile,
    /// How many days lie between them.
    pub days: i64,
}

/// One table in both.
type Pair<'answers> = (&'answers TableProfile, &'answers TableProfile);

impl<'answers> Change<'answers> {
    /// Tables of the answer before that are long enough, beside what there is of them now.
    fn tables(self) -> impl Iterator<Item = Pair<'answers>> {
        let long = self.before.tables.iter().filter(|(_, before)| before.rows >= FEWEST_ROWS);
        long.map(move |(name, before)| (self.now.tables.get(name).unwrap_or(&self.now.nothing), before))
    }

    /// The least of what the tables say.
    fn least(self, of: impl Fn(Pair<'answers>) -> Option<f64>) -> Option<f64> {
        self.tables().filter_map(of).reduce(f64::min)
    }

    pub(super) fn rows(&self) -> Option<f64> {
        self.least(|(now, before)| Some(ratio(now.rows, before.rows)))
    }

    /// Where one table fell and another rose, the one that fell.
    pub(super) fn tokens(&self) -> Option<f64> {
        if self.days > LONGEST_PAUSE {
            return None;
        }
        let ratios: Vec<f64> = self.tables().filter_map(|(now, before)| level(now, before)).collect();
        let least = ratios.iter().copied().reduce(f64::min)?;
        let most = ratios.iter().copied().reduce(f64::max)?;
        Some(if least < 1.0 && 1.0 / least > most { least } else { most })
    }

    pub(super) fn names(&self) -> Option<f64> {
        if self.days > LONGEST_PAUSE {
            return None;
        }
        self.least(|(now, before)| {
            let newest = before.tokens.values().next_back();
            let weights: BTreeMap<&str, i64> = match newest.filter(|tokens| tokens.values().any(|tokens| *tokens > 0)) {
                Some(tokens) => tokens.iter().map(|(name, tokens)| (name.as_str(), *tokens)).collect(),
                None => before.names.iter().map(|name| (name.as_str(), 1)).collect(),
            };
            let all: i64 = weights.values().sum();
            let kept: i64 =
                weights.iter().filter(|(name, _)| now.names.contains(**name)).map(|(_, weight)| weight).sum();
            (all > 0).then(|| real(kept) / real(all))
        })
    }

    pub(super) fn prices(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let is_priced = |prices: &[f64; 2]| prices.iter().any(|price| *price > 0.0);
            let priced = before.prices.iter().filter(|(_, prices)| is_priced(prices));
            let still: Vec<bool> = priced.filter_map(|(name, _)| now.prices.get(name).map(is_priced)).collect();
            let kept = still.iter().filter(|is_priced| **is_priced).count();
            (still.len() >= FEWEST_ROWS).then(|| ratio(kept, still.len()))
        })
    }

    pub(super) fn same_unit(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let of_tokens = middle(token_changes(now, before));
            let of_prices = middle(price_changes(now, before));
            let changes = [of_tokens, of_prices].into_iter().flatten();
            changes.map(|change| if is_power_of_ten(change) { 0.0 } else { 1.0 }).reduce(f64::min)
        })
    }

    pub(super) fn fresh(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let (newest, tokens) = now.tokens.iter().next_back()?;
            let (last, last_tokens) = before
                .tokens
                .iter()
                .chain(&now.tokens)
                .filter(|(period, _)| *period < newest)
                .max_by_key(|(period, _)| **period)?;
            (newest > last && tokens.len() >= FEWEST_ROWS).then(|| if tokens == last_tokens { 0.0 } else { 1.0 })
        })
    }

    pub(super) fn fields(&self) -> Option<f64> {
        let before = &self.before.usual_fields;
        let kept = before.iter().filter(|field| self.now.fields.contains(*field)).count();
        (before.len() >= FEWEST_ROWS).then(|| ratio(kept, before.len()))
    }

    pub(super) fn parts(&self) -> Option<f64> {
        self.least(|(now, _)| (now.parts.0 > 0).then(|| ratio(now.parts.1, now.parts.0)))
    }
}

/// How tokens changed: over the periods that both have whole, else from the newest of one to the newest of the other.
fn level(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let shared: Vec<(i64, i64)> =
        inner(before).filter_map(|(period, tokens)| Some((sum(now.tokens.get(period)?), sum(tokens)))).collect();
    let (now, before) = if shared.is_empty() {
        let newest = |table: &TableProfile| table.tokens.values().next_back().map(sum);
        (newest(now).unwrap_or(0), newest(before)?)
    } else {
        shared.iter().fold((0, 0), |(now, before), (one, other)| (now + one, before + other))
    };
    (before > 0).then(|| real(now) / real(before))
}

/// The periods of a chart without its first, which may be cut, and its last, which may be running.
fn inner(table: &TableProfile) -> impl Iterator<Item = (&Date, &BTreeMap<String, i64>)> {
    let last = table.tokens.len().saturating_sub(1);
    table.tokens.iter().enumerate().filter(move |(place, _)| *place > 0 && *place < last).map(|(_, period)| period)
}

/// How the tokens of each name changed, in decades: in the last period that both have whole, else from newest to newest. The
/// last bucket of a chart is no such period: on a Tuesday it has a tenth of what it had on the Sunday before.
fn token_changes(now: &TableProfile, before: &TableProfile) -> Vec<f64> {
    let shared = inner(before).map(|(period, _)| period).filter(|period| now.tokens.contains_key(period)).last();
    let of = |table: &TableProfile| match shared {
        Some(period) => table.tokens.get(period).cloned().unwrap_or_default(),
        None => table.tokens.values().next_back().cloned().unwrap_or_default(),
    };
    let (now, before) = (of(now), of(before));
    let pair = |(name, before): (&String, &i64)| Some((*now.get(name)?, *before));
    let pairs = before.iter().filter_map(pair).filter(|(now, before)| *now > 0 && *before > 0);
    pairs.map(|(now, before)| (real(now) / real(before)).log10()).collect()
}

fn price_changes(now: &TableProfile, before: &TableProfile) -> Vec<f64> {
    let pair = |(name, before): (&String, &[f64; 2])| Some((now.prices.get(name)?[0], before[0]));
    let pairs = before.prices.iter().filter_map(pair).filter(|(now, before)| *now > 0.0 && *before > 0.0);
    pairs.map(|(now, before)| (now / before).log10()).collect()
}

/// The middle one, where there are enough.
fn middle(mut changes: Vec<f64>) -> Option<f64> {
    changes.sort_by(f64::total_cmp);
    (changes.len() >= FEWEST_ROWS).then(|| changes.get(changes.len() / 2).copied()).flatten()
}

fn is_power_of_ten(decades: f64) -> bool {
    let power = decades.round();
    power != 0.0 && (decades - power).abs() <= NEAR_POWER
}

fn sum(tokens: &BTreeMap<String, i64>) -> i64 {
    tokens.values().fold(0, |sum, tokens| sum.saturating_add(*tokens))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for a bound, not for a table")]
fn real(count: i64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for a bound, not for a table")]
fn ratio(now: usize, before: usize) -> f64 {
    now as f64 / before as f64
}

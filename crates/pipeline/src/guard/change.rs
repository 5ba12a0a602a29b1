//! From one answer to the next of the same request and argument: the figures that guards bound.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use schema::{Table as _, tables::Catalog};

use super::{
    price_change::{kept, middle_price_change, vendor, vendor_changes, vendors_kept},
    profile::{Profile, TableProfile},
};

/// A list that had fewer rows says little by losing some.
pub(super) const FEWEST_ROWS: usize = 8;
/// Behind a longer pause other models are in use: their names and their tokens say nothing of the source.
const LONGEST_PAUSE: i64 = 35;
/// Of the largest of a week, which change places soon, already behind this one: a missed Monday is no fault of the source.
const LONGEST_PAUSE_OF_FEW: i64 = 10;
/// So many names are few.
const FEW_NAMES: usize = 30;
/// A list may lag behind its capture by so many days more than the one before.
const MOST_LAG: i64 = 2;
/// In so many days some price of a catalogue changes: none was ever the same a week later.
const LONGEST_STANDSTILL: i64 = 6;
/// How far from a power of ten, in decades, a middle change may be and still count as one.
pub(super) const NEAR_POWER: f64 = 0.15;

/// A name's tokens of a week that is over change by less, if upstream restates them.
const MOST_RESTATED: f64 = 1.25;
/// And from one period to the next by less, for most of the tokens.
const MOST_MOVED: f64 = 5.0;

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
        self.before.tables.keys().filter_map(move |name| self.tables_named(name))
    }

    fn tables_named(self, name: &str) -> Option<Pair<'answers>> {
        let before = self.before.tables.get(name).filter(|before| before.rows >= FEWEST_ROWS)?;
        Some((self.now.tables.get(name).unwrap_or(&self.now.nothing), before))
    }

    /// Whether too much time lies between what they are about for names and tokens to be alike.
    fn is_paused(self, now: &TableProfile, before: &TableProfile) -> bool {
        self.days_between(now, before) > LONGEST_PAUSE
    }

    /// The days between what they are about, or between their captures.
    fn days_between(self, now: &TableProfile, before: &TableProfile) -> i64 {
        let newest = |table: &TableProfile| table.tokens.keys().next_back().copied();
        let between =
            |(now, before): (Date, Date)| now.since(before).map_or(0, |span| i64::from(span.get_days().abs()));
        let days = newest(now).zip(newest(before)).map_or(0, between);
        self.days.max(days)
    }

    /// How tokens changed from the newest whole period to the newest whole period.
    fn across(self, now: &TableProfile, before: &TableProfile) -> Option<f64> {
        if self.is_paused(now, before) {
            return None;
        }
        let before = whole(before).map(sum).filter(|before| *before > 0)?;
        Some(real(whole(now).map_or(0, sum)) / real(before))
    }

    /// The least of what the tables say.
    fn least(self, of: impl Fn(Pair<'answers>) -> Option<f64>) -> Option<f64> {
        self.tables().filter_map(of).reduce(f64::min)
    }

    pub(super) fn rows(&self) -> Option<f64> {
        // A window of seven days behind one of a year is no shorter list: of days each is looked at.
        let days =
            |table: &TableProfile| if table.is_dated && !table.is_weekly { table.tokens.len().max(1) } else { 1 };
        self.least(|(now, before)| Some(ratio(now.rows * days(before), before.rows * days(now))))
    }

    /// The largest change of all: over the weeks that both have, and from the newest whole one to the newest whole one.
    pub(super) fn tokens(&self) -> Option<f64> {
        let ratios: Vec<f64> =
            self.tables().flat_map(|(now, before)| [shared(now, before), self.across(now, before)]).flatten().collect();
        let least = ratios.iter().copied().reduce(f64::min)?;
        let most = ratios.iter().copied().reduce(f64::max)?;
        Some(if least < 1.0 && 1.0 / least > most { least } else { most })
    }

    /// By tokens where there are some; 0 where a vendor with some models is not named any more, whatever else is.
    pub(super) fn names(&self) -> Option<f64> {
        let kept = self.least(|(now, before)| {
            let newest = whole(before).filter(|tokens| tokens.values().any(|tokens| *tokens > 0));
            let weights: BTreeMap<&str, i64> = match newest {
                Some(tokens) => tokens.iter().map(|(name, tokens)| (name.as_str(), *tokens)).collect(),
                None => before.names.iter().map(|name| (name.as_str(), 1)).collect(),
            };
            if self.is_paused(now, before) {
                return None;
            }
            let is_there =
                |name: &str| whole(now).map_or_else(|| now.names.contains(name), |tokens| tokens.contains_key(name));
            let all: i64 = weights.values().sum();
            let kept: i64 = weights.iter().filter(|(name, _)| is_there(name)).map(|(_, weight)| weight).sum();
            // Some of the few largest leave in some weeks, but never all of them.
            let is_long = weights.len() < FEW_NAMES && self.days_between(now, before) > LONGEST_PAUSE_OF_FEW;
            (all > 0 && !(is_long && kept > 0)).then(|| real(kept) / real(all))
        });
        let vendors = self.least(|(now, before)| vendors_named(now, before).filter(|_| !self.is_paused(now, before)));
        kept.into_iter().chain(vendors).reduce(f64::min)
    }

    /// The worst of: all prices, those of input, those of output; and of each vendor with some models, whether any has one.
    pub(super) fn prices(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let both: [fn(&[f64; 2]) -> bool; 3] = [
                |[input, output]| *input > 0.0 || *output > 0.0,
                |[input, _]| *input > 0.0,
                |[_, output]| *output > 0.0,
            ];
            let parts = both.into_iter().filter_map(|is_priced| kept(now, before, is_priced));
            parts.chain(vendors_kept(now, before)).reduce(f64::min)
        })
    }

    /// The middle change of prices of input or output, whichever is larger.
    pub(super) fn price_level(&self) -> Option<f64> {
        let changes = |(now, before): Pair<'_>| [0, 1].map(|part| middle_price_change(now, before, part));
        let all = self.tables().flat_map(changes).flatten().map(|decades| 10_f64.powf(decades));
        all.max_by(|one, other| one.ln().abs().total_cmp(&other.ln().abs()))
    }

    pub(super) fn same_unit(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let of_weeks = middle(shared_changes(now, before));
            let across = (!self.is_paused(now, before)).then(|| middle(whole_changes(now, before))).flatten();
            let of_prices = [0, 1].map(|part| middle_price_change(now, before, part));
            let of_vendors = [0, 1].into_iter().flat_map(|part| vendor_changes(now, before, part));
            let changes = [of_weeks, across].into_iter().chain(of_prices).flatten().chain(of_vendors);
            changes.map(|change| if is_power_of_ten(change) { 0.0 } else { 1.0 }).reduce(f64::min)
        })
    }

    /// Numbers that stand under other names than before leave totals, names and middles as they were.
    pub(super) fn steady(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let both = inner(before).filter_map(|(period, tokens)| Some((now.tokens.get(period)?, tokens)));
            let shared = steady_part(both, MOST_RESTATED);
            let newest = whole(now).zip(whole(before)).filter(|_| !self.is_paused(now, before));
            let across = steady_part(newest.into_iter(), MOST_MOVED);
            shared.into_iter().chain(across).reduce(f64::min)
        })
    }

    pub(super) fn same_prices(&self) -> Option<f64> {
        self.least(|(now, before)| {
            if self.is_paused(now, before) {
                return None;
            }
            let is_priced = |prices: &[f64; 2]| prices.iter().any(|price| *price > 0.0);
            let priced = before.prices.iter().filter(|(_, prices)| is_priced(prices));
            let bits = |prices: &[f64; 2]| prices.map(f64::to_bits);
            let still: Vec<bool> =
                priced.filter_map(|(name, old)| Some(bits(now.prices.get(name)?) == bits(old))).collect();
            let same = still.iter().filter(|is_same| **is_same).count();
            (still.len() >= FEWEST_ROWS).then(|| ratio(same, still.len()))
        })
    }

    /// A source that has died goes on sending what it had: a chart whose newest week is older than before, or whose running
    /// week stands still while a day passes; a day with the tokens of the day before. A table of weeks that are over may stand.
    /// Nor does a list fall behind the day of its capture, or a catalogue keep every price for a week.
    pub(super) fn fresh(&self) -> Option<f64> {
        let lags = self.least(|(now, before)| {
            let later = now.lag_days? - before.lag_days?;
            Some(if later > MOST_LAG { 0.0 } else { 1.0 })
        });
        [self.goes_on(), lags, self.moves()].into_iter().flatten().reduce(f64::min)
    }

    /// Lists of one model's providers, or of what volunteers keep, may stand.
    fn moves(&self) -> Option<f64> {
        let (now, before) = self.tables_named(Catalog::SPEC.name)?;
        let stands_still = self.days >= LONGEST_STANDSTILL && now.prices == before.prices;
        Some(if stands_still { 0.0 } else { 1.0 })
    }

    fn goes_on(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let ((newest, tokens), (last, last_tokens)) =
                (now.tokens.iter().next_back()?, before.tokens.iter().next_back()?);
            if tokens.len().max(last_tokens.len()) < FEWEST_ROWS {
                return None;
            }
            let is_chart = now.is_weekly && now.tokens.len() > 2 && before.tokens.len() > 2;
            let stands_still = before.is_running && newest == last && tokens == last_tokens && self.days >= 1;
            let is_later = (now.is_dated || self.days >= 1) && newest != last;
            let other = before.tokens.iter().chain(&now.tokens).filter(|(period, _)| *period < newest);
            let repeats =
                is_later && other.max_by_key(|(period, _)| **period).is_some_and(|(_, other)| other == tokens);
            let is_stale = is_chart && (newest < last || stands_still);
            Some(if is_stale || repeats { 0.0 } else { 1.0 })
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

/// The part of the tokens before, of names that are still there, that changed by no more than `most` times.
fn steady_part<'answers>(
    pairs: impl Iterator<Item = (&'answers BTreeMap<String, i64>, &'answers BTreeMap<String, i64>)>,
    most: f64,
) -> Option<f64> {
    let (mut steady, mut all, mut names) = (0_i64, 0_i64, 0);
    for (now, before) in pairs {
        for (now, before) in before.iter().filter_map(|(name, before)| Some((now.get(name)?, *before))) {
            let (least, largest) = ((*now).min(before), (*now).max(before));
            all = all.saturating_add(before);
            names += 1;
            if real(largest) <= most * real(least) {
                steady = steady.saturating_add(before);
            }
        }
    }
    (names >= FEWEST_ROWS && all > 0).then(|| real(steady) / real(all))
}

/// How tokens changed in the periods that both have whole.
fn shared(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let pairs = inner(before).filter_map(|(period, tokens)| Some((sum(now.tokens.get(period)?), sum(tokens))));
    let (now, before) = pairs.fold((0, 0), |(now, before), (one, other)| (now + one, before + other));
    (before > 0).then(|| real(now) / real(before))
}

/// The tokens of the newest period that is whole: of a chart not the last, which may be running.
fn whole(table: &TableProfile) -> Option<&BTreeMap<String, i64>> {
    inner(table).last().map(|(_, tokens)| tokens).or_else(|| table.tokens.values().next_back())
}

/// The periods of a chart without its first, which may be cut, and its last, which may be running.
fn inner(table: &TableProfile) -> impl Iterator<Item = (&Date, &BTreeMap<String, i64>)> {
    let last = table.tokens.len().saturating_sub(1);
    table.tokens.iter().enumerate().filter(move |(place, _)| *place > 0 && *place < last).map(|(_, period)| period)
}

/// How the tokens of each name changed, in decades, in the last period that both have whole.
fn shared_changes(now: &TableProfile, before: &TableProfile) -> Vec<f64> {
    let both = inner(before).filter_map(|(period, tokens)| Some((now.tokens.get(period)?, tokens))).last();
    both.map(|(now, before)| changes(now, before)).unwrap_or_default()
}

/// The same from the newest whole period of one to that of the other.
fn whole_changes(now: &TableProfile, before: &TableProfile) -> Vec<f64> {
    whole(now).zip(whole(before)).map(|(now, before)| changes(now, before)).unwrap_or_default()
}

fn changes(now: &BTreeMap<String, i64>, before: &BTreeMap<String, i64>) -> Vec<f64> {
    let pair = |(name, before): (&String, &i64)| Some((*now.get(name)?, *before));
    let pairs = before.iter().filter_map(pair).filter(|(now, before)| *now > 0 && *before > 0);
    pairs.map(|(now, before)| (real(now) / real(before)).log10()).collect()
}

/// 0 where a vendor with some models is not named at all any more, else 1; none where no vendor has so many.
fn vendors_named(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let mut vendors: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &before.names {
        *vendors.entry(vendor(name)).or_default() += 1;
    }
    let named: BTreeSet<&str> = now.names.iter().map(|name| vendor(name)).collect();
    let large = vendors.into_iter().filter(|(_, models)| *models >= FEWEST_ROWS);
    large.map(|(vendor, _)| if named.contains(vendor) { 1.0 } else { 0.0 }).reduce(f64::min)
}

/// The middle one, where there are enough.
pub(super) fn middle(mut changes: Vec<f64>) -> Option<f64> {
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
pub(super) fn ratio(now: usize, before: usize) -> f64 {
    now as f64 / before as f64
}

//! From one answer to the next of the same request and argument: the figures that guards bound.

use jiff::civil::Date;
use schema::{Table as _, tables::Catalog};

use super::{
    Found,
    parts::{self, Parts},
    period::{Step, across, newest, settled, steps},
    price_change::{PRICED, are_same, cache_prices_kept, levels, prices_kept, repriced_vendors, unit_changes},
    profile::{Profile, TableProfile},
    repeat::repeated,
    slip::{MOST_SLIPPED, slipped},
    token_change::{
        LONGEST_PAUSE, MOST_MOVED, MOST_RESTATED, NEAR_POWER, changes, is_large_restated, is_unit, kept_part,
        large_names, leap, names_kept, ratio, real, steady_part, sum, units,
    },
    vendor::{large_vendors, vendors_named},
};

/// A list that had fewer rows says little by losing some.
pub(super) const FEWEST_ROWS: usize = 8;
/// A list may lag behind its capture by so many days more than the one before.
pub(super) const MOST_LAG: i64 = 2;
/// In so many days some price of a catalogue changes: none was ever the same a week later.
pub const LONGEST_STANDSTILL: i64 = 6;

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
pub(super) type Pair<'answers> = (&'answers TableProfile, &'answers TableProfile);

impl<'answers> Change<'answers> {
    /// Tables of the answer before that are long enough, beside what there is of them now.
    fn tables(self) -> impl Iterator<Item = Pair<'answers>> {
        self.by_table().map(|(_, pair)| pair)
    }

    /// The same by name.
    pub(super) fn by_table(self) -> impl Iterator<Item = (&'static str, Pair<'answers>)> {
        self.before.tables.keys().filter_map(move |name| Some((*name, self.tables_named(name)?)))
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

    /// The steps to what is new.
    pub(super) fn steps(self, now: &'answers TableProfile, before: &'answers TableProfile) -> Vec<Step<'answers>> {
        steps(now, before).into_iter().map(|step| self.dated(now, step)).collect()
    }

    /// The step over all that is new, where it is not too long. The use of one app may change tenfold in a week: that of four of
    /// 31 real ones did.
    pub(super) fn across(self, now: &'answers TableProfile, before: &'answers TableProfile) -> Option<Step<'answers>> {
        let step = across(now, before).map(|step| self.dated(now, step));
        step.filter(|step| step.days <= LONGEST_PAUSE && now.app_weeks == 0)
    }

    /// A list of one period is as far from the one before as its capture, too.
    fn dated(self, now: &TableProfile, step: Step<'answers>) -> Step<'answers> {
        let days = if now.tokens.len() == 1 { step.days.max(self.days) } else { step.days };
        Step { days, ..step }
    }

    /// The least of what the tables say.
    fn least(self, of: impl Fn(Pair<'answers>) -> Option<f64>) -> Option<f64> {
        self.tables().filter_map(of).reduce(f64::min)
    }

    /// Of the whole answer, and of each day or week that is new.
    pub(super) fn rows(&self) -> Option<f64> {
        // A window of seven days behind one of a year is no shorter list: of days each is looked at.
        let days =
            |table: &TableProfile| if table.is_dated && !table.is_weekly { table.tokens.len().max(1) } else { 1 };
        let all = self.least(|(now, before)| Some(ratio(now.rows * days(before), before.rows * days(now))));
        let new = self.least(|(now, before)| {
            let steps =
                self.steps(now, before).into_iter().filter(|step| now.is_dated && step.before.len() >= FEWEST_ROWS);
            steps.map(|step| ratio(step.now.len(), step.before.len())).reduce(f64::min)
        });
        all.into_iter().chain(new).reduce(f64::min)
    }

    /// Over the periods that both have, from each whole period to the next that is new, and over all that is new.
    pub(super) fn tokens(&self) -> Option<Found> {
        let of_table = |(now, before): Pair<'answers>| {
            let steps = self.steps(now, before).into_iter().filter(|step| step.days <= LONGEST_PAUSE);
            let across = changes(self.across(now, before).into_iter());
            changes(steps).into_iter().chain(across).chain(shared(now, before)).collect::<Vec<_>>()
        };
        Found::of(self.tables().flat_map(of_table))
    }

    /// By tokens where there are some; 0 where a vendor with some models is not named any more, or a large one or a large name
    /// has no tokens left, whatever else is.
    pub(super) fn names(&self) -> Option<f64> {
        let kept = self.least(|(now, before)| {
            if newest(before).is_some_and(|tokens| sum(tokens) > 0) {
                self.steps(now, before).into_iter().filter_map(names_kept).reduce(f64::min)
            } else {
                let is_there = before.names.iter().map(|name| now.names.contains(name));
                kept_part(is_there.map(|is_there| (1, is_there)), self.days_between(now, before))
            }
        });
        let vendors = self.least(|(now, before)| vendors_named(now, before).filter(|_| !self.is_paused(now, before)));
        let large = self.least(|(now, before)| large_names(&settled(now, before)));
        [kept, vendors, large].into_iter().flatten().reduce(f64::min)
    }

    pub(super) fn prices(&self) -> Option<f64> {
        self.least(|(now, before)| prices_kept(now, before))
    }

    pub(super) fn cache_prices(&self) -> Option<f64> {
        self.least(|(now, before)| cache_prices_kept(now, before))
    }

    /// The middle change of prices of input, of output, of reading and of writing a cache.
    pub(super) fn price_level(&self) -> Option<Found> {
        Found::of(self.tables().flat_map(|(now, before)| levels(now, before)).map(|(_, level)| level))
    }

    pub(super) fn same_unit(&self) -> Option<f64> {
        self.least(|(now, before)| {
            let settled = settled(now, before);
            let steps: Vec<_> = self.steps(now, before).into_iter().filter(|step| step.days <= LONGEST_PAUSE).collect();
            let old = settled.iter().flat_map(|(now, before)| units(now, before));
            let new = steps.iter().flat_map(|step| {
                let vendors = large_vendors(*step).into_iter().map(|(_, change)| change);
                let vendors = vendors.filter(|change| change.is_finite());
                units(step.now, step.before).into_iter().chain(vendors.map(|change| is_unit(change, NEAR_POWER)))
            });
            let steps = steps.iter().copied().chain(self.across(now, before)).map(|step| (step.now, step.before));
            let totals = settled.iter().copied().chain(steps).filter(|_| before.app_weeks == 0);
            let leaps = totals.filter_map(|(now, before)| leap(now, before));
            let prices = unit_changes(now, before).into_iter().map(|(_, change)| is_unit(change, NEAR_POWER));
            old.chain(new).chain(leaps).chain(prices).reduce(f64::min)
        })
    }

    /// Numbers that stand under other names than before leave totals, names and middles as they were. What is over is not
    /// restated by much, for any name of a size.
    pub(super) fn steady(&self) -> Option<f64> {
        self.least(|pair| self.steady_of(pair))
    }

    /// Of one table.
    pub(super) fn steady_of(self, (now, before): Pair<'answers>) -> Option<f64> {
        let settled = settled(now, before);
        let old = settled.iter().filter_map(|(now, before)| steady_part(now, before, MOST_RESTATED));
        let large = settled.iter().filter(|(now, before)| is_large_restated(now, before)).map(|_| 0.0);
        let steps = self.steps(now, before).into_iter().filter(|step| step.days <= LONGEST_PAUSE);
        let steps = steps.chain(self.across(now, before));
        let new = steps.filter_map(|step| steady_part(step.now, step.before, MOST_MOVED));
        old.chain(large).chain(new).reduce(f64::min)
    }

    pub(super) fn same_prices(&self) -> Option<f64> {
        self.least(|(now, before)| {
            if self.is_paused(now, before) {
                return None;
            }
            let priced = before.prices.iter().filter(|(_, prices)| PRICED[0](prices));
            let still: Vec<bool> =
                priced.filter_map(|(name, old)| Some(are_same(now.prices.get(name)?, old))).collect();
            let same = still.iter().filter(|is_same| **is_same).count();
            let of_all = (still.len() >= FEWEST_ROWS).then(|| ratio(same, still.len()));
            let slipped = slipped(&now.prices, &before.prices).filter(|names| names.len() > MOST_SLIPPED);
            let is_repriced = !repriced_vendors(now, before).is_empty();
            let vendors = is_repriced.then_some(0.0);
            of_all.into_iter().chain(vendors).chain(slipped.map(|_| 0.0)).reduce(f64::min)
        })
    }

    /// How many did in the table where most did.
    pub(super) fn slipped_prices(&self) -> Option<f64> {
        let of_table = |(now, before): Pair<'answers>| slipped(&now.prices, &before.prices);
        let counts = self.tables().filter(|(now, before)| !self.is_paused(now, before)).filter_map(of_table);
        counts.map(|names| ratio(names.len(), 1)).reduce(f64::max)
    }

    /// A source that has died goes on sending what it had: a chart whose newest week is older than before, or whose running
    /// week stands still while a day passes; a day with the tokens of another. A table of weeks that are over may stand.
    /// Nor does a list fall behind the day of its capture, or a catalogue keep every price for a week.
    pub(super) fn fresh(&self) -> Option<f64> {
        let lags = self.least(|(now, before)| {
            let later = now.lag_days? - before.lag_days?;
            Some(if later > MOST_LAG { 0.0 } else { 1.0 })
        });
        [self.goes_on(), lags, self.moves()].into_iter().flatten().reduce(f64::min)
    }

    /// Lists of one model's providers, or of what volunteers keep, may stand.
    pub(super) fn moves(&self) -> Option<f64> {
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
            let repeats = (now.is_dated || self.days >= 1) && repeated(now, before).is_some();
            let is_stale = is_chart && (newest < last || stands_still);
            Some(if is_stale || repeats { 0.0 } else { 1.0 })
        })
    }

    /// 0 where one that we read and many objects had is gone, whatever else is.
    pub(super) fn fields(&self) -> Option<f64> {
        let is_there = |field: &&(String, String)| self.now.fields.contains(*field);
        let before = &self.before.usual_fields;
        let kept = before.iter().filter(is_there).count();
        let kept = (before.len() >= FEWEST_ROWS).then(|| ratio(kept, before.len()));
        let gone = (!self.before.read_fields.iter().all(|field| is_there(&field))).then_some(0.0);
        kept.into_iter().chain(gone).reduce(f64::min)
    }

    /// Output and cached tokens, each over the prompt tokens that it came with, beside the same before: whichever changed more.
    pub(super) fn mix(&self) -> Option<f64> {
        self.least(|(now, before)| now.mix.beside(&before.mix).filter(|_| !self.is_paused(now, before)))
    }

    pub(super) fn parts(&self) -> Option<f64> {
        self.least(|(now, before)| parts::parts(now, before).into_iter().map(Parts::share).reduce(f64::min))
    }
}

/// How tokens changed in the periods that both have, but for the first and the last.
pub(super) fn shared(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let last = before.tokens.len().saturating_sub(1);
    let inner = before.tokens.iter().enumerate().filter(|(place, _)| *place > 0 && *place < last);
    let pairs = inner.filter_map(|(_, (period, tokens))| Some((sum(now.tokens.get(period)?), sum(tokens))));
    let (now, before) = pairs.fold((0, 0), |(now, before), (one, other)| (now + one, before + other));
    (before > 0).then(|| real(now) / real(before))
}

//! Which periods of a table are over, which of them an answer has anew, and beside what each of these is held.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::day;

use super::profile::TableProfile;

/// The names of a period and their tokens.
pub(super) type Tokens = BTreeMap<String, i64>;

/// Of a table that is not there.
static NOBODY: Tokens = Tokens::new();

/// The first bucket of a window may be cut, and where a keeper merges windows so may the second.
const CUT_WEEKS: i64 = 2;

/// From a whole period to the next one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'answers> {
    /// Which the later one is.
    pub(super) period: Date,
    /// The later one.
    pub(super) now: &'answers Tokens,
    /// Which the earlier one is.
    pub(super) base: Date,
    /// The earlier one.
    pub(super) before: &'answers Tokens,
    /// How many days lie between them.
    pub(super) days: i64,
}

impl<'answers> Step<'answers> {
    fn between((base, before): (Date, &'answers Tokens), (period, now): (Date, &'answers Tokens)) -> Self {
        let days = period.since(base).map_or(i64::MAX, |span| i64::from(span.get_days().abs()));
        Self { period, now, base, before, days }
    }
}

/// The step to each whole period that the answer before did not have, or had as running: from the whole one next to it, which
/// may be as new, so that none of seven new days hides behind the last. Where none is new, from the newest to the newest.
pub(super) fn steps<'answers>(now: &'answers TableProfile, before: &'answers TableProfile) -> Vec<Step<'answers>> {
    let (new, old) = (wholes(now), wholes(before));
    let Some(last) = old.last_key_value().map(|(last, tokens)| (*last, *tokens)) else { return Vec::new() };
    let mut steps = Vec::new();
    for (period, tokens) in new.iter().filter(|(period, _)| !old.contains_key(*period)) {
        // Of one that both have, as it was believed: the last of equals is taken.
        let earlier = [&new, &old].map(|table| table.range(..*period).next_back());
        let base = earlier.into_iter().flatten().max_by_key(|(base, _)| **base);
        let base = base.map_or(last, |(base, before)| (*base, *before));
        steps.push(Step::between(base, (*period, *tokens)));
    }
    if steps.is_empty() {
        let newest = new.last_key_value().map_or((last.0, &NOBODY), |(period, tokens)| (*period, *tokens));
        steps.push(Step::between(last, newest));
    }
    steps
}

/// The step over all that is new: what changes by little from each day to the next may have changed by much in a week.
pub(super) fn across<'answers>(now: &'answers TableProfile, before: &'answers TableProfile) -> Option<Step<'answers>> {
    let newest = |table: &'answers TableProfile| wholes(table).pop_last();
    let (base, newest) = (newest(before)?, newest(now)?);
    (newest.0 > base.0).then(|| Step::between(base, newest))
}

/// The tokens now and before of each period that was over already before, and that no window cuts in either.
pub(super) fn settled<'answers>(
    now: &'answers TableProfile,
    before: &'answers TableProfile,
) -> Vec<(&'answers Tokens, &'answers Tokens)> {
    finished(now, before).into_iter().map(|(_, both)| both).collect()
}

/// The same with which period each is.
pub(super) fn finished<'answers>(
    now: &'answers TableProfile,
    before: &'answers TableProfile,
) -> Vec<(Date, (&'answers Tokens, &'answers Tokens))> {
    if !(now.is_dated && before.is_dated) {
        return Vec::new();
    }
    let (new, newest) = (over(now), before.tokens.keys().next_back());
    let both = over(before).into_iter().filter(|(period, _)| Some(period) != newest);
    let clear = both.filter(|(period, _)| is_clear(now, *period) && is_clear(before, *period));
    clear.filter_map(|(period, before)| Some((period, (*new.get(&period)?, before)))).collect()
}

/// The newest whole period.
pub(super) fn newest(table: &TableProfile) -> Option<&Tokens> {
    wholes(table).last_key_value().map(|(_, tokens)| *tokens)
}

/// Periods that are whole; the last one, where none is known to be.
pub(super) fn wholes(table: &TableProfile) -> BTreeMap<Date, &Tokens> {
    let over = over(table);
    let last = table.tokens.iter().next_back().map(|(period, tokens)| (*period, tokens));
    if over.is_empty() { last.into_iter().collect() } else { over }
}

/// Periods that are over. Of weeks not the first, which may be cut, nor the last of an anchor that came to an end: it was never
/// filled up.
fn over(table: &TableProfile) -> BTreeMap<Date, &Tokens> {
    let newest = table.tokens.keys().next_back();
    let is_over = |period: &Date| {
        let is_alike = |other: &Date| other.weekday() == period.weekday();
        let is_last = Some(period) == newest;
        match (table.is_weekly, is_last) {
            (_, true) if table.is_running => false,
            (false, _) => true,
            (true, is_last) => {
                table.tokens.range(..period).any(|(other, _)| is_alike(other))
                    && (is_last
                        || table.tokens.range(period..).rev().any(|(other, _)| other > period && is_alike(other)))
            }
        }
    };
    table.tokens.iter().map(|(period, tokens)| (*period, tokens)).filter(|(period, _)| is_over(period)).collect()
}

fn is_clear(table: &TableProfile, period: Date) -> bool {
    let until = day::shifted(period, -7 * CUT_WEEKS);
    !table.is_weekly || table.tokens.range(..=until).any(|(other, _)| other.weekday() == period.weekday())
}

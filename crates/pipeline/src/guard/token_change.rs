//! How tokens changed from one period to another, in all and name by name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    change::FEWEST_ROWS,
    period::{Step, Tokens},
    vendor::{LARGE, large_vendors},
};

/// Behind a longer pause other models are in use: their names and their tokens say nothing of the source.
pub(super) const LONGEST_PAUSE: i64 = 35;
/// Of the largest of a week, which change places soon, already behind this one: a missed Monday is no fault of the source.
const LONGEST_PAUSE_OF_FEW: i64 = 10;
/// So many names are few.
const FEW_NAMES: usize = 30;
/// How far from a power of ten, in decades, a middle change may be and still count as one.
pub(super) const NEAR_POWER: f64 = 0.15;
/// And how far the change of a total may be: no single name stands for many.
const NEAR_POWER_OF_ALL: f64 = 0.1;

/// No total of a year of real charts was more than two and a half times that of five weeks before.
const LEAP: f64 = 10.0;
/// A rise that follows a fall may be larger than what fell by so much.
const ECHO: f64 = 1.25;

/// A name's tokens of a week that is over change by less, if upstream restates them.
pub(super) const MOST_RESTATED: f64 = 1.25;
/// And from one period to the next by less, for most of the tokens.
pub(super) const MOST_MOVED: f64 = 5.0;

/// How the tokens of all changed from each period to the next. What falls and is back the next day rises by as much: of the two
/// the fall alone counts.
pub(super) fn changes<'answers>(steps: impl Iterator<Item = Step<'answers>>) -> Vec<f64> {
    let (mut changes, mut highest) = (Vec::new(), 0.0_f64);
    for step in steps {
        let (now, before) = (real(sum(step.now)), real(sum(step.before)));
        highest = highest.max(before);
        let is_echo = now > before && before < highest && now < ECHO * highest;
        if before > 0.0 && !is_echo {
            changes.push(now / before);
        }
        highest = highest.max(now);
    }
    changes
}

/// 0 where all tokens are of another size, whatever its power: some names of many in another unit.
pub(super) fn leap(now: &Tokens, before: &Tokens) -> Option<f64> {
    (sum(before) > 0 && real(sum(now)) > LEAP * real(sum(before))).then_some(0.0)
}

/// The part of a period's names that the next one still has, by tokens; 0 where a large vendor has nothing left.
pub(super) fn names_kept(step: Step<'_>) -> Option<f64> {
    if step.days > LONGEST_PAUSE {
        return None;
    }
    let names = step.before.iter().map(|(name, tokens)| (*tokens, step.now.contains_key(name)));
    let is_gone =
        step.days <= LONGEST_PAUSE_OF_FEW && large_vendors(step).iter().any(|(_, change)| change.is_infinite());
    kept_part(names, step.days).into_iter().chain(is_gone.then_some(0.0)).reduce(f64::min)
}

/// The part of names that are still there, each with its weight.
pub(super) fn kept_part(names: impl Iterator<Item = (i64, bool)>, days: i64) -> Option<f64> {
    let (mut all, mut kept, mut count) = (0_i64, 0_i64, 0);
    for (weight, is_there) in names {
        count += 1;
        all = all.saturating_add(weight);
        kept = kept.saturating_add(if is_there { weight } else { 0 });
    }
    // Some of the few largest leave in some weeks, but never all of them.
    let is_long = count < FEW_NAMES && days > LONGEST_PAUSE_OF_FEW;
    (all > 0 && days <= LONGEST_PAUSE && !(is_long && kept > 0)).then(|| real(kept) / real(all))
}

/// 0 where a name with much of the tokens of all periods that were over has none in any of them now.
pub(super) fn large_names(settled: &[(&Tokens, &Tokens)]) -> Option<f64> {
    let mut names: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, tokens) in settled.iter().flat_map(|(_, before)| *before) {
        *names.entry(name.as_str()).or_default() += real(*tokens);
    }
    let all: f64 = names.values().sum();
    let still: BTreeSet<&str> = settled
        .iter()
        .flat_map(|(now, _)| *now)
        .filter(|(_, tokens)| **tokens > 0)
        .map(|(name, _)| name.as_str())
        .collect();
    let mut large = names.iter().filter(|(_, tokens)| all > 0.0 && **tokens >= LARGE * all);
    large.any(|(name, _)| !still.contains(name)).then_some(0.0)
}

/// Whether a name with much of the tokens of a period that was over has others now, though upstream still names it.
pub(super) fn is_large_restated(now: &Tokens, before: &Tokens) -> bool {
    let all = real(sum(before));
    let both = before.iter().filter_map(|(name, before)| Some((real(*now.get(name)?), real(*before))));
    both.filter(|(_, before)| *before >= LARGE * all)
        .any(|(now, before)| now.max(before) > MOST_RESTATED * now.min(before))
}

/// Whether a period is told once more: the same names, each with as many tokens, but for what upstream restates.
pub(super) fn is_alike(now: &Tokens, before: &Tokens) -> bool {
    let is_same = |(name, before): (&String, &i64)| {
        now.get(name).is_some_and(|now| real(*now.max(before)) <= MOST_RESTATED * real(*now.min(before)))
    };
    now.len() == before.len() && before.iter().all(is_same)
}

/// The part of the tokens before, of names that are still there, that changed by no more than `most` times.
pub(super) fn steady_part(now: &Tokens, before: &Tokens, most: f64) -> Option<f64> {
    let (mut steady, mut all, mut names) = (0_i64, 0_i64, 0);
    for (now, before) in before.iter().filter_map(|(name, before)| Some((now.get(name)?, *before))) {
        let (least, largest) = ((*now).min(before), (*now).max(before));
        all = all.saturating_add(before);
        names += 1;
        if real(largest) <= most * real(least) {
            steady = steady.saturating_add(before);
        }
    }
    (names >= FEWEST_ROWS && all > 0).then(|| real(steady) / real(all))
}

/// The names that are still there and changed by more, each with its tokens now and before.
pub(super) fn unsteady<'answers>(now: &Tokens, before: &'answers Tokens, most: f64) -> Vec<(&'answers str, i64, i64)> {
    let both = before.iter().filter_map(|(name, before)| Some((name.as_str(), *now.get(name)?, *before)));
    both.filter(|(_, now, before)| real(*now.max(before)) > most * real(*now.min(before))).collect()
}

/// 0 for each of these that changed by a power of ten, else 1: the middle one of the names that both have, and the total.
pub(super) fn units(now: &Tokens, before: &Tokens) -> Vec<f64> {
    let pair = |(name, before): (&String, &i64)| Some((*now.get(name)?, *before));
    let pairs = before.iter().filter_map(pair).filter(|(now, before)| *now > 0 && *before > 0);
    let middle = middle(pairs.map(|(now, before)| (real(now) / real(before)).log10()).collect());
    let total = (sum(now) > 0 && sum(before) > 0).then(|| (real(sum(now)) / real(sum(before))).log10());
    let middle = middle.map(|change| is_unit(change, NEAR_POWER));
    middle.into_iter().chain(total.map(|change| is_unit(change, NEAR_POWER_OF_ALL))).collect()
}

/// The middle one, where there are enough.
pub(super) fn middle(mut changes: Vec<f64>) -> Option<f64> {
    changes.sort_by(f64::total_cmp);
    (changes.len() >= FEWEST_ROWS).then(|| changes.get(changes.len() / 2).copied()).flatten()
}

/// 0 where a change, in decades, is a power of ten or as good as one, else 1.
pub(super) fn is_unit(decades: f64, near: f64) -> f64 {
    let power = decades.round();
    if power != 0.0 && (decades - power).abs() <= near { 0.0 } else { 1.0 }
}

/// The tokens of a period.
pub(super) fn sum(tokens: &Tokens) -> i64 {
    tokens.values().fold(0, |sum, tokens| sum.saturating_add(*tokens))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for a bound, not for a table")]
pub(super) fn real(count: i64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for a bound, not for a table")]
pub(super) fn ratio(now: usize, before: usize) -> f64 {
    now as f64 / before as f64
}

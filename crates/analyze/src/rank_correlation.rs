//! Rank correlation of two variables, with an interval, a probability, and what is left of it given others. Pure arithmetic:
//! knows no models, vendors or benchmarks.
//!
//! Own functions, since no crate has what is asked for: `statrs` has distributions and tests but no rank correlation,
//! `ndarray-stats` Pearson's alone, and those that have Kendall's give a probability for large samples without ties. They are
//! held against `SciPy` in the tests. They work on resamples without making one: a resample is how often each item is in it
//! (`draws.rs`), and all that is done ten thousand times is done on places in whole numbers, without sorting, of eight resamples
//! at once (`lanes.rs`, `measure.rs`, `partial.rs`); deals, in which each item is there once, need bits alone (`dealt.rs`).

mod dealt;
mod doubt;
mod draws;
mod lanes;
mod measure;
mod partial;
mod ranks;

use std::collections::BTreeMap;

use polars::prelude::Column as Series;
use schema::{
    Column,
    columns::{RHO, RHO_HIGH, RHO_LOW, RHO_P, TAU, TAU_HIGH, TAU_LOW, TAU_P},
    series::reals,
};

pub(crate) use self::doubt::rho_range;
use self::{
    dealt::Dealt,
    draws::{Deals, Resamples},
    lanes::ONCE,
    measure::Pair,
    partial::Partial,
    ranks::Ranks,
};
use crate::chance::{DRAWS, float, middle_of};

/// Fewest items that a number is given for.
pub(crate) const FEWEST: usize = 10;
/// Two correlations that differ by less are the same: their last digits depend on the order of sums.
const SAME: f64 = 1e-12;

/// A measure of two variables' ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    /// Nominally 95 %: the percentiles of 10,000 resamples of items, drawn with replacement.
    pub(crate) interval: Option<(f64, f64)>,
    /// How often chance alone gives one as far from 0 or farther: two-sided, over 10,000 permutations, this arrangement
    /// counted among them (B. Phipson and G. K. Smyth, *Permutation P-values should never be zero*, 2010).
    pub(crate) p_value: Option<f64>,
}

/// Spearman's rho and Kendall's tau-b of the same items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Correlation {
    pub(crate) rho: Estimate,
    pub(crate) tau: Estimate,
}

/// Correlations, each computed once. All begin with the same chance, so the same ranks of as many items have the same numbers,
/// interval and probability included: values on two bases that rank models alike are one correlation.
#[derive(Default)]
pub(crate) struct Correlations {
    resamples: Resamples,
    deals: Deals,
    of_two: BTreeMap<[Ranks; 2], Option<Correlation>>,
    given_others: BTreeMap<Vec<Ranks>, Option<Estimate>>,
}

impl Correlations {
    /// Both measures of `x` against `y`, item by item. `None` with fewer than [`FEWEST`] items, or where one variable is the
    /// same of all.
    pub(crate) fn of(&mut self, x: &[f64], y: &[f64]) -> Option<Correlation> {
        let key = [Ranks::of(x), Ranks::of(y)];
        if let Some(known) = self.of_two.get(&key) {
            return *known;
        }
        let found = self.computed(&key);
        self.of_two.insert(key, found);
        found
    }

    /// Spearman's partial correlation: of the ranks of the first two variables, given those of the others. `None` with fewer
    /// than [`FEWEST`] items, or where a variable is the same of all or follows from others.
    pub(crate) fn partial(&mut self, variables: &[&[f64]]) -> Option<Estimate> {
        let key: Vec<Ranks> = variables.iter().map(|values| Ranks::of(values)).collect();
        if let Some(known) = self.given_others.get(&key) {
            return *known;
        }
        let found = self.computed_given_others(&key);
        self.given_others.insert(key, found);
        found
    }

    /// Spearman's rho of `x` against `y` with its interval, and without a probability: what is left of them given nothing. `None`
    /// where [`Self::of`] has none.
    pub(crate) fn rho(&mut self, x: &[f64], y: &[f64]) -> Option<Estimate> {
        self.partial(&[x, y])
    }

    fn computed(&mut self, [x, y]: &[Ranks; 2]) -> Option<Correlation> {
        let items = x.items();
        let (mut pair, mut dealt) = (Pair::of(x, y), Dealt::of(x, y));
        let [once, ..] = pair.measured(&vec![ONCE; items]);
        let [rho, tau] = once.filter(|_| items >= FEWEST)?;
        let drawn = self.resamples.of(items, DRAWS).flat_map(|counts| pair.measured(counts));
        let (rhos, taus) = drawn.take(DRAWS).flatten().map(|[rho, tau]| (rho, tau)).unzip();
        let mut as_far = [1, 1];
        for deal in self.deals.of(items, DRAWS) {
            let dealt = dealt.measured(deal)?;
            for ((count, found), value) in as_far.iter_mut().zip(dealt).zip([rho, tau]) {
                *count += usize::from(found.abs() >= value.abs() - SAME);
            }
        }
        let [p_rho, p_tau] = as_far.map(|count| Some(float(count) / float(DRAWS + 1)));
        Some(Correlation {
            rho: Estimate { value: rho, interval: interval(rhos), p_value: p_rho },
            tau: Estimate { value: tau, interval: interval(taus), p_value: p_tau },
        })
    }

    fn computed_given_others(&mut self, variables: &[Ranks]) -> Option<Estimate> {
        let items = variables.first()?.items();
        let mut partial = Partial::of(variables);
        let [once, ..] = partial.measured(&vec![ONCE; items]);
        let value = once.filter(|_| items >= FEWEST)?;
        let drawn = self.resamples.of(items, DRAWS).flat_map(|counts| partial.measured(counts));
        Some(Estimate { value, interval: interval(drawn.take(DRAWS).flatten().collect()), p_value: None })
    }
}

/// The ends of the interval. `None` where fewer than nine tenths of the resamples have a value.
fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    (10 * values.len() >= 9 * DRAWS).then(|| middle_of(&mut values)).flatten()
}

/// The columns of both measures, in the order of the rows; null where a row has none.
pub(crate) fn estimates(rows: &(impl Iterator<Item = Option<Correlation>> + Clone)) -> Vec<Series> {
    let of =
        |column: &Column, value: fn(Correlation) -> Option<f64>| reals(column, rows.clone().map(|row| value(row?)));
    vec![
        of(&RHO, |found| Some(found.rho.value)),
        of(&RHO_LOW, |found| Some(found.rho.interval?.0)),
        of(&RHO_HIGH, |found| Some(found.rho.interval?.1)),
        of(&RHO_P, |found| found.rho.p_value),
        of(&TAU, |found| Some(found.tau.value)),
        of(&TAU_LOW, |found| Some(found.tau.interval?.0)),
        of(&TAU_HIGH, |found| Some(found.tau.interval?.1)),
        of(&TAU_P, |found| found.tau.p_value),
    ]
}

#[cfg(test)]
mod tests;

//! Rank correlation of two variables, with an interval, a probability, and what is left of it given others. Pure arithmetic:
//! knows no models, vendors or benchmarks.
//!
//! Own functions, since no crate has what is asked for: `statrs` has distributions and tests but no rank correlation,
//! `ndarray-stats` Pearson's alone, and those that have Kendall's give a probability for large samples without ties. They are
//! held against `SciPy` in the tests, and work on resamples without making one: a resample is how often each item is in it.

use polars::prelude::Column as Series;
use rand_pcg::Pcg64;
use schema::{
    Column,
    columns::{RHO, RHO_HIGH, RHO_LOW, RHO_P, TAU, TAU_HIGH, TAU_LOW, TAU_P},
    series::reals,
};

use crate::chance::{DRAWS, ENDS, float, generator, place, quantile};

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

/// Both measures of `x` against `y`, item by item. `None` with fewer than [`FEWEST`] items, or where one variable is the same
/// of all.
pub(crate) fn correlation(x: &[f64], y: &[f64]) -> Option<Correlation> {
    let (x, y) = (Ranks::of(x), Ranks::of(y));
    let once = vec![1; x.of.len()];
    let order = x.order();
    let (rho, tau) = (spearman(&x, &y, &once)?, kendall(&x, &y, &order, &once)?);
    if once.len() < FEWEST {
        return None;
    }
    let (mut rhos, mut taus) = (Vec::with_capacity(DRAWS), Vec::with_capacity(DRAWS));
    resamples(once.len(), DRAWS, |counts| {
        rhos.extend(spearman(&x, &y, counts));
        taus.extend(kendall(&x, &y, &order, counts));
    });
    let [p_rho, p_tau] = p_values(&x, &y, [rho, tau]);
    Some(Correlation {
        rho: Estimate { value: rho, interval: middle(rhos), p_value: Some(p_rho) },
        tau: Estimate { value: tau, interval: middle(taus), p_value: Some(p_tau) },
    })
}

/// Spearman's partial correlation: of the ranks of the first two variables, given those of the others. `None` with fewer than
/// [`FEWEST`] items, or where a variable is the same of all or follows from others.
pub(crate) fn partial(variables: &[&[f64]]) -> Option<Estimate> {
    let variables: Vec<Ranks> = variables.iter().map(|values| Ranks::of(values)).collect();
    let items = variables.first()?.of.len();
    let value = partial_of(&variables, &vec![1; items]).filter(|_| items >= FEWEST)?;
    let mut values = Vec::with_capacity(DRAWS);
    resamples(items, DRAWS, |counts| values.extend(partial_of(&variables, counts)));
    Some(Estimate { value, interval: middle(values), p_value: None })
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

/// Values as places: equal ones share one, from 0 without gaps.
#[derive(Clone, Debug)]
struct Ranks {
    of: Vec<usize>,
    distinct: usize,
}

impl Ranks {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.dedup();
        let of = values.iter().map(|value| sorted.partition_point(|other| other < value)).collect();
        Self { of, distinct: sorted.len() }
    }

    /// The items by place.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.of.len()).collect();
        order.sort_by_key(|item| self.of.get(*item));
        order
    }

    /// How many items have each place, where `counts` says how often each item is there.
    fn tally(&self, counts: &[u32]) -> Vec<u32> {
        let mut tally = vec![0; self.distinct];
        for (rank, count) in self.of.iter().zip(counts) {
            if let Some(sum) = tally.get_mut(*rank) {
                *sum += count;
            }
        }
        tally
    }

    /// Mid-ranks by place, less their mean, and the sum of their squares; `None` where all items have one place.
    fn centred(&self, counts: &[u32]) -> Option<(Vec<f64>, f64)> {
        let tally = self.tally(counts);
        let all: u32 = tally.iter().sum();
        let (mut before, mut squares) = (0, 0.0);
        let middle = |count: &u32| {
            let rank = f64::from(before) + f64::midpoint(f64::from(*count), 1.0) - f64::midpoint(f64::from(all), 1.0);
            before += count;
            squares += f64::from(*count) * rank * rank;
            rank
        };
        let centred = tally.iter().map(middle).collect();
        (squares > 0.0).then_some((centred, squares))
    }
}

/// Spearman's rho: Pearson's correlation of mid-ranks.
fn spearman(x: &Ranks, y: &Ranks, counts: &[u32]) -> Option<f64> {
    let (x_ranks, x_squares) = x.centred(counts)?;
    let (y_ranks, y_squares) = y.centred(counts)?;
    let products = x.of.iter().zip(&y.of).zip(counts).map(|((x, y), count)| {
        let product = x_ranks.get(*x).zip(y_ranks.get(*y)).map(|(x, y)| x * y);
        f64::from(*count) * product.unwrap_or(0.0)
    });
    Some(within(products.sum::<f64>() / (x_squares * y_squares).sqrt()))
}

/// The rounding of sums may take the last digit beyond 1.
const fn within(value: f64) -> f64 {
    value.clamp(-1.0, 1.0)
}

/// Kendall's tau-b: pairs in the same order less pairs in the opposite one, over the geometric mean of the pairs that each
/// variable tells apart. `order` has the items by `x`.
fn kendall(x: &Ranks, y: &Ranks, order: &[usize], counts: &[u32]) -> Option<f64> {
    let pairs = |counts: &[u32]| -> i64 { counts.iter().map(|count| i64::from(*count)).map(pairs_of).sum() };
    let all = pairs_of(counts.iter().map(|count| i64::from(*count)).sum());
    let told = [x, y].map(|ranks| all - pairs(&ranks.tally(counts)));
    let [of_x, of_y] = told;
    let surplus = surplus(x, y, order, counts);
    (of_x > 0 && of_y > 0).then(|| within(real(surplus) / (real(of_x) * real(of_y)).sqrt()))
}

const fn pairs_of(items: i64) -> i64 {
    items * (items - 1) / 2
}

#[expect(clippy::cast_precision_loss, reason = "a number of pairs")]
const fn real(pairs: i64) -> f64 {
    pairs as f64
}

/// Pairs in the same order less pairs in the opposite one: each item against those of lower `x`.
fn surplus(x: &Ranks, y: &Ranks, order: &[usize], counts: &[u32]) -> i64 {
    let mut seen = Seen::new(y.distinct);
    let mut surplus = 0;
    let place = |item: &usize| Some((*x.of.get(*item)?, *y.of.get(*item)?, i64::from(*counts.get(*item)?)));
    let items: Vec<_> = order.iter().filter_map(place).filter(|(.., count)| *count > 0).collect();
    for equal in items.chunk_by(|one, other| one.0 == other.0) {
        for (_, rank, count) in equal {
            let (below, up_to) = (seen.below(*rank), seen.below(rank + 1));
            surplus += count * (below - (seen.all - up_to));
        }
        for (_, rank, count) in equal {
            seen.add(*rank, *count);
        }
    }
    surplus
}

/// How many items of each place were seen, as a tree of sums (P. M. Fenwick).
struct Seen {
    sums: Vec<i64>,
    all: i64,
}

impl Seen {
    fn new(places: usize) -> Self {
        Self { sums: vec![0; places + 1], all: 0 }
    }

    fn add(&mut self, rank: usize, count: i64) {
        self.all += count;
        let mut place = rank + 1;
        while let Some(sum) = self.sums.get_mut(place) {
            *sum += count;
            place += place & place.wrapping_neg();
        }
    }

    /// Those of a lower place.
    fn below(&self, rank: usize) -> i64 {
        let (mut place, mut sum) = (rank, 0);
        while place > 0 {
            sum += self.sums.get(place).copied().unwrap_or(0);
            place &= place - 1;
        }
        sum
    }
}

/// The partial correlation of the first two variables given the rest.
fn partial_of(variables: &[Ranks], counts: &[u32]) -> Option<f64> {
    let centred: Vec<_> = variables.iter().map(|ranks| ranks.centred(counts)).collect::<Option<_>>()?;
    let of = |one: usize, other: usize| {
        let ((x, (x_ranks, x_squares)), (y, (y_ranks, y_squares))) =
            (variables.get(one).zip(centred.get(one))?, variables.get(other).zip(centred.get(other))?);
        let products = x.of.iter().zip(&y.of).zip(counts).map(|((x, y), count)| {
            f64::from(*count) * x_ranks.get(*x).zip(y_ranks.get(*y)).map_or(0.0, |(x, y)| x * y)
        });
        Some(within(products.sum::<f64>() / (x_squares * y_squares).sqrt()))
    };
    given(&of, 0, 1, variables.len())
}

/// The correlation of two variables given those from the third on, up to `end`: the last is taken out of what is left by the
/// others.
fn given(of: &impl Fn(usize, usize) -> Option<f64>, one: usize, other: usize, end: usize) -> Option<f64> {
    if end <= 2 {
        return of(one, other);
    }
    let last = end - 1;
    let plain = given(of, one, other, last)?;
    let (first, second) = (given(of, one, last, last)?, given(of, other, last, last)?);
    let left = (1.0 - first * first) * (1.0 - second * second);
    (left > SAME).then(|| within((plain - first * second) / left.sqrt()))
}

/// Calls `take` with how often each item is in a resample, for so many of them.
fn resamples(items: usize, number: usize, mut take: impl FnMut(&[u32])) {
    let mut generator = generator();
    let mut counts = vec![0; items];
    for _ in 0..number {
        counts.fill(0);
        for _ in 0..items {
            if let Some(count) = counts.get_mut(place(&mut generator, items)) {
                *count += 1;
            }
        }
        take(&counts);
    }
}

/// The ends of the interval. `None` where fewer than nine tenths of the resamples have a value.
fn middle(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_unstable_by(f64::total_cmp);
    let [low, high] = ENDS.map(|part| quantile(&values, part));
    low.zip(high).filter(|_| 10 * values.len() >= 9 * DRAWS)
}

/// How often rho and tau are as far from 0 as these, where `y` is dealt out to the items by chance.
fn p_values(x: &Ranks, y: &Ranks, [rho, tau]: [f64; 2]) -> [f64; 2] {
    let mut generator = generator();
    let (mut dealt, once, order) = (y.clone(), vec![1; y.of.len()], x.order());
    let mut as_far = [1, 1];
    for _ in 0..DRAWS {
        shuffle(&mut dealt.of, &mut generator);
        let found = [spearman(x, &dealt, &once), kendall(x, &dealt, &order, &once)];
        for ((count, found), value) in as_far.iter_mut().zip(found).zip([rho, tau]) {
            *count += usize::from(found.is_some_and(|found| found.abs() >= value.abs() - SAME));
        }
    }
    as_far.map(|count| float(count) / float(DRAWS + 1))
}

/// R. A. Fisher and F. Yates: every order is as likely.
fn shuffle(items: &mut [usize], generator: &mut Pcg64) {
    for end in (1..items.len()).rev() {
        items.swap(end, place(generator, end + 1));
    }
}

#[cfg(test)]
mod tests;

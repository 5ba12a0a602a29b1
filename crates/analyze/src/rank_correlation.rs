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
    let [rho, tau] = both(&x, &y, &order, &once)?;
    if once.len() < FEWEST {
        return None;
    }
    let (mut rhos, mut taus) = (Vec::with_capacity(DRAWS), Vec::with_capacity(DRAWS));
    resamples(once.len(), DRAWS, |counts| {
        if let Some([rho, tau]) = both(&x, &y, &order, counts) {
            rhos.push(rho);
            taus.push(tau);
        }
    });
    let [p_rho, p_tau] = p_values(&x, &y, &order, [rho, tau])?;
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

    fn centred(&self, counts: &[u32]) -> Option<Centred> {
        Centred::of(&self.tally(counts))
    }
}

/// Mid-ranks by place, less their mean.
struct Centred {
    ranks: Vec<f64>,
    /// The sum of their squares over all items.
    squares: f64,
}

impl Centred {
    /// Of so many items in each place; `None` where all have one.
    fn of(tally: &[u32]) -> Option<Self> {
        let all: u32 = tally.iter().sum();
        let (mut before, mut squares) = (0, 0.0);
        let middle = |count: &u32| {
            let rank = f64::from(before) + f64::midpoint(f64::from(*count), 1.0) - f64::midpoint(f64::from(all), 1.0);
            before += count;
            squares += f64::from(*count) * rank * rank;
            rank
        };
        let ranks = tally.iter().map(middle).collect();
        (squares > 0.0).then_some(Self { ranks, squares })
    }

    fn rank(&self, place: usize) -> f64 {
        self.ranks.get(place).copied().unwrap_or(0.0)
    }
}

/// Rho and tau-b of a resample, which says how often each item is there. `order` has the items by `x`.
fn both(x: &Ranks, y: &Ranks, order: &[usize], counts: &[u32]) -> Option<[f64; 2]> {
    let tallies = [x.tally(counts), y.tally(counts)];
    let [of_x, of_y] = tallies.each_ref().map(|tally| Centred::of(tally));
    let rho = spearman((x, &of_x?), (y, &of_y?), counts);
    Some([rho, kendall(surplus(x, y, order, counts), told(&tallies)?)])
}

/// Spearman's rho: Pearson's correlation of mid-ranks.
fn spearman((x, x_ranks): (&Ranks, &Centred), (y, y_ranks): (&Ranks, &Centred), counts: &[u32]) -> f64 {
    let items = x.of.iter().zip(&y.of).zip(counts);
    let products = items.map(|((x, y), count)| f64::from(*count) * x_ranks.rank(*x) * y_ranks.rank(*y));
    within(products.sum::<f64>() / (x_ranks.squares * y_ranks.squares).sqrt())
}

/// The rounding of sums may take the last digit beyond 1.
const fn within(value: f64) -> f64 {
    value.clamp(-1.0, 1.0)
}

/// Kendall's tau-b: pairs in the same order less pairs in the opposite one, over the geometric mean of the pairs that each
/// variable tells apart.
fn kendall(surplus: i64, told: f64) -> f64 {
    within(real(surplus) / told)
}

/// The geometric mean of the pairs that each variable tells apart; `None` where one tells none.
fn told(tallies: &[Vec<u32>; 2]) -> Option<f64> {
    let [of_x, of_y] = tallies.each_ref().map(|tally| {
        let counts = || tally.iter().map(|count| i64::from(*count));
        pairs_of(counts().sum()) - counts().map(pairs_of).sum::<i64>()
    });
    (of_x > 0 && of_y > 0).then(|| (real(of_x) * real(of_y)).sqrt())
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
    let (mut seen, mut surplus) = (Seen::new(y.distinct), 0);
    let place = |item: &usize| Some((*x.of.get(*item)?, *y.of.get(*item)?, i64::from(*counts.get(*item)?)));
    // Items of one `x` wait until all of them were held against those before.
    let (mut waiting, mut current): (Vec<(usize, i64)>, _) = (Vec::new(), None);
    for (of_x, of_y, count) in order.iter().filter_map(place).filter(|(.., count)| *count > 0) {
        if current != Some(of_x) {
            waiting.drain(..).for_each(|(of_y, count)| seen.add(of_y, count));
            current = Some(of_x);
        }
        surplus += count * (seen.below(of_y) + seen.below(of_y + 1) - seen.all);
        waiting.push((of_y, count));
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
        let (x, y) = (variables.get(one).zip(centred.get(one))?, variables.get(other).zip(centred.get(other))?);
        Some(spearman(x, y, counts))
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

/// How often rho and tau are as far from 0 as these, where `y` is dealt out to the items by chance. What each variable has of
/// ties stays as it is.
fn p_values(x: &Ranks, y: &Ranks, order: &[usize], [rho, tau]: [f64; 2]) -> Option<[f64; 2]> {
    let (mut generator, mut dealt, once) = (generator(), y.clone(), vec![1; y.of.len()]);
    let (x_ranks, y_ranks) = (x.centred(&once)?, y.centred(&once)?);
    let told = told(&[x.tally(&once), y.tally(&once)])?;
    let mut as_far = [1, 1];
    for _ in 0..DRAWS {
        shuffle(&mut dealt.of, &mut generator);
        let found =
            [spearman((x, &x_ranks), (&dealt, &y_ranks), &once), kendall(surplus(x, &dealt, order, &once), told)];
        for ((count, found), value) in as_far.iter_mut().zip(found).zip([rho, tau]) {
            *count += usize::from(found.abs() >= value.abs() - SAME);
        }
    }
    Some(as_far.map(|count| float(count) / float(DRAWS + 1)))
}

/// R. A. Fisher and F. Yates: every order is as likely.
fn shuffle(items: &mut [usize], generator: &mut Pcg64) {
    for end in (1..items.len()).rev() {
        items.swap(end, place(generator, end + 1));
    }
}

#[cfg(test)]
mod tests;

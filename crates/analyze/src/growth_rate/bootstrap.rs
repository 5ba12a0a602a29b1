//! An interval for the growth between two ends of a series, by moving blocks. Pure arithmetic: knows no vendors or weeks.
//!
//! The generator is PCG64 of `rand_pcg`: its output is fixed by its paper (M. E. O'Neill, HMC-CS-2014-0905) and the crate is
//! portable by its own promise, tested on reference vectors, it needs nothing of the system, and polars brings `rand_core`, all that it stands on,
//! anyway. Numbers
//! become places by one multiplication, here: the ways of `rand` change between its versions. Logarithms and powers are
//! those of `libm`, sums are in one order: the same bytes on any machine and any number of threads.

use rand_pcg::{Pcg64, rand_core::Rng as _};

use crate::log_mean::log_ratio;

/// Changes that stay together: about a month, so that what one week gives to the next is kept.
pub(super) const BLOCK: usize = 4;
/// Series that are drawn: the ends of the interval move by less than a hundredth of its width from one seed to another.
const DRAWS: usize = 10_000;
/// Where the generator starts: the first bytes of pi. Every series starts here, so no row depends on another.
const SEED: (u128, u128) = (0x243f_6a88_85a3_08d3_1319_8a2e_0370_7344, 0xa409_3822_299f_31d0_082e_fa98_ec4e_6c89);
/// Nominal coverage is 95 %.
const ENDS: [f64; 2] = [0.025, 0.975];

/// `ln` of the sum of the last `count` values over that of the first; all are above 0.
pub(super) fn growth(values: &[f64], count: usize) -> f64 {
    let past: f64 = values.iter().take(count).sum();
    let now: f64 = values.iter().skip(values.len().saturating_sub(count)).sum();
    log_ratio(now, past)
}

/// Lower and upper end of `growth`, nominally 95 %: moving blocks of four changes of the logarithm (H. R. Künsch, *The
/// jackknife and the bootstrap for general stationary observations*, Ann. Stat. 17 (1989) 1217-1241) are drawn with
/// replacement and put together to series as long as this one, and each grows as it does.
///
/// What is drawn is centred on its own mean, since changes near the ends are in fewer blocks than others, and widened by
/// `√(n / (n − 4))`: Bessel's correction for a mean of `n / 4` blocks. `None` with fewer than two blocks of changes.
pub(super) fn interval(values: &[f64], count: usize) -> Option<(f64, f64)> {
    interval_of(values, count, DRAWS)
}

fn interval_of(values: &[f64], count: usize, number: usize) -> Option<(f64, f64)> {
    let changes: Vec<f64> =
        values.windows(2).filter_map(|pair| Some(log_ratio(*pair.get(1)?, *pair.first()?))).collect();
    if changes.len() < 2 * BLOCK {
        return None;
    }
    let mut drawn = draws(&changes, count, number);
    let mean = drawn.iter().sum::<f64>() / float(drawn.len());
    let width = (float(changes.len()) / float(changes.len() - BLOCK)).sqrt();
    drawn.sort_unstable_by(f64::total_cmp);
    let [low, high] = ENDS.map(|part| Some(growth(values, count) + width * (quantile(&drawn, part)? - mean)));
    low.zip(high)
}

/// The growth of each drawn series.
fn draws(changes: &[f64], count: usize, number: usize) -> Vec<f64> {
    let mut generator = Pcg64::new(SEED.0, SEED.1);
    let places = changes.len() - BLOCK + 1;
    let mut series = Vec::with_capacity(changes.len() + BLOCK);
    let mut draw = || {
        series.clear();
        series.push(0.0);
        while series.len() <= changes.len() {
            let start = place(generator.next_u64(), places);
            let left = changes.len() + 1 - series.len();
            for change in changes.iter().skip(start).take(BLOCK.min(left)) {
                series.push(series.last().copied().unwrap_or(0.0) + change);
            }
        }
        of_logarithms(&series, count)
    };
    (0..number).map(|_| draw()).collect()
}

/// The same as `growth`, of logarithms: what lies between the ends need not be raised to a power.
fn of_logarithms(series: &[f64], count: usize) -> f64 {
    let sum = |ends: &mut dyn Iterator<Item = &f64>| ends.map(|value| libm::exp(*value)).sum::<f64>();
    let past = sum(&mut series.iter().take(count));
    libm::log(sum(&mut series.iter().skip(series.len().saturating_sub(count))) / past)
}

/// A random number as one of so many places, from 0; by D. Lemire's multiplication, without its rejection: a place is off by
/// at most one part in 2^58.
fn place(random: u64, places: usize) -> usize {
    let places = u128::try_from(places).unwrap_or(1);
    usize::try_from((u128::from(random) * places) >> 64).unwrap_or(0)
}

/// The quantile of sorted values, between two of them by the straight line: type 7 of R. J. Hyndman and Y. Fan, what
/// `numpy.quantile` takes without being asked.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * float(sorted.len().checked_sub(1)?);
    let below = place.floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list is none too large")]
    let index = below as usize;
    let (low, high) = (*sorted.get(index)?, sorted.get(index + 1).or(sorted.last())?);
    Some(low + (place - below) * (high - low))
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks or draws")]
const fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;

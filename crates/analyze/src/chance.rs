//! Chance that is the same on every machine, and the quantiles of what it gives. Pure arithmetic: knows no vendors or weeks.
//!
//! The generator is PCG64 of `rand_pcg`: its output is fixed by its paper (M. E. O'Neill, HMC-CS-2014-0905) and the crate is
//! portable by its own promise, tested on reference vectors, it needs nothing of the system, and polars brings `rand_core`, all
//! that it stands on, anyway. Numbers become places by one multiplication, here: the ways of `rand` change between its
//! versions.

use rand_pcg::{Pcg64, rand_core::Rng as _};

/// What is drawn. From one seed to another, of thirty, the ends of an interval moved by up to 3 % of its width over 50 changes
/// and 17 % over 7: few values make few means, and a quantile falls between them.
pub(crate) const DRAWS: usize = 10_000;
/// Where the generator starts: the first bytes of pi. Every row starts here, so no row depends on another.
pub(crate) const SEED: (u128, u128) =
    (0x243f_6a88_85a3_08d3_1319_8a2e_0370_7344, 0xa409_3822_299f_31d0_082e_fa98_ec4e_6c89);
/// Nominal coverage is 95 %.
pub(crate) const ENDS: [f64; 2] = [0.025, 0.975];

/// A generator at its start.
pub(crate) fn generator() -> Pcg64 {
    Pcg64::new(SEED.0, SEED.1)
}

/// One of `places`, each as likely: D. Lemire's multiplication, without its rejection: a place is off by at most one part in
/// 2^58.
pub(crate) fn place(generator: &mut Pcg64, places: usize) -> usize {
    place_of(generator.next_u64(), places)
}

fn place_of(random: u64, places: usize) -> usize {
    let places = u128::try_from(places).unwrap_or(1);
    usize::try_from((u128::from(random) * places) >> 64).unwrap_or(0)
}

/// The quantile of sorted values, between two of them by the straight line: type 7 of R. J. Hyndman and Y. Fan, what
/// `numpy.quantile` takes without being asked.
pub(crate) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let (index, beyond) = between(sorted.len(), part)?;
    let (low, high) = (*sorted.get(index)?, sorted.get(index + 1).or(sorted.last())?);
    Some(low + beyond * (high - low))
}

/// Both [`ENDS`] of values in any order, which changes: the two places of each are found, and nothing else is sorted.
pub(crate) fn middle_of(values: &mut [f64]) -> Option<(f64, f64)> {
    let mut end = |part: f64| {
        let (index, beyond) = between(values.len(), part)?;
        let (_, low, above) = values.select_nth_unstable_by(index, f64::total_cmp);
        let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(*low);
        Some(*low + beyond * (high - *low))
    };
    let [low, high] = ENDS.map(&mut end);
    low.zip(high)
}

/// Behind which of so many sorted values a quantile lies, and how far on the way to the next.
fn between(values: usize, part: f64) -> Option<(usize, f64)> {
    let place = part * float(values.checked_sub(1)?);
    let below = place.floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list is none too large")]
    let index = below as usize;
    Some((index.min(values - 1), place - below))
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks, models or draws")]
pub(crate) const fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ```text
    /// python -c "import numpy as np
    /// for part in (0, .025, .1, .5, .975, 1): print(np.quantile([1, 2, 4, 8, 16, 32.5], part))"
    /// ```
    #[test]
    fn quantiles_are_those_of_numpy() {
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0, 32.5];
        let cases = [(0.0, 1.0), (0.025, 1.125), (0.1, 1.5), (0.5, 6.0), (0.975, 30.4375), (1.0, 32.5)];
        for (part, expected) in cases {
            let found = quantile(&sorted, part).unwrap();
            assert!((found - expected).abs() < 1e-12, "{part}: {found}, expected {expected}");
        }
        assert_eq!((quantile(&[7.0], 0.3), quantile(&[], 0.3)), (Some(7.0), None));
    }

    #[test]
    fn ends_are_the_same_in_any_order() {
        for count in [1, 2, 39, 40, 41, 1_000] {
            let mut mixed: Vec<f64> = (0..count).map(|place| f64::from(place * 37 % 101)).collect();
            let mut sorted = mixed.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let [low, high] = ENDS.map(|part| quantile(&sorted, part));
            assert_eq!(middle_of(&mut mixed), low.zip(high), "{count}");
        }
        assert_eq!(middle_of(&mut []), None);
    }

    #[test]
    fn places_are_all_there_are_and_no_other() {
        assert_eq!((place_of(0, 48), place_of(u64::MAX, 48), place_of(u64::MAX / 48 + 1, 48)), (0, 47, 1));
    }
}

//! An interval for the growth between two ends of a series, by moving blocks. Pure arithmetic: knows no vendors or weeks.
//!
//! What is drawn, and from where, stands in `chance.rs`. Logarithms and powers are those of `libm`, sums are in one order: the
//! same bytes on any machine and any number of threads.

use crate::{
    chance::{DRAWS, ENDS, float, generator, place, quantile},
    log_mean::log_ratio,
};

/// Changes that stay together: about a month, so that what one week gives to the next is kept.
pub(super) const BLOCK: usize = 4;

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

/// The growth of each drawn series. Only its ends are looked at: what lies between them adds up on the way.
fn draws(changes: &[f64], count: usize, number: usize) -> Vec<f64> {
    let mut generator = generator();
    let (places, length) = (changes.len() - BLOCK + 1, changes.len() + 1);
    let blocks: Vec<&[f64]> = changes.windows(BLOCK).collect();
    let mut draw = || {
        let (mut ends, mut level, mut at) = (Ends::new(count, length), 0.0, 0);
        ends.add(at, level);
        while at + 1 < length {
            let block = blocks.get(place(&mut generator, places)).copied().unwrap_or_default();
            if ends.is_between(at) {
                level = block.iter().fold(level, |level, change| level + change);
                at += BLOCK;
                continue;
            }
            for change in block.iter().take(length - 1 - at) {
                level += change;
                at += 1;
                ends.add(at, level);
            }
        }
        ends.growth()
    };
    (0..number).map(|_| draw()).collect()
}

/// The first and the last values of a series, added up.
struct Ends {
    count: usize,
    from: usize,
    past: f64,
    now: f64,
}

impl Ends {
    const fn new(count: usize, length: usize) -> Self {
        Self { count, from: length.saturating_sub(count), past: 0.0, now: 0.0 }
    }

    /// Whether the block behind a place lies in neither end.
    const fn is_between(&self, at: usize) -> bool {
        at + 1 >= self.count && at + BLOCK < self.from
    }

    /// The value at a place, as a logarithm.
    fn add(&mut self, at: usize, level: f64) {
        if at < self.count {
            self.past += libm::exp(level);
        }
        if at >= self.from {
            self.now += libm::exp(level);
        }
    }

    fn growth(&self) -> f64 {
        libm::log(self.now / self.past)
    }
}

#[cfg(test)]
mod tests;

//! What is left of a rank correlation given other variables.

use super::{
    SAME,
    lanes::{Counts, LANES, Reals, add_products},
    measure::within,
    ranks::{Centred, Ranks},
};

/// Variables of the same items, with the room that measuring them takes.
pub(super) struct Partial<'ranks> {
    variables: Vec<(&'ranks Ranks, Centred)>,
    /// Spearman's rho of each two, `None` where one is the same of all; by the later of the two, then by the earlier.
    plain: Vec<Vec<[Option<f64>; LANES]>>,
}

impl<'ranks> Partial<'ranks> {
    pub(super) fn of(variables: &'ranks [Ranks]) -> Self {
        Self { variables: variables.iter().map(|ranks| (ranks, Centred::default())).collect(), plain: Vec::new() }
    }

    /// The partial correlation of the first two given the rest, in resamples; `None` where one is the same of all that are
    /// there, or follows from others.
    pub(super) fn measured(&mut self, counts: &[Counts]) -> [Option<f64>; LANES] {
        for (ranks, centred) in &mut self.variables {
            centred.take(ranks, counts);
        }
        let of = |(place, later): (usize, &(&Ranks, Centred))| {
            self.variables.iter().take(place).map(|earlier| plain(earlier, later, counts)).collect()
        };
        self.plain = self.variables.iter().enumerate().map(of).collect();
        std::array::from_fn(|lane| self.given(lane, 0, 1, self.variables.len()))
    }

    /// Given those from the third on, up to `end`: the last is taken out of what is left by the others.
    fn given(&self, lane: usize, one: usize, other: usize, end: usize) -> Option<f64> {
        if end <= 2 {
            return *self.plain.get(one.max(other))?.get(one.min(other))?.get(lane)?;
        }
        let last = end - 1;
        let plain = self.given(lane, one, other, last)?;
        let (first, second) = (self.given(lane, one, last, last)?, self.given(lane, other, last, last)?);
        let left = (1.0 - first * first) * (1.0 - second * second);
        (left > SAME).then(|| within((plain - first * second) / left.sqrt()))
    }
}

/// Spearman's rho.
fn plain((x, of_x): &(&Ranks, Centred), (y, of_y): &(&Ranks, Centred), counts: &[Counts]) -> [Option<f64>; LANES] {
    let mut products: Reals = [0.0; LANES];
    for ((x, y), count) in x.places().iter().zip(y.places()).zip(counts) {
        if let Some((x, y)) = of_x.rank(*x).zip(of_y.rank(*y)) {
            add_products(&mut products, count, x, y);
        }
    }
    std::array::from_fn(|lane| {
        let squares = (of_x.squares.get(lane)? * of_y.squares.get(lane)?).sqrt();
        (squares > 0.0).then_some(within(products.get(lane)? / squares))
    })
}

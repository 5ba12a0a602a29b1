//! What is left of a rank correlation given other variables.

use super::{
    SAME,
    measure::within,
    ranks::{Centred, Ranks},
};

/// Variables of the same items, with the room that measuring them takes.
pub(super) struct Partial<'ranks> {
    variables: Vec<Variable<'ranks>>,
}

struct Variable<'ranks> {
    ranks: &'ranks Ranks,
    centred: Centred,
    /// Mid-ranks by item, and the same times how often it is there.
    by_item: Vec<f64>,
    weighted: Vec<f64>,
}

impl<'ranks> Partial<'ranks> {
    pub(super) fn of(variables: &'ranks [Ranks]) -> Self {
        let of = |ranks| Variable { ranks, centred: Centred::default(), by_item: Vec::new(), weighted: Vec::new() };
        Self { variables: variables.iter().map(of).collect() }
    }

    /// The partial correlation of the first two given the rest, in a resample; `None` where one is the same of all that are
    /// there, or follows from others.
    pub(super) fn measured(&mut self, counts: &[u32]) -> Option<f64> {
        self.variables.iter_mut().for_each(|variable| variable.take(counts));
        self.given(0, 1, self.variables.len())
    }

    /// Given those from the third on, up to `end`: the last is taken out of what is left by the others.
    fn given(&self, one: usize, other: usize, end: usize) -> Option<f64> {
        if end <= 2 {
            return self.plain(one, other);
        }
        let last = end - 1;
        let plain = self.given(one, other, last)?;
        let (first, second) = (self.given(one, last, last)?, self.given(other, last, last)?);
        let left = (1.0 - first * first) * (1.0 - second * second);
        (left > SAME).then(|| within((plain - first * second) / left.sqrt()))
    }

    /// Spearman's rho.
    fn plain(&self, one: usize, other: usize) -> Option<f64> {
        let (x, y) = (self.variables.get(one)?, self.variables.get(other)?);
        let squares = (x.centred.squares * y.centred.squares).sqrt();
        (squares > 0.0).then(|| within(sum_of_products(&x.weighted, &y.by_item) / squares))
    }
}

impl Variable<'_> {
    fn take(&mut self, counts: &[u32]) {
        self.centred.take(self.ranks, counts);
        self.by_item.clear();
        self.by_item.extend(self.ranks.places().iter().map(|place| self.centred.rank(*place)));
        self.weighted.clear();
        self.weighted.extend(self.by_item.iter().zip(counts).map(|(rank, count)| rank * f64::from(*count)));
    }
}

/// Four sums side by side: of whole numbers, so that no order of adding changes them.
fn sum_of_products(x: &[f64], y: &[f64]) -> f64 {
    let (x, y) = (x.chunks_exact(4), y.chunks_exact(4));
    let rest: f64 = x.remainder().iter().zip(y.remainder()).map(|(x, y)| x * y).sum();
    let sums = x.zip(y).fold([0.0; 4], |mut sums, (x, y)| {
        sums.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
        sums
    });
    rest + sums.iter().sum::<f64>()
}

//! Spearman's rho and Kendall's tau-b of resamples.

use std::ops::Range;

use super::{
    lanes::{Counts, LANES, Reals, add, add_products},
    ranks::{Centred, Ranks},
};

/// Two variables of the same items, in the order of the first, with the room that measuring them takes.
pub(super) struct Pair {
    /// Which item stands where.
    order: Vec<usize>,
    x: Ranks,
    y: Ranks,
    /// The items of each `x`, one after the other.
    runs: Vec<Range<usize>>,
    of_x: Centred,
    of_y: Centred,
    counts: Vec<Counts>,
    seen: Seen,
}

impl Pair {
    pub(super) fn of(x: &Ranks, y: &Ranks) -> Self {
        let order = x.order();
        let (x, y) = (x.ordered(&order), y.ordered(&order));
        let seen = Seen::of(y.distinct());
        let [of_x, of_y] = [Centred::default(), Centred::default()];
        Self { runs: x.runs(), of_x, of_y, counts: Vec::new(), seen, order, x, y }
    }

    /// Rho and tau-b of resamples, which say how often each item is there; `None` where all that are there have one `x`, or one
    /// `y`.
    pub(super) fn measured(&mut self, counts: &[Counts]) -> [Option<[f64; 2]>; LANES] {
        self.counts.clear();
        self.counts.extend(self.order.iter().filter_map(|item| counts.get(*item)));
        self.of_x.take(&self.x, &self.counts);
        self.of_y.take(&self.y, &self.counts);
        let mut products = [0.0; LANES];
        for ((x, y), count) in self.x.places().iter().zip(self.y.places()).zip(&self.counts) {
            if let Some((x, y)) = self.of_x.rank(*x).zip(self.of_y.rank(*y)) {
                add_products(&mut products, count, x, y);
            }
        }
        let surplus = self.surplus();
        let lane = |place: usize| {
            let of = |reals: &Reals| reals.get(place).copied();
            let squares = of(&self.of_x.squares)? * of(&self.of_y.squares)?;
            let told = of(&self.of_x.told)? * of(&self.of_y.told)?;
            both([of(&products)?, f64::from(*surplus.get(place)?)], [squares, told])
        };
        std::array::from_fn(lane)
    }

    /// Pairs in the same order less pairs in the opposite one: each item against those of lower `x`.
    fn surplus(&mut self) -> Counts {
        self.seen.clear();
        let [mut surplus, mut all]: [Counts; 2] = [[0; LANES]; 2];
        for run in &self.runs {
            let Some((places, counts)) = self.y.places().get(run.clone()).zip(self.counts.get(run.clone())) else {
                continue;
            };
            // Items of one `x` are held against those before, all of them, and then counted.
            for (place, count) in places.iter().zip(counts) {
                let balance = self.seen.balance(*place);
                for (((surplus, balance), count), all) in surplus.iter_mut().zip(balance).zip(count).zip(all) {
                    *surplus = surplus.wrapping_add(count.wrapping_mul(balance.wrapping_sub(all)));
                }
            }
            for (place, count) in places.iter().zip(counts) {
                add(&mut all, count);
                self.seen.add(*place, count);
            }
        }
        surplus
    }
}

/// Spearman's rho: Pearson's correlation of mid-ranks. Kendall's tau-b: pairs in the same order less pairs in the opposite one,
/// over the geometric mean of the pairs that each variable tells apart.
pub(super) fn both([products, surplus]: [f64; 2], [squares, told]: [f64; 2]) -> Option<[f64; 2]> {
    (squares > 0.0).then(|| [within(products / squares.sqrt()), within(surplus / told.sqrt())])
}

/// How many items were seen at each place, and sums of them: P. M. Fenwick's tree.
struct Seen {
    at: Vec<Counts>,
    sums: Vec<Counts>,
}

impl Seen {
    fn of(places: usize) -> Self {
        Self { at: vec![[0; LANES]; places], sums: vec![[0; LANES]; places] }
    }

    fn clear(&mut self) {
        self.at.fill([0; LANES]);
        self.sums.fill([0; LANES]);
    }

    /// Those below a place twice, and those at it once.
    fn balance(&self, place: usize) -> Counts {
        let (mut below, mut left) = ([0; LANES], place);
        while let Some(sum) = left.checked_sub(1).and_then(|end| self.sums.get(end)) {
            add(&mut below, sum);
            left &= left - 1;
        }
        let once = below;
        add(&mut below, &once);
        if let Some(at) = self.at.get(place) {
            add(&mut below, at);
        }
        below
    }

    fn add(&mut self, place: usize, count: &Counts) {
        if let Some(at) = self.at.get_mut(place) {
            add(at, count);
        }
        let mut end = place + 1;
        while let Some(sum) = self.sums.get_mut(end - 1) {
            add(sum, count);
            end += end & end.wrapping_neg();
        }
    }
}

/// The rounding of a quotient may take the last digit beyond 1.
pub(super) const fn within(value: f64) -> f64 {
    value.clamp(-1.0, 1.0)
}

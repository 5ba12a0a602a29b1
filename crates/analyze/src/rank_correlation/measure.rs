//! Spearman's rho and Kendall's tau-b of a resample or a deal.

use std::ops::Range;

use super::ranks::{Centred, Ranks};

/// Two variables of the same items, in the order of the first, with the room that measuring them takes.
pub(super) struct Pair {
    /// Which item stands where.
    order: Vec<usize>,
    x: Ranks,
    y: Ranks,
    /// Places by `y` of the items as they were given: a deal says whose each of these gets.
    given: Vec<usize>,
    /// The items of each `x`, one after the other.
    runs: Vec<Range<usize>>,
    of_x: Centred,
    of_y: Centred,
    counts: Vec<u32>,
    once: Vec<u32>,
    dealt: Vec<usize>,
    /// Before each place of `y`, and after the last, how many items were seen.
    seen: Vec<u32>,
}

impl Pair {
    pub(super) fn of(x: &Ranks, y: &Ranks) -> Self {
        let (order, given) = (x.order(), y.places().to_vec());
        let (x, y) = (x.ordered(&order), y.ordered(&order));
        let runs = x.places().chunk_by(|one, other| one == other).scan(0, |start, run| {
            let items = *start..*start + run.len();
            *start = items.end;
            Some(items)
        });
        let once = vec![1; order.len()];
        let [mut of_x, mut of_y] = [Centred::default(), Centred::default()];
        of_x.take(&x, &once);
        of_y.take(&y, &once);
        let (runs, seen) = (runs.collect(), vec![0; y.distinct() + 1]);
        Self { runs, of_x, of_y, counts: once.clone(), once, dealt: Vec::new(), seen, order, given, x, y }
    }

    /// Rho and tau-b of a resample, which says how often each item is there; `None` where all that are there have one `x`, or
    /// one `y`.
    pub(super) fn measured(&mut self, counts: &[u32]) -> Option<[f64; 2]> {
        self.counts.clear();
        self.counts.extend(self.order.iter().filter_map(|item| counts.get(*item)));
        self.of_x.take(&self.x, &self.counts);
        self.of_y.take(&self.y, &self.counts);
        let ranks = self.x.places().iter().zip(self.y.places()).zip(&self.counts);
        let products = ranks.map(|((x, y), count)| f64::from(*count) * self.of_x.rank(*x) * self.of_y.rank(*y)).sum();
        let surplus = surplus(&self.runs, self.y.places(), &self.counts, &mut self.seen);
        self.both(products, surplus)
    }

    /// The same where each item has the `y` of the one that is dealt to it. Which ties there are does not change.
    pub(super) fn dealt(&mut self, deal: &[u32]) -> Option<[f64; 2]> {
        if self.counts != self.once {
            self.counts.clone_from(&self.once);
            self.of_x.take(&self.x, &self.once);
            self.of_y.take(&self.y, &self.once);
        }
        self.dealt.clear();
        let of = |item: &usize| self.given.get(usize::try_from(*deal.get(*item)?).ok()?).copied();
        self.dealt.extend(self.order.iter().filter_map(of));
        let ranks = self.x.places().iter().zip(&self.dealt);
        let products = ranks.map(|(x, y)| self.of_x.rank(*x) * self.of_y.rank(*y)).sum();
        let surplus = surplus(&self.runs, &self.dealt, &self.once, &mut self.seen);
        self.both(products, surplus)
    }

    /// Spearman's rho: Pearson's correlation of mid-ranks. Kendall's tau-b: pairs in the same order less pairs in the opposite
    /// one, over the geometric mean of the pairs that each variable tells apart.
    fn both(&self, products: f64, surplus: i64) -> Option<[f64; 2]> {
        let squares = (self.of_x.squares * self.of_y.squares).sqrt();
        let told = (self.of_x.told * self.of_y.told).sqrt();
        (squares > 0.0).then(|| [within(products / squares), within(real(surplus) / told)])
    }
}

/// Pairs in the same order less pairs in the opposite one: each item against those of lower `x`. How many of those have a lower
/// `y` is kept as sums from the first place on: a row of additions for each item, and nothing to search.
fn surplus(runs: &[Range<usize>], y: &[usize], counts: &[u32], seen: &mut [u32]) -> i64 {
    seen.fill(0);
    let (mut surplus, mut all) = (0, 0);
    for run in runs {
        let Some((places, counts)) = y.get(run.clone()).zip(counts.get(run.clone())) else { continue };
        // Items of one `x` are held against those before, all of them, and then counted.
        for (place, count) in places.iter().zip(counts) {
            if let [below, upto] = seen.get(*place..*place + 2).unwrap_or_default() {
                surplus += i64::from(*count) * (i64::from(*below) + i64::from(*upto) - all);
            }
        }
        for (place, count) in places.iter().zip(counts) {
            all += i64::from(*count);
            // No sum is above the number of items. Unchecked, four are added at once.
            for sum in seen.get_mut(place + 1..).unwrap_or_default() {
                *sum = sum.wrapping_add(*count);
            }
        }
    }
    surplus
}

/// The rounding of a quotient may take the last digit beyond 1.
pub(super) const fn within(value: f64) -> f64 {
    value.clamp(-1.0, 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a number of pairs")]
const fn real(pairs: i64) -> f64 {
    pairs as f64
}

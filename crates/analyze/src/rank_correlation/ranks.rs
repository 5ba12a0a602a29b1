//! Values as places, and the mid-ranks of a resample by place.

/// Values as places: equal ones share one, from 0 without gaps.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Ranks {
    of: Vec<usize>,
    distinct: usize,
}

impl Ranks {
    pub(super) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.dedup();
        let of = values.iter().map(|value| sorted.partition_point(|other| other < value)).collect();
        Self { of, distinct: sorted.len() }
    }

    pub(super) fn items(&self) -> usize {
        self.of.len()
    }

    pub(super) fn distinct(&self) -> usize {
        self.distinct
    }

    pub(super) fn places(&self) -> &[usize] {
        &self.of
    }

    /// The items by place.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.of.len()).collect();
        order.sort_by_key(|item| self.of.get(*item));
        order
    }

    /// The same of the items in another order.
    pub(super) fn ordered(&self, order: &[usize]) -> Self {
        let of = order.iter().filter_map(|item| self.of.get(*item).copied()).collect();
        Self { of, distinct: self.distinct }
    }
}

/// Mid-ranks by place, less their mean, doubled: whole numbers below 2^53 in all sums, so that no order of adding changes one.
#[derive(Clone, Debug, Default)]
pub(super) struct Centred {
    tally: Vec<u32>,
    ranks: Vec<f64>,
    /// The sum of their squares over all items; 0 where all have one place.
    pub(super) squares: f64,
    /// Pairs of items in different places.
    pub(super) told: f64,
}

impl Centred {
    /// Of items that are there so often.
    pub(super) fn take(&mut self, ranks: &Ranks, counts: &[u32]) {
        self.tally.clear();
        self.tally.resize(ranks.distinct, 0);
        for (place, count) in ranks.of.iter().zip(counts) {
            if let Some(sum) = self.tally.get_mut(*place) {
                *sum += count;
            }
        }
        let all: u32 = self.tally.iter().sum();
        let (mut before, mut squares, mut alike) = (0, 0.0, 0.0);
        self.ranks.clear();
        self.ranks.extend(self.tally.iter().map(|count| {
            let items = f64::from(*count);
            let rank = f64::from(2 * before + count) - f64::from(all);
            before += count;
            squares += items * rank * rank;
            alike += items * (items - 1.0);
            rank
        }));
        let all = f64::from(all);
        (self.squares, self.told) = (squares, 0.5 * (all * (all - 1.0) - alike));
    }

    pub(super) fn rank(&self, place: usize) -> f64 {
        self.ranks.get(place).copied().unwrap_or(0.0)
    }
}

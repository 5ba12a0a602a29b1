//! Values as places, and the mid-ranks of a resample by place.

use std::ops::Range;

use super::lanes::{Counts, LANES, Reals, add};

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

    /// Of items in the order of their places, those of each.
    pub(super) fn runs(&self) -> Vec<Range<usize>> {
        let runs = self.of.chunk_by(|one, other| one == other).scan(0, |start, run| {
            let items = *start..*start + run.len();
            *start = items.end;
            Some(items)
        });
        runs.collect()
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
    tally: Vec<Counts>,
    ranks: Vec<Reals>,
    /// The sum of their squares over all items; 0 where all have one place.
    pub(super) squares: Reals,
    /// Pairs of items in different places.
    pub(super) told: Reals,
}

impl Centred {
    /// Of items that are there so often.
    pub(super) fn take(&mut self, ranks: &Ranks, counts: &[Counts]) {
        self.tally.clear();
        self.tally.resize(ranks.distinct, [0; LANES]);
        let mut all: Counts = [0; LANES];
        for (place, count) in ranks.of.iter().zip(counts) {
            add(&mut all, count);
            if let Some(sum) = self.tally.get_mut(*place) {
                add(sum, count);
            }
        }
        let (mut before, mut alike): (Counts, Reals) = ([0; LANES], [0.0; LANES]);
        self.squares = [0.0; LANES];
        self.ranks.clear();
        self.ranks.resize(ranks.distinct, [0.0; LANES]);
        for (rank, counts) in self.ranks.iter_mut().zip(&self.tally) {
            for ((rank, all), (count, before)) in rank.iter_mut().zip(&all).zip(counts.iter().zip(&before)) {
                *rank = f64::from(before.wrapping_mul(2).wrapping_add(*count).wrapping_sub(*all));
            }
            add(&mut before, counts);
            for (((squares, alike), rank), count) in self.squares.iter_mut().zip(&mut alike).zip(rank).zip(counts) {
                let items = f64::from(*count);
                *squares += items * *rank * *rank;
                *alike += items * (items - 1.0);
            }
        }
        for ((told, alike), all) in self.told.iter_mut().zip(alike).zip(all) {
            let all = f64::from(all);
            *told = 0.5 * (all * (all - 1.0) - alike);
        }
    }

    pub(super) fn rank(&self, place: usize) -> Option<&Reals> {
        self.ranks.get(place)
    }
}

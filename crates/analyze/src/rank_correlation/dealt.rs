//! Spearman's rho and Kendall's tau-b of deals: each item is there once, with the `y` of another.

use std::ops::Range;

use super::{
    lanes::ONCE,
    measure::both,
    ranks::{Centred, Ranks},
};

/// Two variables of the same items, in the order of the first, with the room that measuring them takes.
pub(super) struct Dealt {
    /// Which item stands where, and its rank by `x`.
    items: Vec<(usize, f64)>,
    /// The items of each `x`, one after the other.
    runs: Vec<Range<usize>>,
    /// What each item brings to whom it is dealt.
    given: Vec<Given>,
    squares: f64,
    told: f64,
    seen: Seen,
}

/// A `y`: its rank, its slot among all `y` in order, and which slots are of those as large.
#[derive(Clone, Copy)]
struct Given {
    rank: f64,
    slot: usize,
    alike: (usize, usize),
}

impl Dealt {
    pub(super) fn of(x: &Ranks, y: &Ranks) -> Self {
        let [of_x, of_y] = [x, y].map(|ranks| {
            let mut centred = Centred::default();
            centred.take(ranks, &vec![ONCE; ranks.items()]);
            centred
        });
        let first = |centred: &Centred, place: usize| centred.rank(place).map_or(0.0, |[rank, ..]| *rank);
        let items = x.order().into_iter().zip(x.ordered(&x.order()).places().to_vec());
        let items = items.map(|(item, place)| (item, first(&of_x, place))).collect();
        let order = y.order();
        let mut slots: Vec<(usize, Given)> = Vec::with_capacity(order.len());
        for run in y.ordered(&order).runs() {
            for (slot, item) in run.clone().zip(order.get(run.clone()).unwrap_or_default()) {
                let place = y.places().get(*item).copied().unwrap_or(0);
                slots.push((*item, Given { rank: first(&of_y, place), slot, alike: (run.start, run.end) }));
            }
        }
        slots.sort_unstable_by_key(|(item, _)| *item);
        let ([squares_x, ..], [squares_y, ..]) = (of_x.squares, of_y.squares);
        let ([told_x, ..], [told_y, ..]) = (of_x.told, of_y.told);
        Self {
            items,
            runs: x.ordered(&x.order()).runs(),
            given: slots.into_iter().map(|(_, given)| given).collect(),
            squares: squares_x * squares_y,
            told: told_x * told_y,
            seen: Seen::of(x.items()),
        }
    }

    /// Both measures where each item has the `y` of the one that is dealt to it. Which ties there are does not change.
    pub(super) fn measured(&mut self, deal: &[u32]) -> Option<[f64; 2]> {
        self.seen.clear();
        let (mut products, mut surplus, mut all) = (0.0, 0, 0);
        let given = |item: usize| self.given.get(usize::try_from(*deal.get(item)?).ok()?);
        for run in &self.runs {
            // Items of one `x` are held against those before, all of them, and then counted.
            let items = self.items.get(run.clone()).unwrap_or_default();
            for (item, rank) in items {
                let Some(given) = given(*item) else { continue };
                products += rank * given.rank;
                let below = self.seen.below(given.alike.0);
                // Its own slot is not seen yet.
                let is_alone = given.alike.0 + 1 == given.alike.1;
                let upto = if is_alone { below } else { self.seen.below(given.alike.1) };
                surplus += below + upto - all;
            }
            for given in items.iter().filter_map(|(item, _)| given(*item)) {
                self.seen.add(given.slot);
                all += 1;
            }
        }
        both([products, f64::from(surplus)], [self.squares, self.told])
    }
}

/// Which slots were seen, a bit each, and how many before each word of bits.
struct Seen {
    words: Vec<u64>,
    before: Vec<i32>,
}

impl Seen {
    fn of(slots: usize) -> Self {
        let words = slots / WORD + 1;
        Self { words: vec![0; words], before: vec![0; words] }
    }

    fn clear(&mut self) {
        self.words.fill(0);
        self.before.fill(0);
    }

    fn below(&self, slot: usize) -> i32 {
        let Some((word, before)) = self.words.get(slot / WORD).zip(self.before.get(slot / WORD)) else { return 0 };
        let within = word & ((1 << (slot % WORD)) - 1);
        before.wrapping_add(within.count_ones().cast_signed())
    }

    fn add(&mut self, slot: usize) {
        if let Some(word) = self.words.get_mut(slot / WORD) {
            *word |= 1 << (slot % WORD);
        }
        for before in self.before.get_mut(slot / WORD + 1..).unwrap_or_default() {
            *before = before.wrapping_add(1);
        }
    }
}

const WORD: usize = 64;

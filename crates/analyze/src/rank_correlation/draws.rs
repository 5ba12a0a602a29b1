//! What chance gives to so many items, drawn once for all variables of as many.

use rand_pcg::Pcg64;

use super::lanes::{Counts, LANES};
use crate::chance::{generator, place};

/// How often each item is in each resample, some resamples side by side.
#[derive(Default)]
pub(super) struct Resamples {
    items: usize,
    counts: Vec<Counts>,
}

impl Resamples {
    /// So many, of so many items each; as many more as fill the last that stand side by side.
    pub(super) fn of(&mut self, items: usize, number: usize) -> impl Iterator<Item = &[Counts]> {
        let groups = number.div_ceil(LANES);
        if self.items != items || self.counts.len() != items * groups {
            (self.items, self.counts) = (items, vec![[0; LANES]; items * groups]);
            let mut generator = generator();
            for group in self.counts.chunks_exact_mut(items.max(1)) {
                for lane in 0..LANES {
                    for _ in 0..items {
                        let drawn = group.get_mut(place(&mut generator, items));
                        if let Some(count) = drawn.and_then(|counts| counts.get_mut(lane)) {
                            *count += 1;
                        }
                    }
                }
            }
        }
        self.counts.chunks_exact(items.max(1))
    }
}

/// Which item's value each item gets in each deal, one deal after the other.
#[derive(Default)]
pub(super) struct Deals {
    items: usize,
    from: Vec<u32>,
}

impl Deals {
    /// So many, of so many items each: each deal shuffles the one before.
    pub(super) fn of(&mut self, items: usize, number: usize) -> impl Iterator<Item = &[u32]> {
        if self.items != items || self.from.len() != items * number {
            (self.items, self.from) = (items, Vec::with_capacity(items * number));
            let mut dealt: Vec<u32> = (0..).take(items).collect();
            let mut generator = generator();
            for _ in 0..number {
                shuffle(&mut dealt, &mut generator);
                self.from.extend(&dealt);
            }
        }
        self.from.chunks_exact(items.max(1))
    }
}

/// R. A. Fisher and F. Yates: every order is as likely.
fn shuffle(items: &mut [u32], generator: &mut Pcg64) {
    for end in (1..items.len()).rev() {
        items.swap(end, place(generator, end + 1));
    }
}

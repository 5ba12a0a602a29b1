//! An interval for the growth between two ends of a series, by moving blocks. Pure arithmetic: knows no vendors or weeks.
//!
//! What is drawn, and from where, stands in `chance.rs`. Logarithms and powers are those of `libm`, sums are in one order: the
//! same bytes on any machine and any number of threads.

use std::collections::BTreeMap;

use crate::{
    chance::{DRAWS, ENDS, SEED, float, generator, middle_of, place},
    log_mean::log_ratio,
};

/// Changes that stay together: about a month, so that what one week gives to the next is kept.
const BLOCK: usize = 4;

/// Drawn series that are added up side by side: no sum waits for another.
const LANES: usize = 8;

/// Where the blocks of each drawn series begin, drawn once for all series of one length out of so many blocks.
#[derive(Default)]
pub(super) struct Draws {
    changes: usize,
    places: usize,
    begins: Vec<[u32; LANES]>,
}

impl Draws {
    /// So many, each of as many blocks as so many changes need; as many more as fill the last that stand side by side.
    fn of(&mut self, changes: usize, places: usize, number: usize) -> impl Iterator<Item = &[[u32; LANES]]> {
        let blocks = changes.div_ceil(BLOCK).max(1);
        let all = blocks * number.div_ceil(LANES);
        if (self.changes, self.places) != (changes, places) || self.begins.len() != all {
            *self = Self { changes, places, begins: vec![[0; LANES]; all] };
            let mut generator = generator();
            for group in self.begins.chunks_exact_mut(blocks) {
                for lane in 0..LANES {
                    for begin in group.iter_mut().filter_map(|begins| begins.get_mut(lane)) {
                        *begin = u32::try_from(place(&mut generator, places)).unwrap_or(0);
                    }
                }
            }
        }
        self.begins.chunks_exact(blocks)
    }
}

/// What a series shows of how its weeks change: every block of changes that are known one after the other.
pub(super) struct Changes {
    blocks: Vec<Block>,
    sums: Vec<f64>,
    /// The place of each block's first change among all.
    pub(super) places: Vec<usize>,
    /// The same among those that are known.
    starts: Vec<usize>,
    /// Changes that are known.
    pub(super) known: usize,
    /// What was drawn so far, by number of changes and of weeks at each end.
    spreads: BTreeMap<(usize, usize), Option<Spread>>,
    /// What each drawn series grew by, of a series that others are held against.
    kept: BTreeMap<(usize, usize), Vec<f64>>,
}

/// How far growth may lie off what was found, nominally in 95 of 100, as logarithms: lower and upper end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// Of the series by itself.
    pub(super) own: (f64, f64),
    /// Of what it grew by beyond the series that it is held against, where there is one.
    pub(super) beyond: Option<(f64, f64)>,
    /// Blocks that each drawn series is put together of.
    pub(super) blocks: usize,
}

impl Changes {
    /// Those of consecutive values, each above 0, or none where it is not known.
    pub(super) fn of(values: &[Option<f64>]) -> Self {
        let change = |pair: &[Option<f64>]| Some(log_ratio((*pair.get(1)?)?, (*pair.first()?)?));
        let changes: Vec<Option<f64>> = values.windows(2).map(change).collect();
        let (mut blocks, mut places, mut starts, mut known) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (place, change) in changes.iter().enumerate() {
            let block = changes.get(place..place + BLOCK).and_then(|block| block.iter().copied().collect());
            if let Some(block) = block.map(|block: Vec<f64>| Block::of(&block)) {
                places.push(place);
                starts.push(known);
                blocks.push(block);
            }
            known += usize::from(change.is_some());
        }
        let sums = blocks.iter().map(|block| block.sum).collect();
        Self { blocks, sums, places, starts, known, spreads: BTreeMap::new(), kept: BTreeMap::new() }
    }

    /// How far the growth over so many changes, of `count` weeks at each end, lies off what was found, nominally in 95 of 100:
    /// moving blocks of four changes of the logarithm (H. R. Künsch, *The jackknife and the bootstrap for general stationary
    /// observations*, Ann. Stat. 17 (1989) 1217-1241) are drawn with replacement from the whole series and put together to
    /// series of that length, and each grows as it does.
    ///
    /// What is drawn is centred on its own mean, since changes near the ends are in fewer blocks than others, and widened by
    /// `√(n / (n − 4))`: Bessel's correction for a mean of `n / 4` blocks. `None` with fewer than two blocks of changes.
    ///
    /// Held against another series of the same weeks, which has blocks in the same places, each drawn series of the one is
    /// set beside the drawn series of the other that is of the same blocks: what both have in common in a week falls out of
    /// the difference. Two intervals of single series beside each other do not say that: they may overlap where nearly every
    /// pair has the same order.
    pub(super) fn spread(
        &mut self,
        changes: usize,
        count: usize,
        against: Option<&mut Self>,
        draws: &mut Draws,
    ) -> Option<Spread> {
        if let Some(known) = self.spreads.get(&(changes, count)) {
            return *known;
        }
        let spread = self.drawn_spread(changes, count, against, draws);
        self.spreads.insert((changes, count), spread);
        spread
    }

    fn drawn_spread(
        &self,
        changes: usize,
        count: usize,
        against: Option<&mut Self>,
        draws: &mut Draws,
    ) -> Option<Spread> {
        let mut own = self.growths(changes, count, DRAWS, draws)?;
        let other = against.and_then(|other| other.kept_growths(changes, count, draws));
        let beyond = other.and_then(|other| {
            let mut beyond: Vec<f64> = own.iter().zip(other).map(|(own, other)| own - other).collect();
            departures(&mut beyond)
        });
        let own = self.widened(departures(&mut own)?);
        Some(Spread { own, beyond: beyond.map(|ends| self.widened(ends)), blocks: changes.div_ceil(BLOCK).max(1) })
    }

    fn widened(&self, (low, high): (f64, f64)) -> (f64, f64) {
        let width = (float(self.known) / float(self.known - BLOCK)).sqrt();
        (width * low, width * high)
    }

    /// What drawn series grow by, drawn once for all series that are held against this one.
    fn kept_growths(&mut self, changes: usize, count: usize, draws: &mut Draws) -> Option<&[f64]> {
        let is_kept = self.kept.contains_key(&(changes, count));
        if !is_kept {
            let growths = self.growths(changes, count, DRAWS, draws)?;
            self.kept.insert((changes, count), growths);
        }
        self.kept.get(&(changes, count)).map(Vec::as_slice)
    }

    /// What so many drawn series grow by.
    fn growths(&self, changes: usize, count: usize, number: usize, draws: &mut Draws) -> Option<Vec<f64>> {
        if self.known < 2 * BLOCK || self.blocks.is_empty() {
            return None;
        }
        let series = draws.of(changes, self.blocks.len(), number);
        let growths = series.flat_map(|begins| drawn_growth(&self.blocks, &self.sums, begins, changes, count));
        Some(growths.take(number).collect())
    }
}

/// Both ends of what was drawn, without its mean. The order of the values changes.
fn departures(drawn: &mut [f64]) -> Option<(f64, f64)> {
    let mean = drawn.iter().sum::<f64>() / float(drawn.len());
    let (low, high) = middle_of(drawn)?;
    Some((low - mean, high - mean))
}

/// What an interval is drawn with, for whoever draws it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Lower and upper end of what drawn series grow by, as logarithms without their mean.
    pub ends: (f64, f64),
    /// Which quantiles these are.
    pub quantiles: [f64; 2],
    /// How many series.
    pub draws: usize,
    /// Changes that stay together.
    pub block: usize,
    /// Where blocks may begin, as places among the changes that are known.
    pub starts: Vec<usize>,
    /// State and stream that PCG64 starts from.
    pub seed: (u128, u128),
}

/// What the intervals of `growth_rate` rest on: the ends of what series of so many `changes` grow by that are drawn out of those
/// of these weekly `values`, none where one is not known, from the sum of the first `count` to that of the last; `against` the
/// values of another series in the same weeks, none where the own is not known, of what they grow by beyond those that are drawn
/// of the same blocks of the other. `None` with fewer than two blocks of changes.
#[must_use]
pub fn drawn(values: &[Option<f64>], against: Option<&[Option<f64>]>, changes: usize, count: usize) -> Option<Drawn> {
    let (all, mut draws) = (Changes::of(values), Draws::default());
    let mut growths = all.growths(changes, count, DRAWS, &mut draws)?;
    if let Some(against) = against {
        let other = Changes::of(against).growths(changes, count, DRAWS, &mut draws)?;
        for (own, other) in growths.iter_mut().zip(other) {
            *own -= other;
        }
    }
    let ends = departures(&mut growths)?;
    Some(Drawn { ends, quantiles: ENDS, draws: DRAWS, block: BLOCK, starts: all.starts, seed: SEED })
}

/// Changes that stay together, and what each multiplies by.
#[derive(Clone, Debug)]
struct Block {
    changes: [(f64, f64); BLOCK],
    sum: f64,
}

impl Block {
    fn of(changes: &[f64]) -> Self {
        let of = |place: usize| changes.get(place).map_or((0.0, 1.0), |change| (*change, libm::exp(*change)));
        Self { changes: std::array::from_fn(of), sum: changes.iter().sum() }
    }
}

/// The growth of drawn series of so many changes. Only their ends are looked at: what lies between them adds up on the way.
fn drawn_growth(blocks: &[Block], sums: &[f64], begins: &[[u32; LANES]], changes: usize, count: usize) -> [f64; LANES] {
    let mut lanes = [Ends::new(count, changes + 1); LANES];
    for (begins, at) in begins.iter().zip((0..).step_by(BLOCK)) {
        let is_between = lanes.first().is_some_and(|ends| ends.is_between(at));
        for (ends, begin) in lanes.iter_mut().zip(begins) {
            let begin = usize::try_from(*begin).unwrap_or(0);
            if is_between {
                ends.level += sums.get(begin).copied().unwrap_or(0.0);
            } else if let Some(block) = blocks.get(begin) {
                for (place, (change, factor)) in (at + 1..=changes).zip(&block.changes) {
                    ends.step(place, *change, *factor);
                }
            }
        }
    }
    lanes.map(|ends| ends.growth())
}

/// The first and the last values of a series, each end added up in units of its own first value.
#[derive(Clone, Copy)]
struct Ends {
    count: usize,
    from: usize,
    /// Logarithm of the value now, and of the last end's first.
    level: f64,
    start: f64,
    past: Sum,
    now: Sum,
}

/// Values as multiples of the first, and their sum.
#[derive(Clone, Copy)]
struct Sum {
    last: f64,
    all: f64,
}

impl Sum {
    /// Of one value alone.
    const ONE: Self = Self { last: 1.0, all: 1.0 };

    fn step(&mut self, factor: f64) {
        self.last *= factor;
        self.all += self.last;
    }
}

impl Ends {
    const fn new(count: usize, length: usize) -> Self {
        let from = length.saturating_sub(count);
        Self { count, from, level: 0.0, start: 0.0, past: Sum::ONE, now: Sum::ONE }
    }

    /// Whether the block behind a place lies in neither end.
    const fn is_between(&self, at: usize) -> bool {
        at + 1 >= self.count && at + BLOCK < self.from
    }

    /// On to this place, by a change of the logarithm.
    fn step(&mut self, at: usize, change: f64, factor: f64) {
        self.level += change;
        if at < self.count {
            self.past.step(factor);
        }
        if at == self.from {
            self.start = self.level;
        } else if at > self.from {
            self.now.step(factor);
        }
    }

    fn growth(&self) -> f64 {
        self.start + libm::log(self.now.all / self.past.all)
    }
}

#[cfg(test)]
mod tests;

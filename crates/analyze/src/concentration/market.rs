//! A market of which some is not known: the least and the most that its concentration can be.
//!
//! Each named vendor has a range of dollars (in tokens, a point), and so a range of shares `L` to `H` of the whole market:
//! `L` is its least beside the most of all others, `H` the reverse. What is hidden has a range of its own, and no hidden
//! vendor is larger than `largest_hidden`. Every market that can be is a point of that box whose shares add up to 1; the
//! bounds here are over all such points, so none can lie outside. They are exact where nothing is in doubt but how the
//! hidden part is split; where prices are in doubt they may be wider than need be, since a share that is at its least
//! says something of the others that the box does not know.
//!
//! Tokens under a label that is no vendor (`loose`) are anybody's: of named vendors, of hidden ones, of one or of many. At
//! given prices a concentration is least where countless vendors have them, and most where one has all of them: sums of
//! squares rise when the smaller of two vendors gives to the larger, and the largest together can gain no more than all of
//! it. So the most is the most over those who may be the largest without it, each with all of it.

/// A share of the whole market, at least and at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

/// Every market that can be, as the boxes in which its least and its most lie.
#[derive(Clone, Debug)]
pub(super) struct Market {
    /// The loose part in countless hands.
    spread: Shares,
    /// In the hands of one who may be the largest; of nobody where nothing is loose.
    gathered: Vec<Shares>,
}

impl Market {
    /// Of named vendors, each worth so much at least and at most, a hidden part, and what may be anybody's.
    pub(super) fn of(named: &[Range], hidden: Hidden, loose: Range) -> Self {
        let whole = hidden.whole.plus(loose);
        if hidden.may_be_named || loose.high <= 0.0 {
            // What is hidden may be anybody's as well.
            let largest = if hidden.may_be_named { whole } else { hidden.largest };
            return Self { spread: Shares::of(named, Hidden { whole, largest, ..hidden }), gathered: Vec::new() };
        }
        let spread = Shares::of(named, Hidden { whole, ..hidden });
        let floor = named.iter().map(|range| range.low).fold(0.0, f64::max);
        let gathered_by = |receiver: usize| {
            let with = |(place, range): (usize, &Range)| if place == receiver { range.plus(loose) } else { *range };
            Shares::of(&named.iter().enumerate().map(with).collect::<Vec<_>>(), hidden)
        };
        let may_be_largest = named.iter().enumerate().filter(|(_, range)| range.high >= floor);
        let mut gathered: Vec<Shares> = may_be_largest.map(|(place, _)| gathered_by(place)).collect();
        // Somebody hidden, or with nothing else: named then, with what it may have of the hidden part, which is less by that.
        let newcomer = Range { low: loose.low, high: loose.high + hidden.largest.high };
        let left = Range { low: (hidden.whole.low - hidden.largest.low).max(0.0), high: hidden.whole.high };
        let all: Vec<Range> = named.iter().copied().chain([newcomer]).collect();
        gathered.push(Shares::of(&all, Hidden { whole: left, ..hidden }));
        Self { spread, gathered }
    }

    /// Least and most of the sum of squared shares.
    pub(super) fn squares(&self) -> Range {
        let most = self.gathered.iter().map(Shares::most_squares).reduce(f64::max);
        Range { low: self.spread.least_squares(), high: most.unwrap_or_else(|| self.spread.most_squares()) }
    }

    /// Least and most that the `count` largest vendors have together, hidden ones among them.
    pub(super) fn top(&self, count: usize) -> Range {
        let spread = self.spread.top(count);
        let most = self.gathered.iter().map(|shares| shares.top(count).high).reduce(f64::max);
        Range { low: spread.low, high: most.unwrap_or(spread.high) }
    }
}

/// The shares of everybody.
#[derive(Clone, Debug, Default)]
struct Shares {
    named: Vec<Range>,
    /// What vendors have that are not named. Its least is 0 where all of it may be of named ones.
    hidden: Range,
    /// The most that one of them can have.
    largest_hidden: f64,
}

/// What the named have for sure and at the most, and how the hidden part can fall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hidden {
    /// Of all hidden tokens.
    pub(super) whole: Range,
    /// Of the largest single vendor among them.
    pub(super) largest: Range,
    /// All of it may be of named vendors, or of one that is new.
    pub(super) may_be_named: bool,
}

impl Shares {
    /// Of named vendors, each worth so much at least and at most, and a hidden part.
    fn of(named: &[Range], hidden: Hidden) -> Self {
        let sum = |value: fn(&Range) -> f64| named.iter().map(value).sum::<f64>();
        let (least, most) = (sum(|range| range.low), sum(|range| range.high));
        let own = |range: &Range| {
            // What is hidden can be its own at the most, and then it is nobody else's.
            let (more, left) = if hidden.may_be_named { (hidden.whole.high, 0.0) } else { (0.0, hidden.whole.low) };
            let high = range.high + more;
            Range {
                low: part(range.low, most - range.high + hidden.whole.high, 0.0),
                high: part(high, least - range.low + left, 1.0),
            }
        };
        let left = hidden.whole.low - hidden.largest.low;
        let beside = if hidden.may_be_named { 0.0 } else { left.max(0.0) };
        Self {
            named: named.iter().map(own).collect(),
            hidden: Range {
                low: if hidden.may_be_named { 0.0 } else { part(hidden.whole.low, most, 0.0) },
                high: part(hidden.whole.high, least, 1.0),
            },
            largest_hidden: part(hidden.largest.high, least + beside, 1.0),
        }
    }

    /// Squares are least where the hidden part is as large as it can be and in countless hands, and the named are as alike
    /// as their ranges allow: each at one level, or at the end of its range that is nearest to it.
    fn least_squares(&self) -> f64 {
        let sum = |level: f64| self.named.iter().map(|range| level.max(range.low).min(range.high)).sum::<f64>();
        let needed = 1.0 - self.hidden.high;
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        // The sum rises with the level. Halving sixty times leaves less than rounding does.
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if sum(middle) < needed { low = middle } else { high = middle }
        }
        self.named.iter().map(|range| low.max(range.low).min(range.high).powi(2)).sum()
    }

    /// A square lies below the chord over its range, `L² + (L + H)(s - L)`, and the squares of the hidden, none of which is
    /// above `m`, below `m·s`. Lines are the most where the steepest get what is left to give: that is exact for the lines,
    /// so no market is above it.
    fn most_squares(&self) -> f64 {
        let base: f64 = self.named.iter().map(|range| range.low.powi(2)).sum();
        let given: f64 = self.named.iter().map(|range| range.low).sum::<f64>() + self.hidden.low;
        let mut slopes: Vec<(f64, f64)> =
            self.named.iter().map(|range| (range.low + range.high, range.high - range.low)).collect();
        slopes.push((self.largest_hidden, self.hidden.high - self.hidden.low));
        slopes.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut left = (1.0 - given).max(0.0);
        let mut most = base + self.hidden_squares();
        for (slope, room) in slopes {
            let taken = room.min(left);
            most += slope * taken;
            left -= taken;
        }
        most.min(1.0)
    }

    /// What the hidden adds at its least. Where that is all it can be, as few vendors as there can be have it, each as large
    /// as it can be but one.
    fn hidden_squares(&self) -> f64 {
        let (share, largest) = (self.hidden.low, self.largest_hidden);
        if largest <= 0.0 {
            return 0.0;
        }
        let is_sure = self.hidden.high - self.hidden.low < 1e-12;
        let whole = if is_sure { (share / largest + 1e-9).floor() } else { share / largest };
        let rest = if is_sure { (share - whole * largest).max(0.0) } else { 0.0 };
        whole * largest.powi(2) + rest.powi(2)
    }

    /// Least and most that the `count` largest vendors have together, hidden ones among them.
    fn top(&self, count: usize) -> Range {
        let sorted = |value: fn(&Range) -> f64| {
            let mut values: Vec<f64> = self.named.iter().map(value).collect();
            values.sort_by(|one, other| other.total_cmp(one));
            values
        };
        let (lows, highs) = (sorted(|range| range.low), sorted(|range| range.high));
        let first = |values: &[f64], count: usize| values.iter().take(count).sum::<f64>();
        let all = |values: &[f64]| values.iter().sum::<f64>();
        // Any vendors are at most the largest: those with the largest least, and those that leave least to the others.
        let beside = all(&highs) - first(&highs, count) + self.hidden.high;
        let low = first(&lows, count).max(1.0 - beside).clamp(0.0, 1.0);
        // Some of the largest may be hidden. No more than their most, and no more than the least of the others leaves.
        let most = |of_hidden: usize| {
            #[expect(clippy::cast_precision_loss, reason = "a number of vendors")]
            let hidden = (of_hidden as f64 * self.largest_hidden).min(self.hidden.high);
            let named = count - of_hidden;
            let beside = all(&lows) - first(&lows, named) + (self.hidden.low - hidden).max(0.0);
            (first(&highs, named) + hidden).min(1.0 - beside)
        };
        let high = (0..=count).map(most).fold(0.0, f64::max).min(1.0);
        Range { low: low.min(high), high }
    }
}

/// A part beside a rest; what it is of nothing the caller says.
fn part(part: f64, rest: f64, of_nothing: f64) -> f64 {
    let whole = part + rest.max(0.0);
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { of_nothing }
}

#[cfg(test)]
mod tests;

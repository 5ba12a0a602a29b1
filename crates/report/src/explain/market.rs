//! The least and the most concentrated of all markets that fit what is known of a week, as `analyze::concentration` has it:
//! each has a share of the whole market between two ends, what is hidden too, and all of them are one.

use super::{
    Made, Number,
    bounds::End,
    number::{difference, quotient},
};

/// Of two sides less than this apart nothing is left to give.
const NOTHING: f64 = 1e-12;

/// What somebody has at least and at most: tokens, dollars, or a share of all.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) low: Number,
    pub(super) high: Number,
}

impl Span {
    /// With what another has.
    pub(super) fn plus(&self, other: &Self, name: &str) -> Option<Self> {
        let [low, high] = [(&self.low, &other.low, "least"), (&self.high, &other.high, "most")]
            .map(|(one, other, end)| Number::of(format!("{name}, at the {end}"), sum([one, other])));
        Some(Self { low: low?, high: high? })
    }
}

/// A market whose named vendors, hidden part and largest hidden vendor are known between ends.
#[derive(Clone, Debug)]
pub(super) struct Market {
    pub(super) named: Vec<Span>,
    pub(super) hidden: Span,
    pub(super) largest: Number,
    /// The least of the largest hidden vendor.
    pub(super) least_of_largest: Number,
    /// All that is hidden may be of named ones.
    pub(super) may_be_named: bool,
}

/// The shares of everybody in it.
struct Shares {
    named: Vec<Span>,
    hidden: Span,
    largest: Number,
}

fn sum<'number>(parts: impl IntoIterator<Item = &'number Number>) -> Made {
    Made::Sum(parts.into_iter().cloned().collect())
}

fn one() -> Number {
    Number::constant("all", 1.0)
}

fn nothing() -> Number {
    Number::constant("nothing", 0.0)
}

/// A part beside a rest; of nothing it is what the caller says.
fn share(name: &str, own: &Number, rest: &[Number], of_nothing: f64) -> Option<Number> {
    let beside = Number::of(format!("{} and the rest", own.name), sum(std::iter::once(own).chain(rest)))?;
    if beside.value <= 0.0 {
        return Some(Number::constant(format!("{name}, of nothing"), of_nothing));
    }
    Number::of(name, quotient(own.clone(), beside))
}

impl Market {
    /// Least or most of the sum of squared shares.
    pub(super) fn squares(&self, end: End) -> Option<Number> {
        let shares = self.shares()?;
        if end == End::Least { shares.least_squares() } else { shares.most_squares() }
    }

    /// Least or most that so many of the largest have together.
    pub(super) fn top(&self, count: usize, end: End) -> Option<Number> {
        let shares = self.shares()?;
        if end == End::Least { shares.least_top(count) } else { shares.most_top(count) }
    }

    fn shares(&self) -> Option<Shares> {
        let least = Number::of("all at their least", sum(self.named.iter().map(|span| &span.low)))?.whole();
        let most = Number::of("all at their most", sum(self.named.iter().map(|span| &span.high)))?.whole();
        let named: Vec<Span> =
            self.named.iter().map(|span| self.share_of(span, &least, &most)).collect::<Option<_>>()?;
        let surely = if self.may_be_named {
            nothing()
        } else {
            share("what is hidden, at the least", &self.hidden.low, &[most], 0.0)?
        };
        let hidden = share("what is hidden, at the most", &self.hidden.high, std::slice::from_ref(&least), 1.0)?;
        let left = difference(self.hidden.low.clone(), self.least_of_largest.clone());
        let left = Number::of("hidden beside the largest", left).filter(|left| left.value > 0.0 && !self.may_be_named);
        let rest: Vec<Number> = std::iter::once(least).chain(left).collect();
        let largest = share("the largest that is hidden, at the most", &self.largest, &rest, 1.0)?;
        Some(Shares { named, hidden: Span { low: surely, high: hidden }, largest })
    }

    /// What is hidden can be a vendor's own at the most, and then it is nobody else's.
    fn share_of(&self, span: &Span, least: &Number, most: &Number) -> Option<Span> {
        let others = |all: &Number, own: &Number| Number::of("all others", difference(all.clone(), own.clone()));
        let low_name = format!("part of all: {}", span.low.name);
        let low = share(&low_name, &span.low, &[others(most, &span.high)?, self.hidden.high.clone()], 0.0)?;
        let (own, mut rest) = (&span.high, vec![others(least, &span.low)?]);
        let high_name = format!("part of all: {}", own.name);
        let high = if self.may_be_named {
            let name = format!("{}, and all that is hidden", own.name);
            share(&high_name, &Number::of(name, sum([own, &self.hidden.high]))?, &rest, 1.0)?
        } else {
            rest.push(self.hidden.low.clone());
            share(&high_name, own, &rest, 1.0)?
        };
        Some(Span { low, high })
    }
}

impl Shares {
    /// The named as alike as they can be, each at one level or at that end of its own that is nearest; the hidden, as much as
    /// can be, in countless hands.
    fn least_squares(&self) -> Option<Number> {
        let needed = Number::of("left for the named", difference(one(), self.hidden.high.clone()))?;
        let level = self.level(needed.value);
        let is_between = |span: &&Span| span.low.value < level && level < span.high.value;
        let (between, at_ends): (Vec<&Span>, Vec<&Span>) = self.named.iter().partition(is_between);
        let ends: Vec<&Number> =
            at_ends.iter().map(|span| if level <= span.low.value { &span.low } else { &span.high }).collect();
        let mut squares: Vec<Number> = ends.iter().filter_map(|end| square(end)).collect();
        if !between.is_empty() {
            let count = Number::constant("those in between", float(between.len()));
            let rest = Number::of("those at an end of theirs", sum(ends.iter().copied()))?;
            let rest = Number::of("left for those in between", difference(needed, rest))?;
            let level = Number::of("each of those in between", quotient(rest, count.clone()))?;
            squares.extend(Number::of("their squares", Made::Product(vec![count, square(&level)?])));
        }
        Number::of("squares of a market that is as even as can be", Made::Sum(squares))
    }

    /// The level at which all named add up to what is needed; halving leaves less than rounding does.
    fn level(&self, needed: f64) -> f64 {
        let sum =
            |level: f64| self.named.iter().map(|span| level.max(span.low.value).min(span.high.value)).sum::<f64>();
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if sum(middle) < needed { low = middle } else { high = middle }
        }
        low
    }

    /// All at their least, and what is left given to those whose squares rise most by it, along a line from the one end of
    /// theirs to the other: no market is above it.
    fn most_squares(&self) -> Option<Number> {
        let mut squares: Vec<Number> = self.named.iter().filter_map(|span| square(&span.low)).collect();
        squares.extend(self.hidden_squares());
        let mut slopes: Vec<(Number, &Span)> = Vec::new();
        for span in &self.named {
            slopes.push((Number::of("its least and its most", sum([&span.low, &span.high]))?, span));
        }
        slopes.push((self.largest.clone(), &self.hidden));
        slopes.sort_by(|(one, _), (other, _)| other.value.total_cmp(&one.value));
        let mut given: Vec<Number> =
            self.named.iter().map(|span| &span.low).chain([&self.hidden.low]).cloned().collect();
        for (slope, span) in slopes {
            let given_so_far = Number::of("given so far", Made::Sum(given.clone()))?;
            let left = Number::of("left to give", difference(one(), given_so_far))?;
            if left.value <= NOTHING {
                break;
            }
            let room = Number::of("room up to its most", difference(span.high.clone(), span.low.clone()))?;
            if room.value > NOTHING {
                let taken = if room.value <= left.value { room } else { left };
                squares.push(Number::of("what it adds to the squares", Made::Product(vec![slope, taken.clone()]))?);
                given.push(taken);
            }
        }
        let most = Number::of("squares of a market that is as uneven as can be", Made::Sum(squares))?;
        if most.value <= 1.0 { Some(most) } else { Number::of("no more than all", Made::Least(vec![most, one()])) }
    }

    /// What is hidden in as few hands as can be.
    fn hidden_squares(&self) -> Option<Number> {
        let (share, largest) = (&self.hidden.low, &self.largest);
        if largest.value <= 0.0 {
            return None;
        }
        let name = "squares of what is hidden, in as few hands as can be";
        if self.hidden.high.value - share.value >= NOTHING {
            return Number::of(name, Made::Product(vec![share.clone(), largest.clone()]));
        }
        let count =
            Number::constant("so many hidden ones of the largest size", (share.value / largest.value + 1e-9).floor());
        let full = Number::of("they together", Made::Product(vec![count.clone(), largest.clone()]))?;
        let rest = Number::of("one more has the rest", difference(share.clone(), full))?;
        let squares = Number::of("their squares", Made::Product(vec![count, square(largest)?]))?;
        let rest = square(&rest).filter(|_| rest.value > 0.0);
        Number::of(name, Made::Sum(std::iter::once(squares).chain(rest).collect()))
    }

    /// Any so many are at most the largest: those with the largest least, or those that leave least to the others.
    fn least_top(&self, count: usize) -> Option<Number> {
        let [lows, highs] = [self.sorted(|span| &span.low), self.sorted(|span| &span.high)];
        let named = Number::of("those with the largest least", sum(lows.into_iter().take(count)))?;
        let others = highs.into_iter().skip(count).chain([&self.hidden.high]);
        let others = Number::of("all others at their most", sum(others))?;
        let left = Number::of("what the others leave", difference(one(), others))?;
        let most = Number::of("the largest, at their least", Made::Most(vec![named, left, nothing()]))?;
        Number::of("no more than all", Made::Least(vec![most, one()]))
    }

    /// Some of the largest may be hidden: as many as give the most.
    fn most_top(&self, count: usize) -> Option<Number> {
        let ends: Vec<Number> = (0..=count).filter_map(|hidden| self.with_hidden(count, hidden)).collect();
        ends.into_iter().reduce(|most, next| if next.value > most.value { next } else { most })
    }

    /// So many of the largest, of which so many are hidden: no more than their most, and no more than the least of the others
    /// leaves.
    fn with_hidden(&self, count: usize, of_hidden: usize) -> Option<Number> {
        let [lows, highs] = [self.sorted(|span| &span.low), self.sorted(|span| &span.high)];
        let of_size = Number::constant("hidden ones among the largest", float(of_hidden));
        let all = Number::of("they at their most", Made::Product(vec![of_size, self.largest.clone()]))?;
        let hidden = Number::of("hidden ones", Made::Least(vec![all, self.hidden.high.clone()]))?;
        let named = count - of_hidden;
        let top = Number::of("the largest at their most", sum(highs.into_iter().take(named).chain([&hidden])))?;
        let more = Number::of("more that is hidden", difference(self.hidden.low.clone(), hidden))?;
        let more = Number::of("at least nothing", Made::Most(vec![more, nothing()]))?;
        let others = Number::of("all others at their least", sum(lows.into_iter().skip(named).chain([&more])))?;
        let left = Number::of("what the others leave", difference(one(), others))?;
        Number::of("the largest, at their most", Made::Least(vec![top, left, one()]))
    }

    fn sorted(&self, end: fn(&Span) -> &Number) -> Vec<&Number> {
        let mut ends: Vec<&Number> = self.named.iter().map(end).collect();
        ends.sort_by(|one, other| other.value.total_cmp(&one.value));
        ends
    }
}

fn square(number: &Number) -> Option<Number> {
    Number::of(format!("{}, squared", number.name), Made::Product(vec![number.clone(), number.clone()]))
}

#[expect(clippy::cast_precision_loss, reason = "a number of vendors")]
pub(super) const fn float(count: usize) -> f64 {
    count as f64
}

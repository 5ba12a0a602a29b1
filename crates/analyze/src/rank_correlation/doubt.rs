//! What a rank correlation can be where variables are known within bounds only.

use super::measure::within;
use crate::chance::float;

/// Least and most of something.
type Range = (f64, f64);

/// Least and most of Spearman's rho, wherever within its range each value lies. `None` where all of a variable are one.
///
/// Mid-ranks count, pair by pair, who is larger, so that the sum of products of ranks is half the sum, over pairs, of the sign of
/// `x` times the difference of the ranks of `y`. Each pair takes what is worth most of what its ranges allow. That is done once
/// with each variable in the place of `x`, and the narrower counts. Not all that is taken may fit together, so the bounds may be
/// wider than need be, never narrower.
///
/// Ties take something from the squares of ranks: where a bound is nearest to 0, those that are sure; where it is farthest, also
/// those that could be broken while the other variable is sure to be the same. Breaking any other in its order gains more
/// products than squares, since no products are above the squares of either variable.
pub(crate) fn rho_range(x: &[Range], y: &[Range]) -> Option<Range> {
    let (x, y) = (Order::of(x), Order::of(y));
    let sure = (x.squares(None) * y.squares(None)).sqrt();
    if sure <= 0.0 {
        return None;
    }
    let few = (x.squares(Some(&y)) * y.squares(Some(&x))).sqrt();
    let (one, other) = (products(&x, &y), products(&y, &x));
    let (least, most) = (one.0.max(other.0), one.1.min(other.1));
    let rho = |products: f64, is_farthest: bool| {
        let squares: f64 = if is_farthest { few } else { sure };
        // Where all may be tied, any products may be of few squares.
        if squares > 0.0 { within(products / squares) } else { products.signum() }
    };
    Some((rho(least, least < 0.0), rho(most, most > 0.0)))
}

/// Bounds of the sum of products of ranks, less their means.
fn products(x: &Order<'_>, y: &Order<'_>) -> Range {
    let mut sum = (0.0, 0.0);
    for one in 0..x.values.len() {
        for other in 0..one {
            let ((low, high), (least, most)) = (x.sign(one, other), y.apart(one, other));
            let ends = [low * least, low * most, high * least, high * most];
            sum.0 += 0.5 * ends.into_iter().fold(f64::INFINITY, f64::min);
            sum.1 += 0.5 * ends.into_iter().fold(f64::NEG_INFINITY, f64::max);
        }
    }
    sum
}

/// A variable, and what its ranges say of who is larger.
struct Order<'values> {
    values: &'values [Range],
}

impl<'values> Order<'values> {
    const fn of(values: &'values [Range]) -> Self {
        Self { values }
    }

    /// Both are known, and the same.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        self.sign(one, other) == (0.0, 0.0)
    }

    /// Whether one is larger (1), smaller (−1) or the same (0): the least and the most of these. What meets the other's end may
    /// be any.
    fn sign(&self, one: usize, other: usize) -> Range {
        let Some((one, other)) = self.values.get(one).zip(self.values.get(other)) else { return (0.0, 0.0) };
        let is_known = |value: &Range| value.0.total_cmp(&value.1).is_eq();
        match () {
            () if is_known(one) && is_known(other) && one.0.total_cmp(&other.0).is_eq() => (0.0, 0.0),
            () if one.0 > other.1 => (1.0, 1.0),
            () if one.1 < other.0 => (-1.0, -1.0),
            () => (-1.0, 1.0),
        }
    }

    /// By how many places one can be above another.
    fn apart(&self, one: usize, other: usize) -> Range {
        let between = self.sign(one, other);
        if between == (0.0, 0.0) {
            return between;
        }
        let mut places = between;
        for third in (0..self.values.len()).filter(|third| ![one, other].contains(third)) {
            let (own, others) = (self.sign(one, third), self.sign(other, third));
            // Who is larger than another is above whom that one is above.
            let least = if between.0 > 0.0 { (own.0 - others.1).max(0.0) } else { own.0 - others.1 };
            let most = if between.1 < 0.0 { (own.1 - others.0).min(0.0) } else { own.1 - others.0 };
            places = (places.0 + 0.5 * least, places.1 + 0.5 * most);
        }
        places
    }

    /// The squares of its ranks if all are tied that are alike, directly or by way of others; and, beside another variable, all
    /// that may be and are alike there.
    fn squares(&self, beside: Option<&Self>) -> f64 {
        let are_tied = |one: usize, other: usize| {
            let may_be = self.sign(one, other).0 <= 0.0 && self.sign(one, other).1 >= 0.0;
            self.is_alike(one, other) || (may_be && beside.is_some_and(|beside| beside.is_alike(one, other)))
        };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for item in 0..self.values.len() {
            let (with, without): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|group| group.iter().any(|other| are_tied(item, *other)));
            groups = without;
            groups.push(with.into_iter().flatten().chain([item]).collect());
        }
        cubed(self.values.len()) - groups.iter().map(|group| cubed(group.len())).sum::<f64>()
    }
}

/// The squares of so many ranks without ties.
fn cubed(items: usize) -> f64 {
    let items = float(items);
    (items * items * items - items) / 12.0
}

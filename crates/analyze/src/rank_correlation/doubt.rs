//! What a rank correlation can be where one variable is known within bounds only.

use super::{
    measure::within,
    ranks::{Centred, Ranks},
};
use crate::chance::float;

/// An item: where its `x` lies, and its rank by `y`.
#[derive(Clone, Copy)]
struct Item {
    x: (f64, f64),
    y: f64,
}

/// Least and most of Spearman's rho, wherever within its range each `x` lies. `None` where all `y` are one.
///
/// Mid-ranks count, pair by pair, who is larger, so that the sum of products of ranks is half the sum, over pairs, of the sign of
/// `x` times the difference of the ranks of `y`. Each pair takes the sign that is worth most of those that its ranges allow.
/// Not all of these signs may fit together, so the bounds may be wider than need be, never narrower. Ties of `x` take something
/// from its squares: none that could be broken do where a bound is nearest to 0, and where it is farthest all that are sure,
/// and all that could be broken without any gain, between equal `y`.
pub(crate) fn rho_range(x: &[(f64, f64)], y: &[f64]) -> Option<(f64, f64)> {
    let (ranks, of_y) = centred(y)?;
    let items: Vec<Item> = x.iter().zip(ranks).map(|(x, y)| Item { x: *x, y }).collect();
    let (mut least, mut most) = (0.0, 0.0);
    for (place, one) in items.iter().enumerate() {
        for other in items.iter().take(place) {
            let worth = 0.5 * (one.y - other.y);
            let (low, high) = match one.sign(other) {
                Some(sign) => (sign * worth, sign * worth),
                None => (-worth.abs(), worth.abs()),
            };
            least += low;
            most += high;
        }
    }
    let untied = cubed(items.len());
    let sure = untied - tied(&items, Item::is_alike);
    let few = untied - tied(&items, |one, other| one.is_alike(other) || one.y.total_cmp(&other.y).is_eq());
    let rho = |products: f64, is_farthest: bool| {
        let squares: f64 = if is_farthest { few } else { sure };
        // Where all may be tied, any products may be of few squares.
        if squares > 0.0 { within(products / (squares * of_y).sqrt()) } else { products.signum() }
    };
    Some((rho(least, least < 0.0), rho(most, most > 0.0)))
}

impl Item {
    /// Both are known, and the same.
    fn is_alike(&self, other: &Self) -> bool {
        let is_known = |item: &Self| item.x.0.total_cmp(&item.x.1).is_eq();
        is_known(self) && is_known(other) && self.x.0.total_cmp(&other.x.0).is_eq()
    }

    /// Whether its `x` is larger, smaller or the same; none where it may be larger and smaller, or meets the other's end.
    fn sign(&self, other: &Self) -> Option<f64> {
        match () {
            () if self.is_alike(other) => Some(0.0),
            () if self.x.0 > other.x.1 => Some(1.0),
            () if self.x.1 < other.x.0 => Some(-1.0),
            () => None,
        }
    }
}

/// Mid-ranks by item less their mean, and the sum of their squares; `None` where all are one.
fn centred(values: &[f64]) -> Option<(Vec<f64>, f64)> {
    let (ranks, mut centred) = (Ranks::of(values), Centred::default());
    centred.take(&ranks, &vec![1; values.len()]);
    let by_item = ranks.places().iter().map(|place| 0.5 * centred.rank(*place)).collect();
    (centred.squares > 0.0).then_some((by_item, 0.25 * centred.squares))
}

/// What ties take from the squares of ranks, if all items are tied that are alike, directly or by way of others.
fn tied(items: &[Item], are_alike: impl Fn(&Item, &Item) -> bool) -> f64 {
    let mut groups: Vec<Vec<&Item>> = Vec::new();
    for item in items {
        let (with, without): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| are_alike(item, other)));
        groups = without;
        groups.push(with.into_iter().flatten().chain([item]).collect());
    }
    groups.iter().map(|group| cubed(group.len())).sum()
}

/// The squares of so many ranks without ties.
fn cubed(items: usize) -> f64 {
    let items = float(items);
    (items * items * items - items) / 12.0
}

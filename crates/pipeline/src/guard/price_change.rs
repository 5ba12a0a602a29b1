//! How prices changed from one answer to the next, of all models and vendor by vendor.

use std::collections::BTreeMap;

use super::{
    change::FEWEST_ROWS,
    profile::{Prices, TableProfile},
    token_change::{NEAR_POWER, middle, ratio},
};

/// A vendor with fewer priced models may change all of them alike by itself.
pub(super) const FEWEST_OF_VENDOR: usize = 4;

/// How the prices of each name changed, in decades: of input (0) or of output (1), or of reading (0) or writing (1) a cache.
pub(super) fn price_changes<'answers>(
    now: &Prices,
    before: &'answers Prices,
    part: usize,
) -> impl Iterator<Item = (&'answers str, f64)> {
    let of = move |prices: &[f64; 2]| prices.get(part).copied().unwrap_or_default();
    let pairs = before.iter().filter_map(move |(name, before)| Some((name, of(now.get(name)?), of(before))));
    let priced = pairs.filter(|(_, now, before)| *now > 0.0 && *before > 0.0);
    priced.map(|(name, now, before)| (name.as_str(), (now / before).log10()))
}

/// The middle one of them.
pub(super) fn middle_price_change(now: &Prices, before: &Prices, part: usize) -> Option<f64> {
    middle(price_changes(now, before, part).map(|(_, change)| change).collect())
}

/// For each vendor with some priced models that are still named: how all of its prices changed, in decades, where all did so
/// alike. The others' prices leave the middle of all where it was.
pub(super) fn vendor_changes(now: &Prices, before: &Prices, part: usize) -> Vec<f64> {
    let mut vendors: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, change) in price_changes(now, before, part) {
        vendors.entry(vendor(name)).or_default().push(change);
    }
    let alike = |changes: &Vec<f64>| {
        let (least, most) =
            changes.iter().fold((f64::MAX, f64::MIN), |(least, most), one| (least.min(*one), most.max(*one)));
        changes.len() >= FEWEST_OF_VENDOR && most - least <= NEAR_POWER
    };
    vendors.into_values().filter(alike).filter_map(|changes| changes.first().copied()).collect()
}

/// The vendor in a model's id, which may be all of it.
pub(super) fn vendor(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// The part of the models with a price before, of those still named, that have one now.
pub(super) fn kept(now: &Prices, before: &Prices, is_priced: fn(&[f64; 2]) -> bool) -> Option<f64> {
    let priced = before.iter().filter(|(_, prices)| is_priced(prices));
    let still: Vec<bool> = priced.filter_map(|(name, _)| now.get(name).map(is_priced)).collect();
    let kept = still.iter().filter(|is_priced| **is_priced).count();
    (still.len() >= FEWEST_ROWS).then(|| ratio(kept, still.len()))
}

/// For each vendor with some priced models that are still named: 0 where none of them is any more what `is_kept` asks for,
/// which has the prices of now and those of before.
fn vendors_without(
    now: &Prices,
    before: &Prices,
    is_priced: impl Fn(&[f64; 2]) -> bool,
    is_kept: impl Fn(&[f64; 2], &[f64; 2]) -> bool,
) -> Option<f64> {
    let mut vendors: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, old) in before.iter().filter(|(_, prices)| is_priced(prices)) {
        let Some(new) = now.get(name) else { continue };
        let (all, kept) = vendors.entry(vendor(name)).or_default();
        *all += 1;
        *kept += usize::from(is_kept(new, old));
    }
    vendors.into_values().any(|(all, kept)| all >= FEWEST_ROWS && kept == 0).then_some(0.0)
}

/// What makes a model priced: a price of either, of input, of output.
pub(super) const PRICED: [fn(&[f64; 2]) -> bool; 3] =
    [|prices| prices.iter().any(|price| *price > 0.0), |[input, _]| *input > 0.0, |[_, output]| *output > 0.0];

/// 0 where some vendor has lost all of its prices, or all those of input or of output.
pub(super) fn vendors_kept(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let without = |is_priced: fn(&[f64; 2]) -> bool| {
        vendors_without(&now.prices, &before.prices, is_priced, |new, _| is_priced(new))
    };
    PRICED.into_iter().find_map(without)
}

/// 0 where no model of some vendor has its prices any more. A vendor changes many of its prices at once; in 35 days none with
/// so many models ever changed all.
pub(super) fn vendors_same(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    vendors_without(&now.prices, &before.prices, PRICED[0], are_same)
}

/// Whether two prices are the very same.
pub(super) fn are_same(one: &[f64; 2], other: &[f64; 2]) -> bool {
    one.map(f64::to_bits) == other.map(f64::to_bits)
}

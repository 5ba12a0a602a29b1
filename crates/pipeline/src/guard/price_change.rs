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

/// For each vendor with some priced models that are still named: 0 where none of them has a price any more.
pub(super) fn vendors_kept(now: &TableProfile, before: &TableProfile) -> Vec<f64> {
    let mut vendors: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let is_priced = |prices: &[f64; 2]| prices.iter().any(|price| *price > 0.0);
    for (name, _) in before.prices.iter().filter(|(_, prices)| is_priced(prices)) {
        let Some(prices) = now.prices.get(name) else { continue };
        let (all, kept) = vendors.entry(vendor(name)).or_default();
        *all += 1;
        *kept += usize::from(is_priced(prices));
    }
    let large = vendors.into_values().filter(|(all, _)| *all >= FEWEST_ROWS);
    large.filter(|(_, kept)| *kept == 0).map(|_| 0.0).collect()
}

//! How prices changed from one answer to the next, of all models and vendor by vendor.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    change::FEWEST_ROWS,
    profile::{Prices, TableProfile},
    token_change::{NEAR_POWER, middle, ratio},
};

/// A vendor with fewer priced models may change all of them alike by itself.
pub(super) const FEWEST_OF_VENDOR: usize = 4;

/// How the prices of each name changed, in decades: of input (0) or of output (1), or of reading (0) or writing (1) a cache.
fn price_changes<'answers>(
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
fn middle_price_change(now: &Prices, before: &Prices, part: usize) -> Option<f64> {
    middle(price_changes(now, before, part).map(|(_, change)| change).collect())
}

/// For each vendor with some priced models that are still named: how all of its prices changed, in decades, where all did so
/// alike. The others' prices leave the middle of all where it was.
fn vendor_changes<'answers>(now: &Prices, before: &'answers Prices, part: usize) -> Vec<(&'answers str, f64)> {
    let mut vendors: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, change) in price_changes(now, before, part) {
        vendors.entry(vendor(name)).or_default().push(change);
    }
    let alike = |changes: &Vec<f64>| {
        let (least, most) =
            changes.iter().fold((f64::MAX, f64::MIN), |(least, most), one| (least.min(*one), most.max(*one)));
        changes.len() >= FEWEST_OF_VENDOR && most - least <= NEAR_POWER
    };
    let all_alike = vendors.into_iter().filter(|(_, changes)| alike(changes));
    all_alike.filter_map(|(vendor, changes)| Some((vendor, *changes.first()?))).collect()
}

/// How prices changed, in decades, where another unit would show: the middle one of all, or all of one vendor, which is named. A
/// vendor may change its rebate for cached tokens by a power of ten: of these the middle of all counts alone.
pub(super) fn unit_changes<'answers>(
    now: &TableProfile,
    before: &'answers TableProfile,
) -> Vec<(Option<&'answers str>, f64)> {
    let middles = levels(now, before).into_iter().map(|(_, level)| (None, level.log10()));
    let of_vendors = [0, 1].into_iter().flat_map(|part| vendor_changes(&now.prices, &before.prices, part));
    middles.chain(of_vendors.map(|(vendor, change)| (Some(vendor), change))).collect()
}

/// The middle price of each sort over that before.
pub(super) fn levels(now: &TableProfile, before: &TableProfile) -> Vec<(&'static str, f64)> {
    let sorts = [
        ("input", &now.prices, &before.prices, 0),
        ("output", &now.prices, &before.prices, 1),
        ("reading a cache", &now.cache_prices, &before.cache_prices, 0),
        ("writing a cache", &now.cache_prices, &before.cache_prices, 1),
    ];
    let level = |(sort, now, before, part): (_, &Prices, &Prices, usize)| {
        Some((sort, 10_f64.powf(middle_price_change(now, before, part)?)))
    };
    sorts.into_iter().filter_map(level).collect()
}

/// The vendor in a model's id, which may be all of it.
pub(super) fn vendor(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// What makes a model priced: a price of either, of input, of output.
pub(super) const PRICED: [fn(&[f64; 2]) -> bool; 3] =
    [|prices| prices.iter().any(|price| *price > 0.0), |[input, _]| *input > 0.0, |[_, output]| *output > 0.0];

/// And what gives it a price of reading or of writing a cache.
pub(super) const CACHED: [fn(&[f64; 2]) -> bool; 2] = [|[read, _]| *read > 0.0, |[_, write]| *write > 0.0];

/// The part of the models with a price before, of those still named, that have one now.
fn kept(now: &Prices, before: &Prices, is_priced: fn(&[f64; 2]) -> bool) -> Option<f64> {
    let priced = before.iter().filter(|(_, prices)| is_priced(prices));
    let still: Vec<bool> = priced.filter_map(|(name, _)| now.get(name).map(is_priced)).collect();
    let kept = still.iter().filter(|is_priced| **is_priced).count();
    (still.len() >= FEWEST_ROWS).then(|| ratio(kept, still.len()))
}

/// The worst of: all prices, those of input, those of output; 0 where a vendor with some models has none left of one of these.
pub(super) fn prices_kept(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let parts = PRICED.into_iter().filter_map(|is_priced| kept(&now.prices, &before.prices, is_priced));
    let is_gone = !unpriced_vendors(now, before).is_empty();
    parts.chain(is_gone.then_some(0.0)).reduce(f64::min)
}

/// A model may lose its price of reading or writing a cache; a third of them at once never did.
pub(super) fn cache_prices_kept(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let parts = CACHED.into_iter().filter_map(|is_priced| kept(&now.cache_prices, &before.cache_prices, is_priced));
    parts.reduce(f64::min)
}

/// Models that had a price of one of these sorts before, are still named, and have none of it now.
pub(super) fn unpriced<'answers>(
    now: &Prices,
    before: &'answers Prices,
    sorts: &[fn(&[f64; 2]) -> bool],
) -> Vec<&'answers str> {
    let has_lost = |new: &[f64; 2], old: &[f64; 2]| sorts.iter().any(|is_priced| is_priced(old) && !is_priced(new));
    let gone = before.iter().filter(|(name, old)| now.get(*name).is_some_and(|new| has_lost(new, old)));
    gone.map(|(name, _)| name.as_str()).collect()
}

/// Each vendor with some priced models that are still named, none of which is any more what `is_kept` asks for: that has the
/// prices of now and those of before.
fn vendors_without<'answers>(
    now: &Prices,
    before: &'answers Prices,
    is_priced: impl Fn(&[f64; 2]) -> bool,
    is_kept: impl Fn(&[f64; 2], &[f64; 2]) -> bool,
) -> Vec<&'answers str> {
    let mut vendors: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, old) in before.iter().filter(|(_, prices)| is_priced(prices)) {
        let Some(new) = now.get(name) else { continue };
        let (all, kept) = vendors.entry(vendor(name)).or_default();
        *all += 1;
        *kept += usize::from(is_kept(new, old));
    }
    let without = vendors.into_iter().filter(|(_, (all, kept))| *all >= FEWEST_ROWS && *kept == 0);
    without.map(|(vendor, _)| vendor).collect()
}

/// Vendors that have lost all of their prices, or all those of input or of output.
pub(super) fn unpriced_vendors<'answers>(
    now: &TableProfile,
    before: &'answers TableProfile,
) -> BTreeSet<&'answers str> {
    let without = |is_priced: fn(&[f64; 2]) -> bool| {
        vendors_without(&now.prices, &before.prices, is_priced, |new, _| is_priced(new))
    };
    PRICED.into_iter().flat_map(without).collect()
}

/// Vendors of which no model has its prices any more. A vendor changes many of its prices at once; in 35 days none with so many
/// models ever changed all.
pub(super) fn repriced_vendors<'answers>(now: &TableProfile, before: &'answers TableProfile) -> Vec<&'answers str> {
    vendors_without(&now.prices, &before.prices, PRICED[0], are_same)
}

/// Whether two prices are the very same.
pub(super) fn are_same(one: &[f64; 2], other: &[f64; 2]) -> bool {
    one.map(f64::to_bits) == other.map(f64::to_bits)
}

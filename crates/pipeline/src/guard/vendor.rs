//! Vendors in a list of models: which are gone, and whose numbers are of another size, while all others hide them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    change::FEWEST_ROWS,
    period::Step,
    price_change::{FEWEST_OF_VENDOR, vendor},
    profile::TableProfile,
    token_change::{real, sum},
};

/// One with less than a twentieth of the tokens is not large.
pub(super) const LARGE: f64 = 0.05;

/// 0 where a vendor with some models is not named at all any more, else 1; none where no vendor has so many.
pub(super) fn vendors_named(now: &TableProfile, before: &TableProfile) -> Option<f64> {
    let mut vendors: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &before.names {
        *vendors.entry(vendor(name)).or_default() += 1;
    }
    let named: BTreeSet<&str> = now.names.iter().map(|name| vendor(name)).collect();
    let large = vendors.into_iter().filter(|(_, models)| *models >= FEWEST_ROWS);
    large.map(|(vendor, _)| if named.contains(vendor) { 1.0 } else { 0.0 }).reduce(f64::min)
}

/// How the tokens of each large vendor's models changed, of those in both periods together, in decades; without end where it
/// has none of them left. One with few models changes by itself: a free variant ends, a stealth model gets its name.
pub(super) fn large_vendors(step: Step<'_>) -> Vec<(&str, f64)> {
    let all = real(sum(step.before));
    let mut vendors: BTreeMap<&str, Vendor> = BTreeMap::new();
    for (name, tokens) in step.before.iter().filter(|(_, tokens)| **tokens > 0) {
        let vendor = vendors.entry(vendor(name)).or_default();
        vendor.models += 1;
        vendor.all += real(*tokens);
        if let Some(now) = step.now.get(name) {
            vendor.before += real(*tokens);
            vendor.now += real(*now);
        }
    }
    let large = vendors.into_iter().filter(|(_, of)| of.models >= FEWEST_OF_VENDOR && of.all >= LARGE * all);
    let change = |of: &Vendor| if of.now > 0.0 { (of.now / of.before).log10() } else { f64::NEG_INFINITY };
    large.map(|(name, of)| (name, change(&of))).collect()
}

/// The models of one vendor in a period.
#[derive(Default)]
struct Vendor {
    models: usize,
    all: f64,
    /// Tokens of those that the next period names, too.
    before: f64,
    now: f64,
}

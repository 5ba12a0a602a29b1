//! A move of a share, split without a rest. Pure arithmetic: knows no tables, weeks or rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::log_mean::{log_mean, log_ratio};

/// A model, and its variant where usage tells variants apart.
pub(super) type Model = (String, Option<String>);

/// A vendor in one window. Its share is `tokens · price / whole`, in whatever unit `whole` is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct End {
    /// Its part of the market, 0 to 1.
    pub(super) share: f64,
    /// Its tokens.
    pub(super) tokens: f64,
    /// What a million of them is worth: the blended price; 1 where tokens themselves are shared.
    pub(super) price: f64,
    /// What the market comes to, above 0.
    pub(super) whole: f64,
    /// Its models. Their weights add up to 1, and weight times price to `price`; empty where they are not known by week.
    pub(super) models: BTreeMap<Model, Weighed>,
}

/// A model within its vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weighed {
    /// Its part of the vendor's tokens, 0 to 1.
    pub(super) weight: f64,
    /// What a million of its tokens is worth.
    pub(super) price: f64,
}

/// What each cause adds to a share, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub(super) volume: f64,
    pub(super) price: f64,
    pub(super) mix: f64,
    pub(super) market: f64,
}

/// A vendor's move between two windows.
#[derive(Clone, Debug)]
pub(super) struct Move {
    past: End,
    now: End,
    /// The logarithmic mean of both shares: what a factor's logarithm is worth in shares. 0 where either is 0.
    pub(super) mean: f64,
    volume: f64,
    /// Price and mix together.
    unit: f64,
}

impl Move {
    /// Without tokens there is no price and no mix: both are those of the other window, so that all of what a vendor brings
    /// when it enters, and takes when it leaves, is volume.
    pub(super) fn new(past: &End, now: &End) -> Self {
        let of_tokens = |end: &End, other: &End| {
            let end = end.clone();
            if end.tokens > 0.0 { end } else { End { price: other.price, models: other.models.clone(), ..end } }
        };
        let (past, now) = (of_tokens(past, now), of_tokens(now, past));
        let mean = log_mean(now.share, past.share);
        let all = now.share - past.share;
        let (volume, unit) = if mean > 0.0 {
            (mean * log_ratio(now.tokens, past.tokens), mean * log_ratio(now.price, past.price))
        } else if past.tokens > 0.0 && now.tokens > 0.0 {
            // The limit of the logarithmic mean gives all to the factor that is 0: here the price.
            (0.0, all)
        } else {
            (all, 0.0)
        };
        Self { past, now, mean, volume, unit }
    }

    /// What moved it: adds up to the move of the share.
    pub(super) fn parts(&self) -> Parts {
        let price: f64 = self.by_variant().map(|(_, parts)| parts.price).sum();
        let market = if self.mean > 0.0 { -self.mean * log_ratio(self.now.whole, self.past.whole) } else { 0.0 };
        Parts { volume: self.volume, price, mix: self.unit - price, market }
    }

    /// Which models did: volume, price and mix add up to those of the vendor. The market is no model's doing.
    pub(super) fn by_model(&self) -> BTreeMap<&str, Parts> {
        let mut models: BTreeMap<&str, Parts> = BTreeMap::new();
        for ((model, _), parts) in self.by_variant() {
            let sum = models.entry(model).or_default();
            sum.volume += parts.volume;
            sum.price += parts.price;
            sum.mix += parts.mix;
        }
        models
    }

    fn by_variant(&self) -> impl Iterator<Item = (&Model, Parts)> {
        let (past, now) = (&self.past, &self.now);
        let per_token = self.worth(self.volume, now.tokens, past.tokens);
        let per_price = self.worth(self.unit, now.price, past.price);
        let middle = f64::midpoint(past.price, now.price);
        let models: BTreeSet<&Model> = past.models.keys().chain(now.models.keys()).collect();
        models.into_iter().map(move |model| {
            let (then, since) = (past.models.get(model).copied(), now.models.get(model).copied());
            let [before, after] = [then, since].map(Option::unwrap_or_default);
            // Who is in one window only has no price in the other, so none that changed: all of it is mix.
            let own = then.or(since).unwrap_or_default().price;
            let [old, new] = [then, since].map(|weighed| weighed.map_or(own, |weighed| weighed.price));
            let parts = Parts {
                volume: per_token * (now.tokens * after.weight - past.tokens * before.weight),
                price: per_price * f64::midpoint(before.weight, after.weight) * changed(old, new),
                mix: per_price * (f64::midpoint(old, new) - middle) * (after.weight - before.weight),
                market: 0.0,
            };
            (model, parts)
        })
    }

    /// What one unit of a factor is worth in shares: `L(share) / L(factor)`, or its limit where a share is 0.
    fn worth(&self, part: f64, after: f64, before: f64) -> f64 {
        match log_mean(after, before) {
            mean if self.mean > 0.0 => self.mean / mean,
            _ if part == 0.0 => 0.0,
            _ => part / (after - before),
        }
    }
}

/// What a price changed by. Means of the same price differ in their last digits: that is no change.
fn changed(old: f64, new: f64) -> f64 {
    if (new - old).abs() > 1e-12 * old.max(new) { new - old } else { 0.0 }
}

#[cfg(test)]
mod tests;

//! Tokens to dollars over one week or window, with what the unpriced tokens may change.
//!
//! `others` and unpriced tokens have some price: at least the cheapest and at most the dearest blended price among the
//! named vendors of the same week. So every dollar share has a lower and an upper bound. Where a price is at a reference
//! mix it has bounds of its own: the lower bound of a share takes the vendor at its least and all others at their largest.
//! Where a choice of traffic leaves some out, what no usage names may be of that: it counts at the most, and not at the least.

use crate::counted::Counted;

/// One bucket: a vendor or `others`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// Tokens that the bucket is known to have.
    pub(crate) tokens: i64,
    /// Tokens that it may have besides, inside `others`.
    pub(crate) hidden: i64,
    /// Of these, tokens of models that no daily list names: its own price says nothing of them.
    pub(crate) unlisted: i64,
    /// Its blended price in dollars per million tokens.
    pub(crate) price: Option<f64>,
    /// Least and largest that its price can be, where its mix is in doubt.
    pub(crate) bounds: Option<(f64, f64)>,
    /// Least and largest price of any of its weeks, where it has several.
    pub(crate) of_any_week: Option<(f64, f64)>,
    /// Part of its tokens that the price was found on, 0 to 1.
    pub(crate) coverage: f64,
    /// It is upstream's remainder, in which hidden tokens are.
    pub(crate) is_remainder: bool,
    /// Its label names no vendor: whose tokens these are is not known.
    pub(crate) is_unattributed: bool,
    /// Where the choice of traffic leaves some out: what counts for sure, and what may.
    pub(crate) counted: Option<Counted>,
}

/// A bucket in dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Valued {
    /// Implied value; none without a price.
    pub(crate) usd: Option<f64>,
    /// Of the implied value of all priced buckets.
    pub(crate) share: Option<f64>,
    /// Least share, of the priced or of the whole market.
    pub(crate) low: Option<f64>,
    /// Most share, of the priced or of the whole market.
    pub(crate) high: Option<f64>,
}

/// Cheapest and dearest blended price among buckets that have tokens and a price; of several weeks, in any of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PriceRange {
    pub(crate) cheapest: f64,
    pub(crate) dearest: f64,
}

impl PriceRange {
    pub(crate) fn of(parts: &[Part]) -> Option<Self> {
        let ends = |part: &Part| part.of_any_week.or_else(|| part.least().zip(part.most()));
        let prices = parts.iter().filter(|part| part.tokens > 0).filter_map(ends);
        prices.fold(None, |range: Option<Self>, (least, most)| {
            let range = range.unwrap_or(Self { cheapest: least, dearest: most });
            Some(Self { cheapest: range.cheapest.min(least), dearest: range.dearest.max(most) })
        })
    }
}

impl Part {
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn usd(self) -> Option<f64> {
        // No tokens cost nothing, whatever the price.
        let price = if self.tokens == 0 { Some(0.0) } else { self.price };
        price.map(|price| self.tokens as f64 * price / 1e6)
    }

    /// The least that its price can be.
    fn least(&self) -> Option<f64> {
        self.bounds.map(|(least, _)| least).or(self.price)
    }

    /// The largest that its price can be.
    fn most(&self) -> Option<f64> {
        self.bounds.map(|(_, most)| most).or(self.price)
    }

    /// All of its tokens, whether they count or not.
    pub(crate) fn all(&self) -> i64 {
        self.counted.map_or(self.tokens, |counted| counted.all)
    }

    /// Least dollars, what has no price at the cheapest and nothing hidden.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub(crate) fn cheap_usd(self, range: PriceRange) -> f64 {
        self.all() as f64 * self.least_mixed(range.cheapest) / 1e6
    }

    /// Most dollars, what has no price at the dearest and nothing hidden.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub(crate) fn dear_usd(self, range: PriceRange) -> f64 {
        self.all() as f64 * self.most_mixed(range.dearest) / 1e6
    }

    /// Least that a million of its tokens cost.
    fn least_mixed(&self, unpriced: f64) -> f64 {
        let own = self.least();
        self.counted.map_or_else(|| self.mixed(own, unpriced), |counted| counted.least(own, unpriced))
    }

    /// Most that they cost.
    fn most_mixed(&self, unpriced: f64) -> f64 {
        let own = self.most();
        self.counted.map_or_else(|| self.mixed(own, unpriced), |counted| counted.most(own, unpriced))
    }

    /// Its price at one end: what that was not found on costs as what has none.
    fn mixed(&self, own: Option<f64>, unpriced: f64) -> f64 {
        own.map_or(unpriced, |price| self.coverage * price + (1.0 - self.coverage) * unpriced)
    }

    /// Least and most that a million of its tokens that count can cost, however many it has.
    pub(crate) fn price_ends(&self, range: PriceRange) -> (f64, f64) {
        let million = Self { tokens: 1_000_000, counted: None, ..*self };
        (million.cheap_usd(range), million.dear_usd(range))
    }

    /// Most dollars of what is hidden: what a week does not name costs what the vendor's tokens cost at the most; what no
    /// list names costs the dearest.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn hidden_usd(self, range: PriceRange) -> f64 {
        let of_its_own = (self.hidden - self.unlisted) as f64 * self.most_mixed(range.dearest);
        (of_its_own + self.unlisted as f64 * range.dearest) / 1e6
    }
}

/// Every bucket in dollars, in the order given. No bucket has a price: nothing can be said of any.
pub(crate) fn valued(parts: &[Part]) -> Vec<Valued> {
    let Some(range) = PriceRange::of(parts) else { return vec![Valued::default(); parts.len()] };
    let whole: f64 = parts.iter().filter_map(|part| part.usd()).sum();
    let all_cheap: f64 = parts.iter().map(|part| part.cheap_usd(range)).sum();
    let all_dear: f64 = parts.iter().map(|part| part.dear_usd(range)).sum();
    let cheapest_hidden = cheapest_hidden(parts, range);
    let value = |part: &Part| {
        let (cheap, dear) = (part.cheap_usd(range), part.dear_usd(range));
        let hidden = part.hidden_usd(range);
        let usd = part.usd();
        let share = usd.filter(|_| whole > 0.0).map(|usd| usd / whole);
        let low = ratio(cheap, cheap + (all_dear - dear));
        // What is hidden moves from `others`, where it was counted at the least that it can cost, to this bucket.
        let high = ratio(dear + hidden, dear + hidden + (all_cheap - cheap - moved(*part, cheapest_hidden)).max(0.0));
        // The share leaves out what has no price, and the bounds count it: they take the share in, whichever is wider.
        let low = low.map(|low| share.map_or(low, |share| low.min(share)));
        Valued { usd, share, low, high: high.map(|high| share.map_or(high, |share| high.max(share))) }
    };
    parts.iter().map(value).collect()
}

/// Some buckets as one, beside the `rest` of the week. `hidden` tokens of the rest's remainder may be its own besides, at
/// the dearest price.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
pub(crate) fn combined(own: &[Part], rest: &[Part], hidden: i64) -> Valued {
    let Some(range) = PriceRange::of(&[own, rest].concat()) else { return Valued::default() };
    let usd = |parts: &[Part]| parts.iter().filter_map(|part| part.usd()).sum::<f64>();
    let cheap = |parts: &[Part]| parts.iter().map(|part| part.cheap_usd(range)).sum::<f64>();
    let dear = |parts: &[Part]| parts.iter().map(|part| part.dear_usd(range)).sum::<f64>();
    let may_have = |price: f64| hidden as f64 * price / 1e6;
    let share = ratio(usd(own), usd(own) + usd(rest));
    let low = ratio(cheap(own), cheap(own) + dear(rest));
    let most = dear(own) + may_have(range.dearest);
    let high = ratio(most, most + (cheap(rest) - may_have(cheapest_hidden(rest, range))).max(0.0));
    // As for a single bucket: the bounds take the share in.
    let low = low.map(|low| share.map_or(low, |share| low.min(share)));
    let high = high.map(|high| share.map_or(high, |share| high.max(share)));
    Valued { usd: Some(usd(own)), share, low, high }
}

/// Least that what the remainder hides costs there: nothing where it need not count.
pub(crate) fn cheapest_hidden(parts: &[Part], range: PriceRange) -> f64 {
    let remainder = parts.iter().find(|part| part.is_remainder);
    remainder.map_or(range.cheapest, |part| part.least_mixed(range.cheapest))
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn moved(part: Part, cheapest: f64) -> f64 {
    if part.is_remainder { 0.0 } else { part.hidden as f64 * cheapest / 1e6 }
}

/// A share that rounding can't carry past its ends.
fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn priced(tokens: i64, price: f64) -> Part {
        Part { tokens, price: Some(price), coverage: 1.0, ..Part::default() }
    }

    fn unpriced(tokens: i64) -> Part {
        Part { tokens, is_remainder: true, ..Part::default() }
    }

    #[test]
    fn without_a_price_nothing_is_said() {
        assert_eq!(valued(&[unpriced(5)]), [Valued::default()]);
    }

    #[test]
    fn all_priced_means_no_doubt() {
        let [a, b] = [priced(1_000_000, 3.0), priced(1_000_000, 1.0)];
        let values = valued(&[a, b]);
        assert_eq!(values[0], Valued { usd: Some(3.0), share: Some(0.75), low: Some(0.75), high: Some(0.75) });
        assert_eq!(values[1].share, Some(0.25));
    }

    #[test]
    fn the_remainder_widens_every_share() {
        // $3, $1, and a million tokens at $1 to $3.
        let values = valued(&[priced(1_000_000, 3.0), priced(1_000_000, 1.0), unpriced(1_000_000)]);
        // $3 of $7 at least; at most $3 of $4, if the remainder is not counted.
        assert_eq!((values[0].low, values[0].high), (Some(3.0 / 7.0), Some(3.0 / 4.0)));
        assert_eq!((values[2].usd, values[2].low, values[2].high), (None, Some(1.0 / 5.0), Some(3.0 / 7.0)));
    }

    #[test]
    fn what_a_price_was_not_found_on_may_cost_more_or_less() {
        let half = Part { coverage: 0.5, ..priced(2_000_000, 1.0) };
        let values = valued(&[half, priced(1_000_000, 3.0)]);
        assert_eq!(values[0].usd, Some(2.0));
        assert_eq!((values[0].low, values[0].high), (Some(2.0 / 5.0), Some(4.0 / 7.0)));
    }

    #[test]
    fn what_an_absent_week_hides_can_only_add_to_a_share() {
        // A million tokens of the remainder may be those of the first, or of the third, which was not seen at all.
        let seen = Part { hidden: 1_000_000, ..priced(1_000_000, 3.0) };
        let absent = Part { hidden: 1_000_000, ..Part::default() };
        let values = valued(&[seen, priced(1_000_000, 1.0), absent, unpriced(1_000_000)]);
        // $3 of $7 at least; at most $6 of $7, since the remainder is spent.
        assert_eq!((values[0].low, values[0].high), (Some(3.0 / 7.0), Some(6.0 / 7.0)));
        // Nothing at least; at most $3 beside the $4 of the others.
        assert_eq!((values[2].low, values[2].high), (Some(0.0), Some(3.0 / 7.0)));
    }

    #[test]
    fn what_is_on_no_list_may_be_dear_whatever_the_vendor_costs() {
        let listed = Part { hidden: 1_000_000, unlisted: 1_000_000, ..priced(1_000_000, 1.0) };
        let values = valued(&[priced(1_000_000, 3.0), listed, unpriced(1_000_000)]);
        // $1 of $7 at least; at most $1 and $3 of $7, since the remainder is spent.
        assert_eq!((values[1].low, values[1].high), (Some(1.0 / 7.0), Some(4.0 / 7.0)));
    }

    #[test]
    fn a_price_in_doubt_widens_its_own_share_and_those_of_the_others() {
        let doubted = Part { bounds: Some((1.0, 5.0)), ..priced(1_000_000, 3.0) };
        let values = valued(&[doubted, priced(1_000_000, 1.0)]);
        assert_eq!((values[0].share, values[0].low, values[0].high), (Some(0.75), Some(0.5), Some(5.0 / 6.0)));
        assert_eq!((values[1].share, values[1].low, values[1].high), (Some(0.25), Some(1.0 / 6.0), Some(0.5)));
        // What has no price costs $1 to $5 as well.
        let values = valued(&[doubted, unpriced(1_000_000)]);
        assert_eq!((values[1].low, values[1].high), (Some(1.0 / 6.0), Some(5.0 / 6.0)));
    }

    #[test]
    fn no_tokens_cost_nothing_and_set_no_price() {
        let unnamed = Part { coverage: 1.0, ..Part::default() };
        let values = valued(&[priced(1_000_000, 2.0), priced(0, 90.0), unnamed, unpriced(1_000_000)]);
        assert_eq!((values[0].low, values[0].high), (Some(0.5), Some(1.0)), "the remainder costs $2, not up to $90");
        for value in &values[1..3] {
            assert_eq!((value.usd, value.share), (Some(0.0), Some(0.0)));
        }
    }

    #[test]
    fn a_market_that_costs_nothing_has_no_shares() {
        let values = valued(&[priced(1_000_000, 0.0), unpriced(5)]);
        assert_eq!(values[0], Valued { usd: Some(0.0), ..Valued::default() });
    }

    /// $4; beside it two million at $1, and two million of the remainder at $1 to $4, half of which may be its own.
    #[test]
    fn a_group_may_be_more_of_the_remainder_at_the_dearest_price() {
        let own = [priced(1_000_000, 4.0)];
        let rest = [priced(2_000_000, 1.0), unpriced(2_000_000)];
        let group = combined(&own, &rest, 1_000_000);
        assert_eq!((group.usd, group.share), (Some(4.0), Some(4.0 / 6.0)));
        // Beside $2 and $8; then $8 beside $2 and $1, since a million has moved.
        assert_eq!((group.low, group.high), (Some(4.0 / 14.0), Some(8.0 / 11.0)));
    }

    /// A dollar on each side, and nine million tokens without a price on one.
    #[test]
    fn the_bounds_of_a_group_take_its_share_in() {
        let (half, nine) = (priced(1_000_000, 1.0), Part { tokens: 9_000_000, ..Part::default() });
        let group = combined(&[half, nine], &[half], 0);
        assert_eq!((group.low, group.share, group.high), (Some(0.5), Some(0.5), Some(10.0 / 11.0)));
        let group = combined(&[half], &[half, nine], 0);
        assert_eq!((group.low, group.share, group.high), (Some(1.0 / 11.0), Some(0.5), Some(0.5)));
        assert_eq!(combined(&[nine], &[unpriced(5)], 5), Valued::default(), "no price at all");
    }

    proptest! {
        #[test]
        fn shares_add_up_and_lie_within_their_bounds(
            tokens in prop::collection::vec((1_i64..1_000_000_000_000, 0.01_f64..50.0, 0.0_f64..=1.0, 0.0_f64..=1.0), 1..8),
            rest in 0_i64..1_000_000_000_000,
        ) {
            let mut parts: Vec<_> = tokens
                .into_iter()
                .map(|(tokens, price, coverage, doubt)| {
                    let bounds = (doubt > 0.5).then(|| (price * doubt, price / doubt));
                    Part { coverage, bounds, hidden: rest, unlisted: rest, ..priced(tokens, price) }
                })
                .collect();
            parts.push(unpriced(rest));
            let values = valued(&parts);
            let sum: f64 = values.iter().filter_map(|value| value.share).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            for value in values {
                prop_assert!(value.low <= value.high, "{value:?}");
                let Some(share) = value.share else { continue };
                prop_assert!(value.low <= Some(share) && Some(share) <= value.high, "{value:?}");
            }
        }
    }
}

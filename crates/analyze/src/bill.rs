//! Priced usage, added up: what the tokens of a vendor or a model come to, and at which mix.

use schema::{MixOrigin, PriceConfidence};

use crate::{blend::Blend, window::share};

/// Why a price is not the price of the mix that its tokens had.
const OF_REFERENCE: &str = "at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)";
const OF_CARRIED: &str = "at the mix that the same models had in another window (`mix_age_days`)";
const BACKCAST: &str =
    "some list prices are of the first catalogue, which came later: what they were before is not known";
const MAPPED: &str = "some list prices are of a map that volunteers keep: no catalogue listed those models";
const UNCACHED: &str = "nobody says which part of the input was cached: all of it is fresh here, and the bounds have the most that may be (`is_upper_bound`)";
const CHANGED: &str = "list prices changed in the window: the mean, each for as long as it held";

/// Tokens with a price, and their dollars.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bill {
    /// The tokens with a price.
    pub(crate) tokens: i64,
    /// What they come to, in US dollars.
    pub(crate) usd: f64,
    /// Some of it would cost less with the cached part known.
    pub(crate) is_upper_bound: bool,
    /// The weakest origin of the mixes; none without tokens.
    pub(crate) mix: Option<MixOrigin>,
    /// Days to the oldest reference mix.
    pub(crate) mix_age: Option<i64>,
    /// The weakest confidence of the list prices; none where no ledger was asked.
    pub(crate) confidence: Option<PriceConfidence>,
    low_usd: f64,
    high_usd: f64,
    input: f64,
    /// Tokens whose mix is known.
    mixed: i64,
    exact: i64,
}

impl Bill {
    /// Adds `tokens` at their blended price.
    pub(crate) fn add(&mut self, tokens: i64, blend: Blend) {
        self.tokens += tokens;
        self.usd += blend.price.usd(tokens);
        self.low_usd += blend.low.usd(tokens);
        self.high_usd += blend.high.usd(tokens);
        if let Some(input) = blend.input_share {
            self.input += input * float(tokens);
            self.mixed += tokens;
        }
        self.confidence = self.confidence.max(blend.confidence);
        self.exact += if blend.confidence == Some(PriceConfidence::Exact) { tokens } else { 0 };
        self.is_upper_bound |= blend.is_upper_bound;
        self.mix = self.mix.max(Some(blend.mix));
        self.mix_age = self.mix_age.max(blend.mix_age);
    }

    /// The blended price, in US dollars per million tokens; none without tokens.
    pub(crate) fn price(&self) -> Option<f64> {
        self.per_mtok(self.usd)
    }

    /// Least and largest price that mixes of other tokens, cached input that nobody measured and changes of list prices
    /// allow; none where none of them is in it.
    pub(crate) fn bounds(&self) -> Option<(f64, f64)> {
        let (low, high) = (self.per_mtok(self.low_usd)?, self.per_mtok(self.high_usd)?);
        let is_of_others = matches!(self.mix, Some(MixOrigin::Carried | MixOrigin::Reference));
        (is_of_others || self.low_usd < self.usd || self.usd < self.high_usd).then_some((low, high))
    }

    /// What makes its price uncertain, if anything does.
    pub(crate) fn doubt(&self) -> Option<&'static str> {
        match self.mix {
            Some(MixOrigin::Reference) => Some(OF_REFERENCE),
            Some(MixOrigin::Carried) => Some(OF_CARRIED),
            _ if self.is_upper_bound => Some(UNCACHED),
            _ if self.bounds().is_some() => Some(CHANGED),
            _ => match self.confidence {
                Some(PriceConfidence::Backcast) => Some(BACKCAST),
                Some(PriceConfidence::OtherSource) => Some(MAPPED),
                _ => None,
            },
        }
    }

    /// Part of the tokens whose list price was seen at that time.
    pub(crate) fn exact_share(&self) -> Option<f64> {
        self.confidence.and_then(|_| share(self.exact, self.tokens))
    }

    /// Input's part of the tokens.
    pub(crate) fn input_share(&self) -> Option<f64> {
        (self.mixed > 0).then(|| (self.input / float(self.mixed)).min(1.0))
    }

    /// The priced part of `tokens`.
    pub(crate) fn coverage(&self, tokens: i64) -> Option<f64> {
        share(self.tokens, tokens)
    }

    fn per_mtok(&self, usd: f64) -> Option<f64> {
        (self.tokens > 0).then(|| usd * 1e6 / float(self.tokens))
    }
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

#[cfg(test)]
mod tests {
    use schema::UsdPerMtok;

    use super::*;

    /// A price, and what it can be.
    fn blend([price, low, high]: [f64; 3], mix: MixOrigin, confidence: Option<PriceConfidence>) -> Blend {
        let [price, low, high] = [price, low, high].map(UsdPerMtok);
        let mix_age = (mix == MixOrigin::Carried).then_some(9);
        Blend { price, low, high, input_share: Some(0.9), is_upper_bound: false, mix, mix_age, confidence }
    }

    fn bill(blends: &[(i64, Blend)]) -> Bill {
        let mut bill = Bill::default();
        for (tokens, blend) in blends {
            bill.add(*tokens, *blend);
        }
        bill
    }

    #[test]
    fn a_doubt_on_either_side_makes_bounds_and_a_mix_of_others_always_does() {
        let measured = |prices| bill(&[(100, blend(prices, MixOrigin::Measured, None))]);
        assert_eq!((measured([2.0; 3]).bounds(), measured([2.0; 3]).doubt()), (None, None));
        for (prices, bounds) in [([2.0, 1.0, 2.0], (1.0, 2.0)), ([2.0, 2.0, 3.0], (2.0, 3.0))] {
            assert_eq!((measured(prices).bounds(), measured(prices).doubt()), (Some(bounds), Some(CHANGED)));
        }
        for (mix, doubt) in [(MixOrigin::Carried, OF_CARRIED), (MixOrigin::Reference, OF_REFERENCE)] {
            let found = bill(&[(100, blend([2.0; 3], mix, None))]);
            assert_eq!((found.bounds(), found.doubt()), (Some((2.0, 2.0)), Some(doubt)));
        }
    }

    #[test]
    fn a_list_price_of_another_time_or_source_is_told() {
        for (confidence, doubt) in [
            (PriceConfidence::Exact, None),
            (PriceConfidence::Carried, None),
            (PriceConfidence::Backcast, Some(BACKCAST)),
            (PriceConfidence::OtherSource, Some(MAPPED)),
        ] {
            let sure = bill(&[(100, blend([2.0; 3], MixOrigin::Measured, Some(confidence)))]);
            assert_eq!(sure.doubt(), doubt, "{confidence}");
        }
    }

    /// Three million tokens at $4, or $3 to $5, and one at $2, which alone was seen: whatever comes first.
    #[test]
    fn a_sum_is_as_weak_as_the_weakest_of_its_parts() {
        let carried = blend([4.0, 3.0, 5.0], MixOrigin::Carried, Some(PriceConfidence::Carried));
        let upper = Blend { is_upper_bound: true, ..carried };
        let exact = blend([2.0; 3], MixOrigin::Measured, Some(PriceConfidence::Exact));
        for parts in [[(3_000_000, upper), (1_000_000, exact)], [(1_000_000, exact), (3_000_000, upper)]] {
            let found = bill(&parts);
            assert_eq!((found.price(), found.bounds()), (Some(3.5), Some((2.75, 4.25))));
            assert_eq!((found.exact_share(), found.coverage(8_000_000)), (Some(0.25), Some(0.5)));
            assert_eq!((found.mix, found.mix_age), (Some(MixOrigin::Carried), Some(9)));
            assert_eq!((found.confidence, found.is_upper_bound), (Some(PriceConfidence::Carried), true));
        }
    }

    #[test]
    fn without_a_ledger_nothing_was_seen_and_without_tokens_there_is_no_price() {
        assert_eq!(bill(&[(100, blend([2.0; 3], MixOrigin::Measured, None))]).exact_share(), None);
        let nothing = bill(&[]);
        assert_eq!((nothing.price(), nothing.bounds(), nothing.input_share()), (None, None, None));
    }
}

//! Priced usage, added up: what the tokens of a vendor or a model come to, and at which mix.

use schema::{MixOrigin, PriceConfidence};

use crate::{blend::Blend, window::share};

/// Why a price is not the price of the mix that its tokens had.
const OF_REFERENCE: &str = "at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)";
const OF_CARRIED: &str = "at the mix that the same models had in another window (`mix_age_days`)";
const BACKCAST: &str =
    "some list prices are of the first catalogue, which came later: what they were before is not known";
const MAPPED: &str = "some list prices are of a map that volunteers keep: no catalogue listed those models";
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

    /// Least and largest price that mixes of other tokens and changes of list prices allow; none where neither is in it.
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

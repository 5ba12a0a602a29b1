//! The blended price of one model-variant: dollars per million tokens at a mix of input, cached input and output.

use schema::{Basis, MixOrigin, PriceConfidence, UsdPerMtok};

use crate::usage::{Mix, Rates, Usage};

/// Input's part of the mix that the published analysis assumed.
const ASSUMED_INPUT: f64 = 0.75;

/// A model-variant's price at its mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Blend {
    /// Dollars per million tokens.
    pub(crate) price: UsdPerMtok,
    /// Least that a mix of other tokens and the list prices of the window allow.
    pub(crate) low: UsdPerMtok,
    /// Most that they allow.
    pub(crate) high: UsdPerMtok,
    /// Input's part of the tokens, cached input included; none where the price does not come of a mix.
    pub(crate) input_share: Option<f64>,
    /// The cached part of the input is not known and would cost less: the true price is at most this.
    pub(crate) is_upper_bound: bool,
    /// Where the mix comes from.
    pub(crate) mix: MixOrigin,
    /// Days from the window of a mix of other tokens to that of the tokens.
    pub(crate) mix_age: Option<i64>,
    /// How the list price is known; none on a basis that does not ask the ledger.
    pub(crate) confidence: Option<PriceConfidence>,
}

/// The blended price of `usage` on `basis`; `None` if a price or the mix is not known.
///
/// - `list_3to1`: three parts input, one part output, free variants at the price of their paid sibling.
/// - `list_current`: the measured mix at the variant's own price in one catalogue, cached input at its own price where it
///   is known, and the price of its requests; where no mix was measured, that of other tokens.
/// - `list_asof`: the same at the list prices in force in the window. Where they changed in it the bounds are those at the
///   lowest and at the highest that any moment can have had.
/// - `effective`: the same mix at what prompt and completion tokens cost in fact, cache and discounts contained.
/// - `billed`: upstream's own total over the tokens.
pub(crate) fn blended(usage: &Usage, basis: Basis) -> Option<Blend> {
    match basis {
        Basis::List3to1 => Some(assumed(usage.paid?)),
        Basis::ListCurrent => mixed(usage, usage.current?),
        Basis::ListAsof => {
            let asof = usage.asof?;
            let [price, low, high] = [asof.mean, asof.low, asof.high].map(|rates| mixed(usage, rates));
            let (price, low, high) = (price?, low?.low, high?.high);
            // Rounding must not carry a bound past the price.
            let (low, high) = (UsdPerMtok(low.0.min(price.price.0)), UsdPerMtok(high.0.max(price.price.0)));
            Some(Blend { low, high, confidence: Some(asof.confidence), ..price })
        }
        Basis::Effective => {
            let (input, output) = usage.effective?;
            mixed(usage, Rates { input, output, cache_read: None, request: 0.0 })
        }
        Basis::Billed => billed(usage),
    }
}

fn assumed(paid: Rates) -> Blend {
    let price = UsdPerMtok(paid.input).mixed(ASSUMED_INPUT, UsdPerMtok(paid.output));
    Blend { input_share: Some(ASSUMED_INPUT), ..exactly(price, MixOrigin::Assumed) }
}

/// The price of `usage` at other list prices than its own, at the mix of `basis`; none on a basis that asks for what was
/// really paid.
pub(crate) fn at_rates(usage: &Usage, basis: Basis, rates: Rates) -> Option<Blend> {
    match basis {
        Basis::List3to1 => Some(assumed(rates)),
        Basis::ListCurrent | Basis::ListAsof => mixed(usage, rates),
        Basis::Effective | Basis::Billed => None,
    }
}

/// The assumed mix at the variant's own list price on a basis of list prices.
pub(crate) fn three_to_one(usage: &Usage, basis: Basis) -> Option<Blend> {
    let rates = match basis {
        Basis::ListAsof => usage.asof?.mean,
        Basis::ListCurrent => usage.current?,
        _ => return blended(usage, basis),
    };
    Some(assumed(rates))
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn billed(usage: &Usage) -> Option<Blend> {
    // A total of another time says nothing.
    let tokens = Some(usage.tokens).filter(|tokens| *tokens > 0 && usage.weights_age == 0)? as f64;
    Some(exactly(UsdPerMtok(usage.billed? * 1e6 / tokens), MixOrigin::Measured))
}

/// A price without doubt.
const fn exactly(price: UsdPerMtok, mix: MixOrigin) -> Blend {
    Blend {
        price,
        low: price,
        high: price,
        input_share: None,
        is_upper_bound: false,
        mix,
        mix_age: None,
        confidence: None,
    }
}

/// At the mix of the very tokens, else at that of others.
fn mixed(usage: &Usage, rates: Rates) -> Option<Blend> {
    let blend = measured(usage, rates).or_else(|| Some(referenced(usage.mix?, rates)))?;
    let requests = UsdPerMtok(per_mtok(usage, rates));
    let with = |price: UsdPerMtok| UsdPerMtok(price.0 + requests.0);
    Some(if requests.0 > 0.0 {
        Blend { price: with(blend.price), low: with(blend.low), high: with(blend.high), ..blend }
    } else {
        blend
    })
}

/// What requests add to a million tokens. How many there were is not always known: then nothing is added.
#[expect(clippy::cast_precision_loss, reason = "requests are fewer than tokens")]
fn per_mtok(usage: &Usage, rates: Rates) -> f64 {
    let requests = usage.requests.filter(|_| usage.tokens > 0).unwrap_or(0);
    rates.request * requests as f64 * 1e6 / (usage.tokens.max(1) as f64)
}

/// `(fresh·p_in + cached·p_cache + out·p_out) / (fresh + cached + out)`. No cache price means no discount. Where the cached
/// part is not known all input is fresh, and the bounds are at none of it and at the most that it can be.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn measured(usage: &Usage, rates: Rates) -> Option<Blend> {
    let (prompt, completion) = (usage.prompt?, usage.completion?);
    let tokens = prompt.checked_add(completion).filter(|tokens| *tokens > 0)? as f64;
    let cache_read = rates.cache_read.unwrap_or(rates.input);
    let price = |cached: f64| {
        let usd = (prompt as f64 - cached) * rates.input + cached * cache_read + completion as f64 * rates.output;
        UsdPerMtok(usd / tokens)
    };
    let value = price(usage.cached.unwrap_or(0).min(prompt) as f64);
    let input_share = Some(prompt as f64 / tokens);
    let known = Blend { input_share, ..exactly(value, MixOrigin::Measured) };
    // Without a discount rounding alone would tell the two apart.
    let is_discounted = cache_read.to_bits() != rates.input.to_bits();
    if usage.cached.is_some() || !is_discounted {
        return Some(known);
    }
    let other = price(usage.most_cached.map_or(prompt as f64, |most| (most * tokens).min(prompt as f64)));
    let (low, high) = (UsdPerMtok(value.0.min(other.0)), UsdPerMtok(value.0.max(other.0)));
    Some(Blend { low, high, is_upper_bound: cache_read < rates.input, ..known })
}

/// The same formula over the parts of a mix of other tokens. Where it does not know the cached part, all input is fresh.
/// Bounds are the least and the most over every mix that its bounds allow: the formula is linear, so its corners have them.
fn referenced(mix: Mix, rates: Rates) -> Blend {
    let cache_read = rates.cache_read.unwrap_or(rates.input);
    let price = |out: f64, cached: f64| {
        let cached = cached.min(1.0 - out);
        (1.0 - out - cached) * rates.input + cached * cache_read + out * rates.output
    };
    let value = price(mix.output.share, mix.cached.unwrap_or(0.0));
    let (least, most) = (mix.output.low, mix.output.high);
    // Where output and cached input would be more than all, the corner is cut.
    let cut = (1.0 - mix.cached_high).clamp(least, most);
    let cached = |out: f64| [price(out, mix.cached_low), price(out, mix.cached_high)];
    let corners = || [least, cut, most].into_iter().flat_map(cached);
    Blend {
        price: UsdPerMtok(value),
        low: UsdPerMtok(corners().fold(value, f64::min)),
        high: UsdPerMtok(corners().fold(value, f64::max)),
        input_share: Some(1.0 - mix.output.share),
        is_upper_bound: mix.cached.is_none() && cache_read < rates.input,
        mix: mix.origin,
        mix_age: Some(mix.age),
        confidence: None,
    }
}

#[cfg(test)]
mod tests;

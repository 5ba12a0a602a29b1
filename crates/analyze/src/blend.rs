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
pub(crate) fn blended(usage: &Usage<'_>, basis: Basis) -> Option<Blend> {
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

/// The assumed mix at the variant's own list price on a basis of list prices.
pub(crate) fn three_to_one(usage: &Usage<'_>, basis: Basis) -> Option<Blend> {
    let rates = match basis {
        Basis::ListAsof => usage.asof?.mean,
        Basis::ListCurrent => usage.current?,
        _ => return blended(usage, basis),
    };
    Some(assumed(rates))
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn billed(usage: &Usage<'_>) -> Option<Blend> {
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
fn mixed(usage: &Usage<'_>, rates: Rates) -> Option<Blend> {
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
fn per_mtok(usage: &Usage<'_>, rates: Rates) -> f64 {
    let requests = usage.requests.filter(|_| usage.tokens > 0).unwrap_or(0);
    rates.request * requests as f64 * 1e6 / (usage.tokens.max(1) as f64)
}

/// `(fresh·p_in + cached·p_cache + out·p_out) / (fresh + cached + out)`. No cache price means no discount.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn measured(usage: &Usage<'_>, rates: Rates) -> Option<Blend> {
    let (prompt, completion) = (usage.prompt?, usage.completion?);
    let tokens = prompt.checked_add(completion).filter(|tokens| *tokens > 0)? as f64;
    let cached = usage.cached.unwrap_or(0).min(prompt);
    let (fresh, cached) = ((prompt - cached) as f64, cached as f64);
    let cache_read = rates.cache_read.unwrap_or(rates.input);
    let usd = fresh * rates.input + cached * cache_read + completion as f64 * rates.output;
    Some(Blend {
        input_share: Some(prompt as f64 / tokens),
        is_upper_bound: usage.cached.is_none() && cache_read < rates.input,
        ..exactly(UsdPerMtok(usd / tokens), MixOrigin::Measured)
    })
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
mod tests {
    use super::*;
    use crate::{
        tests::usage,
        usage::{AsOf, Part, usages},
    };

    fn mix(cached: Option<f64>) -> Mix {
        let output = Part { share: 0.1, low: 0.05, high: 0.2 };
        Mix { output, cached, cached_low: 0.0, cached_high: 0.5, age: 107, origin: MixOrigin::Reference }
    }

    /// $1 input, $10 output, $0.2 cached input.
    fn blend(prompt: &str, mix: Option<Mix>, cache_read: Option<f64>) -> Option<Blend> {
        let frame = usage(&[&format!("site a/x standard 100 {prompt} 1 10")]);
        let usage = usages(&frame).remove(0);
        let current = usage.current.map(|rates| Rates { cache_read, ..rates });
        blended(&Usage { mix, current, ..usage }, Basis::ListCurrent)
    }

    fn near(found: UsdPerMtok, expected: f64) {
        assert!((found.0 - expected).abs() < 1e-12, "{} is not {expected}", found.0);
    }

    #[test]
    fn parts_that_were_measured_come_first() {
        let found = blend("90", Some(mix(None)), None).unwrap();
        near(found.price, 1.9);
        assert_eq!(
            (found.low, found.high, found.mix, found.mix_age),
            (found.price, found.price, MixOrigin::Measured, None)
        );
    }

    #[test]
    fn a_reference_mix_without_a_cached_part_is_an_upper_bound() {
        let found = blend("-", Some(mix(None)), Some(0.2)).unwrap();
        near(found.price, 0.9 + 1.0);
        // Least output and most cached; most output and nothing cached.
        near(found.low, 0.45 + 0.5 * 0.2 + 0.05 * 10.0);
        near(found.high, 0.8 + 0.2 * 10.0);
        assert!(found.is_upper_bound);
        assert_eq!((found.mix, found.mix_age), (MixOrigin::Reference, Some(107)));
    }

    #[test]
    fn a_cached_part_that_is_known_has_its_own_price() {
        let found = blend("-", Some(mix(Some(0.4))), Some(0.2)).unwrap();
        near(found.price, 0.5 + 0.4 * 0.2 + 0.1 * 10.0);
        assert!(!found.is_upper_bound);
    }

    #[test]
    fn without_a_cache_price_there_is_no_discount() {
        let found = blend("-", Some(mix(None)), None).unwrap();
        near(found.low, 0.95 + 0.05 * 10.0);
        assert!(!found.is_upper_bound);
    }

    #[test]
    fn output_and_cached_input_are_never_more_than_all() {
        let all = Mix { output: Part { share: 0.1, low: 0.1, high: 0.1 }, cached_high: 0.95, ..mix(Some(0.9)) };
        let found = blend("-", Some(all), Some(0.2)).unwrap();
        near(found.price, 0.9 * 0.2 + 0.1 * 10.0);
        assert_eq!(found.low, found.price);
    }

    #[test]
    fn without_any_mix_there_is_no_price() {
        assert_eq!(blend("-", None, None), None);
    }

    /// 90 of 100 tokens in at $1, 10 out at $10: $1.9. Two requests at $0.000005 each add $0.00001 to 100 tokens, $0.1 to a
    /// million.
    #[test]
    fn a_price_per_request_comes_on_top_where_requests_are_known() {
        let frame = usage(&["site a/x standard 100 90 1 10"]);
        let usage = usages(&frame).remove(0);
        let current = usage.current.map(|rates| Rates { request: 0.000_005, ..rates });
        let on = |requests| {
            let usage = Usage { requests, current, ..usage.clone() };
            blended(&usage, Basis::ListCurrent).unwrap()
        };
        near(on(Some(2)).price, 1.9 + 0.1);
        near(on(Some(2)).high, 1.9 + 0.1);
        near(on(None).price, 1.9);
    }

    /// A price that was $1 and became $3 within the window: $2 by time, and what it can have been.
    #[test]
    fn a_price_that_changed_has_bounds_at_both() {
        let frame = usage(&["site a/x standard 100 90 1 10"]);
        let usage = usages(&frame).remove(0);
        let rates = |input| Rates { input, output: 10.0 * input, cache_read: None, request: 0.0 };
        let asof = AsOf { mean: rates(2.0), low: rates(1.0), high: rates(3.0), confidence: PriceConfidence::Exact };
        let found = blended(&Usage { asof: Some(asof), ..usage }, Basis::ListAsof).unwrap();
        near(found.price, 3.8);
        near(found.low, 1.9);
        near(found.high, 5.7);
        assert_eq!(found.confidence, Some(PriceConfidence::Exact));
    }

    /// Nine tenths in at what they cost in fact, $0.3, and a tenth out at $4: $0.67. Billed: $0.0001 for 100 tokens, $1.
    #[test]
    fn what_was_really_paid() {
        let frame = usage(&["site a/x standard 100 90 1 10"]);
        let usage = Usage { effective: Some((0.3, 4.0)), billed: Some(0.0001), ..usages(&frame).remove(0) };
        near(blended(&usage, Basis::Effective).unwrap().price, 0.67);
        near(blended(&usage, Basis::Billed).unwrap().price, 1.0);
        assert_eq!(blended(&Usage { weights_age: 1, ..usage.clone() }, Basis::Billed), None, "a total of another time");
        assert_eq!(blended(&Usage { effective: None, billed: None, ..usage.clone() }, Basis::Effective), None);
        assert_eq!(blended(&Usage { effective: None, billed: None, ..usage }, Basis::Billed), None);
    }
}

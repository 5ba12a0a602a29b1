//! The blended price of one model-variant: dollars per million tokens at a mix of input, cached input and output.

use schema::{Basis, MixOrigin, UsdPerMtok};

use crate::usage::Usage;

/// Input's part of the mix that the published analysis assumed.
const ASSUMED_INPUT: f64 = 0.75;

/// A model-variant's price at its mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Blend {
    /// Dollars per million tokens.
    pub(crate) price: UsdPerMtok,
    /// Least that the bounds of a reference mix allow; the price itself at any other mix.
    pub(crate) low: UsdPerMtok,
    /// Most that they allow.
    pub(crate) high: UsdPerMtok,
    /// Input's part of the tokens, cached input included.
    pub(crate) input_share: f64,
    /// The cached part of the input is not known and would cost less: the true price is at most this.
    pub(crate) is_upper_bound: bool,
    /// Where the mix comes from.
    pub(crate) mix: MixOrigin,
    /// Days from the window of a reference mix to that of the tokens.
    pub(crate) mix_age: Option<i64>,
}

/// The blended price of `usage` on `basis`; `None` if a price or the mix is not known.
///
/// - `list_3to1`: three parts input, one part output, free variants at the price of their paid sibling.
/// - `list_current`: the measured mix at the variant's own price, cached input at its own price where it is known; where
///   no mix was measured, that of the reference.
pub(crate) fn blended(usage: &Usage<'_>, basis: Basis) -> Option<Blend> {
    match basis {
        Basis::List3to1 => {
            let (input, output) = (UsdPerMtok(usage.paid_input?), UsdPerMtok(usage.paid_output?));
            let price = input.mixed(ASSUMED_INPUT, output);
            Some(Blend {
                price,
                low: price,
                high: price,
                input_share: ASSUMED_INPUT,
                is_upper_bound: false,
                mix: MixOrigin::Assumed,
                mix_age: None,
            })
        }
        Basis::ListCurrent => measured(usage).or_else(|| referenced(usage)),
    }
}

/// `(fresh·p_in + cached·p_cache + out·p_out) / (fresh + cached + out)`. No cache price means no discount.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn measured(usage: &Usage<'_>) -> Option<Blend> {
    let (prompt, completion) = (usage.prompt?, usage.completion?);
    let (input, output) = (usage.input?, usage.output?);
    let tokens = prompt.checked_add(completion).filter(|tokens| *tokens > 0)? as f64;
    let cached = usage.cached.unwrap_or(0).min(prompt);
    let (fresh, cached) = ((prompt - cached) as f64, cached as f64);
    let cache_read = usage.cache_read.unwrap_or(input);
    let usd = fresh * input + cached * cache_read + completion as f64 * output;
    let price = UsdPerMtok(usd / tokens);
    Some(Blend {
        price,
        low: price,
        high: price,
        input_share: prompt as f64 / tokens,
        is_upper_bound: usage.cached.is_none() && cache_read < input,
        mix: MixOrigin::Measured,
        mix_age: None,
    })
}

/// The same formula over the parts of a reference mix. Where it does not know the cached part, all input is fresh. Bounds
/// are the least and the most over every mix that its bounds allow: the formula is linear, so its corners have them.
fn referenced(usage: &Usage<'_>) -> Option<Blend> {
    let (mix, input, output) = (usage.mix?, usage.input?, usage.output?);
    let cache_read = usage.cache_read.unwrap_or(input);
    let price = |out: f64, cached: f64| {
        let cached = cached.min(1.0 - out);
        (1.0 - out - cached) * input + cached * cache_read + out * output
    };
    let value = price(mix.output.share, mix.cached.unwrap_or(0.0));
    let (least, most) = (mix.output.low, mix.output.high);
    // Where output and cached input would be more than all, the corner is cut.
    let cut = (1.0 - mix.cached_high).clamp(least, most);
    let cached = |out: f64| [price(out, mix.cached_low), price(out, mix.cached_high)];
    let corners = || [least, cut, most].into_iter().flat_map(cached);
    Some(Blend {
        price: UsdPerMtok(value),
        low: UsdPerMtok(corners().fold(value, f64::min)),
        high: UsdPerMtok(corners().fold(value, f64::max)),
        input_share: 1.0 - mix.output.share,
        is_upper_bound: mix.cached.is_none() && cache_read < input,
        mix: MixOrigin::Reference,
        mix_age: Some(mix.age),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tests::usage,
        usage::{Mix, Part, usages},
    };

    fn mix(cached: Option<f64>) -> Mix {
        let output = Part { share: 0.1, low: 0.05, high: 0.2 };
        Mix { output, cached, cached_low: 0.0, cached_high: 0.5, age: 107 }
    }

    /// $1 input, $10 output, $0.2 cached input.
    fn blend(prompt: &str, mix: Option<Mix>, cache_read: Option<f64>) -> Option<Blend> {
        let frame = usage(&[&format!("site a/x standard 100 {prompt} 1 10")]);
        let usage = usages(&frame).remove(0);
        blended(&Usage { mix, cache_read, ..usage }, Basis::ListCurrent)
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
}

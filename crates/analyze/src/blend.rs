//! The blended price of one model-variant: dollars per million tokens at a mix of input, cached input and output.

use schema::{Basis, UsdPerMtok};

use crate::usage::Usage;

/// Input's part of the mix that the published analysis assumed.
const ASSUMED_INPUT: f64 = 0.75;

/// A model-variant's tokens in dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Blend {
    /// Dollars per million tokens.
    pub(crate) price: UsdPerMtok,
    /// Input's part of the tokens, cached input included.
    pub(crate) input_share: f64,
    /// The cached part of the input is not known and would cost less: the true price is at most this.
    pub(crate) is_upper_bound: bool,
}

impl Blend {
    /// What so many tokens come to, in dollars.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub(crate) fn usd(self, tokens: i64) -> f64 {
        tokens as f64 * self.price.0 / 1e6
    }
}

/// The blended price of `usage` on `basis`; `None` if a price or the mix is not known.
///
/// - `list_3to1`: three parts input, one part output, free variants at the price of their paid sibling.
/// - `list_current`: the measured mix at the variant's own price; cached input at its own price where it is known.
pub(crate) fn blended(usage: &Usage<'_>, basis: Basis) -> Option<Blend> {
    match basis {
        Basis::List3to1 => {
            let (input, output) = (UsdPerMtok(usage.paid_input?), UsdPerMtok(usage.paid_output?));
            let price = input.mixed(ASSUMED_INPUT, output);
            Some(Blend { price, input_share: ASSUMED_INPUT, is_upper_bound: false })
        }
        Basis::ListCurrent => measured(usage),
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
    Some(Blend {
        price: UsdPerMtok(usd / tokens),
        input_share: prompt as f64 / tokens,
        is_upper_bound: usage.cached.is_none() && cache_read < input,
    })
}

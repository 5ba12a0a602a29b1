//! Prices that slipped: whoever wrote them down swapped two columns, or moved the point. No vendor ever set such a price.

use super::{
    price_change::{PRICED, are_same},
    profile::Prices,
};

/// How far from a power of ten, in decades, a price may be that was multiplied by one. The nearest real pair of new prices was
/// 0.036 away.
const NEAR: f64 = 0.02;
/// One or two models may have been written down wrong before.
pub(super) const MOST_SLIPPED: usize = 2;

/// Models whose prices of input and of output changed places, or changed both by the same power of ten; `None` where no priced
/// model is still named.
pub(super) fn slipped<'answers>(now: &Prices, before: &'answers Prices) -> Option<Vec<&'answers str>> {
    let pairs = before.iter().filter(|(_, old)| PRICED[0](old));
    let pairs: Vec<_> = pairs.filter_map(|(name, old)| Some((name.as_str(), now.get(name)?, old))).collect();
    let has_slipped = |new: &[f64; 2], old: &[f64; 2]| are_swapped(new, old) || are_moved(new, old);
    let names = pairs.iter().filter(|(_, new, old)| has_slipped(new, old)).map(|(name, ..)| *name);
    (!pairs.is_empty()).then(|| names.collect())
}

fn are_swapped(new: &[f64; 2], old: &[f64; 2]) -> bool {
    let [input, output] = *new;
    !are_same(new, old) && are_same(&[output, input], old)
}

fn are_moved([new_input, new_output]: &[f64; 2], [old_input, old_output]: &[f64; 2]) -> bool {
    let [input, output] = [new_input / old_input, new_output / old_output].map(f64::log10);
    let power = input.round();
    // What was or is 0 is at no distance.
    power.is_finite() && power != 0.0 && [input, output].iter().all(|change| (change - power).abs() <= NEAR)
}

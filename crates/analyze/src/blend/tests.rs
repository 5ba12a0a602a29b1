//! Prices and mixes, blended by hand.

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
    let usage = usages(&frame)[0].clone();
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

/// 90 of 100 tokens in: all of them fresh, or as many cached as can be, for $0.2.
#[test]
fn cached_input_that_nobody_measured_is_in_the_bounds() {
    let frame = usage(&["site a/x standard 100 90 1 10"]);
    let one = usages(&frame)[0].clone();
    let at = |most_cached, cached, cache_read| {
        let current = one.current.map(|rates| Rates { cache_read, ..rates });
        blended(&Usage { cached, most_cached, current, ..one.clone() }, Basis::ListCurrent).unwrap()
    };
    let found = at(Some(0.5), None, Some(0.2));
    near(found.price, 1.9);
    near(found.low, 0.4 + 0.5 * 0.2 + 1.0);
    assert_eq!((found.high, found.is_upper_bound), (found.price, true));
    near(at(Some(0.95), None, Some(0.2)).low, 0.9 * 0.2 + 1.0);
    near(at(None, None, Some(0.2)).low, 0.9 * 0.2 + 1.0);
    assert_eq!(at(Some(0.5), None, None).low, found.price, "no discount");
    let known = at(Some(0.5), Some(10), Some(0.2));
    near(known.price, 0.8 + 0.1 * 0.2 + 1.0);
    assert_eq!((known.low, known.high), (known.price, known.price));
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
    let usage = usages(&frame)[0].clone();
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
    let usage = usages(&frame)[0].clone();
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
    let usage = Usage { effective: Some((0.3, 4.0)), billed: Some(0.0001), ..usages(&frame)[0].clone() };
    near(blended(&usage, Basis::Effective).unwrap().price, 0.67);
    near(blended(&usage, Basis::Billed).unwrap().price, 1.0);
    assert_eq!(blended(&Usage { weights_age: 1, ..usage.clone() }, Basis::Billed), None, "a total of another time");
    assert_eq!(blended(&Usage { effective: None, billed: None, ..usage.clone() }, Basis::Effective), None);
    assert_eq!(blended(&Usage { effective: None, billed: None, ..usage }, Basis::Billed), None);
}

fn one(line: &str, of: impl Fn(Usage) -> Option<Blend>) -> Option<Blend> {
    let frame = usage(&[line]);
    let usage = usages(&frame)[0].clone();
    of(usage)
}

fn rates(input: f64) -> Rates {
    Rates { input, output: 10.0 * input, cache_read: None, request: 0.0 }
}

/// A price of $1 to $3 at a mix that is in doubt itself: the least output at the least price, the most at the most.
#[test]
fn a_price_that_changed_at_a_mix_of_others_has_the_bounds_of_both() {
    let asof = AsOf { mean: rates(2.0), low: rates(1.0), high: rates(3.0), confidence: PriceConfidence::Carried };
    let found = one("site a/x standard 100 - 1 10", |usage| {
        blended(&Usage { asof: Some(asof), mix: Some(mix(None)), ..usage }, Basis::ListAsof)
    });
    let found = found.unwrap();
    near(found.price, 2.0 * (0.9 + 1.0));
    near(found.low, 0.95 + 0.05 * 10.0);
    near(found.high, 3.0 * (0.8 + 0.2 * 10.0));
}

/// Cache, discounts and requests are in what was paid: they are not taken off or added again.
#[test]
fn what_was_paid_has_everything_in_it() {
    let found = one("site a/x standard 100 90 1 10", |usage| {
        let current = usage.current.map(|rates| Rates { cache_read: Some(0.1), request: 5.0, ..rates });
        let usage = Usage { effective: Some((0.3, 4.0)), cached: Some(80), requests: Some(2), current, ..usage };
        blended(&usage, Basis::Effective)
    });
    near(found.unwrap().price, 0.9 * 0.3 + 0.1 * 4.0);
    let nothing =
        one("site a/x standard 0 - 1 10", |usage| blended(&Usage { billed: Some(1.0), ..usage }, Basis::Billed));
    assert_eq!(nothing, None, "no tokens have no price");
}

/// 90 in, of which 40 or, as somebody wrote, 200 are cached at $0.2.
#[test]
fn of_the_input_at_most_all_is_cached() {
    let with = |cached: Option<i64>, cache_read: Option<f64>| {
        let found = one("site a/x standard 100 90 1 10", |usage| {
            let current = usage.current.map(|rates| Rates { cache_read, ..rates });
            blended(&Usage { cached, current, ..usage }, Basis::ListCurrent)
        });
        found.unwrap()
    };
    near(with(Some(40), Some(0.2)).price, 0.5 + 0.4 * 0.2 + 1.0);
    near(with(Some(200), Some(0.2)).price, 0.9 * 0.2 + 1.0);
    assert!(with(None, Some(0.2)).is_upper_bound, "some of it may have been cached");
    assert!(!with(Some(40), Some(0.2)).is_upper_bound && !with(None, None).is_upper_bound);
}

/// Output 0.1 to 0.6, cached 0.3 to 0.7, free, output at $0.1: the cheapest mix has 0.7 cached and 0.3 output.
#[test]
fn the_cheapest_mix_may_lie_where_output_and_cache_are_all() {
    let doubted =
        Mix { output: Part { share: 0.2, low: 0.1, high: 0.6 }, cached_low: 0.3, cached_high: 0.7, ..mix(Some(0.5)) };
    let found = referenced(doubted, Rates { input: 1.0, output: 0.1, cache_read: Some(0.0), request: 0.0 });
    near(found.price, 0.3 + 0.2 * 0.1);
    near(found.low, 0.3 * 0.1);
    // Least output, and the least cached.
    near(found.high, 0.6 + 0.1 * 0.1);
}

#[test]
fn requests_raise_both_bounds() {
    let found = one("site a/x standard 100 - 1 10", |usage| {
        let current = usage.current.map(|rates| Rates { request: 0.000_005, ..rates });
        blended(&Usage { requests: Some(2), mix: Some(mix(None)), current, ..usage }, Basis::ListCurrent)
    });
    let found = found.unwrap();
    near(found.low, 0.95 + 0.5 + 0.1);
    near(found.high, 0.8 + 2.0 + 0.1);
}

/// Tokens at $1.9, and two requests in 100 tokens that cost nothing, became $0.000005 each and were $0.00001 at most: on top
/// of a million tokens $0.1, at least nothing, at most $0.2.
#[test]
fn a_price_of_requests_that_changed_has_bounds_at_both() {
    let with = |request| Rates { request, ..rates(1.0) };
    let [mean, low, high] = [0.000_005, 0.0, 0.000_01].map(with);
    let asof = AsOf { mean, low, high, confidence: PriceConfidence::Exact };
    let found = one("site a/x standard 100 90 1 10", |usage| {
        blended(&Usage { asof: Some(asof), requests: Some(2), ..usage }, Basis::ListAsof)
    });
    let found = found.unwrap();
    near(found.price, 1.9 + 0.1);
    near(found.low, 1.9);
    near(found.high, 1.9 + 0.2);
}

/// $0.75 and $2.5 for a price of $1, whose sibling costs twice as much and which was three times as dear in the window.
#[test]
fn three_parts_to_one_at_the_price_that_the_basis_takes() {
    let price = |basis: Basis, blend: fn(&Usage, Basis) -> Option<Blend>| {
        let found = one("site a/x free 100 90 1 10 2 20", |usage| {
            let asof = AsOf { mean: rates(3.0), low: rates(3.0), high: rates(3.0), confidence: PriceConfidence::Exact };
            blend(&Usage { asof: Some(asof), ..usage }, basis)
        });
        found.unwrap().price
    };
    near(price(Basis::List3to1, blended), 6.5);
    near(price(Basis::List3to1, three_to_one), 6.5);
    near(price(Basis::ListCurrent, three_to_one), 3.25);
    near(price(Basis::ListAsof, three_to_one), 9.75);
}

//! No market that can be lies outside of the bounds, and where only the split of the hidden part is open they are met.

use proptest::prelude::*;

use super::*;

fn points(values: &[f64]) -> Vec<Range> {
    values.iter().map(|value| Range { low: *value, high: *value }).collect()
}

/// Tokens: `others` in vendors of at most the smallest named.
fn chart(named: &[f64], others: f64) -> Market {
    let smallest = named.iter().copied().fold(f64::INFINITY, f64::min).min(others);
    let [whole, largest] = [others, smallest].map(|value| Range { low: value, high: value });
    Market::of(&points(named), Hidden { whole, largest, may_be_named: false }, Range::default())
}

fn near(one: Range, low: f64, high: f64) -> bool {
    (one.low - low).abs() < 1e-9 && (one.high - high).abs() < 1e-9
}

/// 50 and 25 of 135, and 60 in countless hands or in two of 25 and one of 10.
#[test]
fn of_tokens_both_bounds_are_met() {
    let market = chart(&[50.0, 25.0], 60.0);
    let squares = market.squares();
    let of = |values: &[f64]| values.iter().map(|value: &f64| (value / 135.0).powi(2)).sum::<f64>();
    assert!(near(squares, of(&[50.0, 25.0]), of(&[50.0, 25.0, 25.0, 25.0, 10.0])), "{squares:?}");
    assert!(near(market.top(1), 50.0 / 135.0, 50.0 / 135.0), "nobody hidden is larger than the largest");
    assert!(near(market.top(2), 75.0 / 135.0, 75.0 / 135.0));
    assert!(near(market.top(4), 75.0 / 135.0, 125.0 / 135.0), "{:?}", market.top(4));
    assert!(near(market.top(9), 75.0 / 135.0, 1.0));
}

/// All of 60 may be of the first: (110² + 25²) / 135².
#[test]
fn what_may_be_of_the_named_is_most_with_the_largest() {
    let [whole, largest] = [60.0, 60.0].map(|value| Range { low: value, high: value });
    let market = Market::of(&points(&[50.0, 25.0]), Hidden { whole, largest, may_be_named: true }, Range::default());
    let of = |values: &[f64]| values.iter().map(|value: &f64| (value / 135.0).powi(2)).sum::<f64>();
    assert!(near(market.squares(), of(&[50.0, 25.0]), of(&[110.0, 25.0])), "{:?}", market.squares());
    assert!(near(market.top(1), 50.0 / 135.0, 110.0 / 135.0), "{:?}", market.top(1));
}

/// 50, 25 and 20 of whoever, and `others` of 10 in one hand: of the first, whose 70 of 105 are the most.
#[test]
fn what_may_be_anybodys_is_most_with_the_largest_and_least_in_countless_hands() {
    let [whole, loose] = [10.0, 20.0].map(|value| Range { low: value, high: value });
    let hidden = Hidden { whole, largest: whole, may_be_named: false };
    let market = Market::of(&points(&[50.0, 25.0]), hidden, loose);
    let of = |values: &[f64]| values.iter().map(|value: &f64| (value / 105.0).powi(2)).sum::<f64>();
    assert!(near(market.squares(), of(&[50.0, 25.0]), of(&[70.0, 25.0, 10.0])), "{:?}", market.squares());
    assert!(near(market.top(1), 50.0 / 105.0, 70.0 / 105.0), "{:?}", market.top(1));
    // 20 and the 10 of `others` are 30 of somebody new: more than both that are named.
    let market = Market::of(&points(&[12.0, 11.0]), hidden, loose);
    assert!((market.top(1).high - 32.0 / 53.0).abs() < 1e-9, "{:?}", market.top(1));
    let market = Market::of(&points(&[1.0]), hidden, loose);
    assert!((market.top(1).high - 30.0 / 31.0).abs() < 1e-9, "{:?}", market.top(1));
}

#[test]
fn nothing_hidden_and_nothing_in_doubt_leave_no_room() {
    let market = chart(&[3.0, 1.0], 0.0);
    assert!(near(market.squares(), 0.625, 0.625), "{:?}", market.squares());
    assert!(near(market.top(1), 0.75, 0.75) && near(market.top(4), 1.0, 1.0));
}

/// $1 to $3 and $2: shares of a third to three fifths.
#[test]
fn a_price_in_doubt_makes_room() {
    let none = Range::default();
    let named = [Range { low: 1.0, high: 3.0 }, Range { low: 2.0, high: 2.0 }];
    let market = Market::of(&named, Hidden { whole: none, largest: none, may_be_named: false }, none);
    let squares = market.squares();
    assert!((squares.low - 0.5).abs() < 1e-9, "both can be half: {squares:?}");
    assert!(squares.high >= 1.0 / 9.0 + 4.0 / 9.0 && squares.high < 0.6, "{squares:?}");
    let top = market.top(1);
    assert!(top.low <= 0.5 && (top.high - 2.0 / 3.0).abs() < 1e-9, "{top:?}");
}

#[test]
fn a_market_that_may_cost_nothing_says_nothing() {
    let free = Range { low: 0.0, high: 1.0 };
    let market =
        Market::of(&[free, free], Hidden { whole: free, largest: free, may_be_named: false }, Range::default());
    assert_eq!((market.squares().high, market.top(1).high), (1.0, 1.0));
}

/// A vendor: tokens, where in its range of prices the truth is, and how wide that is.
type Vendor = (f64, f64, f64);

/// Cuts `others` into parts of at most `most`, by chance.
fn split(others: f64, most: f64, cuts: &[f64]) -> Vec<f64> {
    let mut left = others;
    let mut parts = Vec::new();
    for cut in cuts {
        let one = (most * cut).min(left);
        parts.push(one);
        left -= one;
    }
    while left > 1e-9 && most > 1e-6 {
        let one = most.min(left);
        parts.push(one);
        left -= one;
    }
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Any prices within their ranges, any split of `others` in vendors of no more tokens than the smallest named, each at
    /// any price between the cheapest and the dearest; or, in a week of daily lists, any of it with the named. Tokens under a
    /// label that is no vendor are dealt out to anybody: to named and hidden vendors, and to new ones.
    #[test]
    fn any_market_lies_within_the_bounds(
        vendors in prop::collection::vec((1.0_f64..100.0, 0.0_f64..=1.0, 1.0_f64..4.0), 1..12),
        others in 0.0_f64..300.0,
        cuts in prop::collection::vec(0.0_f64..=1.0, 0..12),
        at in prop::collection::vec(0.0_f64..=1.0, 12..24),
        prices in (0.1_f64..1.0, 1.0_f64..10.0),
        loose in (prop::bool::ANY, 0.0_f64..300.0),
        dealt in prop::collection::vec((0.0_f64..=1.0, 0_usize..40), 0..6),
        is_list in any::<bool>(),
        is_tokens in any::<bool>(),
    ) {
        let (cheap, dear) = if is_tokens { (1.0, 1.0) } else { prices };
        let between = |at: f64| cheap + at * (dear - cheap);
        let range = |(tokens, at, width): &Vendor| {
            let price = between(*at);
            let (low, high) = ((price / width).max(cheap), (price * width).min(dear));
            Range { low: tokens * low, high: tokens * high }
        };
        let named: Vec<Range> = vendors.iter().map(range).collect();
        let smallest = vendors.iter().map(|(tokens, ..)| *tokens).fold(f64::INFINITY, f64::min);
        let most = if is_list { others } else { smallest.min(others) };
        let of = |tokens: f64| Range { low: tokens * cheap, high: tokens * dear };
        let loose = if loose.0 { loose.1 } else { 0.0 };
        let market = Market::of(&named, Hidden { whole: of(others), largest: of(most), may_be_named: is_list }, of(loose));
        // A truth.
        let place = |index: usize| at[index % at.len()];
        let mut worth: Vec<f64> =
            named.iter().enumerate().map(|(i, range)| range.low + place(i) * (range.high - range.low)).collect();
        for (i, tokens) in split(others, most, &cuts).into_iter().enumerate() {
            let usd = tokens * between(place(i + 7));
            // In a list some of it is of the named.
            let known = worth.len().min(vendors.len());
            if is_list && place(i + 3) > 0.4 { worth[i % known] += usd } else { worth.push(usd) }
        }
        let mut left = loose;
        for (part, to) in dealt.iter().copied().chain([(1.0, 0)]) {
            let usd = left * part * between(place(to + 5));
            left -= left * part;
            if to < worth.len() { worth[to] += usd } else { worth.push(usd) }
        }
        let whole: f64 = worth.iter().sum();
        let mut shares: Vec<f64> = worth.iter().map(|usd| usd / whole).collect();
        shares.sort_by(|one, other| other.total_cmp(one));
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        let bounds = market.squares();
        prop_assert!(bounds.low - 1e-9 <= squares && squares <= bounds.high + 1e-9, "{squares} in {bounds:?}");
        for count in [1, 4, 9] {
            let top: f64 = shares.iter().take(count).sum();
            let bounds = market.top(count);
            prop_assert!(bounds.low - 1e-9 <= top && top <= bounds.high + 1e-9, "{count}: {top} in {bounds:?}");
        }
    }
}

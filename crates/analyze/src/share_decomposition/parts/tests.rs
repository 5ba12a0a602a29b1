//! Moves split by hand, and a thousand that chance made up.

use proptest::prelude::*;

use super::*;

/// A vendor with `MODEL TOKENS PRICE` in a market of `rest` dollars, or tokens, besides.
fn end(models: &[(&str, f64, f64)], rest: f64) -> End {
    let tokens: f64 = models.iter().map(|(_, tokens, _)| tokens).sum();
    let worth: f64 = models.iter().map(|(_, tokens, price)| tokens * price).sum();
    let named = models.iter().filter(|(_, tokens, _)| *tokens > 0.0);
    let weighed = named
        .map(|(model, part, price)| (((*model).to_owned(), None), Weighed { weight: part / tokens, price: *price }));
    let price = if tokens > 0.0 { worth / tokens } else { 0.0 };
    End { share: worth / (worth + rest), tokens, price, whole: worth + rest, models: weighed.collect() }
}

fn sum(parts: Parts) -> f64 {
    parts.volume + parts.price + parts.mix + parts.market
}

fn rounded(parts: Parts) -> String {
    format!("{:.6} {:.6} {:.6} {:.6}", parts.volume, parts.price + 0.0, parts.mix, parts.market)
}

/// 10 tokens at $2 beside $20 become 30 beside $40, half of them at $1 by a second model.
///
/// ```text
/// python -c "from math import log
/// L = lambda a, b: (a - b) / log(a / b)
/// s, t = 20 / 40, 45 / 85
/// m = L(t, s)
/// p = m / L(1.5, 2)
/// print(m * log(30 / 10), p * .5 * (1 + .5) * 0, p * ((2 - 1.75) * -.5 + (1 - 1.75) * .5), -m * log(85 / 40))"
/// ```
#[test]
fn a_move_by_hand() {
    let past = end(&[("dear", 10.0, 2.0)], 20.0);
    let now = end(&[("cheap", 15.0, 1.0), ("dear", 15.0, 2.0)], 40.0);
    let split = Move::new(&past, &now);
    assert_eq!(rounded(split.parts()), "0.565308 0.000000 -0.148031 -0.387865");
    let models: Vec<_> = split.by_model().into_iter().map(|(model, parts)| (model, rounded(parts))).collect();
    let expected = [
        ("cheap", "0.423981 0.000000 -0.111024 0.000000".to_owned()),
        ("dear", "0.141327 0.000000 -0.037008 0.000000".to_owned()),
    ];
    assert_eq!(models, expected);
}

/// Half price for the same tokens: nothing but price, and what the market loses by it.
#[test]
fn a_cheaper_model_is_price_and_a_free_one_too() {
    for price in [1.0, 0.0] {
        let split = Move::new(&end(&[("x", 10.0, 2.0)], 20.0), &end(&[("x", 10.0, price)], 20.0));
        let parts = split.parts();
        assert_eq!((parts.volume, parts.mix), (0.0, 0.0), "{price}");
        assert!(parts.price < -0.2, "{price}: {parts:?}");
        assert!((sum(parts) - (10.0 * price / (10.0 * price + 20.0) - 0.5)).abs() < 1e-15, "{price}");
    }
}

/// Nothing to grow from: all of it is volume. What costs nothing and then something: all of it is price.
#[test]
fn who_enters_is_volume_and_who_was_free_is_price() {
    let (nobody, somebody) = (end(&[], 20.0), end(&[("x", 10.0, 2.0)], 20.0));
    let entered = Move::new(&nobody, &somebody).parts();
    assert_eq!(entered, Parts { volume: 0.5, ..Parts::default() });
    let left = Move::new(&somebody, &nobody).parts();
    assert_eq!(left, Parts { volume: -0.5, ..Parts::default() });
    let free = end(&[("x", 5.0, 0.0)], 20.0);
    assert_eq!(Move::new(&free, &somebody).parts(), Parts { price: 0.5, ..Parts::default() });
    assert_eq!(Move::new(&somebody, &free).parts(), Parts { price: -0.5, ..Parts::default() });
    for (past, now) in [(&nobody, &free), (&free, &nobody), (&free, &free)] {
        assert_eq!(Move::new(past, now).parts(), Parts::default());
    }
    assert_eq!(Move::new(&nobody, &nobody).parts(), Parts::default());
}

/// Up to five models of one vendor, present or not, some of them free, beside a rest from nearly nothing to very much.
fn ends() -> impl Strategy<Value = End> {
    let tokens = prop_oneof![1 => Just(0.0), 3 => 1.0..1e13_f64];
    let price = prop_oneof![1 => Just(0.0), 3 => 0.001..600.0_f64];
    let models = prop::collection::vec((tokens, price), 0..5);
    (models, 1e-3..1e15_f64).prop_map(|(models, rest)| {
        let names = ["a", "b", "c", "d", "e"];
        let present = names.iter().zip(&models).filter(|(_, (tokens, _))| *tokens > 0.0);
        let models: Vec<_> = present.map(|(name, (tokens, price))| (*name, *tokens, *price)).collect();
        end(&models, rest)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// To 1e-9 of a share, and the models to each part; turned round in time, every part changes its sign and no more.
    #[test]
    fn parts_add_up_to_the_move_and_models_to_the_parts(past in ends(), now in ends()) {
        let split = Move::new(&past, &now);
        let parts = split.parts();
        prop_assert!((sum(parts) - (now.share - past.share)).abs() < 1e-9, "{parts:?}");
        let mut models = Parts::default();
        for part in split.by_model().into_values() {
            models.volume += part.volume;
            models.price += part.price;
            models.mix += part.mix;
        }
        for (all, of_models) in [(parts.volume, models.volume), (parts.price, models.price), (parts.mix, models.mix)] {
            prop_assert!((all - of_models).abs() < 1e-9, "{parts:?} {models:?}");
        }
        let back = Move::new(&now, &past).parts();
        for (one, other) in [(parts.volume, back.volume), (parts.price, back.price), (parts.mix, back.mix), (parts.market, back.market)] {
            prop_assert!((one + other).abs() < 1e-9, "{parts:?} {back:?}");
        }
    }

    /// Other units of tokens and of money are other numbers for the same move.
    #[test]
    fn units_change_nothing(past in ends(), now in ends(), unit in 1e-6..1e6_f64) {
        let in_units = |end: &End| {
            let models = end.models.iter().map(|(model, weighed)| {
                (model.clone(), Weighed { price: weighed.price * unit, ..*weighed })
            });
            let (tokens, price) = (end.tokens / unit, end.price * unit);
            End { tokens, price, whole: end.whole * unit, models: models.collect(), ..end.clone() }
        };
        let (one, other) = (Move::new(&past, &now), Move::new(&in_units(&past), &in_units(&now)));
        let (one, other) = (one.parts(), other.parts());
        for (one, other) in [(one.volume, other.volume), (one.price, other.price), (one.mix, other.mix), (one.market, other.market)] {
            prop_assert!((one - other).abs() < 1e-9, "{one} {other}");
        }
    }
}

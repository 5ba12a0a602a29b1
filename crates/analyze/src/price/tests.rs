//! Prices of windows out of those of weeks.

use super::*;

const WEEKS: [Date; 2] = [Date::constant(2026, 4, 6), Date::constant(2026, 4, 13)];

/// A price without doubt, of all tokens.
fn exactly(blended: f64) -> Price {
    Price {
        blended: Some(blended),
        bounds: None,
        of_any_week: None,
        coverage: Some(1.0),
        kept: 1.0,
        named: Named { priced: 1.0, unpriced: 0.0, whole: 1.0 },
        mix: Some(MixOrigin::Measured),
        mix_age: None,
        is_upper_bound: Some(false),
        confidence: Some(PriceConfidence::Exact),
        exact_share: Some(1.0),
        used: None,
        weights_age: Some(0),
        weights_share: Some(1.0),
        origin: Origin::Observed,
        reason: None,
    }
}

fn unpriced() -> Price {
    Price {
        blended: None,
        coverage: Some(0.0),
        named: Named { priced: 0.0, unpriced: 1.0, whole: 1.0 },
        mix: Some(MixOrigin::Reference),
        is_upper_bound: None,
        confidence: None,
        exact_share: None,
        reason: Some("unpriced".to_owned()),
        ..exactly(0.0)
    }
}

/// $3, or $2 to $5; half of the traffic counts, and half of that has a price.
fn doubted() -> Price {
    Price {
        bounds: Some((2.0, 5.0)),
        coverage: Some(0.5),
        kept: 0.5,
        named: Named { priced: 0.15, unpriced: 0.15, whole: 0.6 },
        mix: Some(MixOrigin::Carried),
        mix_age: Some(9),
        is_upper_bound: Some(true),
        confidence: Some(PriceConfidence::Carried),
        exact_share: Some(0.0),
        weights_age: Some(14),
        weights_share: Some(0.6),
        origin: Origin::Made,
        ..exactly(3.0)
    }
}

/// The mean over weeks of so many tokens.
fn mean_of(weeks: &[(i64, Price)]) -> Price {
    let found: Vec<_> = weeks.iter().map(|(tokens, price)| (*tokens, price)).collect();
    mean(&found, weeks.iter().map(|(tokens, _)| tokens).sum()).unwrap()
}

/// 100 tokens at $1, 300 at $3, 100 without a price. Of the priced 400: (100 + 900) / 400, at most (100 + 1500) / 400, a
/// quarter seen; at least, of the 100 and 45 that count and are named and priced, (100 + 90) / 145. Of all 500: covered 100 + 150, kept 100 + 150 + 100. Of the covered 250 named
/// are 100 + 90.
#[test]
fn prices_are_of_the_weeks_that_have_one_and_coverage_is_of_all() {
    let found = mean_of(&[(100, exactly(1.0)), (300, doubted()), (100, unpriced())]);
    let expected = Price {
        blended: Some(2.5),
        bounds: Some((190.0 / 145.0, 4.0)),
        of_any_week: Some((1.0, 5.0)),
        coverage: Some(0.5),
        kept: 0.7,
        named: Named { priced: 0.29, unpriced: 0.29, whole: 0.76 },
        exact_share: Some(0.25),
        weights_share: Some(0.76),
        reason: Some(PARTLY.to_owned()),
        ..doubted()
    };
    assert_eq!(found, expected, "the weakest of the rest");
}

#[test]
fn weeks_without_tokens_count_alike() {
    let found = mean_of(&[(0, exactly(1.0)), (0, doubted()), (0, unpriced())]);
    assert_eq!((found.blended, found.bounds, found.coverage), (Some(2.0), Some((1.3 / 1.15, 3.0)), Some(0.5)));
    assert_eq!((found.kept, found.exact_share), (2.5 / 3.0, Some(0.5)));
}

#[test]
fn without_doubt_there_are_no_bounds_and_without_a_price_nothing_but_the_reason() {
    let of_payment = |blended| Price { confidence: None, exact_share: None, ..exactly(blended) };
    let found = mean_of(&[(1, of_payment(1.0)), (1, of_payment(2.0))]);
    assert_eq!(found, Price { of_any_week: Some((1.0, 2.0)), ..of_payment(1.5) });
    let found = mean_of(&[(1, unpriced()), (1, unpriced())]);
    assert_eq!((found.blended, found.bounds, found.coverage), (None, None, Some(0.0)));
    assert_eq!((found.mix, found.reason.as_deref()), (None, Some("unpriced")));
    let priced_where_absent = Price { reason: Some("backcast".to_owned()), ..exactly(1.0) };
    let found = mean_of(&[(0, priced_where_absent), (1, unpriced())]);
    assert_eq!((found.blended, found.reason.as_deref()), (None, Some("unpriced")));
}

#[test]
fn a_basis_has_one_price_for_all_weeks_or_each_its_own() {
    let of = |price: f64| OfWindow::from([("a".to_owned(), exactly(price))]);
    let key = |basis, week| (Rule::Default, basis, week);
    let by_window = BTreeMap::from([
        (key(Basis::ListCurrent, None), of(9.0)),
        (key(Basis::ListAsof, None), of(8.0)),
        (key(Basis::ListAsof, Some(WEEKS[0])), of(1.0)),
        (key(Basis::ListAsof, Some(WEEKS[1])), of(2.0)),
    ]);
    let prices = Prices { by_window };
    let price = |basis, weeks: &[(Date, i64)]| prices.of_weeks(Rule::Default, basis, "a", weeks)?.blended;
    assert_eq!(price(Basis::ListCurrent, &[(WEEKS[0], 1), (WEEKS[1], 3)]), Some(9.0));
    assert_eq!(price(Basis::ListAsof, &[(WEEKS[0], 1), (WEEKS[1], 3)]), Some(1.75));
    assert_eq!(price(Basis::ListAsof, &[(WEEKS[0], 0)]), Some(1.0));
    assert_eq!(price(Basis::Billed, &[(WEEKS[0], 1)]), None);
    assert_eq!(prices.of_weeks(Rule::Published, Basis::ListAsof, "a", &[(WEEKS[0], 1)]), None);
}

/// Half of what the weights name has a price, and they name three fifths.
#[test]
fn what_the_weights_do_not_name_is_not_covered() {
    let named = |weights_share| Price { weights_share, ..doubted() }.covered().to_string();
    assert_eq!((named(Some(0.6)), named(None)), ("0.3".to_owned(), "0".to_owned()), "unknown is not all");
}

#[test]
fn a_row_without_a_price_does_not_say_how_it_was_mixed() {
    let rows = [Some(exactly(1.0)), Some(unpriced()), None];
    for column in Prices::columns(&rows.iter().map(Option::as_ref)) {
        let nulls = column.null_count();
        assert!(nulls >= 2, "{}: {nulls} of 3 are null", column.name());
    }
}

/// $10 for all of one week, $1 for nothing of the other, of which all may cost $10: $10 at the most, and not $7.75.
#[test]
fn a_dear_week_may_be_covered_and_a_cheap_one_not() {
    let uncovered =
        Price { coverage: Some(0.0), named: Named { priced: 0.0, unpriced: 1.0, whole: 1.0 }, ..exactly(1.0) };
    let found = mean_of(&[(100, exactly(10.0)), (100, uncovered)]);
    assert_eq!((found.blended, found.bounds, found.of_any_week), (Some(5.5), Some((5.5, 10.0)), Some((1.0, 10.0))));
}

/// One week of which the weights name a tenth and one whose usage no series covers: of 200 tokens 10 are named for sure.
#[test]
fn what_some_weeks_cover_is_covered_of_all_of_them() {
    let named = |weights_share| Price { weights_share, ..exactly(1.0) };
    let found = mean_of(&[(100, named(Some(0.1))), (100, named(None))]);
    assert_eq!((found.weights_share, found.covered()), (Some(0.05), 0.05));
    let found = mean_of(&[(100, named(None)), (100, named(None))]);
    assert_eq!((found.weights_share, found.covered()), (None, 0.0));
    // Half of the first has a price, and all of it is named; all of the second has one, and nothing is.
    let half = Price { coverage: Some(0.5), ..named(Some(1.0)) };
    assert_eq!(mean_of(&[(100, half), (100, named(Some(0.0)))]).covered().to_string(), "0.25");
}

/// The usage is of the week of 2026-04-06, a day from the next and 43 from the end of one seven weeks before.
#[test]
fn one_price_for_all_weeks_says_how_far_off_its_usage_is() {
    let used = Some((WEEKS[0], day::shifted(WEEKS[0], 6)));
    let of = OfWindow::from([("a".to_owned(), Price { used, ..exactly(1.0) })]);
    let prices = Prices { by_window: BTreeMap::from([((Rule::Default, Basis::ListCurrent, None), of)]) };
    let away = |weeks: &[Date]| {
        let weeks: Vec<_> = weeks.iter().map(|week| (*week, 1)).collect();
        let price = prices.of_weeks(Rule::Default, Basis::ListCurrent, "a", &weeks).unwrap();
        (price.weights_age.unwrap(), price.reason.is_some())
    };
    let far = day::shifted(WEEKS[0], -49);
    assert_eq!(away(&WEEKS[..1]), (0, false));
    assert_eq!(away(&WEEKS), (1, false));
    assert_eq!(away(&[far]), (43, true));
    assert_eq!(away(&[far, WEEKS[0]]), (43, true), "the most of the row");
}

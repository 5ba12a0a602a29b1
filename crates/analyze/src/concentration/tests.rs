//! Weeks of few vendors, in tokens and in dollars.

use expect_test::expect;

use super::*;
use crate::tests::{pricing, usage, vendor_weeks};

#[test]
fn two_halves_and_what_others_may_hide() {
    let weeks = vendor_weeks(&[
        "2026-04-05 a 50",
        "2026-04-05 b 50",
        "2026-04-12 a 50",
        "2026-04-12 b 25",
        "2026-04-12 others 60",
    ]);
    let prices = Frame::empty().unwrap();
    let concentration = concentration(&weeks, &prices, &pricing(&[Rule::Default], &[Basis::List3to1])).unwrap();
    let columns = [
        &WEEK_START_DATE,
        &PRICE_BASIS,
        &HHI,
        &HHI_LOW,
        &HHI_HIGH,
        &EFFECTIVE_VENDORS,
        &EFFECTIVE_VENDORS_HIGH,
        &TOP_SHARE,
        &TOP_SHARE_LOW,
        &TOP_FOUR_SHARE_HIGH,
        &REASON,
    ];
    expect![[r#"
        week_start_date | price_basis | hhi | hhi_low | hhi_high | effective_vendors | effective_vendors_high | top_1_share | top_1_share_low | top_4_share_high | reason
        2026-04-05 | list_3to1 | - | - | - | - | - | - | - | - | no vendor of this week has a price
        2026-04-05 | tokens | 5000 | 5000 | 5000 | 2 | 2 | 0.5 | 0.5 | 1 | -
        2026-04-12 | list_3to1 | - | - | - | - | - | - | - | - | no vendor of this week has a price
        2026-04-12 | tokens | 5555.555555555556 | 1714.677640603567 | 5555.555555555556 | 1.8 | 5.831999999999999 | 0.6666666666666666 | 0.37037037037037035 | 1 | -
    "#]]
    .assert_eq(&concentration.to_text(&columns));
}

/// A price of nothing is one; without a token there is nothing to concentrate.
#[test]
fn a_week_that_costs_nothing_and_one_that_has_nothing_say_which() {
    let weeks = vendor_weeks(&["2026-04-05 a 50", "2026-04-05 others 5", "2026-04-12 a 0", "2026-04-12 others 0"]);
    let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
    let prices = crate::vendor_price(&usage(&["site a/x standard 1 1 0 0"]), &pricing).unwrap();
    let concentration = concentration(&weeks, &prices, &pricing).unwrap();
    expect![[r#"
        week_start_date | price_basis | hhi | reason
        2026-04-05 | list_current | - | all that is priced costs nothing: a share of no dollars
        2026-04-05 | tokens | 10000 | -
        2026-04-12 | list_current | - | all that is priced costs nothing: a share of no dollars
        2026-04-12 | tokens | - | no vendor of this week has tokens
    "#]]
    .assert_eq(&concentration.to_text(&[&WEEK_START_DATE, &PRICE_BASIS, &HHI, &REASON]));
}

/// 50 and 25 of 95, and 20 of whoever: the figure takes them for one vendor, the bounds for nobody's and for the first's.
#[test]
fn a_label_that_is_no_vendor_may_be_any() {
    let weeks = vendor_weeks(&["2026-04-13 a 50", "2026-04-13 b 25", "2026-04-13 stealth 20"]);
    let concentration = concentration(&weeks, &Frame::empty().unwrap(), &pricing(&[Rule::Default], &[])).unwrap();
    let columns = [&HHI, &HHI_LOW, &HHI_HIGH, &TOP_SHARE, &TOP_SHARE_LOW, &TOP_SHARE_HIGH, &TOP_FOUR_SHARE_LOW];
    expect![[r#"
        hhi | hhi_low | hhi_high | top_1_share | top_1_share_low | top_1_share_high | top_4_share_low
        3905.8171745152354 | 3462.6038781163434 | 6121.883656509697 | 0.5263157894736842 | 0.5263157894736842 | 0.736842105263158 | 0.7894736842105263
    "#]]
    .assert_eq(&concentration.to_text(&columns));
}

/// 50 and 25 of 135, and 60 that may all be of the first: (110² + 25²) / 135².
#[test]
fn in_a_week_of_daily_lists_all_of_others_may_be_the_largest_vendors() {
    let weeks = vendor_weeks(&["2026-04-13 a 50 least", "2026-04-13 b 25 least", "2026-04-13 others 60"]);
    let usage = usage(&["site a/x standard 1 1 1 1", "site b/x standard 1 1 3 3"]);
    let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
    pricing.weights.published = pricing.weights.default;
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let concentration = concentration(&weeks, &prices, &pricing).unwrap();
    let columns = [&PRICE_BASIS, &RULE, &HHI, &HHI_LOW, &HHI_HIGH];
    expect![[r#"
        price_basis | rule | hhi | hhi_low | hhi_high
        list_current | default | 5200 | 873.4211233539371 | 7258.801397473796
        list_current | published | 5200 | 873.4211233539371 | 5200
        tokens | default | 5555.555555555556 | 1714.677640603567 | 6982.167352537724
        tokens | published | 5555.555555555556 | 1714.677640603567 | 5555.555555555556
    "#]]
    .assert_eq(&concentration.to_text(&columns));
}

//! Weeks in dollars, with what the unpriced, the absent and the free may change.

use expect_test::expect;
use schema::{Treatment, columns::MOST_VENDOR_TOKENS};

use super::*;
use crate::{
    Traffic,
    tests::{pricing, usage, vendor_weeks},
};

#[test]
fn an_unpriced_vendor_is_null_and_widens_the_bounds() {
    let weeks = vendor_weeks(&[
        "2026-04-05 a 1000000",
        "2026-04-05 b 1000000",
        "2026-04-05 c 1000000",
        "2026-04-05 others 1000000",
    ]);
    let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site c/z standard 1000000 750000 - -"]);
    let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let columns = [&VENDOR, &IMPLIED_USD, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH, &REASON];
    expect![[r#"
        vendor | implied_usd | dollar_share | dollar_share_low | dollar_share_high | reason
        a | 3 | 1 | 0.25 | 1 | -
        b | - | - | 0.25 | 0.25 | unpriced: the usage that weights prices does not name it
        c | - | - | 0.25 | 0.25 | unpriced: none of its models has a price here
        others | - | - | 0.25 | 0.25 | upstream's remainder: no model is named in it
    "#]]
    .assert_eq(&dollar_share(&weeks, &prices, &pricing).unwrap().to_text(&columns));
}

/// $3 and $1 a million, and a million tokens that may be anybody's at up to $3.
#[test]
fn in_a_week_of_daily_lists_others_may_be_anybodys() {
    let weeks = ["2026-04-06 a 1000000 least", "2026-04-06 b 1000000 least", "2026-04-06 others 1000000"];
    let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site b/y standard 1000000 750000 1.0 1.0"]);
    let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
    pricing.weights.published = pricing.weights.default;
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let columns = [&VENDOR, &RULE, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH];
    let shares = dollar_share(&vendor_weeks(&weeks), &prices, &pricing).unwrap();
    expect![[r#"
        vendor | rule | dollar_share | dollar_share_low | dollar_share_high
        a | default | 0.75 | 0.42857142857142855 | 0.8571428571428571
        a | published | 0.75 | 0.42857142857142855 | 0.75
        b | default | 0.25 | 0.14285714285714285 | 0.5714285714285714
        b | published | 0.25 | 0.14285714285714285 | 0.25
        others | default | - | 0.2 | 0.42857142857142855
        others | published | - | 0.2 | 0.42857142857142855
    "#]]
    .assert_eq(&shares.to_text(&columns));
}

#[test]
fn an_absent_vendor_is_unknown_by_rule_default_and_zero_by_rule_published() {
    let weeks = [
        "2026-04-05 a 1000000",
        "2026-04-05 b 1000000",
        "2026-04-05 others 1000000",
        "2026-04-12 a 1000000",
        "2026-04-12 others 1000000 running",
    ];
    let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site b/y standard 1000000 750000 1.0 1.0"]);
    let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
    pricing.weights.published = pricing.weights.default;
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let columns = [&WEEK_START_DATE, &VENDOR, &RULE, &TOKENS, &IMPLIED_USD, &DOLLAR_SHARE, &DOLLAR_SHARE_HIGH, &REASON];
    let shares = dollar_share(&vendor_weeks(&weeks), &prices, &pricing).unwrap();
    expect![[r#"
        week_start_date | vendor | rule | tokens | implied_usd | dollar_share | dollar_share_high | reason
        2026-04-05 | a | default | 1000000 | 3 | 0.75 | 0.75 | -
        2026-04-05 | a | published | 1000000 | 3 | 0.75 | 0.75 | -
        2026-04-05 | b | default | 1000000 | 1 | 0.25 | 0.25 | -
        2026-04-05 | b | published | 1000000 | 1 | 0.25 | 0.25 | -
        2026-04-05 | others | default | 1000000 | - | - | 0.42857142857142855 | upstream's remainder: no model is named in it
        2026-04-05 | others | published | 1000000 | - | - | 0.42857142857142855 | upstream's remainder: no model is named in it
        2026-04-12 | a | default | 1000000 | 3 | 1 | 1 | -
        2026-04-12 | a | published | 1000000 | 3 | 1 | 1 | -
        2026-04-12 | b | default | - | - | - | 0.25 | absent: its tokens, if any, are inside `others`
        2026-04-12 | b | published | 0 | 0 | 0 | 0 | -
        2026-04-12 | others | default | 1000000 | - | - | 0.5 | upstream's remainder: no model is named in it
        2026-04-12 | others | published | 1000000 | - | - | 0.5 | upstream's remainder: no model is named in it
    "#]].assert_eq(&shares.to_text(&columns));
}

/// The site knows that a quarter of `a` is free, the chart does not: 750,001 of its 1,000,001 tokens count, at $2. All of
/// `f` is free, and none of `b`.
#[test]
fn a_choice_of_traffic_scales_the_tokens_of_the_chart() {
    let weeks = vendor_weeks(&["2026-04-05 a 1000001", "2026-04-05 b 1000000", "2026-04-05 f 1000000"]);
    let usage = usage(&[
        "site a/x standard 300 300 2 2",
        "site a/x free 100 100 0 0 2 2",
        "site b/y standard 100 100 1 1",
        "site f/z free 100 100 0 0",
    ]);
    let free = Treatment::Out;
    let pricing =
        Pricing { traffic: Traffic { free, ..Traffic::ALL }, ..pricing(&[Rule::Default], &[Basis::ListCurrent]) };
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let shares = dollar_share(&weeks, &prices, &pricing).unwrap();
    expect![[r#"
        vendor | tokens | implied_usd | dollar_share | reason
        a | 1000001 | 1.500002 | 0.6000003199997439 | -
        b | 1000000 | 1 | 0.39999968000025593 | -
        f | 1000000 | 0 | 0 | left out: the pipeline's choice of traffic takes none of it
    "#]]
    .assert_eq(&shares.to_text(&[&VENDOR, &TOKENS, &IMPLIED_USD, &DOLLAR_SHARE, &REASON]));
}

#[test]
fn a_row_is_as_good_as_the_weakest_of_all_tokens_and_prices() {
    let weeks = vendor_weeks(&["2026-04-05 a 10", "2026-04-05 b 10", "2026-04-05 c 10"]);
    let mut data = usage(&["site a/x standard 9 9 1 1", "site b/x standard 9 9 - -"]).into_data();
    data.with_column(texts(&VALUE_ORIGIN, [Some("made"); 2])).unwrap();
    let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
    let prices = crate::vendor_price(&Frame::new(data).unwrap(), &pricing).unwrap();
    let shares = dollar_share(&weeks, &prices, &pricing).unwrap();
    // Two have no price of their own, and bounds at that of the first.
    assert_eq!(shares.cells(&VALUE_ORIGIN).texts(), [Some("made"); 3]);
    // Where nothing has a price there are no bounds, and the tokens speak alone.
    let shares = dollar_share(&weeks, &Frame::empty().unwrap(), &pricing).unwrap();
    assert_eq!(shares.cells(&VALUE_ORIGIN).texts(), [Some("observed"); 3]);
}

/// The usage names four fifths of `s`, all of it free, and all of `a` and `b`, at $4 and $1 a million. The fifth that it does
/// not name may be bought, as may `others`: $0.8 and $4 at the most, beside $4 and $1, and nothing at the least.
#[test]
fn what_no_usage_names_may_count_or_not_where_free_traffic_does_not() {
    let weeks = ["2026-04-05 a 1000000", "2026-04-05 b 1000000", "2026-04-05 s 1000000", "2026-04-05 others 1000000"];
    let lines = ["site a/x standard 100 100 4 4", "site b/y standard 100 100 1 1", "site s/z free 80 80 0 0"];
    let mut data = usage(&lines).into_data();
    data.with_column(integers(&MOST_VENDOR_TOKENS, [Some(100); 3])).unwrap();
    let traffic = Traffic { free: Treatment::Out, ..Traffic::ALL };
    let pricing = Pricing { traffic, ..pricing(&[Rule::Default], &[Basis::ListCurrent]) };
    let prices = crate::vendor_price(&Frame::new(data).unwrap(), &pricing).unwrap();
    let shares = dollar_share(&vendor_weeks(&weeks), &prices, &pricing).unwrap();
    // $4 of $9.8 to all of $5; $1 of $9.8; $0.8 of $5.8; $4 of $9.
    expect![[r#"
        vendor | dollar_share | dollar_share_low | dollar_share_high
        a | 0.8 | 0.4081632653061224 | 0.8
        b | 0.2 | 0.1020408163265306 | 0.2
        others | - | 0 | 0.4444444444444444
        s | 0 | 0 | 0.1379310344827586
    "#]]
    .assert_eq(&shares.to_text(&[&VENDOR, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH]));
}

/// No vendor's tokens are left out as a whole, named or not; `others` may hold such labels.
#[test]
fn a_label_of_no_vendor_is_out_for_sure_where_stealth_is() {
    let weeks = vendor_weeks(&["2026-04-05 a 1000000", "2026-04-05 stealth 1000000", "2026-04-05 others 1000000"]);
    let pricing = Pricing {
        traffic: Traffic { stealth: Treatment::Out, ..Traffic::ALL },
        ..pricing(&[Rule::Default], &[Basis::ListCurrent])
    };
    let prices = crate::vendor_price(&usage(&["site a/x standard 100 100 4 4"]), &pricing).unwrap();
    let shares = dollar_share(&weeks, &prices, &pricing).unwrap();
    expect![[r#"
        vendor | dollar_share | dollar_share_low | dollar_share_high | reason
        a | 1 | 0.5 | 1 | -
        others | - | 0 | 0.5 | upstream's remainder: no model is named in it
        stealth | 0 | 0 | 0 | left out: the pipeline's choice of traffic takes none of it
    "#]]
    .assert_eq(&shares.to_text(&[&VENDOR, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH, &REASON]));
}

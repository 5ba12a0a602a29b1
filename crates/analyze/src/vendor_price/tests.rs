//! Vendors of a few models.

use expect_test::{Expect, expect};
use polars::prelude::Column as Series;
use schema::{
    Column, Treatment,
    columns::{INPUT_PRICE, MOST_VENDOR_TOKENS, OUTPUT_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE},
};

use super::*;
use crate::tests::{mixed_usage, pricing, usage};

fn check(rule: Rule, basis: Basis, lines: &[&str], expected: &Expect) {
    let price = vendor_price(&usage(lines), &pricing(&[rule], &[basis])).unwrap();
    let columns = [&VENDOR, &BOARD, &TOKENS, &PRICED_TOKENS, &COVERAGE_SHARE, &BLENDED_PRICE, &INPUT_MIX, &REASON];
    expected.assert_eq(&price.to_text(&columns));
}

#[test]
fn opus_costs_ten_dollars_at_three_to_one() {
    check(
        Rule::Published,
        Basis::List3to1,
        &["apps anthropic/opus standard 2470 - 5 25"],
        &expect![[r#"
        vendor | board | tokens | priced_tokens | coverage_share | blended_usd_per_mtok | input_mix_share | reason
        anthropic | apps | 2470 | 2470 | 1 | 10 | 0.75 | -
    "#]],
    );
}

#[test]
fn a_price_without_a_mix_is_no_measured_price_and_says_so() {
    check(
        Rule::Default,
        Basis::ListCurrent,
        &["site a/x standard 600 - 1 10", "site a/y standard 400 400 - -", "site b/z standard 7 7 - -"],
        &expect![[r#"
            vendor | board | tokens | priced_tokens | coverage_share | blended_usd_per_mtok | input_mix_share | reason
            a | site | 1000 | 0 | 0 | - | - | no measured mix: prompt and completion tokens of its priced models are not known here
            b | site | 7 | 0 | 0 | - | - | unpriced: none of its models has a price here
        "#]],
    );
}

/// 50 tokens at $2, and 50 at a fifth output: $3 or, with the bounds, $2 to $5.
#[test]
fn what_no_source_splits_is_priced_at_the_mix_of_the_reference() {
    let usage = mixed_usage(&[
        ("site a/x standard 50 45 1 11", None),
        ("site a/x batch 50 - 1 11", Some("0.2 0.1 0.4 - 0.5 30")),
        ("site a/y standard 100 - 1 11", Some("0.2 0.1 0.4 - 0.5 107")),
        ("site b/y standard 100 90 1 11", None),
        ("site c/z standard 100 - - -", Some("0.2 0.1 0.4 - 0.5 107")),
    ]);
    let price = vendor_price(&usage, &pricing(&[Rule::Default], &[Basis::ListCurrent, Basis::List3to1])).unwrap();
    let columns = [
        &VENDOR,
        &PRICE_BASIS,
        &BLENDED_PRICE,
        &BLENDED_LOW,
        &BLENDED_HIGH,
        &INPUT_MIX,
        &MIX_ORIGIN,
        &MIX_AGE_DAYS,
        &REASON,
    ];
    expect![[r#"
        vendor | price_basis | blended_usd_per_mtok | blended_low_usd_per_mtok | blended_high_usd_per_mtok | input_mix_share | mix_origin | mix_age_days | reason
        a | list_3to1 | 3.5 | - | - | 0.75 | assumed | - | -
        a | list_current | 2.7499999999999996 | 2 | 4.250000000000001 | 0.825 | reference | 107 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
        b | list_3to1 | 3.5 | - | - | 0.75 | assumed | - | -
        b | list_current | 2 | - | - | 0.9 | measured | - | -
        c | list_3to1 | - | - | - | - | assumed | - | unpriced: none of its models has a price here
        c | list_current | - | - | - | - | reference | - | unpriced: none of its models has a price here
    "#]].assert_eq(&price.to_text(&columns));
}

#[test]
fn a_model_without_a_price_lowers_coverage_not_the_price() {
    let lines = ["site a/x standard 600 540 1 10", "site a/y standard 400 400 - -"];
    check(
        Rule::Default,
        Basis::ListCurrent,
        &lines,
        &expect![[r#"
        vendor | board | tokens | priced_tokens | coverage_share | blended_usd_per_mtok | input_mix_share | reason
        a | site | 1000 | 600 | 0.6 | 1.9 | 0.9 | -
    "#]],
    );
}

#[test]
fn only_the_site_has_a_measured_mix() {
    let lines = ["apps a/x standard 600 - 1 10", "site a/x standard 100 100 1 10", "site a/x free 100 100 0 0"];
    check(
        Rule::Published,
        Basis::ListCurrent,
        &lines,
        &expect![[r#"
        vendor | board | tokens | priced_tokens | coverage_share | blended_usd_per_mtok | input_mix_share | reason
        a | site | 200 | 200 | 1 | 0.5 | 1 | -
    "#]],
    );
}

/// 800 tokens of `a`: 600 at $2, 100 without a price, 100 free. `f` is free alone, `stealth` nobody knows.
const TRAFFIC: &[&str] = &[
    "site a/x standard 600 540 1 11",
    "site a/y standard 100 90 - -",
    "site a/x free 100 90 0 0 1 11",
    "site f/x free 50 45 0 0",
    "site stealth/z standard 50 45 1 11",
];

#[test]
fn what_is_left_out_is_in_no_sum_and_the_rest_says_how_much_it_is() {
    let out = Traffic { free: Treatment::Out, stealth: Treatment::Out, ..Traffic::ALL };
    let pricing = Pricing { traffic: out, ..pricing(&[Rule::Default], &[Basis::ListCurrent]) };
    let price = vendor_price(&usage(TRAFFIC), &pricing).unwrap();
    let columns =
        [&VENDOR, &TOKENS, &PRICED_TOKENS, &MODEL_COUNT, &KEPT_SHARE, &COVERAGE_SHARE, &BLENDED_PRICE, &REASON];
    // 700 of 800 count, and 600 of these have a price.
    expect![[r#"
        vendor | tokens | priced_tokens | model_count | kept_share | coverage_share | blended_usd_per_mtok | reason
        a | 700 | 600 | 2 | 0.875 | 0.8571428571428571 | 2 | -
        f | 0 | 0 | 0 | 0 | - | - | left out: the pipeline's choice of traffic takes none of it
        stealth | 0 | 0 | 0 | 0 | - | - | left out: the pipeline's choice of traffic takes none of it
    "#]]
    .assert_eq(&price.to_text(&columns));
}

#[test]
fn free_traffic_as_paid_counts_in_full() {
    let as_paid = Traffic { free: Treatment::AsPaid, ..Traffic::ALL };
    let pricing = Pricing { traffic: as_paid, ..pricing(&[Rule::Default], &[Basis::ListAsof]) };
    let price = vendor_price(&usage(&TRAFFIC[..3]), &pricing).unwrap();
    // 700 of 800 at $2.
    expect![[r#"
        tokens | priced_tokens | kept_share | blended_usd_per_mtok | exact_price_share
        800 | 700 | 1 | 2 | 1
    "#]]
    .assert_eq(&price.to_text(&[&TOKENS, &PRICED_TOKENS, &KEPT_SHARE, &BLENDED_PRICE, &EXACT_SHARE]));
}

/// The usage with some columns changed.
fn changed(usage: Frame<PricedUsage>, columns: Vec<Series>) -> Frame<PricedUsage> {
    let mut data = usage.into_data();
    for column in columns {
        data.with_column(column).unwrap();
    }
    Frame::new(data).unwrap()
}

/// In the week its models are weighed by usage of others: one 29 days away and made up, one 22.
#[test]
fn each_week_has_a_price_of_its_own_where_prices_differ_by_week() {
    let board = usage(&["site a/x standard 100 90 1 11"]);
    let lines = ["site a/x standard 100 90 3 33", "site a/y standard 100 90 1 11"];
    let days =
        |days: [(i8, i8); 2], column| dates(column, days.map(|(month, day)| Some(Date::constant(2026, month, day))));
    let week = changed(
        usage(&lines),
        vec![
            texts(&WINDOW_KIND, [Some("week"); 2]),
            days([(3, 2), (3, 2)], &WINDOW_START_DATE),
            days([(3, 8), (3, 8)], &WINDOW_END_DATE),
            days([(1, 26), (2, 2)], &USAGE_START_DATE),
            days([(2, 1), (2, 8)], &USAGE_END_DATE),
            texts(&VALUE_ORIGIN, [Some("made"), Some("observed")]),
        ],
    );
    let usage = Frame::stacked([board, week]).unwrap();
    let price = vendor_price(&usage, &pricing(&[Rule::Default], &[Basis::ListCurrent, Basis::ListAsof])).unwrap();
    let columns = [&PRICE_BASIS, &WINDOW_KIND, &WINDOW_START_DATE, &BLENDED_PRICE, &WEIGHTS_AGE_DAYS, &VALUE_ORIGIN];
    // At $6 and $2, half of the tokens each.
    expect![[r#"
        price_basis | window_kind | window_start_date | blended_usd_per_mtok | weights_age_days | value_origin
        list_asof | board | 2026-03-01 | 2 | 0 | observed
        list_asof | week | 2026-03-02 | 3.9999999999999996 | 29 | made
        list_current | board | 2026-03-01 | 2 | 0 | observed
    "#]]
    .assert_eq(&price.to_text(&columns));
}

/// Two models on some days, each `START END MOST-VENDOR-TOKENS` with 100 tokens.
fn weighed(rows: [(Date, Date, Option<i64>); 2]) -> Frame<VendorPrice> {
    let lines = ["site a/x standard 100 90 1 11", "site a/y standard 100 90 1 11"];
    let columns = vec![
        dates(&USAGE_START_DATE, rows.map(|(start, ..)| Some(start))),
        dates(&USAGE_END_DATE, rows.map(|(_, end, _)| Some(end))),
        integers(&MOST_VENDOR_TOKENS, rows.map(|(.., tokens)| tokens)),
    ];
    vendor_price(&changed(usage(&lines), columns), &pricing(&[Rule::Default], &[Basis::ListCurrent])).unwrap()
}

/// 200 of 800 tokens; of two windows of 400 each; of one that has no series; and of fewer than are named.
#[test]
fn how_much_of_a_vendor_its_weights_name() {
    let [may, june] = [5, 6].map(|month| (Date::constant(2026, month, 1), Date::constant(2026, month, 7)));
    let of = |(start, end), tokens| (start, end, tokens);
    let share = |rows| weighed(rows).cells(&WEIGHTS_SHARE).reals()[0];
    assert_eq!(share([of(may, Some(800)), of(may, Some(800))]), Some(0.25));
    assert_eq!(share([of(may, Some(400)), of(june, Some(400))]), Some(0.25));
    assert_eq!(share([of(may, Some(400)), of(june, None)]), None);
    assert_eq!(share([of(may, Some(100)), of(may, Some(100))]), Some(1.0));
}

/// The window ends on 2026-03-30: a month behind it is near, a day more is another time.
#[test]
fn weights_of_another_time_are_told() {
    let reason = |start: Date| {
        let rows = [(start, start, None); 2];
        weighed(rows).cells(&REASON).texts()[0].map(str::to_owned)
    };
    assert_eq!(reason(Date::constant(2026, 4, 29)), None);
    assert_eq!(reason(Date::constant(2026, 4, 30)).as_deref(), Some(OF_ANOTHER_TIME));
}

/// Each basis misses something else.
#[test]
fn why_there_is_no_price() {
    let reasons = |usage: &Frame<PricedUsage>| {
        let price = vendor_price(usage, &pricing(&[Rule::Default], Basis::ALL)).unwrap();
        let reasons = price.cells(&PRICE_BASIS).texts().into_iter().zip(price.cells(&REASON).texts());
        reasons.filter_map(|(basis, reason)| Some((basis?.to_owned(), reason?.to_owned()))).collect::<BTreeMap<_, _>>()
    };
    // In force in the window and not split; the one catalogue does not list it.
    let nothing = |column: &Column| reals(column, [None]);
    let columns = [&INPUT_PRICE, &OUTPUT_PRICE, &PAID_INPUT_PRICE, &PAID_OUTPUT_PRICE].map(nothing);
    let found = reasons(&changed(usage(&["site a/x standard 100 - 1 11"]), columns.to_vec()));
    for (basis, reason) in [
        ("list_3to1", UNPRICED),
        ("list_current", UNPRICED),
        ("list_asof", UNMIXED),
        ("effective", NOT_EFFECTIVE),
        ("billed", NOT_BILLED),
    ] {
        assert_eq!(found.get(basis).map(String::as_str), Some(reason), "{basis}");
    }
}

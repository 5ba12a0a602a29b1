//! A few vendors, small: what each rule takes for the whole, and what is hidden.

use expect_test::{Expect, expect};
use schema::columns::{BLENDED_PRICE, WINDOW_KIND};

use super::*;
use crate::tests::{pricing, usage, vendor_weeks};

const USAGE: &[&str] = &["site a/x standard 1000000 750000 3.0 3.0", "site b/y standard 1000000 1000000 1.0 9.0"];

fn check(rule: Rule, weeks: &[&str], expected: &Expect) {
    let (usage, pricing) = (usage(USAGE), pricing(&[rule], &[Basis::ListCurrent]));
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let gap = vendor_gap(&vendor_weeks(weeks), &prices, &usage, &pricing, 2).unwrap();
    let columns = [
        &VENDOR,
        &WEEKS_PRESENT,
        &TOKENS,
        &TOKENS_HIGH,
        &TOKEN_SHARE,
        &IMPLIED_USD,
        &DOLLAR_SHARE,
        &GAP_POINTS,
        &REASON,
    ];
    expected.assert_eq(&gap.to_text(&columns));
}

const WEEKS: &[&str] = &[
    "2026-03-29 a 50",
    "2026-03-29 b 50",
    "2026-03-29 others 100",
    "2026-04-05 a 100",
    "2026-04-05 c 40",
    "2026-04-05 others 60",
];

#[test]
fn gaps_of_rule_default_add_up_to_zero() {
    check(
        Rule::Default,
        WEEKS,
        &expect![[r#"
            vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
            a | 2 | 150 | 150 | 0.375 | 0.00045 | 0.8999999999999999 | 14.999999999999991 | -
            b | 1 | 50 | 90 | 0.125 | 0.00005 | 0.1 | -15 | -
            c | 1 | 40 | 90 | 0.1 | - | - | - | unpriced: the usage that weights prices does not name it
            others | 2 | 160 | 160 | 0.4 | - | - | - | upstream's remainder: no model is named in it
        "#]],
    );
}

/// What is free for everybody has a value, of nothing, and nobody a part of it. `dollar_share` has the same of each week.
#[test]
fn a_share_of_no_dollars_is_none_and_says_so() {
    let (usage, pricing) = (usage(&["site a/x free 1 1 0 0"]), pricing(&[Rule::Default], &[Basis::ListCurrent]));
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let weeks = vendor_weeks(&["2026-04-05 a 100", "2026-04-05 c 40"]);
    let columns = [&VENDOR, &IMPLIED_USD, &DOLLAR_SHARE, &REASON];
    let expected = expect![[r#"
        vendor | implied_usd | dollar_share | reason
        a | 0 | - | all that is priced costs nothing: a share of no dollars
        c | - | - | unpriced: the usage that weights prices does not name it
    "#]];
    expected.assert_eq(&vendor_gap(&weeks, &prices, &usage, &pricing, 1).unwrap().to_text(&columns));
    expected.assert_eq(&crate::dollar_share(&weeks, &prices, &pricing).unwrap().to_text(&columns));
}

/// The same figures as lists of days: `others` may be anybody's.
#[test]
fn weeks_of_daily_lists_make_every_sum_a_lower_bound() {
    let weeks: Vec<_> = WEEKS
        .iter()
        .map(|row| if row.contains("others") { (*row).to_owned() } else { format!("{row} least") })
        .collect();
    let weeks: Vec<_> = weeks.iter().map(String::as_str).collect();
    check(
        Rule::Default,
        &weeks,
        &expect![[r#"
        vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
        a | 2 | 150 | 310 | 0.375 | 0.00045 | 0.8999999999999999 | 14.999999999999991 | -
        b | 1 | 50 | 210 | 0.125 | 0.00005 | 0.1 | -15 | -
        c | 1 | 40 | 200 | 0.1 | - | - | - | unpriced: the usage that weights prices does not name it
        others | 2 | 160 | 160 | 0.4 | - | - | - | upstream's remainder: no model is named in it
    "#]],
    );
}

#[test]
fn rule_published_mixes_two_bases_and_takes_absent_for_zero() {
    check(
        Rule::Published,
        WEEKS,
        &expect![[r#"
            vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
            a | 2 | 150 | 150 | 0.375 | 0.00045 | 0.8999999999999999 | 52.49999999999999 | -
            b | 1 | 50 | 50 | 0.125 | 0.00005 | 0.1 | -2.4999999999999996 | -
            c | 1 | 40 | 40 | 0.1 | - | - | - | unpriced: the usage that weights prices does not name it
            others | 2 | 160 | 160 | 0.4 | - | - | - | upstream's remainder: no model is named in it
        "#]],
    );
}

#[test]
fn without_a_vendor_chart_the_rankings_speak() {
    check(
        Rule::Default,
        &[],
        &expect![[r#"
            vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
            a | - | 1000000 | 1000000 | 0.5 | 3 | 0.75 | 25 | -
            b | - | 1000000 | 1000000 | 0.5 | 1 | 0.25 | -25 | -
        "#]],
    );
}

/// Named in the first window, absent in the last: a price it has, and nothing to multiply it by.
#[test]
fn who_left_is_unknown_by_rule_default_and_nothing_by_rule_published() {
    let weeks = [
        "2026-03-15 a 50",
        "2026-03-15 b 50",
        "2026-03-22 a 50",
        "2026-03-29 a 50",
        "2026-03-29 others 60",
        "2026-04-05 a 100",
        "2026-04-05 others 60",
    ];
    check(
        Rule::Default,
        &weeks,
        &expect![[r#"
            vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
            a | 2 | 150 | 150 | 0.5555555555555556 | 0.00045 | 1 | 0 | -
            b | 0 | - | 110 | - | - | - | - | absent: its tokens, if any, are inside `others`
            others | 2 | 120 | 120 | 0.4444444444444444 | - | - | - | upstream's remainder: no model is named in it
        "#]],
    );
    check(
        Rule::Published,
        &weeks,
        &expect![[r#"
            vendor | weeks_present | tokens | most_tokens | token_share | implied_usd | dollar_share | gap_points | reason
            a | 2 | 150 | 150 | 0.5555555555555556 | 0.00045 | 1 | 44.44444444444444 | -
            b | 0 | 0 | 0 | 0 | 0 | 0 | 0 | -
            others | 2 | 120 | 120 | 0.4444444444444444 | - | - | - | upstream's remainder: no model is named in it
        "#]],
    );
}

/// What is priced week by week, and the apps, are of other windows than the rankings.
#[test]
fn rankings_are_those_of_the_site_over_its_own_window_at_its_own_price() {
    let board = usage(&["site a/x standard 1000000 1000000 3 3", "apps a/x standard 5 - 3 3"]);
    let mut data = usage(&["site a/x standard 7 7 9 9"]).into_data();
    data.with_column(texts(&WINDOW_KIND, [Some("week")])).unwrap();
    let usage = Frame::stacked([board, Frame::new(data).unwrap()]).unwrap();
    let pricing = pricing(&[Rule::Default], &[Basis::ListAsof]);
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let gap = vendor_gap(&vendor_weeks(&[]), &prices, &usage, &pricing, 2).unwrap();
    assert_eq!(
        (gap.cells(&TOKENS).integers(), gap.cells(&IMPLIED_USD).reals()),
        (vec![Some(1_000_000)], vec![Some(3.0)])
    );
}

/// $1 in the first week, $3 in the second: the gap is of the second alone. `others` has no price, and no part of the gap.
#[test]
fn a_gap_is_at_the_prices_of_its_own_weeks() {
    let week = |start: Date, price: f64| {
        let mut data = usage(&[&format!("site a/x standard 7 7 {price} {price}")]).into_data();
        let day = |column, day| dates(column, [Some(schema::day::shifted(start, day))]);
        for column in [day(&WINDOW_START_DATE, 0), day(&WINDOW_END_DATE, 6), texts(&WINDOW_KIND, [Some("week")])] {
            data.with_column(column).unwrap();
        }
        Frame::new(data).unwrap()
    };
    let weeks = [week(Date::constant(2026, 3, 29), 1.0), week(Date::constant(2026, 4, 5), 3.0)];
    let (usage, pricing) = (Frame::stacked(weeks).unwrap(), pricing(&[Rule::Default], &[Basis::ListAsof]));
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let weeks = ["2026-03-29 a 1000000", "2026-04-05 a 1000000", "2026-04-05 others 1000000"];
    let gap = vendor_gap(&vendor_weeks(&weeks), &prices, &usage, &pricing, 1).unwrap();
    assert_eq!(gap.cells(&IMPLIED_USD).reals(), [Some(3.0), None]);
    assert_eq!(gap.cells(&GAP_TOKEN_SHARE).reals(), [Some(1.0), None]);
    let both = vendor_gap(&vendor_weeks(&weeks), &prices, &usage, &pricing, 2).unwrap();
    expect![[r#"
        vendor | blended_usd_per_mtok | cheapest_week_usd_per_mtok | dearest_week_usd_per_mtok
        a | 2 | 1 | 3
        others | - | - | -
    "#]]
    .assert_eq(&both.to_text(&[&VENDOR, &BLENDED_PRICE, &CHEAPEST_WEEK, &DEAREST_WEEK]));
}

/// A vendor is what its models on the site are: the site's usage names all of it. How much that of apps names nobody knows,
/// so that each may cost the cheapest and the dearest.
#[test]
fn without_a_vendor_chart_the_rankings_name_all_and_app_pages_an_unknown_part() {
    let lines = [USAGE, &["apps a/x standard 100 - 3 3", "apps b/y standard 100 - 1 1"]].concat();
    let mut data = usage(&lines).into_data();
    data.with_column(integers(&schema::columns::MOST_VENDOR_TOKENS, [None; 4])).unwrap();
    let usage = Frame::new(data).unwrap();
    let pricing = pricing(&[Rule::Published], &[Basis::List3to1, Basis::ListCurrent]);
    let prices = crate::vendor_price(&usage, &pricing).unwrap();
    let gap = vendor_gap(&Frame::empty().unwrap(), &prices, &usage, &pricing, 2).unwrap();
    let columns = [&VENDOR, &PRICE_BASIS, &schema::columns::WEIGHTS_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH];
    expect![[r#"
        vendor | price_basis | weights_share | dollar_share_low | dollar_share_high
        a | list_3to1 | - | 0.25 | 0.75
        a | list_current | 1 | 0.75 | 0.75
        b | list_3to1 | - | 0.25 | 0.75
        b | list_current | 1 | 0.25 | 0.25
    "#]]
    .assert_eq(&gap.to_text(&columns));
}

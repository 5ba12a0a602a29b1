//! Moves of vendors and their models: by tokens, at prices by week, at one price; who enters, leaves or has no price.

use expect_test::{Expect, expect};
use jiff::civil::Date;
use schema::{
    Rule,
    columns::{USAGE_END_DATE, USAGE_START_DATE, VENDOR_TOKENS, WINDOW_KIND},
    day,
};

use super::*;
use crate::tests::{pricing, usage, vendor_weeks};

const PAST: Date = Date::constant(2025, 4, 13);
const NOW: Date = Date::constant(2026, 4, 5);

/// Usage of single weeks, lines as in `usage`; each vendor had `all` in all where that is said.
fn week_usage(weeks: &[(Date, Option<i64>, &[&str])]) -> Frame<PricedUsage> {
    let frames = weeks.iter().map(|(start, all, lines)| {
        let mut data = usage(lines).into_data();
        let height = data.height();
        let days = |column, day| dates(column, (0..height).map(|_| Some(day)));
        let end = day::shifted(*start, 6);
        for (column, day) in
            [(&WINDOW_START_DATE, *start), (&WINDOW_END_DATE, end), (&USAGE_START_DATE, *start), (&USAGE_END_DATE, end)]
        {
            data.with_column(days(column, day)).unwrap();
        }
        data.with_column(texts(&WINDOW_KIND, (0..height).map(|_| Some("week")))).unwrap();
        data.with_column(integers(&VENDOR_TOKENS, (0..height).map(|_| *all))).unwrap();
        Frame::new(data).unwrap()
    });
    Frame::stacked(frames).unwrap()
}

/// `a` had one model at $2, of which some was not named, and has a second at $1; `b` stays as it is.
fn replaced() -> Frame<PricedUsage> {
    week_usage(&[
        (PAST, Some(10), &["site a/old standard 8 8 2 2", "site b/y standard 10 10 2 2"]),
        (NOW, None, &["site a/old standard 10 10 2 2", "site a/new standard 20 20 1 1", "site b/y standard 10 10 2 2"]),
    ])
}

fn split(weeks: &[&str], usage: &Frame<PricedUsage>, rule: Rule, basis: Basis) -> Frame<ShareDecomposition> {
    let mut pricing = pricing(&[rule], &[basis]);
    pricing.weights.published = pricing.weights.default;
    let prices = crate::vendor_price(usage, &pricing).unwrap();
    let split = share_decomposition(&vendor_weeks(weeks), &prices, usage, &pricing, 1).unwrap();
    adds_up(&split);
    split
}

fn check(split: &Frame<ShareDecomposition>, expected: &Expect) {
    let columns = [&VENDOR, &MODEL, &PART, &PRICE_BASIS, &PAST_SHARE, &NOW_SHARE, &PART_POINTS, &REASON];
    expected.assert_eq(&split.to_text(&columns));
}

/// The parts of each vendor to its move, and those of its models, where it has any, to each part.
pub(super) fn adds_up(split: &Frame<ShareDecomposition>) {
    let [vendors, models, parts, bases, rules] =
        [&VENDOR, &MODEL, &PART, &PRICE_BASIS, &RULE].map(|column| split.cells(column).texts());
    let [moves, points] = [&DELTA_POINTS, &PART_POINTS].map(|column| split.cells(column).reals());
    let keys: Vec<_> = (0..split.height()).map(|row| [vendors[row], bases[row], rules[row]]).collect();
    for (row, key) in keys.iter().enumerate().filter(|(row, _)| models[*row] == Some(ALL)) {
        let same = |other: &usize| keys[*other] == *key;
        let total = |rows: &mut dyn Iterator<Item = usize>| rows.filter_map(|row| points[row]).sum::<f64>();
        let all = total(&mut (0..keys.len()).filter(same).filter(|other| models[*other] == Some(ALL)));
        assert!((all - moves[row].unwrap_or(0.0)).abs() < 1e-9, "{key:?} moves by {:?}, parts {all}", moves[row]);
        let of_part = |other: &usize| models[*other] != Some(ALL) && parts[*other] == parts[row];
        let of_models: Vec<usize> = (0..keys.len()).filter(same).filter(of_part).collect();
        let sum = total(&mut of_models.iter().copied());
        assert!(of_models.is_empty() || (sum - points[row].unwrap()).abs() < 1e-9, "{key:?} {:?} {sum}", parts[row]);
    }
}

const WEEKS: &[&str] =
    &["2025-04-13 a 10", "2025-04-13 b 10", "2026-04-05 a 30", "2026-04-05 b 10", "2026-04-05 others 40"];

#[test]
fn tokens_by_model_and_dollars_at_the_prices_of_their_week() {
    check(
        &split(WEEKS, &replaced(), Rule::Default, Basis::ListAsof),
        &expect![[r#"
            vendor | model | part | price_basis | past_share | now_share | part_points | reason
            a | a/new | mix | list_asof | - | 0.3333333333333333 | -15.660231551702317 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | price | list_asof | - | 0.3333333333333333 | 0 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | volume | list_asof | - | 0.3333333333333333 | 63.64736132177362 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | volume | tokens | - | 0.25 | 47.73552099133022 | the usage of one window does not name the model: nothing of it counts there
            a | a/old | mix | list_asof | 0.5 | 0.3333333333333333 | -7.830115775851164 | -
            a | a/old | price | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            a | a/old | volume | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            a | a/old | volume | tokens | 0.4 | 0.125 | 4.773552099133022 | -
            a | all | market | list_asof | 0.5 | 0.6666666666666666 | -23.490347327553486 | -
            a | all | market | tokens | 0.5 | 0.375 | -60.235520991330226 | -
            a | all | mix | list_asof | 0.5 | 0.6666666666666666 | -23.490347327553486 | -
            a | all | price | list_asof | 0.5 | 0.6666666666666666 | 0 | -
            a | all | volume | list_asof | 0.5 | 0.6666666666666666 | 63.64736132177362 | -
            a | all | volume | tokens | 0.5 | 0.375 | 47.73552099133022 | -
            a | others | volume | tokens | 0.1 | - | -4.773552099133022 | the usage of one window does not name the model: nothing of it counts there
            b | all | market | list_asof | 0.5 | 0.3333333333333333 | -16.666666666666668 | -
            b | all | market | tokens | 0.5 | 0.125 | -37.5 | -
            b | all | mix | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | all | price | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | all | volume | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | all | volume | tokens | 0.5 | 0.125 | 0 | -
            b | b/y | mix | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | b/y | price | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | b/y | volume | list_asof | 0.5 | 0.3333333333333333 | 0 | -
            b | b/y | volume | tokens | 0.5 | 0.125 | 0 | -
            others | all | market | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
            others | all | market | tokens | - | 0.5 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
            others | all | mix | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
            others | all | price | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
            others | all | volume | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
            others | all | volume | tokens | - | 0.5 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        "#]],
    );
}

/// The whole year at one price: nothing is price or mix, and no model is known by week.
#[test]
fn one_price_for_all_weeks_leaves_volume_and_market() {
    let usage = usage(&["site a/x standard 10 10 3 3", "site b/y standard 10 10 1 1"]);
    check(
        &split(WEEKS, &usage, Rule::Default, Basis::ListCurrent),
        &expect![[r#"
        vendor | model | part | price_basis | past_share | now_share | part_points | reason
        a | all | market | list_current | 0.75 | 0.9 | -75.38527653998213 | one price values all weeks on this basis: no part of the move is price or mix
        a | all | market | tokens | 0.5 | 0.375 | -60.235520991330226 | -
        a | all | mix | list_current | 0.75 | 0.9 | 0 | one price values all weeks on this basis: no part of the move is price or mix
        a | all | price | list_current | 0.75 | 0.9 | 0 | one price values all weeks on this basis: no part of the move is price or mix
        a | all | volume | list_current | 0.75 | 0.9 | 90.38527653998212 | one price values all weeks on this basis: no part of the move is price or mix
        a | all | volume | tokens | 0.5 | 0.375 | 47.73552099133022 | -
        b | all | market | list_current | 0.25 | 0.1 | -15.000000000000002 | one price values all weeks on this basis: no part of the move is price or mix
        b | all | market | tokens | 0.5 | 0.125 | -37.5 | -
        b | all | mix | list_current | 0.25 | 0.1 | 0 | one price values all weeks on this basis: no part of the move is price or mix
        b | all | price | list_current | 0.25 | 0.1 | 0 | one price values all weeks on this basis: no part of the move is price or mix
        b | all | volume | list_current | 0.25 | 0.1 | 0 | one price values all weeks on this basis: no part of the move is price or mix
        b | all | volume | tokens | 0.5 | 0.125 | 0 | -
        others | all | market | list_current | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | market | tokens | - | 0.5 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | mix | list_current | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | price | list_current | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | volume | list_current | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | volume | tokens | - | 0.5 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
    "#]],
    );
}

const ENTERS: &[&str] = &["2025-04-13 b 10", "2025-04-13 others 10", "2026-04-05 a 30", "2026-04-05 b 10"];

#[test]
fn who_enters_is_unknown_by_rule_default() {
    check(
        &split(ENTERS, &replaced(), Rule::Default, Basis::ListAsof),
        &expect![[r#"
        vendor | model | part | price_basis | past_share | now_share | part_points | reason
        a | all | market | list_asof | - | 0.6666666666666666 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        a | all | market | tokens | - | 0.75 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        a | all | mix | list_asof | - | 0.6666666666666666 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        a | all | price | list_asof | - | 0.6666666666666666 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        a | all | volume | list_asof | - | 0.6666666666666666 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        a | all | volume | tokens | - | 0.75 | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        b | all | market | list_asof | 1 | 0.3333333333333333 | -66.66666666666666 | -
        b | all | market | tokens | 0.5 | 0.25 | -25 | -
        b | all | mix | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | all | price | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | all | volume | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | all | volume | tokens | 0.5 | 0.25 | 0 | -
        b | b/y | mix | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | b/y | price | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | b/y | volume | list_asof | 1 | 0.3333333333333333 | 0 | -
        b | b/y | volume | tokens | 0.5 | 0.25 | 0 | -
        others | all | market | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | market | tokens | 0.5 | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | mix | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | price | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | volume | list_asof | - | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
        others | all | volume | tokens | 0.5 | - | - | absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known
    "#]],
    );
}

#[test]
fn who_enters_is_volume_by_rule_published() {
    check(
        &split(ENTERS, &replaced(), Rule::Published, Basis::ListAsof),
        &expect![[r#"
            vendor | model | part | price_basis | past_share | now_share | part_points | reason
            a | a/new | mix | list_asof | - | 0.3333333333333333 | 0 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | price | list_asof | - | 0.3333333333333333 | 0 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | volume | list_asof | - | 0.3333333333333333 | 44.44444444444444 | the usage of one window does not name the model: nothing of it counts there
            a | a/new | volume | tokens | - | 0.5 | 50 | the usage of one window does not name the model: nothing of it counts there
            a | a/old | mix | list_asof | - | 0.3333333333333333 | 0 | the usage of one window does not name the model: nothing of it counts there
            a | a/old | price | list_asof | - | 0.3333333333333333 | 0 | the usage of one window does not name the model: nothing of it counts there
            a | a/old | volume | list_asof | - | 0.3333333333333333 | 22.22222222222222 | the usage of one window does not name the model: nothing of it counts there
            a | a/old | volume | tokens | - | 0.25 | 25 | the usage of one window does not name the model: nothing of it counts there
            a | all | market | list_asof | 0 | 0.6666666666666666 | 0 | -
            a | all | market | tokens | 0 | 0.75 | 0 | -
            a | all | mix | list_asof | 0 | 0.6666666666666666 | 0 | -
            a | all | price | list_asof | 0 | 0.6666666666666666 | 0 | -
            a | all | volume | list_asof | 0 | 0.6666666666666666 | 66.66666666666666 | -
            a | all | volume | tokens | 0 | 0.75 | 75 | -
            b | all | market | list_asof | 1 | 0.3333333333333333 | -66.66666666666666 | -
            b | all | market | tokens | 0.5 | 0.25 | -25 | -
            b | all | mix | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | all | price | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | all | volume | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | all | volume | tokens | 0.5 | 0.25 | 0 | -
            b | b/y | mix | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | b/y | price | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | b/y | volume | list_asof | 1 | 0.3333333333333333 | 0 | -
            b | b/y | volume | tokens | 0.5 | 0.25 | 0 | -
            others | all | market | list_asof | - | 0 | - | upstream's remainder: no model is named in it
            others | all | market | tokens | 0.5 | 0 | 0 | -
            others | all | mix | list_asof | - | 0 | - | upstream's remainder: no model is named in it
            others | all | price | list_asof | - | 0 | - | upstream's remainder: no model is named in it
            others | all | volume | list_asof | - | 0 | - | upstream's remainder: no model is named in it
            others | all | volume | tokens | 0.5 | 0 | -50 | -
        "#]],
    );
}

/// `a` is free at first, `b` has no price at the end: the first is price, of the second nothing is known.
#[test]
fn a_price_of_nothing_is_a_price_and_none_is_a_reason() {
    let usage = week_usage(&[
        (PAST, None, &["site a/x standard 10 10 0 0", "site b/y standard 10 10 2 2", "site c/z standard 1 1 1 1"]),
        (NOW, None, &["site a/x standard 10 10 2 2", "site b/y standard 10 10 - -", "site c/z standard 1 1 1 1"]),
    ]);
    let weeks = [
        "2025-04-13 a 10",
        "2025-04-13 b 10",
        "2025-04-13 c 10",
        "2026-04-05 a 10",
        "2026-04-05 b 10",
        "2026-04-05 c 10",
    ];
    let split = split(&weeks, &usage, Rule::Default, Basis::ListAsof);
    let columns =
        [&VENDOR, &MODEL, &PART, &PRICE_BASIS, &DELTA_POINTS, &PART_POINTS, &PART_RATIO, &PAST_PRICE, &REASON];
    expect![[r#"
        vendor | model | part | price_basis | delta_points | part_points | part_ratio | past_blended_usd_per_mtok | reason
        a | a/x | mix | list_asof | 66.66666666666666 | 0 | - | 0 | -
        a | a/x | price | list_asof | 66.66666666666666 | 66.66666666666666 | - | 0 | -
        a | a/x | volume | list_asof | 66.66666666666666 | 0 | - | 0 | -
        a | a/x | volume | tokens | 0 | 0 | 1 | - | -
        a | all | market | list_asof | 66.66666666666666 | 0 | - | 0 | -
        a | all | market | tokens | 0 | 0 | 1 | - | -
        a | all | mix | list_asof | 66.66666666666666 | 0 | - | 0 | -
        a | all | price | list_asof | 66.66666666666666 | 66.66666666666666 | - | 0 | -
        a | all | volume | list_asof | 66.66666666666666 | 0 | - | 0 | -
        a | all | volume | tokens | 0 | 0 | 1 | - | -
        b | all | market | list_asof | - | - | - | 2 | unpriced: none of its models has a price here
        b | all | market | tokens | 0 | 0 | 1 | - | -
        b | all | mix | list_asof | - | - | - | 2 | unpriced: none of its models has a price here
        b | all | price | list_asof | - | - | - | 2 | unpriced: none of its models has a price here
        b | all | volume | list_asof | - | - | - | 2 | unpriced: none of its models has a price here
        b | all | volume | tokens | 0 | 0 | 1 | - | -
        b | b/y | volume | tokens | 0 | 0 | 1 | - | -
        c | all | market | list_asof | 0 | 0 | 1 | 1 | -
        c | all | market | tokens | 0 | 0 | 1 | - | -
        c | all | mix | list_asof | 0 | 0 | 1 | 1 | -
        c | all | price | list_asof | 0 | 0 | 1 | 1 | -
        c | all | volume | list_asof | 0 | 0 | 1 | 1 | -
        c | all | volume | tokens | 0 | 0 | 1 | - | -
        c | c/z | mix | list_asof | 0 | 0 | 1 | 1 | -
        c | c/z | price | list_asof | 0 | 0 | 1 | 1 | -
        c | c/z | volume | list_asof | 0 | 0 | 1 | 1 | -
        c | c/z | volume | tokens | 0 | 0 | 1 | - | -
    "#]].assert_eq(&split.to_text(&columns));
}

/// Nobody has a part of no dollars, and of no tokens; whoever has no price has none for that reason.
#[test]
fn a_share_of_nothing_is_none_and_says_so() {
    let weeks = ["2025-04-13 a 10", "2025-04-13 b 5", "2026-04-05 a 10", "2026-04-05 b 5"];
    let reasons = |weeks: &[&str], usage: &[&str]| {
        let split = split(weeks, &crate::tests::usage(usage), Rule::Default, Basis::ListCurrent);
        let market = |line: &&str| line.contains("| market |");
        let text = split.to_text(&[&VENDOR, &PART, &PRICE_BASIS, &PAST_SHARE, &REASON]);
        text.lines().filter(market).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    let free = ["site a/x free 10 10 0 0"];
    expect![[r#"
        a | market | list_current | - | all that is priced costs nothing: a share of no dollars
        a | market | tokens | 0.6666666666666666 | -
        b | market | list_current | - | unpriced: the usage that weights prices does not name it
        b | market | tokens | 0.3333333333333333 | -"#]]
    .assert_eq(&reasons(&weeks, &free));
    expect![[r#"
        a | market | list_current | - | all that is priced costs nothing: a share of no dollars
        a | market | tokens | - | nobody has tokens in a window: a share of none"#]]
    .assert_eq(&reasons(&["2025-04-13 a 0", "2026-04-05 a 0"], &free));
}

/// Tokens: 10 of 20, then 30 of 80. Dollars at $3 and $1: 0.75; then $90 and $10 beside $40 to $120 of `others`, 90 of 220 to 90
/// of 140, and the share itself.
#[test]
fn a_move_has_the_bounds_of_both_its_shares() {
    let usage = usage(&["site a/x standard 10 10 3 3", "site b/y standard 10 10 1 1"]);
    let split = split(WEEKS, &usage, Rule::Default, Basis::ListCurrent);
    let columns = [
        &VENDOR,
        &PART,
        &PRICE_BASIS,
        &PAST_SHARE_LOW,
        &PAST_SHARE_HIGH,
        &NOW_SHARE_LOW,
        &NOW_SHARE_HIGH,
        &DELTA_LEAST,
        &DELTA_MOST,
    ];
    let text = split.to_text(&columns);
    let markets: Vec<&str> = text.lines().filter(|line| line.contains("| market |")).collect();
    expect![[r#"
        a | market | list_current | 0.75 | 0.75 | 0.40909090909090906 | 0.9 | -34.09090909090909 | 15.000000000000002
        a | market | tokens | 0.5 | 0.5 | 0.375 | 0.375 | -12.5 | -12.5
        b | market | list_current | 0.25 | 0.25 | 0.045454545454545456 | 0.1 | -20.454545454545453 | -15
        b | market | tokens | 0.5 | 0.5 | 0.125 | 0.125 | -37.5 | -37.5
        others | market | list_current | 0 | 0 | 0.2857142857142857 | 0.5454545454545454 | 28.57142857142857 | 54.54545454545454
        others | market | tokens | 0 | 0 | 0.5 | 0.5 | 50 | 50"#]].assert_eq(&markets.join("\n"));
}

#[test]
fn windows_that_share_weeks_say_so_and_no_weeks_no_rows() {
    let split_of = |weeks: &[&str]| split(weeks, &replaced(), Rule::Default, Basis::ListAsof);
    let split = split_of(&["2025-04-13 a 10"]);
    assert!(split.cells(&REASON).texts().iter().all(|reason| *reason == Some(crate::vendor_growth::OVERLAP)));
    assert!(split.cells(&PART_POINTS).reals().iter().all(|points| *points == Some(0.0)));
    assert_eq!(split_of(&[]).height(), 0);
}

//! Moves beside prices, small.

use expect_test::expect;
use jiff::civil::Date;
use schema::{
    Frame,
    columns::*,
    series::{dates, integers, reals, texts},
    tables::{VendorGap, VendorGrowth, VendorWeek},
};

use crate::{
    price_correlation, price_point,
    tests::{filled, vendor_weeks},
};

const FIRST: Date = Date::constant(2025, 4, 20);
const LAST: Date = Date::constant(2026, 4, 11);

/// `RULE VENDOR PAST NOW [PAST-MOST NOW-MOST]` per line, in tokens of a market of 1,000 in each window; `-` is absent.
fn growth(lines: &[String]) -> Frame<VendorGrowth> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let number = |row: &Vec<&str>, place: usize| row.get(place).and_then(|cell| cell.parse::<i64>().ok());
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let share = |row: &Vec<&str>, place: usize| number(row, place).map(|tokens| tokens as f64 / 1_000.0);
    filled(vec![
        texts(&RULE, rows.iter().map(|row| Some(row[0]))),
        texts(&VENDOR, rows.iter().map(|row| Some(row[1]))),
        dates(&WINDOW_START_DATE, rows.iter().map(|_| Some(FIRST))),
        dates(&WINDOW_END_DATE, rows.iter().map(|_| Some(LAST))),
        integers(&WEEKS, rows.iter().map(|_| Some(4))),
        integers(&PAST_WEEKS_PRESENT, rows.iter().map(|_| Some(4))),
        integers(&NOW_WEEKS_PRESENT, rows.iter().map(|_| Some(4))),
        texts(&GROWTH_LABEL, rows.iter().map(|_| Some("ratio"))),
        integers(&PAST_TOKENS, rows.iter().map(|row| number(row, 2))),
        integers(&NOW_TOKENS, rows.iter().map(|row| number(row, 3))),
        integers(&PAST_TOKENS_HIGH, rows.iter().map(|row| number(row, 4).or(number(row, 2)))),
        integers(&NOW_TOKENS_HIGH, rows.iter().map(|row| number(row, 5).or(number(row, 3)))),
        reals(&PAST_SHARE, rows.iter().map(|row| share(row, 2))),
        reals(&NOW_SHARE, rows.iter().map(|row| share(row, 3))),
    ])
}

/// `RULE VENDOR PRICE [COVERAGE [CHEAPEST-WEEK DEAREST-WEEK]]` per line, of a million tokens each.
fn gaps(lines: &[String]) -> Frame<VendorGap> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    filled(vec![
        texts(&RULE, rows.iter().map(|row| Some(row[0]))),
        texts(&VENDOR, rows.iter().map(|row| Some(row[1]))),
        texts(&PRICE_BASIS, rows.iter().map(|_| Some("list_asof"))),
        dates(&WINDOW_START_DATE, rows.iter().map(|_| Some(LAST))),
        dates(&WINDOW_END_DATE, rows.iter().map(|_| Some(LAST))),
        texts(&BOARD, rows.iter().map(|_| Some("site"))),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row[2].parse().ok())),
        integers(&TOKENS, rows.iter().map(|_| Some(1_000_000))),
        reals(&WEIGHTS_SHARE, rows.iter().map(|_| Some(1.0))),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.get(3).map_or(Some(1.0), |cell| cell.parse().ok()))),
        reals(&CHEAPEST_WEEK, rows.iter().map(|row| row.get(4)?.parse().ok())),
        reals(&DEAREST_WEEK, rows.iter().map(|row| row.get(5)?.parse().ok())),
    ])
}

/// `stealth` is no vendor.
fn weeks() -> Frame<VendorWeek> {
    vendor_weeks(&["2026-04-05 stealth 1"])
}

const SHOWN: &[&schema::Column] =
    &[&RULE, &PAIR_COUNT, &ABSENT_COUNT, &PARTLY_COUNT, &RHO, &TAU, &RHO_LEAST, &RHO_MOST, &REASON];

fn lines(rule: &str, vendors: usize, line: impl Fn(usize) -> String) -> Vec<String> {
    (0..vendors).map(|vendor| format!("{rule} v{vendor:02} {}", line(vendor))).collect()
}

/// Who gains more is cheaper, all along; the remainder and the market are no vendors.
#[test]
fn cheap_vendors_that_gain_are_minus_one() {
    let mut moves = lines("default", 10, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.extend(["default others 100 1".to_owned(), "default total 1000 1000".to_owned()]);
    let mut prices = lines("default", 10, |vendor| (20 - vendor).to_string());
    prices.push("default others 99".to_owned());
    let found = price_correlation(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | partly_present_count | spearman_rho | kendall_tau_b | spearman_rho_least | spearman_rho_most | reason
        default | 10 | 0 | 0 | -1 | -1 | -1 | -1 | -
    "#]]
    .assert_eq(&found.to_text(SHOWN));
}

/// The dearest vendor is absent in the first weeks: with nothing it would have gained most, at its most it lost. The cheapest
/// is named in both, and may have had more in some weeks that do not name it.
#[test]
fn vendors_in_doubt_are_counted_and_bounded() {
    let mut moves = lines("default", 10, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.extend(["default v99 - 60 70 60".to_owned(), "default total 1000 1000".to_owned()]);
    let mut prices = lines("default", 10, |vendor| (20 - vendor).to_string());
    prices.push("default v99 30".to_owned());
    moves[9] = "default v09 50 95 50 96".to_owned();
    let found = price_correlation(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | partly_present_count | spearman_rho | kendall_tau_b | spearman_rho_least | spearman_rho_most | reason
        default | 10 | 1 | 1 | -1 | -1 | -1 | -0.5 | -
    "#]]
    .assert_eq(&found.to_text(SHOWN));
    let points = price_point(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    let shown = [&VENDOR, &PAST_SHARE, &NOW_SHARE, &DELTA_POINTS, &DELTA_LEAST, &DELTA_MOST, &BLENDED_PRICE, &REASON];
    let text = points.to_text(&shown);
    let lines: Vec<&str> =
        text.lines().filter(|line| ["vendor", "v08", "v09", "v99"].iter().any(|name| line.starts_with(name))).collect();
    expect![[r#"
        vendor | past_share | now_share | delta_points | delta_least_points | delta_most_points | blended_usd_per_mtok | reason
        v08 | 0.05 | 0.09 | 3.9999999999999996 | 3.9999999999999996 | 3.9999999999999996 | 12 | -
        v09 | 0.05 | 0.095 | 4.5 | 4.5 | 4.6 | 11 | absent in some weeks, or lower bounds: the change lies between its bounds
        v99 | - | 0.06 | - | -1.0000000000000009 | 6 | 30 | absent in a window: the change is not known, but its bounds are"#]]
    .assert_eq(&lines.join("\n"));
}

/// A quarter of the tokens costs 16, the rest between 12 and 30: 13 to 26.5 in all.
#[test]
fn a_price_of_a_part_of_the_tokens_is_bounded_by_those_of_the_others() {
    let mut moves = lines("default", 10, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.push("default total 1000 1000".to_owned());
    let mut prices = lines("default", 10, |vendor| (30 - 2 * vendor).to_string());
    prices[7] = "default v07 16 0.25".to_owned();
    let found = price_correlation(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    let shown = [&PAIR_COUNT, &PRICE_DOUBT_COUNT, &RHO, &RHO_LEAST, &RHO_MOST];
    expect![[r#"
        pair_count | doubted_price_count | spearman_rho | spearman_rho_least | spearman_rho_most
        10 | 1 | -1 | -1 | -0.806060606060606
    "#]]
    .assert_eq(&found.to_text(&shown));
    let points = price_point(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    let text = points.to_text(&[&VENDOR, &BLENDED_PRICE, &PRICE_LEAST, &PRICE_MOST, &COVERAGE_SHARE, &REASON]);
    expect![[r#"
        v06 | 18 | 18 | 18 | 1 | -
        v07 | 16 | 13 | 26.5 | 0.25 | the price is in doubt, or not of all its tokens: what all cost lies between its bounds
        v08 | 14 | 14 | 14 | 1 | -
        v09 | 12 | 12 | 12 | 1 | -"#]].assert_eq(&text.lines().skip(7).collect::<Vec<_>>().join("\n"));
}

/// The dearest vendor costs 30 in the mean and 40 in one week, the cheapest 12 and 8: a quarter of the tokens at 16, the rest
/// between 8 and 40.
#[test]
fn what_has_no_price_may_cost_what_somebodys_cost_in_a_single_week() {
    let mut moves = lines("default", 10, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.push("default total 1000 1000".to_owned());
    let mut prices = lines("default", 10, |vendor| (30 - 2 * vendor).to_string());
    prices[0] = "default v00 30 1 25 40".to_owned();
    prices[7] = "default v07 16 0.25".to_owned();
    prices[9] = "default v09 12 1 8 14".to_owned();
    let points = price_point(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    let text = points.to_text(&[&VENDOR, &BLENDED_PRICE, &PRICE_LEAST, &PRICE_MOST]);
    let of_some: Vec<_> = text.lines().filter(|line| ["v00", "v07", "v09"].contains(&&line[..3])).collect();
    expect![[r#"
        v00 | 30 | 30 | 30
        v07 | 16 | 10 | 34
        v09 | 12 | 12 | 12"#]]
    .assert_eq(&of_some.join("\n"));
}

/// A vendor without a price is a point and no item; windows that share weeks are told of both.
#[test]
fn what_is_wrong_with_the_windows_is_told() {
    let mut moves = lines("default", 11, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.push("default total 1000 1000".to_owned());
    let growth = doubted(&growth(&moves), crate::vendor_growth::OVERLAP);
    let prices = gaps(&lines("default", 10, |vendor| (20 - vendor).to_string()));
    let found = price_correlation(&growth, &prices, &weeks()).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | partly_present_count | spearman_rho | kendall_tau_b | spearman_rho_least | spearman_rho_most | reason
        default | 10 | 0 | 0 | -1 | -1 | -1 | -1 | the two windows share weeks: the series is too short for them
    "#]]
    .assert_eq(&found.to_text(SHOWN));
    let points = price_point(&growth, &prices, &weeks()).unwrap().to_text(&[&VENDOR, &BLENDED_PRICE, &REASON]);
    expect![[r#"
        v09 | 11 | the two windows share weeks: the series is too short for them
        v10 | - | the two windows share weeks: the series is too short for them; no price on this basis: not among the items of `price_correlation`"#]]
    .assert_eq(&points.lines().skip(10).collect::<Vec<_>>().join("\n"));
}

/// The same rows, each with a reason.
fn doubted(growth: &Frame<VendorGrowth>, reason: &'static str) -> Frame<VendorGrowth> {
    let kept = growth.data().columns().iter().filter(|column| column.name() != REASON.name).cloned();
    filled(kept.chain([texts(&REASON, (0..growth.height()).map(|_| Some(reason)))]).collect())
}

#[test]
fn with_fewer_than_ten_or_one_price_for_all_there_is_no_number() {
    let mut moves = lines("default", 12, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.push("default total 1000 1000".to_owned());
    moves.extend(lines("published", 12, |vendor| format!("50 {}", 50 + 5 * vendor)));
    moves.push("published total 1000 1000".to_owned());
    let mut prices = lines("default", 9, |vendor| (20 - vendor).to_string());
    prices.extend(lines("published", 12, |_| "2".to_owned()));
    let found = price_correlation(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | partly_present_count | spearman_rho | kendall_tau_b | spearman_rho_least | spearman_rho_most | reason
        default | 9 | 0 | 0 | - | - | - | - | not enough vendors: 9 have a share in both windows and a price, and 10 are needed
        published | 12 | 0 | 0 | - | - | - | - | all vendors have one price: there is no order to compare
    "#]]
    .assert_eq(&found.to_text(SHOWN));
}

/// Nine vendors and a router are nine: its label stands among the points, and is no item.
#[test]
fn a_label_of_nobody_is_no_item() {
    let mut moves = lines("default", 9, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.extend(["default stealth 50 60".to_owned(), "default total 1000 1000".to_owned()]);
    let mut prices = lines("default", 9, |vendor| (20 - vendor).to_string());
    prices.push("default stealth 1".to_owned());
    let found = price_correlation(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    assert_eq!(found.cells(&PAIR_COUNT).integers(), [Some(9)]);
    let points = price_point(&growth(&moves), &gaps(&prices), &weeks()).unwrap();
    let text = points.to_text(&[&VENDOR, &BLENDED_PRICE, &REASON]);
    expect![[
        "stealth | - | no vendor's label: whose these tokens are is not known, so it is no item of `price_correlation`"
    ]]
    .assert_eq(text.lines().find(|line| line.starts_with("stealth")).unwrap_or_default());
}

//! Moves beside prices, small.

use expect_test::expect;
use jiff::civil::Date;
use schema::{
    Frame,
    columns::*,
    series::{dates, integers, reals, texts},
    tables::{VendorGap, VendorGrowth},
};

use crate::{price_correlation, tests::filled};

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

/// `RULE VENDOR PRICE` per line.
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
    ])
}

const SHOWN: &[&schema::Column] = &[&RULE, &PAIR_COUNT, &ABSENT_COUNT, &RHO, &TAU, &RHO_ABSENT_MOST, &REASON];

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
    let found = price_correlation(&growth(&moves), &gaps(&prices)).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | spearman_rho | kendall_tau_b | absent_most_rho | reason
        default | 10 | 0 | -1 | -1 | - | -
    "#]]
    .assert_eq(&found.to_text(SHOWN));
}

/// The dearest vendor is absent in the first weeks: with nothing it would have gained most, at its most it lost.
#[test]
fn an_absent_vendor_is_taken_at_both_ends() {
    let mut moves = lines("default", 10, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.extend(["default v99 - 60 70 60".to_owned(), "default total 1000 1000".to_owned()]);
    let mut prices = lines("default", 10, |vendor| (20 - vendor).to_string());
    prices.push("default v99 30".to_owned());
    let found = price_correlation(&growth(&moves), &gaps(&prices)).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | spearman_rho | kendall_tau_b | absent_most_rho | reason
        default | 11 | 1 | -0.5 | -0.6363636363636364 | -1 | -
    "#]]
    .assert_eq(&found.to_text(SHOWN));
}

#[test]
fn with_fewer_than_ten_or_one_price_for_all_there_is_no_number() {
    let mut moves = lines("default", 12, |vendor| format!("50 {}", 50 + 5 * vendor));
    moves.push("default total 1000 1000".to_owned());
    moves.extend(lines("published", 12, |vendor| format!("50 {}", 50 + 5 * vendor)));
    moves.push("published total 1000 1000".to_owned());
    let mut prices = lines("default", 9, |vendor| (20 - vendor).to_string());
    prices.extend(lines("published", 12, |_| "2".to_owned()));
    let found = price_correlation(&growth(&moves), &gaps(&prices)).unwrap();
    expect![[r#"
        rule | pair_count | absent_count | spearman_rho | kendall_tau_b | absent_most_rho | reason
        default | 9 | 0 | - | - | - | not enough vendors: 9 have a share and a price, and 10 are needed
        published | 12 | 0 | - | - | - | all vendors have one price: there is no order to compare
    "#]]
    .assert_eq(&found.to_text(SHOWN));
}

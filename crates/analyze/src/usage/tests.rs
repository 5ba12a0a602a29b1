//! Usage as it is read, and what a basis takes of it.

use schema::series::reals;

use super::*;
use crate::tests::usage;

/// What a board takes of `VARIANT TOKENS KIND` on a basis, as tokens.
fn taken(rows: &[(&'static str, i64, WindowKind)], basis: Basis) -> Vec<i64> {
    let frame = usage(&["site a/x standard 1 1 1 1"]);
    let one = usages(&frame)[0].clone();
    let usages: Vec<Usage> = rows
        .iter()
        .map(|(variant, tokens, kind)| Usage {
            variant: Some((*variant).into()),
            tokens: *tokens,
            kind: *kind,
            ..one.clone()
        })
        .collect();
    of_board(&usages, Board::Site, basis).into_iter().map(|usage| usage.tokens).collect()
}

#[test]
fn parts_that_add_up_take_the_place_of_the_whole_where_weeks_have_prices() {
    let [whole, part] = [WindowKind::Board, WindowKind::Part];
    let rows = [("standard", 100, whole), ("standard", 60, part), ("standard", 40, part)];
    assert_eq!(taken(&rows, Basis::ListAsof), [60, 40]);
    assert_eq!(taken(&rows, Basis::ListCurrent), [100], "one price for all of it");
    let rows = [("standard", 100, whole), ("standard", 60, part), ("standard", 30, part)];
    assert_eq!(taken(&rows, Basis::ListAsof), [100], "ten are in no week");
    let rows = [("standard", 100, whole), ("free", 7, whole), ("standard", 60, part), ("free", 40, part)];
    assert_eq!(taken(&rows, Basis::ListAsof), [100, 7], "those of another variant are not its own");
    let rows = [("standard", 100, whole), ("standard", 100, WindowKind::Week)];
    assert_eq!(taken(&rows, Basis::ListAsof), [100], "a week that is priced is no part");
}

#[test]
fn the_window_of_a_board_is_not_that_of_a_week() {
    let frame = usage(&["site a/x standard 1 1 1 1"]);
    let board = usages(&frame)[0].clone();
    let days = (Date::constant(2026, 3, 2), Date::constant(2026, 3, 8));
    let week = Usage { kind: WindowKind::Week, window: days, ..board.clone() };
    assert_eq!(board_window(&[week.clone(), board.clone()], Board::Site), Some(board.window));
    assert_eq!(board_window(&[week], Board::Site), None);
    assert_eq!(board_window(&[board], Board::Apps), None);
}

/// Every price is read from its own column.
#[test]
fn no_price_stands_for_another() {
    let mut data = usage(&["site a/x standard 1 1 1 1"]).into_data();
    let columns = [
        &INPUT_PRICE,
        &OUTPUT_PRICE,
        &CACHE_READ_PRICE,
        &REQUEST_PRICE,
        &PAID_INPUT_PRICE,
        &PAID_OUTPUT_PRICE,
        &PAID_CACHE_READ_PRICE,
        &ASOF_INPUT,
        &ASOF_OUTPUT,
        &ASOF_CACHE_READ,
        &ASOF_REQUEST_PRICE,
        &ASOF_INPUT_LOW,
        &ASOF_OUTPUT_LOW,
        &ASOF_CACHE_READ_LOW,
        &ASOF_REQUEST_LOW,
        &ASOF_INPUT_HIGH,
        &ASOF_OUTPUT_HIGH,
        &ASOF_CACHE_READ_HIGH,
        &ASOF_REQUEST_HIGH,
        &ASOF_PAID_INPUT,
        &ASOF_PAID_OUTPUT,
        &ASOF_PAID_CACHE_READ,
        &ASOF_PAID_INPUT_LOW,
        &ASOF_PAID_OUTPUT_LOW,
        &ASOF_PAID_CACHE_READ_LOW,
        &ASOF_PAID_INPUT_HIGH,
        &ASOF_PAID_OUTPUT_HIGH,
        &ASOF_PAID_CACHE_READ_HIGH,
    ];
    for (price, column) in (1_u8..).zip(columns) {
        data.with_column(reals(column, [Some(f64::from(price))])).unwrap();
    }
    let frame = Frame::new(data).unwrap();
    let usage = usages(&frame)[0].clone();
    let cells = |rates: Rates| [rates.input, rates.output, rates.cache_read.unwrap_or(0.0), rates.request];
    assert_eq!(usage.current.map(cells), Some([1.0, 2.0, 3.0, 4.0]));
    assert_eq!(usage.paid.map(cells), Some([5.0, 6.0, 7.0, 0.0]));
    let all = |asof: AsOf| [asof.mean, asof.low, asof.high].map(cells);
    let expected = [[8.0, 9.0, 10.0, 11.0], [12.0, 13.0, 14.0, 15.0], [16.0, 17.0, 18.0, 19.0]];
    assert_eq!(usage.asof.map(all), Some(expected));
    let expected = [[20.0, 21.0, 22.0, 0.0], [23.0, 24.0, 25.0, 0.0], [26.0, 27.0, 28.0, 0.0]];
    assert_eq!(usage.asof_paid.map(all), Some(expected));
}

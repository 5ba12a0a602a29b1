//! Frames for tests, written as lines of text.

use jiff::civil::Date;
use schema::{
    Basis, Board, Column, Frame, Rule, Table,
    columns::*,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{PricedUsage, VendorWeek},
};

use crate::{Pricing, Traffic, Weights};

/// `WEEK VENDOR TOKENS [running|least]` per line: a running week, or tokens that are a lower bound. The vendor `stealth` is
/// none.
pub(crate) fn vendor_weeks(lines: &[&str]) -> Frame<VendorWeek> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let running = |row: &Vec<&str>| row.get(3) == Some(&"running");
    Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| row[0].parse::<Date>().ok())),
        texts(&VENDOR, rows.iter().map(|row| Some(row[1]))),
        integers(&TOKENS, rows.iter().map(|row| row[2].parse().ok())),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(!running(row)))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|row| Some(row.get(3) == Some(&"least")))),
        truths(&IS_LEFT_CUT, rows.iter().map(|_| Some(false))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(!["others", "stealth"].contains(&row[1])))),
        texts(&WEEK_ANCHOR, rows.iter().map(|_| Some("sunday"))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        instants(&CAPTURED_AT, rows.iter().map(|_| "2026-04-14T00:00:00Z".parse().ok())),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
    ])
    .unwrap()
}

/// `BOARD MODEL VARIANT TOKENS PROMPT INPUT OUTPUT [PAID-INPUT PAID-OUTPUT]` per line; prompt and prices may be `-`. What is
/// paid for a free variant is its own price where the line does not say. The vendor `stealth` is none. Lines name all tokens
/// of their vendors.
pub(crate) fn usage(lines: &[&str]) -> Frame<PricedUsage> {
    mixed_usage(&lines.iter().map(|line| (*line, None)).collect::<Vec<_>>())
}

/// What is paid for free traffic, in all of the window alike.
const PAID_INPUTS: [&Column; 4] = [&PAID_INPUT_PRICE, &ASOF_PAID_INPUT, &ASOF_PAID_INPUT_LOW, &ASOF_PAID_INPUT_HIGH];
const PAID_OUTPUTS: [&Column; 4] =
    [&PAID_OUTPUT_PRICE, &ASOF_PAID_OUTPUT, &ASOF_PAID_OUTPUT_LOW, &ASOF_PAID_OUTPUT_HIGH];

/// The same, some lines with a reference mix: `OUTPUT LOW HIGH CACHED CACHED-HIGH AGE`, cached may be `-`.
pub(crate) fn mixed_usage(lines: &[(&str, Option<&str>)]) -> Frame<PricedUsage> {
    let mixes: Vec<Option<Vec<&str>>> = lines.iter().map(|(_, mix)| mix.map(|mix| mix.split(' ').collect())).collect();
    let lines: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    let part = |place: usize| mixes.iter().map(move |mix| mix.as_ref()?[place].parse::<f64>().ok());
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let tokens = |row: &Vec<&str>| row[3].parse::<i64>().unwrap();
    let prompt = |row: &Vec<&str>| row[4].parse::<i64>().ok();
    let price = |row: &Vec<&str>, place: usize| row[place].parse::<f64>().ok();
    let day = |day: i8| rows.iter().map(move |_| Some(Date::constant(2026, 3, day)));
    let vendors: Vec<String> = rows.iter().map(|row| vendor(row)).collect();
    let class = |row: &Vec<&str>| if price(row, 5).is_some() { "priced" } else { "not_listed" };
    let mut columns = vec![
        texts(&BOARD, rows.iter().map(|row| Some(row[0]))),
        texts(&WINDOW_KIND, rows.iter().map(|_| Some("board"))),
        texts(&MODEL, rows.iter().map(|row| Some(row[1]))),
        texts(&VARIANT, rows.iter().map(|row| Some(row[2]))),
        dates(&WINDOW_START_DATE, day(1)),
        dates(&WINDOW_END_DATE, day(30)),
        dates(&USAGE_START_DATE, day(1)),
        dates(&USAGE_END_DATE, day(30)),
        texts(&VENDOR, vendors.iter().map(|vendor| Some(vendor.as_str()))),
        truths(&IS_ATTRIBUTED, vendors.iter().map(|vendor| Some(vendor != "stealth"))),
        integers(&TOKENS, rows.iter().map(|row| Some(tokens(row)))),
        texts(&MATCH_CLASS, rows.iter().map(|row| Some(class(row)))),
        texts(&ASOF_MATCH_CLASS, rows.iter().map(|row| Some(class(row)))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        integers(&MOST_VENDOR_TOKENS, in_all(&rows)),
        integers(&PROMPT_TOKENS, rows.iter().map(prompt)),
        integers(&COMPLETION_TOKENS, rows.iter().map(|row| Some(tokens(row) - prompt(row)?))),
        integers(&APP_COUNT, rows.iter().map(|row| (row[0] == "apps").then_some(1))),
        texts(&MIX_ORIGIN, mixes.iter().map(|mix| mix.as_ref().map(|_| "reference"))),
        integers(&MIX_AGE_DAYS, mixes.iter().map(|mix| mix.as_ref()?[5].parse().ok())),
        reals(&MIX_OUTPUT_SHARE, part(0)),
        reals(&MIX_OUTPUT_SHARE_LOW, part(1)),
        reals(&MIX_OUTPUT_SHARE_HIGH, part(2)),
        reals(&MIX_CACHED_SHARE, part(3)),
        reals(&MIX_CACHED_SHARE_LOW, mixes.iter().map(|mix| mix.as_ref().map(|_| 0.0))),
        reals(&MIX_CACHED_SHARE_HIGH, part(4)),
    ];
    // What one catalogue lists was in force in all of the window.
    let inputs = [&INPUT_PRICE, &ASOF_INPUT, &ASOF_INPUT_LOW, &ASOF_INPUT_HIGH];
    let outputs = [&OUTPUT_PRICE, &ASOF_OUTPUT, &ASOF_OUTPUT_LOW, &ASOF_OUTPUT_HIGH];
    let paid = |row: &Vec<&str>, place: usize| price(row, if row.len() > 7 { place + 2 } else { place });
    for (place, names) in [(5, PAID_INPUTS), (6, PAID_OUTPUTS)] {
        columns.extend(names.map(|name| reals(name, rows.iter().map(|row| paid(row, place)))));
    }
    for (place, names) in [(5, inputs), (6, outputs)] {
        columns.extend(names.map(|name| reals(name, rows.iter().map(|row| price(row, place)))));
    }
    columns.push(texts(&PRICE_CONFIDENCE, rows.iter().map(|row| price(row, 5).map(|_| "exact"))));
    columns.push(texts(&PAID_CONFIDENCE, rows.iter().map(|row| paid(row, 5).map(|_| "exact"))));
    filled(columns)
}

fn vendor(row: &[&str]) -> String {
    row[1].split('/').next().unwrap().to_owned()
}

/// All tokens of each row's vendor on its board.
fn in_all(rows: &[Vec<&str>]) -> Vec<Option<i64>> {
    let all = |row: &Vec<&str>| {
        let its_own = rows.iter().filter(|other| other[0] == row[0] && vendor(other) == vendor(row));
        Some(its_own.map(|row| row[3].parse::<i64>().unwrap()).sum())
    };
    rows.iter().map(all).collect()
}

/// Rows whose other columns are null.
pub(crate) fn filled<T: Table>(mut columns: Vec<polars::prelude::Column>) -> Frame<T> {
    let height = columns[0].len();
    for column in T::SPEC.columns() {
        if !columns.iter().any(|known| known.name() == column.name) {
            columns.push(polars::prelude::Column::full_null(column.name.into(), height, &column.kind.data_type()));
        }
    }
    Frame::from_columns(columns).unwrap()
}

/// Rules and bases with the boards of the published pipeline.
pub(crate) fn pricing(rules: &[Rule], bases: &[Basis]) -> Pricing {
    let weights = Weights { published: Board::Apps, default: Board::Site };
    Pricing { rules: rules.to_vec(), bases: bases.to_vec(), weights, traffic: Traffic::ALL }
}

//! Every check of a frame, made to fail.

use expect_test::{Expect, expect};
use jiff::civil::Date;

use super::*;
use crate::{
    columns::*,
    series::{dates, integers, reals, texts, truths},
    tables::ModelShare,
};

struct Row(&'static str, &'static str, i64, f64);

fn columns_of(rows: &[Row]) -> Vec<Series> {
    let day = |text: &str| text.parse::<Date>().ok();
    vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| day(row.0))),
        texts(&MODEL, rows.iter().map(|row| Some(row.1))),
        texts(&VARIANT, rows.iter().map(|_| Some("standard"))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.2))),
        reals(&TOKEN_SHARE, rows.iter().map(|row| Some(row.3))),
        texts(&VENDOR, rows.iter().map(|_| Some("openai"))),
        truths(&IS_COMPLETE, rows.iter().map(|_| Some(true))),
        texts(&WEEK_ANCHOR, rows.iter().map(|_| Some("sunday"))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("a/b/c"))),
    ]
}

fn check(columns: Vec<Series>, expected: &Expect) {
    let text = match Frame::<ModelShare>::from_columns(columns) {
        Ok(frame) => frame.to_text(&[&WEEK_START_DATE, &MODEL, &TOKENS, &TOKEN_SHARE]),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

#[test]
fn rows_are_sorted_by_key() {
    let rows = [Row("2026-04-12", "b", 1, 0.25), Row("2026-04-05", "b", 2, 0.5), Row("2026-04-05", "a", 3, 1.0)];
    check(
        columns_of(&rows),
        &expect![[r#"
            week_start_date | model | tokens | token_share
            2026-04-05 | a | 3 | 1
            2026-04-05 | b | 2 | 0.5
            2026-04-12 | b | 1 | 0.25
        "#]],
    );
}

#[test]
fn all_problems_are_reported_at_once() {
    let rows =
        [Row("2026-04-12", "b", -1, 0.25), Row("2026-04-12", "b", 2, 1.5), Row("no day", "a\u{1b}[2J", 3, f64::NAN)];
    check(
        columns_of(&rows),
        &expect![[
            r#"model_share: 5 problems: column `week_start_date` is null (1 rows, first at week_start_date = `-`, model = `a\u{1b}[2J`, variant = `standard`); column `model` is outside plain text: not empty, no control characters (1 rows, first at week_start_date = `-`, model = `a\u{1b}[2J`, variant = `standard`); column `tokens` is outside 0 or more (1 rows, first at week_start_date = `2026-04-12`, model = `b`, variant = `standard`); column `token_share` is outside 0 to 1 (2 rows, first at week_start_date = `-`, model = `a\u{1b}[2J`, variant = `standard`); key occurs twice (1 rows, first at week_start_date = `2026-04-12`, model = `b`, variant = `standard`)"#
        ]],
    );
}

#[test]
fn a_word_that_is_on_no_list_is_told() {
    let mut columns = columns_of(&[Row("2026-04-12", "b", 1, 0.25)]);
    if let Some(column) = columns.iter_mut().find(|column| column.name() == "value_origin") {
        *column = texts(&VALUE_ORIGIN, [Some("invented")]);
    }
    check(
        columns,
        &expect![
            "model_share: 1 problem: column `value_origin` is outside `observed`, `reconstructed`, `made` (1 rows, first at week_start_date = `2026-04-12`, model = `b`, variant = `standard`)"
        ],
    );
}

#[test]
fn columns_and_types_are_exact() {
    let mut columns = columns_of(&[Row("2026-04-12", "b", 1, 0.25)]);
    columns.retain(|column| column.name() != "vendor");
    columns.push(reals(&SCORE, [Some(1.0)]));
    if let Some(column) = columns.iter_mut().find(|column| column.name() == "tokens") {
        *column = reals(&TOKENS, [Some(1.0)]);
    }
    check(
        columns,
        &expect![
            "model_share: 3 problems: column `tokens` is f64, expected i64; column `vendor` is missing; column `score` is not in the table"
        ],
    );
}

#[test]
fn an_empty_frame_has_all_columns() {
    let frame = Frame::<ModelShare>::empty().expect("no rows break nothing");
    assert_eq!((frame.height(), frame.data().width()), (0, ModelShare::SPEC.columns().count()));
}

//! Every check of a frame, made to fail.

use expect_test::{Expect, expect};
use jiff::{Timestamp, civil::Date};

use super::*;
use crate::{
    columns::*,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{ModelShare, VendorChart},
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

/// Every sort of limits at its ends, and one step beyond them.
#[test]
fn limits_take_in_their_ends() {
    let outside = |limits, values: &[f64]| {
        let column = Column { name: "score", kind: crate::Kind::Real, unit: Unit::None, limits, doc: "" };
        let values = reals(&column, values.iter().copied().map(Some));
        rows_outside(&column, &DataFrame::new_infer_height(vec![values]).expect("a column"))
    };
    assert_eq!(outside(Limits::Any, &[f64::MIN, f64::MAX, f64::INFINITY, f64::NAN]), [2, 3]);
    assert_eq!(outside(Limits::AtLeast(1.0), &[0.9, 1.0, 1.1]), [0]);
    assert_eq!(outside(Limits::Between(0.0, 1.0), &[-0.1, 0.0, 1.0, 1.1]), [0, 3]);
    assert_eq!(outside(Limits::ZeroOrBetween(0.5, 1.0), &[-0.1, 0.0, 0.1, 0.5, 1.0, 1.1]), [0, 2, 5]);
}

#[test]
fn plain_text_has_letters_and_no_control() {
    for text in ["a b", "~", "Ünïcode 通义"] {
        assert!(is_plain(text), "{text}");
    }
    for text in ["", "\u{7f}", "a\nb", "Ü\u{85}"] {
        assert!(!is_plain(text), "{text:?}");
    }
}

/// Three years of captures repeat each other's weeks: each is looked at by itself.
#[test]
fn captures_that_repeat_each_other_are_not_added_up() {
    let chart = |snapshots: [&str; 2]| {
        let both = |text: &'static str| [Some(text); 2];
        let [one, other] = [Date::constant(2026, 4, 5), Date::constant(2026, 4, 12)];
        let columns = vec![
            texts(&SNAPSHOT_ID, snapshots.map(Some)),
            dates(&WEEK_START_DATE, [Some(one), Some(other)]),
            texts(&VENDOR_LABEL, both("a")),
            integers(&TOKENS, [Some(MOST_TOKENS - 1), Some(2)]),
            instants(&CAPTURED_AT, [Some(Timestamp::UNIX_EPOCH); 2]),
            texts(&SOURCE, both("s")),
            texts(&VALUE_ORIGIN, both("made")),
            texts(&JSON_PATH, both("$")),
        ];
        Frame::<VendorChart>::from_columns(columns).map(|frame| frame.height()).map_err(|error| error.to_string())
    };
    assert_eq!(chart(["first", "second"]), Ok(2));
    assert!(chart(["first", "first"]).is_err_and(|said| said.contains("adds up to 4611686018427387904")));
}

/// One token more than a table may hold, in rows that are each within the limits.
#[test]
fn tokens_that_no_sum_could_hold_are_refused() {
    let most = |more| columns_of(&[Row("2026-04-05", "a", MOST_TOKENS - 1, 0.5), Row("2026-04-12", "a", more, 0.5)]);
    check(
        most(1),
        &expect![[r#"
        week_start_date | model | tokens | token_share
        2026-04-05 | a | 4611686018427387902 | 0.5
        2026-04-12 | a | 1 | 0.5
    "#]],
    );
    check(
        most(2),
        &expect![
            "model_share: 1 problem: column `tokens` adds up to 4611686018427387904, expected at most 4611686018427387903"
        ],
    );
}

#[test]
fn a_key_that_two_frames_hold_is_told_once() {
    let frame = |rows: &[Row]| Frame::<ModelShare>::from_columns(columns_of(rows)).expect("rows of the table");
    let stacked = |other| Frame::stacked([frame(&[Row("2026-04-05", "a", 1, 0.5)]), frame(&[other])]);
    let text = |frame: Result<Frame<ModelShare>, FrameError>| match frame {
        Ok(frame) => frame.to_text(&[&WEEK_START_DATE, &MODEL, &TOKENS]),
        Err(error) => error.to_string(),
    };
    expect![[r#"
        week_start_date | model | tokens
        2026-03-29 | a | 2
        2026-04-05 | a | 1
    "#]]
    .assert_eq(&text(stacked(Row("2026-03-29", "a", 2, 0.5))));
    expect!["model_share: 1 problem: key occurs twice (1 rows, first at week_start_date = `2026-04-05`, model = `a`, variant = `standard`)"].assert_eq(&text(stacked(Row("2026-04-05", "a", 2, 0.5))));
}

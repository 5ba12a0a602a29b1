//! One model and variant, and what makes its price doubtful.

use expect_test::{Expect, expect};
use schema::{Column, columns::CANONICAL_SLUG};

use super::*;
use crate::tests::{frame, no_aliases};

const GIVEN: &[&Column] = &[
    &MODEL_ID,
    &VARIANT,
    &INPUT_TEXT,
    &INPUT_PRICE,
    &CACHE_READ_TEXT,
    &CACHE_READ_PRICE,
    &CANONICAL_SLUG,
    &IS_ALIAS,
    &OUTPUT_TEXT,
    &OUTPUT_PRICE,
    &SNAPSHOT_ID,
    &CAPTURED_AT,
];

/// `ID VARIANT INPUT-TEXT INPUT-PRICE CACHE-READ-TEXT CACHE-READ-PRICE` of the slug `a/b` per line.
fn check(lines: &[&str], expected: &Expect) {
    let rows: Vec<_> = lines.iter().map(|line| format!("{line} a/b false 0.000002 2 s 2026-04-14T00:00:00Z")).collect();
    let catalog = frame(GIVEN, &rows.join("\n"));
    let columns =
        [&MODEL, &VARIANT, &MODEL_ID, &INPUT_TEXT, &INPUT_PRICE, &CACHE_READ_TEXT, &CACHE_READ_PRICE, &REASON];
    let prices = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default());
    expected.assert_eq(&prices.map_or_else(|error| error.to_string(), |prices| prices.to_text(&columns)));
}

#[test]
fn one_price_in_two_spellings_is_one() {
    check(
        &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.0000010 1 1e-7 0.1"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | 0.1 | -
    "#]],
    );
}

#[test]
fn two_prices_are_none() {
    check(
        &["a/b standard 0.000001 1 - -", "a/b-new standard 0.000002 2 - -"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.000001 | - | - | - | two entries of one slug and variant with different prices
    "#]],
    );
    check(
        &["a/b standard 0.000001 1 - -", "a/b-new standard -1 - - -"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.000001 | - | - | - | two entries of one slug and variant with different prices
    "#]],
    );
}

/// As prices are compared everywhere, so here: to eight digits, and what a request costs is a price too.
#[test]
fn dust_is_no_difference_and_a_price_per_request_is_one() {
    check(
        &["a/b standard 0.00000013 0.13 - -", "a/b-new standard 0.0000001300000002 0.1300000002 - -"],
        &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.00000013 | 0.13 | - | - | -
        "#]],
    );
    let columns = [GIVEN, &[&REQUEST_TEXT, &REQUEST_PRICE]].concat();
    let line = |id: &str, request: &str| {
        format!("{id} standard 0.000001 1 - - a/b false 0.000002 2 s 2026-04-14T00:00:00Z {request} {request}")
    };
    let catalog = frame(&columns, &[line("a/b", "0.01"), line("a/b-new", "0.05")].join("\n"));
    let prices = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default())
        .expect("a ledger");
    assert_eq!(prices.cells(&REASON).texts(), [Some("two entries of one slug and variant with different prices")]);
    assert_eq!(prices.cells(&INPUT_PRICE).reals(), [None]);
}

/// What the parser left to its text, since it can be none per token.
#[test]
fn a_price_that_can_be_none_has_a_reason_of_its_own() {
    check(
        &["a/b standard 0.5 - - -"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.5 | - | - | - | input or output is a price that can be none per token: left to its text
    "#]],
    );
}

#[test]
fn no_model_has_the_name_of_the_remainder() {
    let catalog = frame(GIVEN, "others standard 0.000001 1 - - others false 0.000002 2 s 2026-04-14T00:00:00Z");
    let error = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default())
        .expect_err("a name that is taken");
    assert!(error.to_string().starts_with("model_price: malformed key `others` in snapshot `s`"), "{error}");
}

/// What is read from the cache has no price then; the rest has.
#[test]
fn two_cache_prices_are_none() {
    check(
        &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.000001 1 - -"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | - | two entries of one slug and variant with different cache prices
    "#]],
    );
    check(
        &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.000001 1 0.0000002 0.2"],
        &expect![[r#"
        model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
        a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | - | two entries of one slug and variant with different cache prices
    "#]],
    );
}

#[test]
fn a_variant_is_a_key_too() {
    check(
        &["a/b:fr\u{202e}ee fr\u{202e}ee 0.000001 1 - -"],
        &expect![[
            r#"model_price: malformed key `fr\u{202e}ee` in snapshot `s` at `x`: expected letters, digits, `.`, `_`, `-` and one `/` at most"#
        ]],
    );
}

/// The first and the third agree, the second does not.
#[test]
fn a_third_entry_that_agrees_with_the_first_takes_no_doubt_away() {
    check(
        &["a/b standard 0.000001 1 - -", "a/b-new standard 0.000002 2 - -", "a/b-newest standard 0.000001 1 - -"],
        &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | - | - | - | two entries of one slug and variant with different prices
        "#]],
    );
}

/// `DAY ID OUTPUT-TEXT CACHE-WRITE REQUEST-TEXT REQUEST IS-ALIAS` per line, standard, at $1, of the slug `a/b`; a catalogue
/// of each day, such as `04-06`.
fn ledger(lines: &[&str]) -> Frame<ModelPrice> {
    let line = |line: &&str| {
        let cache_write = line.split(' ').nth(3).expect("a price");
        format!("{line} {cache_write} a/b standard 0.000001 1 2 2026-{}T00:00:00Z", &line[..5])
    };
    let given = [
        &SNAPSHOT_ID,
        &MODEL_ID,
        &OUTPUT_TEXT,
        &CACHE_WRITE_PRICE,
        &REQUEST_TEXT,
        &REQUEST_PRICE,
        &IS_ALIAS,
        &CACHE_WRITE_TEXT,
        &CANONICAL_SLUG,
        &VARIANT,
        &INPUT_TEXT,
        &INPUT_PRICE,
        &OUTPUT_PRICE,
        &CAPTURED_AT,
    ];
    let catalog = frame(&given, &lines.iter().map(line).collect::<Vec<_>>().join("\n"));
    model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default()).expect("a ledger")
}

#[test]
fn a_pointer_to_another_model_is_no_entry_of_it() {
    let prices = ledger(&["04-06 ~a/latest 2e-6 - - - true", "04-06 a/b 2e-6 - - - false"]);
    assert_eq!(prices.cells(&MODEL_ID).texts(), [Some("a/b")]);
    assert_eq!(ledger(&["04-06 ~a/latest 2e-6 - - - true"]).height(), 0);
}

#[test]
fn an_output_that_depends_makes_a_price_dynamic() {
    let prices = ledger(&["04-06 a/b -1 - - - false"]);
    assert_eq!(prices.cells(&REASON).texts(), [Some(Doubt::Dynamic.reason())]);
    assert_eq!([&INPUT_PRICE, &OUTPUT_PRICE].map(|column| prices.cells(column).reals()), [[None], [None]]);
}

/// Until January 2026 upstream wrote 0 where it asks nothing for a request.
#[test]
fn a_request_for_nothing_is_no_price_and_its_end_no_change() {
    let prices = ledger(&["04-06 a/b 2e-6 - 0 0 false", "04-13 a/b 2e-6 - - - false"]);
    assert_eq!(prices.height(), 1);
    assert_eq!(prices.cells(&SNAPSHOT_ID).texts(), [Some("04-06")]);
    assert_eq!(prices.cells(&LAST_SNAPSHOT_ID).texts(), [Some("04-13")], "where it was seen last");
    assert_eq!(ledger(&["04-06 a/b 2e-6 - 0 0 false", "04-13 a/b 2e-6 - 0.1 0.1 false"]).height(), 2);
}

/// Two entries that differ in what writing to the cache costs: of the cache nothing is known, of requests all.
#[test]
fn a_cache_write_price_in_doubt_leaves_the_rest() {
    let prices = ledger(&["04-06 a/b 2e-6 1.25 0.1 0.1 false", "04-06 a/b-new 2e-6 2 0.1 0.1 false"]);
    assert_eq!(prices.cells(&REASON).texts(), [Some(Doubt::TwoCachePrices.reason())]);
    let columns = [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_WRITE_PRICE, &REQUEST_PRICE];
    let found = columns.map(|column| prices.cells(column).reals()[0]);
    assert_eq!(found, [Some(1.0), Some(2.0), None, Some(0.1)]);
}

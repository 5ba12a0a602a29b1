//! Prices of a catalogue that hold under a condition, and prices per request.

use expect_test::expect;
use schema::{
    columns::{MODEL_ID, REQUEST_PRICE, REQUEST_TEXT},
    series::Cells,
};

use super::{check_edited, fixture_bytes, parse, read};

const CONDITIONS: &str = "catalog/models/conditions.json";

/// What is told of the conditions: the rows of the catalogue are in `catalog.rs`.
fn conditions(text: &str) -> &str {
    text.find("price_condition\n").map_or(text, |start| &text[start..])
}

#[test]
fn each_condition_is_a_row() {
    expect![[r#"
        price_condition
        model_id | condition_number | variant | value_origin | json_path | canonical_slug | min_prompt_tokens | utc_start_text | utc_end_text | input_usd_per_tok_text | output_usd_per_tok_text | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | reason
        a/long | 1 | standard | observed | $.data[0].pricing.overrides[0] | a/long-20260801 | 32000 | - | - | 0.000002 | 0.000008 | 0.0000002 | 0.0000025 | 2 | 8 | 0.2 | 2.5 | -
        a/long | 2 | standard | observed | $.data[0].pricing.overrides[1] | a/long-20260801 | 256000 | - | - | 0.000003 | - | - | - | 3 | - | - | - | -
        a/night:batch | 1 | batch | observed | $.data[1].pricing.overrides[0] | a/night-20260801 | - | 1630 | 0030 | 0.0000005 | - | - | - | 0.5 | - | - | - | -
        a/night:batch | 2 | batch | observed | $.data[1].pricing.overrides[1] | a/night-20260801 | 200000 | 0000 | 0830 | - | 0 | - | - | - | 0 | - | - | -
        a/strange | 1 | standard | observed | $.data[2].pricing.overrides[0] | - | 1000 | - | - | 0.0000001 | - | - | - | - | - | - | - | new field `weekdays`, perhaps a condition: when the price holds is not known
        a/strange | 2 | standard | observed | $.data[2].pricing.overrides[1] | - | - | - | - | 0.0000001 | - | - | - | - | - | - | - | condition that can't be read: when the price holds is not known
        a/strange | 3 | standard | observed | $.data[2].pricing.overrides[2] | - | - | 1200 | - | 0.0000001 | - | - | - | - | - | - | - | `utc_start` or `utc_end` without the other: when the price holds is not known
        a/strange | 4 | standard | observed | $.data[2].pricing.overrides[3] | - | 1000 | - | - | -1 | 5 | - | - | - | - | - | - | a price that is neither 0 nor 0.001 to 1,000 USD per million
        note: price_condition: `utc_start` or `utc_end` without the other: when the price holds is not known; left without a number
        note: price_condition: a price that is neither 0 nor 0.001 to 1,000 USD per million; left without a number
        note: price_condition: condition that can't be read: when the price holds is not known; left without a number
        note: price_condition: new field `weekdays`, perhaps a condition: when the price holds is not known; left without a number
    "#]].assert_eq(conditions(&read(CONDITIONS, &fixture_bytes(CONDITIONS))));
}

#[test]
fn a_price_per_request() {
    let (spec, rows) = parse(CONDITIONS, &fixture_bytes(CONDITIONS), &[]).unwrap().tables.remove(0);
    assert_eq!(spec.name, "catalog");
    let texts = Cells::of(&rows, &MODEL_ID).texts().into_iter().zip(Cells::of(&rows, &REQUEST_TEXT).texts());
    let prices: Vec<_> = texts.zip(Cells::of(&rows, &REQUEST_PRICE).reals()).collect();
    assert_eq!(
        prices,
        [
            ((Some("a/long"), Some("0.005")), Some(0.005)),
            ((Some("a/night:batch"), Some("0")), None),
            ((Some("a/plain"), None), None),
            ((Some("a/strange"), Some("-1")), None),
        ]
    );
    check_edited(
        CONDITIONS,
        (r#""request":"0.005""#, r#""request":"-0.005""#),
        &expect![[r#"
        `$.data[0].pricing.request`: expected a price of 0 or more, or `-1`, found `"-0.005"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

/// A catalogue whose prices hold always makes a table without rows: that nothing is conditional is known, too.
#[test]
fn no_conditions_is_a_table_without_rows() {
    let fixture = "catalog/models/before_slugs.json";
    let (spec, rows) = parse(fixture, &fixture_bytes(fixture), &[]).unwrap().tables.remove(1);
    assert_eq!((spec.name, rows.height()), ("price_condition", 0));
}

#[test]
fn what_is_no_condition_is_refused() {
    check_edited(
        CONDITIONS,
        (r#""overrides":null"#, r#""overrides":{}"#),
        &expect![[r#"
        `$.data[3].pricing.overrides`: expected a list, found an object with 0 fields
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        CONDITIONS,
        (r#""overrides":null"#, r#""overrides":[5]"#),
        &expect![[r#"
        `$.data[3].pricing.overrides[0]`: expected an object, found `5`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        CONDITIONS,
        (r#"256000,"prompt":"0.000003""#, r#"256000,"prompt":"dear""#),
        &expect![[r#"
            `$.data[0].pricing.overrides[1].prompt`: expected a decimal number, found `"dear"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

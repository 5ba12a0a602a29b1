//! Every way to choose rows, and every way to choose wrongly.

use expect_test::{Expect, expect};
use schema::{
    Basis, Table,
    tables::{AppRanking, Concentration, TokenShare, VendorGap},
};

use super::*;
use crate::{
    fixtures::{GAPS, app_data, concentration_data, gap_data},
    unmatched::{Unmatched, unmatched},
};

fn chosen(selection: &Selection, columns: &[&Column]) -> String {
    match select(Concentration::SPEC, &concentration_data(), selection) {
        Err(error) => format!("{error}\nhint: {}\n", error.hint()),
        Ok(data) => {
            let cell = |row, column: &&Column| cell_text(&data, column, row).unwrap_or_else(|| "-".to_owned());
            let line = |row| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join(" ") + "\n";
            (0..data.height()).map(line).collect()
        }
    }
}

fn check(selection: &Selection, expected: &Expect) {
    expected.assert_eq(&chosen(selection, &[&WEEK_START_DATE, &PRICE_BASIS]));
}

fn filters(pairs: &[(&str, &str)]) -> Selection {
    let filters = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Selection { filters, ..Selection::default() }
}

#[test]
fn nothing_asked_for_is_everything() {
    check(
        &Selection::default(),
        &expect![[r#"
        2026-03-29 list_3to1
        2026-03-29 tokens
        2026-04-05 list_3to1
        2026-04-05 tokens
        2026-04-12 list_3to1
        2026-04-12 tokens
    "#]],
    );
}

#[test]
fn the_last_weeks() {
    check(
        &Selection { last: Some(2), ..Selection::default() },
        &expect![[r#"
        2026-04-05 list_3to1
        2026-04-05 tokens
        2026-04-12 list_3to1
        2026-04-12 tokens
    "#]],
    );
    check(&Selection { last: Some(0), ..Selection::default() }, &expect![[""]]);
}

#[test]
fn a_basis_is_a_measure_of_concentration() {
    check(
        &Selection { basis: Some("list_3to1".to_owned()), last: Some(1), ..Selection::default() },
        &expect![[r#"
        2026-04-12 list_3to1
    "#]],
    );
    check(&Selection { basis: Some("list_current".to_owned()), ..Selection::default() }, &expect![[""]]);
}

#[test]
fn a_rule() {
    check(&Selection { rule: Some(Rule::Published), ..Selection::default() }, &expect![[""]]);
    check(
        &Selection { rule: Some(Rule::Default), last: Some(1), ..Selection::default() },
        &expect![[r#"
        2026-04-12 list_3to1
        2026-04-12 tokens
    "#]],
    );
}

#[test]
fn values_of_one_column_are_alternatives_and_columns_agree() {
    let weeks = [("week_start_date", "2026-03-29"), ("week_start_date", "2026-04-05")];
    check(
        &filters(&weeks),
        &expect![[r#"
        2026-03-29 list_3to1
        2026-03-29 tokens
        2026-04-05 list_3to1
        2026-04-05 tokens
    "#]],
    );
    check(
        &filters(&[weeks.as_slice(), &[("price_basis", "tokens")]].concat()),
        &expect![[r#"
            2026-03-29 tokens
            2026-04-05 tokens
        "#]],
    );
    check(
        &filters(&[("is_complete", "false"), ("hhi", "1234.5")]),
        &expect![[r#"
        2026-04-12 list_3to1
        2026-04-12 tokens
    "#]],
    );
}

#[test]
fn null_is_empty_text() {
    check(
        &filters(&[("reason", "")]),
        &expect![[r#"
        2026-03-29 list_3to1
        2026-04-05 list_3to1
        2026-04-12 list_3to1
    "#]],
    );
}

#[test]
fn unknown_columns_are_errors_with_the_nearest_name() {
    check(
        &filters(&[("pris_basis", "tokens")]),
        &expect![[r#"
            table `concentration` has no column `pris_basis`
            hint: did you mean `price_basis`?
        "#]],
    );
    check(
        &filters(&[("week", "2026-03-29")]),
        &expect![[r#"
        table `concentration` has no column `week`
        hint: did you mean `week_start_date`?
    "#]],
    );
    check(
        &filters(&[("top", "0.5")]),
        &expect![[r#"
        table `concentration` has no column `top`
        hint: `tokenshare tables concentration` lists its columns
    "#]],
    );
    check(
        &filters(&[("effective", "9")]),
        &expect![[r#"
        table `concentration` has no column `effective`
        hint: did you mean `effective_vendors`, `effective_vendors_low` or `effective_vendors_high`?
    "#]],
    );
    check(
        &filters(&[("\u{1b}[2J", "x")]),
        &expect![[r#"
        table `concentration` has no column `\u{1b}[2J`
        hint: `tokenshare tables concentration` lists its columns
    "#]],
    );
}

#[test]
fn a_value_that_a_closed_list_has_not_is_an_error() {
    check(
        &filters(&[("rule", "publisht")]),
        &expect![[r#"
            column `rule` is never `publisht`, expected `default`
            hint: `tokenshare tables concentration` says what each column can hold
        "#]],
    );
    check(
        &Selection { basis: Some("list_3to2".to_owned()), ..Selection::default() },
        &expect![[r#"
            column `price_basis` is never `list_3to2`, expected one of `tokens`, `list_3to1`
            hint: did you mean `list_3to1`?
        "#]],
    );
}

/// What stands in a column, given all else: nearest first. With all of it as asked there is a row, and each has its value.
#[test]
fn what_no_row_matches_is_told_column_by_column() {
    let told = |conditions: &[(&str, &str)]| {
        let of = unmatched(Concentration::SPEC, &concentration_data(), &filters(conditions)).expect("good filters");
        let line =
            |one: &Unmatched| format!("{}: {:?} not of {:?} and {} more", one.column, one.asked, one.there, one.more);
        of.iter().map(line).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        told(&[("week_start_date", "2026-04-06")]),
        r#"week_start_date: ["2026-04-06"] not of ["2026-04-05", "2026-04-12", "2026-03-29"] and 0 more"#
    );
    assert_eq!(
        told(&[("price_basis", "list_asof"), ("is_complete", "no")]),
        r#"price_basis: ["list_asof"] not of ["list_3to1", "tokens"] and 0 more; is_complete: ["false"] not of [] and 0 more"#
    );
}

#[test]
fn a_table_without_rule_or_basis_says_so() {
    let empty = schema::Frame::<TokenShare>::empty().map(schema::Frame::into_data).unwrap_or_default();
    let said = |selection| select(TokenShare::SPEC, &empty, &selection).map(|_| ()).map_err(|error| error.to_string());
    let rule = Selection { rule: Some(Rule::Default), ..Selection::default() };
    let basis = Selection { basis: Some("list_3to1".to_owned()), ..Selection::default() };
    expect![[r#"
        [
            Err(
                "table `token_share` can't be narrowed to one rule: it has no column `rule`",
            ),
            Err(
                "table `token_share` can't be narrowed to one price basis: it has no column `price_basis`",
            ),
        ]
    "#]]
    .assert_debug_eq(&[said(rule), said(basis)]);
}

#[test]
fn a_table_without_weeks_gives_its_last_rows() {
    let data = gap_data(GAPS, Rule::Published, Basis::List3to1);
    let selection = Selection { last: Some(2), ..Selection::default() };
    let vendors = select(VendorGap::SPEC, &data, &selection).map(|data| {
        (0..data.height()).filter_map(|row| cell_text(&data, &schema::columns::VENDOR, row)).collect::<Vec<_>>()
    });
    assert_eq!(vendors.unwrap_or_default(), ["nameless", "others"]);
}

#[test]
fn data_of_another_table_is_an_error() {
    let error = select(VendorGap::SPEC, &concentration_data(), &Selection::default()).map(|_| ());
    expect![[r#"
        Err(
            "table `vendor_gap`: column `vendor` is missing, expected str",
        )
    "#]]
    .assert_debug_eq(&error.map_err(|error| error.to_string()));
}

fn vendors_of(selection: &Selection) -> String {
    let data = gap_data(GAPS, Rule::Published, Basis::List3to1);
    match select(VendorGap::SPEC, &data, selection) {
        Err(error) => error.to_string(),
        Ok(data) => {
            let vendor = |row| cell_text(&data, &schema::columns::VENDOR, row).unwrap_or_default();
            (0..data.height()).map(vendor).collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn rows_come_in_the_order_that_is_asked_for() {
    let by = |column: &str, first| Selection { order: Order::By(column.to_owned()), first, ..Selection::default() };
    expect!["anthropic google mistralai meta-llama nameless others"]
        .assert_eq(&vendors_of(&by("blended_usd_per_mtok", None)));
    expect!["anthropic google"].assert_eq(&vendors_of(&by("vendor", Some(2))));
    expect!["table `vendor_gap` has no column `price`"].assert_eq(&vendors_of(&by("price", None)));
    expect!["google anthropic nameless"].assert_eq(&vendors_of(&Selection {
        order: Order::Reading,
        first: Some(3),
        ..Selection::default()
    }));
}

/// The last rows are those of the file: an order changes how they come, not which.
#[test]
fn what_is_last_is_known_before_rows_are_ordered() {
    let by_tokens = Selection { order: Order::By("tokens".to_owned()), last: Some(2), ..Selection::default() };
    expect!["others nameless"].assert_eq(&vendors_of(&by_tokens));
}

#[test]
fn values_are_read_as_their_column_holds_them() {
    let said = |pairs| chosen(&filters(pairs), &[&WEEK_START_DATE, &PRICE_BASIS]);
    let is_complete = |word| chosen(&filters(&[("is_complete", word)]), &[&WEEK_START_DATE, &PRICE_BASIS]);
    for word in ["no", "false"] {
        expect![[r#"
            2026-04-12 list_3to1
            2026-04-12 tokens
        "#]]
        .assert_eq(&is_complete(word));
    }
    for word in ["yes", "true"] {
        expect![[r#"
            2026-03-29 list_3to1
            2026-03-29 tokens
            2026-04-05 list_3to1
            2026-04-05 tokens
        "#]]
        .assert_eq(&is_complete(word));
    }
    expect![[r#"
        2026-03-29 list_3to1
        2026-03-29 tokens
        2026-04-05 list_3to1
        2026-04-05 tokens
        2026-04-12 list_3to1
        2026-04-12 tokens
    "#]]
    .assert_eq(&said(&[("hhi", "1234.50")]));
    expect![[r#"
        column `is_complete`: `maybe` is not `true` or `false`
        hint: `tokenshare tables concentration` says what each column holds
    "#]]
    .assert_eq(&said(&[("is_complete", "maybe")]));
    expect![[r#"
        column `week_start_date`: `2026-4-5` is not a day such as `2026-04-05`
        hint: `tokenshare tables concentration` says what each column holds
    "#]]
    .assert_eq(&said(&[("week_start_date", "2026-4-5")]));
    expect![[r#"
        column `hhi`: `many` is not a number
        hint: `tokenshare tables concentration` says what each column holds
    "#]]
    .assert_eq(&said(&[("hhi", "many")]));
}

#[test]
fn a_whole_number_may_be_spelled_in_any_way() {
    expect!["nameless"].assert_eq(&vendors_of(&filters(&[("tokens", "+005")])));
    expect!["column `tokens`: `5.0` is not a whole number"].assert_eq(&vendors_of(&filters(&[("tokens", "5.0")])));
}

/// Every row of the apps was captured at noon in UTC.
#[test]
fn an_instant_may_have_any_offset() {
    let rows = |at: &str| {
        select(AppRanking::SPEC, &app_data(&[Some("one"), Some("other")]), &filters(&[("captured_at", at)]))
            .map(|data| data.height())
            .map_err(|error| error.to_string())
    };
    assert_eq!(rows("2026-04-14T14:00:00+02:00"), Ok(2));
    assert_eq!(rows("2026-04-14T12:00:01Z"), Ok(0));
    let said = "column `captured_at`: `2026-04-14` is not an instant such as `2026-04-14T12:00:00Z`";
    assert_eq!(rows("2026-04-14"), Err(said.to_owned()));
}

#[test]
fn a_word_is_near_if_no_more_than_a_third_of_its_letters_differ() {
    for (found, known, is_near) in [
        ("abcdxy", "abcdef", true),
        ("abcxyz", "abcdef", false),
        // The longer of the two counts, whichever that is.
        ("abcd", "abcdef", true),
        ("abcdef", "abcd", true),
        // Two letters that changed places are one slip.
        ("acb", "abc", true),
        ("axy", "abc", false),
        // Upper case is no slip.
        ("Z.AI", "z-ai", true),
    ] {
        assert_eq!(nearest(found, [known].into_iter()), is_near.then_some(known), "{found}");
    }
}

#[test]
fn a_value_that_stands_in_no_row_is_named_with_the_nearest() {
    let data = gap_data(GAPS, Rule::Published, Basis::List3to1);
    let asked = filters(&[("vendor", "googel"), ("vendor", "anthropic"), ("vendor", "zzzzzzzzz"), ("vendor", "THRO")]);
    let absent = absent(VendorGap::SPEC, &data, &asked).unwrap_or_default();
    let said = |absent: &Absent| format!("{}={} {:?}\n", absent.column, absent.value, absent.nearest);
    expect![[r#"
        vendor=googel Some("google")
        vendor=zzzzzzzzz None
        vendor=THRO Some("anthropic")
    "#]]
    .assert_eq(&absent.iter().map(said).collect::<Vec<_>>().concat());
}

/// Empty text asks for what is null. That no row is null is an answer, not a slip.
#[test]
fn that_nothing_is_null_is_no_slip() {
    let data = gap_data(GAPS, Rule::Published, Basis::List3to1);
    let absent = absent(VendorGap::SPEC, &data, &filters(&[("vendor", "")]));
    assert_eq!(absent.map_err(|error| error.to_string()), Ok(Vec::new()));
}

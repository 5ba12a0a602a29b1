//! Golden text of the claims, hostile ones among them.

use expect_test::{Expect, expect};
use proptest::prelude::{any, proptest};
use schema::{
    columns::{TOKENS_FROM, VALUE_ORIGIN},
    series::{dates, reals, texts},
};

use super::*;
use crate::fixtures::{concentration_data, wild};

/// A row of the table.
#[derive(Clone, Copy)]
struct Row<'text> {
    id: &'text str,
    week: Date,
    claim: &'text str,
    verdict: Verdict,
    values: [Option<f64>; 2],
    unit: Option<&'text str>,
    because: &'text str,
    origin: Option<Origin>,
}

const WEEK: Date = Date::constant(2026, 4, 12);

const ROWS: [Row<'static>; 5] = [
    Row {
        id: "cn_rounding_error",
        week: WEEK,
        claim: "they were a rounding error twelve months ago",
        verdict: Verdict::Fails,
        values: [Some(0.01), Some(0.146_9)],
        unit: Some("share"),
        because: "they had 14.7 % of all tokens a year before",
        origin: Some(Origin::Reconstructed),
    },
    Row {
        id: "efficient_or_cheap",
        week: WEEK,
        claim: "whether routers are efficient or cheap can't be told",
        verdict: Verdict::CannotBeTested,
        values: [None, None],
        unit: None,
        because: "public data has no outcome of a request: it would need how often an answer was used or sent on",
        origin: None,
    },
    Row {
        id: "market_growth",
        week: WEEK,
        claim: "the total market is up 11.1×, first four against last four of 53 weeks",
        verdict: Verdict::Holds,
        values: [Some(11.1), Some(11.053)],
        unit: Some("ratio"),
        because: "first four buckets, the cut one among them, against the last four",
        origin: Some(Origin::Observed),
    },
    Row {
        id: "premium_price_factor",
        week: WEEK,
        claim: "premium vendors' tokens cost 10 to 30 times more",
        verdict: Verdict::Fails,
        values: [None, Some(7.55)],
        unit: Some("ratio"),
        because: "5 of 14 pairs lie between 10 and 30; all lie between 2.6 and 50.4",
        origin: Some(Origin::Made),
    },
    Row {
        id: "series_model",
        week: WEEK,
        claim: "77 weeks of model-level",
        verdict: Verdict::CannotBeTested,
        values: [Some(77.0), None],
        unit: Some("weeks"),
        because: "this run has no model chart",
        origin: None,
    },
];

/// A table of these rows.
fn table(rows: &[Row<'_>]) -> DataFrame {
    let columns = vec![
        texts(&CLAIM_ID, rows.iter().map(|row| Some(row.id))),
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&CLAIM_TEXT, rows.iter().map(|row| Some(row.claim))),
        texts(&VERDICT, rows.iter().map(|row| Some(row.verdict.word()))),
        texts(&BECAUSE, rows.iter().map(|row| Some(row.because))),
        reals(&PUBLISHED_VALUE, rows.iter().map(|row| row.values[0])),
        reals(&OUR_VALUE, rows.iter().map(|row| row.values[1])),
        texts(&VALUE_UNIT, rows.iter().map(|row| row.unit)),
        texts(&TOKENS_FROM, rows.iter().map(|_| None)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ];
    DataFrame::new(rows.len(), columns).unwrap()
}

fn check(rows: &[Row<'_>], expected: &Expect) {
    expected.assert_eq(&claims(&table(rows), None).unwrap_or_else(|error| error.to_string()));
}

#[test]
fn what_fails_comes_first() {
    check(
        &ROWS,
        &expect![[r#"
            5 claims, week of 2026-04-12: 2 fail (1 †), 1 hold, 2 cannot be tested
            † made: not observed
            ‡ reconstructed in part

            fails
              cn_rounding_error ‡     they were a rounding error twelve months ago
                                      published 1.0%, ours 14.7%: they had 14.7 % of all tokens a year before
              premium_price_factor †  premium vendors' tokens cost 10 to 30 times more
                                      ours 7.55×: 5 of 14 pairs lie between 10 and 30; all lie between 2.6 and
                                      50.4

            holds
              market_growth           the total market is up 11.1×, first four against last four of 53 weeks
                                      published 11.1×, ours 11.05×: first four buckets, the cut one among them,
                                      against the last four

            cannot be tested
              efficient_or_cheap      whether routers are efficient or cheap can't be told
                                      public data has no outcome of a request: it would need how often an answer
                                      was used or sent on
              series_model            77 weeks of model-level
                                      published 77 weeks, ours —: this run has no model chart

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and
                  private contracts.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large
                  apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn one_verdict_is_one_block() {
    check(
        &ROWS[..1],
        &expect![[r#"
            1 claim, week of 2026-04-12: 1 fail, 0 hold, 0 cannot be tested
            ‡ reconstructed in part

            fails
              cn_rounding_error ‡  they were a rounding error twelve months ago
                                   published 1.0%, ours 14.7%: they had 14.7 % of all tokens a year before

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and
                  private contracts.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large
                  apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn weeks_are_pages() {
    let weeks = [Date::constant(2026, 4, 19), WEEK];
    check(
        &weeks.map(|week| Row { week, ..ROWS[0] }),
        &expect![[r#"
            1 claim, week of 2026-04-12: 1 fail, 0 hold, 0 cannot be tested
            ‡ reconstructed in part

            fails
              cn_rounding_error ‡  they were a rounding error twelve months ago
                                   published 1.0%, ours 14.7%: they had 14.7 % of all tokens a year before

            1 claim, week of 2026-04-19: 1 fail, 0 hold, 0 cannot be tested
            ‡ reconstructed in part

            fails
              cn_rounding_error ‡  they were a rounding error twelve months ago
                                   published 1.0%, ours 14.7%: they had 14.7 % of all tokens a year before

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and
                  private contracts.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large
                  apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn without_claims_there_is_no_block() {
    check(
        &[],
        &expect![[r#"
            no claims

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and
                  private contracts.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large
                  apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn names_that_mean_harm() {
    let claim = "\u{1b}[2Jand\nno\tbreak \u{202e}";
    let because = "a-word-that-is-longer-than-the-line-that-is-there-for-it-and-will-not-be-broken-at-a-space 通义千问";
    let id = "an_id_that_is_longer_than_its_column_and_goes_on";
    let row = Row { id, claim, because, unit: Some("\u{202e}bells"), ..ROWS[0] };
    check(
        &[row],
        &expect![[r#"
            1 claim, week of 2026-04-12: 1 fail, 0 hold, 0 cannot be tested
            ‡ reconstructed in part

            fails
              an_id_that_is_longer_than_its \u{1b}[2Jand\nno\tbreak \u{202e}
              _column_and_goes_on ‡         published 0.01 \u{202e}bells, ours 0.15 \u{202e}bells: a-word-that-i
                                            s-longer-than-the-line-that-is-there-for-it-and-will-not-be-broken-a
                                            t-a-space 通义千问

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and
                  private contracts.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large
                  apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn values_in_the_print_of_their_unit() {
    let cases = [
        (0.123, Some("share"), "12.3%"),
        (11.05, Some("ratio"), "11.05×"),
        (11.1, Some("ratio"), "11.1×"),
        (20.0, Some("ratio"), "20×"),
        (2.472e12, Some("tokens"), "2.47T"),
        (24_697_013.0, Some("usd"), "$24.7M"),
        (1.5, Some("usd_per_mtok"), "$1.50/M"),
        (53.0, Some("weeks"), "53 weeks"),
        (26.0, Some("count"), "26"),
        (-0.001, Some("correlation"), "0"),
        (100.0, None, "100"),
        (f64::NAN, Some("tokens"), "—"),
        (f64::INFINITY, None, "—"),
    ];
    for (value, unit, expected) in cases {
        assert_eq!(printed(value, unit), expected, "{value} {unit:?}");
    }
}

#[test]
fn data_of_another_table_is_an_error() {
    let error = claims(&concentration_data(), None).map_err(|error| error.to_string());
    assert_eq!(error, Err("table `claim`: column `claim_id` is missing, expected str".to_owned()));
}

proptest! {
    #[test]
    fn whatever_is_claimed_no_line_is_raw(claim in wild(), because in wild(), ours in any::<f64>()) {
        let values = [None, Some(ours)];
        let text = claims(&table(&[Row { claim: &claim, because: &because, values, ..ROWS[0] }]), None).unwrap();
        assert!(!text.contains(|character: char| character.is_control() && character != '\n'), "{text}");
    }

    #[test]
    fn no_line_is_wide(claim in "[ -~]{0,300}", because in "[a-z ]{0,300}") {
        let text = claims(&table(&[Row { claim: &claim, because: &because, ..ROWS[0] }]), None).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}

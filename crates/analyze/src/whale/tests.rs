//! The largest model and app of made-up vendors.

use expect_test::expect;
use schema::{
    columns::*,
    series::{instants, truths},
};

use super::*;
use crate::tests::{filled, usage};

/// `APP WEEK VENDOR TOKENS IS_COMPLETE` per line; the model is the vendor's only one.
fn app_weeks(lines: &[&str]) -> Frame<AppModelWeek> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let models: Vec<String> = rows.iter().map(|row| format!("{}/x", row[2])).collect();
    filled(vec![
        texts(&APP_ID, rows.iter().map(|row| Some(row[0]))),
        dates(&WEEK_START_DATE, rows.iter().map(|row| row[1].parse::<Date>().ok())),
        texts(&MODEL, models.iter().map(|model| Some(model.as_str()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row[2]))),
        integers(&TOKENS, rows.iter().map(|row| row[3].parse().ok())),
        truths(&IS_COMPLETE, rows.iter().map(|row| row[4].parse().ok())),
        truths(&IS_LEFT_CUT, rows.iter().map(|_| Some(false))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|_| Some(true))),
        texts(&WEEK_ANCHOR, rows.iter().map(|_| Some("monday"))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        instants(&CAPTURED_AT, rows.iter().map(|_| "2026-04-14T00:00:00Z".parse().ok())),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
        texts(&APP_NAME, rows.iter().map(|row| (row[0] == "claw").then_some("The Claw"))),
    ])
}

fn none() -> Frame<AppModelWeek> {
    Frame::empty().unwrap()
}

/// 100 of 160 tokens are a's, 60 of them of one model in two variants; without it a has 40 of 100 and is behind b. Others have
/// 10, and a router 20 that count in the board and have no row.
#[test]
fn a_vendor_without_its_largest_model() {
    let usage = usage(&[
        "site a/big standard 40 40 1 1",
        "site a/big free 20 20 0 0",
        "site a/small standard 40 40 1 1",
        "site b/one standard 50 50 1 1",
        "site stealth/x standard 20 20 1 1",
        "site others standard 10 10 - -",
    ]);
    let found = whale(&usage, &none()).unwrap();
    let columns = [
        &VENDOR,
        &WHALE,
        &TOKENS,
        &WHALE_TOKENS,
        &WHALE_SHARE,
        &TOKEN_SHARE,
        &WITHOUT_WHALE_SHARE,
        &TOKEN_RANK,
        &WITHOUT_WHALE_RANK,
        &HHI,
        &WITHOUT_WHALE_HHI,
    ];
    expect![[r#"
        vendor | whale | tokens | whale_tokens | whale_share | token_share | without_whale_token_share | token_rank | without_whale_token_rank | hhi | without_whale_hhi
        a | a/big | 100 | 60 | 0.6 | 0.5555555555555556 | 0.3333333333333333 | 1 | 2 | 4463.667820069204 | 3719.0082644628096
        all | - | 150 | 110 | 0.7333333333333333 | - | - | - | - | 4463.667820069204 | 5555.555555555556
        b | b/one | 50 | 50 | 1 | 0.2777777777777778 | 0 | 2 | 3 | 4463.667820069204 | 7222.2222222222235
    "#]].assert_eq(&found.to_text(&columns));
    let others: Vec<_> =
        found.cells(&VENDOR).texts().into_iter().flatten().filter(|vendor| *vendor == OTHERS).collect();
    assert!(others.is_empty());
}

/// Two apps in the window, one week that was not over and one outside of it.
#[test]
fn the_largest_app_where_app_data_covers_it() {
    let usage = usage(&["apps a/x standard 100 - 1 1", "apps b/x standard 30 - 1 1"]);
    let apps = app_weeks(&[
        "claw 2026-03-02 a 60 true",
        "claw 2026-03-09 a 10 true",
        "code 2026-03-02 a 30 true",
        "code 2026-03-02 b 30 true",
        "code 2026-03-16 a 500 false",
        "code 2026-02-23 a 500 true",
    ]);
    let found = whale(&usage, &apps).unwrap();
    let columns = [&VENDOR, &WHALE_KIND, &WHALE, &APP_NAME, &WHALE_TOKENS, &WHALE_SHARE, &WITHOUT_WHALE_SHARE];
    expect![[r#"
        vendor | whale_kind | whale | app_name | whale_tokens | whale_share | without_whale_token_share
        a | app | claw | The Claw | 70 | 0.7 | 0.5
        a | model | a/x | - | 100 | 1 | 0
        all | app | - | - | 100 | 0.7692307692307693 | -
        all | model | - | - | 130 | 1 | -
        b | app | code | - | 30 | 1 | 0
        b | model | b/x | - | 30 | 1 | 0
    "#]]
    .assert_eq(&found.to_text(&columns));
}

/// The charts name 100 of the vendor's 400 tokens: of all of them the largest model has at least 60.
#[test]
fn what_the_board_does_not_show_makes_the_whale_smaller() {
    let frame = usage(&["apps a/big standard 60 - 1 1", "apps a/small standard 40 - 1 1"]);
    let with = |whole: Option<i64>| {
        let mut data = frame.clone().into_data();
        data.with_column(integers(&MOST_VENDOR_TOKENS, [whole, whole])).unwrap();
        whale(&Frame::new(data).unwrap(), &none()).unwrap()
    };
    let columns = [&VENDOR, &WHALE_KIND, &WHALE_SHARE, &WHALE_SHARE_LOW, &WEIGHTS_SHARE, &REASON];
    expect![[r#"
        vendor | whale_kind | whale_share | whale_share_low | weights_share | reason
        a | model | 0.6 | 0.15 | 0.25 | -
        all | model | 0.6 | - | - | every vendor loses its largest at once: no name, market share or place is that of one vendor
    "#]]
    .assert_eq(&with(Some(400)).to_text(&columns));
    expect![[r#"
        vendor | whale_kind | whale_share | whale_share_low | weights_share | reason
        a | model | 0.6 | 0.6 | 1 | -
        all | model | 0.6 | - | - | every vendor loses its largest at once: no name, market share or place is that of one vendor
    "#]]
    .assert_eq(&with(Some(90)).to_text(&columns));
    expect![[r#"
        vendor | whale_kind | whale_share | whale_share_low | weights_share | reason
        a | model | 0.6 | - | - | what the vendor had in all on those days is not known: of all of it the largest may be less than `whale_share`
        all | model | 0.6 | - | - | every vendor loses its largest at once: no name, market share or place is that of one vendor
    "#]].assert_eq(&with(None).to_text(&columns));
}

/// A month names every model; where it is made of weeks, it names the largest.
#[test]
fn a_month_shows_all_of_a_vendor_and_weeks_do_not() {
    let lines = ["site a/big free 60 60 1 1", "site a/big standard 60 60 1 1"];
    let of = |kinds: &[&str]| {
        let mut data = usage(&lines[..kinds.len()]).into_data();
        data.with_column(texts(&WINDOW_KIND, kinds.iter().map(|kind| Some(*kind)))).unwrap();
        data.with_column(integers(&MOST_VENDOR_TOKENS, kinds.iter().map(|_| None))).unwrap();
        let found = whale(&Frame::new(data).unwrap(), &none()).unwrap();
        found.cells(&WEIGHTS_SHARE).reals()[0]
    };
    assert_eq!((of(&["board"]), of(&["board", "part"])), (Some(1.0), None));
}

#[test]
fn of_equals_the_first_by_name_and_without_the_only_one_nothing_is_left() {
    let usage =
        usage(&["site a/one standard 50 50 1 1", "site a/two standard 50 50 1 1", "site b/x standard 10 10 1 1"]);
    let found = whale(&usage, &none()).unwrap();
    let columns = [&VENDOR, &WHALE, &WITHOUT_WHALE_SHARE, &WITHOUT_WHALE_HHI];
    expect![[r#"
        vendor | whale | without_whale_token_share | without_whale_hhi
        a | a/one | 0.8333333333333334 | 7222.2222222222235
        all | - | - | 10000
        b | b/x | 0 | 10000
    "#]]
    .assert_eq(&found.to_text(&columns));
}

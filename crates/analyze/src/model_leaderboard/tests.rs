//! Leaderboards of made-up usage.

use expect_test::expect;
use schema::columns::{CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, SNAPSHOT_ID, WEEK_ANCHOR};

use super::*;
use crate::tests::{mixed_usage, usage};

/// The leaderboard of usage alone: neither app charts nor catalogues.
fn board_of(usage: &Frame<PricedUsage>, bases: &[Basis]) -> Frame<ModelLeaderboard> {
    let (apps, models, prices) = (Frame::empty().unwrap(), Frame::empty().unwrap(), Frame::empty().unwrap());
    let ranked = Ranked { usage, apps: &apps, models: &models, prices: &prices };
    model_leaderboard(&ranked, bases, Traffic::ALL).unwrap()
}

/// Half of a's tokens are split; b's are not, and may be cached at a fifth of the price.
#[test]
fn a_reference_mix_is_named_with_its_age_and_bounds() {
    let usage = mixed_usage(&[
        ("site a/x standard 50 45 1 11", None),
        ("site a/x batch 50 - 1 11", Some("0.2 0.1 0.4 - 0.5 30")),
        ("site b/y standard 100 - 1 11", Some("0.2 0.1 0.4 0.4 0.5 107")),
        ("apps a/x standard 100 - 1 11", None),
    ]);
    let board = board_of(&usage, &[Basis::ListCurrent]);
    let columns =
        [&MODEL, &BOARD, &BLENDED_PRICE, &BLENDED_LOW, &BLENDED_HIGH, &MIX_ORIGIN, &MIX_AGE_DAYS, &APP_COUNT, &REASON];
    expect![[r#"
        model | board | blended_usd_per_mtok | blended_low_usd_per_mtok | blended_high_usd_per_mtok | mix_origin | mix_age_days | app_count | reason
        a/x | apps | - | - | - | - | - | 1 | the app charts do not split tokens into prompt and completion
        a/x | site | 2.5 | 2 | 3.5 | reference | 30 | 1 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
        b/y | site | 3 | 2 | 5 | reference | 107 | 0 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
    "#]].assert_eq(&board.to_text(&columns));
}

#[test]
fn variants_add_up_equal_values_share_a_rank_and_others_has_none() {
    let usage = usage(&[
        "site a/x standard 60 60 1 1",
        "site a/x free 40 40 0 0",
        "site b/y standard 100 100 2 2",
        "site c/z standard 10 10 - -",
        "site others standard 500 500 - -",
    ]);
    let board = board_of(&usage, &[Basis::ListCurrent]);
    let columns = [&MODEL, &TOKENS, &TOKEN_RANK, &DOLLAR_RANK, &BLENDED_PRICE, &COVERAGE_SHARE, &REASON];
    expect![[r#"
        model | tokens | token_rank | dollar_rank | blended_usd_per_mtok | coverage_share | reason
        a/x | 100 | 1 | 2 | 0.6 | 1 | no app data is among the inputs: no app can be counted
        b/y | 100 | 1 | 1 | 2 | 1 | no app data is among the inputs: no app can be counted
        c/z | 10 | 3 | - | - | 0 | unpriced: see `match_class` in `priced_usage`; no app data is among the inputs: no app can be counted
        others | 500 | - | - | - | 0 | upstream's remainder: no model is named in it, so it has no rank; no app data is among the inputs: no app can be counted
    "#]]
    .assert_eq(&board.to_text(&columns));
}

/// By tokens a, b, c on the site and c, a on the apps; by dollars c, b, a.
#[test]
fn places_by_dollars_by_apps_and_on_the_other_board() {
    let usage = usage(&[
        "site a/x standard 100 100 1 1",
        "site b/y standard 80 80 2 2",
        "site c/z standard 60 60 9 9",
        "apps c/z standard 60 - 9 9",
        "apps a/x standard 20 - 1 1",
    ]);
    let board = board_of(&usage, &[Basis::List3to1]);
    let columns = [
        &MODEL,
        &BOARD,
        &TOKEN_RANK,
        &DOLLAR_RANK,
        &DOLLAR_PLACES_GAINED,
        &APP_COUNT,
        &APP_COUNT_RANK,
        &APP_PLACES_GAINED,
        &OTHER_BOARD_TOKEN_RANK,
        &OTHER_BOARD_DOLLAR_RANK,
        &OTHER_BOARD_PLACES_GAINED,
        &OTHER_BOARD_REASON,
        &APP_TOKEN_SHARE,
    ];
    expect![[r#"
        model | board | token_rank | dollar_rank | dollar_places_gained | app_count | app_count_rank | app_places_gained | other_board_token_rank | other_board_dollar_rank | other_board_places_gained | other_board_reason | app_token_share
        a/x | apps | 2 | 2 | 0 | 1 | 1 | 1 | 1 | 3 | 1 | - | -
        a/x | site | 1 | 3 | -2 | 1 | 1 | 0 | 2 | 2 | -1 | - | 0.2
        b/y | site | 2 | 2 | 0 | 0 | - | - | - | - | - | not named on the other board: no place there | 0
        c/z | apps | 1 | 1 | 0 | 1 | 1 | 0 | 3 | 1 | -1 | - | -
        c/z | site | 3 | 1 | 2 | 1 | 1 | 1 | 1 | 1 | 1 | - | 1
    "#]].assert_eq(&board.to_text(&columns));
    assert_eq!(
        board.cells(&schema::columns::APP_DATA).texts()[0],
        Some("2026-03-01 to 2026-03-30, 80 tokens in all; apps opt in, variants are merged")
    );
}

/// The board counts weeks of which pages no longer showed the first days, and says so; one before the window is nobody's.
#[test]
fn the_app_data_says_which_weeks_lack_days() {
    let usage = usage(&["apps a/x standard 20 - 1 1"]);
    let alike = [
        (&MODEL, "a/x"),
        (&TOKENS, "10"),
        (&VENDOR, "a"),
        (&IS_COMPLETE, "true"),
        (&IS_ATTRIBUTED, "true"),
        (&WEEK_ANCHOR, "monday"),
        (&VALUE_ORIGIN, "observed"),
        (&SNAPSHOT_ID, "s"),
        (&CAPTURED_AT, "2026-04-04T00:00:00Z"),
    ];
    let said = |rows: &str| {
        let apps = Frame::from_text(&format!("week_start_date | app_id | is_left_cut\n{rows}"), &alike).unwrap();
        let (models, prices) = (Frame::empty().unwrap(), Frame::empty().unwrap());
        let ranked = Ranked { usage: &usage, apps: &apps, models: &models, prices: &prices };
        let board = model_leaderboard(&ranked, &[Basis::List3to1], Traffic::ALL).unwrap();
        board.cells(&APP_DATA).texts()[0].map(str::to_owned)
    };
    let all = "2026-02-23 | one | true\n2026-03-02 | one | true\n2026-03-02 | two | true\n2026-03-09 | three | true";
    expect!["3 public apps, 2026-03-01 to 2026-03-30, 20 tokens in all; apps opt in, variants are merged; 2026-03-02 lacks days of 2 apps; 2026-03-09 lacks days of 1 app"]
        .assert_eq(&said(all).unwrap());
    expect!["2 public apps, 2026-03-01 to 2026-03-30, 20 tokens in all; apps opt in, variants are merged"]
        .assert_eq(&said("2026-03-02 | one | false\n2026-03-09 | two | false").unwrap());
}

/// Opus costs $5 and $25. A million tokens, nine tenths input: 0.9·5 + 0.1·25 = 7; at 3:1 10. At $1 and $2 they cost 1.1, at
/// 3:1 1.25. What is free costs as much there as anything.
#[test]
fn the_same_tokens_on_opus() {
    let frame = usage(&["site a/x standard 1000000 900000 1 2", "site b/y free 1000000 900000 0 0"]);
    let usages = usages(&frame);
    let rates = crate::usage::Rates { input: 5.0, output: 25.0, cache_read: None, request: 0.0 };
    let yardstick = Yardstick { model: "anthropic/opus", rates };
    let of = |basis| {
        let rows = of_basis((Board::Site, basis), &usages, &AppData::default(), Some(&yardstick), Traffic::ALL);
        rows.iter().map(|row| (row.sum.opus.usd, row.sum.of_opus())).collect::<Vec<_>>()
    };
    let rounded = |basis| {
        let round = |value: f64| (value * 1e6).round() / 1e6;
        of(basis).into_iter().map(|(usd, ratio)| (round(usd), ratio.map(round))).collect::<Vec<_>>()
    };
    assert_eq!(rounded(Basis::ListCurrent), [(7.0, Some(0.157_143)), (7.0, Some(0.0))]);
    assert_eq!(rounded(Basis::List3to1), [(10.0, Some(0.125)), (10.0, Some(0.0))]);
    assert_eq!(rounded(Basis::Billed), [(0.0, None), (0.0, None)], "nobody was billed for it");
}

/// A tenth of the standard tokens are output, half of the free ones, which nobody has a price for: $1.10 beside $7, not
/// beside the $11 that both would cost.
#[test]
fn what_has_no_price_is_in_no_ratio() {
    let frame = usage(&["site a/x standard 1000000 900000 1 2", "site a/x free 1000000 500000 - -"]);
    let usages = usages(&frame);
    let rates = crate::usage::Rates { input: 5.0, output: 25.0, cache_read: None, request: 0.0 };
    let yardstick = Yardstick { model: "anthropic/opus", rates };
    let field = (Board::Site, Basis::ListCurrent);
    let rows = of_basis(field, &usages, &AppData::default(), Some(&yardstick), Traffic::ALL);
    let [row] = rows.as_slice() else { panic!("one model") };
    assert!((row.sum.opus.usd - 22.0).abs() < 1e-9, "all of it on Opus");
    assert!((row.sum.of_opus().unwrap() - 1.1 / 7.0).abs() < 1e-9);
}

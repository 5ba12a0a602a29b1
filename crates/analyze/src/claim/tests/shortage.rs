//! Claims of more weeks than are held: none of them holds, and none fails.

use expect_test::expect;
use schema::{
    Basis, Board, Frame, Rule,
    columns::*,
    day,
    series::{dates, integers, reals, texts},
    tables::{ModelLeaderboard, VendorPrice},
};

use super::{Evidence, WEEK, charted, tested};
use crate::{
    Pricing, Traffic, Weights,
    tests::{filled, vendor_weeks},
};

const SHARES: [&str; 4] = [
    "anthropic_token_share,text,0.3,,share,0.005,as,where",
    "anthropic_dollar_share,text,0.64,,share,0.005,as,where",
    "premium_takes_dollars,text,>0.5,,share,,as,where",
    "cn_majority,text,>0.5,,share,,as,where",
];
const PREMIUM: &str = SHARES[2];
const OPUS: &str = "anthropic/claude-4.6-opus-20260205";

/// So many weeks of a vendor chart, and the prices of a board, as a run knows them.
fn held(weeks: i64, last: &str) -> Evidence {
    let line = |back: i64| {
        let (week, end) = (day::shifted(WEEK, -7 * back), if back == 0 { last } else { "" });
        ["anthropic 30", "openai 20", "qwen 50"].map(|cell| format!("{week} {cell}{end}\n")).concat()
    };
    let text: String = (0..weeks).map(line).collect();
    let series = vendor_weeks(&text.lines().collect::<Vec<_>>());
    let alike = [
        (&PRICE_BASIS, "list_3to1"),
        (&WINDOW_KIND, "board"),
        (&WINDOW_START_DATE, "2026-03-22"),
        (&WINDOW_END_DATE, "2026-04-18"),
        (&BOARD, "apps"),
        (&TOKENS, "1"),
        (&PRICED_TOKENS, "1"),
        (&MODEL_COUNT, "1"),
        (&MIX_ORIGIN, "assumed"),
        (&WEIGHTS_AGE_DAYS, "0"),
        (&COVERAGE_SHARE, "1"),
        (&WEIGHTS_SHARE, "1"),
        (&KEPT_SHARE, "1"),
        (&IS_ATTRIBUTED, "true"),
        (&VALUE_ORIGIN, "observed"),
    ];
    let rules = ["default", "published"];
    let price = |rule: &str| format!("anthropic | {rule} | 5\nopenai | {rule} | 3\nqwen | {rule} | 0.5\n");
    let rows = format!("vendor | rule | blended_usd_per_mtok\n{}", rules.map(price).concat());
    let prices = Frame::<VendorPrice>::from_text(&rows, &alike).unwrap();
    let pricing = Pricing {
        rules: vec![Rule::Published, Rule::Default],
        bases: vec![Basis::List3to1],
        weights: Weights { published: Board::Apps, default: Board::Apps },
        traffic: Traffic::ALL,
    };
    let growth = crate::vendor_growth(&series, &pricing.rules, 4).unwrap();
    let gap = crate::vendor_gap(&series, &prices, &Frame::empty().unwrap(), &pricing, 4).unwrap();
    let correlated = crate::price_correlation(&growth, &gap, &series).unwrap();
    let evidence = Evidence::default().with_series(&series, &Frame::empty().unwrap()).with_growth(&growth);
    evidence.with_gap(&gap, Traffic::ALL).with_prices(&prices).with_price_correlation(&correlated)
}

#[test]
fn a_share_of_fewer_weeks_than_a_window_is_another_one() {
    for row in SHARES {
        expect!["cannot_be_tested | - | the window up to this week has 1 of the 4 weeks that it takes: a share of fewer is not the one that was said"].assert_eq(&tested(row, &held(1, "")));
        expect!["cannot_be_tested | - | the window up to this week has 3 of the 4 weeks that it takes: a share of fewer is not the one that was said"].assert_eq(&tested(row, &held(3, "")));
        let whole = tested(row, &held(4, ""));
        assert!(whole.starts_with("holds") || whole.starts_with("fails"), "{whole}");
    }
}

/// Of four weeks the last is running: by rule `published` they are a window, by rule `default` three of them are none.
#[test]
fn a_window_of_complete_weeks_has_none_that_is_running() {
    let said = tested(PREMIUM, &held(4, " running"));
    let short = "no shares on list_3to1, rule default: the window up to this week has 3 of the 4 complete weeks that it takes: \
                 a share of fewer is not the one that was said";
    assert!(said.starts_with("holds") && said.contains(short), "{said}");
    assert!(!tested(PREMIUM, &held(4, "")).contains("no shares"), "all four are complete");
}

/// Who gained is told of first weeks and last ones; seven weeks have one that is both.
#[test]
fn who_gained_is_not_told_of_windows_that_share_weeks() {
    for row in
        ["gainers_under_one_dollar,text,<1,,usd_per_mtok,,as,where", "follows_price,text,,,correlation,,as,where"]
    {
        for weeks in [1, 7] {
            let short = format!(
                "cannot_be_tested | - | of the 8 weeks of a first and a last window up to this one the series of vendors has {weeks}: with fewer some are in both"
            );
            let said = tested(row, &held(weeks, ""));
            assert!(said.starts_with(&short), "{said}");
        }
        assert!(!tested(row, &held(8, "")).contains("of the 8 weeks"), "eight are two windows");
    }
}

#[test]
fn a_piece_of_a_chart_says_not_how_long_the_chart_was() {
    let vendors = |weeks| tested("series_vendor,text,53,,weeks,0,as,where", &held(weeks, ""));
    expect!["cannot_be_tested | - | the vendor chart of this run has a single week: how long the chart of the page was it does not say, that takes a capture of the whole chart"].assert_eq(&vendors(1));
    expect!["cannot_be_tested | - | the vendor chart of this run has 3 weeks: how long the chart of the page was it does not say, that takes a capture of the whole chart"].assert_eq(&vendors(3));
    expect!["fails | 4 | buckets of the vendor chart, a year and its two ends at the most"].assert_eq(&vendors(4));
    let models = |weeks| tested("series_model,text,77,,weeks,0,as,where", &charted(&[("one", "2026-04-14", 0..weeks)]));
    expect!["cannot_be_tested | - | the only capture has 3 weeks of models: how long the chart of the page was it does not say, that takes a capture of the whole chart"].assert_eq(&models(3));
    expect!["fails | 4 | buckets of the model chart"].assert_eq(&models(4));
}

/// Opus on boards that end with the week: which, of how many days, and its rank by tokens.
fn on_boards(boards: &[(&str, i64, i64)], row: &str) -> String {
    let end = day::shifted(WEEK, 6);
    let board: Frame<ModelLeaderboard> = filled(vec![
        texts(&MODEL, boards.iter().map(|_| Some(OPUS))),
        texts(&VENDOR, boards.iter().map(|_| Some("anthropic"))),
        texts(&BOARD, boards.iter().map(|(board, ..)| Some(*board))),
        texts(&PRICE_BASIS, boards.iter().map(|_| Some("list_3to1"))),
        dates(&WINDOW_START_DATE, boards.iter().map(|(_, days, _)| Some(day::shifted(end, 1 - days)))),
        dates(&WINDOW_END_DATE, boards.iter().map(|_| Some(end))),
        integers(&TOKENS, boards.iter().map(|_| Some(1_000_000))),
        reals(&BLENDED_PRICE, boards.iter().map(|_| Some(10.0))),
        reals(&IMPLIED_USD, boards.iter().map(|_| Some(10.0))),
        reals(&COVERAGE_SHARE, boards.iter().map(|_| Some(1.0))),
        integers(&TOKEN_RANK, boards.iter().map(|(.., rank)| Some(*rank))),
        integers(&DOLLAR_RANK, boards.iter().map(|_| Some(1))),
        integers(&APP_COUNT, boards.iter().map(|_| Some(2))),
        texts(&VALUE_ORIGIN, boards.iter().map(|_| Some("observed"))),
    ]);
    tested(row, &Evidence::default().with_leaderboard(&board))
}

/// A week of app pages has a quarter of a month's tokens, and fewer apps.
#[test]
fn a_board_of_a_week_says_nothing_of_a_month() {
    let claims = [
        "top_model_by_dollars,text,25000000,,usd,500000,as,where",
        "top_model_apps,text,24,,count,0,as,where",
        "top_model_tokens,text,2.4e12,,tokens,1e11,as,where",
        "top_model_token_rank,text,4,,rank,1,as,where",
        "twenty_times_cheaper,text,>0.5,,share,,as,where",
    ];
    for row in claims {
        expect!["cannot_be_tested | - | the app board is of 7 days, and what was said is of a month: fewer than 28 say nothing of it"].assert_eq(&on_boards(&[("apps", 7, 9)], row));
        assert!(on_boards(&[("apps", 27, 9)], row).starts_with("cannot_be_tested"), "{row}");
        assert!(on_boards(&[("apps", 28, 9)], row).starts_with("fails"), "{row}");
    }
}

/// The claim is of both boards: the one that is of a month is judged, and of the other it is said why it is not.
#[test]
fn of_two_boards_the_one_of_a_month_is_judged() {
    let of = |apps: i64, site: i64| {
        on_boards(&[("apps", apps, 9), ("site", site, 4)], "top_model_token_rank,text,4,,rank,1,as,where")
    };
    expect!["holds | 4 | rank 4 on the site board; the app board is of 7 days, and what was said is of a month: fewer than 28 say nothing of it"].assert_eq(&of(7, 30));
    expect!["cannot_be_tested | - | the app board is of 7 days, and what was said is of a month: fewer than 28 say nothing of it; the site board is of 14 days, and what was said is of a month: fewer than 28 say nothing of it"].assert_eq(&of(7, 14));
    expect!["fails | 9 | rank 9 on the app board, and the claim is held against each board; rank 4 on the site board"]
        .assert_eq(&of(28, 30));
}

//! Claims on a site board that is made of weeks, each of which names its largest models alone.

use expect_test::expect;
use schema::{
    Frame,
    columns::*,
    day,
    series::{dates, integers, reals, texts},
    tables::{ModelLeaderboard, ModelWeek},
};

use super::{Evidence, MONTH, WEEK, WHOLE_WEEK, tested};
use crate::tests::filled;

const OPUS: &str = "anthropic/claude-4.6-opus-20260205";
const RANK: &str = "top_model_token_rank,text,4,,rank,1,as,where";
const DOLLARS: &str = "top_model_by_dollars,text,25000000,,usd,500000,as,where";

/// Tokens of the board in hundred thousand millions: Opus at $5 with 30 of the last week but one, one that both weeks name with
/// 90, one with 25 of the last at so many dollars. What is not named may have 20 of the one week, and 15 of the other.
fn of_month(usd_per_mtok: f64) -> (Evidence, Frame<ModelLeaderboard>) {
    let models = [OPUS, "a/big", "b/mid"];
    let (prices, tokens) = ([5.0, 1.0, usd_per_mtok], [30, 90, 25]);
    let usd = [15.0, 9.0, 2.5 * usd_per_mtok].map(|millions| Some(1e6 * millions));
    let board: Frame<ModelLeaderboard> = filled(vec![
        texts(&MODEL, models.map(Some)),
        texts(&VENDOR, ["anthropic", "a", "b"].map(Some)),
        texts(&BOARD, [Some("site"); 3]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 3]),
        dates(&WINDOW_START_DATE, [Some(MONTH[0]); 3]),
        dates(&WINDOW_END_DATE, [Some(MONTH[1]); 3]),
        integers(&TOKENS, tokens.map(|tokens| Some(tokens * 100_000_000_000))),
        reals(&BLENDED_PRICE, prices.map(Some)),
        reals(&IMPLIED_USD, usd),
        integers(&TOKEN_RANK, [Some(2), Some(1), Some(3)]),
        integers(&DOLLAR_RANK, [Some(2), Some(3), Some(1)]),
        texts(&VALUE_ORIGIN, [Some("observed"); 3]),
    ]);
    (Evidence::default().with_leaderboard(&board), board)
}

fn of_weeks(usd_per_mtok: f64) -> Evidence {
    let (evidence, board) = of_month(usd_per_mtok);
    evidence.with_weeks_of_board(&board, &weeks())
}

fn weeks() -> Frame<ModelWeek> {
    let week = |back: i64, cells: [(&str, i64); 3]| {
        let start = day::shifted(WEEK, -7 * back);
        cells.map(|(model, tokens)| format!("{start} | {model} | {tokens}00000000000\n")).concat()
    };
    // The week before its month is not of the board, and would hide more.
    let lines = [
        week(4, [("a/big", 90), ("b/mid", 80), ("others", 70)]),
        week(1, [(OPUS, 30), ("a/big", 50), ("others", 20)]),
        week(0, [("a/big", 40), ("b/mid", 25), ("others", 15)]),
    ];
    let alike: Vec<_> = WHOLE_WEEK
        .into_iter()
        .chain([(&VARIANT, "standard"), (&VENDOR, "a"), (&SNAPSHOT_ID, "s"), (&CAPTURED_AT, "2026-04-20T00:00:00Z")])
        .collect();
    Frame::from_text(&format!("week_start_date | model | tokens\n{}", lines.concat()), &alike).unwrap()
}

/// With 1.5T of the week that does not name it Opus stands where it stood, second; the other may have more than it, and so may
/// one that no week names.
#[test]
fn a_rank_on_a_board_of_weeks_has_a_best_and_a_worst() {
    expect!["cannot_be_tested | 2 | rank 2 on the site board (2 to 4, 3.00T to 4.50T, with what weeks that do not name a model may hide)"].assert_eq(&tested(RANK, &of_weeks(8.0)));
    let far = RANK.replace(",4,", ",9,");
    expect!["fails | 2 | rank 2 on the site board (2 to 4, 3.00T to 4.50T, with what weeks that do not name a model may hide)"].assert_eq(&tested(&far, &of_weeks(8.0)));
    let within = RANK.replace(",4,", ",3,");
    expect!["holds | 2 | rank 2 on the site board (2 to 4, 3.00T to 4.50T, with what weeks that do not name a model may hide)"].assert_eq(&tested(&within, &of_weeks(8.0)));
    // A month view names all models.
    expect!["fails | 2 | rank 2 on the site board"].assert_eq(&tested(RANK, &of_month(8.0).0));
}

/// $15M to $22.5M beside one with $20M at least, and beside one with $25M.
#[test]
fn who_may_be_first_by_dollars_is_not_said_to_be_second() {
    expect!["cannot_be_tested | - | rank 2 by dollars on the site board, at least $15.00M and up to $22.50M with what weeks that do not name a model may hide, rank 1 to 2, or worse: what models cost that no week names, or that have no price, nobody knows; this run has no app pages of that week, and the site counts other traffic"].assert_eq(&tested(DOLLARS, &of_weeks(8.0)));
    expect!["fails | 15000000 | rank 2 by dollars on the site board, at least $15.00M and up to $22.50M with what weeks that do not name a model may hide, rank 2, or worse: what models cost that no week names, or that have no price, nobody knows; this run has no app pages of that week, and the site counts other traffic"].assert_eq(&tested(DOLLARS, &of_weeks(10.0)));
    expect!["fails | 15000000 | rank 2 by dollars on the site board; this run has no app pages of that week, and the site counts other traffic"].assert_eq(&tested(DOLLARS, &of_month(8.0).0));
}

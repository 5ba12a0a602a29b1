//! Scores beside usage, small.

use std::fmt::Write as _;

use expect_test::expect;
use jiff::civil::Date;
use schema::{
    Basis, Frame,
    columns::*,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{BenchmarkCorrelation, BenchmarkScore, Model, ModelLeaderboard},
};

use crate::{
    Ranked, Traffic, benchmark_correlation, benchmark_point, model_leaderboard,
    tests::{filled, usage},
};

/// `MODEL SCORE [VERSION]` per line.
fn scores(lines: &[String]) -> Frame<BenchmarkScore> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    filled(vec![
        texts(&MODEL, rows.iter().map(|row| Some(row[0]))),
        texts(&BENCHMARK_NAME, rows.iter().map(|_| Some("eci"))),
        texts(&BENCHMARK_VERSION, rows.iter().map(|row| Some(row.get(2).copied().unwrap_or("v1")))),
        reals(&SCORE, rows.iter().map(|row| row[1].parse().ok())),
        texts(&MODEL_LABEL, rows.iter().map(|row| Some(row[0]))),
        texts(&LABEL_MATCH, rows.iter().map(|_| Some("name"))),
        integers(&LABEL_COUNT, rows.iter().map(|_| Some(1))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        instants(&CAPTURED_AT, rows.iter().map(|_| "2026-08-11T00:00:00Z".parse().ok())),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
    ])
}

/// `MODEL DAYS` per line: listed so many days before the window ends on 2026-03-30.
fn models(lines: &[String]) -> Frame<Model> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let listed = |row: &Vec<&str>| schema::day::shifted(Date::constant(2026, 3, 30), -row[1].parse::<i64>().unwrap());
    filled(vec![
        texts(&MODEL, rows.iter().map(|row| Some(row[0]))),
        texts(&VENDOR, rows.iter().map(|_| Some("a"))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|_| Some(true))),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
        dates(&RELEASED_DATE, rows.iter().map(|row| Some(listed(row)))),
    ])
}

/// Of `count` models the better ones cost more and are used less, but for two that changed places.
fn board(count: usize, price: impl Fn(usize) -> String) -> Frame<ModelLeaderboard> {
    let tokens = |model: usize| {
        1_000
            - 50 * match model {
                3 => 4,
                4 => 3,
                other => other,
            }
    };
    board_of(count, tokens, price)
}

fn board_of(count: usize, tokens: impl Fn(usize) -> usize, price: impl Fn(usize) -> String) -> Frame<ModelLeaderboard> {
    let line = |model: usize| format!("site a/m{model} standard {0} {0} {1} {1}", tokens(model), price(model));
    let mut lines: Vec<String> = (0..count).map(line).collect();
    lines.push("site others standard 400 400 - -".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (usage, apps) = (usage(&lines), Frame::empty().unwrap());
    let (models, prices) = (Frame::empty().unwrap(), Frame::empty().unwrap());
    let ranked = Ranked { usage: &usage, apps: &apps, models: &models, prices: &prices };
    model_leaderboard(&ranked, &[Basis::ListCurrent], Traffic::ALL).unwrap()
}

fn scored(count: usize) -> Frame<BenchmarkScore> {
    scores(&(0..count).map(|model| format!("a/m{model} {}", 100 + model)).collect::<Vec<_>>())
}

const SHOWN: &[&schema::Column] =
    &[&BOARD, &TARGET, &MATCHED_COUNT, &PAIR_COUNT, &RHO, &TAU, &PARTIAL_GIVEN, &PARTIAL_COUNT, &PARTIAL_RHO, &REASON];

const AGES: [u32; 12] = [40, 10, 90, 30, 70, 20, 60, 80, 50, 5, 15, 25];
const PRICES: [u32; 12] = [3, 1, 2, 7, 5, 4, 9, 6, 8, 12, 10, 11];

/// Of `SciPy` 1.17.1, dollars being tokens times price:
///
/// ```text
/// python - <<'END'
/// import numpy as np
/// from scipy import stats
/// score, age = np.arange(12), [40, 10, 90, 30, 70, 20, 60, 80, 50, 5, 15, 25]
/// price = np.array([3, 1, 2, 7, 5, 4, 9, 6, 8, 12, 10, 11])
/// tokens = 1000 - 50 * np.array([0, 1, 2, 4, 3, 5, 6, 7, 8, 9, 10, 11])
/// def partial(*v):
///     p = np.linalg.inv(np.corrcoef([stats.rankdata(a) for a in v]))
///     return -p[0, 1] / np.sqrt(p[0, 0] * p[1, 1])
/// for y in (tokens * price, tokens): print(stats.spearmanr(score, y)[0], stats.kendalltau(score, y)[0], partial(score, y, age, price))
/// print(stats.spearmanr(score, price)[0], stats.kendalltau(score, price)[0], partial(score, price, age))
/// END
/// ```
#[test]
fn the_order_of_scores_is_held_against_each_target() {
    let ages: Vec<String> = AGES.iter().enumerate().map(|(model, age)| format!("a/m{model} {age}")).collect();
    let board = board(12, |model| PRICES[model].to_string());
    let found = benchmark_correlation(&scored(12), &board, &models(&ages)).unwrap();
    expect![[r#"
        board | target | matched_count | pair_count | spearman_rho | kendall_tau_b | partial_given | partial_pair_count | partial_rho | reason
        site | dollars | 12 | 12 | 0.6339764538462034 | 0.4732962328281559 | price and age | 12 | -0.8418542634405661 | -
        site | price | 12 | 12 | 0.8811188811188811 | 0.696969696969697 | age | 12 | 0.8727432081482129 | -
        site | tokens | 12 | 12 | -0.993006993006993 | -0.9696969696969697 | price and age | 12 | -0.9704163936976516 | -
    "#]].assert_eq(&found.to_text(SHOWN));
}

#[test]
fn with_fewer_than_ten_there_is_no_number_but_a_reason() {
    let board = board(9, |model| (model + 1).to_string());
    let found = benchmark_correlation(&scored(30), &board, &models(&[])).unwrap();
    expect![[r#"
        board | target | matched_count | pair_count | spearman_rho | kendall_tau_b | partial_given | partial_pair_count | partial_rho | reason
        site | dollars | 30 | 9 | - | - | price and age | 0 | - | not enough models: 9 have a score, tokens and a price, and 10 are needed
        site | price | 30 | 9 | - | - | age | 0 | - | not enough models: 9 have a score, tokens and a price, and 10 are needed
        site | tokens | 30 | 9 | - | - | price and age | 0 | - | not enough models: 9 have a score and tokens, and 10 are needed
    "#]].assert_eq(&found.to_text(SHOWN));
}

/// Models without a price are in the order of tokens and in no other.
#[test]
fn what_has_no_price_is_in_the_order_of_tokens_alone() {
    let board = board(12, |model| if model < 9 { "2".to_owned() } else { "-".to_owned() });
    let found = benchmark_correlation(&scored(12), &board, &models(&[])).unwrap();
    expect![[r#"
        board | target | matched_count | pair_count | spearman_rho | kendall_tau_b | partial_given | partial_pair_count | partial_rho | reason
        site | dollars | 12 | 9 | - | - | price and age | 0 | - | not enough models: 9 have a score, tokens and a price, and 10 are needed
        site | price | 12 | 9 | - | - | age | 0 | - | not enough models: 9 have a score, tokens and a price, and 10 are needed
        site | tokens | 12 | 12 | -0.993006993006993 | -0.9696969696969697 | price and age | 0 | - | not enough models: 0 have a price and an age besides, and 10 are needed
    "#]].assert_eq(&found.to_text(SHOWN));
}

#[test]
fn one_price_for_all_has_no_order() {
    let ages: Vec<String> = (0..12).map(|model| format!("a/m{model} 30")).collect();
    let found = benchmark_correlation(&scored(12), &board(12, |_| "2".to_owned()), &models(&ages)).unwrap();
    expect![[r#"
        board | target | matched_count | pair_count | spearman_rho | kendall_tau_b | partial_given | partial_pair_count | partial_rho | reason
        site | dollars | 12 | 12 | -0.993006993006993 | -0.9696969696969697 | price and age | 12 | - | given price and age there is nothing left to compare
        site | price | 12 | 12 | - | - | age | 12 | - | all models have one score, or one value: there is no order to compare; given age there is nothing left to compare
        site | tokens | 12 | 12 | -0.993006993006993 | -0.9696969696969697 | price and age | 12 | - | given price and age there is nothing left to compare
    "#]].assert_eq(&found.to_text(SHOWN));
}

#[test]
fn each_version_has_its_own_and_without_scores_there_is_nothing() {
    let lines: Vec<String> = (0..24)
        .map(|row| format!("a/m{} {} v{}", row % 12, if row < 12 { row } else { 100 - row }, row / 12))
        .collect();
    let board = board(12, |model| (model + 1).to_string());
    let found = benchmark_correlation(&scores(&lines), &board, &models(&[])).unwrap();
    let mut text = String::new();
    for line in found.to_text(&[&BENCHMARK_VERSION, &TARGET, &RHO]).lines().filter(|line| line.contains("tokens")) {
        let _ = writeln!(text, "{line}");
    }
    expect![[r#"
        v0 | tokens | -0.993006993006993
        v1 | tokens | 0.993006993006993
    "#]]
    .assert_eq(&text);
    assert_eq!(benchmark_correlation(&scores(&[]), &board, &models(&[])).unwrap().height(), 0);
}

/// So many models, three of one score each, whose tokens and prices go up and down.
fn crowd(count: usize) -> Frame<BenchmarkCorrelation> {
    let lines: Vec<String> = (0..count).map(|model| format!("a/m{model} {}", 100 + (model + 1) / 3)).collect();
    let board = board_of(count, |model| 1_000 + model * 7_919 % 1_009, |model| (1 + model * 31 % 41).to_string());
    benchmark_correlation(&scores(&lines), &board, &models(&[])).unwrap()
}

/// Of `SciPy` 1.17.1, which draws by another generator; of equal scores, at both edges, the first by name:
///
/// ```text
/// python - <<'END'
/// import numpy as np
/// from scipy import stats
/// i, rng = np.arange(40), np.random.default_rng(1)
/// score, tokens, price = 100 + (i + 1) // 3, 1000 + i * 7919 % 1009, 1 + i * 31 % 41
/// for y in (tokens * price, price, tokens):
///     for n in (10, 30):
///         best = sorted(i, key=lambda m: (-score[m], f"a/m{m}"))[:n]
///         drawn = [stats.spearmanr(score[m], y[m])[0] for m in [rng.choice(best, n) for _ in range(20000)]]
///         print(n, stats.spearmanr(score[best], y[best])[0], np.nanquantile(drawn, [0.025, 0.975]))
/// END
/// ```
#[test]
fn the_best_scored_are_held_against_each_target_for_themselves() {
    let found = crowd(40);
    let ten = [
        [-0.425_207_671_646_891_27, -0.804, 0.244],
        [-0.118_808_025_901_337_27, -0.627, 0.518],
        [-0.456_472_941_620_927_33, -0.921, 0.211],
    ];
    let thirty = [
        [0.181_616_652_019_173_18, -0.180, 0.502],
        [0.264_717_998_330_529_1, -0.086, 0.588],
        [0.042_891_017_451_022_445, -0.338, 0.404],
    ];
    let of_ten = [&TOP_TEN_RHO, &TOP_TEN_LOW, &TOP_TEN_HIGH];
    let of_thirty = [&TOP_THIRTY_RHO, &TOP_THIRTY_LOW, &TOP_THIRTY_HIGH];
    for (columns, rows) in [(of_ten, ten), (of_thirty, thirty)] {
        for (place, column) in columns.into_iter().enumerate() {
            let by = if place == 0 { 1e-13 } else { 0.03 };
            for (value, expected) in found.cells(column).reals().into_iter().zip(rows) {
                let (value, expected) = (value.unwrap(), expected[place]);
                assert!((value - expected).abs() <= by, "{}: {value}, expected {expected}", column.name);
            }
        }
    }
}

/// Of 29 models, by the same program, the ten best have −0.16993235521110622 on tokens.
#[test]
fn of_fewer_than_thirty_the_best_thirty_say_nothing() {
    let on_tokens = |found: &Frame<BenchmarkCorrelation>| {
        [&TOP_TEN_RHO, &TOP_THIRTY_RHO, &TOP_THIRTY_LOW].map(|column| found.cells(column).reals()[2])
    };
    let [ten, rest @ ..] = on_tokens(&crowd(29));
    assert!((ten.unwrap() + 0.169_932_355_211_106_22).abs() <= 1e-13, "{ten:?}");
    assert_eq!(rest, [None; 2]);
    assert_eq!(on_tokens(&crowd(9)), [None; 3], "nor ten of nine");
    let all = crowd(10);
    assert_eq!(on_tokens(&all)[0], all.cells(&RHO).reals()[2], "the ten best of ten are all");
}

#[test]
fn a_point_has_score_use_price_and_age() {
    let scores = scores(&["a/m0 150".to_owned(), "a/m2 140".to_owned(), "b/unused 130".to_owned()]);
    let board = board(3, |model| if model == 2 { "-".to_owned() } else { "2".to_owned() });
    let points = benchmark_point(&scores, &board, &models(&["a/m0 10".to_owned()])).unwrap();
    let columns = [
        &MODEL,
        &BOARD,
        &SCORE,
        &TOKENS,
        &TOKEN_SHARE,
        &IMPLIED_USD,
        &BLENDED_PRICE,
        &RELEASED_DATE,
        &AGE_DAYS,
        &REASON,
    ];
    expect![[r#"
        model | board | score | tokens | token_share | implied_usd | blended_usd_per_mtok | released_date | age_days | reason
        a/m0 | site | 150 | 1000 | 0.3076923076923077 | 0.002 | 2 | 2026-03-20 | 10 | no app data is among the inputs: no app can be counted
        a/m2 | site | 140 | 900 | 0.27692307692307694 | - | - | - | - | unpriced: see `match_class` in `priced_usage`; no app data is among the inputs: no app can be counted
    "#]].assert_eq(&points.to_text(&columns));
}

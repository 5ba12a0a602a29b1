//! `benchmark_point`: score, use and price of each model that has a score and tokens.

use schema::{
    Frame, Origin,
    columns::{
        AGE_DAYS, BENCHMARK_NAME, BENCHMARK_VERSION, BLENDED_PRICE, BOARD, COVERAGE_SHARE, IMPLIED_USD, MODEL,
        PRICE_BASIS, REASON, RELEASED_DATE, SCORE, SCORE_HIGH, SCORE_LOW, TOKEN_SHARE, TOKENS, VALUE_ORIGIN, VENDOR,
        WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{BenchmarkPoint, BenchmarkScore, Model, ModelLeaderboard},
};

use crate::{
    AnalyzeError,
    benchmark::{Point, Setting, settings},
};

/// The scatter behind `benchmark_correlation`.
///
/// Grain: benchmark × version × model × board × basis, over the board's window. Units: the benchmark's own scale; tokens, and
/// their part of all tokens of the board; US dollars of implied value; dollars per million tokens; days. A model without a
/// score, or without tokens on the board, has no row: `benchmark_label` and `model_leaderboard` have it. Value and price are
/// null where `reason` says why. A model's age counts from the day on which upstream listed it, else from the benchmark's.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn benchmark_point(
    scores: &Frame<BenchmarkScore>,
    leaderboard: &Frame<ModelLeaderboard>,
    models: &Frame<Model>,
) -> Result<Frame<BenchmarkPoint>, AnalyzeError> {
    let settings = settings(scores, leaderboard, models);
    let rows: Vec<(&Setting<'_>, &Point<'_>)> =
        settings.iter().flat_map(|setting| setting.points.iter().map(move |point| (setting, point))).collect();
    let points = || rows.iter().map(|(_, point)| point);
    let of = || rows.iter().map(|(setting, _)| setting);
    Ok(Frame::from_columns(vec![
        texts(&BENCHMARK_NAME, of().map(|setting| Some(setting.benchmark))),
        texts(&BENCHMARK_VERSION, of().map(|setting| Some(setting.version))),
        texts(&MODEL, points().map(|point| Some(point.model))),
        texts(&BOARD, of().map(|setting| Some(setting.board.word()))),
        texts(&PRICE_BASIS, of().map(|setting| Some(setting.basis.word()))),
        dates(&WINDOW_START_DATE, of().map(|setting| Some(setting.window.0))),
        dates(&WINDOW_END_DATE, of().map(|setting| Some(setting.window.1))),
        texts(&VENDOR, points().map(|point| Some(point.vendor))),
        reals(&SCORE, points().map(|point| Some(point.score))),
        integers(&TOKENS, points().map(|point| Some(point.tokens))),
        reals(&TOKEN_SHARE, points().map(|point| point.token_share)),
        texts(&VALUE_ORIGIN, points().map(|point| Some(Origin::word(point.origin)))),
        reals(&SCORE_LOW, points().map(|point| point.bounds[0])),
        reals(&SCORE_HIGH, points().map(|point| point.bounds[1])),
        reals(&IMPLIED_USD, points().map(|point| point.usd)),
        reals(&BLENDED_PRICE, points().map(|point| point.price)),
        reals(&COVERAGE_SHARE, points().map(|point| point.coverage)),
        dates(&RELEASED_DATE, points().map(|point| point.released)),
        integers(&AGE_DAYS, points().map(|point| point.age)),
        texts(&REASON, points().map(|point| point.reason)),
    ])?)
}

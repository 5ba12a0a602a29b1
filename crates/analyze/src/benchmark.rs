//! Scores beside usage: every model of a board that has both, read once. Leaves out every statistic.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Basis, Board, Column, Frame, Origin,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BLENDED_PRICE, BOARD, COVERAGE_SHARE, IMPLIED_USD, MODEL, PRICE_BASIS,
        REASON, RELEASED_DATE, SCORE, SCORE_HIGH, SCORE_LOW, TOKENS, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    day,
    tables::{BenchmarkScore, Model, ModelLeaderboard},
};

use crate::{usage::at, window::share};

/// A board on one basis beside one version of a benchmark.
#[derive(Debug)]
pub(crate) struct Setting<'frame> {
    pub(crate) benchmark: &'frame str,
    pub(crate) version: &'frame str,
    pub(crate) board: Board,
    pub(crate) basis: Basis,
    pub(crate) window: (Date, Date),
    /// Models that the version has a score of.
    pub(crate) matched: usize,
    /// Those of them that the board has tokens of, by name.
    pub(crate) points: Vec<Point<'frame>>,
    /// The weakest origin of all that was looked at: that there is no pair follows from all of it.
    pub(crate) origin: Origin,
}

/// A model with a score and tokens.
#[derive(Debug)]
pub(crate) struct Point<'frame> {
    pub(crate) model: &'frame str,
    pub(crate) vendor: &'frame str,
    pub(crate) score: f64,
    pub(crate) bounds: [Option<f64>; 2],
    pub(crate) tokens: i64,
    pub(crate) token_share: Option<f64>,
    /// Implied value; none without a price.
    pub(crate) usd: Option<f64>,
    /// Dollars per million tokens.
    pub(crate) price: Option<f64>,
    pub(crate) coverage: Option<f64>,
    pub(crate) released: Option<Date>,
    /// Days from then to the end of the window.
    pub(crate) age: Option<i64>,
    pub(crate) origin: Origin,
    pub(crate) reason: Option<&'frame str>,
}

/// A row of `benchmark_score`.
#[derive(Clone, Copy)]
struct Scored {
    value: f64,
    bounds: [Option<f64>; 2],
    released: Option<Date>,
    origin: Origin,
}

/// Scores of a version by model.
type Scores<'frame> = BTreeMap<&'frame str, Scored>;

/// Every board and basis beside every version of every benchmark, in that order.
pub(crate) fn settings<'frame>(
    scores: &'frame Frame<BenchmarkScore>,
    leaderboard: &'frame Frame<ModelLeaderboard>,
    models: &Frame<Model>,
) -> Vec<Setting<'frame>> {
    let text = |column: &Column| leaderboard.cells(column).texts();
    let [boards, price_bases, names, vendors, origins, reasons] =
        [&BOARD, &PRICE_BASIS, &MODEL, &VENDOR, &VALUE_ORIGIN, &REASON].map(text);
    let tokens = leaderboard.cells(&TOKENS).integers();
    let [usd, prices, coverages] =
        [&IMPLIED_USD, &BLENDED_PRICE, &COVERAGE_SHARE].map(|column| leaderboard.cells(column).reals());
    let key = keys(leaderboard, &boards, &price_bases);
    let keys: BTreeSet<_> = (0..leaderboard.height()).filter_map(&key).collect();
    let listed = listed(models);
    let mut settings = Vec::new();
    for ((benchmark, version), scored) in by_version(scores) {
        for of in &keys {
            let (board, basis, start, end) = *of;
            let rows: Vec<usize> = (0..leaderboard.height()).filter(|row| key(*row) == Some(*of)).collect();
            let all: i64 = rows.iter().filter_map(|row| at(&tokens, *row)).sum();
            let point = |row: &usize| {
                let (model, tokens) = (at(&names, *row)?, at(&tokens, *row)?);
                let score = scored.get(model)?;
                let released = listed.get(model).copied().or(score.released);
                let origin: Origin = at(&origins, *row)?.parse().ok()?;
                Some(Point {
                    model,
                    vendor: at(&vendors, *row)?,
                    score: score.value,
                    bounds: score.bounds,
                    tokens,
                    token_share: share(tokens, all),
                    usd: at(&usd, *row),
                    price: at(&prices, *row),
                    coverage: at(&coverages, *row),
                    released,
                    age: released.map(|released| i64::from(day::to_days(end) - day::to_days(released))),
                    origin: origin.max(score.origin),
                    reason: at(&reasons, *row),
                })
            };
            let points = rows.iter().filter_map(point).collect();
            let matched = scored.len();
            let of_rows = rows.iter().filter_map(|row| at(&origins, *row)?.parse().ok());
            let origin = of_rows.chain(scored.values().map(|score| score.origin)).max().unwrap_or(Origin::Observed);
            settings.push(Setting { benchmark, version, board, basis, window: (start, end), matched, points, origin });
        }
    }
    settings
}

/// Board, basis and window of a row.
fn keys<'cells>(
    leaderboard: &Frame<ModelLeaderboard>,
    boards: &'cells [Option<&str>],
    bases: &'cells [Option<&str>],
) -> impl Fn(usize) -> Option<(Board, Basis, Date, Date)> + use<'cells> {
    let [starts, ends] = [&WINDOW_START_DATE, &WINDOW_END_DATE].map(|column| leaderboard.cells(column).dates());
    move |row| Some((at(boards, row)?.parse().ok()?, at(bases, row)?.parse().ok()?, at(&starts, row)?, at(&ends, row)?))
}

fn by_version(frame: &Frame<BenchmarkScore>) -> BTreeMap<(&str, &str), Scores<'_>> {
    let text = |column: &Column| frame.cells(column).texts();
    let [names, versions, models, origins] = [&BENCHMARK_NAME, &BENCHMARK_VERSION, &MODEL, &VALUE_ORIGIN].map(text);
    let [values, lows, highs] = [&SCORE, &SCORE_LOW, &SCORE_HIGH].map(|column| frame.cells(column).reals());
    let released = frame.cells(&RELEASED_DATE).dates();
    let mut versions_of: BTreeMap<(&str, &str), Scores<'_>> = BTreeMap::new();
    for row in 0..frame.height() {
        let scored = || {
            let (value, origin) = (at(&values, row)?, at(&origins, row)?.parse().ok()?);
            let bounds = [at(&lows, row), at(&highs, row)];
            Some((at(&models, row)?, Scored { value, bounds, released: at(&released, row), origin }))
        };
        if let (Some(name), Some(version), Some((model, scored))) = (at(&names, row), at(&versions, row), scored()) {
            versions_of.entry((name, version)).or_default().insert(model, scored);
        }
    }
    versions_of
}

/// The day on which upstream listed each model first.
fn listed(models: &Frame<Model>) -> BTreeMap<&str, Date> {
    let rows = models.cells(&MODEL).texts().into_iter().zip(models.cells(&RELEASED_DATE).dates());
    rows.filter_map(|(model, released)| Some((model?, released?))).collect()
}

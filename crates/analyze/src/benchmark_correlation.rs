//! `benchmark_correlation`: whether what scores well is used more, earns more, or costs more.

use polars::prelude::Column as Series;
use schema::{
    Column, Frame, Origin, Target,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BOARD, MATCHED_COUNT, PAIR_COUNT, PARTIAL_COUNT, PARTIAL_GIVEN,
        PARTIAL_HIGH, PARTIAL_LOW, PARTIAL_RHO, PRICE_BASIS, REASON, TARGET, TOP_TEN_HIGH, TOP_TEN_LOW, TOP_TEN_RHO,
        TOP_THIRTY_HIGH, TOP_THIRTY_LOW, TOP_THIRTY_RHO, VALUE_ORIGIN, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{BenchmarkCorrelation, BenchmarkScore, Model, ModelLeaderboard},
};

use crate::{
    AnalyzeError,
    benchmark::{Point, Setting, settings},
    rank_correlation::{Correlation, Correlations, Estimate, FEWEST, estimates},
};

const PRICE_AND_AGE: &str = "price and age";
const AGE: &str = "age";

/// One target of one setting.
struct Row<'setting, 'frame> {
    setting: &'setting Setting<'frame>,
    target: Target,
    pairs: usize,
    found: Option<Correlation>,
    partial_pairs: usize,
    partial: Option<Estimate>,
    /// Among the models with the best scores alone.
    top_ten: Option<Estimate>,
    top_thirty: Option<Estimate>,
    origin: Origin,
}

/// Rank correlation of benchmark scores with tokens, implied value and price of models.
///
/// Grain: benchmark × version × board × target × basis, over the board's window. Units: correlations of ranks, −1 to 1;
/// probabilities, 0 to 1. Items are models that have a score and tokens on the board, and for `dollars` and `price` a price;
/// each counts once, however large it is. `partial_rho` is of the models that have a price and an age besides: for `tokens` and
/// `dollars` given both, for `price` given the age. With fewer than 10 models there is no number, and `reason` says so.
/// `top_10_rho` and `top_30_rho` are over the 10 and the 30 best scored of the items, of equal scores the first by name, and
/// null where there are fewer: what holds of all models need not hold among the best. Cut off by score, they see a part of the
/// scale alone, where any order is harder to see.
///
/// What it is not: models that nobody scored, or whose label means no known model, are in none of it; nor is it said why a
/// model is used. Intervals are percentiles of 10,000 resamples of models, and 95 % is their nominal coverage, see
/// `rank_correlation/tests.rs` for what was reached; they know nothing of what scores themselves are wrong by. Many rows stand
/// beside each other: of 20 without any relation one has a probability below 0.05.
///
/// Nine models, of which the better ones are used more, are too few for a number. Ten are not:
///
/// ```
/// # use schema::{Frame, columns::*, tables::*};
/// # let scored = [
/// #     (&BENCHMARK_NAME, "eci"), (&BENCHMARK_VERSION, "v1"), (&MODEL_LABEL, "m"), (&LABEL_MATCH, "name"),
/// #     (&LABEL_COUNT, "1"), (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-08-11T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// # let used = [
/// #     (&BOARD, "site"), (&PRICE_BASIS, "list_current"), (&WINDOW_START_DATE, "2026-03-01"),
/// #     (&WINDOW_END_DATE, "2026-03-30"), (&VENDOR, "a"), (&VALUE_ORIGIN, "observed"),
/// # ];
/// let of = |models: usize| -> Result<String, analyze::AnalyzeError> {
///     let rows = |column: &str| (1..=models).fold(format!("model | {column}\n"), |rows, model| format!("{rows} a/m{model} | {model}\n"));
///     let scores = Frame::<BenchmarkScore>::from_text(&rows("score"), &scored)?;
///     let board = Frame::<ModelLeaderboard>::from_text(&rows("tokens"), &used)?;
///     let found = analyze::benchmark_correlation(&scores, &board, &Frame::empty()?)?;
///     Ok(found.to_text(&[&TARGET, &PAIR_COUNT, &RHO, &REASON]).lines().filter(|row| row.starts_with("tokens")).collect())
/// };
/// assert_eq!(of(9)?, "tokens | 9 | - | not enough models: 9 have a score and tokens, and 10 are needed");
/// // That nothing is known of prices and ages is told of the partial correlation.
/// assert!(of(10)?.starts_with("tokens | 10 | 1 | not enough models: 0 have a price and an age besides"));
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn benchmark_correlation(
    scores: &Frame<BenchmarkScore>,
    leaderboard: &Frame<ModelLeaderboard>,
    models: &Frame<Model>,
) -> Result<Frame<BenchmarkCorrelation>, AnalyzeError> {
    let settings = settings(scores, leaderboard, models);
    let rows = rows(&settings);
    let count = |value: usize| i64::try_from(value).ok();
    let reasons: Vec<Option<String>> = rows.iter().map(Row::reason).collect();
    let of = || rows.iter().map(|row| row.setting);
    let mut columns = vec![
        texts(&BENCHMARK_NAME, of().map(|setting| Some(setting.benchmark))),
        texts(&BENCHMARK_VERSION, of().map(|setting| Some(setting.version))),
        texts(&BOARD, of().map(|setting| Some(setting.board.word()))),
        texts(&TARGET, rows.iter().map(|row| Some(row.target.word()))),
        texts(&PRICE_BASIS, of().map(|setting| Some(setting.basis.word()))),
        dates(&WINDOW_START_DATE, of().map(|setting| Some(setting.window.0))),
        dates(&WINDOW_END_DATE, of().map(|setting| Some(setting.window.1))),
        integers(&MATCHED_COUNT, of().map(|setting| count(setting.matched))),
        integers(&PAIR_COUNT, rows.iter().map(|row| count(row.pairs))),
        texts(&PARTIAL_GIVEN, rows.iter().map(|row| Some(given(row.target)))),
        integers(&PARTIAL_COUNT, rows.iter().map(|row| count(row.partial_pairs))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.origin.word()))),
    ];
    columns.extend(estimates(&rows.iter().map(|row| row.found)));
    let part = [&PARTIAL_RHO, &PARTIAL_LOW, &PARTIAL_HIGH];
    let ten = [&TOP_TEN_RHO, &TOP_TEN_LOW, &TOP_TEN_HIGH];
    let thirty = [&TOP_THIRTY_RHO, &TOP_THIRTY_LOW, &TOP_THIRTY_HIGH];
    columns.extend(estimated(part, &rows.iter().map(|row| row.partial)));
    columns.extend(estimated(ten, &rows.iter().map(|row| row.top_ten)));
    columns.extend(estimated(thirty, &rows.iter().map(|row| row.top_thirty)));
    columns.push(texts(&REASON, reasons.iter().map(Option::as_deref)));
    Ok(Frame::from_columns(columns)?)
}

/// A value and the ends of its interval, in the order of the rows; null where a row has none.
fn estimated(columns: [&Column; 3], rows: &(impl Iterator<Item = Option<Estimate>> + Clone)) -> [Series; 3] {
    let [value, low, high] = columns;
    [
        reals(value, rows.clone().map(|row| Some(row?.value))),
        reals(low, rows.clone().map(|row| Some(row?.interval?.0))),
        reals(high, rows.clone().map(|row| Some(row?.interval?.1))),
    ]
}

fn rows<'setting, 'frame>(settings: &'setting [Setting<'frame>]) -> Vec<Row<'setting, 'frame>> {
    let (mut known, mut rows) = (Correlations::default(), Vec::new());
    for setting in settings {
        for target in Target::ALL {
            let of_target = |point: &Point<'_>| Some((point.score, value(point, *target)?));
            let (scores, values): (Vec<f64>, Vec<f64>) = setting.points.iter().filter_map(of_target).unzip();
            let found = known.of(&scores, &values);
            let (partial_pairs, partial) = partial_of(&setting.points, *target, &mut known);
            let seen = setting.points.iter().filter(|point| value(point, *target).is_some());
            let origin = seen.map(|point| point.origin).max().unwrap_or(setting.origin);
            let (target, pairs, top_ten, top_thirty) = (*target, scores.len(), None, None);
            rows.push(Row { setting, target, pairs, found, partial_pairs, partial, top_ten, top_thirty, origin });
        }
    }
    // Number by number: what chance draws for so many models is drawn once for all rows.
    for row in &mut rows {
        row.top_ten = of_best(row, 10, &mut known);
    }
    for row in &mut rows {
        row.top_thirty = of_best(row, 30, &mut known);
    }
    rows
}

/// The same over so many models with the best scores; none where there are fewer.
fn of_best(row: &Row<'_, '_>, count: usize, known: &mut Correlations) -> Option<Estimate> {
    let points = row.setting.points.iter();
    let mut models: Vec<(&Point<'_>, f64)> =
        points.filter_map(|point| Some((point, value(point, row.target)?))).collect();
    models.sort_by(|(one, _), (other, _)| other.score.total_cmp(&one.score).then_with(|| one.model.cmp(other.model)));
    let best = models.get(..count)?;
    let (scores, values): (Vec<f64>, Vec<f64>) = best.iter().map(|(point, value)| (point.score, *value)).unzip();
    known.rho(&scores, &values)
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window, and ages in days")]
fn value(point: &Point<'_>, target: Target) -> Option<f64> {
    match target {
        Target::Tokens => Some(point.tokens as f64),
        Target::Dollars => point.usd,
        Target::Price => point.price,
    }
}

const fn given(target: Target) -> &'static str {
    match target {
        Target::Tokens | Target::Dollars => PRICE_AND_AGE,
        Target::Price => AGE,
    }
}

/// The partial correlation of score and target, and of how many models.
#[expect(clippy::cast_precision_loss, reason = "ages in days")]
fn partial_of(points: &[Point<'_>], target: Target, known: &mut Correlations) -> (usize, Option<Estimate>) {
    let of = |point: &Point<'_>| Some([point.score, value(point, target)?, point.age? as f64, point.price?]);
    let items: Vec<[f64; 4]> = points.iter().filter_map(of).collect();
    let [scores, values, ages, prices]: [Vec<f64>; 4] =
        std::array::from_fn(|place| items.iter().filter_map(|item| item.get(place)).copied().collect());
    let partial = match target {
        Target::Tokens | Target::Dollars => known.partial(&[&scores, &values, &ages, &prices]),
        Target::Price => known.partial(&[&scores, &values, &ages]),
    };
    (items.len(), partial)
}

impl Row<'_, '_> {
    fn reason(&self) -> Option<String> {
        let few = |pairs: usize, what: &str| format!("not enough models: {pairs} {what}, and {FEWEST} are needed");
        let whole = match (self.found, self.target) {
            (Some(_), _) => None,
            (None, Target::Tokens) if self.pairs < FEWEST => Some(few(self.pairs, "have a score and tokens")),
            (None, _) if self.pairs < FEWEST => Some(few(self.pairs, "have a score, tokens and a price")),
            (None, _) => Some("all models have one score, or one value: there is no order to compare".to_owned()),
        };
        let part = match self.partial {
            Some(_) => None,
            None if whole.is_some() && self.pairs < FEWEST => None,
            None if self.partial_pairs < FEWEST => Some(few(self.partial_pairs, "have a price and an age besides")),
            None => Some(format!("given {} there is nothing left to compare", given(self.target))),
        };
        let said: Vec<String> = whole.into_iter().chain(part).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

#[cfg(test)]
mod tests;

//! Benchmark scores as rows, whichever benchmark they are of.

use jiff::civil::Date;
use schema::{
    Frame,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, MODEL_LABEL, MODEL_NAME, ORGANIZATION_NAME, RELEASED_DATE, SCORE,
        SCORE_HIGH, SCORE_LOW,
    },
    series::{dates, reals, texts},
    tables::Benchmark,
};

use super::columns::{Place, provenance};
use crate::{Answer, IngestError, Ingested, entry::Seen, faults::Faults};

/// One model's score.
pub(super) struct Score {
    pub(super) path: String,
    pub(super) model: String,
    pub(super) name: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) version: String,
    pub(super) value: f64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) released: Option<Date>,
}

/// The rows of `benchmark`.
///
/// # Errors
/// [`IngestError::Block`] if there are none, [`IngestError::Twice`] if a model stands there twice.
pub(super) fn frame(answer: &Answer<'_>, benchmark: &str, scores: Vec<Score>) -> Result<Ingested, IngestError> {
    if scores.is_empty() {
        let (expected, found) = ("at least one score".to_owned(), "none".to_owned());
        return Err(IngestError::Block { block: "benchmark", expected, found });
    }
    let (mut seen, mut faults) = (Seen::default(), Faults::default());
    for score in &scores {
        let _ = faults.kept(seen.once(score.model.clone(), &score.path));
    }
    faults.none()?;
    let mut columns = vec![
        texts(&BENCHMARK_NAME, scores.iter().map(|_| Some(benchmark))),
        texts(&BENCHMARK_VERSION, scores.iter().map(|score| Some(score.version.as_str()))),
        texts(&MODEL_LABEL, scores.iter().map(|score| Some(score.model.as_str()))),
        texts(&MODEL_NAME, scores.iter().map(|score| score.name.as_deref())),
        texts(&ORGANIZATION_NAME, scores.iter().map(|score| score.organization.as_deref())),
        reals(&SCORE, scores.iter().map(|score| Some(score.value))),
        reals(&SCORE_LOW, scores.iter().map(|score| score.low)),
        reals(&SCORE_HIGH, scores.iter().map(|score| score.high)),
        dates(&RELEASED_DATE, scores.iter().map(|score| score.released)),
    ];
    let places = scores.into_iter().map(|score| Place { path: score.path, week: None, key: score.model });
    columns.extend(provenance::<Benchmark>(answer, &places.collect::<Vec<_>>()));
    let mut ingested = Ingested::default();
    ingested.add(Frame::<Benchmark>::from_columns(columns)?);
    Ok(ingested)
}

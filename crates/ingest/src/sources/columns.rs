//! From parsed charts and rows to frames: the columns that every ingested table has, written once.

use jiff::civil::Date;
use polars::prelude::Column as Series;
use schema::{
    Column, Frame, Table,
    columns::{
        CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, JSON_PATH, MODEL_LABEL, PROMPT_TOKENS, SNAPSHOT_ID, SOURCE,
        TOKENS, VALUE_ORIGIN, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts},
    tables::ModelChart,
};

use crate::{Answer, IngestError, answer::Noted, capture_day, chart::Chart};

/// The place of a row in its answer, and what decides its origin.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) week: Option<Date>,
    pub(super) key: String,
}

/// The columns snapshot, capture, source, origin and path of `rows` rows of table `T`.
pub(super) fn provenance<T: Table>(answer: &Answer<'_>, places: &[Place]) -> Vec<Series> {
    let origin = |place: &Place| answer.origin(T::SPEC.name, place.week, &place.key).word();
    vec![
        texts(&SNAPSHOT_ID, places.iter().map(|_| Some(answer.snapshot_id))),
        instants(&CAPTURED_AT, places.iter().map(|_| Some(answer.captured_at))),
        texts(&SOURCE, places.iter().map(|_| Some(answer.source))),
        texts(&VALUE_ORIGIN, places.iter().map(|place| Some(origin(place)))),
        texts(&JSON_PATH, places.iter().map(|place| Some(place.path.as_str()))),
    ]
}

/// A chart of models as upstream draws it: totals only.
///
/// # Errors
/// As [`chart`].
pub(super) fn model_chart(answer: &Answer<'_>, found: Chart) -> Result<Noted<ModelChart>, IngestError> {
    let nothing = |column| integers(column, std::iter::repeat_n(None, found.points.len()));
    let parts = [&PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS].map(nothing).into();
    chart(answer, found, &MODEL_LABEL, parts)
}

/// A weekly chart as rows of `T`, its labels in `label`; `more` are further columns.
///
/// # Errors
/// [`IngestError::AfterCapture`] for a chart that can't have been there at the capture; [`IngestError::Frame`] if the
/// rows break the table's promise.
pub(super) fn chart<T: Table>(
    answer: &Answer<'_>,
    chart: Chart,
    label: &Column,
    more: Vec<Series>,
) -> Result<Noted<T>, IngestError> {
    let (mut notes, fields) = (chart.notes, chart.fields);
    if let Some(last) = chart.last {
        notes.extend(capture_day::checked(answer, T::SPEC.name, last)?);
    }
    let mut columns = vec![
        dates(&WEEK_START_DATE, chart.points.iter().map(|point| Some(point.week))),
        texts(label, chart.points.iter().map(|point| Some(point.label.as_str()))),
        integers(&TOKENS, chart.points.iter().map(|point| Some(point.tokens))),
    ];
    columns.extend(more);
    let places: Vec<_> = chart
        .points
        .into_iter()
        .map(|point| Place { path: point.path, week: Some(point.week), key: point.label })
        .collect();
    columns.extend(provenance::<T>(answer, &places));
    Ok(Noted { frame: Frame::from_columns(columns)?, notes, fields })
}

//! `model_window`: the newest trailing totals by model and variant.

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, View,
    columns::{
        CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, IS_ATTRIBUTED, MODEL, MODEL_PERMASLUG, PROMPT_TOKENS,
        REQUEST_COUNT, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, VIEW, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    day,
    series::{dates, instants, integers, texts, truths},
    tables::{ModelRanking, ModelWindow},
};

use crate::{Aliases, ModelKey, NormalizeError};

/// One row of the newest capture of its view.
struct Row {
    place: usize,
    key: ModelKey,
    captured_at: Timestamp,
    window: (Date, Date),
}

/// The newest model view of each length.
///
/// Grain: view × model × variant. Units: tokens. The window ends on the day before the capture: a view holds complete
/// UTC days. The `date` that upstream writes beside a row is the model's last day with traffic and dates nothing.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one.
pub fn model_window(ranking: &Frame<ModelRanking>, aliases: &Aliases) -> Result<Frame<ModelWindow>, NormalizeError> {
    let rows = rows(ranking, aliases)?;
    let text = |column| {
        let cells = ranking.cells(column).texts();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let count = |column| {
        let cells = ranking.cells(column).integers();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let mut columns = vec![
        texts(&VIEW, rows.iter().map(text(&VIEW))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(text(&SNAPSHOT_ID))),
        texts(&VALUE_ORIGIN, rows.iter().map(text(&VALUE_ORIGIN))),
    ];
    for column in [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &REQUEST_COUNT] {
        columns.push(integers(column, rows.iter().map(count(column))));
    }
    Ok(Frame::from_columns(columns)?)
}

fn rows(ranking: &Frame<ModelRanking>, aliases: &Aliases) -> Result<Vec<Row>, NormalizeError> {
    let (views, instants) = (ranking.cells(&VIEW).texts(), ranking.cells(&CAPTURED_AT).instants());
    let (slugs, variants) = (ranking.cells(&MODEL_PERMASLUG).texts(), ranking.cells(&VARIANT).texts());
    let newest = |view: &str| {
        let same = views.iter().zip(&instants).filter(|(other, _)| **other == Some(view));
        same.filter_map(|(_, at)| *at).max()
    };
    let newest: Vec<_> = View::ALL.iter().map(|view| (*view, newest(view.word()))).collect();
    let mut rows = Vec::new();
    for place in 0..ranking.height() {
        let cell = (views.get(place), instants.get(place), slugs.get(place), variants.get(place));
        let (Some(Some(view)), Some(Some(at)), Some(Some(slug)), Some(Some(variant))) = cell else { continue };
        let Some((view, _)) = newest.iter().find(|(known, newest)| known.word() == *view && *newest == Some(*at))
        else {
            continue;
        };
        let window = window(*view, *at);
        let mut key = ModelKey::read(slug, window.1, aliases, "model_window")?;
        (*variant).clone_into(&mut key.variant);
        rows.push(Row { place, key, captured_at: *at, window });
    }
    Ok(rows)
}

/// First and last day of a view captured at `captured_at`.
fn window(view: View, captured_at: Timestamp) -> (Date, Date) {
    let days = match view {
        View::Day => 1,
        View::Week => 7,
        View::Month => 30,
    };
    let captured = day::of(captured_at);
    (day::shifted(captured, -days), day::shifted(captured, -1))
}

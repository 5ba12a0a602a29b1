//! `model_week`: tokens by week, model and variant, one truth per week.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Column, Frame,
    columns::{
        CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, MODEL, MODEL_LABEL,
        PROMPT_TOKENS, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{ModelChart, ModelWeek},
};

use crate::{
    Aliases, ModelKey, NormalizeError,
    capture::{Capture, chosen},
};

const COUNTS: [&Column; 4] = [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS];

/// One kept row of the chart.
struct Kept<'chart> {
    key: ModelKey,
    week: Date,
    /// Tokens, and of them prompt, completion and cached ones.
    counts: [Option<i64>; 4],
    origin: Option<&'chart str>,
    capture: &'chart Capture,
}

/// Tokens by week, model and variant from model charts.
///
/// Grain: week × model × variant that the chart names, `others` among them. Units: tokens; upstream's chart
/// does not split them into prompt and completion, so that is null but for archives that do. Which capture speaks for a week: as in `vendor_week`.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a slug; [`NormalizeError::Frame`] if two labels of one
/// week are the same model and variant.
pub fn model_week(chart: &Frame<ModelChart>, aliases: &Aliases) -> Result<Frame<ModelWeek>, NormalizeError> {
    let captures = chosen(chart);
    let rows = kept(chart, &captures, aliases)?;
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.capture.is_complete()))),
        truths(&IS_LEFT_CUT, rows.iter().map(|row| Some(row.capture.is_left_cut))),
        texts(&WEEK_ANCHOR, rows.iter().map(|row| Some(row.capture.anchor()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin)),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.capture.captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.capture.snapshot_id.as_str()))),
    ];
    for (place, column) in COUNTS.into_iter().enumerate() {
        columns.push(integers(column, rows.iter().map(|row| row.counts.get(place).copied().flatten())));
    }
    Ok(Frame::from_columns(columns)?)
}

fn kept<'chart>(
    chart: &'chart Frame<ModelChart>,
    captures: &'chart BTreeMap<Date, Capture>,
    aliases: &Aliases,
) -> Result<Vec<Kept<'chart>>, NormalizeError> {
    let (weeks, labels) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&MODEL_LABEL).texts());
    let (snapshots, counts) = (chart.cells(&SNAPSHOT_ID).texts(), COUNTS.map(|column| chart.cells(column).integers()));
    let mut rows = Vec::new();
    for (row, origin) in chart.cells(&VALUE_ORIGIN).texts().into_iter().enumerate() {
        let (Some(Some(week)), Some(Some(label))) = (weeks.get(row), labels.get(row)) else { continue };
        let Some(capture) = captures.get(week) else { continue };
        if snapshots.get(row).copied().flatten() != Some(capture.snapshot_id.as_str()) {
            continue;
        }
        let key = ModelKey::read(label, *week, aliases, "model_week").map_err(|error| error.at(chart, row))?;
        let counts = counts.each_ref().map(|cells| cells.get(row).copied().flatten());
        rows.push(Kept { key, week: *week, counts, origin, capture });
    }
    Ok(rows)
}

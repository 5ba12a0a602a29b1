//! `model_week_vintage`: what was believed of a week, model and variant, and from when to when.

use schema::{
    Frame, Table,
    columns::{IS_ATTRIBUTED, IS_LOWER_BOUND, MODEL, VALUE_ORIGIN, VARIANT, VENDOR},
    series::{integers, texts, truths},
    tables::{ModelChart, ModelDaily, ModelWeekVintage},
};

use crate::{
    Aliases, Arrivals, Charted, NormalizeError,
    day_replay::DailyRows,
    model_week::{COUNTS, ModelRows, of_days},
    vintage::{Voice, columns, turns, vintages},
};

/// Every value that `model_week` ever had, as captures arrived.
///
/// Grain: week × model × variant × instant from which it was believed. Units: tokens. What a row means, and which rows are
/// `model_week` as of an instant: as in [`vendor_week_vintage`](crate::vendor_week_vintage()).
///
/// # Errors
/// As `model_week`, for captures that newer ones have replaced, too.
pub fn model_week_vintage(
    chart: &Charted<ModelChart>,
    daily: &Frame<ModelDaily>,
    aliases: &Aliases,
    arrivals: &Arrivals,
) -> Result<Frame<ModelWeekVintage>, NormalizeError> {
    let (charted, listed) = (ModelRows::of(chart.rows(), aliases), DailyRows::of(daily, aliases));
    let turns = turns(chart.captures(), daily, arrivals);
    let rows = vintages(
        &turns,
        ModelWeekVintage::SPEC.name,
        |one, other| charted.are_same(one, other),
        |voice| {
            let said = match voice {
                Voice::Chart(capture) => charted.said(capture)?,
                Voice::Days(week) => of_days(listed.rows(week)?),
            };
            Ok(said.into_iter().map(|said| ((said.key.model.clone(), said.key.variant.clone()), said)).collect())
        },
    )?;
    let mut columns = columns(&rows);
    columns.extend([
        texts(&MODEL, rows.iter().map(|row| Some(row.said.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.said.key.variant.as_str()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.said.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.said.key.is_attributed))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|row| Some(row.said.is_lower_bound))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.said.origin.word()))),
    ]);
    for (place, column) in COUNTS.into_iter().enumerate() {
        columns.push(integers(column, rows.iter().map(|row| row.said.counts.get(place).copied().flatten())));
    }
    Ok(Frame::from_columns(columns)?)
}

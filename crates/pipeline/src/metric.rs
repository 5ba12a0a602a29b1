//! Figures of what was made, which a pipeline file may bound. Leaves out what a missed bound means: see `bound`.

use std::collections::BTreeSet;

use schema::{
    Board, Column, MatchClass, View,
    columns::{
        APP_ID, BOARD, IS_ATTRIBUTED, IS_COMPLETE, MATCH_CLASS, MODEL_ID, TOKENS, VENDOR, VIEW, WEEK_START_DATE,
    },
    series::Cells,
    tables::{AppModelWeek, Catalog, ModelWeek, ModelWindow, PricedUsage, VendorWeek},
};
use serde::Deserialize;

use crate::frames::Frames;

/// The range of a metric.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Range {
    /// Below it, a run stops.
    pub min: Option<f64>,
    /// Above it, a run warns.
    pub max: Option<f64>,
}

/// A figure of what was made.
#[derive(Debug)]
pub struct Metric {
    /// Its name in `[bounds]`.
    pub name: &'static str,
    /// Reads it off the tables; `None` where the table is not made.
    pub of: fn(&Frames) -> anyhow::Result<Option<f64>>,
}

/// Every metric there is.
pub const METRICS: &[Metric] = &[
    // Complete weeks in `vendor_week`.
    Metric { name: "vendor_weeks", of: |frames| complete_weeks::<VendorWeek>(frames) },
    // Complete weeks in `model_week`.
    Metric { name: "model_weeks", of: |frames| complete_weeks::<ModelWeek>(frames) },
    // Vendors in `vendor_week`, those that are one.
    Metric { name: "vendors", of: |frames| distinct::<VendorWeek>(frames, &VENDOR, Some(&IS_ATTRIBUTED)) },
    // Rows of the month view.
    Metric { name: "site_models", of: site_models },
    // Models in the catalogues.
    Metric { name: "catalog_models", of: |frames| distinct::<Catalog>(frames, &MODEL_ID, None) },
    // Apps with a chart.
    Metric { name: "apps", of: |frames| distinct::<AppModelWeek>(frames, &APP_ID, None) },
    // Tokens with a price over all tokens of the board.
    Metric { name: "site_coverage_share", of: |frames| coverage(frames, Board::Site) },
    Metric { name: "apps_coverage_share", of: |frames| coverage(frames, Board::Apps) },
];

fn complete_weeks<T: schema::Table>(frames: &Frames) -> anyhow::Result<Option<f64>> {
    distinct::<T>(frames, &WEEK_START_DATE, Some(&IS_COMPLETE))
}

/// How many different values `column` has, over the rows where `truth` holds.
fn distinct<T: schema::Table>(frames: &Frames, column: &Column, truth: Option<&Column>) -> anyhow::Result<Option<f64>> {
    if !frames.has(T::SPEC.name) {
        return Ok(None);
    }
    let frame = frames.frame::<T>()?;
    let counts = truth.map(|truth| Cells::of(frame.data(), truth).truths());
    let holds = |row: usize| counts.as_ref().is_none_or(|truths| truths.get(row) == Some(&Some(true)));
    let cells = (0..frame.height()).filter(|row| holds(*row));
    let values: BTreeSet<_> = cells.filter_map(|row| schema::cell_text(frame.data(), column, row)).collect();
    Ok(Some(count(values.len())))
}

fn site_models(frames: &Frames) -> anyhow::Result<Option<f64>> {
    if !frames.has("model_window") {
        return Ok(None);
    }
    let frame = frames.frame::<ModelWindow>()?;
    let views = frame.cells(&VIEW).texts();
    Ok(Some(count(views.into_iter().filter(|view| *view == Some(View::Month.word())).count())))
}

#[expect(clippy::cast_precision_loss, reason = "a share for a bound, not for a table")]
fn coverage(frames: &Frames, board: Board) -> anyhow::Result<Option<f64>> {
    if !frames.has("priced_usage") {
        return Ok(None);
    }
    let frame = frames.frame::<PricedUsage>()?;
    let (boards, classes) = (frame.cells(&BOARD).texts(), frame.cells(&MATCH_CLASS).texts());
    let (mut priced, mut all) = (0_i64, 0_i64);
    for ((on, class), tokens) in boards.into_iter().zip(classes).zip(frame.cells(&TOKENS).integers()) {
        let tokens = tokens.filter(|_| on == Some(board.word())).unwrap_or_default();
        all = all.saturating_add(tokens);
        if class == Some(MatchClass::Priced.word()) {
            priced = priced.saturating_add(tokens);
        }
    }
    Ok((all > 0).then(|| priced as f64 / all as f64))
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
fn count(count: usize) -> f64 {
    count as f64
}

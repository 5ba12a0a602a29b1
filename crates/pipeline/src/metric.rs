//! Figures of what was made, which a pipeline file may bound. Leaves out what a missed bound means: see `bound`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::prelude::col;
use schema::{
    Board, Column, MatchClass, View, WindowKind,
    columns::{
        APP_ID, ASOF_INPUT, ASOF_MATCH_CLASS, ASOF_OUTPUT, BOARD, DAY_DATE, INPUT_PRICE, IS_ATTRIBUTED, IS_COMPLETE,
        MATCH_CLASS, MODEL_ID, OUTPUT_PRICE, TOKENS, VARIANT, VENDOR, VIEW, WEEK_START_DATE, WINDOW_KIND,
        WINDOW_START_DATE,
    },
    tables::{AppModelWeek, Catalog, ModelDay, ModelWeek, ModelWindow, PricedUsage, VendorWeek},
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
    /// What it counts.
    pub doc: &'static str,
    /// The table that it is read off.
    pub reads: &'static str,
    /// Reads it off the tables; `None` where the table is not made.
    pub of: fn(&Frames) -> anyhow::Result<Option<f64>>,
}

/// Every metric there is.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "days",
        doc: "days of the daily data that are over",
        reads: "model_day",
        of: |frames| distinct::<ModelDay>(frames, &DAY_DATE, None),
    },
    Metric {
        name: "vendor_weeks",
        doc: "complete weeks of the vendor series",
        reads: "vendor_week",
        of: |frames| complete_weeks::<VendorWeek>(frames),
    },
    Metric {
        name: "model_weeks",
        doc: "complete weeks of the model series",
        reads: "model_week",
        of: |frames| complete_weeks::<ModelWeek>(frames),
    },
    Metric {
        name: "vendors",
        doc: "vendors that the vendor series names in any week, `others` and routers not counted",
        reads: "vendor_week",
        of: |frames| distinct::<VendorWeek>(frames, &VENDOR, Some(&IS_ATTRIBUTED)),
    },
    Metric { name: "site_models", doc: "rows of the month view", reads: "model_window", of: site_models },
    Metric { name: "site_tokens", doc: "tokens of the month view", reads: "model_window", of: site_tokens },
    Metric {
        name: "catalog_models",
        doc: "models in the catalogues",
        reads: "catalog",
        of: |frames| distinct::<Catalog>(frames, &MODEL_ID, None),
    },
    Metric {
        name: "apps",
        doc: "apps with a chart",
        reads: "app_model_week",
        of: |frames| distinct::<AppModelWeek>(frames, &APP_ID, None),
    },
    Metric {
        name: "site_coverage_share",
        doc: "tokens with a price over all tokens of the board `site`, 0 to 1",
        reads: "priced_usage",
        of: |frames| coverage(frames, Board::Site),
    },
    Metric {
        name: "site_coverage_loss_share",
        doc: "coverage by tokens, but of free variants that have ended, that the newest week of the board `site` lacks beside the \
              middle one of its weeks, 0 to 1",
        reads: "priced_usage",
        of: coverage_loss,
    },
    Metric {
        name: "site_zero_price_share",
        doc: "tokens of standard variants at a price of 0 over all tokens of them that have a price, on the board `site`, 0 to 1",
        reads: "priced_usage",
        of: zero_prices,
    },
    Metric {
        name: "site_kept_price_share",
        doc: "tokens of standard variants whose newest list price lies within five times of what was in force in the window, \
              over all tokens of them that had one other than 0 then, on the board `site`, 0 to 1",
        reads: "priced_usage",
        of: kept_prices,
    },
    Metric {
        name: "apps_coverage_share",
        doc: "tokens with a price over all tokens of the board `apps`, 0 to 1",
        reads: "priced_usage",
        of: |frames| coverage(frames, Board::Apps),
    },
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
    let rows = truth.map_or_else(|| Ok(frame.clone()), |truth| frame.only(col(truth.name)))?;
    Ok(Some(count(rows.data().column(column.name)?.drop_nulls().n_unique()?)))
}

fn site_models(frames: &Frames) -> anyhow::Result<Option<f64>> {
    if !frames.has("model_window") {
        return Ok(None);
    }
    let frame = frames.frame::<ModelWindow>()?;
    let views = frame.cells(&VIEW).texts();
    Ok(Some(count(views.into_iter().filter(|view| *view == Some(View::Month.word())).count())))
}

#[expect(clippy::cast_precision_loss, reason = "a sum for a bound, not for a table")]
fn site_tokens(frames: &Frames) -> anyhow::Result<Option<f64>> {
    if !frames.has("model_window") {
        return Ok(None);
    }
    let frame = frames.frame::<ModelWindow>()?;
    let rows = frame.cells(&VIEW).texts().into_iter().zip(frame.cells(&TOKENS).integers());
    let month = rows.filter(|(view, _)| *view == Some(View::Month.word()));
    Ok(Some(month.filter_map(|(_, tokens)| tokens).map(|tokens| tokens as f64).sum()))
}

#[expect(clippy::cast_precision_loss, reason = "a share for a bound, not for a table")]
fn coverage(frames: &Frames, board: Board) -> anyhow::Result<Option<f64>> {
    if !frames.has("priced_usage") {
        return Ok(None);
    }
    let frame = frames.frame::<PricedUsage>()?;
    let (boards, classes) = (frame.cells(&BOARD).texts(), frame.cells(&MATCH_CLASS).texts());
    let (mut priced, mut all) = (0_i64, 0_i64);
    let kinds = frame.cells(&WINDOW_KIND).texts();
    let rows = boards.into_iter().zip(kinds).zip(classes).zip(frame.cells(&TOKENS).integers());
    for (((on, kind), class), tokens) in rows {
        let is_of_board = on == Some(board.word()) && kind == Some(WindowKind::Board.word());
        let tokens = tokens.filter(|_| is_of_board).unwrap_or_default();
        all = all.saturating_add(tokens);
        if class == Some(MatchClass::Priced.word()) {
            priced = priced.saturating_add(tokens);
        }
    }
    Ok((all > 0).then(|| priced as f64 / all as f64))
}

/// Free traffic is free by its variant: a price of 0 on much else is how a feed of prices dies.
fn zero_prices(frames: &Frames) -> anyhow::Result<Option<f64>> {
    if !frames.has("priced_usage") {
        return Ok(None);
    }
    let frame = frames.frame::<PricedUsage>()?;
    let text = |column| frame.cells(column).texts();
    let [boards, kinds, variants, classes] = [&BOARD, &WINDOW_KIND, &VARIANT, &MATCH_CLASS].map(text);
    let [inputs, outputs] = [&INPUT_PRICE, &OUTPUT_PRICE].map(|column| frame.cells(column).reals());
    let tokens = frame.cells(&TOKENS).integers();
    let said = |cells: &[Option<&str>], row: usize, word: &str| cells.get(row).copied().flatten() == Some(word);
    let (mut free, mut all) = (0_i64, 0_i64);
    for (row, tokens) in tokens.into_iter().enumerate() {
        let is_board = said(&boards, row, Board::Site.word()) && said(&kinds, row, WindowKind::Board.word());
        let is_priced = said(&variants, row, "standard") && said(&classes, row, MatchClass::Priced.word());
        let (Some(tokens), true) = (tokens, is_board && is_priced) else { continue };
        let is_zero = [&inputs, &outputs].iter().all(|prices| prices.get(row).copied().flatten() == Some(0.0));
        all = all.saturating_add(tokens);
        free = free.saturating_add(if is_zero { tokens } else { 0 });
    }
    Ok((all > 0).then(|| share(free, all)))
}

/// A guard counts models, and the ten that have most of the tokens are few: their prices at 0 or times ten are seen here.
fn kept_prices(frames: &Frames) -> anyhow::Result<Option<f64>> {
    const MOST_MOVED: f64 = 5.0;
    if !frames.has("priced_usage") {
        return Ok(None);
    }
    let frame = frames.frame::<PricedUsage>()?;
    let [boards, kinds, variants] = [&BOARD, &WINDOW_KIND, &VARIANT].map(|column| frame.cells(column).texts());
    let parts = [(&INPUT_PRICE, &ASOF_INPUT), (&OUTPUT_PRICE, &ASOF_OUTPUT)]
        .map(|(newest, then)| (frame.cells(newest).reals(), frame.cells(then).reals()));
    let said = |cells: &[Option<&str>], row: usize, word: &str| cells.get(row).copied().flatten() == Some(word);
    let (mut kept, mut all) = (0_i64, 0_i64);
    for (row, tokens) in frame.cells(&TOKENS).integers().into_iter().enumerate() {
        let is_board = said(&boards, row, Board::Site.word()) && said(&kinds, row, WindowKind::Board.word());
        let (Some(tokens), true) = (tokens, is_board && said(&variants, row, "standard")) else { continue };
        let both = parts.iter().filter_map(|(newest, then)| Some(((*newest.get(row)?)?, (*then.get(row)?)?)));
        let both: Vec<(f64, f64)> = both.filter(|(_, then)| *then > 0.0).collect();
        if both.is_empty() {
            continue;
        }
        let is_kept = both.iter().all(|(now, then)| now * MOST_MOVED >= *then && *now <= then * MOST_MOVED);
        all = all.saturating_add(tokens);
        kept = kept.saturating_add(if is_kept { tokens } else { 0 });
    }
    Ok((all > 0).then(|| share(kept, all)))
}

/// Falls where prices go missing while tokens stay. None with fewer than four weeks: there is no middle to speak of.
fn coverage_loss(frames: &Frames) -> anyhow::Result<Option<f64>> {
    const FEWEST_WEEKS: usize = 4;
    if !frames.has("priced_usage") {
        return Ok(None);
    }
    let frame = frames.frame::<PricedUsage>()?;
    let text = |column| frame.cells(column).texts();
    let (boards, kinds, classes) = (text(&BOARD), text(&WINDOW_KIND), text(&ASOF_MATCH_CLASS));
    let (weeks, tokens) = (frame.cells(&WINDOW_START_DATE).dates(), frame.cells(&TOKENS).integers());
    let mut sums: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    for ((((board, kind), class), week), tokens) in boards.into_iter().zip(kinds).zip(classes).zip(weeks).zip(tokens) {
        let is_week = board == Some(Board::Site.word()) && kind == Some(WindowKind::Week.word());
        // A free variant that has left the catalogue is no price that went missing.
        let counts = is_week && class != Some(MatchClass::FreeEnded.word());
        let (Some(week), Some(tokens), true) = (week, tokens, counts) else { continue };
        let (priced, all) = sums.entry(week).or_default();
        *all = all.saturating_add(tokens);
        *priced = priced.saturating_add(if class == Some(MatchClass::Priced.word()) { tokens } else { 0 });
    }
    let mut shares: Vec<f64> =
        sums.values().filter(|(_, all)| *all > 0).map(|(priced, all)| share(*priced, *all)).collect();
    let newest = shares.last().copied();
    shares.sort_by(f64::total_cmp);
    let middle = shares.get(shares.len() / 2).copied().filter(|_| shares.len() >= FEWEST_WEEKS);
    Ok(middle.zip(newest).map(|(middle, newest)| (middle - newest).max(0.0)))
}

#[expect(clippy::cast_precision_loss, reason = "a share for a bound, not for a table")]
fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
fn count(count: usize) -> f64 {
    count as f64
}

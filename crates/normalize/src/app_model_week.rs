//! `app_model_week`: tokens by week, app and model, from the charts of public app pages.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame,
    columns::{
        APP_ID, APP_NAME, APP_SLUG, CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, MODEL, MODEL_LABEL, SNAPSHOT_ID, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{AppModelChart, AppModelWeek, AppRanking},
};

use crate::{
    Aliases, ModelKey, NormalizeError,
    capture::{anchor, is_over},
};

/// One row of the newest capture of its app and week.
struct Row<'chart> {
    key: ModelKey,
    week: Date,
    app: &'chart str,
    at: Timestamp,
    tokens: Option<i64>,
    origin: Option<&'chart str>,
    snapshot: Option<&'chart str>,
}

/// Tokens by week, app and model from app pages.
///
/// Grain: week × app × model; upstream merges variants here. Units: tokens. Of several captures of one app and week the
/// newest counts. The app's name comes from an app list where one is among the inputs, else it is null.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a slug; [`NormalizeError::Frame`] if two labels of one
/// app and week are the same model.
pub fn app_model_week(
    chart: &Frame<AppModelChart>,
    apps: &Frame<AppRanking>,
    aliases: &Aliases,
) -> Result<Frame<AppModelWeek>, NormalizeError> {
    let rows = rows(chart, aliases)?;
    let names = names(apps);
    let columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&APP_ID, rows.iter().map(|row| Some(row.app))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        integers(&TOKENS, rows.iter().map(|row| row.tokens)),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(is_over(row.week, row.at)))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        texts(&WEEK_ANCHOR, rows.iter().map(|row| Some(anchor(row.week)))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin)),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| row.snapshot)),
        texts(&APP_NAME, rows.iter().map(|row| names.get(row.app).copied())),
    ];
    Ok(Frame::from_columns(columns)?)
}

fn rows<'chart>(chart: &'chart Frame<AppModelChart>, aliases: &Aliases) -> Result<Vec<Row<'chart>>, NormalizeError> {
    let (weeks, apps) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&APP_ID).texts());
    let (labels, instants) = (chart.cells(&MODEL_LABEL).texts(), chart.cells(&CAPTURED_AT).instants());
    let (tokens, origins) = (chart.cells(&TOKENS).integers(), chart.cells(&VALUE_ORIGIN).texts());
    let mut newest: BTreeMap<(&str, Date), Timestamp> = BTreeMap::new();
    for ((app, week), at) in apps.iter().zip(&weeks).zip(&instants) {
        if let (Some(app), Some(week), Some(at)) = (app, week, at) {
            let newest = newest.entry((*app, *week)).or_insert(*at);
            *newest = (*newest).max(*at);
        }
    }
    let mut rows = Vec::new();
    for (row, snapshot) in chart.cells(&SNAPSHOT_ID).texts().into_iter().enumerate() {
        let cell = (weeks.get(row), apps.get(row), labels.get(row), instants.get(row));
        let (Some(Some(week)), Some(Some(app)), Some(Some(label)), Some(Some(at))) = cell else { continue };
        if newest.get(&(*app, *week)) != Some(at) {
            continue;
        }
        let key = ModelKey::read(label, *week, aliases, "app_model_week")?;
        let (tokens, origin) = (tokens.get(row).copied().flatten(), origins.get(row).copied().flatten());
        rows.push(Row { key, week: *week, app, at: *at, tokens, origin, snapshot });
    }
    Ok(rows)
}

/// Names by number and by slug: an app page is asked for by either.
fn names(apps: &Frame<AppRanking>) -> BTreeMap<&str, &str> {
    let (ids, slugs) = (apps.cells(&APP_ID).texts(), apps.cells(&APP_SLUG).texts());
    let names = apps.cells(&APP_NAME).texts();
    let keys = ids.into_iter().chain(slugs);
    keys.zip(names.iter().chain(&names)).filter_map(|(id, name)| Some((id?, (*name)?))).collect()
}

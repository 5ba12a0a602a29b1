//! `apps/page`: one stream per app, with the app's weekly tokens by model.

use serde_json::json;

use super::{
    CAPTURED_AT, NO_LICENCE, RECORDED_BY,
    page::{CHART, MAIN, STREAM, TEXT, begun, main},
};
use crate::{
    SampleError,
    chart::{Point, chart, weeks},
    element::{element, nested},
    figures::{self, App, AppModelWeek},
    snapshot::{Facts, OriginEntry, Snapshot},
};

const CITATION: &str = "made in the form of OpenRouter, openrouter.ai/apps, of April 2026; apps, models and proportions \
    after Kenneth-Top/workflows- (2026-04-21), prices of that day's catalogue after jvrck/openrouterlist";
const NOTE: &str = "Made: no page of that day is public. Real apps and real models in real proportions, bent as little as \
    the published vendor prices and leaderboard ask for at real list prices; the figures' README tells how.";
const BECAUSE: &str = "app pages of that day are not public; weights found so that the published prices come out";

const DATA: u32 = 0xb;

/// One snapshot per app of the list.
pub(super) fn snapshots() -> Result<Vec<Snapshot>, SampleError> {
    let rows = figures::app_models()?;
    let weeks = weeks(rows.iter().map(|row| row.week_start_date.as_str()));
    Ok(figures::apps()?.iter().map(|app| snapshot(app, &weeks, &rows)).collect())
}

fn snapshot(app: &App, weeks: &[&str], rows: &[AppModelWeek]) -> Snapshot {
    let facts = Facts {
        source: "apps",
        request: "page",
        argument: Some(app.slug.clone()),
        captured_at: CAPTURED_AT,
        recorded_by: RECORDED_BY,
        licence: NO_LICENCE,
        citation: CITATION,
        note: NOTE,
    };
    let origins = vec![OriginEntry::made("app_model_chart", BECAUSE)];
    Snapshot { facts, form: STREAM, body: stream(app, weeks, rows), origins }
}

fn stream(app: &App, weeks: &[&str], rows: &[AppModelWeek]) -> Vec<u8> {
    let of_app = rows.iter().filter(|row| row.app_slug == app.slug);
    let points: Vec<_> = of_app.map(point).collect();
    let usage = element(CHART, &json!({"appId": app.id, "unit": "tokens", "data": chart(weeks, &points)}));
    let parts = [nested("p", "about", &format!("${TEXT:x}").into()), format!("$L{DATA:x}").into()];
    let mut stream = begun(&["apps", &app.slug]);
    stream.model(MAIN, &main(&app.name, &parts));
    stream.text(TEXT, &format!("Usage of {} on OpenRouter — by model, week by week.", app.name));
    stream.model(DATA, &nested("div", "card", &usage));
    stream.into_bytes()
}

fn point(row: &AppModelWeek) -> Point<'_> {
    Point { week: &row.week_start_date, label: &row.model, tokens: row.tokens }
}

//! `rankings_page`: the stream of the rankings page with vendor chart, model chart and app list, and the HTML page that
//! carries the same stream.

use serde_json::{Value, json};

use super::{
    CAPTURED_AT, NO_LICENCE, RECORDED_BY,
    page::{APP_LIST, CHART, HTML, MAIN, STREAM, TEXT, begun, main},
};
use crate::{
    SampleError, carrier,
    chart::{Point, chart, weeks},
    element::{element, nested, prose},
    figures::{self, App, ModelWeek, VendorWeek},
    snapshot::{Facts, Form, OriginEntry, Snapshot},
};

const VENDORS: u32 = 0xb;
const MODELS: u32 = 0xc;
const APPS: u32 = 0xd;
/// The model chart alone, as data: [`MODELS`] refers to it.
const MODEL_WEEKS: u32 = 0x1f;

/// Bytes between two cuts of the carrier.
const PUSH_BYTES: usize = 4093;

const CITATION: &str = "OpenRouter, openrouter.ai/rankings, retrieved 2026-04-14; vendor figures as in the published \
    analysis of that page and in Kenneth-Top/workflows- (2026-04-21), site totals from clarencechien/AIFactor";
const NOTE: &str = "The page's own bytes are lost. The vendor chart has its figures (50 weeks observed, three \
    reconstructed); model chart and app list are made, so that the demo has something to read.";

/// Characters of two, three and four bytes, and a dollar sign that is no reference: what a reader has to survive.
const METHOD: &str = "Tokens are prompt + completion, counted by each provider’s own tokenizer — a naïve sum. \
    Weeks of vendors begin on Sunday, weeks of models on Monday. 模型 and apps: 📊. $ signs mean nothing in a text row.";

/// The stream and its carrier.
pub(super) fn snapshots() -> Result<Vec<Snapshot>, SampleError> {
    let vendors = figures::vendor_chart()?;
    let stream = stream(&vendors, &figures::model_chart()?, &figures::apps()?);
    let page = carrier::html(&stream, &carrier::awkward_cuts(&stream, PUSH_BYTES));
    let origins = origins(&vendors);
    Ok(vec![snapshot("stream", STREAM, stream, origins.clone()), snapshot("page", HTML, page, origins)])
}

fn snapshot(request: &'static str, form: Form, body: Vec<u8>, origins: Vec<OriginEntry>) -> Snapshot {
    let facts = Facts {
        source: "rankings_page",
        request,
        argument: None,
        captured_at: CAPTURED_AT,
        recorded_by: RECORDED_BY,
        licence: NO_LICENCE,
        citation: CITATION,
        note: NOTE,
    };
    Snapshot { facts, form, body, origins }
}

/// Charts deep inside elements, behind lazy references and a path; the same list shown twice by two of them.
fn stream(vendors: &[VendorWeek], models: &[ModelWeek], apps: &[App]) -> Vec<u8> {
    let mut stream = begun(&["rankings"]);
    stream.model(MAIN, &main("LLM Rankings", &below_headline()));
    stream.text(TEXT, METHOD);
    stream.model(VENDORS, &vendor_section(vendors));
    stream.model(MODELS, &model_section());
    stream.model(APPS, &app_section(apps));
    stream.model(MODEL_WEEKS, &whole(models.iter().map(model_point)));
    stream.into_bytes()
}

fn below_headline() -> Vec<Value> {
    let prices = json!([prose("$0.05"), " to ", prose("$25.00"), " per million tokens"]);
    let shares = json!({"unit": "share", "data": format!("${VENDORS:x}:props:children:1:props:children:props:data")});
    vec![
        nested("p", "lede", &prices),
        nested("section", "tokens", &format!("$L{VENDORS:x}").into()),
        nested("section", "share", &element(CHART, &shares)),
        nested("section", "models", &format!("$L{MODELS:x}").into()),
        nested("section", "apps", &format!("$L{APPS:x}").into()),
        nested("footer", "method", &format!("${TEXT:x}").into()),
    ]
}

fn vendor_section(vendors: &[VendorWeek]) -> Value {
    let title = element("h2", &json!({"children": "Market Share"}));
    let data = whole(vendors.iter().map(vendor_point));
    let card = nested("div", "card", &element(CHART, &json!({"unit": "tokens", "data": data})));
    nested("div", "vendors", &json!([title, card]))
}

fn model_section() -> Value {
    let title = element("h2", &json!({"children": "Top Models"}));
    let chart = element(CHART, &json!({"unit": "tokens", "isLive": true, "data": format!("${MODEL_WEEKS:x}")}));
    nested("div", "models", &json!([title, nested("div", "card", &chart)]))
}

/// A chart of all the weeks that its points have.
fn whole<'figures>(points: impl Iterator<Item = Point<'figures>>) -> Value {
    let points: Vec<_> = points.collect();
    chart(&weeks(points.iter().map(|point| point.week)), &points)
}

fn vendor_point(row: &VendorWeek) -> Point<'_> {
    Point { week: &row.week_start_date, label: &row.vendor, tokens: row.tokens }
}

fn model_point(row: &ModelWeek) -> Point<'_> {
    Point { week: &row.week_start_date, label: &row.model, tokens: row.tokens }
}

fn app_section(apps: &[App]) -> Value {
    let rows: Value = apps.iter().map(app).collect();
    nested("div", "apps", &element(APP_LIST, &json!({"view": "month", "apps": rows})))
}

fn app(app: &App) -> Value {
    let categories: Vec<_> = app.categories.split_whitespace().collect();
    json!({
        "rank": app.rank,
        "app_id": app.id,
        "total_tokens": app.total_tokens.to_string(),
        "total_requests": app.total_requests,
        "app": {
            "id": app.id,
            "slug": app.slug,
            "title": prose(&app.name),
            "description": null,
            "categories": categories,
            "origin_url": app.origin_url,
            "main_url": null,
            "source_code_url": null,
            "favicon_url": null,
            "icon_class_name": null,
            "created_at": app.created_at,
            "related_apps": [],
        },
    })
}

fn origins(vendors: &[VendorWeek]) -> Vec<OriginEntry> {
    let reconstructed = vendors.iter().filter(|row| row.origin != "observed").map(|row| row.week_start_date.as_str());
    let week = |week: &str| OriginEntry {
        block: "vendor_chart",
        week: Some(week.to_owned()),
        key: None,
        value: "reconstructed".to_owned(),
        because: "from the published window sums: no public capture has this week as it was on that day",
    };
    let mut origins: Vec<_> = weeks(reconstructed).into_iter().map(week).collect();
    origins.push(OriginEntry::made("model_chart", "site totals are real, their split over models is not"));
    origins.push(OriginEntry::made("app_ranking", "real apps; tokens are the sums of the made app pages"));
    origins
}

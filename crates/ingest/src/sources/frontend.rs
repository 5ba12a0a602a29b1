//! `frontend`: the JSON behind upstream's pages. Undocumented and under disputed terms, so only ever imported here;
//! fetching it is off until a user turns it on.

use jiff::civil::Date;
use schema::{
    Frame, View,
    columns::{
        APP_ID, APP_NAME, APP_RANK, APP_SLUG, CACHED_TOKENS, CHANGE_RATIO, COMPLETION_TOKENS, LAST_DAY_DATE, MODEL_LABEL,
        MODEL_PERMASLUG, PROMPT_TOKENS, REQUEST_COUNT, TOKENS, VARIANT, VENDOR_LABEL, VIEW,
    },
    series::{dates, integers, reals, texts},
    tables::{AppRanking, ModelChart, ModelRanking, VendorChart},
};
use serde_json::Value;

use super::columns::{Place, chart, provenance};
use crate::{
    Answer, IngestError, Ingested, Note, Request, Source,
    chart::{Level, only},
    entry::{Entry, Unknown, rows, wrong},
    json,
};

const RETRIEVED: &str = "OpenRouter, openrouter.ai/rankings, retrieved {captured_at}";

pub(super) const SOURCE: Source = Source {
    id: "frontend",
    doc: "JSON behind the pages of openrouter.ai: charts, model rankings, app lists",
    home: "https://openrouter.ai/rankings",
    licence: "none stated for these paths; facts",
    citation: RETRIEVED,
    requests: &[
        Request {
            name: "market-share",
            doc: "weekly tokens by vendor, top nine or ten and others",
            url: "https://openrouter.ai/api/frontend/v1/rankings/market-share",
            argument: None,
            extension: "json",
            tables: &["vendor_chart"],
            parse: market_share,
        },
        Request {
            name: "model-rankings-chart",
            doc: "weekly tokens by model, top nine and others",
            url: "https://openrouter.ai/api/frontend/v1/rankings/model-rankings-chart",
            argument: None,
            extension: "json",
            tables: &["model_chart"],
            parse: model_rankings_chart,
        },
        ranking("models-day", "every model's tokens of the last complete UTC day", "view=day", models_day),
        ranking("models-week", "every model's tokens of the last seven days", "view=week", models_week),
        ranking("models-month", "every model's tokens of the last thirty days", "view=month", models_month),
        Request {
            name: "apps",
            doc: "the largest public apps of the last day, week and month",
            url: "https://openrouter.ai/api/frontend/v1/rankings/apps",
            argument: None,
            extension: "json",
            tables: &["app_ranking"],
            parse: apps,
        },
    ],
};

const fn ranking(
    name: &'static str,
    doc: &'static str,
    query: &'static str,
    parse: fn(&Answer<'_>) -> Result<Ingested, IngestError>,
) -> Request {
    let url = match query.as_bytes() {
        b"view=day" => "https://openrouter.ai/api/frontend/v1/rankings/models?view=day",
        b"view=week" => "https://openrouter.ai/api/frontend/v1/rankings/models?view=week",
        _ => "https://openrouter.ai/api/frontend/v1/rankings/models?view=month",
    };
    Request { name, doc, url, argument: None, extension: "json", tables: &["model_ranking"], parse }
}

fn market_share(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let mut ingested = Ingested::default();
    let found = only(Level::Vendor, "vendor_chart", [("$.data".to_owned(), &data)])?;
    ingested.add(chart::<VendorChart>(answer, found, &VENDOR_LABEL, Vec::new())?);
    Ok(ingested)
}

/// The chart stands under `data.data`, and under `data` where a tracker kept the inner answer only.
fn model_rankings_chart(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let place = data.get("data").map_or(("$.data", &data), |inner| ("$.data.data", inner));
    let mut ingested = Ingested::default();
    let found = only(Level::Model, "model_chart", [(place.0.to_owned(), place.1)])?;
    ingested.add(chart::<ModelChart>(answer, found, &MODEL_LABEL, Vec::new())?);
    Ok(ingested)
}

fn models_day(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    models(answer, View::Day)
}

fn models_week(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    models(answer, View::Week)
}

fn models_month(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    models(answer, View::Month)
}

fn models(answer: &Answer<'_>, view: View) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let mut ingested = Ingested::default();
    let (frame, notes) = model_ranking(answer, view, &data, "$.data")?;
    ingested.add(frame);
    ingested.notes = notes;
    Ok(ingested)
}

/// One model-variant of a view.
struct Usage<'json> {
    permaslug: &'json str,
    variant: &'json str,
    prompt: i64,
    completion: i64,
    total: i64,
    cached: Option<i64>,
    requests: Option<i64>,
    change: Option<f64>,
    last_day: Option<Date>,
    place: Place,
}

const USED: &[&str] = &[
    "change", "count", "date", "model_permaslug", "total_completion_tokens", "total_native_tokens_cached",
    "total_prompt_tokens", "variant",
];
/// Known and left aside: repeats of other fields, or counts of something other than tokens.
const IGNORED: &[&str] = &[
    "image_output_requests", "num_audio_prompt", "num_media_completion", "num_media_prompt", "num_video_prompt",
    "rankingMetricValue", "requests_with_tool_call_errors", "rerank_documents", "stt_transcript_characters",
    "total_byok_completion_tokens", "total_byok_prompt_tokens", "total_native_tokens_reasoning", "total_tool_calls",
    "total_usage", "variant_permaslug", "video_output_seconds",
];

/// Rows of a model view, wherever it stands. A cached count that is 0 in every row is dormant, not measured: null.
pub(super) fn model_ranking(
    answer: &Answer<'_>,
    view: View,
    list: &Value,
    path: &str,
) -> Result<(Frame<ModelRanking>, Vec<Note>), IngestError> {
    let mut unknown = Unknown::default();
    let mut usages = Vec::new();
    for (index, row) in rows(list, path)?.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let entry = Entry::of(row, &path)?;
        entry.audit(&[USED, IGNORED], &mut unknown);
        usages.push(usage(&entry, &path)?);
    }
    let mut notes: Vec<_> = unknown.notes("model_ranking").collect();
    if usages.iter().all(|usage| usage.cached == Some(0)) {
        let what = "`total_native_tokens_cached` is 0 in every row: dormant, taken as not measured".to_owned();
        notes.push(Note { block: "model_ranking", what, count: usages.len() });
        usages.iter_mut().for_each(|usage| usage.cached = None);
    }
    Ok((ranking_frame(answer, view, usages)?, notes))
}

fn usage<'json>(entry: &Entry<'json, '_>, path: &str) -> Result<Usage<'json>, IngestError> {
    let permaslug = entry.text("model_permaslug")?;
    let prompt = entry.count("total_prompt_tokens")?;
    let completion = entry.count("total_completion_tokens")?;
    let total = prompt.checked_add(completion).ok_or_else(|| IngestError::Value {
        path: path.to_owned(),
        expected: "a sum of prompt and completion below 2^63".to_owned(),
        found: format!("`{prompt}` and `{completion}`"),
    })?;
    let day = entry.optional_text("date")?;
    let last_day = day.map(|text| date(entry, text)).transpose()?;
    Ok(Usage {
        permaslug,
        variant: entry.text("variant")?,
        prompt,
        completion,
        total,
        cached: entry.optional_count("total_native_tokens_cached")?,
        requests: entry.optional_count("count")?,
        change: entry.optional_real("change")?,
        last_day,
        place: Place { path: path.to_owned(), week: None, key: permaslug.to_owned() },
    })
}

fn date(entry: &Entry<'_, '_>, text: &str) -> Result<Date, IngestError> {
    let date = text.get(..10).and_then(|day| day.parse().ok());
    date.ok_or_else(|| wrong(&entry.at("date"), "a date", &Value::String(text.to_owned())))
}

fn ranking_frame(answer: &Answer<'_>, view: View, usages: Vec<Usage<'_>>) -> Result<Frame<ModelRanking>, IngestError> {
    let mut columns = vec![
        texts(&VIEW, usages.iter().map(|_| Some(view.word()))),
        texts(&MODEL_PERMASLUG, usages.iter().map(|usage| Some(usage.permaslug))),
        texts(&VARIANT, usages.iter().map(|usage| Some(usage.variant))),
        integers(&TOKENS, usages.iter().map(|usage| Some(usage.total))),
        integers(&PROMPT_TOKENS, usages.iter().map(|usage| Some(usage.prompt))),
        integers(&COMPLETION_TOKENS, usages.iter().map(|usage| Some(usage.completion))),
        integers(&CACHED_TOKENS, usages.iter().map(|usage| usage.cached)),
        integers(&REQUEST_COUNT, usages.iter().map(|usage| usage.requests)),
        reals(&CHANGE_RATIO, usages.iter().map(|usage| usage.change)),
        dates(&LAST_DAY_DATE, usages.iter().map(|usage| usage.last_day)),
    ];
    let places: Vec<_> = usages.into_iter().map(|usage| usage.place).collect();
    columns.extend(provenance::<ModelRanking>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

fn apps(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let mut ingested = Ingested::default();
    let mut frames = Vec::new();
    for view in View::ALL {
        if let Some(list) = data.get(view.word()) {
            frames.push(app_ranking(answer, *view, list, &format!("$.data.{view}"))?);
        }
    }
    if frames.is_empty() {
        return Err(wrong("$.data", "`day`, `week` or `month`", &data));
    }
    ingested.add(Frame::stacked(frames)?);
    Ok(ingested)
}

/// One app of a view.
struct App<'json> {
    id: String,
    rank: i64,
    tokens: i64,
    requests: Option<i64>,
    slug: Option<&'json str>,
    name: Option<&'json str>,
    place: Place,
}

/// Rows of an app list, wherever it stands.
pub(super) fn app_ranking(
    answer: &Answer<'_>,
    view: View,
    list: &Value,
    path: &str,
) -> Result<Frame<AppRanking>, IngestError> {
    let mut apps = Vec::new();
    for (index, row) in rows(list, path)?.iter().enumerate() {
        apps.push(app(row, format!("{path}[{index}]"))?);
    }
    let mut columns = vec![
        texts(&VIEW, apps.iter().map(|_| Some(view.word()))),
        texts(&APP_ID, apps.iter().map(|app| Some(app.id.as_str()))),
        integers(&APP_RANK, apps.iter().map(|app| Some(app.rank))),
        integers(&TOKENS, apps.iter().map(|app| Some(app.tokens))),
        integers(&REQUEST_COUNT, apps.iter().map(|app| app.requests)),
        texts(&APP_SLUG, apps.iter().map(|app| app.slug.filter(|slug| !slug.is_empty()))),
        texts(&APP_NAME, apps.iter().map(|app| app.name)),
    ];
    let places: Vec<_> = apps.into_iter().map(|app| app.place).collect();
    columns.extend(provenance::<AppRanking>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

fn app(row: &Value, path: String) -> Result<App<'_>, IngestError> {
    let entry = Entry::of(row, &path)?;
    let id = entry.count("app_id")?.to_string();
    let about = entry.field("app").and_then(Value::as_object);
    let named = |name: &str| about.and_then(|about| about.get(name)).and_then(Value::as_str);
    Ok(App {
        rank: entry.count("rank")?,
        tokens: entry.count("total_tokens")?,
        requests: entry.optional_count("total_requests")?,
        slug: named("slug"),
        name: named("title"),
        place: Place { week: None, key: id.clone(), path: path.clone() },
        id,
    })
}

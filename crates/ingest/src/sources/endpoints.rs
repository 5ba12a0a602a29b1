//! `endpoints`: who serves a model, and at which prices. Official and without a key, one request per model.
//!
//! Prices contain upstream's discount already: the `discount` beside them is never applied again.

use std::collections::BTreeMap;

use schema::{
    Frame,
    columns::{
        CONTEXT_TOKENS, ENDPOINT_ID, MODEL_ID, MODEL_PERMASLUG, PROVIDER_NAME, QUANTIZATION, STATUS_CODE, UPTIME_SHARE,
    },
    series::{integers, reals, texts},
    tables::Endpoint,
};
use serde_json::Value;

use super::{
    columns::{Place, provenance},
    list_price::{self, ListPrice, demand_plausible},
};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    entry::{Entry, wrong},
    fields::Fields,
    json, model_slug,
    objects::read_each,
};

const MODEL: &str = "the model's permanent slug, with `--` in place of `/`";

pub(super) const SOURCE: Source = Source {
    id: "endpoints",
    doc: "the providers of each model on openrouter.ai, with their prices",
    home: "https://openrouter.ai/models",
    licence: "none stated; facts",
    citation: "OpenRouter endpoints API, retrieved {captured_at}",
    access: Access::Open,
    pace: Pace { per_minute: 30, per_day: 600 },
    requests: &[Request {
        name: "prices",
        doc: "who serves a model now, and at which prices",
        url: "https://openrouter.ai/api/v1/models/{slug}/endpoints",
        argument: Some(MODEL),
        fetched: Fetched::EachModel,
        extension: "json",
        tables: &["endpoint"],
        parse: prices,
    }],
};

const TABLE: &str = "endpoint";
const OF_MODEL: &[&str] = &["architecture", "created", "description", "endpoints", "id", "name"];
const USED: &[&str] =
    &["context_length", "model_id", "pricing", "provider_name", "quantization", "status", "tag", "uptime_last_30m"];
const IGNORED: &[&str] = &[
    "latency_last_30m",
    "max_completion_tokens",
    "max_prompt_tokens",
    "model_name",
    "name",
    "supported_parameters",
    "supports_implicit_caching",
    "throughput_last_30m",
    "uptime_last_1d",
    "uptime_last_5m",
];

/// One provider's offer of the model.
struct Offer<'json> {
    tag: &'json str,
    model_id: &'json str,
    provider: &'json str,
    quantization: Option<&'json str>,
    context: Option<i64>,
    price: ListPrice,
    status: Option<i64>,
    uptime: Option<f64>,
    path: String,
}

fn prices(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let slug = model_slug(answer.about(MODEL)?);
    let data = json::data(answer.body)?;
    let (model, mut fields) = (Entry::of(&data, "$.data")?, Fields::default());
    model.audit("model", &[OF_MODEL], &mut fields);
    let model_id = model.text("id")?;
    let list = model.field("endpoints").unwrap_or(&Value::Null);
    let list = list.as_array().ok_or_else(|| wrong(&model.at("endpoints"), "a list", list))?;
    let offers = read_each(list, "$.data.endpoints", |entry| {
        entry.audit("endpoint", &[USED, IGNORED], &mut fields);
        offer(entry, model_id, &mut fields)
    })?;
    let implausible = demand_plausible(TABLE, &offers.iter().map(|offer| &offer.price).collect::<Vec<_>>())?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    ingested.notes.extend(implausible);
    // Nobody serves a model that was retired: there is nothing to say, and nothing wrong.
    if offers.is_empty() {
        ingested.notes.push(Note { block: TABLE, what: "model that nobody serves: no rows".to_owned(), count: 1 });
        return Ok(ingested);
    }
    let (ids, again) = ids(&offers);
    let what = "tag of an endpoint before, numbered".to_owned();
    ingested.notes.extend((again > 0).then_some(Note { block: TABLE, what, count: again }));
    ingested.add(frame(answer, &slug, ids, offers)?);
    Ok(ingested)
}

fn offer<'json>(
    entry: &Entry<'json, '_>,
    model_id: &'json str,
    fields: &mut Fields,
) -> Result<Offer<'json>, IngestError> {
    Ok(Offer {
        tag: entry.text("tag")?,
        model_id: entry.optional_text("model_id")?.unwrap_or(model_id),
        provider: entry.text("provider_name")?,
        quantization: entry.optional_text("quantization")?.filter(|text| !text.is_empty()),
        context: entry.optional_count("context_length")?,
        price: ListPrice::of(entry, "endpoint.pricing", fields)?,
        status: entry.optional_integer("status")?,
        uptime: uptime(entry)?,
        path: entry.path().to_owned(),
    })
}

/// Upstream gives percent.
fn uptime(entry: &Entry<'_, '_>) -> Result<Option<f64>, IngestError> {
    const NAME: &str = "uptime_last_30m";
    let read = |percent: f64| {
        let is_percent = (0.0..=100.0).contains(&percent);
        if is_percent { Ok(percent / 100.0) } else { Err(wrong(&entry.at(NAME), "percent", &Value::from(percent))) }
    };
    entry.optional_real(NAME)?.map(read).transpose()
}

/// An endpoint is known by its tag, and a further one of the same tag by its number; how many are.
fn ids(offers: &[Offer<'_>]) -> (Vec<String>, usize) {
    let (mut times, mut again) = (BTreeMap::new(), 0);
    let mut ids = Vec::new();
    for Offer { tag, .. } in offers {
        let times = times.entry(*tag).or_insert(0_usize);
        *times += 1;
        again += usize::from(*times > 1);
        ids.push(if *times > 1 { format!("{tag}#{times}") } else { (*tag).to_owned() });
    }
    (ids, again)
}

fn frame(
    answer: &Answer<'_>,
    slug: &str,
    ids: Vec<String>,
    offers: Vec<Offer<'_>>,
) -> Result<Frame<Endpoint>, IngestError> {
    let mut columns = vec![
        texts(&ENDPOINT_ID, ids.iter().map(|id| Some(id.as_str()))),
        texts(&MODEL_PERMASLUG, ids.iter().map(|_| Some(slug))),
        texts(&MODEL_ID, offers.iter().map(|offer| Some(offer.model_id))),
        texts(&PROVIDER_NAME, offers.iter().map(|offer| Some(offer.provider))),
        texts(&QUANTIZATION, offers.iter().map(|offer| offer.quantization)),
        integers(&CONTEXT_TOKENS, offers.iter().map(|offer| offer.context)),
        integers(&STATUS_CODE, offers.iter().map(|offer| offer.status)),
        reals(&UPTIME_SHARE, offers.iter().map(|offer| offer.uptime)),
    ];
    columns.extend(list_price::columns(&offers.iter().map(|offer| &offer.price).collect::<Vec<_>>()));
    let places = ids.into_iter().zip(offers).map(|(key, offer)| Place { path: offer.path, week: None, key });
    columns.extend(provenance::<Endpoint>(answer, &places.collect::<Vec<_>>()));
    Ok(Frame::from_columns(columns)?)
}

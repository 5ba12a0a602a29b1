//! `catalog`: the list of models with their list prices. Official and without a key.

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Variant,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CANONICAL_SLUG, CONTEXT_TOKENS,
        CREATED_AT, EXPIRATION_DATE, INPUT_PRICE, INPUT_TEXT, IS_ALIAS, MODEL_ID, MODEL_NAME, OUTPUT_PRICE,
        OUTPUT_TEXT, PRICING_JSON, RELEASED_DATE, VARIANT,
    },
    day,
    series::{dates, instants, integers, reals, texts, truths},
    tables::Catalog,
};
use serde_json::{Map, Value};

use super::columns::{Place, provenance};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Pace, Request, Source,
    decimal::{exact_integer, usd_per_mtok},
    entry::{Entry, Seen, Unknown, rows, shown, wrong},
    faults::Faults,
    json,
};

pub(super) const SOURCE: Source = Source {
    id: "catalog",
    doc: "the models that openrouter.ai serves today, with list prices",
    home: "https://openrouter.ai/models",
    licence: "none stated; facts",
    citation: "OpenRouter models API, retrieved {captured_at}",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "models",
        doc: "all models with text output and their prices",
        url: "https://openrouter.ai/api/v1/models",
        argument: None,
        fetched: Fetched::Whole,
        extension: "json",
        tables: &["catalog"],
        parse: models,
    }],
};

const TABLE: &str = "catalog";
const USED: &[&str] = &["canonical_slug", "context_length", "created", "expiration_date", "id", "name", "pricing"];
/// Known and left aside. `benchmarks` repeats figures that may not be republished: it is never stored in a table.
const IGNORED: &[&str] = &[
    "alias_target",
    "architecture",
    "benchmarks",
    "default_parameters",
    "description",
    "hugging_face_id",
    "knowledge_cutoff",
    "links",
    "per_request_limits",
    "reasoning",
    "supported_parameters",
    "supported_voices",
    "top_provider",
];

/// One entry of the catalogue. Prices are kept as written; the numbers are derived from the texts.
struct Model<'json> {
    id: &'json str,
    slug: Option<&'json str>,
    name: Option<&'json str>,
    created: Option<Timestamp>,
    expires: Option<Date>,
    context: Option<i64>,
    input: String,
    output: String,
    cache_read: Option<String>,
    cache_write: Option<String>,
    pricing: String,
    place: Place,
}

fn models(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let mut body = json::answer(answer.body)?;
    let data = json::take_data(&mut body)?;
    let (mut unknown, mut seen) = (Unknown::default(), Seen::default());
    let (mut models, mut faults) = (Vec::new(), Faults::default());
    for (index, row) in rows(&data, "$.data")?.iter().enumerate() {
        let path = format!("$.data[{index}]");
        let Some(entry) = faults.kept(Entry::of(row, &path)) else { continue };
        entry.audit(&[USED, IGNORED], &mut unknown);
        let Some(model) = faults.kept(model(&entry, &path)) else { continue };
        let _ = faults.kept(seen.once(model.id.to_owned(), &path));
        models.push(model);
    }
    faults.none()?;
    refuse_page(&body, models.len())?;
    demand_prices(&models)?;
    let mut ingested = Ingested::default();
    ingested.add(frame(answer, models)?);
    ingested.notes = unknown.notes(TABLE).collect();
    Ok(ingested)
}

/// A catalogue in which everything is free is one whose prices did not arrive.
fn demand_prices(models: &[Model<'_>]) -> Result<(), IngestError> {
    let costs = |text: &String| usd_per_mtok(text).is_some_and(|price| price > 0.0);
    if models.iter().any(|model| costs(&model.input) || costs(&model.output)) {
        return Ok(());
    }
    let found = format!("none among {} models", models.len());
    Err(IngestError::Block { block: TABLE, expected: "a price above 0".to_owned(), found })
}

/// One page of a catalogue looks like a catalogue that shrank.
fn refuse_page(body: &Map<String, Value>, found: usize) -> Result<(), IngestError> {
    let total = body.get("total_count").and_then(Value::as_u64);
    let next = body.get("links").and_then(|links| links.get("next")).and_then(Value::as_str);
    let is_whole = next.is_none() && total.is_none_or(|total| u64::try_from(found) == Ok(total));
    if is_whole {
        return Ok(());
    }
    let total = total.map_or_else(|| "all".to_owned(), |total| total.to_string());
    let next = next.map(|next| format!(", to be continued at `{}`", shown(next))).unwrap_or_default();
    Err(IngestError::Block {
        block: TABLE,
        expected: format!("{total} models in one answer"),
        found: format!("{found}{next}"),
    })
}

fn model<'json>(entry: &Entry<'json, '_>, path: &str) -> Result<Model<'json>, IngestError> {
    let id = entry.text("id")?;
    let place = entry.at("pricing");
    let pricing = entry.field("pricing").unwrap_or(&Value::Null);
    let prices = Entry::of(pricing, &place)?;
    let required =
        |name: &str| price(&prices, name)?.ok_or_else(|| wrong(&prices.at(name), "a decimal price", &Value::Null));
    Ok(Model {
        id,
        slug: entry.optional_text("canonical_slug")?.filter(|slug| !slug.is_empty()),
        name: entry.optional_text("name")?,
        created: created(entry)?,
        expires: entry.optional_day("expiration_date")?,
        context: entry.optional_count("context_length")?,
        input: required("prompt")?,
        output: required("completion")?,
        cache_read: price(&prices, "input_cache_read")?,
        cache_write: price(&prices, "input_cache_write")?,
        pricing: pricing.to_string(),
        place: Place { path: path.to_owned(), week: None, key: id.to_owned() },
    })
}

/// A price as written. `-1` says that it depends; no other number below 0 has a meaning.
fn price(prices: &Entry<'_, '_>, name: &str) -> Result<Option<String>, IngestError> {
    let text = prices.optional_decimal(name)?;
    match &text {
        Some(text) if usd_per_mtok(text).is_none() && exact_integer(text) != Some(-1) => {
            Err(wrong(&prices.at(name), "a price of 0 or more, or `-1`", &Value::String(text.clone())))
        }
        _ => Ok(text),
    }
}

fn created(entry: &Entry<'_, '_>) -> Result<Option<Timestamp>, IngestError> {
    let read = |seconds: i64| {
        let instant = Timestamp::from_second(seconds).ok();
        instant.ok_or_else(|| wrong(&entry.at("created"), "seconds since 1970", &seconds.into()))
    };
    entry.optional_count("created")?.map(read).transpose()
}

/// The part of an id behind its last `:`.
fn variant(id: &str) -> &str {
    id.rsplit_once(':').map_or(Variant::STANDARD, |(_, variant)| variant)
}

fn frame(answer: &Answer<'_>, models: Vec<Model<'_>>) -> Result<Frame<Catalog>, IngestError> {
    let price = |text: Option<&String>| text.and_then(|text| usd_per_mtok(text));
    let mut columns = vec![
        texts(&MODEL_ID, models.iter().map(|model| Some(model.id))),
        texts(&VARIANT, models.iter().map(|model| Some(variant(model.id)))),
        truths(&IS_ALIAS, models.iter().map(|model| Some(model.id.starts_with('~')))),
        texts(&CANONICAL_SLUG, models.iter().map(|model| model.slug)),
        texts(&MODEL_NAME, models.iter().map(|model| model.name)),
        instants(&CREATED_AT, models.iter().map(|model| model.created)),
        dates(&RELEASED_DATE, models.iter().map(|model| model.created.map(day::of))),
        dates(&EXPIRATION_DATE, models.iter().map(|model| model.expires)),
        integers(&CONTEXT_TOKENS, models.iter().map(|model| model.context)),
        texts(&PRICING_JSON, models.iter().map(|model| Some(model.pricing.as_str()))),
    ];
    columns.push(texts(&INPUT_TEXT, models.iter().map(|model| Some(model.input.as_str()))));
    columns.push(texts(&OUTPUT_TEXT, models.iter().map(|model| Some(model.output.as_str()))));
    columns.push(texts(&CACHE_READ_TEXT, models.iter().map(|model| model.cache_read.as_deref())));
    columns.push(texts(&CACHE_WRITE_TEXT, models.iter().map(|model| model.cache_write.as_deref())));
    columns.push(reals(&INPUT_PRICE, models.iter().map(|model| price(Some(&model.input)))));
    columns.push(reals(&OUTPUT_PRICE, models.iter().map(|model| price(Some(&model.output)))));
    columns.push(reals(&CACHE_READ_PRICE, models.iter().map(|model| price(model.cache_read.as_ref()))));
    columns.push(reals(&CACHE_WRITE_PRICE, models.iter().map(|model| price(model.cache_write.as_ref()))));
    let places: Vec<_> = models.into_iter().map(|model| model.place).collect();
    columns.extend(provenance::<Catalog>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

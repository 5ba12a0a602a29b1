//! `catalog`: the list of models with their list prices. Official and without a key.

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Variant,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CANONICAL_SLUG, CONTEXT_TOKENS,
        EXPIRATION_DATE, INPUT_PRICE, INPUT_TEXT, IS_ALIAS, MODEL_ID, MODEL_NAME, OUTPUT_PRICE, OUTPUT_TEXT, PRICING_JSON,
        RELEASED_DATE, VARIANT,
    },
    series::{dates, integers, reals, texts, truths},
    tables::Catalog,
};
use serde_json::Value;

use super::columns::{Place, provenance};
use crate::{
    Answer, IngestError, Ingested, Request, Source,
    decimal::usd_per_mtok,
    entry::{Entry, Unknown, rows, wrong},
    json,
};

pub(super) const SOURCE: Source = Source {
    id: "catalog",
    doc: "the models that openrouter.ai serves today, with list prices",
    home: "https://openrouter.ai/models",
    licence: "none stated; facts",
    citation: "OpenRouter models API, retrieved {captured_at}",
    requests: &[Request {
        name: "models",
        doc: "all models with text output and their prices",
        url: "https://openrouter.ai/api/v1/models",
        argument: None,
        extension: "json",
        tables: &["catalog"],
        parse: models,
    }],
};

const USED: &[&str] = &["canonical_slug", "context_length", "created", "expiration_date", "id", "name", "pricing"];
/// Known and left aside. `benchmarks` repeats figures that may not be republished: it is never stored in a table.
const IGNORED: &[&str] = &[
    "alias_target", "architecture", "benchmarks", "default_parameters", "description", "hugging_face_id",
    "knowledge_cutoff", "links", "per_request_limits", "reasoning", "supported_parameters", "supported_voices",
    "top_provider",
];

/// One entry of the catalogue. Prices are kept as written; the numbers are derived from the texts.
struct Model<'json> {
    id: &'json str,
    slug: Option<&'json str>,
    name: Option<&'json str>,
    released: Option<Date>,
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
    let data = json::data(answer.body)?;
    let mut unknown = Unknown::default();
    let mut models = Vec::new();
    for (index, row) in rows(&data, "$.data")?.iter().enumerate() {
        let path = format!("$.data[{index}]");
        let entry = Entry::of(row, &path)?;
        entry.audit(&[USED, IGNORED], &mut unknown);
        models.push(model(&entry, &path)?);
    }
    let mut ingested = Ingested::default();
    ingested.add(frame(answer, models)?);
    ingested.notes = unknown.notes("catalog").collect();
    Ok(ingested)
}

fn model<'json>(entry: &Entry<'json, '_>, path: &str) -> Result<Model<'json>, IngestError> {
    let id = entry.text("id")?;
    let place = entry.at("pricing");
    let none = Value::Null;
    let pricing = entry.field("pricing").unwrap_or(&none);
    let prices = Entry::of(pricing, &place)?;
    let required = |name: &str| {
        prices.optional_decimal(name)?.ok_or_else(|| wrong(&prices.at(name), "a decimal price", &none))
    };
    Ok(Model {
        id,
        slug: entry.optional_text("canonical_slug")?.filter(|slug| !slug.is_empty()),
        name: entry.optional_text("name")?,
        released: entry.optional_count("created")?.and_then(released),
        expires: expires(entry)?,
        context: entry.optional_count("context_length")?,
        input: required("prompt")?,
        output: required("completion")?,
        cache_read: prices.optional_decimal("input_cache_read")?,
        cache_write: prices.optional_decimal("input_cache_write")?,
        pricing: pricing.to_string(),
        place: Place { path: path.to_owned(), week: None, key: id.to_owned() },
    })
}

fn released(seconds: i64) -> Option<Date> {
    Timestamp::from_second(seconds).ok().map(schema::day::of)
}

fn expires(entry: &Entry<'_, '_>) -> Result<Option<Date>, IngestError> {
    let read = |text: &str| {
        let date = text.get(..10).and_then(|day| day.parse().ok());
        date.ok_or_else(|| wrong(&entry.at("expiration_date"), "a date", &Value::String(text.to_owned())))
    };
    entry.optional_text("expiration_date")?.map(read).transpose()
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
        dates(&RELEASED_DATE, models.iter().map(|model| model.released)),
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

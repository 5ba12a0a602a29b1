//! One model of one provider, as a row. Volunteers slip: what can't be is null, and counted.

use jiff::civil::Date;
use schema::{
    Frame,
    columns::{
        CACHE_READ_PRICE, CACHE_WRITE_PRICE, CONTEXT_TOKENS, INPUT_PRICE, IS_OPEN_WEIGHTS, MODEL_ID, MODEL_NAME,
        OUTPUT_PRICE, PROVIDER_ID, RELEASED_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::PriceMap,
};
use serde_json::Value;

use crate::{
    Answer, IngestError, Note,
    entry::{Entry, exact_day},
    fields::Fields,
    sources::columns::{Place, provenance},
};

const USED: &[&str] = &["cost", "id", "limit", "name", "open_weights", "release_date"];
const IGNORED: &[&str] = &[
    "attachment",
    "experimental",
    "family",
    "interleaved",
    "knowledge",
    "last_updated",
    "modalities",
    "provider",
    "reasoning",
    "status",
    "structured_output",
    "temperature",
    "tool_call",
];
const OF_LIMIT: &[&str] = &["context", "input", "output"];
/// Of prices, the first four used.
const OF_COST: &[&str] = &[
    "cache_read",
    "cache_write",
    "input",
    "output",
    "context_over_200k",
    "input_audio",
    "output_audio",
    "reasoning",
    "tiers",
];

/// One model of one provider.
pub(super) struct Model<'json> {
    provider: &'json str,
    id: &'json str,
    name: Option<&'json str>,
    is_open: Option<bool>,
    released: Option<Date>,
    context: Option<i64>,
    price: Price,
    path: String,
}

/// US dollars per million tokens.
#[derive(Default)]
struct Price {
    input: Option<f64>,
    output: Option<f64>,
    cache_read: Option<f64>,
    cache_write: Option<f64>,
}

impl Model<'_> {
    /// Whether input or output costs something.
    pub(super) fn costs(&self) -> bool {
        self.price.input.is_some_and(|price| price > 0.0) || self.price.output.is_some_and(|price| price > 0.0)
    }
}

/// What was found that is no fault, and no value either.
#[derive(Debug, Default)]
pub(super) struct Slips {
    prices: usize,
    months: usize,
    days: usize,
    ids: usize,
}

impl Slips {
    pub(super) fn notes(&self, block: &'static str) -> impl Iterator<Item = Note> {
        let told = [
            (self.prices, "price that is neither 0 nor 0.001 to 1000 a million, taken as unknown"),
            (self.months, "release in a month without a day, taken as unknown"),
            (self.days, "`release_date` that is no date, taken as unknown"),
            (self.ids, "model whose `id` is not the key that it stands under, known by the key"),
        ];
        let note = move |(count, what): (usize, &str)| Note { block, what: what.to_owned(), count };
        told.into_iter().filter(|(count, _)| *count > 0).map(note)
    }
}

/// Reads the model `id` of `provider`.
///
/// # Errors
/// [`IngestError::Value`] for a field of another kind.
pub(super) fn model<'json>(
    provider: &'json str,
    id: &'json str,
    (value, path): (&'json Value, &str),
    found: &mut Slips,
    fields: &mut Fields,
) -> Result<Model<'json>, IngestError> {
    let entry = Entry::of(value, path)?;
    entry.audit("model", &[USED, IGNORED], fields);
    found.ids += usize::from(entry.optional_text("id")?.is_some_and(|said| said != id));
    Ok(Model {
        provider,
        id,
        name: entry.optional_text("name")?,
        is_open: entry.optional_truth("open_weights")?,
        released: released(&entry, found)?,
        context: context(&entry, fields)?,
        price: price(&entry, found, fields)?,
        path: path.to_owned(),
    })
}

fn released(entry: &Entry<'_, '_>, found: &mut Slips) -> Result<Option<Date>, IngestError> {
    let Some(text) = entry.optional_text("release_date")? else { return Ok(None) };
    let day = exact_day(text);
    let is_month = exact_day(&format!("{text}-01")).is_some();
    found.months += usize::from(is_month);
    found.days += usize::from(day.is_none() && !is_month);
    Ok(day)
}

fn context(entry: &Entry<'_, '_>, fields: &mut Fields) -> Result<Option<i64>, IngestError> {
    let (Some(value), place) = (entry.field("limit"), entry.at("limit")) else { return Ok(None) };
    let limit = Entry::of(value, &place)?;
    limit.audit("model.limit", &[OF_LIMIT], fields);
    limit.optional_count("context")
}

fn price(entry: &Entry<'_, '_>, found: &mut Slips, fields: &mut Fields) -> Result<Price, IngestError> {
    let (Some(value), place) = (entry.field("cost"), entry.at("cost")) else { return Ok(Price::default()) };
    let cost = Entry::of(value, &place)?;
    cost.audit("model.cost", &[OF_COST], fields);
    let mut read = |name: &str| -> Result<Option<f64>, IngestError> {
        let said = cost.optional_real(name)?;
        let plausible = said.filter(|price| *price == 0.0 || (0.001..=1_000.0).contains(price));
        found.prices += usize::from(said.is_some() && plausible.is_none());
        Ok(plausible)
    };
    Ok(Price {
        input: read("input")?,
        output: read("output")?,
        cache_read: read("cache_read")?,
        cache_write: read("cache_write")?,
    })
}

/// The rows of `price_map`.
pub(super) fn frame(answer: &Answer<'_>, models: Vec<Model<'_>>) -> Result<Frame<PriceMap>, IngestError> {
    let mut columns = vec![
        texts(&PROVIDER_ID, models.iter().map(|model| Some(model.provider))),
        texts(&MODEL_ID, models.iter().map(|model| Some(model.id))),
        texts(&MODEL_NAME, models.iter().map(|model| model.name)),
        truths(&IS_OPEN_WEIGHTS, models.iter().map(|model| model.is_open)),
        dates(&RELEASED_DATE, models.iter().map(|model| model.released)),
        integers(&CONTEXT_TOKENS, models.iter().map(|model| model.context)),
        reals(&INPUT_PRICE, models.iter().map(|model| model.price.input)),
        reals(&OUTPUT_PRICE, models.iter().map(|model| model.price.output)),
        reals(&CACHE_READ_PRICE, models.iter().map(|model| model.price.cache_read)),
        reals(&CACHE_WRITE_PRICE, models.iter().map(|model| model.price.cache_write)),
    ];
    let place = |model: Model<'_>| Place { path: model.path, week: None, key: model.id.to_owned() };
    let places: Vec<_> = models.into_iter().map(place).collect();
    columns.extend(provenance::<PriceMap>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

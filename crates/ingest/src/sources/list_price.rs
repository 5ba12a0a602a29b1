//! List prices as upstream writes them: texts, per token. The numbers, per million, are derived from the texts.

use polars::prelude::Column as Series;
use schema::{
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, INPUT_PRICE, INPUT_TEXT, OUTPUT_PRICE,
        OUTPUT_TEXT, PRICING_JSON, REQUEST_PRICE, REQUEST_TEXT,
    },
    series::{reals, texts},
};
use serde_json::Value;

use crate::{
    IngestError, Note,
    decimal::{exact_integer, scaled, usd_per_mtok},
    entry::{Entry, shown, wrong},
    fields::Fields,
};

/// Prices that become numbers.
const USED: &[&str] = &["completion", "input_cache_read", "input_cache_write", "prompt", "request"];
/// Prices that are known and left aside; the text of `pricing` has them all.
pub(super) const OTHER_PRICES: &[&str] = &[
    "audio",
    "audio_output",
    "discount",
    "image",
    "image_output",
    "image_token",
    "input_audio_cache",
    "input_cache_write_1h",
    "internal_reasoning",
    "request",
    "web_search",
];
/// Prices under a condition, which a module of the catalogue reads.
const CONDITIONED: &[&str] = &["overrides"];

/// What one entry says under `pricing`.
pub(super) struct ListPrice {
    input: String,
    output: String,
    cache_read: Option<String>,
    cache_write: Option<String>,
    /// All of it, as JSON.
    pricing: String,
}

impl ListPrice {
    /// Reads `pricing` of an entry, whose keys are fields of `block`: upstream adds to them without a word.
    ///
    /// # Errors
    /// [`IngestError::Value`] if there is none, if `prompt` or `completion` is missing, and for what is no price.
    pub(super) fn of(entry: &Entry<'_, '_>, block: &'static str, fields: &mut Fields) -> Result<Self, IngestError> {
        let place = entry.at("pricing");
        let pricing = entry.field("pricing").unwrap_or(&Value::Null);
        let prices = Entry::of(pricing, &place)?;
        prices.audit(block, &[USED, OTHER_PRICES, CONDITIONED], fields);
        let required =
            |name: &str| price(&prices, name)?.ok_or_else(|| wrong(&prices.at(name), "a decimal price", &Value::Null));
        Ok(Self {
            input: required("prompt")?,
            output: required("completion")?,
            cache_read: price(&prices, "input_cache_read")?,
            cache_write: price(&prices, "input_cache_write")?,
            pricing: pricing.to_string(),
        })
    }

    /// Whether input or output costs something.
    pub(super) fn costs(&self) -> bool {
        let costs = |text: &String| usd_per_mtok(text).is_some_and(|price| price > 0.0);
        costs(&self.input) || costs(&self.output)
    }
}

/// What a list price per million may be. A figure per million that is read as one per token, or the reverse, falls
/// outside; so may a price per image or second that stands where one per token belongs.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.001..=1_000.0;
/// Which part of a catalogue may be outside: more is a unit that changed.
const MOST_OUTSIDE: f64 = 0.02;

/// Whether a price per million can be one.
pub(super) fn is_plausible(price: f64) -> bool {
    price == 0.0 || PLAUSIBLE.contains(&price)
}

/// The price per million, unless it is implausible or depends.
pub(super) fn plausible(text: &str) -> Option<f64> {
    usd_per_mtok(text).filter(|price| is_plausible(*price))
}

/// What a request costs on top of its tokens, as written.
///
/// # Errors
/// [`IngestError::Value`] for what is no price.
pub(super) fn per_request(entry: &Entry<'_, '_>) -> Result<Option<String>, IngestError> {
    let place = entry.at("pricing");
    price(&Entry::of(entry.field("pricing").unwrap_or(&Value::Null), &place)?, "request")
}

/// Refuses a list in which prices are of another unit. A few that are implausible stay as texts, without a number.
///
/// # Errors
/// [`IngestError::Block`] if too many are.
#[expect(clippy::cast_precision_loss, reason = "a part of some hundred entries")]
pub(super) fn demand_plausible(block: &'static str, prices: &[&ListPrice]) -> Result<Option<Note>, IngestError> {
    let is_outside = |text: &String| usd_per_mtok(text).is_some() && plausible(text).is_none();
    let outside = |one: &&&ListPrice| {
        let cached = [&one.cache_read, &one.cache_write].into_iter().flatten();
        [&one.input, &one.output].into_iter().chain(cached).any(is_outside)
    };
    let count = prices.iter().filter(outside).count();
    if count as f64 > MOST_OUTSIDE * prices.len() as f64 {
        let expected = "prices of 0, or of 0.001 to 1,000 USD per million tokens".to_owned();
        let first = prices.iter().find(|one| outside(one)).map_or("", |one| &one.input);
        let found = format!("others in {count} of {} entries, the first `{}` per token", prices.len(), shown(first));
        return Err(IngestError::Block { block, expected, found });
    }
    let what = "entry with a price that is neither 0 nor 0.001 to 1,000 USD per million, left without a number";
    Ok((count > 0).then(|| Note { block, what: what.to_owned(), count }))
}

/// A price as written. `-1` says that it depends; no other number below 0 has a meaning.
///
/// # Errors
/// [`IngestError::Value`] for what is no price.
pub(super) fn price(prices: &Entry<'_, '_>, name: &str) -> Result<Option<String>, IngestError> {
    let text = prices.optional_decimal(name)?;
    match &text {
        Some(text) if usd_per_mtok(text).is_none() && exact_integer(text) != Some(-1) => {
            Err(wrong(&prices.at(name), "a price of 0 or more, or `-1`", &Value::String(text.clone())))
        }
        _ => Ok(text),
    }
}

/// The columns of prices, one row each.
pub(super) fn columns(prices: &[&ListPrice]) -> Vec<Series> {
    let price = |text: Option<&String>| text.and_then(|text| plausible(text));
    let prices = || prices.iter();
    vec![
        texts(&PRICING_JSON, prices().map(|one| Some(one.pricing.as_str()))),
        texts(&INPUT_TEXT, prices().map(|one| Some(one.input.as_str()))),
        texts(&OUTPUT_TEXT, prices().map(|one| Some(one.output.as_str()))),
        texts(&CACHE_READ_TEXT, prices().map(|one| one.cache_read.as_deref())),
        texts(&CACHE_WRITE_TEXT, prices().map(|one| one.cache_write.as_deref())),
        reals(&INPUT_PRICE, prices().map(|one| price(Some(&one.input)))),
        reals(&OUTPUT_PRICE, prices().map(|one| price(Some(&one.output)))),
        reals(&CACHE_READ_PRICE, prices().map(|one| price(one.cache_read.as_ref()))),
        reals(&CACHE_WRITE_PRICE, prices().map(|one| price(one.cache_write.as_ref()))),
    ]
}

/// The columns of prices per request, one row each. Until January 2026 upstream wrote `0` where it now writes nothing.
pub(super) fn request_columns<'text>(prices: impl Iterator<Item = Option<&'text str>> + Clone) -> Vec<Series> {
    let usd = |text: &str| scaled(text, 0).filter(|usd| *usd > 0.0);
    vec![texts(&REQUEST_TEXT, prices.clone()), reals(&REQUEST_PRICE, prices.map(|text| text.and_then(usd)))]
}

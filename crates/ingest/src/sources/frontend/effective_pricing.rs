//! What a token of a model cost on average: input with the cache and all discounts contained. In US dollars per million
//! already, where list prices are per token.

use schema::{
    Frame, Variant,
    columns::{
        CACHE_HIT_SHARE, EFFECTIVE_INPUT_PRICE, EFFECTIVE_OUTPUT_PRICE, MODEL_PERMASLUG, REASON, TOKENS, VARIANT,
        WINDOW_DAYS,
    },
    day,
    series::{integers, reals, texts},
    tables::EffectivePrice,
};
use serde_json::Value;

use crate::{
    Answer, IngestError, Ingested, Note,
    decimal::scaled,
    entry::{self, Entry, Seen, shown, wrong},
    fields::Fields,
    json, model_slug,
    objects::read_each,
    sources::{
        columns::{Place, provenance},
        list_price::is_plausible,
    },
};

/// No slug of a catalogue has `--` in it, and no folder can have the `:` that upstream writes.
pub(super) const MODEL: &str =
    "the model's permanent slug, with `--` in place of `/`, and `--VARIANT` behind it unless that is `standard`";
const TABLE: &str = "effective_price";
/// What the request asks for.
const DAYS: i64 = 7;
/// The last two are known and left aside, as the points of the charts are.
const OF_DATA: &[&str] = &[
    "inputChartData",
    "outputChartData",
    "providerSummaries",
    "weightedCacheHitRate",
    "weightedInputPrice",
    "weightedOutputPrice",
    "endpointNames",
    "endpointProviderSlugs",
];
/// The first two are used: a provider may have several endpoints.
const OF_ENDPOINT: &[&str] = &[
    "endpointId",
    "totalTokens",
    "cacheHitRate",
    "effectiveInputPrice",
    "effectiveOutputPrice",
    "providerName",
    "providerSlug",
];

const IDLE: &str = "no traffic";
const UNSAID: &str = "missing, not free";
const ABSENT: &str = "upstream gives no price";
const OUTSIDE: &str = "a price that is neither 0 nor 0.001 to 1,000 USD per million";

/// What an answer says.
struct Figures {
    input: Result<f64, &'static str>,
    output: Result<f64, &'static str>,
    hits: Option<f64>,
    tokens: Option<i64>,
    days: Option<i64>,
}

/// Reads an answer. It names neither model nor variant: the argument does.
///
/// # Errors
/// [`IngestError::Argument`] for a variant that is empty, [`IngestError::Value`] for a field that is missing or wrong,
/// [`IngestError::Twice`] for an endpoint that stands there twice.
pub(super) fn effective_pricing(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let slug = model_slug(answer.about(MODEL)?);
    let (slug, variant) = slug.rsplit_once("--").unwrap_or((&slug, Variant::STANDARD));
    if slug.is_empty() || variant.is_empty() {
        return Err(IngestError::Argument { what: MODEL, found: shown(answer.about(MODEL)?) });
    }
    let (data, mut fields) = (json::data(answer.body)?, Fields::default());
    let entry = Entry::of(&data, "$.data")?;
    entry.audit("data", &[OF_DATA], &mut fields);
    let figures = Figures::of(&entry, variant, &mut fields)?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    let note = |what| Note { block: TABLE, what, count: 1 };
    let other_range = || note(format!("chart of more than the {DAYS} days that were asked for"));
    ingested.notes.extend(figures.reason().map(|reason| note(format!("price left without a number: {reason}"))));
    ingested.notes.extend(figures.days.is_none().then(other_range));
    ingested.add(frame(answer, (slug, variant), &figures)?);
    Ok(ingested)
}

impl Figures {
    fn of(entry: &Entry<'_, '_>, variant: &str, fields: &mut Fields) -> Result<Self, IngestError> {
        let tokens = endpoints(entry, fields)?;
        let is_idle = tokens.is_empty() || tokens.iter().all(|tokens| *tokens == Some(0));
        // Why a 0 is not measured.
        let silence = match variant {
            Variant::BATCH => Some(UNSAID),
            _ => is_idle.then_some(IDLE),
        };
        Ok(Self {
            input: price(entry, "weightedInputPrice", silence)?,
            output: price(entry, "weightedOutputPrice", silence)?,
            hits: hits(entry)?.filter(|hits| *hits > 0.0 || silence.is_none()),
            // An endpoint that does not say leaves the sum unknown.
            tokens: tokens.into_iter().try_fold(0, total).filter(|_| !is_idle),
            days: days(entry),
        })
    }

    /// Why a price is no number.
    fn reason(&self) -> Option<&'static str> {
        self.input.err().or(self.output.err())
    }
}

/// A price, or why there is none.
fn price(
    entry: &Entry<'_, '_>,
    name: &str,
    silence: Option<&'static str>,
) -> Result<Result<f64, &'static str>, IngestError> {
    let Some(text) = entry.optional_decimal(name)? else { return Ok(Err(ABSENT)) };
    let price = scaled(&text, 0);
    let price = price.ok_or_else(|| wrong(&entry.at(name), "a price of 0 or more", &Value::String(text)))?;
    Ok(match (silence, price) {
        (Some(reason), 0.0) => Err(reason),
        _ if is_plausible(price) => Ok(price),
        _ => Err(OUTSIDE),
    })
}

fn hits(entry: &Entry<'_, '_>) -> Result<Option<f64>, IngestError> {
    const NAME: &str = "weightedCacheHitRate";
    entry.field(NAME).map(|_| entry.share(NAME)).transpose()
}

/// The tokens of each endpoint over the window.
fn endpoints(entry: &Entry<'_, '_>, fields: &mut Fields) -> Result<Vec<Option<i64>>, IngestError> {
    const NAME: &str = "providerSummaries";
    let list = entry.field(NAME).unwrap_or(&Value::Null);
    let list = list.as_array().ok_or_else(|| wrong(&entry.at(NAME), "a list", list))?;
    let mut seen = Seen::default();
    read_each(list, &entry.at(NAME), |endpoint| {
        endpoint.audit("endpoint", &[OF_ENDPOINT], fields);
        seen.once(endpoint.text("endpointId")?.to_owned(), endpoint.path())?;
        endpoint.optional_count("totalTokens")
    })
}

fn total(sum: i64, tokens: Option<i64>) -> Option<i64> {
    tokens.map(|tokens| sum.saturating_add(tokens))
}

/// Over how many days the answer is: a week is asked for, and a chart that reaches further says that it is not.
fn days(entry: &Entry<'_, '_>) -> Option<i64> {
    let charts = ["inputChartData", "outputChartData"].map(|name| entry.field(name).and_then(Value::as_array));
    let points = charts.into_iter().flatten().flatten();
    let days = points.map(|point| entry::day(point.get("x")?.as_str()?).map(day::to_days));
    let days: Vec<_> = days.collect::<Option<_>>()?;
    let span = days.iter().max().zip(days.iter().min()).map_or(0, |(last, first)| i64::from(last - first));
    (span <= DAYS).then_some(DAYS)
}

fn frame(
    answer: &Answer<'_>,
    (slug, variant): (&str, &str),
    figures: &Figures,
) -> Result<Frame<EffectivePrice>, IngestError> {
    let mut columns = vec![
        texts(&MODEL_PERMASLUG, [Some(slug)]),
        texts(&VARIANT, [Some(variant)]),
        reals(&EFFECTIVE_INPUT_PRICE, [figures.input.ok()]),
        reals(&EFFECTIVE_OUTPUT_PRICE, [figures.output.ok()]),
        reals(&CACHE_HIT_SHARE, [figures.hits]),
        integers(&WINDOW_DAYS, [figures.days]),
        integers(&TOKENS, [figures.tokens]),
        texts(&REASON, [figures.reason()]),
    ];
    let place = Place { path: "$.data".to_owned(), week: None, key: slug.to_owned() };
    columns.extend(provenance::<EffectivePrice>(answer, &[place]));
    Ok(Frame::from_columns(columns)?)
}

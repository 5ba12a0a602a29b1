//! Prices that hold under a condition: the `overrides` of a catalogue's entry, one row each.

use std::collections::BTreeMap;

use schema::{
    Frame,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CANONICAL_SLUG, CONDITION_NUMBER,
        INPUT_PRICE, INPUT_TEXT, MIN_PROMPT_TOKENS, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, REASON, UTC_END, UTC_START,
        VARIANT,
    },
    series::{integers, reals, texts},
    tables::PriceCondition,
};

use super::variant;
use crate::{
    Answer, IngestError, Note,
    decimal::usd_per_mtok,
    entry::{Entry, shown, wrong},
    fields::Fields,
    objects::read_each,
    sources::{
        columns::{Place, provenance},
        list_price::{OTHER_PRICES, plausible, price},
    },
};

const TABLE: &str = "price_condition";
const PRICES: &[&str] = &["completion", "input_cache_read", "input_cache_write", "prompt"];
const CONDITIONS: &[&str] = &["min_prompt_tokens", "utc_end", "utc_start"];

/// The entry that a condition is of.
#[derive(Clone, Copy)]
pub(super) struct Owner<'json> {
    pub(super) id: &'json str,
    pub(super) slug: Option<&'json str>,
}

/// Prices, and when they hold.
pub(super) struct Condition<'json> {
    owner: Owner<'json>,
    number: i64,
    when: When,
    input: Option<String>,
    output: Option<String>,
    cache_read: Option<String>,
    cache_write: Option<String>,
    path: String,
}

/// When prices hold: under all of its conditions, and always where there is none.
#[derive(Default)]
struct When {
    min_prompt: Option<i64>,
    start: Option<String>,
    end: Option<String>,
    /// Why it is not known.
    doubt: Option<String>,
}

/// The conditions of an entry in upstream's order: a later one goes before an earlier one.
///
/// # Errors
/// [`IngestError::Value`] for `overrides` that is no list of objects, and for what is no price.
pub(super) fn conditions<'json>(
    entry: &Entry<'json, '_>,
    owner: Owner<'json>,
    fields: &mut Fields,
) -> Result<Vec<Condition<'json>>, IngestError> {
    let place = format!("{}.overrides", entry.at("pricing"));
    let list = entry.field("pricing").and_then(|pricing| pricing.get("overrides"));
    let Some(list) = list.filter(|list| !list.is_null()) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(|| wrong(&place, "a list", list))?;
    let mut number = 0;
    read_each(list, &place, |entry| {
        entry.audit("model.pricing.overrides", &[PRICES, OTHER_PRICES, CONDITIONS], fields);
        number += 1;
        condition(entry, owner, number)
    })
}

fn condition<'json>(entry: &Entry<'_, '_>, owner: Owner<'json>, number: i64) -> Result<Condition<'json>, IngestError> {
    Ok(Condition {
        owner,
        number,
        when: When::of(entry),
        input: price(entry, "prompt")?,
        output: price(entry, "completion")?,
        cache_read: price(entry, "input_cache_read")?,
        cache_write: price(entry, "input_cache_write")?,
        path: entry.path().to_owned(),
    })
}

impl When {
    /// A condition that is new, or cannot be read, makes no fault: it costs one price, not the catalogue.
    fn of(entry: &Entry<'_, '_>) -> Self {
        let doubt = |what: &str| Some(format!("{what}: when the price holds is not known"));
        let new = entry.beyond(&[PRICES, OTHER_PRICES, CONDITIONS]).collect::<Vec<_>>().join("`, `");
        let read = (entry.optional_count("min_prompt_tokens"), time(entry, "utc_start"), time(entry, "utc_end"));
        let (Ok(min_prompt), Ok(start), Ok(end)) = read else {
            return Self { doubt: doubt("condition that can't be read"), ..Self::default() };
        };
        let doubt = match (new.is_empty(), start.is_some() == end.is_some()) {
            (false, _) => doubt(&format!("new field `{}`, perhaps a condition", shown(&new))),
            (true, false) => doubt("`utc_start` or `utc_end` without the other"),
            (true, true) => None,
        };
        Self { min_prompt, start, end, doubt }
    }
}

/// A time of day, which upstream writes as a number: 30 is half past midnight.
fn time(entry: &Entry<'_, '_>, name: &str) -> Result<Option<String>, IngestError> {
    let read = |time: i64| {
        let is_time = (0..=2_400).contains(&time) && time % 100 < 60;
        if is_time { Ok(format!("{time:04}")) } else { Err(wrong(&entry.at(name), "a time as HHMM", &time.into())) }
    };
    entry.optional_count(name)?.map(read).transpose()
}

impl Condition<'_> {
    fn texts(&self) -> [Option<&String>; 4] {
        [&self.input, &self.output, &self.cache_read, &self.cache_write].map(Option::as_ref)
    }

    /// Why one of its prices, or all of them, is no number.
    fn reason(&self) -> Option<String> {
        let is_outside = |text: &String| usd_per_mtok(text).is_some() && plausible(text).is_none();
        let outside = self.texts().into_iter().flatten().any(is_outside);
        let outside = outside.then(|| "a price that is neither 0 nor 0.001 to 1,000 USD per million".to_owned());
        self.when.doubt.clone().or(outside)
    }

    fn number(&self, text: Option<&String>) -> Option<f64> {
        text.filter(|_| self.when.doubt.is_none()).and_then(|text| plausible(text))
    }
}

/// One note per reason for which prices are no numbers.
pub(super) fn notes(conditions: &[Condition<'_>]) -> impl Iterator<Item = Note> + use<> {
    let mut counts = BTreeMap::new();
    for reason in conditions.iter().filter_map(Condition::reason) {
        *counts.entry(reason).or_insert(0) += 1;
    }
    let note = |(reason, count)| Note { block: TABLE, what: format!("{reason}; left without a number"), count };
    counts.into_iter().map(note)
}

/// The rows of `price_condition`: none where prices hold always.
pub(super) fn frame(answer: &Answer<'_>, conditions: Vec<Condition<'_>>) -> Result<Frame<PriceCondition>, IngestError> {
    let rows = || conditions.iter();
    let reasons: Vec<_> = rows().map(Condition::reason).collect();
    let mut columns = vec![
        texts(&MODEL_ID, rows().map(|row| Some(row.owner.id))),
        integers(&CONDITION_NUMBER, rows().map(|row| Some(row.number))),
        texts(&VARIANT, rows().map(|row| Some(variant(row.owner.id)))),
        texts(&CANONICAL_SLUG, rows().map(|row| row.owner.slug)),
        integers(&MIN_PROMPT_TOKENS, rows().map(|row| row.when.min_prompt)),
        texts(&UTC_START, rows().map(|row| row.when.start.as_deref())),
        texts(&UTC_END, rows().map(|row| row.when.end.as_deref())),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
    ];
    columns.extend([
        texts(&INPUT_TEXT, rows().map(|row| row.input.as_deref())),
        texts(&OUTPUT_TEXT, rows().map(|row| row.output.as_deref())),
        texts(&CACHE_READ_TEXT, rows().map(|row| row.cache_read.as_deref())),
        texts(&CACHE_WRITE_TEXT, rows().map(|row| row.cache_write.as_deref())),
        reals(&INPUT_PRICE, rows().map(|row| row.number(row.input.as_ref()))),
        reals(&OUTPUT_PRICE, rows().map(|row| row.number(row.output.as_ref()))),
        reals(&CACHE_READ_PRICE, rows().map(|row| row.number(row.cache_read.as_ref()))),
        reals(&CACHE_WRITE_PRICE, rows().map(|row| row.number(row.cache_write.as_ref()))),
    ]);
    let place = |row: Condition<'_>| Place { path: row.path, week: None, key: row.owner.id.to_owned() };
    let places: Vec<_> = conditions.into_iter().map(place).collect();
    columns.extend(provenance::<PriceCondition>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

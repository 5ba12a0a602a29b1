//! `model_price`: list prices by model and variant.

use std::collections::BTreeMap;

use schema::{
    Frame,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CANONICAL_SLUG, CAPTURED_AT,
        INPUT_PRICE, INPUT_TEXT, IS_ALIAS, MODEL, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, PRICE_CONFIDENCE, REASON,
        SLUG_ORIGIN, SNAPSHOT_ID, VALID_FROM_AT, VALID_TO_AT, VARIANT, VENDOR,
    },
    day,
    series::{instants, reals, texts},
    tables::{Catalog, ModelPrice},
};

use crate::{Aliases, ModelKey, NormalizeError};

/// One catalogue row with its key.
struct Row {
    place: usize,
    key: ModelKey,
    slug_origin: &'static str,
    reason: Option<&'static str>,
}

const DYNAMIC: &str = "dynamic: upstream says it depends on where the request goes";
const TWO_PRICES: &str = "two entries of one slug and variant with different prices";

/// List prices from a catalogue.
///
/// Grain: model × variant × instant from which the price is known; one span per catalogue. Units: USD per million
/// tokens. Entries that only point to another model (`~…`) are left out. A dynamic price is null with a reason, and so
/// are two different prices for one slug and variant; equal ones are one row.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one.
pub fn model_price(catalog: &Frame<Catalog>, aliases: &Aliases) -> Result<Frame<ModelPrice>, NormalizeError> {
    let rows = rows(catalog, aliases)?;
    let text = |column| {
        let cells = catalog.cells(column).texts();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let seen = {
        let cells = catalog.cells(&CAPTURED_AT).instants();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let mut columns = vec![
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        instants(&VALID_FROM_AT, rows.iter().map(&seen)),
        instants(&VALID_TO_AT, rows.iter().map(|_| None)),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|_| Some("exact"))),
        texts(&SLUG_ORIGIN, rows.iter().map(|row| Some(row.slug_origin))),
        instants(&CAPTURED_AT, rows.iter().map(&seen)),
        texts(&REASON, rows.iter().map(|row| row.reason)),
    ];
    for column in [&MODEL_ID, &INPUT_TEXT, &OUTPUT_TEXT, &CACHE_READ_TEXT, &CACHE_WRITE_TEXT, &SNAPSHOT_ID] {
        columns.push(texts(column, rows.iter().map(text(column))));
    }
    for column in [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE, &CACHE_WRITE_PRICE] {
        let cells = catalog.cells(column).reals();
        let price = |row: &Row| if row.reason.is_some() { None } else { cells.get(row.place).copied().flatten() };
        columns.push(reals(column, rows.iter().map(price)));
    }
    Ok(Frame::from_columns(columns)?)
}

fn rows(catalog: &Frame<Catalog>, aliases: &Aliases) -> Result<Vec<Row>, NormalizeError> {
    let (ids, slugs) = (catalog.cells(&MODEL_ID).texts(), catalog.cells(&CANONICAL_SLUG).texts());
    let (variants, pointers) = (catalog.cells(&VARIANT).texts(), catalog.cells(&IS_ALIAS).truths());
    let seen = catalog.cells(&CAPTURED_AT).instants();
    let (inputs, outputs) = (catalog.cells(&INPUT_TEXT).texts(), catalog.cells(&OUTPUT_TEXT).texts());
    let mut rows: BTreeMap<_, Row> = BTreeMap::new();
    for place in 0..catalog.height() {
        let cell = (ids.get(place), variants.get(place), seen.get(place));
        let (Some(Some(id)), Some(Some(variant)), Some(Some(at))) = cell else { continue };
        if pointers.get(place) == Some(&Some(true)) {
            continue;
        }
        let slug = slugs.get(place).copied().flatten();
        let mut key = ModelKey::read(slug.unwrap_or(id), day::of(*at), aliases, "model_price")?;
        (*variant).clone_into(&mut key.variant);
        let prices = |place: usize| (inputs.get(place), outputs.get(place));
        let is_dynamic =
            |texts: &[Option<&str>]| texts.get(place).copied().flatten().is_some_and(|text| text.starts_with('-'));
        let reason = (is_dynamic(&inputs) || is_dynamic(&outputs)).then_some(DYNAMIC);
        let slug_origin = if slug.is_some() { "stated" } else { "inferred" };
        let identity = (key.model.clone(), key.variant.clone(), *at);
        let row = Row { place, key, slug_origin, reason };
        match rows.get_mut(&identity) {
            None => drop(rows.insert(identity, row)),
            Some(first) if prices(first.place) == prices(place) => {}
            Some(first) => first.reason = Some(TWO_PRICES),
        }
    }
    Ok(rows.into_values().collect())
}

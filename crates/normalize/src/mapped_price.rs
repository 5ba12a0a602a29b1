//! Prices of a map that volunteers keep, for what no catalogue ever listed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schema::{
    Frame, PriceConfidence, Table, Variant,
    columns::{
        CACHE_READ_PRICE, CACHE_WRITE_PRICE, CAPTURED_AT, INPUT_PRICE, LAST_SEEN_AT, LAST_SNAPSHOT_ID, MODEL, MODEL_ID,
        OUTPUT_PRICE, PRICE_CONFIDENCE, PROVIDER_ID, REASON, SIGHTING_COUNT, SLUG_ORIGIN, SNAPSHOT_ID, SOURCE,
        VALID_FROM_AT, VARIANT, VENDOR,
    },
    day,
    series::{instants, integers, reals, texts},
    tables::{ModelPrice, PriceMap},
};

use crate::{Aliases, ModelKey, NormalizeError, slug::SlugOrigin};

/// The provider whose prices are those of the site.
const SITE: &str = "openrouter";
const REASON_OF_MAP: &str = "no catalogue listed it: the price of a map that volunteers keep, as of the day of the map";

/// A row of the map, with the key that it would have in a catalogue.
struct Row {
    place: usize,
    key: ModelKey,
    at: Timestamp,
}

/// The newest price of each model and variant in the map that is not among `known`. The id stands for the permanent slug,
/// since a map has no other; ids that cannot be a key are left out.
pub(crate) fn mapped_prices(
    map: &Frame<PriceMap>,
    known: &BTreeSet<(String, String)>,
    aliases: &Aliases,
) -> Result<Frame<ModelPrice>, NormalizeError> {
    let rows = rows(map, known, aliases);
    let text = |column| {
        let cells = map.cells(column).texts();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let mut columns = vec![
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        texts(&MODEL_ID, rows.iter().map(text(&MODEL_ID))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|_| Some(PriceConfidence::OtherSource.word()))),
        texts(&SLUG_ORIGIN, rows.iter().map(|_| Some(SlugOrigin::Id.word()))),
        integers(&SIGHTING_COUNT, rows.iter().map(|_| Some(0))),
        texts(&SOURCE, rows.iter().map(text(&SOURCE))),
        texts(&REASON, rows.iter().map(|_| Some(REASON_OF_MAP))),
    ];
    columns.extend(
        [&VALID_FROM_AT, &LAST_SEEN_AT, &CAPTURED_AT].map(|c| instants(c, rows.iter().map(|row| Some(row.at)))),
    );
    columns.extend([&SNAPSHOT_ID, &LAST_SNAPSHOT_ID].map(|column| texts(column, rows.iter().map(text(&SNAPSHOT_ID)))));
    for column in [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE, &CACHE_WRITE_PRICE] {
        let cells = map.cells(column).reals();
        columns.push(reals(column, rows.iter().map(|row| cells.get(row.place).copied().flatten())));
    }
    // What a map does not say: an end, and the texts of upstream.
    let given: BTreeSet<String> = columns.iter().map(|column| column.name().to_string()).collect();
    for column in ModelPrice::SPEC.columns().filter(|column| !given.contains(column.name)) {
        columns.push(polars::prelude::Column::full_null(column.name.into(), rows.len(), &column.kind.data_type()));
    }
    Ok(Frame::from_columns(columns)?)
}

fn rows(map: &Frame<PriceMap>, known: &BTreeSet<(String, String)>, aliases: &Aliases) -> Vec<Row> {
    let (ids, providers) = (map.cells(&MODEL_ID).texts(), map.cells(&PROVIDER_ID).texts());
    let (seen, inputs) = (map.cells(&CAPTURED_AT).instants(), map.cells(&INPUT_PRICE).reals());
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    for (place, at) in seen.into_iter().enumerate() {
        let cell = (ids.get(place), providers.get(place), inputs.get(place), at);
        let (Some(Some(id)), Some(Some(SITE)), Some(Some(_)), Some(at)) = cell else { continue };
        let (slug, variant) = id.rsplit_once(':').unwrap_or((id, Variant::STANDARD));
        let key = ModelKey::with_variant(slug, variant, day::of(at), aliases, ModelPrice::SPEC.name);
        let Ok(key) = key else { continue };
        let identity = (key.model.clone(), key.variant.clone());
        if !known.contains(&identity) && rows.get(&identity).is_none_or(|row| row.at < at) {
            rows.insert(identity, Row { place, key, at });
        }
    }
    rows.into_values().collect()
}

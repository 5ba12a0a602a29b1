//! Prices of a map that volunteers keep, for what no catalogue ever listed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schema::{
    Frame, PriceConfidence, Table, Variant,
    columns::{
        CACHE_READ_PRICE, CACHE_WRITE_PRICE, CAPTURED_AT, INPUT_PRICE, KNOWN_FROM_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID,
        MODEL, MODEL_ID, OUTPUT_PRICE, PRICE_CONFIDENCE, PROVIDER_ID, REASON, SIGHTING_COUNT, SLUG_ORIGIN, SNAPSHOT_ID,
        SOURCE, VALID_FROM_AT, VARIANT, VENDOR,
    },
    day,
    series::{instants, integers, reals, texts},
    tables::{ModelPrice, PriceMap},
};

use crate::{Aliases, Arrivals, ModelKey, NormalizeError, slug::SlugOrigin};

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
/// since a map has no other; ids that cannot be a key are left out, and so is what has a price for input or output alone.
pub(crate) fn mapped_prices(
    map: &Frame<PriceMap>,
    known: &BTreeSet<(String, String)>,
    aliases: &Aliases,
    arrivals: &Arrivals,
) -> Result<Frame<ModelPrice>, NormalizeError> {
    let rows = rows(map, known, aliases);
    let text = |column| {
        let cells = map.cells(column).texts();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let snapshot = text(&SNAPSHOT_ID);
    let mut columns = vec![
        instants(&KNOWN_FROM_AT, rows.iter().map(|row| Some(arrivals.of(snapshot(row)?, row.at)))),
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
    let (seen, [inputs, outputs]) =
        (map.cells(&CAPTURED_AT).instants(), [&INPUT_PRICE, &OUTPUT_PRICE].map(|column| map.cells(column).reals()));
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    for (place, at) in seen.into_iter().enumerate() {
        let cell = (ids.get(place), providers.get(place), inputs.get(place).zip(outputs.get(place)), at);
        let (Some(Some(id)), Some(Some(SITE)), Some((Some(_), Some(_))), Some(at)) = cell else { continue };
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{frame, no_aliases};

    /// `DAY PROVIDER ID INPUT OUTPUT CACHE-READ CACHE-WRITE` per line; a map of each day, such as `04-06`.
    fn mapped(lines: &[&str], known: &[(&str, &str)]) -> Frame<ModelPrice> {
        let rows: Vec<_> = lines.iter().map(|line| format!("{line} 2026-{}T03:00:00Z", &line[..5])).collect();
        let given = [
            &SNAPSHOT_ID,
            &PROVIDER_ID,
            &MODEL_ID,
            &INPUT_PRICE,
            &OUTPUT_PRICE,
            &CACHE_READ_PRICE,
            &CACHE_WRITE_PRICE,
            &CAPTURED_AT,
        ];
        let known = known.iter().map(|(model, variant)| ((*model).to_owned(), (*variant).to_owned())).collect();
        mapped_prices(&frame(&given, &rows.join("\n")), &known, &no_aliases(), &Arrivals::default()).expect("a ledger")
    }

    #[test]
    fn the_newest_price_of_what_no_catalogue_knows() {
        let prices = mapped(
            &[
                "04-06 openrouter a/b 1 2 0.1 1.25",
                "04-13 openrouter a/b 3 4 0.3 3.75",
                "04-06 openrouter a/b:free 0 0 - -",
                "04-13 elsewhere a/c 5 6 - -",
                "04-13 openrouter a/known 7 8 - -",
                "04-13 openrouter no/key/at-all 7 8 - -",
            ],
            &[("a/known", "standard")],
        );
        expect![[r#"
            model | variant | model_id | valid_from_at | valid_to_at | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | price_confidence | sighting_count | snapshot_id
            a/b | free | a/b:free | 2026-04-06T03:00:00Z | - | 0 | 0 | - | - | other_source | 0 | 04-06
            a/b | standard | a/b | 2026-04-13T03:00:00Z | - | 3 | 4 | 0.3 | 3.75 | other_source | 0 | 04-13
        "#]].assert_eq(&prices.to_text(&[
            &MODEL,
            &VARIANT,
            &MODEL_ID,
            &VALID_FROM_AT,
            &schema::columns::VALID_TO_AT,
            &INPUT_PRICE,
            &OUTPUT_PRICE,
            &CACHE_READ_PRICE,
            &CACHE_WRITE_PRICE,
            &PRICE_CONFIDENCE,
            &SIGHTING_COUNT,
            &SNAPSHOT_ID,
        ]));
    }

    /// Half a price is none: the ledger would take it for one that depends on where the request goes.
    #[test]
    fn what_has_no_price_for_input_or_none_for_output_is_left_out() {
        let prices = mapped(
            &["04-06 openrouter a/both 0 0 - -", "04-06 openrouter a/in 1 - - -", "04-06 openrouter a/out - 1 - -"],
            &[],
        );
        assert_eq!(prices.cells(&MODEL).texts(), [Some("a/both")]);
    }

    #[test]
    fn a_map_that_says_nothing_new_makes_no_row_and_no_error() {
        assert_eq!(mapped(&[], &[]).height(), 0);
        assert_eq!(mapped(&["04-06 openrouter a/b 1 2 - -"], &[("a/b", "standard")]).height(), 0);
        assert_eq!(mapped(&["04-06 elsewhere a/b 1 2 - -"], &[]).height(), 0);
    }
}

//! `model_price`: list prices by model and variant.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Excluded, Unbounded},
};

use jiff::Timestamp;

use schema::{
    Frame,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CAPTURED_AT, INPUT_PRICE, INPUT_TEXT,
        IS_ALIAS, MODEL, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, PRICE_CONFIDENCE, REASON, SLUG_ORIGIN, SNAPSHOT_ID,
        VALID_FROM_AT, VALID_TO_AT, VARIANT, VENDOR,
    },
    day,
    series::{instants, reals, texts},
    tables::{Catalog, ModelPrice},
};

use crate::{Aliases, ModelKey, NormalizeError, slug::slugs};

/// One catalogue row with its key.
struct Row {
    place: usize,
    key: ModelKey,
    slug_origin: &'static str,
    doubt: Option<Doubt>,
}

/// Why prices of a row are not known. Later in the list outweighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    TwoCachePrices,
    Dynamic,
    TwoPrices,
}

impl Doubt {
    const fn reason(self) -> &'static str {
        match self {
            Self::TwoCachePrices => "two entries of one slug and variant with different cache prices",
            Self::Dynamic => "dynamic: upstream says it depends on where the request goes",
            Self::TwoPrices => "two entries of one slug and variant with different prices",
        }
    }
}

/// Input and output, then the cache. Compared as the numbers they are: one price has several spellings.
type Prices = ([Option<f64>; 2], [Option<f64>; 2]);

/// List prices from a catalogue.
///
/// Grain: model × variant × instant from which the price is known; one span per catalogue, up to the next one. Units: USD per million
/// tokens. Entries that only point to another model (`~…`) are left out. A dynamic price is null with a reason, and so
/// are two different prices for one slug and variant: all of them, or those of the cache where only these differ, which
/// then gives no discount and an upper bound. Equal ones are one row, with the text of the first.
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
    let captures: BTreeSet<_> = catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
    let next_catalog = |at: Option<Timestamp>| captures.range((Excluded(at?), Unbounded)).next().copied();
    let mut columns = vec![
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        instants(&VALID_FROM_AT, rows.iter().map(&seen)),
        instants(&VALID_TO_AT, rows.iter().map(|row| next_catalog(seen(row)))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|_| Some("exact"))),
        texts(&SLUG_ORIGIN, rows.iter().map(|row| Some(row.slug_origin))),
        instants(&CAPTURED_AT, rows.iter().map(&seen)),
        texts(&REASON, rows.iter().map(|row| row.doubt.map(Doubt::reason))),
    ];
    for column in [&MODEL_ID, &INPUT_TEXT, &OUTPUT_TEXT, &CACHE_READ_TEXT, &CACHE_WRITE_TEXT, &SNAPSHOT_ID] {
        columns.push(texts(column, rows.iter().map(text(column))));
    }
    for (column, least) in [
        (&INPUT_PRICE, Doubt::Dynamic),
        (&OUTPUT_PRICE, Doubt::Dynamic),
        (&CACHE_READ_PRICE, Doubt::TwoCachePrices),
        (&CACHE_WRITE_PRICE, Doubt::TwoCachePrices),
    ] {
        let cells = catalog.cells(column).reals();
        let is_known = |row: &&Row| row.doubt < Some(least);
        let price = |row: &Row| Some(row).filter(is_known).and_then(|row| cells.get(row.place).copied().flatten());
        columns.push(reals(column, rows.iter().map(price)));
    }
    Ok(Frame::from_columns(columns)?)
}

fn rows(catalog: &Frame<Catalog>, aliases: &Aliases) -> Result<Vec<Row>, NormalizeError> {
    let (variants, pointers) = (catalog.cells(&VARIANT).texts(), catalog.cells(&IS_ALIAS).truths());
    let (slugs, seen, prices) = (slugs(catalog), catalog.cells(&CAPTURED_AT).instants(), prices(catalog));
    let mut rows: BTreeMap<_, Row> = BTreeMap::new();
    for (place, is_dynamic) in dynamic(catalog).into_iter().enumerate() {
        let cell = (slugs.get(place), variants.get(place), seen.get(place));
        let (Some(slug), Some(Some(variant)), Some(Some(at))) = cell else { continue };
        if pointers.get(place) == Some(&Some(true)) {
            continue;
        }
        let key = ModelKey::with_variant(slug.text, variant, day::of(*at), aliases, "model_price")
            .map_err(|error| error.at(catalog, place))?;
        let identity = (key.model.clone(), key.variant.clone(), *at);
        let row = Row { place, key, slug_origin: slug.origin.word(), doubt: is_dynamic.then_some(Doubt::Dynamic) };
        match rows.get_mut(&identity) {
            None => drop(rows.insert(identity, row)),
            Some(first) => first.doubt = first.doubt.max(difference(prices.get(first.place), prices.get(place))),
        }
    }
    Ok(rows.into_values().collect())
}

fn prices(catalog: &Frame<Catalog>) -> Vec<Prices> {
    let reals = |column| catalog.cells(column).reals().into_iter();
    let own = reals(&INPUT_PRICE).zip(reals(&OUTPUT_PRICE)).map(<[_; 2]>::from);
    own.zip(reals(&CACHE_READ_PRICE).zip(reals(&CACHE_WRITE_PRICE)).map(<[_; 2]>::from)).collect()
}

/// Whether a row's price depends on where the request goes.
fn dynamic(catalog: &Frame<Catalog>) -> Vec<bool> {
    let is_negative = |text: Option<&str>| text.is_some_and(|text| text.starts_with('-'));
    let texts = catalog.cells(&INPUT_TEXT).texts().into_iter().zip(catalog.cells(&OUTPUT_TEXT).texts());
    texts.map(|(input, output)| is_negative(input) || is_negative(output)).collect()
}

fn difference(one: Option<&Prices>, other: Option<&Prices>) -> Option<Doubt> {
    let ((own, cache), (other_own, other_cache)) = (one?, other?);
    let cache = (cache != other_cache).then_some(Doubt::TwoCachePrices);
    if own == other_own { cache } else { Some(Doubt::TwoPrices) }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{Column, columns::CANONICAL_SLUG};

    use super::*;
    use crate::tests::{frame, no_aliases};

    const GIVEN: &[&Column] = &[
        &MODEL_ID,
        &VARIANT,
        &INPUT_TEXT,
        &INPUT_PRICE,
        &CACHE_READ_TEXT,
        &CACHE_READ_PRICE,
        &CANONICAL_SLUG,
        &IS_ALIAS,
        &OUTPUT_TEXT,
        &OUTPUT_PRICE,
        &SNAPSHOT_ID,
        &CAPTURED_AT,
    ];

    /// `ID VARIANT INPUT-TEXT INPUT-PRICE CACHE-READ-TEXT CACHE-READ-PRICE` of the slug `a/b` per line.
    fn check(lines: &[&str], expected: &Expect) {
        let rows: Vec<_> =
            lines.iter().map(|line| format!("{line} a/b false 0.000002 2 s 2026-04-14T00:00:00Z")).collect();
        let catalog = frame(GIVEN, &rows.join("\n"));
        let columns =
            [&MODEL, &VARIANT, &MODEL_ID, &INPUT_TEXT, &INPUT_PRICE, &CACHE_READ_TEXT, &CACHE_READ_PRICE, &REASON];
        let prices = model_price(&catalog, &no_aliases());
        expected.assert_eq(&prices.map_or_else(|error| error.to_string(), |prices| prices.to_text(&columns)));
    }

    #[test]
    fn one_price_in_two_spellings_is_one() {
        check(
            &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.0000010 1 1e-7 0.1"],
            &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | 0.1 | -
        "#]],
        );
    }

    #[test]
    fn two_prices_are_none() {
        check(
            &["a/b standard 0.000001 1 - -", "a/b-new standard 0.000002 2 - -"],
            &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | - | - | - | two entries of one slug and variant with different prices
        "#]],
        );
        check(
            &["a/b standard 0.000001 1 - -", "a/b-new standard -1 - - -"],
            &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | - | - | - | two entries of one slug and variant with different prices
        "#]],
        );
    }

    /// What is read from the cache has no price then; the rest has.
    #[test]
    fn two_cache_prices_are_none() {
        check(
            &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.000001 1 - -"],
            &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | - | two entries of one slug and variant with different cache prices
        "#]],
        );
        check(
            &["a/b standard 0.000001 1 0.0000001 0.1", "a/b-new standard 0.000001 1 0.0000002 0.2"],
            &expect![[r#"
            model | variant | model_id | input_usd_per_tok_text | input_usd_per_mtok | cache_read_usd_per_tok_text | cache_read_usd_per_mtok | reason
            a/b | standard | a/b | 0.000001 | 1 | 0.0000001 | - | two entries of one slug and variant with different cache prices
        "#]],
        );
    }

    #[test]
    fn a_variant_is_a_key_too() {
        check(
            &["a/b:fr\u{202e}ee fr\u{202e}ee 0.000001 1 - -"],
            &expect![[
                r#"model_price: malformed key `fr\u{202e}ee` in snapshot `s` at `x`: expected letters, digits, `.`, `_`, `-` and one `/` at most"#
            ]],
        );
    }
}

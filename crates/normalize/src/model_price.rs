//! `model_price`: the ledger of list prices, by model, variant and span.
//!
//! Catalogues are sightings; a span is what they agree on. Where the price of a time has to be told, `ledger.rs` does.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
};

use jiff::Timestamp;

use schema::{
    Frame, PriceConfidence, Table,
    columns::{
        CACHE_READ_PRICE, CACHE_READ_TEXT, CACHE_WRITE_PRICE, CACHE_WRITE_TEXT, CAPTURED_AT, INPUT_PRICE, INPUT_TEXT,
        IS_ALIAS, KNOWN_FROM_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID, MODEL, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT,
        PRICE_CONFIDENCE, REASON, REQUEST_PRICE, REQUEST_TEXT, SIGHTING_COUNT, SLUG_ORIGIN, SNAPSHOT_ID, SOURCE,
        VALID_FROM_AT, VALID_TO_AT, VARIANT, VENDOR,
    },
    day,
    series::{instants, integers, reals, texts},
    tables::{Catalog, ModelPrice, PriceMap},
};

use crate::{
    Aliases, Arrivals, ModelKey, NormalizeError,
    mapped_price::mapped_prices,
    price_doubt::Doubt,
    price_span::{Sighting, Span, Texts, is_same_price, spans},
    slug::slugs,
};

/// The texts that make a price.
const PRICE_TEXTS: [&schema::Column; 5] =
    [&INPUT_TEXT, &OUTPUT_TEXT, &CACHE_READ_TEXT, &CACHE_WRITE_TEXT, &REQUEST_TEXT];

/// One span of a model and variant.
struct Row<'catalog> {
    key: &'catalog ModelKey,
    span: Span<'catalog>,
}

/// The ledger: list prices from all catalogues.
///
/// Grain: model × variant × instant from which the price holds. Units: USD per million tokens. A span ends with the first
/// catalogue that says something else. Its confidence is `exact` where catalogues list it, and `carried` from the first
/// catalogue that no longer does: who leaves the catalogue keeps the last price. Prices are compared as upstream wrote
/// them, to eight significant digits: what lies behind is the dust of binary fractions (`0.0000001300000002`).
///
/// Entries that only point to another model (`~…`) are left out. A dynamic price is null with a reason, and so
/// are two different prices for one slug and variant: all of them, or those of the cache where only these differ, which
/// then gives no discount and an upper bound. Equal ones are one row, with the text of the first.
///
/// What no catalogue ever listed has the price of `map`, if it is there, from the day of the map: `other_source`.
///
/// A span was believed from `known_from_at` on: when the catalogue with which it begins was made, or in `arrivals`, if that
/// is later. As of an instant, the price of any time is that of the last span to begin by then among those that were
/// believed; so a catalogue that was believed before the one with which its span begins has a span of its own, at the same
/// price. Of a model whose entry somebody corrected the catalogue was believed since the correction, so what was
/// believed of its price before is not told. What this does not say either: when a model that maps alone know had
/// another price in an older map, or came to be listed, and which model an old entry without a slug of its own was
/// taken for.
///
/// What is free, what depends on the route, and what two entries say differently:
///
/// ```
/// use normalize::{Aliases, Arrivals, model_price};
/// use schema::{Frame, columns::*, tables::{Catalog, PriceMap}};
///
/// let catalog = Frame::<Catalog>::from_text("
///     model_id        | input_usd_per_tok_text | input_usd_per_mtok | canonical_slug | variant
///     a/big           | 0.000005               | 5                  | a/big          | standard
///     a/big:free      | 0                      | 0                  | a/big          | free
///     openrouter/auto | -1                     | -                  | openrouter/auto | standard
///     a/twice         | 0.000001               | 1                  | a/twice        | standard
///     a/twice-new     | 0.000002               | 2                  | a/twice        | standard
/// ", &[
///     (&OUTPUT_TEXT, "0.00001"), (&OUTPUT_PRICE, "10"), (&SNAPSHOT_ID, "s"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"),
///     (&IS_ALIAS, "false"), (&PRICING_JSON, "{}"), (&SOURCE, "x"), (&VALUE_ORIGIN, "observed"), (&JSON_PATH, "$"),
/// ])?;
/// let ledger = model_price(&catalog, &Frame::<PriceMap>::empty()?, &Aliases::default(), &Arrivals::default())?;
/// assert_eq!(ledger.to_text(&[&MODEL, &VARIANT, &INPUT_PRICE, &REASON]), "\
/// model | variant | input_usd_per_mtok | reason
/// a/big | free | 0 | -
/// a/big | standard | 5 | -
/// a/twice | standard | - | two entries of one slug and variant with different prices
/// openrouter/auto | standard | - | dynamic: upstream says it depends on where the request goes
/// ");
/// # Ok::<(), normalize::NormalizeError>(())
/// ```
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one.
pub fn model_price(
    catalog: &Frame<Catalog>,
    map: &Frame<PriceMap>,
    aliases: &Aliases,
    arrivals: &Arrivals,
) -> Result<Frame<ModelPrice>, NormalizeError> {
    let keyed = sightings(catalog, aliases)?;
    let captures = captures(catalog, arrivals);
    let mut rows = Vec::new();
    let corrected = corrected(catalog, arrivals);
    for (key, sightings) in keyed.values() {
        let late = sightings.values().filter_map(|sighting| Some((sighting.at, *corrected.get(&sighting.place)?)));
        let captures = believed(&captures, late.collect());
        rows.extend(spans(sightings, &captures).into_iter().map(|span| Row { key, span }));
    }
    let known: BTreeSet<_> = keyed.keys().cloned().collect();
    let listed = from_spans(catalog, &rows)?;
    Ok(Frame::stacked([listed, mapped_prices(map, &known, aliases, arrivals)?])?)
}

/// When each catalogue was made, and when it came to be believed; of two at one instant, the first.
fn captures(catalog: &Frame<Catalog>, arrivals: &Arrivals) -> BTreeMap<Timestamp, Timestamp> {
    let seen = catalog.cells(&CAPTURED_AT).instants().into_iter();
    let mut captures: BTreeMap<Timestamp, Timestamp> = BTreeMap::new();
    for (at, snapshot) in seen.zip(catalog.cells(&SNAPSHOT_ID).texts()) {
        let Some((at, snapshot)) = at.zip(snapshot) else { continue };
        let arrived = arrivals.of(snapshot, at);
        captures.entry(at).and_modify(|first| *first = arrived.min(*first)).or_insert(arrived);
    }
    captures
}

/// The entries that somebody corrected, and since when.
fn corrected(catalog: &Frame<Catalog>, arrivals: &Arrivals) -> BTreeMap<usize, Timestamp> {
    let both = catalog.cells(&SNAPSHOT_ID).texts().into_iter().zip(catalog.cells(&MODEL_ID).texts()).enumerate();
    both.filter_map(|(place, (snapshot, id))| Some((place, arrivals.of_entry(snapshot?, id?)?))).collect()
}

/// When catalogues came to be believed of one model and variant: some of them as they are corrected, since then.
fn believed(
    captures: &BTreeMap<Timestamp, Timestamp>,
    late: Vec<(Timestamp, Timestamp)>,
) -> Cow<'_, BTreeMap<Timestamp, Timestamp>> {
    let mut believed = Cow::Borrowed(captures);
    for (at, corrected) in late {
        let arrived = believed.to_mut().entry(at).or_insert(corrected);
        *arrived = corrected.max(*arrived);
    }
    believed
}

fn from_spans(catalog: &Frame<Catalog>, rows: &[Row<'_>]) -> Result<Frame<ModelPrice>, NormalizeError> {
    let text = |column| {
        let cells = catalog.cells(column).texts();
        move |place: usize| cells.get(place).copied().flatten()
    };
    let (snapshots, ids, sources) = (text(&SNAPSHOT_ID), text(&MODEL_ID), text(&SOURCE));
    let confidence = |row: &Row<'_>| if row.span.is_listed { PriceConfidence::Exact } else { PriceConfidence::Carried };
    let mut columns = vec![
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        instants(&VALID_FROM_AT, rows.iter().map(|row| Some(row.span.from))),
        instants(&KNOWN_FROM_AT, rows.iter().map(|row| Some(row.span.known_from))),
        instants(&VALID_TO_AT, rows.iter().map(|row| row.span.to)),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        texts(&MODEL_ID, rows.iter().map(|row| ids(row.span.last.place))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|row| Some(confidence(row).word()))),
        texts(&SLUG_ORIGIN, rows.iter().map(|row| Some(row.span.slug_origin()))),
        integers(&SIGHTING_COUNT, rows.iter().map(|row| i64::try_from(row.span.sightings).ok())),
        instants(&LAST_SEEN_AT, rows.iter().map(|row| Some(row.span.last.at))),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.span.first.at))),
        texts(&SOURCE, rows.iter().map(|row| sources(row.span.first.place))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| snapshots(row.span.first.place))),
        texts(&LAST_SNAPSHOT_ID, rows.iter().map(|row| snapshots(row.span.last.place))),
        texts(&REASON, rows.iter().map(|row| row.span.first.doubt.map(Doubt::reason))),
    ];
    for column in PRICE_TEXTS {
        let text = text(column);
        columns.push(texts(column, rows.iter().map(|row| text(row.span.first.place))));
    }
    for (column, least) in [
        (&INPUT_PRICE, Doubt::Dynamic),
        (&OUTPUT_PRICE, Doubt::Dynamic),
        (&CACHE_READ_PRICE, Doubt::TwoCachePrices),
        (&CACHE_WRITE_PRICE, Doubt::TwoCachePrices),
        (&REQUEST_PRICE, Doubt::TwoPrices),
    ] {
        let cells = catalog.cells(column).reals();
        let is_known = |row: &&Row<'_>| row.span.first.doubt < Some(least);
        let price = |row: &Row<'_>| cells.get(Some(row).filter(is_known)?.span.first.place).copied().flatten();
        columns.push(reals(column, rows.iter().map(price)));
    }
    Ok(Frame::from_columns(columns)?)
}

/// Every sighting of each model and variant, oldest first.
type Keyed<'catalog> = BTreeMap<(String, String), (ModelKey, BTreeMap<Timestamp, Sighting<'catalog>>)>;

fn sightings<'catalog>(
    catalog: &'catalog Frame<Catalog>,
    aliases: &Aliases,
) -> Result<Keyed<'catalog>, NormalizeError> {
    let (variants, pointers) = (catalog.cells(&VARIANT).texts(), catalog.cells(&IS_ALIAS).truths());
    let (slugs, seen) = (slugs(catalog), catalog.cells(&CAPTURED_AT).instants());
    let priced = priced(catalog);
    let written = PRICE_TEXTS.map(|column| catalog.cells(column).texts());
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut found: Vec<(ModelKey, BTreeMap<Timestamp, Sighting<'_>>)> = Vec::new();
    // Catalogues repeat each other: a slug is read as a key where it stands first.
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, is_dynamic) in dynamic(catalog).into_iter().enumerate() {
        let cell = (slugs.get(place), variants.get(place), seen.get(place));
        let (Some(slug), Some(Some(variant)), Some(Some(at))) = cell else { continue };
        if pointers.get(place) == Some(&Some(true)) {
            continue;
        }
        let of = match known.entry((slug.text, variant)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let key = ModelKey::with_variant(slug.text, variant, day::of(*at), aliases, ModelPrice::SPEC.name)
                    .and_then(|key| key.of_model(ModelPrice::SPEC.name))
                    .map_err(|error| error.at(catalog, place))?;
                let of = *places.entry((key.model.clone(), key.variant.clone())).or_insert(found.len());
                if of == found.len() {
                    found.push((key, BTreeMap::new()));
                }
                *new.insert(of)
            }
        };
        let [input, output, read, write, request] = written.each_ref().map(|cells| cells.get(place).copied().flatten());
        // Until January 2026 upstream wrote a 0 where it asks nothing for a request, and since then nothing.
        let texts = [input, output, read, write, request.filter(|text| text.parse() != Ok(0.0))];
        let is_priced = priced.get(place) == Some(&true);
        let doubt = match (is_dynamic, is_priced) {
            (true, _) => Some(Doubt::Dynamic),
            (_, false) => Some(Doubt::Implausible),
            _ => None,
        };
        let sighting = Sighting { place, at: *at, texts, slug: slug.origin, doubt };
        let Some((_, sightings)) = found.get_mut(of) else { continue };
        match sightings.entry(*at) {
            Entry::Vacant(new) => drop(new.insert(sighting)),
            Entry::Occupied(mut first) => {
                let first = first.get_mut();
                first.doubt = first.doubt.max(difference(&first.texts, &texts));
            }
        }
    }
    let of_places = found.into_iter();
    let mut identities: Vec<_> = places.into_iter().map(|(identity, place)| (place, identity)).collect();
    identities.sort_unstable();
    Ok(identities.into_iter().map(|(_, identity)| identity).zip(of_places).collect())
}

/// Whether a row has an input and an output price.
fn priced(catalog: &Frame<Catalog>) -> Vec<bool> {
    let has = |column| catalog.cells(column).reals().into_iter().map(|price| price.is_some());
    has(&INPUT_PRICE).zip(has(&OUTPUT_PRICE)).map(|(input, output)| input && output).collect()
}

/// Whether a row's price depends on where the request goes.
fn dynamic(catalog: &Frame<Catalog>) -> Vec<bool> {
    let is_negative = |text: Option<&str>| text.is_some_and(|text| text.starts_with('-'));
    let texts = catalog.cells(&INPUT_TEXT).texts().into_iter().zip(catalog.cells(&OUTPUT_TEXT).texts());
    texts.map(|(input, output)| is_negative(input) || is_negative(output)).collect()
}

/// How two entries of one slug and variant differ, as prices are compared everywhere.
fn difference(one: &Texts<'_>, other: &Texts<'_>) -> Option<Doubt> {
    let is_same = |place: usize| is_same_price(one.get(place).copied().flatten(), other.get(place).copied().flatten());
    // Input, output, request; then the cache.
    match ([0, 1, 4].into_iter().all(is_same), [2, 3].into_iter().all(is_same)) {
        (true, true) => None,
        (true, false) => Some(Doubt::TwoCachePrices),
        (false, _) => Some(Doubt::TwoPrices),
    }
}

#[cfg(test)]
mod tests;

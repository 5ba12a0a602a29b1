//! `model`: what a model is, whatever its variants.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Variant,
    columns::{
        CAPTURED_AT, CONTEXT_TOKENS, IS_ALIAS, IS_ATTRIBUTED, MODEL, MODEL_NAME, RELEASED_DATE, SNAPSHOT_ID, VARIANT,
        VENDOR,
    },
    day,
    series::{dates, integers, texts, truths},
    tables::{Catalog, Model},
};

use crate::{
    Aliases, ModelKey, NormalizeError,
    slug::{Slug, slugs},
};

/// How new a catalogue is, and whether the variant is the standard one.
type Rank = (Timestamp, bool);

/// The newest entry of a slug.
struct Newest<'catalog> {
    slug: &'catalog str,
    /// The first row that has the slug.
    first: usize,
    rank: Rank,
    place: usize,
}

/// The entry that speaks for a model: newest catalogue, standard variant if there is one, first id.
struct Entry<'catalog> {
    key: ModelKey,
    rank: (Rank, Reverse<usize>),
    name: Option<&'catalog str>,
    released: Option<Date>,
    context: Option<i64>,
    snapshot: Option<&'catalog str>,
}

/// What the newest catalogue says of each model.
///
/// Grain: model. Released is the day upstream listed it; context in tokens. Entries that only point to another model
/// are left out.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one.
pub fn model(catalog: &Frame<Catalog>, aliases: &Aliases) -> Result<Frame<Model>, NormalizeError> {
    let entries = entries(catalog, aliases)?;
    let columns = vec![
        texts(&MODEL, entries.keys().map(|model| Some(model.as_str()))),
        texts(&VENDOR, entries.values().map(|entry| Some(entry.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, entries.values().map(|entry| Some(entry.key.is_attributed))),
        texts(&MODEL_NAME, entries.values().map(|entry| entry.name)),
        dates(&RELEASED_DATE, entries.values().map(|entry| entry.released)),
        integers(&CONTEXT_TOKENS, entries.values().map(|entry| entry.context)),
        texts(&SNAPSHOT_ID, entries.values().map(|entry| entry.snapshot)),
    ];
    Ok(Frame::from_columns(columns)?)
}

fn entries<'catalog>(
    catalog: &'catalog Frame<Catalog>,
    aliases: &Aliases,
) -> Result<BTreeMap<String, Entry<'catalog>>, NormalizeError> {
    let slugs = slugs(catalog);
    let (names, released) = (catalog.cells(&MODEL_NAME).texts(), catalog.cells(&RELEASED_DATE).dates());
    let (contexts, snapshots) = (catalog.cells(&CONTEXT_TOKENS).integers(), catalog.cells(&SNAPSHOT_ID).texts());
    let mut entries: BTreeMap<String, Entry<'catalog>> = BTreeMap::new();
    // Catalogues repeat each other: only the newest entry of each slug is read.
    for Newest { slug, first, rank, place } in newest(catalog, &slugs) {
        let date = day::of(rank.0);
        let key = ModelKey::read(slug, date, aliases, "model").map_err(|error| error.at(catalog, first))?;
        let rank = (rank, Reverse(place));
        if entries.get(&key.model).is_none_or(|stands| stands.rank < rank) {
            let (name, context) = (names.get(place).copied().flatten(), contexts.get(place).copied().flatten());
            let (released, snapshot) =
                (released.get(place).copied().flatten(), snapshots.get(place).copied().flatten());
            entries.insert(key.model.clone(), Entry { key, rank, name, released, context, snapshot });
        }
    }
    Ok(entries)
}

/// The newest entry of each slug, in the order in which the slugs come; of equals the first.
fn newest<'catalog>(catalog: &Frame<Catalog>, slugs: &[Slug<'catalog>]) -> Vec<Newest<'catalog>> {
    let (variants, seen) = (catalog.cells(&VARIANT).texts(), catalog.cells(&CAPTURED_AT).instants());
    let mut by_slug: BTreeMap<&str, Newest<'catalog>> = BTreeMap::new();
    for (place, is_alias) in catalog.cells(&IS_ALIAS).truths().into_iter().enumerate() {
        let (Some(slug), Some(Some(at))) = (slugs.get(place), seen.get(place)) else { continue };
        if is_alias == Some(true) {
            continue;
        }
        let rank = (*at, variants.get(place) == Some(&Some(Variant::STANDARD)));
        let new = Newest { slug: slug.text, first: place, rank, place };
        let stands = by_slug.entry(slug.text).or_insert(new);
        if stands.rank < rank {
            (stands.rank, stands.place) = (rank, place);
        }
    }
    let mut newest: Vec<_> = by_slug.into_values().collect();
    newest.sort_unstable_by_key(|newest| newest.first);
    newest
}

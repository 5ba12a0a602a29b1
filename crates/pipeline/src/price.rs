//! `tokenshare price`: the history of a model's list prices, out of the ledger.

use std::path::Path;

use std::collections::BTreeSet;

use report::Selection;
use schema::{
    Frame, Table, Variant,
    columns::{
        CACHE_READ_PRICE, CACHE_WRITE_PRICE, CANONICAL_SLUG, CAPTURED_AT, INPUT_PRICE, LAST_SEEN_AT, MIN_PROMPT_TOKENS,
        MODEL, MODEL_ID, OUTPUT_PRICE, PRICE_CONFIDENCE, REASON, REQUEST_PRICE, SIGHTING_COUNT, SNAPSHOT_ID, SOURCE,
        UTC_END, UTC_START, VALID_FROM_AT, VALID_TO_AT, VARIANT,
    },
    series::Cells,
    tables::{ModelPrice, PriceCondition},
};

use crate::{
    cli::{Format, PriceArguments},
    console,
    failure::Failure,
    nearest, runs, show, store,
};

/// What is printed of a span.
const PRINTED: &[&schema::Column] = &[
    &MODEL,
    &VARIANT,
    &VALID_FROM_AT,
    &VALID_TO_AT,
    &LAST_SEEN_AT,
    &SIGHTING_COUNT,
    &INPUT_PRICE,
    &OUTPUT_PRICE,
    &CACHE_READ_PRICE,
    &CACHE_WRITE_PRICE,
    &REQUEST_PRICE,
    &PRICE_CONFIDENCE,
    &SOURCE,
    &REASON,
];

/// What is printed of a condition.
const CONDITIONS: &[&schema::Column] = &[
    &VARIANT,
    &MIN_PROMPT_TOKENS,
    &UTC_START,
    &UTC_END,
    &INPUT_PRICE,
    &OUTPUT_PRICE,
    &CACHE_READ_PRICE,
    &CACHE_WRITE_PRICE,
    &REASON,
];

/// Prints the spans of a model, and for people the prices under conditions that the newest catalogue names.
///
/// # Errors
/// If the ledger is not there, or does not know the model; then the nearest names are the hint.
pub fn run(arguments: &PriceArguments) -> anyhow::Result<()> {
    let spec = ModelPrice::SPEC;
    // All of one run, though another one may end meanwhile.
    let run = runs::current(&arguments.data.folder)?;
    let data = store::read_of(&run, spec)?;
    let prices = Frame::<ModelPrice>::new(data.clone())?;
    let (model, variant) = asked(&arguments.model);
    let found = slug(&prices, model).ok_or_else(|| unknown(&prices, model))?;
    let mut filters = vec![(MODEL.name.to_owned(), found.to_owned())];
    filters.extend(variant.map(|variant| (VARIANT.name.to_owned(), variant.to_owned())));
    let rows = report::select(spec, &data, &Selection { filters, ..Selection::default() })?;
    if rows.height() == 0 {
        return Err(no_variant(&prices, found, variant.unwrap_or(Variant::STANDARD)).into());
    }
    let mut text = report::chosen_text(spec, &rows, arguments.format.into(), PRINTED, console::room())?;
    if matches!(arguments.format, Format::Table | Format::Markdown) {
        text += &conditions(&run, arguments, found, variant)?;
    }
    show::print(&run, arguments.format, spec, text)
}

/// The prices that the newest catalogue asks under a condition; nothing where it names none.
fn conditions(run: &Path, arguments: &PriceArguments, model: &str, variant: Option<&str>) -> anyhow::Result<String> {
    let spec = PriceCondition::SPEC;
    if store::manifest_of(run)?.table(spec.name).is_none() {
        return Ok(String::new());
    }
    let data = store::read_of(run, spec)?;
    let seen = Cells::of(&data, &CAPTURED_AT).instants().into_iter().zip(Cells::of(&data, &SNAPSHOT_ID).texts());
    let Some((_, Some(newest))) = seen.max() else { return Ok(String::new()) };
    let mut filters =
        vec![(CANONICAL_SLUG.name.to_owned(), model.to_owned()), (SNAPSHOT_ID.name.to_owned(), newest.to_owned())];
    filters.extend(variant.map(|variant| (VARIANT.name.to_owned(), variant.to_owned())));
    let rows = report::select(spec, &data, &Selection { filters, ..Selection::default() })?;
    if rows.height() == 0 {
        return Ok(String::new());
    }
    let table = report::chosen_text(spec, &rows, arguments.format.into(), CONDITIONS, console::room())?;
    Ok(format!(
        "\nunder these conditions it costs otherwise; only `sensitivity` asks what that would change\n\n{table}"
    ))
}

/// Model and variant of what was typed; no variant means all of them.
fn asked(text: &str) -> (&str, Option<&str>) {
    text.rsplit_once(':').map_or((text, None), |(model, variant)| (model, Some(variant)))
}

/// The permanent slug that somebody means by it: itself, or that of an id. Of two models that had one id the newer.
fn slug<'prices>(prices: &'prices Frame<ModelPrice>, model: &str) -> Option<&'prices str> {
    let (models, ids) = (prices.cells(&MODEL).texts(), prices.cells(&MODEL_ID).texts());
    let own = models.iter().flatten().find(|known| **known == model).copied();
    let of_id = || {
        let seen = prices.cells(&LAST_SEEN_AT).instants();
        let rows = models.iter().zip(ids).zip(seen).filter_map(|((slug, id), at)| Some(((*slug)?, id?, at?)));
        rows.filter(|(_, id, _)| without_variant(id) == model).max_by_key(|(.., at)| *at).map(|(slug, ..)| slug)
    };
    own.or_else(of_id)
}

fn without_variant(id: &str) -> &str {
    id.rsplit_once(':').map_or(id, |(model, _)| model)
}

/// How many models are named to whoever typed a part of a name.
const MOST_ALIKE: usize = 12;

fn unknown(prices: &Frame<ModelPrice>, model: &str) -> Failure {
    let names = || prices.cells(&MODEL).texts().into_iter().chain(prices.cells(&MODEL_ID).texts()).flatten();
    let failure = Failure::command_line(format!("unknown model `{model}`"));
    // People type a name as they read it: `Claude Opus 4.6`.
    let part = model.to_lowercase().replace(' ', "-");
    let alike: BTreeSet<&str> =
        names().map(without_variant).filter(|name| name.to_lowercase().contains(&part)).collect();
    if !alike.is_empty() {
        let more = alike.len().saturating_sub(MOST_ALIKE);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let first: Vec<_> = alike.into_iter().take(MOST_ALIKE).collect();
        return failure.with_hint(format!("there are `{}`{more}", first.join("`, `")));
    }
    match nearest::nearest(model, names()) {
        Some(nearest) => failure.with_hint(format!("the nearest name is `{nearest}`")),
        None => failure.with_hint("`tokenshare show model --data DIR` lists the models"),
    }
}

fn no_variant(prices: &Frame<ModelPrice>, model: &str, variant: &str) -> Failure {
    let (models, variants) = (prices.cells(&MODEL).texts(), prices.cells(&VARIANT).texts());
    let of_model =
        models.iter().zip(variants).filter(|(slug, _)| **slug == Some(model)).filter_map(|(_, variant)| variant);
    let known: BTreeSet<&str> = of_model.collect();
    let known: Vec<&str> = known.into_iter().collect();
    Failure::command_line(format!("`{model}` has no variant `{variant}`"))
        .with_hint(format!("it has `{}`", known.join("`, `")))
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::{KNOWN_FROM_AT, LAST_SNAPSHOT_ID, SLUG_ORIGIN, VENDOR},
        series::{instants, integers, texts},
    };

    use super::*;

    /// `SLUG VARIANT ID LAST-SEEN` per line, seen first and last on that day of April 2026.
    fn ledger(lines: &[&str]) -> Frame<ModelPrice> {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
        let text = |column, place: usize| texts(column, rows.iter().map(|row| Some(row[place])));
        let word = |column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
        let seen =
            |column| instants(column, rows.iter().map(|row| format!("2026-04-{}T00:00:00Z", row[3]).parse().ok()));
        let mut columns = vec![
            text(&MODEL, 0),
            text(&VARIANT, 1),
            text(&MODEL_ID, 2),
            word(&VENDOR, "a"),
            word(&PRICE_CONFIDENCE, "exact"),
            word(&SLUG_ORIGIN, "stated"),
            word(&SOURCE, "catalog"),
            word(&SNAPSHOT_ID, "s"),
            word(&LAST_SNAPSHOT_ID, "s"),
            integers(&SIGHTING_COUNT, rows.iter().map(|_| Some(1))),
            seen(&VALID_FROM_AT),
            seen(&KNOWN_FROM_AT),
            seen(&LAST_SEEN_AT),
            seen(&CAPTURED_AT),
        ];
        for column in ModelPrice::SPEC.columns() {
            if !columns.iter().any(|known| known.name() == column.name) {
                let nulls =
                    polars::prelude::Column::full_null(column.name.into(), rows.len(), &column.kind.data_type());
                columns.push(nulls);
            }
        }
        Frame::from_columns(columns).expect("a ledger")
    }

    /// One id named two models after each other, and one of these is what another model is called by.
    #[test]
    fn a_name_means_its_own_slug_first_and_then_the_newer_of_those_that_had_it_as_an_id() {
        let prices = ledger(&[
            "a/b-1 standard a/b 06",
            "a/b-1 free a/b:free 06",
            "a/b-2 standard a/b 13",
            "a/other standard a/b-1 20",
            "a/z-1 free a/z:free 06",
        ]);
        for (typed, expected) in [
            ("a/b-1", Some("a/b-1")),
            ("a/b", Some("a/b-2")),
            ("a/z", Some("a/z-1")),
            ("a/other", Some("a/other")),
            ("a/y", None),
        ] {
            assert_eq!(slug(&prices, typed), expected, "{typed}");
        }
        assert_eq!([asked("a/b:free"), asked("a/b")], [("a/b", Some("free")), ("a/b", None)]);
    }
}

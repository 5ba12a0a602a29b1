//! List prices that are not what they were some days before.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schema::{
    Column, Frame, MoveKind, Origin, PriceConfidence, Variant,
    columns::{
        INPUT_PRICE, INPUT_TEXT, LAST_SEEN_AT, MODEL, OUTPUT_PRICE, OUTPUT_TEXT, PRICE_CONFIDENCE, VALID_FROM_AT,
        VALID_TO_AT, VARIANT,
    },
    day,
    tables::ModelPrice,
};

use super::{Move, Moves};
use crate::usage::at;

/// A catalogue of the same refresh is no catalogue before: a weekly one may come some hours early.
const DAYS_BETWEEN: i64 = 6;
/// From the first day of a week to the last on which it is refreshed.
const DAYS_KNOWN: i64 = 14;
/// Prices this near are one price: some are written with the dust of binary fractions.
const DUST: f64 = 1e-9;
const UNIT: &str = "usd_per_mtok";

/// The prices of one kind in one catalogue: number and text by key.
type Listed = BTreeMap<String, (f64, String)>;

/// The newest catalogue up to a week behind the week that is told of: a later one has moves of its own time.
pub(super) fn moves(prices: &Frame<ModelPrice>, week: Date) -> Vec<Moves> {
    let (from, seen) = (prices.cells(&VALID_FROM_AT).instants(), prices.cells(&LAST_SEEN_AT).instants());
    let last = day::shifted(week, DAYS_KNOWN);
    let catalogs = || from.iter().chain(&seen).flatten().copied().filter(|at| day::of(*at) < last);
    let Some(new) = catalogs().max() else { return Vec::new() };
    let latest = day::shifted(day::of(new), -DAYS_BETWEEN);
    // A catalogue in which nothing begins or ends is in no span; the one before it says the same.
    let Some(old) = catalogs().filter(|at| day::of(*at) <= latest).max() else { return Vec::new() };
    let kinds =
        [(MoveKind::InputPrice, &INPUT_PRICE, &INPUT_TEXT), (MoveKind::OutputPrice, &OUTPUT_PRICE, &OUTPUT_TEXT)];
    let of = |(kind, price, text): (MoveKind, &'static Column, &'static Column)| {
        let (before, now) = (listed(prices, old, price, text), listed(prices, new, price, text));
        let between = format!("catalogues of {} and {}", day::of(old), day::of(new));
        let moves = now.into_iter().filter_map(|(key, now)| {
            let one = moved(before.get(&key)?, now, key)?;
            Some(Move { reason: Some(between.clone()), ..one })
        });
        Moves { kind, weeks: None, unit: Some(UNIT), basis: None, all: moves.collect() }
    };
    kinds.map(of).into()
}

/// What the catalogue of that instant asks for each model and variant.
fn listed(prices: &Frame<ModelPrice>, catalog: Timestamp, price: &Column, text: &Column) -> Listed {
    let (models, variants) = (prices.cells(&MODEL).texts(), prices.cells(&VARIANT).texts());
    let confidences = prices.cells(&PRICE_CONFIDENCE).texts();
    let (from, to) = (prices.cells(&VALID_FROM_AT).instants(), prices.cells(&VALID_TO_AT).instants());
    let (numbers, texts) = (prices.cells(price).reals(), prices.cells(text).texts());
    let row = |row: usize| {
        let (model, variant) = (at(&models, row)?, at(&variants, row)?);
        let key = if variant == Variant::STANDARD { model.to_owned() } else { format!("{model}:{variant}") };
        let price = (at(&numbers, row)?, at(&texts, row)?.to_owned());
        let holds = at(&from, row)? <= catalog && at(&to, row).is_none_or(|to| catalog < to);
        let is_listed = at(&confidences, row) == Some(PriceConfidence::Exact.word());
        (holds && is_listed).then_some((key, price))
    };
    (0..prices.height()).filter_map(row).collect()
}

fn moved((before, old_text): &(f64, String), (now, new_text): (f64, String), key: String) -> Option<Move> {
    if (now - before).abs() <= DUST * before.abs().max(now.abs()) {
        return None;
    }
    Some(Move {
        key,
        old: Some(*before),
        new: Some(now),
        old_text: Some(old_text.clone()),
        new_text: Some(new_text),
        origin: Some(Origin::Observed),
        ..Move::default()
    })
}

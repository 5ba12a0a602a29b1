//! What all models are held against: Claude Opus, the newest that catalogues list at the end of a window.
//!
//! No model and no price is named here. Of the models whose vendor is Anthropic and whose slug says `opus` and not `fast` (a
//! faster service of the same model, at several times its price), it is the one that was released last by the last day of
//! the window and that a catalogue still lists on it; of two of one day the last by name. Where catalogues list none of them
//! until later, as where the only one came a day after the window, it is what the first to list any lists.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, PriceConfidence, Variant,
    columns::{
        CACHE_READ_PRICE, INPUT_PRICE, MODEL, OUTPUT_PRICE, PRICE_CONFIDENCE, RELEASED_DATE, VALID_FROM_AT,
        VALID_TO_AT, VARIANT, VENDOR,
    },
    day,
    tables::{Model, ModelPrice},
};

use crate::usage::{Rates, at};

const VENDOR_OF_OPUS: &str = "anthropic";
const FAMILY: &str = "opus";
const NOT_OF_FAMILY: &str = "fast";

/// The model, and its list prices at the end of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Yardstick<'frame> {
    pub(super) model: &'frame str,
    pub(super) rates: Rates,
}

/// A span of the ledger.
#[derive(Clone, Copy)]
struct Span {
    from: Timestamp,
    to: Option<Timestamp>,
    /// None where catalogues no longer list the model: the price that the ledger carries on is of nobody.
    rates: Option<Rates>,
}

impl<'frame> Yardstick<'frame> {
    /// The one of a window that ends with `last`; none where no catalogue lists one.
    pub(super) fn at(models: &'frame Frame<Model>, prices: &Frame<ModelPrice>, last: Date) -> Option<Self> {
        let spans = spans(prices);
        let (names, vendors) = (models.cells(&MODEL).texts(), models.cells(&VENDOR).texts());
        let released = models.cells(&RELEASED_DATE).dates();
        let candidate = |row: usize| {
            let (model, released) = (at(&names, row)?, at(&released, row)?);
            let is_opus =
                at(&vendors, row) == Some(VENDOR_OF_OPUS) && model.contains(FAMILY) && !model.contains(NOT_OF_FAMILY);
            let spans = spans.get(model).filter(|_| is_opus && released <= last)?;
            Some(((released, model), spans))
        };
        let candidates: Vec<_> = (0..models.height()).filter_map(candidate).collect();
        // One instant for all: whom catalogues list only later is no match for whom they list by then.
        let first = candidates.iter().flat_map(|(_, spans)| spans.iter()).map(|span| span.from).min()?;
        let instant = first.max(day::start(day::shifted(last, 1))?);
        let listed = candidates.iter().filter_map(|(rank, spans)| Some((*rank, in_force(spans, instant)?)));
        listed.max_by_key(|(rank, _)| *rank).map(|((_, model), rates)| Self { model, rates })
    }
}

/// What catalogues listed of standard variants, by model, in order of time.
fn spans(prices: &Frame<ModelPrice>) -> BTreeMap<String, Vec<Span>> {
    let text = |column| prices.cells(column).texts();
    let (models, variants, confidences) = (text(&MODEL), text(&VARIANT), text(&PRICE_CONFIDENCE));
    let [from, to] = [&VALID_FROM_AT, &VALID_TO_AT].map(|column| prices.cells(column).instants());
    let numbers = [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE].map(|column| prices.cells(column).reals());
    let mut spans: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for row in 0..prices.height() {
        let confidence = at(&confidences, row);
        let (Some(model), Some(from)) = (at(&models, row), at(&from, row)) else { continue };
        if confidence != Some(PriceConfidence::OtherSource.word()) && at(&variants, row) == Some(Variant::STANDARD) {
            let [input, output, cache_read] = numbers.each_ref().map(|cells| at(cells, row));
            let listed = input.zip(output).filter(|_| confidence != Some(PriceConfidence::Carried.word()));
            let rates = listed.map(|(input, output)| Rates { input, output, cache_read, request: 0.0 });
            spans.entry(model.to_owned()).or_default().push(Span { from, to: at(&to, row), rates });
        }
    }
    for spans in spans.values_mut() {
        spans.sort_by_key(|span| span.from);
    }
    spans
}

/// The price of the span that an instant lies in. A model that had left by then has none, and nor has one that came later.
fn in_force(spans: &[Span], instant: Timestamp) -> Option<Rates> {
    let span = spans.iter().rev().find(|span| span.from <= instant)?;
    span.rates.filter(|_| span.to.is_none_or(|to| instant < to))
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::IS_ATTRIBUTED,
        series::{dates, instants, reals, texts, truths},
    };

    use super::*;
    use crate::tests::filled;

    /// `SLUG RELEASED` per line.
    fn models(lines: &[&str]) -> Frame<Model> {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
        filled(vec![
            texts(&MODEL, rows.iter().map(|row| Some(row[0]))),
            texts(&VENDOR, rows.iter().map(|row| row[0].split('/').next())),
            truths(&IS_ATTRIBUTED, rows.iter().map(|_| Some(true))),
            dates(&RELEASED_DATE, rows.iter().map(|row| row[1].parse().ok())),
            texts(&schema::columns::SNAPSHOT_ID, rows.iter().map(|_| Some("s"))),
        ])
    }

    /// `SLUG FROM TO PRICE [carried]` per line; output costs five times as much, `-` is none.
    fn prices(lines: &[&str]) -> Frame<ModelPrice> {
        use schema::columns::{
            CAPTURED_AT, KNOWN_FROM_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID, MODEL_ID, SIGHTING_COUNT, SLUG_ORIGIN,
            SNAPSHOT_ID, SOURCE,
        };
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
        let instant = |day: &str| format!("{day}T00:00:00Z").parse().ok();
        let from = |column| instants(column, rows.iter().map(|row| instant(row[1])));
        let said = |column, word: &'static str| texts(column, rows.iter().map(move |_| Some(word)));
        let price = |row: &Vec<&str>| row[3].parse::<f64>().ok();
        filled(vec![
            texts(&MODEL, rows.iter().map(|row| Some(row[0]))),
            said(&VARIANT, "standard"),
            from(&VALID_FROM_AT),
            instants(&VALID_TO_AT, rows.iter().map(|row| instant(row[2]))),
            from(&KNOWN_FROM_AT),
            from(&LAST_SEEN_AT),
            from(&CAPTURED_AT),
            texts(&VENDOR, rows.iter().map(|row| row[0].split('/').next())),
            texts(&MODEL_ID, rows.iter().map(|row| Some(row[0]))),
            texts(&PRICE_CONFIDENCE, rows.iter().map(|row| row.get(4).copied().or(Some("exact")))),
            said(&SLUG_ORIGIN, "stated"),
            schema::series::integers(&SIGHTING_COUNT, rows.iter().map(|_| Some(1))),
            said(&SOURCE, "catalog"),
            said(&SNAPSHOT_ID, "s"),
            said(&LAST_SNAPSHOT_ID, "s"),
            reals(&INPUT_PRICE, rows.iter().map(price)),
            reals(&OUTPUT_PRICE, rows.iter().map(|row| Some(5.0 * price(row)?))),
        ])
    }

    /// The slug and input price on a last day.
    fn found(last: Date) -> Option<(String, f64)> {
        let models = models(&[
            "anthropic/old-opus 2025-11-24",
            "anthropic/new-opus 2026-02-05",
            "anthropic/new-opus-fast 2026-04-07",
            "anthropic/sonnet 2026-04-01",
            "someone/opus 2026-04-01",
            "anthropic/next-opus 2026-07-23",
            "anthropic/gone-opus 2026-03-01",
        ]);
        let prices = prices(&[
            "anthropic/old-opus 2026-01-05 - 6",
            "anthropic/new-opus 2026-02-09 2026-06-01 5",
            "anthropic/new-opus 2026-06-01 - 4",
            "anthropic/new-opus-fast 2026-04-07 - 30",
            "anthropic/sonnet 2026-04-01 - 3",
            "someone/opus 2026-04-01 - 1",
            "anthropic/next-opus 2026-07-27 - 7",
            "anthropic/gone-opus 2026-03-02 2026-04-06 9",
            "anthropic/gone-opus 2026-04-06 - 9 carried",
        ]);
        Yardstick::at(&models, &prices, last).map(|found| (found.model.to_owned(), found.rates.input))
    }

    #[test]
    fn the_newest_that_is_listed_at_the_price_of_that_day() {
        let of = |year, month, day| found(Date::constant(year, month, day)).unwrap();
        assert_eq!(of(2026, 4, 12), ("anthropic/new-opus".to_owned(), 5.0), "one that came later had left by then");
        assert_eq!(of(2026, 4, 1), ("anthropic/gone-opus".to_owned(), 9.0), "it had not yet");
        assert_eq!(of(2026, 6, 30), ("anthropic/new-opus".to_owned(), 4.0), "its price had changed");
        assert_eq!(of(2026, 7, 24), ("anthropic/new-opus".to_owned(), 4.0), "no catalogue had the next one yet");
        assert_eq!(of(2026, 7, 27), ("anthropic/next-opus".to_owned(), 7.0), "one has");
        assert_eq!(of(2025, 12, 1), ("anthropic/old-opus".to_owned(), 6.0), "the first catalogue with any came later");
        assert_eq!(found(Date::constant(2025, 11, 1)), None, "none was released");
    }
}

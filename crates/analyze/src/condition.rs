//! Prices that hold under a condition: a long prompt, a time of day. No result applies them but `sensitivity`: nobody says
//! which tokens meet them, so every other result takes the price without conditions.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame, Variant,
    columns::{CACHE_READ_PRICE, CANONICAL_SLUG, CAPTURED_AT, INPUT_PRICE, MODEL_ID, OUTPUT_PRICE, VARIANT},
    day,
    tables::PriceCondition,
};

use crate::usage::{Rates, at};

/// The prices of one condition; none where it inherits that of no condition.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Condition {
    input: Option<f64>,
    output: Option<f64>,
    cache_read: Option<f64>,
}

/// The conditions of each model and variant.
#[derive(Debug, Default)]
pub(crate) struct Conditions<'frame> {
    by_key: BTreeMap<&'frame str, BTreeMap<&'frame str, Vec<Condition>>>,
}

impl<'frame> Conditions<'frame> {
    /// Those of the newest catalogue up to a day, or of the first behind it.
    pub(crate) fn read(frame: &'frame Frame<PriceCondition>, until: Date) -> Self {
        let seen = frame.cells(&CAPTURED_AT).instants();
        let days = || seen.iter().flatten();
        let newest = days().filter(|at| day::of(**at) <= until).max().or(days().min());
        let [slugs, ids, variants] = [&CANONICAL_SLUG, &MODEL_ID, &VARIANT].map(|column| frame.cells(column).texts());
        let prices = [&INPUT_PRICE, &OUTPUT_PRICE, &CACHE_READ_PRICE].map(|column| frame.cells(column).reals());
        let mut by_key: BTreeMap<&str, BTreeMap<&str, Vec<Condition>>> = BTreeMap::new();
        for row in (0..frame.height()).filter(|row| at(&seen, *row).as_ref() == newest) {
            let [input, output, cache_read] = prices.each_ref().map(|cells| at(cells, row));
            if let (Some(slug), Some(variant)) = (at(&slugs, row).or(at(&ids, row)), at(&variants, row)) {
                by_key.entry(slug).or_default().entry(variant).or_default().push(Condition {
                    input,
                    output,
                    cache_read,
                });
            }
        }
        Self { by_key }
    }

    pub(crate) fn of(&self, model: &str, variant: Option<&str>) -> &[Condition] {
        let of_model = self.by_key.get(model);
        of_model.and_then(|of| of.get(variant.unwrap_or(Variant::STANDARD))).map_or(&[], Vec::as_slice)
    }
}

/// Each price at the dearest of its conditions.
pub(crate) fn dearest(rates: Rates, conditions: &[Condition]) -> Rates {
    conditions.iter().fold(rates, |dear, condition| Rates {
        input: dear.input.max(condition.input.unwrap_or(rates.input)),
        output: dear.output.max(condition.output.unwrap_or(rates.output)),
        // Without a cache price there is no discount, whatever a condition says.
        cache_read: dear.cache_read.map(|price| price.max(condition.cache_read.unwrap_or(price))),
        request: dear.request,
    })
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::{CONDITION_NUMBER, JSON_PATH, SNAPSHOT_ID, SOURCE, VALUE_ORIGIN},
        series::{instants, integers, reals, texts},
    };

    use super::*;
    use crate::tests::filled;

    fn condition(input: Option<f64>, output: Option<f64>) -> Condition {
        Condition { input, output, cache_read: None }
    }

    /// $1 in, $4 out; above 200,000 tokens twice the input, from half past four to the evening half the output.
    #[test]
    fn a_tiered_price_and_a_night_price() {
        let rates = Rates { input: 1.0, output: 4.0, cache_read: Some(0.1), request: 0.0 };
        let (tier, night) = (condition(Some(2.0), Some(6.0)), condition(None, Some(2.0)));
        let dear = dearest(rates, &[tier, night]);
        assert_eq!((dear.input, dear.output, dear.cache_read), (2.0, 6.0, Some(0.1)));
        assert_eq!(dearest(rates, &[night]), rates, "a discount makes nothing dearer");
        assert_eq!(dearest(rates, &[]), rates);
    }

    #[test]
    fn a_condition_may_make_the_cache_dearer_and_gives_no_discount_that_there_is_not() {
        let rates = Rates { input: 1.0, output: 4.0, cache_read: Some(0.1), request: 0.01 };
        let cached = Condition { cache_read: Some(0.2), ..condition(None, None) };
        assert_eq!(dearest(rates, &[cached]), Rates { cache_read: Some(0.2), ..rates });
        let without = Rates { cache_read: None, ..rates };
        assert_eq!(dearest(without, &[cached]), without);
    }

    /// `DAY ID SLUG VARIANT INPUT` per line; the snapshot is the day of the catalogue, such as `04-06`.
    fn conditions(lines: &[&str]) -> Frame<PriceCondition> {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
        let text = |column: &schema::Column, place: usize| {
            texts(column, rows.iter().map(|row| Some(row[place]).filter(|cell| *cell != "-")))
        };
        let word = |column: &schema::Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
        filled(vec![
            text(&SNAPSHOT_ID, 0),
            instants(&CAPTURED_AT, rows.iter().map(|row| format!("2026-{}T23:00:00Z", row[0]).parse().ok())),
            text(&MODEL_ID, 1),
            text(&CANONICAL_SLUG, 2),
            text(&VARIANT, 3),
            integers(&CONDITION_NUMBER, (1..).take(rows.len()).map(Some)),
            reals(&INPUT_PRICE, rows.iter().map(|row| row[4].parse().ok())),
            word(&SOURCE, "catalog"),
            word(&VALUE_ORIGIN, "observed"),
            word(&JSON_PATH, "x"),
        ])
    }

    /// The input prices of a model's conditions, as of a day of April 2026.
    fn inputs(frame: &Frame<PriceCondition>, day: i8, model: &str, variant: Option<&str>) -> Vec<Option<f64>> {
        let conditions = Conditions::read(frame, Date::constant(2026, 4, day));
        conditions.of(model, variant).iter().map(|condition| condition.input).collect()
    }

    #[test]
    fn the_newest_catalogue_up_to_the_day_speaks_else_the_first() {
        let frame = conditions(&["04-06 id a/x standard 1", "04-13 id a/x standard 2", "04-20 id a/x standard 3"]);
        for (day, input) in [(5, 1.0), (12, 1.0), (13, 2.0), (30, 3.0)] {
            assert_eq!(inputs(&frame, day, "a/x", None), [Some(input)], "04-{day}");
        }
    }

    #[test]
    fn conditions_are_of_a_slug_or_the_id_that_stands_for_it_and_of_one_variant() {
        let frame = conditions(&["04-06 a/id - standard 1", "04-06 a/y a/y-1 standard 2", "04-06 a/y:b a/y-1 batch 3"]);
        assert_eq!(inputs(&frame, 6, "a/id", Some("standard")), [Some(1.0)]);
        assert_eq!(inputs(&frame, 6, "a/y-1", Some("batch")), [Some(3.0)]);
        assert_eq!(inputs(&frame, 6, "a/y-1", None), [Some(2.0)], "merged variants cost what the standard one does");
        assert!(inputs(&frame, 6, "a/y", None).is_empty());
    }
}

//! A price of a row of usage, on down to the answer that lists it, or to those that its mean is over.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schema::day;

use super::{
    Made, Number,
    ground::{Ground, Row},
};

/// With the place of the answer that says it. `listed` is its column there, `snapshot` the one that names the answer here.
pub(super) fn read(ground: &Ground<'_>, price: Number, usage: &Row<'_>, listed: &str, snapshot: &str) -> Number {
    let model = usage.text("model").unwrap_or_default();
    if snapshot == "effective_snapshot_id" {
        let column = format!("effective_{listed}");
        let rows = ground.rows("effective_price", &[("model_permaslug", &model)]);
        let said = rows.into_iter().find(|row| ground.value(row, &column) == Some(price.value));
        return said.map_or_else(|| price.clone(), |row| ground.read(price.clone(), &row, &column));
    }
    let (id, spans) = (usage.text(snapshot), ground.rows("model_price", &[("model", &model)]));
    let variant = variant(usage);
    for column in columns(listed) {
        // A free variant that is not listed itself has no answer beside the price of its paid sibling.
        if let Some(entry) = id.as_deref().and_then(|id| entry(ground, id, [&model, &variant], column, price.value)) {
            return ground.read(price, &entry, column);
        }
        // A price that is not of that catalogue is that of another span, or a mean over several.
        let mut same = spans.iter().filter(|span| span.value(column) == Some(price.value));
        if let Some(entry) = same.find_map(|span| of_span(ground, span, column)) {
            return ground.read(price, &entry, column);
        }
    }
    let taken = mean(ground, &spans, usage, listed).map(|made| price.clone().made_of(Some(made)));
    taken.filter(|taken| !matches!(*taken.made, Made::Said)).unwrap_or_else(|| {
        price
            .read_from(id.map(|id| (ground.bytes_of)(&id)).unwrap_or_default())
            .noted(Some(format!("of several catalogues: `tokenshare price {model}` has them")))
    })
}

/// The columns of a catalogue that may say a price: cached input without a price of its own costs what input does.
fn columns(listed: &str) -> impl Iterator<Item = &str> {
    std::iter::once(listed).chain((listed == "cache_read_usd_per_mtok").then_some("input_usd_per_mtok"))
}

/// The entry of a catalogue that says a price of a model and variant. Free variants may be priced as their paid sibling: where
/// their own entry does not say it, that of another variant does.
fn entry<'a>(
    ground: &'a Ground<'_>,
    id: &str,
    [model, variant]: [&str; 2],
    listed: &str,
    value: f64,
) -> Option<Row<'a>> {
    let said = |rows: Vec<Row<'a>>| {
        let mut rows: Vec<Row<'a>> = rows.into_iter().filter(|row| ground.value(row, listed) == Some(value)).collect();
        rows.sort_by_key(|row| self::variant(row) != variant);
        rows.into_iter().next()
    };
    let of = |column: &str| ground.rows("catalog", &[("snapshot_id", id), (column, model)]);
    said(of("canonical_slug"))
        .or_else(|| said(without_slug(ground, id, [model, variant])))
        .or_else(|| said(of("model_id")))
}

/// The entries of a model in a catalogue that states no slugs, as `normalize::slug` has them: those whose id and instant of
/// creation another catalogue gives that slug, and those whose id is the slug.
fn without_slug<'a>(ground: &'a Ground<'_>, id: &str, [model, variant]: [&str; 2]) -> Vec<Row<'a>> {
    let stated = ground.rows("catalog", &[("canonical_slug", model)]);
    let born: BTreeSet<(String, String)> =
        stated.iter().filter_map(|row| Some((row.text("model_id")?, row.text("created_at")?))).collect();
    let of_id = |name: &str| {
        let rows = ground.rows("catalog", &[("snapshot_id", id), ("model_id", name)]);
        rows.into_iter().filter(|row| row.text("canonical_slug").is_none()).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for (name, created) in &born {
        found.extend(of_id(name).into_iter().filter(|row| row.text("created_at").as_ref() == Some(created)));
    }
    if found.is_empty() {
        found.extend(of_id(model));
        found.extend(of_id(&format!("{model}:{variant}")));
    }
    found
}

fn variant(row: &Row<'_>) -> String {
    row.text("variant").unwrap_or_else(|| "standard".to_owned())
}

/// The entry that a span of the ledger was first seen in.
fn of_span<'a>(ground: &'a Ground<'_>, span: &Row<'_>, listed: &str) -> Option<Row<'a>> {
    let (model, variant) = (span.text("model")?, variant(span));
    entry(ground, &span.text("snapshot_id")?, [&model, &variant], listed, span.value(listed)?)
}

/// The mean over the window of a row of usage: each price of the ledger for as long as it held. Without a price of its own
/// cached input costs what input does.
fn mean(ground: &Ground<'_>, spans: &[Row<'_>], usage: &Row<'_>, listed: &str) -> Option<Made> {
    let variant = variant(usage);
    let end = day::shifted(usage.day("window_end_date")?, 1);
    let window = (day::start(usage.day("window_start_date")?)?, day::start(end)?);
    let is_priced =
        |span: &&Row<'_>| ["input", "output"].iter().all(|what| span.value(&format!("{what}_usd_per_mtok")).is_some());
    let of_variant = spans.iter().filter(|span| span.text("variant").as_deref() == Some(&variant)).filter(is_priced);
    let held: Vec<(&Row<'_>, f64)> = of_variant.filter_map(|span| Some((span, held(span, window)?))).collect();
    let whole: f64 = held.iter().map(|(_, held)| held).sum();
    let part = |(span, held): &(&Row<'_>, f64)| {
        let from = span.text("valid_from_at").unwrap_or_default();
        let column = if span.value(listed).is_some() { listed } else { "input_usd_per_mtok" };
        let price = span.number(column, format!("price since {from}"))?;
        let price = match of_span(ground, span, column) {
            Some(entry) => ground.read(price, &entry, column),
            None => price.read_from((ground.bytes_of)(&span.text("snapshot_id")?)),
        };
        let time = Number::constant(format!("part of the time that has a price, since {from}"), held / whole);
        Number::of(format!("price since {from}, for as long as it held"), Made::Product(vec![time, price]))
    };
    Some(Made::Sum(held.iter().map(part).collect::<Option<_>>()?))
}

/// How long a span held in a window, in microseconds; none where it did not.
#[expect(clippy::cast_precision_loss, reason = "microseconds of some weeks")]
fn held(span: &Row<'_>, (start, end): (Timestamp, Timestamp)) -> Option<f64> {
    let instant = |column: &str| span.text(column)?.parse::<Timestamp>().ok();
    let to = instant("valid_to_at").map_or(end, |to| to.min(end));
    let held = to.as_microsecond() - instant("valid_from_at")?.max(start).as_microsecond();
    (held > 0).then_some(held as f64)
}

#[cfg(test)]
mod tests {
    use schema::{
        Frame, Table as _,
        columns::{CAPTURED_AT, INPUT_TEXT, IS_ALIAS, OUTPUT_TEXT, PRICING_JSON, SOURCE, VALUE_ORIGIN},
        tables::Catalog,
    };

    use super::*;
    use crate::{explain::Tables, fixtures};

    /// Catalogues of before June 2025 state no slug: a later one says which it is. An id can be given to another model, which
    /// has another instant.
    const LISTED: &str = "
        snapshot_id | model_id     | canonical_slug | variant  | created_at           | input_usd_per_mtok | json_path
        old         | a/m          | -              | standard | 2025-05-01T00:00:00Z | 3 | $.data[0]
        old         | a/m:free     | -              | free     | 2025-05-01T00:00:00Z | 0 | $.data[1]
        old         | a/m:batch    | -              | batch    | 2025-05-01T00:00:00Z | 3 | $.data[2]
        old         | a/gone       | -              | standard | 2025-04-01T00:00:00Z | 9 | $.data[3]
        old         | a/gone:free  | -              | free     | 2025-04-01T00:00:00Z | 0 | $.data[4]
        old         | a/again      | -              | standard | 2025-03-01T00:00:00Z | 7 | $.data[5]
        new         | a/m          | a/m-2025       | standard | 2025-05-01T00:00:00Z | 4 | $.data[0]
        new         | a/m:free     | a/m-2025       | free     | 2025-05-01T00:00:00Z | 0 | $.data[1]
        new         | a/m:batch    | a/m-2025       | batch    | 2025-05-01T00:00:00Z | 4 | $.data[2]
        new         | a/again      | a/again-2026   | standard | 2025-09-01T00:00:00Z | 7 | $.data[3]
    ";

    fn ground() -> Ground<'static> {
        let alike = [
            (&INPUT_TEXT, "0"),
            (&OUTPUT_TEXT, "0"),
            (&PRICING_JSON, "{}"),
            (&CAPTURED_AT, "2025-05-26T00:29:51Z"),
            (&IS_ALIAS, "false"),
            (&SOURCE, "catalog"),
            (&VALUE_ORIGIN, "observed"),
        ];
        let catalog = Frame::<Catalog>::from_text(LISTED, &alike).expect("a catalogue").into_data();
        fixtures::ground(Tables::from([(Catalog::SPEC.name, catalog)]))
    }

    #[test]
    fn an_entry_without_a_slug_has_its_place() {
        let ground = ground();
        let place = |id: &str, of: [&str; 2], value: f64| {
            entry(&ground, id, of, "input_usd_per_mtok", value)
                .and_then(|row| ground.bytes(&row).pop()?.json_path)
                .unwrap_or_default()
        };
        // A later catalogue gives the id its slug; each variant has its own entry.
        assert_eq!(place("old", ["a/m-2025", "standard"], 3.0), "$.data[0]");
        assert_eq!(place("old", ["a/m-2025", "free"], 0.0), "$.data[1]");
        assert_eq!(place("old", ["a/m-2025", "batch"], 3.0), "$.data[2]");
        assert_eq!(place("new", ["a/m-2025", "batch"], 4.0), "$.data[2]");
        // A free variant at the price of its paid sibling.
        assert_eq!(place("old", ["a/m-2025", "free"], 3.0), "$.data[0]");
        // Nobody ever gave it one: the id stands for it.
        assert_eq!(place("old", ["a/gone", "standard"], 9.0), "$.data[3]");
        assert_eq!(place("old", ["a/gone", "free"], 0.0), "$.data[4]");
        // The id is another model's since.
        assert_eq!(place("old", ["a/again-2026", "standard"], 7.0), "");
        assert_eq!(place("old", ["a/m-2025", "standard"], 5.0), "", "nothing has that price");
    }
}

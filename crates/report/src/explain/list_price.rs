//! A price of a row of usage, on down to the answer that lists it, or to those that its mean is over.

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
    for column in columns(listed) {
        // A free variant that is not listed itself has no answer beside the price of its paid sibling.
        if let Some(entry) = id.as_deref().and_then(|id| entry(ground, id, &model, column, price.value)) {
            return ground.read(price, &entry, column);
        }
        // A price that is not of that catalogue is that of another span, or a mean over several.
        let mut same = spans.iter().filter(|span| span.value(column) == Some(price.value));
        if let Some(entry) = same.find_map(|span| of_span(ground, span, column)) {
            return ground.read(price, &entry, column);
        }
    }
    let taken = mean(ground, &spans, usage, listed).map(|made| price.clone().made_of(Some(made)));
    taken.filter(|taken| !matches!(taken.made, Made::Said)).unwrap_or_else(|| {
        price
            .read_from(id.map(|id| (ground.bytes_of)(&id)).unwrap_or_default())
            .noted(Some(format!("of several catalogues: `tokenshare price {model}` has them")))
    })
}

/// The columns of a catalogue that may say a price: cached input without a price of its own costs what input does.
fn columns(listed: &str) -> impl Iterator<Item = &str> {
    std::iter::once(listed).chain((listed == "cache_read_usd_per_mtok").then_some("input_usd_per_mtok"))
}

/// The entry of a catalogue. Free variants may be priced as their paid sibling: it is the one that has the price.
fn entry<'a>(ground: &'a Ground<'_>, id: &str, model: &str, listed: &str, value: f64) -> Option<Row<'a>> {
    ["canonical_slug", "model_id"].into_iter().find_map(|slug| {
        let rows = ground.rows("catalog", &[("snapshot_id", id), (slug, model)]);
        rows.into_iter().find(|row| ground.value(row, listed) == Some(value))
    })
}

/// The entry that a span of the ledger was first seen in.
fn of_span<'a>(ground: &'a Ground<'_>, span: &Row<'_>, listed: &str) -> Option<Row<'a>> {
    entry(ground, &span.text("snapshot_id")?, &span.text("model")?, listed, span.value(listed)?)
}

/// The mean over the window of a row of usage: each price of the ledger for as long as it held. Without a price of its own
/// cached input costs what input does.
fn mean(ground: &Ground<'_>, spans: &[Row<'_>], usage: &Row<'_>, listed: &str) -> Option<Made> {
    let variant = usage.text("variant").unwrap_or_else(|| "standard".to_owned());
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

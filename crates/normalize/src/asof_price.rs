//! The columns of prices in force: what the ledger says of each row of usage over its window.

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Column, MatchClass, Variant,
    columns::{
        ASOF_CACHE_READ, ASOF_CACHE_READ_HIGH, ASOF_CACHE_READ_LOW, ASOF_INPUT, ASOF_INPUT_HIGH, ASOF_INPUT_LOW,
        ASOF_MATCH_CLASS, ASOF_OUTPUT, ASOF_OUTPUT_HIGH, ASOF_OUTPUT_LOW, ASOF_PAID_CACHE_READ, ASOF_PAID_INPUT,
        ASOF_PAID_OUTPUT, ASOF_REQUEST_PRICE, ASOF_SNAPSHOT_ID, MATCH_CLASS, MODEL, PAID_CONFIDENCE, PRICE_CONFIDENCE,
        VARIANT, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{Cells, reals, texts},
};

use crate::ledger::{InForce, Ledger};

/// What the ledger says of one row.
struct OfRow<'ledger> {
    class: MatchClass,
    price: Option<InForce<'ledger>>,
    /// Of the paid sibling where the variant is free, else its own.
    paid: Option<InForce<'ledger>>,
}

/// A price of a row.
type Part = fn(&InForce<'_>) -> Option<f64>;

/// The columns of prices in force for rows of usage that have a class already. A variant that is null is priced as the
/// standard one.
pub(crate) fn asof_columns(usage: &DataFrame, ledger: &Ledger<'_>) -> Vec<Series> {
    let rows = of_rows(usage, ledger);
    let mut columns = vec![
        texts(&ASOF_MATCH_CLASS, rows.iter().map(|row| Some(row.class.word()))),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|row| Some(row.price?.confidence.word()))),
        texts(&ASOF_SNAPSHOT_ID, rows.iter().map(|row| Some(row.price?.snapshot_id))),
    ];
    let parts: [(&Column, Part); 10] = [
        (&ASOF_REQUEST_PRICE, |price| Some(price.mean.request).filter(|request| *request > 0.0)),
        (&ASOF_INPUT, |price| Some(price.mean.input)),
        (&ASOF_INPUT_LOW, |price| Some(price.low.input)),
        (&ASOF_INPUT_HIGH, |price| Some(price.high.input)),
        (&ASOF_OUTPUT, |price| Some(price.mean.output)),
        (&ASOF_OUTPUT_LOW, |price| Some(price.low.output)),
        (&ASOF_OUTPUT_HIGH, |price| Some(price.high.output)),
        (&ASOF_CACHE_READ, |price| price.mean.cache_read),
        (&ASOF_CACHE_READ_LOW, |price| price.low.cache_read),
        (&ASOF_CACHE_READ_HIGH, |price| price.high.cache_read),
    ];
    columns.extend(parts.map(|(column, part)| reals(column, rows.iter().map(|row| part(&row.price?)))));
    let paid: [(&Column, Part); 3] = [
        (&ASOF_PAID_INPUT, |price| Some(price.mean.input)),
        (&ASOF_PAID_OUTPUT, |price| Some(price.mean.output)),
        (&ASOF_PAID_CACHE_READ, |price| price.mean.cache_read),
    ];
    columns.push(texts(&PAID_CONFIDENCE, rows.iter().map(|row| Some(row.paid?.confidence.word()))));
    columns.extend(paid.map(|(column, part)| reals(column, rows.iter().map(|row| part(&row.paid?)))));
    columns
}

fn of_rows<'ledger>(usage: &DataFrame, ledger: &Ledger<'ledger>) -> Vec<OfRow<'ledger>> {
    let text = |column| Cells::of(usage, column).texts().into_iter();
    let date = |column| Cells::of(usage, column).dates().into_iter();
    let keys = text(&MODEL).zip(text(&VARIANT).map(|variant| variant.unwrap_or(Variant::STANDARD)));
    let classes = text(&MATCH_CLASS).map(|class| class.and_then(|word| word.parse().ok()));
    let days = date(&WINDOW_START_DATE).zip(date(&WINDOW_END_DATE)).map(|(start, end)| start.zip(end));
    keys.zip(classes)
        .zip(days)
        .map(|(((model, variant), class), days)| {
            let class = class.unwrap_or(MatchClass::NotListed);
            let found = model.zip(days).map(|(model, days)| of_row(ledger, (model, variant), days, class));
            found.unwrap_or(OfRow { class, price: None, paid: None })
        })
        .collect()
}

fn of_row<'ledger>(
    ledger: &Ledger<'ledger>,
    (model, variant): (&str, &str),
    days: (Date, Date),
    class: MatchClass,
) -> OfRow<'ledger> {
    let price = ledger.in_force(model, variant, days);
    let paid = if variant == Variant::FREE { ledger.in_force(model, Variant::STANDARD, days) } else { price };
    let class = match class {
        MatchClass::Remainder => MatchClass::Remainder,
        _ if price.is_some() => MatchClass::Priced,
        other => ledger.silence(model, variant).unwrap_or(other),
    };
    OfRow { class, price, paid }
}

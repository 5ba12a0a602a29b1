//! The columns of prices in force: what the ledger says of each row of usage over its window.

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Column, MatchClass, Variant,
    columns::{
        ASOF_CACHE_READ, ASOF_CACHE_READ_HIGH, ASOF_CACHE_READ_LOW, ASOF_INPUT, ASOF_INPUT_HIGH, ASOF_INPUT_LOW,
        ASOF_MATCH_CLASS, ASOF_OUTPUT, ASOF_OUTPUT_HIGH, ASOF_OUTPUT_LOW, ASOF_PAID_CACHE_READ,
        ASOF_PAID_CACHE_READ_HIGH, ASOF_PAID_CACHE_READ_LOW, ASOF_PAID_INPUT, ASOF_PAID_INPUT_HIGH,
        ASOF_PAID_INPUT_LOW, ASOF_PAID_OUTPUT, ASOF_PAID_OUTPUT_HIGH, ASOF_PAID_OUTPUT_LOW, ASOF_REQUEST_HIGH,
        ASOF_REQUEST_LOW, ASOF_REQUEST_PRICE, ASOF_SNAPSHOT_ID, MATCH_CLASS, MODEL, PAID_CONFIDENCE, PRICE_CONFIDENCE,
        USAGE_END_DATE, VARIANT, WINDOW_END_DATE, WINDOW_START_DATE,
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
    let parts: [(&Column, Part); 12] = [
        (&ASOF_REQUEST_PRICE, |price| of_request(price, price.mean.request)),
        (&ASOF_REQUEST_LOW, |price| of_request(price, price.low.request)),
        (&ASOF_REQUEST_HIGH, |price| of_request(price, price.high.request)),
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
    let paid: [(&Column, Part); 9] = [
        (&ASOF_PAID_INPUT, |price| Some(price.mean.input)),
        (&ASOF_PAID_INPUT_LOW, |price| Some(price.low.input)),
        (&ASOF_PAID_INPUT_HIGH, |price| Some(price.high.input)),
        (&ASOF_PAID_OUTPUT, |price| Some(price.mean.output)),
        (&ASOF_PAID_OUTPUT_LOW, |price| Some(price.low.output)),
        (&ASOF_PAID_OUTPUT_HIGH, |price| Some(price.high.output)),
        (&ASOF_PAID_CACHE_READ, |price| price.mean.cache_read),
        (&ASOF_PAID_CACHE_READ_LOW, |price| price.low.cache_read),
        (&ASOF_PAID_CACHE_READ_HIGH, |price| price.high.cache_read),
    ];
    columns.push(texts(&PAID_CONFIDENCE, rows.iter().map(|row| Some(row.paid?.confidence.word()))));
    columns.extend(paid.map(|(column, part)| reals(column, rows.iter().map(|row| part(&row.paid?)))));
    columns
}

/// A price of requests, where they cost anything at any moment of the window.
fn of_request(price: &InForce<'_>, request: f64) -> Option<f64> {
    (price.high.request > 0.0).then_some(request)
}

fn of_rows<'ledger>(usage: &DataFrame, ledger: &Ledger<'ledger>) -> Vec<OfRow<'ledger>> {
    let text = |column| Cells::of(usage, column).texts().into_iter();
    let date = |column| Cells::of(usage, column).dates().into_iter();
    let keys = text(&MODEL).zip(text(&VARIANT).map(|variant| variant.unwrap_or(Variant::STANDARD)));
    let classes = text(&MATCH_CLASS).map(|class| class.and_then(|word| word.parse().ok()));
    let days = date(&WINDOW_START_DATE).zip(date(&WINDOW_END_DATE)).map(|(start, end)| start.zip(end));
    keys.zip(classes)
        .zip(days.zip(date(&USAGE_END_DATE)))
        .map(|(((model, variant), class), (days, used_until))| {
            let class = class.unwrap_or(MatchClass::NotListed);
            let of = |(model, days)| of_row(ledger, (model, variant), days, (class, used_until));
            let found = model.zip(days).map(of);
            found.unwrap_or(OfRow { class, price: None, paid: None })
        })
        .collect()
}

fn of_row<'ledger>(
    ledger: &Ledger<'ledger>,
    (model, variant): (&str, &str),
    days: (Date, Date),
    (class, used_until): (MatchClass, Option<Date>),
) -> OfRow<'ledger> {
    let price = ledger.in_force(model, variant, days);
    // Usage of earlier days says what was free then. Of a free variant that has left the catalogue since nobody has more.
    let is_borrowed = used_until.is_some_and(|used_until| used_until < days.0);
    if variant == Variant::FREE && is_borrowed && ledger.has_ended(model, variant, days.0) {
        let paid = ledger.in_force(model, Variant::STANDARD, days);
        return OfRow { class: MatchClass::FreeEnded, price: None, paid };
    }
    let paid = if variant == Variant::FREE { ledger.in_force(model, Variant::STANDARD, days) } else { price };
    let class = match class {
        MatchClass::Remainder => MatchClass::Remainder,
        _ if price.is_some() => MatchClass::Priced,
        other => ledger.silence(model, variant).unwrap_or(other),
    };
    OfRow { class, price, paid }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use expect_test::expect;
    use schema::{
        Frame,
        columns::{
            BOARD, CACHE_READ_PRICE, CANONICAL_SLUG, CAPTURED_AT, INPUT_PRICE, INPUT_TEXT, IS_ALIAS, IS_ATTRIBUTED,
            MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, REQUEST_PRICE, SNAPSHOT_ID, TOKENS, USAGE_END_DATE, USAGE_START_DATE,
            VENDOR, WINDOW_KIND,
        },
        tables::{Catalog, PricedUsage},
    };

    use super::*;
    use crate::{
        Arrivals, model_price,
        tests::{frame, no_aliases},
    };

    /// `CAPTURED ID SLUG VARIANT INPUT OUTPUT CACHE-READ REQUEST`, of a Monday and the Thursday noon behind it; -1 depends.
    const CATALOGS: [&str; 6] = [
        "2026-04-06T00:00:00Z a/b a/b standard 1 10 0.1 0.01",
        "2026-04-06T00:00:00Z a/b:free a/b free 0 0 - -",
        "2026-04-06T00:00:00Z a/r a/r standard -1 -1 - -",
        "2026-04-09T12:00:00Z a/b a/b standard 3 30 0.3 0.03",
        "2026-04-09T12:00:00Z a/b:free a/b free 0 0 - -",
        "2026-04-09T12:00:00Z a/r a/r standard -1 -1 - -",
    ];

    const CATALOG: &[&Column] = &[
        &CAPTURED_AT,
        &MODEL_ID,
        &CANONICAL_SLUG,
        &VARIANT,
        &INPUT_TEXT,
        &OUTPUT_TEXT,
        &CACHE_READ_PRICE,
        &REQUEST_PRICE,
        &INPUT_PRICE,
        &OUTPUT_PRICE,
        &IS_ALIAS,
        &SNAPSHOT_ID,
    ];

    fn catalogs() -> Frame<Catalog> {
        let line = |line: &&str| {
            let cells: Vec<_> = line.split(' ').collect();
            let [input, output] = [cells[4], cells[5]].map(|price| if price == "-1" { "-" } else { price });
            format!("{line} {input} {output} false of-{}", cells[0])
        };
        frame(CATALOG, &CATALOGS.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// Usage of the week of 2026-04-06, each `BOARD MODEL VARIANT CLASS`, with the prices in force.
    fn asof(catalog: &Frame<Catalog>, rows: &[&str]) -> Frame<PricedUsage> {
        let prices = model_price(catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default())
            .expect("a ledger");
        let captures: BTreeSet<_> = catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
        let row = |row: &&str| format!("{row} board 2026-04-06 2026-04-12 2026-04-06 2026-04-12 a true 9 not_listed");
        let mut usage = frame::<PricedUsage>(USAGE, &rows.iter().map(row).collect::<Vec<_>>().join("\n")).into_data();
        for column in asof_columns(&usage, &Ledger::read(&prices, captures)) {
            usage.with_column(column).expect("a column");
        }
        Frame::new(usage).expect("usage with its prices")
    }

    const USAGE: &[&Column] = &[
        &BOARD,
        &MODEL,
        &VARIANT,
        &MATCH_CLASS,
        &WINDOW_KIND,
        &WINDOW_START_DATE,
        &WINDOW_END_DATE,
        &USAGE_START_DATE,
        &USAGE_END_DATE,
        &VENDOR,
        &IS_ATTRIBUTED,
        &TOKENS,
        &ASOF_MATCH_CLASS,
    ];

    const TOLD: &[&Column] = &[
        &BOARD,
        &MODEL,
        &VARIANT,
        &ASOF_MATCH_CLASS,
        &ASOF_INPUT,
        &ASOF_INPUT_LOW,
        &ASOF_INPUT_HIGH,
        &ASOF_CACHE_READ,
        &ASOF_CACHE_READ_LOW,
        &ASOF_CACHE_READ_HIGH,
        &ASOF_REQUEST_PRICE,
        &ASOF_REQUEST_LOW,
        &ASOF_REQUEST_HIGH,
        &ASOF_PAID_INPUT,
        &ASOF_PAID_INPUT_LOW,
        &ASOF_PAID_INPUT_HIGH,
        &ASOF_PAID_CACHE_READ_LOW,
        &ASOF_PAID_CACHE_READ_HIGH,
        &ASOF_PAID_OUTPUT,
        &ASOF_PAID_OUTPUT_LOW,
        &ASOF_PAID_OUTPUT_HIGH,
    ];

    /// Free until half an hour before the week was over, then $0.1: 0.1 / 336 in the mean, which no list price could be.
    #[test]
    fn a_mean_with_nothing_may_be_less_than_any_price() {
        let line =
            |at: &str, price: &str| format!("{at} a/b a/b standard {price} {price} - - {price} {price} false of-{at}");
        let lines = [line("2026-04-06T00:00:00Z", "0"), line("2026-04-12T23:30:00Z", "0.1")];
        let catalog = frame(CATALOG, &lines.join("\n"));
        let found = asof(&catalog, &["site a/b standard priced"]);
        expect![[r#"
            model | asof_input_usd_per_mtok | asof_input_low_usd_per_mtok | asof_input_high_usd_per_mtok
            a/b | 0.00029761904761904765 | 0 | 0.1
        "#]]
        .assert_eq(&found.to_text(&[&MODEL, &ASOF_INPUT, &ASOF_INPUT_LOW, &ASOF_INPUT_HIGH]));
    }

    /// $1 became $3 in the middle of the week: $2 in the mean. Free stayed free, and would have cost what the standard one did.
    #[test]
    fn each_row_has_the_price_of_its_window_and_the_reason_where_there_is_none() {
        let rows = [
            "apps a/b - priced",
            "site a/b standard priced",
            "site a/b free priced",
            "site a/r standard not_listed",
            "site a/gone free free_ended",
        ];
        let usage = asof(&catalogs(), &rows);
        expect![[r#"
            board | model | variant | asof_match_class | asof_input_usd_per_mtok | asof_input_low_usd_per_mtok | asof_input_high_usd_per_mtok | asof_cache_read_usd_per_mtok | asof_cache_read_low_usd_per_mtok | asof_cache_read_high_usd_per_mtok | asof_request_usd | asof_request_low_usd | asof_request_high_usd | asof_paid_input_usd_per_mtok | asof_paid_input_low_usd_per_mtok | asof_paid_input_high_usd_per_mtok | asof_paid_cache_read_low_usd_per_mtok | asof_paid_cache_read_high_usd_per_mtok | asof_paid_output_usd_per_mtok | asof_paid_output_low_usd_per_mtok | asof_paid_output_high_usd_per_mtok
            apps | a/b | - | priced | 2 | 1 | 3 | 0.2 | 0.1 | 0.3 | 0.02 | 0.01 | 0.03 | 2 | 1 | 3 | 0.1 | 0.3 | 20 | 10 | 30
            site | a/b | free | priced | 0 | 0 | 0 | - | - | - | - | - | - | 2 | 1 | 3 | 0.1 | 0.3 | 20 | 10 | 30
            site | a/b | standard | priced | 2 | 1 | 3 | 0.2 | 0.1 | 0.3 | 0.02 | 0.01 | 0.03 | 2 | 1 | 3 | 0.1 | 0.3 | 20 | 10 | 30
            site | a/gone | free | free_ended | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | -
            site | a/r | standard | dynamic | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | -
        "#]]
        .assert_eq(&usage.to_text(TOLD));
    }
}

//! `priced_usage`: the join of usage to price, the one place where tokens meet dollars.
//!
//! The key is permanent slug and variant, never the id: ids are renamed, and one slug serves a standard, a batch and a
//! free variant at different prices. What finds no price is classed, never priced at zero and never dropped.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use polars::prelude::{DataType, Expr, JoinArgs, JoinType, LazyFrame, NULL, col, concat, lit, when};
use schema::{
    Board, Column, Frame, FrameError, MatchClass, Table, Variant, View,
    columns::{
        APP_COUNT, APP_ID, BOARD, CACHE_READ_PRICE, CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, INPUT_PRICE,
        INPUT_TEXT, IS_ATTRIBUTED, IS_COMPLETE, MATCH_CLASS, MODEL, OUTPUT_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE,
        PRICE_SNAPSHOT_ID, PROMPT_TOKENS, SNAPSHOT_ID, TOKENS, VALID_FROM_AT, VALUE_ORIGIN, VARIANT, VENDOR, VIEW,
        WEEK_START_DATE, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    day,
    tables::{AppModelWeek, ModelPrice, ModelWindow, PricedUsage},
    weakest_origin,
};

use crate::{NormalizeError, OTHERS};

/// The variant that a row is priced as: where upstream merges variants, the standard one.
const PRICED_AS: &str = "priced_as";

/// The usage of both boards joined to list prices.
///
/// Grain: board × model × variant. Units: tokens, USD per million tokens. Board `site` is the month view; board `apps`
/// the newest `app_weeks` complete weeks of the app charts, summed over apps, variants merged as upstream does. The
/// paid price of a free variant is that of the standard variant of the same slug.
///
/// Prices are those of one catalogue, the one captured nearest to the usage of the board; of two as near, the earlier.
/// A price from any other day would be another basis.
///
/// # Errors
/// [`NormalizeError::Frame`] if the result breaks its table's promise.
pub fn priced_usage(
    site: &Frame<ModelWindow>,
    apps: &Frame<AppModelWeek>,
    prices: &Frame<ModelPrice>,
    app_weeks: usize,
) -> Result<Frame<PricedUsage>, NormalizeError> {
    let mut boards = vec![joined(site_usage(site), catalog(prices, newest(site)))];
    if let Some(window) = window(apps, app_weeks) {
        boards.push(joined(app_usage(apps, window), catalog(prices, newest(apps))));
    }
    let query = |source| FrameError::Query { table: PricedUsage::SPEC.name, source };
    Ok(Frame::collect(concat(boards, polars::prelude::UnionArgs::default()).map_err(query)?)?)
}

/// When the newest answer of a table was captured.
fn newest<T: Table>(usage: &Frame<T>) -> Option<Timestamp> {
    usage.cells(&CAPTURED_AT).instants().into_iter().flatten().max()
}

/// The month view in the columns of the join.
fn site_usage(site: &Frame<ModelWindow>) -> LazyFrame {
    site.lazy().filter(col(VIEW.name).eq(lit(View::Month.word()))).select([
        lit(Board::Site.word()).alias(BOARD.name),
        col(MODEL.name),
        col(VARIANT.name),
        col(VARIANT.name).alias(PRICED_AS),
        col(WINDOW_START_DATE.name),
        col(WINDOW_END_DATE.name),
        col(VENDOR.name),
        col(IS_ATTRIBUTED.name),
        col(TOKENS.name),
        col(PROMPT_TOKENS.name),
        col(COMPLETION_TOKENS.name),
        col(CACHED_TOKENS.name),
        lit(NULL).cast(DataType::Int64).alias(APP_COUNT.name),
        col(VALUE_ORIGIN.name),
    ])
}

/// First and last day of the newest `weeks` complete weeks of the app charts.
fn window(apps: &Frame<AppModelWeek>, weeks: usize) -> Option<(Date, Date)> {
    let complete = apps.cells(&IS_COMPLETE).truths();
    let dates = apps.cells(&WEEK_START_DATE).dates();
    let mut complete: Vec<Date> =
        dates.into_iter().zip(complete).filter_map(|(date, is)| date.filter(|_| is == Some(true))).collect();
    complete.sort_unstable();
    complete.dedup();
    let window = complete.get(complete.len().saturating_sub(weeks)..)?;
    Some((*window.first()?, day::shifted(*window.last()?, 6)))
}

/// The app charts over `window`, summed over weeks and apps.
fn app_usage(apps: &Frame<AppModelWeek>, (start, end): (Date, Date)) -> LazyFrame {
    let date = |date: Date| lit(day::to_days(date)).cast(DataType::Date);
    let week = || col(WEEK_START_DATE.name);
    let nothing = |column: &Column| lit(NULL).cast(column.kind.data_type()).alias(column.name);
    let used = col(APP_ID.name).filter(col(TOKENS.name).gt(lit(0))).n_unique().cast(DataType::Int64);
    apps.lazy()
        .filter(week().gt_eq(date(start)).and(week().lt_eq(date(end))))
        .group_by_stable([col(MODEL.name), col(VENDOR.name), col(IS_ATTRIBUTED.name)])
        .agg([col(TOKENS.name).sum(), used.alias(APP_COUNT.name), weakest_origin()])
        .select([
            lit(Board::Apps.word()).alias(BOARD.name),
            col(MODEL.name),
            nothing(&VARIANT),
            lit(Variant::STANDARD).alias(PRICED_AS),
            date(start).alias(WINDOW_START_DATE.name),
            date(end).alias(WINDOW_END_DATE.name),
            col(VENDOR.name),
            col(IS_ATTRIBUTED.name),
            col(TOKENS.name),
            nothing(&PROMPT_TOKENS),
            nothing(&COMPLETION_TOKENS),
            nothing(&CACHED_TOKENS),
            col(APP_COUNT.name),
            col(VALUE_ORIGIN.name),
        ])
}

/// Usage with its own price, the paid price, and what became of it.
fn joined(usage: LazyFrame, catalog: LazyFrame) -> LazyFrame {
    let paid = catalog.clone().filter(col(VARIANT.name).eq(lit(Variant::STANDARD))).select([
        col(MODEL.name),
        col(INPUT_PRICE.name).alias(PAID_INPUT_PRICE.name),
        col(OUTPUT_PRICE.name).alias(PAID_OUTPUT_PRICE.name),
    ]);
    let own = catalog.rename([VARIANT.name, SNAPSHOT_ID.name], [PRICED_AS, PRICE_SNAPSHOT_ID.name], true);
    let is_free = || col(PRICED_AS).eq(lit(Variant::FREE));
    let paid_or_own =
        |paid: &Column, own: &Column| when(is_free()).then(col(paid.name)).otherwise(col(own.name)).alias(paid.name);
    usage
        .join(own, [col(MODEL.name), col(PRICED_AS)], [col(MODEL.name), col(PRICED_AS)], JoinArgs::new(JoinType::Left))
        .join(paid, [col(MODEL.name)], [col(MODEL.name)], JoinArgs::new(JoinType::Left))
        .with_column(match_class())
        .with_columns([without_batch_zero(&INPUT_PRICE), without_batch_zero(&OUTPUT_PRICE)])
        .with_columns([paid_or_own(&PAID_INPUT_PRICE, &INPUT_PRICE), paid_or_own(&PAID_OUTPUT_PRICE, &OUTPUT_PRICE)])
}

/// The prices of the catalogue that was captured nearest to `at`; without an instant there is no usage to price.
fn catalog(prices: &Frame<ModelPrice>, at: Option<Timestamp>) -> LazyFrame {
    let captures: BTreeSet<_> = prices.cells(&VALID_FROM_AT).instants().into_iter().flatten().collect();
    let distance = |capture: &Timestamp| at.map(|at| at.as_microsecond().abs_diff(capture.as_microsecond()));
    // Of equals the first counts, and they come oldest first.
    let nearest = captures.into_iter().min_by_key(distance).map_or(0, Timestamp::as_microsecond);
    // In microseconds, as the column is: a literal instant would lose its time zone.
    prices.lazy().filter(col(VALID_FROM_AT.name).cast(DataType::Int64).eq(lit(nearest))).select([
        col(MODEL.name),
        col(VARIANT.name),
        col(INPUT_TEXT.name),
        col(INPUT_PRICE.name),
        col(OUTPUT_PRICE.name),
        col(CACHE_READ_PRICE.name),
        col(SNAPSHOT_ID.name),
    ])
}

/// A batch variant at 0 says nothing: its price is missing.
fn is_batch_zero() -> Expr {
    let is_zero = |column: &Column| col(column.name).eq(lit(0.0));
    col(PRICED_AS).eq(lit(Variant::BATCH)).and(is_zero(&INPUT_PRICE)).and(is_zero(&OUTPUT_PRICE))
}

fn without_batch_zero(column: &Column) -> Expr {
    let is_batch_zero = col(MATCH_CLASS.name).eq(lit(MatchClass::BatchZero.word()));
    when(is_batch_zero).then(lit(NULL).cast(DataType::Float64)).otherwise(col(column.name)).alias(column.name)
}

/// The classes, tried in this order.
fn match_class() -> Expr {
    let class = |class: MatchClass| lit(class.word());
    let is_listed = || col(PRICE_SNAPSHOT_ID.name).is_not_null();
    let has_price = col(INPUT_PRICE.name).is_not_null().and(col(OUTPUT_PRICE.name).is_not_null());
    when(col(MODEL.name).eq(lit(OTHERS)))
        .then(class(MatchClass::Remainder))
        .when(is_batch_zero())
        .then(class(MatchClass::BatchZero))
        .when(has_price)
        .then(class(MatchClass::Priced))
        .when(is_listed())
        .then(class(MatchClass::Dynamic))
        .when(col(PRICED_AS).eq(lit(Variant::FREE)))
        .then(class(MatchClass::FreeEnded))
        .when(col(COMPLETION_TOKENS.name).eq(lit(0)))
        .then(class(MatchClass::PromptOnly))
        .otherwise(class(MatchClass::NotListed))
        .alias(MATCH_CLASS.name)
}

//! `priced_usage`: the join of usage to price, the one place where tokens meet dollars.
//!
//! The key is permanent slug and variant, never the id: ids are renamed, and one slug serves a standard, a batch and a
//! free variant at different prices. What finds no price is classed, never priced at zero and never dropped.

use std::collections::BTreeSet;

use jiff::Timestamp;
use polars::prelude::{DataType, Expr, JoinArgs, JoinType, LazyFrame, NULL, col, concat, lit, when};
use schema::{
    Board, Column, Frame, FrameError, MatchClass, Table, Variant, View,
    columns::{
        APP_COUNT, BOARD, CACHE_READ_PRICE, CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, INPUT_PRICE, INPUT_TEXT,
        IS_ATTRIBUTED, MATCH_CLASS, MODEL, OUTPUT_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE, PRICE_SNAPSHOT_ID,
        PROMPT_TOKENS, SNAPSHOT_ID, TOKENS, VALID_FROM_AT, VALUE_ORIGIN, VARIANT, VENDOR, VIEW, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    tables::{AppModelWeek, ModelPrice, ModelWindow, PricedUsage},
};

use crate::{
    NormalizeError, OTHERS,
    app_board::{AppWindow, PRICED_AS, app_usage, window},
};

/// The usage of both boards joined to list prices.
///
/// Grain: board × model × variant. Units: tokens, USD per million tokens. Board `site` is the month view; board `apps`
/// the complete weeks of `app_window` in the app charts, summed over apps, variants merged as upstream does. A week is
/// complete where one app's page saw the whole of it; apps whose page was captured earlier lack it, and
/// [`running_app_weeks`](crate::running_app_weeks) tells. The paid price of a free variant is that of the standard
/// variant of the same slug.
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
    app_window: AppWindow,
) -> Result<Frame<PricedUsage>, NormalizeError> {
    let mut boards = vec![joined(site_usage(site), catalog(prices, newest(site)))];
    if let Some(window) = window(apps, app_window) {
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

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::columns::{MODEL_ID, OUTPUT_TEXT, PRICE_CONFIDENCE, SLUG_ORIGIN};

    use super::*;
    use crate::tests::{app_weeks, frame};

    /// The page of `early` was captured while the week ran.
    #[test]
    fn a_running_week_is_not_added_to_whole_ones() {
        let weeks = app_weeks(&[
            "early 2026-03-30 a/b 100 true",
            "early 2026-04-06 a/b 10 false",
            "late 2026-03-30 a/b 1 true",
            "late 2026-04-06 a/b 2 true",
            "late 2026-04-13 a/b 4 false",
        ]);
        let prices = [
            &MODEL,
            &VARIANT,
            &VALID_FROM_AT,
            &VENDOR,
            &MODEL_ID,
            &INPUT_TEXT,
            &OUTPUT_TEXT,
            &PRICE_CONFIDENCE,
            &SLUG_ORIGIN,
            &CAPTURED_AT,
            &SNAPSHOT_ID,
        ];
        let prices = frame(&prices, "a/b standard 2026-04-14T12:00:00Z a a/b 1 1 exact stated 2026-04-14T12:00:00Z c");
        let usage =
            priced_usage(&Frame::empty().expect("no rows"), &weeks, &prices, AppWindow { weeks: 4, until: None })
                .expect("a board");
        let columns = [&MODEL, &WINDOW_START_DATE, &WINDOW_END_DATE, &TOKENS, &APP_COUNT];
        expect![[r#"
            model | window_start_date | window_end_date | tokens | app_count
            a/b | 2026-03-30 | 2026-04-12 | 103 | 2
        "#]]
        .assert_eq(&usage.to_text(&columns));
    }
}

//! `priced_usage`: the join of usage to price, the one place where tokens meet dollars.
//!
//! The key is permanent slug and variant, never the id: ids are renamed, and one slug serves a standard, a batch and a
//! free variant at different prices. What finds no price is classed, never priced at zero and never dropped.

use std::collections::BTreeSet;

use jiff::Timestamp;
use polars::prelude::{DataType, Expr, IntoLazy as _, JoinArgs, JoinType, LazyFrame, NULL, col, concat, lit, when};
use schema::{
    Column, Frame, FrameError, MatchClass, PriceConfidence, Table, Variant,
    columns::{
        ASOF_REQUEST_PRICE, CACHE_READ_PRICE, CAPTURED_AT, COMPLETION_TOKENS, EFFECTIVE_INPUT_PRICE,
        EFFECTIVE_OUTPUT_PRICE, INPUT_PRICE, INPUT_TEXT, LAST_SEEN_AT, MATCH_CLASS, MODEL, OUTPUT_PRICE,
        PAID_INPUT_PRICE, PAID_OUTPUT_PRICE, PRICE_CONFIDENCE, PRICE_SNAPSHOT_ID, REQUEST_PRICE, SNAPSHOT_ID,
        VALID_FROM_AT, VARIANT,
    },
    tables::{AppModelWeek, Catalog, ModelPrice, ModelWeek, ModelWindow, PricedUsage, VendorWeek},
};

use crate::{
    NormalizeError, OTHERS, UsageMix,
    app_board::app_usage,
    asof_price::asof_columns,
    board::{PRICED_AS, WeekWindow},
    board_mix::mix_columns,
    ledger::Ledger,
    site_board::{priced_at, site_usage},
    week_board::{UsageWindows, week_usage},
};

/// The weeks of each board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardWindows {
    /// Of the model series, where there is no month view.
    pub site: WeekWindow,
    /// Of the app charts.
    pub apps: WeekWindow,
}

/// The usage of both boards, and that of each week, joined to list prices.
///
/// Grain: board × window × model × variant. Units: tokens, USD per million tokens. Board `site` is the month view, or, where there
/// is none, the complete weeks of `windows.site` in the model series, `others` among them; its parts are those of the
/// weeks that have them. Board `apps` is the complete weeks of `windows.apps` in the app charts, summed over apps,
/// variants merged as upstream does. A week is complete where one app's page saw the whole of it; apps whose page was
/// captured earlier lack it, and [`running_app_weeks`](crate::running_app_weeks) tells. The paid price of a free variant
/// is that of the standard variant of the same slug.
///
/// Rows of kind `week` are of one week each: of each vendor the usage nearest to it that names the vendor, complete weeks
/// of the model series or a week or month view, so that a week can be valued at its own prices.
///
/// Prices are told twice. Once as one catalogue has them, the one captured nearest to the end of the window of the board,
/// or to the capture where that is earlier; of two as near, the earlier. And once as the ledger has them in force over the
/// row's own window (`asof_…`), from all catalogues.
///
/// Rows of board `site` whose source does not split tokens into prompt and completion keep them null and get the mix of
/// the same model and variant in the nearest window that splits it, else that of `mixes`: of the model, else of its
/// vendor, else of all. It is of another window: `mix_age_days`.
///
/// # Errors
/// [`NormalizeError::Frame`] if the result breaks its table's promise.
pub fn priced_usage(
    used: &Used<'_>,
    priced: &Priced<'_>,
    windows: BoardWindows,
) -> Result<Frame<PricedUsage>, NormalizeError> {
    let captures: BTreeSet<_> = priced.catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
    let catalogs = Catalogs { prices: priced.prices, captures: &captures };
    let site = site_usage(used.views, used.weeks, windows.site);
    let at_hand = UsageWindows::read(used.views, used.weeks);
    let of_site = |rows| joined(rows, catalogs.at(site.priced_at));
    let mut boards = vec![of_site(site.rows), of_site(week_usage(used.vendors, &at_hand)?)];
    if let Some(window) = windows.apps.of(used.apps) {
        let at = priced_at(newest(used.apps), Some(window.1));
        boards.push(joined(app_usage(used.apps, window), catalogs.at(at)));
    }
    let query = |source| FrameError::Query { table: PricedUsage::SPEC.name, source };
    let rows = concat(boards, polars::prelude::UnionArgs::default()).and_then(LazyFrame::collect).map_err(query)?;
    let mut columns = mix_columns(&rows, &at_hand, priced.mixes);
    columns.extend(asof_columns(&rows, &Ledger::read(priced.prices, captures)));
    for column in [&EFFECTIVE_INPUT_PRICE, &EFFECTIVE_OUTPUT_PRICE, &REQUEST_PRICE, &ASOF_REQUEST_PRICE] {
        columns.push(polars::prelude::Column::full_null(column.name.into(), rows.height(), &DataType::Float64));
    }
    Ok(Frame::collect(rows.hstack(&columns).map_err(query)?.lazy())?)
}

/// What is priced.
#[derive(Clone, Copy, Debug)]
pub struct Used<'frame> {
    /// The vendor series, whose weeks are priced.
    pub vendors: &'frame Frame<VendorWeek>,
    /// Trailing totals.
    pub views: &'frame Frame<ModelWindow>,
    /// The model series.
    pub weeks: &'frame Frame<ModelWeek>,
    /// The app charts.
    pub apps: &'frame Frame<AppModelWeek>,
}

/// What it is priced with.
#[derive(Clone, Copy, Debug)]
pub struct Priced<'frame> {
    /// The ledger.
    pub prices: &'frame Frame<ModelPrice>,
    /// The catalogues that it was made of.
    pub catalog: &'frame Frame<Catalog>,
    /// Mixes of other tokens, where no source splits any of a model's.
    pub mixes: &'frame UsageMix,
}

/// The ledger as catalogues.
struct Catalogs<'frame> {
    prices: &'frame Frame<ModelPrice>,
    captures: &'frame BTreeSet<Timestamp>,
}

impl Catalogs<'_> {
    /// The prices that the catalogue captured nearest to `at` lists; without an instant there is no usage to price.
    fn at(&self, at: Option<Timestamp>) -> LazyFrame {
        let distance = |capture: &&Timestamp| at.map(|at| at.as_microsecond().abs_diff(capture.as_microsecond()));
        // Of equals the first counts, and they come oldest first.
        let nearest = self.captures.iter().min_by_key(distance).map_or(0, |at| at.as_microsecond());
        // In microseconds, as the column is: a literal instant would lose its time zone.
        let instant = |column: &Column| col(column.name).cast(DataType::Int64);
        let is_listed = col(PRICE_CONFIDENCE.name).eq(lit(PriceConfidence::Exact.word()));
        let holds = instant(&VALID_FROM_AT).lt_eq(lit(nearest)).and(instant(&LAST_SEEN_AT).gt_eq(lit(nearest)));
        self.prices.lazy().filter(is_listed.and(holds)).select([
            col(MODEL.name),
            col(VARIANT.name),
            col(INPUT_TEXT.name),
            col(INPUT_PRICE.name),
            col(OUTPUT_PRICE.name),
            col(CACHE_READ_PRICE.name),
            col(SNAPSHOT_ID.name),
        ])
    }
}

/// When the newest answer of a table was captured.
fn newest<T: Table>(usage: &Frame<T>) -> Option<Timestamp> {
    usage.cells(&CAPTURED_AT).instants().into_iter().flatten().max()
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
    use schema::columns::{
        APP_COUNT, CACHED_TOKENS, IS_ALIAS, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, MIX_ORIGIN, MODEL_ID, OUTPUT_TEXT,
        PROMPT_TOKENS, TOKENS, VENDOR, WEEK_ANCHOR, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    };

    use super::*;
    use crate::{
        model_price,
        tests::{app_weeks, frame, no_aliases, usage_mix},
    };

    /// Catalogues that all list one model without a price, and the ledger of them.
    fn prices_of_b(instants: &[&str]) -> (Frame<Catalog>, Frame<ModelPrice>) {
        let columns = [&MODEL_ID, &VARIANT, &INPUT_TEXT, &OUTPUT_TEXT, &IS_ALIAS, &SNAPSHOT_ID, &CAPTURED_AT];
        // A price that changes each time, so that each catalogue has a span of its own.
        let line = |(place, at): (usize, &&str)| format!("a/b standard {place} -1 false of-{at} {at}");
        let lines: Vec<_> = instants.iter().enumerate().map(line).collect();
        let catalog = frame(&columns, &lines.join("\n"));
        let prices = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases()).expect("a ledger");
        (catalog, prices)
    }

    /// The join of usage to a catalogue, or several.
    fn join(
        weeks: &Frame<ModelWeek>,
        apps: &Frame<AppModelWeek>,
        instants: &[&str],
        windows: BoardWindows,
    ) -> Frame<PricedUsage> {
        let (vendors, views) = (Frame::empty().expect("no rows"), Frame::empty().expect("no rows"));
        let (catalog, prices) = prices_of_b(instants);
        let used = Used { vendors: &vendors, views: &views, weeks, apps };
        let with = Priced { prices: &prices, catalog: &catalog, mixes: &mixes() };
        let usage = priced_usage(&used, &with, windows).expect("a join");
        let of_boards = usage.lazy().filter(col(WINDOW_KIND.name).eq(lit("board")));
        Frame::collect(of_boards).expect("the boards")
    }

    fn mixes() -> UsageMix {
        usage_mix(&["all all 0.03 0.9"])
    }

    fn windows(weeks: usize) -> BoardWindows {
        let window = WeekWindow { weeks, until: None };
        BoardWindows { site: window, apps: window }
    }

    const NOON: &[&str] = &["2026-04-14T12:00:00Z"];

    const WEEKS: &[&Column] = &[
        &WEEK_START_DATE,
        &MODEL,
        &VARIANT,
        &VENDOR,
        &TOKENS,
        &PROMPT_TOKENS,
        &COMPLETION_TOKENS,
        &CACHED_TOKENS,
        &IS_COMPLETE,
        &IS_LEFT_CUT,
        &IS_ATTRIBUTED,
        &WEEK_ANCHOR,
        &CAPTURED_AT,
        &SNAPSHOT_ID,
    ];

    /// Without a month view: weeks that are complete, parts of the weeks that have them, others without a price.
    #[test]
    fn weeks_take_the_place_of_a_month() {
        let rows = [
            "2026-03-23 a/b standard a 1 1 0 0",
            "2026-03-30 a/b standard a 100 90 10 50",
            "2026-03-30 a/c standard a 7 6 1 0",
            "2026-03-30 a/b free a 5 - - -",
            "2026-03-30 others standard others 1000 - - -",
            "2026-04-06 a/b standard a 50 - - -",
            "2026-04-06 a/c standard a 3 2 1 -",
        ];
        let complete = rows.map(|row| format!("{row} true false true monday 2026-04-14T12:00:00Z s"));
        let running = "2026-04-13 a/b standard a 9 8 1 0 false false true monday 2026-04-14T12:00:00Z s";
        let weeks = frame(WEEKS, &format!("{}\n{running}", complete.join("\n")));
        let usage = join(&weeks, &Frame::empty().expect("no rows"), NOON, windows(2));
        let columns = [
            &MODEL,
            &VARIANT,
            &WINDOW_START_DATE,
            &WINDOW_END_DATE,
            &TOKENS,
            &PROMPT_TOKENS,
            &COMPLETION_TOKENS,
            &CACHED_TOKENS,
            &MATCH_CLASS,
            &MIX_ORIGIN,
        ];
        expect![[r#"
            model | variant | window_start_date | window_end_date | tokens | prompt_tokens | completion_tokens | cached_tokens | match_class | mix_origin
            a/b | free | 2026-03-30 | 2026-04-12 | 5 | - | - | - | free_ended | reference
            a/b | standard | 2026-03-30 | 2026-04-12 | 150 | 90 | 10 | 50 | dynamic | measured
            a/c | standard | 2026-03-30 | 2026-04-12 | 10 | 8 | 2 | - | not_listed | measured
            others | standard | 2026-03-30 | 2026-04-12 | 1000 | - | - | - | remainder | -
        "#]].assert_eq(&usage.to_text(&columns));
    }

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
        let usage = join(&Frame::empty().expect("no rows"), &weeks, NOON, windows(4));
        let columns = [&MODEL, &WINDOW_START_DATE, &WINDOW_END_DATE, &TOKENS, &APP_COUNT];
        expect![[r#"
            model | window_start_date | window_end_date | tokens | app_count
            a/b | 2026-03-30 | 2026-04-12 | 103 | 2
        "#]]
        .assert_eq(&usage.to_text(&columns));
    }

    /// The weeks before and behind the window were captured at other times, and have catalogues of their own.
    #[test]
    fn prices_are_those_of_the_day_on_which_the_window_was_captured() {
        let at = ["2026-03-14T12:00:00Z", "2026-04-14T12:00:00Z", "2026-05-14T12:00:00Z"];
        let week = |week: &str, is_complete: bool, at: &str| {
            format!("{week} a/b standard a 100 90 10 50 {is_complete} false true monday {at} s")
        };
        let weeks =
            [week("2026-03-02", true, at[0]), week("2026-03-30", true, at[1]), week("2026-05-11", false, at[2])];
        let weeks = frame(WEEKS, &weeks.join("\n"));
        let snapshot = |instants: &[&str]| {
            let usage = join(&weeks, &Frame::empty().expect("no rows"), instants, windows(1));
            usage.cells(&PRICE_SNAPSHOT_ID).texts().first().copied().flatten().map(str::to_owned)
        };
        assert_eq!(snapshot(&at).as_deref(), Some("of-2026-04-14T12:00:00Z"));
        // Of two as near, the earlier.
        let near = ["2026-04-14T11:59:00Z", "2026-04-14T12:01:00Z", "2026-04-14T12:02:00Z"];
        assert_eq!(snapshot(&near).as_deref(), Some("of-2026-04-14T11:59:00Z"));
    }

    #[test]
    fn apps_are_priced_as_of_their_own_capture() {
        // Captured 2026-04-14, at noon.
        let apps = app_weeks(&["cline 2026-03-30 a/b 100 true"]);
        let instants = ["2026-03-14T12:00:00Z", "2026-04-15T12:00:00Z", "2026-05-14T12:00:00Z"];
        let usage = join(&Frame::empty().expect("no rows"), &apps, &instants, windows(1));
        assert_eq!(usage.cells(&PRICE_SNAPSHOT_ID).texts(), [Some("of-2026-04-15T12:00:00Z")]);
    }
}

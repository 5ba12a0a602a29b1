//! `priced_usage`: the join of usage to price, the one place where tokens meet dollars.
//!
//! The key is permanent slug and variant, never the id: ids are renamed, and one slug serves a standard, a batch and a
//! free variant at different prices. What finds no price is classed, never priced at zero and never dropped.

mod boards;

use std::collections::BTreeSet;

use jiff::Timestamp;
use polars::prelude::{DataType, Expr, JoinArgs, JoinType, LazyFrame, NULL, col, lit, when};
use schema::{
    Column, Frame, MatchClass, PriceConfidence, Variant,
    columns::{
        CACHE_READ_PRICE, COMPLETION_TOKENS, INPUT_PRICE, INPUT_TEXT, LAST_SEEN_AT, MATCH_CLASS, MODEL, OUTPUT_PRICE,
        PAID_CACHE_READ_PRICE, PAID_INPUT_PRICE, PAID_OUTPUT_PRICE, PRICE_CONFIDENCE, PRICE_SNAPSHOT_ID, REASON,
        REQUEST_PRICE, SNAPSHOT_ID, VALID_FROM_AT, VARIANT,
    },
    tables::{
        AppModelWeek, Catalog, EffectivePrice, ModelPrice, ModelWeek, ModelWeekVintage, ModelWindow, PricedUsage,
        VendorWeek,
    },
};

pub use self::boards::Boards;
use crate::{
    NormalizeError, OTHERS, UsageMix,
    board::{PRICED_AS, WeekWindow},
    price_doubt::Doubt,
    week_board::week_usage,
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
/// Rows of kind `part` are the weeks of the board `site` where that is made of weeks, so that what they cost together is what
/// each cost.
///
/// Prices are told twice. Once as one catalogue has them, the one captured nearest to the end of the window of the board,
/// or to the capture where that is earlier; of two as near, the earlier. And once as the ledger has them in force over the
/// row's own window (`asof_…`), from all catalogues. Beside them stands what tokens cost in fact, where upstream says it of
/// a window that meets the row's.
///
/// Rows of board `site` whose source does not split tokens into prompt and completion keep them null and get the mix of
/// the same model and variant in the nearest window that splits it, else that of `mixes`: of the model, else of its
/// vendor, else of all. It is of another window: `mix_age_days`.
///
/// A model over three weeks, in the second of which its price was seen, and variants of it:
///
/// ```
/// use normalize::{Aliases, Arrivals, BoardWindows, Priced, Used, UsageMix, WeekWindow, model_price, priced_usage};
/// # use schema::{Frame, columns::*, tables::*};
/// let catalog = Frame::<Catalog>::from_text("
///     model_id    | variant  | input_usd_per_tok_text | input_usd_per_mtok
///     a/big       | standard | 0.000005               | 5
///     a/big:free  | free     | 0                      | 0
///     a/big:batch | batch    | 0                      | 0
/// ", &[
///     # (&CANONICAL_SLUG, "a/big"), (&OUTPUT_TEXT, "0"), (&OUTPUT_PRICE, "0"), (&SNAPSHOT_ID, "s"), (&IS_ALIAS, "false"),
///     # (&PRICING_JSON, "{}"), (&SOURCE, "x"), (&VALUE_ORIGIN, "observed"), (&JSON_PATH, "$"),
///     (&CAPTURED_AT, "2026-04-06T00:00:00Z"),
/// ])?;
/// // A map that volunteers keep has a price for a model that no catalogue ever listed.
/// let map = Frame::<PriceMap>::from_text("
///     model_id | input_usd_per_mtok
///     a/mapped | 7
/// ", &[
///     # (&PROVIDER_ID, "openrouter"), (&OUTPUT_PRICE, "30"), (&SNAPSHOT_ID, "m"), (&SOURCE, "x"), (&VALUE_ORIGIN, "observed"),
///     # (&JSON_PATH, "$"),
///     (&CAPTURED_AT, "2026-04-14T00:00:00Z"),
/// ])?;
/// let prices = model_price(&catalog, &map, &Aliases::default(), &Arrivals::default())?;
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "monday"),
/// #     (&IS_ATTRIBUTED, "true"), (&VENDOR, "a"), (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-21T00:00:00Z"),
/// #     (&SNAPSHOT_ID, "s"),
/// # ];
/// // The source splits no tokens into input and output.
/// let weeks = Frame::<ModelWeek>::from_text("
///     week_start_date | model | variant  | tokens
///     2026-03-30      | a/big | standard | 100
///     2026-04-06      | a/big | standard | 100
///     2026-04-06      | a/big | free     | 100
///     2026-04-06      | a/big | batch    | 100
///     2026-04-06      | a/old | standard | 100
///     2026-04-06      | a/mapped | standard | 100
///     2026-04-13      | a/big | standard | 100
/// ", &alike)?;
/// # let vendors = Frame::<VendorWeek>::from_text("
/// #     week_start_date | tokens\n 2026-03-30 | 100\n 2026-04-06 | 500\n 2026-04-13 | 100\n", &alike)?;
/// let mixes = UsageMix::parse(b"scope,key,window_start,window_end,output_share,output_share_low,output_share_high,cached_share,\
///     cached_share_low,cached_share_high,source\nall,all,2026-07-17,2026-08-15,0.03,0.02,0.04,,0,0.9,an example\n")?;
/// # let (views, apps) = (Frame::empty()?, Frame::empty()?);
/// let before = Frame::empty()?;
/// let used = Used { vendors: &vendors, views: &views, weeks: &weeks, before: &before, apps: &apps };
/// # let effective = Frame::empty()?;
/// let priced = Priced { prices: &prices, catalog: &catalog, effective: &effective, mixes: &mixes };
/// # let window = WeekWindow { weeks: 1, until: None };
/// let usage = priced_usage(&used, &priced, BoardWindows { site: window, apps: window })?;
/// let columns = [&WINDOW_KIND, &WINDOW_START_DATE, &MODEL, &VARIANT, &ASOF_MATCH_CLASS, &ASOF_INPUT, &PRICE_CONFIDENCE, &MIX_ORIGIN];
/// let text = usage.to_text(&columns);
/// let weeks: Vec<_> = text.lines().filter(|row| row.starts_with("week ")).collect();
/// // A free variant costs 0 in truth, a batch variant at 0 says nothing, and what no catalogue lists is not free. The map's
/// // price counts at any time, and says whose it is.
/// assert_eq!(weeks, [
///     "week | 2026-03-30 | a/big | standard | priced | 5 | backcast | reference",
///     "week | 2026-04-06 | a/big | batch | batch_zero | - | - | reference",
///     "week | 2026-04-06 | a/big | free | priced | 0 | exact | reference",
///     "week | 2026-04-06 | a/big | standard | priced | 5 | exact | reference",
///     "week | 2026-04-06 | a/mapped | standard | priced | 7 | other_source | reference",
///     "week | 2026-04-06 | a/old | standard | not_listed | - | - | reference",
///     "week | 2026-04-13 | a/big | standard | priced | 5 | carried | reference",
/// ]);
/// # Ok::<(), normalize::NormalizeError>(())
/// ```
///
/// # Errors
/// [`NormalizeError::Frame`] if the result breaks its table's promise.
pub fn priced_usage(
    used: &Used<'_>,
    priced: &Priced<'_>,
    windows: BoardWindows,
) -> Result<Frame<PricedUsage>, NormalizeError> {
    let boards = Boards::read(*used, *priced);
    let (mut rows, priced_at) = boards.rows(used.views, windows)?;
    rows.push(boards.joined(week_usage(used.vendors, &boards.at_hand)?, priced_at));
    boards.finished(rows)
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
    /// What was said of it before: a newer answer may give totals alone of a week that an older one splits.
    pub before: &'frame Frame<ModelWeekVintage>,
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
    /// What tokens cost in fact, where upstream says it.
    pub effective: &'frame Frame<EffectivePrice>,
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
            col(REQUEST_PRICE.name),
            col(REASON.name),
            col(SNAPSHOT_ID.name),
        ])
    }
}

/// Usage with its own price, the paid price, and what became of it.
fn joined(usage: LazyFrame, catalog: LazyFrame) -> LazyFrame {
    let paid = catalog.clone().filter(col(VARIANT.name).eq(lit(Variant::STANDARD))).select([
        col(MODEL.name),
        col(INPUT_PRICE.name).alias(PAID_INPUT_PRICE.name),
        col(OUTPUT_PRICE.name).alias(PAID_OUTPUT_PRICE.name),
        col(CACHE_READ_PRICE.name).alias(PAID_CACHE_READ_PRICE.name),
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
        .with_columns([
            paid_or_own(&PAID_INPUT_PRICE, &INPUT_PRICE),
            paid_or_own(&PAID_OUTPUT_PRICE, &OUTPUT_PRICE),
            paid_or_own(&PAID_CACHE_READ_PRICE, &CACHE_READ_PRICE),
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
        .when(is_listed().and(col(REASON.name).eq(lit(Doubt::Dynamic.reason()))))
        .then(class(MatchClass::Dynamic))
        .when(is_listed())
        .then(class(MatchClass::Unusable))
        .when(col(PRICED_AS).eq(lit(Variant::FREE)))
        .then(class(MatchClass::FreeEnded))
        .when(col(COMPLETION_TOKENS.name).eq(lit(0)))
        .then(class(MatchClass::PromptOnly))
        .otherwise(class(MatchClass::NotListed))
        .alias(MATCH_CLASS.name)
}

#[cfg(test)]
mod tests;

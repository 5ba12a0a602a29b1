//! `vendor_gap`: a vendor's share of tokens against its share of dollars over the last weeks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, Origin, Rule, WindowKind,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BOARD, CHEAPEST_WEEK, COVERAGE_SHARE, DEAREST_WEEK, DOLLAR_SHARE, DOLLAR_SHARE_HIGH,
        DOLLAR_SHARE_LOW, GAP_POINTS, GAP_TOKEN_SHARE, IMPLIED_USD, PRICE_BASIS, REASON, RULE, TOKEN_SHARE, TOKENS,
        TOKENS_HIGH, VALUE_ORIGIN, VENDOR, WEEKS, WEEKS_PRESENT, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{PricedUsage, VendorGap, VendorPrice, VendorWeek},
};

use crate::{
    AnalyzeError, Pricing, Traffic,
    bound::{Part, Valued, valued},
    counted::Named,
    dollar_share::{origins, part, reason},
    price::{Price, Prices},
    series::{OTHERS, VendorSeries, Whose},
    usage::{Usage, usages},
    window::{Sum, Window, share},
};

/// Tokens of a window, from a vendor chart or from model rankings.
struct Tokens {
    days: (Date, Date),
    /// `None` where the tokens come from a trailing total.
    weeks: Option<i64>,
    sums: Vec<(String, Sum)>,
    /// Whose each of them is.
    whose: Vec<Whose>,
    /// What each of them has in each week; empty where the tokens come from a trailing total.
    by_week: Vec<Vec<(Date, i64)>>,
    total: i64,
}

/// One vendor on one basis and rule.
struct Row {
    vendor: String,
    rule: Rule,
    basis: Basis,
    board: Board,
    days: (Date, Date),
    weeks: Option<i64>,
    sum: Sum,
    token_share: Option<f64>,
    gap_share: Option<f64>,
    price: Option<Price>,
    valued: Valued,
    origin: Option<Origin>,
}

/// Token share against dollar share over the last `count` weeks.
///
/// Grain: label named in the first or last `count` weeks × basis × rule. Units: tokens, US dollars of implied value,
/// shares 0 to 1, percentage points from unrounded shares. Tokens are summed over the window first, then divided.
///
/// Rule `published`: the last weeks as they are, the running one among them, an absent vendor is 0; token share of
/// everything, dollar share of the priced vendors, so the gap mixes two bases. Rule `default`: complete weeks; both
/// shares over the priced vendors, so the gaps add up to 0; an absent week makes the tokens a lower bound,
/// `weeks_present` says so, and `most_tokens` adds what `others` may hide; so do weeks that are made of daily lists.
///
/// Without a vendor chart the tokens are the sums of the site's model rankings over their own window.
///
/// ```
/// use analyze::{Pricing, Traffic, Weights};
/// use schema::{Basis, Board, Rule};
/// # use schema::{Frame, columns::*, tables::*};
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday"),
/// #     (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// let weeks = Frame::<VendorWeek>::from_text("
///     week_start_date | vendor | tokens  | is_attributed
///     2026-03-29      | dear   | 1000000 | true
///     2026-03-29      | cheap  | 1000000 | true
///     2026-03-29      | others | 2000000 | false
/// ", &alike)?;
/// # let alike = [
/// #     (&PRICE_BASIS, "list_3to1"), (&WINDOW_KIND, "board"), (&WINDOW_START_DATE, "2026-03-29"),
/// #     (&WINDOW_END_DATE, "2026-04-04"), (&BOARD, "site"), (&TOKENS, "1"), (&PRICED_TOKENS, "1"), (&MODEL_COUNT, "1"),
/// #     (&MIX_ORIGIN, "assumed"), (&WEIGHTS_AGE_DAYS, "0"), (&KEPT_SHARE, "1"), (&IS_ATTRIBUTED, "true"),
/// #     (&VALUE_ORIGIN, "observed"), (&COVERAGE_SHARE, "1"), (&WEIGHTS_SHARE, "1"),
/// # ];
/// let prices = Frame::<VendorPrice>::from_text("
///     vendor | rule      | blended_usd_per_mtok
///     dear   | default   | 3
///     cheap  | default   | 1
///     dear   | published | 3
///     cheap  | published | 1
/// ", &alike)?;
/// # let weights = Weights { published: Board::Site, default: Board::Site };
/// let rules = vec![Rule::Published, Rule::Default];
/// let pricing = Pricing { rules, bases: vec![Basis::List3to1], weights, traffic: Traffic::ALL };
/// let gap = analyze::vendor_gap(&weeks, &prices, &Frame::empty()?, &pricing, 1)?;
/// // Rule `published` subtracts a quarter of all tokens, rule `default` half of those with a price: there the gaps add up to 0.
/// assert_eq!(gap.to_text(&[&VENDOR, &RULE, &TOKEN_SHARE, &DOLLAR_SHARE, &GAP_POINTS]), "\
/// vendor | rule | token_share | dollar_share | gap_points
/// cheap | default | 0.25 | 0.25 | -25
/// cheap | published | 0.25 | 0.25 | 0
/// dear | default | 0.25 | 0.75 | 25
/// dear | published | 0.25 | 0.75 | 50
/// others | default | 0.5 | - | -
/// others | published | 0.5 | - | -
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn vendor_gap(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    usage: &Frame<PricedUsage>,
    pricing: &Pricing,
    count: usize,
) -> Result<Frame<VendorGap>, AnalyzeError> {
    let (series, prices) = (VendorSeries::read(weeks), Prices::read(prices));
    let mut rows = Vec::new();
    for (rule, basis) in pricing.cases() {
        let tokens = if series.weeks.is_empty() { from_rankings(usage) } else { from_chart(&series, rule, count) };
        let board = pricing.board(rule, basis);
        rows.extend(
            tokens.into_iter().flat_map(|tokens| rows_of(&tokens, &prices, (rule, basis), board, pricing.traffic)),
        );
    }
    frame(&rows)
}

fn from_chart(series: &VendorSeries, rule: Rule, count: usize) -> Option<Tokens> {
    let weeks = series.weeks_of(rule);
    let (past, now) = (Window::first(&weeks, count, rule), Window::last(&weeks, count, rule));
    let labels = past.labels().into_iter().chain(now.labels()).collect::<BTreeSet<_>>();
    let by_week = labels.iter().map(|label| now.by_week(label)).collect();
    let whose = labels.iter().map(|label| series.whose(label)).collect();
    let sums = labels.into_iter().map(|label| (label.to_owned(), now.sum(label))).collect();
    Some(Tokens { days: now.days()?, weeks: Some(now.weeks()), sums, whose, by_week, total: now.total() })
}

fn from_rankings(usage: &Frame<PricedUsage>) -> Option<Tokens> {
    let is_of_board = |usage: &&Usage| usage.board == Board::Site && usage.kind == WindowKind::Board;
    let usages = usages(usage);
    let usages: Vec<_> = usages.iter().filter(is_of_board).collect();
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for usage in &usages {
        let empty = Sum { tokens: Some(0), weeks_present: 0, hidden: 0, unlisted: 0, origin: None };
        let sum = sums.entry(&*usage.vendor).or_insert(empty);
        sum.tokens = sum.tokens.map(|tokens| tokens + usage.tokens);
        sum.origin = sum.origin.max(Some(usage.origin));
    }
    let is_vendors = |vendor: &str| usages.iter().any(|usage| *usage.vendor == *vendor && usage.is_attributed);
    let whose = |vendor: &&str| match *vendor {
        OTHERS => Whose::Remainder,
        vendor if is_vendors(vendor) => Whose::Vendors,
        _ => Whose::Nobodys,
    };
    let whose = sums.keys().map(whose).collect();
    let sums: Vec<_> = sums.into_iter().map(|(vendor, sum)| (vendor.to_owned(), sum)).collect();
    let (by_week, total) = (vec![Vec::new(); sums.len()], usages.iter().map(|usage| usage.tokens).sum());
    Some(Tokens { days: usages.first()?.window, weeks: None, sums, whose, by_week, total })
}

fn rows_of(tokens: &Tokens, prices: &Prices, (rule, basis): (Rule, Basis), board: Board, traffic: Traffic) -> Vec<Row> {
    let price = |((vendor, _), weeks): (&(String, Sum), &Vec<(Date, i64)>)| match tokens.weeks {
        Some(_) => prices.of_weeks(rule, basis, vendor, weeks),
        None => Some(of_rankings(prices.of_board(rule, basis, vendor)?, tokens.days, board)),
    };
    let found: Vec<Option<Price>> = tokens.sums.iter().zip(&tokens.by_week).map(price).collect();
    let named = || tokens.sums.iter().zip(&found);
    let unnamed = tokens.whose.iter().map(|whose| traffic.unnamed(*whose));
    let parts: Vec<Part> = named()
        .zip(unnamed)
        .map(|(((label, sum), price), unnamed)| part(label, *sum, price.as_ref(), unnamed))
        .collect();
    let priced_tokens = parts.iter().filter(|part| part.price.is_some()).map(|part| part.tokens).sum();
    let gap_share = |part: &Part| match rule {
        Rule::Published => share(part.tokens, tokens.total),
        Rule::Default => share(part.tokens, priced_tokens).filter(|_| part.price.is_some()),
    };
    let values = valued(&parts);
    let sums: Vec<Sum> = tokens.sums.iter().map(|(_, sum)| *sum).collect();
    let origins = origins(&sums, &found, &values);
    let rows = tokens.sums.iter().zip(found).zip(&parts).zip(values).zip(origins);
    rows.map(|(((((vendor, sum), price), part), valued), origin)| Row {
        rule,
        basis,
        board,
        days: tokens.days,
        weeks: tokens.weeks,
        sum: *sum,
        token_share: sum.tokens.and_then(|part| share(part, tokens.total)),
        gap_share: gap_share(part).filter(|_| sum.tokens.is_some()),
        price,
        valued: without_absent(valued, *sum),
        origin,
        vendor: vendor.clone(),
    })
    .collect()
}

/// A price where the rankings of the site are all that is known: a vendor's tokens are those of its models there, so the
/// site's usage names all of them. How much that of apps names of them no series says.
fn of_rankings(price: Price, days: (Date, Date), board: Board) -> Price {
    let weights_share = if board == Board::Site { Some(1.0) } else { price.weights_share };
    let named = Named::of(price.coverage, price.kept, weights_share);
    Price { named, weights_share, ..price }.taken_for([days].into_iter())
}

impl Row {
    /// Least and most that its price can be, where that is in doubt.
    fn price_bounds(&self) -> Option<(f64, f64)> {
        self.price.as_ref().filter(|price| price.blended.is_some())?.bounds
    }

    /// The least and the most that its tokens can have cost in a single week, where weeks have prices of their own.
    fn price_of_any_week(&self) -> Option<(f64, f64)> {
        self.price.as_ref()?.of_any_week
    }
}

/// An absent vendor has bounds but no value.
fn without_absent(valued: Valued, sum: Sum) -> Valued {
    if sum.tokens.is_some() { valued } else { Valued { usd: None, share: None, ..valued } }
}

fn gap(row: &Row) -> Option<f64> {
    let token_share = if row.sum.tokens == Some(0) { Some(0.0) } else { row.gap_share };
    Some(100.0 * (row.valued.share? - token_share?))
}

fn frame(rows: &[Row]) -> Result<Frame<VendorGap>, AnalyzeError> {
    let present = |row: &Row| row.weeks.map(|_| row.sum.weeks_present);
    let most = |row: &Row| Some(row.sum.tokens.unwrap_or(0).saturating_add(row.sum.hidden));
    let mut columns = vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor.as_str()))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.days.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.days.1))),
        texts(&BOARD, rows.iter().map(|row| Some(row.board.word()))),
        integers(&WEEKS, rows.iter().map(|row| row.weeks)),
        integers(&WEEKS_PRESENT, rows.iter().map(present)),
        integers(&TOKENS, rows.iter().map(|row| row.sum.tokens)),
        integers(&TOKENS_HIGH, rows.iter().map(most)),
        reals(&TOKEN_SHARE, rows.iter().map(|row| row.token_share)),
        reals(&GAP_TOKEN_SHARE, rows.iter().map(|row| row.gap_share)),
        reals(&IMPLIED_USD, rows.iter().map(|row| row.valued.usd)),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.valued.share)),
        reals(&DOLLAR_SHARE_LOW, rows.iter().map(|row| row.valued.low)),
        reals(&DOLLAR_SHARE_HIGH, rows.iter().map(|row| row.valued.high)),
        reals(&GAP_POINTS, rows.iter().map(gap)),
        reals(&BLENDED_LOW, rows.iter().map(|row| Some(row.price_bounds()?.0))),
        reals(&BLENDED_HIGH, rows.iter().map(|row| Some(row.price_bounds()?.1))),
        reals(&CHEAPEST_WEEK, rows.iter().map(|row| Some(row.price_of_any_week()?.0))),
        reals(&DEAREST_WEEK, rows.iter().map(|row| Some(row.price_of_any_week()?.1))),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.price.as_ref().and_then(|price| price.coverage))),
        texts(&REASON, rows.iter().map(|row| reason(&row.vendor, row.sum, row.price.as_ref(), &row.valued))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ];
    columns.extend(Prices::columns(&rows.iter().map(|row| row.price.as_ref())));
    Ok(Frame::from_columns(columns)?)
}

#[cfg(test)]
mod tests;

//! `concentration`: how few vendors hold the market, week by week.

mod market;

use jiff::civil::Date;
use schema::{
    Basis, Column, Frame, Origin, Rule,
    columns::{
        EFFECTIVE_VENDORS, EFFECTIVE_VENDORS_HIGH, EFFECTIVE_VENDORS_LOW, HHI, HHI_HIGH, HHI_LOW, IS_COMPLETE,
        PRICE_BASIS, REASON, RULE, TOP_FOUR_SHARE, TOP_FOUR_SHARE_HIGH, TOP_FOUR_SHARE_LOW, TOP_NINE_SHARE,
        TOP_NINE_SHARE_HIGH, TOP_NINE_SHARE_LOW, TOP_SHARE, TOP_SHARE_HIGH, TOP_SHARE_LOW, VALUE_ORIGIN,
        WEEK_START_DATE,
    },
    series::{dates, reals, texts, truths},
    tables::{Concentration, VendorPrice, VendorWeek},
};

use self::market::{Hidden, Market, Range};
use crate::{
    AnalyzeError, Pricing, Traffic,
    bound::{Part, PriceRange, cheapest_hidden},
    dollar_share::{COSTS_NOTHING, origin, part},
    price::{Price, Prices},
    series::{OTHERS, VendorSeries, Week},
    window::{Sum, Window},
};

/// The measure that is no price basis.
const TOKENS: &str = "tokens";
const NO_PRICES: &str = "no vendor of this week has a price";
const NO_TOKENS: &str = "no vendor of this week has tokens";
const MOST: f64 = 10_000.0;
/// How many of the largest vendors are added up.
const TOPS: [usize; 3] = [1, 4, 9];

/// A figure over the named vendors, and what it can be for the whole market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measured {
    pub(crate) named: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// How concentrated a market is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figures {
    /// The sum of squared shares, 0 to 10,000.
    pub(crate) hhi: Measured,
    /// Shares of the largest, as many as [`TOPS`] says.
    pub(crate) tops: [Measured; 3],
}

/// One week on one measure.
struct Row {
    week: Date,
    is_complete: bool,
    measure: &'static str,
    rule: Rule,
    /// Or why there are none.
    figures: Result<Figures, &'static str>,
    origin: Option<Origin>,
}

/// Herfindahl-Hirschman index, effective number of vendors, and shares of the largest.
///
/// Grain: week × price basis (`tokens` is one here, too) × rule. Units: HHI 0 to 10,000, the sum of squared percentage
/// shares; effective vendors = 10,000 / HHI; shares 0 to 1. The figures are over the named vendors (for dollars: those with
/// a price).
///
/// Bounds are for the whole market, `others` split in any way, and take in the figure itself. Least index: `others` is
/// countless tiny vendors. Most: it is as few as the list allows, each as large as the smallest named vendor; by rule
/// `default`, in a week made of daily lists, all of it may be of any named one, or of a single new one. For dollars each
/// vendor costs at least and at most what its price's bounds say, and what has no price the cheapest or the dearest of
/// the week: the bounds are over every market that fits, and `market.rs` says why none lies outside. A label that is no
/// vendor, such as that of models under a borrowed name, counts as one vendor in the figure, as upstream lists it; the
/// bounds take its tokens for anybody's: of any named vendor, of one or of many that are not. Labels of that kind inside
/// `others` cannot be told from vendors there.
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
/// let pricing = Pricing { rules: vec![Rule::Default], bases: vec![Basis::List3to1], weights, traffic: Traffic::ALL };
/// let found = analyze::concentration(&weeks, &prices, &pricing)?;
/// // Two equal vendors have an index of 5,000, and an effective number of 2. In the whole market each has a quarter, and
/// // `others` is countless tiny vendors at the least. At the most it is two of that size: less, so the index itself is it.
/// assert_eq!(found.to_text(&[&PRICE_BASIS, &HHI, &HHI_LOW, &HHI_HIGH, &EFFECTIVE_VENDORS]), "\
/// price_basis | hhi | hhi_low | hhi_high | effective_vendors
/// list_3to1 | 6250 | 1000 | 6250 | 1.6
/// tokens | 5000 | 1250 | 5000 | 2
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn concentration(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    pricing: &Pricing,
) -> Result<Frame<Concentration>, AnalyzeError> {
    let (series, prices) = (VendorSeries::read(weeks), Prices::read(prices));
    let mut rows = Vec::new();
    for week in &series.weeks {
        for rule in &pricing.rules {
            let origin = week.cells.values().map(|cell| cell.origin).max();
            rows.push(Row { figures: in_tokens(week, *rule), origin, ..row(week, *rule, TOKENS) });
        }
        for (rule, basis) in pricing.cases() {
            let (figures, origin) = in_dollars(week, (rule, basis), &prices, pricing.traffic);
            rows.push(Row { figures, origin, ..row(week, rule, basis.word()) });
        }
    }
    frame(&rows)
}

/// A figure, its least and its most, and where it is found.
type Shown = ([&'static Column; 3], fn(&Figures) -> Measured);

fn frame(rows: &[Row]) -> Result<Frame<Concentration>, AnalyzeError> {
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.measure))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.is_complete))),
        texts(&REASON, rows.iter().map(|row| row.figures.err())),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ];
    let shown: [Shown; 4] = [
        ([&HHI, &HHI_LOW, &HHI_HIGH], |figures| figures.hhi),
        ([&TOP_SHARE, &TOP_SHARE_LOW, &TOP_SHARE_HIGH], |figures| figures.tops[0]),
        ([&TOP_FOUR_SHARE, &TOP_FOUR_SHARE_LOW, &TOP_FOUR_SHARE_HIGH], |figures| figures.tops[1]),
        ([&TOP_NINE_SHARE, &TOP_NINE_SHARE_LOW, &TOP_NINE_SHARE_HIGH], |figures| figures.tops[2]),
    ];
    for ([named, low, high], of) in shown {
        let value =
            |part: fn(Measured) -> f64| rows.iter().map(move |row| Some(part(of(row.figures.as_ref().ok()?))));
        columns.push(reals(named, value(|measured| measured.named)));
        columns.push(reals(low, value(|measured| measured.low)));
        columns.push(reals(high, value(|measured| measured.high)));
    }
    // An index of 0 is that of more vendors than there are numbers.
    let effective = |part: fn(Measured) -> f64| {
        rows.iter()
            .map(move |row| Some(part(row.figures.ok()?.hhi)).filter(|hhi| *hhi > 0.0).map(|hhi| (MOST / hhi).max(1.0)))
    };
    columns.push(reals(&EFFECTIVE_VENDORS, effective(|hhi| hhi.named)));
    columns.push(reals(&EFFECTIVE_VENDORS_LOW, effective(|hhi| hhi.high)));
    columns.push(reals(&EFFECTIVE_VENDORS_HIGH, effective(|hhi| hhi.low)));
    Ok(Frame::from_columns(columns)?)
}

const fn row(week: &Week, rule: Rule, measure: &'static str) -> Row {
    Row { week: week.start, is_complete: week.is_complete, measure, rule, figures: Err(NO_PRICES), origin: None }
}

/// Tokens as if each cost one: then there is nothing unpriced but `others`.
fn in_tokens(week: &Week, rule: Rule) -> Result<Figures, &'static str> {
    let window = Window::first(&[week], 1, rule);
    let one = |label: &String| Part {
        tokens: week.cells.get(label).map_or(0, |cell| cell.tokens),
        unlisted: window.sum(label).unlisted,
        price: (label != OTHERS).then_some(1.0),
        coverage: 1.0,
        is_remainder: label == OTHERS,
        is_unattributed: week.is_unattributed(label),
        ..Part::default()
    };
    figures(&week.cells.keys().map(one).collect::<Vec<_>>()).ok_or(NO_TOKENS)
}

fn in_dollars(
    week: &Week,
    (rule, basis): (Rule, Basis),
    prices: &Prices,
    traffic: Traffic,
) -> (Result<Figures, &'static str>, Option<Origin>) {
    let window = Window::first(&[week], 1, rule);
    let price = |label: &String| prices.of_weeks(rule, basis, label, &window.by_week(label));
    let vendors: Vec<_> = week.cells.keys().map(|label| (label, window.sum(label), price(label))).collect();
    let of = |(label, sum, price): &(&String, Sum, Option<Price>)| {
        let is_unattributed = week.is_unattributed(label);
        Part { is_unattributed, ..part(label, *sum, price.as_ref(), traffic.unnamed(week.whose(label))) }
    };
    let parts: Vec<_> = vendors.iter().map(of).collect();
    let nobody = if parts.iter().any(|part| part.price.is_some()) { COSTS_NOTHING } else { NO_PRICES };
    (figures(&parts).ok_or(nobody), vendors.iter().filter_map(|(_, sum, price)| origin(*sum, price.as_ref())).max())
}

/// The figures of a week; none where nothing has a price, or all that has one costs nothing.
pub(crate) fn figures(parts: &[Part]) -> Option<Figures> {
    let range = PriceRange::of(parts)?;
    let usd = |part: &Part| Some(part.price? * float(part.tokens));
    let mut priced: Vec<f64> = parts.iter().filter_map(usd).collect();
    let whole: f64 = priced.iter().sum();
    if whole <= 0.0 {
        return None;
    }
    priced.sort_by(|one, other| other.total_cmp(one));
    let market = market(parts, range);
    let top = |count: usize| {
        let named = priced.iter().take(count).sum::<f64>() / whole;
        taking_in(named, market.top(count), 1.0)
    };
    let squares = priced.iter().map(|usd| usd * usd).sum::<f64>() / (whole * whole);
    Some(Figures { hhi: taking_in(squares, market.squares(), MOST), tops: TOPS.map(top) })
}

/// The figure leaves out what has no name or price, and the bounds count it: they take the figure in.
fn taking_in(named: f64, bounds: Range, most: f64) -> Measured {
    let named = named.clamp(0.0, 1.0);
    let [named, low, high] = [named, bounds.low.min(named), bounds.high.max(named)].map(|part| most * part);
    Measured { named, low, high }
}

fn market(parts: &[Part], range: PriceRange) -> Market {
    // Each label was on the list, whether it names a vendor or not: what is in none is below all of them.
    let named: Vec<&Part> = parts.iter().filter(|part| !part.is_remainder).collect();
    let others: i64 = parts.iter().filter(|part| part.is_remainder).map(Part::all).sum();
    let may_be_named = named.iter().any(|part| part.unlisted > 0);
    // It is below them with all of its tokens, whether they count or not.
    let smallest = named.iter().map(|part| part.all()).filter(|tokens| *tokens > 0).min();
    let largest = if may_be_named { others } else { smallest.unwrap_or(others).min(others) };
    let at = |tokens: i64| {
        let usd = |price: f64| float(tokens) * price / 1e6;
        Range { low: usd(cheapest_hidden(parts, range)), high: usd(range.dearest) }
    };
    let of = |part: &&Part| Range { low: part.cheap_usd(range), high: part.dear_usd(range) };
    let hidden = Hidden { whole: at(others), largest: at(largest), may_be_named };
    let (loose, vendors): (Vec<&Part>, Vec<&Part>) = named.into_iter().partition(|part| part.is_unattributed);
    let loose = loose.iter().map(of).fold(Range::default(), Range::plus);
    Market::of(&vendors.iter().map(of).collect::<Vec<_>>(), hidden, loose)
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

#[cfg(test)]
mod tests;

//! `price_correlation`: whether vendors that gain share are cheap.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Column, Frame, Origin, Rule,
    columns::{
        ABSENT_COUNT, BLENDED_PRICE, NOW_SHARE, NOW_TOKENS, NOW_TOKENS_HIGH, PAIR_COUNT, PAST_SHARE, PAST_TOKENS,
        PAST_TOKENS_HIGH, PRICE_BASIS, REASON, RHO_ABSENT_MOST, RULE, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{PriceCorrelation, VendorGap, VendorGrowth},
};

use crate::{
    AnalyzeError,
    rank_correlation::{Correlation, FEWEST, correlation, estimates},
    series::OTHERS,
    usage::at,
    vendor_growth::TOTAL,
};

/// A vendor's move, and what its tokens cost.
#[derive(Clone, Copy, Debug)]
struct Pair {
    /// Change of its share of all tokens, where it is absent as if it had none.
    change: f64,
    /// The same with the most that it can have had where it is absent; as above where it is not.
    change_at_most: f64,
    is_absent: bool,
    price: f64,
    origin: Option<Origin>,
}

/// One rule and basis.
struct Row {
    rule: Rule,
    basis: Basis,
    window: (Date, Date),
    pairs: Vec<Pair>,
    found: Option<Correlation>,
}

/// Rank correlation, over vendors, of the change of token share from the first weeks to the last with the blended price in the
/// last weeks.
///
/// Grain: basis × rule, over the windows of `vendor_growth`; prices are those of `vendor_gap`. Units: correlations of ranks,
/// −1 to 1; probabilities, 0 to 1. Items are vendors that `vendor_growth` names in either window and `vendor_gap` has a price
/// of, each once, however large; `others` and the market are none. Above 0, the dear ones gained. With fewer than 10 vendors
/// there is no number.
///
/// By rule `published` absent is 0. By rule `default` it is not: a vendor absent in one window counts as 0 there in
/// `spearman_rho`, and `absent_most_rho` has the most that it can have had in its place: another case, and no bound, since each vendor may lie
/// anywhere between. Who is absent in some weeks of a window only counts as it is named.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn price_correlation(
    growth: &Frame<VendorGrowth>,
    gaps: &Frame<VendorGap>,
) -> Result<Frame<PriceCorrelation>, AnalyzeError> {
    let rows = rows(growth, gaps);
    let count = |value: usize| i64::try_from(value).ok();
    let absent = |row: &Row| row.pairs.iter().filter(|pair| pair.is_absent).count();
    let reasons: Vec<Option<String>> = rows.iter().map(Row::reason).collect();
    let origin = |row: &Row| row.pairs.iter().filter_map(|pair| pair.origin).max();
    let mut columns = vec![
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        integers(&PAIR_COUNT, rows.iter().map(|row| count(row.pairs.len()))),
        integers(&ABSENT_COUNT, rows.iter().map(|row| count(absent(row)))),
        reals(&RHO_ABSENT_MOST, rows.iter().map(Row::rho_at_most)),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| origin(row).map(Origin::word))),
    ];
    columns.extend(estimates(&rows.iter().map(|row| row.found)));
    Ok(Frame::from_columns(columns)?)
}

fn rows(growth: &Frame<VendorGrowth>, gaps: &Frame<VendorGap>) -> Vec<Row> {
    let changes = changes(growth);
    let mut rows = Vec::new();
    for ((rule, basis), prices) in prices(gaps) {
        let of_rule = changes.iter().filter(|((of, ..), _)| *of == rule);
        for ((_, start, end), moves) in of_rule {
            let pair = |(vendor, pair): (&String, &Pair)| {
                let (price, origin) = prices.get(vendor)?;
                Some(Pair { price: *price, origin: pair.origin.max(*origin), ..*pair })
            };
            let pairs: Vec<Pair> = moves.iter().filter_map(pair).collect();
            let (changes, prices): (Vec<f64>, Vec<f64>) = pairs.iter().map(|pair| (pair.change, pair.price)).unzip();
            let found = correlation(&changes, &prices);
            rows.push(Row { rule, basis, window: (*start, *end), pairs, found });
        }
    }
    rows
}

/// Moves of a rule between two windows, by vendor.
type Moves = BTreeMap<String, Pair>;

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn changes(growth: &Frame<VendorGrowth>) -> BTreeMap<(Rule, Date, Date), Moves> {
    let text = |column: &Column| growth.cells(column).texts();
    let [rules, vendors, origins] = [&RULE, &VENDOR, &VALUE_ORIGIN].map(text);
    let [starts, ends] = [&WINDOW_START_DATE, &WINDOW_END_DATE].map(|column| growth.cells(column).dates());
    let shares = [&PAST_SHARE, &NOW_SHARE].map(|column| growth.cells(column).reals());
    let integer = |column: &Column| growth.cells(column).integers();
    let tokens = [&PAST_TOKENS, &NOW_TOKENS].map(integer);
    let most = [&PAST_TOKENS_HIGH, &NOW_TOKENS_HIGH].map(integer);
    let key = |row: usize| Some((at(&rules, row)?.parse::<Rule>().ok()?, at(&starts, row)?, at(&ends, row)?));
    let mut markets: BTreeMap<(Rule, Date, Date), [f64; 2]> = BTreeMap::new();
    for row in (0..growth.height()).filter(|row| at(&vendors, *row) == Some(TOTAL)) {
        let [past, now] = tokens.each_ref().map(|cells| at(cells, row));
        if let (Some(key), Some(past), Some(now)) = (key(row), past, now) {
            markets.insert(key, [past as f64, now as f64]);
        }
    }
    let mut moves: BTreeMap<(Rule, Date, Date), Moves> = BTreeMap::new();
    for row in 0..growth.height() {
        let (Some(key), Some(vendor)) = (key(row), at(&vendors, row)) else { continue };
        let Some(market) = markets.get(&key).filter(|_| ![TOTAL, OTHERS].contains(&vendor)) else { continue };
        let known = shares.each_ref().map(|cells| at(cells, row));
        let at_most: [f64; 2] = std::array::from_fn(|side| {
            let most = most.get(side).and_then(|cells| at(cells, row)).unwrap_or(0) as f64;
            market.get(side).map_or(0.0, |market| if *market > 0.0 { most / market } else { 0.0 })
        });
        let [past, now] = known.map(|share| share.unwrap_or(0.0));
        let [past_most, now_most] = [known[0].unwrap_or(at_most[0]), known[1].unwrap_or(at_most[1])];
        let pair = Pair {
            change: now - past,
            change_at_most: now_most - past_most,
            is_absent: known.iter().any(Option::is_none),
            price: 0.0,
            origin: at(&origins, row).and_then(|word| word.parse().ok()),
        };
        moves.entry(key).or_default().insert(vendor.to_owned(), pair);
    }
    moves
}

/// Prices of vendors in the last weeks.
type Prices = BTreeMap<String, (f64, Option<Origin>)>;

fn prices(gaps: &Frame<VendorGap>) -> BTreeMap<(Rule, Basis), Prices> {
    let text = |column: &Column| gaps.cells(column).texts();
    let [rules, bases, vendors, origins] = [&RULE, &PRICE_BASIS, &VENDOR, &VALUE_ORIGIN].map(text);
    let blended = gaps.cells(&BLENDED_PRICE).reals();
    let mut prices: BTreeMap<(Rule, Basis), Prices> = BTreeMap::new();
    for row in 0..gaps.height() {
        let key = || Some((at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?));
        let (Some(key), Some(vendor)) = (key(), at(&vendors, row)) else { continue };
        let of = prices.entry(key).or_default();
        if let Some(price) = at(&blended, row).filter(|_| vendor != OTHERS) {
            of.insert(vendor.to_owned(), (price, at(&origins, row).and_then(|word| word.parse().ok())));
        }
    }
    prices
}

impl Row {
    fn rho_at_most(&self) -> Option<f64> {
        let (changes, prices): (Vec<f64>, Vec<f64>) =
            self.pairs.iter().map(|pair| (pair.change_at_most, pair.price)).unzip();
        let any = self.pairs.iter().any(|pair| pair.is_absent);
        any.then(|| correlation(&changes, &prices)).flatten().map(|found| found.rho.value)
    }

    fn reason(&self) -> Option<String> {
        let pairs = self.pairs.len();
        match self.found {
            Some(_) => None,
            None if pairs < FEWEST => {
                Some(format!("not enough vendors: {pairs} have a share and a price, and {FEWEST} are needed"))
            }
            None => Some("all vendors have one price: there is no order to compare".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;

//! `price_correlation`: whether vendors that gain share are cheap.

use schema::{
    Frame, Origin,
    columns::{
        ABSENT_COUNT, PAIR_COUNT, PARTLY_COUNT, PRICE_BASIS, PRICE_DOUBT_COUNT, REASON, RHO_LEAST, RHO_MOST, RULE,
        VALUE_ORIGIN, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{PriceCorrelation, VendorGap, VendorGrowth, VendorWeek},
};

use crate::{
    AnalyzeError,
    price_move::{Move, Price, Setting, settings},
    rank_correlation::{Correlation, Correlations, FEWEST, estimates, rho_range},
};

/// One rule and basis.
struct Row<'setting> {
    setting: &'setting Setting,
    /// Vendors that have a price.
    pairs: Vec<(&'setting Move, Price)>,
    /// How many of them are named in both windows: what is found is of these.
    known: usize,
    found: Option<Correlation>,
    /// What rho can be, wherever within its range each change and each price lies.
    range: Option<(f64, f64)>,
}

/// Rank correlation, over vendors, of the change of token share from the first weeks to the last with the blended price in the
/// last weeks.
///
/// Grain: basis × rule, over the windows of `vendor_growth`; prices are those of `vendor_gap`. Units: correlations of ranks,
/// −1 to 1; probabilities, 0 to 1. Items are vendors that `vendor_growth` names in either window and `vendor_gap` has a price
/// of, each once, however large; `others`, the market and labels that `weeks` attributes to no vendor are none: `price_point` says so. Above 0, the dear ones gained.
/// With fewer than 10 vendors there is no number.
///
/// By rule `published` absent is 0, and each change is known. By rule `default` it is not: who is absent in a window is none
/// of the items of `spearman_rho`, its interval and probability, and who is absent in some weeks counts as it is named.
/// A price is of the tokens that have one, and counts there for all of the vendor's, whatever part that is.
/// `spearman_rho_least` and `spearman_rho_most` allow for all of it: no changes and no prices within the bounds of
/// `price_point` give a correlation outside of these, over all vendors with a price, absent ones too. They may be wider than
/// need be, since they take each two vendors for themselves. How many vendors are in doubt stands in `absent_count` and `partly_present_count`, how many prices in
/// `doubted_price_count`.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn price_correlation(
    growth: &Frame<VendorGrowth>,
    gaps: &Frame<VendorGap>,
    weeks: &Frame<VendorWeek>,
) -> Result<Frame<PriceCorrelation>, AnalyzeError> {
    let settings = settings(growth, gaps, weeks);
    let mut known = Correlations::default();
    let rows: Vec<Row<'_>> = settings.iter().map(|setting| row(setting, &mut known)).collect();
    let count = |value: usize| i64::try_from(value).ok();
    let counted = |row: &Row<'_>, is: fn(&Move) -> bool| count(row.pairs.iter().filter(|(moved, _)| is(moved)).count());
    let reasons: Vec<Option<String>> = rows.iter().map(Row::reason).collect();
    let origin = |row: &Row<'_>| row.pairs.iter().filter_map(|(moved, price)| moved.origin.max(price.origin)).max();
    let mut columns = vec![
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.setting.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.setting.rule.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.setting.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.setting.window.1))),
        integers(&PAIR_COUNT, rows.iter().map(|row| count(row.known))),
        integers(&ABSENT_COUNT, rows.iter().map(|row| counted(row, Move::is_absent))),
        integers(&PARTLY_COUNT, rows.iter().map(|row| counted(row, Move::is_partly_present))),
        integers(&PRICE_DOUBT_COUNT, rows.iter().map(|row| count(row.doubted_prices()))),
        reals(&RHO_LEAST, rows.iter().map(|row| row.range.map(|(least, _)| least))),
        reals(&RHO_MOST, rows.iter().map(|row| row.range.map(|(_, most)| most))),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| origin(row).map(Origin::word))),
    ];
    columns.extend(estimates(&rows.iter().map(|row| row.found)));
    Ok(Frame::from_columns(columns)?)
}

fn row<'setting>(setting: &'setting Setting, known: &mut Correlations) -> Row<'setting> {
    let pairs: Vec<(&Move, Price)> =
        setting.moves.iter().filter_map(|(moved, price)| Some((moved, (*price)?))).collect();
    let (changes, prices): (Vec<f64>, Vec<f64>) = pairs
        .iter()
        .filter(|(moved, _)| !moved.is_absent())
        .map(|(moved, price)| (moved.change, price.usd_per_mtok))
        .unzip();
    let ranges: Vec<(f64, f64)> = pairs.iter().map(|(moved, _)| moved.range).collect();
    let in_price: Vec<(f64, f64)> = pairs.iter().map(|(_, price)| price.range).collect();
    let found = known.of(&changes, &prices);
    let range = rho_range(&ranges, &in_price).filter(|_| pairs.len() >= FEWEST).map(|(least, most)| match found {
        // What is known has one value, not two that rounding tells apart.
        Some(found) if changes.len() == pairs.len() => (least.min(found.rho.value), most.max(found.rho.value)),
        _ => (least, most),
    });
    Row { setting, pairs, known: changes.len(), found, range }
}

impl Row<'_> {
    fn doubted_prices(&self) -> usize {
        self.pairs.iter().filter(|(moved, price)| !moved.is_absent() && price.is_doubted()).count()
    }

    fn reason(&self) -> Option<String> {
        let (known, absent) = (self.known, self.pairs.len() - self.known);
        let none = match self.found {
            Some(_) => None,
            None if known < FEWEST => {
                let absent = if absent > 0 { format!("; {absent} more are absent in one") } else { String::new() };
                Some(format!(
                    "not enough vendors: {known} have a share in both windows and a price, and {FEWEST} are needed{absent}"
                ))
            }
            None => Some("all vendors have one price: there is no order to compare".to_owned()),
        };
        let said: Vec<String> = self.setting.doubt.map(str::to_owned).into_iter().chain(none).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

#[cfg(test)]
mod tests;

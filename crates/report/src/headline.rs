//! Whose numbers answer first, of the report's sentence and of the brief's alike: the vendor whose part of the money is
//! furthest from its part of the tokens, whichever way, in the newest window of `vendor_gap`.
//!
//! Left out: what a page says of a single week that its reader chose, or without a vendor (`page/headline.js`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Rule,
    columns::{
        DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GAP_POINTS, PRICE_BASIS, RULE, TOKEN_SHARE, TOKENS,
        TOKENS_HIGH, VENDOR, WINDOW_END_DATE,
    },
    series::Cells,
};

/// One row of `vendor_gap` that has all that a sentence needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Headline<'data> {
    pub(crate) vendor: &'data str,
    /// The last day of its window.
    end: Date,
    /// Part of all tokens, 0 to 1: the least, where weeks may hide some of them.
    pub(crate) tokens: f64,
    /// Most of it.
    pub(crate) most: Option<f64>,
    /// Part of the dollars of priced vendors, 0 to 1.
    pub(crate) dollars: f64,
    /// Least and most of all dollars.
    pub(crate) bounds: Option<[f64; 2]>,
    points: f64,
}

/// The one of each rule and basis; of equals that which stands first.
pub(crate) fn headlines(gap: &DataFrame) -> BTreeMap<(Rule, Basis), Headline<'_>> {
    let mut cases: BTreeMap<(Rule, Basis), Headline<'_>> = BTreeMap::new();
    for (case, row) in rows_of(gap) {
        let is_wider =
            cases.get(&case).is_none_or(|widest| (row.end, row.points.abs()) > (widest.end, widest.points.abs()));
        if is_wider {
            cases.insert(case, row);
        }
    }
    cases
}

fn rows_of(data: &DataFrame) -> Vec<((Rule, Basis), Headline<'_>)> {
    let text = |column| Cells::of(data, column).texts();
    let real = |column| Cells::of(data, column).reals();
    let (vendors, rules, bases) = (text(&VENDOR), text(&RULE), text(&PRICE_BASIS));
    let (tokens, dollars, gaps) = (real(&TOKEN_SHARE), real(&DOLLAR_SHARE), real(&GAP_POINTS));
    let (low, high) = (real(&DOLLAR_SHARE_LOW), real(&DOLLAR_SHARE_HIGH));
    let (counts, limits) = (Cells::of(data, &TOKENS).integers(), Cells::of(data, &TOKENS_HIGH).integers());
    let ends = Cells::of(data, &WINDOW_END_DATE).dates();
    let headline = |row: usize| {
        let case = (at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?);
        let tokens = at(&tokens, row)?;
        let headline = Headline {
            vendor: at(&vendors, row)?,
            end: at(&ends, row)?,
            tokens,
            most: at(&counts, row).zip(at(&limits, row)).and_then(|counts| most(tokens, counts)),
            dollars: at(&dollars, row)?,
            bounds: at(&low, row).zip(at(&high, row)).map(|(low, high)| [low, high]),
            points: at(&gaps, row)?,
        };
        Some((case, headline))
    };
    (0..data.height()).filter_map(headline).collect()
}

/// The most that a part of all tokens can be: what a vendor may have besides is inside `others`, so all tokens stay as many.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53")]
pub(crate) fn most(share: f64, (tokens, limit): (i64, i64)) -> Option<f64> {
    (tokens > 0).then(|| share * limit as f64 / tokens as f64)
}

/// A cell, if the row is there and it is not null.
pub(crate) fn at<Cell: Copy>(cells: &[Option<Cell>], row: usize) -> Option<Cell> {
    cells.get(row).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{GAPS, gap_data};

    #[test]
    fn the_widest_gap_is_told_whichever_way_it_goes() {
        let behind: Vec<_> = GAPS
            .iter()
            .map(|row| if row.0 == "google" { (row.0, row.1, row.2, row.3, Some(-40.0), row.5, row.6) } else { *row })
            .collect();
        for (rows, expected) in [(GAPS, "anthropic"), (behind.as_slice(), "google")] {
            let data = gap_data(rows, Rule::Default, Basis::ListAsof);
            let found = headlines(&data);
            let vendors: Vec<_> = found.iter().map(|(case, headline)| (*case, headline.vendor)).collect();
            assert_eq!(vendors, [((Rule::Default, Basis::ListAsof), expected)]);
        }
    }
}

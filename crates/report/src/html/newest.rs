//! What the newest window of `vendor_gap` has by one rule and basis, each vendor beside the others.

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Origin, Rule,
    columns::{
        DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, PRICE_BASIS, RULE, TOKEN_SHARE, TOKENS, TOKENS_HIGH,
        VALUE_ORIGIN, VENDOR, WEIGHTS_AGE_DAYS, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::Cells,
};

use super::{HtmlFacts, answer};
use crate::{
    headline::{at, most},
    published,
};

/// How many vendors a page without its script lists.
const MOST: usize = 20;

/// What a vendor has; shares are from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held<'data> {
    pub(super) vendor: &'data str,
    /// First and last day of the window.
    pub(super) days: [Date; 2],
    pub(super) tokens: Option<f64>,
    /// Most of the tokens, where weeks may hide some.
    pub(super) most: Option<f64>,
    pub(super) dollars: Option<f64>,
    /// Least and most of the dollars.
    pub(super) bounds: Option<[f64; 2]>,
    /// How far off usage is by which its prices are weighed, in days.
    pub(super) age: Option<i64>,
    pub(super) origin: Option<Origin>,
}

/// The rows of a `vendor_gap`.
pub(super) fn newest(gap: &DataFrame, rule: Rule, basis: Basis) -> Vec<Held<'_>> {
    let text = |column| Cells::of(gap, column).texts();
    let real = |column| Cells::of(gap, column).reals();
    let date = |column| Cells::of(gap, column).dates();
    let (vendors, rules, words, origins) = (text(&VENDOR), text(&RULE), text(&PRICE_BASIS), text(&VALUE_ORIGIN));
    let (tokens, dollars) = (real(&TOKEN_SHARE), real(&DOLLAR_SHARE));
    let (low, high) = (real(&DOLLAR_SHARE_LOW), real(&DOLLAR_SHARE_HIGH));
    let (starts, ends) = (date(&WINDOW_START_DATE), date(&WINDOW_END_DATE));
    let number = |column| Cells::of(gap, column).integers();
    let (ages, counts, limits) = (number(&WEIGHTS_AGE_DAYS), number(&TOKENS), number(&TOKENS_HIGH));
    let is_of_case = |row: &usize| (at(&rules, *row), at(&words, *row)) == (Some(rule.word()), Some(basis.word()));
    let held = |row: usize| {
        Some(Held {
            vendor: at(&vendors, row)?,
            days: [at(&starts, row)?, at(&ends, row)?],
            tokens: at(&tokens, row),
            most: at(&tokens, row).zip(at(&counts, row).zip(at(&limits, row))).and_then(|(share, of)| most(share, of)),
            dollars: at(&dollars, row),
            bounds: at(&low, row).zip(at(&high, row)).map(|(low, high)| [low, high]),
            age: at(&ages, row),
            origin: at(&origins, row).and_then(|word| word.parse().ok()),
        })
    };
    let mut rows: Vec<_> = (0..gap.height()).filter(is_of_case).filter_map(held).collect();
    let end = |row: &Held<'_>| {
        let [_, end] = row.days;
        end
    };
    let last = rows.iter().map(end).max();
    rows.retain(|row| Some(end(row)) == last);
    rows
}

/// The largest of them for the template, by dollars, then by tokens, and how many it has not.
pub(super) fn listed(rows: &[Held<'_>], facts: &HtmlFacts) -> (Vec<minijinja::Value>, usize) {
    let mut rows: Vec<&Held<'_>> = rows.iter().filter(|row| row.tokens.or(row.dollars).is_some()).collect();
    let size = |row: &Held<'_>| [row.dollars, row.tokens].map(|share| share.unwrap_or(-1.0));
    rows.sort_by(|one, other| {
        let ([dollars, tokens], [more, most]) = (size(one), size(other));
        more.total_cmp(&dollars).then(most.total_cmp(&tokens))
    });
    let left_out = rows.len().saturating_sub(MOST);
    (rows.into_iter().take(MOST).map(|row| row.value(facts)).collect(), left_out)
}

impl Held<'_> {
    fn value(&self, facts: &HtmlFacts) -> minijinja::Value {
        let share = |share: Option<f64>| share.map_or_else(|| published::NONE.to_owned(), published::share);
        let [low, high] = self.bounds.map_or([None; 2], |bounds| bounds.map(Some));
        minijinja::context! {
            vendor => answer::name(self.vendor, facts),
            tokens => share(self.tokens),
            dollars => share(self.dollars),
            low => share(low),
            high => share(high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{GAPS, gap_data};

    #[test]
    fn the_largest_stand_first_and_others_are_nobody() {
        let data = gap_data(GAPS, Rule::Default, Basis::ListAsof);
        let rows = newest(&data, Rule::Default, Basis::ListAsof);
        let (values, left_out) = listed(&rows, &HtmlFacts::default());
        let cell = |row: &minijinja::Value, name: &str| row.get_attr(name).expect("a cell").to_string();
        let shown: Vec<_> =
            values.iter().map(|row| ["vendor", "tokens", "dollars", "low"].map(|name| cell(row, name))).collect();
        assert_eq!(shown.first(), Some(&["anthropic", "12.3%", "46.3%", "—"].map(str::to_owned)));
        assert!(shown.contains(&["others (no vendor named)", "11.1%", "—", "—"].map(str::to_owned)), "{shown:?}");
        assert_eq!((shown.len(), left_out), (GAPS.len(), 0));
        assert!(newest(&data, Rule::Published, Basis::ListAsof).is_empty());
    }
}

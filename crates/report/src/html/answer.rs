//! The answer in one sentence, for each rule and basis: who has the widest gap between tokens and money, and how sure it is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Origin, Rule, Table as _,
    columns::{
        DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GAP_POINTS, PRICE_BASIS, RULE, TOKEN_SHARE, VALUE_ORIGIN,
        VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::Cells,
    tables::VendorGap,
};
use serde_json::{Value, json};

use super::{HtmlFacts, HtmlTables};
use crate::{ReportError, escape, published, rows::checked};

/// What one rule and basis say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    rule: Rule,
    basis: Basis,
    days: (Date, Date),
    vendor: String,
    /// Who has which part of what.
    pub(super) sentence: String,
    /// How sure that is.
    doubt: String,
}

impl Answer {
    /// For the page.
    pub(super) fn json(&self) -> Value {
        json!({
            "rule": self.rule.word(), "basis": self.basis.word(), "vendor": self.vendor,
            "start": self.days.0.to_string(), "end": self.days.1.to_string(),
            "sentence": self.sentence, "doubt": self.doubt,
        })
    }
}

/// One row of the gap that has all that a sentence needs.
struct Gap<'data> {
    vendor: &'data str,
    days: (Date, Date),
    tokens: f64,
    dollars: f64,
    points: f64,
    bounds: Option<(f64, f64)>,
    origin: Option<Origin>,
}

/// The answers, that of the rule and basis that nobody has to ask for first.
///
/// # Errors
/// [`ReportError::Shape`] if the table is not what it is called.
pub(super) fn answers(tables: &HtmlTables, facts: &HtmlFacts) -> Result<Vec<Answer>, ReportError> {
    let Some(data) = tables.get(VendorGap::SPEC.name) else { return Ok(Vec::new()) };
    checked(VendorGap::SPEC, data)?;
    let mut cases: BTreeMap<(Rule, Basis), Gap<'_>> = BTreeMap::new();
    for (case, gap) in rows_of(data) {
        let is_wider =
            cases.get(&case).is_none_or(|widest| (gap.days.1, gap.points.abs()) > (widest.days.1, widest.points.abs()));
        if is_wider {
            cases.insert(case, gap);
        }
    }
    let bases: Vec<Basis> = cases.keys().map(|(_, basis)| *basis).collect();
    let headline = (Rule::Default, Basis::headline(&bases));
    let mut answers: Vec<_> = cases.iter().map(|(case, gap)| answer(*case, gap, facts)).collect();
    answers.sort_by_key(|answer| {
        ((answer.rule, Some(answer.basis)) != headline, answer.rule != Rule::Default, place(answer.basis))
    });
    Ok(answers)
}

/// The basis that answers first, then those that come near it.
fn place(basis: Basis) -> usize {
    let order = [Basis::ListAsof, Basis::ListCurrent, Basis::List3to1];
    order.iter().position(|other| *other == basis).unwrap_or(order.len())
}

fn rows_of(data: &DataFrame) -> Vec<((Rule, Basis), Gap<'_>)> {
    let text = |column| Cells::of(data, column).texts();
    let real = |column| Cells::of(data, column).reals();
    let day = |column| Cells::of(data, column).dates();
    let (vendors, rules, bases, origins) = (text(&VENDOR), text(&RULE), text(&PRICE_BASIS), text(&VALUE_ORIGIN));
    let (tokens, dollars, gaps) = (real(&TOKEN_SHARE), real(&DOLLAR_SHARE), real(&GAP_POINTS));
    let (least, most) = (real(&DOLLAR_SHARE_LOW), real(&DOLLAR_SHARE_HIGH));
    let (starts, ends) = (day(&WINDOW_START_DATE), day(&WINDOW_END_DATE));
    let gap_of = |row: usize| {
        let case = (at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?);
        let gap = Gap {
            vendor: at(&vendors, row)?,
            days: (at(&starts, row)?, at(&ends, row)?),
            tokens: at(&tokens, row)?,
            dollars: at(&dollars, row)?,
            points: at(&gaps, row)?,
            bounds: at(&least, row).zip(at(&most, row)),
            origin: at(&origins, row).and_then(|word| word.parse().ok()),
        };
        Some((case, gap))
    };
    (0..data.height()).filter_map(gap_of).collect()
}

fn at<Cell: Copy>(cells: &[Option<Cell>], row: usize) -> Option<Cell> {
    cells.get(row).copied().flatten()
}

fn answer((rule, basis): (Rule, Basis), gap: &Gap<'_>, facts: &HtmlFacts) -> Answer {
    let name = facts.vendor_names.get(gap.vendor).map_or(gap.vendor, String::as_str);
    let name = escape::visible(name);
    let sentence = format!(
        "{name} has {} of the tokens and {} of the money.",
        published::share(gap.tokens),
        published::share(gap.dollars)
    );
    let bounds = gap.bounds.filter(|(low, high)| high - low >= 0.000_5).map(|(low, high)| {
        let (low, high) = (published::share(low), published::share(high));
        format!("Counting all that has no price or no name, its part of the money lies between {low} and {high}.")
    });
    let origin = match gap.origin {
        Some(Origin::Made) => {
            Some("Some of these values were made up for demonstration: the method is real, the figures are not.")
        }
        Some(Origin::Reconstructed) => Some("Some of these values were reconstructed from other published figures."),
        Some(Origin::Observed) | None => None,
    };
    let doubt = bounds.into_iter().chain(origin.map(str::to_owned)).collect::<Vec<_>>().join(" ");
    Answer { rule, basis, days: gap.days, vendor: gap.vendor.to_owned(), sentence, doubt }
}

//! The answer in one sentence, for each rule and basis; of whom it is, `headline.rs` says, how sure that is, `doubt.rs`.
//! What the sentence is of a single week or without a vendor, the page's script says (`headline.js`).

use schema::{
    Basis, Origin, Rule, Table as _,
    columns::{IS_COMPLETE, IS_LOWER_BOUND, TOKEN_SHARE, VALUE_ORIGIN, VENDOR, WEEK_START_DATE},
    series::Cells,
    tables::{TokenShare, VendorGap},
};
use serde_json::{Value, json};

use super::{HtmlFacts, HtmlTables, doubt};
use crate::{
    ReportError, escape,
    headline::{Headline, at, headlines},
    published,
    rows::checked,
};

/// What one rule and basis say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) rule: Rule,
    pub(super) basis: Basis,
    pub(super) vendor: String,
    /// Who has which part of what.
    pub(super) sentence: String,
}

impl Answer {
    /// For the page.
    pub(super) fn json(&self) -> Value {
        json!({
            "rule": self.rule.word(), "basis": self.basis.word(), "vendor": self.vendor, "sentence": self.sentence,
        })
    }
}

/// The answers, that of the rule and basis that nobody has to ask for first.
///
/// # Errors
/// [`ReportError::Shape`] if the table is not what it is called.
pub(super) fn answers(tables: &HtmlTables, facts: &HtmlFacts) -> Result<Vec<Answer>, ReportError> {
    let Some(data) = tables.get(VendorGap::SPEC.name) else { return Ok(Vec::new()) };
    checked(VendorGap::SPEC, data)?;
    let cases = headlines(data);
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

fn answer((rule, basis): (Rule, Basis), gap: &Headline<'_>, facts: &HtmlFacts) -> Answer {
    let sentence = format!("{} has {} and {}.", name(gap.vendor, facts), of_tokens(gap), of_dollars(gap));
    Answer { rule, basis, vendor: gap.vendor.to_owned(), sentence }
}

/// Which part it has of what, as a range where weeks may hide some of its tokens. `headline.js` has the same words.
fn of_tokens(gap: &Headline<'_>) -> String {
    let most = gap.most.filter(|most| most - gap.tokens >= doubt::NARROW);
    let most = most.map(|most| format!(" to {}", published::share(most))).unwrap_or_default();
    format!("{}{most} of all tokens", published::share(gap.tokens))
}

/// The part is of the dollars that are known, its bounds are of all: each says of what it is.
fn of_dollars(gap: &Headline<'_>) -> String {
    let bounds = gap.bounds.filter(|[low, high]| high - low >= doubt::NARROW);
    let bounds = bounds.map(|bounds| {
        let [low, high] = bounds.map(published::share);
        format!(" ({low} to {high} of all dollars)")
    });
    format!("{} of the dollars of priced vendors{}", published::share(gap.dollars), bounds.unwrap_or_default())
}

/// What a vendor is called; the script calls the remainder the same.
pub(super) fn name(vendor: &str, facts: &HtmlFacts) -> String {
    if vendor == "others" {
        return "others (no vendor named)".to_owned();
    }
    escape::visible(facts.vendor_names.get(vendor).map_or(vendor, String::as_str))
}

/// What a run says that has no prices, and how sure that is: who has most of the tokens in the last complete week, or else in
/// the last.
///
/// # Errors
/// [`ReportError::Shape`] if the table is not what it is called.
pub(super) fn in_tokens(tables: &HtmlTables, facts: &HtmlFacts) -> Result<Option<[String; 2]>, ReportError> {
    let Some(data) = tables.get(TokenShare::SPEC.name) else { return Ok(None) };
    checked(TokenShare::SPEC, data)?;
    let (weeks, vendors) = (Cells::of(data, &WEEK_START_DATE).dates(), Cells::of(data, &VENDOR).texts());
    let (shares, complete) = (Cells::of(data, &TOKEN_SHARE).reals(), Cells::of(data, &IS_COMPLETE).truths());
    let (origins, least) = (Cells::of(data, &VALUE_ORIGIN).texts(), Cells::of(data, &IS_LOWER_BOUND).truths());
    let row = |row: usize| {
        let vendor = at(&vendors, row).filter(|vendor| *vendor != "others")?;
        let origin: Option<Origin> = at(&origins, row).and_then(|word| word.parse().ok());
        let at_least = if at(&least, row) == Some(true) { "at least " } else { "" };
        Some((at(&complete, row)?, at(&weeks, row)?, at(&shares, row)?, vendor, origin, at_least))
    };
    let rows = (0..data.height()).filter_map(row);
    let largest = rows.reduce(|most, row| {
        let is_more = (row.0, row.1, row.2) > (most.0, most.1, most.2);
        if is_more { row } else { most }
    });
    Ok(largest.map(|(is_complete, week, share, vendor, origin, at_least)| {
        let (day, name, share) = (week.strftime("%-d %b %Y"), name(vendor, facts), published::share(share));
        let sentence =
            format!("In the week of {day}, {name} has {at_least}{share} of all tokens, more than any other vendor.");
        [sentence, doubt::of_week(week, (!is_complete).then_some(doubt::CUT), origin)]
    }))
}

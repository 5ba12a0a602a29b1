//! Weeks in a row: which they are by each rule, and what a vendor has in them.

use std::{collections::BTreeMap, rc::Rc};

use jiff::civil::Date;

use super::{
    Made, Number,
    dollars::price_row,
    ground::{Ground, Row},
    tokens::{self, Which},
    usage,
};

/// All weeks of the series, and whether each is complete.
pub(super) fn all(ground: &Ground<'_>) -> Rc<BTreeMap<Date, bool>> {
    let read = || {
        let rows = ground.rows("vendor_week", &[]);
        let weeks = rows.iter().filter_map(|row| Some((row.day("week_start_date")?, row.is("is_complete"))));
        Some(weeks.collect::<BTreeMap<_, _>>())
    };
    ground.index.weeks.of((), read).unwrap_or_default()
}

/// The weeks of the series that a rule takes: all of them, or the complete ones.
fn weeks(ground: &Ground<'_>, rule: &str) -> Vec<Date> {
    let is_taken = |is_complete: bool| rule == "published" || is_complete;
    all(ground).iter().filter(|(_, is_complete)| is_taken(**is_complete)).map(|(week, _)| *week).collect()
}

/// The weeks of the first or the last window of a row, which says how many they are.
pub(super) fn of_row(ground: &Ground<'_>, row: &Row<'_>, side: Side) -> Vec<Date> {
    let weeks = weeks(ground, &row.text("rule").unwrap_or_default());
    let count = row.text("weeks").and_then(|weeks| weeks.parse().ok()).unwrap_or(0);
    match side {
        Side::First => weeks.into_iter().take(count).collect(),
        Side::Last => weeks.iter().skip(weeks.len().saturating_sub(count)).copied().collect(),
    }
}

/// Which end of the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Last,
}

/// The tokens of a row of a vendor, taken apart.
pub(super) fn own(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<Number> {
    let vendor = row.text("vendor").unwrap_or_default();
    let number = row.number("tokens", format!("tokens of {vendor}"))?;
    Some(ground.apart(number, || Some(tokens(ground, &vendor, weeks))))
}

/// What a vendor has in some weeks, or the whole market; without any weeks, in the window of the site's board.
pub(super) fn tokens(ground: &Ground<'_>, vendor: &str, weeks: &[Date]) -> Made {
    if weeks.is_empty() {
        return usage::of_board(ground, vendor);
    }
    let of_week = |week: &Date| match vendor {
        "total" => tokens::whole_week(ground, *week, Which::All),
        _ => tokens::of_week(ground, vendor, *week),
    };
    Made::Sum(weeks.iter().filter_map(of_week).collect())
}

/// What each of some weeks counts in a mean of the prices of a vendor: its tokens; where no week names it, as much as any other
/// that has a price.
pub(super) fn weights(ground: &Ground<'_>, [vendor, rule, basis]: [&str; 3], weeks: &[Date]) -> Vec<(Date, Number)> {
    let own = |week: &Date| Some((*week, tokens::of_week(ground, vendor, *week)?));
    let named: Vec<_> = weeks.iter().filter_map(own).collect();
    if named.iter().any(|(_, tokens)| tokens.value > 0.0) {
        return named;
    }
    let has_price = |week: &&Date| price_row(ground, vendor, rule, basis, Some(**week)).is_some();
    let alike = |week: &Date| (*week, Number::constant(format!("the week of {week}, as much as any other"), 1.0));
    weeks.iter().filter(has_price).map(alike).collect()
}

/// All that some weeks have.
pub(super) fn whole(ground: &Ground<'_>, weeks: &[Date]) -> Option<Number> {
    let parts = weeks.iter().filter_map(|week| tokens::whole_week(ground, *week, Which::All)).collect();
    Number::of("all tokens of the window", Made::Sum(parts)).map(Number::whole)
}

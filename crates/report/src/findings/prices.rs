//! The second point: change of share against price, over vendors.

use std::collections::BTreeMap;

use schema::{
    Column, Rule,
    columns::{
        ABSENT_COUNT, BLENDED_PRICE, COVERAGE_SHARE, DELTA_LEAST, DELTA_MOST, DELTA_POINTS, NOW_SHARE, PAIR_COUNT,
        PARTLY_COUNT, PAST_SHARE, PRICE_BASIS, PRICE_DOUBT_COUNT, PRICE_LEAST, PRICE_MOST, REASON, RHO, RHO_HIGH,
        RHO_LEAST, RHO_LOW, RHO_MOST, RHO_P, RULE, TAU, VENDOR, WEIGHTS_SHARE,
    },
};

use super::{
    FindingsTables, Part, correlation, direction, filled, p_value,
    sheet::{Sheet, cell, grid},
    signed,
};
use crate::{escape, published};

const DOUBT: &str = " A price in doubt is of a part of a vendor's tokens, or of a mix that was measured elsewhere: the rest costs the \
    cheapest to the dearest of all, and the last bounds take any of that.";
/// Whose numbers these are, where rule `default` has none.
const PUBLISHED_ALONE: &str = " All of these numbers are of rule `published`, which counts a vendor that a chart does not name as 0, \
    so that whoever enters or leaves has a change that nobody measured, and takes the cut first and the running last week; rule \
    `default`, which does neither, has no number on any basis: `remarks` says why.";
/// A smaller part of a vendor's tokens does not speak for the vendor.
const HALF: f64 = 0.5;
const HEADING: [&str; 12] = [
    "basis",
    "rule",
    "first week to last",
    "vendors",
    "rho",
    "p",
    "tau-b",
    "absent in a window",
    "in some weeks",
    "prices in doubt",
    "rho, wherever these lie",
    "remarks",
];

pub(super) fn answer(tables: &FindingsTables<'_>) -> Vec<Part> {
    let (points, growth) = (filled(tables.price_points), filled(tables.growth));
    let mut parts = vec![("price_correlation", filled(tables.price_correlation).map(found))];
    if let Some((points, growth)) = points.zip(growth) {
        parts.push(("price_point", Some(beside(points, growth, filled(tables.gap)))));
    } else {
        let missing = [("price_point", points.is_none()), ("vendor_growth", growth.is_none())];
        parts.extend(missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| (name, None)));
    }
    parts
}

fn found(sheet: Sheet<'_>) -> String {
    let rows = sheet.rows(&[]);
    let line = |row: &usize| {
        vec![
            format!("{}{}", cell(sheet.text(*row, &PRICE_BASIS)), sheet.mark(*row)),
            cell(sheet.text(*row, &RULE)),
            sheet.days(&[*row]),
            cell(sheet.text(*row, &PAIR_COUNT)),
            cell(correlation(sheet, *row, [&RHO, &RHO_LOW, &RHO_HIGH])),
            cell(sheet.real(*row, &RHO_P).map(p_value)),
            cell(sheet.real(*row, &TAU).map(signed)),
            cell(sheet.text(*row, &ABSENT_COUNT)),
            cell(sheet.text(*row, &PARTLY_COUNT)),
            cell(sheet.text(*row, &PRICE_DOUBT_COUNT)),
            cell(between(sheet, *row)),
            sheet.text(*row, &REASON).map(|reason| escape::markdown(&reason)).unwrap_or_default(),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let is_doubted = rows.iter().any(|row| sheet.integer(*row, &PRICE_DOUBT_COUNT) > Some(0));
    let doubt = if is_doubted { DOUBT } else { "" };
    format!("{}{}{doubt}\n\n{}", told(sheet, &rows), whose(sheet, &rows), grid(&HEADING, &lines))
}

/// The answer in words.
fn told(sheet: Sheet<'_>, rows: &[usize]) -> String {
    let interval = |row: &usize| sheet.real(*row, &RHO_LOW).zip(sheet.real(*row, &RHO_HIGH));
    let count =
        |word: &str| rows.iter().filter_map(interval).filter(|(low, high)| direction(*low, *high) == word).count();
    let (down, up, all) = (count("down"), count("up"), rows.iter().filter_map(interval).count());
    match (down, up, all) {
        (.., 0) => "**No answer.** In no setting have enough vendors a price and a share in both windows.".to_owned(),
        (0, 0, all) => format!(
            "**Not shown.** If the market followed price, cheap vendors would have gained: a correlation clearly below 0. In none \
             of the {all} settings with a number is it: every interval takes in 0, so with so few vendors neither \"it follows \
             price\" nor its opposite can be told from chance."
        ),
        (down, up, all) => format!(
            "**Mixed.** Of {all} settings with a number {down} have an interval below 0, as it would be if cheap vendors gained, and \
             {up} above 0; in the others it takes in 0."
        ),
    }
}

/// That one rule alone has numbers, where the other was asked for, too.
fn whose(sheet: Sheet<'_>, rows: &[usize]) -> &'static str {
    let known: Vec<usize> = rows.iter().copied().filter(|row| sheet.real(*row, &RHO).is_some()).collect();
    let has = |rows: &[usize], rule: Rule| sheet.words(rows, &RULE).iter().any(|word| word == rule.word());
    let is_alone = has(&known, Rule::Published) && !has(&known, Rule::Default) && has(rows, Rule::Default);
    if is_alone { PUBLISHED_ALONE } else { "" }
}

/// Least and most that rho can be, where weeks or prices leave some vendor in doubt.
fn between(sheet: Sheet<'_>, row: usize) -> Option<String> {
    let (least, most) = sheet.real(row, &RHO_LEAST).zip(sheet.real(row, &RHO_MOST))?;
    (least < most).then(|| format!("{} to {}", signed(least), signed(most)))
}

/// Each vendor's move beside what its tokens cost, by one rule: what the correlations of that rule are made of.
fn beside(points: Sheet<'_>, growth: Sheet<'_>, gaps: Option<Sheet<'_>>) -> String {
    let is_there = |rule: &&str| !points.rows(&[(&RULE, *rule)]).is_empty();
    let Some(rule) = [Rule::Default, Rule::Published].map(Rule::word).into_iter().find(is_there) else {
        return String::new();
    };
    let all = points.rows(&[(&RULE, rule)]);
    let bases = points.words(&all, &PRICE_BASIS);
    let mut prices: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut moves: BTreeMap<String, Move> = BTreeMap::new();
    let text = |row: usize, column: &Column| points.text(row, column).unwrap_or_default();
    for row in all {
        let vendor = text(row, &VENDOR);
        if let Some(said) = priced(points, row) {
            prices.insert((vendor.clone(), text(row, &PRICE_BASIS)), said);
        }
        moves.entry(vendor).or_insert_with(|| Move::of(points, row));
    }
    let mut moves: Vec<(String, Move)> = moves.into_iter().collect();
    moves.sort_by(|(_, one), (_, other)| other.taken_as.total_cmp(&one.taken_as));
    let line = |(vendor, moved): &(String, Move)| {
        let price = |basis: &String| cell(prices.get(&(vendor.clone(), basis.clone())).cloned());
        // A change rests on tokens alone, a point on prices too.
        let row = growth.rows(&[(&RULE, rule), (&VENDOR, vendor)]).first().copied();
        let mark = row.map(|row| growth.mark(row)).unwrap_or_default();
        let mut cells = vec![format!("{}{mark}", escape::markdown(vendor)), moved.said.clone()];
        cells.extend(bases.iter().map(price));
        cells
    };
    let lines: Vec<Vec<String>> = moves.iter().map(line).collect();
    let mut heading = vec!["vendor", "change of token share, points"];
    heading.extend(bases.iter().map(String::as_str));
    format!("{}\n\n{}", windows(growth, gaps, rule), grid(&heading, &lines))
}

/// What the table of moves and prices is of, and when.
fn windows(growth: Sheet<'_>, gaps: Option<Sheet<'_>>, rule: &str) -> String {
    let weeks = growth.rows(&[(&RULE, rule)]).first().map_or_else(String::new, |row| growth.compared(*row) + ", ");
    let days = gaps.map(|gaps| gaps.days(&gaps.rows(&[(&RULE, rule)]))).filter(|days| !days.is_empty());
    let days = days.map_or_else(String::new, |days| format!(", {days}"));
    format!(
        "Each vendor's change of share {weeks}beside its price per million tokens in the last weeks{days}; both by rule `{rule}`: a \
         correlation of that rule is over the vendors with a price on its basis. The change of who is absent in a window lies \
         between two bounds, and no number takes it in, only the bounds do. A price is of the tokens that have one; in brackets \
         stand the least and the most that a million of all of the vendor's tokens can have cost, of which the bounds of rho know \
         and rho does not. Where the usage that weighs a price names less than half of the vendor's tokens, or less than half of \
         these have a price, or where that usage is more than 31 days off, the cell says so."
    )
}

/// A price, what it can be of all of the vendor's tokens where that prints as something else, and what it is weighed by.
fn priced(points: Sheet<'_>, row: usize) -> Option<String> {
    let price = published::price(Some(points.real(row, &BLENDED_PRICE)?));
    let ends = points.real(row, &PRICE_LEAST).zip(points.real(row, &PRICE_MOST));
    let ends = ends.map(|(least, most)| [least, most].map(|end| published::price(Some(end))));
    let range =
        ends.filter(|ends| ends.iter().any(|end| *end != price)).map(|ends| format!(" ({})", ends.join(" to ")));
    let named = match points.real(row, &WEIGHTS_SHARE) {
        Some(share) if share >= HALF => None,
        Some(share) => Some(format!(", by {} of its tokens", published::share(share))),
        None => Some(", by an unknown part of its tokens".to_owned()),
    };
    let covered = points.real(row, &COVERAGE_SHARE).filter(|share| *share < HALF);
    let covered = covered.map(|share| format!(", {} of these with a price", published::share(share)));
    let rest: String = [named, covered].into_iter().flatten().collect();
    Some(format!("{price}{}{}{rest}{}", range.unwrap_or_default(), points.mark(row), points.aged(row)))
}

/// A vendor's change of share.
struct Move {
    /// As a correlation takes it: absent is 0.
    taken_as: f64,
    /// As it is known.
    said: String,
}

impl Move {
    fn of(points: Sheet<'_>, row: usize) -> Self {
        let [past, now] = [&PAST_SHARE, &NOW_SHARE].map(|column| points.real(row, column).unwrap_or(0.0));
        let [known, least, most] =
            [&DELTA_POINTS, &DELTA_LEAST, &DELTA_MOST].map(|column| points.real(row, column).map(published::points));
        let bounds = || Some(format!("{} to {}, absent", least?, most?));
        let said = cell(known.or_else(bounds));
        Self { taken_as: now - past, said }
    }
}

//! The second point: change of share against price, over vendors.

use std::collections::BTreeMap;

use schema::{
    Column, Rule,
    columns::{
        ABSENT_COUNT, BLENDED_PRICE, NOW_SHARE, PAIR_COUNT, PARTLY_COUNT, PAST_SHARE, PRICE_BASIS, PRICE_DOUBT_COUNT,
        REASON, RHO, RHO_HIGH, RHO_LEAST, RHO_LOW, RHO_MOST, RHO_P, RULE, TAU, VENDOR,
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
const HEADING: [&str; 11] = [
    "basis",
    "rule",
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
/// Neither is a vendor.
const NO_VENDORS: [&str; 2] = ["others", "total"];

pub(super) fn answer(tables: &FindingsTables<'_>) -> Vec<Part> {
    let (growth, gap) = (filled(tables.growth), filled(tables.gap));
    let less = if growth.is_none() { "vendor_growth" } else { "vendor_gap" };
    vec![
        ("price_correlation", filled(tables.price_correlation).map(found)),
        (less, growth.zip(gap).map(|(growth, gap)| beside(growth, gap))),
    ]
}

fn found(sheet: Sheet<'_>) -> String {
    let rows = sheet.rows(&[]);
    let interval = |row: &usize| sheet.real(*row, &RHO_LOW).zip(sheet.real(*row, &RHO_HIGH));
    let count =
        |word: &str| rows.iter().filter_map(interval).filter(|(low, high)| direction(*low, *high) == word).count();
    let (down, up, all) = (count("down"), count("up"), rows.iter().filter_map(interval).count());
    let said = match (down, up, all) {
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
    };
    let line = |row: &usize| {
        vec![
            format!("{}{}", cell(sheet.text(*row, &PRICE_BASIS)), sheet.mark(*row)),
            cell(sheet.text(*row, &RULE)),
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
    format!("{said}{doubt}\n\n{}", grid(&HEADING, &lines))
}

/// Least and most that rho can be, where weeks or prices leave some vendor in doubt.
fn between(sheet: Sheet<'_>, row: usize) -> Option<String> {
    let (least, most) = sheet.real(row, &RHO_LEAST).zip(sheet.real(row, &RHO_MOST))?;
    (least < most).then(|| format!("{} to {}", signed(least), signed(most)))
}

/// Each vendor's move beside what its tokens cost, by one rule: what the correlations of that rule are made of.
fn beside(growth: Sheet<'_>, gap: Sheet<'_>) -> String {
    let is_in_both = |rule: &&str| [growth, gap].iter().all(|sheet| !sheet.rows(&[(&RULE, *rule)]).is_empty());
    let Some(rule) = [Rule::Default, Rule::Published].map(Rule::word).into_iter().find(is_in_both) else {
        return "`vendor_growth` and `vendor_gap` have no rule in common: no moves beside prices.\n".to_owned();
    };
    let moves = moves(growth, rule);
    let all = gap.rows(&[(&RULE, rule)]);
    let bases = gap.words(&all, &PRICE_BASIS);
    let mut prices: BTreeMap<(String, String), String> = BTreeMap::new();
    let text = |row: usize, column: &Column| gap.text(row, column).unwrap_or_default();
    for row in all {
        let known = gap.real(row, &BLENDED_PRICE);
        let mark = known.map_or("", |_| gap.mark(row));
        prices.insert((text(row, &VENDOR), text(row, &PRICE_BASIS)), format!("{}{mark}", published::price(known)));
    }
    let line = |moved: &Move| {
        let price = |basis: &String| cell(prices.get(&(moved.vendor.clone(), basis.clone())).cloned());
        let absent = if moved.is_absent { ", absent" } else { "" };
        let mut cells = vec![
            format!("{}{}", escape::markdown(&moved.vendor), moved.mark),
            format!("{}{absent}", published::points(moved.points)),
        ];
        cells.extend(bases.iter().map(price));
        cells
    };
    let lines: Vec<Vec<String>> = moves.iter().map(line).collect();
    let mut heading = vec!["vendor", "change of token share, points"];
    heading.extend(bases.iter().map(String::as_str));
    format!(
        "Each vendor's change of share beside its price per million tokens in the last weeks, both by rule `{rule}`: a \
         correlation of that rule is over the vendors with a price on its basis. Absent in a window counts as 0 there.\n\n{}",
        grid(&heading, &lines)
    )
}

/// A vendor's change of share.
struct Move {
    vendor: String,
    points: f64,
    is_absent: bool,
    mark: &'static str,
}

/// The moves of vendors, as `price_correlation` takes them: absent is 0, and said.
fn moves(growth: Sheet<'_>, rule: &str) -> Vec<Move> {
    let of = |row: usize| {
        let vendor = growth.text(row, &VENDOR).filter(|vendor| !NO_VENDORS.contains(&vendor.as_str()))?;
        let [past, now] = [&PAST_SHARE, &NOW_SHARE].map(|column| growth.real(row, column));
        let points = 100.0 * (now.unwrap_or(0.0) - past.unwrap_or(0.0));
        Some(Move { vendor, points, is_absent: past.is_none() || now.is_none(), mark: growth.mark(row) })
    };
    let mut moves: Vec<Move> = growth.rows(&[(&RULE, rule)]).into_iter().filter_map(of).collect();
    moves.sort_by(|one, other| other.points.total_cmp(&one.points).then_with(|| one.vendor.cmp(&other.vendor)));
    moves
}

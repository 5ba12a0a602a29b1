//! The second point: change of share against price, over vendors.

use std::collections::BTreeMap;

use schema::{
    Column, Rule,
    columns::{
        ABSENT_COUNT, BLENDED_PRICE, DELTA_POINTS, PAIR_COUNT, PRICE_BASIS, REASON, RHO, RHO_ABSENT_MOST, RHO_HIGH,
        RHO_LOW, RHO_P, RULE, TAU, VENDOR,
    },
};

use super::{
    FindingsTables, correlation, direction,
    sheet::{Sheet, cell, grid},
    signed, without,
};
use crate::{escape, published};

/// Neither is a vendor.
const NO_VENDORS: [&str; 2] = ["others", "total"];

pub(super) fn answer(tables: &FindingsTables<'_>) -> String {
    let found = tables.price_correlation.map_or_else(|| without("price_correlation"), |data| found(Sheet::of(data)));
    let beside = match (tables.growth, tables.gap) {
        (Some(growth), Some(gap)) => beside(Sheet::of(growth), Sheet::of(gap)),
        _ => String::new(),
    };
    format!("{found}\n{beside}")
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
            cell(sheet.real(*row, &RHO_P).map(|p| format!("{p:.4}"))),
            cell(sheet.real(*row, &TAU).map(signed)),
            cell(sheet.text(*row, &ABSENT_COUNT)),
            cell(sheet.real(*row, &RHO_ABSENT_MOST).map(signed)),
            sheet.text(*row, &REASON).map(|reason| escape::markdown(&reason)).unwrap_or_default(),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let heading = [
        "basis",
        "rule",
        "vendors",
        "rho",
        "p",
        "tau-b",
        "absent in a window",
        "rho with the most they can have had",
        "no number because",
    ];
    format!("{said}\n\n{}", grid(&heading, &lines))
}

/// Each vendor's move beside what its tokens cost.
fn beside(growth: Sheet<'_>, gap: Sheet<'_>) -> String {
    let rule = Rule::Published.word();
    let is_vendor = |vendor: &String| !NO_VENDORS.contains(&vendor.as_str());
    let mut moves: Vec<(String, f64, &str)> = growth
        .rows(&[(&RULE, rule)])
        .into_iter()
        .filter_map(|row| Some((growth.text(row, &VENDOR)?, growth.real(row, &DELTA_POINTS)?, growth.mark(row))))
        .filter(|(vendor, ..)| is_vendor(vendor))
        .collect();
    moves.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let all = gap.rows(&[(&RULE, Rule::Default.word())]);
    let bases = gap.words(&all, &PRICE_BASIS);
    let mut prices: BTreeMap<(String, String), Option<f64>> = BTreeMap::new();
    let text = |row: usize, column: &Column| gap.text(row, column).unwrap_or_default();
    for row in all {
        prices.insert((text(row, &VENDOR), text(row, &PRICE_BASIS)), gap.real(row, &BLENDED_PRICE));
    }
    let line = |(vendor, points, mark): &(String, f64, &str)| {
        let price = |basis: &String| {
            let price = prices.get(&(vendor.clone(), basis.clone())).copied().flatten();
            published::price(price)
        };
        let mut cells = vec![format!("{}{mark}", escape::markdown(vendor)), published::points(*points)];
        cells.extend(bases.iter().map(price));
        cells
    };
    let lines: Vec<Vec<String>> = moves.iter().map(line).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut heading = vec!["vendor", "change of token share, points"];
    heading.extend(bases.iter().map(String::as_str));
    format!(
        "Each vendor's change of share (rule `published`: absent is 0) beside its price per million tokens in the last weeks \
         (rule `default`):\n\n{}",
        grid(&heading, &lines)
    )
}

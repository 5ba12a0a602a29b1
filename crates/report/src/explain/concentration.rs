//! How concentrated a week is: the squares of all parts, and the largest parts together.

use super::{
    Made, Number,
    answers::{dollars_of, number, text},
    concentration_bounds,
    ground::{Ground, Row},
    number::quotient,
    tokens,
};

/// The formula of a column of `concentration`. Shares are of one whole, so it is taken apart once.
pub(super) fn concentration(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let ten_thousand = Number::constant("ten thousand", 1e4);
    // The fewest vendors there can be are those of the largest index.
    match column {
        "effective_vendors" => return Some(quotient(ten_thousand, number(ground, row, "hhi")?)),
        "effective_vendors_low" => return Some(quotient(ten_thousand, number(ground, row, "hhi_high")?)),
        "effective_vendors_high" => return Some(quotient(ten_thousand, number(ground, row, "hhi_low")?)),
        _ => {}
    }
    if let Some(figure) = column.strip_suffix("_low").or_else(|| column.strip_suffix("_high")) {
        return concentration_bounds::bound(ground, row, column, number(ground, row, figure)?);
    }
    let parts = ground.index.parts.of(ground.once("parts", row), || parts(ground, row))?;
    let mut parts = parts.to_vec();
    let whole = Number::of("all parts", Made::Sum(parts.clone()))?.whole();
    if let Some(count) = top(column) {
        parts.sort_by(|one, other| other.value.total_cmp(&one.value));
        parts.truncate(count);
        return Some(quotient(Number::of("the largest parts", Made::Sum(parts))?, whole));
    }
    let square = |number: &Number| {
        let name = format!("{}, squared", number.name);
        Number::of(name, Made::Product(vec![number.clone(), number.clone().again()]))
    };
    let squares = Number::of("squares of all parts", Made::Sum(parts.iter().filter_map(square).collect()))?.whole();
    let part = Number::of("part of the square of all", quotient(squares, square(&whole)?))?;
    Some(Made::Product(vec![ten_thousand, part]))
}

/// How many of the largest a column adds up.
pub(super) fn top(column: &str) -> Option<usize> {
    column.strip_prefix("top_")?.split('_').next()?.parse().ok()
}

/// What each named vendor has, in tokens or in dollars.
fn parts(ground: &Ground<'_>, row: &Row<'_>) -> Option<Vec<Number>> {
    let (day, basis, rule) = (row.day("week_start_date")?, text(row, "price_basis"), text(row, "rule"));
    let week = day.to_string();
    if basis == "tokens" {
        let rows = ground.rows("token_share", &[("week_start_date", &week)]);
        let named = rows.iter().filter(|row| row.value("named_token_share").is_some());
        return Some(named.filter_map(|row| tokens::of_week(ground, &text(row, "vendor"), day)).collect());
    }
    let filters = [("week_start_date", week.as_str()), ("price_basis", &basis), ("rule", &rule)];
    let rows = ground.rows("dollar_share", &filters);
    let priced = rows.iter().filter(|row| row.value("dollar_share").is_some());
    Some(priced.filter_map(|row| dollars_of(ground, row)).collect())
}

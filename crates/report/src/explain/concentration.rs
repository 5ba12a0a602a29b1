//! How concentrated a week is: the squares of all parts, and the largest parts together.

use super::{
    Made, Number,
    answers::{number, text},
    ground::{Ground, Row},
    number::quotient,
};

/// The formula of a column of `concentration`.
pub(super) fn concentration(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let ten_thousand = Number::constant("ten thousand", 1e4);
    if column == "effective_vendors" {
        return Some(quotient(ten_thousand, number(ground, row, "hhi")?));
    }
    let mut parts = parts(ground, row);
    if let Some(count) = top(column) {
        parts.sort_by(|one, other| other.value.total_cmp(&one.value));
        parts.truncate(count);
        return Some(Made::Sum(parts));
    }
    let square = |part: Number| Number::of(format!("{}, squared", part.name), Made::Product(vec![part.clone(), part]));
    let squares = parts.into_iter().filter_map(square).collect();
    Some(Made::Product(vec![ten_thousand, Number::of("squares of all parts", Made::Sum(squares))?]))
}

/// How many of the largest a column adds up.
fn top(column: &str) -> Option<usize> {
    column.strip_prefix("top_")?.strip_suffix("_share")?.parse().ok()
}

/// The part of each named vendor, of tokens or of dollars; each is explained by its own table.
fn parts(ground: &Ground<'_>, row: &Row<'_>) -> Vec<Number> {
    let (week, basis, rule) = (text(row, "week_start_date"), text(row, "price_basis"), text(row, "rule"));
    let (table, share) =
        if basis == "tokens" { ("token_share", "named_token_share") } else { ("dollar_share", "dollar_share") };
    let mut filters = vec![("week_start_date", week.as_str())];
    if basis != "tokens" {
        filters.extend([("price_basis", basis.as_str()), ("rule", rule.as_str())]);
    }
    let part = |row: Row<'_>| row.number(share, format!("part of {}", text(&row, "vendor")));
    ground.rows(table, &filters).into_iter().filter_map(part).collect()
}

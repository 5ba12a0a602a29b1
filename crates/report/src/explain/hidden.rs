//! What may be a vendor's besides what weeks name it with: tokens inside upstream's remainder.

use jiff::civil::Date;

use super::{
    Made, Number,
    ground::{Ground, Row},
    tokens,
};

/// The most tokens that a vendor can have in a week besides, and whether they are of models that no daily list names.
/// By rule `published` absent is zero.
pub(super) fn of_week(ground: &Ground<'_>, vendor: &str, rule: &str, week: Date) -> Option<(Number, bool)> {
    let rows = ground.rows("vendor_week", &[("week_start_date", &week.to_string())]);
    let vendor_of = |row: &Row<'_>| row.text("vendor").unwrap_or_default();
    if rule == "published" || vendor == "others" || vendor == "total" {
        return None;
    }
    let tokens = |row: &Row<'_>| row.value("tokens").map(|_| tokens::of_row(ground, row));
    let others = rows.iter().find(|row| vendor_of(row) == "others").and_then(tokens)?;
    if rows.iter().any(|row| row.is("is_lower_bound")) {
        let note = "a week of daily lists: all of its remainder may be of models that no list names".to_owned();
        return Some((others.noted(Some(note)), true));
    }
    if rows.iter().any(|row| vendor_of(row) == vendor) {
        return None;
    }
    let named = rows.iter().filter(|row| vendor_of(row) != "others").filter_map(tokens);
    let smallest = named.reduce(|least, next| if next.value < least.value { next } else { least })?;
    let name = format!("most that {vendor} can have in the week of {week}, which does not name it");
    let note = "it stood below the smallest that is named, inside the remainder".to_owned();
    Some((Number::of(name, Made::Least(vec![smallest, others]))?.noted(Some(note)), false))
}

/// The same over some weeks: all of it, and what of it no daily list names.
pub(super) fn hidden(ground: &Ground<'_>, vendor: &str, rule: &str, weeks: &[Date]) -> [Number; 2] {
    let found: Vec<_> = weeks.iter().filter_map(|week| of_week(ground, vendor, rule, *week)).collect();
    let sum = |name: String, parts: Vec<Number>| {
        Number::of(name.clone(), Made::Sum(parts)).unwrap_or_else(|| Number::constant(name, 0.0))
    };
    let all = found.iter().map(|(number, _)| number.clone()).collect();
    let unlisted = found.into_iter().filter(|(_, is_unlisted)| *is_unlisted).map(|(number, _)| number).collect();
    [
        sum(format!("tokens that {vendor} may have besides"), all),
        sum(format!("of these, tokens of models that no list names, perhaps of {vendor}"), unlisted),
    ]
}

//! Which part of a vendor's tokens its price knows: what was found a price for, what counts, and what the weights name.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    dollars,
    ground::{Ground, Row},
    number::quotient,
    tokens, usage,
};

/// A part of a vendor's tokens that its price knows, over the weeks of a row of `dollar_share` or `vendor_gap`.
pub(super) fn of_weeks(ground: &Ground<'_>, row: &Row<'_>, column: &str, weeks: &[Date]) -> Option<Made> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    if dollars::is_by_week(&basis) && weeks.len() > 1 {
        return mean(ground, row, column, weeks);
    }
    let price = dollars::price_row(ground, &vendor, &rule, &basis, weeks.first().copied())?;
    of_price(ground, &price, column)
}

/// The same of a row of `vendor_price`.
pub(super) fn of_price(ground: &Ground<'_>, price: &Row<'_>, column: &str) -> Option<Made> {
    let (vendor, basis) = (text(price, "vendor"), text(price, "price_basis"));
    let usages = usage::of_price(ground, price, &basis);
    let tokens_of = |usages: &[Row<'_>]| usages.iter().filter_map(|usage| usage::weight(ground, usage)).collect();
    let counted = price.number("tokens", format!("tokens of those of {vendor}'s models that count"))?;
    let counted = counted.made_of(Some(Made::Sum(tokens_of(&usages))));
    match column {
        "coverage_share" => {
            let priced = usages.iter().copied().filter(|usage| dollars::of_model(ground, usage, &basis).is_some());
            let parts = tokens_of(&priced.collect::<Vec<_>>());
            let priced = price.number("priced_tokens", format!("tokens of {vendor}'s priced models"))?;
            Some(quotient(priced.made_of(Some(Made::Sum(parts))), counted))
        }
        "kept_share" if price.value(column) == Some(1.0) && counted.value == 0.0 => {
            Some(Made::Sum(vec![Number::constant("nothing is left out", 1.0)]))
        }
        "kept_share" => {
            let all = tokens_of(&usage::all_of_price(ground, price, &basis));
            Some(quotient(counted, Number::of(format!("all tokens of {vendor}'s models"), Made::Sum(all))?))
        }
        _ => {
            let all = usage::all_of_price(ground, price, &basis);
            let named = Number::of("tokens of the models that the usage names", Made::Sum(tokens_of(&all)))?;
            of_vendor(ground, &all, named)
        }
    }
}

/// The part of a vendor's tokens that some usage names; none where no series says what it had in all.
pub(super) fn named(ground: &Ground<'_>, usages: &[Row<'_>], named: Number) -> Option<Number> {
    let is_known = usages.iter().all(|usage| usage.value("vendor_tokens").is_some());
    Number::of("part that the usage names", of_vendor(ground, usages, named).filter(|_| is_known)?)
}

fn of_vendor(ground: &Ground<'_>, usages: &[Row<'_>], named: Number) -> Option<Made> {
    let of_vendor = Number::of("tokens of the vendor on those days", Made::Sum(on_those_days(ground, usages)))?;
    let most = Number::of("the same, at least what is named", Made::Most(vec![of_vendor, named.clone().again()]))?;
    Some(quotient(named, most))
}

/// What the vendor had in all in each window of its usage.
fn on_those_days(ground: &Ground<'_>, usages: &[Row<'_>]) -> Vec<Number> {
    let days = |usage: &Row<'_>| ["usage_start_date", "usage_end_date"].map(|column| usage.day(column));
    let windows: BTreeMap<_, &Row<'_>> = usages.iter().map(|usage| (days(usage), usage)).collect();
    let of_window = |(days, usage): ([Option<Date>; 2], &Row<'_>)| {
        let (vendor, [Some(start), Some(end)]) = (text(usage, "vendor"), days) else { return None };
        let number = usage.number("vendor_tokens", format!("tokens of {vendor}, {start} to {end}"))?;
        Some(number.made_of(tokens::of_days_in_weeks(ground, &vendor, start, end)))
    };
    windows.into_iter().filter_map(of_window).collect()
}

/// The same over several weeks: theirs, weighed by the tokens of the chart. A week without a price counts as none; of what
/// the weights name, only the weeks with a price count.
fn mean(ground: &Ground<'_>, row: &Row<'_>, column: &str, weeks: &[Date]) -> Option<Made> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let is_of_weights = column == "weights_share";
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    for week in weeks {
        let Some(own) = tokens::of_week(ground, &vendor, *week) else { continue };
        let price = dollars::price_row(ground, &vendor, &rule, &basis, Some(*week));
        let price = price.filter(|price| !is_of_weights || price.value("blended_usd_per_mtok").is_some());
        if price.is_some() || !is_of_weights {
            all.push(own.clone());
        }
        let Some(price) = price else { continue };
        let part = price.number(column, format!("{column} in the week of {week}"));
        let part = part.map(|part| part.made_of(of_price(ground, &price, column)));
        let part = part.or_else(|| is_of_weights.then(|| Number::constant("all, where no series says", 1.0)));
        if let Some(part) = part {
            parts.push(Number::of(format!("tokens of {week} times that"), Made::Product(vec![own.again(), part]))?);
        }
    }
    Some(quotient(Number::of("of all weeks", Made::Sum(parts))?, Number::of("tokens of all weeks", Made::Sum(all))?))
}

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
fn of_price(ground: &Ground<'_>, price: &Row<'_>, column: &str) -> Option<Made> {
    let (vendor, basis) = (text(price, "vendor"), text(price, "price_basis"));
    let usages = usage::of_price(ground, price, &basis);
    let all = || usages.iter().filter_map(|usage| usage::weight(ground, usage)).collect::<Vec<_>>();
    // Which traffic counts is the pipeline's choice: where that is all of it, the tokens are those of all models.
    let counted = price.number("tokens", format!("tokens of all of {vendor}'s models"))?;
    let is_all = price.value("kept_share").is_none_or(|kept| kept >= 1.0);
    let counted = if is_all { counted.made_of(Some(Made::Sum(all()))) } else { counted };
    match column {
        "coverage_share" => {
            let priced = usages.iter().filter(|usage| dollars::of_model(ground, usage, &basis).is_some());
            let parts = priced.filter_map(|usage| usage::weight(ground, usage)).collect();
            let priced = price.number("priced_tokens", format!("tokens of {vendor}'s priced models"))?;
            Some(quotient(if is_all { priced.made_of(Some(Made::Sum(parts))) } else { priced }, counted))
        }
        "kept_share" if is_all && counted.value == 0.0 => {
            Some(Made::Sum(vec![Number::constant("nothing is left out", 1.0)]))
        }
        "kept_share" => {
            Some(quotient(counted, Number::of(format!("all tokens of {vendor}'s models"), Made::Sum(all()))?))
        }
        _ => {
            let named = Number::of("tokens of the models that the usage names", Made::Sum(all()))?;
            let of_vendor =
                Number::of("most tokens of the vendor on those days", Made::Sum(on_those_days(ground, price)))?;
            let most =
                Number::of("the same, at least what is named", Made::Most(vec![of_vendor, named.clone().alone()]))?;
            Some(quotient(named, most))
        }
    }
}

/// The most that the vendor had in all in the window of its usage: a board's is asked of as a whole.
fn on_those_days(ground: &Ground<'_>, price: &Row<'_>) -> Vec<Number> {
    let days = |usage: &Row<'_>| ["usage_start_date", "usage_end_date"].map(|column| usage.day(column));
    let usages = usage::of_window(ground, price);
    let windows: BTreeMap<_, &Row<'_>> = usages.iter().map(|usage| (days(usage), usage)).collect();
    let of_window = |(days, usage): ([Option<Date>; 2], &Row<'_>)| {
        let (vendor, [Some(start), Some(end)]) = (text(usage, "vendor"), days) else { return None };
        let name = format!("tokens of {vendor} in the weeks that cover {start} to {end}");
        let number = usage.number("most_vendor_tokens", name)?;
        Some(number.made_of(Some(tokens::of_covering_weeks(ground, &vendor, start, end))))
    };
    windows.into_iter().filter_map(of_window).collect()
}

/// The same over several weeks: theirs, weighed by the tokens of the chart. A week without a price counts as none; of what
/// the weights name, only tokens with a price count.
fn mean(ground: &Ground<'_>, row: &Row<'_>, column: &str, weeks: &[Date]) -> Option<Made> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let is_of_weights = column == "weights_share";
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    for week in weeks {
        let Some(own) = tokens::of_week(ground, &vendor, *week) else { continue };
        let price = dollars::price_row(ground, &vendor, &rule, &basis, Some(*week));
        let price = price.filter(|price| !is_of_weights || price.value("blended_usd_per_mtok").is_some());
        if price.is_none() && !is_of_weights {
            all.push(own.clone());
        }
        let Some(price) = price else { continue };
        let said = |column: &str| {
            let part = price.number(column, format!("{column} in the week of {week}"))?;
            Some(part.made_of(of_price(ground, &price, column)))
        };
        let own = if is_of_weights {
            Number::of(format!("tokens of {week} with a price"), Made::Product(vec![own, said("coverage_share")?]))?
        } else {
            own
        };
        all.push(own.clone());
        let part = said(column)
            .or_else(|| is_of_weights.then(|| Number::constant("nothing for sure: no weeks cover it", 0.0)));
        if let Some(part) = part {
            parts.push(Number::of(format!("tokens of {week} times that"), Made::Product(vec![own.again(), part]))?);
        }
    }
    Some(quotient(Number::of("of all weeks", Made::Sum(parts))?, Number::of("tokens of all weeks", Made::Sum(all))?))
}

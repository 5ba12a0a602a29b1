//! Which part of a vendor's tokens its price knows: what was found a price for, what counts, and what the weights name.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    dollars,
    ground::{Ground, Row},
    number::quotient,
    tokens, usage, windows,
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
    ground.formula_once(column, price, || part_of_price(ground, price, column))
}

fn part_of_price(ground: &Ground<'_>, price: &Row<'_>, column: &str) -> Option<Made> {
    let (vendor, basis) = (text(price, "vendor"), text(price, "price_basis"));
    let usages = usage::of_price(ground, price, &basis);
    let tokens_of = |usages: &[Row<'_>]| usages.iter().filter_map(|usage| usage::weight(ground, usage)).collect();
    let counted = price.number("tokens", format!("tokens of those of {vendor}'s models that count"))?;
    let counted = ground.apart(counted, || Some(Made::Sum(tokens_of(&usages))));
    match column {
        "coverage_share" => {
            let parts = || {
                let priced = usages.iter().copied().filter(|usage| dollars::of_model(ground, usage, &basis).is_some());
                Some(Made::Sum(tokens_of(&priced.collect::<Vec<_>>())))
            };
            let priced = price.number("priced_tokens", format!("tokens of {vendor}'s priced models"))?;
            Some(quotient(ground.apart(priced, parts), counted))
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
            // A board's is asked of as a whole.
            of_vendor(ground, &usage::of_window(ground, price), named, Whole::Most)
        }
    }
}

/// What a vendor had in all on some days, by the vendor series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Of each week that they are a part of, as many sevenths.
    About,
    /// All of the weeks that cover them.
    Most,
}

impl Whole {
    const fn column(self) -> &'static str {
        match self {
            Self::About => "vendor_tokens",
            Self::Most => "most_vendor_tokens",
        }
    }
}

/// The part of a vendor's tokens that some usage names; none where no series says what it had in all.
pub(super) fn named(ground: &Ground<'_>, usages: &[Row<'_>], named: Number, whole: Whole) -> Option<Number> {
    let is_known = usages.iter().all(|usage| usage.value(whole.column()).is_some());
    let name = if whole == Whole::About { "part that the usage names, about" } else { "part that the usage names" };
    Number::of(name, of_vendor(ground, usages, named, whole).filter(|_| is_known)?)
}

fn of_vendor(ground: &Ground<'_>, usages: &[Row<'_>], named: Number, whole: Whole) -> Option<Made> {
    let of_vendor = Made::Sum(on_those_days(ground, usages, whole));
    let of_vendor = Number::of("tokens of the vendor on those days", of_vendor)?;
    let most = Number::of("the same, at least what is named", Made::Most(vec![of_vendor, named.clone().again()]))?;
    Some(quotient(named, most))
}

/// What the vendor had in all in each window of its usage.
fn on_those_days(ground: &Ground<'_>, usages: &[Row<'_>], whole: Whole) -> Vec<Number> {
    let days = |usage: &Row<'_>| ["usage_start_date", "usage_end_date"].map(|column| usage.day(column));
    let windows: BTreeMap<_, &Row<'_>> = usages.iter().map(|usage| (days(usage), usage)).collect();
    let of_window = |(days, usage): ([Option<Date>; 2], &Row<'_>)| {
        let (vendor, [Some(start), Some(end)]) = (text(usage, "vendor"), days) else { return None };
        let name = match whole {
            Whole::About => format!("tokens of {vendor}, {start} to {end}"),
            Whole::Most => format!("tokens of {vendor} in the weeks that cover {start} to {end}"),
        };
        let number = usage.number(whole.column(), name)?;
        Some(ground.apart(number, || match whole {
            Whole::About => tokens::of_days_in_weeks(ground, &vendor, start, end),
            Whole::Most => Some(tokens::of_covering_weeks(ground, &vendor, start, end)),
        }))
    };
    windows.into_iter().filter_map(of_window).collect()
}

/// The same over several weeks: theirs, weighed by the tokens of the chart, or alike where no week names the vendor. A week
/// without a price counts as none; of what the weights name, only tokens with a price count.
fn mean(ground: &Ground<'_>, row: &Row<'_>, column: &str, weeks: &[Date]) -> Option<Made> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let is_of_weights = column == "weights_share";
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    for (week, own) in windows::weights(ground, [&vendor, &rule, &basis], weeks) {
        let price = dollars::price_row(ground, &vendor, &rule, &basis, Some(week));
        let price = price.filter(|price| !is_of_weights || price.value("blended_usd_per_mtok").is_some());
        if price.is_none() && !is_of_weights {
            all.push(own.clone());
        }
        let Some(price) = price else { continue };
        let said = |column: &str| {
            let part = price.number(column, format!("{column} in the week of {week}"))?;
            Some(ground.apart(part, || of_price(ground, &price, column)))
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

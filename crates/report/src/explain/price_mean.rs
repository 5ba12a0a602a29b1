//! What a vendor's price over several weeks can be: the mean of theirs, by all tokens and by those that have a price, and the
//! least and the most of any of them.

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    bounds::End,
    coverage,
    dollars::price_row,
    ground::{Ground, Row},
    number::quotient,
    price_end, windows,
};

/// Parts of weeks that differ by less are alike.
const ALIKE: f64 = 1e-12;

/// One week.
struct Week {
    /// What it counts.
    own: Number,
    /// One end of its price.
    price: Number,
    /// The parts of its tokens that have that price: of all, and of those that count.
    parts: [Number; 2],
}

/// One end of the price over some weeks: the mean of theirs by tokens, or of those alike that do not name the vendor. More of a
/// cheap week may be covered than of a dear one: where the weeks differ, the mean by what is covered counts, too.
pub(super) fn of_weeks(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date], end: End, name: &str) -> Option<Number> {
    let all = weeks_of(ground, row, weeks, end, name);
    let plain = mean(all.iter().map(|week| (week.own.clone(), week.price.clone())), name)?;
    let mut means = vec![plain];
    for (place, of) in ["tokens that have it", "tokens that count and have it"].into_iter().enumerate() {
        let part = |week: &Week| week.parts.get(place).cloned();
        let values: Vec<f64> = all.iter().filter_map(part).map(|part| part.value).collect();
        let (least, most) =
            values.iter().fold((f64::MAX, 0.0_f64), |(least, most), value| (least.min(*value), most.max(*value)));
        if most - least <= ALIKE {
            continue;
        }
        let weighed = all.iter().filter_map(|week| {
            let weight = Made::Product(vec![week.own.clone().again(), part(week)?]);
            Some((Number::of(of, weight)?, week.price.clone().again()))
        });
        means.extend(mean(weighed, format!("{name}, by {of}")));
    }
    if means.len() == 1 {
        return means.pop();
    }
    Number::of(name, if end == End::Least { Made::Least(means) } else { Made::Most(means) })
}

/// The least and the most of the price in any week that names the vendor.
pub(super) fn of_any_week(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<[Number; 2]> {
    let ends = |end: End| {
        let name = format!("{} price of {}", end.word(), text(row, "vendor"));
        let named = weeks_of(ground, row, weeks, end, &name).into_iter().filter(|week| week.own.value > 0.0);
        let prices = named.map(|week| week.price);
        match end {
            End::Least => prices.min_by(|one, other| one.value.total_cmp(&other.value)),
            End::Most => prices.max_by(|one, other| one.value.total_cmp(&other.value)),
        }
    };
    Some([ends(End::Least)?, ends(End::Most)?])
}

fn weeks_of(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date], end: End, name: &str) -> Vec<Week> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let weights = windows::weights(ground, [&vendor, &rule, &basis], weeks).into_iter();
    let of_week = |(week, own): (Date, Number)| {
        let price_row = price_row(ground, &vendor, &rule, &basis, Some(week))?;
        let name = format!("{name} in the week of {week}");
        let price = price_end::of_vendor(ground, &price_row, &basis, end, &name)?;
        Some(Week { own, price, parts: parts(ground, &price_row, week)? })
    };
    weights.filter_map(of_week).collect()
}

/// The parts of a vendor's tokens of a week that its price was found on.
fn parts(ground: &Ground<'_>, price: &Row<'_>, week: Date) -> Option<[Number; 2]> {
    let part = |column: &str| match price.number(column, format!("{column} in the week of {week}")) {
        Some(part) => ground.apart(part, || coverage::of_price(ground, price, column)),
        None => Number::constant(format!("{column} in the week of {week}: nobody knows"), 0.0),
    };
    let (coverage, weights, kept) = (part("coverage_share"), part("weights_share"), part("kept_share"));
    let all = Made::Product(vec![coverage.clone(), weights.clone()]);
    let counted = Made::Product(vec![weights.again(), kept, coverage.again()]);
    Some([
        Number::of(format!("part of {week} with a price"), all)?,
        Number::of(format!("part of {week} that counts and has a price"), counted)?,
    ])
}

/// The mean of prices, each with what it counts.
fn mean(prices: impl Iterator<Item = (Number, Number)>, name: impl Into<String>) -> Option<Number> {
    let (mut usd, mut all) = (Vec::new(), Vec::new());
    for (own, price) in prices {
        all.push(own.clone().again());
        usd.push(Number::of("tokens times price", Made::Product(vec![own, price]))?);
    }
    let tokens = Number::of("tokens of the weeks with a price", Made::Sum(all))?;
    Number::of(name, quotient(Number::of("of all weeks", Made::Sum(usd))?, tokens))
        .filter(|mean| mean.value.is_finite())
}

//! What a choice of traffic leaves of a vendor's tokens: what its usage names is in or out, what no usage names may be
//! either.

use jiff::civil::Date;
use schema::Treatment;

use super::{
    Made, Number, coverage,
    dollars::{is_by_week, price_row},
    ground::{Ground, Row, Treatments},
    number::{difference, quotient},
    windows,
};

/// Parts of all tokens of a vendor: that count for sure and have a price, that count and have none, that may count.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) priced: Number,
    pub(super) unpriced: Number,
    pub(super) unnamed: Number,
}

/// Whether some of the tokens under a label are left out, or may be: those of no vendor are stealth, the remainder may be
/// anything.
pub(super) fn may_be_less(ground: &Ground<'_>, label: &str) -> bool {
    let Treatments { free, promotional, stealth } = ground.traffic;
    let is_stealth = label == "others" || is_nobodys(ground, label);
    free == Treatment::Out || promotional == Treatment::Out || stealth == Treatment::Out && is_stealth
}

/// The parts of a label's tokens over some weeks, by a rule and on a basis.
pub(super) fn counted(ground: &Ground<'_>, [label, rule, basis]: [&str; 3], weeks: &[Date]) -> Option<Counted> {
    if ground.traffic.stealth == Treatment::Out && is_nobodys(ground, label) {
        let out = || Number::constant(format!("{label} is left out"), 0.0);
        return Some(Counted { priced: out(), unpriced: out(), unnamed: out() });
    }
    let of = |week: Option<&Date>| match price_row(ground, label, rule, basis, week.copied()) {
        Some(price) => of_price(ground, &price),
        None => Some(nothing_named(label)),
    };
    if !is_by_week(basis) || weeks.len() < 2 {
        return of(weeks.first());
    }
    let mut parts: [Vec<Number>; 3] = Default::default();
    let mut all = Vec::new();
    for (week, own) in windows::weights(ground, [label, rule, basis], weeks) {
        let Counted { priced, unpriced, unnamed } = of(Some(&week))?;
        all.push(own.clone());
        for (parts, part) in parts.iter_mut().zip([priced, unpriced, unnamed]) {
            parts.push(Number::of(format!("tokens of {week} times that"), Made::Product(vec![own.clone(), part]))?);
        }
    }
    let whole = Number::of("tokens of all weeks", Made::Sum(all))?;
    if whole.value <= 0.0 {
        return Some(nothing_named(label));
    }
    // Taken apart once.
    let wholes = [whole.clone(), whole.clone().again(), whole.again()];
    let mut means = parts.into_iter().zip(wholes).map(|(parts, whole)| {
        let sum = Number::of("of all weeks", Made::Sum(parts))?;
        Number::of(format!("part of the tokens of {label}, over all weeks"), quotient(sum, whole))
    });
    let mut mean = || means.next().flatten();
    Some(Counted { priced: mean()?, unpriced: mean()?, unnamed: mean()? })
}

/// A label that is neither a vendor's nor the remainder.
fn is_nobodys(ground: &Ground<'_>, label: &str) -> bool {
    let rows = ground.rows("vendor_week", &[("vendor", label)]);
    label != "others" && !rows.is_empty() && rows.iter().all(|row| !row.is("is_attributed"))
}

fn nothing_named(label: &str) -> Counted {
    let part = |name: &str, part| Number::constant(format!("{name} of {label}: no usage names any"), part);
    let priced = part("part that counts and has a price", 0.0);
    Counted { priced, unpriced: part("part that counts and has none", 0.0), unnamed: part("part that may count", 1.0) }
}

/// Of a row of `vendor_price`. Where nobody knows how much the usage names, it names nothing for sure.
fn of_price(ground: &Ground<'_>, price: &Row<'_>) -> Option<Counted> {
    let vendor = price.text("vendor").unwrap_or_default();
    let part = |column: &str| {
        let part = price.number(column, format!("{column} of {vendor}"))?;
        Some(ground.apart(part, || coverage::of_price(ground, price, column)))
    };
    let Some(named) = part("weights_share") else { return Some(nothing_named(&vendor)) };
    let one = || Number::constant("all", 1.0);
    let (kept, again) = (part("kept_share")?, named.clone().again());
    let unnamed = Number::of(format!("part of {vendor} that no usage names"), difference(one(), again.clone()))?;
    let has_none = format!("part of {vendor} that is named, counts and has no price");
    let Some(coverage) = part("coverage_share") else {
        let priced = Number::constant(format!("part of {vendor} that has a price"), 0.0);
        return Some(Counted { priced, unpriced: Number::of(has_none, Made::Product(vec![named, kept]))?, unnamed });
    };
    let missed = Number::of("part without a price", difference(one(), coverage.clone().again()))?;
    let unpriced = Made::Product(vec![again, kept.clone().again(), missed]);
    let priced = format!("part of {vendor} that is named, counts and has a price");
    Some(Counted {
        priced: Number::of(priced, Made::Product(vec![named, kept, coverage]))?,
        unpriced: Number::of(has_none, unpriced)?,
        unnamed,
    })
}

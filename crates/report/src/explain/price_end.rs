//! The least and the most that a vendor's price can be: each model at the mix and the list prices that make it cheapest or
//! dearest.

use super::{
    Made, Number,
    bounds::End,
    dollars,
    ground::{Ground, Row},
    number::{difference, quotient},
    usage,
};

impl End {
    /// The column of `vendor_price` that has it.
    const fn column(self) -> &'static str {
        match self {
            Self::Least => "blended_low_usd_per_mtok",
            Self::Most => "blended_high_usd_per_mtok",
        }
    }

    /// What the names of columns have for it.
    const fn infix(self) -> &'static str {
        match self {
            Self::Least => "_low",
            Self::Most => "_high",
        }
    }
}

/// One end of the price in a row of `vendor_price`: the price itself where nothing is in doubt.
pub(super) fn of_vendor(ground: &Ground<'_>, price: &Row<'_>, basis: &str, end: End, name: &str) -> Option<Number> {
    let Some(cell) = price.number(end.column(), name) else {
        return Some(Number { name: name.to_owned(), ..dollars::of_row(ground, price, basis)? });
    };
    let made = || of_models(ground, price, basis, end);
    Some(ground.apart(cell, || ground.formula_once(end.column(), price, made)))
}

/// Dollars over tokens, each added up over the models that have a price.
fn of_models(ground: &Ground<'_>, price: &Row<'_>, basis: &str, end: End) -> Option<Made> {
    let at_end = |usage: &Row<'_>| of_model(ground, usage, basis, end);
    let [dollars, tokens] = dollars::by_model(ground, &usage::of_price(ground, price, basis), &at_end)?;
    let dollars = Number::of(format!("dollars of its priced models, at their {}", end.word()), Made::Sum(dollars))?;
    let million = Number::constant("a million", 1e6);
    let whole = Number::of("dollars times a million", Made::Product(vec![dollars, million]))?;
    Some(quotient(whole, Number::of("tokens of its priced models", Made::Sum(tokens))?))
}

/// One end of the price of a model: of its price, and of every mix and list price that may have been.
fn of_model(ground: &Ground<'_>, usage: &Row<'_>, basis: &str, end: End) -> Option<Number> {
    let price = dollars::of_model(ground, usage, basis)?;
    if !["list_current", "list_asof", "effective"].contains(&basis) {
        return Some(price);
    }
    let name = format!("{} price per million tokens of {}", end.word(), usage::model(usage));
    let rates = dollars::columns(ground, usage, basis, end.infix())?;
    let listed = dollars::rates(ground, usage, rates)?;
    let mut found = vec![price];
    if let Some(made) = dollars::measured(ground, usage, &listed) {
        let at_most = dollars::measured_at_most(ground, usage, &listed);
        found.extend([Some(made), at_most].into_iter().flatten().filter_map(|made| Number::of(name.clone(), made)));
    } else {
        for mix in mixes(ground, usage)? {
            found.extend(Number::of(name.clone(), dollars::mixed_at(mix, &listed)?));
        }
    }
    // Requests are in the price already.
    let (first, rest) = found.split_first()?;
    let rest = rest.iter().map(|price| dollars::with_requests(ground, usage, price.clone(), &name, rates));
    let reached = rest.fold(first.clone(), |reached, next| match end {
        End::Least if next.value < reached.value => next,
        End::Most if next.value > reached.value => next,
        _ => reached,
    });
    let note =
        format!("the {} of every mix and list price that its row allows; the formula is at that one", end.word());
    Some(Number { name, ..reached }.noted(Some(note)))
}

/// Output's part and cached input's part: as they are said, and at the corners of what they may have been. The formula is
/// linear in both, so its least and its most are among them; where both would be more than all, the corner is cut.
fn mixes(ground: &Ground<'_>, usage: &Row<'_>) -> Option<Vec<[Number; 2]>> {
    let output = |column: &str, name: &str| {
        let part = usage.number(column, format!("output's part, {name}"))?;
        Some(dollars::mix_from(ground, part, usage, "completion_tokens"))
    };
    let cached = |column: &str, name: &str| {
        let part = usage.number(column, format!("cached input's part, {name}"))?;
        Some(dollars::mix_from(ground, part, usage, "cached_tokens"))
    };
    let least = output("mix_output_share_low", "at its least")?;
    let most = output("mix_output_share_high", "at its most")?;
    let [fewest, largest] =
        [cached("mix_cached_share_low", "at its least")?, cached("mix_cached_share_high", "at its most")?];
    let one = Number::constant("all", 1.0);
    let cut = Number::of("output's part beside the most cached input", difference(one, largest.clone()))?;
    let is_inside = least.value < cut.value && cut.value < most.value;
    let outputs = [Some(least), Some(cut).filter(|_| is_inside), Some(most)];
    let mut mixes = vec![dollars::mix(ground, usage)?];
    for output in outputs.into_iter().flatten() {
        mixes.extend([&fewest, &largest].map(|cached| [output.clone(), cached.clone()]));
    }
    Some(mixes)
}

//! Bounds of a dollar share: each vendor at its least or most, and what has no price or no name at the cheapest or dearest.

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::{counted, text},
    dollars::{is_by_week, price_row},
    ground::{Ground, Row},
    hidden::hidden,
    number::{difference, quotient},
};

/// Which bound, or which end of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

impl End {
    /// Of a column, by its name.
    pub(super) fn of(column: &str) -> Self {
        if column.contains("_low") { Self::Least } else { Self::Most }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Most => "most",
        }
    }
}

/// A vendor of a week or window, as far as its dollars are known.
pub(super) struct Bucket {
    pub(super) vendor: String,
    /// Its dollars; none without a price.
    pub(super) usd: Option<Number>,
    /// Tokens that count.
    tokens: Number,
    /// Tokens that it may have besides, and those of them that no list names.
    hidden: [Number; 2],
    /// Least and most that a million of its tokens cost.
    price: Option<[Number; 2]>,
    /// The part of its tokens that the price was found on.
    covered: Option<Number>,
}

/// The lower or the upper bound of a row of `dollar_share` or `vendor_gap`, over the rows beside it.
pub(super) fn bound(ground: &Ground<'_>, row: &Row<'_>, beside: &[Row<'_>], weeks: &[Date], end: End) -> Option<Made> {
    let buckets: Vec<Bucket> = beside.iter().map(|row| bucket(ground, row, weeks)).collect::<Option<_>>()?;
    let [cheapest, dearest] = range(&buckets)?;
    let vendor = text(row, "vendor");
    let own = buckets.iter().find(|bucket| bucket.vendor == vendor)?;
    let rest = || buckets.iter().filter(|bucket| bucket.vendor != vendor);
    let at = |bucket: &Bucket, end: End| bucket.dollars(end, if end == End::Least { &cheapest } else { &dearest });
    // The share leaves out what has no price, and the bounds count it: they take the share in.
    let share =
        row.number("dollar_share", "dollar_share").map(|share| share.noted(Some("the bounds take it in".to_owned())));
    let sum = |name: &str, parts: Option<Vec<Number>>| Number::of(name, Made::Sum(parts?));
    if end == End::Least {
        let cheap = at(own, End::Least)?;
        let others = sum("all others at their most", rest().map(|bucket| at(bucket, End::Most)).collect())?;
        let whole = Number::of("it at its least, all others at their most", Made::Sum(vec![cheap.clone(), others]))?;
        let least = Number::of("part of the dollars, at its least", quotient(cheap, whole))?;
        return Some(Made::Least([Some(least), share].into_iter().flatten().collect()));
    }
    let dear = at(own, End::Most)?;
    let top = if own.hidden[0].value > 0.0 {
        Number::of("its dollars at their most", Made::Sum(vec![dear, own.hidden_dollars(&dearest)?]))?
    } else {
        dear
    };
    let others = sum("all others at their least", rest().map(|bucket| at(bucket, End::Least)).collect())?;
    let left = left(others, own, &cheapest)?;
    let whole = Number::of("it at its most, all others at their least", Made::Sum(vec![top.clone(), left]))?;
    let most = Number::of("part of the dollars, at its most", quotient(top, whole))?;
    Some(Made::Most([Some(most), share].into_iter().flatten().collect()))
}

/// What is left of the others at their least once what is hidden is counted as the vendor's own.
fn left(others: Number, own: &Bucket, cheapest: &Number) -> Option<Number> {
    if own.hidden[0].value == 0.0 {
        return Some(others);
    }
    let moved = dollars("hidden tokens at the cheapest price", own.hidden[0].clone(), cheapest.clone())?;
    let rest = Number::of("all others without what is hidden", difference(others, moved))?;
    Number::of("all others, at least nothing", Made::Most(vec![Number::constant("nothing", 0.0), rest]))
}

pub(super) fn dollars(name: &str, tokens: Number, price: Number) -> Option<Number> {
    let product = Number::of("tokens times price", Made::Product(vec![tokens, price]))?;
    Number::of(name, quotient(product, Number::constant("a million", 1e6)))
}

impl Bucket {
    /// Its dollars at one end of its price; what the price was not found on costs `unpriced`.
    pub(super) fn dollars(&self, end: End, unpriced: &Number) -> Option<Number> {
        let name = format!("dollars of {} at their {}", self.vendor, end.word());
        let (Some(price), Some(covered)) = (&self.price, &self.covered) else {
            return dollars(&name, self.tokens.clone(), unpriced.clone());
        };
        let [least, most] = price.clone();
        let own = if end == End::Least { least } else { most };
        if covered.value >= 1.0 {
            return dollars(&name, self.tokens.clone(), own);
        }
        let found = Number::of("at its own price", Made::Product(vec![covered.clone(), own]))?;
        let missed = Number::of("part without a price", difference(Number::constant("all", 1.0), covered.clone()))?;
        let missed = Number::of("what has none", Made::Product(vec![missed, unpriced.clone()]))?;
        let mixed = Number::of("price of all of its tokens", Made::Sum(vec![found, missed]))?;
        dollars(&name, self.tokens.clone(), mixed)
    }

    /// Dollars of what it may have besides: at its own most, but what no list names at the dearest.
    fn hidden_dollars(&self, dearest: &Number) -> Option<Number> {
        let [all, unlisted] = &self.hidden;
        let own = self.price.as_ref().map_or_else(|| dearest.clone(), |price| price[1].clone());
        let of_its_own = Number::of("hidden tokens of its own", difference(all.clone(), unlisted.clone()))?;
        let parts = vec![
            dollars("hidden tokens at its own price", of_its_own, own)?,
            dollars("hidden tokens that no list names, at the dearest price", unlisted.clone(), dearest.clone())?,
        ];
        Number::of(format!("dollars that {} may have besides", self.vendor), Made::Sum(parts))
    }
}

pub(super) fn bucket(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<Bucket> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let tokens = row
        .number("tokens", format!("tokens of {vendor}"))
        .unwrap_or_else(|| Number::constant(format!("tokens of {vendor}, absent"), 0.0));
    let price = row.value("blended_usd_per_mtok").and_then(|_| prices(ground, row, weeks));
    let part = |column: &str| row.number(column, format!("{column} of {vendor}"));
    let covered = match (price.is_some(), part("coverage_share"), part("weights_share")) {
        (true, Some(coverage), Some(weights)) => {
            Some(Number::of(format!("part of {vendor} with a price"), Made::Product(vec![coverage, weights]))?)
        }
        (true, Some(coverage), None) => Some(coverage),
        _ => None,
    };
    // Without a price the row does not say what of the traffic counts: the price's own does.
    let kept = price_row(ground, &vendor, &rule, &basis, weeks.first().copied())
        .and_then(|row| row.number("kept_share", "part of the traffic that counts"));
    let tokens = if row.value("kept_share").is_some() { counted(row, tokens)? } else { counted_as(tokens, kept)? };
    let hidden = hidden(ground, &vendor, &rule, weeks);
    let usd = row.number("implied_usd", format!("dollars of {vendor}"));
    Some(Bucket { vendor, usd, tokens, hidden, price, covered })
}

fn counted_as(tokens: Number, kept: Option<Number>) -> Option<Number> {
    let Some(kept) = kept.filter(|kept| kept.value < 1.0) else { return Some(tokens) };
    let part = Number::of("part of the tokens", Made::Product(vec![tokens, kept]))?;
    Number::of("tokens that count", Made::Rounded(Box::new(part)))
}

/// The least and the most that a vendor's price can be: the price where nothing is in doubt.
fn prices(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<[Number; 2]> {
    let (vendor, basis) = (text(row, "vendor"), text(row, "price_basis"));
    let name = |end: &str| format!("{end} price of {vendor}");
    if is_by_week(&basis) && weeks.len() > 1 {
        return [("least", "blended_low_usd_per_mtok"), ("most", "blended_high_usd_per_mtok")]
            .map(|(end, column)| mean(ground, row, weeks, &name(end), column))
            .into_iter()
            .collect::<Option<Vec<_>>>()?
            .try_into()
            .ok();
    }
    let price = price_row(ground, &vendor, &text(row, "rule"), &basis, weeks.first().copied())?;
    let [low, high] = ends(&price, [&name("least"), &name("most")])?;
    Some([low, high])
}

fn ends(price: &Row<'_>, names: [&str; 2]) -> Option<[Number; 2]> {
    let [low, high] = ["blended_low_usd_per_mtok", "blended_high_usd_per_mtok"];
    match (price.number(low, names[0]), price.number(high, names[1])) {
        (Some(low), Some(high)) => Some([low, high]),
        _ => Some([price.number("blended_usd_per_mtok", names[0])?, price.number("blended_usd_per_mtok", names[1])?]),
    }
}

/// One end of the price over some weeks: the mean of theirs by tokens.
fn mean(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date], name: &str, column: &str) -> Option<Number> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let (mut usd, mut tokens) = (Vec::new(), Vec::new());
    for week in weeks {
        let Some(price) = price_row(ground, &vendor, &rule, &basis, Some(*week)) else { continue };
        let names = [name, name].map(|name| format!("{name} in the week of {week}"));
        let Some([low, high]) = ends(&price, [&names[0], &names[1]]) else { continue };
        let found = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", &vendor)]);
        let own =
            found.first().and_then(|row| row.number("tokens", format!("tokens of {vendor} in the week of {week}")));
        let Some(own) = own else { continue };
        let end = if column.contains("low") { low } else { high };
        tokens.push(own.clone());
        usd.push(Number::of("tokens times price", Made::Product(vec![own, end]))?);
    }
    Number::of(
        name,
        quotient(
            Number::of("of all weeks", Made::Sum(usd))?,
            Number::of("tokens of the weeks with a price", Made::Sum(tokens))?,
        ),
    )
}

/// The cheapest and the dearest price among those that have tokens.
pub(super) fn range(buckets: &[Bucket]) -> Option<[Number; 2]> {
    let priced =
        || buckets.iter().filter(|bucket| bucket.tokens.value > 0.0).filter_map(|bucket| bucket.price.as_ref());
    let cheapest = priced().map(|price| &price[0]).min_by(|one, other| one.value.total_cmp(&other.value))?;
    let dearest = priced().map(|price| &price[1]).max_by(|one, other| one.value.total_cmp(&other.value))?;
    let named = |number: &Number, what: &str| Number {
        name: format!("{what} of all: {}", number.name),
        ..number.clone().alone()
    };
    Some([named(cheapest, "cheapest"), named(dearest, "dearest")])
}

//! Bounds of the dollar share of a group: all members at their least or most at once, with those that may be members, and
//! what weeks may hide, at the upper one.

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    bounds::{Bucket, End, bucket, dollars, range},
    ground::{Ground, Row},
    hidden,
    number::{difference, quotient},
};

/// The prices of what has none.
struct Prices {
    cheapest: Number,
    dearest: Number,
}

/// The lower or the upper bound of a row of `group_share`.
pub(super) fn bound(ground: &Ground<'_>, row: &Row<'_>, end: End) -> Option<Made> {
    let (group, week) = (text(row, "group_id"), row.day("week_start_date")?);
    let same = ["week_start_date", "rule", "price_basis"].map(|column| (column, text(row, column)));
    let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let rows = ground.rows("dollar_share", &filters);
    let buckets: Vec<Bucket> = rows.iter().map(|row| bucket(ground, row, &[week])).collect::<Option<_>>()?;
    let [cheapest, dearest] = range(&buckets)?;
    let prices = Prices { cheapest, dearest };
    let is_in = |bucket: &&Bucket| bucket.vendor != "others" && (ground.is_member)(&group, &bucket.vendor, week);
    let may_be = |bucket: &&Bucket| {
        let is_open = (ground.may_be_member)(&group, &bucket.vendor, week) || is_nobodys(ground, &bucket.vendor, week);
        bucket.vendor != "others" && is_open
    };
    let (own, others): (Vec<_>, Vec<_>) = buckets.iter().partition(is_in);
    if end == End::Least {
        return Some(Made::Least(least(&own, &others, &prices)?));
    }
    let hidden = hidden_tokens(ground, &group, &text(row, "rule"), week);
    let mut ends = most(&own, &others, &prices, &hidden)?;
    let (perhaps, others): (Vec<_>, Vec<_>) = buckets.iter().partition(may_be);
    if perhaps.len() > own.len() {
        ends.extend(most(&perhaps, &others, &prices, &hidden)?);
    }
    Some(Made::Most(ends))
}

/// Whose tokens are under the label is not known: perhaps a member's.
fn is_nobodys(ground: &Ground<'_>, label: &str, week: Date) -> bool {
    let row = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", label)]).pop();
    row.is_some_and(|row| !row.is("is_attributed"))
}

fn least(own: &[&Bucket], others: &[&Bucket], prices: &Prices) -> Option<Vec<Number>> {
    let cheap = sum("members at their least", own, End::Least, &prices.cheapest)?;
    let dear = sum("all others at their most", others, End::Most, &prices.dearest)?;
    let whole = Number::of("members at their least, all others at their most", Made::Sum(vec![cheap.clone(), dear]))?;
    let least = Number::of("part of the dollars, at its least", quotient(cheap, whole))?;
    Some([Some(least), share(own, others)].into_iter().flatten().collect())
}

/// What is hidden moves from the others, where it was counted at the cheapest price, to the members at the dearest.
fn most(own: &[&Bucket], others: &[&Bucket], prices: &Prices, hidden: &Number) -> Option<Vec<Number>> {
    let mut dear = sum("members at their most", own, End::Most, &prices.dearest)?;
    let mut cheap = sum("all others at their least", others, End::Least, &prices.cheapest)?;
    if hidden.value > 0.0 {
        let besides = dollars("hidden tokens at the dearest price", hidden.clone(), prices.dearest.clone())?;
        let moved = dollars("hidden tokens at the cheapest price", hidden.clone(), prices.cheapest.clone())?;
        dear = Number::of("members at their most, with what is hidden", Made::Sum(vec![dear, besides]))?;
        let rest = Number::of("all others without what is hidden", difference(cheap, moved))?;
        let nothing = Number::constant("nothing", 0.0);
        cheap = Number::of("all others, at least nothing", Made::Most(vec![nothing, rest]))?;
    }
    let whole = Number::of("members at their most, all others at their least", Made::Sum(vec![dear.clone(), cheap]))?;
    let most = Number::of("part of the dollars, at its most", quotient(dear, whole))?;
    Some([Some(most), share(own, others)].into_iter().flatten().collect())
}

fn sum(name: &str, buckets: &[&Bucket], end: End, unpriced: &Number) -> Option<Number> {
    let parts = buckets.iter().map(|bucket| bucket.dollars(end, unpriced)).collect::<Option<_>>()?;
    Number::of(name, Made::Sum(parts))
}

/// The share that bounds take in: of those that have a price.
fn share(own: &[&Bucket], others: &[&Bucket]) -> Option<Number> {
    let usd = |buckets: &[&Bucket]| buckets.iter().filter_map(|bucket| bucket.usd.clone()).collect::<Vec<_>>();
    let members = Number::of("dollars of members with a price", Made::Sum(usd(own)))?;
    let all = Number::of("dollars of all with a price", Made::Sum([usd(own), usd(others)].concat()))?;
    Number::of("part of the dollars of all with a price", quotient(members, all))
}

/// Tokens of the remainder that may be of members: of a list what each absent one can have, else all of it.
fn hidden_tokens(ground: &Ground<'_>, group: &str, rule: &str, week: Date) -> Number {
    let name = format!("tokens that members of {group} may have besides");
    let others = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", "others")]).pop();
    let others = others.and_then(|row| row.number("tokens", format!("tokens of others in the week of {week}")));
    let (Some(others), false) = (others, rule == "published") else { return Number::constant(name, 0.0) };
    let Some(listed) = (ground.listed)(group, week) else { return Number { name, ..others } };
    let of_each =
        listed.iter().map(|vendor| hidden::hidden(ground, vendor, rule, &[week])).map(|[all, _]| all).collect();
    let all = Number::of("of each member that the week does not name", Made::Sum(of_each));
    let least = all.and_then(|all| Number::of(name.clone(), Made::Least(vec![all, others])));
    least.unwrap_or_else(|| Number::constant(name, 0.0))
}

//! Bounds of the dollar share of a group: all members at their least or most at once, with those that may be members, and
//! what weeks may hide, at the upper one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::{dollars_of, text},
    bounds::{Bucket, End, bucket, dollars, may_be_left_out, range, sum},
    ground::{Ground, Row},
    hidden,
    number::{difference, quotient},
    tokens,
};

/// The prices of what has none.
struct Prices {
    cheapest: Number,
    dearest: Number,
    /// What is hidden need not count.
    may_be_left_out: bool,
}

/// The lower or the upper bound of a row of `group_share`.
pub(super) fn bound(ground: &Ground<'_>, row: &Row<'_>, end: End) -> Option<Made> {
    let (group, week) = (text(row, "group_id"), row.day("week_start_date")?);
    let same = ["week_start_date", "rule", "price_basis"].map(|column| (column, text(row, column)));
    let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let rows = ground.rows("dollar_share", &filters);
    let buckets: Vec<Bucket> = rows.iter().map(|row| bucket(ground, row, &[week])).collect::<Option<_>>()?;
    let usd: Dollars = rows.iter().filter_map(|row| Some((text(row, "vendor"), dollars_of(ground, row)?))).collect();
    let [cheapest, dearest] = range(&buckets)?;
    let prices = Prices { cheapest, dearest, may_be_left_out: may_be_left_out(&buckets) };
    let is_in = |bucket: &&Bucket| bucket.vendor != "others" && (ground.is_member)(&group, &bucket.vendor, week);
    let may_be = |bucket: &&Bucket| {
        let is_open = (ground.may_be_member)(&group, &bucket.vendor, week) || is_nobodys(ground, &bucket.vendor, week);
        bucket.vendor != "others" && is_open
    };
    let (own, others): (Vec<_>, Vec<_>) = buckets.iter().partition(is_in);
    if end == End::Least {
        return Some(Made::Least(least(&own, &others, &prices, &usd)?));
    }
    let hidden = hidden_tokens(ground, &group, &text(row, "rule"), week);
    let mut ends = vec![most(&own, &others, &prices, &hidden)?];
    ends.extend(share(&own, &others, &usd));
    let (perhaps, others): (Vec<_>, Vec<_>) = buckets.iter().partition(may_be);
    if perhaps.len() > own.len() {
        ends.push(most(&perhaps, &others, &prices, &hidden)?);
        ends.extend(share(&perhaps, &others, &usd));
    }
    Some(Made::Most(ends))
}

/// Whose tokens are under the label is not known: perhaps a member's.
pub(super) fn is_nobodys(ground: &Ground<'_>, label: &str, week: Date) -> bool {
    let row = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", label)]).pop();
    row.is_some_and(|row| !row.is("is_attributed"))
}

type Dollars = BTreeMap<String, Number>;

fn least(own: &[&Bucket], others: &[&Bucket], prices: &Prices, usd: &Dollars) -> Option<Vec<Number>> {
    let cheap = sum("members at their least", own.iter().copied(), End::Least, &prices.cheapest)?;
    let dear = sum("all others at their most", others.iter().copied(), End::Most, &prices.dearest)?;
    let parts = vec![cheap.clone().again(), dear];
    let whole = Number::of("members at their least, all others at their most", Made::Sum(parts))?;
    let least = Number::of("part of the dollars, at its least", quotient(cheap, whole))?;
    Some([Some(least), share(own, others, usd)].into_iter().flatten().collect())
}

/// What is hidden moves from the others, where it was counted at the cheapest price, to the members at the dearest.
fn most(own: &[&Bucket], others: &[&Bucket], prices: &Prices, hidden: &Number) -> Option<Number> {
    let mut dear = sum("members at their most", own.iter().copied(), End::Most, &prices.dearest)?;
    let mut cheap = sum("all others at their least", others.iter().copied(), End::Least, &prices.cheapest)?;
    if hidden.value > 0.0 {
        let besides = dollars("hidden tokens at the dearest price", hidden.clone(), prices.dearest.clone())?;
        dear = Number::of("members at their most, with what is hidden", Made::Sum(vec![dear, besides]))?;
    }
    if hidden.value > 0.0 && !prices.may_be_left_out {
        let moved = dollars("hidden tokens at the cheapest price", hidden.clone().again(), prices.cheapest.clone())?;
        let rest = Number::of("all others without what is hidden", difference(cheap, moved))?;
        let nothing = Number::constant("nothing", 0.0);
        cheap = Number::of("all others, at least nothing", Made::Most(vec![nothing, rest]))?;
    }
    let parts = vec![dear.clone().again(), cheap];
    let whole = Number::of("members at their most, all others at their least", Made::Sum(parts))?;
    Number::of("part of the dollars, at its most", quotient(dear, whole))
}

/// The share that bounds take in: of those that have a price.
fn share(own: &[&Bucket], others: &[&Bucket], usd: &Dollars) -> Option<Number> {
    let of = |buckets: &[&Bucket]| buckets.iter().filter_map(|bucket| usd.get(&bucket.vendor).cloned()).collect();
    let members = Number::of("dollars of members with a price", Made::Sum(of(own)))?.whole();
    let others = Number::of("dollars of all others with a price", Made::Sum(of(others)))?.whole();
    let all = Number::of("dollars of all with a price", Made::Sum(vec![members.clone().again(), others]))?;
    Number::of("part of the dollars of all with a price", quotient(members, all))
}

/// Tokens of the remainder that may be of members: of a list what each absent one can have, else all of it.
pub(super) fn hidden_tokens(ground: &Ground<'_>, group: &str, rule: &str, week: Date) -> Number {
    let name = format!("tokens that members of {group} may have besides");
    let others = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", "others")]).pop();
    let others = others.map(|row| tokens::of_row(ground, &row));
    let (Some(others), false) = (others, rule == "published") else { return Number::constant(name, 0.0) };
    let Some(listed) = (ground.listed)(group, week) else { return Number { name, ..others } };
    let of_each =
        listed.iter().map(|vendor| hidden::hidden(ground, vendor, rule, &[week])).map(|[all, _]| all).collect();
    let all = Number::of("of each member that the week does not name", Made::Sum(of_each));
    let least = all.and_then(|all| Number::of(name.clone(), Made::Least(vec![all, others])));
    least.unwrap_or_else(|| Number::constant(name, 0.0))
}

//! Bounds of concentration: over every market that fits what is known of a week, the least or the most concentrated of them.

use std::{collections::BTreeMap, rc::Rc};

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    bounds::{Bucket, End, bucket, dollars, may_be_left_out, range},
    concentration::top,
    ground::{Ground, Row},
    group_bounds::is_nobodys,
    hidden,
    market::{Market, Span},
    tokens,
};

/// A label of the week.
#[derive(Debug)]
struct Label {
    span: Span,
    tokens: Number,
    is_nobodys: bool,
}

/// What a week is known to have: its labels, what is hidden, and what tokens cost that have no price.
#[derive(Debug)]
pub(super) struct Known {
    labels: Vec<Label>,
    hidden: Span,
    largest: Span,
    may_be_named: bool,
    /// What the markets say alone is taken apart here.
    whole: Vec<Number>,
}

/// A bound of the index or of the largest together. `figure` is that of the named vendors, which bounds take in.
pub(super) fn bound(ground: &Ground<'_>, row: &Row<'_>, column: &str, figure: Number) -> Option<Made> {
    let end = End::of(column);
    let is_in_tokens = text(row, "price_basis") == "tokens";
    let make = || if is_in_tokens { in_tokens(ground, row) } else { in_dollars(ground, row) };
    let known = ground.index.known.of(ground.once("market", row), make)?;
    let of = |market: &Market| match top(column) {
        Some(count) => market.top(count, end),
        None => market.squares(end),
    };
    let markets = if end == End::Least { vec![known.spread()?] } else { known.gathered()? };
    let ends: Vec<Number> = markets.iter().map(of).collect::<Option<_>>()?;
    let reached = ends.into_iter().reduce(|reached, next| if next.value > reached.value { next } else { reached })?;
    let note =
        (markets.len() > 1).then(|| format!("the most of {} markets; the formula is of that one", markets.len()));
    let reached = reached.noted(note);
    let reached = if top(column).is_some() {
        reached
    } else {
        Number::of("index of that market", Made::Product(vec![Number::constant("ten thousand", 1e4), reached]))?
    };
    let mut held: BTreeMap<_, _> = known.whole.iter().map(|number| (key(number), number.clone())).collect();
    let reached = filled(reached, &mut held);
    let ends = vec![reached, figure.noted(Some("the bounds take it in".to_owned()))];
    Some(if end == End::Least { Made::Least(ends) } else { Made::Most(ends) })
}

type Key = (String, u64);

fn key(number: &Number) -> Key {
    (number.name.clone(), number.value.to_bits())
}

/// With what it is made of where each of its numbers first stands.
fn filled(number: Number, held: &mut BTreeMap<Key, Number>) -> Number {
    let found = if number.is_again() { held.remove(&key(&number)) } else { None };
    let number = found.unwrap_or(number);
    // Where all of them stand nothing is left to fill.
    if held.is_empty() || number.made.inputs().is_empty() {
        return number;
    }
    let made = Rc::unwrap_or_clone(number.made).each(&mut |input| filled(input, held));
    Number { made: Rc::new(made), ..number }
}

impl Known {
    /// What is anybody's in countless hands, as what is hidden is.
    fn spread(&self) -> Option<Market> {
        let named = self.labels.iter().filter(|label| !label.is_nobodys).map(|label| label.span.clone()).collect();
        let hidden = match self.loose() {
            Some(loose) => self.hidden.plus(&loose, "what is hidden and what is anybody's")?,
            None => self.hidden.clone(),
        };
        Some(self.market(named, hidden))
    }

    /// What is anybody's in the hands of each who may then be the largest.
    fn gathered(&self) -> Option<Vec<Market>> {
        let loose = self.loose().filter(|loose| loose.high.value > 0.0 && !self.may_be_named);
        let Some(loose) = loose else { return Some(vec![self.spread()?]) };
        let named: Vec<&Span> = self.labels.iter().filter(|label| !label.is_nobodys).map(|label| &label.span).collect();
        let floor = named.iter().map(|span| span.low.value).fold(0.0, f64::max);
        let mut markets = Vec::new();
        for receiver in (0..named.len()).filter(|at| named.get(*at).is_some_and(|span| span.high.value >= floor)) {
            let with = |(at, span): (usize, &&Span)| {
                let name = format!("{} with what is anybody's", span.low.name);
                if at == receiver { span.plus(&loose, &name) } else { Some((*span).clone()) }
            };
            let all = named.iter().enumerate().map(with).collect::<Option<_>>()?;
            markets.push(self.market(all, self.hidden.clone()));
        }
        // Somebody hidden, or with nothing else, who may have of the hidden part, which is less by that.
        let sum = Made::Sum(vec![loose.high.clone(), self.largest.high.clone()]);
        let high = Number::of("one who is not named, with what is anybody's, at the most", sum)?;
        let newcomer = Span { low: loose.low.clone(), high };
        let left = super::number::difference(self.hidden.low.clone(), self.largest.low.clone());
        let left = Number::of("hidden beside the largest", left)?;
        let low = Number::of("hidden besides", Made::Most(vec![left, Number::constant("nothing", 0.0)]))?;
        let all = named.into_iter().cloned().chain([newcomer]).collect();
        markets.push(self.market(all, Span { low, high: self.hidden.high.clone() }));
        Some(markets)
    }

    /// What is anybody's; none where every label is a vendor.
    fn loose(&self) -> Option<Span> {
        let loose: Vec<&Span> = self.labels.iter().filter(|label| label.is_nobodys).map(|label| &label.span).collect();
        let sum = |end: fn(&Span) -> &Number| Made::Sum(loose.iter().map(|span| end(span).clone()).collect());
        loose.first()?;
        let low = Number::of("what is anybody's, at the least", sum(|span| &span.low))?;
        let high = Number::of("what is anybody's, at the most", sum(|span| &span.high))?;
        Some(Span { low, high })
    }

    fn market(&self, named: Vec<Span>, hidden: Span) -> Market {
        // Where all that is hidden may be anybody's, one may have all of it.
        let largest = if self.may_be_named { hidden.clone() } else { self.largest.clone() };
        let (least_of_largest, largest) = (largest.low, largest.high);
        Market { named, hidden, largest, least_of_largest, may_be_named: self.may_be_named }
    }
}

/// What hides in the remainder is no larger than the smallest that is named, unless lists of days leave it open.
fn largest(labels: &[Label], others: &Number, whose: Hidden) -> Option<Number> {
    let named = labels.iter().map(|label| &label.tokens).filter(|tokens| tokens.value > 0.0);
    let smallest = named.min_by(|one, other| one.value.total_cmp(&other.value)).filter(|_| whose == Hidden::OfAbsent);
    let least = smallest.into_iter().chain([others]).map(|number| number.clone().again()).collect();
    Number::of("tokens of the largest that the remainder can hide", Made::Least(least))
}

/// The vendors of a week that are in its list, and its remainder.
fn week(ground: &Ground<'_>, day: Date) -> Vec<String> {
    let rows = ground.rows("vendor_week", &[("week_start_date", &day.to_string())]);
    rows.iter().map(|row| text(row, "vendor")).collect()
}

/// Whose the tokens of a remainder may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    /// Of vendors that the week does not name.
    OfAbsent,
    /// Of any, named or not.
    OfAny,
}

/// Whose the remainder is: that of daily lists is anybody's, where absent is not zero.
fn hidden_of(ground: &Ground<'_>, rule: &str, day: Date) -> Hidden {
    let names = week(ground, day);
    let unlisted = |vendor: &String| {
        let [_, unlisted] = hidden::hidden(ground, vendor, rule, &[day]);
        vendor != "others" && unlisted.value > 0.0
    };
    if names.iter().any(unlisted) { Hidden::OfAny } else { Hidden::OfAbsent }
}

/// Tokens as if each cost one: nothing is in doubt but what the remainder hides.
fn in_tokens(ground: &Ground<'_>, row: &Row<'_>) -> Option<Known> {
    let (day, rule) = (row.day("week_start_date")?, text(row, "rule"));
    let (mut labels, mut whole) = (Vec::new(), Vec::new());
    let mut others = Number::constant("tokens of a remainder that the week has not", 0.0);
    for vendor in week(ground, day) {
        let tokens = tokens::of_week(ground, &vendor, day)?;
        whole.push(tokens.clone());
        let [low, high, tokens] = [(); 3].map(|()| tokens.clone().again());
        if vendor == "others" {
            others = tokens;
        } else {
            labels.push(Label { span: Span { low, high }, tokens, is_nobodys: is_nobodys(ground, &vendor, day) });
        }
    }
    let holder = hidden_of(ground, &rule, day);
    let largest = largest(&labels, &others, holder)?;
    let hidden = Span { low: others.clone(), high: others };
    Some(Known {
        labels,
        hidden,
        largest: Span { low: largest.clone(), high: largest },
        may_be_named: holder == Hidden::OfAny,
        whole,
    })
}

/// Each vendor at both ends of its price, and what has none at the cheapest and the dearest.
fn in_dollars(ground: &Ground<'_>, row: &Row<'_>) -> Option<Known> {
    let (day, basis, rule) = (row.day("week_start_date")?, text(row, "price_basis"), text(row, "rule"));
    let names = week(ground, day);
    let filters = [("week_start_date", day.to_string()), ("price_basis", basis), ("rule", rule.clone())];
    let filters: Vec<_> = filters.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let rows = ground.rows("dollar_share", &filters);
    let is_listed = |row: &&Row<'_>| names.contains(&text(row, "vendor"));
    let buckets: Vec<Bucket> =
        rows.iter().filter(is_listed).map(|row| bucket(ground, row, &[day])).collect::<Option<_>>()?;
    let prices = range(&buckets)?;
    let [cheapest, dearest] = prices.clone().map(Number::again);
    let mut whole = Vec::from(prices);
    let (mut labels, mut others) = (Vec::new(), None);
    for bucket in &buckets {
        let ends = [(End::Least, &cheapest), (End::Most, &dearest)].map(|(end, price)| bucket.dollars(end, price));
        let [Some(low), Some(high)] = ends else { return None };
        whole.extend([low.clone(), high.clone(), bucket.all.clone()]);
        let (span, tokens) = (Span { low: low.again(), high: high.again() }, bucket.all.clone().again());
        if bucket.vendor == "others" {
            others = Some((span, tokens));
        } else {
            labels.push(Label { span, tokens, is_nobodys: is_nobodys(ground, &bucket.vendor, day) });
        }
    }
    let none = || Number::constant("dollars of a remainder that the week has not", 0.0);
    let (hidden, others) = others.unwrap_or_else(|| (Span { low: none(), high: none() }, none()));
    let holder = hidden_of(ground, &rule, day);
    let most = largest(&labels, &others, holder)?;
    let least = if may_be_left_out(&buckets) {
        Number::constant("the largest that the remainder can hide, left out", 0.0)
    } else {
        dollars("the largest that the remainder can hide, at the cheapest price", most.clone(), cheapest)?
    };
    let largest = Span {
        low: least,
        high: dollars("the largest that the remainder can hide, at the dearest price", most, dearest)?,
    };
    Some(Known { labels, hidden, largest, may_be_named: holder == Hidden::OfAny, whole })
}

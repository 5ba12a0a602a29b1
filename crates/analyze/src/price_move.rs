//! Moves of vendors beside prices: every change of share and every price of a rule and basis, read once. Leaves out every
//! statistic.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Basis, Column, Frame, Origin, Rule,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, CHEAPEST_WEEK, COVERAGE_SHARE, DEAREST_WEEK, IS_ATTRIBUTED,
        KEPT_SHARE, NOW_SHARE, NOW_TOKENS, NOW_TOKENS_HIGH, PAST_SHARE, PAST_TOKENS, PAST_TOKENS_HIGH, PRICE_BASIS,
        REASON, RULE, TOKENS, VALUE_ORIGIN, VENDOR, WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    tables::{VendorGap, VendorGrowth, VendorWeek},
};

use crate::{
    bound::{Part, PriceRange},
    price::covered_of_kept,
    series::OTHERS,
    usage::at,
    vendor_growth::{GAP, OVERLAP, TOTAL},
};

/// One rule and basis over the two windows of `vendor_growth`.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) rule: Rule,
    pub(crate) basis: Basis,
    pub(crate) window: (Date, Date),
    /// Every vendor that one of the windows names, by name.
    pub(crate) moves: Vec<(Move, Option<Price>)>,
    /// What is wrong with the windows themselves.
    pub(crate) doubt: Option<&'static str>,
}

/// Change of a vendor's share of all tokens.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) vendor: String,
    /// Not of a router, or under a borrowed name.
    pub(crate) is_attributed: bool,
    /// Shares as it is named; none where it is absent in all of a window.
    pub(crate) shares: [Option<f64>; 2],
    /// Where it is absent as if it had nothing.
    pub(crate) change: f64,
    /// Least and most, wherever its tokens lie between those that it is named with and the most that `others` can hide.
    pub(crate) range: (f64, f64),
    pub(crate) origin: Option<Origin>,
}

/// What its tokens cost in the last weeks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price {
    pub(crate) usd_per_mtok: f64,
    /// Least and most that a million of all of its tokens can cost: what has no price costs the cheapest or the dearest of any.
    pub(crate) range: (f64, f64),
    /// The part of its tokens that has a price; that of its models' usage, by which they are weighed; and how old that is.
    pub(crate) coverage: Option<f64>,
    pub(crate) weights_share: Option<f64>,
    pub(crate) weights_age: Option<i64>,
    pub(crate) origin: Option<Origin>,
}

impl Move {
    /// Absent in all of a window.
    pub(crate) fn is_absent(&self) -> bool {
        self.shares.iter().any(Option::is_none)
    }

    /// Named in both, and yet it may have had more.
    pub(crate) fn is_partly_present(&self) -> bool {
        !self.is_absent() && self.range.0 < self.range.1
    }
}

impl Price {
    /// It may be another.
    pub(crate) fn is_doubted(&self) -> bool {
        self.range.0 < self.range.1
    }
}

/// Every rule and basis that has both, in that order. A label that is no vendor's has no price: whose it is nobody knows.
pub(crate) fn settings(
    growth: &Frame<VendorGrowth>,
    gaps: &Frame<VendorGap>,
    weeks: &Frame<VendorWeek>,
) -> Vec<Setting> {
    let changes = changes(growth, &nobodys(weeks));
    let mut settings = Vec::new();
    for ((rule, basis), prices) in prices(gaps) {
        for ((_, start, end), (doubt, moves)) in changes.iter().filter(|((of, ..), _)| *of == rule) {
            let moves = moves
                .iter()
                .map(|moved| (moved.clone(), prices.get(&moved.vendor).copied().filter(|_| moved.is_attributed)))
                .collect();
            settings.push(Setting { rule, basis, window: (*start, *end), moves, doubt: *doubt });
        }
    }
    settings
}

/// Labels that are no vendor's.
fn nobodys(weeks: &Frame<VendorWeek>) -> BTreeSet<&str> {
    let rows = weeks.cells(&VENDOR).texts().into_iter().zip(weeks.cells(&IS_ATTRIBUTED).truths());
    rows.filter(|(_, is_attributed)| *is_attributed == Some(false)).filter_map(|(label, _)| label).collect()
}

/// Rule, and first and last day.
type Key = (Rule, Date, Date);

/// Moves between two windows by rule, and what is wrong with these.
fn changes(growth: &Frame<VendorGrowth>, nobodys: &BTreeSet<&str>) -> BTreeMap<Key, (Option<&'static str>, Vec<Move>)> {
    let text = |column: &Column| growth.cells(column).texts();
    let [rules, vendors, origins, reasons] = [&RULE, &VENDOR, &VALUE_ORIGIN, &REASON].map(text);
    let [starts, ends] = [&WINDOW_START_DATE, &WINDOW_END_DATE].map(|column| growth.cells(column).dates());
    let shares = [&PAST_SHARE, &NOW_SHARE].map(|column| growth.cells(column).reals());
    let integer = |column: &Column| growth.cells(column).integers();
    let [tokens, most] = [[&PAST_TOKENS, &NOW_TOKENS], [&PAST_TOKENS_HIGH, &NOW_TOKENS_HIGH]].map(|of| of.map(integer));
    let key = |row: usize| Some((at(&rules, row)?.parse::<Rule>().ok()?, at(&starts, row)?, at(&ends, row)?));
    let mut markets: BTreeMap<Key, [i64; 2]> = BTreeMap::new();
    for row in (0..growth.height()).filter(|row| at(&vendors, *row) == Some(TOTAL)) {
        let [past, now] = tokens.each_ref().map(|cells| at(cells, row));
        if let (Some(key), Some(past), Some(now)) = (key(row), past, now) {
            markets.insert(key, [past, now]);
        }
    }
    let mut moves: BTreeMap<Key, (Option<&'static str>, Vec<Move>)> = BTreeMap::new();
    for row in 0..growth.height() {
        let (Some(key), Some(vendor)) = (key(row), at(&vendors, row)) else { continue };
        let Some(market) = markets.get(&key).filter(|_| ![TOTAL, OTHERS].contains(&vendor)) else { continue };
        let shares = shares.each_ref().map(|cells| at(cells, row));
        // Of who is absent in both windows nothing says that it moved.
        if shares.iter().all(Option::is_none) {
            continue;
        }
        let most = most.each_ref().map(|cells| at(cells, row));
        let origin = at(&origins, row).and_then(|word| word.parse().ok());
        let (doubt, of) = moves.entry(key).or_default();
        *doubt = doubt.or_else(|| [OVERLAP, GAP].into_iter().find(|doubt| at(&reasons, row) == Some(*doubt)));
        let is_attributed = !nobodys.contains(vendor);
        of.push(Move { is_attributed, ..moved(vendor, shares, most, *market, origin) });
    }
    moves
}

fn moved(
    vendor: &str,
    shares: [Option<f64>; 2],
    most: [Option<i64>; 2],
    market: [i64; 2],
    origin: Option<Origin>,
) -> Move {
    let [past, now] = shares.map(|share| share.unwrap_or(0.0));
    let of = |most: Option<i64>, whole: i64, named: f64| {
        most.and_then(|most| crate::window::share(most, whole)).unwrap_or(named).clamp(named, 1.0)
    };
    let [past_most, now_most] = [of(most[0], market[0], past), of(most[1], market[1], now)];
    let (vendor, is_attributed) = (vendor.to_owned(), true);
    Move { vendor, is_attributed, shares, change: now - past, range: (now - past_most, now_most - past), origin }
}

/// A vendor with its price, and what its dollars are made of.
type Priced<'gap> = (&'gap str, Price, Part);

fn prices(gaps: &Frame<VendorGap>) -> BTreeMap<(Rule, Basis), BTreeMap<String, Price>> {
    let text = |column: &Column| gaps.cells(column).texts();
    let [rules, bases, vendors, origins] = [&RULE, &PRICE_BASIS, &VENDOR, &VALUE_ORIGIN].map(text);
    let real = |column: &Column| gaps.cells(column).reals();
    let [blended, coverages, weights, kept] = [&BLENDED_PRICE, &COVERAGE_SHARE, &WEIGHTS_SHARE, &KEPT_SHARE].map(real);
    let [lows, highs, cheapest, dearest] = [&BLENDED_LOW, &BLENDED_HIGH, &CHEAPEST_WEEK, &DEAREST_WEEK].map(real);
    let [ages, tokens] = [&WEIGHTS_AGE_DAYS, &TOKENS].map(|column| gaps.cells(column).integers());
    let mut prices: BTreeMap<(Rule, Basis), Vec<Priced<'_>>> = BTreeMap::new();
    for row in 0..gaps.height() {
        let key = || Some((at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?));
        let (Some(key), Some(vendor)) = (key(), at(&vendors, row)) else { continue };
        let of = prices.entry(key).or_default();
        if let Some(usd_per_mtok) = at(&blended, row).filter(|_| vendor != OTHERS) {
            let origin = at(&origins, row).and_then(|word| word.parse().ok());
            let (coverage, weights_share, weights_age) = (at(&coverages, row), at(&weights, row), at(&ages, row));
            let part = Part {
                tokens: at(&tokens, row).unwrap_or(0),
                price: Some(usd_per_mtok),
                bounds: at(&lows, row).zip(at(&highs, row)),
                of_any_week: at(&cheapest, row).zip(at(&dearest, row)),
                coverage: covered_of_kept(coverage, at(&kept, row), weights_share),
                ..Part::default()
            };
            let range = (usd_per_mtok, usd_per_mtok);
            of.push((vendor, Price { usd_per_mtok, range, coverage, weights_share, weights_age, origin }, part));
        }
    }
    prices.into_iter().map(|(key, of)| (key, ranged(of))).collect()
}

/// The same with what each price can be beside those of the others.
fn ranged(prices: Vec<Priced<'_>>) -> BTreeMap<String, Price> {
    let range = PriceRange::of(&prices.iter().map(|(.., part)| *part).collect::<Vec<_>>());
    let of = |(vendor, price, part): Priced<'_>| {
        // Who has no tokens has a price all the same.
        let ends = range.map_or(price.range, |range| part.price_ends(range));
        let range = (ends.0.min(price.usd_per_mtok), ends.1.max(price.usd_per_mtok));
        // What is known has one price, not two that rounding tells apart.
        let is_known = part.coverage >= 1.0 && part.bounds.is_none();
        (vendor.to_owned(), Price { range: if is_known { price.range } else { range }, ..price })
    };
    prices.into_iter().map(of).collect()
}

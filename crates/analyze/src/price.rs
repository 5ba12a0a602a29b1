//! Blended prices by vendor, read once from `vendor_price`: one for all weeks, or one for each.

use std::{cmp, collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Basis, Frame, MixOrigin, Origin, PriceConfidence, Rule, WindowKind,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, COVERAGE_SHARE, EXACT_SHARE, IS_UPPER_BOUND, KEPT_SHARE,
        MIX_AGE_DAYS, MIX_ORIGIN, PRICE_BASIS, PRICE_CONFIDENCE, REASON, RULE, USAGE_END_DATE, USAGE_START_DATE,
        VALUE_ORIGIN, VENDOR, WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    series::{Cells, integers, reals, texts, truths},
    tables::VendorPrice,
};

use crate::{
    counted::Named,
    usage::{apart, at},
    vendor_price::{FAR_OFF, OF_ANOTHER_TIME},
};

/// Means of equal prices differ by less.
const ROUNDING: f64 = 1e-12;

const PARTLY: &str = "some weeks of the window have no price: implied value is at that of the others";

/// What a vendor's tokens cost, on one basis and rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Price {
    /// Dollars per million tokens.
    pub(crate) blended: Option<f64>,
    /// Least and largest that mixes of other tokens and changes of list prices allow; none where nothing is in doubt.
    pub(crate) bounds: Option<(f64, f64)>,
    /// The least and the largest of any of the weeks whose price it is; none of one week.
    pub(crate) of_any_week: Option<(f64, f64)>,
    pub(crate) coverage: Option<f64>,
    /// Part of the vendor's tokens that the choice of traffic leaves in.
    pub(crate) kept: f64,
    /// What its usage names.
    pub(crate) named: Named,
    /// Where the mix behind the price comes from.
    pub(crate) mix: Option<MixOrigin>,
    /// How old that mix is, where it is of another time.
    pub(crate) mix_age: Option<i64>,
    /// The price treats all input as fresh.
    pub(crate) is_upper_bound: Option<bool>,
    /// How the list prices are known.
    pub(crate) confidence: Option<PriceConfidence>,
    pub(crate) exact_share: Option<f64>,
    /// The days of the usage that weighs its models; none where several weeks have theirs.
    pub(crate) used: Option<(Date, Date)>,
    /// How far off that usage is.
    pub(crate) weights_age: Option<i64>,
    /// Which part of the vendor's tokens it names, at least.
    pub(crate) weights_share: Option<f64>,
    pub(crate) origin: Origin,
    pub(crate) reason: Option<String>,
}

impl Price {
    /// The part of a vendor's tokens that the price was found on.
    pub(crate) fn covered(&self) -> f64 {
        covered(self.coverage, self.weights_share)
    }

    /// Least and largest that it can be.
    fn least_and_most(&self) -> Option<(f64, f64)> {
        self.bounds.or_else(|| self.blended.map(|blended| (blended, blended)))
    }

    /// As the price of other days than those of its usage.
    pub(crate) fn taken_for(self, mut days: impl Iterator<Item = (Date, Date)>) -> Self {
        let away = self.used.and_then(|used| days.by_ref().map(|days| apart(used, days)).max()).or(self.weights_age);
        let is_far_off = self.blended.is_some() && away > Some(FAR_OFF);
        let reason = if is_far_off { Some(OF_ANOTHER_TIME.to_owned()) } else { self.reason };
        Self { weights_age: away, reason, ..self }
    }
}

/// The part of a vendor's tokens that a price was found on, by what the weights cover and by which part of the vendor they
/// name. What they do not name has no price, and where nobody knows how much they name, nothing has one for sure.
pub(crate) fn covered(coverage: Option<f64>, weights_share: Option<f64>) -> f64 {
    coverage.unwrap_or(0.0) * weights_share.unwrap_or(0.0)
}

/// The same of what a choice of traffic leaves of them: all that no usage names may count.
pub(crate) fn covered_of_kept(coverage: Option<f64>, kept: Option<f64>, weights_share: Option<f64>) -> f64 {
    match kept {
        Some(kept) if kept < 1.0 => Named::of(coverage, kept, weights_share).covered(),
        _ => covered(coverage, weights_share),
    }
}

/// By vendor, the prices of one basis and rule over one window: a week by its first day, or none for that of the board.
type OfWindow = BTreeMap<String, Price>;

/// The prices of all vendors.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    by_window: BTreeMap<(Rule, Basis, Option<Date>), OfWindow>,
}

impl Prices {
    /// Read once for all that ask.
    pub(crate) fn read(frame: &Frame<VendorPrice>) -> Arc<Self> {
        frame.read_as(Self::of)
    }

    fn of(data: &DataFrame) -> Self {
        let text = |column| Cells::of(data, column).texts();
        let real = |column| Cells::of(data, column).reals();
        let integer = |column| Cells::of(data, column).integers();
        let (vendors, bases, rules, kinds) = (text(&VENDOR), text(&PRICE_BASIS), text(&RULE), text(&WINDOW_KIND));
        let (origins, reasons, confidences) = (text(&VALUE_ORIGIN), text(&REASON), text(&PRICE_CONFIDENCE));
        let [blended, coverage, lows, highs, kept, exact, named] =
            [&BLENDED_PRICE, &COVERAGE_SHARE, &BLENDED_LOW, &BLENDED_HIGH, &KEPT_SHARE, &EXACT_SHARE, &WEIGHTS_SHARE]
                .map(real);
        let (mixes, [ages, weights]) = (text(&MIX_ORIGIN), [&MIX_AGE_DAYS, &WEIGHTS_AGE_DAYS].map(integer));
        let upper = Cells::of(data, &IS_UPPER_BOUND).truths();
        let [starts, used_from, used_to] =
            [&WINDOW_START_DATE, &USAGE_START_DATE, &USAGE_END_DATE].map(|column| Cells::of(data, column).dates());
        let price = |row: usize| {
            let kept = at(&kept, row)?;
            Some(Price {
                blended: at(&blended, row),
                bounds: at(&lows, row).zip(at(&highs, row)),
                of_any_week: None,
                coverage: at(&coverage, row),
                kept,
                named: Named::of(at(&coverage, row), kept, at(&named, row)),
                mix: at(&mixes, row)?.parse().ok(),
                mix_age: at(&ages, row),
                is_upper_bound: at(&upper, row),
                confidence: at(&confidences, row).and_then(|word| word.parse().ok()),
                exact_share: at(&exact, row),
                used: at(&used_from, row).zip(at(&used_to, row)),
                weights_age: at(&weights, row),
                weights_share: at(&named, row),
                origin: at(&origins, row)?.parse().ok()?,
                reason: at(&reasons, row).map(str::to_owned),
            })
        };
        let key = |row: usize| {
            let is_week = at(&kinds, row)? == WindowKind::Week.word();
            let week = if is_week { Some(at(&starts, row)?) } else { None };
            Some((at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?, week))
        };
        let mut prices = Self::default();
        for row in 0..data.height() {
            if let (Some(key), Some(vendor), Some(price)) = (key(row), at(&vendors, row), price(row)) {
                prices.by_window.entry(key).or_default().insert(vendor.to_owned(), price);
            }
        }
        prices
    }

    /// The columns that say how a price was mixed and how it is known, of rows that have these prices; null where there
    /// is none.
    pub(crate) fn columns<'rows>(prices: &(impl Iterator<Item = Option<&'rows Price>> + Clone)) -> Vec<Series> {
        let valued = || prices.clone().map(|price| price.filter(|price| price.blended.is_some()));
        vec![
            reals(&BLENDED_PRICE, valued().map(|price| price?.blended)),
            texts(&MIX_ORIGIN, valued().map(|price| Some(price?.mix?.word()))),
            integers(&MIX_AGE_DAYS, valued().map(|price| price?.mix_age)),
            truths(&IS_UPPER_BOUND, valued().map(|price| price?.is_upper_bound)),
            texts(&PRICE_CONFIDENCE, valued().map(|price| Some(price?.confidence?.word()))),
            reals(&EXACT_SHARE, valued().map(|price| price?.exact_share)),
            integers(&WEIGHTS_AGE_DAYS, valued().map(|price| price?.weights_age)),
            reals(&WEIGHTS_SHARE, valued().map(|price| price?.weights_share)),
            reals(&KEPT_SHARE, valued().map(|price| Some(price?.kept))),
        ]
    }

    /// The price of a vendor over the window of the board, if the weights name it at all.
    pub(crate) fn of_board(&self, rule: Rule, basis: Basis, vendor: &str) -> Option<Price> {
        self.by_window.get(&(rule, basis, None))?.get(vendor).cloned()
    }

    /// The price of a vendor over some weeks, in each of which it has so many tokens. On a basis that values all weeks
    /// alike it is that of the board, whose usage may be of another time; else the mean of those of the weeks, by tokens.
    pub(crate) fn of_weeks(&self, rule: Rule, basis: Basis, vendor: &str, weeks: &[(Date, i64)]) -> Option<Price> {
        if !basis.is_by_week() {
            let days = weeks.iter().map(|(week, _)| (*week, day::shifted(*week, 6)));
            return Some(self.of_board(rule, basis, vendor)?.taken_for(days));
        }
        let of = |(week, tokens): &(Date, i64)| {
            Some((*tokens, self.by_window.get(&(rule, basis, Some(*week)))?.get(vendor)?))
        };
        let found: Vec<_> = weeks.iter().filter_map(of).collect();
        let all: i64 = weeks.iter().map(|(_, tokens)| tokens).sum();
        match (found.as_slice(), weeks) {
            ([(_, price)], [_]) => Some((*price).clone()),
            _ => mean(&found, all),
        }
    }
}

/// One price out of those of some weeks, weighted by tokens; where there are none, equally.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn mean(found: &[(i64, &Price)], all: i64) -> Option<Price> {
    let (_, first) = found.first()?;
    let weight = |tokens: i64| if all > 0 { tokens as f64 } else { 1.0 };
    let priced: Vec<_> = found.iter().filter(|(_, price)| price.blended.is_some()).copied().collect();
    let whole: f64 = priced.iter().map(|(tokens, _)| weight(*tokens)).sum();
    let of_priced = |value: &dyn Fn(&Price) -> f64| {
        let sum: f64 = priced.iter().map(|(tokens, price)| weight(*tokens) * value(price)).sum();
        (whole > 0.0).then(|| sum / whole)
    };
    let of_all = |value: fn(&Price) -> f64| {
        let sum: f64 = found.iter().map(|(tokens, price)| weight(*tokens) * value(price)).sum();
        if all > 0 { (sum / all as f64).min(1.0) } else { sum / (found.len() as f64) }
    };
    let blended = of_priced(&|price| price.blended.unwrap_or(0.0));
    // Each week's part of what has a price: with the coverage of all weeks it gives what is covered in all of them.
    let of_covered = |value: fn(&Price) -> f64| {
        let weights = priced.iter().map(|(tokens, price)| (weight(*tokens) * price.coverage.unwrap_or(0.0), price));
        let (sum, whole) =
            weights.fold((0.0, 0.0), |(sum, whole), (weight, price)| (sum + weight * value(price), whole + weight));
        (whole > 0.0).then(|| sum / whole)
    };
    let is_partly = blended.is_some() && of_all(|price| f64::from(u8::from(price.blended.is_some()))) < 1.0;
    // A week without tokens says nothing of why those of the others have no price.
    let counts = |(tokens, price): &&(i64, &Price)| (all == 0 || *tokens > 0).then(|| price.reason.clone()).flatten();
    let reasons = || found.iter().find_map(|found| counts(&found));
    let weakest = |origin: fn(&Price) -> Option<i64>| priced.iter().filter_map(|(_, price)| origin(price)).max();
    Some(Price {
        blended,
        bounds: blended.and_then(|blended| bounds(&priced, blended, weight)),
        of_any_week: of_any_week(&priced),
        coverage: Some(of_all(|price| price.coverage.unwrap_or(0.0))),
        kept: of_all(|price| price.kept),
        named: Named {
            priced: of_all(|price| price.named.priced),
            unpriced: of_all(|price| price.named.unpriced),
            whole: of_all(|price| price.named.whole),
        },
        mix: priced.iter().filter_map(|(_, price)| price.mix).max(),
        mix_age: weakest(|price| price.mix_age),
        is_upper_bound: priced.iter().filter_map(|(_, price)| price.is_upper_bound).reduce(|one, other| one | other),
        confidence: priced.iter().filter_map(|(_, price)| price.confidence).max(),
        exact_share: of_priced(&|price| price.exact_share.unwrap_or(0.0))
            .filter(|_| priced.iter().any(|(_, price)| price.exact_share.is_some())),
        used: None,
        weights_age: weakest(|price| price.weights_age),
        weights_share: of_covered(|price| price.weights_share.unwrap_or(0.0))
            .filter(|_| priced.iter().any(|(_, price)| price.weights_share.is_some())),
        origin: found.iter().map(|(_, price)| price.origin).fold(first.origin, cmp::max),
        reason: if is_partly { Some(PARTLY.to_owned()) } else { reasons() },
    })
}

/// Least and largest that the price of several weeks can be. What is not covered costs something else, and more of a cheap week
/// may be covered than of a dear one: so prices are weighed by what is covered of each week, too, and the bounds take in the
/// mean by all tokens.
fn bounds(priced: &[(i64, &Price)], blended: f64, weight: impl Fn(i64) -> f64) -> Option<(f64, f64)> {
    let covered: [fn(&Price) -> f64; 3] = [|_| 1.0, Price::covered, |price| price.named.priced];
    let side = |side: fn((f64, f64)) -> f64, covered: fn(&Price) -> f64| {
        let weights = priced.iter().map(|(tokens, price)| (weight(*tokens) * covered(price), price.least_and_most()));
        let (sum, whole) = weights
            .fold((0.0, 0.0), |(sum, whole), (weight, ends)| (sum + weight * ends.map_or(0.0, side), whole + weight));
        (whole > 0.0).then(|| sum / whole)
    };
    let least = covered.into_iter().filter_map(|covered| side(|(least, _)| least, covered)).fold(blended, f64::min);
    let most = covered.into_iter().filter_map(|covered| side(|(_, most)| most, covered)).fold(blended, f64::max);
    // Rounding is no doubt.
    (most - least > ROUNDING * most).then_some((least, most))
}

/// The least and the largest price of weeks in which the vendor has tokens: what has no price may cost as little, or as much,
/// as somebody's in a single week.
fn of_any_week(priced: &[(i64, &Price)]) -> Option<(f64, f64)> {
    let ends = priced.iter().filter(|(tokens, _)| *tokens > 0).filter_map(|(_, price)| price.least_and_most());
    ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

#[cfg(test)]
mod tests;

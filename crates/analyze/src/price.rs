//! Blended prices by vendor, read once from `vendor_price`: one for all weeks, or one for each.

use std::{cmp, collections::BTreeMap};

use jiff::civil::Date;
use polars::prelude::Column as Series;
use schema::{
    Basis, Frame, MixOrigin, Origin, PriceConfidence, Rule, WindowKind,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, COVERAGE_SHARE, EXACT_SHARE, IS_UPPER_BOUND, KEPT_SHARE,
        MIX_AGE_DAYS, MIX_ORIGIN, PRICE_BASIS, PRICE_CONFIDENCE, REASON, RULE, VALUE_ORIGIN, VENDOR, WEIGHTS_AGE_DAYS,
        WEIGHTS_SHARE, WINDOW_KIND, WINDOW_START_DATE,
    },
    series::{integers, reals, texts, truths},
    tables::VendorPrice,
};

use crate::usage::at;

const PARTLY: &str = "some weeks of the window have no price: implied value is at that of the others";

/// What a vendor's tokens cost, on one basis and rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Price {
    /// Dollars per million tokens.
    pub(crate) blended: Option<f64>,
    /// Least and largest that mixes of other tokens and changes of list prices allow; none where nothing is in doubt.
    pub(crate) bounds: Option<(f64, f64)>,
    pub(crate) coverage: Option<f64>,
    /// Part of the vendor's tokens that the choice of traffic leaves in.
    pub(crate) kept: f64,
    /// Where the mix behind the price comes from.
    pub(crate) mix: Option<MixOrigin>,
    /// How old that mix is, where it is of another time.
    pub(crate) mix_age: Option<i64>,
    /// The price treats all input as fresh.
    pub(crate) is_upper_bound: Option<bool>,
    /// How the list prices are known.
    pub(crate) confidence: Option<PriceConfidence>,
    pub(crate) exact_share: Option<f64>,
    /// How far off the usage is that weighs its models.
    pub(crate) weights_age: Option<i64>,
    /// Which part of the vendor's tokens that usage names.
    pub(crate) weights_share: Option<f64>,
    pub(crate) origin: Origin,
    pub(crate) reason: Option<String>,
}

impl Price {
    /// The part of a vendor's tokens that the price was found on: what the weights do not name has none.
    pub(crate) fn covered(&self) -> f64 {
        self.coverage.unwrap_or(0.0) * self.weights_share.unwrap_or(1.0)
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
    pub(crate) fn read(frame: &Frame<VendorPrice>) -> Self {
        let text = |column| frame.cells(column).texts();
        let real = |column| frame.cells(column).reals();
        let integer = |column| frame.cells(column).integers();
        let (vendors, bases, rules, kinds) = (text(&VENDOR), text(&PRICE_BASIS), text(&RULE), text(&WINDOW_KIND));
        let (origins, reasons, confidences) = (text(&VALUE_ORIGIN), text(&REASON), text(&PRICE_CONFIDENCE));
        let [blended, coverage, lows, highs, kept, exact, named] =
            [&BLENDED_PRICE, &COVERAGE_SHARE, &BLENDED_LOW, &BLENDED_HIGH, &KEPT_SHARE, &EXACT_SHARE, &WEIGHTS_SHARE]
                .map(real);
        let (mixes, [ages, weights]) = (text(&MIX_ORIGIN), [&MIX_AGE_DAYS, &WEIGHTS_AGE_DAYS].map(integer));
        let (upper, starts) = (frame.cells(&IS_UPPER_BOUND).truths(), frame.cells(&WINDOW_START_DATE).dates());
        let price = |row: usize| {
            Some(Price {
                blended: at(&blended, row),
                bounds: at(&lows, row).zip(at(&highs, row)),
                coverage: at(&coverage, row),
                kept: at(&kept, row)?,
                mix: at(&mixes, row)?.parse().ok(),
                mix_age: at(&ages, row),
                is_upper_bound: at(&upper, row),
                confidence: at(&confidences, row).and_then(|word| word.parse().ok()),
                exact_share: at(&exact, row),
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
        for row in 0..frame.height() {
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
    /// alike it is that of the board; else the mean of those of the weeks, by tokens.
    pub(crate) fn of_weeks(&self, rule: Rule, basis: Basis, vendor: &str, weeks: &[(Date, i64)]) -> Option<Price> {
        if !basis.is_by_week() {
            return self.of_board(rule, basis, vendor);
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
    let priced: Vec<_> = found.iter().filter(|(_, price)| price.blended.is_some()).collect();
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
    let bound = |side: fn((f64, f64)) -> f64| {
        of_priced(&|price| price.bounds.map_or(price.blended.unwrap_or(0.0), side)).filter(|_| blended.is_some())
    };
    let is_doubted = priced.iter().any(|(_, price)| price.bounds.is_some());
    let is_partly = blended.is_some() && of_all(|price| f64::from(u8::from(price.blended.is_some()))) < 1.0;
    // A week without tokens says nothing of why those of the others have no price.
    let counts = |(tokens, price): &&(i64, &Price)| (all == 0 || *tokens > 0).then(|| price.reason.clone()).flatten();
    let reasons = || found.iter().find_map(|found| counts(&found));
    let weakest = |origin: fn(&Price) -> Option<i64>| priced.iter().filter_map(|(_, price)| origin(price)).max();
    Some(Price {
        blended,
        bounds: bound(|(low, _)| low).zip(bound(|(_, high)| high)).filter(|_| is_doubted),
        coverage: Some(of_all(|price| price.coverage.unwrap_or(0.0))),
        kept: of_all(|price| price.kept),
        mix: priced.iter().filter_map(|(_, price)| price.mix).max(),
        mix_age: weakest(|price| price.mix_age),
        is_upper_bound: priced.iter().filter_map(|(_, price)| price.is_upper_bound).reduce(|one, other| one | other),
        confidence: priced.iter().filter_map(|(_, price)| price.confidence).max(),
        exact_share: of_priced(&|price| price.exact_share.unwrap_or(0.0))
            .filter(|_| priced.iter().any(|(_, price)| price.exact_share.is_some())),
        weights_age: weakest(|price| price.weights_age),
        weights_share: of_priced(&|price| price.weights_share.unwrap_or(1.0))
            .filter(|_| priced.iter().any(|(_, price)| price.weights_share.is_some())),
        origin: found.iter().map(|(_, price)| price.origin).fold(first.origin, cmp::max),
        reason: if is_partly { Some(PARTLY.to_owned()) } else { reasons() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKS: [Date; 2] = [Date::constant(2026, 4, 6), Date::constant(2026, 4, 13)];

    /// A price without doubt, of all tokens.
    fn exactly(blended: f64) -> Price {
        Price {
            blended: Some(blended),
            bounds: None,
            coverage: Some(1.0),
            kept: 1.0,
            mix: Some(MixOrigin::Measured),
            mix_age: None,
            is_upper_bound: Some(false),
            confidence: Some(PriceConfidence::Exact),
            exact_share: Some(1.0),
            weights_age: Some(0),
            weights_share: Some(1.0),
            origin: Origin::Observed,
            reason: None,
        }
    }

    fn unpriced() -> Price {
        Price {
            blended: None,
            coverage: Some(0.0),
            mix: Some(MixOrigin::Reference),
            is_upper_bound: None,
            confidence: None,
            exact_share: None,
            reason: Some("unpriced".to_owned()),
            ..exactly(0.0)
        }
    }

    /// $3, or $2 to $5; half of the traffic counts, and half of that has a price.
    fn doubted() -> Price {
        Price {
            bounds: Some((2.0, 5.0)),
            coverage: Some(0.5),
            kept: 0.5,
            mix: Some(MixOrigin::Carried),
            mix_age: Some(9),
            is_upper_bound: Some(true),
            confidence: Some(PriceConfidence::Carried),
            exact_share: Some(0.0),
            weights_age: Some(14),
            weights_share: Some(0.6),
            origin: Origin::Made,
            ..exactly(3.0)
        }
    }

    /// The mean over weeks of so many tokens.
    fn mean_of(weeks: &[(i64, Price)]) -> Price {
        let found: Vec<_> = weeks.iter().map(|(tokens, price)| (*tokens, price)).collect();
        mean(&found, weeks.iter().map(|(tokens, _)| tokens).sum()).unwrap()
    }

    /// 100 tokens at $1, 300 at $3, 100 without a price. Of the priced 400: (100 + 900) / 400, at least (100 + 600) / 400, at
    /// most (100 + 1500) / 400, a quarter seen, named (100 + 180) / 400. Of all 500: covered 100 + 150, kept 100 + 150 + 100.
    #[test]
    fn prices_are_of_the_weeks_that_have_one_and_coverage_is_of_all() {
        let found = mean_of(&[(100, exactly(1.0)), (300, doubted()), (100, unpriced())]);
        let expected = Price {
            blended: Some(2.5),
            bounds: Some((1.75, 4.0)),
            coverage: Some(0.5),
            kept: 0.7,
            exact_share: Some(0.25),
            weights_share: Some(0.7),
            reason: Some(PARTLY.to_owned()),
            ..doubted()
        };
        assert_eq!(found, expected, "the weakest of the rest");
    }

    #[test]
    fn weeks_without_tokens_count_alike() {
        let found = mean_of(&[(0, exactly(1.0)), (0, doubted()), (0, unpriced())]);
        assert_eq!((found.blended, found.bounds, found.coverage), (Some(2.0), Some((1.5, 3.0)), Some(0.5)));
        assert_eq!((found.kept, found.exact_share), (2.5 / 3.0, Some(0.5)));
    }

    #[test]
    fn without_doubt_there_are_no_bounds_and_without_a_price_nothing_but_the_reason() {
        let of_payment = |blended| Price { confidence: None, exact_share: None, ..exactly(blended) };
        let found = mean_of(&[(1, of_payment(1.0)), (1, of_payment(2.0))]);
        assert_eq!(found, of_payment(1.5));
        let found = mean_of(&[(1, unpriced()), (1, unpriced())]);
        assert_eq!((found.blended, found.bounds, found.coverage), (None, None, Some(0.0)));
        assert_eq!((found.mix, found.reason.as_deref()), (None, Some("unpriced")));
        let priced_where_absent = Price { reason: Some("backcast".to_owned()), ..exactly(1.0) };
        let found = mean_of(&[(0, priced_where_absent), (1, unpriced())]);
        assert_eq!((found.blended, found.reason.as_deref()), (None, Some("unpriced")));
    }

    #[test]
    fn a_basis_has_one_price_for_all_weeks_or_each_its_own() {
        let of = |price: f64| OfWindow::from([("a".to_owned(), exactly(price))]);
        let key = |basis, week| (Rule::Default, basis, week);
        let by_window = BTreeMap::from([
            (key(Basis::ListCurrent, None), of(9.0)),
            (key(Basis::ListAsof, None), of(8.0)),
            (key(Basis::ListAsof, Some(WEEKS[0])), of(1.0)),
            (key(Basis::ListAsof, Some(WEEKS[1])), of(2.0)),
        ]);
        let prices = Prices { by_window };
        let price = |basis, weeks: &[(Date, i64)]| prices.of_weeks(Rule::Default, basis, "a", weeks)?.blended;
        assert_eq!(price(Basis::ListCurrent, &[(WEEKS[0], 1), (WEEKS[1], 3)]), Some(9.0));
        assert_eq!(price(Basis::ListAsof, &[(WEEKS[0], 1), (WEEKS[1], 3)]), Some(1.75));
        assert_eq!(price(Basis::ListAsof, &[(WEEKS[0], 0)]), Some(1.0));
        assert_eq!(price(Basis::Billed, &[(WEEKS[0], 1)]), None);
        assert_eq!(prices.of_weeks(Rule::Published, Basis::ListAsof, "a", &[(WEEKS[0], 1)]), None);
    }

    /// Half of what the weights name has a price, and they name three fifths.
    #[test]
    fn what_the_weights_do_not_name_is_not_covered() {
        let named = |weights_share| Price { weights_share, ..doubted() }.covered().to_string();
        assert_eq!((named(Some(0.6)), named(None)), ("0.3".to_owned(), "0.5".to_owned()));
    }

    #[test]
    fn a_row_without_a_price_does_not_say_how_it_was_mixed() {
        let rows = [Some(exactly(1.0)), Some(unpriced()), None];
        for column in Prices::columns(&rows.iter().map(Option::as_ref)) {
            let nulls = column.null_count();
            assert!(nulls >= 2, "{}: {nulls} of 3 are null", column.name());
        }
    }
}

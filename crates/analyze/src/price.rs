//! Blended prices by vendor, read once from `vendor_price`.

use std::collections::BTreeMap;

use polars::prelude::Column as Series;
use schema::{
    Basis, Frame, Origin, Rule,
    columns::{
        BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, COVERAGE_SHARE, IS_UPPER_BOUND, MIX_AGE_DAYS, MIX_ORIGIN,
        PRICE_BASIS, REASON, RULE, VALUE_ORIGIN, VENDOR,
    },
    series::{integers, texts, truths},
    tables::VendorPrice,
};

use crate::usage::at;

/// What a vendor's tokens cost, on one basis and rule.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    /// Dollars per million tokens.
    pub(crate) blended: Option<f64>,
    /// Least and largest that a reference mix allows; none where there is no mix to doubt.
    pub(crate) bounds: Option<(f64, f64)>,
    pub(crate) coverage: Option<f64>,
    /// Where the mix behind the price comes from.
    pub(crate) mix: Option<String>,
    /// How old that mix is, where it is of another time.
    pub(crate) mix_age: Option<i64>,
    /// The price treats all input as fresh.
    pub(crate) is_upper_bound: Option<bool>,
    pub(crate) origin: Origin,
    pub(crate) reason: Option<String>,
}

/// The prices of all vendors.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    by_key: BTreeMap<(Rule, Basis, String), Price>,
}

impl Prices {
    pub(crate) fn read(frame: &Frame<VendorPrice>) -> Self {
        let text = |column| frame.cells(column).texts();
        let (vendors, bases, rules) = (text(&VENDOR), text(&PRICE_BASIS), text(&RULE));
        let (origins, reasons) = (text(&VALUE_ORIGIN), text(&REASON));
        let (blended, coverage) = (frame.cells(&BLENDED_PRICE).reals(), frame.cells(&COVERAGE_SHARE).reals());
        let (lows, highs) = (frame.cells(&BLENDED_LOW).reals(), frame.cells(&BLENDED_HIGH).reals());
        let (mixes, ages) = (text(&MIX_ORIGIN), frame.cells(&MIX_AGE_DAYS).integers());
        let upper = frame.cells(&IS_UPPER_BOUND).truths();
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?, at(&vendors, row)?.to_owned());
            let price = Price {
                blended: at(&blended, row),
                bounds: at(&lows, row).zip(at(&highs, row)),
                coverage: at(&coverage, row),
                mix: at(&mixes, row).map(str::to_owned),
                mix_age: at(&ages, row),
                is_upper_bound: at(&upper, row),
                origin: at(&origins, row)?.parse().ok()?,
                reason: at(&reasons, row).map(str::to_owned),
            };
            Some((key, price))
        };
        Self { by_key: (0..frame.height()).filter_map(row).collect() }
    }

    /// The columns that say how a price was mixed, of rows that have these prices; null where there is none.
    pub(crate) fn columns<'rows>(prices: impl Iterator<Item = Option<&'rows Price>> + Clone) -> Vec<Series> {
        let valued = prices.map(|price| price.filter(|price| price.blended.is_some()));
        vec![
            texts(&MIX_ORIGIN, valued.clone().map(|price| price?.mix.as_deref())),
            integers(&MIX_AGE_DAYS, valued.clone().map(|price| price?.mix_age)),
            truths(&IS_UPPER_BOUND, valued.map(|price| price?.is_upper_bound)),
        ]
    }

    /// The price of a vendor, if the weights name it at all.
    pub(crate) fn of(&self, rule: Rule, basis: Basis, vendor: &str) -> Option<&Price> {
        self.by_key.get(&(rule, basis, vendor.to_owned()))
    }
}

//! `price_point`: change of share and price of each vendor.

use schema::{
    Frame, Origin,
    columns::{
        BLENDED_PRICE, COVERAGE_SHARE, DELTA_LEAST, DELTA_MOST, DELTA_POINTS, NOW_SHARE, PAST_SHARE, PRICE_BASIS,
        PRICE_LEAST, PRICE_MOST, REASON, RULE, VALUE_ORIGIN, VENDOR, WEIGHTS_AGE_DAYS, WEIGHTS_SHARE, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{PricePoint, VendorGap, VendorGrowth, VendorWeek},
};

use crate::{
    AnalyzeError,
    price_move::{Move, Price, Setting, settings},
};

const NOBODYS: &str = "no vendor's label: whose these tokens are is not known, so it is no item of `price_correlation`";
const UNPRICED: &str = "no price on this basis: not among the items of `price_correlation`";
const ABSENT: &str = "absent in a window: the change is not known, but its bounds are";
const THIN: &str = "the price is in doubt, or not of all its tokens: what all cost lies between its bounds";
const PARTLY: &str = "absent in some weeks, or lower bounds: the change lies between its bounds";

/// The scatter behind `price_correlation`.
///
/// Grain: vendor that one of the two windows of `vendor_growth` names × basis × rule. Units: shares of all tokens;
/// percentage points; US dollars per million tokens, of the last weeks, as `vendor_gap` has them. `others` and the market are
/// no vendors. `delta_points` is null where the vendor is absent in all of a window, and its bounds say what it can have
/// been. A price is of the tokens that have one; `price_least_usd_per_mtok` and `price_most_usd_per_mtok` are of all: the rest at the
/// cheapest and at the dearest that any vendor of the window costs, as in the bounds of a dollar share. `coverage_share`,
/// `weights_share` and `weights_age_days` say how much of the vendor the price rests on. Where it is absent in some weeks the change is of what it is named with, and lies between the bounds in truth.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn price_point(
    growth: &Frame<VendorGrowth>,
    gaps: &Frame<VendorGap>,
    weeks: &Frame<VendorWeek>,
) -> Result<Frame<PricePoint>, AnalyzeError> {
    let settings = settings(growth, gaps, weeks);
    let rows: Vec<(&Setting, &Move, Option<Price>)> = settings
        .iter()
        .flat_map(|setting| setting.moves.iter().map(move |(of, price)| (setting, of, *price)))
        .collect();
    let of = || rows.iter().map(|(setting, ..)| setting);
    let moves = || rows.iter().map(|(_, moved, _)| moved);
    let prices = || rows.iter().map(|(.., price)| price);
    let reasons: Vec<Option<String>> =
        rows.iter().map(|(setting, moved, price)| reason(setting, moved, *price)).collect();
    let origin = |moved: &Move, price: Option<Price>| moved.origin.max(price.and_then(|price| price.origin));
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, moves().map(|moved| Some(moved.vendor.as_str()))),
        texts(&PRICE_BASIS, of().map(|setting| Some(setting.basis.word()))),
        texts(&RULE, of().map(|setting| Some(setting.rule.word()))),
        dates(&WINDOW_START_DATE, of().map(|setting| Some(setting.window.0))),
        dates(&WINDOW_END_DATE, of().map(|setting| Some(setting.window.1))),
        reals(&PAST_SHARE, moves().map(|moved| moved.shares[0])),
        reals(&NOW_SHARE, moves().map(|moved| moved.shares[1])),
        reals(&DELTA_POINTS, moves().map(|moved| (!moved.is_absent()).then_some(100.0 * moved.change))),
        reals(&DELTA_LEAST, moves().map(|moved| Some(100.0 * moved.range.0))),
        reals(&DELTA_MOST, moves().map(|moved| Some(100.0 * moved.range.1))),
        reals(&BLENDED_PRICE, prices().map(|price| Some(price.as_ref()?.usd_per_mtok))),
        reals(&PRICE_LEAST, prices().map(|price| Some(price.as_ref()?.range.0))),
        reals(&PRICE_MOST, prices().map(|price| Some(price.as_ref()?.range.1))),
        reals(&COVERAGE_SHARE, prices().map(|price| price.as_ref()?.coverage)),
        reals(&WEIGHTS_SHARE, prices().map(|price| price.as_ref()?.weights_share)),
        integers(&WEIGHTS_AGE_DAYS, prices().map(|price| price.as_ref()?.weights_age)),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
        texts(&VALUE_ORIGIN, rows.iter().map(|(_, moved, price)| origin(moved, *price).map(Origin::word))),
    ])?)
}

fn reason(setting: &Setting, moved: &Move, price: Option<Price>) -> Option<String> {
    let change = match (moved.is_absent(), moved.is_partly_present()) {
        (true, _) => Some(ABSENT),
        (_, true) => Some(PARTLY),
        _ => None,
    };
    let of_price = match price {
        None if moved.is_attributed => Some(UNPRICED),
        None => Some(NOBODYS),
        Some(price) if price.is_doubted() => Some(THIN),
        Some(_) => None,
    };
    let said: Vec<&str> = setting.doubt.into_iter().chain(change).chain(of_price).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

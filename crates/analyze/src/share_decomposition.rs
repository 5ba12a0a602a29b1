//! `share_decomposition`: what moved each vendor's share from the first weeks to the last, and which of its models did.

mod models;
mod parts;
mod rows;

use schema::{
    Basis, Frame, MovePart, Origin,
    columns::{
        DELTA_LEAST, DELTA_MOST, DELTA_POINTS, MODEL, NOW_COVERAGE, NOW_PRICE, NOW_SHARE, NOW_SHARE_HIGH,
        NOW_SHARE_LOW, NOW_TOKENS, NOW_WEEKS_PRESENT, PART, PART_POINTS, PART_RATIO, PAST_COVERAGE, PAST_PRICE,
        PAST_SHARE, PAST_SHARE_HIGH, PAST_SHARE_LOW, PAST_TOKENS, PAST_WEEKS_PRESENT, PRICE_BASIS, REASON, RULE,
        VALUE_ORIGIN, VENDOR, WEEKS, WEIGHTS_AGE_DAYS, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{PricedUsage, ShareDecomposition, VendorPrice, VendorWeek},
};

use crate::{AnalyzeError, Pricing, price::Prices, series::VendorSeries, usage::usages};
use models::ModelWeeks;
use rows::{Row, Setting};

/// The row of all of a vendor's models.
const ALL: &str = "all";
/// Shares of tokens, where no price turns them into anything.
const TOKENS: &str = "tokens";

/// What moved each vendor's share between the first `count` weeks and the last `count`: those of `vendor_growth`.
///
/// Grain: label named in one of the two windows × basis × rule × part, for the vendor (`model` `all`) and for each of its
/// models. Units: percentage points of the share; the parts of a vendor add up to `delta_points`, and those of its models to
/// that part of the vendor, both to the last digits of a double.
///
/// **Method.** A share is a product, `tokens · price / market`. Its move is split by the additive logarithmic mean Divisia
/// index, LMDI-I (B. W. Ang, *The LMDI approach to decomposition analysis: a practical guide*, Energy Policy 33 (2005)
/// 867-871): with `L(a, b) = (a − b) / ln(a / b)` and `L` that of both shares,
///
/// - `volume` = `L · ln(now tokens / past tokens)`: the vendor's own growth;
/// - `market` = `−L · ln(now market / past market)`: that of everybody, the vendor included. On basis `tokens` the market is
///   all buckets, `others` among them; on a price basis the implied value of the priced vendors, so that a vendor which
///   gains or loses a price is in it, too;
/// - `price` and `mix` together = `L · ln(now blended price / past blended price)`. A blended price is the sum of weight
///   times price over models, and its change is split by Bennet's indicator (T. L. Bennet, *The theory of measurement of
///   changes in cost of living*, J. R. Stat. Soc. 83 (1920) 455-462), which changes each factor at the mean of the other, as
///   the Shapley value of two factors does: `price` takes the change of each model's own price at its mean weight, at which
///   models' mixes of input, cached input and output count as price; `mix` the change of its weight, here at the distance of
///   its mean price from the vendor's: weights add up to 1, so the distance moves no sum, and above 0 is a shift to dear models.
///   What is in one window only, free variants among them, has no price that changed and is a shift.
///
/// `part_ratio` says the same as a factor: those of all parts multiply to `now_share / past_share`.
///
/// **Models** are attributed what they changed of a factor: of `volume` their part of the change of the vendor's tokens. That
/// is the question of K. H. Choi and B. W. Ang (*Attribution of changes in Divisia real energy intensity index: an extension to
/// index decomposition analysis*, Energy Economics 34 (2012) 171-176), who answer it for the percent change of a
/// multiplicative index; theirs is not used, since parts in points are added up here. LMDI over single models would
/// be exact as well, and would say nothing where models are replaced within the year, as here: old ones that left and new
/// ones that entered would be all of the move, and the market none of it. The market is no model's doing: no row. Models of
/// a week are those of the usage that weighs it (`weights_age_days`). On basis `tokens` what that usage does not name is
/// model `others`: a model that enters the list takes from it. On a price basis what it does not name is taken to be as what
/// it names, as in every price of the vendor; traffic that the pipeline leaves out is left out.
///
/// On `list_3to1` and `list_current` one price and one mix value all weeks: `price` and `mix` are 0, and models have no
/// rows, since those bases have none by week.
///
/// **Absence.** By rule `published` absent is 0: who enters or leaves moves by `volume` alone, the limit of the logarithmic
/// mean (B. W. Ang and N. Liu, *Handling zero values in the logarithmic mean Divisia index decomposition approach*, Energy
/// Policy 35 (2007) 238-246). By rule `default` who is absent in a whole window has no
/// move, and `part_points` is null with a reason; who is absent in some weeks has fewer tokens than it may have had. A price
/// of 0 is a price: where a vendor's was and is not, all is `price` and `mix`. Who has no price in one of the windows has no
/// move on that basis.
///
/// **Bounds.** Parts add up to the move of the shares as they are seen. How far off that can be is said of the vendor, not of
/// its parts or models: `past_share_low` to `now_share_high` are the bounds of `dollar_share` over each window, of the whole
/// market, with what has no price, what `others` may hide, and prices within theirs; on basis `tokens` the tokens that are
/// named, and all that may be hidden besides. `delta_least_points` and `delta_most_points` are of each share at the end that
/// makes the move least and most. They may be wider than need be: both windows take theirs freely.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn share_decomposition(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    usage: &Frame<PricedUsage>,
    pricing: &Pricing,
    count: usize,
) -> Result<Frame<ShareDecomposition>, AnalyzeError> {
    let (series, prices, usages) = (VendorSeries::read(weeks), Prices::read(prices), usages(usage));
    let models = ModelWeeks::new(&usages);
    let setting = Setting { series: &series, prices: &prices, models: &models, traffic: pricing.traffic, count };
    let bases = || [None].into_iter().chain(pricing.bases.iter().copied().map(Some));
    let cases = pricing.rules.iter().flat_map(|rule| bases().map(|basis| (*rule, basis)));
    frame(&cases.flat_map(|(rule, basis)| setting.rows(rule, basis)).collect::<Vec<_>>())
}

fn frame(rows: &[Row]) -> Result<Frame<ShareDecomposition>, AnalyzeError> {
    let basis = |row: &Row| Some(row.basis.map_or(TOKENS, Basis::word));
    // A negative zero would be printed with its sign.
    let points = |share: Option<f64>| share.map(|share| 100.0 * share + 0.0);
    let real = |column, value: fn(&Row) -> Option<f64>| reals(column, rows.iter().map(value));
    let integer = |column, value: fn(&Row) -> Option<i64>| integers(column, rows.iter().map(value));
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor.as_str()))),
        texts(&MODEL, rows.iter().map(|row| Some(row.model.as_str()))),
        texts(&PART, rows.iter().map(|row| Some(MovePart::word(row.part)))),
        texts(&PRICE_BASIS, rows.iter().map(basis)),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.days.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.days.1))),
        integer(&WEEKS, |row| Some(row.weeks)),
        integer(&PAST_WEEKS_PRESENT, |row| Some(row.past.weeks_present)),
        integer(&NOW_WEEKS_PRESENT, |row| Some(row.now.weeks_present)),
        real(&PAST_SHARE, |row| row.past.share),
        real(&PAST_SHARE_LOW, |row| Some(row.past.bounds?.0)),
        real(&PAST_SHARE_HIGH, |row| Some(row.past.bounds?.1)),
        real(&NOW_SHARE, |row| row.now.share),
        real(&NOW_SHARE_LOW, |row| Some(row.now.bounds?.0)),
        real(&NOW_SHARE_HIGH, |row| Some(row.now.bounds?.1)),
        reals(&DELTA_POINTS, rows.iter().map(|row| points(Some(row.now.share? - row.past.share?)))),
        reals(&DELTA_LEAST, rows.iter().map(|row| points(Some(row.moved()?.0)))),
        reals(&DELTA_MOST, rows.iter().map(|row| points(Some(row.moved()?.1)))),
        reals(&PART_POINTS, rows.iter().map(|row| points(row.added))),
        real(&PART_RATIO, Row::ratio),
        integer(&PAST_TOKENS, |row| row.past.tokens),
        integer(&NOW_TOKENS, |row| row.now.tokens),
        real(&PAST_PRICE, |row| row.past.price),
        real(&NOW_PRICE, |row| row.now.price),
        real(&PAST_COVERAGE, |row| row.past.coverage),
        real(&NOW_COVERAGE, |row| row.now.coverage),
        integer(&WEIGHTS_AGE_DAYS, |row| row.weights_age),
        texts(&REASON, rows.iter().map(|row| row.reason.as_deref())),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ])?)
}

#[cfg(test)]
mod tests;

//! `concentration`: how few vendors hold the market, week by week.

use jiff::civil::Date;
use schema::{
    Basis, Frame, Origin, Rule,
    columns::{
        EFFECTIVE_VENDORS, HHI, HHI_HIGH, HHI_LOW, IS_COMPLETE, PRICE_BASIS, REASON, RULE, VALUE_ORIGIN,
        WEEK_START_DATE,
    },
    series::{dates, reals, texts, truths},
    tables::{Concentration, VendorPrice, VendorWeek},
};

use crate::{
    AnalyzeError, Pricing,
    bound::{Part, PriceRange},
    dollar_share::{origin, part},
    price::Prices,
    series::{OTHERS, VendorSeries, Week},
    window::Window,
};

/// The measure that is no price basis.
const TOKENS: &str = "tokens";
const NO_PRICES: &str = "no vendor of this week has a price";
const MOST: f64 = 10_000.0;

/// An index with its bounds; all 0 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Index {
    named: f64,
    low: f64,
    high: f64,
}

/// One week on one measure.
struct Row {
    week: Date,
    is_complete: bool,
    measure: &'static str,
    rule: Rule,
    index: Option<Index>,
    origin: Option<Origin>,
}

/// Herfindahl-Hirschman index and effective number of vendors.
///
/// Grain: week × price basis (`tokens` is one here, too) × rule. Units: HHI 0 to 10,000, the sum of squared percentage
/// shares; effective vendors = 10,000 / HHI. The index is over the named vendors (for dollars: those with a price).
///
/// Bounds are for the whole market, and take in the index itself. Least: `others` is countless tiny vendors. Most: it is as few as the list allows,
/// each as large as the smallest named vendor; by rule `default`, in a week made of daily lists, all of it is the largest
/// vendor's. For dollars what has no price costs the dearest price in the least index
/// and, both at once, the cheapest as a whole and the dearest in each part in the most: wide, but safe.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn concentration(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    pricing: &Pricing,
) -> Result<Frame<Concentration>, AnalyzeError> {
    let (series, prices) = (VendorSeries::read(weeks), Prices::read(prices));
    let mut rows = Vec::new();
    for week in &series.weeks {
        for rule in &pricing.rules {
            let origin = week.cells.values().map(|cell| cell.origin).max();
            rows.push(Row { index: in_tokens(week, *rule), origin, ..row(week, *rule, TOKENS) });
        }
        for (rule, basis) in pricing.cases() {
            let (index, origin) = in_dollars(week, rule, basis, &prices);
            rows.push(Row { index, origin, ..row(week, rule, basis.word()) });
        }
    }
    let index = |value: fn(Index) -> f64| rows.iter().map(move |row| row.index.map(value));
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.measure))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.is_complete))),
        reals(&HHI, index(|index| index.named)),
        reals(&HHI_LOW, index(|index| index.low)),
        reals(&HHI_HIGH, index(|index| index.high)),
        reals(&EFFECTIVE_VENDORS, index(|index| (MOST / index.named).max(1.0))),
        texts(&REASON, rows.iter().map(|row| if row.index.is_some() { None } else { Some(NO_PRICES) })),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ])?)
}

const fn row(week: &Week, rule: Rule, measure: &'static str) -> Row {
    Row { week: week.start, is_complete: week.is_complete, measure, rule, index: None, origin: None }
}

/// Tokens as if each cost one: then there is nothing unpriced but `others`.
fn in_tokens(week: &Week, rule: Rule) -> Option<Index> {
    let window = Window::first(&[week], 1, rule);
    let one = |label: &String| Part {
        tokens: week.cells.get(label).map_or(0, |cell| cell.tokens),
        unlisted: window.sum(label).unlisted,
        price: (label != OTHERS).then_some(1.0),
        coverage: 1.0,
        is_remainder: label == OTHERS,
        ..Part::default()
    };
    index(&week.cells.keys().map(one).collect::<Vec<_>>())
}

fn in_dollars(week: &Week, rule: Rule, basis: Basis, prices: &Prices) -> (Option<Index>, Option<Origin>) {
    let window = Window::first(&[week], 1, rule);
    let price = |label: &String| prices.of_weeks(rule, basis, label, &window.by_week(label));
    let vendors: Vec<_> = week.cells.keys().map(|label| (label, window.sum(label), price(label))).collect();
    let index = index(&vendors.iter().map(|(label, sum, price)| part(label, *sum, price.as_ref())).collect::<Vec<_>>());
    (index, vendors.iter().filter_map(|(_, sum, price)| origin(*sum, price.as_ref())).max())
}

fn index(parts: &[Part]) -> Option<Index> {
    let range = PriceRange::of(parts)?;
    let priced: Vec<f64> =
        parts.iter().filter(|p| p.price.is_some()).map(|p| p.price.unwrap_or(0.0) * float(p.tokens)).collect();
    let whole: f64 = priced.iter().sum();
    let all_cheap: f64 = parts.iter().map(|part| part.cheap_usd(range)).sum();
    let all_dear: f64 = parts.iter().map(|part| part.dear_usd(range)).sum();
    let named = || parts.iter().filter(|part| !part.is_remainder);
    let dear: Vec<f64> = named().map(|part| part.dear_usd(range)).collect();
    let high = dear.iter().map(|usd| usd.powi(2)).sum::<f64>() + hidden(parts, &dear, range.dearest);
    let low: f64 = named().map(|part| part.cheap_usd(range).powi(2)).sum::<f64>() / all_dear.powi(2);
    let squares: f64 = priced.iter().map(|usd| usd * usd).sum();
    let named = (MOST * squares / (whole * whole)).min(MOST);
    // The index leaves out what has no name or price, and the bounds count it: they take the index in.
    (whole > 0.0).then(|| Index {
        named,
        low: (MOST * low).min(named),
        high: (MOST * high / all_cheap.powi(2)).clamp(named, MOST),
    })
}

/// What `others` may add to the squares of the named vendors, of which each is worth its part of `dear`.
fn hidden(parts: &[Part], dear: &[f64], price: f64) -> f64 {
    let others: i64 = parts.iter().filter(|part| part.is_remainder).map(|part| part.tokens).sum();
    let usd = |tokens: i64| float(tokens) * price / 1e6;
    if parts.iter().any(|part| part.unlisted > 0) {
        // All of it is of models of the largest.
        let largest = dear.iter().copied().fold(0.0, f64::max);
        return (largest + usd(others)).powi(2) - largest.powi(2);
    }
    // Vendors as large as the smallest named one, and a rest.
    let smallest = parts.iter().filter(|part| !part.is_remainder && part.tokens > 0).map(|part| part.tokens).min();
    let largest = smallest.unwrap_or(others).min(others).max(1);
    float(others / largest) * usd(largest).powi(2) + usd(others % largest).powi(2)
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{pricing, usage, vendor_weeks};

    #[test]
    fn two_halves_and_what_others_may_hide() {
        let weeks = vendor_weeks(&[
            "2026-04-05 a 50",
            "2026-04-05 b 50",
            "2026-04-12 a 50",
            "2026-04-12 b 25",
            "2026-04-12 others 60",
        ]);
        let prices = Frame::empty().unwrap();
        let concentration = concentration(&weeks, &prices, &pricing(&[Rule::Default], &[Basis::List3to1])).unwrap();
        let columns = [&WEEK_START_DATE, &PRICE_BASIS, &HHI, &HHI_LOW, &HHI_HIGH, &EFFECTIVE_VENDORS, &REASON];
        expect![[r#"
            week_start_date | price_basis | hhi | hhi_low | hhi_high | effective_vendors | reason
            2026-04-05 | list_3to1 | - | - | - | - | no vendor of this week has a price
            2026-04-05 | tokens | 5000 | 5000 | 5000 | 2 | -
            2026-04-12 | list_3to1 | - | - | - | - | no vendor of this week has a price
            2026-04-12 | tokens | 5555.555555555556 | 1714.6776406035665 | 5555.555555555556 | 1.8 | -
        "#]]
        .assert_eq(&concentration.to_text(&columns));
    }

    /// 50 and 25 of 135, and 60 that may all be of the first: (110² + 25²) / 135².
    #[test]
    fn in_a_week_of_daily_lists_all_of_others_may_be_the_largest_vendors() {
        let weeks = vendor_weeks(&["2026-04-13 a 50 least", "2026-04-13 b 25 least", "2026-04-13 others 60"]);
        let usage = usage(&["site a/x standard 1 1 1 1", "site b/x standard 1 1 3 3"]);
        let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
        pricing.weights.published = pricing.weights.default;
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let concentration = concentration(&weeks, &prices, &pricing).unwrap();
        let columns = [&PRICE_BASIS, &RULE, &HHI, &HHI_LOW, &HHI_HIGH];
        expect![[r#"
            price_basis | rule | hhi | hhi_low | hhi_high
            list_current | default | 5200 | 873.4211233539367 | 10000
            list_current | published | 5200 | 873.4211233539367 | 5924.032140248355
            tokens | default | 5555.555555555556 | 1714.6776406035665 | 6982.167352537724
            tokens | published | 5555.555555555556 | 1714.6776406035665 | 5555.555555555556
        "#]]
        .assert_eq(&concentration.to_text(&columns));
    }
}

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
/// each as large as the smallest named vendor. For dollars what has no price costs the dearest price in the least index
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
            rows.push(Row { index: in_tokens(week), origin, ..row(week, *rule, TOKENS) });
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
fn in_tokens(week: &Week) -> Option<Index> {
    let one = |label: &String| Part {
        tokens: week.cells.get(label).map_or(0, |cell| cell.tokens),
        price: (label != OTHERS).then_some(1.0),
        coverage: 1.0,
        is_remainder: label == OTHERS,
        ..Part::default()
    };
    index(&week.cells.keys().map(one).collect::<Vec<_>>())
}

fn in_dollars(week: &Week, rule: Rule, basis: Basis, prices: &Prices) -> (Option<Index>, Option<Origin>) {
    let window = Window::first(&[week], 1, rule);
    let vendors: Vec<_> =
        week.cells.keys().map(|label| (label, window.sum(label), prices.of(rule, basis, label))).collect();
    let index = index(&vendors.iter().map(|(label, sum, price)| part(label, *sum, *price)).collect::<Vec<_>>());
    (index, vendors.iter().filter_map(|(_, sum, price)| origin(*sum, *price)).max())
}

fn index(parts: &[Part]) -> Option<Index> {
    let range = PriceRange::of(parts)?;
    let at = |part: &Part, unpriced: f64| part.usd_at(unpriced);
    let priced: Vec<f64> =
        parts.iter().filter(|p| p.price.is_some()).map(|p| p.price.unwrap_or(0.0) * float(p.tokens)).collect();
    let whole: f64 = priced.iter().sum();
    let sum = |unpriced: f64| parts.iter().map(|part| at(part, unpriced)).sum::<f64>();
    let named = || parts.iter().filter(|part| !part.is_remainder);
    let low: f64 = named().map(|part| at(part, range.cheapest).powi(2)).sum::<f64>() / sum(range.dearest).powi(2);
    let high = named().map(|part| at(part, range.dearest).powi(2)).sum::<f64>() + hidden(parts, range.dearest);
    let squares: f64 = priced.iter().map(|usd| usd * usd).sum();
    let named = (MOST * squares / (whole * whole)).min(MOST);
    // The index leaves out what has no name or price, and the bounds count it: they take the index in.
    (whole > 0.0).then(|| Index {
        named,
        low: (MOST * low).min(named),
        high: (MOST * high / sum(range.cheapest).powi(2)).clamp(named, MOST),
    })
}

/// Squares of what `others` may hide: vendors as large as the smallest named one, and a rest.
fn hidden(parts: &[Part], price: f64) -> f64 {
    let others: i64 = parts.iter().filter(|part| part.is_remainder).map(|part| part.tokens).sum();
    let smallest = parts.iter().filter(|part| !part.is_remainder && part.tokens > 0).map(|part| part.tokens).min();
    let largest = smallest.unwrap_or(others).min(others).max(1);
    let usd = |tokens: i64| (float(tokens) * price / 1e6).powi(2);
    float(others / largest) * usd(largest) + usd(others % largest)
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{pricing, vendor_weeks};

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
}

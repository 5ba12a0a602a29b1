//! `dollar_share`: tokens in dollars, week by week.

use schema::{
    Basis, Frame, Origin, Rule,
    columns::{
        COVERAGE_SHARE, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, IMPLIED_USD, IS_COMPLETE, PRICE_BASIS,
        REASON, RULE, TOKENS, VALUE_ORIGIN, VENDOR, WEEK_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{DollarShare, VendorPrice, VendorWeek},
};

use crate::{
    AnalyzeError, Pricing,
    bound::{Part, Valued, valued},
    price::{Price, Prices},
    series::{OTHERS, VendorSeries, Week},
    window::{Sum, Window},
};

/// One week and vendor on one basis.
struct Row<'series> {
    week: &'series Week,
    vendor: &'series str,
    rule: Rule,
    basis: Basis,
    sum: Sum,
    price: Option<Price>,
    valued: Valued,
    origin: Option<Origin>,
}

/// Dollar share by week, vendor, basis and rule.
///
/// Grain: week × label that the chart names in any week × basis × rule. Units: US dollars of implied value (tokens
/// times blended price; never revenue), shares 0 to 1 of the priced vendors. On `list_3to1` and `list_current` every week
/// is valued at the one price of the vendor; on the others each at its own.
///
/// Bounds: a price at a reference mix is as low or high as that allows, the vendor's at one end and all others' at the
/// other; `others`, unpriced vendors and the part of a vendor's tokens that its price was not found on cost at least
/// the cheapest and at most the dearest blended price among the named vendors of that week. An absent vendor is 0 by
/// rule `published` and null by rule `default`, where its upper bound is what `others` may hide. In a week made of daily
/// lists that is so for every vendor: all of `others` may be its own, at the dearest price, since it is of other models.
///
/// ```
/// use analyze::{Pricing, Traffic, Weights};
/// use schema::{Basis, Board, Rule};
/// # use schema::{Frame, columns::*, tables::*};
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday"),
/// #     (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// let weeks = Frame::<VendorWeek>::from_text("
///     week_start_date | vendor | tokens  | is_attributed
///     2026-03-29      | dear   | 1000000 | true
///     2026-03-29      | cheap  | 1000000 | true
///     2026-03-29      | others | 2000000 | false
/// ", &alike)?;
/// # let alike = [
/// #     (&PRICE_BASIS, "list_3to1"), (&WINDOW_KIND, "board"), (&WINDOW_START_DATE, "2026-03-29"),
/// #     (&WINDOW_END_DATE, "2026-04-04"), (&BOARD, "site"), (&TOKENS, "1"), (&PRICED_TOKENS, "1"), (&MODEL_COUNT, "1"),
/// #     (&MIX_ORIGIN, "assumed"), (&WEIGHTS_AGE_DAYS, "0"), (&KEPT_SHARE, "1"), (&IS_ATTRIBUTED, "true"),
/// #     (&VALUE_ORIGIN, "observed"), (&COVERAGE_SHARE, "1"), (&WEIGHTS_SHARE, "1"),
/// # ];
/// let prices = Frame::<VendorPrice>::from_text("
///     vendor | rule      | blended_usd_per_mtok
///     dear   | default   | 3
///     cheap  | default   | 1
///     dear   | published | 3
///     cheap  | published | 1
/// ", &alike)?;
/// # let weights = Weights { published: Board::Site, default: Board::Site };
/// let pricing = Pricing { rules: vec![Rule::Default], bases: vec![Basis::List3to1], weights, traffic: Traffic::ALL };
/// let shares = analyze::dollar_share(&weeks, &prices, &pricing)?;
/// // $3 of $4. Of the whole market it is 3 / (3 + 1 + 6) at least, where `others` costs as much as the dearest, and
/// // 3 / (3 + 1 + 2) at most, widened to the share itself. `others` has no price, and no dollars.
/// assert_eq!(shares.to_text(&[&VENDOR, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH]), "\
/// vendor | dollar_share | dollar_share_low | dollar_share_high
/// cheap | 0.25 | 0.1 | 0.25
/// dear | 0.75 | 0.3 | 0.75
/// others | - | 0.3333333333333333 | 0.6
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn dollar_share(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    pricing: &Pricing,
) -> Result<Frame<DollarShare>, AnalyzeError> {
    let (series, prices) = (VendorSeries::read(weeks), Prices::read(prices));
    let rows: Vec<Row<'_>> = pricing
        .cases()
        .flat_map(|(rule, basis)| series.weeks.iter().flat_map(rows_of(&series, &prices, rule, basis)))
        .collect();
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week.start))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.week.is_complete))),
        integers(&TOKENS, rows.iter().map(|row| row.sum.tokens)),
        reals(&IMPLIED_USD, rows.iter().map(|row| row.valued.usd.filter(|_| row.sum.tokens.is_some()))),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.valued.share.filter(|_| row.sum.tokens.is_some()))),
        reals(&DOLLAR_SHARE_LOW, rows.iter().map(|row| row.valued.low)),
        reals(&DOLLAR_SHARE_HIGH, rows.iter().map(|row| row.valued.high)),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.price.as_ref().and_then(|price| price.coverage))),
        texts(&REASON, rows.iter().map(|row| reason(row.vendor, row.sum, row.price.as_ref()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ];
    columns.extend(Prices::columns(&rows.iter().map(|row| row.price.as_ref())));
    Ok(Frame::from_columns(columns)?)
}

fn rows_of<'series>(
    series: &'series VendorSeries,
    prices: &Prices,
    rule: Rule,
    basis: Basis,
) -> impl Fn(&'series Week) -> Vec<Row<'series>> {
    let labels: Vec<&str> = series.labels().into_iter().collect();
    move |week| {
        let window = Window::first(&[week], 1, rule);
        let sums: Vec<_> = labels.iter().map(|label| window.sum(label)).collect();
        let found: Vec<_> =
            labels.iter().map(|label| prices.of_weeks(rule, basis, label, &window.by_week(label))).collect();
        let parts: Vec<_> = labels.iter().zip(&sums).zip(&found).map(|((l, s), p)| part(l, *s, p.as_ref())).collect();
        let values = valued(&parts);
        let origins = origins(&sums, &found, &values);
        labels
            .iter()
            .zip(sums)
            .zip(found)
            .zip(values)
            .zip(origins)
            .map(|((((vendor, sum), price), valued), origin)| Row {
                week,
                vendor,
                rule,
                basis,
                sum,
                price,
                valued,
                origin,
            })
            .collect()
    }
}

/// A bucket of a week or window, ready to be valued.
pub(crate) fn part(label: &str, sum: Sum, price: Option<&Price>) -> Part {
    let kept = |tokens: i64| kept(tokens, price);
    Part {
        tokens: kept(sum.tokens.unwrap_or(0)),
        hidden: if label == OTHERS { 0 } else { sum.hidden },
        unlisted: if label == OTHERS { 0 } else { sum.unlisted },
        price: price.and_then(|price| price.blended),
        bounds: price.and_then(|price| price.bounds),
        coverage: price.map_or(0.0, Price::covered),
        is_remainder: label == OTHERS,
        is_unattributed: false,
    }
}

/// What the choice of traffic leaves of tokens: the chart does not tell traffic apart, the weights of the price do.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "tokens below 2^53 in every window")]
fn kept(tokens: i64, price: Option<&Price>) -> i64 {
    match price.map(|price| price.kept) {
        Some(kept) if kept < 1.0 => (tokens as f64 * kept).round() as i64,
        _ => tokens,
    }
}

/// The weakest origin of tokens and price.
pub(crate) fn origin(sum: Sum, price: Option<&Price>) -> Option<Origin> {
    let priced = price.filter(|price| price.blended.is_some()).map(|price| price.origin);
    sum.origin.map(|tokens| priced.map_or(tokens, |price| price.max(tokens)))
}

/// The origin of each row of a window: that of its tokens and price; and where it has a share of the dollars, or bounds on
/// one, the weakest of all, since a share is a part of what everybody has and bounds are at the prices of others.
pub(crate) fn origins(sums: &[Sum], prices: &[Option<Price>], values: &[Valued]) -> Vec<Option<Origin>> {
    let own: Vec<Option<Origin>> = sums.iter().zip(prices).map(|(sum, price)| origin(*sum, price.as_ref())).collect();
    let weakest = own.iter().copied().max().flatten();
    let is_of_all = |valued: &Valued| valued.share.or(valued.high).is_some();
    own.into_iter().zip(values).map(|(own, valued)| if is_of_all(valued) { weakest } else { own }).collect()
}

/// Why there is no dollar figure.
pub(crate) fn reason<'price>(label: &str, sum: Sum, price: Option<&'price Price>) -> Option<&'price str> {
    match price {
        _ if sum.tokens.is_none() => Some("absent: its tokens, if any, are inside `others`"),
        Some(price) => price.reason.as_deref(),
        None if label == OTHERS => Some("upstream's remainder: no model is named in it"),
        None => Some("unpriced: the usage that weights prices does not name it"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Treatment;

    use super::*;
    use crate::{
        Traffic,
        tests::{pricing, usage, vendor_weeks},
    };

    #[test]
    fn an_unpriced_vendor_is_null_and_widens_the_bounds() {
        let weeks = vendor_weeks(&[
            "2026-04-05 a 1000000",
            "2026-04-05 b 1000000",
            "2026-04-05 c 1000000",
            "2026-04-05 others 1000000",
        ]);
        let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site c/z standard 1000000 750000 - -"]);
        let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let columns = [&VENDOR, &IMPLIED_USD, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH, &REASON];
        expect![[r#"
            vendor | implied_usd | dollar_share | dollar_share_low | dollar_share_high | reason
            a | 3 | 1 | 0.25 | 1 | -
            b | - | - | 0.25 | 0.25 | unpriced: the usage that weights prices does not name it
            c | - | - | 0.25 | 0.25 | unpriced: none of its models has a price here
            others | - | - | 0.25 | 0.25 | upstream's remainder: no model is named in it
        "#]]
        .assert_eq(&dollar_share(&weeks, &prices, &pricing).unwrap().to_text(&columns));
    }

    /// $3 and $1 a million, and a million tokens that may be anybody's at up to $3.
    #[test]
    fn in_a_week_of_daily_lists_others_may_be_anybodys() {
        let weeks = ["2026-04-06 a 1000000 least", "2026-04-06 b 1000000 least", "2026-04-06 others 1000000"];
        let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site b/y standard 1000000 750000 1.0 1.0"]);
        let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
        pricing.weights.published = pricing.weights.default;
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let columns = [&VENDOR, &RULE, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH];
        let shares = dollar_share(&vendor_weeks(&weeks), &prices, &pricing).unwrap();
        expect![[r#"
            vendor | rule | dollar_share | dollar_share_low | dollar_share_high
            a | default | 0.75 | 0.42857142857142855 | 0.8571428571428571
            a | published | 0.75 | 0.42857142857142855 | 0.75
            b | default | 0.25 | 0.14285714285714285 | 0.5714285714285714
            b | published | 0.25 | 0.14285714285714285 | 0.25
            others | default | - | 0.2 | 0.42857142857142855
            others | published | - | 0.2 | 0.42857142857142855
        "#]]
        .assert_eq(&shares.to_text(&columns));
    }

    #[test]
    fn an_absent_vendor_is_unknown_by_rule_default_and_zero_by_rule_published() {
        let weeks = [
            "2026-04-05 a 1000000",
            "2026-04-05 b 1000000",
            "2026-04-05 others 1000000",
            "2026-04-12 a 1000000",
            "2026-04-12 others 1000000 running",
        ];
        let usage = usage(&["site a/x standard 1000000 750000 3.0 3.0", "site b/y standard 1000000 750000 1.0 1.0"]);
        let mut pricing = pricing(&[Rule::Default, Rule::Published], &[Basis::ListCurrent]);
        pricing.weights.published = pricing.weights.default;
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let columns =
            [&WEEK_START_DATE, &VENDOR, &RULE, &TOKENS, &IMPLIED_USD, &DOLLAR_SHARE, &DOLLAR_SHARE_HIGH, &REASON];
        let shares = dollar_share(&vendor_weeks(&weeks), &prices, &pricing).unwrap();
        expect![[r#"
            week_start_date | vendor | rule | tokens | implied_usd | dollar_share | dollar_share_high | reason
            2026-04-05 | a | default | 1000000 | 3 | 0.75 | 0.75 | -
            2026-04-05 | a | published | 1000000 | 3 | 0.75 | 0.75 | -
            2026-04-05 | b | default | 1000000 | 1 | 0.25 | 0.25 | -
            2026-04-05 | b | published | 1000000 | 1 | 0.25 | 0.25 | -
            2026-04-05 | others | default | 1000000 | - | - | 0.42857142857142855 | upstream's remainder: no model is named in it
            2026-04-05 | others | published | 1000000 | - | - | 0.42857142857142855 | upstream's remainder: no model is named in it
            2026-04-12 | a | default | 1000000 | 3 | 1 | 1 | -
            2026-04-12 | a | published | 1000000 | 3 | 1 | 1 | -
            2026-04-12 | b | default | - | - | - | 0.25 | absent: its tokens, if any, are inside `others`
            2026-04-12 | b | published | 0 | 0 | 0 | 0 | -
            2026-04-12 | others | default | 1000000 | - | - | 0.5 | upstream's remainder: no model is named in it
            2026-04-12 | others | published | 1000000 | - | - | 0.5 | upstream's remainder: no model is named in it
        "#]].assert_eq(&shares.to_text(&columns));
    }

    /// The site knows that a quarter of `a` is free, the chart does not: 750,001 of its 1,000,001 tokens count, at $2. All of
    /// `f` is free, and none of `b`.
    #[test]
    fn a_choice_of_traffic_scales_the_tokens_of_the_chart() {
        let weeks = vendor_weeks(&["2026-04-05 a 1000001", "2026-04-05 b 1000000", "2026-04-05 f 1000000"]);
        let usage = usage(&[
            "site a/x standard 300 300 2 2",
            "site a/x free 100 100 0 0 2 2",
            "site b/y standard 100 100 1 1",
            "site f/z free 100 100 0 0",
        ]);
        let free = Treatment::Out;
        let pricing =
            Pricing { traffic: Traffic { free, ..Traffic::ALL }, ..pricing(&[Rule::Default], &[Basis::ListCurrent]) };
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let shares = dollar_share(&weeks, &prices, &pricing).unwrap();
        expect![[r#"
            vendor | tokens | implied_usd | dollar_share | reason
            a | 1000001 | 1.500002 | 0.6000003199997439 | -
            b | 1000000 | 1 | 0.39999968000025593 | -
            f | 1000000 | 0 | 0 | left out: the pipeline's choice of traffic takes none of it
        "#]]
        .assert_eq(&shares.to_text(&[&VENDOR, &TOKENS, &IMPLIED_USD, &DOLLAR_SHARE, &REASON]));
    }

    #[test]
    fn a_row_is_as_good_as_the_weakest_of_all_tokens_and_prices() {
        let weeks = vendor_weeks(&["2026-04-05 a 10", "2026-04-05 b 10", "2026-04-05 c 10"]);
        let mut data = usage(&["site a/x standard 9 9 1 1", "site b/x standard 9 9 - -"]).into_data();
        data.with_column(texts(&VALUE_ORIGIN, [Some("made"); 2])).unwrap();
        let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
        let prices = crate::vendor_price(&Frame::new(data).unwrap(), &pricing).unwrap();
        let shares = dollar_share(&weeks, &prices, &pricing).unwrap();
        // Two have no price of their own, and bounds at that of the first.
        assert_eq!(shares.cells(&VALUE_ORIGIN).texts(), [Some("made"); 3]);
        // Where nothing has a price there are no bounds, and the tokens speak alone.
        let shares = dollar_share(&weeks, &Frame::empty().unwrap(), &pricing).unwrap();
        assert_eq!(shares.cells(&VALUE_ORIGIN).texts(), [Some("observed"); 3]);
    }
}

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
    AnalyzeError, Pricing, Traffic,
    bound::{Part, Valued, valued},
    counted::{Counted, Unnamed, kept},
    price::{Price, Prices},
    series::{OTHERS, VendorSeries, Week},
    vendor_price::LEFT_OUT,
    window::{Sum, Window},
};

/// Why nobody has a share of dollars although there are prices.
pub(crate) const COSTS_NOTHING: &str = "all that is priced costs nothing: a share of no dollars";

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
        .flat_map(|(rule, basis)| series.weeks.iter().flat_map(rows_of(&series, &prices, rule, basis, pricing.traffic)))
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
        texts(&REASON, rows.iter().map(|row| reason(row.vendor, row.sum, row.price.as_ref(), &row.valued))),
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
    traffic: Traffic,
) -> impl Fn(&'series Week) -> Vec<Row<'series>> {
    let labels: Vec<&str> = series.labels().into_iter().collect();
    let unnamed: Vec<_> = labels.iter().map(|label| traffic.unnamed(series.whose(label))).collect();
    move |week| {
        let window = Window::first(&[week], 1, rule);
        let sums: Vec<_> = labels.iter().map(|label| window.sum(label)).collect();
        let found: Vec<_> =
            labels.iter().map(|label| prices.of_weeks(rule, basis, label, &window.by_week(label))).collect();
        let of_labels = labels.iter().zip(&sums).zip(&found).zip(&unnamed);
        let parts: Vec<_> = of_labels.map(|(((l, s), p), u)| part(l, *s, p.as_ref(), *u)).collect();
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
pub(crate) fn part(label: &str, sum: Sum, price: Option<&Price>, unnamed: Unnamed) -> Part {
    let all = sum.tokens.unwrap_or(0);
    Part {
        tokens: kept(all, price, unnamed),
        counted: Counted::of(all, price.map(|price| price.named).unwrap_or_default(), unnamed),
        hidden: if label == OTHERS { 0 } else { sum.hidden },
        unlisted: if label == OTHERS { 0 } else { sum.unlisted },
        price: price.and_then(|price| price.blended),
        bounds: price.and_then(|price| price.bounds),
        of_any_week: price.and_then(|price| price.of_any_week),
        coverage: price.map_or(0.0, Price::covered),
        is_remainder: label == OTHERS,
        is_unattributed: false,
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

/// Why there is no dollar figure, or what is to be said of its price.
pub(crate) fn reason<'price>(
    label: &str,
    sum: Sum,
    price: Option<&'price Price>,
    valued: &Valued,
) -> Option<&'price str> {
    match price {
        _ if sum.tokens.is_none() => Some("absent: its tokens, if any, are inside `others`"),
        Some(price) if price.blended.is_some() && valued.share.is_none() => Some(COSTS_NOTHING),
        Some(price) => price.reason.as_deref(),
        None if sum.tokens > Some(0) && valued.usd == Some(0.0) => Some(LEFT_OUT),
        None if label == OTHERS => Some("upstream's remainder: no model is named in it"),
        None => Some("unpriced: the usage that weights prices does not name it"),
    }
}

#[cfg(test)]
mod tests;

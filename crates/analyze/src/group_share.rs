//! `group_share`: the combined share of a group of vendors, week by week.

use schema::{
    Basis, Frame, Origin, Rule,
    columns::{
        COVERAGE_SHARE, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GROUP_ID, IS_COMPLETE, NAMED_TOKEN_SHARE,
        PRICE_BASIS, REASON, RULE, TOKEN_SHARE, TOKENS, VALUE_ORIGIN, WEEK_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{GroupShare, VendorPrice, VendorWeek},
};

use crate::{
    AnalyzeError, Groups, Pricing,
    bound::{Part, Valued, combined},
    dollar_share::part,
    price::{Price, Prices},
    series::{VendorSeries, Week},
    window::{Window, share},
};

const ABSENT: &str = "no member is named this week: its tokens, if any, are inside `others`";
const NO_PRICES: &str = "no member named this week has a price";
const PARTLY: &str = "a member named this week has no price: the dollar share lacks it";

/// One week and group on one basis.
struct Row<'series> {
    week: &'series Week,
    group: &'series str,
    rule: Rule,
    basis: Basis,
    /// None if no member is named and absent is not zero.
    tokens: Option<i64>,
    origin: Option<Origin>,
    valued: Valued,
    coverage: Option<f64>,
    reason: Option<&'static str>,
}

/// Combined token and dollar share of groups.
///
/// Grain: week × group × basis × rule. Units: tokens; shares 0 to 1. `token_share` is of all buckets, `named_token_share`
/// of the named vendors: "more than half" depends on which. A member that upstream does not name in a week is inside
/// `others`, so every share is a lower bound; where no member is named it is null by rule `default`, and 0 by rule
/// `published`. The token side is the same on each basis. Bounds of the dollar share are those of `dollar_share`, over all
/// members at once; by rule `default` all of `others` may be of members that the week does not name.
///
/// # Errors
/// [`AnalyzeError::UnknownGroup`]; [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn group_share(
    weeks: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
    groups: &Groups,
    names: &[String],
    pricing: &Pricing,
) -> Result<Frame<GroupShare>, AnalyzeError> {
    let (series, prices) = (VendorSeries::read(weeks), Prices::read(prices));
    let mut rows = Vec::new();
    for (rule, basis) in pricing.cases() {
        for week in &series.weeks {
            for group in names {
                rows.push(row(week, group, groups, &prices, (rule, basis))?);
            }
        }
    }
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week.start))),
        texts(&GROUP_ID, rows.iter().map(|row| Some(row.group))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        integers(&TOKENS, rows.iter().map(|row| row.tokens)),
        reals(&TOKEN_SHARE, rows.iter().map(|row| share(row.tokens?, row.week.total()))),
        reals(&NAMED_TOKEN_SHARE, rows.iter().map(|row| share(row.tokens?, row.week.named()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.week.is_complete))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.valued.share)),
        reals(&DOLLAR_SHARE_LOW, rows.iter().map(|row| row.valued.low)),
        reals(&DOLLAR_SHARE_HIGH, rows.iter().map(|row| row.valued.high)),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.coverage)),
        texts(&REASON, rows.iter().map(|row| row.reason)),
    ])?)
}

fn row<'series>(
    week: &'series Week,
    group: &'series str,
    groups: &Groups,
    prices: &Prices,
    (rule, basis): (Rule, Basis),
) -> Result<Row<'series>, AnalyzeError> {
    let members = groups.members(group, week.start)?;
    let window = Window::first(&[week], 1, rule);
    let price = |label: &String| prices.of_weeks(rule, basis, label, &window.by_week(label));
    let is_member = |label: &String| members.contains(label.as_str());
    let found: Vec<Option<Price>> = week.cells.keys().map(price).collect();
    let labels = || week.cells.keys().zip(&found);
    let parts: Vec<_> = labels().map(|(label, price)| part(label, window.sum(label), price.as_ref())).collect();
    let (own, rest): (Vec<_>, Vec<_>) = week.cells.keys().zip(&parts).partition(|(label, _)| is_member(label));
    let [own, rest] = [own, rest].map(|parts| parts.into_iter().map(|(_, part)| *part).collect::<Vec<Part>>());
    let hidden = if rule == Rule::Published { 0 } else { week.others() };
    let cells = || week.cells.iter().filter(|(label, _)| is_member(label)).map(|(_, cell)| cell);
    let is_known = cells().next().is_some() || rule == Rule::Published;
    let is_priced = own.iter().any(|part| part.price.is_some());
    let valued = combined(&own, &rest, hidden);
    Ok(Row {
        week,
        group,
        rule,
        basis,
        tokens: is_known.then(|| cells().map(|cell| cell.tokens).sum()),
        origin: cells().map(|cell| cell.origin).max(),
        coverage: covered(&own),
        valued: if is_priced { valued } else { Valued { usd: None, share: None, ..valued } },
        reason: match (is_priced, own.iter().any(|part| part.price.is_none())) {
            _ if own.is_empty() => Some(ABSENT),
            (false, _) => Some(NO_PRICES),
            (true, true) => Some(PARTLY),
            (true, false) => None,
        },
    })
}

/// Tokens of members with a price over all of theirs.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn covered(own: &[Part]) -> Option<f64> {
    let tokens: i64 = own.iter().map(|part| part.tokens).sum();
    let priced: f64 = own.iter().map(|part| part.tokens as f64 * part.coverage).sum();
    (tokens > 0).then(|| (priced / tokens as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{pricing, usage, vendor_weeks};

    #[test]
    fn of_all_and_of_named_tokens_and_dollars_that_lack_a_member() {
        let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 b 20", "2026-04-05 c 30", "2026-04-05 others 20"]);
        let groups = Groups::parse(b"group,vendor,valid_from,source\ng,a,,x\ng,b,,x\ng,late,2027-01-01,x\n").unwrap();
        let usage = usage(&["site a/x standard 1 1 1 1", "site c/x standard 1 1 3 3"]);
        let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let shares = group_share(&weeks, &prices, &groups, &["g".to_owned()], &pricing).unwrap();
        let columns = [&GROUP_ID, &TOKENS, &TOKEN_SHARE, &NAMED_TOKEN_SHARE, &DOLLAR_SHARE, &REASON];
        expect![[r#"
            group_id | tokens | token_share | named_token_share | dollar_share | reason
            g | 50 | 0.5 | 0.625 | 0.25 | a member named this week has no price: the dollar share lacks it
        "#]]
        .assert_eq(&shares.to_text(&columns));
        assert_eq!(
            group_share(&weeks, &prices, &groups, &["h".to_owned()], &pricing).unwrap_err().to_string(),
            "unknown group `h`, expected one of `g`"
        );
    }

    #[test]
    fn nobody_named_and_nobody_priced_are_not_zero() {
        let groups = Groups::parse(b"group,vendor,valid_from,source\ng,a,,x\n").unwrap();
        let usage = usage(&["site c/x standard 1 1 3 3"]);
        let pricing = pricing(&[Rule::Published, Rule::Default], &[Basis::ListCurrent]);
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 c 30", "2026-04-12 c 20"]);
        let shares = group_share(&weeks, &prices, &groups, &["g".to_owned()], &pricing).unwrap();
        let columns = [&WEEK_START_DATE, &RULE, &TOKENS, &TOKEN_SHARE, &DOLLAR_SHARE, &REASON, &VALUE_ORIGIN];
        expect![[r#"
            week_start_date | rule | tokens | token_share | dollar_share | reason | value_origin
            2026-04-05 | default | 30 | 0.5 | - | no member named this week has a price | observed
            2026-04-05 | published | 30 | 0.5 | - | no member named this week has a price | observed
            2026-04-12 | default | - | - | - | no member is named this week: its tokens, if any, are inside `others` | -
            2026-04-12 | published | 0 | 0 | - | no member is named this week: its tokens, if any, are inside `others` | -
        "#]].assert_eq(&shares.to_text(&columns));
    }

    /// $3 and $1 a million, a million tokens each, and as many in `others`, which may be those of a member that is not named.
    #[test]
    fn others_may_be_of_a_member_by_rule_default_alone_and_half_a_price_covers_half() {
        let weeks = vendor_weeks(&["2026-04-05 a 1000000", "2026-04-05 b 1000000", "2026-04-05 others 1000000"]);
        let groups = Groups::parse(b"group,vendor,valid_from,source\ng,a,,x\n").unwrap();
        let usage = usage(&["site a/x standard 1 1 3 3", "site a/y standard 1 1 - -", "site b/y standard 1 1 1 1"]);
        let mut pricing = pricing(&[Rule::Published, Rule::Default], &[Basis::ListCurrent]);
        pricing.weights.published = pricing.weights.default;
        let prices = crate::vendor_price(&usage, &pricing).unwrap();
        let shares = group_share(&weeks, &prices, &groups, &["g".to_owned()], &pricing).unwrap();
        // Half of `a` at $1 to $3, so $2 to $3; at least beside $1 and $3; at most beside $1 and $1, or, with the million of
        // `others` at $3 its own, $6 beside $1.
        expect![[r#"
            rule | dollar_share | dollar_share_low | dollar_share_high | coverage_share
            default | 0.75 | 0.3333333333333333 | 0.8571428571428571 | 0.5
            published | 0.75 | 0.3333333333333333 | 0.75 | 0.5
        "#]]
        .assert_eq(&shares.to_text(&[&RULE, &DOLLAR_SHARE, &DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH, &COVERAGE_SHARE]));
    }

    #[test]
    fn a_group_is_as_good_as_its_weakest_member() {
        let mut data = vendor_weeks(&["2026-04-05 a 1", "2026-04-05 b 1", "2026-04-05 c 1"]).into_data();
        data.with_column(texts(&VALUE_ORIGIN, [Some("observed"), Some("reconstructed"), Some("made")])).unwrap();
        let weeks = Frame::new(data).unwrap();
        let groups = Groups::parse(b"group,vendor,valid_from,source\ng,a,,x\ng,b,,x\n").unwrap();
        let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
        let shares = group_share(&weeks, &Frame::empty().unwrap(), &groups, &["g".to_owned()], &pricing).unwrap();
        assert_eq!(shares.cells(&VALUE_ORIGIN).texts(), [Some("reconstructed")]);
    }
}

//! `token_share`: who served how many of all tokens, week by week.

use schema::{
    Frame,
    columns::{
        IS_ATTRIBUTED, IS_COMPLETE, IS_LOWER_BOUND, NAMED_TOKEN_SHARE, REASON, SNAPSHOT_ID, TOKEN_SHARE, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{TokenShare, VendorWeek},
};

use crate::{
    AnalyzeError,
    series::{Cell, OTHERS, VendorSeries, Week},
    window::share,
};

const ABSENT: &str = "absent: not among the vendors that upstream names this week; its tokens are inside `others`";

const ABSENT_ALONE: &str = "absent: not among the vendors that upstream names this week, and it named no remainder";

const OF_LISTED: &str = "of the listed vendors: upstream named no remainder";

const NO_REMAINDER: &str = "upstream named no remainder";

const REMAINDER: &str = "a remainder without a name: no part of the named ones";

/// Token share by week and vendor.
///
/// Grain: week × label that the chart names in any week, `others` among them. Units: tokens; shares 0 to 1.
/// `token_share` is of all buckets, `others` included, as the published tables have it; `named_token_share` of the
/// named ones.
///
/// A vendor that is absent in a week has null there and a reason, not zero. Where daily data makes the series a named
/// vendor's tokens and shares are lower bounds (`is_lower_bound`). A week without `others` has no total of the site: its shares
/// are of the vendors that are listed, and the reason says so.
///
/// ```
/// # use schema::{Frame, columns::*, tables::*};
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday"),
/// #     (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// let weeks = Frame::<VendorWeek>::from_text("
///     week_start_date | vendor | tokens | is_attributed
///     2026-03-29      | qwen   | 60     | true
///     2026-03-29      | google | 30     | true
///     2026-03-29      | others | 10     | false
///     2026-04-05      | google | 80     | true
///     2026-04-05      | others | 20     | false
/// ", &alike)?;
/// // `others` is in the whole and has no part of the named. Who is not named is not at 0.
/// assert_eq!(analyze::token_share(&weeks)?.to_text(&[&WEEK_START_DATE, &VENDOR, &TOKENS, &TOKEN_SHARE, &NAMED_TOKEN_SHARE]), "\
/// week_start_date | vendor | tokens | token_share | named_token_share
/// 2026-03-29 | google | 30 | 0.3 | 0.3333333333333333
/// 2026-03-29 | others | 10 | 0.1 | -
/// 2026-03-29 | qwen | 60 | 0.6 | 0.6666666666666666
/// 2026-04-05 | google | 80 | 0.8 | 1
/// 2026-04-05 | others | 20 | 0.2 | -
/// 2026-04-05 | qwen | - | - | -
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn token_share(weeks: &Frame<VendorWeek>) -> Result<Frame<TokenShare>, AnalyzeError> {
    let series = VendorSeries::read(weeks);
    let labels = series.labels();
    let rows: Vec<(&Week, &str, Option<&Cell>)> = series
        .weeks
        .iter()
        .flat_map(|week| labels.iter().map(move |label| (week, *label, week.cells.get(*label))))
        .collect();
    let named = |(week, label, cell): &(&Week, &str, Option<&Cell>)| {
        cell.filter(|_| *label != OTHERS).and_then(|cell| share(cell.tokens, week.named()))
    };
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|(week, ..)| Some(week.start))),
        texts(&VENDOR, rows.iter().map(|(_, label, _)| Some(*label))),
        truths(&IS_COMPLETE, rows.iter().map(|(week, ..)| Some(week.is_complete))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|(_, label, _)| Some(series.is_attributed(label)))),
        texts(&WEEK_ANCHOR, rows.iter().map(|(week, ..)| Some(week.anchor.as_str()))),
        integers(&TOKENS, rows.iter().map(|(.., cell)| cell.map(|cell| cell.tokens))),
        reals(&TOKEN_SHARE, rows.iter().map(|(week, _, cell)| cell.and_then(|cell| share(cell.tokens, week.total())))),
        reals(&NAMED_TOKEN_SHARE, rows.iter().map(named)),
        truths(&IS_LOWER_BOUND, rows.iter().map(|(.., cell)| cell.map(|cell| cell.is_lower_bound))),
        texts(&REASON, rows.iter().map(|(week, label, cell)| reason(week, label, *cell))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(.., cell)| cell.map(|cell| cell.origin.word()))),
        texts(&SNAPSHOT_ID, rows.iter().map(|(.., cell)| cell.map(|cell| cell.snapshot_id.as_str()))),
    ])?)
}

fn reason(week: &Week, label: &str, cell: Option<&Cell>) -> Option<&'static str> {
    let has_remainder = week.cells.contains_key(OTHERS);
    match cell {
        None if has_remainder => Some(ABSENT),
        None if label == OTHERS => Some(NO_REMAINDER),
        None => Some(ABSENT_ALONE),
        Some(_) if label == OTHERS => Some(REMAINDER),
        Some(_) => (!has_remainder).then_some(OF_LISTED),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::vendor_weeks;

    #[test]
    fn absent_is_not_zero_and_others_has_no_named_share() {
        let weeks = vendor_weeks(&[
            "2026-04-05 openai 60",
            "2026-04-05 others 40",
            "2026-04-12 google 10",
            "2026-04-12 others 0",
        ]);
        let columns = [&WEEK_START_DATE, &VENDOR, &TOKENS, &TOKEN_SHARE, &NAMED_TOKEN_SHARE];
        expect![[r#"
            week_start_date | vendor | tokens | token_share | named_token_share
            2026-04-05 | google | - | - | -
            2026-04-05 | openai | 60 | 0.6 | 1
            2026-04-05 | others | 40 | 0.4 | -
            2026-04-12 | google | 10 | 1 | 1
            2026-04-12 | openai | - | - | -
            2026-04-12 | others | 0 | 0 | -
        "#]]
        .assert_eq(&token_share(&weeks).unwrap().to_text(&columns));
    }

    #[test]
    fn a_week_without_a_remainder_has_shares_of_the_listed_and_says_so() {
        let weeks = vendor_weeks(&[
            "2026-04-05 openai 60",
            "2026-04-05 others 40",
            "2026-04-12 google 10",
            "2026-04-12 openai 30",
            "2026-04-19 google 10",
        ]);
        let columns = [&WEEK_START_DATE, &VENDOR, &TOKEN_SHARE, &REASON];
        expect![[r#"
            week_start_date | vendor | token_share | reason
            2026-04-05 | google | - | absent: not among the vendors that upstream names this week; its tokens are inside `others`
            2026-04-05 | openai | 0.6 | -
            2026-04-05 | others | 0.4 | a remainder without a name: no part of the named ones
            2026-04-12 | google | 0.25 | of the listed vendors: upstream named no remainder
            2026-04-12 | openai | 0.75 | of the listed vendors: upstream named no remainder
            2026-04-12 | others | - | upstream named no remainder
            2026-04-19 | google | 1 | of the listed vendors: upstream named no remainder
            2026-04-19 | openai | - | absent: not among the vendors that upstream names this week, and it named no remainder
            2026-04-19 | others | - | upstream named no remainder
        "#]]
        .assert_eq(&token_share(&weeks).unwrap().to_text(&columns));
    }
}

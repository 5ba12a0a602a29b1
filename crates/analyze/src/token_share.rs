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

const REMAINDER: &str = "a remainder without a name: no part of the named ones";

/// Token share by week and vendor.
///
/// Grain: week × label that the chart names in any week, `others` among them. Units: tokens; shares 0 to 1.
/// `token_share` is of all buckets, `others` included, as the published tables have it; `named_token_share` of the
/// named ones.
///
/// A vendor that is absent in a week has null there and a reason, not zero. Where daily data makes the series a named
/// vendor's tokens and shares are lower bounds (`is_lower_bound`).
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
        texts(&REASON, rows.iter().map(|(_, label, cell)| reason(label, *cell))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(.., cell)| cell.map(|cell| cell.origin.word()))),
        texts(&SNAPSHOT_ID, rows.iter().map(|(.., cell)| cell.map(|cell| cell.snapshot_id.as_str()))),
    ])?)
}

fn reason(label: &str, cell: Option<&Cell>) -> Option<&'static str> {
    match cell {
        None => Some(ABSENT),
        Some(_) if label == OTHERS => Some(REMAINDER),
        Some(_) => None,
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
}

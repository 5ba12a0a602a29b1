//! Vendors that the reference does not know: reported with the line to paste, and a stop only where they are large.

use std::collections::BTreeMap;

use schema::{
    Column, Frame, Note, Table,
    columns::{IS_ATTRIBUTED, TOKENS, VENDOR},
};

use crate::{NormalizeError, VendorList};

/// Largest part of a week's tokens that vendors nobody has looked up may hold, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewcomerBound(pub f64);

/// One note per new vendor, with the reference line to paste.
///
/// `usage` is any table of tokens by vendor, and `period` its column that tells one week or window from the next.
///
/// # Errors
/// [`NormalizeError::TooManyNewcomers`] for the first week or window in which new vendors hold more than the bound.
#[expect(clippy::cast_precision_loss, reason = "shares for a bound, not for a table")]
pub fn newcomers<T: Table>(
    usage: &Frame<T>,
    period: &'static Column,
    known: &VendorList,
    bound: NewcomerBound,
) -> Result<Vec<Note>, NormalizeError> {
    let (dates, vendors) = (usage.cells(period).dates(), usage.cells(&VENDOR).texts());
    let (tokens, attributed) = (usage.cells(&TOKENS).integers(), usage.cells(&IS_ATTRIBUTED).truths());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_week: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for (((week, vendor), tokens), attributed) in dates.into_iter().zip(vendors).zip(tokens).zip(attributed) {
        let (Some(week), Some(vendor), Some(tokens)) = (week, vendor, tokens) else { continue };
        let (new, all) = by_week.entry(week).or_default();
        *all += tokens as f64;
        if attributed == Some(true) && !known.knows(vendor) {
            *new += tokens as f64;
            *seen.entry(vendor).or_default() += 1;
        }
    }
    let vendors = || seen.keys().map(|vendor| format!("`{vendor}`")).collect::<Vec<_>>().join(", ");
    for (week, (new, all)) in by_week {
        if new > bound.0 * all {
            let (share, bound) = (100.0 * new / all, 100.0 * bound.0);
            return Err(NormalizeError::TooManyNewcomers { week, share, bound, vendors: vendors() });
        }
    }
    let what = |vendor: &str| {
        format!("new vendor; for `vendors.csv` of the reference: `{vendor},{vendor},<where you looked it up>`")
    };
    Ok(seen.iter().map(|(vendor, count)| Note { block: T::SPEC.name, what: what(vendor), count: *count }).collect())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use jiff::Timestamp;
    use schema::{
        columns::{
            CAPTURED_AT, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, SNAPSHOT_ID, VALUE_ORIGIN, WEEK_ANCHOR,
            WEEK_START_DATE,
        },
        series::{dates, instants, integers, texts, truths},
        tables::VendorWeek,
    };

    use super::*;

    const KNOWN: &str = "vendor,vendor_name,source\nopenai,OpenAI,x\n";

    /// A row each of `vendor tokens`, `others` not attributed.
    fn week(rows: &[(&str, i64)]) -> Frame<VendorWeek> {
        let day = jiff::civil::Date::constant(2026, 4, 5);
        let text = |column, text| texts(column, rows.iter().map(move |_| Some(text)));
        Frame::from_columns(vec![
            dates(&WEEK_START_DATE, rows.iter().map(|_| Some(day))),
            texts(&VENDOR, rows.iter().map(|(vendor, _)| Some(*vendor))),
            integers(&TOKENS, rows.iter().map(|(_, tokens)| Some(*tokens))),
            truths(&IS_COMPLETE, rows.iter().map(|_| Some(true))),
            truths(&IS_LEFT_CUT, rows.iter().map(|_| Some(false))),
            truths(&IS_LOWER_BOUND, rows.iter().map(|_| Some(false))),
            truths(&IS_ATTRIBUTED, rows.iter().map(|(vendor, _)| Some(*vendor != "others"))),
            text(&WEEK_ANCHOR, "sunday"),
            text(&VALUE_ORIGIN, "observed"),
            instants(&CAPTURED_AT, rows.iter().map(|_| Some(Timestamp::UNIX_EPOCH))),
            text(&SNAPSHOT_ID, "test"),
        ])
        .expect("a week")
    }

    fn check(rows: &[(&str, i64)], expected: &Expect) {
        let known = VendorList::parse(KNOWN.as_bytes()).expect("a test list");
        let found = newcomers(&week(rows), &WEEK_START_DATE, &known, NewcomerBound(0.05));
        let text = found.map_or_else(
            |error| error.to_string(),
            |notes| notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        );
        expected.assert_eq(&text);
    }

    #[test]
    fn a_small_newcomer_is_reported_with_its_line() {
        check(
            &[("openai", 95), ("newlab", 5)],
            &expect![
                "vendor_week: new vendor; for `vendors.csv` of the reference: `newlab,newlab,<where you looked it up>`"
            ],
        );
    }

    #[test]
    fn newcomers_above_the_bound_stop() {
        check(
            &[("openai", 94), ("newlab", 3), ("otherlab", 3)],
            &expect![
                "vendors that the reference does not know hold 6.0 % of the tokens of 2026-04-05, more than the 5.0 % that `max_new_vendor_share` allows: `newlab`, `otherlab`"
            ],
        );
    }

    #[test]
    fn the_remainder_is_no_newcomer() {
        check(&[("openai", 50), ("others", 50)], &expect![[""]]);
    }
}

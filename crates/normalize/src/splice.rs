//! One table of what was believed when out of two: as it was before a cell was corrected, and as it is since. Rows that say the
//! same in both are left as they are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use polars::prelude::{BooleanChunked, Column as Series};
use schema::{
    Column, Frame, FrameError, Table, cell_text,
    columns::{KNOWN_FROM_AT, KNOWN_TO_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID, SIGHTING_COUNT},
    series::instants,
};

/// What a row says of how long it holds: all else says what it is.
const OF_ITS_TIME: [&Column; 5] = [&KNOWN_FROM_AT, &KNOWN_TO_AT, &SIGHTING_COUNT, &LAST_SEEN_AT, &LAST_SNAPSHOT_ID];

/// What was believed when: until `at` as `before` has it, since then as `after` does.
///
/// Grain and units are those of the table, which has `known_from_at` and `known_to_at`. `before` is made of what had arrived
/// before `at`, `after` of that and what came since, with what was corrected at `at`. A row that both have and that holds at
/// `at` goes on, and has begun when `before` says: what was corrected earlier `after` has as if it had been said so. Another
/// one of `before` ends there, and of `after` begins there.
///
/// # Errors
/// [`FrameError`] if the result breaks its table's promise.
pub fn spliced<T: Table>(before: &Frame<T>, after: &Frame<T>, at: Timestamp) -> Result<Frame<T>, FrameError> {
    let ends = before.cells(&KNOWN_TO_AT).instants();
    let is_open = |old: &usize| ends.get(*old).copied().flatten().is_none();
    let known = identities(before).into_iter().zip(0..).filter(|(_, old)| is_open(old));
    let known: BTreeMap<String, usize> = known.collect();
    let begun = before.cells(&KNOWN_FROM_AT).instants();
    let mut is_old = vec![true; before.height()];
    let (mut is_new, mut begins) = (Vec::new(), Vec::new());
    let spans = after.cells(&KNOWN_FROM_AT).instants().into_iter().zip(after.cells(&KNOWN_TO_AT).instants());
    for (identity, (from, to)) in identities(after).iter().zip(spans) {
        let holds = to.is_none_or(|to| to > at);
        let same = known.get(identity).copied().filter(|_| holds && from <= Some(at));
        if let Some(old) = same.and_then(|old| is_old.get_mut(old)) {
            *old = false;
        }
        is_new.push(holds);
        let anew = from.map(|from| from.max(at));
        begins.push(same.map_or(anew, |old| begun.get(old).copied().flatten()));
    }
    let ends = ends.into_iter().map(|to| Some(to.map_or(at, |to| to.min(at))));
    let old = part(before, instants(&KNOWN_TO_AT, ends), is_old)?;
    let new = part(after, instants(&KNOWN_FROM_AT, begins), is_new)?;
    Frame::stacked([old, new])
}

/// What each row is, whatever becomes of it.
fn identities<T: Table>(frame: &Frame<T>) -> Vec<String> {
    let is_of_time = |column: &Column| OF_ITS_TIME.iter().any(|of| of.name == column.name);
    let columns: Vec<&Column> = T::SPEC.columns().filter(|column| !is_of_time(column)).collect();
    let text = |row: usize, column: &Column| cell_text(frame.data(), column, row).unwrap_or_default();
    let identity = |row: usize| columns.iter().map(|column| text(row, column)).collect::<Vec<_>>().join("\u{1f}");
    (0..frame.height()).map(identity).collect()
}

/// Some rows, with another column in the place of theirs.
fn part<T: Table>(frame: &Frame<T>, column: Series, stays: Vec<bool>) -> Result<Frame<T>, FrameError> {
    let query = |source| FrameError::Query { table: T::SPEC.name, source };
    let mut data = frame.data().clone();
    data.with_column(column).map_err(query)?;
    let stays: BooleanChunked = stays.into_iter().collect();
    Frame::new(data.filter(&stays).map_err(query)?)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{
        columns::{
            CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, MADE_OF, SNAPSHOT_ID, TOKENS, VENDOR, WEEK_ANCHOR,
            WEEK_START_DATE,
        },
        tables::VendorWeekVintage,
    };

    use super::*;
    use crate::tests::frame;

    const GIVEN: &[&Column] = &[
        &VENDOR,
        &TOKENS,
        &KNOWN_FROM_AT,
        &KNOWN_TO_AT,
        &SIGHTING_COUNT,
        &WEEK_START_DATE,
        &IS_COMPLETE,
        &IS_LEFT_CUT,
        &IS_ATTRIBUTED,
        &WEEK_ANCHOR,
        &MADE_OF,
        &CAPTURED_AT,
        &LAST_SEEN_AT,
        &SNAPSHOT_ID,
        &LAST_SNAPSHOT_ID,
    ];

    /// `VENDOR TOKENS FROM TO SIGHTINGS` per line: days of May, or `-`.
    fn vintages(lines: &[&str]) -> Frame<VendorWeekVintage> {
        let at = |day: &str| if day == "-" { day.to_owned() } else { format!("2026-05-{day}T00:00:00Z") };
        let line = |line: &&str| {
            let cells: Vec<_> = line.split(' ').collect();
            let [vendor, tokens, from, to, sightings] = cells[..] else { panic!("{line}") };
            let (from, to, seen) = (at(from), at(to), at("01"));
            format!(
                "{vendor} {tokens} {from} {to} {sightings} 2026-04-05 true false true sunday chart {seen} {seen} s s"
            )
        };
        frame(GIVEN, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    fn check(before: &[&str], after: &[&str], expected: &Expect) {
        let all = spliced(&vintages(before), &vintages(after), "2026-05-10T00:00:00Z".parse().expect("an instant"));
        let rows = all.expect("a table").to_text(&[&VENDOR, &TOKENS, &KNOWN_FROM_AT, &KNOWN_TO_AT, &SIGHTING_COUNT]);
        expected.assert_eq(&rows.replace("2026-05-", "").replace("T00:00:00Z", ""));
    }

    #[test]
    fn only_what_was_corrected_has_two_beliefs() {
        check(
            &["a 91 05 - 1", "b 7 05 - 1", "c 1 03 05 1"],
            &["a 9 05 - 3", "b 7 05 - 3", "c 1 03 05 1", "d 2 12 - 1"],
            &expect![[r#"
                vendor | tokens | known_from_at | known_to_at | sighting_count
                a | 91 | 05 | 10 | 1
                a | 9 | 10 | - | 3
                b | 7 | 05 | - | 3
                c | 1 | 03 | 05 | 1
                d | 2 | 12 | - | 1
            "#]],
        );
    }

    /// The first correction stands in both: by the second one it would have been said so from the beginning.
    #[test]
    fn a_later_correction_leaves_the_rows_of_an_earlier_one() {
        check(
            &["a 91 05 07 1", "a 9 07 - 1", "b 7 05 - 1"],
            &["a 9 05 - 2", "b 1 05 - 2"],
            &expect![[r#"
                vendor | tokens | known_from_at | known_to_at | sighting_count
                a | 91 | 05 | 07 | 1
                a | 9 | 07 | - | 2
                b | 7 | 05 | 10 | 1
                b | 1 | 10 | - | 2
            "#]],
        );
    }

    /// Two answers before the correction, of which the second is corrected.
    #[test]
    fn what_was_believed_before_the_correction_stays_as_it_was() {
        // Both said 91; by the correction it would have ended with the second one.
        check(
            &["a 91 03 - 2"],
            &["a 91 03 05 1", "a 9 05 - 1"],
            &expect![[r#"
                vendor | tokens | known_from_at | known_to_at | sighting_count
                a | 91 | 03 | 10 | 2
                a | 9 | 10 | - | 1
            "#]],
        );
        // 9, then 91; by the correction the 9 would have gone on.
        check(
            &["a 9 03 05 1", "a 91 05 - 1"],
            &["a 9 03 - 2"],
            &expect![[r#"
                vendor | tokens | known_from_at | known_to_at | sighting_count
                a | 9 | 03 | 05 | 1
                a | 91 | 05 | 10 | 1
                a | 9 | 10 | - | 2
            "#]],
        );
    }
}

//! Captures of one week that can't both be right: a keeper's unit that a map got wrong, or another chart. The newest
//! speaks all the same, and the others are told.

use std::collections::BTreeMap;

use schema::{Note, Table};

use super::Capture;
use crate::Charted;

/// Upstream restates a week by less than one part in a hundred, and a list of the ten largest has more than half of it.
const MOST_TIMES: i64 = 2;

/// One note per snapshot whose complete weeks are more than twice, or less than half, of what speaks for them.
pub fn contradicting_captures<T: Table>(chart: &Charted<T>) -> Vec<Note> {
    let (captures, speaking) = (chart.captures(), chart.speaking());
    let mut apart: BTreeMap<&str, (&Capture, &Capture, usize)> = BTreeMap::new();
    for capture in captures.iter().filter(|capture| capture.is_complete()) {
        let Some(speaks) = speaking.get(&capture.week).filter(|speaks| speaks.is_complete()) else { continue };
        if speaks.anchor() == capture.anchor() && are_apart(capture.total, speaks.total) {
            apart.entry(&capture.snapshot_id).or_insert((capture, speaks, 0)).2 += 1;
        }
    }
    apart.into_values().map(|(capture, speaks, weeks)| note::<T>(capture, speaks, weeks)).collect()
}

fn are_apart(one: i64, other: i64) -> bool {
    one.min(other).saturating_mul(MOST_TIMES) < one.max(other)
}

fn note<T: Table>(capture: &Capture, speaks: &Capture, weeks: usize) -> Note {
    let (week, id, newer) = (capture.week, &capture.snapshot_id, &speaks.snapshot_id);
    let what = format!(
        "week that two captures tell more than twofold apart, the newer one taken: {week} has {} tokens in `{id}` and {} in \
         `{newer}`",
        capture.total, speaks.total
    );
    Note { block: T::SPEC.name, what, count: weeks }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{
        super::tests::{Given, frame},
        *,
    };

    fn check(captures: &[Given<'_>], expected: &Expect) {
        let notes = contradicting_captures(&Charted::of(frame(captures)));
        expected.assert_eq(&notes.iter().map(|note| format!("{note}\n")).collect::<Vec<_>>().concat());
    }

    #[test]
    fn a_unit_that_a_map_got_wrong_is_told() {
        check(
            &[
                ("2026-04-14T00:00:00Z", "2026-03-15", &[7, 4000, 5000, 6000]),
                ("2026-04-20T00:00:00Z", "2026-03-15", &[7, 4, 5, 6]),
            ],
            &expect![[r#"
                vendor_chart: week that two captures tell more than twofold apart, the newer one taken: 2026-03-29 has 5000 tokens in `2026-04-14T00:00:00Z` and 5 in `2026-04-20T00:00:00Z` (2 times)
            "#]],
        );
    }

    #[test]
    fn restated_running_and_cut_weeks_are_not() {
        check(
            &[
                ("2026-04-14T00:00:00Z", "2026-03-15", &[1, 400, 500, 600, 10]),
                ("2026-04-20T00:00:00Z", "2026-03-15", &[9, 401, 251, 600, 500]),
            ],
            &expect![[r#""#]],
        );
    }
}

//! Captures that no week is taken from although no newer ones repeat them: they are told.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Frame, Note, Table};

use super::{Capture, WHOLE_SERIES_WEEKS, captures, lengths, speaking};

/// One note per reason, with the first capture that was left aside for it.
///
/// Left aside are captures on another weekday than the series in force, and those whose weeks older captures saw better.
/// A capture that newer ones repeat as a whole is no news: there is one a day.
pub fn unused_captures<T: Table>(chart: &Frame<T>) -> Vec<Note> {
    let captures = captures(chart);
    let speaking = speaking(&captures);
    let used: BTreeSet<&str> = speaking.values().map(|capture| capture.snapshot_id.as_str()).collect();
    let lengths = lengths(&captures);
    let mut reasons: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for capture in captures.iter().filter(|capture| !used.contains(capture.snapshot_id.as_str())) {
        let weeks = lengths.get(&capture.snapshot_id).copied().unwrap_or_default();
        if let Some(reason) = reason(capture, weeks, &speaking) {
            reasons.entry(reason).or_default().insert(&capture.snapshot_id);
        }
    }
    let note = |(reason, snapshots): (String, BTreeSet<&str>)| {
        let first = snapshots.first().copied().unwrap_or_default();
        Note {
            block: T::SPEC.name,
            what: format!("capture left aside: {reason}; first `{first}`"),
            count: snapshots.len(),
        }
    };
    reasons.into_iter().map(note).collect()
}

/// Why a week of an unused capture of so many `weeks` is left aside; `None` where a newer capture repeats it.
fn reason(capture: &Capture, weeks: usize, speaking: &BTreeMap<jiff::civil::Date, Capture>) -> Option<String> {
    let newest = speaking.values().max_by_key(|stands| stands.captured_at)?;
    if capture.anchor() != newest.anchor() {
        let (own, in_force) = (capture.anchor(), newest.anchor());
        let said = format!("its weeks begin on {own}, those of the series in force on {in_force}");
        let is_newer = capture.captured_at > newest.captured_at;
        let why = format!(", and it has {weeks} of the {WHOLE_SERIES_WEEKS} that would replace the series");
        return Some(if is_newer { said + &why } else { said });
    }
    let stands = speaking.get(&capture.week)?;
    let is_newer = capture.captured_at >= stands.captured_at;
    is_newer.then(|| "another one, not newer, speaks for its weeks".to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{
        super::tests::{Given, frame},
        *,
    };

    fn check(captures: &[Given<'_>], expected: &Expect) {
        let notes = unused_captures(&frame(captures));
        expected.assert_eq(&notes.iter().map(|note| note.to_string() + "\n").collect::<String>());
    }

    #[test]
    fn newer_captures_on_another_weekday_are_told() {
        let (year, less) = ([7; 53], [7; 49]);
        check(
            &[
                ("2026-04-27T00:00:00Z", "2025-04-27", &year),
                ("2026-05-04T00:00:00Z", "2025-06-02", &less),
                ("2026-05-05T00:00:00Z", "2025-06-02", &less),
            ],
            &expect![[r#"
                vendor_chart: capture left aside: its weeks begin on monday, those of the series in force on sunday, and it has 49 of the 50 that would replace the series; first `2026-05-04T00:00:00Z` (2 times)
            "#]],
        );
    }

    #[test]
    fn older_captures_on_another_weekday_are_told() {
        let year = [7; 53];
        check(
            &[
                ("2026-04-20T00:00:00Z", "2025-04-20", &year),
                ("2026-04-27T00:00:00Z", "2025-04-27", &year),
                ("2026-05-04T00:00:00Z", "2025-05-05", &year),
            ],
            &expect![[r#"
                vendor_chart: capture left aside: its weeks begin on sunday, those of the series in force on monday; first `2026-04-20T00:00:00Z` (2 times)
            "#]],
        );
    }

    #[test]
    fn a_capture_that_older_ones_saw_better_is_told() {
        check(
            &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 2, 3]), ("2026-04-14T00:00:00Z", "2026-03-22", &[1])],
            &expect![[r#"
                vendor_chart: capture left aside: another one, not newer, speaks for its weeks; first `2026-04-14T00:00:00Z`
            "#]],
        );
        check(
            &[("2026-04-14T12:00:00Z", "2026-03-29", &[1, 2]), ("2026-04-14T14:00:00+02:00", "2026-03-29", &[1, 3])],
            &expect![[r#"
                vendor_chart: capture left aside: another one, not newer, speaks for its weeks; first `2026-04-14T14:00:00+02:00`
            "#]],
        );
    }

    #[test]
    fn a_capture_that_newer_ones_repeat_is_no_news() {
        check(
            &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 2, 3]), ("2026-04-14T00:00:00Z", "2026-03-15", &[2, 2, 3])],
            &expect![[""]],
        );
        check(&[], &expect![[""]]);
    }
}

//! Captures that no week is taken from although no newer ones repeat them: they are told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{Note, Table};

use super::{Capture, WHOLE_SERIES_WEEKS};
use crate::Charted;

/// One note per reason, with the first capture that was left aside for it.
///
/// Left aside are captures on another weekday than the series in force, and those all of whose weeks others saw better
/// that are not newer. A capture that newer ones repeat is no news: there is one a day.
pub fn unused_captures<T: Table>(chart: &Charted<T>) -> Vec<Note> {
    let (captures, speaking) = (chart.captures(), chart.speaking());
    let Some(newest) = speaking.values().max_by_key(|capture| capture.captured_at) else { return Vec::new() };
    let used: BTreeSet<_> = speaking.values().map(Capture::series).collect();
    let mut reasons: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for weeks in captures.chunk_by(|one, other| one.series() == other.series()) {
        let Some(first) = weeks.first().filter(|first| !used.contains(&first.series())) else { continue };
        if let Some(reason) = other_weekday(weeks, newest).or_else(|| not_newer(weeks, speaking)) {
            reasons.entry(reason).or_default().insert(&first.snapshot_id);
        }
    }
    reasons.into_iter().map(|(reason, snapshots)| note::<T>(&reason, &snapshots)).collect()
}

fn note<T: Table>(reason: &str, snapshots: &BTreeSet<&str>) -> Note {
    let first = snapshots.first().copied().unwrap_or_default();
    Note { block: T::SPEC.name, what: format!("{reason}; first `{first}`"), count: snapshots.len() }
}

/// What to say of a capture whose weeks do not begin as those of the series in force, of which `newest` is the newest.
fn other_weekday(weeks: &[Capture], newest: &Capture) -> Option<String> {
    let first = weeks.first().filter(|first| first.anchor() != newest.anchor())?;
    let (own, in_force, count) = (first.anchor(), newest.anchor(), weeks.len());
    let said = format!("series of weeks from {own} left aside: the one in force begins on {in_force}");
    let why = format!(", and this one has {count} of the {WHOLE_SERIES_WEEKS} that would replace the series");
    Some(if first.captured_at > newest.captured_at { said + &why } else { said })
}

/// What to say of a capture that no newer one speaks for.
fn not_newer(weeks: &[Capture], speaking: &BTreeMap<Date, Capture>) -> Option<String> {
    let is_repeated =
        |week: &Capture| speaking.get(&week.week).is_some_and(|speaks| speaks.captured_at > week.captured_at);
    (!weeks.iter().any(is_repeated))
        .then(|| "capture left aside: others that are not newer speak for its weeks".to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{
        super::tests::{Given, frame},
        *,
    };

    fn check(captures: &[Given<'_>], expected: &Expect) {
        let notes = unused_captures(&Charted::of(frame(captures)));
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
                vendor_chart: series of weeks from monday left aside: the one in force begins on sunday, and this one has 49 of the 50 that would replace the series; first `2026-05-04T00:00:00Z` (2 times)
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
                vendor_chart: series of weeks from sunday left aside: the one in force begins on monday; first `2026-04-20T00:00:00Z` (2 times)
            "#]],
        );
    }

    /// One archive with both: the series that is left aside is as new, and as long as would replace the other.
    #[test]
    fn the_other_series_of_a_merged_archive_is_told() {
        let (at, year) = ("2026-05-05T00:00:00Z", [7; 51]);
        check(
            &[(at, "2025-05-11", &year), (at, "2025-05-19", &year)],
            &expect![[r#"
                vendor_chart: series of weeks from sunday left aside: the one in force begins on monday; first `2026-05-05T00:00:00Z`
            "#]],
        );
    }

    #[test]
    fn a_capture_that_older_ones_saw_better_is_told() {
        check(
            &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 2, 3]), ("2026-04-14T00:00:00Z", "2026-03-22", &[1])],
            &expect![[r#"
                vendor_chart: capture left aside: others that are not newer speak for its weeks; first `2026-04-14T00:00:00Z`
            "#]],
        );
        check(
            &[("2026-04-14T12:00:00Z", "2026-03-29", &[1, 2]), ("2026-04-14T14:00:00+02:00", "2026-03-29", &[1, 3])],
            &expect![[r#"
                vendor_chart: capture left aside: others that are not newer speak for its weeks; first `2026-04-14T14:00:00+02:00`
            "#]],
        );
    }

    #[test]
    fn a_capture_that_newer_ones_repeat_is_no_news() {
        check(
            &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 2, 3]), ("2026-04-14T00:00:00Z", "2026-03-15", &[2, 2, 3])],
            &expect![[""]],
        );
        // One a day: the oldest has the fullest first bucket, the newest everything else.
        let (one, other, last) = ("2026-04-14T00:00:00Z", "2026-04-15T00:00:00Z", "2026-04-16T00:00:00Z");
        check(
            &[(one, "2026-03-22", &[9, 2, 3]), (other, "2026-03-22", &[6, 2, 3]), (last, "2026-03-22", &[3, 2, 3])],
            &expect![[""]],
        );
        check(&[], &expect![[""]]);
    }
}

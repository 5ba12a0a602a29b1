//! Weeks out of days: Monday weeks of all their seven days. A week that lacks one is no week of the series, and is told.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Note, Origin, Table,
    columns::{CAPTURED_AT, DAY_DATE, IS_ATTRIBUTED, MODEL, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR},
    day,
    tables::ModelDay,
};

use crate::{ModelKey, capture::Capture};

/// The days of a week.
pub(crate) const DAYS: usize = 7;

/// One row of the daily series.
pub(crate) struct Row {
    /// The Monday of its week.
    pub(crate) week: Date,
    pub(crate) key: ModelKey,
    pub(crate) tokens: i64,
    pub(crate) origin: Origin,
}

/// The weeks of all seven days, each with the newest capture that one of its days was taken from. Which one each day was
/// taken from stands in `model_day`.
pub(crate) fn whole_weeks(days: &Frame<ModelDay>) -> BTreeMap<Date, Capture> {
    let mut newest: BTreeMap<Date, (Timestamp, Reverse<&str>)> = BTreeMap::new();
    let (dates, snapshots) = (days.cells(&DAY_DATE).dates(), days.cells(&SNAPSHOT_ID).texts());
    for ((date, snapshot), at) in dates.into_iter().zip(snapshots).zip(days.cells(&CAPTURED_AT).instants()) {
        let (Some(date), Some(snapshot), Some(at)) = (date, snapshot, at) else { continue };
        let capture = newest.entry(monday(date)).or_insert((at, Reverse(snapshot)));
        *capture = (*capture).max((at, Reverse(snapshot)));
    }
    let is_whole: BTreeSet<Date> =
        by_week(&dates_of(days)).into_iter().filter(|(_, days)| days.len() == DAYS).map(|(week, _)| week).collect();
    let whole = newest.into_iter().filter(|(week, _)| is_whole.contains(week));
    whole.map(|(week, (at, Reverse(snapshot)))| (week, Capture::whole(week, snapshot, at))).collect()
}

/// The rows of the daily series by week, in its order: by day.
pub(crate) fn by_monday(days: &Frame<ModelDay>) -> BTreeMap<Date, Vec<Row>> {
    let mut weeks: BTreeMap<Date, Vec<Row>> = BTreeMap::new();
    for row in rows(days) {
        weeks.entry(row.week).or_default().push(row);
    }
    weeks
}

fn rows(days: &Frame<ModelDay>) -> Vec<Row> {
    let text = |column| days.cells(column).texts();
    let (models, variants, vendors) = (text(&MODEL), text(&VARIANT), text(&VENDOR));
    let (dates, attributed) = (days.cells(&DAY_DATE).dates(), days.cells(&IS_ATTRIBUTED).truths());
    let (tokens, origins) = (days.cells(&TOKENS).integers(), text(&VALUE_ORIGIN));
    let cell = |cells: &[Option<&str>], row: usize| Some(cells.get(row).copied().flatten()?.to_owned());
    let row = |row: usize| {
        let key = ModelKey {
            model: cell(&models, row)?,
            variant: cell(&variants, row)?,
            vendor: cell(&vendors, row)?,
            is_attributed: attributed.get(row).copied().flatten()?,
        };
        let origin = origins.get(row).copied().flatten()?.parse().ok()?;
        let (date, tokens) = (dates.get(row).copied().flatten()?, tokens.get(row).copied().flatten()?);
        Some(Row { week: monday(date), key, tokens, origin })
    };
    // A checked frame has all that is required here: no row is lost.
    (0..days.height()).filter_map(row).collect()
}

/// A note on each week that lacks days, from the first day of the series to its last, and which ones.
#[must_use]
pub fn missing_days(days: &BTreeSet<Date>) -> Vec<Note> {
    let weeks = by_week(days);
    let (Some((first, _)), Some((last, _))) = (weeks.first_key_value(), weeks.last_key_value()) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    let mut week = *first;
    while week <= *last {
        let there = weeks.get(&week);
        let all = (0..7).map(|place| day::shifted(week, place));
        let missing: Vec<_> = all.filter(|day| there.is_none_or(|there| !there.contains(day))).collect();
        notes.extend((!missing.is_empty()).then(|| lacking(week, &missing)));
        week = day::shifted(week, 7);
    }
    notes
}

fn lacking(week: Date, missing: &[Date]) -> Note {
    let days = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let what = format!("week of {week} is no week of the daily series, without {days}");
    Note { block: ModelDay::SPEC.name, what, count: 1 }
}

/// A note where a weekly chart speaks and daily data is there as well: they are two measures, and nothing is glued.
pub fn unused_days<T: Table>(chart: &Frame<T>, days: &BTreeSet<Date>) -> Option<Note> {
    let is_unused = chart.height() > 0 && !days.is_empty();
    let what = format!("day not used for the weekly table that `{}` makes: two measures are never glued", T::SPEC.name);
    is_unused.then_some(Note { block: ModelDay::SPEC.name, what, count: days.len() })
}

fn by_week(days: &BTreeSet<Date>) -> BTreeMap<Date, BTreeSet<Date>> {
    let mut weeks: BTreeMap<Date, BTreeSet<Date>> = BTreeMap::new();
    for date in days {
        weeks.entry(monday(*date)).or_default().insert(*date);
    }
    weeks
}

/// The days of the daily series, each once.
fn dates_of(days: &Frame<ModelDay>) -> BTreeSet<Date> {
    days.cells(&DAY_DATE).dates().into_iter().flatten().collect()
}

/// The Monday of a day's week.
pub(crate) fn monday(date: Date) -> Date {
    day::shifted(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use schema::{
        columns::{VENDOR_LABEL, WEEK_START_DATE},
        tables::VendorChart,
    };

    use super::*;
    use crate::tests::{frame, model_days};

    /// `NAME DAY…`: a week of the series, or a note.
    fn check(lines: &[&str], expected: &Expect) {
        let days = model_days(lines);
        let weeks = whole_weeks(&days);
        let week =
            |(week, capture): (&Date, &Capture)| format!("{week} {} {}\n", capture.snapshot_id, capture.captured_at);
        let notes: Vec<_> = missing_days(&dates_of(&days)).iter().map(|note| format!("note: {note}\n")).collect();
        expected.assert_eq(&(weeks.iter().map(week).collect::<String>() + &notes.concat()));
    }

    fn of(days: std::ops::RangeInclusive<u8>, snapshot: &str) -> Vec<String> {
        days.map(|day| format!("2026-08-{day:02} a/x standard 1 {snapshot}")).collect()
    }

    fn lines(rows: &[String]) -> Vec<&str> {
        rows.iter().map(String::as_str).collect()
    }

    /// 2026-08-10 is a Monday.
    #[test]
    fn a_week_needs_all_its_days_and_has_its_newest_capture() {
        let rows = [of(9..=12, "08-17"), of(13..=13, "08-18"), of(14..=17, "08-16")].concat();
        check(
            &lines(&rows),
            &expect![[r#"
                2026-08-10 08-18 2026-08-18T03:00:00Z
                note: model_day: week of 2026-08-03 is no week of the daily series, without 2026-08-03, 2026-08-04, 2026-08-05, 2026-08-06, 2026-08-07, 2026-08-08
                note: model_day: week of 2026-08-17 is no week of the daily series, without 2026-08-18, 2026-08-19, 2026-08-20, 2026-08-21, 2026-08-22, 2026-08-23
            "#]],
        );
    }

    #[test]
    fn days_beside_a_chart_are_told() {
        let day = dates_of(&model_days(&["2026-08-10 a/x standard 1 08-11", "2026-08-11 a/x standard 1 08-12"]));
        let given = [&WEEK_START_DATE, &VENDOR_LABEL, &TOKENS, &CAPTURED_AT, &SNAPSHOT_ID];
        let chart: Frame<VendorChart> = frame(&given, "2026-08-03 a 90 2026-08-10T00:00:00Z c");
        expect!["model_day: day not used for the weekly table that `vendor_chart` makes: two measures are never glued (2 times)"]
            .assert_eq(&unused_days(&chart, &day).map(|note| note.to_string()).unwrap_or_default());
        assert_eq!(unused_days(&Frame::<VendorChart>::empty().expect("no rows"), &day), None);
        assert_eq!(unused_days(&chart, &BTreeSet::new()), None);
    }

    #[test]
    fn a_day_or_a_week_that_is_missing_in_the_middle_is_told() {
        let rows = [of(3..=6, "08-20"), of(8..=9, "08-20"), of(24..=30, "08-31")].concat();
        check(
            &lines(&rows),
            &expect![[r#"
                2026-08-24 08-31 2026-08-31T03:00:00Z
                note: model_day: week of 2026-08-03 is no week of the daily series, without 2026-08-07
                note: model_day: week of 2026-08-10 is no week of the daily series, without 2026-08-10, 2026-08-11, 2026-08-12, 2026-08-13, 2026-08-14, 2026-08-15, 2026-08-16
                note: model_day: week of 2026-08-17 is no week of the daily series, without 2026-08-17, 2026-08-18, 2026-08-19, 2026-08-20, 2026-08-21, 2026-08-22, 2026-08-23
            "#]],
        );
        check(&[], &expect![[""]]);
    }
}

//! The edges of weeks: cut, running, restated, moved to another weekday.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use schema::{
    columns::{JSON_PATH, SOURCE, VALUE_ORIGIN, VENDOR_LABEL},
    series::{dates, instants, integers, texts},
    tables::VendorChart,
};

use super::*;
use crate::Charted;

/// A capture: when, the first week, then the totals of consecutive weeks.
pub(super) type Given<'a> = (&'a str, &'a str, &'a [i64]);

pub(super) fn frame(captures: &[Given<'_>]) -> Frame<VendorChart> {
    let mut rows = Vec::new();
    for (at, first, totals) in captures {
        let first: Date = first.parse().expect("test date");
        for (index, total) in (0_i64..).zip(*totals) {
            rows.push((*at, day::shifted(first, 7 * index), *total));
        }
    }
    let text = |column, value: &'static str| texts(column, rows.iter().map(|_| Some(value)));
    Frame::from_columns(vec![
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.0))),
        instants(&CAPTURED_AT, rows.iter().map(|row| row.0.parse().ok())),
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.1))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.2))),
        text(&VENDOR_LABEL, "openai"),
        text(&SOURCE, "test"),
        text(&VALUE_ORIGIN, "observed"),
        text(&JSON_PATH, "$"),
    ])
    .expect("test frame")
}

fn chosen(chart: Frame<VendorChart>) -> BTreeMap<Date, Capture> {
    Charted::of(chart).speaking().clone()
}

fn check(captures: &[Given<'_>], expected: &Expect) {
    let lines = chosen(frame(captures)).into_values().map(|capture| {
        let state = match (capture.is_left_cut, capture.is_over) {
            (true, _) => "cut",
            (false, true) => "complete",
            (false, false) => "running",
        };
        format!("{} {} {} {state}\n", capture.week, capture.total, capture.captured_at)
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn first_bucket_is_cut_and_last_one_runs() {
    check(
        &[("2026-04-14T12:00:00Z", "2026-03-29", &[1, 2, 3])],
        &expect![[r#"
            2026-03-29 1 2026-04-14T12:00:00Z cut
            2026-04-05 2 2026-04-14T12:00:00Z complete
            2026-04-12 3 2026-04-14T12:00:00Z running
        "#]],
    );
}

#[test]
fn a_week_is_over_after_its_last_second() {
    check(
        &[("2026-04-11T23:59:59.999999Z", "2026-03-29", &[1, 2])],
        &expect![[r#"
            2026-03-29 1 2026-04-11T23:59:59.999999Z cut
            2026-04-05 2 2026-04-11T23:59:59.999999Z running
        "#]],
    );
    check(
        &[("2026-04-12T00:00:00Z", "2026-03-29", &[1, 2])],
        &expect![[r#"
            2026-03-29 1 2026-04-12T00:00:00Z cut
            2026-04-05 2 2026-04-12T00:00:00Z complete
        "#]],
    );
}

#[test]
fn a_cut_bucket_never_replaces_a_whole_one() {
    check(
        &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 200, 30]), ("2026-04-14T00:00:00Z", "2026-03-22", &[90, 31, 4])],
        &expect![[r#"
            2026-03-15 1 2026-04-07T00:00:00Z cut
            2026-03-22 200 2026-04-07T00:00:00Z complete
            2026-03-29 31 2026-04-14T00:00:00Z complete
            2026-04-05 4 2026-04-14T00:00:00Z complete
        "#]],
    );
}

#[test]
fn a_second_bucket_that_fell_is_cut_too() {
    check(
        &[("2026-04-07T00:00:00Z", "2026-03-15", &[1, 200, 30]), ("2026-04-14T00:00:00Z", "2026-03-15", &[1, 189, 30])],
        &expect![[r#"
            2026-03-15 1 2026-04-14T00:00:00Z cut
            2026-03-22 200 2026-04-07T00:00:00Z complete
            2026-03-29 30 2026-04-14T00:00:00Z complete
        "#]],
    );
}

/// A twentieth less is a restatement, and so is any fall further on: no window cuts there.
#[test]
fn what_fell_a_little_or_further_on_was_restated() {
    check(
        &[
            ("2026-04-07T00:00:00Z", "2026-03-15", &[1, 200, 30, 3]),
            ("2026-04-14T00:00:00Z", "2026-03-15", &[1, 190, 15, 3]),
        ],
        &expect![[r#"
            2026-03-15 1 2026-04-14T00:00:00Z cut
            2026-03-22 190 2026-04-14T00:00:00Z complete
            2026-03-29 15 2026-04-14T00:00:00Z complete
            2026-04-05 3 2026-04-14T00:00:00Z complete
        "#]],
    );
}

/// A list of the largest is a week long and has no neighbours: only its fall tells that something is missing.
#[test]
fn a_single_week_that_fell_lacks_something() {
    check(
        &[("2026-04-07T00:00:00Z", "2026-03-30", &[200]), ("2026-04-14T00:00:00Z", "2026-03-30", &[189])],
        &expect![[r#"
            2026-03-30 200 2026-04-07T00:00:00Z complete
        "#]],
    );
    check(
        &[("2026-04-07T00:00:00Z", "2026-03-30", &[200]), ("2026-04-14T00:00:00Z", "2026-03-30", &[190])],
        &expect![[r#"
            2026-03-30 190 2026-04-14T00:00:00Z complete
        "#]],
    );
}

#[test]
fn a_whole_series_on_another_weekday_replaces_the_old_one() {
    let year = [7; 50];
    let weeks =
        chosen(frame(&[("2026-04-27T00:00:00Z", "2025-05-11", &year), ("2026-05-04T00:00:00Z", "2025-05-19", &year)]));
    assert!(weeks.values().all(|capture| capture.anchor() == "monday"));
    assert_eq!(weeks.len(), 50);
    let weeks = chosen(frame(&[
        ("2026-04-27T00:00:00Z", "2025-05-11", &year),
        ("2026-05-04T00:00:00Z", "2026-04-20", &[1, 2]),
    ]));
    assert!(weeks.values().all(|capture| capture.anchor() == "sunday"), "two weeks replace nothing");
}

#[test]
fn what_is_outside_the_window_of_a_year_is_cut_unless_the_chart_is_longer() {
    let states = |weeks: usize| {
        let totals = vec![7; weeks];
        let first = day::shifted(Date::constant(2026, 4, 13), -7 * i64::try_from(weeks - 1).expect("few weeks"));
        let chart = frame(&[("2026-04-19T12:00:00Z", &first.to_string(), &totals)]);
        chosen(chart).into_values().filter(|capture| capture.is_left_cut).count()
    };
    // 54 weeks back to 2025-04-07: the first two begin more than 365 days before the capture.
    assert_eq!(states(54), 2);
    assert_eq!(states(77), 1);
}

/// 2025-04-20 in real captures some days apart, as the window slides: 1,261B, then 487B, then 233B.
#[test]
fn of_two_cut_buckets_the_fuller_one_stays() {
    check(
        &[
            ("2026-04-21T00:00:00Z", "2025-04-20", &[1261, 2000]),
            ("2026-04-23T00:00:00Z", "2025-04-20", &[487, 2001]),
            ("2026-04-24T00:00:00Z", "2025-04-20", &[233, 2002]),
        ],
        &expect![[r#"
            2025-04-20 1261 2026-04-21T00:00:00Z cut
            2025-04-27 2002 2026-04-24T00:00:00Z complete
        "#]],
    );
}

#[test]
fn of_two_captures_at_one_instant_the_first_by_name_speaks() {
    check(
        &[("2026-04-14T12:00:00Z", "2026-03-29", &[1, 2]), ("2026-04-14T14:00:00+02:00", "2026-03-29", &[1, 3])],
        &expect![[r#"
            2026-03-29 1 2026-04-14T12:00:00Z cut
            2026-04-05 2 2026-04-14T12:00:00Z complete
        "#]],
    );
}

/// An archive that a keeper merged by date: two series, each with its own first and last week, and nothing glued.
#[test]
fn two_weekdays_in_one_capture_are_two_series() {
    let mut rows = [5; 51];
    rows[0] = 1;
    let at = "2026-05-05T00:00:00Z";
    let both = [(at, "2025-05-11", rows.as_slice()), (at, "2025-05-19", rows.as_slice())];
    let weeks = chosen(frame(&both));
    let anchors: BTreeSet<_> = weeks.values().map(Capture::anchor).collect();
    assert_eq!(anchors, BTreeSet::from(["monday"]), "Monday goes on longer");
    let first = weeks.values().next().expect("a week");
    assert!(first.is_left_cut && weeks.values().filter(|week| week.is_left_cut).count() == 1);
    assert_eq!(weeks.len(), 51);
}

/// Both series of a merged file, the one in force being that with fifty weeks.
#[test]
fn the_last_week_of_a_series_that_stood_still_is_not_over() {
    let mut year = [5; 50];
    year[0] = 1;
    let at = "2026-05-13T00:00:00Z";
    let last = |monday: &str| {
        let both = [(at, "2025-05-18", year.as_slice()), (at, monday, &[1, 5, 5])];
        let weeks = chosen(frame(&both));
        let last = weeks.into_values().next_back().expect("a week");
        (last.week.to_string(), last.is_complete())
    };
    assert_eq!(last("2026-04-20"), ("2026-04-26".to_owned(), false), "Monday went on to 05-04");
    assert_eq!(last("2026-04-13"), ("2026-04-26".to_owned(), true), "both end in the same week");
}

/// Weekly files of one week each, as a keeper of top tens writes them; they never take the place of a whole chart.
#[test]
fn a_single_week_is_cut_by_no_window() {
    check(
        &[("2026-04-14T00:00:00Z", "2026-03-30", &[1, 9]), ("2026-04-15T00:00:00Z", "2026-04-06", &[6])],
        &expect![[r#"
        2026-03-30 1 2026-04-14T00:00:00Z cut
        2026-04-06 9 2026-04-14T00:00:00Z complete
    "#]],
    );
    check(
        &[("2026-04-07T00:00:00Z", "2026-03-30", &[5]), ("2026-04-14T00:00:00Z", "2026-04-06", &[6])],
        &expect![[r#"
        2026-03-30 5 2026-04-07T00:00:00Z complete
        2026-04-06 6 2026-04-14T00:00:00Z complete
    "#]],
    );
}

//! Which window weighs a week.

use schema::{
    columns::{CAPTURED_AT, IS_LEFT_CUT, SNAPSHOT_ID, WEEK_ANCHOR},
    series::{texts, truths},
};

use super::*;
use crate::tests::frame;

/// `WEEK MODEL TOKENS` per line, of a Monday series.
fn models(lines: &[&str]) -> Frame<ModelWeek> {
    let columns = [
        &WEEK_START_DATE,
        &MODEL,
        &TOKENS,
        &VENDOR,
        &VARIANT,
        &IS_COMPLETE,
        &IS_LEFT_CUT,
        &IS_ATTRIBUTED,
        &WEEK_ANCHOR,
        &CAPTURED_AT,
        &SNAPSHOT_ID,
    ];
    let line = |line: &&str| format!("{line} a standard true false true monday 2026-05-01T00:00:00Z s");
    frame(&columns, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// `FIRST LAST MODEL TOKENS` per line, of a month view.
fn views(lines: &[&str]) -> Frame<ModelWindow> {
    let columns = [
        &WINDOW_START_DATE,
        &WINDOW_END_DATE,
        &MODEL,
        &TOKENS,
        &PROMPT_TOKENS,
        &COMPLETION_TOKENS,
        &VIEW,
        &VENDOR,
        &VARIANT,
        &IS_ATTRIBUTED,
        &CAPTURED_AT,
        &SNAPSHOT_ID,
    ];
    let line = |line: &&str| format!("{line} 1 1 month a standard true 2026-05-01T00:00:00Z s");
    frame(&columns, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// `WEEK TOKENS` per line, of the vendor `a` in a Sunday series.
fn vendors(lines: &[&str]) -> Frame<VendorWeek> {
    let columns = [
        &WEEK_START_DATE,
        &TOKENS,
        &VENDOR,
        &IS_COMPLETE,
        &IS_LEFT_CUT,
        &IS_ATTRIBUTED,
        &WEEK_ANCHOR,
        &CAPTURED_AT,
        &SNAPSHOT_ID,
    ];
    let line = |line: &&str| format!("{line} a true false true sunday 2026-05-01T00:00:00Z s");
    frame(&columns, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// First day and number of models of the window that weighs the Sunday week of 2026-04-05.
fn check(vendor_lines: &[&str], view_lines: &[&str], week_lines: &[&str], expected: &str) {
    let (vendors, views, weeks) = (vendors(vendor_lines), views(view_lines), models(week_lines));
    let windows = UsageWindows::read(&vendors, &views, &weeks);
    let by_vendor = windows.by_vendor();
    let week = (Date::constant(2026, 4, 5), Date::constant(2026, 4, 11));
    let found = nearest(&by_vendor["a"], week).unwrap();
    assert_eq!(format!("{} {}", found.days.0, found.models.len()), expected);
}

#[test]
fn six_days_of_seven_are_nearer_than_one() {
    check(&[], &[], &["2026-03-30 a/x 5", "2026-04-06 a/x 5"], "2026-04-06 1");
    check(&[], &[], &["2026-03-23 a/x 5", "2026-04-13 a/x 5"], "2026-04-13 1");
}

/// The view splits its tokens, the week does not.
#[test]
fn of_a_view_and_a_week_of_the_same_days_the_view_weighs_on_either_side() {
    for (first, last) in [("2026-03-30", "2026-04-05"), ("2026-04-06", "2026-04-12")] {
        let (vendors, views) = (vendors(&[]), views(&[&format!("{first} {last} a/x 5")]));
        let weeks = models(&[&format!("{first} a/x 5")]);
        let windows = UsageWindows::read(&vendors, &views, &weeks);
        let by_vendor = windows.by_vendor();
        let week = (Date::constant(2026, 4, 5), Date::constant(2026, 4, 11));
        let found = nearest(&by_vendor["a"], week).unwrap();
        assert_eq!((by_vendor["a"].len(), found.models[0].prompt), (2, Some(1)), "{first}");
    }
}

#[test]
fn the_week_itself_comes_before_a_month_that_takes_it_in() {
    let month = ["2026-03-20 2026-04-18 a/x 5", "2026-03-20 2026-04-18 a/y 5"];
    check(&[], &month, &["2026-04-06 a/x 5"], "2026-04-06 1");
    // 23 days more in the month: that is nearer than a week 28 days off.
    check(&[], &month, &["2026-05-04 a/x 5"], "2026-03-20 2");
}

/// 70 tokens a week, of which the series names 40 or 60.
#[test]
fn a_week_that_names_little_of_the_vendor_counts_as_farther() {
    let vendor = ["2026-03-29 70", "2026-04-05 70", "2026-04-12 70"];
    let month = ["2026-03-30 2026-04-18 a/x 190", "2026-03-30 2026-04-18 a/y 5"];
    check(&vendor, &month, &["2026-04-06 a/x 40"], "2026-03-30 2");
    check(&vendor, &month, &["2026-04-06 a/x 60"], "2026-04-06 1");
}

#[test]
fn a_week_and_a_view_of_the_same_days_are_two_windows() {
    let view = ["2026-04-06 2026-04-12 a/x 5", "2026-04-06 2026-04-12 a/y 5"];
    check(&[], &view, &["2026-04-06 a/x 5"], "2026-04-06 2");
    check(&[], &view[..1], &["2026-04-06 a/x 5", "2026-04-06 a/y 5"], "2026-04-06 2");
}

/// A Monday week has six days of one Sunday week and one of the next: 6/7 of 70 and 1/7 of 140.
#[test]
fn what_a_vendor_had_on_days_of_two_weeks() {
    let vendors = vendors(&["2026-04-05 70", "2026-04-12 140"]);
    let days = VendorDays::read(&vendors);
    let monday = |day| (Date::constant(2026, 4, day), Date::constant(2026, 4, day + 6));
    assert_eq!(days.tokens("a", monday(6)), Some(60 + 20));
    assert_eq!(days.tokens("a", monday(13)), None, "its last day is in no week");
    assert_eq!(days.about("a", monday(13)), Some(140), "as of the other six");
    let long = (Date::constant(2026, 4, 14), Date::constant(2026, 4, 24));
    assert_eq!(days.about("a", long), None, "five days of eleven");
    assert_eq!(days.tokens("b", monday(6)), None);
}

#[test]
fn of_two_windows_as_near_the_earlier() {
    check(&[], &[], &["2026-03-29 a/x 5", "2026-04-12 a/x 5"], "2026-03-29 1");
}

/// Four fifths of 70 tokens are enough, and one token less is not.
#[test]
fn four_fifths_of_a_vendor_say_enough() {
    let vendor = ["2026-03-29 70", "2026-04-05 70", "2026-04-12 70"];
    let month = ["2026-03-30 2026-04-18 a/x 195"];
    check(&vendor, &month, &["2026-04-06 a/x 56"], "2026-04-06 1");
    check(&vendor, &month, &["2026-04-06 a/x 55"], "2026-03-30 1");
}

/// Two thirds of its own week say more of it than all of the week before, and a third less.
#[test]
fn a_week_is_weighed_by_its_own_days_unless_they_say_next_to_nothing() {
    let vendor = ["2026-03-22 70", "2026-03-29 70", "2026-04-05 70", "2026-04-12 70"];
    check(&vendor, &[], &["2026-03-30 a/x 70", "2026-04-06 a/x 47"], "2026-04-06 1");
    check(&vendor, &[], &["2026-03-30 a/x 70", "2026-04-06 a/x 23"], "2026-03-30 1");
}

/// Three sevenths of a vendor two weeks before, and who knows what part of it four weeks later.
#[test]
fn how_much_is_named_is_not_enough_because_nobody_knows() {
    let vendor = ["2026-03-22 70", "2026-03-29 70", "2026-04-05 70"];
    check(&vendor, &[], &["2026-03-23 a/x 30", "2026-05-04 a/x 30"], "2026-03-23 1");
    check(&[], &[], &["2026-03-23 a/x 30", "2026-05-04 a/x 30"], "2026-03-23 1");
}

/// The last day of the week lies in a week that runs: that is no reason to ask a month.
#[test]
fn one_day_that_no_week_has_makes_no_unknown() {
    let vendor = ["2026-03-29 70", "2026-04-05 70"];
    check(&vendor, &["2026-03-30 2026-04-11 a/x 120"], &["2026-04-06 a/x 60"], "2026-04-06 1");
}

/// A running week, a day, the remainder, and models without tokens.
#[test]
fn what_weighs_nothing() {
    let nothing = (Frame::empty().unwrap(), Frame::empty().unwrap(), Frame::empty().unwrap());
    let mut running = models(&["2026-04-06 a/x 5"]).into_data();
    running.with_column(truths(&IS_COMPLETE, [Some(false)])).unwrap();
    let mut day = views(&["2026-04-06 2026-04-06 a/x 5"]).into_data();
    day.with_column(texts(&VIEW, [Some("day")])).unwrap();
    for (views, weeks) in [
        (&nothing.1, &Frame::new(running).unwrap()),
        (&Frame::new(day).unwrap(), &nothing.2),
        (&nothing.1, &models(&["2026-04-06 others 5"])),
        (&nothing.1, &models(&["2026-04-06 a/x 0"])),
    ] {
        assert!(UsageWindows::read(&nothing.0, views, weeks).by_vendor().is_empty());
    }
}

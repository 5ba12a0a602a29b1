//! Growth by both rules: what is absent, what is new, what a window lacks.

use expect_test::{Expect, expect};

use super::*;
use crate::tests::vendor_weeks;

fn check(rule: Rule, weeks: &[&str], expected: &Expect) {
    let growth = vendor_growth(&vendor_weeks(weeks), &[rule], 1).unwrap();
    let columns = [
        &VENDOR,
        &PAST_TOKENS,
        &NOW_TOKENS,
        &NOW_TOKENS_HIGH,
        &DELTA_POINTS,
        &GROWTH_LABEL,
        &GROWTH_RATIO,
        &GROWTH_LEAST,
        &GROWTH_MOST,
    ];
    expected.assert_eq(&growth.to_text(&columns));
}

const WEEKS: &[&str] = &[
    "2025-04-13 gone 30",
    "2025-04-13 both 20",
    "2025-04-13 others 50",
    "2026-04-05 both 200",
    "2026-04-05 new 150",
    "2026-04-05 others 650",
];

#[test]
fn absent_is_zero_by_rule_published() {
    check(
        Rule::Published,
        WEEKS,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 200 | 200 | 0 | ratio | 10 | 10 | 10
        gone | 30 | 0 | 0 | -30 | gone | 0 | 0 | 0
        new | 0 | 150 | 150 | 15 | new | - | - | -
        others | 50 | 650 | 650 | 15.000000000000002 | ratio | 13 | 13 | 13
        total | 100 | 1000 | 1000 | 0 | ratio | 10 | 10 | 10
    "#]],
    );
}

#[test]
fn absent_is_bounded_by_rule_default() {
    check(
        Rule::Default,
        WEEKS,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 200 | 200 | 0 | ratio | 10 | 10 | 10
        gone | 30 | - | 150 | - | absent | - | 0 | 5
        new | - | 150 | 150 | - | absent | - | 7.5 | -
        others | 50 | 650 | 650 | 15.000000000000002 | ratio | 13 | 13 | 13
        total | 100 | 1000 | 1000 | 0 | ratio | 10 | 10 | 10
    "#]],
    );
}

/// Each may have had all of `others`, then or now: 20 to 70, then 200 to 850.
#[test]
fn weeks_of_daily_lists_bound_those_that_are_named_too() {
    let weeks = [
        "2025-04-13 gone 30 least",
        "2025-04-13 both 20 least",
        "2025-04-13 others 50",
        "2026-04-05 both 200 least",
        "2026-04-05 new 150 least",
        "2026-04-05 others 650",
    ];
    check(
        Rule::Default,
        &weeks,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 200 | 850 | 0 | ratio | 10 | 2.857142857142857 | 42.5
        gone | 30 | - | 650 | - | absent | - | 0 | 21.666666666666668
        new | - | 150 | 800 | - | absent | - | 3 | -
        others | 50 | 650 | 650 | 15.000000000000002 | ratio | 13 | 13 | 13
        total | 100 | 1000 | 1000 | 0 | ratio | 10 | 10 | 10
    "#]],
    );
    check(
        Rule::Published,
        &weeks,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 200 | 200 | 0 | ratio | 10 | 10 | 10
        gone | 30 | 0 | 0 | -30 | gone | 0 | 0 | 0
        new | 0 | 150 | 150 | 15 | new | - | - | -
        others | 50 | 650 | 650 | 15.000000000000002 | ratio | 13 | 13 | 13
        total | 100 | 1000 | 1000 | 0 | ratio | 10 | 10 | 10
    "#]],
    );
    let growth = vendor_growth(&vendor_weeks(&weeks), &[Rule::Default], 1).unwrap();
    expect![[r#"
        vendor | past_most_tokens | now_most_tokens | reason
        both | 70 | 850 | tokens are lower bounds: models below the daily lists are inside `others`, and the ratio lies between its bounds
        gone | 80 | 650 | absent in every week of a window: no ratio, but bounds
        new | 50 | 800 | absent in every week of a window: no ratio, but bounds
        others | 50 | 650 | -
        total | 100 | 1000 | -
    "#]].assert_eq(&growth.to_text(&[&VENDOR, &PAST_TOKENS_HIGH, &NOW_TOKENS_HIGH, &REASON]));
}

#[test]
fn a_running_week_counts_only_by_rule_published() {
    let weeks = [WEEKS, &["2026-04-12 both 1 running", "2026-04-12 others 1 running"]].concat();
    check(
        Rule::Default,
        &weeks,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 200 | 200 | 0 | ratio | 10 | 10 | 10
        gone | 30 | - | 150 | - | absent | - | 0 | 5
        new | - | 150 | 150 | - | absent | - | 7.5 | -
        others | 50 | 650 | 650 | 15.000000000000002 | ratio | 13 | 13 | 13
        total | 100 | 1000 | 1000 | 0 | ratio | 10 | 10 | 10
    "#]],
    );
    check(
        Rule::Published,
        &weeks,
        &expect![[r#"
        vendor | past_tokens | now_tokens | now_most_tokens | delta_points | growth_label | growth_ratio | growth_least_ratio | growth_most_ratio
        both | 20 | 1 | 1 | 30 | ratio | 0.05 | 0.05 | 0.05
        gone | 30 | 0 | 0 | -30 | gone | 0 | 0 | 0
        others | 50 | 1 | 1 | 0 | ratio | 0.02 | 0.02 | 0.02
        total | 100 | 2 | 2 | 0 | ratio | 0.02 | 0.02 | 0.02
    "#]],
    );
}

/// `VENDOR`, its weeks in both windows, the most it may have had, and why its ratio says less than it seems.
fn check_reasons(weeks: &[&str], count: usize, expected: &Expect) {
    let growth = vendor_growth(&vendor_weeks(weeks), &[Rule::Default], count).unwrap();
    let columns = [&VENDOR, &PAST_WEEKS_PRESENT, &NOW_WEEKS_PRESENT, &PAST_TOKENS_HIGH, &REASON];
    expected.assert_eq(&growth.to_text(&columns));
}

#[test]
fn who_is_absent_in_some_weeks_or_in_all_has_a_reason() {
    let weeks = [
        "2026-03-01 all 9",
        "2026-03-01 once 5",
        "2026-03-01 others 4",
        "2026-03-08 all 9",
        "2026-03-08 others 4",
        "2026-03-15 all 9",
        "2026-03-15 late 3",
        "2026-03-15 once 5",
        "2026-03-22 all 9",
        "2026-03-22 late 3",
        "2026-03-22 once 5",
    ];
    check_reasons(
        &weeks,
        2,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        all | 2 | 2 | 18 | -
        late | 0 | 2 | 8 | absent in every week of a window: no ratio, but bounds
        once | 1 | 2 | 9 | absent in some weeks: tokens are lower bounds, and the ratio lies between its bounds
        others | 2 | 0 | 8 | absent in every week of a window: no ratio, but bounds
        total | 2 | 2 | 31 | -
    "#]],
    );
}

#[test]
fn windows_that_share_weeks_or_lack_one_have_a_reason() {
    let weeks = ["2026-03-01 a 1", "2026-03-08 a 2", "2026-03-15 a 3", "2026-03-22 a 4"];
    check_reasons(
        &weeks,
        2,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        a | 2 | 2 | 3 | -
        total | 2 | 2 | 3 | -
    "#]],
    );
    check_reasons(
        &weeks,
        3,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        a | 3 | 3 | 6 | the two windows share weeks: the series is too short for them
        total | 3 | 3 | 6 | the two windows share weeks: the series is too short for them
    "#]],
    );
    // Without 03-08 in the first window; without 03-22 in the last; without 03-15 between them.
    check_reasons(
        &["2026-03-01 a 1", "2026-03-15 a 3", "2026-03-22 a 4", "2026-03-29 a 5"],
        2,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        a | 2 | 2 | 4 | weeks are missing inside a window: it is longer than its number of weeks
        total | 2 | 2 | 4 | weeks are missing inside a window: it is longer than its number of weeks
    "#]],
    );
    check_reasons(
        &["2026-03-01 a 1", "2026-03-08 a 2", "2026-03-15 a 3", "2026-03-29 a 5"],
        2,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        a | 2 | 2 | 3 | weeks are missing inside a window: it is longer than its number of weeks
        total | 2 | 2 | 3 | weeks are missing inside a window: it is longer than its number of weeks
    "#]],
    );
    check_reasons(
        &["2026-03-01 a 1", "2026-03-08 a 2", "2026-03-22 a 4", "2026-03-29 a 5"],
        2,
        &expect![[r#"
        vendor | past_weeks_present | now_weeks_present | past_most_tokens | reason
        a | 2 | 2 | 3 | -
        total | 2 | 2 | 3 | -
    "#]],
    );
}

/// Three weeks of two windows of two share one: told by rule `published` alone. One week, or as many as a window has, is compared
/// with nothing.
#[test]
fn no_week_is_compared_with_itself() {
    let growth = |weeks: &[&str], count| {
        let growth = vendor_growth(&vendor_weeks(weeks), &[Rule::Default, Rule::Published], count).unwrap();
        assert!(growth.cells(&REASON).texts().iter().all(|reason| *reason == Some(OVERLAP)));
        growth.to_text(&[&VENDOR, &RULE, &PAST_TOKENS, &DELTA_POINTS, &GROWTH_RATIO, &GROWTH_LEAST, &GROWTH_MOST])
    };
    let weeks = ["2026-03-01 a 1", "2026-03-08 a 2", "2026-03-15 a 4"];
    expect![[r#"
        vendor | rule | past_tokens | delta_points | growth_ratio | growth_least_ratio | growth_most_ratio
        a | default | 3 | - | - | - | -
        a | published | 3 | 0 | 2 | 2 | 2
        total | default | 3 | - | - | - | -
        total | published | 3 | 0 | 2 | 2 | 2
    "#]]
    .assert_eq(&growth(&weeks, 2));
    let same = expect![[r#"
        vendor | rule | past_tokens | delta_points | growth_ratio | growth_least_ratio | growth_most_ratio
        a | default | 1 | - | - | - | -
        a | published | 1 | - | - | - | -
        total | default | 1 | - | - | - | -
        total | published | 1 | - | - | - | -
    "#]];
    same.assert_eq(&growth(&weeks[..1], 1));
    same.assert_eq(&growth(&weeks[..1], 4));
}

//! Usage that no source splits, beside windows that do.

use expect_test::expect;
use schema::{
    Frame,
    columns::{
        ASOF_MATCH_CLASS, CACHED_TOKENS, CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND,
        KNOWN_FROM_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID, MADE_OF, MATCH_CLASS, SIGHTING_COUNT, SNAPSHOT_ID, TOKENS,
        VALUE_ORIGIN, WEEK_ANCHOR, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    day,
    tables::{ModelWeekVintage, PricedUsage},
};

use super::*;
use crate::tests::{frame, usage_mix};

const GIVEN: &[&Column] = &[
    &BOARD,
    &MODEL,
    &VARIANT,
    &VENDOR,
    &WINDOW_END_DATE,
    &PROMPT_TOKENS,
    &COMPLETION_TOKENS,
    &WINDOW_START_DATE,
    &WINDOW_KIND,
    &IS_ATTRIBUTED,
    &TOKENS,
    &MATCH_CLASS,
    &ASOF_MATCH_CLASS,
    &USAGE_START_DATE,
    &USAGE_END_DATE,
];

#[test]
fn what_is_not_split_has_the_mix_of_the_reference_and_its_age() {
    let lines = [
        "apps a/x - a 2026-08-30 - -",
        "site a/early standard a 2026-04-12 - -",
        "site a/half standard a 2026-08-30 9 -",
        "site a/split standard a 2026-08-30 9 1",
        "site a/x standard a 2026-08-30 - -",
        "site b/y standard b 2026-08-30 - -",
        "site others standard others 2026-08-30 - -",
    ];
    let lines = lines.map(|line| {
        let end = line.split(' ').nth(4).expect("an end");
        format!("{line} 2026-04-06 board true 10 priced priced 2026-04-06 {end}")
    });
    let mut usage = frame::<PricedUsage>(GIVEN, &lines.join("\n")).into_data();
    let (windows, before) = (UsageWindows::default(), Frame::empty().expect("no rows"));
    let mixes = usage_mix(&["all all 0.03 0.9", "vendor a 0.02 0.8"]);
    for column in mix_columns(&usage, &Splits::of(&windows, &before), &mixes) {
        usage.with_column(column).expect("a column");
    }
    let columns = [
        &BOARD,
        &MODEL,
        &MIX_ORIGIN,
        &MIX_AGE_DAYS,
        &MIX_OUTPUT_SHARE,
        &MIX_OUTPUT_SHARE_LOW,
        &MIX_OUTPUT_SHARE_HIGH,
        &MIX_CACHED_SHARE,
        &MIX_CACHED_SHARE_LOW,
        &MIX_CACHED_SHARE_HIGH,
    ];
    let usage = Frame::<PricedUsage>::new(usage).expect("usage with its mix");
    expect![[r#"
        board | model | mix_origin | mix_age_days | mix_output_share | mix_output_share_low | mix_output_share_high | mix_cached_share | mix_cached_share_low | mix_cached_share_high
        apps | a/x | - | - | - | - | - | - | - | -
        site | a/early | reference | 96 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
        site | a/half | reference | 0 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
        site | a/split | measured | - | - | - | - | - | - | 0.8
        site | a/x | reference | 0 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
        site | b/y | reference | 0 | 0.03 | 0.019999999999999997 | 0.04 | - | 0 | 0.9
        site | others | - | - | - | - | - | - | - | -
    "#]].assert_eq(&usage.to_text(&columns));
}

const WEEKS: &[&Column] = &[
    &WEEK_START_DATE,
    &MODEL,
    &TOKENS,
    &PROMPT_TOKENS,
    &COMPLETION_TOKENS,
    &CACHED_TOKENS,
    &VENDOR,
    &VARIANT,
    &IS_COMPLETE,
    &IS_LEFT_CUT,
    &IS_LOWER_BOUND,
    &IS_ATTRIBUTED,
    &WEEK_ANCHOR,
    &CAPTURED_AT,
    &SNAPSHOT_ID,
];

/// `WEEK MODEL TOKENS PROMPT COMPLETION CACHED` per line, and the mix of `WEEK MODEL` that are not split.
fn carried(split: &[&str], asked: &[&str], mixes: &UsageMix) -> Frame<PricedUsage> {
    carried_beside(split, &Frame::empty().expect("no rows"), asked, mixes)
}

/// The same, with what was believed of weeks before.
fn carried_beside(
    split: &[&str],
    before: &Frame<ModelWeekVintage>,
    asked: &[&str],
    mixes: &UsageMix,
) -> Frame<PricedUsage> {
    let split = split.iter().map(|row| format!("{row} a standard true false false true monday 2026-05-01T00:00:00Z s"));
    let weeks = frame(WEEKS, &split.collect::<Vec<_>>().join("\n"));
    let (vendors, views) = (Frame::empty().expect("no rows"), Frame::empty().expect("no rows"));
    let asked = asked.iter().map(|row| {
        let (start, model) = row.split_once(' ').expect("a week and a model");
        let end = day::shifted(start.parse().expect("a day"), 6);
        format!("site {model} standard a {end} - - {start} week true 10 priced priced {start} {end}")
    });
    let mut usage = frame::<PricedUsage>(GIVEN, &asked.collect::<Vec<_>>().join("\n")).into_data();
    let windows = UsageWindows::read(&vendors, &views, &weeks);
    for column in mix_columns(&usage, &Splits::of(&windows, before), mixes) {
        usage.with_column(column).expect("a column");
    }
    Frame::new(usage).expect("usage with its mix")
}

const MIX: [&Column; 10] = [
    &WINDOW_START_DATE,
    &MODEL,
    &MIX_ORIGIN,
    &MIX_AGE_DAYS,
    &MIX_OUTPUT_SHARE,
    &MIX_OUTPUT_SHARE_LOW,
    &MIX_OUTPUT_SHARE_HIGH,
    &MIX_CACHED_SHARE,
    &MIX_CACHED_SHARE_LOW,
    &MIX_CACHED_SHARE_HIGH,
];

/// `a/x` has a fifth, a tenth and a twentieth of output, and two fifths, a tenth and nobody knows how much from the cache.
/// The week of 03-09 lies as near to the first as to the second, which has more tokens. That of 04-20 is 15 days behind the
/// third, which does not know its cached part; that of 03-18 meets the second. More cached than prompt is the prompt; no
/// tokens are no mix.
#[test]
fn what_is_not_split_has_the_mix_of_its_nearest_window_within_all_of_them() {
    let split = [
        "2026-03-02 a/x 100 80 20 40",
        "2026-03-16 a/x 200 180 20 20",
        "2026-03-30 a/x 100 95 5 -",
        "2026-03-02 a/odd 100 50 50 60",
        "2026-03-02 a/empty 100 0 0 0",
    ];
    let asked = [
        "2026-03-09 a/x",
        "2026-03-18 a/x",
        "2026-04-20 a/x",
        "2026-03-09 a/odd",
        "2026-03-09 a/empty",
        "2026-03-09 a/new",
    ];
    let usage = carried(&split, &asked, &usage_mix(&["all all 0.03 0.9", "vendor a 0.02 0.8"]));
    expect![[r#"
        window_start_date | model | mix_origin | mix_age_days | mix_output_share | mix_output_share_low | mix_output_share_high | mix_cached_share | mix_cached_share_low | mix_cached_share_high
        2026-03-09 | a/empty | reference | 124 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
        2026-03-09 | a/new | reference | 124 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
        2026-03-09 | a/odd | carried | 1 | 0.5 | 0.5 | 0.5 | 0.5 | 0.5 | 0.5
        2026-03-09 | a/x | carried | 1 | 0.1 | 0.05 | 0.2 | 0.1 | 0.1 | 0.4
        2026-03-18 | a/x | carried | 0 | 0.1 | 0.05 | 0.2 | 0.1 | 0.1 | 0.4
        2026-04-20 | a/x | carried | 15 | 0.05 | 0.05 | 0.2 | - | 0 | 0.8
    "#]]
    .assert_eq(&usage.to_text(&MIX));
}

/// A newer answer gives totals of the week of 03-09; the older one splits it. One that is still believed is in the series
/// itself, and what was said before of a week that the newest splits says nothing more.
#[test]
fn a_week_that_an_older_answer_split_has_the_mix_of_it() {
    let before = Frame::<ModelWeekVintage>::from_text(
        "week_start_date | model | prompt_tokens | completion_tokens | cached_tokens | known_to_at
         2026-03-09 | a/x | 70 | 30 | 50 | 2026-07-12T00:00:00Z
         2026-03-02 | a/x | 10 | 90 | - | 2026-07-12T00:00:00Z
         2026-03-16 | a/x | 50 | 50 | - | -",
        &[
            (&TOKENS, "100"),
            (&VENDOR, "a"),
            (&VARIANT, "standard"),
            (&IS_COMPLETE, "true"),
            (&IS_LEFT_CUT, "false"),
            (&IS_LOWER_BOUND, "false"),
            (&IS_ATTRIBUTED, "true"),
            (&WEEK_ANCHOR, "monday"),
            (&MADE_OF, "chart"),
            (&SIGHTING_COUNT, "1"),
            (&KNOWN_FROM_AT, "2026-04-01T00:00:00Z"),
            (&LAST_SEEN_AT, "2026-04-01T00:00:00Z"),
            (&CAPTURED_AT, "2026-04-01T00:00:00Z"),
            (&SNAPSHOT_ID, "s"),
            (&LAST_SNAPSHOT_ID, "s"),
            (&VALUE_ORIGIN, "observed"),
        ],
    )
    .expect("vintages");
    let split = ["2026-03-02 a/x 100 80 20 40", "2026-03-09 a/x 100 - - -"];
    let usage = carried_beside(&split, &before, &["2026-03-09 a/x"], &usage_mix(&["all all 0.03 0.9"]));
    expect![[r#"
        window_start_date | model | mix_origin | mix_age_days | mix_output_share | mix_output_share_low | mix_output_share_high | mix_cached_share | mix_cached_share_low | mix_cached_share_high
        2026-03-09 | a/x | carried | 0 | 0.3 | 0.2 | 0.3 | 0.5 | 0.4 | 0.5
    "#]]
    .assert_eq(&usage.to_text(&MIX));
}

/// Nothing says how much of its input may have come from the cache: perhaps all of it.
#[test]
fn without_a_reference_the_cached_part_may_be_anything() {
    let usage = carried(&["2026-03-02 a/x 100 80 20 -"], &["2026-03-09 a/x", "2026-03-09 a/y"], &UsageMix::default());
    expect![[r#"
        window_start_date | model | mix_origin | mix_age_days | mix_output_share | mix_output_share_low | mix_output_share_high | mix_cached_share | mix_cached_share_low | mix_cached_share_high
        2026-03-09 | a/x | carried | 1 | 0.2 | 0.2 | 0.2 | - | 0 | 1
        2026-03-09 | a/y | - | - | - | - | - | - | - | -
    "#]]
    .assert_eq(&usage.to_text(&MIX));
}

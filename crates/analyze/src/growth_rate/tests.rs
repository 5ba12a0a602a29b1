//! Rates of growth over the windows of a series, and where there is none.

use expect_test::{Expect, expect};
use jiff::civil::Date;
use schema::{columns::IS_LEFT_CUT, day, series::truths};

use super::*;
use crate::tests::vendor_weeks;

const START: Date = Date::constant(2025, 4, 13);

/// So many weeks with `a` at what `tokens` says and `others` at 100.
fn weeks(number: i64, tokens: impl Fn(i64) -> Option<i64>) -> Vec<String> {
    let week = |week: i64| {
        let start = day::shifted(START, 7 * week);
        let named = tokens(week).map(|tokens| format!("{start} a {tokens}"));
        named.into_iter().chain([format!("{start} others 100")])
    };
    (0..number).flat_map(week).collect()
}

fn rates(lines: &[String]) -> Frame<GrowthRate> {
    growth_rate(&vendor_weeks(&lines.iter().map(String::as_str).collect::<Vec<_>>()), 4).unwrap()
}

/// `VENDOR`'s rows of all windows but the rolling ones.
fn check(rates: &Frame<GrowthRate>, vendor: &str, expected: &Expect) {
    let columns = [
        &VENDOR,
        &GROWTH_WINDOW,
        &WINDOW_START_DATE,
        &WINDOW_END_DATE,
        &GROWTH_RATIO,
        &ANNUAL_RATIO,
        &ANNUAL_LOW,
        &ANNUAL_HIGH,
        &CHANGE_COUNT,
        &REASON,
    ];
    let text = rates.to_text(&columns);
    let wanted =
        |line: &&str| !line.contains("| rolling |") && (line.starts_with(vendor) || line.starts_with("vendor"));
    expected.assert_eq(&(text.lines().filter(wanted).collect::<Vec<_>>().join("\n") + "\n"));
}

/// Twice as much every 26 weeks, four times as much in a year of 52 of them, by steps.
fn doubling(week: i64) -> i64 {
    1_000 << (week / 26)
}

#[test]
fn a_series_of_more_than_a_year_has_every_window() {
    let rates = rates(&weeks(57, |week| Some(doubling(week))));
    check(
        &rates,
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-05-16 | 4 | 3.9149739160118364 | 0.9532425082365642 | 32.882357948978324 | 56 | -
            a | month_on_month | 2026-03-22 | 2026-05-16 | 1.6 | 459.9093868965772 | 115.97967508838701 | 1378620.3990399516 | 56 | -
            a | year_on_year | 2025-04-20 | 2026-05-16 | 4 | 4.01908790409902 | 0.9779162521696212 | 36.11050107426688 | 56 | -
        "#]],
    );
    let rolling = rates.cells(&GROWTH_WINDOW).texts().iter().filter(|kind| **kind == Some("rolling")).count();
    assert_eq!(rolling, 50 * 3, "of `a`, `others` and `total`, from the eighth week on");
}

#[test]
fn thirty_nine_weeks_are_too_few_and_eight_have_no_first_and_last_beside_the_month() {
    check(
        &rates(&weeks(39, |week| Some(doubling(week)))),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-01-10 | 2 | 2.8104795677601704 | - | - | - | fewer than 39 changes from one week to the next are known: no interval
            a | month_on_month | 2025-11-16 | 2026-01-10 | 1 | 1 | - | - | - | fewer than 39 changes from one week to the next are known: no interval
            a | year_on_year | 2024-12-15 | 2026-01-10 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
    check(
        &rates(&weeks(40, |week| Some(doubling(week)))),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-01-17 | 2 | 2.7309535234533424 | 0.9396917385162212 | 22.63091235485569 | 39 | -
            a | month_on_month | 2025-11-23 | 2026-01-17 | 1 | 1 | 0.33741779927297993 | 4713.222589789291 | 39 | -
            a | year_on_year | 2024-12-22 | 2026-01-17 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
    // That a year on year is not known is said from the first window on.
    let kinds = |number| rates(&weeks(number, |week| Some(doubling(week)))).cells(&GROWTH_WINDOW).texts().len();
    assert_eq!([kinds(3), kinds(4), kinds(7)], [0, 3, 3]);
}

/// Not named in one week between, or named with nothing: two changes fewer are known. In a window it leaves no interval.
#[test]
fn who_is_absent_between_has_an_interval_and_who_is_absent_in_a_window_no_ratio() {
    let without =
        |missing: Option<i64>| rates(&weeks(44, |week| if week == 20 { missing } else { Some(doubling(week)) }));
    check(
        &without(None),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-02-14 | 2 | 2.469919951423111 | 0.8342689433577247 | 17.419343129183424 | 41 | -
            a | month_on_month | 2025-12-21 | 2026-02-14 | 1 | 1 | 0.3228146766573927 | 4391.338308374475 | 41 | -
            a | year_on_year | 2025-01-19 | 2026-02-14 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
    let reasons = |rates: &Frame<GrowthRate>| format!("{:?}", rates.cells(&REASON).texts());
    assert_eq!(reasons(&without(None)).matches(PARTLY).count(), 8, "every rolling window that has the week");
    assert_eq!(reasons(&without(Some(0))).matches(NOTHING).count(), 8);
    check(
        &rates(&weeks(44, |week| (week > 3).then(|| doubling(week)))),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-02-14 | - | - | - | - | - | absent in every week of a window: no ratio
            a | month_on_month | 2025-12-21 | 2026-02-14 | 1 | 1 | 0.3345113826480889 | 4672.624291414732 | 39 | -
            a | year_on_year | 2025-01-19 | 2026-02-14 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
}

/// Named with nothing in every week of a window is not absent, which would be unknown.
#[test]
fn who_has_no_tokens_in_a_window_is_new_or_gone_and_not_absent() {
    let first_last = |tokens: fn(i64) -> Option<i64>| {
        let rates = rates(&weeks(44, tokens));
        let columns = [&VENDOR, &GROWTH_WINDOW, &PAST_WEEKS_PRESENT, &GROWTH_RATIO, &ANNUAL_RATIO, &REASON];
        let text = rates.to_text(&columns);
        text.lines().find(|line| line.starts_with("a | first_last")).unwrap().to_owned()
    };
    expect!["a | first_last | 4 | - | - | no tokens in the first window: no ratio"]
        .assert_eq(&first_last(|week| Some(if week < 4 { 0 } else { 1_000 })));
    expect!["a | first_last | 4 | 0 | - | no tokens in the last window: the ratio is 0, and there is no rate per year"]
        .assert_eq(&first_last(|week| Some(if week < 40 { 1_000 } else { 0 })));
    expect!["a | first_last | 0 | - | - | absent in every week of a window: no ratio"]
        .assert_eq(&first_last(|week| (week >= 4).then_some(1_000)));
}

#[test]
fn a_week_that_is_missing_leaves_no_interval() {
    let without = |week: i64| {
        let start = day::shifted(START, 7 * week).to_string();
        weeks(44, |week| Some(doubling(week))).into_iter().filter(|line| !line.starts_with(&start)).collect::<Vec<_>>()
    };
    check(
        &rates(&without(20)),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-02-14 | 2 | 2.469919951423111 | - | - | - | weeks are missing between the first and the last: no interval
            a | month_on_month | 2025-12-21 | 2026-02-14 | 1 | 1 | 0.3228146766573927 | 4391.338308374475 | 41 | -
            a | year_on_year | 2025-01-19 | 2026-02-14 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
    check(
        &rates(&without(2)),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-13 | 2026-02-14 | 2 | 2.469919951423111 | - | - | - | weeks are missing inside a window: it is longer than its number of weeks
            a | month_on_month | 2025-12-21 | 2026-02-14 | 1 | 1 | 0.35217318404092807 | 4790.710293207871 | 41 | -
            a | year_on_year | 2025-01-19 | 2026-02-14 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
}

/// The first week lacks days, the last still runs: each counts in a row of its own, and in no other.
#[test]
fn the_cut_and_the_running_week_are_shown_apart() {
    let mut lines = weeks(46, |week| Some(if week % 45 == 0 { 100 } else { 1_000 }));
    for line in &mut lines[90..] {
        line.push_str(" running");
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut data = vendor_weeks(&lines).into_data();
    let cut = (0..lines.len()).map(|row| Some(row < 2));
    data.with_column(truths(&IS_LEFT_CUT, cut)).unwrap();
    let complete = (0..lines.len()).map(|row| Some((2..90).contains(&row)));
    data.with_column(truths(&schema::columns::IS_COMPLETE, complete)).unwrap();
    check(
        &growth_rate(&Frame::new(data).unwrap(), 4).unwrap(),
        "a",
        &expect![[r#"
            vendor | growth_window | window_start_date | window_end_date | growth_ratio | annual_ratio | annual_low_ratio | annual_high_ratio | weekly_change_count | reason
            a | first_last | 2025-04-20 | 2026-02-21 | 1 | 1 | 1 | 1 | 43 | -
            a | month_on_month | 2025-12-28 | 2026-02-21 | 1 | 1 | 1 | 1 | 43 | -
            a | with_cut_week | 2025-04-13 | 2026-02-21 | 1.2903225806451613 | 1.3831840623547094 | - | - | - | a week is not complete: what it does to the ratio, and no interval
            a | with_running_week | 2025-04-20 | 2026-02-28 | 0.775 | 0.7229695795493889 | - | - | - | a week is not complete: what it does to the ratio, and no interval
            a | year_on_year | 2025-01-26 | 2026-02-21 | - | - | - | - | - | no week of the series lies a year before its last ones: no ratio
        "#]],
    );
}

/// Two runs, and other vendors beside it, change no bit of a row.
#[test]
fn a_row_depends_on_its_own_series_alone() {
    let alone = rates(&weeks(44, |week| Some(doubling(week))));
    let mut lines = weeks(44, |week| Some(doubling(week)));
    lines.extend((0..44).map(|week| format!("{} z 7", day::shifted(START, 7 * week))));
    let beside = rates(&lines);
    let ends = |rates: &Frame<GrowthRate>| {
        let rows = rates.cells(&VENDOR).texts().into_iter().zip(rates.cells(&ANNUAL_LOW).reals());
        rows.filter(|(vendor, _)| *vendor == Some("a")).map(|(_, low)| low.map(f64::to_bits)).collect::<Vec<_>>()
    };
    assert_eq!(ends(&alone), ends(&beside));
}

/// Thirteen twelfths of one week and seven of another, of a vendor and of all others alike; the vendor grows faster.
fn shaken(missing: Option<i64>) -> Frame<GrowthRate> {
    let week = |week: i64| {
        let (start, shock) = (day::shifted(START, 7 * week), [13, 8, 11, 7, 12][usize::try_from(week % 5).unwrap()]);
        let own = (Some(week) != missing).then(|| format!("{start} a {}", (100 + 9 * week) * shock));
        own.into_iter().chain([format!("{start} others {}", (1_000 + 40 * week) * shock)])
    };
    rates(&(0..52).flat_map(week).collect::<Vec<_>>())
}

/// `VENDOR WINDOW`: the growth over the market's with both ends, and how many blocks each drawn series has.
fn of_market(rates: &Frame<GrowthRate>, vendor: &str, window: &str) -> ([Option<f64>; 3], Option<i64>) {
    let names = rates.cells(&VENDOR).texts().into_iter().zip(rates.cells(&GROWTH_WINDOW).texts());
    let row = names.into_iter().position(|row| row == (Some(vendor), Some(window))).unwrap();
    let columns = [&OF_MARKET_RATIO, &OF_MARKET_LOW, &OF_MARKET_HIGH];
    (columns.map(|column| rates.cells(column).reals()[row]), rates.cells(&BLOCK_COUNT).integers()[row])
}

/// As `tests/program/explain.py` draws it, from the changes of both in the same weeks.
#[test]
fn growth_beyond_the_market_is_told_by_pairs_of_the_same_weeks() {
    let near = |(found, _): ([Option<f64>; 3], Option<i64>), expected: [f64; 3]| {
        let far = found.iter().zip(expected).any(|(found, expected)| (found.unwrap() - expected).abs() > 1e-9);
        assert!(!far, "{found:?}, expected {expected:?}");
    };
    let rates = shaken(None);
    let year = of_market(&rates, "a", "first_last");
    near(year, [1.611_721_007_582, 1.318_954_250_480, 2.059_755_143_392]);
    near(of_market(&rates, "a", "month_on_month"), [1.011_537_110_816, 0.983_516_731_077, 1.075_851_915_189]);
    // Two months are two blocks, a year is thirteen.
    assert_eq!((year.1, of_market(&rates, "a", "month_on_month").1), (Some(13), Some(2)));
    // The interval of the vendor by itself takes in all that the market may have grown by.
    let ends = |vendor| {
        let row = |column: &schema::Column| rates.cells(column).reals();
        let place = rates.cells(&VENDOR).texts().iter().position(|name| *name == Some(vendor)).unwrap();
        (row(&ANNUAL_LOW)[place].unwrap(), row(&ANNUAL_HIGH)[place].unwrap())
    };
    assert!(ends("a").0 < ends("total").1 && ends("total").0 < ends("a").1);
    // Of a week that does not name the vendor the changes of the market are not drawn either.
    near(of_market(&shaken(Some(20)), "a", "first_last"), [1.611_721_007_582, 1.298_801_112_839, 2.086_784_322_349]);
}

/// Whoever draws again, of the vendor alone and of pairs, gets the ends of the table.
#[test]
fn what_is_drawn_again_gives_both_intervals() {
    let rates = shaken(Some(20));
    let shock = |week: i32| [13_i32, 8, 11, 7, 12][usize::try_from(week % 5).unwrap()];
    let own = |week: i32| (100 + 9 * week) * shock(week);
    let others = |week: i32| (1_000 + 40 * week) * shock(week);
    let known = |tokens: &dyn Fn(i32) -> i32| -> Vec<Option<f64>> {
        (0..52).map(|week| (week != 20).then(|| f64::from(tokens(week)))).collect()
    };
    let (alone, all) = (known(&own), known(&|week: i32| own(week) + others(week)));
    // Of 51 changes two are not known.
    let (width, years) = ((49.0_f64 / 45.0).sqrt(), f64::from(7 * 48) / DAYS_OF_A_YEAR);
    let near =
        |found: Option<f64>, expected: f64| assert!((found.unwrap() / expected - 1.0).abs() < 1e-12, "{found:?}");
    let ([of_market, low, high], _) = of_market(&rates, "a", "first_last");
    let pairs = drawn(&alone, Some(&all), 51, 4).unwrap().ends;
    near(low, of_market.unwrap() * libm::exp(width * pairs.0));
    near(high, of_market.unwrap() * libm::exp(width * pairs.1));
    let row = rates.cells(&VENDOR).texts().iter().position(|name| *name == Some("a")).unwrap();
    let growth = libm::log(rates.cells(&GROWTH_RATIO).reals()[row].unwrap());
    let single = drawn(&alone, None, 51, 4).unwrap().ends;
    near(rates.cells(&ANNUAL_LOW).reals()[row], libm::exp((growth + width * single.0) / years));
    near(rates.cells(&ANNUAL_HIGH).reals()[row], libm::exp((growth + width * single.1) / years));
}

#[test]
fn the_market_is_not_held_against_itself_and_who_has_no_interval_has_no_pair() {
    assert_eq!(of_market(&shaken(None), "total", "first_last").0, [None; 3]);
    let short = rates(&weeks(39, |week| Some(doubling(week))));
    let ([ratio, low, high], blocks) = of_market(&short, "a", "first_last");
    assert!(ratio.is_some(), "what it grew by is known");
    assert_eq!((low, high, blocks), (None, None, None), "and not between which ends");
}

/// One of the last weeks does not name `b`, which may have had as much there as the remainder holds.
#[test]
fn a_ratio_between_bounds_is_held_against_no_market() {
    let week = |week: i64| {
        let start = day::shifted(START, 7 * week);
        let b = (week != 38).then(|| format!("{start} b {}", 60 + week));
        b.into_iter().chain([format!("{start} a {}", 200 + week), format!("{start} others 20")])
    };
    let rates = rates(&(0..40).flat_map(week).collect::<Vec<_>>());
    assert_eq!(of_market(&rates, "b", "first_last").0, [None; 3]);
    assert!(of_market(&rates, "a", "first_last").0[0].is_some());
    let row = rates.cells(&VENDOR).texts().iter().position(|vendor| *vendor == Some("b")).unwrap();
    let [ratio, least, most] =
        [&GROWTH_RATIO, &GROWTH_LEAST, &GROWTH_MOST].map(|column| rates.cells(column).reals()[row]);
    assert!(ratio.is_some() && least < most, "{least:?} to {most:?}");
}

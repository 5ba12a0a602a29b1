//! As of every instant, the vintages are the weekly tables of the captures that had arrived.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::{Expect, expect};
use jiff::{Timestamp, ToSpan as _, civil::Weekday};
use proptest::prelude::*;
use schema::{
    Column, Table,
    columns::*,
    tables::{ModelChart, ModelDaily, ModelWeek, ModelWeekVintage, VendorChart, VendorWeek, VendorWeekVintage},
};

use super::*;
use crate::{
    model_day, model_week, model_week_vintage,
    tests::{frame, no_aliases},
    vendor_week, vendor_week_vintage,
};

mod history;
use history::{
    Change, Charted, Line, accepted_answer, accepted_charted, answer, chart_lines, charted, daily_lines, instant,
};

/// From when on each snapshot was believed; the first word of a line names it.
fn arrivals(lines: &[&[Line]]) -> Arrivals {
    let named = |(at, line): &Line| Some((line.split(' ').next()?.to_owned(), *at));
    lines.iter().flat_map(|lines| lines.iter().filter_map(named)).collect()
}

fn until(lines: &[Line], at: Timestamp) -> String {
    lines.iter().filter(|(arrived, _)| *arrived <= at).map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n")
}

fn vendor_chart(lines: &[Line], at: Timestamp) -> Frame<VendorChart> {
    let lines = until(lines, at).replace("/x", "").replace(":free", "-free");
    frame(&[&SNAPSHOT_ID, &CAPTURED_AT, &WEEK_START_DATE, &VENDOR_LABEL, &TOKENS, &VALUE_ORIGIN], &lines)
}

fn model_chart(lines: &[Line], at: Timestamp) -> Frame<ModelChart> {
    let given = [&SNAPSHOT_ID, &CAPTURED_AT, &WEEK_START_DATE, &MODEL_LABEL, &TOKENS, &VALUE_ORIGIN];
    frame(&given, &until(lines, at))
}

fn daily(lines: &[Line], at: Timestamp) -> Frame<ModelDaily> {
    let given = [&SNAPSHOT_ID, &CAPTURED_AT, &AS_OF_AT, &DAY_DATE, &MODEL_PERMASLUG, &VARIANT, &TOKENS, &VALUE_ORIGIN];
    frame(&given, &until(lines, at))
}

fn vendor_vintages(chart: &[Line], days: &[Line]) -> Frame<VendorWeekVintage> {
    let arrivals = arrivals(&[chart, days]);
    let (chart, days) = (vendor_chart(chart, Timestamp::MAX), daily(days, Timestamp::MAX));
    vendor_week_vintage(&crate::Charted::of(chart), &days, &no_aliases(), &arrivals).unwrap()
}

fn model_vintages(chart: &[Line], days: &[Line]) -> Frame<ModelWeekVintage> {
    let arrivals = arrivals(&[chart, days]);
    let (chart, days) = (model_chart(chart, Timestamp::MAX), daily(days, Timestamp::MAX));
    model_week_vintage(&crate::Charted::of(chart), &days, &no_aliases(), &arrivals).unwrap()
}

fn vendor_weeks(chart: &[Line], days: &[Line], at: Timestamp) -> Frame<VendorWeek> {
    let days = model_day(&daily(days, at), &no_aliases()).unwrap();
    vendor_week(&crate::Charted::of(vendor_chart(chart, at)), &days, &no_aliases()).unwrap()
}

fn model_weeks(chart: &[Line], days: &[Line], at: Timestamp) -> Frame<ModelWeek> {
    let days = model_day(&daily(days, at), &no_aliases()).unwrap();
    model_week(&crate::Charted::of(model_chart(chart, at)), &days, &no_aliases()).unwrap()
}

fn lines<T: Table>(frame: &Frame<T>, columns: &[&Column]) -> Vec<String> {
    frame.to_text(columns).lines().skip(1).map(str::to_owned).collect()
}

fn is_in_force(from: Option<Timestamp>, to: Option<Timestamp>, at: Timestamp) -> bool {
    from.is_some_and(|from| from <= at) && to.is_none_or(|to| at < to)
}

/// Whether the rows in force at each of `instants` are those of the weekly table as of then, which `weeks` makes: in all
/// columns but for the snapshot. That is, as of then, one of those that confirmed the row: the first that did so at its
/// beginning, the last at its end, and as many as the row counts.
fn are_as_of<V: Table, W: Table>(
    vintages: &Frame<V>,
    instants: &[Timestamp],
    weeks: impl Fn(Timestamp) -> Frame<W>,
) -> Result<(), TestCaseError> {
    let spans: Vec<_> = vintages.cells(&KNOWN_FROM_AT).instants();
    let spans: Vec<_> = spans.into_iter().zip(vintages.cells(&KNOWN_TO_AT).instants()).collect();
    let columns: Vec<&Column> =
        W::SPEC.columns().filter(|column| ![SNAPSHOT_ID.name, CAPTURED_AT.name].contains(&column.name)).collect();
    let rows = lines(vintages, &columns);
    let mut confirmed: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
    for at in instants {
        let weeks = weeks(*at);
        let in_force = || (0..rows.len()).filter(|row| is_in_force(spans[*row].0, spans[*row].1, *at));
        let found: Vec<_> = in_force().map(|row| rows[row].clone()).collect();
        prop_assert_eq!(found, lines(&weeks, &columns), "as of {}", at);
        for (row, snapshot) in in_force().zip(lines(&weeks, &[&SNAPSHOT_ID])) {
            if confirmed[row].last() != Some(&snapshot) {
                confirmed[row].push(snapshot);
            }
        }
    }
    let said = lines(vintages, &[&SNAPSHOT_ID, &LAST_SNAPSHOT_ID, &SIGHTING_COUNT]);
    let seen = confirmed.iter().map(|of| format!("{} | {} | {}", of[0], of[of.len() - 1], of.len()));
    prop_assert_eq!(said, seen.collect::<Vec<_>>());
    Ok(())
}

/// Each week's and each key's spans do not overlap, and follow each other where they meet.
fn do_not_overlap<V: Table>(vintages: &Frame<V>) -> Result<(), TestCaseError> {
    let key: Vec<&Column> = V::SPEC.key.iter().copied().filter(|column| column.name != KNOWN_FROM_AT.name).collect();
    let spans = vintages.cells(&KNOWN_FROM_AT).instants().into_iter().zip(vintages.cells(&KNOWN_TO_AT).instants());
    let mut before: BTreeMap<String, Option<Timestamp>> = BTreeMap::new();
    for (key, (from, to)) in lines(vintages, &key).into_iter().zip(spans) {
        prop_assert!(to.is_none_or(|to| Some(to) > from), "{}", key);
        let old = before.insert(key, to);
        prop_assert!(old.is_none_or(|old| old.is_some() && old <= from));
    }
    Ok(())
}

/// Each instant at which something arrived, and the ones just before and after.
fn instants(lines: &[&[Line]]) -> Vec<Timestamp> {
    let arrived = lines.iter().flat_map(|lines| lines.iter().map(|(at, _)| *at));
    let mut instants: Vec<_> = arrived.flat_map(|at| [at - 1.microsecond(), at, at + 1.microsecond()]).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

fn check_all(chart: &[Line], days: &[Line]) -> Result<(), TestCaseError> {
    let (vendors, models, instants) =
        (vendor_vintages(chart, days), model_vintages(chart, days), instants(&[chart, days]));
    are_as_of(&vendors, &instants, |at| vendor_weeks(chart, days, at))?;
    are_as_of(&models, &instants, |at| model_weeks(chart, days, at))?;
    do_not_overlap(&vendors)?;
    do_not_overlap(&models)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn charts_are_as_they_were(captures in prop::collection::vec(charted(), 1..9)) {
        check_all(&chart_lines(&captures), &[])?;
    }

    #[test]
    fn days_are_as_they_were(answers in prop::collection::vec(answer(), 1..9)) {
        check_all(&[], &daily_lines(&answers))?;
    }

    #[test]
    fn days_before_the_first_chart_are_as_they_were(
        captures in prop::collection::vec(charted(), 1..4), answers in prop::collection::vec(answer(), 1..6),
    ) {
        check_all(&chart_lines(&captures), &daily_lines(&answers))?;
    }

    #[test]
    fn charts_that_are_accepted_later_are_as_they_were(
        captures in prop::collection::vec(accepted_charted(), 1..9),
    ) {
        check_all(&chart_lines(&captures), &[])?;
    }

    #[test]
    fn what_is_accepted_later_is_as_it_was(
        captures in prop::collection::vec(accepted_charted(), 0..4),
        answers in prop::collection::vec(accepted_answer(), 1..9),
    ) {
        check_all(&chart_lines(&captures), &daily_lines(&answers))?;
    }
}

const SHOWN: [&Column; 9] = [
    &WEEK_START_DATE,
    &VENDOR,
    &KNOWN_FROM_AT,
    &KNOWN_TO_AT,
    &TOKENS,
    &IS_COMPLETE,
    &MADE_OF,
    &SIGHTING_COUNT,
    &LAST_SNAPSHOT_ID,
];

/// `SNAPSHOT DAY-OF-APRIL WEEK LABEL TOKENS` per line; captured at noon.
fn charted_lines(lines: &[&str]) -> Vec<Line> {
    let line = |line: &&str| {
        let cells: Vec<_> = line.split(' ').collect();
        let at = format!("2026-04-{}T12:00:00Z", cells[1]);
        let row = format!("{} {at} 2026-{} {} {} observed", cells[0], cells[2], cells[3], cells[4]);
        (at.parse().unwrap(), row)
    };
    lines.iter().map(line).collect()
}

fn check(chart: &[&str], days: &[Line], expected: &Expect) {
    expected.assert_eq(&vendor_vintages(&charted_lines(chart), days).to_text(&SHOWN));
}

#[test]
fn what_is_said_again_extends_the_span_and_what_is_not_ends_it() {
    check(
        &[
            "s1 14 03-29 a 9",
            "s1 14 04-05 a 50",
            "s1 14 04-05 b 7",
            "s1 14 04-12 a 3",
            "s2 15 03-29 a 9",
            "s2 15 04-05 a 50",
            "s2 15 04-05 b 7",
            "s2 15 04-12 a 5",
            "s3 20 03-29 a 9",
            "s3 20 04-05 a 56",
            "s3 20 04-12 a 60",
        ],
        &[],
        &expect![[r#"
            week_start_date | vendor | known_from_at | known_to_at | tokens | is_complete | made_of | sighting_count | last_snapshot_id
            2026-03-29 | a | 2026-04-14T12:00:00Z | - | 9 | false | chart | 3 | s3
            2026-04-05 | a | 2026-04-14T12:00:00Z | 2026-04-20T12:00:00Z | 50 | true | chart | 2 | s2
            2026-04-05 | a | 2026-04-20T12:00:00Z | - | 56 | true | chart | 1 | s3
            2026-04-05 | b | 2026-04-14T12:00:00Z | 2026-04-20T12:00:00Z | 7 | true | chart | 2 | s2
            2026-04-12 | a | 2026-04-14T12:00:00Z | 2026-04-15T12:00:00Z | 3 | false | chart | 1 | s1
            2026-04-12 | a | 2026-04-15T12:00:00Z | 2026-04-20T12:00:00Z | 5 | false | chart | 1 | s2
            2026-04-12 | a | 2026-04-20T12:00:00Z | - | 60 | true | chart | 1 | s3
        "#]],
    );
}

#[test]
fn days_are_in_force_until_a_chart_arrives() {
    let days: Vec<_> = (6..=12)
        .map(|day| format!("d1 2026-04-13T03:00:00Z 2026-04-13T02:00:00Z 2026-04-{day:02} a/x standard 1 observed"))
        .collect();
    let days: Vec<Line> = days.into_iter().map(|line| ("2026-04-13T03:00:00Z".parse().unwrap(), line)).collect();
    check(
        &["s1 14 03-30 a 9", "s1 14 04-06 a 8"],
        &days,
        &expect![[r#"
        week_start_date | vendor | known_from_at | known_to_at | tokens | is_complete | made_of | sighting_count | last_snapshot_id
        2026-03-30 | a | 2026-04-14T12:00:00Z | - | 9 | false | chart | 1 | s1
        2026-04-06 | a | 2026-04-13T03:00:00Z | 2026-04-14T12:00:00Z | 7 | true | days | 1 | d1
        2026-04-06 | a | 2026-04-14T12:00:00Z | - | 8 | true | chart | 1 | s1
    "#]],
    );
}

/// A year of Monday weeks takes the place of the Sunday weeks as a whole.
#[test]
fn a_series_that_is_replaced_ends_as_a_whole() {
    let year = |name: &str, hour, first| {
        Charted { hour, wait: 0, first, merged: None, weeks: 50, lag: 0, changes: BTreeMap::new() }.lines(name)
    };
    let chart = [year("s1", 0, Weekday::Sunday), year("s2", 240, Weekday::Monday)].concat();
    let vintages = vendor_vintages(&chart, &[]);
    let anchors = vintages.cells(&WEEK_ANCHOR).texts();
    let ends: BTreeSet<_> = anchors.into_iter().zip(vintages.cells(&KNOWN_TO_AT).instants()).collect();
    assert_eq!(ends, BTreeSet::from([(Some("sunday"), Some(instant(240))), (Some("monday"), None)]));
}

#[test]
fn a_key_that_is_there_twice_stops() {
    let mut lines = charted_lines(&["s1 14 04-05 Others 5", "s1 14 04-05 others 6"]);
    let error = |lines: &[Line]| {
        let chart = model_chart(lines, Timestamp::MAX);
        model_week_vintage(&crate::Charted::of(chart), &daily(&[], Timestamp::MAX), &no_aliases(), &Arrivals::default())
            .expect_err("twice")
            .to_string()
    };
    let expected =
        expect!["model_week_vintage: 1 problem: two labels of the week of 2026-04-05 in snapshot `s1` are one key"];
    expected.assert_eq(&error(&lines));
    // Also where a newer capture has taken its place.
    lines.extend(charted_lines(&["s2 15 04-05 Others 5"]));
    expected.assert_eq(&error(&lines));
}

#[test]
fn a_model_that_is_there_twice_on_a_day_stops() {
    let line = |day: i8, slug: &str| {
        format!("d 2026-04-14T03:00:00Z 2026-04-14T02:00:00Z 2026-04-{day:02} {slug} standard 1 observed")
    };
    let twice = [line(6, "other"), line(6, "others")];
    let lines = (6..=12).map(|day| line(day, "a/x")).chain(twice).map(|line| (instant(3), line));
    let daily = daily(&lines.collect::<Vec<_>>(), Timestamp::MAX);
    let error = vendor_week_vintage(
        &crate::Charted::of(vendor_chart(&[], Timestamp::MAX)),
        &daily,
        &no_aliases(),
        &Arrivals::default(),
    )
    .expect_err("twice");
    expect!["model_day: 1 problem: `others` as `standard` is there twice on 2026-04-06 in snapshot `d`"]
        .assert_eq(&error.to_string());
    assert!(model_day(&daily, &no_aliases()).is_err(), "as there");
}

/// Quadratic time would take minutes here.
#[test]
fn many_captures_are_feasible() {
    let capture = |index: i64| Charted {
        hour: 24 * index,
        wait: 0,
        first: Weekday::Monday,
        merged: None,
        weeks: 53,
        lag: 0,
        changes: BTreeMap::from([((0, 0), if index % 2 == 0 { Change::More } else { Change::Half })]),
    };
    let captures: Vec<_> = (0..600).map(capture).collect();
    let vintages = vendor_vintages(&chart_lines(&captures), &[]);
    assert!(vintages.height() > 600 && vintages.height() < 6_000, "{}", vintages.height());
}

/// Accepted after a newer one was used: it never spoke for what that one says, and takes the place that its age gives it.
#[test]
fn what_is_accepted_later_was_not_believed_before() {
    let mut lines = charted_lines(&[
        "s1 14 03-29 a 9",
        "s1 14 04-05 a 50",
        "s2 15 03-29 a 9",
        "s2 15 04-05 a 80",
        "s2 15 04-12 a 5",
        "s3 16 04-05 a 70",
        "s3 16 04-12 a 6",
    ]);
    let accepted = "2026-04-18T08:00:00Z".parse().unwrap();
    lines.iter_mut().filter(|(_, line)| line.starts_with("s2")).for_each(|(arrived, _)| *arrived = accepted);
    expect![[r#"
        week_start_date | vendor | known_from_at | known_to_at | tokens | is_complete | made_of | sighting_count | last_snapshot_id
        2026-03-29 | a | 2026-04-14T12:00:00Z | - | 9 | false | chart | 2 | s2
        2026-04-05 | a | 2026-04-14T12:00:00Z | 2026-04-18T08:00:00Z | 50 | true | chart | 1 | s1
        2026-04-05 | a | 2026-04-18T08:00:00Z | - | 80 | true | chart | 1 | s2
        2026-04-12 | a | 2026-04-16T12:00:00Z | - | 6 | false | chart | 1 | s3
    "#]]
    .assert_eq(&vendor_vintages(&lines, &[]).to_text(&SHOWN));
    check_all(&lines, &[]).unwrap();
}

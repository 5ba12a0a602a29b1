//! `app_model_week`: tokens by week, app and model, from the charts of public app pages.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame,
    columns::{
        APP_ID, APP_NAME, CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, MODEL, MODEL_LABEL, SNAPSHOT_ID,
        TOKENS, VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    day,
    series::{dates, instants, integers, texts, truths},
    tables::{AppModelChart, AppModelWeek, AppRanking},
};

use crate::{
    Aliases, ModelKey, NormalizeError,
    app::Apps,
    capture::{anchor, is_over},
};

/// An app's page shows the day of its capture and this many days before it. Captured at 2026-04-21T15:00Z, the bucket
/// 2026-03-16 has a seventh of what the next ones have: of its days the page showed 03-22 alone.
const WINDOW_DAYS: i64 = 30;

/// One row of the capture that speaks for its app and week.
struct Row<'chart> {
    key: ModelKey,
    week: Date,
    app: &'chart str,
    tokens: Option<i64>,
    origin: Option<&'chart str>,
    capture: Capture<'chart>,
}

/// Tokens by week, app and model from app pages.
///
/// Grain: week × app × model; upstream merges variants here. Units: tokens. One capture speaks for an app and week: the
/// newest, and of two at one instant the first by name, but none that is cut where another has the whole week. Where an app
/// list is among the inputs, an app's number and its slugs are one app, under its newest slug, and it has a name. Without
/// one, pages of one app under two ids are two apps: see [`app_twins`](crate::app_twins).
///
/// The first bucket of an app's chart is cut where it began before the window of its page (`is_left_cut`). The board `apps`
/// counts it, and [`cut_app_weeks`](crate::cut_app_weeks) tells.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a slug; [`NormalizeError::Frame`] if two labels of one
/// app and week are the same model.
pub fn app_model_week(
    chart: &Frame<AppModelChart>,
    apps: &Frame<AppRanking>,
    aliases: &Aliases,
) -> Result<Frame<AppModelWeek>, NormalizeError> {
    let apps = Apps::of(apps);
    let rows = rows(chart, &apps, aliases)?;
    let columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&APP_ID, rows.iter().map(|row| Some(row.app))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        integers(&TOKENS, rows.iter().map(|row| row.tokens)),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.capture.is_over))),
        truths(&IS_LEFT_CUT, rows.iter().map(|row| Some(row.capture.is_left_cut))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        texts(&WEEK_ANCHOR, rows.iter().map(|row| Some(anchor(row.week)))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin)),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.capture.at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.capture.snapshot))),
        texts(&APP_NAME, rows.iter().map(|row| apps.name(row.app))),
    ];
    Ok(Frame::from_columns(columns)?)
}

fn rows<'rows>(
    chart: &'rows Frame<AppModelChart>,
    apps: &Apps<'rows>,
    aliases: &Aliases,
) -> Result<Vec<Row<'rows>>, NormalizeError> {
    let labels = chart.cells(&MODEL_LABEL).texts();
    let (tokens, origins) = (chart.cells(&TOKENS).integers(), chart.cells(&VALUE_ORIGIN).texts());
    let places = places(chart, apps);
    let mut speaking: BTreeMap<(&str, Date), Capture<'_>> = BTreeMap::new();
    for (app, week, capture) in places.iter().flatten() {
        let stands = speaking.entry((*app, *week)).or_insert(*capture);
        if capture.worth() > stands.worth() {
            *stands = *capture;
        }
    }
    let mut rows = Vec::new();
    for (row, place) in places.iter().enumerate() {
        let (Some((app, week, capture)), Some(Some(label))) = (place, labels.get(row)) else { continue };
        if speaking.get(&(*app, *week)) != Some(capture) {
            continue;
        }
        let key = ModelKey::read(label, *week, aliases, "app_model_week").map_err(|error| error.at(chart, row))?;
        let (tokens, origin) = (tokens.get(row).copied().flatten(), origins.get(row).copied().flatten());
        rows.push(Row { key, week: *week, app, tokens, origin, capture: *capture });
    }
    Ok(rows)
}

/// What one capture says of an app's week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Capture<'chart> {
    at: Timestamp,
    snapshot: &'chart str,
    is_over: bool,
    /// The page no longer showed its first days.
    is_left_cut: bool,
}

impl<'chart> Capture<'chart> {
    /// What it is worth beside other captures of its week: the newest is worth most, of two at one instant the first by
    /// name. But the window slides on, and what is cut only loses days: it is worth less than the whole week, and then the
    /// oldest is worth most.
    fn worth(self) -> (bool, bool, i128, Reverse<&'chart str>) {
        let at = self.at.as_nanosecond();
        (self.is_over, !self.is_left_cut, if self.is_left_cut { -at } else { at }, Reverse(self.snapshot))
    }
}

/// The app, week and capture of each row.
fn places<'rows>(
    chart: &'rows Frame<AppModelChart>,
    apps: &Apps<'rows>,
) -> Vec<Option<(&'rows str, Date, Capture<'rows>)>> {
    let said = said(chart, apps);
    let mut begins: BTreeMap<(&str, &str), Date> = BTreeMap::new();
    for (app, week, _, snapshot) in said.iter().flatten() {
        let first = begins.entry((*app, *snapshot)).or_insert(*week);
        *first = (*first).min(*week);
    }
    let place = |(app, week, at, snapshot): Said<'rows>| {
        // Who has no tokens on the first days of the window begins later, with a whole week.
        let is_before = week < day::shifted(day::of(at), -WINDOW_DAYS);
        let is_left_cut = is_before && begins.get(&(app, snapshot)) == Some(&week);
        (app, week, Capture { at, snapshot, is_over: is_over(week, at), is_left_cut })
    };
    said.iter().map(|said| said.map(place)).collect()
}

/// App, week, instant and snapshot.
type Said<'rows> = (&'rows str, Date, Timestamp, &'rows str);

fn said<'rows>(chart: &'rows Frame<AppModelChart>, apps: &Apps<'rows>) -> Vec<Option<Said<'rows>>> {
    let (weeks, labels) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&APP_ID).texts());
    let (instants, snapshots) = (chart.cells(&CAPTURED_AT).instants(), chart.cells(&SNAPSHOT_ID).texts());
    let cells = labels.into_iter().zip(weeks).zip(instants).zip(snapshots);
    cells.map(|(((app, week), at), snapshot)| Some((apps.id(app?), week?, at?, snapshot?))).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{
        Column,
        columns::{APP_RANK, APP_SLUG, VIEW},
    };

    use super::*;
    use crate::tests::{frame, no_aliases};

    const CHART: &[&Column] = &[&SNAPSHOT_ID, &CAPTURED_AT, &WEEK_START_DATE, &APP_ID, &MODEL_LABEL, &TOKENS];
    const LIST: &[&Column] = &[&SNAPSHOT_ID, &CAPTURED_AT, &APP_ID, &APP_SLUG, &APP_NAME, &VIEW, &APP_RANK, &TOKENS];

    /// `SNAPSHOT CAPTURED-AT WEEK APP MODEL TOKENS` and `SNAPSHOT CAPTURED-AT NUMBER SLUG NAME` per line.
    fn check(chart: &str, list: &[&str], expected: &Expect) {
        let list: Vec<_> = list.iter().map(|line| format!("{line} month 1 1")).collect();
        let weeks = app_model_week(&frame(CHART, chart), &frame(LIST, &list.join("\n")), &no_aliases());
        let columns = [&WEEK_START_DATE, &APP_ID, &MODEL, &TOKENS, &SNAPSHOT_ID, &APP_NAME];
        expected.assert_eq(&weeks.map_or_else(|error| error.to_string(), |weeks| weeks.to_text(&columns)));
    }

    const BY_NUMBER: &str = "number 2026-04-14T12:00:00Z 2026-04-06 2725608 a/b 5\n\
                             number 2026-04-14T12:00:00Z 2026-04-13 2725608 a/b 1";
    const BY_SLUG: &str = "slug 2026-04-13T12:00:00Z 2026-03-30 openclaw a/b 4\n\
                           slug 2026-04-13T12:00:00Z 2026-04-06 openclaw a/b 3";

    #[test]
    fn an_app_under_its_number_and_its_slug_is_one() {
        let both = format!("{BY_NUMBER}\n{BY_SLUG}");
        check(
            &both,
            &["l 2026-04-14T12:00:00Z 2725608 openclaw OpenClaw"],
            &expect![[r#"
            week_start_date | app_id | model | tokens | snapshot_id | app_name
            2026-03-30 | openclaw | a/b | 4 | slug | OpenClaw
            2026-04-06 | openclaw | a/b | 5 | number | OpenClaw
            2026-04-13 | openclaw | a/b | 1 | number | OpenClaw
        "#]],
        );
        check(
            &both,
            &["l 2026-04-14T12:00:00Z 12 - Another"],
            &expect![[r#"
            week_start_date | app_id | model | tokens | snapshot_id | app_name
            2026-03-30 | openclaw | a/b | 4 | slug | -
            2026-04-06 | 2725608 | a/b | 5 | number | -
            2026-04-06 | openclaw | a/b | 3 | slug | -
            2026-04-13 | 2725608 | a/b | 1 | number | -
        "#]],
        );
    }

    #[test]
    fn of_two_captures_at_one_instant_the_first_by_name_speaks() {
        check(
            "z 2026-04-14T12:00:00Z 2026-04-06 1 a/b 5\ny 2026-04-14T12:00:00Z 2026-04-06 one a/b 6",
            &["l 2026-04-14T12:00:00Z 1 one One"],
            &expect![[r#"
                week_start_date | app_id | model | tokens | snapshot_id | app_name
                2026-04-06 | one | a/b | 6 | y | One
            "#]],
        );
    }

    /// `SNAPSHOT CAPTURED-AT WEEK APP MODEL TOKENS` per line, of apps that no list names.
    fn check_cuts(chart: &str, expected: &Expect) {
        let weeks = app_model_week(&frame(CHART, chart), &frame(LIST, ""), &no_aliases()).expect("weeks");
        let columns = [&WEEK_START_DATE, &APP_ID, &TOKENS, &IS_COMPLETE, &IS_LEFT_CUT, &SNAPSHOT_ID];
        expected.assert_eq(&weeks.to_text(&columns));
    }

    /// The window of a page of 2026-04-21 begins on 03-22, the last day of a week. `late` had no tokens on it.
    #[test]
    fn the_first_bucket_is_cut_if_it_began_before_the_window() {
        check_cuts(
            "s 2026-04-21T15:00:00Z 2026-03-16 early a/b 1\ns 2026-04-21T15:00:00Z 2026-03-23 early a/b 9\n\
             s 2026-04-21T15:00:00Z 2026-04-20 early a/b 1\ns 2026-04-21T15:00:00Z 2026-03-23 late a/b 7",
            &expect![[r#"
                week_start_date | app_id | tokens | is_complete | is_left_cut | snapshot_id
                2026-03-16 | early | 1 | true | true | s
                2026-03-23 | early | 9 | true | false | s
                2026-03-23 | late | 7 | true | false | s
                2026-04-20 | early | 1 | false | false | s
            "#]],
        );
        // A window that begins with the week, and one that begins a day later.
        check_cuts(
            "s 2026-04-15T23:59:59Z 2026-03-16 whole a/b 7\nt 2026-04-16T00:00:00Z 2026-03-16 short a/b 6",
            &expect![[r#"
                week_start_date | app_id | tokens | is_complete | is_left_cut | snapshot_id
                2026-03-16 | short | 6 | true | true | t
                2026-03-16 | whole | 7 | true | false | s
            "#]],
        );
    }

    /// A chart that goes further back than pages do was cut at its first bucket, if anywhere.
    #[test]
    fn only_the_first_bucket_of_a_long_chart_is_cut() {
        check_cuts(
            "s 2026-04-21T15:00:00Z 2026-03-02 one a/b 1\ns 2026-04-21T15:00:00Z 2026-03-09 one a/b 9",
            &expect![[r#"
                week_start_date | app_id | tokens | is_complete | is_left_cut | snapshot_id
                2026-03-02 | one | 1 | true | true | s
                2026-03-09 | one | 9 | true | false | s
            "#]],
        );
    }

    /// The whole week stays; of two that are cut the older, which has more days; what is not cut is the newest's.
    #[test]
    fn a_cut_week_never_takes_the_place_of_a_whole_one() {
        check_cuts(
            "s 2026-04-14T12:00:00Z 2026-03-16 one a/b 7\ns 2026-04-14T12:00:00Z 2026-03-23 one a/b 8\n\
             t 2026-04-21T12:00:00Z 2026-03-16 one a/b 1\nt 2026-04-21T12:00:00Z 2026-03-23 one a/b 9\n\
             t 2026-04-21T12:00:00Z 2026-03-16 two a/b 4\nu 2026-04-20T12:00:00Z 2026-03-16 two a/b 5\n\
             v 2026-03-18T12:00:00Z 2026-03-16 two a/b 3",
            &expect![[r#"
                week_start_date | app_id | tokens | is_complete | is_left_cut | snapshot_id
                2026-03-16 | one | 7 | true | false | s
                2026-03-16 | two | 5 | true | true | u
                2026-03-23 | one | 9 | true | false | t
            "#]],
        );
    }

    /// A renamed app is one; a slug that another app took over is that app's.
    #[test]
    fn the_newest_list_says_whose_a_slug_is() {
        let chart = "s 2026-04-14T12:00:00Z 2026-04-06 1 a/b 5\n\
                     t 2026-04-14T12:00:00Z 2026-03-30 old a/b 6\n\
                     u 2026-04-14T12:00:00Z 2026-04-06 2 a/b 7";
        check(
            chart,
            &["l 2026-04-14T12:00:00Z 1 new New", "k 2026-04-07T12:00:00Z 1 old Old"],
            &expect![[r#"
            week_start_date | app_id | model | tokens | snapshot_id | app_name
            2026-03-30 | new | a/b | 6 | t | New
            2026-04-06 | 2 | a/b | 7 | u | -
            2026-04-06 | new | a/b | 5 | s | New
        "#]],
        );
        check(
            chart,
            &["l 2026-04-14T12:00:00Z 2 old Taker", "k 2026-04-07T12:00:00Z 1 old Giver"],
            &expect![[r#"
            week_start_date | app_id | model | tokens | snapshot_id | app_name
            2026-03-30 | old | a/b | 6 | t | Taker
            2026-04-06 | 1 | a/b | 5 | s | Giver
            2026-04-06 | old | a/b | 7 | u | Taker
        "#]],
        );
    }

    /// Neither a number nor what can't be a part of a key.
    #[test]
    fn a_slug_that_is_none_names_nobody() {
        check(
            "s 2026-04-14T12:00:00Z 2026-04-06 1 a/b 5\nt 2026-04-14T12:00:00Z 2026-04-06 2 a/b 6\n\
             u 2026-04-14T12:00:00Z 2026-04-06 3 a/b 7",
            &[
                "l 2026-04-14T12:00:00Z 1 2 One",
                "l 2026-04-14T12:00:00Z 2 - Two",
                "l 2026-04-14T12:00:00Z 3 a\u{202e}b Three",
            ],
            &expect![[r#"
                week_start_date | app_id | model | tokens | snapshot_id | app_name
                2026-04-06 | 1 | a/b | 5 | s | One
                2026-04-06 | 2 | a/b | 6 | t | Two
                2026-04-06 | 3 | a/b | 7 | u | Three
            "#]],
        );
    }
}

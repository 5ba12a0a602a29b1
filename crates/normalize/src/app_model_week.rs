//! `app_model_week`: tokens by week, app and model, from the charts of public app pages.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame,
    columns::{
        APP_ID, APP_NAME, CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, MODEL, MODEL_LABEL, SNAPSHOT_ID, TOKENS,
        VALUE_ORIGIN, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{AppModelChart, AppModelWeek, AppRanking},
};

use crate::{
    Aliases, ModelKey, NormalizeError,
    app::Apps,
    capture::{anchor, is_over},
};

/// One row of the newest capture of its app and week.
struct Row<'chart> {
    key: ModelKey,
    week: Date,
    app: &'chart str,
    at: Timestamp,
    tokens: Option<i64>,
    origin: Option<&'chart str>,
    snapshot: &'chart str,
}

/// Tokens by week, app and model from app pages.
///
/// Grain: week × app × model; upstream merges variants here. Units: tokens. One capture speaks for an app and week: the
/// newest, and of two at one instant the first by name. Where an app list is among the inputs, an app's number and its
/// slugs are one app, under its newest slug, and it has a name. Without one, pages of one app under two ids are two
/// apps: see [`app_twins`](crate::app_twins).
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
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(is_over(row.week, row.at)))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        texts(&WEEK_ANCHOR, rows.iter().map(|row| Some(anchor(row.week)))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin)),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.snapshot))),
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
    let mut newest: BTreeMap<(&str, Date), Capture<'_>> = BTreeMap::new();
    for (app, week, capture) in places.iter().flatten() {
        let stands = newest.entry((app, *week)).or_insert(*capture);
        *stands = (*stands).max(*capture);
    }
    let mut rows = Vec::new();
    for (row, place) in places.iter().enumerate() {
        let (Some((app, week, capture)), Some(Some(label))) = (place, labels.get(row)) else { continue };
        if newest.get(&(*app, *week)) != Some(capture) {
            continue;
        }
        let key = ModelKey::read(label, *week, aliases, "app_model_week").map_err(|error| error.at(chart, row))?;
        let (tokens, origin) = (tokens.get(row).copied().flatten(), origins.get(row).copied().flatten());
        let (at, Reverse(snapshot)) = *capture;
        rows.push(Row { key, week: *week, app, at, tokens, origin, snapshot });
    }
    Ok(rows)
}

/// When, and in which snapshot: the newest is the largest, of two at one instant the first by name.
type Capture<'chart> = (Timestamp, Reverse<&'chart str>);

/// The app, week and capture of each row.
fn places<'rows>(
    chart: &'rows Frame<AppModelChart>,
    apps: &Apps<'rows>,
) -> Vec<Option<(&'rows str, Date, Capture<'rows>)>> {
    let (weeks, labels) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&APP_ID).texts());
    let (instants, snapshots) = (chart.cells(&CAPTURED_AT).instants(), chart.cells(&SNAPSHOT_ID).texts());
    let cells = labels.into_iter().zip(weeks).zip(instants).zip(snapshots);
    cells.map(|(((app, week), at), snapshot)| Some((apps.id(app?), week?, (at?, Reverse(snapshot?))))).collect()
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

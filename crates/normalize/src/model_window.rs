//! `model_window`: the newest trailing totals by model and variant.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, View,
    columns::{
        BILLED_USD, CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, IS_ATTRIBUTED, MODEL, MODEL_PERMASLUG,
        PROMPT_TOKENS, REQUEST_COUNT, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, VIEW, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    day,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{ModelRanking, ModelWindow},
};

use crate::{Aliases, ModelKey, NormalizeError};

/// One row of the newest capture of its view.
struct Row {
    place: usize,
    key: ModelKey,
    captured_at: Timestamp,
    window: (Date, Date),
}

/// The newest model view of each length.
///
/// Grain: view × model × variant. Units: tokens. One snapshot speaks for a view: the newest, and of two at one instant the
/// first by name. The window ends on the day before the capture: a view holds complete
/// UTC days. The `date` that upstream writes beside a row is the model's last day with traffic and dates nothing.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one.
pub fn model_window(ranking: &Frame<ModelRanking>, aliases: &Aliases) -> Result<Frame<ModelWindow>, NormalizeError> {
    let rows = rows(ranking, aliases)?;
    let text = |column| {
        let cells = ranking.cells(column).texts();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let count = |column| {
        let cells = ranking.cells(column).integers();
        move |row: &Row| cells.get(row.place).copied().flatten()
    };
    let mut columns = vec![
        texts(&VIEW, rows.iter().map(text(&VIEW))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(text(&SNAPSHOT_ID))),
        texts(&VALUE_ORIGIN, rows.iter().map(text(&VALUE_ORIGIN))),
    ];
    for column in [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS, &REQUEST_COUNT] {
        columns.push(integers(column, rows.iter().map(count(column))));
    }
    let billed = ranking.cells(&BILLED_USD).reals();
    columns.push(reals(&BILLED_USD, rows.iter().map(|row| billed.get(row.place).copied().flatten())));
    Ok(Frame::from_columns(columns)?)
}

fn rows(ranking: &Frame<ModelRanking>, aliases: &Aliases) -> Result<Vec<Row>, NormalizeError> {
    let (views, instants) = (ranking.cells(&VIEW).texts(), ranking.cells(&CAPTURED_AT).instants());
    let (slugs, variants) = (ranking.cells(&MODEL_PERMASLUG).texts(), ranking.cells(&VARIANT).texts());
    let newest = newest(ranking);
    let mut rows = Vec::new();
    for (place, snapshot) in ranking.cells(&SNAPSHOT_ID).texts().into_iter().enumerate() {
        let cell = (views.get(place), instants.get(place), slugs.get(place), variants.get(place));
        let (Some(Some(word)), Some(Some(at)), Some(Some(slug)), Some(Some(variant))) = cell else { continue };
        let Ok(view) = word.parse() else { continue };
        if newest.get(word).map(|(_, Reverse(newest))| *newest) != snapshot {
            continue;
        }
        let window = window(view, *at);
        let key = ModelKey::with_variant(slug, variant, window.1, aliases, "model_window")
            .map_err(|error| error.at(ranking, place))?;
        rows.push(Row { place, key, captured_at: *at, window });
    }
    Ok(rows)
}

/// The snapshot that speaks for each view: the newest, of two at one instant the first by name.
fn newest(ranking: &Frame<ModelRanking>) -> BTreeMap<&str, (Timestamp, Reverse<&str>)> {
    let (views, instants) = (ranking.cells(&VIEW).texts(), ranking.cells(&CAPTURED_AT).instants());
    let mut newest = BTreeMap::new();
    for ((view, at), snapshot) in views.into_iter().zip(instants).zip(ranking.cells(&SNAPSHOT_ID).texts()) {
        if let (Some(view), Some(at), Some(snapshot)) = (view, at, snapshot) {
            let capture = (at, Reverse(snapshot));
            let stands = newest.entry(view).or_insert(capture);
            *stands = capture.max(*stands);
        }
    }
    newest
}

/// First and last day of a view captured at `captured_at`.
fn window(view: View, captured_at: Timestamp) -> (Date, Date) {
    let days = match view {
        View::Day => 1,
        View::Week => 7,
        View::Month => 30,
    };
    let captured = day::of(captured_at);
    (day::shifted(captured, -days), day::shifted(captured, -1))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::tests::{frame, no_aliases};

    fn check(rows: &str, expected: &Expect) {
        let given = [
            &SNAPSHOT_ID,
            &CAPTURED_AT,
            &VIEW,
            &MODEL_PERMASLUG,
            &VARIANT,
            &TOKENS,
            &PROMPT_TOKENS,
            &COMPLETION_TOKENS,
        ];
        let windows = model_window(&frame(&given, rows), &no_aliases());
        let columns = [&VIEW, &MODEL, &VARIANT, &TOKENS, &WINDOW_END_DATE, &SNAPSHOT_ID];
        expected.assert_eq(&windows.map_or_else(|error| error.to_string(), |windows| windows.to_text(&columns)));
    }

    #[test]
    fn the_newest_capture_of_each_view_speaks() {
        check(
            "new 2026-04-14T12:00:00Z month a/b standard 5 4 1\n\
             old 2026-04-13T12:00:00Z month a/b standard 3 2 1\n\
             old 2026-04-13T12:00:00Z week a/b standard 2 1 1",
            &expect![[r#"
                view | model | variant | tokens | window_end_date | snapshot_id
                month | a/b | standard | 5 | 2026-04-13 | new
                week | a/b | standard | 2 | 2026-04-12 | old
            "#]],
        );
    }

    /// The page and its stream hold the same list; a key in both is one row.
    #[test]
    fn of_two_captures_at_one_instant_the_first_by_name_speaks() {
        check(
            "stream 2026-04-14T12:00:00Z month a/b standard 5 4 1\n\
             page 2026-04-14T12:00:00Z month a/b standard 6 5 1\n\
             page 2026-04-14T12:00:00Z month a/c free 2 1 1\n\
             stream 2026-04-14T12:00:00Z week a/b standard 2 1 1",
            &expect![[r#"
                view | model | variant | tokens | window_end_date | snapshot_id
                month | a/b | standard | 6 | 2026-04-13 | page
                month | a/c | free | 2 | 2026-04-13 | page
                week | a/b | standard | 2 | 2026-04-13 | stream
            "#]],
        );
    }

    #[test]
    fn what_upstream_says_was_billed_goes_along() {
        let given = [
            &SNAPSHOT_ID,
            &CAPTURED_AT,
            &VIEW,
            &MODEL_PERMASLUG,
            &VARIANT,
            &TOKENS,
            &PROMPT_TOKENS,
            &COMPLETION_TOKENS,
            &BILLED_USD,
        ];
        let rows = "s 2026-10-10T12:00:00Z week a/b standard 5 4 1 0.25\n\
                    s 2026-10-10T12:00:00Z week a/b free 5 4 1 0\n\
                    s 2026-10-10T12:00:00Z week a/c standard 5 4 1 -";
        let windows = model_window(&frame(&given, rows), &no_aliases()).unwrap();
        expect![[r#"
            model | variant | billed_usd
            a/b | free | 0
            a/b | standard | 0.25
            a/c | standard | -
        "#]]
        .assert_eq(&windows.to_text(&[&MODEL, &VARIANT, &BILLED_USD]));
    }

    #[test]
    fn a_variant_is_a_key_too() {
        check(
            "s 2026-04-14T12:00:00Z month a/b st\u{202e}andard 5 4 1",
            &expect![[
                r#"model_window: malformed key `st\u{202e}andard` in snapshot `s` at `x`: expected letters, digits, `.`, `_`, `-` and one `/` at most"#
            ]],
        );
    }
}

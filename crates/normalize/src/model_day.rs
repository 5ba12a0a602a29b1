//! `model_day`: tokens by day, model and variant, one truth per day.
//!
//! Answers overlap: each repeats a month, its last day may still run, and the days before it are restated for a while.
//! Only whole days are chosen, never single rows of two answers: membership changes between them, and a mixture would
//! count a model twice, once by name and once inside `others`.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Note, Table,
    columns::{
        AS_OF_AT, CAPTURED_AT, DAY_DATE, IS_ATTRIBUTED, MODEL, MODEL_PERMASLUG, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN,
        VARIANT, VENDOR,
    },
    day,
    series::{dates, instants, integers, texts, truths},
    tables::{ModelDaily, ModelDay},
};

use crate::{Aliases, ModelKey, NormalizeError};

/// What one answer says of one day: as of when, captured when, and which answer. The later one is the newer; of two at
/// the same instants the first by name comes last, so that it counts as the newer.
pub(crate) type Statement<'daily> = (Timestamp, Timestamp, Reverse<&'daily str>);

/// One row of the statement that speaks for its day.
struct Kept<'daily> {
    day: Date,
    key: ModelKey,
    tokens: Option<i64>,
    origin: Option<&'daily str>,
    statement: Statement<'daily>,
}

/// Tokens by day, model and variant from daily data.
///
/// Grain: day × model × variant among the day's 50 largest, and `others`. Units: tokens. The newest statement of a day
/// that was over as of it speaks: newest by `as_of_at`, then by capture. A day that was not over in any has no row, and
/// [`running_days`] tells. Nothing is filled: a model that is not listed has no row.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a slug that can't be one; [`NormalizeError::Frame`] if two rows of one day are
/// the same model and variant.
pub fn model_day(daily: &Frame<ModelDaily>, aliases: &Aliases) -> Result<Frame<ModelDay>, NormalizeError> {
    let rows = kept(daily, &speaking(daily), aliases)?;
    Ok(Frame::from_columns(vec![
        dates(&DAY_DATE, rows.iter().map(|row| Some(row.day))),
        texts(&MODEL, rows.iter().map(|row| Some(row.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|row| Some(row.key.variant.as_str()))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.key.is_attributed))),
        integers(&TOKENS, rows.iter().map(|row| row.tokens)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin)),
        instants(&AS_OF_AT, rows.iter().map(|row| Some(row.statement.0))),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.statement.1))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.statement.2.0))),
    ])?)
}

/// A note on the days that no answer saw whole.
pub fn running_days(daily: &Frame<ModelDaily>) -> Option<Note> {
    let whole = speaking(daily);
    let days: BTreeSet<Date> = daily.cells(&DAY_DATE).dates().into_iter().flatten().collect();
    let running: Vec<_> = days.into_iter().filter(|day| !whole.contains_key(day)).collect();
    let what = format!("day left out, it was not over as of any answer that has it; first {}", running.first()?);
    Some(Note { block: ModelDaily::SPEC.name, what, count: running.len() })
}

/// The statement that speaks for each day.
fn speaking(daily: &Frame<ModelDaily>) -> BTreeMap<Date, Statement<'_>> {
    let mut speaking: BTreeMap<Date, Statement<'_>> = BTreeMap::new();
    for (day, statement) in statements(daily) {
        hear(&mut speaking, day, statement);
    }
    speaking
}

/// Takes in a statement, and says whether it now speaks for its day.
pub(crate) fn hear<'daily>(
    speaking: &mut BTreeMap<Date, Statement<'daily>>,
    day: Date,
    statement: Statement<'daily>,
) -> bool {
    let speaks = is_over(day, statement.0) && speaking.get(&day).is_none_or(|stands| *stands < statement);
    if speaks {
        speaking.insert(day, statement);
    }
    speaks
}

/// What each answer says of each day, once for each row of it.
pub(crate) fn statements(daily: &Frame<ModelDaily>) -> impl Iterator<Item = (Date, Statement<'_>)> {
    let (days, snapshots) = (daily.cells(&DAY_DATE).dates(), daily.cells(&SNAPSHOT_ID).texts());
    let (as_of, captured) = (daily.cells(&AS_OF_AT).instants(), daily.cells(&CAPTURED_AT).instants());
    let rows = days.into_iter().zip(snapshots).zip(as_of).zip(captured);
    rows.filter_map(|(((day, snapshot), as_of), captured)| Some((day?, (as_of?, captured?, Reverse(snapshot?)))))
}

/// Whether a day was over as of an answer.
pub(crate) fn is_over(day: Date, as_of: Timestamp) -> bool {
    day::start(day::shifted(day, 1)).is_some_and(|end| as_of >= end)
}

fn kept<'daily>(
    daily: &'daily Frame<ModelDaily>,
    speaking: &BTreeMap<Date, Statement<'daily>>,
    aliases: &Aliases,
) -> Result<Vec<Kept<'daily>>, NormalizeError> {
    let (days, snapshots) = (daily.cells(&DAY_DATE).dates(), daily.cells(&SNAPSHOT_ID).texts());
    let (slugs, variants) = (daily.cells(&MODEL_PERMASLUG).texts(), daily.cells(&VARIANT).texts());
    let (tokens, origins) = (daily.cells(&TOKENS).integers(), daily.cells(&VALUE_ORIGIN).texts());
    let mut rows = Vec::new();
    for (row, tokens) in tokens.into_iter().enumerate() {
        let cell = (days.get(row), slugs.get(row), variants.get(row));
        let (Some(Some(day)), Some(Some(slug)), Some(Some(variant))) = cell else { continue };
        let Some(statement) = speaking.get(day).copied() else { continue };
        if snapshots.get(row).copied().flatten() != Some(statement.2.0) {
            continue;
        }
        let key = ModelKey::with_variant(slug, variant, *day, aliases, "model_day");
        let (key, origin) = (key.map_err(|error| error.at(daily, row))?, origins.get(row).copied().flatten());
        rows.push(Kept { day: *day, key, tokens, origin, statement });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::Column;

    use super::*;
    use crate::tests::{frame, no_aliases};

    const GIVEN: &[&Column] = &[&SNAPSHOT_ID, &DAY_DATE, &AS_OF_AT, &CAPTURED_AT, &MODEL_PERMASLUG, &VARIANT, &TOKENS];

    /// `SNAPSHOT DAY AS-OF CAPTURED SLUG VARIANT TOKENS` per line; the instants without the year and the minutes.
    fn daily(lines: &[&str]) -> Frame<ModelDaily> {
        let line = |line: &&str| {
            let cells: Vec<_> = line.split(' ').collect();
            let [snapshot, day, as_of, captured, slug, variant, tokens] = cells[..] else { panic!("{line}") };
            format!("{snapshot} 2026-{day} 2026-{as_of}:00:00Z 2026-{captured}:00:00Z {slug} {variant} {tokens}")
        };
        frame(GIVEN, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    fn check(lines: &[&str], expected: &Expect) {
        let daily = daily(lines);
        let days = model_day(&daily, &no_aliases()).expect("keys that are well formed");
        let rows = days.to_text(&[&DAY_DATE, &MODEL, &VARIANT, &VENDOR, &IS_ATTRIBUTED, &TOKENS, &SNAPSHOT_ID]);
        let note = running_days(&daily).map(|note| format!("note: {note}\n"));
        expected.assert_eq(&(rows + &note.unwrap_or_default()));
    }

    #[test]
    fn the_remainder_is_others_and_variants_are_models_of_their_own() {
        check(
            &[
                "s 08-10 08-11T02 08-11T03 a/x standard 60",
                "s 08-10 08-11T02 08-11T03 a/x free 30",
                "s 08-10 08-11T02 08-11T03 openrouter/aurora standard 5",
                "s 08-10 08-11T02 08-11T03 other standard 10",
            ],
            &expect![[r#"
                day_date | model | variant | vendor | is_attributed | tokens | snapshot_id
                2026-08-10 | a/x | free | a | true | 30 | s
                2026-08-10 | a/x | standard | a | true | 60 | s
                2026-08-10 | openrouter/aurora | standard | openrouter | false | 5 | s
                2026-08-10 | others | standard | others | false | 10 | s
            "#]],
        );
    }

    /// What a later statement does not list any more is inside its `other`: kept from the older one it would be there twice.
    #[test]
    fn the_newest_statement_speaks_for_the_whole_day() {
        check(
            &[
                "old 08-10 08-11T02 08-11T03 a/x standard 60",
                "old 08-10 08-11T02 08-11T03 b/y standard 3",
                "old 08-10 08-11T02 08-11T03 other standard 10",
                "new 08-10 08-12T02 08-12T03 a/x standard 61",
                "new 08-10 08-12T02 08-12T03 other standard 13",
            ],
            &expect![[r#"
                day_date | model | variant | vendor | is_attributed | tokens | snapshot_id
                2026-08-10 | a/x | standard | a | true | 61 | new
                2026-08-10 | others | standard | others | false | 13 | new
            "#]],
        );
    }

    #[test]
    fn newer_is_as_of_then_the_capture_then_the_first_by_name() {
        let newest = |lines: &[&str]| {
            let days = model_day(&daily(lines), &no_aliases()).expect("a day");
            days.cells(&SNAPSHOT_ID).texts().first().copied().flatten().map(str::to_owned)
        };
        let late = ["late 08-10 08-12T02 08-12T03 a/x standard 1", "early 08-10 08-11T02 08-20T03 a/x standard 2"];
        assert_eq!(newest(&late).as_deref(), Some("late"), "an old statement that was captured again says nothing new");
        let again = ["once 08-10 08-12T02 08-12T03 a/x standard 1", "again 08-10 08-12T02 08-13T03 a/x standard 2"];
        assert_eq!(newest(&again).as_deref(), Some("again"));
        let twins = ["b 08-10 08-12T02 08-12T03 a/x standard 1", "a 08-10 08-12T02 08-12T03 a/x standard 2"];
        assert_eq!(newest(&twins).as_deref(), Some("a"));
    }

    #[test]
    fn a_day_that_runs_is_left_out_and_told() {
        check(
            &[
                "s 08-10 08-11T02 08-11T03 a/x standard 60",
                "s 08-11 08-11T02 08-11T03 a/x standard 4",
                "t 08-11 08-11T23 08-12T03 a/x standard 58",
            ],
            &expect![[r#"
                day_date | model | variant | vendor | is_attributed | tokens | snapshot_id
                2026-08-10 | a/x | standard | a | true | 60 | s
                note: model_daily: day left out, it was not over as of any answer that has it; first 2026-08-11
            "#]],
        );
        // Over is over at midnight, and a later answer that saw it run takes nothing back.
        check(
            &["s 08-11 08-12T00 08-12T03 a/x standard 60", "t 08-11 08-11T23 08-13T03 a/x standard 58"],
            &expect![[r#"
                day_date | model | variant | vendor | is_attributed | tokens | snapshot_id
                2026-08-11 | a/x | standard | a | true | 60 | s
            "#]],
        );
    }

    #[test]
    fn a_slug_that_is_none_stops_with_its_place() {
        let error = model_day(&daily(&["s 08-10 08-11T02 08-11T03 a/b/c standard 1"]), &no_aliases());
        let error = error.expect_err("two slashes").to_string();
        assert!(error.starts_with("model_day: malformed key `a/b/c` in snapshot `s` at `x`"), "{error}");
    }
}

//! What tokens cost in fact, beside the usage of the same time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Frame, Variant,
    columns::{
        CAPTURED_AT, EFFECTIVE_INPUT_PRICE, EFFECTIVE_OUTPUT_PRICE, MODEL, MODEL_PERMASLUG, VARIANT, WINDOW_DAYS,
        WINDOW_END_DATE, WINDOW_START_DATE,
    },
    day,
    series::{Cells, reals},
    tables::EffectivePrice,
};

use crate::usage_window::Days;

/// One answer about a model and variant.
struct Answer {
    at: Timestamp,
    days: Days,
    input: f64,
    output: f64,
}

/// The columns of effective prices: of each row the answer that has most of its days, of equals the newest. One that has less
/// than half of them says nothing.
pub(crate) fn effective_columns(usage: &DataFrame, effective: &Frame<EffectivePrice>) -> Vec<Series> {
    let answers = answers(effective);
    let text = |column| Cells::of(usage, column).texts().into_iter();
    let date = |column| Cells::of(usage, column).dates().into_iter();
    let rows = text(&MODEL).zip(text(&VARIANT)).zip(date(&WINDOW_START_DATE).zip(date(&WINDOW_END_DATE)));
    let found: Vec<Option<&Answer>> = rows
        .map(|((model, variant), (start, end))| {
            let (days, key) = ((start?, end?), (model?, variant.unwrap_or(Variant::STANDARD)));
            let meeting = answers.get(&key)?.iter().filter(|answer| 2 * both(answer.days, days) >= length(days));
            meeting.max_by_key(|answer| (both(answer.days, days), answer.at))
        })
        .collect();
    vec![
        reals(&EFFECTIVE_INPUT_PRICE, found.iter().map(|answer| Some((*answer)?.input))),
        reals(&EFFECTIVE_OUTPUT_PRICE, found.iter().map(|answer| Some((*answer)?.output))),
    ]
}

/// Days that two windows have in common.
fn both(one: Days, other: Days) -> i32 {
    (day::to_days(one.1.min(other.1)) - day::to_days(one.0.max(other.0)) + 1).max(0)
}

fn length((start, end): Days) -> i32 {
    day::to_days(end) - day::to_days(start) + 1
}

fn answers(effective: &Frame<EffectivePrice>) -> BTreeMap<(&str, &str), Vec<Answer>> {
    let text = |column| effective.cells(column).texts().into_iter();
    let real = |column| effective.cells(column).reals().into_iter();
    let lengths = effective.cells(&WINDOW_DAYS).integers();
    let windows = effective.cells(&CAPTURED_AT).instants().into_iter().zip(lengths);
    let prices = real(&EFFECTIVE_INPUT_PRICE).zip(real(&EFFECTIVE_OUTPUT_PRICE));
    let mut answers: BTreeMap<_, Vec<Answer>> = BTreeMap::new();
    for (((slug, variant), (input, output)), (at, length)) in
        text(&MODEL_PERMASLUG).zip(text(&VARIANT)).zip(prices).zip(windows)
    {
        let (Some(slug), Some(variant), Some(input), Some(output)) = (slug, variant, input, output) else { continue };
        let (Some(at), Some(length)) = (at, length) else { continue };
        // The window ends on the day before the capture.
        let days = (day::shifted(day::of(at), -length), day::shifted(day::of(at), -1));
        answers.entry((slug, variant)).or_default().push(Answer { at, days, input, output });
    }
    answers
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{
        Column,
        columns::{
            ASOF_MATCH_CLASS, BOARD, IS_ATTRIBUTED, MATCH_CLASS, SNAPSHOT_ID, TOKENS, USAGE_END_DATE, USAGE_START_DATE,
            VENDOR, WINDOW_KIND,
        },
        tables::PricedUsage,
    };

    use super::*;
    use crate::tests::frame;

    const ANSWERS: &[&Column] = &[
        &SNAPSHOT_ID,
        &CAPTURED_AT,
        &MODEL_PERMASLUG,
        &VARIANT,
        &EFFECTIVE_INPUT_PRICE,
        &EFFECTIVE_OUTPUT_PRICE,
        &WINDOW_DAYS,
    ];

    const USAGE: &[&Column] = &[
        &BOARD,
        &WINDOW_KIND,
        &WINDOW_START_DATE,
        &MODEL,
        &VARIANT,
        &WINDOW_END_DATE,
        &USAGE_START_DATE,
        &USAGE_END_DATE,
        &VENDOR,
        &IS_ATTRIBUTED,
        &TOKENS,
        &MATCH_CLASS,
        &ASOF_MATCH_CLASS,
    ];

    #[test]
    fn the_answer_of_the_same_time_speaks_and_one_of_another_does_not() {
        // Each of the seven days before the day of its capture.
        let answers = [
            "old 2026-09-07T12:00:00Z a/b standard 1 2 7",
            "new 2026-09-14T12:00:00Z a/b standard 3 4 7",
            "idle 2026-09-14T12:00:00Z a/c standard - - 7",
            "begun 2026-09-11T12:00:00Z a/four-first standard 5 6 7",
            "begun 2026-09-10T12:00:00Z a/three-first standard 5 6 7",
            "over 2026-09-17T12:00:00Z a/four-last standard 5 6 7",
            "over 2026-09-18T12:00:00Z a/three-last standard 5 6 7",
            "again 2026-09-14T12:00:00Z a/twice standard 7 8 7",
            "first 2026-09-14T01:00:00Z a/twice standard 5 6 7",
        ];
        let effective = frame(ANSWERS, &answers.join("\n"));
        let row = |start: &str, end: &str, model: &str| {
            format!("site week {start} {model} standard {end} {start} {end} a true 9 priced priced")
        };
        let rows = [
            row("2026-08-31", "2026-09-06", "a/b"),
            row("2026-09-07", "2026-09-13", "a/b"),
            row("2026-09-21", "2026-09-27", "a/b"),
            row("2026-09-07", "2026-09-13", "a/c"),
            // Half of two weeks.
            row("2026-08-24", "2026-09-06", "a/b"),
            row("2026-09-07", "2026-09-13", "a/four-first"),
            row("2026-09-07", "2026-09-13", "a/three-first"),
            row("2026-09-07", "2026-09-13", "a/four-last"),
            row("2026-09-07", "2026-09-13", "a/three-last"),
            row("2026-09-07", "2026-09-13", "a/twice"),
        ];
        let mut usage = frame::<PricedUsage>(USAGE, &rows.join("\n")).into_data();
        for column in effective_columns(&usage, &effective) {
            usage.with_column(column).expect("a column");
        }
        let usage = Frame::<PricedUsage>::new(usage).expect("usage with its prices");
        expect![[r#"
            window_start_date | model | effective_input_usd_per_mtok | effective_output_usd_per_mtok
            2026-08-24 | a/b | 1 | 2
            2026-08-31 | a/b | 1 | 2
            2026-09-07 | a/b | 3 | 4
            2026-09-07 | a/c | - | -
            2026-09-07 | a/four-first | 5 | 6
            2026-09-07 | a/four-last | 5 | 6
            2026-09-07 | a/three-first | - | -
            2026-09-07 | a/three-last | - | -
            2026-09-07 | a/twice | 7 | 8
            2026-09-21 | a/b | - | -
        "#]]
        .assert_eq(&usage.to_text(&[&WINDOW_START_DATE, &MODEL, &EFFECTIVE_INPUT_PRICE, &EFFECTIVE_OUTPUT_PRICE]));
    }
}

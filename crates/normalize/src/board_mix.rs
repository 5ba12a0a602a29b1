//! The mix of a board's usage: its own where the source splits tokens, else that of the reference, and how old that is.
//! Prompt and completion tokens are not guessed: they stay null, and the mix stands beside them.

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Board, Column, MixOrigin,
    columns::{
        BOARD, COMPLETION_TOKENS, MIX_AGE_DAYS, MIX_CACHED_SHARE, MIX_CACHED_SHARE_HIGH, MIX_CACHED_SHARE_LOW,
        MIX_ORIGIN, MIX_OUTPUT_SHARE, MIX_OUTPUT_SHARE_HIGH, MIX_OUTPUT_SHARE_LOW, MODEL, PROMPT_TOKENS, VENDOR,
        WINDOW_END_DATE,
    },
    day,
    series::{Cells, integers, reals, texts},
};

use crate::{OTHERS, UsageMix, usage_mix::Mix};

/// The mix of one row.
enum OfRow<'mixes> {
    /// The row has its own parts.
    Measured,
    /// From the reference, and the days between its window and the row's.
    Reference(&'mixes Mix, i64),
    /// The remainder, or a board whose charts never split tokens: there is nothing to mix.
    None,
}

/// One share of a mix.
type Part = fn(&Mix) -> Option<f64>;

/// The columns of the mix for rows of usage.
pub(crate) fn mix_columns(usage: &DataFrame, mixes: &UsageMix) -> Vec<Series> {
    let rows = of_rows(usage, mixes);
    let origin = |row: &OfRow<'_>| match row {
        OfRow::Measured => Some(MixOrigin::Measured.word()),
        OfRow::Reference(..) => Some(MixOrigin::Reference.word()),
        OfRow::None => None,
    };
    let age = |row: &OfRow<'_>| if let OfRow::Reference(_, age) = row { Some(*age) } else { None };
    let mut columns = vec![texts(&MIX_ORIGIN, rows.iter().map(origin)), integers(&MIX_AGE_DAYS, rows.iter().map(age))];
    let parts: [(&Column, Part); 6] = [
        (&MIX_OUTPUT_SHARE, |mix| Some(mix.output_share)),
        (&MIX_OUTPUT_SHARE_LOW, |mix| Some(mix.output_share_low)),
        (&MIX_OUTPUT_SHARE_HIGH, |mix| Some(mix.output_share_high)),
        (&MIX_CACHED_SHARE, |mix| mix.cached_share),
        (&MIX_CACHED_SHARE_LOW, |mix| Some(mix.cached_share_low)),
        (&MIX_CACHED_SHARE_HIGH, |mix| Some(mix.cached_share_high)),
    ];
    for (column, part) in parts {
        let part = |row: &OfRow<'_>| if let OfRow::Reference(mix, _) = row { part(mix) } else { None };
        columns.push(reals(column, rows.iter().map(part)));
    }
    columns
}

fn of_rows<'mixes>(usage: &DataFrame, mixes: &'mixes UsageMix) -> Vec<OfRow<'mixes>> {
    let text = |column| Cells::of(usage, column).texts();
    let (boards, models, vendors) = (text(&BOARD), text(&MODEL), text(&VENDOR));
    let has = |column| Cells::of(usage, column).integers().into_iter().map(|tokens| tokens.is_some());
    let is_split = has(&PROMPT_TOKENS).zip(has(&COMPLETION_TOKENS)).map(|(prompt, completion)| prompt && completion);
    let rows =
        boards.into_iter().zip(models).zip(vendors).zip(is_split).zip(Cells::of(usage, &WINDOW_END_DATE).dates());
    let row = |((((board, model), vendor), is_split), end)| match (model, vendor, end) {
        _ if is_split => OfRow::Measured,
        _ if board != Some(Board::Site.word()) || model == Some(OTHERS) => OfRow::None,
        (Some(model), Some(vendor), Some(end)) => {
            mixes.of(model, vendor).map_or(OfRow::None, |mix| OfRow::Reference(mix, age(mix, end)))
        }
        _ => OfRow::None,
    };
    rows.map(row).collect()
}

/// Days from the end of the mix's window to the end of the usage's; 0 where that is earlier.
fn age(mix: &Mix, end: Date) -> i64 {
    i64::from(day::to_days(end) - day::to_days(mix.window_end)).max(0)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{
        Frame,
        columns::{IS_ATTRIBUTED, MATCH_CLASS, TOKENS, VARIANT, WINDOW_START_DATE},
        tables::PricedUsage,
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
        &IS_ATTRIBUTED,
        &TOKENS,
        &MATCH_CLASS,
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
        let lines = lines.map(|line| format!("{line} 2026-04-06 true 10 priced"));
        let mut usage = frame::<PricedUsage>(GIVEN, &lines.join("\n")).into_data();
        for column in mix_columns(&usage, &usage_mix(&["all all 0.03 0.9", "vendor a 0.02 0.8"])) {
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
            site | a/early | reference | 0 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
            site | a/half | reference | 15 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
            site | a/split | measured | - | - | - | - | - | - | -
            site | a/x | reference | 15 | 0.02 | 0.01 | 0.03 | - | 0 | 0.8
            site | b/y | reference | 15 | 0.03 | 0.019999999999999997 | 0.04 | - | 0 | 0.9
            site | others | - | - | - | - | - | - | - | -
        "#]].assert_eq(&usage.to_text(&columns));
    }
}

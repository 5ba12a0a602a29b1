//! Days that two answers tell otherwise than a revision would: upstream moves a day by hundredths of a percent.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame, Note, Table,
    columns::{AS_OF_AT, DAY_DATE, SNAPSHOT_ID, TOKENS},
    tables::ModelDaily,
};

use crate::model_day::is_over;

/// How far totals of one day may be apart. Revisions that were seen are below 0.0004.
const APART: f64 = 0.01;

/// A note on the days whose totals are more than a hundredth apart in two answers that both saw them whole: one of them
/// is wrong, or they don't count the same.
pub fn contradicting_days(daily: &Frame<ModelDaily>) -> Option<Note> {
    let mut totals: BTreeMap<Date, BTreeMap<&str, i64>> = BTreeMap::new();
    let (days, snapshots) = (daily.cells(&DAY_DATE).dates(), daily.cells(&SNAPSHOT_ID).texts());
    let (as_of, tokens) = (daily.cells(&AS_OF_AT).instants(), daily.cells(&TOKENS).integers());
    for (((day, snapshot), as_of), tokens) in days.into_iter().zip(snapshots).zip(as_of).zip(tokens) {
        let (Some(day), Some(snapshot), Some(as_of), Some(tokens)) = (day, snapshot, as_of, tokens) else { continue };
        if is_over(day, as_of) {
            let total = totals.entry(day).or_default().entry(snapshot).or_default();
            *total = total.saturating_add(tokens);
        }
    }
    let apart: Vec<_> = totals.iter().filter_map(|(day, totals)| Some((day, apart(totals)?))).collect();
    let (day, ((least, little), (most, much))) = apart.first()?;
    let what = format!(
        "day that two answers tell more than 1 % apart, the newer speaks; first {day}: {little} tokens in `{least}`, \
         {much} in `{most}`"
    );
    Some(Note { block: ModelDaily::SPEC.name, what, count: apart.len() })
}

/// An answer, and the tokens it tells.
type Told<'daily> = (&'daily str, i64);

/// The answer with the least and the one with the most, if these are too far apart.
#[expect(clippy::cast_precision_loss, reason = "a ratio of counts below 2^53")]
fn apart<'daily>(totals: &BTreeMap<&'daily str, i64>) -> Option<(Told<'daily>, Told<'daily>)> {
    let by_tokens = |one: &(&&str, &i64)| *one.1;
    let (least, most) = (totals.iter().min_by_key(by_tokens)?, totals.iter().max_by_key(by_tokens)?);
    let is_apart = *most.1 as f64 > *least.1 as f64 * (1.0 + APART);
    is_apart.then_some(((*least.0, *least.1), (*most.0, *most.1)))
}

#[cfg(test)]
mod tests {
    use schema::columns::{CAPTURED_AT, MODEL_PERMASLUG, VARIANT};

    use super::*;
    use crate::tests::frame;

    fn told(rows: &[&str]) -> Option<String> {
        let columns = [&SNAPSHOT_ID, &DAY_DATE, &MODEL_PERMASLUG, &TOKENS, &VARIANT, &AS_OF_AT, &CAPTURED_AT];
        let rows: Vec<String> =
            rows.iter().map(|row| format!("{row} standard 2026-11-20T00:00:00Z 2026-11-20T02:00:00Z")).collect();
        contradicting_days(&frame(&columns, &rows.join("\n"))).map(|note| note.to_string())
    }

    #[test]
    fn a_revision_is_none_and_another_measure_is_told() {
        assert_eq!(told(&["one 2026-11-18 a/b 10000", "two 2026-11-18 a/b 10100"]), None);
        assert_eq!(told(&["one 2026-11-18 a/b 1", "two 2026-11-17 a/b 3"]), None, "two days");
        assert_eq!(told(&["one 2026-11-20 a/b 1", "two 2026-11-20 a/b 3"]), None, "a running day");
        let said = told(&["one 2026-11-18 a/b 10000", "two 2026-11-18 a/b 10000", "two 2026-11-18 other 101"]);
        let expected = "model_daily: day that two answers tell more than 1 % apart, the newer speaks; first 2026-11-18: \
                        10000 tokens in `one`, 10101 in `two`";
        assert_eq!(said.as_deref(), Some(expected));
    }
}

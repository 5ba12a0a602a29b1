//! `model_week`: tokens by week, model and variant, one truth per week.

use std::collections::BTreeMap;

use schema::{
    Column, Frame, Origin,
    columns::{
        CACHED_TOKENS, CAPTURED_AT, COMPLETION_TOKENS, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, MODEL,
        MODEL_LABEL, PROMPT_TOKENS, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{ModelChart, ModelDay, ModelWeek},
};

use crate::{
    Aliases, Charted, ModelKey, NormalizeError,
    capture::Capture,
    day_week::{DAYS, Row, by_monday, whole_weeks},
    identity::OTHERS,
};

/// Tokens, and of them prompt, completion and cached ones.
pub(crate) const COUNTS: [&Column; 4] = [&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CACHED_TOKENS];

/// One row of a chart, or of days added up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) key: ModelKey,
    /// As in [`COUNTS`].
    pub(crate) counts: [Option<i64>; 4],
    pub(crate) origin: Origin,
    pub(crate) is_lower_bound: bool,
}

/// Tokens by week, model and variant, from model charts or, where there are none, from daily data.
///
/// Grain: week × model × variant that the chart or the daily list names, `others` among them. Units: tokens; neither
/// splits them into prompt and completion, so that is null but for archives that do. Which capture speaks for a week, and
/// which days make one: as in `vendor_week`.
///
/// From days: the tokens of the days on which the list names the variant; a lower bound unless it does on all seven. The
/// vendor is that of the last of them.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a slug; [`NormalizeError::Frame`] if two labels of one
/// week are the same model and variant.
pub fn model_week(
    chart: &Charted<ModelChart>,
    days: &Frame<ModelDay>,
    aliases: &Aliases,
) -> Result<Frame<ModelWeek>, NormalizeError> {
    let is_charted = chart.rows().height() > 0;
    let captures = if is_charted { chart.speaking() } else { &whole_weeks(days) };
    let (charted, mut listed) = (ModelRows::of(chart.rows(), aliases), by_monday(days));
    let mut rows = Vec::new();
    for (week, capture) in captures {
        let days = listed.remove(week).unwrap_or_default();
        let said = if is_charted { charted.said(capture)? } else { of_days(days) };
        rows.extend(said.into_iter().map(|said| (capture, said)));
    }
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|(capture, _)| Some(capture.week))),
        texts(&MODEL, rows.iter().map(|(_, said)| Some(said.key.model.as_str()))),
        texts(&VARIANT, rows.iter().map(|(_, said)| Some(said.key.variant.as_str()))),
        texts(&VENDOR, rows.iter().map(|(_, said)| Some(said.key.vendor.as_str()))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|(_, said)| Some(said.key.is_attributed))),
        truths(&IS_COMPLETE, rows.iter().map(|(capture, _)| Some(capture.is_complete()))),
        truths(&IS_LEFT_CUT, rows.iter().map(|(capture, _)| Some(capture.is_left_cut))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|(_, said)| Some(said.is_lower_bound))),
        texts(&WEEK_ANCHOR, rows.iter().map(|(capture, _)| Some(capture.anchor()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(_, said)| Some(said.origin.word()))),
        instants(&CAPTURED_AT, rows.iter().map(|(capture, _)| Some(capture.captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|(capture, _)| Some(&*capture.snapshot_id))),
    ];
    for (place, column) in COUNTS.into_iter().enumerate() {
        columns.push(integers(column, rows.iter().map(|(_, said)| said.counts.get(place).copied().flatten())));
    }
    Ok(Frame::from_columns(columns)?)
}

/// A variant's days of one week, added up.
struct Sum {
    key: ModelKey,
    tokens: i64,
    origin: Origin,
    days: usize,
}

/// The days of a week, oldest first, added up by model and variant.
pub(crate) fn of_days(days: Vec<Row>) -> Vec<Said> {
    let mut sums: BTreeMap<(String, String), Sum> = BTreeMap::new();
    for row in days {
        let key = (row.key.model.clone(), row.key.variant.clone());
        let empty = || Sum { key: row.key.clone(), tokens: 0, origin: row.origin, days: 0 };
        let sum = sums.entry(key).or_insert_with(empty);
        sum.tokens = sum.tokens.saturating_add(row.tokens);
        sum.origin = sum.origin.max(row.origin);
        sum.days += 1;
        sum.key = row.key;
    }
    let said = |sum: Sum| {
        let is_lower_bound = sum.key.model != OTHERS && sum.days < DAYS;
        Said { key: sum.key, counts: [Some(sum.tokens), None, None, None], origin: sum.origin, is_lower_bound }
    };
    sums.into_values().map(said).collect()
}

/// The rows of model charts.
pub(crate) struct ModelRows<'chart> {
    chart: &'chart Frame<ModelChart>,
    aliases: &'chart Aliases,
    labels: Vec<Option<&'chart str>>,
    counts: [Vec<Option<i64>>; 4],
    origins: Vec<Option<&'chart str>>,
}

impl<'chart> ModelRows<'chart> {
    pub(crate) fn of(chart: &'chart Frame<ModelChart>, aliases: &'chart Aliases) -> Self {
        let (labels, origins) = (chart.cells(&MODEL_LABEL).texts(), chart.cells(&VALUE_ORIGIN).texts());
        let counts = COUNTS.map(|column| chart.cells(column).integers());
        Self { chart, aliases, labels, counts, origins }
    }

    /// Whether two captures say the same of one week, row by row.
    pub(crate) fn are_same(&self, one: &Capture, other: &Capture) -> bool {
        one.says_as(other, |one, other| {
            self.labels.get(one) == self.labels.get(other)
                && self.counts.iter().all(|cells| cells.get(one) == cells.get(other))
                && self.origins.get(one) == self.origins.get(other)
        })
    }

    /// What a capture says of its week, a row of the chart each.
    ///
    /// # Errors
    /// [`NormalizeError::MalformedKey`] for a label that can't be a slug.
    pub(crate) fn said(&self, capture: &Capture) -> Result<Vec<Said>, NormalizeError> {
        let mut all = Vec::new();
        for row in capture.rows.clone() {
            let Some(Some(label)) = self.labels.get(row) else { continue };
            let key = ModelKey::read(label, capture.week, self.aliases, "model_week")
                .map_err(|error| error.at(self.chart, row))?;
            let counts = self.counts.each_ref().map(|cells| cells.get(row).copied().flatten());
            let origin = self.origins.get(row).copied().flatten().and_then(|word| word.parse().ok());
            all.push(Said { key, counts, origin: origin.unwrap_or(Origin::Observed), is_lower_bound: false });
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{frame, model_days, no_aliases};

    /// `free` is not named on Wednesday; another week lacks a day.
    #[test]
    fn days_add_up_by_variant_and_one_that_is_not_always_named_is_a_lower_bound() {
        let mut days = vec!["2026-08-09 a/x standard 500 08-17".to_owned()];
        for day in 10..=16 {
            days.push(format!("2026-08-{day} a/x standard 10 08-17"));
            days.extend((day != 12).then(|| format!("2026-08-{day} a/x free 3 08-17")));
            days.extend((day != 12).then(|| format!("2026-08-{day} others standard 5 08-17")));
        }
        let days = model_days(&days.iter().map(String::as_str).collect::<Vec<_>>());
        let weeks = model_week(&Charted::of(Frame::empty().expect("no rows")), &days, &no_aliases()).expect("a week");
        let columns =
            [&WEEK_START_DATE, &MODEL, &VARIANT, &VENDOR, &TOKENS, &PROMPT_TOKENS, &IS_LOWER_BOUND, &WEEK_ANCHOR];
        expect![[r#"
            week_start_date | model | variant | vendor | tokens | prompt_tokens | is_lower_bound | week_anchor
            2026-08-10 | a/x | free | a | 18 | - | true | monday
            2026-08-10 | a/x | standard | a | 70 | - | false | monday
            2026-08-10 | others | standard | others | 30 | - | false | monday
        "#]]
        .assert_eq(&weeks.to_text(&columns));
    }

    /// An alias that begins on a day within the week: one row all the same.
    #[test]
    fn a_rename_within_a_week_is_that_of_its_last_day() {
        let days: Vec<_> = (10..=16).map(|day| format!("2026-08-{day} a/x standard 10 08-17")).collect();
        let mut days = model_days(&days.iter().map(String::as_str).collect::<Vec<_>>()).into_data();
        let vendors = (0..7).map(|day| Some(if day < 3 { "a" } else { "b" }));
        days.with_column(texts(&VENDOR, vendors)).expect("a column");
        let days = Frame::new(days).expect("days");
        let weeks = model_week(&Charted::of(Frame::empty().expect("no rows")), &days, &no_aliases()).expect("a week");
        assert_eq!((weeks.cells(&VENDOR).texts(), weeks.cells(&TOKENS).integers()), (vec![Some("b")], vec![Some(70)]));
    }

    #[test]
    fn a_chart_speaks_alone() {
        let given = [&WEEK_START_DATE, &MODEL_LABEL, &TOKENS, &CAPTURED_AT, &SNAPSHOT_ID];
        let chart = frame(&given, "2026-08-03 a/x 90 2026-08-10T00:00:00Z c");
        let days: Vec<_> = (10..=16).map(|day| format!("2026-08-{day} a/x standard 10 08-17")).collect();
        let days = model_days(&days.iter().map(String::as_str).collect::<Vec<_>>());
        let weeks = model_week(&Charted::of(chart), &days, &no_aliases()).expect("a week");
        expect![[r#"
            week_start_date | model | tokens | is_lower_bound
            2026-08-03 | a/x | 90 | false
        "#]]
        .assert_eq(&weeks.to_text(&[&WEEK_START_DATE, &MODEL, &TOKENS, &IS_LOWER_BOUND]));
    }
}

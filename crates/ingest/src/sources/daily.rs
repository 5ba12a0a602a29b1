//! The days of the daily dataset as rows, whichever way they came: the 50 largest model-variants of each, and `other`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Variant,
    columns::{AS_OF_AT, DAY_DATE, DAY_RANK, MODEL_PERMASLUG, TOKENS, VARIANT},
    day,
    series::{dates, instants, integers, texts},
    tables::ModelDaily,
};
use serde_json::Value;

use super::columns::{Place, provenance};
use crate::{
    Answer, IngestError, Note,
    answer::Noted,
    entry::{Seen, wrong},
    faults::Faults,
    fields::Fields,
    total::demand_total,
};

pub(super) const TABLE: &str = "model_daily";
/// Upstream's remainder. It has no rank.
pub(super) const OTHER: &str = "other";
/// Upstream lists the 50 largest of a day, and its remainder.
const MOST_ROWS: usize = 51;

/// One model-variant of a day.
pub(super) struct Usage<'body> {
    pub(super) day: Date,
    /// With the variant behind it.
    pub(super) label: &'body str,
    pub(super) tokens: i64,
    pub(super) rank: Option<i64>,
    pub(super) path: String,
}

impl<'body> Usage<'body> {
    fn model(&self) -> (&'body str, &'body str) {
        self.label.rsplit_once(':').unwrap_or((self.label, Variant::STANDARD))
    }
}

/// The days of an answer, first and last included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Window {
    /// Refuses a day outside.
    pub(super) fn demand(self, day: Date, path: &str) -> Result<(), IngestError> {
        if (self.first..=self.last).contains(&day) {
            return Ok(());
        }
        Err(wrong(path, &format!("a day from {} to {}", self.first, self.last), &Value::from(day.to_string())))
    }

    /// Its days without a row: absent, not zero.
    fn absent(self, usages: &[Usage<'_>]) -> Option<Note> {
        let seen: BTreeSet<Date> = usages.iter().map(|usage| usage.day).collect();
        let days = usize::try_from(day::to_days(self.last) - day::to_days(self.first) + 1).unwrap_or_default();
        let count = days.saturating_sub(seen.len());
        (count > 0).then(|| Note { block: TABLE, what: "day of the window without rows".to_owned(), count })
    }
}

/// Rows of the daily dataset, all within `window`.
///
/// # Errors
/// [`IngestError::Block`] for no rows, for a day with more rows than a list has, or in which nobody used anything,
/// [`IngestError::Twice`] for a model-variant that stands there twice on one day, [`IngestError::Value`] for a day after
/// the capture.
pub(super) fn model_daily(
    answer: &Answer<'_>,
    as_of: Timestamp,
    window: Window,
    usages: Vec<Usage<'_>>,
) -> Result<Noted<ModelDaily>, IngestError> {
    if usages.is_empty() {
        let (expected, found) = ("at least one row".to_owned(), "none".to_owned());
        return Err(IngestError::Block { block: TABLE, expected, found });
    }
    let (mut seen, mut faults) = (Seen::default(), Faults::default());
    let captured = day::of(answer.captured_at);
    // What claims to be of later would speak for its days for ever.
    if day::of(as_of) > day::shifted(captured, 1) {
        let expected = format!("an answer as of the capture on {captured}, or before");
        return Err(IngestError::Block { block: TABLE, expected, found: format!("one as of {as_of}") });
    }
    for usage in &usages {
        let _ = faults.kept(window.demand(usage.day, &usage.path));
        let (model, variant) = usage.model();
        let _ = faults.kept(seen.once(format!("{} {model}:{variant}", usage.day), &usage.path));
        if usage.day > captured {
            let expected = format!("a day that was there at the capture on {captured}");
            let _ = faults.kept(Err::<(), _>(wrong(&usage.path, &expected, &Value::from(usage.day.to_string()))));
        }
    }
    let by_day = by_day(&usages);
    for (day, tokens) in &by_day {
        let _ = faults.kept(demand_list(*day, tokens));
    }
    faults.none()?;
    let running = running(as_of, by_day.keys());
    let notes = window.absent(&usages).into_iter().chain(running).collect();
    // Whoever reads the rows knows their fields.
    Ok(Noted { frame: frame(answer, as_of, usages)?, notes, fields: Fields::default() })
}

/// The tokens of each day.
fn by_day(usages: &[Usage<'_>]) -> BTreeMap<Date, Vec<i64>> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for usage in usages {
        days.entry(usage.day).or_default().push(usage.tokens);
    }
    days
}

fn demand_list(day: Date, tokens: &[i64]) -> Result<(), IngestError> {
    if tokens.len() > MOST_ROWS {
        let (expected, found) = (format!("at most {MOST_ROWS} rows a day"), format!("{} on {day}", tokens.len()));
        return Err(IngestError::Block { block: TABLE, expected, found });
    }
    demand_total(TABLE, &format!("total_tokens of {day}"), tokens.iter().copied())
}

/// Upstream serves the running day, too; its figures are those of some hours.
fn running<'day>(as_of: Timestamp, days: impl Iterator<Item = &'day Date>) -> Option<Note> {
    let count = days.filter(|day| **day >= day::of(as_of)).count();
    let what = format!("day that was not over as of {as_of}");
    (count > 0).then_some(Note { block: TABLE, what, count })
}

fn frame(answer: &Answer<'_>, as_of: Timestamp, usages: Vec<Usage<'_>>) -> Result<Frame<ModelDaily>, IngestError> {
    let mut columns = vec![
        dates(&DAY_DATE, usages.iter().map(|usage| Some(usage.day))),
        texts(&MODEL_PERMASLUG, usages.iter().map(|usage| Some(usage.model().0))),
        texts(&VARIANT, usages.iter().map(|usage| Some(usage.model().1))),
        integers(&TOKENS, usages.iter().map(|usage| Some(usage.tokens))),
        instants(&AS_OF_AT, usages.iter().map(|_| Some(as_of))),
        integers(&DAY_RANK, usages.iter().map(|usage| usage.rank)),
    ];
    let place = |usage: Usage<'_>| Place { week: None, key: usage.model().0.to_owned(), path: usage.path };
    let places: Vec<_> = usages.into_iter().map(place).collect();
    columns.extend(provenance::<ModelDaily>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

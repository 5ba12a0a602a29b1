//! Weekly charts, found by shape and never by position: a list of `{"x": date, "ys": {label: tokens}}`.
//!
//! The same shape comes in a page's Flight stream and in JSON. What its labels are tells the level: models have an
//! author and a slash, vendors don't.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    IngestError, Note,
    block::Block,
    entry::{Entry, LARGEST_COUNT, count, day, described, rows, shown, wrong},
    faults::Faults,
    fields::Fields,
};

/// Fewer buckets are some other chart of the page.
const FEWEST_VENDOR_WEEKS: usize = 20;
const FEWEST_MODEL_WEEKS: usize = 4;
const KNOWN: &[&str] = &["x", "ys"];

/// What the labels of a chart name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// `google`, `others`.
    Vendor,
    /// `google/gemini-2.5-pro`, `Others`.
    Model,
}

impl Level {
    const fn shape(self) -> &'static str {
        match self {
            Self::Vendor => {
                "one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them"
            }
            Self::Model => "one list of 4 or more `{x, ys}` whose labels name models",
        }
    }
}

/// A chart, read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chart {
    /// Bucket by bucket, as sent.
    pub(crate) points: Vec<Point>,
    /// The last bucket's date, whether or not it has points.
    pub(crate) last: Option<Date>,
    /// Buckets without labels or without tokens, and fields of buckets that nobody knows.
    pub(crate) notes: Vec<Note>,
    /// The fields of the buckets. Labels are data, and none of them.
    pub(crate) fields: Fields,
}

/// One value of a chart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) week: Date,
    pub(crate) label: String,
    pub(crate) tokens: i64,
    pub(crate) path: String,
}

/// What the labels of a list name; `None` for lists and charts of something else (apps, languages). Buckets that are
/// no buckets are for [`read`] to refuse.
pub(crate) fn level(chart: &Value) -> Option<Level> {
    let buckets = chart.as_array()?;
    let labels = || {
        let labels = buckets.iter().filter_map(|bucket| bucket.get("x").and(bucket.get("ys"))?.as_object());
        labels.flat_map(|labels| labels.keys())
    };
    if buckets.len() >= FEWEST_MODEL_WEEKS && labels().any(|label| label.contains('/')) {
        Some(Level::Model)
    } else if buckets.len() >= FEWEST_VENDOR_WEEKS && labels().any(|label| label == "openai" || label == "google") {
        Some(Level::Vendor)
    } else {
        None
    }
}

/// Reads the one chart of `level` among the blocks found, for the table `table`. The same chart found twice is one.
///
/// # Errors
/// [`IngestError::Block`] if there is none, or two that differ; [`IngestError::Value`] if a part of it did not arrive
/// or is not what it must be.
pub(crate) fn only(level: Level, table: &'static str, blocks: &[Block]) -> Result<Chart, IngestError> {
    let wanted = |found: String| IngestError::Block { block: table, expected: level.shape().to_owned(), found };
    let mut charts = blocks.iter().filter(|block| self::level(&block.value) == Some(level));
    let Some(first) = charts.next() else {
        return Err(wanted(match blocks {
            [] => "none".to_owned(),
            [block] => format!("{} at `{}`", described(&block.value), shown(&block.path)),
            _ => format!("none among {} lists", blocks.len()),
        }));
    };
    if let Some(other) = charts.find(|other| other.value != first.value) {
        let place = |block: &Block| format!("`{}` ({})", shown(&block.path), described(&block.value));
        return Err(wanted(format!("two that differ: {} and {}", place(first), place(other))));
    }
    let whole = first.whole()?;
    read(table, &whole.value, &whole.path)
}

/// Reads a chart: dates, labels, exact token counts, a constant step of seven days.
///
/// A bucket whose labels all have 0 tokens is told and gives no rows, like one without labels: a ranking of a week in
/// which nobody used anything contradicts itself, and a share of it would be 0/0. It is not refused, since a week that
/// has just begun may look like this, or one of an app that was not used, and the other weeks are none the worse.
///
/// # Errors
/// [`IngestError::Value`] with the place of a value that is wrong, [`IngestError::Several`] if there are more; [`IngestError::Block`] if no bucket has any
/// tokens: that is an answer without data.
fn read(table: &'static str, chart: &Value, path: &str) -> Result<Chart, IngestError> {
    let (mut points, mut fields, mut last) = (Vec::new(), Fields::default(), None);
    let (mut without_labels, mut without_tokens) = (0, 0);
    let mut faults = Faults::default();
    for (index, bucket) in rows(chart, path)?.iter().enumerate() {
        let place = format!("{path}[{index}]");
        let entry = faults.kept(Entry::of(bucket, &place));
        let week = entry.and_then(|entry| faults.kept(date(&entry)));
        let Some((entry, week)) = entry.zip(week) else {
            // One fault, not two: the next bucket is compared with what this one should have been.
            last = last.map(|last| schema::day::shifted(last, 7));
            continue;
        };
        entry.audit("week", &[KNOWN], &mut fields);
        let _ = faults.kept(demand_step(&entry, week, last));
        last = Some(week);
        let Some((bucket, total)) = faults.kept(bucket_points(&entry, week)) else { continue };
        without_labels += usize::from(bucket.is_empty());
        without_tokens += usize::from(total == 0 && !bucket.is_empty());
        points.extend(bucket.into_iter().filter(|_| total > 0));
    }
    faults.none()?;
    if points.is_empty() {
        let found = format!("none: {without_tokens} with 0 tokens, {without_labels} without labels");
        return Err(IngestError::Block { block: table, expected: "a week with tokens".to_owned(), found });
    }
    let mut notes: Vec<_> = fields.notes(table).collect();
    for (what, count) in [("without any label", without_labels), ("whose labels all have 0 tokens", without_tokens)] {
        let what = format!("week {what}: no rows");
        notes.extend((count > 0).then_some(Note { block: table, what, count }));
    }
    Ok(Chart { points, last, notes, fields })
}

/// The points of a bucket and what they add up to.
fn bucket_points(bucket: &Entry<'_, '_>, week: Date) -> Result<(Vec<Point>, i64), IngestError> {
    let (mut points, mut total, mut faults) = (Vec::new(), 0_i64, Faults::default());
    for (label, value) in labels(bucket)? {
        let path = format!("{}[{}]", bucket.at("ys"), Value::String(label.clone()));
        let Some(tokens) = faults.kept(count(value, || path.clone())) else { continue };
        total = total.saturating_add(tokens);
        points.push(Point { week, label: label.clone(), tokens, path });
    }
    faults.none()?;
    if total > LARGEST_COUNT {
        return Err(wrong(&bucket.at("ys"), "labels that add up to at most 2^53", &total.into()));
    }
    Ok((points, total))
}

fn labels<'json>(bucket: &Entry<'json, '_>) -> Result<&'json serde_json::Map<String, Value>, IngestError> {
    let ys = bucket.field("ys").unwrap_or(&Value::Null);
    ys.as_object().ok_or_else(|| wrong(&bucket.at("ys"), "an object", ys))
}

fn date(bucket: &Entry<'_, '_>) -> Result<Date, IngestError> {
    let text = bucket.text("x")?;
    day(text).ok_or_else(|| wrong(&bucket.at("x"), "a date", &text.into()))
}

/// Buckets a week apart are one series; another step means that two series were glued.
fn demand_step(bucket: &Entry<'_, '_>, week: Date, before: Option<Date>) -> Result<(), IngestError> {
    match before.map(|before| schema::day::shifted(before, 7)) {
        Some(due) if due != week => {
            let found = bucket.field("x").unwrap_or(&Value::Null);
            Err(wrong(&bucket.at("x"), &format!("{due}, seven days after the bucket before"), found))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;

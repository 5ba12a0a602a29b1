//! Weekly charts, found by shape and never by position: a list of `{"x": date, "ys": {label: tokens}}`.
//!
//! The same shape comes in a page's Flight stream and in JSON. What its labels are tells the level: models have an
//! author and a slash, vendors don't.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    IngestError,
    entry::{Entry, count, shown, wrong},
};

/// Fewer buckets are some other chart of the page.
const FEWEST_VENDOR_WEEKS: usize = 20;
const FEWEST_MODEL_WEEKS: usize = 4;

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
            Self::Vendor => "one list of 20 or more {x, ys} whose labels name vendors, `openai` or `google` among them",
            Self::Model => "one list of 4 or more {x, ys} whose labels name models",
        }
    }
}

/// A chart with the place it came from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chart {
    /// Where the list stands.
    pub(crate) path: String,
    /// Bucket by bucket, as sent.
    pub(crate) points: Vec<Point>,
}

/// One value of a chart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) week: Date,
    pub(crate) label: String,
    pub(crate) tokens: i64,
    pub(crate) path: String,
}

/// Whether `value` looks like a chart, whatever its level.
pub(crate) fn is_chart(value: &Value) -> bool {
    value.as_array().is_some_and(|buckets| {
        buckets.len() >= FEWEST_MODEL_WEEKS
            && buckets.iter().all(|bucket| {
                bucket.get("x").is_some_and(Value::is_string) && bucket.get("ys").is_some_and(Value::is_object)
            })
    })
}

/// What the labels of a chart name; `None` for charts of something else (apps, languages).
pub(crate) fn level(chart: &Value) -> Option<Level> {
    let labels = || {
        let buckets = chart.as_array().into_iter().flatten();
        buckets.filter_map(|bucket| bucket.get("ys")?.as_object()).flat_map(|labels| labels.keys())
    };
    let buckets = chart.as_array().map_or(0, Vec::len);
    if labels().any(|label| label.contains('/')) {
        Some(Level::Model)
    } else if buckets >= FEWEST_VENDOR_WEEKS && labels().any(|label| label == "openai" || label == "google") {
        Some(Level::Vendor)
    } else {
        None
    }
}

/// The one chart of `level` among those found.
///
/// # Errors
/// [`IngestError::Block`] if there is none, or more than one.
pub(crate) fn only<'json>(
    level: Level,
    block: &'static str,
    found: impl IntoIterator<Item = (String, &'json Value)>,
) -> Result<Chart, IngestError> {
    let mut charts: Vec<_> = found.into_iter().filter(|(_, value)| self::level(value) == Some(level)).collect();
    charts.dedup_by(|(_, a), (_, b)| a == b);
    let places = || charts.iter().map(|(path, _)| format!("`{}`", shown(path))).collect::<Vec<_>>().join(", ");
    match charts.as_slice() {
        [(path, value)] => parse(value, path),
        [] => Err(IngestError::Block { block, expected: level.shape().to_owned(), found: "none".to_owned() }),
        _ => Err(IngestError::Block {
            block,
            expected: level.shape().to_owned(),
            found: format!("{} that differ: {}", charts.len(), places()),
        }),
    }
}

/// Reads a chart: dates, labels, exact token counts, a constant step of seven days.
///
/// # Errors
/// [`IngestError::Value`] with the place of the first value that is wrong.
pub(crate) fn parse(chart: &Value, path: &str) -> Result<Chart, IngestError> {
    let mut points = Vec::new();
    let mut before: Option<Date> = None;
    for (index, bucket) in crate::entry::rows(chart, path)?.iter().enumerate() {
        let place = format!("{path}[{index}]");
        let entry = Entry::of(bucket, &place)?;
        let week = week(&entry, before)?;
        let ys = entry.field("ys").and_then(Value::as_object).ok_or_else(|| wrong(&entry.at("ys"), "an object", bucket))?;
        for (label, value) in ys {
            let path = format!("{place}.ys[{}]", Value::String(label.clone()));
            let tokens = count(value, || path.clone())?;
            points.push(Point { week, label: label.clone(), tokens, path });
        }
        before = Some(week);
    }
    Ok(Chart { path: path.to_owned(), points })
}

/// The bucket's date. Buckets a week apart are one series; another step means that two series were glued.
fn week(entry: &Entry<'_, '_>, before: Option<Date>) -> Result<Date, IngestError> {
    let text = entry.text("x")?;
    let found = || Value::String(text.to_owned());
    let date = text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let date = date.ok_or_else(|| wrong(&entry.at("x"), "a date", &found()))?;
    match before.map(|before| schema::day::shifted(before, 7)) {
        Some(due) if due != date => Err(wrong(&entry.at("x"), &format!("{due}, seven days after the bucket before"), &found())),
        _ => Ok(date),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(json: &str, expected: &Expect) {
        let value: Value = serde_json::from_str(json).expect("test JSON");
        let text = match parse(&value, "$") {
            Ok(chart) => chart.points.iter().map(|p| format!("{} {} {} {}\n", p.week, p.label, p.tokens, p.path)).collect(),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn reads_points_with_their_place() {
        check(
            r#"[{"x":"2026-04-05","ys":{"openai":1,"a/b":"2"}},{"x":"2026-04-12T00:00:00","ys":{"openai":2.3e12}}]"#,
            &expect![[r#"
                2026-04-05 openai 1 $[0].ys["openai"]
                2026-04-05 a/b 2 $[0].ys["a/b"]
                2026-04-12 openai 2300000000000 $[1].ys["openai"]
            "#]],
        );
    }

    #[test]
    fn what_is_no_week_is_refused() {
        check(r#"[{"x":"soon","ys":{}}]"#, &expect!["`$[0].x`: expected a date, found `\"soon\"`"]);
        check(
            r#"[{"x":"2026-04-26","ys":{}},{"x":"2026-04-27","ys":{}}]"#,
            &expect!["`$[1].x`: expected 2026-05-03, seven days after the bucket before, found `\"2026-04-27\"`"],
        );
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for value in ["-5", "1.5", "null", "true", "\"9223372036854775808\"", "[]"] {
            let json = format!(r#"[{{"x":"2026-04-05","ys":{{"openai":{value}}}}}]"#);
            let error = parse(&serde_json::from_str(&json).expect("test JSON"), "$").expect_err("no count");
            assert!(error.to_string().starts_with("`$[0].ys[\"openai\"]`: expected an integer from 0 to 2^63 - 1"), "{error}");
        }
    }

    #[test]
    fn levels_are_told_by_labels() {
        let weeks = |label: &str, count: usize| {
            let bucket = serde_json::json!({"x": "2026-04-05", "ys": {label: 1}});
            Value::Array(vec![bucket; count])
        };
        assert_eq!(level(&weeks("openai", 20)), Some(Level::Vendor));
        assert_eq!(level(&weeks("openai", 19)), None);
        assert_eq!(level(&weeks("openai/gpt-5", 4)), Some(Level::Model));
        assert_eq!(level(&weeks("1234", 52)), None);
    }
}

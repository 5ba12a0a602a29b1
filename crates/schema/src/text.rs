//! One cell as text: for golden tests, CSV, JSON and messages. Full precision, one spelling, nulls visible.

use polars::{frame::DataFrame, prelude::AnyValue};

use crate::{Column, Kind, day};

/// The cell of `column` in row `row`; `None` if it is null.
#[must_use]
pub(crate) fn cell(data: &DataFrame, column: &Column, row: usize) -> Option<String> {
    let value = data.column(column.name).ok()?.get(row).ok()?;
    match (column.kind, value) {
        (_, AnyValue::Null) => None,
        (_, AnyValue::String(text)) => Some(text.to_owned()),
        (_, AnyValue::StringOwned(text)) => Some(text.to_string()),
        (_, AnyValue::Int64(integer)) => Some(integer.to_string()),
        (_, AnyValue::Float64(real)) => Some(real.to_string()),
        (_, AnyValue::Boolean(truth)) => Some(truth.to_string()),
        (Kind::Date, AnyValue::Date(days)) => day::from_days(days).map(|date| date.to_string()),
        (Kind::Instant, AnyValue::Datetime(micros, ..) | AnyValue::DatetimeOwned(micros, ..)) => {
            jiff::Timestamp::from_microsecond(micros).ok().map(|instant| instant.to_string())
        }
        (_, other) => Some(other.to_string()),
    }
}

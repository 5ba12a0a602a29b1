//! A table as JSON: an array of objects, one row per line, columns in the order asked for, typed, full precision.
//!
//! Integers are integers, reals are numbers, null is null, days and instants are ISO 8601 texts. Characters that a
//! terminal would obey or hide are written as `\\u` escapes: the text is the same, and safe to look at.

use polars::frame::DataFrame;
use schema::{Column, Kind, cell_text, series::Cells};
use serde_json::{Map, Number, Value};

use crate::{ReportError, escape::json, rows::turned};

pub(crate) fn json_text(columns: &[&Column], data: &DataFrame) -> Result<String, ReportError> {
    let cells = columns.iter().map(|column| values(data, column)).collect();
    let mut lines = Vec::new();
    for row in turned(cells, data.height()) {
        let object: Map<String, Value> = columns.iter().map(|column| column.name.to_owned()).zip(row).collect();
        lines.push(json(&serde_json::to_string(&object)?));
    }
    Ok(if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) })
}

fn values(data: &DataFrame, column: &Column) -> Vec<Value> {
    let cells = Cells::of(data, column);
    match column.kind {
        Kind::Integer => each(cells.integers(), Value::from),
        Kind::Real => each(cells.reals(), |real| Number::from_f64(real).map_or(Value::Null, Value::Number)),
        Kind::Truth => each(cells.truths(), Value::from),
        Kind::Text => each(cells.texts(), Value::from),
        Kind::Date | Kind::Instant => {
            (0..data.height()).map(|row| cell_text(data, column, row).map_or(Value::Null, Value::from)).collect()
        }
    }
}

fn each<Cell>(cells: Vec<Option<Cell>>, value: impl Fn(Cell) -> Value) -> Vec<Value> {
    cells.into_iter().map(|cell| cell.map_or(Value::Null, &value)).collect()
}

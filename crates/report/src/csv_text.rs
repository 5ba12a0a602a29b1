//! A table as CSV: RFC 4180 with lines that end in a line feed, full precision, null as an empty cell. A number of a column of
//! fractions has a point though it is whole.
//!
//! Control characters in text columns are shown by their escapes; JSON carries them as they are. Cells that a spreadsheet would run as a formula begin with `'` (see [`crate::escape`]); numbers are
//! as they are.

use polars::frame::DataFrame;
use schema::{Column, Kind, cell_text};

use crate::{ReportError, escape::defused};

/// Readers guess the type of a column by its first rows: a `0` there would make whole numbers of all of it, and an error of
/// the first fraction.
fn with_point(mut cell: String) -> String {
    if !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        cell.push_str(".0");
    }
    cell
}

pub(crate) fn csv_text(columns: &[&Column], data: &DataFrame) -> Result<String, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name))?;
    for row in 0..data.height() {
        writer.write_record(columns.iter().map(|column| {
            let cell = cell_text(data, column, row).unwrap_or_default();
            match column.kind {
                Kind::Text => defused(&cell),
                Kind::Real => with_point(cell),
                _ => cell,
            }
        }))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Nothing but strings went in.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

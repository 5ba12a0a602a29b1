//! A table as CSV: RFC 4180 with lines that end in a line feed, full precision, null as an empty cell.
//!
//! Control characters in text columns are shown by their escapes; JSON carries them as they are. Cells that a spreadsheet would run as a formula begin with `'` (see [`crate::escape`]); numbers are
//! as they are.

use polars::frame::DataFrame;
use schema::{Column, Kind, cell_text};

use crate::{ReportError, escape::defused};

pub(crate) fn csv_text(columns: &[&Column], data: &DataFrame) -> Result<String, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name))?;
    for row in 0..data.height() {
        writer.write_record(columns.iter().map(|column| {
            let cell = cell_text(data, column, row).unwrap_or_default();
            if column.kind == Kind::Text { defused(&cell) } else { cell }
        }))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // Nothing but strings went in.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

//! Rows of reference files, each with its line: what is wrong with one is told by it.

use serde::de::DeserializeOwned;

use crate::NormalizeError;

/// The rows of the reference file `file`, spaces around cells taken off.
///
/// # Errors
/// [`NormalizeError::Reference`] with the line of the first that can't be read.
pub(crate) fn rows<Row: DeserializeOwned>(csv: &[u8], file: &'static str) -> Result<Vec<(u64, Row)>, NormalizeError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
    let broken = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        NormalizeError::Reference { file, line, said: error.to_string() }
    };
    let header = reader.headers().cloned().map_err(broken)?;
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.map_err(broken)?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok((line, record.deserialize(Some(&header)).map_err(broken)?))
    };
    reader.records().map(row).collect()
}

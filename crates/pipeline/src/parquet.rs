//! Rows to Parquet bytes and back. Same rows and footer, same bytes. Leaves out files: see `store`.

use std::io::Cursor;

use polars::{
    frame::DataFrame,
    prelude::{
        KeyValueMetadata, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, SerReader as _,
        StatisticsOptions,
    },
};

/// The Parquet file of `data`, with `footer` as its key-value metadata. One row group: tables are small, and whoever
/// reads one wants all of it.
///
/// # Errors
/// If polars can't write the rows.
pub fn bytes(data: &DataFrame, footer: Vec<(String, String)>) -> Result<Vec<u8>, PolarsError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .with_row_group_size(Some(data.height().max(1)))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(footer)))
        .finish(&mut data.clone())?;
    Ok(bytes)
}

/// The rows of a Parquet file.
///
/// # Errors
/// If the bytes are none.
pub fn rows(bytes: Vec<u8>) -> Result<DataFrame, PolarsError> {
    ParquetReader::new(Cursor::new(bytes)).finish()
}

/// The key-value pairs in the footer of a Parquet file.
///
/// # Errors
/// If the bytes are none.
#[cfg(test)]
pub fn footer(bytes: Vec<u8>) -> Result<Vec<(String, String)>, PolarsError> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let pairs = reader.get_metadata()?.key_value_metadata().clone().unwrap_or_default();
    Ok(pairs.into_iter().map(|pair| (pair.key, pair.value.unwrap_or_default())).collect())
}

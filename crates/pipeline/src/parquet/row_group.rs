//! Row groups of Parquet files, copied byte by byte from file to file: what is in them is neither unpacked nor packed.

use std::sync::Arc;

use bytes::Bytes;
use parquet::{
    column::{reader::ColumnReader, writer::ColumnCloseResult},
    errors::ParquetError,
    file::{
        metadata::{KeyValue, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData},
        properties::WriterProperties,
        reader::{FileReader as _, RowGroupReader, SerializedFileReader},
        statistics::Statistics,
        writer::SerializedFileWriter,
    },
};
use polars::{
    frame::DataFrame,
    prelude::{Column, PolarsError},
};
use schema::TableSpec;

use super::{arrow_schema, bytes as file_of, rows};
use crate::digest::sha256;

/// Row groups can't be copied.
#[derive(Debug, thiserror::Error)]
pub enum RowGroupError {
    /// A file is none.
    #[error("row groups can't be copied")]
    Copy(#[from] ParquetError),
    /// A row group has no text in front.
    #[error("the first column of a row group has no text")]
    NoFirst,
    /// A row group does not say from which day to which its rows are.
    #[error("a row group has no first and last day")]
    NoDays,
    /// Rows can't be read or written.
    #[error("rows can't be read or written")]
    Rows(#[from] PolarsError),
}

/// A Parquet file whose row groups can be copied.
#[derive(Debug)]
pub struct Grouped {
    bytes: Bytes,
    metadata: ParquetMetaData,
}

impl Grouped {
    /// Reads the footer of a file.
    ///
    /// # Errors
    /// If the bytes are none.
    pub fn open(bytes: Vec<u8>) -> Result<Self, RowGroupError> {
        let bytes = Bytes::from(bytes);
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&bytes)?;
        Ok(Self { bytes, metadata })
    }

    /// Of each row group the text that its first column begins with, by which groups are told apart. It is read off the first
    /// row: statistics of long texts are cut.
    ///
    /// # Errors
    /// If a first column has no text.
    pub fn first_texts(&self) -> Result<Vec<String>, RowGroupError> {
        let file = SerializedFileReader::new(self.bytes.clone())?;
        (0..file.num_row_groups()).map(|place| first_text(&*file.get_row_group(place)?)).collect()
    }

    /// From which day to which the rows of each group are, and what tells it from others.
    ///
    /// # Errors
    /// If a group does not say so of `days`.
    pub fn facts(&self, days: &schema::Column) -> Result<Vec<GroupFacts>, RowGroupError> {
        self.metadata.row_groups().iter().map(|group| self.facts_of(group, days)).collect()
    }

    fn facts_of(&self, group: &RowGroupMetaData, days: &schema::Column) -> Result<GroupFacts, RowGroupError> {
        let column = group.columns().iter().find(|column| column.column_path().string() == days.name);
        let Some(Statistics::Int32(said)) = column.and_then(|column| column.statistics()) else {
            return Err(RowGroupError::NoDays);
        };
        let days = said.min_opt().copied().zip(said.max_opt().copied()).ok_or(RowGroupError::NoDays)?;
        let mut bytes = Vec::new();
        for column in group.columns() {
            let (start, length) = column.byte_range();
            let [start, end] = [start, start + length].map(|place| usize::try_from(place).unwrap_or(usize::MAX));
            bytes.extend_from_slice(self.bytes.get(start..end).unwrap_or_default());
        }
        Ok(GroupFacts { days, sha256: sha256(&bytes) })
    }

    fn group(&self, place: usize) -> Option<&RowGroupMetaData> {
        self.metadata.row_groups().get(place)
    }
}

/// What a row group is.
#[derive(Debug)]
pub struct GroupFacts {
    /// The first and the last day of its rows, counted from 1970 on.
    pub days: (i32, i32),
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

fn first_text(group: &dyn RowGroupReader) -> Result<String, RowGroupError> {
    let ColumnReader::ByteArrayColumnReader(mut column) = group.get_column_reader(0)? else {
        return Err(RowGroupError::NoFirst);
    };
    let (mut levels, mut texts) = (Vec::new(), Vec::new());
    column.read_records(1, Some(&mut levels), None, &mut texts)?;
    let first = texts.first().and_then(|text| text.as_utf8().ok());
    Ok(first.ok_or(RowGroupError::NoFirst)?.to_owned())
}

/// A Parquet file that is put together of row groups.
pub struct Stitched {
    writer: SerializedFileWriter<Vec<u8>>,
    rows: usize,
}

impl Stitched {
    /// A file of the table `spec` without rows, with `footer` as its key-value metadata.
    ///
    /// # Errors
    /// If the table has columns that no file can have.
    pub fn new(spec: &TableSpec, footer: impl IntoIterator<Item = (String, String)>) -> Result<Self, RowGroupError> {
        let columns: Vec<_> = spec.columns().collect();
        let none: Vec<_> =
            columns.iter().map(|column| Column::new_empty(column.name.into(), &column.kind.data_type())).collect();
        // The writer of the groups says how their columns are laid out.
        let pattern = Grouped::open(file_of(spec, &DataFrame::new_infer_height(none)?, [])?)?;
        let pairs = [arrow_schema(&columns)].into_iter().chain(footer);
        let pairs = pairs.map(|(key, value)| KeyValue::new(key, value)).collect();
        // There are no indexes of pages to be copied, and none are made up.
        let properties =
            WriterProperties::builder().set_key_value_metadata(Some(pairs)).set_offset_index_disabled(true).build();
        let schema = pattern.metadata.file_metadata().schema_descr().root_schema_ptr();
        Ok(Self { writer: SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?, rows: 0 })
    }

    /// Copies a row group; nothing, where the file has none of that place.
    ///
    /// # Errors
    /// If its columns are others.
    pub fn copy(&mut self, from: &Grouped, place: usize) -> Result<(), RowGroupError> {
        let Some(group) = from.group(place) else { return Ok(()) };
        let rows = u64::try_from(group.num_rows()).unwrap_or_default();
        let mut copy = self.writer.next_row_group()?;
        for column in group.columns() {
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
                rows_written: rows,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            copy.append_column(&from.bytes, close)?;
        }
        copy.close()?;
        self.rows += usize::try_from(rows).unwrap_or_default();
        Ok(())
    }

    /// Adds rows as a row group of their own; none, where there are none.
    ///
    /// # Errors
    /// If they are not of the table `spec`.
    pub fn add(&mut self, spec: &TableSpec, rows: &DataFrame) -> Result<(), RowGroupError> {
        if rows.height() == 0 {
            return Ok(());
        }
        self.copy(&Grouped::open(file_of(spec, rows, [])?)?, 0)
    }

    /// The number of rows so far.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If they can't be finished.
    pub fn finished(self) -> Result<Vec<u8>, RowGroupError> {
        Ok(self.writer.into_inner()?)
    }
}

impl std::fmt::Debug for Stitched {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Stitched").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// The rows of some row groups.
///
/// # Errors
/// If they can't be read.
pub fn rows_of(
    spec: &TableSpec,
    from: &Grouped,
    places: impl IntoIterator<Item = usize>,
) -> Result<DataFrame, RowGroupError> {
    let mut picked = Stitched::new(spec, [])?;
    for place in places {
        picked.copy(from, place)?;
    }
    Ok(rows(picked.finished()?)?)
}

#[cfg(test)]
mod tests {
    use schema::{
        Frame, Table,
        columns::{CAPTURED_AT, SNAPSHOT_ID, SOURCE, TOKENS, VALUE_ORIGIN, VENDOR_LABEL, WEEK_START_DATE},
        series::{dates, instants, integers, texts},
        tables::VendorChart,
    };

    use super::*;
    use crate::parquet::footer;

    const SPEC: &TableSpec = VendorChart::SPEC;

    fn chart(snapshots: &[&str]) -> DataFrame {
        let of = |text: &'static str| snapshots.iter().map(move |_| Some(text));
        let columns = vec![
            texts(&SNAPSHOT_ID, snapshots.iter().map(|id| Some(*id))),
            dates(&WEEK_START_DATE, snapshots.iter().map(|_| Some(jiff::civil::Date::constant(2026, 8, 3)))),
            texts(&VENDOR_LABEL, of("a")),
            integers(&TOKENS, (1..).take(snapshots.len()).map(Some)),
            instants(&CAPTURED_AT, snapshots.iter().map(|_| Some(jiff::Timestamp::UNIX_EPOCH))),
            texts(&SOURCE, of("archive")),
            texts(&VALUE_ORIGIN, of("observed")),
            texts(&schema::columns::JSON_PATH, of("$")),
        ];
        Frame::<VendorChart>::from_columns(columns).expect("a chart").into_data()
    }

    fn stitched(parts: &[DataFrame]) -> Vec<u8> {
        let mut file = Stitched::new(SPEC, [("k".to_owned(), "v".to_owned())]).expect("columns");
        for part in parts {
            file.add(SPEC, part).expect("rows of the table");
        }
        assert_eq!(file.rows(), parts.iter().map(DataFrame::height).sum::<usize>());
        file.finished().expect("memory")
    }

    #[test]
    fn what_is_put_together_is_read_as_one_table() {
        let parts = [chart(&["a", "b"]), chart(&[]), chart(&["c"])];
        let bytes = stitched(&parts);
        let mut expected = parts[0].clone();
        expected.vstack_mut(&parts[2]).expect("the same columns");
        assert_eq!(rows(bytes.clone()).expect("a Parquet file"), expected);
        let keys: Vec<_> = footer(bytes).expect("a Parquet file").into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["ARROW:schema", "k"]);
    }

    #[test]
    fn a_copied_group_has_the_bytes_of_one_that_is_made() {
        // Longer than what statistics keep of a text, and alike as far as they do.
        let long = |end: &str| format!("{}{end}", "archive/of-a-long-name/".repeat(5));
        let [a, b, c, d] = ["a", "b", "c", "d"].map(long);
        let parts = [chart(&[&a]), chart(&[&b, &c]), chart(&[&d])];
        let whole = stitched(&parts);
        let old = Grouped::open(stitched(&parts[..2])).expect("a Parquet file");
        assert_eq!(old.first_texts().expect("texts"), [a, b]);
        let mut file = Stitched::new(SPEC, [("k".to_owned(), "v".to_owned())]).expect("columns");
        file.copy(&old, 0).and_then(|()| file.copy(&old, 1)).and_then(|()| file.add(SPEC, &parts[2])).expect("copies");
        assert!(file.finished().expect("memory") == whole);
        assert_eq!(rows_of(SPEC, &old, [1]).expect("rows"), parts[1]);
    }

    #[test]
    fn what_is_no_parquet_file_is_refused() {
        assert!(Grouped::open(b"PAR1, and nothing else".to_vec()).is_err());
    }
}

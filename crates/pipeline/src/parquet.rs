//! Rows to Parquet bytes and back. Same rows and footer, same bytes. Leaves out files: see `store`.

use std::io::Cursor;

use polars::{
    frame::DataFrame,
    prelude::{
        ArrowDataType, ArrowField, ArrowSchema, CompatLevel, KeyValueMetadata, ParquetCompression, ParquetReader,
        ParquetWriter, PolarsError, SerReader as _, StatisticsOptions,
    },
};
use polars_parquet::write::schema_to_metadata_key;
use schema::{Column, Kind, TableSpec};

pub mod row_group;

/// The Parquet file of the rows of the table `spec`, with `footer` as its key-value metadata. One row group: whoever
/// reads one wants all of it.
///
/// # Errors
/// If polars can't write the rows.
pub fn bytes(
    spec: &TableSpec,
    data: &DataFrame,
    footer: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<u8>, PolarsError> {
    bytes_of(&spec.columns().collect::<Vec<_>>(), data, footer)
}

/// The same of rows that have these columns of a table.
///
/// # Errors
/// As [`bytes()`].
pub fn bytes_of(
    columns: &[&Column],
    data: &DataFrame,
    footer: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<u8>, PolarsError> {
    let mut bytes = Vec::new();
    let footer = [arrow_schema(columns)].into_iter().chain(footer).collect();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .with_row_group_size(Some(data.height().max(1)))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(footer)))
        .finish(&mut data.clone())?;
    Ok(bytes)
}

/// The pair that tells readers of Arrow what the columns are. The writer keeps one that is there already; its own would
/// be without metadata.
fn arrow_schema(columns: &[&Column]) -> (String, String) {
    let fields: ArrowSchema = columns.iter().copied().map(field).map(|field| (field.name.clone(), field)).collect();
    let pair = schema_to_metadata_key(&fields);
    (pair.key, pair.value.unwrap_or_default())
}

/// The field of `column` with its `description`, and its `unit` where it has one.
fn field(column: &Column) -> ArrowField {
    let facts = [("description", column.doc.trim()), ("unit", column.unit.name())];
    let facts = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
    ArrowField::new(column.name.into(), arrow_type(column.kind), true)
        .with_metadata(facts.map(|(key, fact)| (key.into(), fact.into())).collect())
}

/// Text is `string`, which every reader of Arrow knows; polars would say `string_view`, which many do not.
fn arrow_type(kind: Kind) -> ArrowDataType {
    match kind {
        Kind::Text => ArrowDataType::Utf8,
        kind => kind.data_type().to_arrow(CompatLevel::oldest()),
    }
}

/// The rows of a Parquet file, each column in one piece: a table has a row group for each part or chapter, and whatever cuts
/// weeks out of it would go through all of them each time.
///
/// # Errors
/// If the bytes are none.
pub fn rows(bytes: Vec<u8>) -> Result<DataFrame, PolarsError> {
    ParquetReader::new(Cursor::new(bytes)).set_rechunk(true).finish()
}

/// One column of a Parquet file.
///
/// # Errors
/// If the bytes are none, or have no such column.
pub fn rows_of(column: &Column, bytes: Vec<u8>) -> Result<DataFrame, PolarsError> {
    ParquetReader::new(Cursor::new(bytes)).with_columns(Some(vec![column.name.to_owned()])).finish()
}

/// The key-value pairs in the footer of a Parquet file.
///
/// # Errors
/// If the bytes are none.
pub fn footer(bytes: Vec<u8>) -> Result<Vec<(String, String)>, PolarsError> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let pairs = reader.get_metadata()?.key_value_metadata().clone().unwrap_or_default();
    Ok(pairs.into_iter().map(|pair| (pair.key, pair.value.unwrap_or_default())).collect())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{Frame, Table, tables::Catalog};

    use super::*;

    /// Of a table that has every kind of column.
    fn empty() -> (DataFrame, Vec<u8>) {
        let data = Frame::<Catalog>::empty().expect("no rows").into_data();
        let bytes = bytes(Catalog::SPEC, &data, [("a".to_owned(), "b".to_owned())]).expect("writable");
        (data, bytes)
    }

    #[test]
    fn what_is_written_is_read_without_rows_too() {
        let (data, bytes) = empty();
        assert_eq!(rows(bytes).expect("a Parquet file"), data);
    }

    #[test]
    fn the_footer_is_what_was_given_and_one_schema() {
        let keys: Vec<_> = footer(empty().1).expect("a Parquet file").into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["ARROW:schema", "a"]);
    }

    #[test]
    fn fields_say_what_they_are() {
        let mut reader = ParquetReader::new(Cursor::new(empty().1));
        let fields = reader.schema().expect("a Parquet file");
        let said = |name: &str| fields.get(name).map(|field| format!("{:?}", field.metadata)).unwrap_or_default();
        expect![[r#"Some({"description": "The largest context a request may have.", "unit": "tokens"})"#]]
            .assert_eq(&said("context_tokens"));
        // No unit, no key.
        expect![[r#"Some({"description": "The entry only points to another model (its id begins with `~`); it has no usage of its own."})"#]].assert_eq(&said("is_alias"));
    }

    /// Polars reads any sort of text as its own: through it the difference can't be seen.
    #[test]
    fn types_are_those_that_every_reader_knows() {
        let types =
            Catalog::SPEC.columns().map(|column| format!("{}: {:?}\n", column.kind.name(), arrow_type(column.kind)));
        expect![[r#"
            date: Date32
            instant (UTC): Timestamp(Microsecond, Some("UTC"))
            integer: Int64
            real: Float64
            text: Utf8
            true or false: Boolean
        "#]]
        .assert_eq(&types.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<String>());
    }
}

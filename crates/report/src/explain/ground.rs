//! What a number can be led back to: the tables of a run, who a label means, and where bytes lie.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{TableSpec, cell_text, tables::TABLES};

use super::{Number, Place};

/// A file of a snapshot, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// The snapshot.
    pub snapshot: String,
    /// Its file below the data folder.
    pub file: String,
    /// Its SHA-256 as it came from upstream.
    pub sha256: String,
    /// Where in the answer.
    pub json_path: Option<String>,
}

/// The tables of a run by name; those that it did not make are absent.
pub type Tables = BTreeMap<&'static str, DataFrame>;
/// The vendor that a label means on a day.
pub type VendorOf<'a> = dyn Fn(&str, Date) -> Option<String> + 'a;
/// Whether a group has a vendor on a day.
pub type IsMember<'a> = dyn Fn(&str, &str, Date) -> bool + 'a;
/// The files of a snapshot.
pub type BytesOf<'a> = dyn Fn(&str) -> Vec<Bytes> + 'a;

/// What explanations stand on.
pub struct Ground<'a> {
    /// The tables.
    pub tables: Tables,
    /// Who labels mean.
    pub vendor_of: Box<VendorOf<'a>>,
    /// Who is in a group.
    pub is_member: Box<IsMember<'a>>,
    /// Where bytes lie.
    pub bytes_of: Box<BytesOf<'a>>,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    spec: &'static TableSpec,
    data: &'a DataFrame,
    at: usize,
}

impl Ground<'_> {
    /// The rows whose columns have these values, as text.
    pub(super) fn rows<'a>(&'a self, table: &str, filters: &[(&str, &str)]) -> Vec<Row<'a>> {
        let Some((spec, data)) = self.table(table) else { return Vec::new() };
        let is_wanted =
            |row: &Row<'_>| filters.iter().all(|(column, value)| row.text(column).as_deref() == Some(*value));
        (0..data.height()).map(|at| Row { spec, data, at }).filter(is_wanted).collect()
    }

    fn table(&self, name: &str) -> Option<(&'static TableSpec, &DataFrame)> {
        let spec = TABLES.iter().find(|spec| spec.name == name)?;
        Some((spec, self.tables.get(name)?))
    }

    /// The bytes of the answer that a row of an ingested table was read from, with its place in it.
    pub(super) fn bytes(&self, row: &Row<'_>) -> Vec<Bytes> {
        let files = row.text("snapshot_id").map(|id| (self.bytes_of)(&id)).unwrap_or_default();
        files.into_iter().map(|bytes| Bytes { json_path: row.text("json_path"), ..bytes }).collect()
    }
}

impl std::fmt::Debug for Ground<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ground").field("tables", &self.tables.keys()).finish_non_exhaustive()
    }
}

impl Row<'_> {
    /// The cell as text; none where it is null or the table has no such column.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        cell_text(self.data, self.spec.column(column)?, self.at)
    }

    /// The cell as a number.
    pub(super) fn value(&self, column: &str) -> Option<f64> {
        self.text(column)?.parse().ok()
    }

    /// The cell as a day.
    pub(super) fn day(&self, column: &str) -> Option<Date> {
        self.text(column)?.parse().ok()
    }

    /// Whether a truth is true.
    pub(super) fn is(&self, column: &str) -> bool {
        self.text(column).as_deref() == Some("true")
    }

    /// The table's name.
    pub(super) const fn table(&self) -> &'static str {
        self.spec.name
    }

    /// The number in a cell, said by this row; none where it is null.
    pub(super) fn number(&self, column: &str, name: impl Into<String>) -> Option<Number> {
        let key = self.spec.key.iter().map(|key| (key.name.to_owned(), self.text(key.name).unwrap_or_default()));
        let place = Place { file: self.spec.path(), key: key.collect(), column: column.to_owned() };
        Some(Number { place: Some(place), ..Number::constant(name, self.value(column)?) })
    }
}

//! A CSV file under its header: typed reading, errors that say where. What `entry.rs` is to JSON.

use std::str::FromStr;

use csv::StringRecord;
use serde_json::Value;

use crate::{
    IngestError, Note,
    entry::{count, shown},
    fields::Fields,
    json,
};

/// How many records are read: an index has hundreds, a month of days 1,530, and a few packed bytes make millions.
const MOST_RECORDS: usize = 100_000;

/// All records of a file.
#[derive(Debug)]
pub(crate) struct Records {
    block: &'static str,
    header: StringRecord,
    rows: Vec<StringRecord>,
}

impl Records {
    /// Reads a file that must have the columns `demanded`.
    ///
    /// # Errors
    /// [`IngestError::NotData`] for an empty body and HTML, [`IngestError::Csv`] for records that are broken,
    /// [`IngestError::Block`] for a column that is missing or there twice, and for more records than any file has.
    pub(crate) fn of(block: &'static str, body: &[u8], demanded: &[&str]) -> Result<Self, IngestError> {
        json::refuse_pages(body, "CSV with a header")?;
        // The reader drops a byte order mark by itself.
        let mut reader = csv::Reader::from_reader(body);
        let header = reader.headers()?.clone();
        demand(block, &header, demanded)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            if rows.len() == MOST_RECORDS {
                let (expected, found) = (format!("at most {MOST_RECORDS} records"), "more".to_owned());
                return Err(IngestError::Block { block, expected, found });
            }
            rows.push(record);
        }
        Ok(Self { block, header, rows })
    }

    /// The records, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        let record = |(index, cells)| Record { header: &self.header, cells, number: index + 1 };
        self.rows.iter().enumerate().map(record)
    }

    /// One note for each column that is on no list.
    pub(crate) fn new_columns(&self, known: &[&[&str]]) -> impl Iterator<Item = Note> {
        let new = self.header.iter().filter(|name| !known.iter().any(|list| list.contains(name)));
        new.map(|name| Note { block: self.block, what: format!("new field `{}`", shown(name)), count: 1 })
    }

    /// The columns, as fields of each record.
    pub(crate) fn fields(&self, known: &[&[&str]]) -> Fields {
        let mut fields = Fields::default();
        self.rows.iter().for_each(|record| audit(&self.header, record, known, &mut fields));
        fields
    }
}

/// Counts the columns of a record. It has every column of the header, be it empty.
pub(crate) fn audit(header: &StringRecord, record: &StringRecord, known: &[&[&str]], fields: &mut Fields) {
    let is_filled = record.iter().map(|cell| !cell.trim().is_empty()).chain(std::iter::repeat(false));
    fields.add("record", header.iter().zip(is_filled), known);
}

fn demand(block: &'static str, header: &StringRecord, demanded: &[&str]) -> Result<(), IngestError> {
    let times = |name: &str| header.iter().filter(|found| *found == name).count();
    if let Some(missing) = demanded.iter().find(|name| times(name) == 0) {
        let found = format!("`{}`", shown(&header.iter().collect::<Vec<_>>().join("`, `")));
        return Err(IngestError::Block { block, expected: format!("a column `{missing}`"), found });
    }
    match demanded.iter().find(|name| times(name) > 1) {
        None => Ok(()),
        Some(twice) => {
            let (expected, found) = (format!("one column `{twice}`"), times(twice).to_string());
            Err(IngestError::Block { block, expected, found })
        }
    }
}

/// One record of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'file> {
    header: &'file StringRecord,
    cells: &'file StringRecord,
    number: usize,
}

impl<'file> Record<'file> {
    /// Where it stands: `record 1` is the first line under the header.
    pub(crate) fn place(&self) -> String {
        format!("record {}", self.number)
    }

    /// Refuses a record of several lines, for files that have none: a quote is open.
    ///
    /// # Errors
    /// [`IngestError::Value`].
    pub(crate) fn of_one_line(&self) -> Result<(), IngestError> {
        json::refuse_lines(self.cells, &self.place())
    }

    /// The cell, unless empty or absent.
    pub(crate) fn text(&self, name: &str) -> Option<&'file str> {
        let column = self.header.iter().position(|found| found == name)?;
        self.cells.get(column).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A cell that must say something, as `read` makes of it.
    ///
    /// # Errors
    /// [`IngestError::Value`] if it is empty, or `read` can make nothing of it.
    pub(crate) fn demanded<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&'file str) -> Option<T>,
    ) -> Result<T, IngestError> {
        let text = self.text(name).ok_or_else(|| self.wrong(name, expected, "nothing"))?;
        read(text).ok_or_else(|| self.wrong(name, expected, &format!("`{}`", shown(text))))
    }

    /// The cell as something else than text, unless empty.
    pub(crate) fn read<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, IngestError> {
        self.text(name).map(|_| self.demanded(name, expected, |text| text.parse().ok())).transpose()
    }

    /// A count that must be there, exact.
    pub(crate) fn count(&self, name: &str) -> Result<i64, IngestError> {
        let text = self.text(name).map_or(Value::Null, Value::from);
        count(&text, || self.at(name))
    }

    /// The error for a cell that is not what it must be.
    pub(crate) fn wrong(&self, name: &str, expected: &str, found: &str) -> IngestError {
        IngestError::Value { path: self.at(name), expected: expected.to_owned(), found: found.to_owned() }
    }

    fn at(&self, name: &str) -> String {
        format!("{}, {name}", self.place())
    }
}

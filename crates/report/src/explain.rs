//! How a number of a table came about: its formula with the values filled in, the rows that went in, and on down to bytes.
//!
//! Nothing is computed anew that a table holds: each number is the cell of a table, and what it is made of is read off
//! other tables. A formula that did not give the cell would not be shown: the number then stands alone and says so.

mod answers;
mod dollars;
mod ground;
mod number;
mod print;
mod tokens;
mod windows;

pub use ground::{Bytes, Ground, Tables};
pub use number::{Made, Number, Place};
pub use print::{explained_json, explained_text};

use schema::{
    Column, TableSpec,
    columns::{GROUP_ID, PRICE_BASIS, RULE, VENDOR, WEEK_START_DATE},
};

use crate::ReportError;
use ground::Row;

/// Which row of a table is asked for, and which of its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The vendor.
    pub vendor: Option<String>,
    /// The group of vendors.
    pub group: Option<String>,
    /// The first day of the week.
    pub week: Option<String>,
    /// The price basis.
    pub basis: Option<String>,
    /// The rule.
    pub rule: Option<String>,
    /// One column; all that can be explained where it is none.
    pub column: Option<String>,
}

impl Asked {
    /// What was asked for, with the column that tells it.
    fn parts(&self) -> [(&'static Column, Option<&String>); 5] {
        [
            (&VENDOR, self.vendor.as_ref()),
            (&GROUP_ID, self.group.as_ref()),
            (&WEEK_START_DATE, self.week.as_ref()),
            (&PRICE_BASIS, self.basis.as_ref()),
            (&RULE, self.rule.as_ref()),
        ]
    }
}

/// The numbers of one row, each with what it is made of; those that are null are left out.
///
/// # Errors
/// [`ReportError::NotExplained`] for a table or column whose numbers nobody has taught this to explain,
/// [`ReportError::UnknownColumn`] for one that the table has not, [`ReportError::NotOneRow`] unless exactly one row is
/// asked for.
pub fn explain(spec: &'static TableSpec, ground: &Ground<'_>, asked: &Asked) -> Result<Vec<Number>, ReportError> {
    let columns = answers::columns(spec.name);
    let not = |column: Option<&String>| ReportError::NotExplained {
        table: spec.name,
        column: column.cloned(),
        known: if columns.is_empty() { answers::TABLES } else { columns },
    };
    if columns.is_empty() {
        return Err(not(None));
    }
    let row = row(spec, ground, asked)?;
    let wanted: Vec<&&str> = match &asked.column {
        None => columns.iter().collect(),
        Some(name) => vec![columns.iter().find(|column| *column == name).ok_or_else(|| not(Some(name)))?],
    };
    Ok(wanted.into_iter().filter_map(|column| answers::number(ground, &row, column)).collect())
}

/// The one row that is asked for.
fn row<'a>(spec: &'static TableSpec, ground: &'a Ground<'_>, asked: &Asked) -> Result<Row<'a>, ReportError> {
    let mut filters = Vec::new();
    for (column, value) in asked.parts() {
        match (value, spec.column(column.name)) {
            (Some(value), Some(_)) => filters.push((column.name, value.as_str())),
            (Some(_), None) => {
                return Err(ReportError::NotByChoice { table: spec.name, what: "row", column: column.name });
            }
            (None, _) => {}
        }
    }
    let mut rows = ground.rows(spec.name, &filters);
    // Of several windows the last.
    rows.sort_by_key(|row| row.text("window_end_date"));
    match (rows.pop(), rows.last()) {
        (Some(row), None) => Ok(row),
        (Some(row), Some(other)) if row.text("window_end_date") > other.text("window_end_date") => Ok(row),
        (last, _) => {
            let missing: Vec<_> = asked
                .parts()
                .into_iter()
                .filter(|(column, value)| value.is_none() && spec.key.iter().any(|key| key.name == column.name))
                .map(|(column, _)| column.name)
                .collect();
            Err(ReportError::NotOneRow { table: spec.name, count: rows.len() + usize::from(last.is_some()), missing })
        }
    }
}

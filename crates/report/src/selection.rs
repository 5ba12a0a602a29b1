//! Which rows of a table are asked for. What is printed of them is not decided here.

use std::collections::BTreeSet;

use polars::frame::DataFrame;
use schema::{
    Basis, Column, Limits, Rule, TableSpec, cell_text,
    columns::{PRICE_BASIS, RULE, WEEK_START_DATE},
};

use crate::{
    ReportError,
    rows::{checked, kept},
};

/// The rows that are asked for. Nothing asked for is every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Rows of this rule only.
    pub rule: Option<Rule>,
    /// Rows of this price basis only.
    pub basis: Option<Basis>,
    /// Column name and value as text in full precision, null as empty text. Values of one column are alternatives, and
    /// all columns must agree.
    pub filters: Vec<(String, String)>,
    /// The last so many weeks where the table has weeks, else the last so many rows; after everything else.
    pub last: Option<usize>,
}

/// The selected rows of `data`, in their order, all columns.
///
/// # Errors
/// [`ReportError::UnknownColumn`] and [`ReportError::UnknownValue`] for a filter that can never match,
/// [`ReportError::NotByChoice`] for a rule or basis of a table that does not tell them apart, [`ReportError::Shape`] if
/// `data` is not of the table.
pub fn select(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> Result<DataFrame, ReportError> {
    checked(spec, data)?;
    let mut wanted = Vec::new();
    if let Some(rule) = selection.rule {
        wanted.push((told(spec, "rule", &RULE)?, rule.word().to_owned()));
    }
    if let Some(basis) = selection.basis {
        wanted.push((told(spec, "price basis", &PRICE_BASIS)?, basis.word().to_owned()));
    }
    let mut filters = Vec::new();
    for (name, value) in &selection.filters {
        filters.push((possible(spec, name, value)?, value.clone()));
    }
    let mask: Vec<bool> = (0..data.height())
        .map(|row| is_wanted(data, row, &filters) && wanted.iter().all(|one| is_equal(data, row, one)))
        .collect();
    let data = kept(spec, data, &mask)?;
    selection.last.map_or_else(|| Ok(data.clone()), |count| last(spec, &data, count))
}

/// The columns of those names, in that order, each once; every column where none is named.
///
/// # Errors
/// [`ReportError::UnknownColumn`] for a name that the table does not have.
pub fn columns(spec: &TableSpec, names: &[String]) -> Result<Vec<&'static Column>, ReportError> {
    if names.is_empty() {
        return Ok(spec.columns().collect());
    }
    let mut columns: Vec<&'static Column> = Vec::new();
    for name in names {
        let column = named(spec, name)?;
        if columns.iter().all(|other| other.name != column.name) {
            columns.push(column);
        }
    }
    Ok(columns)
}

/// The column that tells rules or bases apart.
fn told(spec: &TableSpec, what: &'static str, column: &Column) -> Result<&'static Column, ReportError> {
    spec.column(column.name).ok_or(ReportError::NotByChoice { table: spec.name, what, column: column.name })
}

/// The column of a filter, if it can have that value.
fn possible(spec: &TableSpec, name: &str, value: &str) -> Result<&'static Column, ReportError> {
    let column = named(spec, name)?;
    match column.limits {
        Limits::OneOf(expected) if !value.is_empty() && !expected.contains(&value) => {
            Err(ReportError::UnknownValue { column: column.name, found: value.to_owned(), expected })
        }
        _ => Ok(column),
    }
}

fn named(spec: &TableSpec, name: &str) -> Result<&'static Column, ReportError> {
    let unknown =
        || ReportError::UnknownColumn { table: spec.name, found: name.to_owned(), nearest: nearest(spec, name) };
    spec.column(name).ok_or_else(unknown)
}

/// The column whose name is nearest, if it is near: at most a third of the letters differ.
fn nearest(spec: &TableSpec, name: &str) -> Option<&'static str> {
    let distance = |column: &&'static Column| strsim::damerau_levenshtein(column.name, name);
    let nearest = spec.columns().min_by_key(|column| distance(column))?;
    (distance(&nearest) <= nearest.name.len().max(name.len()) / 3).then_some(nearest.name)
}

fn is_wanted(data: &DataFrame, row: usize, filters: &[(&Column, String)]) -> bool {
    filters.iter().all(|(column, _)| {
        filters.iter().filter(|(other, _)| other.name == column.name).any(|filter| is_equal(data, row, filter))
    })
}

fn is_equal(data: &DataFrame, row: usize, (column, value): &(&Column, String)) -> bool {
    cell_text(data, column, row).unwrap_or_default() == *value
}

fn last(spec: &TableSpec, data: &DataFrame, count: usize) -> Result<DataFrame, ReportError> {
    let Some(week) = spec.column(WEEK_START_DATE.name) else {
        return Ok(data.tail(Some(count)));
    };
    let weeks: Vec<_> = (0..data.height()).map(|row| cell_text(data, week, row)).collect();
    // ISO dates sort as texts do.
    let newest: BTreeSet<_> = weeks.iter().collect::<BTreeSet<_>>().into_iter().rev().take(count).collect();
    let mask: Vec<bool> = weeks.iter().map(|week| newest.contains(week)).collect();
    kept(spec, data, &mask)
}

#[cfg(test)]
mod tests;

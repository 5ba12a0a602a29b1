//! Which rows of a table are asked for. What is printed of them is not decided here.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use polars::{frame::DataFrame, prelude::SortMultipleOptions};
use schema::{
    Column, Kind, Limits, Rule, TableSpec, cell_text,
    columns::{PRICE_BASIS, RULE, WEEK_START_DATE},
};

use crate::{
    ReportError,
    reading_order::in_reading_order,
    rows::{checked, kept},
};

/// Of more columns that may be meant a list says more.
const MOST_MEANT: usize = 6;

/// The rows that are asked for. Nothing asked for is every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Rows of this rule only.
    pub rule: Option<Rule>,
    /// Rows of this price basis only; `tokens` is one where nothing turns tokens into dollars.
    pub basis: Option<String>,
    /// Column name and value: a date, a number, `true` or `yes`, or text as it stands; null is empty text. Values of one
    /// column are alternatives, and all columns must agree.
    pub filters: Vec<(String, String)>,
    /// The last so many weeks where the table has weeks, else the last so many rows; of those that are left by then.
    pub last: Option<usize>,
    /// In which order they come.
    pub order: Order,
    /// The first so many rows in that order.
    pub first: Option<usize>,
}

/// In which order rows come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// That of the file: by key.
    #[default]
    File,
    /// That in which people read: of a table of windows the most tokens first, result by result, and `others` and
    /// `total` last.
    Reading,
    /// By this column: numbers from the largest down, all else from the smallest up, nulls last.
    By(String),
}

/// The selected rows of `data`, all columns.
///
/// # Errors
/// [`ReportError::UnknownColumn`], [`ReportError::UnknownValue`] and [`ReportError::NotAValue`] for a filter that can
/// never match, [`ReportError::NotByChoice`] for a rule or basis of a table that does not tell them apart,
/// [`ReportError::Shape`] if `data` is not of the table.
pub fn select(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> Result<DataFrame, ReportError> {
    checked(spec, data)?;
    let filters = filters(spec, data, selection)?;
    let mask: Vec<bool> = (0..data.height()).map(|row| is_wanted(data, row, &filters)).collect();
    let mut data = kept(spec, data, &mask)?;
    if let Some(count) = selection.last {
        data = last(spec, &data, count)?;
    }
    data = ordered(spec, &data, &selection.order)?;
    Ok(selection.first.map_or_else(|| data.clone(), |count| data.head(Some(count))))
}

/// Values that are asked for and stand in no row of `data`, each with the nearest one that does.
///
/// # Errors
/// As [`select`].
pub fn absent(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> Result<Vec<Absent>, ReportError> {
    checked(spec, data)?;
    let mut absent = Vec::new();
    for (column, value) in filters(spec, data, selection)? {
        let values = values(data, column);
        if !values.contains(&value) && !value.is_empty() {
            let nearest = nearest(&value, values.iter().map(String::as_str)).map(str::to_owned);
            let nearest = nearest.or_else(|| only_one_with(column, &value, &values));
            absent.push(Absent { column: column.name, value, nearest });
        }
    }
    Ok(absent)
}

/// A value that stands in no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Its column.
    pub column: &'static str,
    /// The value.
    pub value: String,
    /// The nearest value that does stand there, if it is near.
    pub nearest: Option<String>,
}

/// The value in which a part of it stands that was asked for, whatever its case; none where it stands in several.
fn only_one_with(column: &Column, part: &str, values: &BTreeSet<String>) -> Option<String> {
    // A part of a number is another number.
    if column.kind != Kind::Text {
        return None;
    }
    let part = part.to_lowercase();
    let mut found = values.iter().filter(|value| value.to_lowercase().contains(&part));
    let first = found.next()?;
    found.next().is_none().then(|| first.clone())
}

/// What stands in a column.
fn values(data: &DataFrame, column: &Column) -> BTreeSet<String> {
    (0..data.height()).filter_map(|row| cell_text(data, column, row)).collect()
}

/// Every filter, `rule` and `basis` among them, its value spelled as in the table.
pub(crate) fn filters(
    spec: &TableSpec,
    data: &DataFrame,
    selection: &Selection,
) -> Result<Vec<(&'static Column, String)>, ReportError> {
    let mut filters = Vec::new();
    if let Some(rule) = selection.rule {
        filters.push((told(spec, "rule", &RULE)?, rule.word().to_owned()));
    }
    if let Some(basis) = &selection.basis {
        filters.push((told(spec, "price basis", &PRICE_BASIS)?, spelled(spec, &PRICE_BASIS, (data, basis))?));
    }
    for (name, value) in &selection.filters {
        let column = named(spec, name)?;
        filters.push((column, spelled(spec, column, (data, value))?));
    }
    Ok(filters)
}

fn ordered(spec: &TableSpec, data: &DataFrame, order: &Order) -> Result<DataFrame, ReportError> {
    match order {
        Order::File => Ok(data.clone()),
        Order::Reading => in_reading_order(spec, data),
        Order::By(name) => {
            let column = named(spec, name)?;
            let is_number = matches!(column.kind, Kind::Integer | Kind::Real);
            let options = SortMultipleOptions::default().with_maintain_order(true).with_nulls_last(true);
            data.sort([column.name], options.with_order_descending(is_number))
                .map_err(|source| ReportError::Query { table: spec.name, source })
        }
    }
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
        // Who types a list sets spaces behind its commas.
        let column = named(spec, name.trim())?;
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

/// `value` as the column spells it.
fn spelled(spec: &TableSpec, column: &Column, (data, value): (&DataFrame, &str)) -> Result<String, ReportError> {
    let table = spec.name;
    if value.is_empty() {
        return Ok(String::new());
    }
    let not = |expected| ReportError::NotAValue { table, column: column.name, found: value.to_owned(), expected };
    match (column.limits, column.kind) {
        (Limits::OneOf(expected), _) if !expected.contains(&value) => {
            // Those that no row has would lead to the next mistake.
            let held = values(data, column);
            let held: Vec<String> =
                expected.iter().filter(|one| held.contains(**one)).map(|one| (*one).to_owned()).collect();
            let all = || expected.iter().map(|one| (*one).to_owned()).collect();
            let expected = if held.is_empty() { all() } else { held };
            Err(ReportError::UnknownValue { table, column: column.name, found: value.to_owned(), expected })
        }
        (_, Kind::Truth) => match value {
            "true" | "yes" => Ok("true".to_owned()),
            "false" | "no" => Ok("false".to_owned()),
            _ => Err(not("`true` or `false`")),
        },
        (_, Kind::Date) => {
            value.parse().map(|date: Date| date.to_string()).map_err(|_| not("a day such as `2026-04-05`"))
        }
        (_, Kind::Integer) => value.parse().map(|integer: i64| integer.to_string()).map_err(|_| not("a whole number")),
        (_, Kind::Real) => value.parse().map(|real: f64| real.to_string()).map_err(|_| not("a number")),
        (_, Kind::Instant) => value
            .parse()
            .map(|at: Timestamp| at.to_string())
            .map_err(|_| not("an instant such as `2026-04-14T12:00:00Z`")),
        (_, Kind::Text) => Ok(value.to_owned()),
    }
}

fn named(spec: &TableSpec, name: &str) -> Result<&'static Column, ReportError> {
    let unknown = || ReportError::UnknownColumn {
        table: spec.name,
        found: name.to_owned(),
        nearest: nearest_columns(spec, name),
    };
    spec.column(name).ok_or_else(unknown)
}

/// The columns that somebody probably meant: the one whose name is near, else those in whose names it is a word.
pub(crate) fn nearest_columns(spec: &TableSpec, found: &str) -> Vec<&'static str> {
    let names = || spec.columns().map(|column| column.name);
    let has_word = |name: &&str| name.split('_').any(|word| word == found);
    if let Some(nearest) = nearest(found, names()) {
        return vec![nearest];
    }
    let meant: Vec<&'static str> = names().filter(has_word).collect();
    if meant.len() > MOST_MEANT { Vec::new() } else { meant }
}

/// The word of `known` that is nearest to `found`, if it is near: at most a third of the letters differ, whatever their case.
pub(crate) fn nearest<'known>(found: &str, known: impl Iterator<Item = &'known str>) -> Option<&'known str> {
    let typed = found.to_lowercase();
    let distance = |word: &&str| strsim::damerau_levenshtein(&word.to_lowercase(), &typed);
    let nearest = known.min_by_key(distance)?;
    (distance(&nearest) <= nearest.len().max(found.len()) / 3).then_some(nearest)
}

fn is_wanted(data: &DataFrame, row: usize, filters: &[(&Column, String)]) -> bool {
    filters.iter().all(|(column, _)| {
        filters.iter().filter(|(other, _)| other.name == column.name).any(|filter| is_equal(data, row, filter))
    })
}

pub(crate) fn is_equal(data: &DataFrame, row: usize, (column, value): &(&Column, String)) -> bool {
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

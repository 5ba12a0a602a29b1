//! Why no row is left of a selection: for each column that was asked for, what stands there in the rows that have all else.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{Column, Kind, TableSpec, cell_text};

use crate::{
    ReportError, Selection,
    rows::checked,
    selection::{filters, is_equal},
};

/// Most values that are named of one column.
const MOST_NAMED: usize = 8;

/// A column that has none of the values that it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Its name.
    pub column: &'static str,
    /// The values that were asked for.
    pub asked: Vec<String>,
    /// What stands there in rows that have all else that was asked for: the nearest first, eight at the most.
    pub there: Vec<String>,
    /// How many more values stand there.
    pub more: usize,
}

/// The columns that were asked for, in that order. Of a selection that has rows each has its value among those that are there.
///
/// # Errors
/// As [`crate::select`].
pub fn unmatched(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> Result<Vec<Unmatched>, ReportError> {
    checked(spec, data)?;
    let filters = filters(spec, data, selection)?;
    let mut columns: Vec<&'static Column> = Vec::new();
    for (column, _) in &filters {
        if columns.iter().all(|other| other.name != column.name) {
            columns.push(column);
        }
    }
    let of = |column: &'static Column| {
        let (own, others): (Vec<_>, Vec<_>) = filters.iter().cloned().partition(|(other, _)| other.name == column.name);
        let is_other = |row: &usize| {
            others.iter().all(|(other, _)| {
                others.iter().filter(|one| one.0.name == other.name).any(|filter| is_equal(data, *row, filter))
            })
        };
        let rows = (0..data.height()).filter(is_other);
        let there: BTreeSet<String> = rows.filter_map(|row| cell_text(data, column, row)).collect();
        let asked: Vec<String> = own.into_iter().map(|(_, value)| value).collect();
        let mut there: Vec<String> = there.into_iter().collect();
        there.sort_by_key(|value| asked.iter().map(|asked| distance(column, asked, value)).min());
        let more = there.len().saturating_sub(MOST_NAMED);
        there.truncate(MOST_NAMED);
        Unmatched { column: column.name, asked, there, more }
    };
    Ok(columns.into_iter().map(of).collect())
}

/// How far a value is from what was asked for: days from days, numbers from numbers, words by letters. Words that share too few
/// are all as far: they stay in the order of the alphabet.
fn distance(column: &Column, asked: &str, value: &str) -> u64 {
    let day = |text: &str| text.parse::<Date>().ok();
    let number = |text: &str| text.parse::<f64>().ok();
    match column.kind {
        Kind::Date => day(asked)
            .zip(day(value))
            .map_or(u64::MAX, |(asked, value)| u64::from((value - asked).get_days().unsigned_abs())),
        // Bits of positive numbers sort as they do.
        Kind::Integer | Kind::Real => {
            number(asked).zip(number(value)).map_or(u64::MAX, |(asked, value)| (asked - value).abs().to_bits())
        }
        Kind::Text | Kind::Truth | Kind::Instant => {
            let distance = strsim::damerau_levenshtein(&asked.to_lowercase(), &value.to_lowercase());
            let is_near = distance <= asked.len().max(value.len()) / 3;
            if is_near { u64::try_from(distance).unwrap_or(u64::MAX) } else { u64::MAX }
        }
    }
}

//! Rows written as text, for examples and tests: what [`Frame::to_text`] prints, read back.

use std::str::FromStr;

use polars::prelude::Column as Series;

use super::{Frame, FrameError};
use crate::{
    Column, Kind, Problem, Table,
    series::{dates, instants, integers, reals, texts, truths},
};

impl<T: Table> Frame<T> {
    /// Rows from a line with the names of columns and a line for each row, cells between `|`, `-` for null; space around
    /// cells and empty lines say nothing. A column of `alike` has that cell in every row, any other that is not named is null.
    ///
    /// ```
    /// use schema::{Frame, columns::*, tables::TokenShare};
    /// let alike = [(&IS_COMPLETE, "true"), (&IS_ATTRIBUTED, "true"), (&WEEK_ANCHOR, "monday")];
    /// let rows = "week_start_date | vendor | tokens\n2026-04-13 | qwen | 60\n2026-04-13 | google | -\n";
    /// let frame = Frame::<TokenShare>::from_text(rows, &alike)?;
    /// // Sorted by key, and checked as any other frame.
    /// let sorted = "week_start_date | vendor | tokens\n2026-04-13 | google | -\n2026-04-13 | qwen | 60\n";
    /// assert_eq!(frame.to_text(&[&WEEK_START_DATE, &VENDOR, &TOKENS]), sorted);
    /// assert!(Frame::<TokenShare>::from_text(&rows.replace("60", "-60"), &alike).is_err());
    /// # Ok::<(), schema::FrameError>(())
    /// ```
    ///
    /// # Errors
    /// [`FrameError::Broken`] for a name that is no column of the table, a line of another length, a cell that is no value
    /// of its column, and as [`Frame::new`].
    pub fn from_text(rows: &str, alike: &[(&Column, &str)]) -> Result<Self, FrameError> {
        let mut lines = rows.lines().map(str::trim).filter(|line| !line.is_empty());
        let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().to_owned()).collect() };
        let heading = lines.next().map(cells).unwrap_or_default();
        let rows: Vec<_> = lines.map(cells).collect();
        let names = heading.iter().map(String::as_str).chain(alike.iter().map(|(column, _)| column.name));
        let foreign = names.filter(|name| T::SPEC.column(name).is_none());
        let mut problems: Vec<_> =
            foreign.map(|name| Problem::of_frame(format!("column `{name}` is not in the table"))).collect();
        let uneven = rows.iter().filter(|row| row.len() != heading.len());
        problems
            .extend(uneven.map(|row| Problem::of_frame(format!("{} cells, expected {}", row.len(), heading.len()))));
        let columns = T::SPEC.columns().map(|column| {
            let place = heading.iter().position(|name| name == column.name);
            let alike = alike.iter().find(|(known, _)| known.name == column.name).map(|(_, cell)| *cell);
            let cells = rows.iter().map(|row| match place {
                Some(place) => row.get(place).map(String::as_str),
                None => alike,
            });
            let cells: Vec<_> = cells.map(|cell| cell.filter(|cell| *cell != "-")).collect();
            read(column, &cells, &mut problems)
        });
        let columns = columns.collect();
        if problems.is_empty() {
            return Self::from_columns(columns);
        }
        Err(FrameError::Broken { table: T::SPEC.name, problems })
    }
}

fn read(column: &Column, cells: &[Option<&str>], problems: &mut Vec<Problem>) -> Series {
    match column.kind {
        Kind::Text => texts(column, cells.iter().copied()),
        Kind::Integer => integers(column, values(column, cells, problems)),
        Kind::Real => reals(column, values(column, cells, problems)),
        Kind::Truth => truths(column, values(column, cells, problems)),
        Kind::Date => dates(column, values(column, cells, problems)),
        Kind::Instant => instants(column, values(column, cells, problems)),
    }
}

fn values<V: FromStr>(column: &Column, cells: &[Option<&str>], problems: &mut Vec<Problem>) -> Vec<Option<V>> {
    let mut value = |cell: &str| {
        let value = cell.parse().ok();
        if value.is_none() {
            let kind = column.kind.name();
            problems.push(Problem::of_frame(format!("column `{}`: `{cell}`, expected {kind}", column.name)));
        }
        value
    };
    cells.iter().map(|cell| cell.and_then(&mut value)).collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        Frame, Table as _,
        columns::{IS_COMPLETE, VENDOR},
        tables::{Catalog, VendorWeek},
    };

    /// Texts, a truth, an instant, a number, and nulls in all other columns.
    #[test]
    fn what_is_printed_is_read_back() {
        let row = "snapshot_id | model_id | is_alias | input_usd_per_tok_text | output_usd_per_tok_text | pricing_json | \
                   captured_at | source | value_origin | json_path | input_usd_per_mtok\n\
                   s | a/b | false | 0.1 | 1 | {} | 2026-04-14T00:00:00Z | x | observed | $ | 100.5";
        let frame = Frame::<Catalog>::from_text(row, &[]).expect("a row");
        let columns: Vec<_> = Catalog::SPEC.columns().collect();
        let printed = frame.to_text(&columns);
        let again = Frame::<Catalog>::from_text(&printed, &[]).expect("the same row");
        assert_eq!(again.to_text(&columns), printed);
        assert_eq!(frame.height(), 1);
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let text = "week_start_date | vendor | tokens | model\n2026-04-32 | a | 1.5 | b\n2026-04-05 | a\n";
        let error = Frame::<VendorWeek>::from_text(text, &[(&IS_COMPLETE, "yes"), (&VENDOR, "x")]).expect_err("wrong");
        let said = error.to_string();
        for part in [
            "column `model` is not in the table",
            "2 cells, expected 4",
            "`2026-04-32`, expected date",
            "`1.5`, expected integer",
            "`yes`, expected true or false",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

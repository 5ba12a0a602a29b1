//! A table as this page looks at it: rows by what stands in them, cells by column.

use std::collections::BTreeSet;

use polars::frame::DataFrame;
use schema::{
    Column, cell_text,
    columns::{WEEKS, WEIGHTS_AGE_DAYS, WINDOW_END_DATE, WINDOW_START_DATE},
};

use super::{ORIGIN, mark};
use crate::published::NONE;

/// Days between a window and the usage that weighs its prices, from which on that is of another time.
const OFF: i64 = 32;

/// Rows of a table.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'data> {
    data: &'data DataFrame,
}

impl<'data> Sheet<'data> {
    pub(super) const fn of(data: &'data DataFrame) -> Self {
        Self { data }
    }

    /// The rows with these words, in the table's order.
    pub(super) fn rows(self, words: &[(&Column, &str)]) -> Vec<usize> {
        let has = |row: &usize| words.iter().all(|(column, word)| self.text(*row, column).as_deref() == Some(*word));
        (0..self.data.height()).filter(has).collect()
    }

    pub(super) fn text(self, row: usize, column: &Column) -> Option<String> {
        cell_text(self.data, column, row)
    }

    pub(super) fn real(self, row: usize, column: &Column) -> Option<f64> {
        self.text(row, column)?.parse().ok()
    }

    pub(super) fn integer(self, row: usize, column: &Column) -> Option<i64> {
        self.text(row, column)?.parse().ok()
    }

    /// The mark of a row whose values were not observed.
    pub(super) fn mark(self, row: usize) -> &'static str {
        mark(self.text(row, ORIGIN).and_then(|word| word.parse().ok()))
    }

    /// The days that some rows are of, each window once: `2026-03-15 to 2026-04-11`.
    pub(super) fn days(self, rows: &[usize]) -> String {
        let of = |row: &usize| [&WINDOW_START_DATE, &WINDOW_END_DATE].map(|column| cell(self.text(*row, column)));
        let windows: BTreeSet<[String; 2]> = rows.iter().map(of).collect();
        let windows: Vec<String> = windows.iter().map(|days| days.join(" to ")).collect();
        windows.join(", ")
    }

    /// Between which weeks a row compares.
    pub(super) fn compared(self, row: usize) -> String {
        let days = self.days(&[row]);
        match self.integer(row, &WEEKS) {
            Some(1) => format!("from the first week to the last of {days}"),
            weeks => {
                let weeks = weeks.map_or_else(|| "unknown".to_owned(), |weeks| weeks.to_string());
                format!("from the first {weeks} weeks to the last {weeks} of {days}")
            }
        }
    }

    /// That usage of another time weighs the prices of a row; nothing where it is of its own.
    pub(super) fn aged(self, row: usize) -> String {
        let days = self.integer(row, &WEIGHTS_AGE_DAYS).filter(|days| *days >= OFF);
        days.map_or_else(String::new, |days| format!(", weighed by usage {days} days off"))
    }

    /// The words of a column over some rows, each once, in their order.
    pub(super) fn words(self, rows: &[usize], column: &Column) -> Vec<String> {
        let mut words = Vec::new();
        for word in rows.iter().filter_map(|row| self.text(*row, column)) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }
}

/// A Markdown table; nothing where it has no rows. Cells are escaped by whoever makes them.
pub(super) fn grid(heading: &[&str], lines: &[Vec<String>]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(heading.len()));
    let lines: String = lines.iter().map(|cells| line(cells)).collect();
    format!("{}{rule}{lines}", line(&heading))
}

/// A cell that may be missing.
pub(super) fn cell(text: Option<String>) -> String {
    text.unwrap_or_else(|| NONE.to_owned())
}

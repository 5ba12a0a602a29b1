//! A table as this page looks at it: rows by what stands in them, cells by column.

use polars::frame::DataFrame;
use schema::{Column, cell_text};

use super::{ORIGIN, mark};
use crate::published::NONE;

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

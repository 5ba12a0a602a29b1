//! Why rows can't become text. Each variant is a decision a caller could take.

use polars::prelude::PolarsError;

use crate::{explain::NoRow, selection::nearest};

/// What was asked for does not fit the table, or a file of the published page is broken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A filter names a column that the table has not.
    #[error("table `{table}` has no column `{}`", found.escape_debug())]
    UnknownColumn {
        /// The table.
        table: &'static str,
        /// The name that was asked for.
        found: String,
        /// The columns that were probably meant.
        nearest: Vec<&'static str>,
    },
    /// A filter asks for a value that its column never has.
    #[error("column `{column}` is never `{}`, expected {}`{}`", found.escape_debug(), if expected.len() == 1 { "" } else { "one of " }, expected.join("`, `"))]
    UnknownValue {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The value that was asked for.
        found: String,
        /// The values that rows of the table have; those that any table can have where it has no rows.
        expected: Vec<String>,
    },
    /// A filter asks for what a column of that type can't hold.
    #[error("column `{column}`: `{}` is not {expected}", found.escape_debug())]
    NotAValue {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The value that was asked for.
        found: String,
        /// What it holds.
        expected: &'static str,
    },
    /// `--rule` or `--basis` on a table that does not tell them apart.
    #[error("table `{table}` can't be narrowed to one {what}: it has no column `{column}`")]
    NotByChoice {
        /// The table.
        table: &'static str,
        /// What was to be chosen.
        what: &'static str,
        /// The column that tells it.
        column: &'static str,
    },
    /// The data is not of the table.
    #[error("table `{table}`: column `{column}` is {found}, expected {expected}")]
    Shape {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Its type, or `missing`.
        found: String,
        /// The type it must have.
        expected: String,
    },
    /// The page shows one result, and the rows hold more or none.
    #[error("`{table}` holds {} results, expected 1{}", results.len(), listed(results))]
    NotOne {
        /// The table.
        table: &'static str,
        /// The rule, basis and window of each.
        results: Vec<String>,
    },
    /// A file of the published page is broken.
    #[error("published `{file}`, line {line}: {said}")]
    Published {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong, expected and found.
        said: String,
    },
    /// CSV could not be read or written.
    #[error("broken CSV")]
    Csv(#[from] csv::Error),
    /// JSON could not be written: a mistake in this program, not in the data.
    #[error("JSON could not be written")]
    Json(#[from] serde_json::Error),
    /// Nobody has taught this program to explain that.
    #[error("{}", match column {
        Some(column) => format!("`{}` of table `{table}` can't be explained, only `{}`", column.escape_debug(), known.join("`, `")),
        None => format!("table `{table}` can't be explained, only `{}`", known.join("`, `")),
    })]
    NotExplained {
        /// The table.
        table: &'static str,
        /// The column, where the table is known.
        column: Option<String>,
        /// What can be.
        known: &'static [&'static str],
        /// What to look at instead.
        instead: Option<String>,
    },
    /// An option names a column that the table has not.
    #[error("`{option}` asks for a `{column}`, and table `{table}` has none")]
    NoOption {
        /// The table.
        table: &'static str,
        /// The option.
        option: &'static str,
        /// The column that it asks for.
        column: &'static str,
    },
    /// No row has a value that was asked for.
    #[error(transparent)]
    NoRow(#[from] Box<NoRow>),
    /// Explanations are of one row.
    #[error("{count} rows of `{table}` are asked for, expected 1")]
    NotOneRow {
        /// The table.
        table: &'static str,
        /// How many they are.
        count: usize,
        /// Options for parts of the key that were not named.
        missing: Vec<&'static str>,
    },
    /// The page could not be written: a mistake in this program, not in the data.
    #[error("the page could not be written")]
    Template(#[from] minijinja::Error),
    /// Polars refused a query: a mistake in this program, not in the data.
    #[error("{table}: query failed")]
    Query {
        /// The table.
        table: &'static str,
        /// What polars said.
        source: PolarsError,
    },
}

impl ReportError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        let said = match self {
            Self::UnknownColumn { table, nearest, .. } => {
                return match nearest.as_slice() {
                    [] => format!("`tokenshare tables {table}` lists its columns"),
                    [nearest] => format!("did you mean `{nearest}`?"),
                    [others @ .., last] => format!("did you mean `{}` or `{last}`?", others.join("`, `")),
                };
            }
            Self::NotByChoice { .. } => "leave the option out: the table does not tell its rows apart by that",
            Self::NotOne { .. } => "choose one with `--rule` and `--basis`",
            Self::Shape { .. } => "the file was made by another version: run the pipeline again",
            Self::UnknownValue { table, expected, found, .. } => {
                return match nearest(found, expected.iter().map(String::as_str)) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("`tokenshare tables {table}` says what each column can hold"),
                };
            }
            Self::NotAValue { table, .. } => return format!("`tokenshare tables {table}` says what each column holds"),
            Self::NotExplained { instead: Some(instead), .. } => return instead.clone(),
            Self::NotExplained { table, instead: None, .. } => {
                return format!("`tokenshare why {table}` says what made the table, its footer the rest");
            }
            Self::NoOption { option, .. } => {
                return format!("leave `{option}` out: the table does not tell its rows apart by that");
            }
            Self::NoRow(no_row) => return no_row.hint(),
            Self::NotOneRow { table, missing, .. } if missing.is_empty() => {
                return format!("`tokenshare show {table}` prints its rows");
            }
            Self::NotOneRow { missing, .. } => return format!("name it by `{}`", missing.join("`, `")),
            Self::Published { .. } => "mend that line, then build again: the published tables are part of the program",
            Self::Csv(_) | Self::Json(_) | Self::Template(_) | Self::Query { .. } => {
                "this is a mistake in tokenshare, not in the data: please report it"
            }
        };
        said.to_owned()
    }
}

fn listed(results: &[String]) -> String {
    if results.is_empty() { String::new() } else { format!(": {}", results.join("; ")) }
}

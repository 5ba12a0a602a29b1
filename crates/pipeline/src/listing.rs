//! A list of things that are no table of data: rows of text under a heading, printed in the forms of `show`.

use report::escape;
use serde_json::{Map, Value};

use crate::cli::Format;

/// Rows of text under a heading.
pub struct Listing {
    /// What stands in each column.
    pub heading: Vec<&'static str>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Listing {
    /// The list in one of the forms of `show`. Cells are untrusted: each form escapes what could harm there.
    ///
    /// # Errors
    /// Never in practice: the writer of CSV can fail on a broken disk, and this one writes to memory.
    pub fn text(&self, format: Format) -> anyhow::Result<String> {
        Ok(match format {
            Format::Table => self.aligned(),
            Format::Csv => self.csv()?,
            Format::Json => self.json(),
            Format::Markdown => self.markdown(),
        })
    }

    /// Columns under each other; the last one runs free.
    fn aligned(&self) -> String {
        let heading: Vec<String> = self.heading.iter().map(|name| (*name).to_owned()).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| escape::visible(cell)).collect()).collect();
        let all = || std::iter::once(&heading).chain(&rows);
        let width = |at: usize| all().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..heading.len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        all().map(line).collect()
    }

    fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.heading)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| escape::defused(cell)))?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn json(&self) -> String {
        let object = |row: &Vec<String>| {
            let fields =
                self.heading.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        let text = format!("{:#}", Value::Array(self.rows.iter().map(object).collect()));
        text.lines().map(|line| escape::json(line) + "\n").collect()
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let escaped = |row: &Vec<String>| line(row.iter().map(|cell| escape::markdown(cell)).collect());
        let heading = line(self.heading.iter().map(|name| (*name).to_owned()).collect());
        let rule = line(vec!["---".to_owned(); self.heading.len()]);
        heading + &rule + &self.rows.iter().map(escaped).collect::<String>()
    }
}

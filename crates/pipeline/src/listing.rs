//! A list of things that are no table of data: rows of text under a heading, printed in the forms of `show`.

use report::escape;
use serde_json::{Map, Value};

use crate::{cli::Format, console};

/// The columns that the last cells of a row need, so that they are worth folding.
const LEAST_LAST: usize = 28;

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
            Format::Table => self.aligned(console::room()),
            Format::Csv => self.csv()?,
            Format::Json => self.json(),
            Format::Markdown => self.markdown(),
        })
    }

    /// Columns under each other; the last one runs free, or is folded within the room of a terminal. Where that has no
    /// room for it, each row is a block of lines.
    fn aligned(&self, room: Option<u16>) -> String {
        let heading: Vec<String> = self.heading.iter().map(|name| (*name).to_owned()).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| escape::visible(cell)).collect()).collect();
        let all = || std::iter::once(&heading).chain(&rows);
        let width = |at: usize| all().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..heading.len()).map(width).collect();
        let before_last: usize = widths.iter().rev().skip(1).map(|width| width + 2).sum();
        let last = widths.last().copied().unwrap_or(0).min(LEAST_LAST);
        if room.is_some_and(|room| before_last + last > room.into()) {
            return rows.iter().map(|row| self.block(row)).collect::<Vec<_>>().join("\n");
        }
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            console::folded(&format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end()), before_last)
        };
        all().map(line).collect()
    }

    /// A line for each cell that is not empty, the first one by itself.
    fn block(&self, row: &[String]) -> String {
        let wide = self.heading.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let line = |(place, (name, cell)): (usize, (&&str, &String))| {
            let line = if place == 0 { format!("{cell}\n") } else { format!("  {name:wide$}  {cell}\n") };
            console::folded(&line, wide + 2)
        };
        self.heading.iter().zip(row).enumerate().filter(|(_, (_, cell))| !cell.is_empty()).map(line).collect()
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

//! `tokenshare tables`: what there is, read off the vocabulary: tables, columns, sources and requests.

use ingest::sources::SOURCES;
use schema::{TableSpec, tables::TABLES};
use serde_json::{Map, Value};

use crate::{
    cli::{Format, TablesArguments},
    console,
    failure::Failure,
};

/// Rows of text under a heading, none of them data.
struct Listing {
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Prints the list that was asked for.
///
/// # Errors
/// If the table is unknown.
pub fn run(arguments: &TablesArguments) -> anyhow::Result<()> {
    let listing = match &arguments.table {
        Some(name) => columns(named(name)?),
        None if arguments.sources => requests(),
        None => tables(),
    };
    console::print(&match arguments.format {
        Format::Table => listing.aligned(),
        Format::Csv => listing.csv()?,
        Format::Json => listing.json(),
        Format::Markdown => listing.markdown(),
    })
}

/// The table of that name.
///
/// # Errors
/// If there is none; the nearest name is the hint.
pub fn named(name: &str) -> Result<&'static TableSpec, Failure> {
    let known = || TABLES.iter().map(|table| table.name);
    schema::tables::named(name).ok_or_else(|| Failure::unknown("table", name, known()))
}

fn tables() -> Listing {
    let row = |table: &&TableSpec| {
        let key: Vec<_> = table.key.iter().map(|column| column.name).collect();
        vec![table.name.to_owned(), table.stage.to_string(), key.join(", "), table.doc.trim().to_owned()]
    };
    Listing { heading: vec!["table", "stage", "key", "meaning"], rows: TABLES.iter().map(row).collect() }
}

fn columns(table: &TableSpec) -> Listing {
    let row = |column: &schema::Column| {
        let role = match (table.key.iter().any(|key| key.name == column.name), table.is_required(column)) {
            (true, _) => "key",
            (_, true) => "always there",
            _ => "may be null",
        };
        let texts = [column.name, role, column.kind.name(), column.unit.name(), column.doc.trim()];
        texts.map(str::to_owned).to_vec()
    };
    let heading = vec!["column", "role", "type", "unit", "meaning"];
    Listing { heading, rows: table.columns().map(row).collect() }
}

fn requests() -> Listing {
    let rows = SOURCES.iter().flat_map(|source| {
        source.requests.iter().map(move |request| {
            let name = format!("{}/{}", source.id, request.name);
            let argument = request.argument.unwrap_or_default().to_owned();
            let doc = request.doc.trim().to_owned();
            vec![name, argument, request.tables.join(", "), request.url.to_owned(), source.licence.to_owned(), doc]
        })
    });
    let heading = vec!["request", "argument", "tables", "url", "licence", "meaning"];
    Listing { heading, rows: rows.collect() }
}

impl Listing {
    /// Columns under each other; the last one runs free.
    fn aligned(&self) -> String {
        let heading: Vec<String> = self.heading.iter().map(|name| (*name).to_owned()).collect();
        let all = || std::iter::once(&heading).chain(&self.rows);
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
            writer.write_record(row)?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn json(&self) -> String {
        let object = |row: &Vec<String>| {
            let fields =
                self.heading.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        format!("{:#}\n", Value::Array(self.rows.iter().map(object).collect()))
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let escaped = |row: &Vec<String>| line(row.iter().map(|cell| cell.replace('|', "\\|")).collect());
        let heading = line(self.heading.iter().map(|name| (*name).to_owned()).collect());
        let rule = line(vec!["---".to_owned(); self.heading.len()]);
        heading + &rule + &self.rows.iter().map(escaped).collect::<String>()
    }
}

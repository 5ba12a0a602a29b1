//! `tokenshare tables`: what there is, read off the vocabulary: tables, columns, sources and requests.

use ingest::{Access, Fetched, Request, Source, sources::SOURCES};
use schema::{TableSpec, tables::TABLES};

use crate::{cli::TablesArguments, console, failure::Failure, listing::Listing, reference::built_in_tables};

/// Prints the list that was asked for.
///
/// # Errors
/// If the table is unknown.
pub fn run(arguments: &TablesArguments) -> anyhow::Result<()> {
    let listing = match (&arguments.table, &arguments.reference) {
        (Some(name), _) => columns(named(name)?),
        (None, Some(file)) if file.is_empty() => reference_files(),
        (None, Some(file)) => return console::print(&reference_file(file)?),
        (None, None) if arguments.sources => requests(),
        (None, None) => tables(),
    };
    console::print(&listing.text(arguments.format)?)
}

fn reference_files() -> Listing {
    let row = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let columns = text.lines().next().unwrap_or_default().replace(',', ", ");
        vec![name, text.lines().skip(1).count().to_string(), columns]
    };
    Listing { heading: vec!["file", "lines", "columns"], rows: built_in_tables().into_iter().map(row).collect() }
}

/// As it is built in, to be changed.
fn reference_file(name: &str) -> Result<String, Failure> {
    let files = built_in_tables();
    let Some(bytes) = files.get(name) else {
        return Err(Failure::unknown("file of the reference", name, files.keys().map(String::as_str)));
    };
    Ok(String::from_utf8_lossy(bytes).into_owned())
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
        let texts = [column.name, role, column.kind.name(), column.unit.name(), &column.meaning()];
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
            let (url, licence) = (request.url.to_owned(), source.licence.to_owned());
            let (fetched, doc) = (fetched(source, request), request.doc.trim().to_owned());
            vec![name, argument, request.tables.join(", "), fetched, url, licence, doc]
        })
    });
    let heading = vec!["request", "argument", "tables", "fetched", "url", "licence", "meaning"];
    Listing { heading, rows: rows.collect() }
}

/// Whether a fetch asks for it, and how often at most.
fn fetched(source: &Source, request: &Request) -> String {
    let is_of_files = source.requests.iter().any(|other| matches!(other.fetched, Fetched::DayFiles(_)));
    let leave = match (request.fetched, source.access) {
        (Fetched::Never, _) if is_of_files => return "with the files".to_owned(),
        (Fetched::Never, _) => return "no, imported only".to_owned(),
        (_, Access::Open) => "yes".to_owned(),
        (_, Access::Key { variable, .. }) => format!("with a key in {variable}"),
        (_, Access::Terms { .. }) => "where terms are accepted".to_owned(),
    };
    format!("{leave}; {} a minute, {} a day", source.pace.per_minute, source.pace.per_day)
}

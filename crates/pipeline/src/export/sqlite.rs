//! A file of SQLite: a strict table for each table, and what tables and columns mean in tables beside them.
//!
//! Days and instants are ISO 8601 texts, which SQLite's functions of dates read; truths are 0 and 1. Same tables, same
//! bytes.

use std::path::Path;

use polars::frame::DataFrame;
use rusqlite::{Connection, Transaction, params, params_from_iter, types::Value};
use schema::{Column, Kind, TableSpec, cell_text, series::Cells};

use super::{Export, journal};
use crate::{console::counted, disk, provenance::PROGRAM, target::not_ours};

/// Stands in the head of a file that an export wrote: a later one may replace it.
const APPLICATION: i32 = 0x746f_6b73;
/// Where it stands there.
const APPLICATION_AT: std::ops::Range<usize> = 68..72;

const MEANINGS: &str = "\
CREATE TABLE export (program TEXT NOT NULL, run_id TEXT NOT NULL, title TEXT NOT NULL) STRICT;
CREATE TABLE table_meaning (table_name TEXT NOT NULL PRIMARY KEY, stage TEXT NOT NULL, meaning TEXT NOT NULL) STRICT;
CREATE TABLE table_caveat (table_name TEXT NOT NULL, caveat TEXT NOT NULL) STRICT;
CREATE TABLE table_citation (table_name TEXT NOT NULL, citation TEXT NOT NULL) STRICT;
CREATE TABLE column_meaning (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, place INTEGER NOT NULL, type TEXT NOT NULL, unit TEXT,
    is_key INTEGER NOT NULL, meaning TEXT NOT NULL, PRIMARY KEY (table_name, column_name)
) STRICT;";

/// # Errors
/// As [`super::run`].
pub fn write(export: &Export, target: &Path) -> anyhow::Result<()> {
    demand_ours(target)?;
    journal::demand_none(target, journal::OF_SQLITE)?;
    let bytes = bytes(export)?;
    // Making it takes a while, in which somebody may have opened the old one.
    journal::demand_none(target, journal::OF_SQLITE)?;
    disk::replace(target, &bytes)
}

fn demand_ours(target: &Path) -> anyhow::Result<()> {
    use std::io::Read as _;
    let Ok(facts) = target.symlink_metadata() else { return Ok(()) };
    if !facts.is_file() {
        return Err(not_ours(target, "no file").into());
    }
    let mut head = Vec::new();
    fs_err::File::open(target)?.take(100).read_to_end(&mut head)?;
    if head.get(APPLICATION_AT) == Some(APPLICATION.to_be_bytes().as_slice()) {
        return Ok(());
    }
    Err(not_ours(target, "no export of this program").into())
}

/// Made in memory, so that the file goes through the same door as every other.
fn bytes(export: &Export) -> anyhow::Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(MEANINGS)?;
    let manifest = &export.manifest;
    transaction.execute("INSERT INTO export VALUES (?, ?, ?)", params![PROGRAM, manifest.run_id, manifest.title])?;
    for spec in &export.tables {
        transaction.execute_batch(&definition(spec))?;
        fill(&transaction, spec, &export.rows(spec)?)?;
        describe(&transaction, spec, &export.citations(spec)?)?;
    }
    transaction.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

/// Names are ours: letters, digits and underscores; quoted, since one may be a word of SQL.
fn definition(spec: &TableSpec) -> String {
    let column = |column: &Column| {
        let not_null = if spec.is_required(column) { " NOT NULL" } else { "" };
        format!("\"{}\" {}{not_null}", column.name, kind(column.kind))
    };
    let columns: Vec<String> = spec.columns().map(column).collect();
    let key: Vec<String> = spec.key.iter().map(|column| format!("\"{}\"", column.name)).collect();
    // A primary key may not be null here; where a part of ours may, it is unique.
    let is_primary = spec.key.iter().all(|column| spec.is_required(column));
    let word = if is_primary { "PRIMARY KEY" } else { "UNIQUE" };
    format!("CREATE TABLE \"{}\" ({}, {word} ({})) STRICT;", spec.name, columns.join(", "), key.join(", "))
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Date | Kind::Instant => "TEXT",
        Kind::Integer | Kind::Truth => "INTEGER",
        Kind::Real => "REAL",
    }
}

fn fill(transaction: &Transaction<'_>, spec: &TableSpec, data: &DataFrame) -> anyhow::Result<()> {
    let mut columns: Vec<_> = spec.columns().map(|column| values(data, column).into_iter()).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = transaction.prepare(&format!("INSERT INTO \"{}\" VALUES ({places})", spec.name))?;
    for _ in 0..data.height() {
        insert.execute(params_from_iter(columns.iter_mut().filter_map(Iterator::next)))?;
    }
    tracing::debug!("export: `{}`, {}", spec.name, counted(data.height(), "row"));
    Ok(())
}

fn values(data: &DataFrame, column: &Column) -> Vec<Value> {
    let cells = Cells::of(data, column);
    match column.kind {
        Kind::Integer => each(cells.integers(), Value::Integer),
        Kind::Real => each(cells.reals(), Value::Real),
        Kind::Truth => each(cells.truths(), |truth| Value::Integer(i64::from(truth))),
        Kind::Text => each(cells.texts(), |text| Value::Text(text.to_owned())),
        Kind::Date | Kind::Instant => {
            (0..data.height()).map(|row| cell_text(data, column, row).map_or(Value::Null, Value::Text)).collect()
        }
    }
}

fn each<Cell>(cells: Vec<Option<Cell>>, value: impl Fn(Cell) -> Value) -> Vec<Value> {
    cells.into_iter().map(|cell| cell.map_or(Value::Null, &value)).collect()
}

fn describe(transaction: &Transaction<'_>, spec: &TableSpec, citations: &[String]) -> anyhow::Result<()> {
    let stage = spec.stage.to_string();
    transaction.execute("INSERT INTO table_meaning VALUES (?, ?, ?)", params![spec.name, stage, spec.doc.trim()])?;
    for caveat in spec.caveats {
        transaction.execute("INSERT INTO table_caveat VALUES (?, ?)", params![spec.name, caveat.sentence()])?;
    }
    for citation in citations {
        transaction.execute("INSERT INTO table_citation VALUES (?, ?)", params![spec.name, citation])?;
    }
    let mut insert = transaction.prepare("INSERT INTO column_meaning VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    for (place, column) in (1_i64..).zip(spec.columns()) {
        let unit = Some(column.unit.name()).filter(|unit| !unit.is_empty());
        let is_key = spec.key.iter().any(|key| key.name == column.name);
        let kind = column.kind.name();
        insert.execute(params![spec.name, column.name, place, kind, unit, is_key, column.meaning()])?;
    }
    Ok(())
}

//! Every source on small answers: the rows as text, or the error. Real bytes are in `captures.rs` and `sample.rs`.
#![expect(clippy::disallowed_methods, reason = "tests read files of the repository")]

mod app_list;
mod apps;
mod archive;
mod attacks;
mod benchmarks;
mod captures;
mod catalog;
mod data_api;
mod endpoints;
mod exports;
mod fields;
mod frontend;
mod hostile;
mod manifest;
mod models_dev;
mod mutated;
mod not_data;
mod pages;
mod price_condition;
mod rankings_page;
mod registry;
mod sample;
mod vercel_gateway;

use std::{error::Error, fmt::Write, fs, path::PathBuf};

use expect_test::Expect;
use polars::frame::DataFrame;
use schema::{
    TableSpec, cell_text,
    columns::{CAPTURED_AT, SNAPSHOT_ID, SOURCE},
};

use crate::{Answer, IngestError, Ingested, OriginEntry, Request, Source, request};

const CAPTURED: &str = "2026-04-14T12:00:00Z";

/// What becomes of a fixture, `SOURCE/REQUEST/CASE.EXTENSION`.
fn check(fixture: &str, expect: &Expect) {
    expect.assert_eq(&read(fixture, &fixture_bytes(fixture)));
}

/// What becomes of a fixture in which one text is replaced by another.
fn check_edited(fixture: &str, edit: (&str, &str), expect: &Expect) {
    expect.assert_eq(&read(fixture, &edited(fixture, edit)));
}

fn edited(fixture: &str, (from, to): (&str, &str)) -> Vec<u8> {
    let text = String::from_utf8(fixture_bytes(fixture)).unwrap();
    assert!(text.contains(from), "`{from}` is not in {fixture}");
    text.replacen(from, to, 1).into_bytes()
}

fn fixture_bytes(fixture: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str, body: &[u8]) -> String {
    shown(&parse(name, body, &[]))
}

/// Parses `body` as an answer to the request that `name` begins with.
fn parse(name: &str, body: &[u8], origins: &[OriginEntry]) -> Result<Ingested, IngestError> {
    parse_at(CAPTURED, name, body, origins)
}

/// Parses `body` as an answer that was captured at another instant.
fn parse_at(captured_at: &str, name: &str, body: &[u8], origins: &[OriginEntry]) -> Result<Ingested, IngestError> {
    let (source, request) = request_of(name);
    let captured_at = captured_at.parse().unwrap();
    let name = format!("{}/{}", source.id, request.name);
    let argument = request.argument.map(|_| argument(&name));
    let map = archive::map(&name);
    let (snapshot_id, source, map) = ("snapshot", source.id, map.as_ref());
    request.ingested(&Answer { snapshot_id, captured_at, source, argument, body, more: &[], map, origins })
}

/// The request that a name begins with.
fn request_of(name: &str) -> (&'static Source, &'static Request) {
    let name = name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
    request(&name).unwrap_or_else(|| panic!("no request `{name}`"))
}

/// What the fixtures of a request are about.
fn argument(name: &str) -> &'static str {
    match name {
        "exports/rankings-daily" | "exports/manifest" => "2026-04-14",
        "data_api/rankings-daily" => "2026-04-12_2026-04-13",
        "endpoints/prices" | "frontend/effective-pricing" => "z-ai--glm-5-20260211",
        _ => "openclaw",
    }
}

/// Tables with all columns that say something, then notes; or the error with its causes and hint.
fn shown(outcome: &Result<Ingested, IngestError>) -> String {
    let mut text = String::new();
    match outcome {
        Ok(ingested) => {
            for (spec, rows) in &ingested.tables {
                let _ = write!(text, "{}\n{}", spec.name, table_text(spec, rows));
            }
            for note in &ingested.notes {
                let _ = writeln!(text, "note: {note}");
            }
        }
        Err(error) => {
            let _ = writeln!(text, "{error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                let _ = writeln!(text, "because: {error}");
                cause = error.source();
            }
            let _ = writeln!(text, "hint: {}", error.hint());
        }
    }
    text
}

fn table_text(spec: &TableSpec, rows: &DataFrame) -> String {
    let constant = [SNAPSHOT_ID.name, CAPTURED_AT.name, SOURCE.name];
    let columns: Vec<_> = spec.columns().filter(|column| !constant.contains(&column.name)).collect();
    let mut text = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(" | ") + "\n";
    for row in 0..rows.height() {
        let cells = columns.iter().map(|column| cell_text(rows, column, row).unwrap_or_else(|| "-".into()));
        text.push_str(&(cells.collect::<Vec<_>>().join(" | ") + "\n"));
    }
    text
}

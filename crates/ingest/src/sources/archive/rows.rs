//! The rows of a mapped file, in its order: week, label, exact tokens. Leaves out what the rows mean together.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::document;
use crate::{
    ArchiveClock, ArchiveColumns, ArchiveFormat, ArchiveMap, IngestError,
    chart::Point,
    decimal::exact_scaled,
    entry::{Entry, LARGEST_COUNT, Seen, day, rows as list, shown, wrong},
    faults::Faults,
    fields::Fields,
    json, records,
};

/// No archive of weeks has as many rows; more are a mistake or an attack.
const MOST_ROWS: usize = 1_000_000;
/// What is said once of all rows is a date or a name.
const LONGEST_OF_ALL: usize = 200;
const TOKENS: &str = "tokens that are whole in the map's unit";

/// One row of an archive.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) path: String,
    pub(super) week: Date,
    pub(super) label: String,
    pub(super) tokens: i64,
    pub(super) parts: Parts,
    pub(super) share: Option<f64>,
    pub(super) app: Option<String>,
}

/// What the tokens of a row are made of, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    pub(super) prompt: Option<i64>,
    pub(super) completion: Option<i64>,
    pub(super) cached: Option<i64>,
}

impl Row {
    pub(super) fn into_point(self) -> Point {
        Point { week: self.week, label: self.label, tokens: self.tokens, path: self.path }
    }
}

/// Reads every row.
///
/// # Errors
/// [`IngestError::Value`] with the place of a value that is missing or wrong, [`IngestError::Several`] for more than one,
/// [`IngestError::Twice`] for a week and
/// label that stand there twice, and what is said of broken CSV and JSON.
pub(super) fn rows(
    map: &ArchiveMap,
    columns: &ArchiveColumns,
    body: &[u8],
    fields: &mut Fields,
) -> Result<Vec<Row>, IngestError> {
    let rows = match map.format {
        ArchiveFormat::Csv => of_csv(columns, body, fields)?,
        ArchiveFormat::Json => of_json(map, columns, body, fields)?,
    };
    if rows.iter().all(|row| row.tokens == 0) {
        let found = format!("{} rows without any", rows.len());
        return Err(IngestError::NotData { expected: "a table with tokens", found });
    }
    let (mut seen, mut faults) = (Seen::default(), Faults::default());
    for row in &rows {
        let app = row.app.as_deref().map(|app| format!("{app} ")).unwrap_or_default();
        let _ = faults.kept(seen.once(format!("{app}{} {}", row.week, row.label).trim_end().to_owned(), &row.path));
    }
    faults.none()?;
    Ok(rows)
}

fn of_csv(columns: &ArchiveColumns, body: &[u8], fields: &mut Fields) -> Result<Vec<Row>, IngestError> {
    json::refuse_pages(body, "CSV with a header")?;
    // Some programs put a mark before what they write.
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(body);
    let header = reader.headers()?.clone();
    demand_columns(columns, &header.iter().collect::<Vec<_>>())?;
    let of_all = of_all(columns, &Value::Null)?;
    let known: Vec<&str> = named(columns).map(String::as_str).collect();
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for (index, record) in reader.records().enumerate() {
        if index == MOST_ROWS {
            let (expected, found) = (format!("at most {MOST_ROWS} records"), "more".to_owned());
            return Err(IngestError::Block { block: "archive", expected, found });
        }
        let (cells, place) = (record?, format!("record {}", index + 1));
        json::refuse_lines(&cells, &place)?;
        records::audit(&header, &cells, &[&known], fields);
        let record = Record { place, cells: Cells::Of(&header, &cells), of_all: &of_all };
        rows.extend(faults.kept(record.row(columns)));
    }
    faults.none()?;
    Ok(rows)
}

fn of_json(
    map: &ArchiveMap,
    columns: &ArchiveColumns,
    body: &[u8],
    fields: &mut Fields,
) -> Result<Vec<Row>, IngestError> {
    let document = document::read(body)?;
    let (path, found) = document::list(map, &document)?;
    let found = list(found, &path)?;
    let keys: BTreeSet<&str> =
        found.iter().filter_map(Value::as_object).flat_map(Map::keys).map(String::as_str).collect();
    demand_columns(columns, &keys.into_iter().collect::<Vec<_>>())?;
    let of_all = of_all(columns, &document)?;
    let known: Vec<&str> = named(columns).map(String::as_str).collect();
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for (index, value) in found.iter().enumerate() {
        let place = format!("{path}[{index}]");
        if let Ok(entry) = Entry::of(value, &place) {
            entry.audit("record", &[&known], fields);
        }
        let record = Record { place, cells: Cells::In(value), of_all: &of_all };
        rows.extend(faults.kept(record.row(columns)));
    }
    faults.none()?;
    Ok(rows)
}

/// What the map says stands once in the document, for all rows: a text or a number, and no long one.
fn of_all(columns: &ArchiveColumns, document: &Value) -> Result<BTreeMap<String, Value>, IngestError> {
    let read = |name: &&String| {
        let found = document::at(document, name).unwrap_or(&Value::Null);
        let is_short = match found {
            Value::String(text) => text.len() <= LONGEST_OF_ALL,
            found => found.is_number(),
        };
        let expected = format!("a text of at most {LONGEST_OF_ALL} bytes, or a number");
        if is_short { Ok(((*name).clone(), found.clone())) } else { Err(wrong(name, &expected, found)) }
    };
    named(columns).filter(|name| name.starts_with(document::ROOT)).map(|name| read(&name)).collect()
}

/// The columns that the map names.
fn named(columns: &ArchiveColumns) -> impl Iterator<Item = &String> + Clone {
    let optional =
        [&columns.label, &columns.prompt, &columns.completion, &columns.cached, &columns.share, &columns.app];
    [&columns.week, &columns.tokens].into_iter().chain(optional.into_iter().flatten())
}

/// A column that no row has is a slip of the map, and is told once.
fn demand_columns(columns: &ArchiveColumns, found: &[&str]) -> Result<(), IngestError> {
    let of_rows = named(columns).filter(|name| !name.starts_with(document::ROOT));
    let twice = of_rows.clone().find(|name| found.iter().filter(|there| **there == name.as_str()).count() > 1);
    if let Some(name) = twice {
        let (expected, found) = (format!("one column `{}`", shown(name)), "two".to_owned());
        return Err(IngestError::Block { block: "archive", expected, found });
    }
    let missing: Vec<_> = of_rows.filter(|name| !found.contains(&name.as_str())).map(|name| shown(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let there = found.iter().map(|name| format!("`{}`", shown(name))).collect::<Vec<_>>().join(", ");
    let expected = format!("the columns that the map names, `{}` among them", missing.join("`, `"));
    Err(IngestError::Block { block: "archive", expected, found: shown(&there) })
}

/// The cells of one row, by column.
enum Cells<'file> {
    /// Under a header.
    Of(&'file StringRecord, &'file StringRecord),
    /// In an object.
    In(&'file Value),
}

/// One row before it is read.
struct Record<'file> {
    place: String,
    cells: Cells<'file>,
    /// What stands once in the document, by place.
    of_all: &'file BTreeMap<String, Value>,
}

impl Record<'_> {
    fn row(&self, columns: &ArchiveColumns) -> Result<Row, IngestError> {
        let optional =
            |column: &Option<String>, expected| column.as_deref().map(|name| self.text(name, expected)).transpose();
        let tokens =
            |column: &Option<String>| column.as_deref().map(|name| self.tokens(name, columns.unit)).transpose();
        Ok(Row {
            week: self.week(columns)?,
            label: optional(&columns.label, "a label")?.unwrap_or_default(),
            tokens: self.tokens(&columns.tokens, columns.unit)?,
            parts: Parts {
                prompt: tokens(&columns.prompt)?,
                completion: tokens(&columns.completion)?,
                cached: tokens(&columns.cached)?,
            },
            share: columns.share.as_deref().map(|name| self.share(name)).transpose()?,
            app: optional(&columns.app, "an app")?,
            path: self.place.clone(),
        })
    }

    fn text(&self, name: &str, expected: &str) -> Result<String, IngestError> {
        let value = match &self.cells {
            _ if name.starts_with(document::ROOT) => self.of_all.get(name).cloned(),
            Cells::In(object) => object.get(name).cloned(),
            Cells::Of(header, record) => {
                let column = header.iter().position(|found| found == name);
                column.and_then(|column| record.get(column)).filter(|text| !text.is_empty()).map(Value::from)
            }
        };
        match value.unwrap_or(Value::Null) {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(wrong(&self.at(name), expected, &other)),
        }
    }

    fn week(&self, columns: &ArchiveColumns) -> Result<Date, IngestError> {
        let text = self.text(&columns.week, "a date")?;
        let date = day(&text).ok_or_else(|| wrong(&self.at(&columns.week), "a date", &Value::String(text)))?;
        Ok(match columns.clock {
            ArchiveClock::Starts => date,
            ArchiveClock::EndedBy => newest_ended_by(date),
        })
    }

    /// Never through a binary fraction: `322.28917` billions are 322,289,170,000.
    fn tokens(&self, name: &str, unit: crate::ArchiveUnit) -> Result<i64, IngestError> {
        let text = self.text(name, "a number")?;
        let tokens = exact_scaled(&text, unit.zeros()).filter(|tokens| (0..=LARGEST_COUNT).contains(tokens));
        tokens.ok_or_else(|| wrong(&self.at(name), TOKENS, &Value::String(text)))
    }

    fn share(&self, name: &str) -> Result<f64, IngestError> {
        let text = self.text(name, "a share")?;
        let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.ok_or_else(|| wrong(&self.at(name), "a share", &Value::String(text)))
    }

    fn at(&self, name: &str) -> String {
        if name.starts_with(document::ROOT) { shown(name) } else { format!("{}, {}", self.place, shown(name)) }
    }
}

/// The first day of the newest week from Monday to Sunday whose last day is `date` or lies before it.
fn newest_ended_by(date: Date) -> Date {
    let since_sunday = i64::from(date.weekday().to_sunday_zero_offset());
    schema::day::shifted(date, -since_sunday - 6)
}

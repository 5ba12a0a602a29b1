//! The rows of a mapped file, in its order: week, label, exact tokens. Leaves out what the rows mean together.

use csv::StringRecord;
use jiff::civil::Date;
use serde_json::Value;

use crate::{
    ArchiveFormat, ArchiveMap, IngestError,
    chart::Point,
    decimal::exact_scaled,
    entry::{Seen, day, rows as list, shown, wrong},
    json,
};

/// No archive of weeks has as many rows; more are a mistake or an attack.
const MOST_ROWS: usize = 1_000_000;

/// One row of an archive.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) path: String,
    pub(super) week: Date,
    pub(super) label: String,
    pub(super) tokens: i64,
    pub(super) share: Option<f64>,
    pub(super) app: Option<String>,
}

impl Row {
    pub(super) fn into_point(self) -> Point {
        Point { week: self.week, label: self.label, tokens: self.tokens, path: self.path }
    }
}

/// Reads every row.
///
/// # Errors
/// [`IngestError::Value`] with the place of a value that is missing or wrong, [`IngestError::Twice`] for a week and
/// label that stand there twice, and what is said of broken CSV and JSON.
pub(super) fn rows(map: &ArchiveMap, body: &[u8]) -> Result<Vec<Row>, IngestError> {
    let rows = match map.format {
        ArchiveFormat::Csv => of_csv(map, body)?,
        ArchiveFormat::Json => of_json(map, body)?,
    };
    if rows.iter().all(|row| row.tokens == 0) {
        let found = format!("{} rows without any", rows.len());
        return Err(IngestError::NotData { expected: "a table with tokens", found });
    }
    let mut seen = Seen::default();
    for row in &rows {
        let app = row.app.as_deref().map(|app| format!("{app} ")).unwrap_or_default();
        seen.once(format!("{app}{} {}", row.week, row.label), &row.path)?;
    }
    Ok(rows)
}

fn of_csv(map: &ArchiveMap, body: &[u8]) -> Result<Vec<Row>, IngestError> {
    // Some programs put a mark before what they write.
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(body);
    let header = reader.headers()?.clone();
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate().take(MOST_ROWS) {
        let (record, place) = (record?, format!("record {}", index + 1));
        rows.push(row(map, &place, |name| cell(&header, &record, name))?);
    }
    Ok(rows)
}

fn cell(header: &StringRecord, record: &StringRecord, name: &str) -> Option<Value> {
    let column = header.iter().position(|found| found == name)?;
    record.get(column).filter(|text| !text.is_empty()).map(Value::from)
}

fn of_json(map: &ArchiveMap, body: &[u8]) -> Result<Vec<Row>, IngestError> {
    let document = Value::Object(json::answer(body)?);
    let mut path = "$".to_owned();
    let mut found = &document;
    for key in &map.rows {
        path = format!("{path}.{}", shown(key));
        found = found.get(key).ok_or_else(|| wrong(&path, "a list with rows", &Value::Null))?;
    }
    let rows = list(found, &path)?.iter().enumerate();
    rows.map(|(index, value)| row(map, &format!("{path}[{index}]"), |name| value.get(name).cloned())).collect()
}

fn row(map: &ArchiveMap, place: &str, cell: impl Fn(&str) -> Option<Value>) -> Result<Row, IngestError> {
    let at = |name: &str| format!("{place}, {}", shown(name));
    let text = |name: &str, expected: &str| {
        let value = cell(name).unwrap_or(Value::Null);
        match &value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(wrong(&at(name), expected, &value)),
        }
    };
    let misread = |name: &str, expected: &str, text: String| wrong(&at(name), expected, &Value::String(text));
    let week = text(&map.week, "a date")?;
    let tokens = text(&map.tokens, "a number")?;
    let share = map.share.as_deref().map(|name| {
        let share = text(name, "a share")?;
        share.parse().map_err(|_| misread(name, "a share", share))
    });
    Ok(Row {
        path: place.to_owned(),
        week: day(&week).ok_or_else(|| misread(&map.week, "a date", week.clone()))?,
        label: text(&map.label, "a label")?,
        tokens: exact_tokens(map, &tokens)
            .ok_or_else(|| misread(&map.tokens, "tokens that are whole in the map's unit", tokens.clone()))?,
        share: share.transpose()?,
        app: map.app.as_deref().map(|name| text(name, "an app")).transpose()?,
    })
}

/// Never through a binary fraction: `322.28917` billions are 322,289,170,000.
fn exact_tokens(map: &ArchiveMap, text: &str) -> Option<i64> {
    let tokens = exact_scaled(text, map.unit.zeros())?;
    (0..=crate::entry::LARGEST_COUNT).contains(&tokens).then_some(tokens)
}

//! `eci`: the Epoch Capabilities Index, one score per model over many benchmarks.

use std::str::FromStr;

use csv::StringRecord;

use super::scores::{Score, frame};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source, entry::shown, faults::Faults, json,
};

const TABLE: &str = "benchmark";

pub(super) const SOURCE: Source = Source {
    id: "eci",
    doc: "Epoch Capabilities Index: one score per model, with its interval",
    home: "https://epoch.ai/benchmarks/eci",
    licence: "CC BY 4.0",
    citation: "Epoch AI, Epoch Capabilities Index, epoch.ai, retrieved {captured_at}. Licensed under CC BY 4.0.",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "scores",
        doc: "the index of every model it covers",
        url: "https://epoch.ai/data/eci_scores.csv",
        argument: None,
        fetched: Fetched::Whole,
        extension: "csv",
        tables: &["benchmark"],
        parse: scores,
    }],
};

const MODEL: &str = "Model";
const SCORE: &str = "eci";
/// The columns used, the first two demanded; an empty cell is null.
const USED: &[&str] = &[MODEL, SCORE, "Display name", "Organization", "date", "eci_ci_high", "eci_ci_low"];
/// How many records are read: the index had 222 models in August 2026, and a few packed bytes make millions.
const MOST_RECORDS: usize = 100_000;
/// Known and left aside.
const IGNORED: &[&str] = &["Accessibility group", "Country (of organization)", "Model accessibility", "model_versions"];

fn scores(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    json::refuse_pages(answer.body, "CSV with a header")?;
    // The reader drops a byte order mark by itself.
    let mut reader = csv::Reader::from_reader(answer.body);
    let header = reader.headers()?.clone();
    demand(&header)?;
    let version = schema::day::of(answer.captured_at).to_string();
    let (mut scores, mut unscored, mut faults) = (Vec::new(), 0, Faults::default());
    for (index, record) in reader.records().enumerate() {
        let record = record?;
        refuse_bombs(index)?;
        let record = Record { header: &header, cells: &record, number: index + 1 };
        match faults.kept(score(&record, &version)) {
            Some(Some(score)) => scores.push(score),
            Some(None) => unscored += 1,
            None => {}
        }
    }
    faults.none()?;
    let mut ingested = frame(answer, "epoch_capabilities_index", scores)?;
    ingested.notes.extend(new_columns(&header));
    if unscored > 0 {
        ingested.notes.push(Note {
            block: TABLE,
            what: "model without a score, left aside".to_owned(),
            count: unscored,
        });
    }
    Ok(ingested)
}

fn refuse_bombs(before: usize) -> Result<(), IngestError> {
    if before < MOST_RECORDS {
        return Ok(());
    }
    let (expected, found) = (format!("at most {MOST_RECORDS} records"), "more".to_owned());
    Err(IngestError::Block { block: TABLE, expected, found })
}

fn demand(header: &StringRecord) -> Result<(), IngestError> {
    match [MODEL, SCORE].into_iter().find(|name| !header.iter().any(|found| found == *name)) {
        None => Ok(()),
        Some(missing) => Err(IngestError::Block {
            block: TABLE,
            expected: format!("a column `{missing}`"),
            found: format!("`{}`", shown(&header.iter().collect::<Vec<_>>().join("`, `"))),
        }),
    }
}

fn new_columns(header: &StringRecord) -> impl Iterator<Item = Note> {
    let new = header.iter().filter(|name| !USED.contains(name) && !IGNORED.contains(name));
    new.map(|name| Note { block: TABLE, what: format!("new field `{}`", shown(name)), count: 1 })
}

/// One record of the file.
struct Record<'file> {
    header: &'file StringRecord,
    cells: &'file StringRecord,
    number: usize,
}

impl<'file> Record<'file> {
    /// The cell, unless empty or absent.
    fn text(&self, name: &str) -> Option<&'file str> {
        let column = self.header.iter().position(|found| found == name)?;
        self.cells.get(column).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The cell as something else than text.
    fn read<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, IngestError> {
        let read = |text: &str| text.parse().map_err(|_| self.wrong(name, expected, &format!("`{}`", shown(text))));
        self.text(name).map(read).transpose()
    }

    fn wrong(&self, name: &str, expected: &str, found: &str) -> IngestError {
        let path = format!("record {}, {name}", self.number);
        IngestError::Value { path, expected: expected.to_owned(), found: found.to_owned() }
    }
}

fn score(record: &Record<'_>, version: &str) -> Result<Option<Score>, IngestError> {
    let Some(value) = record.read(SCORE, "a number")? else { return Ok(None) };
    let text = |name| record.text(name).map(str::to_owned);
    Ok(Some(Score {
        path: format!("record {}", record.number),
        model: text(MODEL).ok_or_else(|| record.wrong(MODEL, "a name", "nothing"))?,
        name: text("Display name"),
        organization: text("Organization"),
        version: version.to_owned(),
        value,
        low: record.read("eci_ci_low", "a number")?,
        high: record.read("eci_ci_high", "a number")?,
        released: record.read("date", "a date")?,
    }))
}

//! `eci`: the Epoch Capabilities Index, one score per model over many benchmarks.

use super::scores::{Score, frame};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    faults::Faults,
    records::{Record, Records},
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
/// Known and left aside.
const IGNORED: &[&str] = &["Accessibility group", "Country (of organization)", "Model accessibility", "model_versions"];

fn scores(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let records = Records::of(TABLE, answer.body, &[MODEL, SCORE])?;
    let version = schema::day::of(answer.captured_at).to_string();
    let (mut scores, mut unscored, mut faults) = (Vec::new(), 0, Faults::default());
    for record in records.iter() {
        match faults.kept(score(&record, &version)) {
            Some(Some(score)) => scores.push(score),
            Some(None) => unscored += 1,
            None => {}
        }
    }
    faults.none()?;
    let mut ingested = frame(answer, "epoch_capabilities_index", scores)?;
    ingested.notes.extend(records.new_columns(&[USED, IGNORED]));
    ingested.fields.extend(records.fields(&[USED, IGNORED]));
    if unscored > 0 {
        ingested.notes.push(Note {
            block: TABLE,
            what: "model without a score, left aside".to_owned(),
            count: unscored,
        });
    }
    Ok(ingested)
}

fn score(record: &Record<'_>, version: &str) -> Result<Option<Score>, IngestError> {
    let Some(value) = record.read(SCORE, "a number")? else { return Ok(None) };
    let text = |name| record.text(name).map(str::to_owned);
    Ok(Some(Score {
        path: record.place(),
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

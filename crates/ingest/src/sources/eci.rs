//! `eci`: the Epoch Capabilities Index, one score per model over many benchmarks.

use serde::Deserialize;

use super::scores::{Score, frame};
use crate::{Answer, IngestError, Ingested, Request, Source};

pub(super) const SOURCE: Source = Source {
    id: "eci",
    doc: "Epoch Capabilities Index: one score per model, with its interval",
    home: "https://epoch.ai/benchmarks/eci",
    licence: "CC BY 4.0",
    citation: "Epoch AI, Epoch Capabilities Index, epoch.ai, retrieved {captured_at}. Licensed under CC BY 4.0.",
    requests: &[Request {
        name: "scores",
        doc: "the index of every model it covers",
        url: "https://epoch.ai/data/eci_scores.csv",
        argument: None,
        extension: "csv",
        tables: &["benchmark"],
        parse: scores,
    }],
};

/// The columns used; the file has more.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "Model")]
    model: String,
    #[serde(rename = "Display name", default)]
    name: Option<String>,
    eci: Option<f64>,
    #[serde(default)]
    eci_ci_low: Option<f64>,
    #[serde(default)]
    eci_ci_high: Option<f64>,
    #[serde(default)]
    date: Option<String>,
    #[serde(rename = "Organization", default)]
    organization: Option<String>,
}

fn scores(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let body = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body);
    let version = schema::day::of(answer.captured_at).to_string();
    let mut scores = Vec::new();
    for (index, row) in csv::Reader::from_reader(body).deserialize::<Row>().enumerate() {
        let row = row?;
        let Some(score) = row.eci else { continue };
        scores.push(Score {
            path: format!("record {}", index + 1),
            model: row.model,
            name: row.name,
            organization: row.organization,
            version: version.clone(),
            score,
            low: row.eci_ci_low,
            high: row.eci_ci_high,
            released: row.date.and_then(|date| date.parse().ok()),
        });
    }
    frame(answer, "epoch_capabilities_index", scores)
}

//! `rankings_page`: the page whose stream the published analysis read, in both carriers. The stream was empty from
//! mid-May 2026 on; the parser stays because archived pages must stay readable.

use schema::{
    View,
    columns::{MODEL_LABEL, VENDOR_LABEL},
    tables::{ModelChart, VendorChart},
};
use serde_json::Value;

use super::{
    columns::chart,
    frontend::{app_ranking, model_ranking},
};
use crate::{
    Answer, IngestError, Ingested, Note, Request, Source,
    chart::{Level, is_chart, only},
    flight::{self, Flight, Found, Limits},
};

pub(super) const SOURCE: Source = Source {
    id: "rankings_page",
    doc: "the rankings page: weekly tokens by vendor and by model over a year (until May 2026)",
    home: "https://openrouter.ai/rankings",
    licence: "none stated; facts",
    citation: "OpenRouter, openrouter.ai/rankings, retrieved {captured_at}",
    requests: &[
        Request {
            name: "page",
            doc: "the page as HTML, its stream cut into script tags",
            url: "https://openrouter.ai/rankings",
            argument: None,
            extension: "html",
            tables: &["vendor_chart", "model_chart", "app_ranking", "model_ranking"],
            parse,
        },
        Request {
            name: "stream",
            doc: "the raw stream that the page is made from (header `RSC: 1`)",
            url: "https://openrouter.ai/rankings",
            argument: None,
            extension: "rsc",
            tables: &["vendor_chart", "model_chart", "app_ranking", "model_ranking"],
            parse,
        },
    ],
};

/// The charts are demanded; app list and model list are taken where they stand.
fn parse(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let blocks = blocks(answer.body)?;
    let charts = || blocks.found.iter().filter(|(_, value)| is_chart(value)).map(|(path, value)| (path.clone(), value));
    let mut ingested = Ingested { notes: blocks.notes, ..Ingested::default() };
    let vendors = only(Level::Vendor, "vendor_chart", charts())?;
    ingested.add(chart::<VendorChart>(answer, vendors, &VENDOR_LABEL, Vec::new())?);
    let models = only(Level::Model, "model_chart", charts())?;
    ingested.add(chart::<ModelChart>(answer, models, &MODEL_LABEL, Vec::new())?);
    if let Some((path, list)) = blocks.found.iter().find(|(_, value)| is_list_of(value, "app_id")) {
        ingested.add(app_ranking(answer, View::Month, list, path)?);
    }
    if let Some((path, list)) = blocks.found.iter().find(|(_, value)| is_list_of(value, "model_permaslug")) {
        let (frame, notes) = model_ranking(answer, View::Week, list, path)?;
        ingested.add(frame);
        ingested.notes.extend(notes);
    }
    Ok(ingested)
}

/// The lists of a page that may be of use, each with its place, and what the stream held besides.
pub(super) struct Blocks {
    pub(super) found: Vec<(String, Value)>,
    pub(super) notes: Vec<Note>,
}

/// Finds charts and lists in every stream of a body, whatever carries them.
pub(super) fn blocks(body: &[u8]) -> Result<Blocks, IngestError> {
    let limits = Limits::default();
    let streams = flight::streams(body, &limits)?;
    let many = streams.len() > 1;
    let mut blocks = Blocks { found: Vec::new(), notes: Vec::new() };
    for (number, stream) in streams.iter().enumerate() {
        let flight = Flight::parse(stream, &limits)?;
        for Found { row, path, value } in flight.find(is_block)? {
            let stream = if many { format!("stream {number} ") } else { String::new() };
            blocks.found.push((format!("{stream}row {row} {path}"), value));
        }
        let errors = flight.errors().len();
        if errors > 0 {
            blocks.notes.push(Note { block: "flight", what: "error rows: parts of the page failed upstream".to_owned(), count: errors });
        }
    }
    Ok(blocks)
}

fn is_block(value: &Value) -> bool {
    is_chart(value) || is_list_of(value, "app_id") || is_list_of(value, "model_permaslug")
}

fn is_list_of(value: &Value, field: &str) -> bool {
    let is_row = |row: &Value| row.get(field).is_some() && (row.get("rank").is_some() || row.get("total_prompt_tokens").is_some());
    value.as_array().is_some_and(|rows| !rows.is_empty() && rows.iter().all(is_row))
}

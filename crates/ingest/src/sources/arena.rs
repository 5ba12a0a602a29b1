//! `arena`: ratings of the LMArena text leaderboard, from the rows interface of its open dataset.

use serde_json::Value;

use super::scores::{Score, frame};
use crate::{
    Answer, IngestError, Ingested, Request, Source,
    entry::{Entry, rows, wrong},
};

pub(super) const SOURCE: Source = Source {
    id: "arena",
    doc: "LMArena text leaderboard, style control on",
    home: "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    licence: "CC BY 4.0",
    citation: "LMArena leaderboard dataset (lmarena-ai/leaderboard-dataset), retrieved {captured_at}. Licensed under CC BY 4.0.",
    requests: &[Request {
        name: "text",
        doc: "ratings of the category `overall`",
        url: "https://datasets-server.huggingface.co/rows?dataset=lmarena-ai/leaderboard-dataset&config=text_style_control&split=latest",
        argument: None,
        extension: "json",
        tables: &["benchmark"],
        parse: text,
    }],
};

const CATEGORY: &str = "overall";

fn text(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let body: Value = serde_json::from_slice(answer.body).map_err(|error| IngestError::Json {
        line: error.line(),
        column: error.column(),
        said: error.to_string(),
    })?;
    let list = body.get("rows").unwrap_or(&Value::Null);
    let mut scores = Vec::new();
    for (index, row) in rows(list, "$.rows")?.iter().enumerate() {
        let path = format!("$.rows[{index}].row");
        let entry = Entry::of(row.get("row").unwrap_or(&Value::Null), &path)?;
        if entry.optional_text("category")?.is_none_or(|category| category == CATEGORY) {
            scores.push(score(&entry, path.clone())?);
        }
    }
    frame(answer, "arena_text_style_control", scores)
}

fn score(entry: &Entry<'_, '_>, path: String) -> Result<Score, IngestError> {
    let rating = entry.optional_real("rating")?;
    Ok(Score {
        model: entry.text("model_name")?.to_owned(),
        name: None,
        organization: entry.optional_text("organization")?.map(str::to_owned),
        version: entry.text("leaderboard_publish_date")?.to_owned(),
        score: rating.ok_or_else(|| wrong(&entry.at("rating"), "a number", &Value::Null))?,
        low: entry.optional_real("rating_lower")?,
        high: entry.optional_real("rating_upper")?,
        released: None,
        path,
    })
}

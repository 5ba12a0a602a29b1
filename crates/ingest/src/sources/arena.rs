//! `arena`: ratings of LMArena's text leaderboard, from the rows interface of its open dataset.

use serde_json::{Map, Value};

use super::scores::{Score, frame};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    entry::{Entry, Unknown, rows, wrong},
    faults::Faults,
    json,
};

pub(super) const SOURCE: Source = Source {
    id: "arena",
    doc: "LMArena text leaderboard, style control on",
    home: "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    licence: "CC BY 4.0",
    citation: "LMArena leaderboard dataset (lmarena-ai/leaderboard-dataset), retrieved {captured_at}. Licensed under CC BY 4.0.",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "text",
        doc: "ratings of the category `overall`",
        url: "https://datasets-server.huggingface.co/rows?dataset=lmarena-ai/leaderboard-dataset&config=text_style_control&split=latest",
        argument: None,
        fetched: Fetched::Whole,
        extension: "json",
        tables: &["benchmark"],
        parse: text,
    }],
};

const CATEGORY: &str = "overall";
const USED: &[&str] =
    &["category", "leaderboard_publish_date", "model_name", "organization", "rating", "rating_lower", "rating_upper"];
const IGNORED: &[&str] = &["license", "rank", "variance", "vote_count"];

fn text(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let body = json::answer(answer.body)?;
    let list = rows(body.get("rows").unwrap_or(&Value::Null), "$.rows")?;
    let mut unknown = Unknown::default();
    let (mut scores, mut faults) = (Vec::new(), Faults::default());
    for (index, row) in list.iter().enumerate() {
        let path = format!("$.rows[{index}].row");
        let Some(entry) = faults.kept(Entry::of(row.get("row").unwrap_or(&Value::Null), &path)) else { continue };
        entry.audit(&[USED, IGNORED], &mut unknown);
        if faults.kept(entry.text("category")) == Some(CATEGORY) {
            scores.extend(faults.kept(score(&entry, path.clone())));
        }
    }
    faults.none()?;
    let mut ingested = frame(answer, "arena_text_style_control", scores)?;
    ingested.notes.extend(unknown.notes("benchmark"));
    ingested.notes.extend(cut(&body, list));
    Ok(ingested)
}

/// The rows interface serves pages, and shortens long cells.
fn cut(body: &Map<String, Value>, list: &[Value]) -> Vec<Note> {
    let note = |what: String, count| Note { block: "benchmark", what, count };
    let total = body.get("num_rows_total").and_then(Value::as_u64);
    let page = total.filter(|total| u64::try_from(list.len()) != Ok(*total));
    let page = page.map(|total| note(format!("a page of {} rows out of {total}", list.len()), 1));
    let is_cut =
        |row: &&Value| row.get("truncated_cells").and_then(Value::as_array).is_some_and(|cells| !cells.is_empty());
    let cells = list.iter().filter(is_cut).count();
    let cells = (cells > 0).then(|| note("row with shortened cells".to_owned(), cells));
    page.into_iter().chain(cells).collect()
}

fn score(entry: &Entry<'_, '_>, path: String) -> Result<Score, IngestError> {
    let rating = entry.optional_real("rating")?;
    Ok(Score {
        model: entry.text("model_name")?.to_owned(),
        name: None,
        organization: entry.optional_text("organization")?.map(str::to_owned),
        version: entry.text("leaderboard_publish_date")?.to_owned(),
        value: rating.ok_or_else(|| wrong(&entry.at("rating"), "a number", &Value::Null))?,
        low: entry.optional_real("rating_lower")?,
        high: entry.optional_real("rating_upper")?,
        released: None,
        path,
    })
}

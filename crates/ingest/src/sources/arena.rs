//! `arena`: ratings of LMArena's text leaderboard, from the filter interface of its open dataset, or from
//! its rows interface, which has every category.

use serde_json::{Map, Value};

use super::{
    next_page::{demand_few, refused},
    scores::{Score, frame},
};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    entry::{Entry, rows, wrong},
    faults::Faults,
    fields::Fields,
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
        url: "https://datasets-server.huggingface.co/filter?dataset=lmarena-ai/leaderboard-dataset&config=text_style_control&split=latest&where=%22category%22%3D%27overall%27&offset=0&length=100",
        argument: None,
        fetched: Fetched::Pages(next_page),
        extension: "json",
        tables: &["benchmark"],
        parse: text,
    }],
};

const CATEGORY: &str = "overall";
const USED: &[&str] =
    &["category", "leaderboard_publish_date", "model_name", "organization", "rating", "rating_lower", "rating_upper"];
const IGNORED: &[&str] = &["license", "rank", "variance", "vote_count"];

const TABLE: &str = "benchmark";

fn text(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let mut pages = Vec::new();
    for (place, body) in answer.pages() {
        pages.push((place, json::answer(body)?));
    }
    let mut fields = Fields::default();
    let (mut scores, mut faults) = (Vec::new(), Faults::default());
    for (place, body) in &pages {
        let list = rows(body.get("rows").unwrap_or(&Value::Null), &format!("{place}.rows"))?;
        for (index, row) in list.iter().enumerate() {
            let path = format!("{place}.rows[{index}].row");
            let Some(entry) = faults.kept(Entry::of(row.get("row").unwrap_or(&Value::Null), &path)) else { continue };
            entry.audit("row", &[USED, IGNORED], &mut fields);
            if faults.kept(entry.text("category")) == Some(CATEGORY) {
                scores.extend(faults.kept(score(&entry, path.clone())));
            }
        }
    }
    faults.none()?;
    let mut ingested = frame(answer, "arena_text_style_control", scores)?;
    ingested.add_fields(TABLE, fields);
    ingested.notes.extend(cut(&pages.into_iter().map(|(_, body)| body).collect::<Vec<_>>()));
    Ok(ingested)
}

/// The interface serves pages, shortens long cells, and of a large dataset reads a part.
fn cut(pages: &[Map<String, Value>]) -> Vec<Note> {
    let note = |what: String, count| Note { block: TABLE, what, count };
    let list: Vec<_> = pages.iter().filter_map(|page| page.get("rows")?.as_array()).flatten().collect();
    let total = pages.last().and_then(total);
    let page = total.filter(|total| u64::try_from(list.len()) != Ok(*total));
    let page = page.map(|total| note(format!("a page of {} rows out of {total}", list.len()), 1));
    let is_cut =
        |row: &&&Value| row.get("truncated_cells").and_then(Value::as_array).is_some_and(|cells| !cells.is_empty());
    let cells = list.iter().filter(is_cut).count();
    let cells = (cells > 0).then(|| note("row with shortened cells".to_owned(), cells));
    let partial = pages.iter().filter(|page| page.get("partial") == Some(&Value::Bool(true))).count();
    let partial = (partial > 0).then(|| note("page of a part of the dataset only".to_owned(), partial));
    page.into_iter().chain(cells).chain(partial).collect()
}

/// How many rows there are on all pages.
fn total(page: &Map<String, Value>) -> Option<u64> {
    page.get("num_rows_total").and_then(Value::as_u64)
}

const OFFSET: &str = "offset=";

/// The page behind those that are here begins behind their rows, until the total is met.
fn next_page(asked: &str, pages: &[&[u8]]) -> Result<Option<String>, IngestError> {
    let (mut found, mut last, mut whole) = (0, None, None);
    for page in pages {
        let body = json::answer(page)?;
        let on_page = rows(body.get("rows").unwrap_or(&Value::Null), "$.rows")?;
        let numbers = || on_page.iter().filter_map(|row| row.get("row_idx")?.as_u64());
        if numbers().next().is_some_and(|first| Some(first) <= last) {
            return Err(refused("$.rows[0].row_idx", "a row behind those of the page before", "one of them"));
        }
        last = numbers().next_back().or(last);
        (found, whole) = (found + on_page.len(), total(&body));
    }
    if whole.is_none_or(|whole| u64::try_from(found).is_ok_and(|found| found >= whole)) {
        return Ok(None);
    }
    demand_few(TABLE, pages)?;
    let next = moved(asked, found).filter(|next| next != asked);
    next.map(Some).ok_or_else(|| refused("the address", "an offset to move", asked))
}

/// The address with another offset; `None` where it has none.
fn moved(asked: &str, offset: usize) -> Option<String> {
    let (before, behind) = asked.split_once(OFFSET)?;
    let behind = behind.trim_start_matches(|digit: char| digit.is_ascii_digit());
    Some(format!("{before}{OFFSET}{offset}{behind}"))
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

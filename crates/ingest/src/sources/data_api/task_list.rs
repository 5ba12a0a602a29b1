//! What models are used for, as rows: parts of a task's use, by model. Upstream classifies a sample of its traffic.

use jiff::Timestamp;
use schema::{
    Frame,
    columns::{
        AS_OF_AT, MACRO_CATEGORY, MODEL_PERMASLUG, TAG_TOKEN_SHARE, TAG_USAGE_SHARE, TASK_TAG, TASK_TOKEN_SHARE,
        TASK_USAGE_SHARE,
    },
    series::{instants, reals, texts},
    tables::TaskShare,
};
use serde_json::Value;

use super::Parts;
use crate::{
    Answer, IngestError, Ingested, Note,
    entry::{Entry, Seen, rows, wrong},
    fields::Fields,
    objects::read_each,
    sources::columns::{Place, provenance},
};

const TABLE: &str = "task_share";
/// What the request asks for.
const DAYS: i64 = 7;
const OF_DATA: &[&str] = &["as_of", "classifications", "macro_categories", "window_days"];
/// Of a task, the last three known and left aside: they repeat others, or are of the category.
const OF_TASK: &[&str] = &[
    "macro_category",
    "models",
    "tag",
    "token_share",
    "usage_share",
    "category_token_share",
    "category_usage_share",
    "display_name",
];
const OF_MODEL: &[&str] = &["id", "tag_token_share", "tag_usage_share"];

/// A task.
struct Task<'json> {
    tag: &'json str,
    category: Option<&'json str>,
    usage: f64,
    tokens: f64,
    models: &'json [Value],
}

/// A model's part of a task.
struct Part<'json> {
    tag: &'json str,
    category: Option<&'json str>,
    task_usage: f64,
    task_tokens: f64,
    model: &'json str,
    usage: f64,
    tokens: f64,
    place: Place,
}

/// Reads an answer.
///
/// # Errors
/// [`IngestError::Value`] for a field that is missing or wrong, [`IngestError::Twice`] for a task or a model of it that
/// stands there twice, [`IngestError::Block`] for tasks without any model.
pub(super) fn task_classification(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let Parts { data, mut fields, .. } = Parts::of(answer)?;
    let about = Entry::of(&data, "$.data")?;
    about.audit("data", &[OF_DATA], &mut fields);
    let as_of = about.instant("as_of")?;
    demand_window(&about)?;
    let list = rows(about.field("classifications").unwrap_or(&Value::Null), "$.data.classifications")?;
    let (mut seen, mut empty) = (Seen::default(), 0);
    let parts = read_each(list, "$.data.classifications", |entry| {
        entry.audit("task", &[OF_TASK], &mut fields);
        let task = task(entry)?;
        seen.once(task.tag.to_owned(), entry.path())?;
        empty += usize::from(task.models.is_empty());
        task.parts(entry.path(), &mut fields)
    })?;
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    demand_models(&parts)?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    let what = "task without models, left aside".to_owned();
    ingested.notes.extend((empty > 0).then_some(Note { block: TABLE, what, count: empty }));
    ingested.add(frame(answer, as_of, parts)?);
    Ok(ingested)
}

/// Shares of other days would pass as those of a week.
fn demand_window(about: &Entry<'_, '_>) -> Result<(), IngestError> {
    match about.count("window_days")? {
        DAYS => Ok(()),
        days => Err(wrong(&about.at("window_days"), &format!("`{DAYS}`"), &Value::from(days))),
    }
}

fn demand_models(parts: &[Part<'_>]) -> Result<(), IngestError> {
    let is_used = |part: &Part<'_>| part.usage > 0.0 || part.tokens > 0.0;
    if parts.iter().any(is_used) {
        return Ok(());
    }
    let found = format!("none among {}", parts.len());
    Err(IngestError::Block { block: TABLE, expected: "a model with a share above 0".to_owned(), found })
}

fn task<'json>(entry: &Entry<'json, '_>) -> Result<Task<'json>, IngestError> {
    let models = entry.field("models").unwrap_or(&Value::Null);
    let models = models.as_array().ok_or_else(|| wrong(&entry.at("models"), "a list", models))?;
    Ok(Task {
        tag: entry.text("tag")?,
        category: entry.optional_text("macro_category")?,
        usage: entry.share("usage_share")?,
        tokens: entry.share("token_share")?,
        models,
    })
}

impl<'json> Task<'json> {
    fn parts(&self, path: &str, fields: &mut Fields) -> Result<Vec<Part<'json>>, IngestError> {
        let mut seen = Seen::default();
        read_each(self.models, &format!("{path}.models"), |entry| {
            entry.audit("task.models", &[OF_MODEL], fields);
            let part = self.part(entry)?;
            seen.once(part.model.to_owned(), entry.path())?;
            Ok(part)
        })
    }

    fn part(&self, entry: &Entry<'json, '_>) -> Result<Part<'json>, IngestError> {
        let model = entry.text("id")?;
        Ok(Part {
            tag: self.tag,
            category: self.category,
            task_usage: self.usage,
            task_tokens: self.tokens,
            model,
            usage: entry.share("tag_usage_share")?,
            tokens: entry.share("tag_token_share")?,
            place: Place { path: entry.path().to_owned(), week: None, key: model.to_owned() },
        })
    }
}

fn frame(answer: &Answer<'_>, as_of: Timestamp, parts: Vec<Part<'_>>) -> Result<Frame<TaskShare>, IngestError> {
    let mut columns = vec![
        texts(&TASK_TAG, parts.iter().map(|part| Some(part.tag))),
        texts(&MODEL_PERMASLUG, parts.iter().map(|part| Some(part.model))),
        reals(&TAG_USAGE_SHARE, parts.iter().map(|part| Some(part.usage))),
        reals(&TAG_TOKEN_SHARE, parts.iter().map(|part| Some(part.tokens))),
        reals(&TASK_USAGE_SHARE, parts.iter().map(|part| Some(part.task_usage))),
        reals(&TASK_TOKEN_SHARE, parts.iter().map(|part| Some(part.task_tokens))),
        texts(&MACRO_CATEGORY, parts.iter().map(|part| part.category)),
        instants(&AS_OF_AT, parts.iter().map(|_| Some(as_of))),
    ];
    let places: Vec<_> = parts.into_iter().map(|part| part.place).collect();
    columns.extend(provenance::<TaskShare>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

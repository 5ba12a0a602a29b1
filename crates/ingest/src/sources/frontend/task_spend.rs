//! What a task's money goes to, by model: parts of its spend over a window of days. The answer gives the ten largest
//! models of a task, so that their parts may add up to less than 1.

use schema::{
    Frame,
    columns::{
        CHANGE_POINTS, MACRO_CATEGORY, MODEL_PERMASLUG, TAG_SPEND_SHARE, TASK_SPEND_SHARE, TASK_TAG, WINDOW_DAYS,
    },
    series::{integers, reals, texts},
    tables::TaskSpend,
};
use serde_json::Value;

use crate::{
    Answer, IngestError, Ingested, Note,
    entry::{Entry, Seen, rows, wrong},
    fields::Fields,
    json,
    objects::read_each,
    sources::columns::{Place, provenance},
};

const TABLE: &str = "task_spend";
/// The second half tells of tokens, in field names that nobody has looked at: left aside.
const OF_DATA: &[&str] = &["spend", "tokens"];
/// The last one is known and left aside: each task names its category.
/// A window longer than a year is none.
const MOST_DAYS: i64 = 366;
const OF_SPEND: &[&str] = &["tasks", "windowDays", "macroCategories"];
const OF_TASK: &[&str] = &["macroCategory", "models", "spendShareOfTotal", "tag"];
const OF_MODEL: &[&str] = &["deltaPp", "model", "share"];
/// Parts are rounded, and a little more than 1 says nothing.
const MOST: f64 = 1.001;

/// A task.
struct Task<'json> {
    tag: &'json str,
    category: Option<&'json str>,
    share: f64,
    models: &'json [Value],
}

/// A model's part of a task.
struct Part<'json> {
    tag: &'json str,
    category: Option<&'json str>,
    task_share: f64,
    model: &'json str,
    share: f64,
    change: Option<f64>,
    place: Place,
}

/// Reads an answer.
///
/// # Errors
/// [`IngestError::Value`] for a field that is missing or wrong, and for parts that add up to more than 1;
/// [`IngestError::Twice`] for a task or a model of it that stands there twice; [`IngestError::Block`] for tasks on which
/// nothing was spent.
pub(super) fn task_spend(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (data, mut fields) = (json::data(answer.body)?, Fields::default());
    let halves = Entry::of(&data, "$.data")?;
    halves.audit("data", &[OF_DATA], &mut fields);
    let spend = Entry::of(halves.field("spend").unwrap_or(&Value::Null), "$.data.spend")?;
    spend.audit("spend", &[OF_SPEND], &mut fields);
    let days = spend.optional_count("windowDays")?;
    if let Some(days) = days.filter(|days| !(1..=MOST_DAYS).contains(days)) {
        return Err(wrong("$.data.spend.windowDays", "1 to 366 days", &days.into()));
    }
    let list = rows(spend.field("tasks").unwrap_or(&Value::Null), "$.data.spend.tasks")?;
    let (mut seen, mut empty) = (Seen::default(), 0);
    let parts = read_each(list, "$.data.spend.tasks", |entry| {
        entry.audit("task", &[OF_TASK], &mut fields);
        let task = task(entry)?;
        seen.once(task.tag.to_owned(), entry.path())?;
        empty += usize::from(task.models.is_empty());
        task.parts(entry.path(), &mut fields)
    })?;
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    demand_spend(&parts)?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    let what = "task without models, left aside".to_owned();
    ingested.notes.extend((empty > 0).then_some(Note { block: TABLE, what, count: empty }));
    ingested.add(frame(answer, days, parts)?);
    Ok(ingested)
}

/// An answer in which no money goes anywhere is one whose shares did not arrive.
fn demand_spend(parts: &[Part<'_>]) -> Result<(), IngestError> {
    if parts.iter().any(|part| part.share > 0.0) {
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
        category: entry.optional_text("macroCategory")?,
        share: entry.share("spendShareOfTotal")?,
        models,
    })
}

impl<'json> Task<'json> {
    fn parts(&self, path: &str, fields: &mut Fields) -> Result<Vec<Part<'json>>, IngestError> {
        let mut seen = Seen::default();
        let parts = read_each(self.models, &format!("{path}.models"), |entry| {
            entry.audit("task.models", &[OF_MODEL], fields);
            let part = self.part(entry)?;
            seen.once(part.model.to_owned(), entry.path())?;
            Ok(part)
        })?;
        demand_part(&parts, path)?;
        Ok(parts)
    }

    fn part(&self, entry: &Entry<'json, '_>) -> Result<Part<'json>, IngestError> {
        let model = entry.text("model")?;
        Ok(Part {
            tag: self.tag,
            category: self.category,
            task_share: self.share,
            model,
            share: entry.share("share")?,
            change: entry.optional_real("deltaPp")?,
            place: Place { path: entry.path().to_owned(), week: None, key: model.to_owned() },
        })
    }
}

/// Refuses parts that are of something else than their task.
fn demand_part(parts: &[Part<'_>], path: &str) -> Result<(), IngestError> {
    let sum: f64 = parts.iter().map(|part| part.share).sum();
    if sum <= MOST {
        return Ok(());
    }
    let expected = "shares that add up to 1 at most".to_owned();
    Err(IngestError::Value { path: format!("{path}.models"), expected, found: format!("{sum:.4}") })
}

fn frame(answer: &Answer<'_>, days: Option<i64>, parts: Vec<Part<'_>>) -> Result<Frame<TaskSpend>, IngestError> {
    let mut columns = vec![
        texts(&TASK_TAG, parts.iter().map(|part| Some(part.tag))),
        texts(&MODEL_PERMASLUG, parts.iter().map(|part| Some(part.model))),
        reals(&TAG_SPEND_SHARE, parts.iter().map(|part| Some(part.share))),
        reals(&TASK_SPEND_SHARE, parts.iter().map(|part| Some(part.task_share))),
        texts(&MACRO_CATEGORY, parts.iter().map(|part| part.category)),
        reals(&CHANGE_POINTS, parts.iter().map(|part| part.change)),
        integers(&WINDOW_DAYS, parts.iter().map(|_| days)),
    ];
    let places: Vec<_> = parts.into_iter().map(|part| part.place).collect();
    columns.extend(provenance::<TaskSpend>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

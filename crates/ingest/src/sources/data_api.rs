//! `data_api`: upstream's official datasets, for whoever has a key: the daily data over any days since 2025, the largest
//! apps, what models are used for.

mod meta;
mod task_list;

use jiff::civil::Date;
use schema::View;
use serde_json::Value;

use self::meta::Meta;
use super::{
    app_list::app_ranking,
    daily::{TABLE, Usage, Window, model_daily},
};
use crate::{
    Access, Answer, DayWindows, Fetched, IngestError, Ingested, Pace, Request, Source, day_window,
    entry::{Entry, rows, shown, wrong},
    fields::Fields,
    json,
    objects::read_each,
};

const DAYS: &str = "first and last day, YYYY-MM-DD_YYYY-MM-DD";

pub(super) const SOURCE: Source = Source {
    id: "data_api",
    doc: "official datasets of openrouter.ai, with a key: daily tokens of the 50 largest models, apps, tasks",
    home: "https://openrouter.ai/docs/cookbook/administration/data-api",
    licence: "CC BY 4.0",
    citation: "Source: OpenRouter (openrouter.ai/rankings; for apps, openrouter.ai/apps), as of {captured_at}. Licensed under CC BY 4.0.",
    access: Access::Key { variable: "OPENROUTER_API_KEY", header: "authorization", prefix: "Bearer " },
    pace: Pace { per_minute: 30, per_day: 500 },
    requests: &[
        Request {
            name: "rankings-daily",
            doc: "tokens by day and model, over the days asked for",
            url: "https://openrouter.ai/api/v1/datasets/rankings-daily?start_date={first}&end_date={last}",
            argument: Some(DAYS),
            fetched: Fetched::DayWindows(DayWindows {
                oldest: Date::constant(2025, 1, 1),
                most_days: 366,
                restated_days: 7,
                as_of: meta::as_of,
            }),
            extension: "json",
            tables: &["model_daily"],
            parse: rankings_daily,
        },
        Request {
            name: "app-rankings",
            doc: "the 100 largest public apps of the last thirty days",
            url: "https://openrouter.ai/api/v1/datasets/app-rankings?limit=100",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["app_ranking"],
            parse: app_rankings,
        },
        Request {
            name: "task-classification",
            doc: "what models were used for in the last seven days, by task and model; a sampled estimate",
            url: "https://openrouter.ai/api/v1/classifications/task?window=7d",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["task_share"],
            parse: task_list::task_classification,
        },
    ],
};

const OF_DAY: &[&str] = &["date", "model_permaslug", "total_tokens"];
/// Of an answer. What identifies a user is never read.
const OF_ANSWER: &[&str] = &["data", "meta", "openrouter_metadata", "user_id"];

/// An answer in its parts.
struct Parts {
    data: Value,
    /// The rest of it.
    body: Value,
    fields: Fields,
}

impl Parts {
    fn of(answer: &Answer<'_>) -> Result<Self, IngestError> {
        let (mut body, mut fields) = (json::answer(answer.body)?, Fields::default());
        fields.add_object("answer", &body, &[OF_ANSWER]);
        let data = json::take_data(&mut body)?;
        Ok(Self { data, body: Value::Object(body), fields })
    }

    fn meta(&mut self) -> Result<Meta, IngestError> {
        Meta::of(&self.body, &mut self.fields)
    }
}

fn rankings_daily(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let argument = answer.about(DAYS)?;
    let asked = day_window(argument).ok_or_else(|| IngestError::Argument { what: DAYS, found: shown(argument) })?;
    let window = Window { first: asked.0, last: asked.1 };
    let mut parts = Parts::of(answer)?;
    let meta = parts.meta()?;
    let Parts { data, mut fields, .. } = parts;
    let usages = read_each(rows(&data, "$.data")?, "$.data", |entry| {
        entry.audit("row", &[OF_DAY], &mut fields);
        usage(entry, window)
    })?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    ingested.notes.extend(meta.uncovered(window));
    ingested.add_noted(model_daily(answer, meta.as_of, window, usages)?);
    Ok(ingested)
}

fn usage<'json>(entry: &Entry<'json, '_>, window: Window) -> Result<Usage<'json>, IngestError> {
    let day = entry.day("date")?;
    window.demand(day, &entry.at("date"))?;
    let (label, tokens) = (entry.text("model_permaslug")?, entry.count("total_tokens")?);
    Ok(Usage { day, label, tokens, rank: None, path: entry.path().to_owned() })
}

/// Without a window of ours upstream takes the last thirty complete days.
fn app_rankings(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    const MONTH: std::ops::RangeInclusive<i64> = 28..=31;
    let mut parts = Parts::of(answer)?;
    let meta = parts.meta()?;
    if let Some(days) = meta.days().filter(|days| !MONTH.contains(days)) {
        return Err(wrong("$.meta.end_date", "the last day of a month of days", &Value::from(format!("{days} days"))));
    }
    let mut ingested = Ingested::default();
    ingested.add_noted(app_ranking(answer, View::Month, &parts.data, "$.data")?);
    ingested.add_fields("app_ranking", parts.fields);
    Ok(ingested)
}

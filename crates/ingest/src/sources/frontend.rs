//! `frontend`: the JSON behind upstream's pages. Undocumented and under disputed terms, so only ever imported here;
//! fetching it is off until a user turns it on.

mod effective_pricing;
mod task_spend;

use schema::{View, columns::VENDOR_LABEL, tables::VendorChart};
use serde_json::Value;

use super::{
    TERMS,
    app_list::app_ranking,
    columns::{chart, model_chart},
    model_list::model_ranking,
};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Pace, Request, Source,
    block::Block,
    chart::{Level, only},
    entry::wrong,
    json,
};

const RETRIEVED: &str = "OpenRouter, openrouter.ai/rankings, retrieved {captured_at}";

pub(super) const SOURCE: Source = Source {
    id: "frontend",
    doc: "JSON behind the pages of openrouter.ai: charts, model rankings, app lists, spend by task, prices paid",
    home: "https://openrouter.ai/rankings",
    licence: "none stated for these paths; facts",
    citation: RETRIEVED,
    access: Access::Terms { concern: TERMS },
    pace: Pace::POLITE,
    requests: &[
        Request {
            name: "market-share",
            doc: "weekly tokens by vendor, top nine or ten and others",
            url: "https://openrouter.ai/api/frontend/v1/rankings/market-share",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["vendor_chart"],
            parse: market_share,
        },
        Request {
            name: "model-rankings-chart",
            doc: "weekly tokens by model, top nine and others",
            url: "https://openrouter.ai/api/frontend/v1/rankings/model-rankings-chart",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["model_chart"],
            parse: model_rankings_chart,
        },
        Request {
            name: "models-day",
            doc: "every model's tokens of the last complete UTC day",
            url: "https://openrouter.ai/api/frontend/v1/rankings/models?view=day",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["model_ranking"],
            parse: |answer| models(answer, View::Day),
        },
        Request {
            name: "models-week",
            doc: "every model's tokens of the last seven days",
            url: "https://openrouter.ai/api/frontend/v1/rankings/models?view=week",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["model_ranking"],
            parse: |answer| models(answer, View::Week),
        },
        Request {
            name: "models-month",
            doc: "every model's tokens of the last thirty days",
            url: "https://openrouter.ai/api/frontend/v1/rankings/models?view=month",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["model_ranking"],
            parse: |answer| models(answer, View::Month),
        },
        Request {
            name: "apps",
            doc: "the largest public apps of the last day, week and month",
            url: "https://openrouter.ai/api/frontend/v1/rankings/apps",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["app_ranking"],
            parse: apps,
        },
        Request {
            name: "task-spend",
            doc: "what a task's money goes to, by model, over the last thirty days",
            url: "https://openrouter.ai/api/frontend/v1/rankings/task-spend",
            argument: None,
            fetched: Fetched::Whole,
            extension: "json",
            tables: &["task_spend"],
            parse: task_spend::task_spend,
        },
        // The last one: it could use up the requests of a day.
        Request {
            name: "effective-pricing",
            doc: "what a model's tokens cost on average over the last seven days, cache and discounts contained",
            url: "https://openrouter.ai/api/frontend/v1/stats/effective-pricing?permaslug={slug}&variant=standard&shape=v7&range=1w",
            argument: Some(effective_pricing::MODEL),
            fetched: Fetched::EachModel,
            extension: "json",
            tables: &["effective_price"],
            parse: effective_pricing::effective_pricing,
        },
    ],
};

fn market_share(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let block = Block::of_json("$.data", json::data(answer.body)?);
    let mut ingested = Ingested::default();
    let found = only(Level::Vendor, "vendor_chart", &[block])?;
    ingested.add_noted(chart::<VendorChart>(answer, found, &VENDOR_LABEL, Vec::new())?);
    Ok(ingested)
}

/// The chart stands under `data.data`, and under `data` where a tracker kept the inner answer only.
fn model_rankings_chart(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let mut data = json::data(answer.body)?;
    let block = match data.get_mut("data").map(Value::take) {
        Some(inner) => Block::of_json("$.data.data", inner),
        None => Block::of_json("$.data", data),
    };
    let mut ingested = Ingested::default();
    let found = only(Level::Model, "model_chart", &[block])?;
    ingested.add_noted(model_chart(answer, found)?);
    Ok(ingested)
}

fn models(answer: &Answer<'_>, view: View) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let mut ingested = Ingested::default();
    ingested.add_noted(model_ranking(answer, view, &data, "$.data")?);
    Ok(ingested)
}

fn apps(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let data = json::data(answer.body)?;
    let mut views = Vec::new();
    for view in View::ALL {
        if let Some(list) = data.get(view.word()) {
            views.push(app_ranking(answer, *view, list, &format!("$.data.{view}"))?);
        }
    }
    if views.is_empty() {
        return Err(wrong("$.data", "an object with `day`, `week` or `month`", &data));
    }
    let mut ingested = Ingested::default();
    ingested.add_views(views)?;
    Ok(ingested)
}

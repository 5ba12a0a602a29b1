//! `apps`: the public page of one app, whose stream holds a weekly chart of the app's tokens by model.

use schema::{
    columns::{APP_ID, MODEL_LABEL},
    series::texts,
    tables::AppModelChart,
};

use super::{TERMS, blocks::blocks, columns::chart};
use crate::{Access, Answer, Fetched, IngestError, Ingested, Pace, Request, Source, chart::Level};

const APP: &str = "the app's number or slug";

pub(super) const SOURCE: Source = Source {
    id: "apps",
    doc: "public app pages: which models an app uses, week by week (until May 2026)",
    home: "https://openrouter.ai/apps",
    licence: "none stated; facts",
    citation: "OpenRouter, openrouter.ai/apps, retrieved {captured_at}",
    access: Access::Terms { concern: TERMS },
    pace: Pace::POLITE,
    requests: &[Request {
        name: "page",
        doc: "one app's page, as stream or HTML",
        url: "https://openrouter.ai/apps/{argument}",
        argument: Some(APP),
        fetched: Fetched::Never,
        extension: "rsc",
        tables: &["app_model_chart"],
        parse: page,
    }],
};

fn page(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let app = answer.about(APP)?;
    let blocks = blocks(answer.body)?;
    let found = blocks.chart(Level::Model, "app_model_chart")?;
    let apps = texts(&APP_ID, found.points.iter().map(|_| Some(app)));
    let mut ingested = Ingested { notes: blocks.notes, ..Ingested::default() };
    ingested.add_noted(chart::<AppModelChart>(answer, found, &MODEL_LABEL, vec![apps])?);
    Ok(ingested)
}

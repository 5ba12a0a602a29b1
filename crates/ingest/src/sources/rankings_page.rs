//! `rankings_page`: the page whose stream the published analysis read, in both carriers. The stream was empty from
//! mid-May 2026 on; the parser stays because archived pages must stay readable.

use schema::{View, columns::VENDOR_LABEL, tables::VendorChart};

use super::{
    TERMS,
    app_list::app_ranking,
    blocks::blocks,
    columns::{chart, model_chart},
    model_list::model_ranking,
};
use crate::{Access, Answer, Fetched, IngestError, Ingested, Pace, Request, Source, chart::Level};

pub(super) const SOURCE: Source = Source {
    id: "rankings_page",
    doc: "the rankings page: weekly tokens by vendor and by model over a year or more (until May 2026)",
    home: "https://openrouter.ai/rankings",
    licence: "none stated; facts",
    citation: "OpenRouter, openrouter.ai/rankings, retrieved {captured_at}",
    access: Access::Terms { concern: TERMS },
    pace: Pace::POLITE,
    requests: &[
        Request {
            name: "page",
            doc: "the page as HTML, its stream cut into script tags",
            url: "https://openrouter.ai/rankings",
            argument: None,
            fetched: Fetched::Whole,
            extension: "html",
            tables: &["vendor_chart", "model_chart", "app_ranking", "model_ranking"],
            parse,
        },
        Request {
            name: "stream",
            doc: "the raw stream that the page is made from (header `RSC: 1`)",
            url: "https://openrouter.ai/rankings",
            argument: None,
            fetched: Fetched::Stream,
            extension: "rsc",
            tables: &["vendor_chart", "model_chart", "app_ranking", "model_ranking"],
            parse,
        },
    ],
};

/// The charts are demanded; app lists and model lists are taken where they stand. A list that doesn't name its view is
/// what the page shows first: apps by month, models by week.
fn parse(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let mut blocks = blocks(answer.body)?;
    let mut ingested = Ingested::default();
    let vendors = blocks.chart(Level::Vendor, "vendor_chart")?;
    ingested.add_noted(chart::<VendorChart>(answer, vendors, &VENDOR_LABEL, Vec::new())?);
    let models = blocks.chart(Level::Model, "model_chart")?;
    ingested.add_noted(model_chart(answer, models)?);
    let lists = blocks.by_view("app_ranking", "app_id", View::Month);
    let frames = lists.into_iter().map(|(view, list)| app_ranking(answer, view, &list.value, &list.path));
    ingested.add_views(frames.collect::<Result<_, _>>()?)?;
    let lists = blocks.by_view("model_ranking", "model_permaslug", View::Week);
    let frames = lists.into_iter().map(|(view, list)| model_ranking(answer, view, &list.value, &list.path));
    ingested.add_views(frames.collect::<Result<_, _>>()?)?;
    ingested.notes.extend(blocks.notes);
    Ok(ingested)
}

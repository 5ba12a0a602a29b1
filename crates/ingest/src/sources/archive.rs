//! `archive`: tables of weeks that someone else kept, older than what upstream shows. A map says which column is what.
//!
//! Figures are taken as they stand; what a keeper's merging has added, and parts that are not those of their total, are
//! found and named. Prices in archives are never read: they are not of the day.

mod document;
mod parts;
mod rows;
mod weeks;

use std::collections::BTreeSet;

use polars::prelude::Column as Series;
use schema::{
    Frame, Note,
    columns::{
        APP_ID, CACHED_TOKENS, COMPLETION_TOKENS, MODEL_LABEL, PROMPT_TOKENS, TOKENS, VENDOR_LABEL, WEEK_START_DATE,
    },
    series::{dates, integers, texts},
    tables::{AppModelChart, ModelChart, SiteChart, VendorChart},
};

use self::rows::{Parts, Row};
use super::columns::{Place, chart, model_chart, provenance};
use crate::{
    Access, Answer, ArchiveMap, Fetched, IngestError, Ingested, Pace, Request, Source,
    block::Block,
    capture_day,
    chart::{Chart, Level, only},
    entry::shown,
    fields::Fields,
};

const NAME: &str = "the map's name";
const MAP: &str = "a map that says which column is what";
const URL: &str = "https://github.com/{argument}";

pub(super) const SOURCE: Source = Source {
    id: "archive",
    doc: "tables of weeks that other people kept, each with a map in data/maps that says how it is read",
    home: "https://github.com",
    licence: "as the map says",
    citation: "as the map says, captured {captured_at}",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[
        Request {
            name: "vendor-weeks",
            doc: "tokens by week and vendor, copied from the vendor chart",
            url: URL,
            argument: Some(NAME),
            fetched: Fetched::Never,
            extension: "csv",
            tables: &["vendor_chart"],
            parse: vendor_weeks,
        },
        Request {
            name: "model-weeks",
            doc: "tokens by week and model, copied from the model chart or a weekly list, perhaps with their parts",
            url: URL,
            argument: Some(NAME),
            fetched: Fetched::Never,
            extension: "json",
            tables: &["model_chart"],
            parse: model_weeks,
        },
        Request {
            name: "app-weeks",
            doc: "tokens by week, app and model, copied from the charts of app pages",
            url: URL,
            argument: Some(NAME),
            fetched: Fetched::Never,
            extension: "json",
            tables: &["app_model_chart"],
            parse: app_weeks,
        },
        Request {
            name: "site-weeks",
            doc: "tokens of the whole site by week, to compare with",
            url: URL,
            argument: Some(NAME),
            fetched: Fetched::Never,
            extension: "csv",
            tables: &["site_chart"],
            parse: site_weeks,
        },
    ],
};

fn vendor_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    const TABLE: &str = "vendor_chart";
    let mut ingested = Ingested::default();
    let found = if let Some(rows) = rows(answer, &mut ingested.fields)? {
        let (kept, notes) = weeks::without_stale(TABLE, labelled(TABLE, rows)?)?;
        ingested.notes.extend(notes.into_iter().chain(without_others(TABLE, &kept)));
        as_chart(kept)
    } else {
        only(Level::Vendor, TABLE, &[block(answer)?])?
    };
    ingested.add_noted(chart::<VendorChart>(answer, found, &VENDOR_LABEL, Vec::new())?);
    Ok(ingested)
}

fn model_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    const TABLE: &str = "model_chart";
    let mut ingested = Ingested::default();
    let Some(rows) = rows(answer, &mut ingested.fields)? else {
        ingested.add_noted(model_chart(answer, only(Level::Model, TABLE, &[block(answer)?])?)?);
        return Ok(ingested);
    };
    let mut rows = labelled(TABLE, rows)?;
    demand_models(TABLE, &rows)?;
    ingested.notes.extend(parts::checked(TABLE, &mut rows)?);
    ingested.notes.extend(without_others(TABLE, &rows));
    let parts = part_columns(&rows);
    ingested.add_noted(chart::<ModelChart>(answer, as_chart(rows), &MODEL_LABEL, parts)?);
    Ok(ingested)
}

fn app_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    const TABLE: &str = "app_model_chart";
    let mut ingested = Ingested::default();
    let rows = rows(answer, &mut ingested.fields)?;
    let rows = rows.ok_or_else(|| no_columns(TABLE, "columns, and that of the app among them"))?;
    let rows = labelled(TABLE, rows)?;
    if rows.iter().any(|row| row.app.is_none()) {
        return Err(no_columns(TABLE, "the column of the app"));
    }
    let apps: Vec<_> = rows.iter().map(|row| row.app.clone()).collect();
    let apps = texts(&APP_ID, apps.iter().map(Option::as_deref));
    ingested.add_noted(chart::<AppModelChart>(answer, as_chart(rows), &MODEL_LABEL, vec![apps])?);
    Ok(ingested)
}

fn site_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    const TABLE: &str = "site_chart";
    let mut ingested = Ingested::default();
    let rows = rows(answer, &mut ingested.fields)?.ok_or_else(|| no_columns(TABLE, "columns"))?;
    let last = rows.iter().map(|row| row.week).max();
    let late = last.map(|last| capture_day::checked(answer, TABLE, last)).transpose()?.flatten();
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.tokens))),
    ];
    let place = |row: Row| Place { path: row.path, week: Some(row.week), key: answer.source.to_owned() };
    columns.extend(provenance::<SiteChart>(answer, &rows.into_iter().map(place).collect::<Vec<_>>()));
    ingested.add(Frame::<SiteChart>::from_columns(columns)?);
    ingested.notes.extend(late);
    Ok(ingested)
}

/// A body as JSON; a list is one, too.
pub(super) fn document(body: &[u8]) -> Result<serde_json::Value, IngestError> {
    document::read(body)
}

/// The rows of the file; none where the map has no columns, and the list is a chart as upstream sends it. What the map
/// names is known; a keeper's other columns are nobody's news.
fn rows(answer: &Answer<'_>, fields: &mut Fields) -> Result<Option<Vec<Row>>, IngestError> {
    let map = map(answer)?;
    map.columns.as_ref().map(|columns| rows::rows(map, columns, answer.body, fields)).transpose()
}

/// The chart of the file.
fn block(answer: &Answer<'_>) -> Result<Block, IngestError> {
    let document = document::read(answer.body)?;
    let (path, list) = document::list(map(answer)?, &document)?;
    Ok(Block::of_json(&path, list.clone()))
}

fn map<'answer>(answer: &Answer<'answer>) -> Result<&'answer ArchiveMap, IngestError> {
    answer.map.ok_or(IngestError::NoArgument { what: MAP })
}

fn labelled(block: &'static str, rows: Vec<Row>) -> Result<Vec<Row>, IngestError> {
    if rows.iter().any(|row| row.label.is_empty()) {
        Err(no_columns(block, "the column of the label"))
    } else {
        Ok(rows)
    }
}

/// A vendor is no model: its weeks would be taken for those of a model of its name.
fn demand_models(block: &'static str, rows: &[Row]) -> Result<(), IngestError> {
    if rows.iter().any(|row| row.label.contains('/')) {
        return Ok(());
    }
    let expected = "labels of models, such as `openai/gpt-5.4`".to_owned();
    let found = rows.first().map_or_else(|| "none".to_owned(), |row| format!("`{}`", shown(&row.label)));
    Err(IngestError::Block { block, expected, found })
}

fn no_columns(block: &'static str, what: &str) -> IngestError {
    IngestError::Block { block, expected: format!("a map that names {what}"), found: "none".to_owned() }
}

fn as_chart(rows: Vec<Row>) -> Chart {
    let last = rows.iter().map(|row| row.week).max();
    let points = rows.into_iter().map(Row::into_point).collect();
    Chart { points, last, notes: Vec::new(), fields: Fields::default() }
}

fn part_columns(rows: &[Row]) -> Vec<Series> {
    let column = |column, part: fn(&Parts) -> Option<i64>| integers(column, rows.iter().map(|row| part(&row.parts)));
    vec![
        column(&PROMPT_TOKENS, |parts| parts.prompt),
        column(&COMPLETION_TOKENS, |parts| parts.completion),
        column(&CACHED_TOKENS, |parts| parts.cached),
    ]
}

/// A list of the largest without a remainder has no total: what is a share of it is no share of the site.
fn without_others(block: &'static str, rows: &[Row]) -> Option<Note> {
    let with: BTreeSet<_> =
        rows.iter().filter(|row| row.label.eq_ignore_ascii_case("others")).map(|row| row.week).collect();
    let without: BTreeSet<_> = rows.iter().map(|row| row.week).filter(|week| !with.contains(week)).collect();
    let what = "week without `Others`: what the site had besides is not known, and shares are of the listed".to_owned();
    (!without.is_empty()).then_some(Note { block, what, count: without.len() })
}

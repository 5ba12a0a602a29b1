//! `archive`: tables of weeks that someone else kept, older than what upstream shows. A map says which column is what.
//!
//! Figures are taken as they stand; what a keeper's merging has added is found and named. Prices in archives are never
//! read: they are not of the day.

mod rows;
mod weeks;

use schema::{
    columns::{APP_ID, MODEL_LABEL, VENDOR_LABEL},
    series::texts,
    tables::{AppModelChart, VendorChart},
};

use self::rows::Row;
use super::columns::chart;
use crate::{Answer, IngestError, Ingested, Request, Source, chart::Chart};

const NAME: &str = "the map's name";
const MAP: &str = "a map that says which column is what";

pub(super) const SOURCE: Source = Source {
    id: "archive",
    doc: "tables of weeks that other people kept, each with a map in data/maps that says how it is read",
    home: "https://github.com",
    licence: "as the map says",
    citation: "as the map says, captured {captured_at}",
    requests: &[
        Request {
            name: "vendor-weeks",
            doc: "tokens by week and vendor, copied from the vendor chart",
            url: "https://github.com/{argument}",
            argument: Some(NAME),
            extension: "csv",
            tables: &["vendor_chart"],
            parse: vendor_weeks,
        },
        Request {
            name: "app-weeks",
            doc: "tokens by week, app and model, copied from the charts of app pages",
            url: "https://github.com/{argument}",
            argument: Some(NAME),
            extension: "json",
            tables: &["app_model_chart"],
            parse: app_weeks,
        },
    ],
};

fn vendor_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (kept, notes) = weeks::without_stale("vendor_chart", rows(answer)?)?;
    let mut ingested = Ingested { notes, ..Ingested::default() };
    ingested.add_noted(chart::<VendorChart>(answer, as_chart(kept), &VENDOR_LABEL, Vec::new())?);
    Ok(ingested)
}

fn app_weeks(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let rows = rows(answer)?;
    if let Some(row) = rows.iter().find(|row| row.app.is_none()) {
        return Err(IngestError::Block {
            block: "app_model_chart",
            expected: "an app in each row, and its column in the map".to_owned(),
            found: format!("none in {}", row.path),
        });
    }
    let apps: Vec<_> = rows.iter().map(|row| row.app.clone()).collect();
    let apps = texts(&APP_ID, apps.iter().map(Option::as_deref));
    let mut ingested = Ingested::default();
    ingested.add_noted(chart::<AppModelChart>(answer, as_chart(rows), &MODEL_LABEL, vec![apps])?);
    Ok(ingested)
}

fn rows(answer: &Answer<'_>) -> Result<Vec<Row>, IngestError> {
    let map = answer.map.ok_or(IngestError::NoArgument { what: MAP })?;
    rows::rows(map, answer.body)
}

fn as_chart(rows: Vec<Row>) -> Chart {
    let last = rows.iter().map(|row| row.week).max();
    Chart { points: rows.into_iter().map(Row::into_point).collect(), last, notes: Vec::new() }
}

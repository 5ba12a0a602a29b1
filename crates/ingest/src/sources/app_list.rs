//! A list of apps as rows, wherever it stands: a trailing total by app. Apps opt in, and hidden ones keep their rank.

use schema::{
    Frame, View,
    columns::{APP_ID, APP_NAME, APP_RANK, APP_SLUG, REQUEST_COUNT, TOKENS, VIEW},
    series::{integers, texts},
    tables::AppRanking,
};
use serde_json::Value;

use super::columns::{Place, provenance};
use crate::{
    Answer, IngestError,
    answer::Noted,
    entry::{Entry, Seen, rows},
    fields::Fields,
    objects::read_each,
    total::demand_total,
};

const USED: &[&str] = &["app", "app_id", "app_name", "rank", "total_requests", "total_tokens"];
/// Of the app itself. Addresses and descriptions are untrusted text that no table needs.
const OF_APP: &[&str] = &[
    "categories",
    "created_at",
    "description",
    "favicon_url",
    "icon_class_name",
    "id",
    "main_url",
    "origin_url",
    "related_apps",
    "slug",
    "source_code_url",
    "title",
];

/// One app of a view.
struct App<'json> {
    id: String,
    rank: i64,
    tokens: i64,
    requests: Option<i64>,
    slug: Option<&'json str>,
    name: Option<&'json str>,
    place: Place,
}

/// Rows of a list of apps.
///
/// # Errors
/// [`IngestError::Value`] for a field that is missing or wrong, [`IngestError::Twice`] for an app that stands there
/// twice, [`IngestError::Block`] for a list in which no app used anything.
pub(super) fn app_ranking(
    answer: &Answer<'_>,
    view: View,
    list: &Value,
    path: &str,
) -> Result<Noted<AppRanking>, IngestError> {
    let (mut fields, mut seen) = (Fields::default(), Seen::default());
    let apps = read_each(rows(list, path)?, path, |entry| {
        entry.audit("app", &[USED], &mut fields);
        let app = app(entry, &mut fields)?;
        seen.once(app.id.clone(), entry.path())?;
        Ok(app)
    })?;
    demand_total("app_ranking", "total_tokens", apps.iter().map(|app| app.tokens))?;
    let notes = fields.notes("app_ranking").collect();
    Ok(Noted { frame: frame(answer, view, apps)?, notes, fields })
}

fn app<'json>(entry: &Entry<'json, '_>, fields: &mut Fields) -> Result<App<'json>, IngestError> {
    let id = entry.count("app_id")?.to_string();
    let place = entry.at("app");
    let about = entry.field("app").map(|about| Entry::of(about, &place)).transpose()?;
    if let Some(about) = &about {
        about.audit("app.app", &[OF_APP], fields);
    }
    let named = |name: &str| about.as_ref().map_or(Ok(None), |about| about.optional_text(name));
    Ok(App {
        rank: entry.count("rank")?,
        tokens: entry.count("total_tokens")?,
        requests: entry.optional_count("total_requests")?,
        slug: named("slug")?.filter(|slug| !slug.is_empty()),
        name: named("title")?.or(entry.optional_text("app_name")?),
        place: Place { week: None, key: id.clone(), path: entry.path().to_owned() },
        id,
    })
}

fn frame(answer: &Answer<'_>, view: View, apps: Vec<App<'_>>) -> Result<Frame<AppRanking>, IngestError> {
    let mut columns = vec![
        texts(&VIEW, apps.iter().map(|_| Some(view.word()))),
        texts(&APP_ID, apps.iter().map(|app| Some(app.id.as_str()))),
        integers(&APP_RANK, apps.iter().map(|app| Some(app.rank))),
        integers(&TOKENS, apps.iter().map(|app| Some(app.tokens))),
        integers(&REQUEST_COUNT, apps.iter().map(|app| app.requests)),
        texts(&APP_SLUG, apps.iter().map(|app| app.slug)),
        texts(&APP_NAME, apps.iter().map(|app| app.name)),
    ];
    let places: Vec<_> = apps.into_iter().map(|app| app.place).collect();
    columns.extend(provenance::<AppRanking>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

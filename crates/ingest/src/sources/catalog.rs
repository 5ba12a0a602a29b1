//! `catalog`: the list of models with their list prices. Official and without a key.

mod price_condition;

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Variant,
    columns::{
        CANONICAL_SLUG, CONTEXT_TOKENS, CREATED_AT, EXPIRATION_DATE, IS_ALIAS, MODEL_ID, MODEL_NAME, RELEASED_DATE,
        VARIANT,
    },
    day,
    series::{dates, instants, integers, texts, truths},
    tables::Catalog,
};
use serde_json::{Map, Value};

use self::price_condition::{Condition, Owner, conditions};
use super::{
    columns::{Place, provenance},
    list_price::{self, ListPrice, demand_plausible},
    next_page::{demand_few, join, refused},
};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Pace, Request, Source,
    entry::{Entry, Seen, rows, shown, wrong},
    faults::Faults,
    fields::Fields,
    json,
    objects::read_each,
};

pub(super) const SOURCE: Source = Source {
    id: "catalog",
    doc: "the models that openrouter.ai serves today, with list prices",
    home: "https://openrouter.ai/models",
    licence: "none stated; facts",
    citation: "OpenRouter models API, retrieved {captured_at}",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "models",
        doc: "all models and their prices, those under a condition too",
        url: "https://openrouter.ai/api/v1/models?output_modalities=all",
        argument: None,
        fetched: Fetched::Pages(next_page),
        extension: "json",
        tables: &["catalog", "price_condition"],
        parse: models,
    }],
};

const TABLE: &str = "catalog";
const OF_ANSWER: &[&str] = &["data", "links", "total_count"];
const USED: &[&str] = &["canonical_slug", "context_length", "created", "expiration_date", "id", "name", "pricing"];
/// Known and left aside. `benchmarks` repeats figures that may not be republished: it is never stored in a table.
const IGNORED: &[&str] = &[
    "alias_target",
    "architecture",
    "benchmarks",
    "default_parameters",
    "description",
    "hugging_face_id",
    "knowledge_cutoff",
    "links",
    "per_request_limits",
    "reasoning",
    "supported_parameters",
    "supported_voices",
    "top_provider",
];

/// One page of it; mostly the only one.
struct Page {
    place: String,
    data: Value,
    /// The rest of it.
    body: Map<String, Value>,
}

impl Page {
    fn of(place: String, body: &[u8], fields: &mut Fields) -> Result<Self, IngestError> {
        let mut body = json::answer(body)?;
        fields.add_object("answer", &body, &[OF_ANSWER]);
        let data = json::take_data(&mut body)?;
        Ok(Self { place, data, body })
    }
}

/// One entry of the catalogue.
struct Model<'json> {
    id: &'json str,
    slug: Option<&'json str>,
    name: Option<&'json str>,
    created: Option<Timestamp>,
    expires: Option<Date>,
    context: Option<i64>,
    price: ListPrice,
    request: Option<String>,
    place: Place,
}

fn models(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (mut fields, mut of_conditions) = (Fields::default(), Fields::default());
    let pages = answer.pages().map(|(place, body)| Page::of(place, body, &mut fields));
    let pages = pages.collect::<Result<Vec<_>, _>>()?;
    let (models, conditioned) = entries(&pages, &mut fields, &mut of_conditions)?;
    refuse_part(&pages, models.len())?;
    demand_prices(&models)?;
    let implausible = demand_plausible(TABLE, &models.iter().map(|model| &model.price).collect::<Vec<_>>())?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    // What is new among conditions is told by what it costs: a price whose condition is not known.
    ingested.fields.extend(of_conditions);
    ingested.notes.extend(implausible);
    ingested.notes.extend(price_condition::notes(&conditioned));
    ingested.add(frame(answer, models)?);
    ingested.add(price_condition::frame(answer, conditioned)?);
    Ok(ingested)
}

/// The models of all pages, and the conditions of their prices.
fn entries<'json>(
    pages: &'json [Page],
    fields: &mut Fields,
    of_conditions: &mut Fields,
) -> Result<(Vec<Model<'json>>, Vec<Condition<'json>>), IngestError> {
    let (mut models, mut conditioned) = (Vec::new(), Vec::new());
    let (mut seen, mut faults) = (Seen::default(), Faults::default());
    for Page { place, data, .. } in pages {
        let path = format!("{place}.data");
        let read = read_each(rows(data, &path)?, &path, |entry| {
            entry.audit("model", &[USED, IGNORED], fields);
            let model = model(entry, fields)?;
            seen.once(model.id.to_owned(), entry.path())?;
            let owner = Owner { id: model.id, slug: model.slug };
            conditioned.extend(conditions(entry, owner, of_conditions)?);
            Ok(model)
        });
        models.extend(faults.kept(read).unwrap_or_default());
    }
    faults.none().map(|()| (models, conditioned))
}

/// A catalogue in which everything is free is one whose prices did not arrive.
fn demand_prices(models: &[Model<'_>]) -> Result<(), IngestError> {
    if models.iter().any(|model| model.price.costs()) {
        return Ok(());
    }
    let found = format!("none among {} models", models.len());
    Err(IngestError::Block { block: TABLE, expected: "a price above 0".to_owned(), found })
}

/// Some pages of a catalogue look like a catalogue that shrank.
fn refuse_part(pages: &[Page], found: usize) -> Result<(), IngestError> {
    let totals: Vec<u64> = pages.iter().filter_map(|page| page.body.get("total_count")?.as_u64()).collect();
    let missed = totals.iter().rfind(|total| u64::try_from(found) != Ok(**total));
    let next = pages.last().and_then(|page| page.body.get("links")?.get("next")?.as_str());
    if missed.is_none() && next.is_none() {
        return Ok(());
    }
    let total = missed.or(totals.last()).map_or_else(|| "all".to_owned(), u64::to_string);
    let next = next.map(|next| format!(", to be continued at `{}`", shown(next))).unwrap_or_default();
    let (expected, found) = (format!("{total} models in one answer"), format!("{found}{next}"));
    Err(IngestError::Block { block: TABLE, expected, found })
}

fn model<'json>(entry: &Entry<'json, '_>, fields: &mut Fields) -> Result<Model<'json>, IngestError> {
    let id = entry.text("id")?;
    let price = ListPrice::of(entry, "model.pricing", fields)?;
    Ok(Model {
        id,
        slug: entry.optional_text("canonical_slug")?.filter(|slug| !slug.is_empty()),
        name: entry.optional_text("name")?,
        created: created(entry)?,
        expires: entry.optional_day("expiration_date")?,
        context: entry.optional_count("context_length")?,
        price,
        request: list_price::per_request(entry)?,
        place: Place { path: entry.path().to_owned(), week: None, key: id.to_owned() },
    })
}

fn created(entry: &Entry<'_, '_>) -> Result<Option<Timestamp>, IngestError> {
    let read = |seconds: i64| {
        let instant = Timestamp::from_second(seconds).ok();
        instant.ok_or_else(|| wrong(&entry.at("created"), "seconds since 1970", &seconds.into()))
    };
    entry.optional_count("created")?.map(read).transpose()
}

/// The part of an id behind its last `:`.
fn variant(id: &str) -> &str {
    id.rsplit_once(':').map_or(Variant::STANDARD, |(_, variant)| variant)
}

fn frame(answer: &Answer<'_>, models: Vec<Model<'_>>) -> Result<Frame<Catalog>, IngestError> {
    let mut columns = vec![
        texts(&MODEL_ID, models.iter().map(|model| Some(model.id))),
        texts(&VARIANT, models.iter().map(|model| Some(variant(model.id)))),
        truths(&IS_ALIAS, models.iter().map(|model| Some(model.id.starts_with('~')))),
        texts(&CANONICAL_SLUG, models.iter().map(|model| model.slug)),
        texts(&MODEL_NAME, models.iter().map(|model| model.name)),
        instants(&CREATED_AT, models.iter().map(|model| model.created)),
        dates(&RELEASED_DATE, models.iter().map(|model| model.created.map(day::of))),
        dates(&EXPIRATION_DATE, models.iter().map(|model| model.expires)),
        integers(&CONTEXT_TOKENS, models.iter().map(|model| model.context)),
    ];
    columns.extend(list_price::columns(&models.iter().map(|model| &model.price).collect::<Vec<_>>()));
    columns.extend(list_price::request_columns(models.iter().map(|model| model.request.as_deref())));
    let places: Vec<_> = models.into_iter().map(|model| model.place).collect();
    columns.extend(provenance::<Catalog>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

/// Upstream names the page behind one, if there is any.
fn next_page(asked: &str, pages: &[&[u8]]) -> Result<Option<String>, IngestError> {
    let links = pages.iter().map(|page| link(page)).collect::<Result<Vec<_>, _>>()?;
    let Some((Some(link), before)) = links.split_last() else { return Ok(None) };
    demand_few(TABLE, pages)?;
    if !is_of_models(link) {
        return Err(refused(LINK, "null, or an address below `/api/v1/models` of the same host", link));
    }
    let next = join(asked, link).ok_or_else(|| refused(LINK, "a page behind an address", asked))?;
    if next == asked || before.iter().flatten().any(|earlier| earlier == link) {
        return Err(refused(LINK, "a page that was not asked for before", link));
    }
    Ok(Some(next))
}

const LINK: &str = "$.links.next";

/// What a page names as the next.
fn link(page: &[u8]) -> Result<Option<String>, IngestError> {
    let mut body = json::answer(page)?;
    rows(&json::take_data(&mut body)?, "$.data")?;
    match body.get("links").and_then(|links| links.get("next")) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(link)) => Ok(Some(link.clone())),
        Some(other) => Err(wrong(LINK, "text or null", other)),
    }
}

/// Whether a link leads nowhere else: a list of models has no dots to climb by.
fn is_of_models(link: &str) -> bool {
    let behind = link.strip_prefix("/api/v1/models");
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\\#".contains(&byte);
    behind.is_some_and(|rest| rest.starts_with(['?', '/']) && rest.bytes().all(is_plain) && !rest.contains(".."))
}

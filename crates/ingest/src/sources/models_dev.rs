//! `models_dev`: prices and facts of models that volunteers keep, by provider: which have open weights, and prices where
//! upstream's catalogue has none. Its prices are numbers, per million tokens already.

mod price_map;

use serde_json::{Map, Value};

use self::price_map::{Model, Slips, frame, model};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    entry::{Entry, shown, wrong},
    faults::Faults,
    fields::Fields,
    json,
};

pub(super) const SOURCE: Source = Source {
    id: "models_dev",
    doc: "prices and facts of models by provider, kept by volunteers",
    home: "https://models.dev",
    licence: "MIT",
    citation: "models.dev, retrieved {captured_at}. MIT licence.",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "models",
        doc: "all providers and their models",
        url: "https://models.dev/api.json",
        argument: None,
        fetched: Fetched::Whole,
        extension: "json",
        tables: &["price_map"],
        parse: models,
    }],
};

const TABLE: &str = "price_map";
const OF_PROVIDER: &[&str] = &["api", "doc", "env", "id", "models", "name", "npm"];

fn models(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let body = json::answer(answer.body)?;
    let (mut found, mut fields) = (Slips::default(), Fields::default());
    let (mut models, mut aliases, mut faults) = (Vec::new(), 0, Faults::default());
    for (provider, value) in &body {
        if value.is_string() {
            aliases += 1;
            continue;
        }
        let read = of_provider(provider, value, &mut found, &mut fields);
        models.extend(faults.kept(read).unwrap_or_default());
    }
    faults.none()?;
    demand_prices(&models)?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    let what = "provider that is another's name only, left aside".to_owned();
    ingested.notes.extend((aliases > 0).then_some(Note { block: TABLE, what, count: aliases }));
    ingested.notes.extend(found.notes(TABLE));
    ingested.add(frame(answer, models)?);
    Ok(ingested)
}

fn of_provider<'json>(
    provider: &'json str,
    value: &'json Value,
    found: &mut Slips,
    fields: &mut Fields,
) -> Result<Vec<Model<'json>>, IngestError> {
    let place = format!("$[{}]", key(provider));
    let entry = Entry::of(value, &place)?;
    entry.audit("provider", &[OF_PROVIDER], fields);
    let list = entry.field("models").unwrap_or(&Value::Null);
    let list: &Map<_, _> = list.as_object().ok_or_else(|| wrong(&entry.at("models"), "an object", list))?;
    let (mut models, mut faults) = (Vec::new(), Faults::default());
    for (id, value) in list {
        let path = format!("{place}.models[{}]", key(id));
        models.extend(faults.kept(model(provider, id, (value, &path), found, fields)));
    }
    faults.none().map(|()| models)
}

/// A key in a place: quoted, and cut where a stranger made it long.
fn key(text: &str) -> String {
    shown(&Value::from(text).to_string())
}

/// A map in which everything is free is one whose prices did not arrive.
fn demand_prices(models: &[Model<'_>]) -> Result<(), IngestError> {
    if models.iter().any(Model::costs) {
        return Ok(());
    }
    let found = format!("none among {} models", models.len());
    Err(IngestError::Block { block: TABLE, expected: "a price above 0".to_owned(), found })
}

//! `catalog/models`: the models and list prices of 2026-04-14, prices as upstream wrote them. Fields that say nothing
//! about price or identity are left out.

use serde_json::{Map, Value, json};

use super::{NO_LICENCE, RECORDED_BY};
use crate::{
    SampleError,
    figures::{self, CatalogModel},
    snapshot::{Facts, Form, Snapshot},
};

/// The answer's place and origin: every value is observed.
pub(super) fn snapshot() -> Result<Snapshot, SampleError> {
    let models: Value = figures::catalog()?.iter().map(model).collect();
    let facts = Facts {
        source: "catalog",
        request: "models",
        argument: None,
        captured_at: "2026-04-14T00:49:05Z",
        recorded_by: RECORDED_BY,
        licence: NO_LICENCE,
        citation: "OpenRouter models API, retrieved 2026-04-14, as kept by jvrck/openrouterlist (MIT)",
        note: "Every model of that day's catalogue with its prices as written; descriptions, parameters and the like are \
            left out.",
    };
    let form = Form { extension: "json", media_type: "application/json" };
    Ok(Snapshot { facts, form, body: json!({"data": models}).to_string().into_bytes(), origins: Vec::new() })
}

fn model(model: &CatalogModel) -> Value {
    json!({
        "id": model.id,
        "canonical_slug": model.canonical_slug,
        "name": model.name,
        "created": model.created,
        "context_length": model.context_length,
        "architecture": {
            "modality": model.modality,
            "input_modalities": words(&model.input_modalities),
            "output_modalities": words(&model.output_modalities),
        },
        "pricing": pricing(model),
        "expiration_date": model.expiration_date,
    })
}

/// A price that upstream does not name is absent, not zero.
fn pricing(model: &CatalogModel) -> Map<String, Value> {
    let prices = [
        ("prompt", &model.prompt),
        ("completion", &model.completion),
        ("internal_reasoning", &model.internal_reasoning),
        ("input_cache_read", &model.input_cache_read),
        ("input_cache_write", &model.input_cache_write),
        ("image", &model.image),
        ("audio", &model.audio),
        ("web_search", &model.web_search),
    ];
    let named = prices.into_iter().filter(|(_, price)| !price.is_empty());
    named.map(|(name, price)| (name.to_owned(), price.as_str().into())).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

//! `frontend/models-month`: every model-variant's tokens of thirty days, with all fields of a row of April 2026.

use std::collections::BTreeMap;

use serde_json::{Number, Value, json};

use super::{CAPTURED_AT, NO_LICENCE, RECORDED_BY};
use crate::{
    SampleError,
    figures::{self, ModelMonth},
    snapshot::{Facts, Form, OriginEntry, Snapshot},
};

const CITATION: &str = "made in the form of OpenRouter, openrouter.ai/rankings, of 2026-04-14; the largest models after \
    johnbean393's openrouter-inference-stats, models of that day's catalogue after jvrck/openrouterlist";
const NOTE: &str = "Thirty days to 2026-04-13. Models that a public tracker saw in its weekly top ten are reconstructed from \
    it; all others are made, so that a vendor's total fits its weeks in the vendor chart.";

/// Counts that upstream sends as 0 in every row of this view.
const DORMANT: [&str; 12] = [
    "total_native_tokens_cached",
    "total_native_tokens_reasoning",
    "total_tool_calls",
    "requests_with_tool_call_errors",
    "image_output_requests",
    "num_media_prompt",
    "num_media_completion",
    "num_audio_prompt",
    "num_video_prompt",
    "video_output_seconds",
    "rerank_documents",
    "stt_transcript_characters",
];

/// The answer and, model by model, what its figures are.
pub(super) fn snapshot() -> Result<Snapshot, SampleError> {
    let models = figures::model_ranking()?;
    let rows = models.iter().map(row).collect::<Result<Value, _>>()?;
    let facts = Facts {
        source: "frontend",
        request: "models-month",
        argument: None,
        captured_at: CAPTURED_AT,
        recorded_by: RECORDED_BY,
        licence: NO_LICENCE,
        citation: CITATION,
        note: NOTE,
    };
    let form = Form { extension: "json", media_type: "application/json" };
    let body = json!({"data": rows}).to_string().into_bytes();
    Ok(Snapshot { facts, form, body, origins: origins(&models) })
}

fn row(model: &ModelMonth) -> Result<Value, SampleError> {
    let mut row = json!({
        "date": format!("{} 00:00:00", model.last_day_date),
        "model_permaslug": model.model_permaslug,
        "variant": model.variant,
        "variant_permaslug": variant_permaslug(model),
        "total_completion_tokens": model.completion_tokens,
        "total_prompt_tokens": model.prompt_tokens,
        "count": model.requests,
        "change": change(&model.change)?,
    });
    if let Some(fields) = row.as_object_mut() {
        fields.extend(DORMANT.iter().map(|name| ((*name).to_owned(), 0.into())));
    }
    Ok(row)
}

fn variant_permaslug(model: &ModelMonth) -> String {
    match model.variant.as_str() {
        "standard" => model.model_permaslug.clone(),
        variant => format!("{}:{variant}", model.model_permaslug),
    }
}

/// As written in the figures, so that no float stands between them and the body.
fn change(text: &str) -> Result<Option<Number>, SampleError> {
    let number = |text: &str| text.parse().map_err(|source| SampleError::Json { value: text.to_owned(), source });
    Some(text).filter(|text| !text.is_empty()).map(number).transpose()
}

/// One entry per model: a reader must not need a second rule for what has none.
fn origins(models: &[ModelMonth]) -> Vec<OriginEntry> {
    let by_key: BTreeMap<_, _> =
        models.iter().map(|model| (model.model_permaslug.as_str(), model.origin.as_str())).collect();
    let entry = |(key, origin): (&str, &str)| OriginEntry {
        block: "model_ranking",
        week: None,
        key: Some(key.to_owned()),
        value: origin.to_owned(),
        because: because(origin),
    };
    by_key.into_iter().map(entry).collect()
}

fn because(origin: &str) -> &'static str {
    match origin {
        "reconstructed" => "sum of the weeks that a public tracker saw, split by its ratio of prompt to completion",
        _ => "made, so that the vendor's total fits its weeks in the vendor chart",
    }
}

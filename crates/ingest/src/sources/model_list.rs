//! A model view as rows, wherever it stands: a trailing total by model and variant.

use jiff::civil::Date;
use schema::{
    Frame, View,
    columns::{
        BILLED_USD, CACHED_TOKENS, CHANGE_RATIO, COMPLETION_TOKENS, LAST_DAY_DATE, MODEL_PERMASLUG, PROMPT_TOKENS,
        REQUEST_COUNT, TOKENS, VARIANT, VIEW,
    },
    series::{dates, integers, reals, texts},
    tables::ModelRanking,
};
use serde_json::Value;

use super::columns::{Place, provenance};
use crate::{
    Answer, IngestError, Note,
    answer::Noted,
    entry::{Entry, Seen, rows, wrong},
    fields::Fields,
    objects::read_each,
    total::demand_total,
};

const TABLE: &str = "model_ranking";
const USED: &[&str] = &[
    "change",
    "count",
    "date",
    "model_permaslug",
    "total_completion_tokens",
    "total_native_tokens_cached",
    "total_prompt_tokens",
    "total_usage",
    "variant",
];
/// Known and left aside: repeats of other fields, or counts of something other than tokens.
const IGNORED: &[&str] = &[
    "image_output_requests",
    "num_audio_prompt",
    "num_media_completion",
    "num_media_prompt",
    "num_video_prompt",
    "rankingMetricValue",
    "requests_with_tool_call_errors",
    "rerank_documents",
    "stt_transcript_characters",
    "total_byok_completion_tokens",
    "total_byok_prompt_tokens",
    "total_native_tokens_reasoning",
    "total_tool_calls",
    "variant_permaslug",
    "video_output_seconds",
];

/// One model-variant of a view.
struct Usage<'json> {
    permaslug: &'json str,
    variant: &'json str,
    prompt: i64,
    completion: i64,
    total: i64,
    cached: Option<i64>,
    requests: Option<i64>,
    change: Option<f64>,
    billed: Option<f64>,
    last_day: Option<Date>,
    place: Place,
}

/// Rows of a model view. What is 0 in every row is dormant, not measured: null.
///
/// # Errors
/// [`IngestError::Value`] for a field that is missing or wrong, [`IngestError::Twice`] for a model-variant that stands
/// there twice, [`IngestError::Block`] for a list in which nobody used anything.
pub(super) fn model_ranking(
    answer: &Answer<'_>,
    view: View,
    list: &Value,
    path: &str,
) -> Result<Noted<ModelRanking>, IngestError> {
    let (mut fields, mut seen) = (Fields::default(), Seen::default());
    let mut usages = read_each(rows(list, path)?, path, |entry| {
        entry.audit("model", &[USED, IGNORED], &mut fields);
        let usage = usage(entry)?;
        seen.once(format!("{}:{}", usage.permaslug, usage.variant), entry.path())?;
        Ok(usage)
    })?;
    demand_total(TABLE, "total_prompt_tokens", usages.iter().map(|usage| usage.prompt))?;
    demand_total(TABLE, "total_completion_tokens", usages.iter().map(|usage| usage.completion))?;
    let mut notes: Vec<_> = fields.notes(TABLE).collect();
    notes.extend(dormant(&mut usages, "total_native_tokens_cached", |usage| &mut usage.cached));
    notes.extend(dormant(&mut usages, "total_usage", |usage| &mut usage.billed));
    Ok(Noted { frame: frame(answer, view, usages)?, notes, fields })
}

/// Empties `field` where it is 0 in every row.
fn dormant<'json, T: Default + PartialEq>(
    usages: &mut [Usage<'json>],
    name: &str,
    field: impl for<'row> Fn(&'row mut Usage<'json>) -> &'row mut Option<T>,
) -> Option<Note> {
    if !usages.iter_mut().all(|usage| *field(usage) == Some(T::default())) {
        return None;
    }
    for usage in usages {
        *field(usage) = None;
    }
    let what = format!("`{name}` is 0 in every row: dormant, taken as not measured");
    Some(Note { block: TABLE, what, count: 1 })
}

fn usage<'json>(entry: &Entry<'json, '_>) -> Result<Usage<'json>, IngestError> {
    let permaslug = entry.text("model_permaslug")?;
    let prompt = entry.count("total_prompt_tokens")?;
    let completion = entry.count("total_completion_tokens")?;
    Ok(Usage {
        permaslug,
        variant: entry.text("variant")?,
        prompt,
        completion,
        total: prompt + completion,
        cached: entry.optional_count("total_native_tokens_cached")?,
        requests: entry.optional_count("count")?,
        change: entry.optional_real("change")?,
        billed: billed(entry)?,
        last_day: entry.optional_day("date")?,
        place: Place { path: entry.path().to_owned(), week: None, key: permaslug.to_owned() },
    })
}

/// Nobody is paid for using a model: what is below 0 has another meaning than it had.
fn billed(entry: &Entry<'_, '_>) -> Result<Option<f64>, IngestError> {
    const NAME: &str = "total_usage";
    let read = |usd: f64| {
        if usd >= 0.0 { Ok(usd) } else { Err(wrong(&entry.at(NAME), "a number of 0 or more", &Value::from(usd))) }
    };
    entry.optional_real(NAME)?.map(read).transpose()
}

fn frame(answer: &Answer<'_>, view: View, usages: Vec<Usage<'_>>) -> Result<Frame<ModelRanking>, IngestError> {
    let mut columns = vec![
        texts(&VIEW, usages.iter().map(|_| Some(view.word()))),
        texts(&MODEL_PERMASLUG, usages.iter().map(|usage| Some(usage.permaslug))),
        texts(&VARIANT, usages.iter().map(|usage| Some(usage.variant))),
        integers(&TOKENS, usages.iter().map(|usage| Some(usage.total))),
        integers(&PROMPT_TOKENS, usages.iter().map(|usage| Some(usage.prompt))),
        integers(&COMPLETION_TOKENS, usages.iter().map(|usage| Some(usage.completion))),
        integers(&CACHED_TOKENS, usages.iter().map(|usage| usage.cached)),
        integers(&REQUEST_COUNT, usages.iter().map(|usage| usage.requests)),
        reals(&CHANGE_RATIO, usages.iter().map(|usage| usage.change)),
        dates(&LAST_DAY_DATE, usages.iter().map(|usage| usage.last_day)),
        reals(&BILLED_USD, usages.iter().map(|usage| usage.billed)),
    ];
    let places: Vec<_> = usages.into_iter().map(|usage| usage.place).collect();
    columns.extend(provenance::<ModelRanking>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}

//! Prompt, completion and cached tokens of an archive against its totals. Some keepers take the parts from another place
//! than the total, and one went on after that place had gone.

use super::rows::{Parts, Row};
use crate::{IngestError, Note, total::demand_total};

/// How far parts may be from their total, as one part in so many: totals are sometimes kept to three digits.
const TOLERANCE: u64 = 100;

/// Takes parts that are not those of the total for unknown, and counts them.
///
/// # Errors
/// [`IngestError::Block`] where the file has parts and all of them are 0: whoever kept it wrote down a failure.
pub(super) fn checked(block: &'static str, rows: &mut [Row]) -> Result<Option<Note>, IngestError> {
    let prompts: Option<Vec<i64>> = rows.iter().map(|row| row.parts.prompt).collect();
    if let Some(prompts) = prompts {
        demand_total(block, "prompt tokens", prompts)?;
    }
    let mut off = 0;
    for row in rows.iter_mut().filter(|row| !adds_up(row)) {
        row.parts = Parts::default();
        off += 1;
    }
    let what = "prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown".to_owned();
    Ok((off > 0).then_some(Note { block, what, count: off }))
}

/// Cached tokens are among the prompt tokens and never added.
fn adds_up(row: &Row) -> bool {
    let Parts { prompt: Some(prompt), completion: Some(completion), cached } = row.parts else {
        return row.parts.prompt.is_none() && row.parts.completion.is_none() && row.parts.cached.is_none();
    };
    let off = prompt.saturating_add(completion).abs_diff(row.tokens);
    off <= row.tokens.unsigned_abs() / TOLERANCE && cached.is_none_or(|cached| cached <= prompt)
}

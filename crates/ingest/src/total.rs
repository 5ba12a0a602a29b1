//! Counts that a list stands or falls with: what they may add up to.

use crate::{IngestError, entry::LARGEST_COUNT};

/// Refuses a list whose `field` adds up to nothing, or to more than can be.
///
/// Upstream has sent well-formed answers in which every count was 0, and a tracker printed them as a week without
/// usage: such an answer is no data and never replaces a good one.
///
/// # Errors
/// [`IngestError::Block`].
pub(crate) fn demand_total(
    block: &'static str,
    field: &str,
    counts: impl IntoIterator<Item = i64>,
) -> Result<(), IngestError> {
    let total = counts.into_iter().fold(0, i64::saturating_add);
    if (1..=LARGEST_COUNT).contains(&total) {
        return Ok(());
    }
    let found = if total == 0 { "0 in every row".to_owned() } else { total.to_string() };
    Err(IngestError::Block { block, expected: format!("`{field}` that adds up to 1 to 2^53"), found })
}

//! The weeks of an answer against the day of its capture, which a person typed.

use jiff::civil::Date;
use schema::day;

use crate::{Answer, IngestError, Note};

/// Clocks and time zones differ by less.
const DAYS_EARLY: i64 = 1;
/// A chart's last bucket runs when it is captured; one that ended longer ago stood still, or was captured earlier.
const DAYS_LATE: i64 = 14;

/// Compares the last week of `block` with the capture: what begins after it can't have been in it. What ended long
/// before may be right, since archives exist: it is told.
///
/// # Errors
/// [`IngestError::AfterCapture`].
pub(crate) fn checked(answer: &Answer<'_>, block: &'static str, week: Date) -> Result<Option<Note>, IngestError> {
    let captured = day::of(answer.captured_at);
    if week > day::shifted(captured, DAYS_EARLY) {
        return Err(IngestError::AfterCapture { block, week, captured_at: answer.captured_at });
    }
    let end = day::shifted(week, 6);
    let is_late = end < day::shifted(captured, -DAYS_LATE);
    Ok(is_late.then(|| Note {
        block,
        what: format!("last week ends on {end}, more than {DAYS_LATE} days before the capture on {captured}"),
        count: 1,
    }))
}

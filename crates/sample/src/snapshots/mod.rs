//! The snapshots of the sample, one module per kind of answer: which request, which figures, and what they are worth.

mod app_page;
mod benchmark;
mod catalog;
mod month;
mod page;
mod rankings;

use crate::{SampleError, snapshot::Snapshot};

/// When the pages were asked for: the day of the published analysis.
const CAPTURED_AT: &str = "2026-04-14T12:00:00Z";
const RECORDED_BY: &str = "sample";
const NO_LICENCE: &str = "none stated; facts";

/// Every snapshot, in no particular order.
pub(crate) fn all() -> Result<Vec<Snapshot>, SampleError> {
    let mut snapshots = rankings::snapshots()?;
    snapshots.extend(app_page::snapshots()?);
    snapshots.push(benchmark::snapshot());
    snapshots.push(catalog::snapshot()?);
    snapshots.push(month::snapshot()?);
    Ok(snapshots)
}

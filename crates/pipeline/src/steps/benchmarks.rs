//! Steps about benchmarks, and what they are given.

use normalize::LabelMap;
use polars::frame::DataFrame;

use crate::{reference::LABELS, step::Inputs};

/// What was scored, with the model that each label means.
pub(super) fn benchmark_label(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let map = LabelMap::parse(inputs.reference.file(LABELS)?)?;
    Ok(normalize::benchmark_label(&inputs.frame()?, &map)?.into_data())
}

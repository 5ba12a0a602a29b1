//! Steps that tell shares of several vendors or models at once, and what they are given.

use analyze::Grouped;
use polars::frame::DataFrame;

use crate::step::Inputs;

/// The groups of the plan over both series.
pub(super) fn group_share(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models, prices, usage) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let on = Grouped { vendors: &vendors, models: &models, prices: &prices, usage: &usage };
    let (groups, plan) = (&inputs.reference.groups, inputs.plan);
    Ok(analyze::group_share(&on, groups, &plan.groups, &plan.pricing())?.into_data())
}

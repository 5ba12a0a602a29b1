//! Steps that add up or rank what several tables say, and what they are given.

use analyze::{Grouped, Ranked};
use polars::frame::DataFrame;

use crate::step::Inputs;

/// The groups of the plan over both series.
pub(super) fn group_share(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models, prices, usage) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let on = Grouped { vendors: &vendors, models: &models, prices: &prices, usage: &usage };
    let (groups, plan) = (&inputs.reference.groups, inputs.plan);
    Ok(analyze::group_share(&on, groups, &plan.groups, &plan.pricing())?.into_data())
}

/// The models of both boards.
pub(super) fn model_leaderboard(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (usage, apps, models, prices) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let ranked = Ranked { usage: &usage, apps: &apps, models: &models, prices: &prices };
    Ok(analyze::model_leaderboard(&ranked, &inputs.plan.bases, inputs.plan.traffic)?.into_data())
}

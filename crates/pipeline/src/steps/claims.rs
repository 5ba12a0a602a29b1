//! Steps that test claims and tell moves, and what they are given.

use analyze::{Evidence, Moving, without_last_week};
use polars::frame::DataFrame;
use schema::{
    Basis, Frame,
    columns::WEEK_START_DATE,
    tables::{Claim, ModelWeek, VendorWeek},
};

use crate::{failure::Failure, step::Inputs};

/// The claims of the published analysis, in the reference.
const CLAIMS: &str = "claims.csv";

/// Claims are tested on whatever results this run has made.
pub(super) fn claim(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let weeks: Frame<VendorWeek> = inputs.frame()?;
    let last = weeks.cells(&WEEK_START_DATE).dates().into_iter().flatten().max();
    let last = last.ok_or_else(|| {
        let hint = "import a vendor chart or a whole week of daily data, or leave `claim` out of `results`";
        Failure::data("`vendor_week` has no week to test claims on").with_hint(hint)
    })?;
    let evidence = Evidence::default()
        .with_series(&weeks, &inputs.frame()?)
        .with_growth(&inputs.frame()?)
        .with_gap(&inputs.frame()?)
        .with_prices(&inputs.frame()?)
        .with_leaderboard(&inputs.frame()?)
        .with_correlations(&inputs.frame()?, &inputs.frame()?);
    Ok(analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, last)?.into_data())
}

/// What moved in the newest complete week.
pub(super) fn mover(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models, claims) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let old_claims = if claims.height() == 0 { Frame::empty()? } else { old_claims(inputs, &vendors, &models)? };
    let moving = Moving {
        vendors: &vendors,
        models: &models,
        dollars: &inputs.frame()?,
        basis: Basis::headline(&inputs.plan.bases),
        prices: &inputs.frame()?,
        claims: &claims,
        old_claims: &old_claims,
    };
    Ok(analyze::mover(&moving)?.into_data())
}

/// The claims on the series without its last complete week, at the same prices.
fn old_claims(
    inputs: &Inputs<'_>,
    vendors: &Frame<VendorWeek>,
    models: &Frame<ModelWeek>,
) -> anyhow::Result<Frame<Claim>> {
    let (vendors, models) = (without_last_week(vendors)?, without_last_week(models)?);
    let Some(last) = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().max() else {
        return Ok(Frame::empty()?);
    };
    let (plan, prices, usage) = (inputs.plan, inputs.frame()?, inputs.frame()?);
    let evidence = Evidence::default()
        .with_series(&vendors, &models)
        .with_growth(&analyze::vendor_growth(&vendors, &plan.rules, plan.windows.growth)?)
        .with_gap(&analyze::vendor_gap(&vendors, &prices, &usage, &plan.pricing(), plan.windows.gap)?)
        .with_prices(&prices)
        .with_leaderboard(&inputs.frame()?)
        // Those of the whole series: a correlation is no move of one week.
        .with_correlations(&inputs.frame()?, &inputs.frame()?);
    Ok(analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, last)?)
}

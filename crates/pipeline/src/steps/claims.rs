//! Steps that test claims and tell moves, and what they are given.

use std::collections::BTreeSet;

use analyze::{Evidence, Moving, PUBLISHED_ON, without_last_week};
use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Frame,
    columns::WEEK_START_DATE,
    day,
    tables::{Claim, ModelWeek, VendorWeek},
};

use crate::{failure::Failure, step::Inputs};

/// The claims of the published analysis, in the reference.
const CLAIMS: &str = "claims.csv";

/// Claims are tested on whatever results this run has made, on the last week of the series; and on each week since the
/// published page, as the series was when it ended with that week.
pub(super) fn claim(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models): (Frame<VendorWeek>, Frame<ModelWeek>) = (inputs.frame()?, inputs.frame()?);
    let starts: BTreeSet<Date> = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
    let last = *starts.last().ok_or_else(|| {
        let hint = "import a vendor chart or a whole week of daily data, or leave `claim` out of `results`";
        Failure::data("`vendor_week` has no week to test claims on").with_hint(hint)
    })?;
    let evidence = Evidence::default()
        .with_series(&vendors, &models)
        .with_growth(&inputs.frame()?)
        .with_gap(&inputs.frame()?)
        .with_prices(&inputs.frame()?)
        .with_leaderboard(&inputs.frame()?)
        .with_correlations(&inputs.frame()?, &inputs.frame()?);
    let mut tested = analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, last)?.into_data();
    for week in starts.range(..last).filter(|week| day::shifted(**week, 6) >= PUBLISHED_ON) {
        // A board is of its own window, and says nothing of models in another week; a correlation is of the whole series.
        let evidence = earlier(inputs, &analyze::until(&vendors, *week)?, &analyze::until(&models, *week)?)?;
        tested.vstack_mut(analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, *week)?.data())?;
    }
    Ok(Frame::<Claim>::new(tested)?.into_data())
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
    let evidence = earlier(inputs, &vendors, &models)?
        .with_leaderboard(&inputs.frame()?)
        // Those of the whole series: a correlation is no move of one week.
        .with_correlations(&inputs.frame()?, &inputs.frame()?);
    Ok(analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, last)?)
}

/// What series that end earlier say, at the prices of this run.
fn earlier(inputs: &Inputs<'_>, vendors: &Frame<VendorWeek>, models: &Frame<ModelWeek>) -> anyhow::Result<Evidence> {
    let (plan, prices, usage) = (inputs.plan, inputs.frame()?, inputs.frame()?);
    Ok(Evidence::default()
        .with_series(vendors, models)
        .with_growth(&analyze::vendor_growth(vendors, &plan.rules, plan.windows.growth)?)
        .with_gap(&analyze::vendor_gap(vendors, &prices, &usage, &plan.pricing(), plan.windows.gap)?)
        .with_prices(&prices))
}

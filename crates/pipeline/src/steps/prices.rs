//! Steps that turn tokens into dollars and say how sure that is, and what they are given.

use analyze::{AnalyzeError, Compared, Feeds, LabLabels, Tokenizers};
use jiff::civil::Date;
use normalize::{ModelKey, Priced, Used, vendor_of};
use polars::frame::DataFrame;
use schema::{
    Basis, Frame, Table as _,
    tables::{ModelChart, ModelRanking, Reconciliation},
};

use crate::{
    reference::{LABS, TOKENIZERS},
    step::Inputs,
};

/// All usage there is, joined to all prices there are.
pub(super) fn priced_usage(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, views, weeks, apps) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let (prices, catalog, effective) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
    // Only charts split tokens, and the vintages of daily data are long.
    let before = if inputs.has::<ModelChart>() { inputs.frame()? } else { Frame::empty()? };
    let used = Used { vendors: &vendors, views: &views, weeks: &weeks, before: &before, apps: &apps };
    let with = Priced { prices: &prices, catalog: &catalog, effective: &effective, mixes: &inputs.reference.mixes };
    Ok(normalize::priced_usage(&used, &with, inputs.plan.windows.boards)?.into_data())
}

/// What other choices would move, on the basis that answers where none is named.
pub(super) fn sensitivity(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let tokenizers = Tokenizers::parse(inputs.reference.file(TOKENIZERS)?)?;
    let (usage, conditions) = (inputs.frame()?, inputs.frame()?);
    let basis = Basis::headline(&inputs.plan.bases).unwrap_or(Basis::ListAsof);
    Ok(analyze::sensitivity(&usage, &conditions, &tokenizers, basis, inputs.plan.traffic)?.into_data())
}

/// What two sources both say: our dollar shares beside what was spent, and the tokens of each feed beside those of others.
pub(super) fn reconciliation(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let labels = LabLabels::parse(inputs.reference.file(LABS)?)?;
    let (weeks, gaps, gateway, tasks) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let vendor = |slug: &str, day: Date| vendor(inputs, slug, day);
    let (weeks, gaps, gateway, tasks, labels, vendor) = (&weeks, &gaps, &gateway, &tasks, &labels, &vendor);
    let compared = Compared { weeks, gaps, gateway, tasks, labels, vendor };
    Ok(with_feeds(inputs, |feeds| analyze::reconciliation(&compared, feeds))?.into_data())
}

/// Which feeds of tokens agree.
pub(super) fn feed_agreement(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    Ok(with_feeds(inputs, analyze::feed_agreement)?.into_data())
}

/// Who made a model, or whom a chart labels; a label that can be neither stands for itself.
fn vendor(inputs: &Inputs<'_>, label: &str, day: Date) -> String {
    let (aliases, table) = (&inputs.reference.aliases, Reconciliation::SPEC.name);
    let vendor = if label.contains('/') {
        ModelKey::read(label, day, aliases, table).map(|key| key.vendor)
    } else {
        vendor_of(label, day, aliases, table).map(|(vendor, _)| vendor)
    };
    vendor.unwrap_or_else(|_| label.to_owned())
}

fn with_feeds<T>(inputs: &Inputs<'_>, make: impl FnOnce(&Feeds<'_>) -> Result<T, AnalyzeError>) -> anyhow::Result<T> {
    let (views, models) = (inputs.frame()?, inputs.frame()?);
    // Days meet views and charts of models alone. There are many: where neither is there, it is enough that they are.
    let meets = inputs.has::<ModelRanking>() || inputs.has::<ModelChart>();
    let daily = if meets { inputs.frame()? } else { inputs.some_rows()? };
    let (vendors, site, apps) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let vendor = |slug: &str, day: Date| vendor(inputs, slug, day);
    let feeds = Feeds {
        views: &views,
        daily: &daily,
        models: &models,
        vendors: &vendors,
        site: &site,
        apps: &apps,
        vendor: &vendor,
    };
    Ok(make(&feeds)?)
}

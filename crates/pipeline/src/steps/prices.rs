//! Steps that turn tokens into dollars and say how sure that is, and what they are given.

use analyze::{AnalyzeError, Compared, Feeds, LabLabels, Tokenizers};
use jiff::civil::Date;
use normalize::{ModelKey, Priced, Used, vendor_of};
use polars::frame::DataFrame;
use schema::{
    Basis, Frame, Table as _,
    tables::{
        AppModelWeek, Catalog, EffectivePrice, ModelChart, ModelPrice, ModelRanking, ModelWeek, ModelWeekVintage,
        ModelWindow, Reconciliation, VendorWeek,
    },
};

use crate::{
    reference::{LABS, TOKENIZERS},
    step::Inputs,
};

/// All usage there is, joined to all prices there are.
pub(super) fn priced_usage(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let usages = Usages::read(inputs)?;
    let windows = inputs.plan.windows.boards;
    Ok(normalize::priced_usage(&usages.used(), &usages.priced(inputs), windows)?.into_data())
}

/// What is priced, and with what.
#[derive(Debug)]
pub(super) struct Usages {
    pub(super) apps: Frame<AppModelWeek>,
    vendors: Frame<VendorWeek>,
    views: Frame<ModelWindow>,
    weeks: Frame<ModelWeek>,
    before: Frame<ModelWeekVintage>,
    prices: Frame<ModelPrice>,
    catalog: Frame<Catalog>,
    effective: Frame<EffectivePrice>,
}

impl Usages {
    pub(super) fn read(inputs: &Inputs<'_>) -> anyhow::Result<Self> {
        // Only charts split tokens, and the vintages of daily data are long.
        let before = if inputs.has::<ModelChart>() { inputs.frame()? } else { Frame::empty()? };
        Ok(Self {
            apps: inputs.frame()?,
            vendors: inputs.frame()?,
            views: inputs.frame()?,
            weeks: inputs.frame()?,
            before,
            prices: inputs.frame()?,
            catalog: inputs.frame()?,
            effective: inputs.frame()?,
        })
    }

    pub(super) fn used(&self) -> Used<'_> {
        let Self { vendors, views, weeks, before, apps, .. } = self;
        Used { vendors, views, weeks, before, apps }
    }

    pub(super) fn priced<'frame>(&'frame self, inputs: &'frame Inputs<'_>) -> Priced<'frame> {
        let Self { prices, catalog, effective, .. } = self;
        Priced { prices, catalog, effective, mixes: &inputs.reference.mixes }
    }
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

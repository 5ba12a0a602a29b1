//! Steps that turn tokens into dollars and say how sure that is, and what they are given.

use analyze::{Compared, LabLabels, Tokenizers};
use jiff::civil::Date;
use normalize::{ModelKey, Priced, Used};
use polars::frame::DataFrame;
use schema::{Basis, Table as _, tables::Reconciliation};

use crate::step::Inputs;

/// How many tokens each tokenizer makes of a word, in the reference.
const TOKENIZERS: &str = "tokenizer_factors.csv";
/// What another gateway calls vendors, in the reference.
const LABS: &str = "lab_labels.csv";

/// All usage there is, joined to all prices there are.
pub(super) fn priced_usage(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, views, weeks, apps) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let (prices, catalog, effective) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let used = Used { vendors: &vendors, views: &views, weeks: &weeks, apps: &apps };
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

/// Our dollar shares beside what second sources say.
pub(super) fn reconciliation(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let labels = LabLabels::parse(inputs.reference.file(LABS)?)?;
    let (weeks, gaps, gateway, tasks) = (inputs.frame()?, inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let vendor = |slug: &str, day: Date| {
        let key = ModelKey::read(slug, day, &inputs.reference.aliases, Reconciliation::SPEC.name);
        key.map_or_else(|_| slug.to_owned(), |key| key.vendor)
    };
    let (weeks, gaps, gateway, tasks, labels, vendor) = (&weeks, &gaps, &gateway, &tasks, &labels, &vendor);
    let compared = Compared { weeks, gaps, gateway, tasks, labels, vendor };
    Ok(analyze::reconciliation(&compared)?.into_data())
}

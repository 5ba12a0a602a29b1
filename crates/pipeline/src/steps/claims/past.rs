//! What a series of vendors says that ends earlier than that of the run.

use analyze::{Evidence, Pricing};
use polars::prelude::{col, lit};
use schema::{
    Frame,
    columns::{PRICE_BASIS, RULE},
    tables::{ModelWeek, PriceCorrelation, PricedUsage, VendorGap, VendorGrowth, VendorPrice, VendorWeek},
};

use super::CLAIMED;
use crate::step::Inputs;

/// A series, with what is worked out of it at some prices.
pub(super) struct Past<'series> {
    vendors: &'series Frame<VendorWeek>,
    growth: Frame<VendorGrowth>,
    gap: Frame<VendorGap>,
}

impl<'series> Past<'series> {
    pub(super) fn of(
        inputs: &Inputs<'_>,
        vendors: &'series Frame<VendorWeek>,
        (prices, usage): (&Frame<VendorPrice>, &Frame<PricedUsage>),
    ) -> anyhow::Result<Self> {
        let plan = inputs.plan;
        let growth = analyze::vendor_growth(vendors, &plan.rules, plan.windows.growth)?;
        let gap = analyze::vendor_gap(vendors, prices, usage, &plan.pricing(), plan.windows.gap)?;
        Ok(Self { vendors, growth, gap })
    }

    pub(super) fn evidence(&self, inputs: &Inputs<'_>, models: &Frame<ModelWeek>) -> Evidence {
        Evidence::default()
            .with_series(self.vendors, models)
            .with_growth(&self.growth)
            .with_gap(&self.gap, inputs.plan.traffic)
    }

    /// The same with the change of share against price, by the rule and on the basis that the claim is about.
    pub(super) fn correlated(&self, inputs: &Inputs<'_>, models: &Frame<ModelWeek>) -> anyhow::Result<Evidence> {
        let is_claimed = || col(RULE.name).eq(lit(CLAIMED.0.word()));
        let of_basis = is_claimed().and(col(PRICE_BASIS.name).eq(lit(CLAIMED.1.word())));
        let growth = self.growth.only(is_claimed())?;
        let gap = self.gap.only(of_basis)?;
        let correlated = analyze::price_correlation(&growth, &gap, self.vendors)?;
        Ok(self.evidence(inputs, models).with_price_correlation(&correlated))
    }
}

/// Growth over what the page would show of a series. None where the plan asks for no growth.
pub(super) fn growth(inputs: &Inputs<'_>, page: &Frame<VendorWeek>) -> anyhow::Result<Frame<VendorGrowth>> {
    let table: Frame<VendorGrowth> = inputs.frame()?;
    let (rules, weeks) = (&inputs.plan.rules, inputs.plan.windows.growth);
    Ok(if table.height() == 0 { table } else { analyze::vendor_growth(page, rules, weeks)? })
}

/// Change of share against price as the series was, by the rule and on the basis that the claim is about.
pub(super) fn moves_and_prices(
    inputs: &Inputs<'_>,
    vendors: &Frame<VendorWeek>,
    prices: &Frame<VendorPrice>,
) -> anyhow::Result<Frame<PriceCorrelation>> {
    let (plan, usage) = (inputs.plan, inputs.frame()?);
    let (rule, basis) = CLAIMED;
    if !plan.rules.contains(&rule) || !plan.bases.contains(&basis) {
        return Ok(Frame::empty()?);
    }
    let pricing = Pricing { rules: vec![rule], bases: vec![basis], ..plan.pricing() };
    let growth = analyze::vendor_growth(vendors, &pricing.rules, plan.windows.growth)?;
    let gap = analyze::vendor_gap(vendors, prices, &usage, &pricing, plan.windows.gap)?;
    Ok(analyze::price_correlation(&growth, &gap, vendors)?)
}

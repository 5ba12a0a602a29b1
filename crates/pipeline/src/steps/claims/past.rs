//! What a series of vendors says that ends with some week, at some prices.

use analyze::Evidence;
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
    pub(super) vendors: &'series Frame<VendorWeek>,
    pub(super) growth: Frame<VendorGrowth>,
    pub(super) gap: Frame<VendorGap>,
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

    /// Change of share against price, by the rule and on the basis that the claim is about.
    pub(super) fn correlated(&self) -> anyhow::Result<Frame<PriceCorrelation>> {
        let is_claimed = || col(RULE.name).eq(lit(CLAIMED.0.word()));
        let of_basis = is_claimed().and(col(PRICE_BASIS.name).eq(lit(CLAIMED.1.word())));
        let (growth, gap) = (self.growth.only(is_claimed())?, self.gap.only(of_basis)?);
        Ok(analyze::price_correlation(&growth, &gap, self.vendors)?)
    }
}

//! What a model's variants come to, here and on Opus.

use jiff::civil::Date;
use schema::{Basis, Origin};

use super::yardstick::Yardstick;
use crate::{
    bill::Bill,
    blend::{at_rates, blended},
    usage::Usage,
};

/// A model's variants, added up.
pub(super) struct Sum<'usage> {
    pub(super) window: (Date, Date),
    pub(super) vendor: &'usage str,
    pub(super) tokens: i64,
    pub(super) bill: Bill,
    /// The same tokens at the list price of Opus.
    pub(super) opus: Bill,
    /// The tokens that are in both bills, here and on Opus: variants differ in their mixes.
    compared: [Bill; 2],
    pub(super) origin: Origin,
}

impl<'usage> Sum<'usage> {
    pub(super) fn of(usage: &'usage Usage, window: (Date, Date)) -> Self {
        let (bill, opus, compared) = (Bill::default(), Bill::default(), [Bill::default(); 2]);
        Self { window, vendor: &usage.vendor, tokens: 0, bill, opus, compared, origin: usage.origin }
    }

    pub(super) fn add(&mut self, usage: &Usage, basis: Basis, yardstick: Option<&Yardstick<'_>>) {
        self.tokens += usage.tokens;
        self.origin = self.origin.max(usage.origin);
        let own = blended(usage, basis);
        let on_opus = yardstick.and_then(|yardstick| at_rates(usage, basis, yardstick.rates));
        for (bill, blend) in [(&mut self.bill, own), (&mut self.opus, on_opus)] {
            if let Some(blend) = blend {
                bill.add(usage.tokens, blend);
            }
        }
        if let (Some(own), Some(on_opus)) = (own, on_opus) {
            let [here, there] = &mut self.compared;
            here.add(usage.tokens, own);
            there.add(usage.tokens, on_opus);
        }
    }

    /// The price of a token over what it would be on Opus.
    pub(super) fn of_opus(&self) -> Option<f64> {
        let [here, there] = &self.compared;
        let opus = there.price().filter(|price| *price > 0.0)?;
        Some(here.price()? / opus)
    }
}

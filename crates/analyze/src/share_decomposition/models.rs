//! Which models a vendor's tokens of a window are of, and at which price: the usage that weighs each of its weeks, put
//! together as `vendor_price` puts weeks together, so that weight times price adds up to the price of the window.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{Basis, Board, Origin, WindowKind};

use super::parts::{Model, Weighed};
use crate::{Traffic, blend::blended, series::OTHERS, usage::Usage};

/// By vendor and first day of a week, the usage that weighs it.
pub(super) struct ModelWeeks<'usage>(BTreeMap<(&'usage str, Date), Vec<&'usage Usage>>);

/// The models of a vendor in a window.
#[derive(Clone, Debug, Default)]
pub(super) struct Models {
    pub(super) weighed: BTreeMap<Model, Weighed>,
    /// How far off the usage is that says so.
    pub(super) weights_age: Option<i64>,
    /// The weakest origin of that usage.
    pub(super) origin: Option<Origin>,
}

impl<'usage> ModelWeeks<'usage> {
    pub(super) fn new(usages: &'usage [Usage]) -> Self {
        let mut weeks: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for usage in usages.iter().filter(|usage| usage.board == Board::Site && usage.kind == WindowKind::Week) {
            weeks.entry((&*usage.vendor, usage.window.0)).or_default().push(usage);
        }
        Self(weeks)
    }

    /// Of `weeks` with so many tokens each, by part of all the vendor's tokens. Those that the usage does not name are
    /// `others`. Prices are 1: tokens are shared.
    pub(super) fn of_tokens(&self, vendor: &str, weeks: &[(Date, i64)]) -> Models {
        self.sum(vendor, weeks, |usages| {
            let named: i64 = usages.iter().map(|usage| usage.tokens).sum();
            // All of a week may be more than what is named, and by the days in which the two differ less.
            let all = usages.iter().find_map(|usage| usage.vendor_tokens).map_or(named, |all| all.max(named));
            let of = |usage: &&Usage| (name(usage), usage.tokens, 1.0);
            let rest = ((OTHERS.to_owned(), None), all - named, 1.0);
            usages.iter().map(of).chain([rest]).filter(|(_, tokens, _)| *tokens > 0).collect()
        })
    }

    /// The same by part of the tokens with a price on `basis`, each with its price in US dollars per million tokens. A week
    /// without any is left out, as in the price of the window.
    pub(super) fn of_dollars(&self, vendor: &str, weeks: &[(Date, i64)], basis: Basis, traffic: Traffic) -> Models {
        self.sum(vendor, weeks, |usages| {
            let priced = |usage: &&Usage| {
                let taken = traffic.taken(usage, basis)?;
                Some((name(usage), taken.tokens, blended(&taken, basis)?.price.0))
            };
            usages.iter().filter_map(priced).filter(|(_, tokens, _)| *tokens > 0).collect()
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn sum(&self, vendor: &str, weeks: &[(Date, i64)], models: impl Fn(&[&Usage]) -> Vec<(Model, i64, f64)>) -> Models {
        let mut sum = Models::default();
        let mut whole = 0.0;
        for (week, tokens) in weeks.iter().filter(|(_, tokens)| *tokens > 0) {
            let usages = self.0.get(&(vendor, *week)).map(Vec::as_slice).unwrap_or_default();
            let models = models(usages);
            let all: i64 = models.iter().map(|(_, tokens, _)| tokens).sum();
            whole += if models.is_empty() { 0.0 } else { *tokens as f64 };
            for (model, part, price) in models {
                let weight = *tokens as f64 * part as f64 / all as f64;
                let weighed = sum.weighed.entry(model).or_default();
                weighed.weight += weight;
                weighed.price += weight * price;
            }
            sum.weights_age = sum.weights_age.max(usages.iter().map(|usage| usage.weights_age).max());
            sum.origin = sum.origin.max(usages.iter().map(|usage| usage.origin).max());
        }
        for weighed in sum.weighed.values_mut() {
            weighed.price /= weighed.weight;
            weighed.weight /= whole;
        }
        sum
    }
}

fn name(usage: &Usage) -> Model {
    (usage.model.to_string(), usage.variant.as_deref().map(str::to_owned))
}

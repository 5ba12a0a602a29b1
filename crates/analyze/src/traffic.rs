//! Which traffic counts: free, promotional and stealth traffic in, out, or at a price that nobody paid.

use std::borrow::Cow;

use schema::{Basis, Treatment, Variant};

use crate::usage::{Rates, Usage};

/// What becomes of traffic that is no ordinary purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// Variants `:free`.
    pub free: Treatment,
    /// Other variants at a list price of 0.
    pub promotional: Treatment,
    /// Routers and models under a borrowed name; `as_paid` says nothing here, since nobody knows what they are.
    pub stealth: Treatment,
}

impl Traffic {
    /// All of it, at its real price.
    pub const ALL: Self = Self { free: Treatment::In, promotional: Treatment::In, stealth: Treatment::In };

    /// The usage as it counts on `basis`; none where it does not.
    pub(crate) fn taken(self, usage: &Usage, basis: Basis) -> Option<Cow<'_, Usage>> {
        let mut taken = Cow::Borrowed(usage);
        let is_stealth = !usage.is_attributed && *usage.vendor != *crate::series::OTHERS;
        for (is_so, treatment) in
            [(usage.is_free(), self.free), (usage.is_promotional(basis), self.promotional), (is_stealth, self.stealth)]
        {
            match treatment {
                Treatment::Out if is_so => return None,
                Treatment::AsPaid if is_so => taken = Cow::Owned(taken.into_owned().paid_for()),
                _ => {}
            }
        }
        Some(taken)
    }
}

impl Usage {
    /// Its variant is a free one.
    pub(crate) fn is_free(&self) -> bool {
        self.variant.as_deref() == Some(Variant::FREE)
    }

    /// It costs nothing and its variant does not say so.
    pub(crate) fn is_promotional(&self, basis: Basis) -> bool {
        let rates = if basis.is_by_week() { self.asof.map(|asof| asof.high) } else { self.current };
        !self.is_free() && rates.is_some_and(Rates::is_nothing)
    }

    /// At the price of the paid sibling, whether or not the variant itself is listed; without one it has no price.
    fn paid_for(self) -> Self {
        let is_free = self.is_free();
        let paid = self.paid.filter(|_| is_free);
        Self { current: paid, paid, asof: self.asof_paid.filter(|_| is_free), ..self }
    }
}

impl Rates {
    fn is_nothing(self) -> bool {
        self.input == 0.0 && self.output == 0.0 && self.request == 0.0
    }
}

#[cfg(test)]
mod tests {
    use schema::{PriceConfidence, UsdPerMtok};

    use super::*;
    use crate::{
        blend::blended,
        tests::usage,
        usage::{AsOf, usages},
    };

    const ALL: Traffic = Traffic::ALL;

    /// Free, at nothing without saying so, under a borrowed name, and bought.
    const LINES: &[&str] = &[
        "site a/free free 1 1 0 0 1 11",
        "site a/gift standard 1 1 0 0",
        "site stealth/x standard 1 1 2 2",
        "site a/bought standard 1 1 3 3",
    ];

    /// The models that count, each with its input price.
    fn taken(traffic: Traffic, lines: &[&str]) -> Vec<String> {
        let frame = usage(lines);
        let of = |basis| {
            let usages = usages(&frame);
            let taken = usages.iter().filter_map(|usage| traffic.taken(usage, basis)).map(|usage| {
                let rates = if basis == Basis::ListAsof { usage.asof.map(|asof| asof.mean) } else { usage.current };
                format!("{} {}", usage.model, rates.map_or_else(|| "-".to_owned(), |rates| rates.input.to_string()))
            });
            taken.collect::<Vec<_>>()
        };
        let (now, then) = (of(Basis::ListCurrent), of(Basis::ListAsof));
        assert_eq!(now, then, "the same on both");
        then
    }

    #[test]
    fn each_kind_of_traffic_in_out_and_as_paid() {
        let of = |traffic| taken(traffic, LINES).join(", ");
        assert_eq!(of(ALL), "a/bought 3, a/free 0, a/gift 0, stealth/x 2");
        assert_eq!(of(Traffic { free: Treatment::Out, ..ALL }), "a/bought 3, a/gift 0, stealth/x 2");
        assert_eq!(of(Traffic { free: Treatment::AsPaid, ..ALL }), "a/bought 3, a/free 1, a/gift 0, stealth/x 2");
        assert_eq!(of(Traffic { promotional: Treatment::Out, ..ALL }), "a/bought 3, a/free 0, stealth/x 2");
        assert_eq!(
            of(Traffic { promotional: Treatment::AsPaid, ..ALL }),
            "a/bought 3, a/free 0, a/gift -, stealth/x 2"
        );
        assert_eq!(of(Traffic { stealth: Treatment::Out, ..ALL }), "a/bought 3, a/free 0, a/gift 0");
    }

    /// A free variant that no catalogue lists any more, and its sibling that all list.
    #[test]
    fn free_traffic_is_paid_for_where_it_is_no_longer_listed() {
        let paid = Traffic { free: Treatment::AsPaid, ..ALL };
        assert_eq!(taken(paid, &["site a/free free 1 1 - - 1 11"]), ["a/free 1"]);
        assert_eq!(taken(ALL, &["site a/free free 1 1 - - 1 11"]), ["a/free -"]);
    }

    const LISTS: [Basis; 3] = [Basis::List3to1, Basis::ListCurrent, Basis::ListAsof];

    const AS_PAID: Traffic =
        Traffic { free: Treatment::AsPaid, promotional: Treatment::AsPaid, stealth: Treatment::AsPaid };

    fn rates(price: f64) -> Rates {
        Rates { input: price, output: price, cache_read: None, request: 0.0 }
    }

    fn between(low: f64, high: f64) -> AsOf {
        let mean = rates(f64::midpoint(low, high));
        AsOf { mean, low: rates(low), high: rates(high), confidence: PriceConfidence::Exact }
    }

    #[test]
    fn what_costs_nothing_at_any_moment_is_promotional() {
        let frame = usage(&["site a/x standard 100 90 0 0"]);
        let nothing = usages(&frame)[0].clone();
        assert!(LISTS.iter().all(|basis| nothing.is_promotional(*basis)));
        let ended = Usage { asof: Some(between(0.0, 2.0)), ..nothing.clone() };
        assert!(!ended.is_promotional(Basis::ListAsof), "the promotion ended within the window");
        assert!(ended.is_promotional(Basis::ListCurrent), "what one catalogue lists is asked there");
        let begun = Usage { current: Some(rates(1.0)), ..nothing.clone() };
        assert!(begun.is_promotional(Basis::ListAsof) && !begun.is_promotional(Basis::ListCurrent));
        let requests = Usage { current: Some(Rates { request: 0.01, ..rates(0.0) }), ..nothing.clone() };
        assert!(!requests.is_promotional(Basis::ListCurrent), "a request costs something");
    }

    /// $1 a million for the sibling, at every moment: nothing of the 0 remains.
    #[test]
    fn as_paid_is_the_price_of_the_sibling_in_its_bounds_too() {
        let frame = usage(&["site a/x free 100 90 0 0 1 1"]);
        let usage = usages(&frame)[0].clone();
        let taken = AS_PAID.taken(&usage, Basis::ListAsof).unwrap();
        for basis in LISTS {
            let found = blended(&taken, basis).unwrap();
            assert_eq!([found.price, found.low, found.high], [UsdPerMtok(1.0); 3], "{basis}");
        }
    }

    /// The sibling's price rose from $1 to $3 within the window: $2 in the mean.
    #[test]
    fn as_paid_has_the_bounds_of_the_siblings_price() {
        let frame = usage(&["site a/x free 100 90 0 0 2 2"]);
        let usage = Usage { asof_paid: Some(between(1.0, 3.0)), ..usages(&frame)[0].clone() };
        let taken = AS_PAID.taken(&usage, Basis::ListAsof).unwrap();
        let found = blended(&taken, Basis::ListAsof).unwrap();
        assert_eq!([found.price, found.low, found.high], [2.0, 1.0, 3.0].map(UsdPerMtok));
    }

    /// Nobody pays for it elsewhere: it has no price, not one of 0.
    #[test]
    fn what_has_no_sibling_is_unpriced_as_paid_on_every_basis_of_lists() {
        let frame = usage(&["site a/x standard 100 90 0 0", "site stealth/z standard 100 90 2 2"]);
        for usage in usages(&frame).iter() {
            for basis in LISTS {
                let taken = AS_PAID.taken(usage, basis).unwrap();
                assert_eq!((taken.tokens, blended(&taken, basis)), (100, None), "{} {basis}", usage.vendor);
            }
        }
    }

    #[test]
    fn the_remainder_is_no_alias() {
        let frame = usage(LINES);
        let out = Traffic { stealth: Treatment::Out, ..ALL };
        let others = Usage { vendor: crate::series::OTHERS.into(), is_attributed: false, ..usages(&frame)[0].clone() };
        assert!(out.taken(&others, Basis::ListAsof).is_some());
    }
}

//! What a choice of traffic leaves of a vendor's tokens: what its usage names is in or out, what no usage names may be
//! either.

use schema::Treatment;

use crate::{Traffic, price::Price, series::Whose};

/// What the choice says of tokens that no usage names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// None of them can be of a kind that is left out.
    Count,
    /// They may be of one.
    MayCount,
    /// All of them are.
    AreOut,
}

/// Parts of what usage names and of what it does not, of all tokens of a vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Named {
    /// Named, not left out, and with a price.
    pub(crate) priced: f64,
    /// The same without one.
    pub(crate) unpriced: f64,
    /// Named, left out or not.
    pub(crate) whole: f64,
}

/// The tokens of a bucket of which the choice takes some out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counted {
    /// All of them, in or out.
    pub(crate) all: i64,
    /// The part that counts for sure and has a price.
    priced: f64,
    /// The part that counts and has none: at least, and at most.
    unpriced: (f64, f64),
}

impl Traffic {
    /// A vendor's tokens may be free, or at nothing; those of a label that is no vendor's are stealth; those of the
    /// remainder may be anything.
    pub(crate) fn unnamed(self, whose: Whose) -> Unnamed {
        let is_out = |treatment| treatment == Treatment::Out;
        let may_be_free = is_out(self.free) || is_out(self.promotional);
        match whose {
            Whose::Nobodys if is_out(self.stealth) => Unnamed::AreOut,
            Whose::Remainder if is_out(self.stealth) => Unnamed::MayCount,
            _ if may_be_free => Unnamed::MayCount,
            _ => Unnamed::Count,
        }
    }
}

impl Named {
    /// Out of what usage names for sure, what of that counts, and what of this has a price. Where nobody knows how much it
    /// names, nothing is named for sure.
    pub(crate) fn of(coverage: Option<f64>, kept: f64, weights_share: Option<f64>) -> Self {
        let (whole, coverage) = (weights_share.unwrap_or(0.0), coverage.unwrap_or(0.0));
        Self { priced: whole * kept * coverage, unpriced: whole * kept * (1.0 - coverage), whole }
    }

    /// The part of what counts that has the price at least: all that is not named may count.
    pub(crate) fn covered(self) -> f64 {
        let most = self.priced + self.unpriced + (1.0 - self.whole);
        if most > 0.0 { self.priced / most } else { 0.0 }
    }
}

impl Counted {
    /// Of `all` tokens of a bucket; none where all of them count.
    pub(crate) fn of(all: i64, named: Named, unnamed: Unnamed) -> Option<Self> {
        let Named { priced, unpriced, whole } = named;
        match unnamed {
            Unnamed::Count => None,
            Unnamed::MayCount => Some(Self { all, priced, unpriced: (unpriced, unpriced + (1.0 - whole)) }),
            Unnamed::AreOut => Some(Self { all, priced: 0.0, unpriced: (0.0, 0.0) }),
        }
    }

    /// Dollars of a million of all tokens, in or out: at least, where what has no price costs so much.
    pub(crate) fn least(&self, own: Option<f64>, unpriced: f64) -> f64 {
        self.at(own, unpriced, self.unpriced.0)
    }

    /// The same at most.
    pub(crate) fn most(&self, own: Option<f64>, unpriced: f64) -> f64 {
        self.at(own, unpriced, self.unpriced.1)
    }

    fn at(&self, own: Option<f64>, unpriced: f64, part: f64) -> f64 {
        self.priced * own.unwrap_or(unpriced) + part * unpriced
    }
}

/// What the choice of traffic leaves of tokens, about: the chart does not tell traffic apart, the weights of the price do.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "tokens below 2^53 in every window")]
pub(crate) fn kept(tokens: i64, price: Option<&Price>, unnamed: Unnamed) -> i64 {
    match price.map(|price| price.kept) {
        None if unnamed == Unnamed::AreOut => 0,
        Some(kept) if kept < 1.0 => (tokens as f64 * kept).round() as i64,
        _ => tokens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Traffic = Traffic::ALL;
    const OUT: Treatment = Treatment::Out;

    #[test]
    fn what_no_usage_names_may_be_of_the_kinds_that_its_label_allows() {
        let of =
            |traffic: Traffic| [Whose::Vendors, Whose::Nobodys, Whose::Remainder].map(|whose| traffic.unnamed(whose));
        let (count, may, out) = (Unnamed::Count, Unnamed::MayCount, Unnamed::AreOut);
        assert_eq!(of(ALL), [count; 3]);
        assert_eq!(of(Traffic { free: Treatment::AsPaid, ..ALL }), [count; 3]);
        assert_eq!(of(Traffic { free: OUT, ..ALL }), [may; 3]);
        assert_eq!(of(Traffic { promotional: OUT, ..ALL }), [may; 3]);
        assert_eq!(of(Traffic { stealth: OUT, ..ALL }), [count, out, may]);
        assert_eq!(of(Traffic { free: OUT, stealth: OUT, ..ALL }), [may, out, may]);
    }

    /// Half is named, half of that counts, and half of this has a price of $4; what has none costs $1 or $9.
    #[test]
    fn what_is_named_counts_for_sure_and_the_rest_perhaps() {
        let named = Named::of(Some(0.5), 0.5, Some(0.5));
        let counted = Counted::of(100, named, Unnamed::MayCount).unwrap();
        assert!((counted.least(Some(4.0), 1.0) - (0.125 * 4.0 + 0.125)).abs() < 1e-12);
        assert!((counted.most(Some(4.0), 9.0) - (0.125 * 4.0 + (0.125 + 0.5) * 9.0)).abs() < 1e-12);
        assert!((named.covered() - 0.125 / 0.75).abs() < 1e-12);
        assert_eq!(Counted::of(100, named, Unnamed::Count), None);
        let out = Counted::of(100, named, Unnamed::AreOut).unwrap();
        assert_eq!((out.least(Some(4.0), 1.0).to_bits(), out.most(Some(4.0), 9.0).to_bits()), (0, 0));
    }

    #[test]
    fn of_what_nobody_knows_nothing_is_sure() {
        let unknown = Named::of(Some(1.0), 1.0, None);
        assert_eq!((unknown, unknown.covered().to_bits()), (Named::default(), 0));
    }
}

//! What is to be priced: rules, bases, whose usage weighs, which traffic counts.

use schema::{Basis, Board, Rule};

use crate::Traffic;

/// Which usage weights a vendor's models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Under rule `published`; the published analysis took app pages.
    pub published: Board,
    /// Under rule `default`; the site's own rankings.
    pub default: Board,
}

/// What is to be priced: each rule on each basis.
#[derive(Clone, Debug)]
pub struct Pricing {
    /// The rules.
    pub rules: Vec<Rule>,
    /// The price bases.
    pub bases: Vec<Basis>,
    /// The boards by rule.
    pub weights: Weights,
    /// Free, promotional and stealth traffic.
    pub traffic: Traffic,
}

impl Pricing {
    /// Every rule with every basis.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (Rule, Basis)> {
        self.rules.iter().flat_map(|rule| self.bases.iter().map(|basis| (*rule, *basis)))
    }

    /// The board that weights prices. A basis at the measured mix needs the split into prompt and completion, and only
    /// the site gives it.
    #[must_use]
    pub fn board(&self, rule: Rule, basis: Basis) -> Board {
        match (basis, rule) {
            (Basis::List3to1, Rule::Published) => self.weights.published,
            (Basis::List3to1, Rule::Default) => self.weights.default,
            _ => Board::Site,
        }
    }
}

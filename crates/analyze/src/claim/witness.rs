//! The evidence as one claim sees it: what it looks at leaves its origin behind.

use std::cell::Cell;

use schema::{Basis, Board, Origin, Rule};

use super::{
    correlation::Ranks,
    evidence::{Evidence, Gap, Growth, Ranked, YEAR},
    hidden::Hidden,
    labs::Doubt,
    length::Length,
    measure::RUNNING,
    modelled::Modelled,
    prices::Price,
};
use crate::bound::{PriceRange, Valued, combined};

/// Looks up figures for one claim, and knows the weakest origin of those it found.
#[derive(Debug)]
pub(super) struct Witness<'evidence> {
    evidence: &'evidence Evidence,
    weakest: Cell<Option<Origin>>,
}

impl<'evidence> Witness<'evidence> {
    pub(super) const fn of(evidence: &'evidence Evidence) -> Self {
        Self { evidence, weakest: Cell::new(None) }
    }

    /// The weakest origin of what was looked at; `None` if nothing was there to see.
    pub(super) const fn weakest(&self) -> Option<Origin> {
        self.weakest.get()
    }

    pub(super) fn vendor_series(&self) -> Length {
        self.seen(self.evidence.vendor_series, |series| series.origin)
    }

    /// Whether the weeks of vendors are daily lists of models, added up: a named vendor may have more.
    pub(super) const fn is_of_lists(&self) -> bool {
        self.evidence.vendor_series.is_of_days
    }

    /// What is to be said where the last bucket of the vendor chart was running; else nothing.
    pub(super) const fn running(&self) -> &'static str {
        if self.evidence.is_running { RUNNING } else { "" }
    }

    /// The same of the model chart.
    pub(super) const fn model_running(&self) -> &'static str {
        if self.evidence.is_model_running { RUNNING } else { "" }
    }

    pub(super) fn model_series(&self) -> Length {
        self.seen(self.evidence.model_series, |series| series.origin)
    }

    /// How much the whole site grew by the model chart, and over how many weeks.
    pub(super) fn model_growth(&self) -> Option<(f64, usize)> {
        let (ratio, weeks) = self.evidence.model_growth?;
        self.seen(self.evidence.model_series, |series| series.origin);
        Some((ratio, weeks))
    }

    /// The board that says what apps use, where there is one; else the site's.
    pub(super) fn board(&self) -> Board {
        let is_there = self.evidence.models.keys().any(|(board, ..)| *board == Board::Apps);
        if is_there { Board::Apps } else { Board::Site }
    }

    /// The weeks of a vendor chart that has fewer than so many. Nobody has to be seen for that.
    pub(super) fn short_of(&self, needed: usize) -> Option<usize> {
        Some(self.evidence.vendor_series.weeks).filter(|weeks| (1..needed).contains(weeks))
    }

    /// Those of one that is too short for a year before.
    pub(super) fn short_of_a_year(&self) -> Option<usize> {
        self.short_of(YEAR)
    }

    /// The same where it was cut off behind an earlier week.
    pub(super) fn cut_off(&self) -> Option<usize> {
        self.short_of_a_year().filter(|_| self.is_cut_off())
    }

    /// Whether the charts were cut off behind an earlier week than that of their capture.
    pub(super) const fn is_cut_off(&self) -> bool {
        self.evidence.is_cut_off
    }

    /// What the models of a chart say of vendors, where no chart of vendors has the week.
    pub(super) fn modelled(&self) -> Option<&'evidence Modelled> {
        let modelled = self.evidence.modelled.as_ref()?;
        Some(self.seen(modelled, |modelled| modelled.origin))
    }

    /// What the vendor that the text is about may have besides, in the first and in the last weeks.
    pub(super) const fn dear(&self) -> [Doubt; 2] {
        self.evidence.dear
    }

    /// What the six labs may have besides, in the first and in the last weeks.
    pub(super) const fn doubts(&self) -> [Doubt; 2] {
        self.evidence.gainers
    }

    pub(super) fn growth(&self, rule: Rule, vendor: &str) -> Option<&'evidence Growth> {
        let growth = self.evidence.growth.get(&(rule, vendor.to_owned()))?;
        Some(self.seen(growth, |growth| growth.origin))
    }

    pub(super) fn gap(&self, rule: Rule, basis: Basis, vendor: &str) -> Option<&'evidence Gap> {
        let gap = self.evidence.gap.get(&(rule, basis, vendor.to_owned()))?;
        Some(self.seen(gap, |gap| gap.origin))
    }

    /// What labels of no vendor have of all tokens on a board.
    pub(super) fn nobodys_share(&self, rule: Rule, basis: Basis) -> f64 {
        let labels = self.evidence.nobodys.iter();
        labels.filter_map(|label| self.gap(rule, basis, label)?.token_share).sum()
    }

    /// Some vendors as one, with the bounds of both together; none where one of them has no price.
    pub(super) fn together(&self, rule: Rule, basis: Basis, vendors: &[&str]) -> Option<Valued> {
        let all = self.evidence.gap.iter().filter(|((of, on, _), _)| *of == rule && *on == basis);
        let (mut own, mut rest, mut hidden) = (Vec::new(), Vec::new(), 0);
        for ((.., vendor), gap) in all {
            if vendors.contains(&vendor.as_str()) {
                self.seen(gap, |gap| gap.origin).dollar_share?;
                own.push(gap.part);
                hidden += gap.part.hidden;
            } else {
                rest.push(gap.part);
            }
        }
        (own.len() == vendors.len()).then(|| combined(&own, &rest, hidden))
    }

    pub(super) fn price(&self, rule: Rule, basis: Basis, vendor: &str) -> Option<&'evidence Price> {
        let price = self.evidence.price.get(&(rule, basis, vendor.to_owned()))?;
        Some(self.seen(price, |price| price.origin))
    }

    /// Of when the board is that would weigh the prices of a rule and basis, where it is of other days than the week.
    pub(super) fn weighed_on_other_days(&self, rule: Rule, basis: Basis) -> Option<String> {
        self.evidence.other_days.as_ref()?.said(rule, basis)
    }

    /// Least and most that a million of a vendor's tokens can cost, where the last weeks have some: what has no price costs
    /// the cheapest or the dearest of any.
    pub(super) fn price_ends(&self, rule: Rule, basis: Basis, vendor: &str) -> Option<(f64, f64)> {
        let own = self.gap(rule, basis, vendor)?.part;
        let all = self.evidence.gap.iter().filter(|((of, on, _), _)| *of == rule && *on == basis);
        let range = PriceRange::of(&all.map(|(_, gap)| gap.part).collect::<Vec<_>>())?;
        Some(own.price_ends(range))
    }

    pub(super) fn by_vendor(&self, rule: Rule, basis: Basis) -> Option<&'evidence Ranks> {
        let ranks = self.evidence.correlations.by_vendor(rule, basis)?;
        Some(self.seen(ranks, |ranks| ranks.origin))
    }

    pub(super) fn by_model(&self, board: Board) -> Option<&'evidence Ranks> {
        let ranks = self.evidence.correlations.by_model(board)?;
        Some(self.seen(ranks, |ranks| ranks.origin))
    }

    /// Over the models that the week alone names.
    pub(super) fn in_week(&self) -> Option<&'evidence Ranks> {
        let ranks = self.evidence.correlations.in_week()?;
        Some(self.seen(ranks, |ranks| ranks.origin))
    }

    pub(super) fn model(&self, board: Board, basis: Basis, model: &str) -> Option<&'evidence Ranked> {
        let ranked = self.evidence.models.get(&(board, basis, model.to_owned()))?;
        Some(self.seen(ranked, |ranked| ranked.origin))
    }

    /// Every model of a board.
    pub(super) fn models(&self, board: Board, basis: Basis) -> Vec<(&'evidence str, &'evidence Ranked)> {
        let all = self.evidence.models.iter().filter(|((of, on, _), _)| *of == board && *on == basis);
        all.map(|((.., model), ranked)| (model.as_str(), self.seen(ranked, |ranked| ranked.origin))).collect()
    }

    /// The days of a board.
    pub(super) fn board_days(&self, board: Board) -> Option<i32> {
        self.evidence.board_days.get(&board).copied()
    }

    /// What the weeks that the site's board is made of do not name.
    pub(super) const fn hidden(&self) -> &'evidence Hidden {
        &self.evidence.hidden
    }

    fn seen<Value: Copy>(&self, value: Value, origin: fn(Value) -> Option<Origin>) -> Value {
        self.weakest.set(self.weakest.get().max(origin(value)));
        value
    }
}

//! What a board that is made of weeks does not name: each week names its largest models alone, so a model that some weeks do not
//! name has at least what the others say, and stood below the smallest that is named in those.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    Board, Frame,
    columns::{BOARD, IS_LOWER_BOUND, MODEL, TOKENS, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_START_DATE},
    tables::{ModelLeaderboard, ModelWeek},
};

use super::{evidence::Evidence, measure::ASSUMED, witness::Witness};
use crate::{series::OTHERS, usage::at};

/// Tokens that models may have besides in the weeks of the site's board.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    by_model: BTreeMap<String, f64>,
    /// The most that one of those can have that no week names.
    unnamed: f64,
    /// All that weeks leave to those they do not name.
    others: f64,
}

/// One week: what its rows are, whatever the variant.
#[derive(Default)]
struct Week<'frame> {
    named: BTreeSet<&'frame str>,
    smallest: Option<i64>,
    others: Option<i64>,
    /// Made of daily lists: named or not, anybody may have all of the remainder.
    is_lower_bound: bool,
}

impl Week<'_> {
    /// Most that a model can have beside what the week names it with.
    fn hidden(&self, model: &str) -> i64 {
        match (self.is_lower_bound, self.named.contains(model)) {
            (true, _) => self.others.unwrap_or(0),
            (false, true) => 0,
            (false, false) => [self.smallest, self.others].into_iter().flatten().min().unwrap_or(0),
        }
    }
}

impl Evidence {
    /// Reads what the weeks hide that the site's board is made of, where it is no month view: that names all models.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub fn with_weeks_of_board(mut self, leaderboard: &Frame<ModelLeaderboard>, models: &Frame<ModelWeek>) -> Self {
        let rows = leaderboard.cells(&BOARD).texts().into_iter().zip(leaderboard.cells(&WINDOW_START_DATE).dates());
        let rows = rows.zip(leaderboard.cells(&WINDOW_END_DATE).dates());
        let mut of_site = rows.filter(|((board, _), _)| *board == Some(Board::Site.word()));
        let Some((start, end)) = of_site.find_map(|((_, start), end)| start.zip(end)) else { return self };
        let models = models.between(start, end);
        let weeks = weeks(&models);
        let all: BTreeSet<&str> = weeks.iter().flat_map(|week| week.named.iter().copied()).collect();
        let most = |model: &str| weeks.iter().map(|week| week.hidden(model)).sum::<i64>() as f64;
        self.hidden = Hidden {
            by_model: all.into_iter().map(|model| (model.to_owned(), most(model))).collect(),
            // No model has this name.
            unnamed: most(""),
            others: weeks.iter().filter_map(|week| week.others).sum::<i64>() as f64,
        };
        self
    }
}

fn weeks(models: &Frame<ModelWeek>) -> Vec<Week<'_>> {
    let (starts, names) = (models.cells(&WEEK_START_DATE).dates(), models.cells(&MODEL).texts());
    let (tokens, bounds) = (models.cells(&TOKENS).integers(), models.cells(&IS_LOWER_BOUND).truths());
    let mut weeks: BTreeMap<_, Week<'_>> = BTreeMap::new();
    for row in 0..models.height() {
        let (Some(start), Some(name), Some(count)) = (at(&starts, row), at(&names, row), at(&tokens, row)) else {
            continue;
        };
        let week = weeks.entry(start).or_default();
        if name == OTHERS {
            week.others = Some(week.others.unwrap_or(0) + count);
        } else {
            week.named.insert(name);
            week.smallest = Some(week.smallest.map_or(count, |smallest| smallest.min(count)));
            week.is_lower_bound |= at(&bounds, row) == Some(true);
        }
    }
    weeks.into_values().collect()
}

/// The least and the most of a model on the site's board, and the ranks that leave it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) most: f64,
    /// The best and the worst rank.
    pub(super) ranks: (i64, i64),
}

impl Witness<'_> {
    /// Of a model's tokens on the site's board; none where weeks hide nothing.
    pub(super) fn span_of_tokens(&self, model: &str) -> Option<Span> {
        let own = self.model(Board::Site, ASSUMED, model)?.tokens;
        let others =
            self.models(Board::Site, ASSUMED).into_iter().filter(|(name, _)| *name != model && *name != OTHERS);
        let ends = others.map(|(name, other)| (other.tokens, other.tokens + self.may_hide(name)));
        let (most, ends) = (own + self.may_hide(model), ends.collect::<Vec<_>>());
        let (best, named_worst) = ranks(&ends, (own, most));
        let worst = named_worst + self.unnamed_above(own);
        (most > own || best < worst).then_some(Span { most, ranks: (best, worst) })
    }

    /// The same of its dollars at its own price. How dear those may be that no week names, or that have no price, nobody knows:
    /// the worst rank is that among the others, and not the worst there can be.
    pub(super) fn span_of_dollars(&self, model: &str) -> Option<Span> {
        let million = |tokens: f64, price: Option<f64>| tokens * price.unwrap_or(0.0) / 1e6;
        let found = self.model(Board::Site, ASSUMED, model)?;
        let own = found.usd?;
        let others =
            self.models(Board::Site, ASSUMED).into_iter().filter(|(name, _)| *name != model && *name != OTHERS);
        let ends = others
            .filter_map(|(name, other)| Some((other.usd?, other.usd? + million(self.may_hide(name), other.price))));
        let (most, ends) = (own + million(self.may_hide(model), found.price), ends.collect::<Vec<_>>());
        let (best, worst) = ranks(&ends, (own, most));
        (most > own || best < worst).then_some(Span { most, ranks: (best, worst) })
    }

    fn may_hide(&self, model: &str) -> f64 {
        self.hidden().by_model.get(model).copied().unwrap_or(0.0)
    }

    /// How many models that no week names can have more than so many tokens: together they have no more than the remainders.
    #[expect(clippy::cast_possible_truncation, reason = "a number of models")]
    fn unnamed_above(&self, tokens: f64) -> i64 {
        let hidden = self.hidden();
        let is_possible = hidden.unnamed > tokens && tokens > 0.0;
        if is_possible { (hidden.others / tokens).floor() as i64 } else { 0 }
    }
}

/// The best and the worst rank of one between its least and its most among others between theirs; equals share the better rank.
fn ranks(others: &[(f64, f64)], (least, most): (f64, f64)) -> (i64, i64) {
    let above = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1);
    let surely = others.iter().filter(|(other, _)| *other > most).count();
    let perhaps = others.iter().filter(|(_, other)| *other > least).count();
    (above(surely), above(perhaps))
}

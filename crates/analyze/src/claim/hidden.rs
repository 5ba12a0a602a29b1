//! What a board that is made of weeks does not name: each week names its largest models alone, so a model that some weeks do not
//! name has at least what the others say, and stood below the smallest that is named in those. A week without a remainder says not
//! what all have: a chart of vendors does, where it has the same days.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    Board, Frame, Origin,
    columns::{BOARD, IS_LOWER_BOUND, MODEL, TOKENS, VENDOR, WEEK_START_DATE, WINDOW_END_DATE, WINDOW_START_DATE},
    tables::{ModelLeaderboard, ModelWeek, VendorWeek},
};

use super::{chart::Chart, evidence::Evidence, measure::ASSUMED, witness::Witness};
use crate::{series::OTHERS, usage::at};

/// Tokens that models may have besides in the weeks of the site's board.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    by_model: BTreeMap<String, f64>,
    /// The most that one of those can have that no week names.
    unnamed: f64,
    /// All that weeks leave to those they do not name; endless where nobody knows.
    others: f64,
    /// Where a week has no remainder.
    pub(super) open: Option<Open>,
}

/// A board that names less than all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// All tokens of the weeks of a chart of vendors that have its days, no less than those of the days; none without one.
    pub(super) all: Option<f64>,
    pub(super) origin: Option<Origin>,
}

/// The worst rank where nobody knows how many stand above.
pub(super) const ENDLESS: i64 = i64::MAX;

/// One week: what its rows are, whatever the variant.
#[derive(Default)]
struct Week<'frame> {
    named: BTreeSet<&'frame str>,
    total: i64,
    smallest: Option<i64>,
    others: Option<i64>,
    /// Made of daily lists: named or not, anybody may have all of the remainder.
    is_lower_bound: bool,
}

impl Week<'_> {
    /// Most that a model can have beside what the week names it with; `rest` is what a week without a remainder leaves at the most.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
    fn hidden(&self, model: &str, rest: f64) -> f64 {
        let others = self.others.map_or(rest, |others| others as f64);
        match (self.is_lower_bound, self.named.contains(model)) {
            (true, _) => others,
            (false, true) => 0.0,
            (false, false) => self.smallest.map_or(others, |smallest| others.min(smallest as f64)),
        }
    }
}

impl Evidence {
    /// Reads what the weeks hide that the site's board is made of, where it is no month view: that names all models. What weeks
    /// without a remainder hide the chart of vendors says.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    pub fn with_weeks_of_board(
        mut self,
        leaderboard: &Frame<ModelLeaderboard>,
        models: &Frame<ModelWeek>,
        vendors: &Frame<VendorWeek>,
    ) -> Self {
        let rows = leaderboard.cells(&BOARD).texts().into_iter().zip(leaderboard.cells(&WINDOW_START_DATE).dates());
        let rows = rows.zip(leaderboard.cells(&WINDOW_END_DATE).dates());
        let mut of_site = rows.filter(|((board, _), _)| *board == Some(Board::Site.word()));
        let Some((start, end)) = of_site.find_map(|((_, start), end)| start.zip(end)) else { return self };
        let models = models.between(start, end);
        let weeks = weeks(&models);
        let sum = |tokens: fn(&Week<'_>) -> i64| weeks.iter().map(tokens).sum::<i64>() as f64;
        let is_open = weeks.is_empty() || weeks.iter().any(|week| week.others.is_none());
        let charted = if is_open { Chart::read(vendors, &VENDOR).tokens_of_days(start, end) } else { None };
        let all = charted.map(|(tokens, _)| tokens as f64);
        let rest = match (is_open, all) {
            (false, _) => 0.0,
            (true, Some(all)) => (all - sum(|week| week.total)).max(0.0),
            (true, None) => f64::INFINITY,
        };
        let others = rest + sum(|week| week.others.unwrap_or(0));
        let most = |model: &str| weeks.iter().map(|week| week.hidden(model, rest)).sum::<f64>().min(others);
        let named: BTreeSet<&str> = weeks.iter().flat_map(|week| week.named.iter().copied()).collect();
        self.hidden = Hidden {
            by_model: named.into_iter().map(|model| (model.to_owned(), most(model))).collect(),
            // No model has this name.
            unnamed: most(""),
            others,
            open: is_open.then(|| Open { all, origin: charted.and_then(|(_, origin)| origin) }),
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
        week.total += count;
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

impl Span {
    /// The worst rank behind the best.
    pub(super) fn to_worst(self) -> String {
        if self.ranks.1 == ENDLESS { "or worse".to_owned() } else { format!("to {}", self.ranks.1) }
    }
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
        let worst = named_worst.saturating_add(self.unnamed_above(own));
        (most > own || best < worst).then_some(Span { most, ranks: (best, worst) })
    }

    /// The same of its dollars at its own price. How dear those may be that no week names, or that have no price, nobody knows:
    /// the worst rank is that among the others, and not the worst there can be.
    pub(super) fn span_of_dollars(&self, model: &str) -> Option<Span> {
        // What is free has no dollars, however much of it there is.
        let million = |tokens: f64, price: Option<f64>| {
            price.filter(|price| *price > 0.0).map_or(0.0, |price| tokens * price / 1e6)
        };
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

    /// How many models that no week names can have more than so many tokens: together they have no more than the remainders, and
    /// where nobody knows these there is no end to it.
    #[expect(clippy::cast_possible_truncation, reason = "a number of models")]
    fn unnamed_above(&self, tokens: f64) -> i64 {
        let hidden = self.hidden();
        let is_possible = hidden.unnamed > tokens && tokens > 0.0;
        if !is_possible {
            0
        } else if hidden.others.is_finite() {
            (hidden.others / tokens).floor() as i64
        } else {
            ENDLESS
        }
    }
}

/// The best and the worst rank of one between its least and its most among others between theirs; equals share the better rank.
fn ranks(others: &[(f64, f64)], (least, most): (f64, f64)) -> (i64, i64) {
    let above = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1);
    let surely = others.iter().filter(|(other, _)| *other > most).count();
    let perhaps = others.iter().filter(|(_, other)| *other > least).count();
    (above(surely), above(perhaps))
}

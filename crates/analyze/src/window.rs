//! Some weeks in a row, and what a vendor has in them. What an absent week means depends on the rule.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{Origin, Rule, day};

use crate::series::Week;

/// Weeks under a rule.
#[derive(Debug)]
pub(crate) struct Window<'series> {
    rule: Rule,
    weeks: Vec<&'series Week>,
}

/// A vendor's tokens in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Over the weeks in which it is named. Not named at all: 0 by rule `published`, unknown by rule `default`.
    pub(crate) tokens: Option<i64>,
    /// Weeks in which it is named.
    pub(crate) weeks_present: i64,
    /// Most tokens that the absent weeks can hide; 0 by rule `published`, which takes absent for zero.
    pub(crate) hidden: i64,
    /// Weakest origin of the parts; none without parts.
    pub(crate) origin: Option<Origin>,
}

impl<'series> Window<'series> {
    /// The first `count` of `weeks`.
    pub(crate) fn first(weeks: &[&'series Week], count: usize, rule: Rule) -> Self {
        Self { rule, weeks: weeks.iter().copied().take(count).collect() }
    }

    /// The last `count` of `weeks`.
    pub(crate) fn last(weeks: &[&'series Week], count: usize, rule: Rule) -> Self {
        Self { rule, weeks: weeks.iter().copied().skip(weeks.len().saturating_sub(count)).collect() }
    }

    pub(crate) fn weeks(&self) -> i64 {
        i64::try_from(self.weeks.len()).unwrap_or(i64::MAX)
    }

    /// First and last day; `None` without weeks.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        Some((self.weeks.first()?.start, day::shifted(self.weeks.last()?.start, 6)))
    }

    /// Whether weeks are missing between its first and its last.
    pub(crate) fn has_gap(&self) -> bool {
        let weeks = self.weeks.windows(2);
        weeks.into_iter().any(|pair| matches!(pair, [one, next] if day::shifted(one.start, 7) != next.start))
    }

    pub(crate) fn total(&self) -> i64 {
        self.weeks.iter().map(|week| week.total()).sum()
    }

    /// Every label that is named in it.
    pub(crate) fn labels(&self) -> BTreeSet<&'series str> {
        self.weeks.iter().flat_map(|week| week.cells.keys().map(String::as_str)).collect()
    }

    /// What `label` has in it.
    pub(crate) fn sum(&self, label: &str) -> Sum {
        let cells: Vec<_> = self.weeks.iter().filter_map(|week| week.cells.get(label)).collect();
        let absent = self.weeks.iter().filter(|week| !week.cells.contains_key(label));
        let is_known = !cells.is_empty() || self.rule == Rule::Published;
        Sum {
            tokens: is_known.then(|| cells.iter().map(|cell| cell.tokens).sum()),
            weeks_present: i64::try_from(cells.len()).unwrap_or(i64::MAX),
            hidden: if self.rule == Rule::Published { 0 } else { absent.map(|week| week.most_unnamed()).sum() },
            origin: cells.iter().map(|cell| cell.origin).max(),
        }
    }
}

/// `part / whole` of tokens; `None` if there is no whole.
///
/// Token counts stay below 2^53 (about nine quadrillion) for any window that upstream's charts can fill, so nothing is
/// lost on the way to `f64`.
#[expect(clippy::cast_precision_loss, reason = "a share of counts below 2^53")]
pub(crate) fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

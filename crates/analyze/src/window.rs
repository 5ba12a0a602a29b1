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
    /// Most tokens that it can have besides, inside `others`: in the weeks that do not name it, and in those that are
    /// lower bounds. 0 by rule `published`, which takes absent for zero.
    pub(crate) hidden: i64,
    /// Of these, what it can have in weeks that are lower bounds: tokens of models that no list names.
    pub(crate) unlisted: i64,
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

    /// Its weeks, each with the tokens that `label` is named with, or 0.
    pub(crate) fn by_week(&self, label: &str) -> Vec<(Date, i64)> {
        self.weeks.iter().map(|week| (week.start, week.cells.get(label).map_or(0, |cell| cell.tokens))).collect()
    }

    /// What `label` has in it.
    pub(crate) fn sum(&self, label: &str) -> Sum {
        let cells: Vec<_> = self.weeks.iter().filter_map(|week| week.cells.get(label)).collect();
        let is_known = !cells.is_empty() || self.rule == Rule::Published;
        let hidden =
            || self.weeks.iter().filter(|_| self.rule != Rule::Published).map(|week| (week, week.hidden(label)));
        Sum {
            tokens: is_known.then(|| cells.iter().map(|cell| cell.tokens).sum()),
            weeks_present: i64::try_from(cells.len()).unwrap_or(i64::MAX),
            hidden: hidden().map(|(_, hidden)| hidden).sum(),
            unlisted: hidden().filter(|(week, _)| week.is_of_lists()).map(|(_, hidden)| hidden).sum(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{series::VendorSeries, tests::vendor_weeks};

    /// One week of a chart, one of daily lists: what each can hide, and of that what lies below a list.
    #[test]
    fn a_chart_hides_the_absent_and_a_list_hides_something_of_everybody() {
        let weeks = [
            "2026-04-06 a 50",
            "2026-04-06 others 30",
            "2026-04-06 b 20",
            "2026-04-13 a 50 least",
            "2026-04-13 others 70",
        ];
        let series = VendorSeries::read(&vendor_weeks(&weeks));
        let hidden = |rule, label: &str| {
            let sum = Window::first(&series.weeks_of(rule), 2, rule).sum(label);
            (sum.hidden, sum.unlisted)
        };
        assert_eq!(hidden(Rule::Default, "a"), (70, 70));
        assert_eq!(hidden(Rule::Default, "b"), (70, 70));
        assert_eq!(hidden(Rule::Default, "absent"), (20 + 70, 70));
        assert_eq!(hidden(Rule::Default, "others"), (0, 0));
        for label in ["a", "b", "absent", "others"] {
            assert_eq!(hidden(Rule::Published, label), (0, 0), "{label}");
        }
    }
}

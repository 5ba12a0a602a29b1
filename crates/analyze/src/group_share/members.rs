//! The labels of one week as groups of vendors see them: who belongs, perhaps belongs, or is hidden.

use schema::{GroupOf, Origin, Rule};

use super::{
    Counted,
    free::{FreeTraffic, Paid},
    sides::{Labelled, Sides},
};
use crate::{
    AnalyzeError, Groups,
    group::Belongs,
    series::{OTHERS, Week},
    traits::Known,
};

/// The labels of a week as a group sees them, whatever rule and basis.
pub(super) struct Members<'frame> {
    group: &'frame str,
    /// Of every label, the remainder among them.
    pub(super) belongs: Vec<Belongs>,
    labels: Vec<Labelled>,
    age: Option<i64>,
    origin: Option<Origin>,
}

impl<'frame> Members<'frame> {
    /// Of each group that is wanted.
    pub(super) fn of(
        week: &Week,
        wanted: &[&'frame str],
        groups: &Groups,
        free: &FreeTraffic<'_>,
    ) -> Result<Vec<Self>, AnalyzeError> {
        let named = || week.cells.iter().filter(|(label, _)| *label != OTHERS);
        let paid: Vec<Paid> = named().map(|(label, cell)| free.paid(week.start, label, cell.tokens)).collect();
        let age = named().filter_map(|(label, _)| free.age(week.start, label)).max();
        let known: Vec<Known<'_>> = week.cells.keys().map(|label| groups.known(label, week.start)).collect();
        let of = |group: &&'frame str| {
            let belongs: Vec<Belongs> = week
                .cells
                .keys()
                .zip(&known)
                .map(|(label, known)| belongs(week, group, groups, label, *known))
                .collect::<Result<_, _>>()?;
            let cells = week.cells.iter().zip(&belongs).filter(|((label, _), _)| *label != OTHERS);
            let own = cells.clone().filter(|(_, belongs)| **belongs == Belongs::Yes);
            let labels = cells.clone().zip(&paid);
            let labels = labels.map(|(((_, cell), belongs), paid)| Labelled {
                belongs: *belongs,
                tokens: cell.tokens,
                paid: *paid,
            });
            Ok(Self {
                group,
                origin: own.map(|((_, cell), _)| cell.origin).max(),
                labels: labels.collect(),
                belongs,
                age,
            })
        };
        wanted.iter().map(of).collect()
    }

    /// Its tokens by a rule.
    pub(super) fn counted(
        &self,
        week: &'frame Week,
        groups: &Groups,
        rule: Rule,
    ) -> Result<Counted<'frame>, AnalyzeError> {
        let hidden = hidden(week, self.group, groups, rule)?;
        Ok(Counted {
            start: week.start,
            anchor: &week.anchor,
            is_complete: week.is_complete,
            group: self.group,
            of: GroupOf::Vendors,
            rule,
            sides: Sides::of(self.labels.iter().copied(), Some(week.others()), hidden, rule),
            age: self.age,
            origin: self.origin,
        })
    }
}

/// Whether a label of a week belongs to a group. Whose tokens are under a label of nobody is not known: perhaps a member's.
fn belongs(week: &Week, group: &str, groups: &Groups, label: &str, known: Known<'_>) -> Result<Belongs, AnalyzeError> {
    match groups.takes(group, label, known, week.start)? {
        _ if label == OTHERS => Ok(Belongs::No),
        Belongs::No if week.is_unattributed(label) => Ok(Belongs::Perhaps),
        belongs => Ok(belongs),
    }
}

/// Tokens of the remainder that may be of the group.
fn hidden(week: &Week, group: &str, groups: &Groups, rule: Rule) -> Result<i64, AnalyzeError> {
    if rule == Rule::Published {
        return Ok(0);
    }
    // Who fits without being on a list may be anybody, and any number of them.
    let Some(listed) = groups.listed(group, week.start)? else { return Ok(week.others()) };
    Ok(listed.into_iter().map(|label| week.hidden(label)).sum::<i64>().min(week.others()))
}

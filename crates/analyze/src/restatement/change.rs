//! What differs from one statement about a week to the next.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use schema::{ChangedBy, Origin, Scope};

use super::{
    belief::{Statement, Value},
    corrected::CorrectedWeeks,
};
use crate::series::OTHERS;

/// The part of the old value that a change must reach. Ten labels that a keeper rounds to a thousand tokens are off by
/// 5,000 of some 10^13, and what upstream adds in the first hours after a week is up to 10^-7 of it.
const LEAST_CHANGE: f64 = 1e-6;
const ENTERED: &str = "not named before: what it had, if anything, was inside `others`";
const LEFT: &str = "not named any more: what it has, if anything, is inside `others`";
const REMAINDER: &str = "one of the two lists has no remainder";
const TWO_SOURCES: &str = "of two sources: what differs may be how they count or copy";

/// A value that is another one since `at`.
#[derive(Debug)]
pub(super) struct Change<'inputs> {
    pub(super) week: Date,
    pub(super) scope: Scope,
    pub(super) key: String,
    pub(super) at: Timestamp,
    old: Option<Value<'inputs>>,
    new: Option<Value<'inputs>>,
    /// When the old one was last seen, or the list without the new one.
    pub(super) last_seen: Option<Timestamp>,
    pub(super) old_snapshot: Option<&'inputs str>,
    pub(super) new_snapshot: Option<&'inputs str>,
}

impl Change<'_> {
    pub(super) fn old_tokens(&self) -> Option<i64> {
        self.old.as_ref().map(|old| old.tokens)
    }

    pub(super) fn new_tokens(&self) -> Option<i64> {
        self.new.as_ref().map(|new| new.tokens)
    }

    pub(super) fn delta(&self) -> Option<i64> {
        Some(self.new_tokens()?.saturating_sub(self.old_tokens()?))
    }

    pub(super) fn relative(&self) -> Option<f64> {
        relative(self.old_tokens()?, self.new_tokens()?)
    }

    pub(super) fn origin(&self) -> Origin {
        let values = self.old.iter().chain(&self.new);
        values.map(|value| value.origin).max().unwrap_or(Origin::Observed)
    }

    /// Who changed it. Where only one of the two values is named nothing was corrected, unless at that instant.
    pub(super) fn changed_by(&self, corrected: &CorrectedWeeks) -> ChangedBy {
        let is_corrected = |value: &Value<'_>| value.origin > Origin::Observed && corrected.has(self.week);
        let [old, new] = [&self.old, &self.new].map(|value| value.as_ref().map(is_corrected));
        let is_one_of_two = old.zip(new).is_some_and(|(old, new)| old != new);
        let is_since = corrected.has_since(self.week, self.at) && (old == Some(true) || new == Some(true));
        if is_one_of_two || is_since { ChangedBy::Correction } else { ChangedBy::Upstream }
    }

    /// What to keep in mind.
    pub(super) fn reason(&self) -> Option<String> {
        let membership = match (&self.old, &self.new) {
            (Some(_), Some(_)) => None,
            _ if self.key == OTHERS => Some(REMAINDER),
            (None, _) => Some(ENTERED),
            (_, None) => Some(LEFT),
        };
        let snapshots = self.old_snapshot.zip(self.new_snapshot);
        let sources = snapshots.filter(|(old, new)| source(old) != source(new)).map(|_| TWO_SOURCES);
        let reasons: Vec<_> = membership.into_iter().chain(sources).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}

/// The parts of a snapshot's id that all answers to one request of one keeper share: not its instant, nor the days that it
/// is about.
fn source(snapshot: &str) -> Vec<&str> {
    let is_day = |part: &&str| part.get(..10).is_some_and(|start| start.parse::<Date>().is_ok());
    snapshot.split('/').filter(|part| !is_day(part)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of tokens below 2^53 in every week")]
fn relative(old: i64, new: i64) -> Option<f64> {
    (old > 0).then(|| new.saturating_sub(old) as f64 / old as f64)
}

fn is_slight(old: i64, new: i64) -> bool {
    old == new || relative(old, new).is_some_and(|change| change.abs() < LEAST_CHANGE)
}

/// Changes, and how many differences are none.
#[derive(Debug, Default)]
pub(super) struct Changes<'inputs> {
    pub(super) listed: Vec<Change<'inputs>>,
    /// Too small.
    pub(super) slight: usize,
    /// Between two sources, of which the one goes on saying the old value.
    pub(super) at_once: usize,
}

/// What is known of a week.
struct Known<'inputs> {
    scope: Scope,
    week: Date,
    /// What was first known, or last listed.
    values: BTreeMap<String, Value<'inputs>>,
    snapshot: Option<&'inputs str>,
    last_seen: Option<Timestamp>,
}

impl<'inputs> Known<'inputs> {
    fn of(scope: Scope, week: Date, statement: &Statement<'inputs>) -> Self {
        let mut known = Self { scope, week, values: statement.values.clone(), snapshot: None, last_seen: None };
        known.remember(statement);
        known
    }

    fn remember(&mut self, statement: &Statement<'inputs>) {
        self.snapshot = statement.snapshot;
        self.last_seen = statement.values.values().map(|value| value.last_seen).min();
    }

    /// Compares a value with what is known of it, and learns it where that differs: the old value, if any, and the new one.
    fn hear(&mut self, key: &str, at: Timestamp, new: Option<&Value<'inputs>>) -> Heard<'inputs> {
        if let (Some(old), Some(new)) = (self.values.get_mut(key), new)
            && is_slight(old.tokens, new.tokens)
        {
            old.last_seen = old.last_seen.max(new.last_seen);
            return if old.tokens != new.tokens && new.from == at { Heard::Slight } else { Heard::Same };
        }
        if self.values.get(key).is_some_and(|old| at <= old.last_seen) {
            return Heard::AtOnce;
        }
        let old = self.values.remove(key);
        self.values.extend(new.map(|new| (key.to_owned(), new.clone())));
        Heard::Another(old)
    }

    /// That `statement` has another value than `old`.
    fn change(
        &self,
        key: String,
        at: Timestamp,
        old: Option<Value<'inputs>>,
        statement: &Statement<'inputs>,
    ) -> Change<'inputs> {
        let new = statement.values.get(&key).cloned();
        let (scope, week) = (self.scope, self.week);
        let old_snapshot = old.as_ref().map_or(self.snapshot, |old| Some(old.snapshot));
        let new_snapshot = new.as_ref().map_or(statement.snapshot, |new| Some(new.snapshot));
        // Where nothing came but one name, the others went on being seen.
        let last_seen = old.as_ref().map_or(self.last_seen, |old| Some(old.last_seen)).filter(|seen| *seen < at);
        Change { week, scope, key, at, old, new, last_seen, old_snapshot, new_snapshot }
    }
}

/// What became of a value that was compared.
enum Heard<'inputs> {
    Same,
    Slight,
    /// The old one is seen later, too.
    AtOnce,
    /// It took the place of this one, if there was one.
    Another(Option<Value<'inputs>>),
}

/// Adds what changed from each of the statements about a week to the next.
pub(super) fn changes<'said, 'inputs: 'said>(
    scope: Scope,
    week: Date,
    statements: impl Iterator<Item = (&'said Timestamp, &'said Statement<'inputs>)>,
    all: &mut Changes<'inputs>,
) {
    let mut known: Option<Known<'inputs>> = None;
    for (at, statement) in statements {
        let Some(known) = &mut known else {
            known = Some(Known::of(scope, week, statement));
            continue;
        };
        let keys: BTreeSet<String> = known.values.keys().chain(statement.values.keys()).cloned().collect();
        for key in keys {
            match known.hear(&key, *at, statement.values.get(&key)) {
                Heard::Same => {}
                Heard::Slight => all.slight += 1,
                Heard::AtOnce => all.at_once += 1,
                Heard::Another(old) => all.listed.push(known.change(key, *at, old, statement)),
            }
        }
        known.remember(statement);
    }
}

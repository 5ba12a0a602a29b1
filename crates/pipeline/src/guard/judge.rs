//! Judging answers: each against the last one before it that was used, series by series, oldest first.
//!
//! A pure function of the snapshots, the guards, and what people have accepted: not of when they arrived. What the run before
//! found of the same pair stands, so that an answer is compared once. Behind one that somebody accepted against its verdict
//! the last one before it counts, too: what was strange may be over.

use std::collections::{BTreeMap, BTreeSet};

use ingest::Ingested;
use jiff::Timestamp;

use super::{Change, GUARDS, Profile, Verdict, token_change::LONGEST_PAUSE};
use crate::{
    decision::{Decisions, Ruling},
    manifest::SnapshotEntry,
    plan::{Choice, Plan},
    snapshot::Snapshot,
    snapshots,
};

/// Seconds.
const DAY: i64 = 24 * 60 * 60;
/// Who asks once a day comes early now and then: so much less is a day, too.
const EARLY: i64 = 6 * 60 * 60;

/// Why an answer is refused that this version can't read.
const UNREADABLE: &str = "it can't be read";
/// Why one is used that is refused beside an accepted one.
const RETURNED: &str = "it is as before";
/// What stands still or repeats does so beside any.
const STANDS_STILL: &str = "`fresh`";

/// What was found of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Whether it is used.
    pub verdict: Verdict,
    /// What is strange, and why it was accepted.
    pub because: Vec<String>,
    /// The answer it was compared with.
    pub against: Option<String>,
}

/// Judges answers.
pub struct Judge<'run> {
    plan: &'run Plan,
    decisions: &'run Decisions,
    /// What the run before found; nothing, if its guards were others.
    known: BTreeMap<&'run str, &'run SnapshotEntry>,
    profiles: BTreeMap<String, Profile>,
    /// What was found of an answer beside the one that it was held against.
    found: BTreeMap<(String, Option<String>), Judged>,
    /// What was read on the way: whoever makes tables need not read it again.
    pub read: BTreeMap<String, Ingested>,
}

impl<'run> Judge<'run> {
    /// With the guards of a plan. `known` is of a run with the same guards and the same code.
    pub fn new(plan: &'run Plan, decisions: &'run Decisions, known: BTreeMap<&'run str, &'run SnapshotEntry>) -> Self {
        Self { plan, decisions, known, profiles: BTreeMap::new(), found: BTreeMap::new(), read: BTreeMap::new() }
    }

    /// What is found of each snapshot, by id.
    ///
    /// # Errors
    /// If one that would be used can't be read.
    pub fn judged(&mut self, snapshots: &[Snapshot]) -> anyhow::Result<BTreeMap<String, Judged>> {
        let mut judged = BTreeMap::new();
        for series in by_series(snapshots) {
            judged.extend(self.series(&series, None)?);
        }
        Ok(judged)
    }

    /// One series, oldest first, with what was accepted until an instant, or ever.
    pub(super) fn series(
        &mut self,
        series: &[&Snapshot],
        until: Option<Timestamp>,
    ) -> anyhow::Result<BTreeMap<String, Judged>> {
        let (mut last, mut judged): (Option<&Snapshot>, _) = (None, BTreeMap::new());
        // An accepted answer that is the last one, and the one beside which it was refused.
        let mut accepted: Option<[&Snapshot; 2]> = None;
        for (place, snapshot) in series.iter().enumerate() {
            let is_needed = until.is_none() && (place + 1 == series.len() || self.reads_all(snapshot));
            let found = match (self.beside(snapshot, last), accepted) {
                (Ok(found), Some(accepted)) if found.verdict == Verdict::Refused => {
                    self.returned(snapshot, accepted, &found).unwrap_or(found)
                }
                (Ok(found), _) => found,
                (Err(error), _) if is_needed => return Err(error),
                (Err(error), _) => unreadable(&error, last),
            };
            let found = self.decided(snapshot, found, until);
            if found.verdict.is_used() {
                let is_accepted = found.verdict == Verdict::Accepted;
                accepted = last.filter(|_| is_accepted).map(|before| [*snapshot, before]);
                last = Some(snapshot);
            }
            judged.insert(snapshot.id.clone(), found);
        }
        Ok(judged)
    }

    /// What is found of an answer beside the one before it, whoever accepted it.
    fn beside(&mut self, snapshot: &Snapshot, last: Option<&Snapshot>) -> anyhow::Result<Judged> {
        let pair = (snapshot.id.clone(), last.map(|last| last.id.clone()));
        if let Some(found) = self.found.get(&pair) {
            return Ok(found.clone());
        }
        let found = match (self.stands(snapshot, last), last) {
            (Some(found), _) => found,
            (None, None) => Judged { verdict: Verdict::Passed, because: Vec::new(), against: None },
            (None, Some(last)) => self.compared(snapshot, last)?,
        };
        self.found.insert(pair, found.clone());
        Ok(found)
    }

    fn reads_all(&self, snapshot: &Snapshot) -> bool {
        let mut inputs = self.plan.inputs.iter().filter(|(input, _)| snapshots::is_below(&snapshot.id, input));
        inputs.any(|(_, reading)| reading.choice == Choice::All)
    }

    /// What the run before found, if it compared the same two.
    fn stands(&self, snapshot: &Snapshot, last: Option<&Snapshot>) -> Option<Judged> {
        let entry = self.known.get(snapshot.id.as_str()).filter(|entry| entry.sha256 == snapshot.facts_sha256())?;
        let is_same = match (&entry.against, last) {
            (None, None) => true,
            (Some(against), Some(last)) => {
                let known = self.known.get(last.id.as_str());
                *against == last.id && known.is_some_and(|known| known.sha256 == last.facts_sha256())
            }
            _ => false,
        };
        let found = is_same.then(|| entry.judged())?;
        // Whether that stops a run depends on the pipeline; and what was found with an eye on an accepted answer, on a decision.
        let depends = |because: &String| [UNREADABLE, RETURNED].iter().any(|why| because.starts_with(why));
        if found.because.iter().any(depends) {
            return None;
        }
        match found.verdict {
            Verdict::Accepted => Some(Judged { verdict: Verdict::Refused, ..found }),
            // What guards say of it is not kept.
            Verdict::Rejected => None,
            _ => Some(found),
        }
    }

    fn compared(&mut self, snapshot: &Snapshot, last: &Snapshot) -> anyhow::Result<Judged> {
        if let Err(error) = self.look(last) {
            if self.reads_all(last) {
                return Err(error);
            }
            // The first of a series was compared with nothing, and no table reads it.
            return Ok(Judged { against: Some(last.id.clone()), ..Judged::default() });
        }
        self.look(snapshot)?;
        let empty = Profile::default();
        let [now, before] = [snapshot, last].map(|snapshot| self.profiles.get(&snapshot.id).unwrap_or(&empty));
        let (low, high) = self.outside(&Change { now, before, days: days_between(snapshot, last) });
        let verdict = match (low.is_empty(), high.is_empty()) {
            (false, _) => Verdict::Refused,
            (true, false) => Verdict::Told,
            (true, true) => Verdict::Passed,
        };
        Ok(Judged { verdict, because: low.into_iter().chain(high).collect(), against: Some(last.id.clone()) })
    }

    /// What is found of an answer that is refused beside an accepted one, where it fits the one beside which that was refused:
    /// what was strange, and looked at, is over. Periods of which it says what was accepted are left out, or a fall that was
    /// accepted would be refused once more with each answer that still has it. Nothing where it doesn't fit, or guards would
    /// say little behind so many days.
    fn returned(&mut self, snapshot: &Snapshot, [accepted, before]: [&Snapshot; 2], found: &Judged) -> Option<Judged> {
        let days = days_between(snapshot, before);
        let stands_still = found.because.iter().any(|because| because.starts_with(STANDS_STILL));
        if days > LONGEST_PAUSE || stands_still {
            return None;
        }
        for snapshot in [snapshot, accepted, before] {
            self.look(snapshot).ok()?;
        }
        let [now, seen, before_it] = [snapshot, accepted, before].map(|snapshot| self.profiles.get(&snapshot.id));
        let now = now?.without(seen?, before_it?);
        let (low, high) = self.outside(&Change { now: &now, before: before_it?, days });
        if !low.is_empty() {
            return None;
        }
        let guards: Vec<&str> = found.because.iter().filter_map(|because| because.split(" (").next()).collect();
        let returned = format!("{RETURNED} `{}`, which was accepted; beside that: {}", accepted.id, guards.join(", "));
        let because = [returned].into_iter().chain(high).collect();
        Some(Judged { verdict: Verdict::Told, because, against: Some(before.id.clone()) })
    }

    /// What lies below a minimum, and what above a maximum.
    fn outside(&self, change: &Change<'_>) -> (Vec<String>, Vec<String>) {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for guard in GUARDS {
            let range = self.plan.guards.get(guard.name).copied().unwrap_or(guard.range);
            let Some(found) = (guard.of)(change) else { continue };
            let said = |value: f64, expected: &str| {
                let at = (guard.witness)(change, value).map(|at| format!("; {at}")).unwrap_or_default();
                format!("`{}` ({}): found {value:.4}, expected {expected}{at}", guard.name, guard.doc)
            };
            let [below, above] = found.outside(range);
            let is_told = guard.told_behind.is_some_and(|most| change.days > most);
            let outside = if is_told { &mut high } else { &mut low };
            outside.extend(below.zip(range.min).map(|(value, min)| said(value, &format!("{min} or more"))));
            high.extend(above.zip(range.max).map(|(value, max)| said(value, &format!("{max} or less"))));
        }
        (low, high)
    }

    fn look(&mut self, snapshot: &Snapshot) -> anyhow::Result<()> {
        if self.profiles.contains_key(&snapshot.id) {
            return Ok(());
        }
        let ingested = snapshot.ingested()?;
        let profile = Profile::of(&ingested, snapshot.captured_at());
        self.profiles.insert(snapshot.id.clone(), profile);
        self.read.insert(snapshot.id.clone(), ingested);
        Ok(())
    }

    /// With what people decided until an instant, or ever.
    fn decided(&self, snapshot: &Snapshot, found: Judged, until: Option<Timestamp>) -> Judged {
        let Some(decision) = self.decisions.of(snapshot, until) else { return found };
        match (decision.ruling, found.verdict) {
            (Ruling::Accepted, Verdict::Refused) => Judged { verdict: Verdict::Accepted, ..found },
            (Ruling::Rejected, _) => {
                Judged { verdict: Verdict::Rejected, because: vec![decision.because.clone()], ..found }
            }
            _ => found,
        }
    }

    /// When something was decided of an answer.
    pub(super) fn decided_at(&self, snapshot: &Snapshot) -> impl Iterator<Item = Timestamp> {
        self.decisions.all_of(snapshot).map(|decision| decision.at)
    }
}

/// Whole days from one answer to a later one.
fn days_between(later: &Snapshot, earlier: &Snapshot) -> i64 {
    (later.captured_at().as_second() - earlier.captured_at().as_second() + EARLY) / DAY
}

/// One that no table reads: another version stored it, and this one can't read it any more.
fn unreadable(error: &anyhow::Error, last: Option<&Snapshot>) -> Judged {
    let because = vec![format!("{UNREADABLE}: {error:#}")];
    Judged { verdict: Verdict::Refused, because, against: last.map(|last| last.id.clone()) }
}

/// The snapshots of each request and argument, oldest first.
pub(super) fn by_series(snapshots: &[Snapshot]) -> Vec<Vec<&Snapshot>> {
    let mut series: BTreeMap<Series, Vec<&Snapshot>> = BTreeMap::new();
    for snapshot in snapshots {
        series.entry(series_of(snapshot)).or_default().push(snapshot);
    }
    for snapshots in series.values_mut() {
        snapshots.sort_by_key(|snapshot| (snapshot.captured_at(), snapshot.id.as_str()));
    }
    series.into_values().collect()
}

/// Request and argument.
type Series = (String, Option<String>);

/// What a snapshot is compared within. An argument that says which days an answer is about makes no series of its own: each
/// would have one answer, and none would ever be compared.
fn series_of(snapshot: &Snapshot) -> Series {
    let request = snapshot.facts.request_name();
    let is_of_days = ingest::request(&request).is_some_and(|(_, request)| request.is_of_days());
    (request, snapshot.facts.argument.clone().filter(|_| !is_of_days))
}

/// Answers that are refused and behind which no answer of their series was used: the data is old because of them.
pub fn undecided<'judged>(
    snapshots: &[Snapshot],
    judged: &'judged BTreeMap<String, Judged>,
) -> BTreeMap<&'judged str, &'judged Judged> {
    let mut newest: BTreeMap<Series, jiff::Timestamp> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    for snapshot in snapshots {
        let key = series_of(snapshot);
        match judged.get_key_value(&snapshot.id) {
            Some((_, found)) if found.verdict == Verdict::Rejected => {}
            Some((id, found)) if !found.verdict.is_used() => {
                refused.insert((key, snapshot.captured_at(), id.as_str()));
            }
            _ => {
                let at = newest.entry(key).or_insert(snapshot.captured_at());
                *at = (*at).max(snapshot.captured_at());
            }
        }
    }
    let behind = refused.into_iter().filter(|(key, at, _)| newest.get(key).is_none_or(|newest| newest < at));
    behind.filter_map(|(_, _, id)| Some((id, judged.get(id)?))).collect()
}

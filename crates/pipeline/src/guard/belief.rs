//! From when on answers were believed: those that guards refused, since somebody accepted them. A decision can reach further,
//! since later answers are then held against another one: so does the rejection of an answer that was wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use normalize::Arrivals;

use super::{Judge, Judged, judge::by_series};
use crate::snapshot::Snapshot;

impl Judge<'_> {
    /// From when on each answer that is used was used without a break, where that is later than its capture: its acceptance,
    /// or a decision on an answer before it. One that was used only until a decision is not used now, and not told.
    ///
    /// Pure like the verdicts: each instant at which somebody decided something is judged again as it was before.
    ///
    /// # Errors
    /// None but those of `judged`: what can't be read was not used.
    pub fn arrivals(&mut self, snapshots: &[Snapshot], judged: &BTreeMap<String, Judged>) -> anyhow::Result<Arrivals> {
        let mut arrivals = Vec::new();
        for series in by_series(snapshots) {
            let instants: BTreeSet<_> = series.iter().flat_map(|snapshot| self.decided_at(snapshot)).collect();
            if !instants.is_empty() {
                arrivals.extend(self.arrived(&series, judged, &instants)?);
            }
        }
        Ok(arrivals.into_iter().collect())
    }

    /// Those of one series, newest acceptance first.
    fn arrived(
        &mut self,
        series: &[&Snapshot],
        judged: &BTreeMap<String, Judged>,
        instants: &BTreeSet<Timestamp>,
    ) -> anyhow::Result<Vec<(String, Timestamp)>> {
        let is_used = |judged: &BTreeMap<String, Judged>, snapshot: &Snapshot| {
            judged.get(&snapshot.id).is_some_and(|judged| judged.verdict.is_used())
        };
        let mut used: Vec<_> = series.iter().copied().filter(|snapshot| is_used(judged, snapshot)).collect();
        let mut arrivals = Vec::new();
        for instant in instants.iter().rev() {
            let before = instants.range(..instant).next_back().copied().unwrap_or(Timestamp::MIN);
            let judged = self.series(series, Some(before))?;
            let (still, new): (Vec<_>, Vec<_>) = used.into_iter().partition(|snapshot| is_used(&judged, snapshot));
            let new = new.into_iter().filter(|snapshot| snapshot.captured_at() < *instant);
            arrivals.extend(new.map(|snapshot| (snapshot.id.clone(), *instant)));
            used = still;
        }
        Ok(arrivals)
    }
}

//! What speaks for each week, capture by capture as they arrived: at the end for the weekly tables, and after each instant
//! for their vintages.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;

use super::{Capture, WHOLE_SERIES_WEEKS};
use crate::vintage::Turn;

/// The captures heard so far.
#[derive(Default)]
pub(super) struct Replay<'captures> {
    /// What speaks within each series, by weekday. Only one of them is in force.
    series: BTreeMap<&'static str, BTreeMap<Date, &'captures Capture>>,
    newest: Option<&'captures Capture>,
    newest_whole: Option<&'captures Capture>,
}

impl<'captures> Replay<'captures> {
    /// Takes in a capture. Of two at one instant the one that is heard last counts as the newer.
    pub(super) fn hear(&mut self, capture: &'captures Capture) {
        let speaking = self.series.entry(capture.anchor()).or_default();
        if speaking.get(&capture.week).is_none_or(|stands| capture.is_better(stands)) {
            speaking.insert(capture.week, capture);
        }
        self.newest = newer(self.newest, capture);
        if capture.weeks >= WHOLE_SERIES_WEEKS {
            self.newest_whole = newer(self.newest_whole, capture);
        }
    }

    /// The weekday of the newest capture that covers a whole series; of the newest at all if none does.
    fn anchor(&self) -> Option<&'static str> {
        self.newest_whole.or(self.newest).map(Capture::anchor)
    }

    /// What speaks for each week of the series in force.
    pub(super) fn in_force(&self) -> impl Iterator<Item = (Date, &'captures Capture)> {
        let series = self.anchor().and_then(|anchor| self.series.get(anchor));
        series.into_iter().flatten().map(|(week, capture)| (*week, *capture))
    }

    fn speaks(&self, week: Date) -> Option<&'captures Capture> {
        self.series.get(self.anchor()?)?.get(&week).copied()
    }

    /// The weeks for which something else may speak now that the captures of `arrived` were heard.
    fn touched(&self, arrived: &[Capture], before: Option<&'static str>) -> BTreeSet<Date> {
        if self.anchor() == before {
            return arrived.iter().map(|capture| capture.week).collect();
        }
        // The series as a whole is another one.
        let old = before.and_then(|anchor| self.series.get(anchor));
        old.into_iter().flat_map(BTreeMap::keys).copied().chain(self.in_force().map(|(week, _)| week)).collect()
    }
}

/// The newer of two. Of two series in one capture the one that goes on longer is the newer.
fn newer<'captures>(stands: Option<&'captures Capture>, capture: &'captures Capture) -> Option<&'captures Capture> {
    let age = |capture: &'captures Capture| (capture.captured_at, Reverse(capture.snapshot_id.as_str()), capture.week);
    stands.into_iter().chain([capture]).max_by_key(|capture| age(capture))
}

/// Every instant at which another capture begins to speak for a week, or none does any more, oldest first.
pub(crate) fn turns(captures: &[Capture]) -> Vec<Turn<&Capture>> {
    let (mut replay, mut turns) = (Replay::default(), Vec::new());
    for arrived in captures.chunk_by(|one, other| one.captured_at == other.captured_at) {
        let Some(at) = arrived.first().map(|capture| capture.captured_at) else { continue };
        let before = replay.anchor();
        for capture in arrived {
            replay.hear(capture);
        }
        let is_another_series = replay.anchor() != before;
        for week in replay.touched(arrived, before) {
            let speaks = replay.speaks(week);
            // What already spoke goes on doing so.
            if is_another_series || speaks.is_some_and(|speaks| speaks.captured_at == at) {
                turns.push(Turn { at, week, speaks });
            }
        }
    }
    turns
}

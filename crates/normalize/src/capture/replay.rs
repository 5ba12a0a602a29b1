//! What speaks for each week, capture by capture as they arrived: at the end for the weekly tables, and after each instant
//! for their vintages.
//!
//! Which capture speaks is decided by when captures were made, whenever they arrived: one that was accepted late takes the
//! place that it would have had. So what was heard before is heard anew then, in the order of captures, and what it is
//! worth is told anew as well.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};

use super::{Capture, Cuts, WHOLE_SERIES_WEEKS};
use crate::{Arrivals, vintage::Turn};

/// The captures heard so far.
#[derive(Default)]
pub(super) struct Replay<'captures> {
    cuts: Cuts,
    /// What speaks within each series, by weekday. Only one of them is in force.
    series: BTreeMap<&'static str, BTreeMap<Date, Capture>>,
    newest: Option<&'captures Capture>,
    newest_whole: Option<&'captures Capture>,
}

impl<'captures> Replay<'captures> {
    /// Takes in a capture that is not older than those before. Of two at one instant the one that is heard last counts as
    /// the newer. Whether it is cut is told by those before.
    pub(super) fn hear(&mut self, capture: &'captures Capture) {
        let mut marked = capture.clone();
        self.cuts.mark(&mut marked);
        let speaking = self.series.entry(capture.anchor()).or_default();
        if speaking.get(&capture.week).is_none_or(|stands| marked.is_better(stands)) {
            speaking.insert(capture.week, marked);
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
    pub(super) fn into_force(mut self) -> BTreeMap<Date, Capture> {
        self.anchor().and_then(|anchor| self.series.remove(anchor)).unwrap_or_default()
    }

    fn speaks(&self, week: Date) -> Option<&Capture> {
        self.series.get(self.anchor()?)?.get(&week)
    }

    /// The weeks of the series in force.
    fn weeks(&self) -> impl Iterator<Item = Date> {
        let series = self.anchor().and_then(|anchor| self.series.get(anchor));
        series.into_iter().flat_map(BTreeMap::keys).copied()
    }
}

/// The newer of two. Of two series in one capture the one that goes on longer is the newer.
fn newer<'captures>(stands: Option<&'captures Capture>, capture: &'captures Capture) -> Option<&'captures Capture> {
    let age = |capture: &'captures Capture| (capture.captured_at, Reverse(&*capture.snapshot_id), capture.week);
    stands.into_iter().chain([capture]).max_by_key(|capture| age(capture))
}

/// Every instant at which another capture begins to speak for a week, or none does any more, oldest first. `captures` are
/// sorted, oldest first.
pub(crate) fn turns(captures: &[Capture], arrivals: &Arrivals) -> Vec<Turn<Capture>> {
    let mut arrived: BTreeMap<Timestamp, Vec<(usize, &Capture)>> = BTreeMap::new();
    for (place, capture) in captures.iter().enumerate() {
        arrived.entry(arrival(capture, arrivals)).or_default().push((place, capture));
    }
    // The place of the newest that was heard.
    let mut heard = 0;
    let (mut replay, mut turns) = (Replay::default(), Vec::new());
    let mut stood: BTreeMap<Date, Capture> = BTreeMap::new();
    for (at, arrived) in arrived {
        let mut new: Vec<&Capture> = arrived.iter().map(|(_, capture)| *capture).collect();
        let anchor = replay.anchor();
        let is_late = arrived.first().is_some_and(|(first, _)| *first < heard);
        if is_late {
            replay = Replay::default();
            new = captures.iter().filter(|capture| arrival(capture, arrivals) <= at).collect();
        }
        for capture in &new {
            replay.hear(capture);
        }
        heard = heard.max(arrived.last().map_or(0, |(last, _)| *last));
        // A capture changes what speaks for its own weeks, unless it brings another series into force.
        let touched: BTreeSet<Date> = if anchor == replay.anchor() && !is_late {
            new.iter().map(|capture| capture.week).collect()
        } else {
            stood.keys().copied().chain(replay.weeks()).collect()
        };
        turns.extend(changed(at, touched, &mut stood, &replay));
    }
    turns
}

/// When a capture came to be believed.
pub(crate) fn arrival(capture: &Capture, arrivals: &Arrivals) -> Timestamp {
    arrivals.of(&capture.snapshot_id, capture.captured_at)
}

/// Those of `weeks` for which something else speaks now than what `stood`, which then stands.
fn changed(
    at: Timestamp,
    weeks: BTreeSet<Date>,
    stood: &mut BTreeMap<Date, Capture>,
    replay: &Replay<'_>,
) -> Vec<Turn<Capture>> {
    let turn = |week: Date| {
        let speaks = replay.speaks(week);
        if stood.get(&week) == speaks {
            return None;
        }
        let speaks = speaks.cloned();
        match &speaks {
            Some(speaks) => stood.insert(week, speaks.clone()),
            None => stood.remove(&week),
        };
        Some(Turn { at, week, speaks })
    };
    weeks.into_iter().filter_map(turn).collect()
}

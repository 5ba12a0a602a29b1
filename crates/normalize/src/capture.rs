//! Which capture speaks for a week. Weekly charts overlap: each capture repeats a year, its first bucket cut by the
//! sliding window and its last one still running.
//!
//! Weeks are told by the date upstream writes and its weekday. Vendor weeks began on Sunday until about 2026-04-29 and
//! on Monday since; a capture with another weekday that covers 50 weeks or more replaces the series as a whole, and
//! nothing is ever glued. Only whole captures are chosen per week, never single values: membership changes between
//! captures, and a mixture would count a vendor twice.
//!
//! The newest capture that saw a week whole speaks for it; where none did, the fullest. What a capture is worth depends
//! on older ones alone, so what was believed at any earlier instant is told by the same captures: `replay`. An older
//! capture that somebody accepted late is known late. Captures that are left aside without being repeated by newer ones
//! are told: `unused`.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range, sync::Arc};

use jiff::{Timestamp, civil::Date};
use schema::{
    Frame, Table,
    columns::{CAPTURED_AT, SNAPSHOT_ID, TOKENS, WEEK_START_DATE},
    day,
};

/// Upstream's vendor chart shows this many days.
const WINDOW_DAYS: i64 = 365;
/// A chart with more buckets than fit into that window was cut at some other place: only its first one is short.
const MOST_WINDOW_WEEKS: usize = 54;
/// A capture with another weekday must cover this many weeks to replace the series.
const WHOLE_SERIES_WEEKS: usize = 50;
/// A second bucket this far below an earlier complete one was cut, too.
const CUT_BELOW: f64 = 0.95;

/// What one capture says of one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Capture {
    pub(crate) snapshot_id: Arc<str>,
    pub(crate) captured_at: Timestamp,
    pub(crate) week: Date,
    /// Where it stands in its chart.
    pub(crate) rows: Range<usize>,
    pub(crate) is_left_cut: bool,
    pub(crate) is_over: bool,
    total: i64,
    /// Its place in its series, and how many weeks that has.
    place: usize,
    weeks: usize,
}

impl Capture {
    /// A week that was put together of whole days, the newest of them from this snapshot.
    pub(crate) fn whole(week: Date, snapshot_id: &str, captured_at: Timestamp) -> Self {
        let (snapshot_id, rows) = (snapshot_id.into(), 0..0);
        Self { snapshot_id, captured_at, week, rows, is_left_cut: false, is_over: true, total: 0, place: 0, weeks: 0 }
    }

    /// A bucket of a chart, of which this is the first row.
    fn beginning(row: usize, snapshot_id: Arc<str>, captured_at: Timestamp, (week, total): (Date, i64)) -> Self {
        let (is_over, rows) = (is_over(week, captured_at), row..row + 1);
        Self { snapshot_id, captured_at, week, rows, is_left_cut: false, is_over, total, place: 0, weeks: 0 }
    }

    fn add(&mut self, row: usize, tokens: i64) {
        self.rows.end = row + 1;
        self.total = self.total.saturating_add(tokens);
    }

    /// Instant, snapshot, weekday, week.
    fn age(&self) -> (Timestamp, Reverse<&str>, &'static str, Date) {
        (self.captured_at, Reverse(&self.snapshot_id), self.anchor(), self.week)
    }

    /// Whether another one says the same, row by row, as `is_same` has it of two rows.
    pub(crate) fn says_as(&self, other: &Self, is_same: impl Fn(usize, usize) -> bool) -> bool {
        let both = self.rows.clone().zip(other.rows.clone());
        self.rows.len() == other.rows.len() && both.into_iter().all(|(one, other)| is_same(one, other))
    }

    /// Over and not cut on the left.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_over && !self.is_left_cut
    }

    /// Whether it speaks for its week in the place of an older one. A newer one does, unless it is cut: the window slides
    /// on, and what is cut only loses days, so the fuller of two says more (2025-04-20: 1,261B, then 487B, then 233B).
    fn is_better(&self, older: &Self) -> bool {
        match (self.is_left_cut, older.is_left_cut) {
            (false, _) => true,
            (true, false) => false,
            (true, true) => self.total >= older.total,
        }
    }

    /// The weeks of one snapshot that begin on one weekday.
    fn series(&self) -> (&str, &'static str) {
        (&self.snapshot_id, self.anchor())
    }

    /// The weekday on which its weeks begin.
    pub(crate) fn anchor(&self) -> &'static str {
        anchor(self.week)
    }
}

/// The name of the weekday on which `week` begins.
pub(crate) fn anchor(week: Date) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match week.weekday() {
        Monday => "monday",
        Tuesday => "tuesday",
        Wednesday => "wednesday",
        Thursday => "thursday",
        Friday => "friday",
        Saturday => "saturday",
        Sunday => "sunday",
    }
}

/// Whether the week that begins on `week` was over at `captured_at`.
pub(crate) fn is_over(week: Date, captured_at: Timestamp) -> bool {
    day::start(day::shifted(week, 7)).is_some_and(|end| captured_at >= end)
}

/// Every capture's weeks with what they are worth, oldest capture first.
pub(crate) fn captures<T: Table>(chart: &Frame<T>) -> Vec<Capture> {
    let mut captures = weeks_of(chart);
    mark_places(&mut captures);
    mark_standstill(&mut captures);
    let mut cuts = Cuts::default();
    for capture in &mut captures {
        cuts.mark(capture);
    }
    captures
}

/// The place of each week in its series, and how long that is. The weeks of a series stand together, oldest first.
fn mark_places(captures: &mut [Capture]) {
    let is_one =
        |one: &Capture, other: &Capture| one.snapshot_id == other.snapshot_id && one.anchor() == other.anchor();
    for series in captures.chunk_by_mut(is_one) {
        let weeks = series.len();
        for (place, capture) in series.iter_mut().enumerate() {
            (capture.place, capture.weeks) = (place, weeks);
        }
    }
}

/// Where a keeper merges two series and one of them has come to an end, its last week was running when it was copied,
/// however long ago that was: 2026-04-26 is kept at 3,345B in files of May, a seventh of the weeks before.
fn mark_standstill(captures: &mut [Capture]) {
    for snapshot in captures.chunk_by_mut(|one, other| one.snapshot_id == other.snapshot_id) {
        let newest = snapshot.iter().map(|capture| capture.week).max();
        for capture in snapshot {
            let goes_on = newest.is_some_and(|newest| day::shifted(capture.week, 7) <= newest);
            capture.is_over &= !(capture.place + 1 == capture.weeks && goes_on);
        }
    }
}

/// What speaks for each week of the series in force.
pub(crate) fn speaking(captures: &[Capture]) -> BTreeMap<Date, Capture> {
    let mut replay = Replay::default();
    for capture in captures {
        replay.hear(capture);
    }
    replay.into_force()
}

/// One entry per snapshot and week, oldest capture first, series by series: an archive may hold weeks of two weekdays,
/// which are two series. Of two captures at one instant the first by name comes last, so that it counts as the newer.
fn weeks_of<T: Table>(chart: &Frame<T>) -> Vec<Capture> {
    let (snapshots, instants) = (chart.cells(&SNAPSHOT_ID).texts(), chart.cells(&CAPTURED_AT).instants());
    let (weeks, tokens) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&TOKENS).integers());
    let mut captures: Vec<Capture> = Vec::new();
    let rows = snapshots.into_iter().zip(instants).zip(weeks).zip(tokens).enumerate();
    for (row, (((snapshot, instant), week), tokens)) in rows {
        let (Some(snapshot), Some(instant), Some(week), Some(tokens)) = (snapshot, instant, week, tokens) else {
            continue;
        };
        // Rows are sorted by snapshot and week: those of one stand together.
        let mut last = captures.last_mut().filter(|last| &*last.snapshot_id == snapshot);
        if let Some(same) = last.as_mut().filter(|last| last.week == week) {
            same.add(row, tokens);
            continue;
        }
        let snapshot_id = last.map_or_else(|| snapshot.into(), |last| Arc::clone(&last.snapshot_id));
        captures.push(Capture::beginning(row, snapshot_id, instant, (week, tokens)));
    }
    captures.sort_by(|one, other| one.age().cmp(&other.age()));
    captures
}

/// Which captures are cut on the left, told one by one, oldest first. It depends on the older ones that are known, and an
/// older one may come to be known later.
#[derive(Default)]
struct Cuts {
    /// The newest complete capture of each week so far, and its tokens.
    complete: BTreeMap<Date, (Timestamp, i64)>,
}

impl Cuts {
    /// The three signs of a cut on the left, as the definitions give them. A single week is
    /// of no window that could cut it, but one that fell lacks something: lists of the largest have no `others`.
    fn mark(&mut self, capture: &mut Capture) {
        let has_window = (2..=MOST_WINDOW_WEEKS).contains(&capture.weeks);
        let oldest = day::shifted(day::of(capture.captured_at), -WINDOW_DAYS);
        let before = self.complete.get(&capture.week).filter(|(at, _)| *at < capture.captured_at);
        let fell = before.is_some_and(|(_, before)| below(capture.total, *before));
        let is_outside = has_window && capture.week < oldest;
        let (is_first, is_single) = (capture.place == 0 && capture.weeks > 1, capture.weeks == 1);
        capture.is_left_cut = is_first || is_outside || ((capture.place == 1 || is_single) && fell);
        if capture.is_complete() {
            self.complete.insert(capture.week, (capture.captured_at, capture.total));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a comparison to one part in twenty")]
fn below(now: i64, before: i64) -> bool {
    (now as f64) < CUT_BELOW * before as f64
}

mod contradiction;
mod replay;
mod unused;

pub use contradiction::contradicting_captures;
use replay::Replay;
pub(crate) use replay::{arrival, turns};
pub use unused::unused_captures;

#[cfg(test)]
mod tests;

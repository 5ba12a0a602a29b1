//! Histories that chance makes up: captures of charts and of daily data, some of them accepted later.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday},
};
use proptest::prelude::*;
use schema::day;

/// A line of a chart or of daily data, and when it arrived.
pub(super) type Line = (Timestamp, String);

/// What one row of a chart has that the others have not.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    More,
    Half,
    Absent,
    Made,
}

/// One capture of a chart.
#[derive(Clone, Debug)]
pub(super) struct Charted {
    /// Hours since 2026-04-14.
    pub(super) hour: i64,
    /// Hours until it was accepted.
    pub(super) wait: i64,
    pub(super) first: Weekday,
    /// A file that holds the other series as well, which ended this many weeks earlier.
    pub(super) merged: Option<i64>,
    pub(super) weeks: i64,
    /// Weeks between the last bucket and the running one.
    pub(super) lag: i64,
    /// By week from the last one or from the first, and by label.
    pub(super) changes: BTreeMap<(i64, usize), Change>,
}

const LABELS: [&str; 3] = ["a/x", "a/x:free", "Others"];

pub(super) fn instant(hour: i64) -> Timestamp {
    "2026-04-14T00:00:00Z".parse::<Timestamp>().unwrap().saturating_add(hour.hours()).unwrap()
}

impl Charted {
    pub(super) fn lines(&self, name: &str) -> Vec<Line> {
        let other = if self.first == Weekday::Monday { Weekday::Sunday } else { Weekday::Monday };
        let mut lines = self.series(name, self.first, self.lag);
        lines.extend(self.merged.iter().flat_map(|earlier| self.series(name, other, self.lag + earlier)));
        lines
    }

    fn series(&self, name: &str, first: Weekday, lag: i64) -> Vec<Line> {
        let (at, arrived) = (instant(self.hour), instant(self.hour + self.wait));
        let today = day::of(at);
        let last = day::shifted(today, -i64::from(today.weekday().since(first)) - 7 * lag);
        let week = |back: i64| {
            let week = day::shifted(last, -7 * back);
            let places = [back, back - self.weeks];
            LABELS.iter().enumerate().filter_map(move |(label, name_of)| {
                let tokens = 100 + i64::from(day::to_days(week) % 5) * 40 + i64::try_from(label).unwrap();
                let change = places.iter().find_map(|place| self.changes.get(&(*place, label)));
                let (tokens, origin) = match change {
                    None => (tokens, "observed"),
                    Some(Change::More) => (tokens + 1, "observed"),
                    Some(Change::Half) => (tokens / 2, "observed"),
                    Some(Change::Made) => (tokens, "made"),
                    Some(Change::Absent) => return None,
                };
                Some((arrived, format!("{name} {at} {week} {name_of} {tokens} {origin}")))
            })
        };
        (0..self.weeks).flat_map(week).collect()
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop::sample::select(vec![Change::More, Change::Half, Change::Half, Change::Absent, Change::Made])
}

pub(super) fn charted() -> impl Strategy<Value = Charted> {
    let weeks = prop::sample::select(vec![1_i64, 2, 2, 3, 3, 4, 50, 53]);
    let merged = prop::option::weighted(0.2, 0_i64..3);
    let changes = prop::collection::btree_map((-3_i64..4, 0_usize..3), change(), 0..6);
    let first = prop::sample::select(vec![Weekday::Sunday, Weekday::Monday]);
    (0_i64..60, first, merged, weeks, 0_i64..3, changes).prop_map(|(half_day, first, merged, weeks, lag, changes)| {
        Charted { hour: half_day * 12, wait: 0, first, merged, weeks, lag, changes }
    })
}

/// Half of them are used at once, the others up to 40 days later.
fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), (1_i64..80).prop_map(|half_day| half_day * 12)]
}

pub(super) fn accepted_charted() -> impl Strategy<Value = Charted> {
    (charted(), wait()).prop_map(|(charted, wait)| Charted { wait, ..charted })
}

pub(super) fn chart_lines(captures: &[Charted]) -> Vec<Line> {
    captures.iter().enumerate().flat_map(|(index, capture)| capture.lines(&format!("s{index}"))).collect()
}

/// One answer of daily data.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    hour: i64,
    /// Hours until it was accepted.
    wait: i64,
    /// Hours by which it is older than its capture.
    age: i64,
    days: i64,
    changes: BTreeMap<(i64, usize), Change>,
}

impl Answer {
    fn lines(&self, name: &str) -> Vec<Line> {
        let [at, arrived, as_of] = [self.hour, self.hour + self.wait, self.hour - self.age].map(instant);
        let day = |back: i64| {
            let day: Date = day::shifted(day::of(as_of), -back);
            [("a/x", "standard"), ("a/x", "free"), ("other", "standard")].into_iter().enumerate().filter_map(
                move |(label, (slug, variant))| {
                    let (tokens, origin) = match self.changes.get(&(back, label)) {
                        None => (10, "observed"),
                        Some(Change::More) => (11, "observed"),
                        Some(Change::Half) => (5, "observed"),
                        Some(Change::Made) => (10, "made"),
                        Some(Change::Absent) => return None,
                    };
                    Some((arrived, format!("{name} {at} {as_of} {day} {slug} {variant} {tokens} {origin}")))
                },
            )
        };
        (0..self.days).flat_map(day).collect()
    }
}

pub(super) fn answer() -> impl Strategy<Value = Answer> {
    let changes = prop::collection::btree_map((0_i64..10, 0_usize..3), change(), 0..5);
    (0_i64..60, 0_i64..40, 3_i64..18, changes).prop_map(|(half_day, age, days, changes)| Answer {
        hour: half_day * 12,
        wait: 0,
        age,
        days,
        changes,
    })
}

pub(super) fn accepted_answer() -> impl Strategy<Value = Answer> {
    (answer(), wait()).prop_map(|(answer, wait)| Answer { wait, ..answer })
}

pub(super) fn daily_lines(answers: &[Answer]) -> Vec<Line> {
    answers.iter().enumerate().flat_map(|(index, answer)| answer.lines(&format!("d{index}"))).collect()
}

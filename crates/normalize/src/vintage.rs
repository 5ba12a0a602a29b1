//! What was believed when: a value of a week, and the time in which nothing else was known. Knows neither vendor nor model.
//!
//! Everything known is replayed in the order in which it arrived, which is that of the captures but for what was accepted
//! later; at each instant the weeks of which something else speaks are read anew, and no other. Of what two captures both
//! say the span goes on.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use polars::prelude::Column;
use schema::{
    Frame, FrameError, MadeOf, Problem,
    columns::{
        CAPTURED_AT, IS_COMPLETE, IS_LEFT_CUT, KNOWN_FROM_AT, KNOWN_TO_AT, LAST_SEEN_AT, LAST_SNAPSHOT_ID, MADE_OF,
        SIGHTING_COUNT, SNAPSHOT_ID, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::ModelDaily,
};

use crate::{
    Arrivals, NormalizeError,
    capture::{self, Capture},
    day_replay::{self, WholeWeek},
};

/// From `at` on something else speaks for a week, or nothing.
#[derive(Debug)]
pub(crate) struct Turn<Speaks> {
    pub(crate) at: Timestamp,
    pub(crate) week: Date,
    pub(crate) speaks: Option<Speaks>,
}

impl<Speaks> Turn<Speaks> {
    fn map<Other>(self, change: fn(Speaks) -> Other) -> Turn<Other> {
        Turn { at: self.at, week: self.week, speaks: self.speaks.map(change) }
    }
}

/// What speaks for a week.
#[derive(Debug)]
pub(crate) enum Voice<'inputs> {
    /// A bucket of a chart.
    Chart(Capture),
    /// All of its days.
    Days(WholeWeek<'inputs>),
}

impl Voice<'_> {
    const fn capture(&self) -> &Capture {
        match self {
            Self::Chart(capture) => capture,
            Self::Days(week) => &week.capture,
        }
    }

    const fn made_of(&self) -> MadeOf {
        match self {
            Self::Chart(_) => MadeOf::Chart,
            Self::Days(_) => MadeOf::Days,
        }
    }

    /// Whether the two mean the same by one number.
    fn agrees(&self, other: &Self) -> bool {
        let state = |voice: &Self| (voice.made_of(), voice.capture().is_complete(), voice.capture().is_left_cut);
        state(self) == state(other)
    }
}

/// Everything that came to speak for a week, oldest first: days until the first chart, which then speaks alone.
pub(crate) fn turns<'inputs>(
    captures: &[Capture],
    daily: &'inputs Frame<ModelDaily>,
    arrivals: &Arrivals,
) -> Vec<Turn<Voice<'inputs>>> {
    let first_chart = captures.iter().map(|capture| capture::arrival(capture, arrivals)).min();
    let days = day_replay::turns(daily, arrivals, first_chart).into_iter().map(|turn| turn.map(Voice::Days));
    days.chain(capture::turns(captures, arrivals).into_iter().map(|turn| turn.map(Voice::Chart))).collect()
}

/// A value of a week, and from when to when it was believed.
#[derive(Debug)]
pub(crate) struct Vintage<'turns, Key, Said> {
    pub(crate) key: Key,
    pub(crate) said: Said,
    week: Date,
    from: Timestamp,
    /// None while it is in force.
    to: Option<Timestamp>,
    first: &'turns Voice<'turns>,
    last: &'turns Voice<'turns>,
    sightings: i64,
}

/// What is believed of one week.
type Believed<'turns, Key, Said> = BTreeMap<Key, Vintage<'turns, Key, Said>>;

/// All that was ever believed. `read` gives what a voice says of its week, each key once; `table` is being made.
///
/// # Errors
/// What `read` gives; [`NormalizeError::Frame`] if it gives a key twice.
pub(crate) fn vintages<'turns, Key: Ord + Clone, Said: PartialEq>(
    turns: &'turns [Turn<Voice<'turns>>],
    table: &'static str,
    read: impl Fn(&Voice<'turns>) -> Result<Vec<(Key, Said)>, NormalizeError>,
) -> Result<Vec<Vintage<'turns, Key, Said>>, NormalizeError> {
    let mut weeks: BTreeMap<Date, Believed<'_, Key, Said>> = BTreeMap::new();
    let mut ended = Vec::new();
    for turn in turns {
        let mut before = weeks.remove(&turn.week).unwrap_or_default();
        if let Some(voice) = &turn.speaks {
            let mut now = BTreeMap::new();
            for (key, said) in read(voice)? {
                let vintage = match before.remove(&key) {
                    Some(same) if same.said == said && same.last.agrees(voice) => same.seen(voice),
                    other => {
                        ended.extend(other.map(|other| other.ended(turn.at)));
                        Vintage::new(turn, voice, key.clone(), said)
                    }
                };
                if now.insert(key, vintage).is_some() {
                    return Err(twice(voice, table));
                }
            }
            weeks.insert(turn.week, now);
        }
        ended.extend(before.into_values().map(|vintage| vintage.ended(turn.at)));
    }
    ended.extend(weeks.into_values().flat_map(BTreeMap::into_values));
    Ok(ended)
}

/// As the weekly table says it, whose key would be there twice.
fn twice(voice: &Voice<'_>, table: &'static str) -> NormalizeError {
    let Capture { snapshot_id, week, .. } = voice.capture();
    let what = format!("two labels of the week of {week} in snapshot `{snapshot_id}` are one key");
    FrameError::Broken { table, problems: vec![Problem::of_frame(what)] }.into()
}

impl<'turns, Key, Said> Vintage<'turns, Key, Said> {
    const fn new(turn: &Turn<Voice<'turns>>, voice: &'turns Voice<'turns>, key: Key, said: Said) -> Self {
        let (week, from) = (turn.week, turn.at);
        Self { key, said, week, from, to: None, first: voice, last: voice, sightings: 1 }
    }

    /// The same, said again. A week whose newest day is as before, and another of an older capture that arrived late, is
    /// told by the same capture as before.
    fn seen(self, voice: &'turns Voice<'turns>) -> Self {
        let is_another = self.last().snapshot_id != voice.capture().snapshot_id;
        Self { last: voice, sightings: self.sightings + i64::from(is_another), ..self }
    }

    fn ended(self, at: Timestamp) -> Self {
        Self { to: Some(at), ..self }
    }

    fn first(&self) -> &Capture {
        self.first.capture()
    }

    fn last(&self) -> &Capture {
        self.last.capture()
    }
}

/// The columns that do not depend on whose the values are.
pub(crate) fn columns<Key, Said>(rows: &[Vintage<'_, Key, Said>]) -> Vec<Column> {
    vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        instants(&KNOWN_FROM_AT, rows.iter().map(|row| Some(row.from))),
        instants(&KNOWN_TO_AT, rows.iter().map(|row| row.to)),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.first().is_complete()))),
        truths(&IS_LEFT_CUT, rows.iter().map(|row| Some(row.first().is_left_cut))),
        texts(&WEEK_ANCHOR, rows.iter().map(|row| Some(row.first().anchor()))),
        texts(&MADE_OF, rows.iter().map(|row| Some(row.first.made_of().word()))),
        integers(&SIGHTING_COUNT, rows.iter().map(|row| Some(row.sightings))),
        instants(&LAST_SEEN_AT, rows.iter().map(|row| Some(row.last().captured_at))),
        instants(&CAPTURED_AT, rows.iter().map(|row| Some(row.first().captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(row.first().snapshot_id.as_str()))),
        texts(&LAST_SNAPSHOT_ID, rows.iter().map(|row| Some(row.last().snapshot_id.as_str()))),
    ]
}

#[cfg(test)]
mod tests;

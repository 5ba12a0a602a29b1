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

    /// Whether it is of another capture. A week whose newest day is as before, and another of an older capture that arrived
    /// late, is told by the same capture as before.
    fn is_another(&self, before: &Self) -> bool {
        self.capture().snapshot_id != before.capture().snapshot_id
    }

    /// Whether `next` says all that this one says, and means the same by it.
    fn repeats(&self, next: &Self, are_same: &impl Fn(&Capture, &Capture) -> bool) -> bool {
        match (self, next) {
            (Self::Chart(before), Self::Chart(now)) => self.agrees(next) && are_same(before, now),
            _ => false,
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

/// Values of one week.
type Values<'turns, Key, Said> = BTreeMap<Key, Vintage<'turns, Key, Said>>;

/// What is believed of one week.
struct Belief<'turns, Key, Said> {
    /// What said it last.
    voice: &'turns Voice<'turns>,
    values: Values<'turns, Key, Said>,
    /// How often all of it was said again since the values were written down.
    again: i64,
}

/// All that was ever believed. `are_same` tells whether two charts have the same rows of a week, which then need not be
/// read; `read` gives what a voice says of its week, each key once; `table` is being made.
///
/// # Errors
/// What `read` gives; [`NormalizeError::Frame`] if it gives a key twice.
pub(crate) fn vintages<'turns, Key: Ord + Clone, Said: PartialEq>(
    turns: &'turns [Turn<Voice<'turns>>],
    table: &'static str,
    are_same: impl Fn(&Capture, &Capture) -> bool,
    read: impl Fn(&Voice<'turns>) -> Result<Vec<(Key, Said)>, NormalizeError>,
) -> Result<Vec<Vintage<'turns, Key, Said>>, NormalizeError> {
    let mut weeks: BTreeMap<Date, Belief<'_, Key, Said>> = BTreeMap::new();
    let mut ended = Vec::new();
    for turn in turns {
        let before = weeks.remove(&turn.week);
        let (belief, over) = match (&turn.speaks, before) {
            (Some(voice), Some(before)) if before.voice.repeats(voice, &are_same) => {
                (Some(before.said_again(voice)), BTreeMap::new())
            }
            (Some(voice), before) => {
                let mut over = before.map(Belief::settled).unwrap_or_default();
                let values = go_on(turn, voice, read(voice)?, &mut over).ok_or_else(|| twice(voice, table))?;
                (Some(Belief { voice, values, again: 0 }), over)
            }
            (None, before) => (None, before.map(Belief::settled).unwrap_or_default()),
        };
        ended.extend(over.into_values().map(|vintage| vintage.ended(turn.at)));
        weeks.extend(belief.map(|belief| (turn.week, belief)));
    }
    ended.extend(weeks.into_values().flat_map(|belief| belief.settled().into_values()));
    Ok(ended)
}

/// What is believed of a week from a turn on: of what is said as before the span goes on, and leaves `before`. None, if a
/// key is said twice.
fn go_on<'turns, Key: Ord + Clone, Said: PartialEq>(
    turn: &Turn<Voice<'turns>>,
    voice: &'turns Voice<'turns>,
    said: Vec<(Key, Said)>,
    before: &mut Values<'turns, Key, Said>,
) -> Option<Values<'turns, Key, Said>> {
    let mut values = BTreeMap::new();
    for (key, said) in said {
        let goes_on = before.get(&key).is_some_and(|stands| stands.said == said && stands.last.agrees(voice));
        let stands = if goes_on { before.remove(&key) } else { None };
        let vintage = match stands {
            Some(stands) => {
                let again = voice.is_another(stands.last).into();
                stands.seen(voice, again)
            }
            None => Vintage::new(turn, voice, key.clone(), said),
        };
        if values.insert(key, vintage).is_some() {
            return None;
        }
    }
    Some(values)
}

impl<'turns, Key: Ord, Said> Belief<'turns, Key, Said> {
    fn said_again(self, voice: &'turns Voice<'turns>) -> Self {
        let again = self.again + i64::from(voice.is_another(self.voice));
        Self { voice, again, ..self }
    }

    /// Its values, with how often and by what they were said last.
    fn settled(self) -> Values<'turns, Key, Said> {
        let Self { voice, values, again } = self;
        values.into_iter().map(|(key, vintage)| (key, vintage.seen(voice, again))).collect()
    }
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

    /// The same, said so often again, the last time by `voice`.
    fn seen(self, voice: &'turns Voice<'turns>, again: i64) -> Self {
        Self { last: voice, sightings: self.sightings + again, ..self }
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
        texts(&SNAPSHOT_ID, rows.iter().map(|row| Some(&*row.first().snapshot_id))),
        texts(&LAST_SNAPSHOT_ID, rows.iter().map(|row| Some(&*row.last().snapshot_id))),
    ]
}

#[cfg(test)]
mod tests;

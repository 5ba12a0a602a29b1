//! A series of weeks, read once: claims are tested on many weeks, on each as the series ended with it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, btree_map::Range},
    sync::Arc,
};

use jiff::{Timestamp, civil::Date};
use polars::frame::DataFrame;
use schema::{
    Column, Frame, Origin, Table,
    columns::{
        CAPTURED_AT, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, WEEK_START_DATE,
    },
    day,
    series::Cells,
};

use super::evidence::YEAR;
use crate::{series::OTHERS, usage::at};

/// When it was made, and its name: of two of one instant the first by name is the newer.
pub(super) type Capture = (Timestamp, Reverse<String>);

/// Weeks in order.
#[derive(Debug)]
pub(super) struct Chart {
    weeks: BTreeMap<Date, Bucket>,
}

/// One week.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    is_complete: bool,
    is_left_cut: bool,
    /// It, or a week before it, is made of days that were added up.
    pub(super) is_of_days: bool,
    pub(super) tokens: i64,
    /// Only a week with a remainder counts all tokens.
    pub(super) others: Option<i64>,
    origin: Option<Origin>,
    /// The weakest origin up to it.
    pub(super) weakest: Option<Origin>,
    /// Who speaks for it, and whether there it is cut.
    pub(super) captures: BTreeMap<Capture, bool>,
}

/// Whether the first bucket of a year is cut, and the last is running.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) is_cut: bool,
    pub(super) is_running: bool,
}

impl Chart {
    /// Read once for all that ask. The remainder stands in the column `label`.
    pub(super) fn read<T: Table>(frame: &Frame<T>, label: &Column) -> Arc<Self> {
        frame.read_as(|data| Self::of(data, label))
    }

    fn of(data: &DataFrame, label: &Column) -> Self {
        let text = |column: &Column| Cells::of(data, column).texts();
        let truth = |column: &Column| Cells::of(data, column).truths();
        let (labels, origins, snapshots) = (text(label), text(&VALUE_ORIGIN), text(&SNAPSHOT_ID));
        let (complete, cut, least) = (truth(&IS_COMPLETE), truth(&IS_LEFT_CUT), truth(&IS_LOWER_BOUND));
        let (starts, tokens) = (Cells::of(data, &WEEK_START_DATE).dates(), Cells::of(data, &TOKENS).integers());
        let instants = Cells::of(data, &CAPTURED_AT).instants();
        let mut weeks: BTreeMap<Date, Bucket> = BTreeMap::new();
        let mut seen = None;
        for row in 0..data.height() {
            let Some(start) = at(&starts, row) else { continue };
            let bucket = weeks.entry(start).or_default();
            let count = at(&tokens, row).unwrap_or(0);
            bucket.is_complete = at(&complete, row) == Some(true);
            bucket.is_left_cut = at(&cut, row) == Some(true);
            bucket.is_of_days |= at(&least, row) == Some(true);
            bucket.tokens += count;
            bucket.origin = bucket.origin.max(at(&origins, row).and_then(|word| word.parse().ok()));
            if at(&labels, row) == Some(OTHERS) {
                bucket.others = Some(bucket.others.unwrap_or(0) + count);
            }
            let (Some(instant), Some(snapshot)) = (at(&instants, row), at(&snapshots, row)) else { continue };
            // The rows of a week are mostly of one capture.
            let said = Some((start, instant, snapshot, bucket.is_left_cut));
            if seen != said {
                bucket.captures.insert((instant, Reverse(snapshot.to_owned())), bucket.is_left_cut);
                seen = said;
            }
        }
        let (mut is_of_days, mut weakest) = (false, None);
        for bucket in weeks.values_mut() {
            is_of_days |= bucket.is_of_days;
            weakest = weakest.max(bucket.origin);
            (bucket.is_of_days, bucket.weakest) = (is_of_days, weakest);
        }
        Self { weeks }
    }

    /// The weeks that begin by a day.
    pub(super) fn until(&self, last: Date) -> Range<'_, Date, Bucket> {
        self.weeks.range(..=last)
    }

    /// Of the year that ends with the last of these.
    pub(super) fn ends(&self, last: Date) -> Ends {
        let newest = self.until(last).next_back();
        let first = self.until(last).rev().take(YEAR).last();
        Ends {
            is_cut: first.is_some_and(|(_, bucket)| bucket.is_left_cut),
            is_running: newest.is_some_and(|(_, bucket)| !bucket.is_complete && !bucket.is_left_cut),
        }
    }

    /// All tokens of the weeks that the days from `first` to `last` are in, with the weakest origin: no less than these days have.
    /// None where a day is in no week, or a week does not count all of these days' tokens: it has no remainder, was cut, or
    /// was captured before they were over.
    pub(super) fn tokens_of_days(&self, first: Date, last: Date) -> Option<(i64, Option<Origin>)> {
        let from = day::shifted(first, -6);
        if from > last {
            return None;
        }
        let is_over = |bucket: &Bucket| bucket.captures.keys().all(|(instant, _)| day::of(*instant) > last);
        let (mut next, mut tokens, mut origin) = (None, 0, None);
        for (start, bucket) in self.weeks.range(from..=last) {
            let is_joined = next.map_or(*start <= first, |next| next == *start);
            let is_whole = bucket.others.is_some() && !bucket.is_left_cut && (bucket.is_complete || is_over(bucket));
            if !is_joined || !is_whole {
                return None;
            }
            tokens += bucket.tokens;
            origin = origin.max(bucket.origin);
            next = Some(day::shifted(*start, 7));
        }
        next.filter(|next| *next > last).map(|_| (tokens, origin))
    }
}

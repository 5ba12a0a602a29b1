//! The chapters of a table whose rows of a period are made of rows of that period alone: a quarter of a year each, and a
//! row group of the table's file. One more week costs what its own chapters cost, however many there are.
//!
//! Where a chapter begins is told by the calendar alone, so a rebuild has the same chapters as the increments had.

use jiff::civil::Date;
use normalize::NewcomerBound;
use polars::frame::DataFrame;
use schema::{
    Column, Frame, Note, Table as _, TableSpec,
    columns::{DAY_DATE, WEEK_START_DATE},
    day,
    tables::{ModelDaily, ModelDay, ModelShare, ModelWeek, ModelWeekVintage, VendorWeek, VendorWeekVintage},
};
use serde::{Deserialize, Serialize};

use crate::{
    frames::Frames,
    manifest::NoteEntry,
    step::{Inputs, Step},
};

/// A chapter has so many weeks: few enough to be made in some milliseconds, and not many row groups in ten years.
const WEEKS: i32 = 13;
const DAYS: i32 = 7 * WEEKS;
/// 1970-01-01 was a Thursday, and weeks made of days begin on Mondays.
const FIRST_MONDAY: i32 = 4;

/// That a step goes by periods.
#[derive(Debug)]
pub struct ByPeriod {
    makes: &'static TableSpec,
    /// The table of days that it reads. All others that it may read have to be absent: weeks of a chart depend on other weeks.
    pub of: &'static TableSpec,
    /// Its column of days.
    pub days: &'static Column,
    /// What is seen in the days of a chapter, and in the rows made of them.
    pub notes: Option<Notes>,
}

type Notes = fn(&Inputs<'_>, &DataFrame) -> anyhow::Result<Vec<Note>>;

const BY_PERIOD: &[ByPeriod] = &[
    ByPeriod { makes: ModelDay::SPEC, of: ModelDaily::SPEC, days: &DAY_DATE, notes: Some(notes_on_days) },
    ByPeriod { makes: VendorWeek::SPEC, of: ModelDay::SPEC, days: &DAY_DATE, notes: None },
    ByPeriod { makes: ModelWeek::SPEC, of: ModelDay::SPEC, days: &DAY_DATE, notes: None },
    ByPeriod { makes: VendorWeekVintage::SPEC, of: ModelDaily::SPEC, days: &DAY_DATE, notes: None },
    ByPeriod { makes: ModelWeekVintage::SPEC, of: ModelDaily::SPEC, days: &DAY_DATE, notes: None },
    ByPeriod { makes: ModelShare::SPEC, of: ModelWeek::SPEC, days: &WEEK_START_DATE, notes: None },
];

/// Days that still ran, or that two answers tell otherwise, and vendors that nobody has looked up. A day that is in no week
/// yet stops nothing: the bound on newcomers is on weeks.
fn notes_on_days(inputs: &Inputs<'_>, made: &DataFrame) -> anyhow::Result<Vec<Note>> {
    let (daily, days) = (inputs.frame::<ModelDaily>()?, Frame::<ModelDay>::as_written(made.clone())?);
    let mut notes = normalize::newcomers(&days, &DAY_DATE, &inputs.reference.vendors, NewcomerBound(1.0))?;
    notes.extend(normalize::running_days(&daily));
    notes.extend(normalize::contradicting_days(&daily));
    Ok(notes)
}

/// How a step goes by periods, if the days that it reads are all that there is for it.
pub fn of(step: &Step, frames: &Frames) -> Option<&'static ByPeriod> {
    let by = BY_PERIOD.iter().find(|by| by.makes.name == step.makes.name)?;
    let is_all = step.all_reads().all(|table| frames.has(table) == (table == by.of.name));
    is_all.then_some(by)
}

/// The days of a chapter, both ends included, counted from 1970 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chapter {
    /// Its first day.
    pub first: i32,
    /// Its last day.
    pub last: i32,
}

impl Chapter {
    /// All days in one: where cells of them are corrected, which has to fit the table as a whole.
    pub const ALL: Self = Self { first: i32::MIN, last: i32::MAX };

    /// All chapters that have a day of these, both ends included.
    pub fn among(first: i32, last: i32) -> impl Iterator<Item = Self> {
        let number = |day: i32| (day - FIRST_MONDAY).div_euclid(DAYS);
        (number(first)..=number(last)).map(|number| {
            let first = number * DAYS + FIRST_MONDAY;
            Self { first, last: first + DAYS - 1 }
        })
    }

    /// Whether it has any of these days, both ends included.
    pub const fn meets(self, (first, last): (i32, i32)) -> bool {
        self.first <= last && first <= self.last
    }

    /// Its first day, as a date.
    pub fn date(self) -> Date {
        day::from_days(self.first).unwrap_or(Date::MIN)
    }
}

/// A chapter of a table as the manifest has it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChapterEntry {
    /// Its first day.
    pub from: Date,
    /// Its number of rows; without any it has no row group.
    pub rows: usize,
    /// SHA-256 over all that decides its bytes.
    pub recipe: String,
    /// What was seen in what it was made of, and left aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteEntry>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;

    #[test]
    fn chapters_begin_on_mondays_and_leave_no_day_out() {
        let chapters: Vec<_> = Chapter::among(-100, 20_000).collect();
        assert!(chapters.iter().all(|chapter| chapter.date().weekday() == Weekday::Monday));
        assert!(chapters.iter().zip(chapters.iter().skip(1)).all(|(one, next)| one.last + 1 == next.first));
        let (first, last) = (chapters.first().map(|one| one.first), chapters.last().map(|one| one.last));
        assert!(first <= Some(-100) && last >= Some(20_000), "{first:?} {last:?}");
    }

    #[test]
    fn a_day_is_in_one_chapter() {
        for day in [-1_000, -1, 0, 3, 4, 94, 95, 20_000] {
            let of: Vec<_> = Chapter::among(day, day).collect();
            assert!(of.len() == 1 && of[0].meets((day, day)), "{day}: {of:?}");
        }
    }

    #[test]
    fn a_week_of_the_table_is_in_the_chapter_of_its_days() {
        for by in BY_PERIOD {
            assert!(by.makes.key.first().is_some_and(|first| first.name.ends_with("_date")), "{}", by.makes.name);
            assert!(by.of.key.iter().any(|column| column.name == by.days.name), "{}", by.of.name);
        }
    }
}

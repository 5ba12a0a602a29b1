//! A step: a function from tables to a table, with what it reads and makes. The list of them is in `steps`.
//!
//! Ingest is no step: it makes several tables of one answer, see `run`.

use std::{collections::BTreeSet, sync::Arc};

use analyze::CorrectedWeeks;
use jiff::Timestamp;
use normalize::{Arrivals, Charted, NormalizeError};
use polars::frame::DataFrame;
use schema::{
    Frame, Stage, Table, TableSpec,
    tables::{ModelDaily, Restatement},
};

use crate::{frames::Frames, parquet::row_group::rows_of, plan::Plan, reference::Reference};

/// A step.
#[derive(Debug)]
pub struct Step {
    /// Its address: the crate and the function.
    pub name: &'static str,
    /// The table that it makes.
    pub makes: &'static TableSpec,
    /// Tables that must be there.
    pub reads: &'static [&'static str],
    /// Tables of which at least one must be there, where it names some; the others read as empty.
    pub reads_one_of: &'static [&'static str],
    /// Tables that read as empty where they are not there.
    pub may_read: &'static [&'static str],
    /// Makes the rows.
    pub run: fn(&Inputs<'_>) -> anyhow::Result<DataFrame>,
}

impl Step {
    /// Whether a plan with these `results` asks for it: a normalized table is made wherever it can be.
    pub fn is_wanted(&self, results: &BTreeSet<String>) -> bool {
        self.makes.stage != Stage::Analyzed || results.contains(self.makes.name)
    }

    /// Whether what it reads is there.
    pub fn can_run(&self, is_there: impl Fn(&str) -> bool) -> bool {
        let one = self.reads_one_of.is_empty() || self.reads_one_of.iter().any(|table| is_there(table));
        one && self.reads.iter().all(|table| is_there(table))
    }

    /// Whether no rows are no news: upstream need not have changed what it said.
    pub fn may_be_empty(&self) -> bool {
        self.makes.name == Restatement::SPEC.name
    }

    /// Every table that it reads.
    pub fn all_reads(&self) -> impl Iterator<Item = &'static str> {
        self.reads.iter().chain(self.reads_one_of).chain(self.may_read).copied()
    }
}

/// What a step is given.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'run> {
    frames: &'run Frames,
    /// The pipeline.
    pub plan: &'run Plan,
    /// The reference data.
    pub reference: &'run Reference,
    /// From when on what was accepted later was believed; nothing, unless the table says so.
    pub arrivals: &'run Arrivals,
    /// Of one table the rows of a chapter alone.
    slice: Option<(&'static str, &'run DataFrame)>,
}

impl<'run> Inputs<'run> {
    /// The tables so far, the plan, the reference, the arrivals.
    pub fn new(frames: &'run Frames, plan: &'run Plan, reference: &'run Reference, arrivals: &'run Arrivals) -> Self {
        Self { frames, plan, reference, arrivals, slice: None }
    }

    /// The same, with these rows of `table` alone.
    #[must_use]
    pub const fn sliced(self, table: &'static TableSpec, rows: &'run DataFrame) -> Self {
        Self { slice: Some((table.name, rows)), ..self }
    }

    /// The rows of a table; none where it was not made.
    ///
    /// # Errors
    /// If the rows break the promise of their table.
    pub fn frame<T: Table>(&self) -> anyhow::Result<Frame<T>> {
        match self.slice {
            Some((table, rows)) if table == T::SPEC.name => Ok(Frame::as_written(rows.clone())?),
            _ if self.frames.has(T::SPEC.name) => self.frames.frame(),
            _ => Ok(Frame::empty()?),
        }
    }

    /// From when on prices were believed: what is corrected since the correction.
    pub fn price_arrivals(&self) -> Arrivals {
        self.frames.corrections().of_prices(self.arrivals)
    }

    /// A table of what was believed when, as `make` makes it of charts and daily data: until each correction of what had
    /// arrived by then, as it was said or corrected by then.
    ///
    /// # Errors
    /// As [`Inputs::frame`], and what `make` gives.
    pub fn in_eras<Chart: Table + 'static, Made: Table>(
        &self,
        make: impl Fn(&Charted<Chart>, &Frame<ModelDaily>) -> Result<Frame<Made>, NormalizeError>,
    ) -> anyhow::Result<Frame<Made>> {
        let (mut before, mut since) = (None, None);
        for until in self.frames.corrections().instants(&[Chart::SPEC.name, ModelDaily::SPEC.name]) {
            let era = make(&Charted::of(self.era(since, until)?), &self.era(since, until)?)?;
            before = Some(joined(before, since, era)?);
            since = Some(until);
        }
        let (chart, daily) = (self.charted::<Chart>()?, self.frame()?);
        joined(before, since, make(&chart, &daily)?)
    }

    /// The rows of a table between two corrections.
    fn era<T: Table>(&self, since: Option<Timestamp>, until: Timestamp) -> anyhow::Result<Frame<T>> {
        self.frames.frame_of_era(since, |id, captured_at| self.arrivals.of(id, captured_at) < until)
    }

    /// The weeks of which a cell is corrected.
    pub fn corrected_weeks(&self) -> CorrectedWeeks {
        self.frames.corrections().weeks()
    }

    /// Whether the table was made.
    pub fn has<T: Table>(&self) -> bool {
        self.frames.has(T::SPEC.name)
    }

    /// Some rows of a table, or none where it has none: enough to tell whether it says anything.
    ///
    /// # Errors
    /// As [`Inputs::frame`].
    pub fn some_rows<T: Table>(&self) -> anyhow::Result<Frame<T>> {
        let Some(made) = self.frames.made(T::SPEC.name) else { return Ok(Frame::empty()?) };
        Ok(Frame::as_written(rows_of(T::SPEC, &made.grouped()?, [0])?)?)
    }

    /// The charts of a table, worked out once for all steps; none where it was not made.
    ///
    /// # Errors
    /// As [`Inputs::frame`].
    pub fn charted<T: Table + 'static>(&self) -> anyhow::Result<Arc<Charted<T>>> {
        self.frames.charted()
    }
}

fn joined<T: Table>(before: Option<Frame<T>>, since: Option<Timestamp>, after: Frame<T>) -> anyhow::Result<Frame<T>> {
    match before.zip(since) {
        Some((before, at)) => Ok(normalize::spliced(&before, &after, at)?),
        None => Ok(after),
    }
}

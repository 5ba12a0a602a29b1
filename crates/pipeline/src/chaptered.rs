//! A table made chapter by chapter: those that are made of the same as in the run before are copied, the others are made of
//! their own days, and the days of no other chapter are read for them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::BooleanChunked};
use schema::{TableSpec, day, series::Cells};

use crate::{
    chapter::{ByPeriod, Chapter, ChapterEntry},
    frames::{Frames, checked},
    manifest::NoteEntry,
    parquet::row_group::{GroupFacts, Grouped, Stitched, rows_of},
    previous::Previous,
    recipe,
    step::{Inputs, Step},
    store::kept_bytes,
};

/// A step that goes by periods.
#[derive(Debug)]
pub struct Chaptered<'run> {
    /// The step.
    pub step: &'run Step,
    /// How it goes by periods.
    pub by: &'static ByPeriod,
    /// What it is given.
    pub inputs: Inputs<'run>,
    /// What decides the bytes of all chapters alike.
    pub alike: String,
    /// The run whose chapters may be copied.
    pub previous: Option<&'run Previous>,
}

/// The file of a table with its chapters.
#[derive(Debug)]
pub struct Written {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The number of its rows.
    pub rows: usize,
    /// Its chapters, oldest first.
    pub chapters: Vec<ChapterEntry>,
}

impl Chaptered<'_> {
    /// The table's file, with `footer` as its key-value metadata.
    ///
    /// # Errors
    /// If the step fails, or a file that is read is not what its run wrote.
    pub fn written(&self, frames: &Frames, footer: Vec<(String, String)>) -> anyhow::Result<Written> {
        let spec = self.step.makes;
        let mut days = Days::of(self.by, frames)?;
        let old = self.previous.map(|previous| Old::of(spec, previous)).transpose()?.flatten();
        let (mut file, mut chapters) = (Stitched::new(spec, footer)?, Vec::new());
        for chapter in days.chapters() {
            let groups = days.groups_of(chapter);
            let facts = groups.iter().filter_map(|place| days.facts.get(*place));
            let recipe = recipe::of_chapter(&self.alike, chapter, facts.map(|facts| facts.sha256.as_str()));
            if let Some((same, group)) = old.as_ref().and_then(|old| old.chapter(&recipe)) {
                if let (Some(old), Some(group)) = (&old, group) {
                    file.copy(&old.file, group)?;
                }
                chapters.push(same.clone());
                continue;
            }
            let (rows, notes) = self.made(&mut days, chapter, &groups)?;
            file.add(spec, &rows)?;
            chapters.push(ChapterEntry { from: chapter.date(), rows: rows.height(), recipe, notes });
        }
        let rows = file.rows();
        Ok(Written { bytes: file.finished()?, rows, chapters })
    }

    /// The rows of a chapter, and what was seen in its days.
    fn made(
        &self,
        days: &mut Days<'_>,
        chapter: Chapter,
        groups: &[usize],
    ) -> anyhow::Result<(DataFrame, Vec<NoteEntry>)> {
        tracing::debug!("making `{}` from {} on", self.step.makes.name, chapter.date());
        let rows = days.rows(chapter, groups)?;
        let inputs = rows.as_ref().map_or(self.inputs, |rows| self.inputs.sliced(self.by.of, rows));
        let data = (self.step.run)(&inputs).with_context(|| format!("step `{}`", self.step.name))?;
        let spec = self.step.makes;
        let made = checked(spec, data).with_context(|| format!("table `{}`", spec.name))?;
        let notes = self.by.notes.map_or_else(|| Ok(Vec::new()), |notes| notes(&inputs, &made))?;
        Ok((made, notes.into_iter().map(NoteEntry::from).collect()))
    }
}

/// The table of days that a step reads, row group by row group.
struct Days<'run> {
    by: &'run ByPeriod,
    is_corrected: bool,
    file: Grouped,
    facts: Vec<GroupFacts>,
    /// The groups that the chapter before had, too.
    read: BTreeMap<usize, DataFrame>,
}

impl<'run> Days<'run> {
    fn of(by: &'run ByPeriod, frames: &Frames) -> anyhow::Result<Self> {
        let made = frames.made(by.of.name).with_context(|| format!("table `{}` was not made", by.of.name))?;
        let file = made.grouped()?;
        let facts = file.facts(by.days)?;
        Ok(Self { by, is_corrected: frames.is_corrected(by.of.name), file, facts, read: BTreeMap::new() })
    }

    /// Those that have days, oldest first.
    fn chapters(&self) -> BTreeSet<Chapter> {
        if self.is_corrected {
            return BTreeSet::from([Chapter::ALL]);
        }
        self.facts.iter().flat_map(|facts| Chapter::among(facts.days.0, facts.days.1)).collect()
    }

    fn groups_of(&self, chapter: Chapter) -> Vec<usize> {
        let meets = |(place, facts): (usize, &GroupFacts)| chapter.meets(facts.days).then_some(place);
        self.facts.iter().enumerate().filter_map(meets).collect()
    }

    /// The rows of a chapter; none, where all are read with what is corrected of them.
    fn rows(&mut self, chapter: Chapter, groups: &[usize]) -> anyhow::Result<Option<DataFrame>> {
        if self.is_corrected {
            return Ok(None);
        }
        self.read.retain(|group, _| groups.contains(group));
        let mut all = rows_of(self.by.of, &self.file, [])?;
        for group in groups {
            let rows = match self.read.remove(group) {
                Some(rows) => rows,
                None => rows_of(self.by.of, &self.file, [*group])?,
            };
            all.vstack_mut(&self.within(chapter, &rows)?)?;
            self.read.insert(*group, rows);
        }
        Ok(Some(all))
    }

    fn within(&self, chapter: Chapter, rows: &DataFrame) -> anyhow::Result<DataFrame> {
        let (first, last) = (chapter.date(), day::from_days(chapter.last).unwrap_or(Date::MAX));
        let days = Cells::of(rows, self.by.days).dates();
        let is_within: BooleanChunked =
            days.into_iter().map(|day| day.is_some_and(|day| (first..=last).contains(&day))).collect();
        Ok(rows.filter(&is_within)?)
    }
}

/// The table as the run before wrote it.
struct Old<'run> {
    file: Grouped,
    /// By recipe; with the row group, where there are rows.
    chapters: BTreeMap<&'run str, (&'run ChapterEntry, Option<usize>)>,
}

impl<'run> Old<'run> {
    /// None, where that run did not make it by periods.
    fn of(spec: &TableSpec, previous: &'run Previous) -> anyhow::Result<Option<Self>> {
        let Some(entry) = previous.manifest.table(spec.name).filter(|entry| !entry.chapter.is_empty()) else {
            return Ok(None);
        };
        let file = Grouped::open(kept_bytes(&previous.path(entry), spec, &entry.sha256)?)?;
        let mut groups = 0..;
        let group = |chapter: &ChapterEntry| if chapter.rows > 0 { groups.next() } else { None };
        let places: Vec<_> = entry.chapter.iter().map(group).collect();
        let chapters = entry.chapter.iter().zip(places);
        let chapters = chapters.map(|(chapter, place)| (chapter.recipe.as_str(), (chapter, place))).collect();
        Ok(Some(Self { file, chapters }))
    }

    fn chapter(&self, recipe: &str) -> Option<(&'run ChapterEntry, Option<usize>)> {
        self.chapters.get(recipe).copied()
    }
}

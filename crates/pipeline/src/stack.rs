//! The answers that one table of what sources said is made of, and the file with what they say.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use polars::{frame::DataFrame, prelude::BooleanChunked};
use schema::{TableSpec, columns::SNAPSHOT_ID, series::Cells};

use crate::{
    failure::Failure,
    frames::checked,
    parquet::row_group::{Grouped, Stitched, rows_of},
    part,
    previous::Previous,
    snapshot::Snapshot,
    store::kept_bytes,
};

/// The snapshots of one table, some of which the run before has read.
#[derive(Debug, Default)]
pub struct Stack<'run> {
    sources: BTreeSet<&'static str>,
    snapshots: BTreeMap<&'run str, &'run Snapshot>,
    /// Those whose rows the run before has.
    known: BTreeSet<&'run str>,
    new: BTreeMap<&'run str, DataFrame>,
}

impl<'run> Stack<'run> {
    /// One more snapshot.
    pub fn take(&mut self, snapshot: &'run Snapshot) {
        self.sources.insert(snapshot.source());
        self.snapshots.insert(&snapshot.id, snapshot);
    }

    /// The run before has the rows of this one.
    pub fn know(&mut self, id: &'run str) {
        self.known.insert(id);
    }

    /// The rows of one that is new, checked by its parser.
    pub fn add(&mut self, id: &'run str, rows: DataFrame) {
        self.new.insert(id, rows);
    }

    /// The snapshots, by id.
    pub fn snapshots(&self) -> impl Iterator<Item = &'run Snapshot> {
        self.snapshots.values().copied()
    }

    /// Their ids.
    pub fn ids(&self) -> BTreeSet<String> {
        self.snapshots.keys().map(|id| (*id).to_owned()).collect()
    }

    /// The parsers that read them.
    pub fn steps(&self) -> String {
        let steps: Vec<String> = self.sources.iter().map(|source| format!("ingest::{source}")).collect();
        steps.join(", ")
    }

    /// The bytes of the table's file, sorted by key, and its number of rows: parts that `previous` has are copied.
    ///
    /// # Errors
    /// If the file of the run before is not what it wrote, or rows break the table's promise.
    pub fn written(
        &self,
        spec: &'static TableSpec,
        previous: Option<&Previous>,
        footer: Vec<(String, String)>,
    ) -> anyhow::Result<(Vec<u8>, usize)> {
        let old = previous.filter(|_| !self.known.is_empty()).map(|previous| Old::of(spec, previous)).transpose()?;
        let mut file = Stitched::new(spec, footer)?;
        let marks = self.snapshots.iter().map(|(id, snapshot)| (*id, snapshot.facts_sha256()));
        for part in part::split(marks) {
            let same = old.as_ref().filter(|_| self.is_known(&part)).and_then(|old| Some((old, old.part(&part)?)));
            match same {
                Some((old, same)) => same.group.map_or(Ok(()), |group| file.copy(&old.file, group))?,
                None => file.add(spec, &self.rows(spec, &part, old.as_ref())?)?,
            }
        }
        let rows = file.rows();
        Ok((file.finished()?, rows))
    }

    /// Whether the run before has the rows of all of them.
    fn is_known(&self, part: &[&str]) -> bool {
        part.iter().all(|id| self.known.contains(id))
    }

    /// The rows of a part that is another than in the run before: what that one has of them, and what is new.
    fn rows(&self, spec: &TableSpec, part: &[&str], old: Option<&Old<'_>>) -> anyhow::Result<DataFrame> {
        let known: BTreeSet<&str> = part.iter().copied().filter(|id| self.known.contains(id)).collect();
        let kept = old.filter(|_| !known.is_empty()).map(|old| old.rows(spec, &known)).transpose()?;
        let mut all: Option<DataFrame> = None;
        for rows in kept.iter().chain(part.iter().filter_map(|id| self.new.get(id))) {
            match &mut all {
                None => all = Some(rows.clone()),
                Some(all) => {
                    all.vstack_mut(rows)?;
                }
            }
        }
        let first = || format!("part that begins with `{}`", part.first().copied().unwrap_or_default());
        all.map_or_else(|| Ok(DataFrame::default()), |rows| checked(spec, rows).with_context(first))
    }
}

/// The table as the run before wrote it.
struct Old<'run> {
    file: Grouped,
    parts: Vec<OldPart<'run>>,
}

struct OldPart<'run> {
    ids: Vec<&'run str>,
    /// Its row group; none, where none of its snapshots has a row.
    group: Option<usize>,
}

impl<'run> Old<'run> {
    /// Reads the footer of the file; of its rows nothing.
    fn of(spec: &TableSpec, previous: &'run Previous) -> anyhow::Result<Self> {
        // A table that the manifest does not name has no bytes that fit.
        let (path, expected) = match previous.manifest.table(spec.name) {
            Some(entry) => (previous.path(entry), entry.sha256.as_str()),
            None => (previous.folder.join(spec.path()), ""),
        };
        let file = Grouped::open(kept_bytes(&path, spec, expected)?)?;
        let of_table = |tables: &[String]| tables.iter().any(|table| table == spec.name);
        let entries: BTreeMap<&str, &str> = previous
            .snapshots()
            .into_iter()
            .filter(|(_, entry)| of_table(&entry.tables))
            .map(|(id, entry)| (id, entry.sha256.as_str()))
            .collect();
        let firsts = file.first_texts()?;
        let group = |ids: &[&str]| firsts.iter().position(|first| ids.contains(&first.as_str()));
        let parts = part::split(entries).into_iter().map(|ids| OldPart { group: group(&ids), ids });
        let parts: Vec<OldPart<'run>> = parts.collect();
        let own: BTreeSet<usize> = parts.iter().filter_map(|part| part.group).collect();
        // A part without a group has no rows: so each group must be of a part, or rows would go without a word.
        if own.len() != firsts.len() {
            let said =
                format!("table `{}`: {} row groups, of which {} are of a part", spec.name, firsts.len(), own.len());
            return Err(Failure::data(said)
                .with_hint("`tokenshare run PIPELINE.toml --fresh` makes all tables anew")
                .into());
        }
        Ok(Self { file, parts })
    }

    /// The part that has just these snapshots.
    fn part(&self, ids: &[&str]) -> Option<&OldPart<'run>> {
        self.parts.iter().find(|part| part.ids == ids)
    }

    /// The rows of these snapshots.
    fn rows(&self, spec: &TableSpec, ids: &BTreeSet<&str>) -> anyhow::Result<DataFrame> {
        let has_any = |part: &&OldPart<'_>| part.ids.iter().any(|id| ids.contains(id));
        let groups = self.parts.iter().filter(has_any).filter_map(|part| part.group);
        let rows = rows_of(spec, &self.file, groups)?;
        let said = Cells::of(&rows, &SNAPSHOT_ID).texts();
        let stays: BooleanChunked = said.into_iter().map(|id| id.is_some_and(|id| ids.contains(id))).collect();
        Ok(rows.filter(&stays)?)
    }
}

//! The tables of a run, each with the step that made it and the snapshots that flowed into it. What an earlier run made of
//! the same is kept as it is, and read only if somebody asks for its rows.

#![cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the list below names every table there is; tests may anyway")
)]

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use jiff::{Timestamp, civil::Date};
use normalize::Charted;
use polars::{frame::DataFrame, prelude::BooleanChunked};
use schema::{
    Column, Frame, FrameError, Table, TableSpec,
    columns::{CAPTURED_AT, SNAPSHOT_ID},
    series::Cells,
    tables::*,
};

use crate::{
    chapter::ChapterEntry,
    correction::{self, Applied, Corrections},
    failure::Failure,
    input::Input,
    parquet::{self, row_group::Grouped},
    store::{kept_bytes, kept_rows},
};

/// A table of a run.
#[derive(Debug)]
pub struct Made {
    /// What it is.
    pub spec: &'static TableSpec,
    /// What made it.
    pub step: String,
    /// The ids of the snapshots that flowed into it.
    pub snapshots: BTreeSet<String>,
    /// The hash of all that decides its bytes: see `recipe`.
    pub recipe: String,
    /// Its number of rows.
    pub rows: usize,
    /// The SHA-256 of its file.
    pub sha256: String,
    /// The size of its file.
    pub bytes: u64,
    /// Its chapters, if it was made by periods.
    pub chapters: Vec<ChapterEntry>,
    /// Its file.
    pub file: File,
}

/// Where the file of a table is.
#[derive(Debug)]
pub enum File {
    /// Nowhere yet.
    New(Vec<u8>),
    /// In an earlier run, which made it of the same.
    Kept(PathBuf),
}

/// The tables that were made so far.
#[derive(Debug, Default)]
pub struct Frames {
    tables: BTreeMap<&'static str, Made>,
    /// What is corrected of what sources said.
    corrections: Corrections,
    /// The rows as a `Frame` of their table: they were checked once, and each step that reads them need not again. Those of
    /// a table that was kept are read when somebody asks for them.
    rows: BTreeMap<&'static str, Once>,
    /// Those of charts, with what their captures are worth.
    charted: BTreeMap<&'static str, Once>,
}

/// What is worked out when somebody asks for it, and once: who asks meanwhile waits.
#[derive(Debug, Default)]
struct Once(Mutex<Option<Shared>>);

type Shared = Arc<dyn Any + Send + Sync>;

impl Once {
    fn of(known: Option<Shared>) -> Self {
        Self(Mutex::new(known))
    }

    fn get<T: Any + Send + Sync>(&self, make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<Arc<T>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().and_then(|known| Arc::clone(known).downcast().ok()) {
            return Ok(known);
        }
        let new = Arc::new(make()?);
        *known = Some(Arc::<T>::clone(&new));
        Ok(new)
    }
}

impl Frames {
    /// None yet; of what sources said, this is corrected where it is read.
    pub fn with(corrections: Corrections) -> Self {
        Self { corrections, ..Self::default() }
    }

    /// Adds a table that was just made, with its checked rows.
    pub fn add(&mut self, made: Made, checked: Checked) {
        let as_said = checked.frame.filter(|_| !self.is_corrected(made.spec.name));
        self.insert(made, as_said);
    }

    /// Adds a table whose rows are in its file.
    pub fn keep(&mut self, made: Made) {
        self.insert(made, None);
    }

    fn insert(&mut self, made: Made, rows: Option<Shared>) {
        self.rows.insert(made.spec.name, Once::of(rows));
        self.charted.insert(made.spec.name, Once::default());
        self.tables.insert(made.spec.name, made);
    }

    /// Whether what is read of the table is other than what it has.
    pub fn is_corrected(&self, table: &str) -> bool {
        self.corrections.touch(table)
    }

    /// Whether the table is there.
    pub fn has(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// The table.
    pub fn made(&self, table: &str) -> Option<&Made> {
        self.tables.get(table)
    }

    /// The rows of a table; of what sources said, with what is corrected.
    ///
    /// # Errors
    /// If it was not made, or it was kept and is no longer what it was, or a correction does not fit it.
    pub fn frame<T: Table>(&self) -> anyhow::Result<Frame<T>> {
        let Some(made) = self.tables.get(T::SPEC.name) else {
            let said = format!("table `{}` was not made", T::SPEC.name);
            let hint = "this is a mistake in tokenshare, not in the data: please report it";
            return Err(Failure::data(said).with_hint(hint).into());
        };
        // Rows were checked when they were written, part by part or chapter by chapter, and the bytes are those.
        let read = || {
            if self.is_corrected(T::SPEC.name) {
                return Ok(Frame::<T>::new(self.corrections.applied(T::SPEC, made.rows()?)?.data)?);
            }
            Ok(Frame::<T>::as_written(made.rows()?)?)
        };
        let once = self.rows.get(T::SPEC.name).with_context(|| format!("rows of `{}`", T::SPEC.name))?;
        Ok((*once.get(read)?).clone())
    }

    /// The rows of a table with what was corrected until an instant, or nothing: those of the answers that `is_there`.
    ///
    /// # Errors
    /// As [`Frames::frame`].
    pub fn frame_of_era<T: Table>(
        &self,
        corrected_until: Option<Timestamp>,
        is_there: impl Fn(&str, Timestamp) -> bool,
    ) -> anyhow::Result<Frame<T>> {
        let Some(made) = self.tables.get(T::SPEC.name) else { return Ok(Frame::empty()?) };
        let rows = self.corrections.until(corrected_until).applied(T::SPEC, made.rows()?)?.data;
        let captured = Cells::of(&rows, &CAPTURED_AT).instants();
        let both = Cells::of(&rows, &SNAPSHOT_ID).texts().into_iter().zip(captured);
        let stays: BooleanChunked = both.map(|(id, at)| id.zip(at).is_some_and(|(id, at)| is_there(id, at))).collect();
        Ok(Frame::new(rows.filter(&stays)?)?)
    }

    /// The days of a table, each once; none where it was not made. Nothing else of it is read.
    ///
    /// # Errors
    /// If the file of the table is not what the run that made it wrote.
    pub fn days<T: Table>(&self, column: &Column) -> anyhow::Result<BTreeSet<Date>> {
        let Some(made) = self.tables.get(T::SPEC.name) else { return Ok(BTreeSet::new()) };
        let rows = parquet::rows_of(column, made.file_bytes()?)?;
        let mut days = Cells::of(&rows, column).dates();
        days.dedup();
        Ok(days.into_iter().flatten().collect())
    }

    /// The charts of a table, with what each capture is worth: worked out once, however many ask. None where it was not made.
    ///
    /// # Errors
    /// As [`Frames::frame`].
    pub fn charted<T: Table + 'static>(&self) -> anyhow::Result<Arc<Charted<T>>> {
        match self.charted.get(T::SPEC.name) {
            Some(once) => once.get(|| Ok(Charted::of(self.frame()?))),
            None => Ok(Arc::new(Charted::of(Frame::empty()?))),
        }
    }

    /// What is corrected of what sources said.
    pub const fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// Demands that each correction fits what sources said, whether a step reads that or not; learns in which newer answers they
    /// hold, and tells where they end.
    ///
    /// # Errors
    /// If one does not, or a table that was kept is no longer what it was.
    pub fn demand_corrections(&mut self) -> anyhow::Result<()> {
        let mut all = Vec::new();
        for made in self.iter().filter(|made| self.corrections.touch(made.spec.name)) {
            let Applied { data, followed, ended } = self.corrections.applied(made.spec, made.rows()?)?;
            checked(made.spec, data).with_context(|| format!("as `{}` corrects it", correction::FILE))?;
            all.extend(followed);
            for said in ended {
                tracing::warn!("{said}");
            }
        }
        self.corrections = self.corrections.following(all);
        self.corrections.tell_followed();
        Ok(())
    }

    /// The snapshots that flowed into any of these tables.
    pub fn snapshots_of<'table>(&self, tables: impl IntoIterator<Item = &'table str>) -> BTreeSet<String> {
        let made = tables.into_iter().filter_map(|table| self.tables.get(table));
        made.flat_map(|made| made.snapshots.iter().cloned()).collect()
    }

    /// All tables, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Made> {
        self.tables.values()
    }
}

impl Made {
    /// Its file, as something that is read.
    pub fn input(&self) -> Input {
        Input { name: self.spec.path(), sha256: self.sha256.clone() }
    }

    /// The bytes of its file.
    ///
    /// # Errors
    /// If they are not what the run that made it wrote.
    pub fn file_bytes(&self) -> anyhow::Result<Vec<u8>> {
        match &self.file {
            File::New(bytes) => Ok(bytes.clone()),
            File::Kept(path) => kept_bytes(path, self.spec, &self.sha256),
        }
    }

    /// Its file, to be read by row groups.
    ///
    /// # Errors
    /// As [`Made::file_bytes`].
    pub fn grouped(&self) -> anyhow::Result<Grouped> {
        Ok(Grouped::open(self.file_bytes()?)?)
    }

    /// Its rows, read off its file.
    ///
    /// # Errors
    /// If the file is not what the run that made it wrote.
    pub fn rows(&self) -> anyhow::Result<DataFrame> {
        match &self.file {
            File::New(bytes) => Ok(parquet::rows(bytes.clone())?),
            File::Kept(path) => kept_rows(path, self.spec, &self.sha256),
        }
    }
}

/// Rows checked against the table that `spec` describes, sorted by its key.
///
/// # Errors
/// If they break its promise.
pub fn checked(spec: &TableSpec, data: DataFrame) -> Result<DataFrame, FrameError> {
    Ok(typed(spec, data)?.data)
}

/// Rows that were checked, and the same as a `Frame` of their table.
#[derive(Debug)]
pub struct Checked {
    /// The rows, sorted by key.
    pub data: DataFrame,
    frame: Option<Shared>,
}

impl Checked {
    fn of<T: Table>(frame: Frame<T>) -> Self {
        Self { data: frame.data().clone(), frame: Some(Arc::new(frame)) }
    }
}

/// The same, for whoever goes on with them.
///
/// # Errors
/// As [`checked`].
pub fn typed(spec: &TableSpec, data: DataFrame) -> Result<Checked, FrameError> {
    match CHECKS.iter().find(|(name, _)| *name == spec.name) {
        Some((_, check)) => check(data),
        None => Ok(Checked { data, frame: None }),
    }
}

type Check = fn(DataFrame) -> Result<Checked, FrameError>;

/// From a table's name to its type.
macro_rules! checks {
    ($($table:ident)+) => { &[$(($table::SPEC.name, |data| Frame::<$table>::new(data).map(Checked::of))),+] };
}

const CHECKS: &[(&str, Check)] = checks! {
    VendorChart ModelChart SiteChart ModelRanking ModelDaily Catalog PriceCondition Endpoint AppRanking AppModelChart Benchmark PriceMap
    TaskShare TaskSpend EffectivePrice GatewayShare Field
    ModelDay VendorWeek ModelWeek VendorWeekVintage ModelWeekVintage ModelWindow ModelPrice Model BenchmarkLabel BenchmarkScore AppModelWeek PricedUsage
    TokenShare ModelShare VendorPrice DollarShare VendorGap GroupShare VendorGrowth GrowthRate ShareDecomposition ModelLeaderboard
    BenchmarkPoint BenchmarkCorrelation PricePoint PriceCorrelation Concentration Whale
    Coverage Sensitivity Reconciliation FeedAgreement BasisError Claim Mover Restatement Drift
};

#[cfg(test)]
mod tests {
    use schema::tables::TABLES;

    use super::*;

    #[test]
    fn every_table_has_its_check() {
        let named: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    }
}

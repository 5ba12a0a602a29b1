//! What somebody corrects of what upstream said: `reference/corrections.csv` in the data folder, where a reviewer sees it.
//!
//! Bytes are never edited, and the tables of what sources said keep saying it. What is made of them reads the corrected cell.
//! A correction names the old value: where that is not there, the run stops, since nobody knows what is to be corrected. In
//! newer answers it holds as long as these say that value again: see `following`.

mod believed;
mod file;
mod following;
mod weeks;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::Timestamp;
use polars::{frame::DataFrame, prelude::Column as Series};
use schema::{
    Column, Kind, Origin, Stage, TableSpec,
    columns::VALUE_ORIGIN,
    series::{Cells, integers, reals, texts, truths},
    tables,
};
use serde::{Deserialize, Serialize};

use crate::{console::counted, csv_row, digest::sha256, failure::Failure, snapshot::Snapshot, snapshots};
pub use following::Followed;
use following::Holding;

/// Where they stand below a data folder.
pub const FILE: &str = "reference/corrections.csv";

/// One corrected cell.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The snapshot that says otherwise.
    pub snapshot_id: String,
    /// The table of what sources said.
    pub table: String,
    /// The rest of the row's key: `week_start_date=2026-04-05; vendor_label=openai`.
    pub row: String,
    /// The column.
    pub column: String,
    /// What stands there, as `show --format csv` prints it; empty for null.
    pub old_value: String,
    /// What should; empty for null.
    pub new_value: String,
    /// Since when it is known: the corrected value is believed since then.
    pub corrected_at: Timestamp,
    /// Why.
    pub because: String,
    /// Where that can be read.
    pub source_url: String,
}

impl Correction {
    /// On a line, for manifests and footers.
    pub fn line(&self) -> String {
        let Self { table, row, column, old_value, new_value, corrected_at, because, source_url, .. } = self;
        format!("{table} {row}: {column} `{old_value}` to `{new_value}`, at {corrected_at}: {because} ({source_url})")
    }

    /// As its file has it, without the end of the line.
    ///
    /// # Errors
    /// None that a correction makes.
    pub fn csv(&self) -> anyhow::Result<String> {
        let at = self.corrected_at.to_string();
        let Self { snapshot_id, table, row, column, old_value, new_value, because, source_url, .. } = self;
        let cells = [snapshot_id, table, row, column, old_value, new_value, &at, because, source_url];
        csv_row::written(cells.map(String::as_str))
    }

    /// The key of its row but for the snapshot.
    pub fn key(&self) -> impl Iterator<Item = (&str, &str)> {
        self.row.split(';').filter_map(|part| part.split_once('=')).map(|(name, value)| (name.trim(), value.trim()))
    }

    fn spec(&self) -> Option<&'static TableSpec> {
        tables::named(&self.table).filter(|spec| spec.stage == Stage::Ingested)
    }

    fn failed(&self, said: &str) -> Failure {
        let Self { snapshot_id, table, row, column, .. } = self;
        let said = format!("correction of `{snapshot_id}`, table `{table}`, {row}, column `{column}`: {said}");
        let shown = format!("tokenshare show {table} --where snapshot_id={snapshot_id} --format csv");
        Failure::data(said).with_hint(format!("`{shown}` has what stands there; mend `{FILE}`, or take the line out"))
    }
}

/// All of them, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    rows: Vec<Correction>,
    /// Where they hold besides, by answer: known once tables were read.
    followed: BTreeMap<String, Vec<Followed>>,
}

/// The rows of a table as they are corrected.
#[derive(Debug)]
pub struct Applied {
    /// The rows.
    pub data: DataFrame,
    /// Newer answers in which corrections hold.
    pub followed: Vec<Followed>,
    /// What is told of newer answers with which they end.
    pub ended: Vec<String>,
}

impl Corrections {
    /// Those that name some snapshots. Where they hold besides follows from them and the tables.
    pub fn among(&self, is_one: impl Fn(&str) -> bool) -> Self {
        let rows = self.rows.iter().filter(|row| is_one(&row.snapshot_id)).cloned().collect();
        Self { rows, ..Self::default() }
    }

    /// The same, which hold in these newer answers, too.
    #[must_use]
    pub fn following(&self, followed: impl IntoIterator<Item = Followed>) -> Self {
        let mut by_answer: BTreeMap<String, Vec<Followed>> = BTreeMap::new();
        for one in followed {
            by_answer.entry(one.correction.snapshot_id.clone()).or_default().push(one);
        }
        Self { rows: self.rows.clone(), followed: by_answer }
    }

    /// Each of them, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Correction> {
        self.rows.iter()
    }

    /// One line each.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.rows.iter().map(|row| format!("{}: {}", row.snapshot_id, row.line()))
    }

    /// What is corrected of one snapshot.
    pub fn of(&self, id: &str) -> Vec<String> {
        let own = self.rows.iter().filter(|row| row.snapshot_id == id).map(Correction::line);
        own.chain(self.followed.get(id).into_iter().flatten().map(Followed::line)).collect()
    }

    /// All that they change, as one text.
    pub fn key(&self) -> String {
        sha256(self.lines().collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// Tells corrections of answers that are not used: they change nothing.
    ///
    /// # Errors
    /// If one is of an answer that is not held: its id is a slip of the pen, and the wrong cell would stay.
    pub fn tell(&self, data: &Path, used: &[Snapshot]) -> Result<(), Failure> {
        let is_held = |row: &&Correction| snapshots::folder(data).join(&row.snapshot_id).is_dir();
        if let Some(row) = self.rows.iter().find(|row| !is_held(row)) {
            let said = format!("`{FILE}`: `{}` is not held", row.snapshot_id.escape_debug());
            let hint = "`tokenshare snapshots` lists what is; mend the id, or take the line out";
            return Err(Failure::data(said).with_hint(hint));
        }
        let used: BTreeSet<&str> = used.iter().map(|snapshot| snapshot.id.as_str()).collect();
        for row in self.rows.iter().filter(|row| !used.contains(row.snapshot_id.as_str())) {
            tracing::warn!("`{FILE}`: `{}` is not used, its correction changes nothing", row.snapshot_id);
        }
        let count = self.rows.iter().filter(|row| used.contains(row.snapshot_id.as_str())).count();
        if count > 0 {
            tracing::info!("{} by `{FILE}`", counted(count, "corrected cell"));
        }
        Ok(())
    }

    /// Tells in how many answers they hold, if not only in those that they name.
    pub fn tell_followed(&self) {
        if self.followed.is_empty() {
            return;
        }
        let named: BTreeSet<&str> = self.rows.iter().map(|row| row.snapshot_id.as_str()).collect();
        let all: BTreeSet<&str> = named.iter().copied().chain(self.followed.keys().map(String::as_str)).collect();
        let (corrections, answers) = (counted(self.rows.len(), "correction"), counted(all.len(), "answer"));
        tracing::info!("`{FILE}`: {corrections}, applied in {answers}: newer ones still say the old value");
    }

    /// Whether something of a table is corrected.
    pub fn touch(&self, table: &str) -> bool {
        self.rows.iter().any(|row| row.table == table)
    }

    /// The rows of a table with what is corrected of them; where they say where a value comes from, that is `reconstructed`
    /// now at best.
    ///
    /// # Errors
    /// If a row that is to be corrected is not there, or has another value than the old one.
    pub fn applied(&self, spec: &TableSpec, data: DataFrame) -> anyhow::Result<Applied> {
        let mut applied = Applied { data, followed: Vec::new(), ended: Vec::new() };
        for correction in self.rows.iter().filter(|row| row.table == spec.name) {
            let Some(column) = spec.column(&correction.column) else { continue };
            let Holding { rows, followed, end } = self.holding(correction, (spec, column), &applied.data)?;
            let cells = corrected(&applied.data, column, &rows, &correction.new_value).ok_or_else(|| {
                correction.failed(&format!("`{}` is no {}", correction.new_value, column.kind.name()))
            })?;
            applied.data.with_column(cells)?;
            if spec.column(VALUE_ORIGIN.name).is_some() {
                applied.data.with_column(weaker(&applied.data, &rows))?;
            }
            applied.followed.extend(followed);
            applied.ended.extend(end);
        }
        Ok(applied)
    }
}

/// Whether a cell has the value that somebody wrote: of a fraction the number counts, however it is spelled.
fn is_same(column: &Column, found: &str, written: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| column.kind == Kind::Real);
    found == written
        || number(found).zip(number(written)).is_some_and(|(found, written)| found.total_cmp(&written).is_eq())
}

/// A column with another value in some cells; none if the text is none of its kind. Empty text is null.
fn corrected(data: &DataFrame, column: &Column, rows: &[usize], text: &str) -> Option<Series> {
    let cells = Cells::of(data, column);
    let text = Some(text).filter(|text| !text.is_empty());
    Some(match column.kind {
        Kind::Integer => integers(column, with(cells.integers(), rows, text.map(str::parse).transpose().ok()?)),
        Kind::Real => reals(column, with(cells.reals(), rows, text.map(str::parse).transpose().ok()?)),
        Kind::Truth => truths(column, with(cells.truths(), rows, text.map(str::parse).transpose().ok()?)),
        Kind::Text => texts(column, with(cells.texts(), rows, text)),
        Kind::Date | Kind::Instant => return None,
    })
}

fn with<T: Copy>(mut cells: Vec<Option<T>>, rows: &[usize], value: Option<T>) -> Vec<Option<T>> {
    for row in rows {
        if let Some(cell) = cells.get_mut(*row) {
            *cell = value;
        }
    }
    cells
}

/// What was observed is no longer once it is corrected.
fn weaker(data: &DataFrame, rows: &[usize]) -> Series {
    let mut words = Cells::of(data, &VALUE_ORIGIN).texts();
    for row in rows {
        let stands = words.get(*row).copied().flatten().and_then(|word| word.parse::<Origin>().ok());
        let now = stands.map(|stands| stands.max(Origin::Reconstructed).word());
        words = with(words, &[*row], now);
    }
    texts(&VALUE_ORIGIN, words)
}

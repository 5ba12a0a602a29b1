//! `tokenshare diff`: which cells of which tables differ between two runs, and what they were made of that differs.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use polars::frame::DataFrame;
use schema::{
    Column, TableSpec, cell_text,
    columns::{AS_OF_AT, CAPTURED_AT, JSON_PATH, WINDOW_END_DATE, WINDOW_START_DATE},
    tables::TABLES,
};

use crate::{
    cause::{causes, text},
    cli::DiffArguments,
    console::{self, counted},
    listing::Listing,
    manifest::Manifest,
    runs, store,
};

/// Prints how the tables of two runs differ; with a table, each cell of it that does.
///
/// # Errors
/// If there is no such run, or a table is not what its run wrote.
pub fn run(arguments: &DiffArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let old = Side::open(data, &arguments.old)?;
    let new = Side::open(data, &arguments.new)?;
    let differing = TABLES.iter().filter(|spec| old.sha256(spec.name) != new.sha256(spec.name));
    let chosen: Vec<&&TableSpec> = match &arguments.table {
        Some(name) => {
            let spec = crate::tables::named(name)?;
            differing.filter(|other| other.name == spec.name).collect()
        }
        None => differing.collect(),
    };
    let changes = chosen.into_iter().map(|spec| Changed::of(spec, &old, &new)).collect::<anyhow::Result<Vec<_>>>()?;
    let (changes, same): (Vec<_>, Vec<_>) = changes.into_iter().partition(Changed::has_cells);
    let listing = match &arguments.table {
        Some(_) if arguments.all => cells(&changes, |_| true),
        Some(_) => cells(&changes, |cell| !is_of_origin(cell)),
        None => summary(&changes, &old, &new),
    };
    console::print(&listing.text(arguments.format)?)?;
    let names = (old.folder.display(), new.folder.display());
    tracing::info!("{} between `{}` and `{}`", counted(changes.len(), "different table"), names.0, names.1);
    let hidden = changes.iter().flat_map(|changed| &changed.cells).filter(|cell| is_of_origin(cell)).count();
    if arguments.table.is_some() && !arguments.all && hidden > 0 {
        tracing::info!("{} that say where a value is from differ, too: `--all` shows them", counted(hidden, "cell"));
    }
    if !same.is_empty() {
        let same: Vec<_> = same.iter().map(|changed| format!("`{}`", changed.spec.name)).collect();
        tracing::info!("the same rows, made of more or less: {}", same.join(", "));
    }
    Ok(())
}

/// A run that is compared.
struct Side {
    folder: PathBuf,
    manifest: Manifest,
}

impl Side {
    /// A run by its number, by the beginning of its name, as `current`, or by its folder.
    fn open(data: &Path, name: &str) -> anyhow::Result<Self> {
        let folder = runs::named(data, name)?;
        let manifest = store::manifest_of(&folder)?;
        Ok(Self { folder, manifest })
    }

    fn sha256(&self, table: &str) -> Option<&str> {
        self.manifest.table(table).map(|table| table.sha256.as_str())
    }

    fn rows(&self, spec: &TableSpec) -> anyhow::Result<Option<DataFrame>> {
        self.manifest.table(spec.name).map(|_| store::read_by(&self.folder, &self.manifest, spec)).transpose()
    }
}

/// Cells of one row, by column.
type Cells = BTreeMap<&'static str, Option<String>>;

/// Key columns that move from week to week in tables that have the newest window only.
const WINDOW: [&Column; 2] = [&WINDOW_START_DATE, &WINDOW_END_DATE];

/// One row.
struct Row {
    /// Its key but for the window.
    subject: String,
    /// Cells beside the key.
    cells: Cells,
    /// Those of the key that say which window it is.
    window: Cells,
}

/// How one table differs.
struct Changed {
    spec: &'static TableSpec,
    added: Vec<String>,
    gone: Vec<String>,
    /// Key, column, before, now.
    cells: Vec<[String; 4]>,
}

impl Changed {
    fn of(spec: &'static TableSpec, old: &Side, new: &Side) -> anyhow::Result<Self> {
        Ok(Self::between(spec, rows(spec, old.rows(spec)?), rows(spec, new.rows(spec)?)))
    }

    fn between(spec: &'static TableSpec, mut before: BTreeMap<String, Row>, mut now: BTreeMap<String, Row>) -> Self {
        // A window that moved on is the same row, where it is the only one of its subject: of several one goes and another comes.
        let (old, new) = (only_ones(&before), only_ones(&now));
        let mut cells = Vec::new();
        let both: Vec<String> = now.keys().filter(|key| before.contains_key(*key)).cloned().collect();
        for key in both {
            if let (Some(before), Some(now)) = (before.remove(&key), now.remove(&key)) {
                compare(&key, &before.cells, &now.cells, &mut cells);
            }
        }
        for (subject, new_key) in new {
            let Some(old_key) = old.get(&subject) else { continue };
            if let (Some(before), Some(now)) = (before.remove(old_key), now.remove(&new_key)) {
                compare(&subject, &before.window, &now.window, &mut cells);
                compare(&subject, &before.cells, &now.cells, &mut cells);
            }
        }
        let keys = |rows: BTreeMap<String, Row>| rows.into_keys().collect();
        Self { spec, added: keys(now), gone: keys(before), cells }
    }

    /// Its footer names what it is made of: it may differ while the rows are the same.
    fn has_cells(&self) -> bool {
        !self.added.is_empty() || !self.gone.is_empty() || !self.cells.is_empty()
    }

    fn columns(&self) -> String {
        let columns: BTreeSet<&str> = self.cells.iter().map(|[_, column, ..]| column.as_str()).collect();
        columns.into_iter().collect::<Vec<_>>().join(", ")
    }
}

/// The rows of a table by key.
fn rows(spec: &'static TableSpec, data: Option<DataFrame>) -> BTreeMap<String, Row> {
    let Some(data) = data else { return BTreeMap::new() };
    let is_window = |column: &Column| WINDOW.iter().any(|window| window.name == column.name);
    let row = |row: usize| {
        let text = |column: &Column| cell_text(&data, column, row);
        let key = |columns: Vec<&&Column>| {
            columns.into_iter().map(|column| text(column).unwrap_or_default()).collect::<Vec<_>>().join(" ")
        };
        let subject = key(spec.key.iter().filter(|column| !is_window(column)).collect());
        let window = spec.key.iter().filter(|column| is_window(column));
        let others = spec.columns().filter(|column| !spec.key.iter().any(|key| key.name == column.name));
        let cells = others.map(|column| (column.name, text(column))).collect();
        let window = window.map(|column| (column.name, text(column))).collect();
        (key(spec.key.iter().collect()), Row { subject, cells, window })
    };
    (0..data.height()).map(row).collect()
}

/// By subject, the key of each row of a window that is the only one of its subject.
fn only_ones(rows: &BTreeMap<String, Row>) -> BTreeMap<String, String> {
    let mut by_subject: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (key, row) in rows.iter().filter(|(_, row)| !row.window.is_empty()) {
        by_subject.entry(&row.subject).or_default().push(key);
    }
    let only = by_subject.into_iter().filter_map(|(subject, keys)| match keys.as_slice() {
        [key] => Some((subject.to_owned(), (*key).clone())),
        _ => None,
    });
    only.collect()
}

/// Adds the cells that differ: key, column, before, now.
fn compare(key: &str, before: &Cells, now: &Cells, differing: &mut Vec<[String; 4]>) {
    for (column, value) in now {
        let stood = before.get(column).cloned().flatten();
        if stood != *value {
            let shown = |cell: Option<String>| cell.unwrap_or_else(|| "null".to_owned());
            differing.push([key.to_owned(), (*column).to_owned(), shown(stood), shown(value.clone())]);
        }
    }
}

/// Whether a cell says where a value is from, and not what it is.
fn is_of_origin([_, column, ..]: &[String; 4]) -> bool {
    column.ends_with("snapshot_id") || [&CAPTURED_AT, &AS_OF_AT, &JSON_PATH].iter().any(|of| of.name == column)
}

fn summary(changes: &[Changed], old: &Side, new: &Side) -> Listing {
    let row = |changed: &Changed| {
        let is_left_out = new.manifest.table(changed.spec.name).is_none();
        let because = match text(&causes(&old.manifest, &new.manifest, changed.spec.name)) {
            _ if is_left_out => "the newer run does not make it".to_owned(),
            because if because.is_empty() => "what it reads came out different".to_owned(),
            because => because,
        };
        let counts = [changed.added.len(), changed.gone.len(), changed.cells.len()].map(|count| count.to_string());
        [changed.spec.name.to_owned()].into_iter().chain(counts).chain([changed.columns(), because]).collect()
    };
    let heading = vec!["table", "rows_added", "rows_gone", "cells_changed", "columns", "because"];
    Listing { heading, rows: changes.iter().map(row).collect() }
}

fn cells(changes: &[Changed], is_shown: impl Fn(&[String; 4]) -> bool) -> Listing {
    let mut rows = Vec::new();
    for changed in changes {
        let whole = |what: &str, keys: &[String]| -> Vec<Vec<String>> {
            keys.iter().map(|key| vec![key.clone(), String::new(), String::new(), what.to_owned()]).collect()
        };
        rows.extend(whole("row added", &changed.added));
        rows.extend(whole("row gone", &changed.gone));
        let shown = changed.cells.iter().filter(|cell| is_shown(cell));
        rows.extend(shown.map(|cell| cell.to_vec()));
    }
    Listing { heading: vec!["key", "column", "before", "now"], rows }
}

#[cfg(test)]
mod tests {
    use schema::{Table as _, tables::VendorGap};

    use super::*;

    /// `SUBJECT WINDOW-END CELL SNAPSHOT` per line.
    fn rows_of(lines: &[&str]) -> BTreeMap<String, Row> {
        let row = |line: &&str| {
            let parts: Vec<&str> = line.split(' ').collect();
            let cell = |place: usize| Some(parts[place].to_owned());
            let cells = Cells::from([("tokens", cell(2)), ("snapshot_id", cell(3))]);
            let window = Cells::from([("window_end_date", cell(1))]);
            (parts[..2].join(" "), Row { subject: parts[0].to_owned(), cells, window })
        };
        lines.iter().map(row).collect()
    }

    #[test]
    fn the_newest_window_is_compared_with_the_newest_window() {
        let changed = |old: &[&str], new: &[&str]| Changed::between(VendorGap::SPEC, rows_of(old), rows_of(new));
        let moved = changed(&["a 04-05 1 s", "b 04-05 2 s"], &["a 04-12 3 t", "c 04-12 4 t"]);
        assert_eq!(
            (moved.gone.as_slice(), moved.added.as_slice()),
            (["b 04-05".to_owned()].as_slice(), ["c 04-12".to_owned()].as_slice())
        );
        let cells: Vec<String> = moved.cells.iter().map(|cell| cell.join(" ")).collect();
        assert_eq!(cells, ["a window_end_date 04-05 04-12", "a snapshot_id s t", "a tokens 1 3"]);
        assert_eq!(moved.cells.iter().filter(|cell| is_of_origin(cell)).count(), 1);
        // Of several windows nobody can say which went on as which.
        let several = changed(&["a 04-05 1 s"], &["a 04-12 1 s", "a 04-19 1 s"]);
        assert_eq!((several.gone.len(), several.added.len(), several.cells.len()), (1, 2, 0));
        let sliding = changed(&["a 04-05 1 s", "a 04-12 1 s"], &["a 04-12 1 s", "a 04-19 1 s"]);
        assert_eq!((sliding.gone.len(), sliding.added.len(), sliding.cells.len()), (1, 1, 0));
    }
}

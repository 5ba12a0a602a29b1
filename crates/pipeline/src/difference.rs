//! `tokenshare diff`: which cells of which tables differ between two runs, and what they were made of that differs.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use polars::frame::DataFrame;
use schema::{TableSpec, cell_text, tables::TABLES};

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
    let listing = if arguments.table.is_some() { cells(&changes) } else { summary(&changes, &old, &new) };
    console::print(&listing.text(arguments.format)?)?;
    let names = (old.folder.display(), new.folder.display());
    tracing::info!("{} between `{}` and `{}`", counted(changes.len(), "different table"), names.0, names.1);
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

/// The cells of one row, by column.
type Cells = BTreeMap<&'static str, Option<String>>;

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
        let (before, now) = (rows(spec, old.rows(spec)?), rows(spec, new.rows(spec)?));
        let beyond = |these: &BTreeMap<String, Cells>, those: &BTreeMap<String, Cells>| -> Vec<String> {
            these.keys().filter(|key| !those.contains_key(*key)).cloned().collect()
        };
        let mut cells = Vec::new();
        for (key, now) in &now {
            let Some(before) = before.get(key) else { continue };
            for (column, value) in now {
                let stood = before.get(column).cloned().flatten();
                if stood != *value {
                    let shown = |cell: Option<String>| cell.unwrap_or_else(|| "null".to_owned());
                    cells.push([key.clone(), (*column).to_owned(), shown(stood), shown(value.clone())]);
                }
            }
        }
        Ok(Self { spec, added: beyond(&now, &before), gone: beyond(&before, &now), cells })
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
fn rows(spec: &'static TableSpec, data: Option<DataFrame>) -> BTreeMap<String, Cells> {
    let Some(data) = data else { return BTreeMap::new() };
    let row = |row: usize| {
        let key: Vec<String> =
            spec.key.iter().map(|column| cell_text(&data, column, row).unwrap_or_default()).collect();
        let others = spec.columns().filter(|column| !spec.key.iter().any(|key| key.name == column.name));
        (key.join(" "), others.map(|column| (column.name, cell_text(&data, column, row))).collect())
    };
    (0..data.height()).map(row).collect()
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

fn cells(changes: &[Changed]) -> Listing {
    let mut rows = Vec::new();
    for changed in changes {
        let whole = |what: &str, keys: &[String]| -> Vec<Vec<String>> {
            keys.iter().map(|key| vec![key.clone(), String::new(), String::new(), what.to_owned()]).collect()
        };
        rows.extend(whole("row added", &changed.added));
        rows.extend(whole("row gone", &changed.gone));
        rows.extend(changed.cells.iter().map(|cells| cells.to_vec()));
    }
    Listing { heading: vec!["key", "column", "before", "now"], rows }
}

//! The file of corrections: read, and held against what tables have, all faults at once.

use std::path::Path;

use jiff::Timestamp;
use schema::{
    Kind, TableSpec,
    columns::{CAPTURED_AT, SNAPSHOT_ID, VALUE_ORIGIN},
};

use super::{Correction, Corrections, FILE};
use crate::{decision::demand_past, failure::Failure};

impl Corrections {
    /// Reads what was corrected until an instant, or ever.
    ///
    /// # Errors
    /// If the file is broken, with all that is wrong in it.
    pub fn read(data: &Path, until: Option<Timestamp>) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        if path.symlink_metadata().is_err() {
            return Ok(Self::default());
        }
        if !fs_err::metadata(&path)?.is_file() {
            let said = format!("`{}` is no file", path.display());
            return Err(Failure::data(said).with_hint("corrections stand in a file: move away what is there").into());
        }
        let (mut rows, mut problems) = (Vec::<Correction>::new(), Vec::new());
        for (place, row) in csv::Reader::from_reader(fs_err::read(&path)?.as_slice()).into_deserialize().enumerate() {
            let line = place + 2;
            match row {
                Ok(row) => {
                    problems.extend(faults(&row).into_iter().map(|fault| format!("row {line}: {fault}")));
                    rows.push(row);
                }
                Err(error) => problems.push(format!("row {line}: {error}")),
            }
        }
        if !problems.is_empty() {
            let said = format!("broken `{}`: {}", path.display(), problems.join("; "));
            let hint = "`tokenshare tables TABLE` lists the columns of a table and its key";
            return Err(Failure::data(said).with_hint(hint).into());
        }
        for row in &rows {
            demand_past(FILE, &row.snapshot_id, row.corrected_at)?;
        }
        rows.retain(|row: &Correction| until.is_none_or(|until| row.corrected_at <= until));
        rows.sort_by_key(|row| (row.corrected_at, row.line()));
        Ok(Self { rows, ..Self::default() })
    }
}

/// What is wrong with one, whatever the tables hold.
fn faults(row: &Correction) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, text) in [("because", &row.because), ("source_url", &row.source_url)] {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            faults.push(format!("`{name}`: expected one line of text"));
        }
    }
    if row.old_value == row.new_value {
        faults.push("`old_value` and `new_value` are the same".to_owned());
    }
    match row.spec() {
        Some(spec) => faults.extend(of_table(row, spec)),
        None => faults.push(format!("`{}` is no table of what sources said", row.table.escape_debug())),
    }
    faults
}

fn of_table(row: &Correction, spec: &TableSpec) -> Vec<String> {
    let mut faults = Vec::new();
    let key = || spec.key.iter().map(|column| column.name).filter(|name| *name != SNAPSHOT_ID.name);
    let mut named: Vec<&str> = row.key().map(|(name, _)| name).collect();
    named.sort_unstable();
    let mut expected: Vec<&str> = key().collect();
    expected.sort_unstable();
    if named != expected {
        let found = row.row.escape_debug();
        faults.push(format!("`row`: expected a value for each of `{}`, found `{found}`", expected.join("`, `")));
    }
    let is_fixed =
        |name: &str| key().chain([SNAPSHOT_ID.name, CAPTURED_AT.name, VALUE_ORIGIN.name]).any(|fixed| fixed == name);
    match spec.column(&row.column) {
        None => faults.push(format!("`{}` has no column `{}`", spec.name, row.column.escape_debug())),
        Some(column) if is_fixed(column.name) || matches!(column.kind, Kind::Date | Kind::Instant) => {
            faults.push(format!("column `{}` says which row it is, or when: it can't be corrected", column.name));
        }
        Some(_) => {}
    }
    faults
}

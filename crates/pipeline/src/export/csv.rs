//! A folder with a CSV file for each table, as `show --format csv` prints it, and the data package that describes them.

use std::path::Path;

use report::{Format, Style};

use super::{
    Export,
    folder::Beside,
    package::{CsvFile, package},
};
use crate::{data_package, digest::sha256};

/// # Errors
/// As [`super::run`].
pub fn write(export: &Export, target: &Path) -> anyhow::Result<()> {
    let mut folder = Beside::of(target, &export.manifest.run_id)?;
    let mut files = Vec::new();
    for spec in &export.tables {
        let text = report::table_text(spec, &export.rows(spec)?, Format::Csv, Style::Full, None)?;
        folder.write(&format!("{}.csv", spec.name), text.as_bytes())?;
        files.push(CsvFile { spec, bytes: text.len(), sha256: sha256(text.as_bytes()) });
    }
    let package = serde_json::to_string_pretty(&package(export, &files)?)?;
    folder.write(data_package::FILE, (package + "\n").as_bytes())?;
    folder.place()
}

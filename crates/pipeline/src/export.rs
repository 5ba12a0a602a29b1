//! `tokenshare export`: the tables of the newest run in the form of another tool, with what they mean.

mod csv;
mod duckdb;
mod folder;
mod package;
mod partition;
mod sqlite;

use std::path::{Path, PathBuf};

use polars::frame::DataFrame;
use schema::TableSpec;

use crate::{
    citations,
    cli::{ExportArguments, Form},
    clock,
    console::counted,
    failure::Failure,
    manifest::Manifest,
    runs, store, tables, target,
};

/// The run whose tables leave.
struct Export {
    /// Its folder, which does not change while it is read.
    run: PathBuf,
    manifest: Manifest,
    /// Its tables, in the order of the manifest.
    tables: Vec<&'static TableSpec>,
}

impl Export {
    fn of(data: &Path) -> anyhow::Result<Self> {
        let run = runs::current(data)?;
        let manifest = store::manifest_of(&run)?;
        let tables = manifest.table.iter().map(|table| tables::named(&table.name)).collect::<Result<_, _>>()?;
        Ok(Self { run, manifest, tables })
    }

    /// The rows of a table, checked against its promise.
    fn rows(&self, spec: &TableSpec) -> anyhow::Result<DataFrame> {
        store::read_by(&self.run, &self.manifest, spec)
    }

    /// Whom to cite for a table.
    fn citations(&self, spec: &TableSpec) -> anyhow::Result<Vec<String>> {
        citations::of_table(&self.run, spec)
    }
}

/// Writes the tables of the newest run.
///
/// # Errors
/// If there was no run, a table is not what its run wrote, something else or a link stands at the target, or it can't be
/// written: what was there stays.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<()> {
    if arguments.partition != (arguments.form == Form::Parquet) {
        return Err(about_partition(arguments).into());
    }
    let target = arguments.target.as_path();
    target::demand_outside(&arguments.data.folder, target)?;
    demand_no_link(target, arguments.form)?;
    let export = Export::of(&arguments.data.folder)?;
    if let Err(error) = folder::sweep(target, clock::now()) {
        tracing::warn!("what a killed export left stays: {error:#}");
    }
    match arguments.form {
        Form::Csv => csv::write(&export, target)?,
        Form::Sqlite => sqlite::write(&export, target)?,
        Form::Duckdb => duckdb::write(&export, target, &arguments.duckdb)?,
        Form::Parquet => partition::write(&export, target)?,
    }
    tracing::info!("export: {} in `{}`", counted(export.tables.len(), "table"), target.display());
    Ok(())
}

fn about_partition(arguments: &ExportArguments) -> Failure {
    if arguments.partition {
        return Failure::command_line("`--partition` is about Parquet files")
            .with_hint("`--to parquet DIR --partition`");
    }
    let folder = arguments.data.folder.display();
    let hint = format!("they lie in `{folder}`, a file for each table; `--partition` lays them out by day");
    Failure::command_line("the tables are Parquet files already").with_hint(hint)
}

/// An export would take the place of the link, and what it leads to would stay as it is: nobody means that.
fn demand_no_link(target: &Path, form: Form) -> anyhow::Result<()> {
    // Without a slash at its end, which would look through the link.
    let link: PathBuf = target.components().collect();
    if !link.is_symlink() {
        return Ok(());
    }
    let expected = match form {
        Form::Csv | Form::Parquet => "a folder",
        Form::Sqlite | Form::Duckdb => "a file",
    };
    let leads_to = link.parent().unwrap_or(Path::new("")).join(fs_err::read_link(&link)?);
    let said = format!("`{}` is a link, expected {expected} or a name that is free", link.display());
    let hint = format!(
        "an export takes the place of what it is given: name what the link leads to, `{}`, or remove the link",
        leads_to.display()
    );
    Err(Failure::data(said).with_hint(hint).into())
}

/// What a column means and in which unit, in a sentence or two.
fn meaning(column: &schema::Column) -> String {
    match column.unit.name() {
        "" => column.meaning(),
        unit => format!("{} Unit: {unit}.", column.meaning()),
    }
}

/// What this program did not write is not replaced.
fn not_ours(target: &Path, expected: &str) -> Failure {
    let said = format!("`{}` is there, and it is {expected}", target.display());
    Failure::data(said).with_hint("name another place, or move it away")
}

//! `tokenshare export`: the tables of the newest run in the form of another tool, with what they mean.

mod csv;
mod duckdb;
mod folder;
mod journal;
mod late;
mod mark;
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
/// If there was no run, a table is not what its run wrote, the target has no name, something else or a link stands there, or
/// it can't be written: what was there stays.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<()> {
    if arguments.partition != (arguments.form == Form::Parquet) {
        return Err(about_partition(arguments).into());
    }
    // `x/.` and `x/` are `x`.
    let (place, form) = (target::without_detours(&arguments.target), arguments.form);
    let target = place.as_path();
    target::demand_outside(Some(&arguments.data.folder), &arguments.target)?;
    target::demand_no_link(target, expected(form))?;
    demand_place(&arguments.target, form)?;
    target::demand_no_data(&arguments.data.folder, target)?;
    let export = Export::of(&arguments.data.folder)?;
    if let Err(error) = folder::sweep(target, clock::now()) {
        tracing::warn!("what a killed export left stays: {error:#}");
    }
    match form {
        Form::Csv => csv::write(&export, target)?,
        Form::Sqlite => sqlite::write(&export, target)?,
        Form::Duckdb => duckdb::write(&export, target, &arguments.duckdb)?,
        Form::Parquet => partition::write(&export, target)?,
    }
    tracing::info!("export: {} in `{}`", counted(export.tables.len(), "table"), target.display());
    Ok(())
}

/// Whether an export wrote a folder.
pub fn is_one(folder: &Path) -> bool {
    mark::is_in(folder)
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

/// Refuses what nothing can take the place of: a path without a name at its end, and the folder that the command is run in.
fn demand_place(target: &Path, form: Form) -> Result<(), Failure> {
    let (shown, expected) = (target.display(), expected(form));
    let is_folder = expected == A_FILE && target.as_os_str().as_encoded_bytes().ends_with(b"/");
    if is_folder || target.file_name().is_none() {
        let found = if is_folder { "is a folder" } else { "ends in no name" };
        let hint = format!("name {expected}, such as `{}`", target.join(example(form)).display());
        return Err(Failure::command_line(format!("`{shown}` {found}, expected {expected}")).with_hint(hint));
    }
    let here = fs_err::canonicalize(Path::new(".")).ok();
    let real = fs_err::canonicalize(target::without_detours(target));
    if here.is_some_and(|here| real.is_ok_and(|place| here.starts_with(place))) {
        let said = format!("`{shown}` is the folder that you are in, or one above it");
        let hint = "an export takes the place of the whole folder: go out of it first, or name another";
        return Err(Failure::command_line(said).with_hint(hint));
    }
    Ok(())
}

const A_FILE: &str = "a file";

/// What an export in a form is.
const fn expected(form: Form) -> &'static str {
    match form {
        Form::Csv | Form::Parquet => "a folder",
        Form::Sqlite | Form::Duckdb => A_FILE,
    }
}

/// A name that one could have.
const fn example(form: Form) -> &'static str {
    match form {
        Form::Csv => "csv",
        Form::Parquet => "by-day",
        Form::Sqlite => "shares.sqlite",
        Form::Duckdb => "shares.duckdb",
    }
}

/// What a column means and in which unit, in a sentence or two.
fn meaning(column: &schema::Column) -> String {
    match column.unit.name() {
        "" => column.meaning(),
        unit => format!("{} Unit: {unit}.", column.meaning()),
    }
}

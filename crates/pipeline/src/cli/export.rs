//! What can be asked of an export: which form, and where to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::DataArguments;

pub const HELP: &str = "\
TARGET is a folder for `csv` and `parquet`, a file for `sqlite` and `duckdb`. It is written beside its place and renamed: on \
failure what was there stays. What this program did not write is neither replaced nor removed: other files in a folder, \
another file of that name, a file of DuckDB with tables or views of your own. A file of SQLite that an export wrote is \
replaced as a whole: keep your own tables in another one. Meaning and unit of each column come along: in \
`datapackage.json` (csv), the table `column_meaning` (sqlite), comments on tables and columns (duckdb), the footer (parquet).

Examples:
  tokenshare export --to csv shares --data data
  tokenshare export --to sqlite shares.sqlite --data data
  tokenshare export --to duckdb shares.duckdb --data data
  tokenshare export --to parquet shares-by-day --partition --data data";

/// What `export` needs.
#[derive(Args, Debug)]
pub struct ExportArguments {
    /// In which form.
    #[arg(long = "to", value_enum, value_name = "FORM")]
    pub form: Form,
    /// The folder or file to write.
    pub target: PathBuf,
    #[command(flatten)]
    pub data: DataArguments,
    /// Lay the Parquet files out by the first day in each table's key: `TABLE/week_start_date=2026-04-05/data.parquet`.
    #[arg(long)]
    pub partition: bool,
    /// The program that makes DuckDB's file from the script that is written beside it.
    #[arg(long, value_name = "PROGRAM", env = "TOKENSHARE_DUCKDB", hide_env_values = true, default_value = "duckdb")]
    pub duckdb: PathBuf,
}

/// The forms of other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A folder with a CSV file for each table, and a `datapackage.json` that describes them.
    Csv,
    /// A file of SQLite.
    Sqlite,
    /// A file of DuckDB, and the script that makes it.
    Duckdb,
    /// A folder of Parquet files in folders by day, for engines that skip what they need not read.
    Parquet,
}

//! The command line: what can be asked, and how. Pure; says nothing about how it is answered.

pub mod examples;
mod explain;
mod export;
mod fetch;
mod import;
mod offered;
mod refresh;
mod setup;
mod show;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::console::Verbosity;
pub use explain::{ExplainArguments, ExplainFormat, HELP as EXPLAIN_HELP, PRICE_HELP, PriceArguments, ReportArguments};
pub use export::{ExportArguments, Form, HELP as EXPORT_HELP};
pub use fetch::{Asker, FetchArguments, HELP as FETCH_HELP, Mirror};
pub use import::{CapturedAt, HELP as IMPORT_HELP, ImportArguments};
use offered::Offered;
use refresh::{ACCEPT_HELP, DIFF_HELP, DRIFT_HELP, GC_HELP, PATH_HELP, REJECT_HELP, as_of};
pub use refresh::{
    DecisionArguments, DiffArguments, DriftArguments, GcArguments, PathArguments, PlanArguments, WhyArguments,
};
use setup::{COMPLETIONS_HELP, DOCTOR_HELP, INIT_HELP, MAN_HELP};
pub use setup::{CompletionsArguments, DoctorArguments, InitArguments, ManArguments};
use show::SHOW_HELP;
pub use show::{BriefArguments, FindingsArguments, ShowArguments};

/// Market share of language-model vendors by tokens and by dollars, recomputed from captured bytes.
///
/// Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 the data or a file is wrong, 2 the command
/// line is wrong, or a file that you wrote names what nobody knows, 3 upstream did not answer as it should.
#[derive(Debug, Parser)]
#[command(name = "tokenshare", version, max_term_width = 100, arg_required_else_help = true, after_help = HELP)]
pub struct Cli {
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = LAST)]
    quiet: bool,
    /// Say what is being done.
    #[arg(short, long, global = true, display_order = LAST + 1)]
    verbose: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// How much is said on stderr.
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a pipeline file and report every problem at once.
    #[command(after_help = "Example:\n  tokenshare check pipelines/published.toml")]
    Check(CheckArguments),
    /// Say what a run would make, what it would keep, and why. Nothing is run.
    #[command(after_help = "Example:\n  tokenshare plan pipelines/weekly.toml --data data/weekly")]
    Plan(PlanArguments),
    /// Say what made a table as it is: step, code, inputs, and what was new when it became so.
    #[command(after_help = "Example:\n  tokenshare why vendor_gap --data data")]
    Why(WhyArguments),
    /// Say which tables and cells differ between two runs, and because of which input.
    #[command(after_help = DIFF_HELP)]
    Diff(DiffArguments),
    /// Read snapshots, make every table of a pipeline, and replace the old ones if all went well.
    #[command(after_help = RUN_HELP)]
    Run(RunArguments),
    /// Print a table.
    #[command(after_help = SHOW_HELP)]
    Show(ShowArguments),
    /// Print how a number came about: its formula, the rows that went in, and the bytes that these were read from.
    #[command(after_help = EXPLAIN_HELP)]
    Explain(ExplainArguments),
    /// Print the history of a model's list prices: each span, how it is known, and when it was last seen.
    #[command(after_help = PRICE_HELP)]
    Price(PriceArguments),
    /// Print which fields came and went in the answers of each source, and when, newest last.
    #[command(after_help = DRIFT_HELP)]
    Drift(DriftArguments),
    /// List tables with their columns, units and meaning, or sources with their requests.
    #[command(
        after_help = "Examples:\n  tokenshare tables\n  tokenshare tables vendor_gap\n  tokenshare tables --sources\n  tokenshare tables --reference vendors.csv > reference/vendors.csv"
    )]
    Tables(TablesArguments),
    /// Turn captured bytes into a snapshot that is never edited.
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArguments),
    /// Ask upstream for what a pipeline reads and is not held yet, politely, and keep every byte.
    #[command(after_help = FETCH_HELP)]
    Fetch(FetchArguments),
    /// List the snapshots of a data folder: whose bytes, of when, what became of them, under which terms.
    #[command(after_help = "Example:\n  tokenshare snapshots --data data --format csv")]
    Snapshots(SnapshotsArguments),
    /// Print the folder of a run, the newest where none is named: what is there does not change while it is read.
    #[command(after_help = PATH_HELP)]
    Path(PathArguments),
    /// Use an answer that guards refuse: somebody looked at it, and says why it is right.
    #[command(after_help = ACCEPT_HELP)]
    Accept(DecisionArguments),
    /// Leave aside an answer that guards let pass: somebody looked at it, and says why it is wrong.
    #[command(after_help = REJECT_HELP, mut_arg("because", |reason| reason.help("Why it is wrong")))]
    Reject(DecisionArguments),
    /// Remove old runs and what killed processes left: all that can be made again, and nothing else.
    #[command(after_help = GC_HELP)]
    Gc(GcArguments),
    /// Recompute every hash of a data folder, of snapshots and of tables, and tell what is not as it was.
    #[command(after_help = "Example:\n  tokenshare verify --data data")]
    Verify(VerifyArguments),
    /// Say what changed in the newest complete week: who is new, gone or moved most, prices, coverage, claims.
    #[command(after_help = "Example:\n  tokenshare brief --data data --out brief.md")]
    Brief(BriefArguments),
    /// Answer the three closing points of the published analysis with the tables of the last run, as Markdown.
    #[command(after_help = "Example:\n  tokenshare findings --data data --out findings.md")]
    Findings(FindingsArguments),
    /// Write the tables of the newest run as one page of HTML: charts, tables, sources. It loads nothing.
    #[command(after_help = "Example:\n  tokenshare report --data data --out report.html")]
    Report(ReportArguments),
    /// Write the tables of the newest run for another tool: CSV, SQLite, DuckDB, or Parquet in folders by day.
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArguments),
    /// Fetch, run and brief, in one go: what a timer calls every Monday.
    #[command(after_help = WEEKLY_HELP)]
    Weekly(WeeklyArguments),
    /// Recompute the published analysis from the sample inside this program.
    #[command(after_help = "Example:\n  tokenshare demo --data data/demo")]
    Demo(DemoArguments),
    /// Lay a folder for a weekly refresh of your own: pipelines, a Makefile, a notebook, a page that says how.
    #[command(after_help = INIT_HELP)]
    Init(InitArguments),
    /// Say what is missing for a refresh, and what to do next.
    #[command(after_help = DOCTOR_HELP)]
    Doctor(DoctorArguments),
    /// Print what makes a shell complete commands, flags and their words.
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(CompletionsArguments),
    /// Print the program's man page, or write those of all commands.
    #[command(after_help = MAN_HELP)]
    Man(ManArguments),
}

/// Where what every command has stands in its help: behind what it has of its own, before `--help`.
const LAST: usize = 900;

const HELP: &str = "\
Examples:
  tokenshare demo
  tokenshare show vendor_gap --data data/demo
  tokenshare init my-market";

const RUN_HELP: &str = "\
The environment variable POLARS_MAX_THREADS sets the number of threads. It changes the time a run takes, never a byte of \
what it makes.

Example:
  tokenshare run pipelines/published.toml --data data";

const WEEKLY_HELP: &str = "\
The tables are made from what is there even where a source did not answer; that ends with exit code 3. With `--offline` \
nothing is fetched; with `--dry-run` nothing else is done.

Exit codes: 0 all came and the tables are made, 1 the data or a file is wrong, 2 the command line is wrong, 3 a source did \
not answer or sent what is not understood.

Example:
  TOKENSHARE_CONTACT=me@example.org tokenshare weekly pipelines/weekly.toml --data data/weekly --brief brief.md";

/// What `check` needs.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// The pipeline file.
    pub pipeline: PathBuf,
}

/// What `run` needs.
#[derive(Args, Debug)]
pub struct RunArguments {
    /// The pipeline file.
    pub pipeline: PathBuf,
    #[command(flatten)]
    pub data: DataArguments,
    /// Only what was known then: a day, all of which counts, or an instant. The tables lie in a folder of
    /// their own below `runs`, and the newest ones stay where they are.
    #[arg(long, value_name = "DAY", value_parser = as_of)]
    pub as_of: Option<Timestamp>,
    /// Make every table anew, and keep none of the run before.
    #[arg(long)]
    pub fresh: bool,
}

/// What `snapshots` needs.
#[derive(Args, Debug)]
pub struct SnapshotsArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What `weekly` needs.
#[derive(Args, Debug)]
pub struct WeeklyArguments {
    #[command(flatten)]
    pub fetch: FetchArguments,
    /// Write the brief as Markdown, too.
    #[arg(long, value_name = "FILE")]
    pub brief: Option<PathBuf>,
    /// Write the report as one page of HTML, too.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// What `verify` needs.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    #[command(flatten)]
    pub data: DataArguments,
}

/// The data folder.
#[derive(Args, Clone, Debug)]
pub struct DataArguments {
    /// The data folder: snapshots in, tables out.
    #[arg(long = "data", value_name = "DIR", default_value = "data")]
    pub folder: PathBuf,
}

/// What `tables` needs.
#[derive(Args, Debug)]
pub struct TablesArguments {
    /// One table, with its columns.
    #[arg(conflicts_with_all = ["sources", "reference"], value_parser = Offered(offered::tables), hide_possible_values = true)]
    pub table: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// List sources and their requests instead.
    #[arg(long)]
    pub sources: bool,
    /// List the files of what people looked up instead, or print one: a pipeline's `reference` folder may have its own.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "", conflicts_with = "sources", value_parser = Offered(offered::reference), hide_possible_values = true)]
    pub reference: Option<String>,
}

/// What `demo` needs.
#[derive(Args, Debug)]
pub struct DemoArguments {
    /// Where the demo works.
    #[arg(long = "data", value_name = "DIR", default_value = "data/demo")]
    pub folder: PathBuf,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, rounded, for people.
    Table,
    /// Comma-separated, in full precision.
    Csv,
    /// A JSON list of objects, in full precision.
    Json,
    /// A Markdown table, rounded.
    Markdown,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}

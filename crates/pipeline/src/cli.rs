//! The command line: what can be asked, and how. Pure; says nothing about how it is answered.

mod explain;
mod export;
mod fetch;
mod import;
mod refresh;

use std::{path::PathBuf, str::FromStr};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use jiff::Timestamp;
use schema::Rule;

use crate::console::Verbosity;
pub use explain::{ExplainArguments, ExplainFormat, HELP as EXPLAIN_HELP, ReportArguments};
pub use export::{ExportArguments, Form, HELP as EXPORT_HELP};
pub use fetch::{FetchArguments, HELP as FETCH_HELP, Mirror};
pub use import::{CapturedAt, HELP as IMPORT_HELP, ImportArguments};
use refresh::{ACCEPT_HELP, DIFF_HELP, DRIFT_HELP, PATH_HELP, REJECT_HELP, as_of};
pub use refresh::{
    DecisionArguments, DiffArguments, DriftArguments, GcArguments, PathArguments, PlanArguments, WhyArguments,
};

/// Market share of language-model vendors by tokens and by dollars, recomputed from captured bytes.
///
/// Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 the data or a file is wrong, 2 the command
/// line is wrong, or a file that you wrote names what nobody knows, 3 upstream did not answer as it should.
#[derive(Debug, Parser)]
#[command(name = "tokenshare", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// Say nothing but errors.
    #[arg(long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what is being done.
    #[arg(short, long, global = true)]
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
        after_help = "Examples:\n  tokenshare tables\n  tokenshare tables vendor_gap\n  tokenshare tables --sources"
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
    #[command(after_help = REJECT_HELP)]
    Reject(DecisionArguments),
    /// Remove old runs and what killed ones left: all that can be made again, and nothing else.
    #[command(after_help = "Example:\n  tokenshare gc --data data --runs 4 --days 30 --dry-run")]
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
    Demo(DemoArguments),
}

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

const SHOW_HELP: &str = "\
Examples:
  tokenshare show vendor_gap --data data --rule published --basis list_3to1
  tokenshare show vendor_gap --data data --rule default --columns vendor,token_share,dollar_share
  tokenshare show vendor_price --data data --basis list_asof --sort priced_usd --first 10
  tokenshare show token_share --data data --where vendor=qwen --last 8 --format csv";

const PRICE_HELP: &str = "\
MODEL is a permanent slug, or an id of the catalogue, with its variant behind `:` or without one for all of them. A change \
of price lies somewhere between `last_seen_at` of one span and `valid_from_at` of the next.

Examples:
  tokenshare price anthropic/claude-4.6-opus-20260205 --data data
  tokenshare price qwen/qwen3.6-plus:free --data data --format csv";

/// What `price` needs.
#[derive(Args, Debug)]
pub struct PriceArguments {
    /// The model: permanent slug or id, with or without variant.
    pub model: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

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

/// What `brief` needs.
#[derive(Args, Debug)]
pub struct BriefArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// Write it as Markdown, too.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What `findings` needs.
#[derive(Args, Debug)]
pub struct FindingsArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// Write it to this file instead of printing it.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
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

/// What `show` needs.
#[derive(Args, Debug)]
pub struct ShowArguments {
    /// The table, as `tokenshare tables` names it.
    pub table: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Rows of this rule only: `published` or `default`.
    #[arg(long, value_parser = PossibleValuesParser::new(Rule::WORDS).try_map(|word| word.parse::<Rule>()))]
    pub rule: Option<Rule>,
    /// Rows of this price basis only: `list_3to1`, `list_current`, `list_asof`, `effective`
    /// or `billed`; in `concentration` also `tokens`.
    #[arg(long)]
    pub basis: Option<String>,
    /// Rows whose column has this value only; may be given several times.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub conditions: Vec<Condition>,
    /// These columns only, in this order, as `tokenshare tables TABLE` names them.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Sort by this column: numbers from the largest down, all else from the smallest up, nulls last.
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<String>,
    /// The first rows only, once sorted.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub first: Option<u32>,
    /// The last rows only; of a table by week, the rows of the last weeks.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub last: Option<u32>,
}

/// What `tables` needs.
#[derive(Args, Debug)]
pub struct TablesArguments {
    /// One table, with its columns.
    #[arg(conflicts_with = "sources")]
    pub table: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// List sources and their requests instead.
    #[arg(long)]
    pub sources: bool,
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

/// A column and the value its rows must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column's name.
    pub column: String,
    /// The value, as `show --format csv` prints it.
    pub value: String,
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, value) = text.split_once('=').ok_or("expected COLUMN=VALUE, such as `vendor=qwen`")?;
        Ok(Self { column: column.trim().to_owned(), value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn conditions() {
        let condition: Condition = "vendor=a=b".parse().expect("well formed");
        assert_eq!(condition, Condition { column: "vendor".to_owned(), value: "a=b".to_owned() });
        assert!("vendor".parse::<Condition>().is_err());
    }
}

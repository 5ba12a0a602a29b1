//! What can be asked of runs: what one would make, why a table is as it is, what differs, where one lies, which answers are
//! right though they look strange, which runs may go.

use std::path::PathBuf;

use clap::Args;
use jiff::{Timestamp, civil::Date};

use super::{
    DataArguments, Format,
    offered::{self, Offered},
};

pub(super) const DIFF_HELP: &str = "\
A run is named by its number, by the beginning of its name below `DIR/runs`, as `current`, or by its folder.

Examples:
  tokenshare diff 41 current --data data
  tokenshare diff 41 current --table dollar_share --format csv --data data";

pub(super) const GC_HELP: &str = "\
An old run goes only if every snapshot that it used is still held, as it was: so a run can make such tables again. One that \
can't be made again stays, and so does one in whose folder somebody put a file of his own; each is told.

Example:
  tokenshare gc --data data --runs 4 --days 30 --dry-run";

pub(super) const PATH_HELP: &str = "\
A run never changes what an earlier one made: tables that are read from this folder are all of the same run, whatever \
happens meanwhile. `DIR/analyzed/TABLE.parquet` always leads to the newest run.

Example:
  cp -r \"$(tokenshare path --data data)\" /tmp/of-one-run";

pub(super) const ACCEPT_HELP: &str = "\
SNAPSHOT is its id, as the error names it. The decision stands in `DIR/reference/accepted.csv`, its seal in `sealed.toml` \
beside it: keep both where others review them. It is about these very bytes, and counts from now on: `run --as-of` an earlier \
day does not know it. To take it back, `tokenshare reject` it, from now on; or remove its line, then `run --fresh`, as if it \
had never been there.

Example:
  tokenshare accept catalog/models/2026-06-22T011321Z --because \"upstream dropped its free models, see its changelog\"";

pub(super) const REJECT_HELP: &str = "\
For an answer that is wrong and was let pass, such as a first one, which nothing was there to compare with. The next one that \
is used takes its place, and those behind it are held against others. The decision stands in `DIR/reference/rejected.csv`, its \
seal in `sealed.toml` beside it: keep both where others review them. It is about these very bytes, and counts from now on: `run \
--as-of` an earlier day does not know it, while the tables of today and their vintages have nothing of the answer. To take it \
back, remove its line, then `run --fresh`, as if it had never been there; or `tokenshare accept` it: it is believed from then \
on, and what was believed of it before is gone.

Example:
  tokenshare reject frontend/market-share/2026-06-22T011321Z --because \"their page was half empty that day\"";

pub(super) const DRIFT_HELP: &str = "\
A field came if no object of its kind had it in the snapshot before, and went if none has it any more; one object is enough. \
It spread if at most a quarter had it and by now three quarters have, and thinned the other way round. What comes later \
than it was first seen has been there before, and what goes before it was last seen comes back: optional fields do that. A pipeline makes the table where `drift` is among its `results`.

Examples:
  tokenshare drift --data data
  tokenshare drift --data data --source catalog --format csv";

/// The end of a day, or an instant.
pub(super) fn as_of(text: &str) -> Result<Timestamp, String> {
    let expected =
        || format!("expected a day such as `2026-05-01`, all of which counts, or an instant in UTC, found `{text}`");
    // The last days that can be spelled are no instants any more: nothing is wrong with their form.
    let to_come = || "it is to come: name a day or an instant that has been".to_owned();
    // An instant begins with a day, too.
    let day = text.parse::<Date>().ok().filter(|_| !text.contains('T'));
    if let Some(day) = day {
        let beyond = || if day.year() > 0 { to_come() } else { expected() };
        let next = day.tomorrow().ok().and_then(schema::day::start).ok_or_else(beyond)?;
        return Timestamp::from_nanosecond(next.as_nanosecond() - 1).map_err(|_| expected());
    }
    let is_form = || text.strip_prefix("9999").is_some_and(|rest| format!("9998{rest}").parse::<Timestamp>().is_ok());
    text.parse().map_err(|_| if is_form() { to_come() } else { expected() })
}

/// What `plan` needs.
#[derive(Args, Debug)]
pub struct PlanArguments {
    /// The pipeline file.
    pub pipeline: PathBuf,
    #[command(flatten)]
    pub data: DataArguments,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What `why` needs.
#[derive(Args, Debug)]
pub struct WhyArguments {
    /// The table, as `tokenshare tables` names it.
    #[arg(value_parser = Offered(offered::tables), hide_possible_values = true)]
    pub table: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What `diff` needs.
#[derive(Args, Debug)]
pub struct DiffArguments {
    /// The older run.
    pub old: String,
    /// The newer run.
    pub new: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// Each cell of this table that differs.
    #[arg(long, value_parser = Offered(offered::tables), hide_possible_values = true)]
    pub table: Option<String>,
    /// With a table: cells that say where a value is from, such as `snapshot_id`, too.
    #[arg(long, requires = "table")]
    pub all: bool,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What `path` needs.
#[derive(Args, Debug)]
pub struct PathArguments {
    /// The run: its number, the beginning of its name, or `current`.
    #[arg(default_value = "current")]
    pub run: String,
    #[command(flatten)]
    pub data: DataArguments,
}

/// What `accept` and `reject` need.
#[derive(Args, Debug)]
pub struct DecisionArguments {
    /// The answer's id, such as `catalog/models/2026-06-22T011321Z`.
    pub snapshot: String,
    /// Why it is right.
    #[arg(long, value_name = "REASON")]
    pub because: String,
    #[command(flatten)]
    pub data: DataArguments,
}

/// What `gc` needs.
#[derive(Args, Debug)]
pub struct GcArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// The newest runs that stay in any case.
    /// As the pipeline file of the newest run says where left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: Option<u32>,
    /// Runs of the last days stay, too. As the pipeline file says where left out.
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    /// Older runs whose files are not what their manifests say go, too, however new they are: no run mends them.
    #[arg(long)]
    pub damaged: bool,
    /// Only say what would go.
    #[arg(long)]
    pub dry_run: bool,
}

/// What `drift` needs.
#[derive(Args, Debug)]
pub struct DriftArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// Answers of this source only, as `tokenshare tables --sources` names it.
    #[arg(long, value_parser = Offered(offered::sources), hide_possible_values = true)]
    pub source: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

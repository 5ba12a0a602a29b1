//! What can be asked of numbers: a page that shows them all, how one of them came about, and what a model cost when.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use jiff::civil::Date;
use schema::{Board, GrowthWindow, Rule};

use super::{
    DataArguments, Format,
    offered::{self, Offered},
};

pub const HELP: &str = "\
TABLE is one of `token_share`, `dollar_share`, `vendor_gap`, `vendor_growth`, `growth_rate`, `group_share`, `concentration`, \
`vendor_price`, `model_leaderboard`. Where no rule is named it is `default`, where no basis is the best there is, where no \
window is `first_last`. Of `vendor_price` it is the window of the board where no week is named.

Examples:
  tokenshare explain dollar_share --vendor anthropic --week 2026-04-05 --basis list_asof --data data
  tokenshare explain vendor_growth --vendor qwen --rule published --column growth_ratio --data data
  tokenshare explain growth_rate --vendor anthropic --column annual_low_ratio --data data
  tokenshare explain group_share --group cn --week 2026-04-05 --format json --data data
  tokenshare explain model_leaderboard --model deepseek/deepseek-v3.2-20251201 --data data";

pub const PRICE_HELP: &str = "\
MODEL is a permanent slug, or an id of the catalogue, with its variant behind `:` or without one for all of them. A change \
of price lies somewhere between `last_seen_at` of one span and `valid_from_at` of the next.

Examples:
  tokenshare price anthropic/claude-4.6-opus-20260205 --data data
  tokenshare price qwen/qwen3.6-plus:free --data data --format csv";

/// What `explain` needs.
#[derive(Args, Debug)]
pub struct ExplainArguments {
    /// The table, as `tokenshare tables` names it.
    #[arg(value_parser = Offered(offered::explained), hide_possible_values = true)]
    pub table: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// The vendor of the row.
    #[arg(long, allow_hyphen_values = true, value_parser = Offered(offered::vendors), hide_possible_values = true)]
    pub vendor: Option<String>,
    /// The group of the row.
    #[arg(long, allow_hyphen_values = true, value_parser = Offered(offered::groups), hide_possible_values = true)]
    pub group: Option<String>,
    /// The model of the row, by its permanent slug.
    #[arg(long, allow_hyphen_values = true, value_parser = Offered(offered::models), hide_possible_values = true)]
    pub model: Option<String>,
    /// The board of the row; `site` where none is named.
    #[arg(long, value_parser = PossibleValuesParser::new(Board::WORDS))]
    pub board: Option<String>,
    /// The first day of the row's week, as upstream wrote it.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub week: Option<Date>,
    /// The price basis of the row.
    #[arg(long, value_parser = Offered(offered::bases), hide_possible_values = true)]
    pub basis: Option<String>,
    /// The rule of the row: `published` or `default`.
    #[arg(long, value_parser = PossibleValuesParser::new(Rule::WORDS).try_map(|word| word.parse::<Rule>()))]
    pub rule: Option<Rule>,
    /// The kind of window that growth is told over.
    #[arg(long, value_parser = PossibleValuesParser::new(GrowthWindow::WORDS).try_map(|word| word.parse::<GrowthWindow>()))]
    pub window: Option<GrowthWindow>,
    /// The last day of the row's window; else it is the last window.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<Date>,
    /// This column; else, for people, the one that the table is about, and for programs all that can be explained.
    #[arg(long, value_parser = Offered(offered::columns), hide_possible_values = true)]
    pub column: Option<String>,
    /// No further in than so many steps; else down to the bytes, which in JSON can be megabytes.
    #[arg(long, value_name = "N")]
    pub depth: Option<u32>,
    /// How to print it; in JSON, what stands in several places has an `id`, and then is a `ref`.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

/// A day, or what a day looks like.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day such as `2026-04-05`".to_owned())
}

/// How explanations and what `doctor` finds are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// As JSON, for programs.
    Json,
}

/// What `report` needs.
#[derive(Args, Debug)]
pub struct ReportArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// Where the page is written.
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub out: PathBuf,
}

/// What `price` needs.
#[derive(Args, Debug)]
pub struct PriceArguments {
    /// The model: permanent slug or id, with or without variant.
    #[arg(value_parser = Offered(offered::models), hide_possible_values = true)]
    pub model: String,
    #[command(flatten)]
    pub data: DataArguments,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

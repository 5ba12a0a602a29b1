//! What can be asked of the tables of a run: rows, what changed, what they say of the published points.

use std::{path::PathBuf, str::FromStr};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use jiff::civil::Date;
use schema::Rule;

use super::{
    DataArguments, Format,
    offered::{self, Offered, OfferedConditions},
};

pub(super) const SHOW_HELP: &str = "\
Examples:
  tokenshare show vendor_gap --data data --rule published --basis list_3to1
  tokenshare show vendor_gap --data data --rule default --columns vendor,token_share,dollar_share
  tokenshare show vendor_price --data data --basis list_asof --sort priced_usd --first 10
  tokenshare show token_share --data data --vendor qwen --last 8 --format csv";

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

/// What `show` needs.
#[derive(Args, Debug)]
pub struct ShowArguments {
    /// The table, as `tokenshare tables` names it.
    #[arg(value_parser = Offered(offered::tables), hide_possible_values = true)]
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
    #[arg(long, value_parser = Offered(offered::bases), hide_possible_values = true)]
    pub basis: Option<String>,
    /// Rows of this vendor only; how many others there are is said.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, value_parser = Offered(offered::vendors), hide_possible_values = true)]
    pub vendor: Option<String>,
    /// Rows of the week, or window, that begins on this day only.
    #[arg(long, value_name = "DATE")]
    pub week: Option<Date>,
    /// Rows whose column has this value only; may be given several times: of one column any of the values, of
    /// several columns each.
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = OfferedConditions, hide_possible_values = true)]
    pub conditions: Vec<Condition>,
    /// These columns only, in this order, as `tokenshare tables TABLE` names them.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', value_parser = Offered(offered::columns), hide_possible_values = true)]
    pub columns: Vec<String>,
    /// Sort by this column: numbers from the largest down, all else from the smallest up, nulls last.
    #[arg(long, value_name = "COLUMN", value_parser = Offered(offered::columns), hide_possible_values = true)]
    pub sort: Option<String>,
    /// The first rows only, once sorted.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub first: Option<u32>,
    /// The last rows only; of a table by week, the rows of the last weeks.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub last: Option<u32>,
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
    use super::*;

    #[test]
    fn conditions() {
        let condition: Condition = "vendor=a=b".parse().expect("well formed");
        assert_eq!(condition, Condition { column: "vendor".to_owned(), value: "a=b".to_owned() });
        assert!("vendor".parse::<Condition>().is_err());
    }
}

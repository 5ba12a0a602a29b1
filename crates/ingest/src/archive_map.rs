//! How a table of weeks that someone else kept is read: which column is what, and in which unit. Leaves out where it is
//! from and when it was captured: a snapshot tells that.

use serde::{Deserialize, Serialize};

/// The form of the file.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveFormat {
    /// Comma-separated, with a header.
    Csv,
    /// A list somewhere in a JSON document.
    Json,
}

/// In what tokens are counted.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveUnit {
    /// Tokens.
    Tokens,
    /// Thousands of tokens.
    Thousands,
    /// Millions of tokens.
    Millions,
    /// Billions of tokens.
    Billions,
}

impl ArchiveUnit {
    /// The power of ten of one unit.
    pub(crate) const fn zeros(self) -> u8 {
        match self {
            Self::Tokens => 0,
            Self::Thousands => 3,
            Self::Millions => 6,
            Self::Billions => 9,
        }
    }
}

/// What the date of a row says of its week.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveClock {
    /// It is the first day of the week.
    #[default]
    Starts,
    /// It is the day of capture; the week is the newest one from Monday to Sunday that ended by that day.
    EndedBy,
}

/// The columns of a list with a row for each week and label, named as in the file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveColumns {
    /// The column of the date; or its place in the document, such as `$.date`, where one date is of all rows.
    pub week: String,
    /// What the date says of the week.
    #[serde(default)]
    pub clock: ArchiveClock,
    /// The column of the vendor or model; none in a table of the whole site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The column of the tokens.
    pub tokens: String,
    /// In what they and their parts are counted.
    pub unit: ArchiveUnit,
    /// The column of the prompt tokens, cached ones included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The column of the completion tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion: Option<String>,
    /// The column of the prompt tokens that came from a cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<String>,
    /// The column of the label's part of the week, 0 to 1, where the file has one: it tells labels that stand there
    /// although `others` has them, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// The column of the app, in a table of apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// How a file is read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveMap {
    /// The form of the file.
    pub format: ArchiveFormat,
    /// The place of the list in JSON, such as `$.payload.weekly_chart`; none if the document is the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// The columns; none where the list is a chart as upstream sends it, `{x, ys}` by week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ArchiveColumns>,
}

impl ArchiveMap {
    /// The keys of a map, and of its columns.
    pub const KEYS: &'static [&'static str] = &["format", "rows", "columns"];
    /// The keys of the columns.
    pub const COLUMNS: &'static [&'static str] =
        &["week", "clock", "label", "tokens", "unit", "prompt", "completion", "cached", "share", "app"];
}

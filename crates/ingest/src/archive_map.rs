//! How a table of weeks that someone else kept is read: which column is what, and in which unit. Leaves out where it is
//! from and when it was captured: a snapshot tells that.

use serde::{Deserialize, Serialize};

/// The form of the file.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveFormat {
    /// Comma-separated, with a header.
    Csv,
    /// A list of objects, somewhere in a JSON document.
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

/// A row for each week and label. Columns are named as in the file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveMap {
    /// The form of the file.
    pub format: ArchiveFormat,
    /// The keys that lead to the list, in JSON; none if the document is the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// The column of the first day of the week.
    pub week: String,
    /// The column of the vendor or model.
    pub label: String,
    /// The column of the tokens.
    pub tokens: String,
    /// In what they are counted.
    pub unit: ArchiveUnit,
    /// The column of the label's part of the week, 0 to 1, where the file has one: it tells labels that stand there
    /// although `others` has them, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// The column of the app, in a table of apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

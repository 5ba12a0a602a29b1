//! What a search gives: values on their own, with nothing left to look up.
//! Leaves out the search.

use std::fmt;

use serde_json::Value;

use super::row::RowId;

/// A value with all references replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The row that defines it.
    pub row: RowId,
    /// Its place in the JSON of that row as sent: `$` is the row's value,
    /// `.key` and `["any key"]` go into an object, `[0]` into an array. A React
    /// element is the array it is sent as: `$[3].props` is beyond its props.
    pub path: String,
    /// The value. `$$x` is `$x`, a date or a symbol is its text, a big integer
    /// a number of any size, a module the name of its export. `$undefined` is
    /// dropped from objects and null elsewhere. Numbers keep their digits, but
    /// `2E3` is `2e+3`, as `serde_json` writes it.
    pub value: Value,
    /// Places of `value` where null stands for something that is not there.
    pub missing: Vec<Missing>,
}

/// A place whose value is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The place in [`Found::value`], in the syntax of [`Found::path`].
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why a value is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No such row in this stream.
    NotSent,
    /// The server failed to make the row (`E`).
    Failed,
    /// The server put the row off (`P`).
    Postponed,
    /// The row is bytes of a typed array.
    Binary,
    /// The row is a stream or an async iterable.
    Stream,
    /// The path of the reference leads nowhere.
    NoSuchKey,
    /// The value would contain itself.
    Cycle,
    /// `NaN` or an infinity, which JSON cannot hold.
    NotFinite,
    /// A `$` form that means nothing here: errors, temporary references,
    /// development only, or newer than this version.
    UnknownForm,
    /// A limit was reached: the search ends with an error. Only predicates see
    /// this.
    Limit,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotSent => "row not sent",
            Self::Failed => "row failed on the server",
            Self::Postponed => "row postponed by the server",
            Self::Binary => "row is binary",
            Self::Stream => "row is a stream",
            Self::NoSuchKey => "path leads nowhere",
            Self::Cycle => "value contains itself",
            Self::NotFinite => "number is not finite",
            Self::UnknownForm => "unknown `$` form",
            Self::Limit => "limit reached",
        })
    }
}

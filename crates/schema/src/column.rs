//! What a column is: a name, a type, a unit, limits, and one sentence. The list of them is in [`crate::columns`].

use polars::datatypes::{DataType, TimeUnit, TimeZone};

use crate::Unit;

/// One column of the vocabulary. The same column in two tables means the same thing.
#[derive(Debug)]
pub struct Column {
    /// The name in frames and files.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// The unit of its values.
    pub unit: Unit,
    /// The range that its values must lie in.
    pub limits: Limits,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// 64-bit integer. Token counts stay integers from end to end.
    Integer,
    /// 64-bit floating point.
    Real,
    /// True or false.
    Truth,
    /// A day.
    Date,
    /// An instant, to the microsecond, UTC.
    Instant,
}

impl Kind {
    /// The polars type that stores it.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::String,
            Self::Integer => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Truth => DataType::Boolean,
            Self::Date => DataType::Date,
            Self::Instant => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        }
    }

    /// The name that stands in the dictionary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Truth => "true or false",
            Self::Date => "date",
            Self::Instant => "instant (UTC)",
        }
    }
}

/// The range of a column's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limits {
    /// Any value. A real must still be finite.
    Any,
    /// At least this.
    AtLeast(f64),
    /// From the first to the second, both included.
    Between(f64, f64),
    /// 0, or from the first to the second, both included.
    ZeroOrBetween(f64, f64),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Text that is not empty and has no control character: it reaches terminals, files and pages.
    Plain,
}
impl Column {
    /// What it means, and which words it may hold where those are a closed list.
    #[must_use]
    pub fn meaning(&self) -> String {
        let doc = self.doc.trim();
        match self.limits {
            Limits::OneOf(words) => format!("{doc} One of `{}`.", words.join("`, `")),
            _ => doc.to_owned(),
        }
    }

    /// Whether prices or dollars are in its values: parts, differences and statistics are, unless their name says that they
    /// are of tokens.
    #[must_use]
    pub fn is_of_money(&self) -> bool {
        self.name.contains("dollar") || (self.kind == Kind::Real && !self.name.contains("token"))
    }
}

//! One thing that is wrong with a frame or a file, counted, with an example.

use std::fmt;

/// A problem of a given sort: what it is, how often it occurs, and the first place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What is wrong, expected and found.
    pub what: String,
    /// How many rows have it.
    pub count: usize,
    /// The first of them, by key.
    pub example: Option<String>,
}

impl Problem {
    /// A problem of the frame as a whole.
    #[must_use]
    pub fn of_frame(what: impl Into<String>) -> Self {
        Self { what: what.into(), count: 1, example: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)?;
        if let Some(example) = &self.example {
            write!(formatter, " ({} rows, first at {example})", self.count)?;
        }
        Ok(())
    }
}

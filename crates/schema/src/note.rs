//! What a stage saw, left aside or assumed, and wants known: nothing is dropped silently.

use std::fmt;

/// A remark, counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The table it is about.
    pub block: &'static str,
    /// What was seen.
    pub what: String,
    /// How often.
    pub count: usize,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.block, self.what)?;
        if self.count > 1 {
            write!(formatter, " ({} times)", self.count)?;
        }
        Ok(())
    }
}

//! A file that a run has read, by name and hash.

use serde::{Deserialize, Serialize};

/// A file that a run has read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Where it lies: below the data folder, or below the reference.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

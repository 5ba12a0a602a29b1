//! `run.toml`: when, where and how a run was. It differs from run to run; no table depends on it.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{plan::Retention, runs};

/// The content of `run.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunFacts {
    /// The id of the run.
    pub run_id: String,
    /// The SHA-256 of its manifest; a version before seals did not write it, and whoever writes it seals the file.
    #[serde(default)]
    pub manifest_sha256: Option<String>,
    /// When it was done.
    pub finished_at: Timestamp,
    /// In which folder.
    pub folder: String,
    /// On how many processors.
    pub processors: usize,
    /// Only what was known at that instant was read.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// Which old runs its pipeline keeps.
    #[serde(default)]
    pub keep: Option<Retention>,
}

impl RunFacts {
    /// Those of the run in `folder`, where they can be read.
    pub fn of(folder: &Path) -> Option<Self> {
        toml::from_str(&fs_err::read_to_string(folder.join(runs::FACTS)).ok()?).ok()
    }

    /// Whether the run in `folder` is one of the past, to which nothing leads.
    pub fn is_as_of(folder: &Path) -> bool {
        Self::of(folder).is_some_and(|facts| facts.as_of.is_some())
    }
}

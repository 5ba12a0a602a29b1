//! Why there is no answer.

use schema::FrameError;

/// A mistake in the reference data, or a result that breaks its table's promise.
#[derive(Debug, thiserror::Error)]
pub enum AnalyzeError {
    /// A reference file is broken.
    #[error("`{file}`, line {line}: {said}")]
    Reference {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        said: String,
    },
    /// A group that the reference does not know.
    #[error("unknown group `{group}`, expected one of `{}`", known.join("`, `"))]
    UnknownGroup {
        /// The group asked for.
        group: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A claim that nobody knows how to measure.
    #[error("claim `{claim}` has no measurement: expected one of `{}`", known.join("`, `"))]
    UnknownClaim {
        /// The claim's id.
        claim: String,
        /// Those that can be measured.
        known: Vec<&'static str>,
    },
    /// The rows break the promise of their table.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl AnalyzeError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Reference { .. } => "mend that line; where it is of the program's own reference data, build again",
            Self::UnknownGroup { .. } => "groups are defined in `data/reference/groups.csv`",
            Self::UnknownClaim { .. } => "`crates/analyze/src/claim` says how each is measured",
            Self::Frame(error) => error.hint(),
        }
    }

    /// The error of a CSV reader on one of the reference files. A column that is missing, or that nobody knows, is found on the
    /// first row, and is to be mended in the header.
    pub(crate) fn reference(file: &'static str, error: &csv::Error) -> Self {
        if let csv::ErrorKind::Deserialize { err, .. } = error.kind()
            && let csv::DeserializeErrorKind::Message(said) = err.kind()
            && (said.starts_with("missing field") || said.starts_with("unknown field"))
        {
            return Self::Reference { file, line: 1, said: said.clone() };
        }
        Self::Reference { file, line: error.position().map_or(0, csv::Position::line), said: error.to_string() }
    }
}

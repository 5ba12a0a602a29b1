//! Why an answer can't become rows. Each variant is a decision a caller could take; the snapshot is named by the caller.

use flight::FlightError;
use jiff::{Timestamp, civil::Date};
use schema::FrameError;

/// An answer is not what its source is known to send.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The body is not data at all, whatever status it came with: retrying may help, parsing won't.
    #[error("not data: {found}, expected {expected}")]
    NotData {
        /// What the source sends when it works.
        expected: &'static str,
        /// What stood there.
        found: String,
    },
    /// Upstream's edge now and then answers `{"data":null}` with status 200, and a moment later with data.
    #[error("not data: `data` that is null, expected {expected}")]
    NullData {
        /// What the source sends when it works.
        expected: &'static str,
    },
    /// The body is not JSON.
    #[error("broken JSON at line {line}, column {column}: {said}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the JSON reader said.
        said: String,
    },
    /// The body is not a Flight stream.
    #[error("broken Flight stream")]
    Flight(#[from] FlightError),
    /// A block that the answer must hold is missing, or there twice.
    #[error("{block}: expected {expected}, found {found}")]
    Block {
        /// The table that the block becomes.
        block: &'static str,
        /// The shape that was looked for.
        expected: String,
        /// What was there.
        found: String,
    },
    /// A block lacks rows, as those that it has say.
    #[error("{block}: expected {expected}, found {found}")]
    Cut {
        /// The table that the block becomes.
        block: &'static str,
        /// What all rows have together.
        expected: String,
        /// What those that are there have.
        found: String,
    },
    /// A value at a known place is not what it must be.
    #[error("`{path}`: expected {expected}, found {found}")]
    Value {
        /// Where it stands.
        path: String,
        /// What it must be.
        expected: String,
        /// What it is, escaped and cut to a line.
        found: String,
    },
    /// Two rows are about the same thing, and which of them is right is not said.
    #[error("`{path}`: expected `{key}` once, found it again (first at `{first}`)")]
    Twice {
        /// Where the second one stands.
        path: String,
        /// What occurs twice.
        key: String,
        /// Where the first one stands.
        first: String,
    },
    /// Several values are not what they must be.
    #[error("{count} problems{}", list(told, *count))]
    Several {
        /// The first few.
        told: Vec<IngestError>,
        /// How many there are in all.
        count: usize,
    },
    /// The body is JSON of more values than any answer has.
    #[error("expected JSON of at most {limit} values, found about {found}")]
    TooManyValues {
        /// How many are read.
        limit: usize,
        /// How many there are at most.
        found: usize,
    },
    /// A week of the answer begins after the answer was captured.
    #[error("{block}: expected weeks that begin before the capture at {captured_at}, found {week}")]
    AfterCapture {
        /// The table that the chart becomes.
        block: &'static str,
        /// The week.
        week: Date,
        /// When the answer is said to be from.
        captured_at: Timestamp,
    },
    /// `[[origin]]` entries of the snapshot are about values that the answer does not have.
    #[error("`[[origin]]`: {entry}: expected a value in the answer, found none{}", more(*count))]
    OriginOfNothing {
        /// What the first of them is about.
        entry: String,
        /// How many there are.
        count: usize,
    },
    /// The request is about one thing, and the answer doesn't say which.
    #[error("this request needs an argument: {what}")]
    NoArgument {
        /// What the argument names.
        what: &'static str,
    },
    /// What the request is about is written in a way that it does not have.
    #[error("argument `{found}`: expected {what}")]
    Argument {
        /// What the argument names.
        what: &'static str,
        /// The argument, escaped and cut to a line.
        found: String,
    },
    /// A CSV file is broken.
    #[error("broken CSV")]
    Csv(#[from] csv::Error),
    /// The rows break the promise of their table.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl IngestError {
    /// Whether the same request may be answered with data a moment later. Any other fault stays what it is.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::NullData { .. })
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotData { .. } | Self::NullData { .. } => {
                "upstream sent a page or an error instead of data: capture it again"
            }
            Self::Cut { .. } => "the file is cut: compare its length with upstream's, and fetch or copy it again",
            Self::Json { .. } => "the file is cut or was changed after capture: compare its length with upstream's",
            Self::Flight(error) => error.hint(),
            Self::Block { .. } => {
                "upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`"
            }
            Self::AfterCapture { .. } => "is the instant of capture right, and is the file the one you mean?",
            Self::OriginOfNothing { .. } => {
                "an entry without effect would let made values pass as observed: compare it with the body"
            }
            Self::TooManyValues { .. } => "the file is no answer of this source, or was made to fill the memory",
            Self::NoArgument { .. } | Self::Argument { .. } => "give it with `--argument`",
            Self::Value { .. } => {
                "upstream changed this field, or the file was edited: look at it there, and at a capture of another day"
            }
            Self::Twice { .. } => "nothing says which of them is right: capture it again, or ask who kept it",
            Self::Several { .. } => {
                "upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`"
            }
            Self::Csv(_) => "the file is cut, or is no CSV with a header: compare its length with upstream's",
            Self::Frame(error) => error.hint(),
        }
    }
}

/// One problem per line, and how many are not told.
fn list(told: &[IngestError], count: usize) -> String {
    let lines = told.iter().map(|error| format!("\n- {error}")).collect::<Vec<_>>().concat();
    match count.saturating_sub(told.len()) {
        0 => lines,
        more => format!("{lines}\nand {more} more"),
    }
}

fn more(count: usize) -> String {
    if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() }
}

//! Why bytes are not a flight stream, or not one within the limits. Leaves out
//! rows that the server itself marked as failed: those are data.

use super::row::RowId;

/// Why reading stopped. Offsets count bytes of the decoded stream; those of
/// the first six variants, which are about the carrier, count bytes of the
/// input.
#[derive(Debug, thiserror::Error)]
pub enum FlightError {
    /// Nothing was sent.
    #[error("expected HTML or a flight stream, found an empty body")]
    Empty,
    /// A page without data: an error page, a challenge, or a changed site.
    #[error("expected a `self.__next_f.push(…)` call in a script, found HTML without one")]
    NoPush {
        /// Where the HTML begins.
        offset: usize,
    },
    /// Neither carrier, such as a JSON error body.
    #[error(
        "expected HTML, or a flight row (hex digits, then `:`), found `{}` at byte {offset}",
        found.escape_ascii()
    )]
    NotFlight {
        /// Where neither could go on.
        offset: usize,
        /// The byte there.
        found: u8,
    },
    /// The argument of a push is not the JSON array it should be, or is cut.
    #[error("malformed push at byte {offset}")]
    Push {
        /// Where the argument begins.
        offset: usize,
        /// What JSON says.
        source: serde_json::Error,
    },
    /// A push whose bytes are not base64.
    #[error("malformed base64 in the push at byte {offset}")]
    PushBase64 {
        /// Where the argument begins.
        offset: usize,
        /// What base64 says.
        source: base64::DecodeError,
    },
    /// More streams than [`Limits::streams`](super::Limits::streams).
    #[error("more than {limit} streams, the last begins at byte {offset}")]
    TooManyStreams {
        /// Where the stream beyond the limit begins.
        offset: usize,
        /// The limit.
        limit: usize,
    },
    /// A byte in an id or a length that is no digit.
    #[error(
        "expected a lower-case hex digit or `{end}`, found `{}`, {}",
        found.escape_ascii(), place(*row, *offset)
    )]
    Hex {
        /// Where the byte stands.
        offset: usize,
        /// The row; none while its id is being read.
        row: Option<RowId>,
        /// What should end the number.
        end: char,
        /// The byte.
        found: u8,
    },
    /// An id or a length of more than 16 digits.
    #[error("expected at most 16 hex digits before `{end}`, found more, {}", place(*row, *offset))]
    HexTooLong {
        /// Where the number begins.
        offset: usize,
        /// The row; none while its id is being read.
        row: Option<RowId>,
        /// What should end the number.
        end: char,
    },
    /// The stream was cut: fetch it again. A last row without its newline
    /// counts as cut, because nothing else tells a whole number from half.
    #[error(
        "the stream ends inside a row, {}, after {rows_before} whole rows: expected {needed}",
        place(*row, *offset)
    )]
    Cut {
        /// Where the row begins.
        offset: usize,
        /// The row, if its id is whole.
        row: Option<RowId>,
        /// Whole rows before it.
        rows_before: usize,
        /// What is not there.
        needed: Needed,
    },
    /// Longer than [`Limits::row_bytes`](super::Limits::row_bytes).
    #[error("expected a row of at most {limit} bytes, found a longer one, {}", place(*row, *offset))]
    RowTooLong {
        /// Where its body begins.
        offset: usize,
        /// The row.
        row: Option<RowId>,
        /// The limit.
        limit: usize,
    },
    /// A text row that is not UTF-8, as when its length cuts a character.
    #[error("expected UTF-8 text, {}", place(*row, *offset))]
    Utf8 {
        /// The first bad byte.
        offset: usize,
        /// The row.
        row: Option<RowId>,
    },
    /// Two rows of one id: two streams were glued together.
    #[error("expected each row once, found it again (first at byte {first}), {}", place(*row, *offset))]
    Repeated {
        /// Where the second begins.
        offset: usize,
        /// The row.
        row: Option<RowId>,
        /// Where the first begins.
        first: usize,
    },
    /// A row without a readable JSON value.
    #[error("malformed JSON, {}", place(*row, *offset))]
    Json {
        /// The byte that JSON complains about.
        offset: usize,
        /// The row.
        row: Option<RowId>,
        /// What JSON says.
        source: serde_json::Error,
    },
    /// Deeper than [`Limits::json_nesting`](super::Limits::json_nesting).
    #[error("expected at most {limit} levels of JSON, found more, {}", place(*row, *offset))]
    TooNested {
        /// The bracket that is one too many.
        offset: usize,
        /// The row.
        row: Option<RowId>,
        /// The limit.
        limit: usize,
    },
    /// More values than a limit of [`Limits`](super::Limits) allows.
    #[error("expected at most {limit} {what}, found more, {}", place(*row, *offset))]
    TooMany {
        /// The row being read, walked or resolved.
        offset: usize,
        /// That row.
        row: Option<RowId>,
        /// Name of the limit, in words.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Longer chains or deeper values than
    /// [`Limits::resolve_depth`](super::Limits::resolve_depth).
    #[error("expected at most {limit} levels of references and values, found more, {}", place(*row, *offset))]
    TooDeep {
        /// The row being walked or resolved.
        offset: usize,
        /// That row.
        row: Option<RowId>,
        /// The limit.
        limit: usize,
    },
}

/// What a cut stream should have gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Needed {
    /// The end of an id.
    #[error("`:`")]
    Colon,
    /// The end of a length.
    #[error("`,`")]
    Comma,
    /// The end of a line.
    #[error("a newline")]
    Newline,
    /// The rest of a body of known length.
    #[error("{0} more bytes")]
    Bytes(u64),
}

impl FlightError {
    /// Where it went wrong: a byte of the stream, or of the carrier if that is
    /// what is wrong.
    #[must_use]
    pub const fn offset(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::NoPush { offset }
            | Self::NotFlight { offset, .. }
            | Self::Push { offset, .. }
            | Self::PushBase64 { offset, .. }
            | Self::TooManyStreams { offset, .. }
            | Self::Hex { offset, .. }
            | Self::HexTooLong { offset, .. }
            | Self::Cut { offset, .. }
            | Self::RowTooLong { offset, .. }
            | Self::Utf8 { offset, .. }
            | Self::Repeated { offset, .. }
            | Self::Json { offset, .. }
            | Self::TooNested { offset, .. }
            | Self::TooMany { offset, .. }
            | Self::TooDeep { offset, .. } => *offset,
        }
    }

    /// What to try.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::Cut { .. } | Self::Push { .. } => "fetch it again: it was cut",
            Self::NoPush { .. } => "this page carries no data: an error page, or the site has changed",
            Self::NotFlight { .. } => "this is another kind of answer, perhaps an error in JSON",
            Self::Repeated { .. } => "keep raw streams in files of their own",
            Self::PushBase64 { .. }
            | Self::Hex { .. }
            | Self::HexTooLong { .. }
            | Self::Utf8 { .. }
            | Self::Json { .. } => {
                "the file was changed after capture, or the format has changed: fetch it again and compare"
            }
            Self::TooManyStreams { .. }
            | Self::RowTooLong { .. }
            | Self::TooNested { .. }
            | Self::TooMany { .. }
            | Self::TooDeep { .. } => "no page is known to be as large: was the file made to fill the memory?",
        }
    }

    /// In which row. None if the carrier is wrong, or the id itself.
    #[must_use]
    pub const fn row(&self) -> Option<RowId> {
        match self {
            Self::Empty
            | Self::NoPush { .. }
            | Self::NotFlight { .. }
            | Self::Push { .. }
            | Self::PushBase64 { .. }
            | Self::TooManyStreams { .. } => None,
            Self::Hex { row, .. }
            | Self::HexTooLong { row, .. }
            | Self::Cut { row, .. }
            | Self::RowTooLong { row, .. }
            | Self::Utf8 { row, .. }
            | Self::Repeated { row, .. }
            | Self::Json { row, .. }
            | Self::TooNested { row, .. }
            | Self::TooMany { row, .. }
            | Self::TooDeep { row, .. } => *row,
        }
    }
}

fn place(row: Option<RowId>, offset: usize) -> String {
    match row {
        Some(row) => format!("row `{row}`, byte {offset}"),
        None => format!("byte {offset}"),
    }
}

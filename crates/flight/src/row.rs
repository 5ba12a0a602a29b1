//! One row as it stands in the stream. Leaves out the reading (`rows.rs`) and
//! the meaning of the JSON in it.

use std::fmt;

use super::tag::Tag;

/// Number of a row, local to its stream; shown in hex as on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(u64);

/// One row, borrowed from the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its number. Zero also if the stream gives none, as with hints.
    pub id: RowId,
    /// Where it begins in the stream.
    pub offset: usize,
    /// Where its body begins: behind the id, the tag and the length.
    pub body_offset: usize,
    /// What it carries.
    pub body: RowBody<'a>,
}

/// What a row carries. JSON is passed on unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowBody<'a> {
    /// No tag: the JSON value of the row.
    Model(&'a [u8]),
    /// `T`: text. Dollar signs have no meaning in it.
    Text(&'a str),
    /// `I`: JSON that names a module of the client.
    Module(&'a [u8]),
    /// `E`: the server failed to make this row; JSON with a digest.
    Failed(&'a [u8]),
    /// `P`: the server put this row off; not in this stream.
    Postponed(&'a [u8]),
    /// `R`, `r`, `X`, `x`: from here on rows with this id are chunks.
    Opened(Tag),
    /// Typed arrays and other bytes.
    Binary {
        /// Kind of array.
        tag: Tag,
        /// Its bytes.
        bytes: &'a [u8],
    },
    /// Hints, debug rows, ends of streams and all unknown tags.
    Skipped {
        /// The tag.
        tag: Tag,
        /// All up to the newline.
        bytes: &'a [u8],
    },
}

impl RowId {
    /// The row of this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, formatter)
    }
}

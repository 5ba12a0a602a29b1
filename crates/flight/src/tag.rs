//! The byte between a row's `:` and its body. Leaves out what the bodies mean.

use std::fmt;

/// A row's tag, such as `T` or `I`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag(u8);

/// How the end of a tagged row is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Hex length, comma, that many bytes, no newline.
    Length,
    /// Up to the next newline.
    Line,
}

impl Tag {
    /// The tag that stands on the wire as `byte`.
    #[must_use]
    pub const fn new(byte: u8) -> Self {
        Self(byte)
    }

    /// The byte on the wire.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// Whether this version knows what such a row is. Unknown ones are
    /// skipped and counted; a new one is worth a look.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.layout() == Some(Layout::Length) || b"IHEDNWJPRrXxC".contains(&self.0)
    }

    /// `None`: not a tag, the byte already belongs to a JSON value.
    pub(super) fn layout(self) -> Option<Layout> {
        match self.0 {
            b'T' | b'A' | b'O' | b'o' | b'b' | b'U' | b'S' | b's' | b'L' | b'l' | b'G' | b'g' | b'M' | b'm' | b'V' => {
                Some(Layout::Length)
            }
            b'A'..=b'Z' | b'#' | b'r' | b'x' => Some(Layout::Line),
            _ => None,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.escape_ascii().fmt(formatter)
    }
}

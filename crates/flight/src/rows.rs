//! Splits a stream into rows. Leaves out everything inside a body except that
//! text is UTF-8.
//!
//! The length of a row is checked before it is used, and nothing is copied.

use memchr::memchr;

use super::error::{FlightError, Needed};
use super::hex;
use super::limits::Limits;
use super::row::{Row, RowBody, RowId};
use super::tag::{Layout, Tag};

/// The rows of a stream in order. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    stream: &'a [u8],
    offset: usize,
    whole: usize,
    limit: usize,
    is_broken: bool,
}

/// The rows of `stream`, read as the iterator advances.
///
/// # Errors
/// An item is an error if the stream is malformed there, cut, or over
/// [`Limits::row_bytes`].
#[must_use]
pub fn rows<'a>(stream: &'a [u8], limits: &Limits) -> Rows<'a> {
    Rows { stream, offset: 0, whole: 0, limit: limits.row_bytes, is_broken: false }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Row<'a>, FlightError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken || self.rest().is_empty() {
            return None;
        }
        let row = self.row();
        self.is_broken = row.is_err();
        self.whole += 1;
        Some(row)
    }
}

impl<'a> Rows<'a> {
    fn row(&mut self) -> Result<Row<'a>, FlightError> {
        let mut head = Head { offset: self.offset, id: None };
        let id = RowId::new(self.number(head, b':', Needed::Colon)?);
        head.id = Some(id);
        let tag = self.rest().first().copied().map(Tag::new);
        let layout = tag.and_then(Tag::layout);
        self.offset += usize::from(layout.is_some());
        let bytes = match layout {
            Some(Layout::Length) => self.counted(head)?,
            Some(Layout::Line) | None => self.line(head)?,
        };
        let newline = usize::from(layout != Some(Layout::Length));
        let body_offset = self.offset - newline - bytes.len();
        let body = match (tag, layout) {
            (Some(tag), Some(_)) => tagged(id, body_offset, tag, bytes)?,
            _ => RowBody::Model(bytes),
        };
        Ok(Row { id, offset: head.offset, body_offset, body })
    }

    fn number(&mut self, head: Head, end: u8, needed: Needed) -> Result<u64, FlightError> {
        let (row, offset, rest) = (head.id, self.offset, self.rest());
        let Some(hex) = hex::read(rest) else {
            return Err(FlightError::HexTooLong { offset, row, end: end.into() });
        };
        let offset = offset + hex.digits;
        match rest.get(hex.digits) {
            Some(&found) if found == end => self.offset = offset + 1,
            Some(&found) => {
                return Err(FlightError::Hex { offset, row, end: end.into(), found });
            }
            None => return Err(self.cut(head, needed)),
        }
        Ok(hex.value)
    }

    fn counted(&mut self, head: Head) -> Result<&'a [u8], FlightError> {
        let length = self.number(head, b',', Needed::Comma)?;
        let rest = self.rest();
        let Some(bytes) = usize::try_from(length).ok().filter(|bytes| *bytes <= self.limit) else {
            return Err(self.too_long(head));
        };
        let Some(body) = rest.get(..bytes) else {
            return Err(self.cut(head, Needed::Bytes(length - rest.len() as u64)));
        };
        self.offset += bytes;
        Ok(body)
    }

    fn line(&mut self, head: Head) -> Result<&'a [u8], FlightError> {
        let rest = self.rest();
        let window = rest.get(..=self.limit).unwrap_or(rest);
        let Some((end, body)) = memchr(b'\n', window).and_then(|end| Some((end, rest.get(..end)?))) else {
            let is_long = rest.len() > self.limit;
            return Err(if is_long { self.too_long(head) } else { self.cut(head, Needed::Newline) });
        };
        self.offset += end + 1;
        Ok(body)
    }

    fn rest(&self) -> &'a [u8] {
        self.stream.get(self.offset..).unwrap_or_default()
    }

    fn cut(&self, head: Head, needed: Needed) -> FlightError {
        FlightError::Cut { offset: head.offset, row: head.id, rows_before: self.whole, needed }
    }

    fn too_long(&self, head: Head) -> FlightError {
        FlightError::RowTooLong { offset: self.offset, row: head.id, limit: self.limit }
    }
}

/// What is known of a row while it is being read.
#[derive(Clone, Copy)]
struct Head {
    offset: usize,
    id: Option<RowId>,
}

fn tagged(id: RowId, offset: usize, tag: Tag, bytes: &[u8]) -> Result<RowBody<'_>, FlightError> {
    Ok(match (tag.byte(), tag.layout()) {
        (b'T', _) => match str::from_utf8(bytes) {
            Ok(text) => RowBody::Text(text),
            Err(error) => {
                let offset = offset + error.valid_up_to();
                return Err(FlightError::Utf8 { offset, row: Some(id) });
            }
        },
        (b'I', _) => RowBody::Module(bytes),
        (b'E', _) => RowBody::Failed(bytes),
        (b'P', _) => RowBody::Postponed(bytes),
        (b'R' | b'r' | b'X' | b'x', _) => RowBody::Opened(tag),
        (_, Some(Layout::Length)) => RowBody::Binary { tag, bytes },
        _ => RowBody::Skipped { tag, bytes },
    })
}

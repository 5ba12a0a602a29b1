//! The JSON of one row: well-formed when the stream is split, read when
//! somebody looks into it. Leaves out what strings mean.
//!
//! Most rows of a page are never looked into, and checking is ten times as
//! fast as reading. Measuring before reading costs one pass over the bytes,
//! and means that neither the nesting nor the number of values is ever a
//! surprise to the parser.

use std::cell::{Cell, OnceCell};

use serde::de::IgnoredAny;
use serde_json::Value;

use super::character;
use super::error::FlightError;
use super::limits::Limits;
use super::row::RowId;
use super::strict;
use super::structure::structure;

/// The JSON of one row and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub row: RowId,
    pub offset: usize,
    pub bytes: &'a [u8],
}

impl Source<'_> {
    /// Whether it is JSON.
    pub fn check(self) -> Result<Self, FlightError> {
        if let Err(error) = str::from_utf8(self.bytes) {
            let offset = self.offset + error.valid_up_to();
            return Err(FlightError::Utf8 { offset, row: Some(self.row) });
        }
        serde_json::from_slice::<IgnoredAny>(self.bytes).map_err(|error| self.malformed(error))?;
        Ok(self)
    }

    fn malformed(self, source: serde_json::Error) -> FlightError {
        // The row is one line, so the column counts its bytes, from one.
        let offset = self.offset + source.column().saturating_sub(1);
        FlightError::Json { offset, row: Some(self.row), source }
    }
}

/// A row's JSON, read at most once.
#[derive(Clone, Debug)]
pub(super) struct Json<'a> {
    pub source: Source<'a>,
    value: OnceCell<Value>,
}

impl<'a> Json<'a> {
    /// Unread.
    pub fn new(source: Source<'a>) -> Self {
        Self { source, value: OnceCell::new() }
    }

    /// The value, read now if nobody did before.
    pub fn value(&self, budget: &Budget) -> Result<&Value, FlightError> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = budget.read(self.source)?;
        Ok(self.value.get_or_init(|| value))
    }
}

/// What reading rows of one stream may still allocate.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    limits: Limits,
    nodes: Cell<usize>,
    /// Escapes of half a character in what was read.
    halves: Cell<usize>,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { limits: *limits, nodes: Cell::new(limits.json_nodes), halves: Cell::new(0) }
    }

    /// Reads the value of a row. A key that stands there twice is malformed:
    /// one of its values would be lost.
    pub fn read(&self, source: Source<'_>) -> Result<Value, FlightError> {
        let row = Some(source.row);
        let structure = structure(source.bytes, self.limits.json_nesting);
        if let Some(at) = structure.too_deep {
            return Err(FlightError::TooNested { offset: source.offset + at, row, limit: self.limits.json_nesting });
        }
        let Some(left) = self.nodes.get().checked_sub(structure.values) else {
            let (offset, limit) = (source.offset, self.limits.json_nodes);
            return Err(FlightError::TooMany { offset, row, what: "JSON values in a stream", limit });
        };
        self.nodes.set(left);
        let read = |bytes: &[u8]| strict::counted_value(bytes, structure.keys);
        let (value, halves) = character::read(source.bytes, read).map_err(|error| source.malformed(error))?;
        self.halves.set(self.halves.get() + halves);
        Ok(value)
    }

    /// Escapes of half a character in what was read so far.
    pub fn halves(&self) -> usize {
        self.halves.get()
    }
}

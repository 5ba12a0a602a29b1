//! JSON of one row, measured before it is parsed. Leaves out what strings mean.
//!
//! Measuring first costs one pass over the bytes, and means that neither the
//! nesting nor the number of values is ever a surprise to the parser.

use serde_json::Value;

use super::error::FlightError;
use super::limits::Limits;
use super::row::RowId;
use crate::structure::structure;
use crate::unrepeated::Unrepeated;

/// What the rows of one stream may still allocate.
pub(super) struct Budget {
    limits: Limits,
    nodes: usize,
}

/// The JSON of one row and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub row: RowId,
    pub offset: usize,
    pub bytes: &'a [u8],
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { limits: *limits, nodes: limits.json_nodes }
    }

    /// Parses the value of a row. A key that stands there twice is malformed: one of its values would be lost.
    pub fn parse(&mut self, source: Source<'_>) -> Result<Value, FlightError> {
        let nodes = self.measure(source)?;
        let Some(left) = self.nodes.checked_sub(nodes) else {
            let (offset, row, limit) = (source.offset, Some(source.row), self.limits.json_nodes);
            return Err(FlightError::TooMany { offset, row, what: "JSON values in a stream", limit });
        };
        self.nodes = left;
        let malformed = |error: serde_json::Error| FlightError::Json {
            // The row is one line, so the column counts its bytes, from one.
            offset: source.offset + error.column().saturating_sub(1),
            row: Some(source.row),
            source: error,
        };
        serde_json::from_slice::<Unrepeated>(source.bytes).map_err(malformed)?;
        serde_json::from_slice(source.bytes).map_err(malformed)
    }

    /// An upper bound of the number of values. Looks at no grammar beyond
    /// brackets, commas and strings.
    fn measure(&self, source: Source<'_>) -> Result<usize, FlightError> {
        let (mut nodes, mut depth) = (1_usize, 0_usize);
        for (at, byte) in structure(source.bytes) {
            match byte {
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' => nodes += 1,
                _ => {
                    nodes += 1;
                    depth += 1;
                }
            }
            if depth > self.limits.json_nesting {
                let (offset, row) = (source.offset + at, Some(source.row));
                return Err(FlightError::TooNested { offset, row, limit: self.limits.json_nesting });
            }
        }
        Ok(nodes)
    }
}

//! JSON of one row, measured before it is parsed. Leaves out what strings mean.
//!
//! Measuring first costs one pass over the bytes, and means that neither the
//! nesting nor the number of values is ever a surprise to the parser.

use memchr::memchr2;
use serde_json::Value;

use super::error::FlightError;
use super::limits::Limits;
use super::row::RowId;

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

    /// Parses the value of a row.
    pub fn parse(&mut self, source: Source<'_>) -> Result<Value, FlightError> {
        let nodes = self.measure(source)?;
        let Some(left) = self.nodes.checked_sub(nodes) else {
            let (offset, row, limit) = (source.offset, Some(source.row), self.limits.json_nodes);
            return Err(FlightError::TooMany { offset, row, what: "JSON values in a stream", limit });
        };
        self.nodes = left;
        serde_json::from_slice(source.bytes).map_err(|error| FlightError::Json {
            // The row is one line, so the column counts its bytes, from one.
            offset: source.offset + error.column().saturating_sub(1),
            row: Some(source.row),
            source: error,
        })
    }

    /// An upper bound of the number of values. Looks at no grammar beyond
    /// brackets, commas and strings.
    fn measure(&self, source: Source<'_>) -> Result<usize, FlightError> {
        let (mut nodes, mut depth, mut at) = (1_usize, 0_usize, 0);
        while let Some(&byte) = source.bytes.get(at) {
            match byte {
                b'"' => at = end_of_string(source.bytes, at + 1),
                b'[' | b'{' => {
                    nodes += 1;
                    depth += 1;
                    if depth > self.limits.json_nesting {
                        let (offset, row) = (source.offset + at, Some(source.row));
                        let limit = self.limits.json_nesting;
                        return Err(FlightError::TooNested { offset, row, limit });
                    }
                }
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' => nodes += 1,
                _ => {}
            }
            at += 1;
        }
        Ok(nodes)
    }
}

/// Where the closing quote stands; `from` is behind the opening one.
fn end_of_string(bytes: &[u8], mut from: usize) -> usize {
    while let Some(next) = bytes.get(from..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes.get(from + next) == Some(&b'"') {
            return from + next;
        }
        from += next + 2;
    }
    bytes.len()
}

//! How much of untrusted input is read. Leaves out the size of the input
//! itself: the caller holds it already.

/// Bounds of one parse and of one search; [`Limits::shared_by`] makes them those
/// of a body of several streams. Every overrun is a
/// [`FlightError`](super::FlightError), never a shorter result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Streams in one HTML file.
    pub streams: usize,
    /// Bytes of one row after its id and tag.
    pub row_bytes: usize,
    /// Arrays and objects open at once in the JSON of one row. `serde_json`
    /// stops at 127 by itself, so a higher value changes nothing.
    pub json_nesting: usize,
    /// Rows of one stream: each costs some hundred bytes, read or not.
    pub rows: usize,
    /// JSON values in one stream, counted before they are allocated. A million of
    /// the dearest kind, objects with one field, take some 300 MB.
    pub json_nodes: usize,
    /// References followed for one value, and levels of a resolved value.
    /// Each level is a stack frame: thousands need a larger stack.
    pub resolve_depth: usize,
    /// Values copied into the results of one search; 64 bytes of text count
    /// as one more.
    pub resolved_nodes: usize,
    /// Values looked at in one search, by the walk, by the predicate and by
    /// the steps of path references.
    pub visited_nodes: usize,
}

impl Limits {
    /// What each of `streams` may take, so that all of them together take no
    /// more than one.
    #[must_use]
    pub fn shared_by(&self, streams: usize) -> Self {
        let part = |limit: usize| limit / streams.max(1);
        Self {
            rows: part(self.rows),
            json_nodes: part(self.json_nodes),
            resolved_nodes: part(self.resolved_nodes),
            visited_nodes: part(self.visited_nodes),
            ..*self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            streams: 1_000,
            row_bytes: 32 << 20,
            json_nesting: 127,
            rows: 200_000,
            json_nodes: 1_000_000,
            resolve_depth: 256,
            resolved_nodes: 2_000_000,
            visited_nodes: 40_000_000,
        }
    }
}

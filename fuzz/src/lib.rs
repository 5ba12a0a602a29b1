//! What the targets check, shared with the tests of the reader.

#[path = "../../crates/flight/tests/invariants/mod.rs"]
pub mod invariants;

//! What holds for any bytes. The fuzzer looks for bytes for which it does not, and `replay.rs` holds it for all that
//! were found: both take it from here, and see no more of the reader than its users.

pub mod json;
mod place;
mod sent;
pub mod stream;
mod text;
mod writer;

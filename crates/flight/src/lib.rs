//! Reads React Flight streams (the wire format of React Server Components).
//!
//! Three steps, each usable alone: [`streams`] takes the stream out of its
//! carrier (a raw `text/x-component` body, or HTML with `self.__next_f.push`
//! calls), [`rows()`] splits it, [`Flight::parse`] indexes it. [`Flight::find`]
//! then looks for values by their shape; row numbers and component ids change
//! with every build of the page and say nothing.
//!
//! A stream is checked as a whole, and read where somebody looks: a page is
//! a few rows of data among thousands that draw it. [`Flight::find_keyed`]
//! tells from the bytes of a row whether looking is worth while.
//!
//! Any bytes give a value or a [`FlightError`] with offset and row; work and
//! memory are linear in the input and bounded by [`Limits`].
//!
//! Left out: streaming (the whole body is in memory), rendering, binary
//! payloads, `ReadableStream`s and async iterables (counted, not read), and
//! development-only rows. No input or output, no clock, no knowledge of what
//! the page is about.

mod carrier;
pub mod character;
mod error;
mod found;
mod hex;
mod holders;
mod html;
mod index;
mod json;
mod limits;
mod node;
mod path;
mod push;
mod reference;
mod resolve;
mod row;
mod rows;
mod search;
pub mod strict;
mod structure;
mod tag;
mod unrepeated;
mod walk;

#[cfg(test)]
mod tests;

pub use carrier::streams;
pub use error::{FlightError, Needed};
pub use found::{Found, Missing, Reason};
pub use index::{FailedRow, Flight};
pub use limits::Limits;
pub use node::Node;
pub use row::{Row, RowBody, RowId};
pub use rows::{Rows, rows};
pub use tag::Tag;

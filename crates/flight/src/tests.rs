//! Tests of the flight reader: tables of small cases, hostile input and
//! properties over streams from a small writer.
#![expect(clippy::needless_raw_string_hashes, reason = "expectations are written by expect-test")]

mod broken_rows;
mod carrier;
mod find;
mod hostile;
mod properties;
mod references;
mod rows;
#[path = "../tests/invariants/writer.rs"]
mod writer;

use std::error::Error as _;
use std::fmt::Write as _;

use super::{FlightError, Found, Limits, RowId};

/// The raw stream that a server of the page would send.
const RAW: &str = concat!(
    "0:{\"b\":\"build\",\"f\":\"$L4\"}\n",
    ":HL[\"/a.css\",\"style\"]\n",
    "2:I[7,[\"4\",\"a.js\"],\"Chart\"]\n",
    "5:Tc,naïve café",
    "4:[\"$\",\"$L2\",null,{\"data\":[{\"x\":\"2026-04-05\",\"ys\":{\"openai\":1,\"others\":2}},",
    "\"$4:props:data:0\"]}]\n",
);

/// One value per line with its place, then what is missing in it.
fn show(found: &Found) -> String {
    let mut text = format!("{} {} = {}\n", found.row, found.path, found.value);
    for missing in &found.missing {
        let _ = writeln!(text, "  {}: {}", missing.path, missing.reason);
    }
    text
}

/// What went wrong, and why.
fn explain(error: &FlightError) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// The value of row 0, or the error.
fn first_value(stream: &[u8]) -> String {
    super::Flight::parse(stream, &Limits::default())
        .and_then(|flight| flight.value(RowId::new(0)))
        .map_or_else(|error| explain(&error), |found| show(&found))
}

//! What each source says: bytes in, checked frames out. Pure: no files, no network, no clock.
//!
//! Upstream's formats are parsed here and nowhere else. Nothing is merged, renamed or corrected: one row as said, with
//! the snapshot and the JSON path it came from. Names and weeks are the business of `normalize`.

mod answer;
mod archive_map;
mod block;
mod capture_day;
mod chart;
mod decimal;
mod entry;
mod error;
mod faults;
mod fields;
mod json;
mod objects;
mod origin;
mod records;
mod source;
pub mod sources;
mod total;

pub use answer::{Answer, DayParts, Ingested};
pub use archive_map::{ArchiveClock, ArchiveColumns, ArchiveFormat, ArchiveMap, ArchiveUnit};
pub use decimal::{exact_integer, usd_per_mtok};
pub use error::IngestError;
pub use origin::OriginEntry;
pub use schema::Note;
pub use source::{
    Access, DayFiles, DayWindows, Fetched, LARGEST_ANSWER, NextPage, Pace, Promise, Request, Source, day_window,
    model_argument, model_slug, request,
};
pub use sources::document;

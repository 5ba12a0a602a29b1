//! One answer of a source, as captured, and what became of it.

use jiff::{Timestamp, civil::Date};
use polars::frame::DataFrame;
use schema::{Frame, FrameError, Origin, Table, TableSpec};

use crate::{ArchiveMap, IngestError, Note, OriginEntry, fields::Fields};

/// The bytes of one request's answer with the facts of its capture. Unpacked: compression is the caller's business.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'bytes> {
    /// The snapshot's folder below `snapshots/`.
    pub snapshot_id: &'bytes str,
    /// When the bytes arrived.
    pub captured_at: Timestamp,
    /// The source's id.
    pub source: &'static str,
    /// What the request was about, such as an app; most have none.
    pub argument: Option<&'bytes str>,
    /// The body; of an answer in pages, the first.
    pub body: &'bytes [u8],
    /// The pages behind the first, in order. Only [`Fetched::Pages`](crate::Fetched::Pages) has any.
    pub more: &'bytes [Vec<u8>],
    /// How a table that someone else kept is read; answers of upstream need none.
    pub map: Option<&'bytes ArchiveMap>,
    /// Values that were not observed; all others were.
    pub origins: &'bytes [OriginEntry],
}

impl<'bytes> Answer<'bytes> {
    /// What the request was about.
    ///
    /// # Errors
    /// [`IngestError::NoArgument`] if nothing says so.
    pub(crate) fn about(&self, what: &'static str) -> Result<&'bytes str, IngestError> {
        self.argument.ok_or(IngestError::NoArgument { what })
    }

    /// All pages in order, each with its place: `$`, then `page 2 $`.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (String, &'bytes [u8])> {
        let more = self.more.iter().enumerate();
        let more = more.map(|(index, body)| (format!("page {} $", index + 2), body.as_slice()));
        std::iter::once(("$".to_owned(), self.body)).chain(more)
    }

    /// The origin of a value of `block`: the weakest entry that covers it, else observed.
    #[must_use]
    pub fn origin(&self, block: &str, week: Option<Date>, key: &str) -> Origin {
        self.origins
            .iter()
            .filter(|entry| entry.covers(block, week, key))
            .map(|entry| entry.value)
            .max()
            .unwrap_or(Origin::Observed)
    }
}

/// How many remarks of one answer are told. A merged archive of a year may have one for each week.
const MOST_NOTES: usize = 100;

/// What a parser made of an answer: one frame per table, and remarks.
#[derive(Debug, Default)]
pub struct Ingested {
    /// The rows, by table.
    pub tables: Vec<(&'static TableSpec, DataFrame)>,
    /// What was seen and left aside.
    pub notes: Vec<Note>,
    /// Where rows say which part of their day they are: how many of them are that part.
    pub day_parts: Vec<DayParts>,
    /// What objects of it have, as the rows of `field`: beside the tables, since every answer has fields. Made by
    /// [`Request::ingested`](crate::Request::ingested), which knows what was asked.
    pub field: Option<(&'static TableSpec, DataFrame)>,
    /// The same, counted while it was read.
    pub(crate) fields: Fields,
}

/// Rows of one day that say which part of it they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayParts {
    /// The table's name.
    pub table: &'static str,
    /// The day.
    pub day: Date,
    /// How many say so.
    pub rows: usize,
    /// And of them those that are.
    pub fitting: usize,
}

impl Ingested {
    /// An answer of strangers must not fill a terminal: what is beyond the first remarks is counted.
    pub(crate) fn keep_few_notes(&mut self) {
        let more = self.notes.len().saturating_sub(MOST_NOTES);
        if more > 0 {
            self.notes.truncate(MOST_NOTES);
            self.notes.push(Note { block: "answer", what: "remark more, not told".to_owned(), count: more });
        }
    }

    /// Adds the fields that were seen, and one note for each that is new.
    pub(crate) fn add_fields(&mut self, block: &'static str, fields: Fields) {
        self.notes.extend(fields.notes(block));
        self.fields.extend(fields);
    }

    /// Adds the rows of one table.
    pub(crate) fn add<T: Table>(&mut self, frame: Frame<T>) {
        self.tables.push((T::SPEC, frame.into_data()));
    }

    /// Adds the rows of one table and what was seen besides.
    pub(crate) fn add_noted<T: Table>(&mut self, Noted { frame, notes, fields }: Noted<T>) {
        self.add(frame);
        self.notes.extend(notes);
        self.fields.extend(fields);
    }

    /// Adds the views of one table under each other; no view is no table.
    pub(crate) fn add_views<T: Table>(&mut self, views: Vec<Noted<T>>) -> Result<(), FrameError> {
        let mut frames = Vec::new();
        for Noted { frame, notes, fields } in views {
            frames.push(frame);
            self.notes.extend(notes);
            self.fields.extend(fields);
        }
        if !frames.is_empty() {
            self.add(Frame::stacked(frames)?);
        }
        Ok(())
    }
}

/// Rows of one table, remarks on how they were read, and the fields that stood there; what is new of these is noted.
pub(crate) struct Noted<T> {
    pub(crate) frame: Frame<T>,
    pub(crate) notes: Vec<Note>,
    pub(crate) fields: Fields,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(block: &str, week: Option<Date>, key: Option<&str>, value: Origin) -> OriginEntry {
        OriginEntry { block: block.to_owned(), week, key: key.map(str::to_owned), value }
    }

    #[test]
    fn the_weakest_entry_that_covers_a_value_is_its_origin() {
        let (april, may) = (Date::constant(2026, 4, 12), Date::constant(2026, 5, 3));
        let origins = [
            entry("vendor_chart", Some(april), None, Origin::Reconstructed),
            entry("vendor_chart", None, Some("google"), Origin::Made),
            entry("vendor_chart", None, Some("google"), Origin::Reconstructed),
            entry("model_chart", None, None, Origin::Made),
        ];
        let captured_at = Timestamp::UNIX_EPOCH;
        let answer = Answer {
            snapshot_id: "s",
            captured_at,
            source: "test",
            argument: None,
            body: b"",
            more: &[],
            map: None,
            origins: &origins,
        };
        for (block, week, key, expected) in [
            ("vendor_chart", Some(april), "openai", Origin::Reconstructed),
            ("vendor_chart", Some(may), "openai", Origin::Observed),
            ("vendor_chart", None, "openai", Origin::Observed),
            ("vendor_chart", Some(april), "google", Origin::Made),
            ("vendor_chart", Some(may), "google", Origin::Made),
            ("model_chart", Some(may), "a/b", Origin::Made),
            ("app_ranking", None, "google", Origin::Observed),
        ] {
            assert_eq!(answer.origin(block, week, key), expected, "{block} {week:?} {key}");
        }
    }
}

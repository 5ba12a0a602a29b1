//! All rows of one stream by id, their JSON checked and read at most once.
//! Leaves out following references: `search.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::error::FlightError;
use super::found::Reason;
use super::json::{Budget, Json, Source};
use super::limits::Limits;
use super::row::{Row, RowBody, RowId};
use super::rows::rows;
use super::tag::Tag;

/// Looked up and never gone through, so that no order reaches a result. It is asked twice for each row.
#[expect(clippy::disallowed_types, reason = "looked up, never gone through")]
type Index = std::collections::HashMap<RowId, usize>;

/// A stream, read.
#[derive(Clone, Debug)]
pub struct Flight<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) limits: Limits,
    pub(super) budget: Budget,
    pub(super) stream: &'a [u8],
    by_id: Index,
    failed: Vec<FailedRow<'a>>,
    skipped: BTreeMap<Tag, usize>,
}

/// A row that the server did not deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRow<'a> {
    /// The row.
    pub row: RowId,
    /// Where it begins in the stream.
    pub offset: usize,
    /// [`Reason::Failed`] or [`Reason::Postponed`].
    pub reason: Reason,
    /// What the server says about it, usually JSON with a digest.
    pub detail: Cow<'a, str>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub row: RowId,
    pub offset: usize,
    pub content: Content<'a>,
}

#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    Model(Json<'a>),
    Text(&'a str),
    /// Name of the export.
    Module(String),
    Missing(Reason),
    /// Chunks of a stream; the tag that opened it.
    Stream(Tag),
}

impl<'a> Flight<'a> {
    /// Escapes of half a character in the rows that were looked into so far;
    /// each was read as U+FFFD.
    #[must_use]
    pub fn half_characters(&self) -> usize {
        self.budget.halves()
    }

    /// Reads all rows of `stream`.
    ///
    /// # Errors
    /// The first row that is malformed, cut, sent twice or over a limit stops
    /// the reading: a lost row could be a part of any value. That a row's JSON
    /// is too large, or names a key twice, is an error of whoever looks into
    /// it.
    pub fn parse(stream: &'a [u8], limits: &Limits) -> Result<Self, FlightError> {
        let mut flight = Self {
            entries: Vec::new(),
            limits: *limits,
            budget: Budget::new(limits),
            stream,
            by_id: Index::new(),
            failed: Vec::new(),
            skipped: BTreeMap::new(),
        };
        for (before, row) in rows(stream, limits).enumerate() {
            let row = row?;
            if before == limits.rows {
                let (offset, id) = (row.offset, Some(row.id));
                return Err(FlightError::TooMany { offset, row: id, what: "rows in a stream", limit: limits.rows });
            }
            flight.add(row)?;
        }
        Ok(flight)
    }

    /// How many rows were skipped, by tag: hints, debug rows, binary rows,
    /// unknown tags. Chunks of a stream count under the tag that opened it.
    /// Worth a look: [`Tag::is_known`] of each.
    #[must_use]
    pub fn skipped(&self) -> &BTreeMap<Tag, usize> {
        &self.skipped
    }

    /// Rows that the server failed to make or put off, in order.
    #[must_use]
    pub fn failed(&self) -> &[FailedRow<'a>] {
        &self.failed
    }

    /// Names that modules export, in order. A name may be empty.
    pub fn modules(&self) -> impl Iterator<Item = (RowId, &str)> {
        self.entries.iter().filter_map(|entry| match &entry.content {
            Content::Module(name) => Some((entry.row, name.as_str())),
            _ => None,
        })
    }

    /// Ids of the rows that stand for something, in the order of the stream.
    pub fn row_ids(&self) -> impl Iterator<Item = RowId> {
        self.entries.iter().map(|entry| entry.row)
    }

    pub(super) fn entry(&self, row: RowId) -> Option<&Entry<'a>> {
        self.index(row).and_then(|index| self.entries.get(index))
    }

    /// Which of the entries `row` is.
    pub(super) fn index(&self, row: RowId) -> Option<usize> {
        self.by_id.get(&row).copied()
    }

    fn add(&mut self, row: Row<'a>) -> Result<(), FlightError> {
        self.record_failure(&row);
        match self.entry(row.id).map(|entry| (&entry.content, entry.offset)) {
            _ if matches!(row.body, RowBody::Skipped { .. }) => {}
            Some((&Content::Stream(tag), _)) => {
                self.count(tag);
                return Ok(());
            }
            Some((_, first)) => {
                return Err(FlightError::Repeated { offset: row.offset, row: Some(row.id), first });
            }
            None => {}
        }
        if let RowBody::Skipped { tag, .. } | RowBody::Binary { tag, .. } | RowBody::Opened(tag) = row.body {
            self.count(tag);
        }
        if let Some(content) = content(&row, &self.budget)? {
            self.by_id.insert(row.id, self.entries.len());
            self.entries.push(Entry { row: row.id, offset: row.offset, content });
        }
        Ok(())
    }

    fn record_failure(&mut self, row: &Row<'a>) {
        let (reason, detail) = match row.body {
            RowBody::Failed(detail) => (Reason::Failed, detail),
            RowBody::Postponed(detail) => (Reason::Postponed, detail),
            _ => return,
        };
        let detail = String::from_utf8_lossy(detail);
        self.failed.push(FailedRow { row: row.id, offset: row.offset, reason, detail });
    }

    fn count(&mut self, tag: Tag) {
        *self.skipped.entry(tag).or_default() += 1;
    }
}

fn content<'a>(row: &Row<'a>, budget: &Budget) -> Result<Option<Content<'a>>, FlightError> {
    let source = |bytes| Source { row: row.id, offset: row.body_offset, bytes };
    Ok(Some(match row.body {
        RowBody::Model(bytes) => Content::Model(Json::new(source(bytes).check()?)),
        RowBody::Text(text) => Content::Text(text),
        RowBody::Module(bytes) => Content::Module(export(&budget.read(source(bytes).check()?)?)),
        RowBody::Failed(_) => Content::Missing(Reason::Failed),
        RowBody::Postponed(_) => Content::Missing(Reason::Postponed),
        RowBody::Binary { .. } => Content::Missing(Reason::Binary),
        RowBody::Opened(tag) => Content::Stream(tag),
        RowBody::Skipped { .. } => return Ok(None),
    }))
}

/// The third element, or `name` with bundlers that send an object. Nobody
/// looks values up by it, so a module without one is not an error.
fn export(module: &Value) -> String {
    let name = module.get(2).or_else(|| module.get("name"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

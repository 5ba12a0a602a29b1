//! Which rows can lead to an object with a certain key, told from their bytes.
//! Leaves out reading them: a page has a few rows with data among thousands
//! that draw it.
//!
//! The stream is searched as one piece, not row by row: most rows are short,
//! and to begin a search costs more than to go through one.

use memchr::{memchr_iter, memmem};

use super::hex;
use super::index::{Content, Entry, Flight};
use super::row::RowId;

/// One answer for each entry of `flight`: whether its JSON has one of `keys`,
/// or refers to a row that has, directly or by way of others. A yes may be
/// wrong, a no never is.
pub(super) fn holders(flight: &Flight<'_>, keys: &[&str]) -> Vec<bool> {
    let entries = &flight.entries;
    // A key, or the mark of a reference, may be spelled with escapes: those of
    // ASCII. Others are common in text, and cut in half not even readable.
    let marks = keys.iter().map(|key| format!("\"{key}\"")).chain(["\\u00".to_owned()]);
    let mut open: Vec<usize> = marks.flat_map(|mark| rows_with(flight.stream, &mark, entries)).collect();
    let mut referrers = vec![Vec::new(); if open.is_empty() { 0 } else { entries.len() }];
    if !open.is_empty() {
        for (from, id) in references(flight.stream, entries) {
            if let Some(referrers) = flight.index(id).and_then(|to| referrers.get_mut(to)) {
                referrers.push(from);
            }
        }
    }
    let mut holds = vec![false; entries.len()];
    while let Some(index) = open.pop() {
        let Some(held @ false) = holds.get_mut(index) else { continue };
        *held = is_json(entries, index);
        if *held {
            open.extend(referrers.get(index).into_iter().flatten());
        }
    }
    holds
}

fn is_json(entries: &[Entry<'_>], index: usize) -> bool {
    entries.get(index).is_some_and(|entry| matches!(entry.content, Content::Model(_)))
}

/// Entries with `mark` in their bytes, each once. Bytes of a row that is no
/// entry count for the entry before it.
fn rows_with(stream: &[u8], mark: &str, entries: &[Entry<'_>]) -> Vec<usize> {
    let finder = memmem::Finder::new(mark);
    let (mut found, mut rows, mut at) = (Vec::new(), Cursor::new(entries), 0);
    while let Some(hit) = stream.get(at..).and_then(|rest| finder.find(rest)) {
        found.extend(rows.seek(at + hit));
        at = rows.end().unwrap_or(stream.len());
    }
    found
}

/// What strings may refer to, and from which entry. Some forms have a letter
/// before the number, and `a` to `f` are letters and digits: both are taken.
fn references<'f>(stream: &'f [u8], entries: &'f [Entry<'_>]) -> impl Iterator<Item = (usize, RowId)> + 'f {
    let mut rows = Cursor::new(entries);
    let is_first = |at: usize| at.checked_sub(1).and_then(|before| stream.get(before)) == Some(&b'"');
    memchr_iter(b'$', stream).filter(move |at| is_first(*at)).flat_map(move |at| {
        let from = rows.seek(at);
        let id = |at: usize| {
            let hex = hex::read(stream.get(at..)?).filter(|hex| hex.digits > 0)?;
            Some((from?, RowId::new(hex.value)))
        };
        [id(at + 1), id(at + 2)].into_iter().flatten()
    })
}

/// Goes through entries by places that never go back.
struct Cursor<'f> {
    entries: &'f [Entry<'f>],
    behind: usize,
}

impl<'f> Cursor<'f> {
    fn new(entries: &'f [Entry<'_>]) -> Self {
        Self { entries, behind: 0 }
    }

    /// The last entry that begins at `offset` or before.
    fn seek(&mut self, offset: usize) -> Option<usize> {
        while self.end().is_some_and(|end| end <= offset) {
            self.behind += 1;
        }
        self.behind.checked_sub(1)
    }

    /// Where the next entry begins.
    fn end(&self) -> Option<usize> {
        self.entries.get(self.behind).map(|entry| entry.offset)
    }
}

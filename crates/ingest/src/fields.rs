//! The fields of an answer's objects, counted: what there is to read, whether or not it is on a list. Upstream changes
//! show here first.

use std::collections::BTreeMap;

use schema::{
    Frame, FrameError, Note, Origin,
    columns::{
        CAPTURED_AT, FIELD_BLOCK, FIELD_COUNT, FIELD_NAME, FILLED_COUNT, IS_KNOWN, OBJECT_COUNT, REQUEST_ARGUMENT,
        REQUEST_NAME, SNAPSHOT_ID, SOURCE, VALUE_ORIGIN,
    },
    series::{instants, integers, texts, truths},
    tables::Field,
};
use serde_json::{Map, Value};

use crate::{Answer, entry::shown};

/// How many different fields that are on no list are kept of an answer: one of strangers must not make a million rows.
/// Those on a list are kept in any case, so that a flood of new ones hides none.
const MOST_NEW: usize = 1_000;

/// The fields seen so far, by block: a kind of object of the answer, named by its parser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    blocks: BTreeMap<&'static str, Block>,
    news: News,
}

/// Fields that are on no list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct News {
    /// How many were kept.
    kept: usize,
    /// How often one stood somewhere that was not kept.
    beyond: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Block {
    objects: usize,
    fields: BTreeMap<String, Count>,
}

impl Block {
    /// Adds to a field's count. No text is made for a field that was seen before, and there are thousands of these.
    fn count(&mut self, name: &str, more: Count, is_known: impl Fn() -> bool, news: &mut News) {
        if let Some(count) = self.fields.get_mut(name) {
            return count.add(more);
        }
        let (name, is_known) = (listed(name), is_known());
        let is_new = !is_known && !self.fields.contains_key(&name);
        if is_new && news.kept == MOST_NEW {
            news.beyond += more.with;
            return;
        }
        news.kept += usize::from(is_new);
        self.fields.entry(name).or_insert(Count { is_known, ..Count::default() }).add(more);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    /// Objects that have the field, be it null: what upstream announces counts, even before it is filled.
    with: usize,
    filled: usize,
    is_known: bool,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.with += other.with;
        self.filled += other.filled;
    }
}

impl Fields {
    /// Counts one object of `block` by its fields, each with whether it holds something. `known` are the parser's lists.
    pub(crate) fn add<'name>(
        &mut self,
        block: &'static str,
        fields: impl Iterator<Item = (&'name str, bool)>,
        known: &[&[&str]],
    ) {
        let block = self.blocks.entry(block).or_default();
        block.objects += 1;
        for (name, is_filled) in fields {
            let is_known = || known.iter().any(|list| list.contains(&name));
            let one = Count { with: 1, filled: usize::from(is_filled), is_known: false };
            block.count(name, one, is_known, &mut self.news);
        }
    }

    /// Counts one JSON object of `block`.
    pub(crate) fn add_object(&mut self, block: &'static str, object: &Map<String, Value>, known: &[&[&str]]) {
        self.add(block, object.iter().map(|(name, value)| (name.as_str(), !value.is_null())), known);
    }

    /// Counts what other objects of the answer have.
    pub(crate) fn extend(&mut self, other: Self) {
        self.news.beyond += other.news.beyond;
        for (block, Block { objects, fields }) in other.blocks {
            let block = self.blocks.entry(block).or_default();
            block.objects += objects;
            for (name, count) in fields {
                block.count(&name, count, || count.is_known, &mut self.news);
            }
        }
    }

    /// One note per field that is on no list, whatever it stands in.
    pub(crate) fn notes(&self, block: &'static str) -> impl Iterator<Item = Note> + use<> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let fields = self.blocks.values().flat_map(|block| &block.fields);
        for (name, count) in fields.filter(|(_, count)| !count.is_known) {
            *counts.entry(name).or_default() += count.with;
        }
        let note = |(field, count)| Note { block, what: format!("new field `{field}`"), count };
        counts.into_iter().map(note).collect::<Vec<_>>().into_iter()
    }

    /// What was not kept, if anything.
    pub(crate) fn beyond(&self) -> Option<Note> {
        let what = format!("new field beyond the first {MOST_NEW} different ones, not listed");
        (self.news.beyond > 0).then_some(Note { block: "answer", what, count: self.news.beyond })
    }

    /// The rows of `field`, one for each block and field. What was made of the answer's values may have made objects, too:
    /// the weakest origin of any of its values is that of each row.
    ///
    /// # Errors
    /// [`FrameError`] if the rows break the table's promise.
    pub(crate) fn frame(
        &self,
        answer: &Answer<'_>,
        request: &str,
        argument: Option<&str>,
    ) -> Result<Frame<Field>, FrameError> {
        let rows: Vec<Row<'_>> = self.rows().collect();
        let origin = answer.origins.iter().map(|entry| entry.value).max().unwrap_or(Origin::Observed);
        let all = |text| rows.iter().map(move |_| text);
        // Two long names that are cut alike may stand in one object.
        let count = |count: usize, row: &Row<'_>| i64::try_from(count.min(row.objects)).ok();
        Frame::from_columns(vec![
            texts(&SNAPSHOT_ID, all(Some(answer.snapshot_id))),
            texts(&FIELD_BLOCK, rows.iter().map(|row| Some(row.block))),
            texts(&FIELD_NAME, rows.iter().map(|row| Some(row.name))),
            texts(&REQUEST_NAME, all(Some(request))),
            texts(&REQUEST_ARGUMENT, all(argument)),
            integers(&FIELD_COUNT, rows.iter().map(|row| count(row.count.with, row))),
            integers(&FILLED_COUNT, rows.iter().map(|row| count(row.count.filled, row))),
            integers(&OBJECT_COUNT, rows.iter().map(|row| count(row.objects, row))),
            truths(&IS_KNOWN, rows.iter().map(|row| Some(row.count.is_known))),
            instants(&CAPTURED_AT, rows.iter().map(|_| Some(answer.captured_at))),
            texts(&SOURCE, all(Some(answer.source))),
            texts(&VALUE_ORIGIN, all(Some(origin.word()))),
        ])
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.blocks.iter().flat_map(|(block, Block { objects, fields })| {
            fields.iter().map(|(name, count)| Row { block, objects: *objects, name, count: *count })
        })
    }
}

/// A field of a block.
struct Row<'fields> {
    block: &'static str,
    objects: usize,
    name: &'fields str,
    count: Count,
}

/// A name that can stand in a table: escaped and cut as in a message, and never empty.
fn listed(name: &str) -> String {
    if name.is_empty() { "\"\"".to_owned() } else { shown(name) }
}

#[cfg(test)]
mod tests;

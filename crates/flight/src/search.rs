//! Follows references, and counts the work of one search. Leaves out what is
//! searched for.
//!
//! A path may lead through references whose paths lead through references: the
//! steps can double at each level. So every step is counted, and beyond the
//! limit all that is left to be found is [`Reason::Limit`].

use std::cell::Cell;

use serde_json::{Map, Value};

use super::error::FlightError;
use super::found::Reason;
use super::index::{Content, Flight};
use super::limits::Limits;
use super::reference::Reference;
use super::row::RowId;

/// One search of a stream.
pub(super) struct Search<'f> {
    flight: &'f Flight<'f>,
    visits: Cell<usize>,
    copies: Cell<usize>,
    overrun: Cell<Option<Overrun>>,
}

/// A value with the references at its top followed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'f> {
    Null,
    Bool(bool),
    Number(&'f str),
    Text(&'f str),
    Array(&'f Vec<Value>),
    Object(&'f Map<String, Value>),
    Absent,
    Missing(Reason),
}

/// The row that an error of a search names.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub row: RowId,
    pub offset: usize,
}

#[derive(Clone, Copy)]
enum Overrun {
    Visits,
    Copies,
    Depth,
    /// A row whose JSON can't be read.
    Row(RowId),
}

impl<'f> Search<'f> {
    pub fn new(flight: &'f Flight<'f>) -> Self {
        Self {
            flight,
            visits: Cell::new(flight.limits.visited_nodes),
            copies: Cell::new(flight.limits.resolved_nodes),
            overrun: Cell::new(None),
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.flight.limits
    }

    /// What `value` is, or what it refers to.
    pub fn target(&self, value: &'f Value) -> Target<'f> {
        self.follow(value, &mut Vec::new())
    }

    /// What a row is.
    pub fn content(&self, content: &'f Content<'f>) -> Target<'f> {
        self.sent(content).map_or_else(|target| target, |value| self.target(value))
    }

    /// Counts a copied value with so many bytes of text.
    pub fn count_copy(&self, bytes: usize) {
        self.spend(&self.copies, 1 + bytes / 64, Overrun::Copies);
    }

    /// Fails if a limit was passed since the search began.
    pub fn check(&self, place: Place) -> Result<(), FlightError> {
        let (offset, row) = (place.offset, Some(place.row));
        let too_many = |what, limit| Err(FlightError::TooMany { offset, row, what, limit });
        match self.overrun.get() {
            None => Ok(()),
            Some(Overrun::Visits) => too_many("values visited", self.limits().visited_nodes),
            Some(Overrun::Copies) => too_many("values copied", self.limits().resolved_nodes),
            Some(Overrun::Depth) => Err(self.too_deep(place)),
            Some(Overrun::Row(row)) => self.read_again(row),
        }
    }

    /// The error that `row` gave: it can't be kept, but gives it each time.
    fn read_again(&self, row: RowId) -> Result<(), FlightError> {
        match self.flight.entry(row).map(|entry| &entry.content) {
            Some(Content::Model(json)) => json.value(&self.flight.budget).map(drop),
            _ => Ok(()),
        }
    }

    pub fn too_deep(&self, place: Place) -> FlightError {
        let limit = self.limits().resolve_depth;
        FlightError::TooDeep { offset: place.offset, row: Some(place.row), limit }
    }

    /// `trail` holds the references that are being followed.
    fn follow(&self, mut value: &'f Value, trail: &mut Vec<&'f Value>) -> Target<'f> {
        let before = trail.len();
        let target = loop {
            let (id, path) = match read(value) {
                Ok(target) => {
                    self.visit(value, trail);
                    break target;
                }
                Err(reference) => reference,
            };
            if let Some(reason) = self.refusal(value, trail) {
                break Target::Missing(reason);
            }
            trail.push(value);
            match self.locate(id, path, trail) {
                Ok(next) => value = next,
                Err(target) => break target,
            }
        };
        trail.truncate(before);
        target
    }

    fn refusal(&self, value: &'f Value, trail: &[&'f Value]) -> Option<Reason> {
        if !self.visit(value, trail) {
            return Some(Reason::Limit);
        }
        if trail.iter().any(|followed| std::ptr::eq(*followed, value)) {
            return Some(Reason::Cycle);
        }
        if trail.len() >= self.limits().resolve_depth {
            self.overrun.set(Some(Overrun::Depth));
            return Some(Reason::Limit);
        }
        None
    }

    /// The value in a row that `path` leads to; else what is there instead.
    fn locate(&self, id: RowId, path: Option<&'f str>, trail: &mut Vec<&'f Value>) -> Result<&'f Value, Target<'f>> {
        let entry = self.flight.entry(id).ok_or(Target::Missing(Reason::NotSent))?;
        let is_whole = path.is_none();
        let mut value = self.sent(&entry.content).map_err(|target| if is_whole { target } else { beyond(target) })?;
        for key in path.into_iter().flat_map(|path| path.split(':')) {
            let target = self.follow(value, trail);
            value = child(target, key).ok_or_else(|| beyond(target))?;
        }
        Ok(value)
    }

    /// The JSON of a row; else what the row is instead.
    fn sent(&self, content: &'f Content<'f>) -> Result<&'f Value, Target<'f>> {
        Err(match content {
            // The search is over already: a bad row is not read again for each that refers to it.
            Content::Model(_) if self.overrun.get().is_some() => Target::Missing(Reason::Limit),
            Content::Model(json) => {
                if let Ok(value) = json.value(&self.flight.budget) {
                    return Ok(value);
                }
                self.overrun.set(Some(Overrun::Row(json.source.row)));
                Target::Missing(Reason::Limit)
            }
            Content::Text(text) => Target::Text(text),
            Content::Module(name) => Target::Text(name),
            Content::Missing(reason) => Target::Missing(*reason),
            Content::Stream(_) => Target::Missing(Reason::Stream),
        })
    }

    /// Long strings and long trails are more work than one.
    fn visit(&self, value: &Value, trail: &[&Value]) -> bool {
        let bytes = value.as_str().map_or(0, str::len);
        self.spend(&self.visits, 1 + bytes / 64 + trail.len() / 16, Overrun::Visits)
    }

    fn spend(&self, left: &Cell<usize>, cost: usize, overrun: Overrun) -> bool {
        let rest = left.get().checked_sub(cost);
        if rest.is_none() {
            self.overrun.set(Some(overrun));
        }
        left.set(rest.unwrap_or(0));
        rest.is_some()
    }
}

/// The value under `key`. A React element is an array on the wire, but paths
/// name its parts.
pub(super) fn child<'f>(target: Target<'f>, key: &str) -> Option<&'f Value> {
    match target {
        Target::Object(object) => object.get(key),
        Target::Array(array) => array.get(part_of_element(array, key).or(key.parse().ok())?),
        _ => None,
    }
}

fn part_of_element(array: &[Value], key: &str) -> Option<usize> {
    let is_element = array.len() >= 4 && array.first().is_some_and(|mark| mark == "$");
    match key {
        "type" if is_element => Some(1),
        "key" if is_element => Some(2),
        "props" if is_element => Some(3),
        _ => None,
    }
}

/// A row and perhaps a path into it.
pub(super) type Address<'f> = (RowId, Option<&'f str>);

/// What `value` is by itself; else where it is defined.
pub(super) fn read(value: &Value) -> Result<Target<'_>, Address<'_>> {
    Ok(match value {
        Value::Null => Target::Null,
        Value::Bool(truth) => Target::Bool(*truth),
        Value::Number(number) => Target::Number(number.as_str()),
        Value::Array(array) => Target::Array(array),
        Value::Object(object) => Target::Object(object),
        Value::String(text) => match Reference::read(text) {
            Reference::Text(text) => Target::Text(text),
            Reference::Number(text) => Target::Number(text),
            Reference::Absent => Target::Absent,
            Reference::Missing(reason) => Target::Missing(reason),
            Reference::Row { id, path } => return Err((id, path)),
        },
    })
}

/// No path leads into anything but JSON.
fn beyond(target: Target<'_>) -> Target<'_> {
    match target {
        Target::Missing(_) => target,
        _ => Target::Missing(Reason::NoSuchKey),
    }
}

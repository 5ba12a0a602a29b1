//! A value as a predicate sees it: references are followed as they are met,
//! nothing is copied. Leaves out values on their own: `found.rs`.

use serde_json::{Map, Value};

use super::found::Reason;
use super::search::{Search, Target, child};

/// A value of the stream, seen in place.
///
/// A predicate should look a few levels down and no further: values may be
/// shared a million times, or contain themselves. All that predicates look at
/// counts towards [`Limits::visited_nodes`](super::Limits::visited_nodes).
#[derive(Clone, Copy)]
pub struct Node<'f> {
    search: &'f Search<'f>,
    target: Target<'f>,
}

impl<'f> Node<'f> {
    pub(super) fn new(search: &'f Search<'f>, target: Target<'f>) -> Self {
        Self { search, target }
    }

    /// Why nothing is known of it, if so.
    #[must_use]
    pub fn missing(self) -> Option<Reason> {
        match self.target {
            Target::Missing(reason) => Some(reason),
            _ => None,
        }
    }

    /// True for null, and for `undefined` in an array.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.target, Target::Null | Target::Absent)
    }

    /// Its truth, if it is a Boolean.
    #[must_use]
    pub fn truth(self) -> Option<bool> {
        match self.target {
            Target::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// Its text, if it is text. Also a date, a symbol, the export of a module.
    #[must_use]
    pub fn text(self) -> Option<&'f str> {
        match self.target {
            Target::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one, with all digits as sent and exponents as `e+3`.
    #[must_use]
    pub fn number(self) -> Option<&'f str> {
        match self.target {
            Target::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Its elements, if it is an array; a React element is one of four.
    #[must_use]
    pub fn elements(self) -> Option<impl ExactSizeIterator<Item = Node<'f>>> {
        match self.target {
            Target::Array(array) => Some(array.iter().map(move |value| self.at(value))),
            _ => None,
        }
    }

    /// Its keys and values, if it is an object; without those that are
    /// `undefined`.
    #[must_use]
    pub fn entries(self) -> Option<impl Iterator<Item = (&'f str, Node<'f>)>> {
        let object = self.object()?;
        let entries = object.iter().map(move |(key, value)| (key.as_str(), self.at(value)));
        Some(entries.filter(|(_, node)| !node.is_absent()))
    }

    /// The value under `key` of an object, or `type`, `key` or `props` of a
    /// React element.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        child(self.target, key).map(|value| self.at(value)).filter(|node| !node.is_absent())
    }

    fn object(self) -> Option<&'f Map<String, Value>> {
        match self.target {
            Target::Object(object) => Some(object),
            _ => None,
        }
    }

    fn at(self, value: &'f Value) -> Self {
        Self { target: self.search.target(value), ..self }
    }

    fn is_absent(self) -> bool {
        matches!(self.target, Target::Absent)
    }
}

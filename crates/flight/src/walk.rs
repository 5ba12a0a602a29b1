//! Looks at every value of a stream. Leaves out what a match looks like.
//!
//! The walk goes through the rows as sent and does not follow references, so
//! each value is looked at once however often it is referred to, and cycles do
//! not matter. Predicates and results do follow them.

use serde_json::Value;

use super::error::FlightError;
use super::found::{Found, Reason};
use super::holders::holders;
use super::index::{Content, Entry, Flight};
use super::node::Node;
use super::path::{Path, Step};
use super::resolve::resolve;
use super::row::RowId;
use super::search::{Place, Search, Target, read};

impl Flight<'_> {
    /// All values that `matches` accepts, in the order of the stream, outer
    /// before inner.
    ///
    /// A value that several places refer to is reported once, where it is
    /// defined; a reference to a row that is not there is nowhere defined and
    /// not offered. Modules are not offered either. What `matches` sees has
    /// its references followed, at every level.
    ///
    /// # Errors
    /// [`FlightError::TooDeep`], [`FlightError::TooNested`] and
    /// [`FlightError::TooMany`] if the search, a row that it reads, or the copy
    /// of a match passes a limit; [`FlightError::Json`] for a row that names a
    /// key twice.
    pub fn find(&self, matches: impl FnMut(Node<'_>) -> bool) -> Result<Vec<Found>, FlightError> {
        self.find_in(self.entries.iter(), matches)
    }

    /// As [`Flight::find`], where `matches` accepts nothing but values that
    /// have one of `keys`, or whose parts have: rows that can't lead there are
    /// not read. Keys are of letters, digits and `_`.
    ///
    /// # Errors
    /// As [`Flight::find`], of the rows that are read.
    pub fn find_keyed(&self, keys: &[&str], matches: impl FnMut(Node<'_>) -> bool) -> Result<Vec<Found>, FlightError> {
        let holders = holders(self, keys);
        let entries = self.entries.iter().zip(holders);
        self.find_in(entries.filter_map(|(entry, holds)| holds.then_some(entry)), matches)
    }

    fn find_in<'f>(
        &'f self,
        entries: impl Iterator<Item = &'f Entry<'f>>,
        mut matches: impl FnMut(Node<'_>) -> bool,
    ) -> Result<Vec<Found>, FlightError> {
        let search = Search::new(self);
        let mut found = Vec::new();
        for entry in entries {
            let place = Place { row: entry.row, offset: entry.offset };
            let path = Path::default();
            let mut walk = Walk { search: &search, place, path, matches: &mut matches, found: &mut found };
            match &entry.content {
                Content::Model(json) => walk.visit(json.value(&self.budget)?)?,
                Content::Text(text) => walk.offer(Target::Text(text))?,
                Content::Module(_) | Content::Missing(_) | Content::Stream(_) => {}
            }
        }
        Ok(found)
    }

    /// The value of one row. A row that is not there is a null with its reason
    /// in [`Found::missing`].
    ///
    /// # Errors
    /// As [`Flight::find`].
    pub fn value(&self, row: RowId) -> Result<Found, FlightError> {
        let search = Search::new(self);
        let entry = self.entry(row);
        let place = Place { row, offset: entry.map_or(0, |entry| entry.offset) };
        let absent = Target::Missing(Reason::NotSent);
        let target = entry.map_or(absent, |entry| search.content(&entry.content));
        resolve(&search, target, place, Path::default().to_string())
    }
}

struct Walk<'f, 'w, F> {
    search: &'f Search<'f>,
    place: Place,
    path: Path<'f>,
    matches: &'w mut F,
    found: &'w mut Vec<Found>,
}

impl<'f, F: FnMut(Node<'_>) -> bool> Walk<'f, '_, F> {
    fn visit(&mut self, value: &'f Value) -> Result<(), FlightError> {
        if read(value).is_err() {
            return Ok(());
        }
        self.offer(self.search.target(value))?;
        match value {
            Value::Array(array) => {
                array.iter().enumerate().try_for_each(|(index, value)| self.descend(Step::Index(index), value))
            }
            Value::Object(object) => object.iter().try_for_each(|(key, value)| self.descend(Step::Key(key), value)),
            _ => Ok(()),
        }
    }

    fn descend(&mut self, step: Step<'f>, value: &'f Value) -> Result<(), FlightError> {
        self.path.push(step);
        let visited = self.visit(value);
        self.path.pop();
        visited
    }

    fn offer(&mut self, target: Target<'f>) -> Result<(), FlightError> {
        let is_match = (self.matches)(Node::new(self.search, target));
        self.search.check(self.place)?;
        if is_match {
            self.found.push(resolve(self.search, target, self.place, self.path.to_string())?);
        }
        Ok(())
    }
}

//! Copies a value out of the stream with all references replaced. Leaves out
//! the choice of the value.

use serde_json::{Map, Value};

use super::error::FlightError;
use super::found::{Found, Missing, Reason};
use super::path::{Path, Step};
use super::search::{Place, Search, Target};

/// Copies `target`, which stands at `path` of the row at `place`.
pub(super) fn resolve<'f>(
    search: &'f Search<'f>,
    target: Target<'f>,
    place: Place,
    path: String,
) -> Result<Found, FlightError> {
    let below = Path::default();
    let mut resolver = Resolver { search, place, path: below, open: vec![], missing: vec![] };
    resolver.charge(path.len())?;
    let value = resolver.value(target)?.unwrap_or_default();
    Ok(Found { row: place.row, path, value, missing: resolver.missing })
}

struct Resolver<'f> {
    search: &'f Search<'f>,
    place: Place,
    path: Path<'f>,
    /// Addresses of the arrays and objects around the value being copied.
    open: Vec<usize>,
    missing: Vec<Missing>,
}

impl<'f> Resolver<'f> {
    /// None: the value is `undefined`.
    fn value(&mut self, target: Target<'f>) -> Result<Option<Value>, FlightError> {
        self.charge(0)?;
        Ok(Some(match target {
            Target::Absent => return Ok(None),
            Target::Null => Value::Null,
            Target::Bool(truth) => Value::Bool(truth),
            Target::Number(text) => self.number(text)?,
            Target::Text(text) => self.text(text)?.into(),
            Target::Missing(reason) => self.missing(reason)?,
            Target::Array(array) => self.within(std::ptr::from_ref(array).addr(), |inside| inside.array(array))?,
            Target::Object(object) => self.within(std::ptr::from_ref(object).addr(), |inside| inside.object(object))?,
        }))
    }

    fn within(
        &mut self,
        address: usize,
        copy: impl FnOnce(&mut Self) -> Result<Value, FlightError>,
    ) -> Result<Value, FlightError> {
        if self.open.contains(&address) {
            return self.missing(Reason::Cycle);
        }
        if self.open.len() >= self.search.limits().resolve_depth {
            return Err(self.search.too_deep(self.place));
        }
        self.open.push(address);
        let value = copy(self);
        self.open.pop();
        value
    }

    fn array(&mut self, array: &'f [Value]) -> Result<Value, FlightError> {
        let mut copy = Vec::new();
        for (index, value) in array.iter().enumerate() {
            copy.push(self.child(Step::Index(index), value)?.unwrap_or_default());
        }
        Ok(Value::Array(copy))
    }

    fn object(&mut self, object: &'f Map<String, Value>) -> Result<Value, FlightError> {
        let mut copy = Map::new();
        for (key, value) in object {
            if let Some(value) = self.child(Step::Key(key), value)? {
                copy.insert(self.text(key)?, value);
            }
        }
        Ok(Value::Object(copy))
    }

    fn child(&mut self, step: Step<'f>, value: &'f Value) -> Result<Option<Value>, FlightError> {
        self.path.push(step);
        let value = self.value(self.search.target(value));
        self.path.pop();
        value
    }

    fn number(&mut self, text: &str) -> Result<Value, FlightError> {
        self.charge(text.len())?;
        match text.parse() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => self.missing(Reason::UnknownForm),
        }
    }

    fn text(&self, text: &str) -> Result<String, FlightError> {
        self.charge(text.len())?;
        Ok(text.to_owned())
    }

    /// Stands for it as null. Its path counts as text: it may be long.
    fn missing(&mut self, reason: Reason) -> Result<Value, FlightError> {
        let path = self.path.to_string();
        self.charge(path.len())?;
        self.missing.push(Missing { path, reason });
        Ok(Value::Null)
    }

    fn charge(&self, bytes: usize) -> Result<(), FlightError> {
        self.search.count_copy(bytes);
        self.search.check(self.place)
    }
}

//! A JSON object with its place: typed reading, errors that say where, and a count of its fields, those among them that nobody knows.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use crate::{IngestError, decimal::exact_integer, fields::Fields};

/// Counts beyond 2^53 are no counts: the market of a year had 1e15 tokens, and above it JSON readers that know doubles
/// only have lost digits.
pub(crate) const LARGEST_COUNT: i64 = 1 << 53;

/// An object of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'json, 'path> {
    object: &'json Map<String, Value>,
    path: &'path str,
}

impl<'json, 'path> Entry<'json, 'path> {
    /// The object at `path`.
    pub(crate) fn of(value: &'json Value, path: &'path str) -> Result<Self, IngestError> {
        let object = value.as_object().ok_or_else(|| wrong(path, "an object", value))?;
        Ok(Self { object, path })
    }

    /// The field, unless absent or null.
    pub(crate) fn field(&self, name: &str) -> Option<&'json Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A text that must be there.
    pub(crate) fn text(&self, name: &str) -> Result<&'json str, IngestError> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name, "text"))
    }

    /// A text that may be absent or null.
    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&'json str>, IngestError> {
        let read = |value: &'json Value| value.as_str().ok_or_else(|| wrong(&self.at(name), "text", value));
        self.field(name).map(read).transpose()
    }

    /// A count that must be there: a number or a decimal string, an exact integer of 0 or more.
    pub(crate) fn count(&self, name: &str) -> Result<i64, IngestError> {
        self.optional_count(name)?.ok_or_else(|| self.missing(name, "an integer of 0 or more"))
    }

    /// A count that may be absent or null.
    pub(crate) fn optional_count(&self, name: &str) -> Result<Option<i64>, IngestError> {
        self.field(name).map(|value| count(value, || self.at(name))).transpose()
    }

    /// An integer that may be absent or null, below 0 too.
    pub(crate) fn optional_integer(&self, name: &str) -> Result<Option<i64>, IngestError> {
        let read = |value: &Value| {
            let integer = value.as_number().and_then(|number| exact_integer(number.as_str()));
            integer.ok_or_else(|| wrong(&self.at(name), "an integer", value))
        };
        self.field(name).map(read).transpose()
    }

    /// A truth that may be absent or null.
    pub(crate) fn optional_truth(&self, name: &str) -> Result<Option<bool>, IngestError> {
        let read = |value: &Value| value.as_bool().ok_or_else(|| wrong(&self.at(name), "true or false", value));
        self.field(name).map(read).transpose()
    }

    /// A real that may be absent or null.
    pub(crate) fn optional_real(&self, name: &str) -> Result<Option<f64>, IngestError> {
        let read = |value: &Value| value.as_f64().ok_or_else(|| wrong(&self.at(name), "a number", value));
        self.field(name).map(read).transpose()
    }

    /// A day that may be absent or null.
    pub(crate) fn optional_day(&self, name: &str) -> Result<Option<Date>, IngestError> {
        let read =
            |text: &str| day(text).ok_or_else(|| wrong(&self.at(name), "a date", &Value::String(text.to_owned())));
        self.optional_text(name)?.map(read).transpose()
    }

    /// A day that must be there.
    pub(crate) fn day(&self, name: &str) -> Result<Date, IngestError> {
        self.optional_day(name)?.ok_or_else(|| self.missing(name, "a date"))
    }

    /// An instant that must be there; where upstream gives a day, its beginning.
    pub(crate) fn instant(&self, name: &str) -> Result<Timestamp, IngestError> {
        self.optional_instant(name)?.ok_or_else(|| self.missing(name, "an instant in UTC"))
    }

    /// An instant that may be absent or null; where upstream gives a day, its beginning.
    pub(crate) fn optional_instant(&self, name: &str) -> Result<Option<Timestamp>, IngestError> {
        let read = |text: &str| {
            let instant = exact_day(text).and_then(schema::day::start).or_else(|| text.parse().ok());
            instant.ok_or_else(|| wrong(&self.at(name), "an instant in UTC", &Value::from(text)))
        };
        self.optional_text(name)?.map(read).transpose()
    }

    /// A part of a whole that must be there.
    pub(crate) fn share(&self, name: &str) -> Result<f64, IngestError> {
        const EXPECTED: &str = "a share from 0 to 1";
        let share = self.optional_real(name)?.ok_or_else(|| self.missing(name, EXPECTED))?;
        let is_share = (0.0..=1.0).contains(&share);
        if is_share { Ok(share) } else { Err(wrong(&self.at(name), EXPECTED, &Value::from(share))) }
    }

    /// A decimal that upstream sends as text or number, kept as written.
    pub(crate) fn optional_decimal(&self, name: &str) -> Result<Option<String>, IngestError> {
        let read = |value: &Value| {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            if crate::decimal::is_decimal(&text) {
                Ok(text)
            } else {
                Err(wrong(&self.at(name), "a decimal number", value))
            }
        };
        self.field(name).map(read).transpose()
    }

    /// The place of a field.
    pub(crate) fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// The place of the object.
    pub(crate) fn path(&self) -> &'path str {
        self.path
    }

    /// Counts the fields, as those of an object of `block`; what is on no list is new.
    pub(crate) fn audit(&self, block: &'static str, known: &[&[&str]], fields: &mut Fields) {
        fields.add_object(block, self.object, known);
    }

    /// The fields that are on no list.
    pub(crate) fn beyond<'list>(
        &self,
        known: &'list [&[&str]],
    ) -> impl Iterator<Item = &'json str> + use<'json, 'list> {
        let is_new = |name: &&str| !known.iter().any(|list| list.contains(name));
        self.object.keys().map(String::as_str).filter(is_new)
    }

    fn missing(&self, name: &str, expected: &str) -> IngestError {
        IngestError::Value { path: self.at(name), expected: expected.to_owned(), found: "nothing".to_owned() }
    }
}

/// The exact integer from 0 to [`LARGEST_COUNT`] that `value` denotes.
pub(crate) fn count(value: &Value, path: impl Fn() -> String) -> Result<i64, IngestError> {
    let integer = match value {
        Value::Number(number) => exact_integer(number.as_str()),
        Value::String(text) => exact_integer(text),
        _ => None,
    };
    let plausible = integer.filter(|integer| (0..=LARGEST_COUNT).contains(integer));
    plausible.ok_or_else(|| wrong(&path(), "an integer from 0 to 2^53", value))
}

/// The rows of a list that must have some.
pub(crate) fn rows<'json>(value: &'json Value, path: &str) -> Result<&'json [Value], IngestError> {
    match value.as_array() {
        Some(rows) if !rows.is_empty() => Ok(rows),
        _ => Err(wrong(path, "a list with rows", value)),
    }
}

/// The day that a text names; a time in UTC may stand behind it.
pub(crate) fn day(text: &str) -> Option<Date> {
    let (day, time) = (text.get(..10)?, text.get(10..)?);
    let is_time = time.starts_with(['T', ' ']) && !time.trim_end_matches("+00:00").contains(['+', '-', '/']);
    day.parse().ok().filter(|_| time.is_empty() || is_time)
}

/// The day that a text is, and nothing else.
pub(crate) fn exact_day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}

/// Keys with the place they stood at, so that none is read twice.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    places: BTreeMap<String, String>,
}

impl Seen {
    /// Remembers a key.
    ///
    /// # Errors
    /// [`IngestError::Twice`] if it stood before.
    pub(crate) fn once(&mut self, key: String, path: &str) -> Result<(), IngestError> {
        if let Some(first) = self.places.get(&key) {
            return Err(IngestError::Twice { path: path.to_owned(), key: shown(&key), first: first.clone() });
        }
        self.places.insert(key, path.to_owned());
        Ok(())
    }
}

/// The error for a value that is not what it must be.
pub(crate) fn wrong(path: &str, expected: &str, found: &Value) -> IngestError {
    IngestError::Value { path: shown(path), expected: expected.to_owned(), found: described(found) }
}

/// A value in a few words.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(fields) if fields.len() == 1 => "an object with 1 field".to_owned(),
        Value::Object(fields) => format!("an object with {} fields", fields.len()),
        other => format!("`{}`", shown(&other.to_string())),
    }
}

/// Untrusted text for a message: control characters escaped, cut to a line.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let escaped = |text: &str| {
        text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", escaped(text.get(..end).unwrap_or_default()) as String),
        None => escaped(text),
    }
}

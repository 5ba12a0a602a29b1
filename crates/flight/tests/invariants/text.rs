//! How many values and keys stand in JSON text, repeated keys too, as a parser meets them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// `serde_json` hands numbers over as an object of this key, and takes such an object for a number.
const NUMBER: &str = "$serde_json::private::Number";

/// What a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub values: usize,
    pub keys: usize,
    /// Arrays and objects with nothing in them, and those that are taken for a number.
    pub empty: usize,
}

/// The keys of `value`, where none is repeated.
pub fn keys(value: &Value) -> usize {
    match value {
        Value::Array(array) => array.iter().map(keys).sum(),
        Value::Object(object) => object.values().map(|value| 1 + keys(value)).sum(),
        _ => 0,
    }
}

impl Counts {
    const ONE: Self = Self { values: 1, keys: 0, empty: 0 };
    const EMPTY: Self = Self { empty: 1, ..Self::ONE };
    const KEY: Self = Self { values: 0, keys: 1, empty: 0 };

    fn with(self, inside: Self) -> Self {
        Self { values: self.values + inside.values, keys: self.keys + inside.keys, empty: self.empty + inside.empty }
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Counter)
    }
}

struct Counter;

impl<'de> Visitor<'de> for Counter {
    type Value = Counts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Counts, E> {
        Ok(Counts::ONE)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Counts, A::Error> {
        let mut counts = Counts::ONE;
        while let Some(inside) = array.next_element()? {
            counts = counts.with(inside);
        }
        Ok(if counts == Counts::ONE { Counts::EMPTY } else { counts })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Counts, A::Error> {
        let mut counts = Counts::ONE;
        while let Some(key) = object.next_key::<String>()? {
            if counts == Counts::ONE && key == NUMBER {
                object.next_value::<IgnoredAny>()?;
                return Ok(Counts::EMPTY);
            }
            counts = counts.with(Counts::KEY).with(object.next_value()?);
        }
        Ok(if counts == Counts::ONE { Counts::EMPTY } else { counts })
    }
}

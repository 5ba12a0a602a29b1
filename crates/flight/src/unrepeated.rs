//! JSON whose objects name no key twice. Leaves out the values: `strict.rs`
//! has read them.

use std::{collections::BTreeSet, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How much of a key is told.
const LONGEST: usize = 120;

/// Any JSON without repeated keys.
pub(crate) struct Unrepeated;

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Unrepeated;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Unrepeated, E> {
        Ok(Unrepeated)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Unrepeated, A::Error> {
        while array.next_element::<Unrepeated>()?.is_some() {}
        Ok(Unrepeated)
    }

    /// Some numbers too: `serde_json` hands them over as an object of one key, to keep all their digits.
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Unrepeated, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            object.next_value::<Unrepeated>()?;
            if let Some(key) = keys.replace(key) {
                let shown: String = key.chars().take(LONGEST).collect();
                return Err(A::Error::custom(format_args!("key `{}` stands there twice", shown.escape_debug())));
            }
        }
        Ok(Unrepeated)
    }
}

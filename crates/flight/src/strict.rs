//! JSON of which nothing is lost: `serde_json` keeps the last of two values
//! under one key, here that is an error. Leaves out what the values mean.

use serde_json::Value;

use super::structure::structure;
use super::unrepeated::Unrepeated;

/// An upper bound of the number of values in `json`, in one pass that
/// allocates nothing. Brackets, commas and strings are all that counts.
#[must_use]
pub fn most_values(json: &[u8]) -> usize {
    structure(json, usize::MAX).values
}

/// Reads `json`. The size of what it allocates is for the caller to bound:
/// [`most_values`].
///
/// # Errors
/// Text that is not JSON, and an object with one key twice.
pub fn value(json: &[u8]) -> Result<Value, serde_json::Error> {
    counted_value(json, structure(json, usize::MAX).keys)
}

/// Reads `json` that has `keys` keys, repeated ones counted. Whether one is
/// repeated is told by counting: reading with a look at each key takes as
/// long as reading, and is done to find the place.
pub(crate) fn counted_value(json: &[u8], keys: usize) -> Result<Value, serde_json::Error> {
    let value = serde_json::from_slice(json)?;
    if keys_in(&value) != keys {
        serde_json::from_slice::<Unrepeated>(json)?;
    }
    Ok(value)
}

fn keys_in(value: &Value) -> usize {
    match value {
        Value::Array(array) => array.iter().map(keys_in).sum(),
        Value::Object(object) => object.len() + object.values().map(keys_in).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_key_is_an_error() {
        for (json, said) in [
            (r#"{"a":1,"b":{"a":1}}"#, ""),
            (r#"[{"a":1},{"a":2}]"#, ""),
            (r#"{"a":":","b":"\":"}"#, ""),
            (r#"{"a":1,"a":1}"#, "key `a` stands there twice at line 1 column 13"),
            (r#"[0,{"b":[{"a":1,"c":2,"\u0061":1}]}]"#, "key `a` stands there twice at line 1 column 33"),
            (r#"{"a":1"#, "EOF while parsing an object at line 1 column 6"),
        ] {
            let read = value(json.as_bytes()).map_or_else(|error| error.to_string(), |_| String::new());
            assert_eq!(read, said, "{json}");
        }
    }
}

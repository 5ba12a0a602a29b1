//! The JSON of a stream's rows as sent, and what of it any reading has to give back. Leaves out what references mean:
//! a string that begins with `$` may become anything.

use std::collections::{BTreeMap, BTreeSet};

use flight::{Limits, RowBody, RowId, rows};
use serde_json::Value;

/// The value of each row of JSON or text, by its id. `None` if one is not to be read.
pub fn values(stream: &[u8], limits: &Limits) -> Option<BTreeMap<RowId, Value>> {
    let (mut values, mut opened) = (BTreeMap::new(), BTreeSet::new());
    for row in rows(stream, limits) {
        let row = row.ok()?;
        match row.body {
            // Chunks of a stream are no values.
            _ if opened.contains(&row.id) => {}
            RowBody::Opened(_) => drop(opened.insert(row.id)),
            RowBody::Model(json) => drop(values.insert(row.id, serde_json::from_slice(json).ok()?)),
            RowBody::Text(text) => drop(values.insert(row.id, Value::from(plain(text)))),
            _ => {}
        }
    }
    Some(values)
}

/// Dollar signs mean nothing in a row of text; here they would.
fn plain(text: &str) -> String {
    if text.starts_with('$') { format!("${text}") } else { text.to_owned() }
}

/// How many values of `value` stand for themselves.
pub fn count(value: &Value) -> usize {
    let inside = match value {
        Value::Array(array) => array.iter().map(count).sum(),
        Value::Object(object) => object.values().map(count).sum(),
        _ => 0,
    };
    inside + usize::from(!is_form(value))
}

/// Whether it is a string in which `$` may mean something.
pub fn is_form(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with('$'))
}

/// Whether `found` says what was sent, wherever that stands for itself.
pub fn agrees(sent: &Value, found: &Value) -> bool {
    match (sent, found) {
        _ if is_form(sent) => true,
        (Value::Array(sent), Value::Array(found)) => {
            sent.len() == found.len() && sent.iter().zip(found).all(|(sent, found)| agrees(sent, found))
        }
        (Value::Object(sent), Value::Object(found)) => {
            let is_kept = |(key, sent): (&String, &Value)| match found.get(key) {
                Some(found) => agrees(sent, found),
                None => is_form(sent),
            };
            found.keys().all(|key| sent.contains_key(key)) && sent.iter().all(is_kept)
        }
        _ => sent == found,
    }
}

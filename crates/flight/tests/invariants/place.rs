//! Where a path such as `$[3].props["any key"]` leads, read from its text alone.

use serde_json::{Deserializer, Value};

/// The value at `path`, if there is one.
pub fn at<'v>(mut value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut rest = path.strip_prefix('$')?;
    while !rest.is_empty() {
        (value, rest) = step(value, rest)?;
    }
    Some(value)
}

fn step<'v, 'p>(value: &'v Value, path: &'p str) -> Option<(&'v Value, &'p str)> {
    if let Some(name) = path.strip_prefix('.') {
        let (key, rest) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
        return Some((value.as_object()?.get(key)?, rest));
    }
    let inside = path.strip_prefix('[')?;
    if !inside.starts_with('"') {
        let (index, rest) = inside.split_once(']')?;
        return Some((value.as_array()?.get(index.parse::<usize>().ok()?)?, rest));
    }
    let mut keys = Deserializer::from_str(inside).into_iter::<String>();
    let key = keys.next()?.ok()?;
    let rest = inside.get(keys.byte_offset()..)?;
    Some((value.as_object()?.get(&key)?, rest.strip_prefix(']')?))
}

//! Places in a JSON document, written as `$.payload.weekly_chart`. Leaves out what stands there.

use serde_json::Value;

use crate::{
    ArchiveMap, IngestError,
    entry::{shown, wrong},
    json,
};

/// What a place begins with.
pub(super) const ROOT: &str = "$";

/// The document; a list is one, too.
///
/// # Errors
/// As [`json::answer`].
pub(super) fn read(body: &[u8]) -> Result<Value, IngestError> {
    match body.trim_ascii_start().first() {
        Some(b'[') => json::value(body),
        _ => json::answer(body).map(Value::Object),
    }
}

/// The list that the map names, and its place.
///
/// # Errors
/// [`IngestError::Value`] if nothing stands there.
pub(super) fn list<'json>(map: &ArchiveMap, document: &'json Value) -> Result<(String, &'json Value), IngestError> {
    let path = map.rows.as_deref().unwrap_or(ROOT);
    let found = at(document, path).ok_or_else(|| wrong(path, "a list with rows", &Value::Null))?;
    Ok((shown(path), found))
}

/// What stands at `path`.
pub(super) fn at<'json>(document: &'json Value, path: &str) -> Option<&'json Value> {
    let keys = path.strip_prefix(ROOT)?;
    keys.split('.').skip(1).try_fold(document, |found, key| found.get(key))
}

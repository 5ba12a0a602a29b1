//! The JSON carrier: telling data from what upstream sends in its place with status 200.

use serde_json::Value;

use crate::IngestError;

const EXPECTED: &str = "JSON with data";

/// Reads a body as JSON and hands out what stands under `data`.
///
/// # Errors
/// [`IngestError::NotData`] for an empty body, HTML, `{"error":…}`, `{"data":null}` or no `data`;
/// [`IngestError::Json`] for anything else that is not JSON.
pub(crate) fn data(body: &[u8]) -> Result<Value, IngestError> {
    let not_data = |found: String| IngestError::NotData { expected: EXPECTED, found };
    match body.trim_ascii_start().first() {
        None => return Err(not_data("an empty body".to_owned())),
        Some(b'<') => return Err(not_data("HTML".to_owned())),
        Some(_) => {}
    }
    let mut answer: Value = serde_json::from_slice(body).map_err(|error| IngestError::Json {
        line: error.line(),
        column: error.column(),
        said: error.to_string(),
    })?;
    if let Some(error) = answer.get("error") {
        let said = error.get("message").and_then(Value::as_str).unwrap_or("no message");
        return Err(not_data(format!("upstream's error `{}`", crate::entry::shown(said))));
    }
    match answer.get_mut("data").map(Value::take) {
        None => Err(not_data("JSON without `data`".to_owned())),
        Some(Value::Null) => Err(not_data("`data` that is null".to_owned())),
        Some(data) => Ok(data),
    }
}

//! The JSON carrier: telling data from what upstream sends in its place with status 200.

use flight::{character, strict};
use serde_json::{Map, Value};

use crate::{
    IngestError, Note,
    entry::{described, shown, wrong},
};

const EXPECTED: &str = "JSON with data";
/// How many values of one answer are read. The largest real answer, a catalogue of August 2026, has 32,238, a month of
/// models 11,741. This many of the dearest kind, objects with one field, take some 300 MB.
const MOST_VALUES: usize = 1_000_000;

/// Reads a body as a JSON object that is no error.
///
/// # Errors
/// [`IngestError::NotData`] for an empty body, HTML, `{"error":…}` and JSON that is no object;
/// [`IngestError::TooManyValues`] before anything is allocated; [`IngestError::Json`] for anything else, two values
/// under one key among it. An escape of half a character is read as U+FFFD, see [`half_characters`].
pub(crate) fn answer(body: &[u8]) -> Result<Map<String, Value>, IngestError> {
    let answer = value(body)?;
    let Value::Object(answer) = answer else {
        return Err(not_data(described(&answer)));
    };
    match answer.get("error") {
        Some(error) => Err(not_data(format!("upstream's error `{}`", shown(&said(error))))),
        None => Ok(answer),
    }
}

/// Reads a body as JSON of any kind.
///
/// # Errors
/// [`IngestError::NotData`] for an empty body and HTML; else as [`answer`].
pub(crate) fn value(body: &[u8]) -> Result<Value, IngestError> {
    // Some programs put a mark before what they write.
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    refuse_pages(body, EXPECTED)?;
    refuse_bombs(body)?;
    character::read(body, strict::value).map(|(value, _)| value).map_err(broken)
}

/// How many escapes of half a character a body of JSON has; none of a body that is no JSON.
pub(crate) fn half_characters(body: &[u8]) -> usize {
    let start = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start().first();
    if matches!(start, Some(b'{' | b'[')) { character::whole(body).1 } else { 0 }
}

/// A note on so many escapes of half a character; none, where there is none.
pub(crate) fn told_halves(block: &'static str, count: usize) -> Option<Note> {
    (count > 0).then(|| Note { block, what: "escape of half a character, read as U+FFFD".to_owned(), count })
}

/// Reads a body as JSON and hands out what stands under `data`.
///
/// # Errors
/// As [`answer`]; [`IngestError::NullData`] for `{"data":null}` and [`IngestError::NotData`] for no `data`.
pub(crate) fn data(body: &[u8]) -> Result<Value, IngestError> {
    take_data(&mut answer(body)?)
}

/// Takes what stands under `data` out of an answer.
///
/// # Errors
/// [`IngestError::NullData`] if that is null, [`IngestError::NotData`] if it is nothing.
pub(crate) fn take_data(answer: &mut Map<String, Value>) -> Result<Value, IngestError> {
    match answer.get_mut("data").map(Value::take) {
        None => Err(not_data("JSON without `data`".to_owned())),
        Some(Value::Null) => Err(IngestError::NullData { expected: EXPECTED }),
        Some(data) => Ok(data),
    }
}

/// Refuses what is no data in any format, `expected` or other: nothing at all, or a page.
///
/// # Errors
/// [`IngestError::NotData`].
pub(crate) fn refuse_pages(body: &[u8], expected: &'static str) -> Result<(), IngestError> {
    let not_data = |found: &str| IngestError::NotData { expected, found: found.to_owned() };
    match body.trim_ascii_start().first() {
        None => Err(not_data("an empty body")),
        Some(b'<') => Err(not_data("HTML")),
        Some(_) => Ok(()),
    }
}

/// Refuses a cell that goes on over a line: no table of figures has one, and a quote that nobody closed takes all rows up
/// to the next one into itself.
///
/// # Errors
/// [`IngestError::Value`].
pub(crate) fn refuse_lines(record: &csv::StringRecord, place: &str) -> Result<(), IngestError> {
    match record.iter().find(|cell| cell.contains(['\n', '\r'])) {
        Some(cell) => Err(wrong(place, "cells of one line, is a quote open?", &Value::from(cell))),
        None => Ok(()),
    }
}

fn refuse_bombs(body: &[u8]) -> Result<(), IngestError> {
    let found = strict::most_values(body);
    if found > MOST_VALUES {
        return Err(IngestError::TooManyValues { limit: MOST_VALUES, found });
    }
    Ok(())
}

/// The reader puts the place behind its words; here it stands before them.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn broken(error: serde_json::Error) -> IngestError {
    let text = error.to_string();
    let said = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said).to_owned();
    IngestError::Json { line: error.line(), column: error.column(), said }
}

fn said(error: &Value) -> String {
    let message = error.get("message").unwrap_or(error);
    message.as_str().map_or_else(|| message.to_string(), str::to_owned)
}

fn not_data(found: String) -> IngestError {
    IngestError::NotData { expected: EXPECTED, found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_read_as_none() {
        for (json, said, halves) in [
            (r#"["\ud800"]"#, "\u{fffd}", 1),
            (r#"["a\uDFFFb\udbff"]"#, "a\u{fffd}b\u{fffd}", 2),
            // Halves in the wrong order, and one before a pair.
            (r#"["\udc00\ud800"]"#, "\u{fffd}\u{fffd}", 2),
            (r#"["\ud800\ud83d\ude00"]"#, "\u{fffd}\u{1f600}", 1),
            (r#"["\ud83d\u0041"]"#, "\u{fffd}A", 1),
            // Pairs are characters, and an escaped backslash begins no escape.
            (r#"["\ud83d\ude00"]"#, "\u{1f600}", 0),
            (r#"["\\ud800"]"#, r"\ud800", 0),
            (r#"["\\\ud800"]"#, "\\\u{fffd}", 1),
        ] {
            let read = value(json.as_bytes()).expect(json);
            assert_eq!(
                (read.pointer("/0").and_then(Value::as_str), half_characters(json.as_bytes())),
                (Some(said), halves)
            );
        }
    }

    /// What is broken besides stays so, at its place.
    #[test]
    fn what_is_cut_is_refused() {
        for json in [r#"["\ud800""#, r#"["\ud8"#, r#"["\ud800\"#, r#"["\uzzzz"]"#, r#"["\ud800",]"#] {
            assert!(matches!(value(json.as_bytes()), Err(IngestError::Json { line: 1, .. })), "{json}");
        }
        assert_eq!(half_characters(br"a,\ud800"), 0, "no JSON");
    }
}

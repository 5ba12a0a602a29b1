//! What holds for any bytes that are taken for JSON.

use flight::{Flight, FlightError, Limits, RowId, strict};
use serde_json::Value;

use super::text::{self, Counts};
use super::{sent, stream, writer};

/// Panics if `bytes` are read in a way they should not be.
pub fn check(bytes: &[u8]) {
    let strict = strict::value(bytes);
    match serde_json::from_slice::<Value>(bytes) {
        Ok(plain) => check_read(bytes, &plain, strict),
        Err(plain) => {
            let said = strict.map_err(|error| error.to_string());
            assert_eq!(said, Err(plain.to_string()), "what `serde_json` refuses is refused for its reason");
        }
    }
}

fn check_read(bytes: &[u8], plain: &Value, strict: Result<Value, serde_json::Error>) {
    let counts: Counts = serde_json::from_slice(bytes).expect("`serde_json` has read it");
    let most = strict::most_values(bytes);
    let bounds = counts.values..=counts.values + counts.empty;
    assert!(bounds.contains(&most), "at most {most} values, {counts:?}");
    // What is lost if one key stands there twice is not to be read.
    let whole = (counts.keys == text::keys(plain)).then_some(plain);
    match strict {
        Ok(strict) => assert_eq!(Some(&strict), whole),
        Err(error) => assert!(whole.is_none() && error.to_string().contains("stands there twice"), "{error}"),
    }
    check_row(bytes, whole);
    if let Some(whole) = whole {
        check_written(whole, bytes);
    }
}

/// A row of this JSON says what the JSON says.
fn check_row(json: &[u8], whole: Option<&Value>) {
    if json.contains(&b'\n') {
        return;
    }
    let stream = [b"0:", json, b"\n"].concat();
    let flight = Flight::parse(&stream, &Limits::default()).expect("a line of JSON is a row");
    match (flight.value(RowId::new(0)), whole) {
        (Ok(found), Some(whole)) => assert!(sent::agrees(whole, &found.value), "{whole} as {found:?}"),
        (Err(error), None) => assert!(matches!(error, FlightError::Json { .. }), "{error}"),
        (read, _) => panic!("{read:?} of {whole:?}"),
    }
}

/// Whatever is written as a stream is read back, and all that holds for any stream holds for it. `choices` say how it
/// is spread over rows.
fn check_written(value: &Value, choices: &[u8]) {
    let written = writer::write(value, choices);
    let flight = Flight::parse(&written, &Limits::default()).expect("a server might send it");
    let found = flight.value(RowId::new(0)).expect("all of it was sent");
    assert_eq!((&found.value, found.missing.as_slice()), (value, [].as_slice()));
    stream::check(&written);
}

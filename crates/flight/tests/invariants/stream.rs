//! What holds for any bytes that are taken for a page or a stream.

use std::collections::BTreeSet;

use flight::{Flight, FlightError, Found, Limits, Node, Reason, Row, RowBody, rows, streams};

use super::{place, sent, writer};

/// Small, so that each is met by small inputs, and none takes long.
const LIMITS: Limits = Limits {
    rows: 10_000,
    streams: 4,
    row_bytes: 2048,
    json_nesting: 24,
    json_nodes: 1_000,
    resolve_depth: 16,
    resolved_nodes: 2_000,
    visited_nodes: 8_000,
};
/// The most places at which one input is cut.
const CUTS: usize = 16;
/// Keys to search by: one letter, so that they are found by chance, and one of the rankings page.
const KEYS: &[&str] = &["a", "ys"];

/// Panics if `bytes` are read in a way they should not be.
pub fn check(bytes: &[u8]) {
    match streams(bytes, &LIMITS) {
        Ok(streams) => streams.iter().for_each(|stream| check_stream(stream)),
        Err(error) => {
            assert_within(&error, bytes);
            check_stream(bytes);
        }
    }
}

fn check_stream(stream: &[u8]) {
    check_rows(stream);
    check_cuts(stream);
    check_pushed(stream);
    match Flight::parse(stream, &LIMITS) {
        Ok(unread) => check_searches(stream, &unread),
        Err(error) => assert_in_row(&error, stream),
    }
}

/// An error names a place that is there, and can be told.
fn assert_within(error: &FlightError, bytes: &[u8]) {
    assert!(error.offset() <= bytes.len(), "byte {} of {}: {error}", error.offset(), bytes.len());
    assert!(!error.to_string().is_empty() && !error.hint().is_empty(), "{error:?}");
    if let FlightError::NotFlight { offset, found } | FlightError::Hex { offset, found, .. } = error {
        assert_eq!(bytes.get(*offset), Some(found), "{error}");
    }
}

/// An error of a stream is in the row that it names, or behind all that are whole.
fn assert_in_row(error: &FlightError, stream: &[u8]) {
    assert_within(error, stream);
    let (whole, _) = split(stream);
    let is_in = |row: &Row<'_>| Some(row.id) == error.row() && (row.offset..end(stream, row)).contains(&error.offset());
    let is_behind = whole.last().is_none_or(|row| end(stream, row) <= error.offset());
    assert!(is_behind || whole.iter().any(is_in), "byte {}: {error}", error.offset());
}

/// The whole rows of `stream`, and what is said of the rest.
fn split(stream: &[u8]) -> (Vec<Row<'_>>, Option<FlightError>) {
    let mut whole = Vec::new();
    for row in rows(stream, &LIMITS) {
        match row {
            Ok(row) => whole.push(row),
            Err(error) => return (whole, Some(error)),
        }
    }
    (whole, None)
}

/// Rows lie side by side, with a newline between them at most, and their bodies are where they say.
fn check_rows(stream: &[u8]) {
    let (whole, error) = split(stream);
    let mut before = 0;
    for row in &whole {
        assert_eq!(row.offset, before, "{row:?}");
        before = end(stream, row);
    }
    match error {
        Some(error) => assert!((before..=stream.len()).contains(&error.offset()), "behind byte {before}: {error}"),
        None => assert_eq!(before, stream.len(), "bytes that are in no row"),
    }
}

/// Where a row ends, with its newline if it has one.
fn end(stream: &[u8], row: &Row<'_>) -> usize {
    let behind = &stream[row.body_offset..];
    let (body, is_line) = match row.body {
        RowBody::Text(text) => (text.as_bytes(), false),
        RowBody::Binary { bytes, .. } => (bytes, false),
        // What stands behind the tag is not told.
        RowBody::Opened(_) => (behind.split(|byte| *byte == b'\n').next().unwrap_or_default(), true),
        RowBody::Model(bytes)
        | RowBody::Module(bytes)
        | RowBody::Failed(bytes)
        | RowBody::Postponed(bytes)
        | RowBody::Skipped { bytes, .. } => (bytes, true),
    };
    assert!(behind.starts_with(body), "{row:?}");
    assert!(!is_line || behind.get(body.len()) == Some(&b'\n'), "{row:?}");
    row.body_offset + body.len() + usize::from(is_line)
}

/// A stream that was cut has the same rows as far as it goes, and says that it was cut unless it ends with a row.
fn check_cuts(stream: &[u8]) {
    let (whole, error) = split(stream);
    for at in (0..stream.len()).step_by(stream.len() / CUTS + 1) {
        let (kept, cut) = split(&stream[..at]);
        assert_eq!(kept, whole[..kept.len()], "cut at {at}");
        match cut {
            None => assert_eq!(kept.last().map_or(0, |row| end(stream, row)), at, "a cut that nobody noticed"),
            Some(FlightError::Cut { rows_before, .. }) => assert_eq!(rows_before, kept.len(), "cut at {at}"),
            Some(cut) => assert_eq!(Some(cut.to_string()), error.as_ref().map(ToString::to_string), "cut at {at}"),
        }
    }
}

/// A page that pushes the stream in pieces gives the stream, whatever form state it pushes between them.
fn check_pushed(stream: &[u8]) {
    let page = writer::page(stream, &[stream.len() / 3, stream.len() / 2]);
    let form = "</script><script>self.__next_f.push([2,null])</script>";
    for page in [&page.replace("</script>", form), &page] {
        assert_eq!(streams(page.as_bytes(), &LIMITS).expect("a page that pushes"), [stream]);
    }
}

fn check_searches(stream: &[u8], unread: &Flight<'_>) {
    match unread.clone().find(|_| true) {
        Ok(all) => check_all(stream, unread, &all),
        Err(error) => assert_in_row(&error, stream),
    }
    check_keyed(stream, unread);
    let flight = unread.clone();
    for row in unread.row_ids() {
        match flight.value(row) {
            Ok(found) => check_missing(&found),
            Err(error) => assert_in_row(&error, stream),
        }
    }
}

/// A search for everything gives each value that was sent, once, at its place; and no limit makes it shorter.
fn check_all(stream: &[u8], unread: &Flight<'_>, all: &[Found]) {
    let sent = sent::values(stream, &LIMITS).expect("rows that were read");
    let (mut places, mut count) = (BTreeSet::new(), 0);
    for found in all {
        let sent = sent.get(&found.row).and_then(|row| place::at(row, &found.path)).expect("a place that was sent");
        assert!(sent::agrees(sent, &found.value), "{sent} as {found:?}");
        assert!(places.insert((found.row, &found.path)), "twice: {found:?}");
        count += usize::from(!sent::is_form(sent));
        check_missing(found);
        if found.path == "$" {
            let value = unread.clone().value(found.row).expect("a row that was found");
            assert_eq!(value, *found);
        }
    }
    assert_eq!(count, sent.values().map(sent::count).sum::<usize>(), "values found and values sent");
    let boundless = Flight::parse(stream, &Limits::default()).and_then(|flight| flight.find(|_| true));
    assert_eq!(boundless.expect("no limit"), all);
}

/// Rows that are not read change nothing.
fn check_keyed(stream: &[u8], unread: &Flight<'_>) {
    let keyed = unread.clone().find_keyed(KEYS, leads_to_key);
    if let Err(error) = &keyed {
        assert_in_row(error, stream);
    }
    match unread.clone().find(leads_to_key) {
        Ok(found) => assert_eq!(keyed.expect("less work than a search of all"), found),
        Err(error) => assert_in_row(&error, stream),
    }
}

fn leads_to_key(node: Node<'_>) -> bool {
    let has_key = |node: Node<'_>| KEYS.iter().any(|key| node.get(key).is_some());
    has_key(node)
        || node.elements().is_some_and(|mut elements| elements.any(has_key))
        || node.entries().is_some_and(|mut entries| entries.any(|(_, node)| has_key(node)))
}

/// Where something is missing stands a null, and that a limit was met is never told as that.
fn check_missing(found: &Found) {
    for missing in &found.missing {
        assert_eq!(place::at(&found.value, &missing.path), Some(&serde_json::Value::Null), "{missing:?} of {found:?}");
        assert_ne!(missing.reason, Reason::Limit, "{found:?}");
    }
}

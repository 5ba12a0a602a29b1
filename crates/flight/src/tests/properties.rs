//! What holds for every stream.

use proptest::prelude::*;
use serde_json::Value;

use super::super::{Flight, FlightError, Limits, Node, RowBody, RowId, rows, streams};
use super::RAW;
use super::writer::{page, write};

fn values() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1.0".to_owned()),
        Just("2.3e12".to_owned()),
        "[1-9][0-9]{0,30}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number.prop_map(|text| serde_json::from_str(&text).unwrap()),
        "[$:0-9a-fé\\n\"L<]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-c$:é ]{0,3}", inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn written() -> impl Strategy<Value = Vec<u8>> {
    (values(), prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(value, choices)| write(&value, &choices))
}

/// All that can be done with bytes.
fn exhaust(bytes: &[u8]) {
    let limits = Limits { visited_nodes: 10_000, resolved_nodes: 10_000, ..Limits::default() };
    for stream in streams(bytes, &limits).unwrap_or_default() {
        if let Ok(flight) = Flight::parse(&stream, &limits) {
            let _ = flight.find(|node| node.get("a").is_some() || node.text().is_some());
        }
    }
    let _ = Flight::parse(bytes, &limits);
}

/// Bodies of the whole rows, and the error behind them.
fn split(stream: &[u8]) -> (Vec<(RowId, RowBody<'_>)>, Option<FlightError>) {
    let mut bodies = Vec::new();
    for row in rows(stream, &Limits::default()) {
        match row {
            Ok(row) => bodies.push((row.id, row.body)),
            Err(error) => return (bodies, Some(error)),
        }
    }
    (bodies, None)
}

fn assert_cut_is_noticed(stream: &[u8], at: usize) {
    let (whole, error) = split(stream);
    assert!(error.is_none());
    let (kept, error) = split(&stream[..at]);
    assert_eq!(kept, whole[..kept.len()]);
    match error {
        Some(FlightError::Cut { rows_before, .. }) => assert_eq!(rows_before, kept.len()),
        Some(other) => panic!("{other}"),
        None => assert!(at == 0 || rows(&stream[at..], &Limits::default()).all(|row| row.is_ok())),
    }
}

#[test]
fn the_page_cut_anywhere() {
    for at in 0..=RAW.len() {
        assert_cut_is_noticed(RAW.as_bytes(), at);
    }
}

#[test]
fn the_page_in_two_pushes() {
    for at in 0..=RAW.len() {
        let html = page(RAW.as_bytes(), &[at]);
        assert_eq!(streams(html.as_bytes(), &Limits::default()).unwrap(), [RAW.as_bytes()]);
    }
}

#[test]
fn the_page_in_pushes_of_one_size() {
    for size in [1, 2, 7] {
        let ends: Vec<usize> = (size..RAW.len()).step_by(size).collect();
        let html = page(RAW.as_bytes(), &ends);
        assert_eq!(streams(html.as_bytes(), &Limits::default()).unwrap(), [RAW.as_bytes()]);
    }
}

#[test]
fn the_page_as_html_cut_anywhere() {
    let html = page(RAW.as_bytes(), &[20, 100, 140]);
    for at in 0..html.len() {
        let cut = streams(&html.as_bytes()[..at], &Limits::default());
        for stream in cut.unwrap_or_default() {
            assert!(RAW.as_bytes().starts_with(&stream));
        }
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        exhaust(&bytes);
    }

    #[test]
    fn any_near_stream(text in "([0-2]:|[0-2]:T[0-9],|[0-2]:[A-Za-z#]?|[0-2][:\"\\[\\]{},$L0-2a]{0,9}|\\n){0,12}") {
        exhaust(text.as_bytes());
    }

    #[test]
    fn any_near_page(text in "(<script>|</script|self.__next_f|\\.push\\(|\\[[0-4]|,|\"|0:1\\\\n|\\]\\)|=){0,20}") {
        exhaust(text.as_bytes());
    }

    #[test]
    fn mutated(stream in written(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..4)) {
        let mut stream = stream;
        for (index, byte, kind) in edits {
            let at = index.index(stream.len().max(1));
            match kind {
                0 if at < stream.len() => stream[at] = byte,
                1 if at < stream.len() => drop(stream.remove(at)),
                _ => stream.insert(at.min(stream.len()), byte),
            }
        }
        exhaust(&stream);
        exhaust(page(&stream, &[]).as_bytes());
    }

    #[test]
    fn cut(stream in written(), at in any::<prop::sample::Index>()) {
        assert_cut_is_noticed(&stream, at.index(stream.len() + 1));
    }

    #[test]
    fn pushed(stream in written(), ends in prop::collection::vec(any::<prop::sample::Index>(), 0..5)) {
        let mut ends: Vec<usize> = ends.iter().map(|end| end.index(stream.len() + 1)).collect();
        ends.sort_unstable();
        let html = page(&stream, &ends);
        prop_assert_eq!(streams(html.as_bytes(), &Limits::default()).unwrap(), [stream.as_slice()]);
    }

    /// Rows that are not read change nothing, whatever leads where.
    #[test]
    fn found_by_key(stream in written()) {
        let found = |keyed: bool| {
            let flight = Flight::parse(&stream, &Limits::default()).unwrap();
            let has_key = |node: Node<'_>| node.get("a").is_some() || node.get("c").is_some();
            let matches = |node: Node<'_>| {
                has_key(node) || node.elements().is_some_and(|mut elements| elements.any(has_key))
            };
            if keyed { flight.find_keyed(&["a", "c"], matches).unwrap() } else { flight.find(matches).unwrap() }
        };
        prop_assert_eq!(found(true), found(false));
    }

    #[test]
    fn round_trip(value in values(), choices in prop::collection::vec(any::<u8>(), 0..40)) {
        let stream = write(&value, &choices);
        let flight = Flight::parse(&stream, &Limits::default()).unwrap();
        let found = flight.value(RowId::new(0)).unwrap();
        prop_assert_eq!(found.value, value);
        prop_assert!(found.missing.is_empty());
    }
}

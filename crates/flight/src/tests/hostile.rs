//! Input made to cost: each ends with a value or a typed error. What is not
//! linear would not end at all.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::super::{Flight, FlightError, Limits, Node, RowId};
use super::first_value;

fn any(_: Node<'_>) -> bool {
    true
}

fn none(_: Node<'_>) -> bool {
    false
}

/// Shortened, and with how many values a search for everything gives.
fn check(stream: &str, expect: &Expect) {
    let found = Flight::parse(stream.as_bytes(), &Limits::default())
        .and_then(|flight| {
            flight.find(none)?;
            flight.find(any)
        })
        .map_or_else(|error| error.to_string(), |found| format!("{} found", found.len()));
    expect.assert_eq(&format!("{:.80}\n{found}", first_value(stream.as_bytes()).trim_end()));
}

#[test]
fn deep_nesting() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let stream = format!("0:1\n1:{}1{}\n", open.repeat(100_000), close.repeat(100_000));
        let flight = Flight::parse(stream.as_bytes(), &Limits::default()).unwrap();
        for error in [flight.find(none).unwrap_err(), flight.value(RowId::new(1)).unwrap_err()] {
            assert_eq!(error.row(), Some(RowId::new(1)));
            assert!(error.to_string().starts_with("expected at most 127 levels of JSON"), "{error}");
        }
        // Nobody has to look into it.
        assert_eq!(flight.value(RowId::new(0)).unwrap().value, 1);
        assert_eq!(flight.find_keyed(&["b"], any).unwrap(), []);
        let cut = format!("0:{}\n", open.repeat(100_000));
        assert!(matches!(Flight::parse(cut.as_bytes(), &Limits::default()), Err(FlightError::Json { .. })));
    }
    check(
        &format!("0:{}{}\n", "[".repeat(127), "]".repeat(127)),
        &expect![[r#"
        0 $ = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
        127 found"#]],
    );
    check(
        &format!("0:{}{}\n", "[".repeat(128), "]".repeat(128)),
        &expect![[r#"
        expected at most 127 levels of JSON, found more, row `0`, byte 129
        expected at most 127 levels of JSON, found more, row `0`, byte 129"#]],
    );
    check(
        &format!("0:[{}[]]\n", "[],".repeat(200)),
        &expect![[r#"
        0 $ = [[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[
        202 found"#]],
    );
    check(
        &format!("0:\"\\\"{}\"\n", "[".repeat(128)),
        &expect![[r#"
            0 $ = "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
            1 found"#]],
    );
}

#[test]
fn huge_lengths() {
    check(
        "1:Tffffffffffffffff,",
        &expect![[r#"
        expected a row of at most 33554432 bytes, found a longer one, row `1`, byte 20
        expected a row of at most 33554432 bytes, found a longer one, row `1`, byte 20"#]],
    );
    check(
        "1:Affffffff,",
        &expect![[r#"
        expected a row of at most 33554432 bytes, found a longer one, row `1`, byte 12
        expected a row of at most 33554432 bytes, found a longer one, row `1`, byte 12"#]],
    );
    check(
        "1:T1ffffff,",
        &expect![[r#"
        the stream ends inside a row, row `1`, byte 0, after 0 whole rows: expected 3355
        the stream ends inside a row, row `1`, byte 0, after 0 whole rows: expected 33554431 more bytes"#]],
    );
}

#[test]
fn chain_of_references() {
    let chain = |rows: u32, next: fn(u32) -> String| {
        (0..rows).fold(String::new(), |mut stream, row| {
            let _ = writeln!(stream, "{row:x}:{}", next(row + 1));
            stream
        })
    };
    check(
        &chain(100_000, |next| format!("\"${next:x}\"")),
        &expect![[r#"
        expected at most 256 levels of references and values, found more, row `0`, byte 
        0 found"#]],
    );
    check(
        &chain(100_000, |next| format!("{{\"next\":\"${next:x}\"}}")),
        &expect![[r#"
        expected at most 256 levels of references and values, found more, row `0`, byte 
        expected at most 256 levels of references and values, found more, row `0`, byte 0"#]],
    );
    check(
        &chain(200, |next| format!("[\"${next:x}\"]")),
        &expect![[r#"
        0 $ = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
        200 found"#]],
    );
}

/// Row `n` refers ten times to row `n - 1`.
fn laughs(levels: u32) -> String {
    let mut stream = String::from("0:[\"lol\"]\n");
    for level in 1..=levels {
        let laugh = format!("\"${:x}\"", level - 1);
        let _ = writeln!(stream, "{level:x}:[{}]", vec![laugh; 10].join(","));
    }
    stream
}

#[test]
fn billion_laughs() {
    check(
        &laughs(20),
        &expect![[r#"
        0 $ = ["lol"]
        expected at most 2000000 values copied, found more, row `6`, byte 280"#]],
    );
    let stream = laughs(20);
    let flight = Flight::parse(stream.as_bytes(), &Limits::default()).unwrap();
    assert!(flight.find(none).unwrap().is_empty());
    let first = flight.find(|node| node.text().is_some()).unwrap();
    assert_eq!(first.len(), 1);
}

#[test]
fn billion_laughs_seen_by_a_curious_predicate() {
    fn all_text(node: Node<'_>) -> bool {
        match node.elements() {
            Some(mut elements) => elements.all(all_text),
            None => node.text().is_some(),
        }
    }
    let stream = laughs(20);
    let limits = Limits { visited_nodes: 100_000, ..Limits::default() };
    let flight = Flight::parse(stream.as_bytes(), &limits).unwrap();
    expect![[r#"
        expected at most 100000 values visited, found more, row `5`, byte 226
    "#]]
    .assert_eq(&format!("{}\n", flight.find(all_text).unwrap_err()));
}

/// Row `n` is two steps of row `n + 1`: 2^99 steps for row 1.
#[test]
fn paths_that_double() {
    let (mut stream, mut hub) = (String::from("0:\"$1\"\n"), String::from("fff:{"));
    for row in 1..100 {
        let _ = writeln!(stream, "{row:x}:\"$fff:{0:x}:{0:x}\"", row + 1);
        let _ = write!(hub, "\"{row:x}\":\"${row:x}\",");
    }
    let stream = format!("{stream}64:\"$fff\"\n{hub}\"64\":\"$64\"}}\n");
    check(
        &stream,
        &expect![[r#"
        expected at most 40000000 values visited, found more, row `0`, byte 0
        expected at most 40000000 values visited, found more, row `fff`, byte 1558"#]],
    );
}

#[test]
fn long_texts_shared_often() {
    let text = "x".repeat(1 << 20);
    let references = vec!["\"$1\""; 10_000].join(",");
    check(
        &format!("0:[{references}]\n1:\"{text}\"\n"),
        &expect![[r#"
        expected at most 2000000 values copied, found more, row `0`, byte 0
        expected at most 2000000 values copied, found more, row `0`, byte 0"#]],
    );
    check(
        &format!("0:[{references}]\n1:\"$n{}\"\n", "9".repeat(1 << 20)),
        &expect![[r#"
        expected at most 2000000 values copied, found more, row `0`, byte 0
        expected at most 2000000 values copied, found more, row `0`, byte 0"#]],
    );
    check(
        &format!("0:[{references}]\n1:\"$2:{text}\"\n2:{{}}\n"),
        &expect![[r#"
        expected at most 40000000 values visited, found more, row `0`, byte 0
        expected at most 40000000 values visited, found more, row `0`, byte 0"#]],
    );
    check(
        &format!("0:{{\"{text}\":[{references}]}}\n"),
        &expect![[r#"
        expected at most 2000000 values copied, found more, row `0`, byte 0
        expected at most 2000000 values copied, found more, row `0`, byte 0"#]],
    );
}

#[test]
fn many_values() {
    let stream = format!("0:[{}0]\n", "0,".repeat(1000));
    let limits = Limits { json_nodes: 1000, ..Limits::default() };
    let error = |stream: &str, limits| Flight::parse(stream.as_bytes(), &limits).unwrap().find(none).unwrap_err();
    let said = error(&stream, limits);
    expect![[r#"
        expected at most 1000 JSON values in a stream, found more, row `0`, byte 2
    "#]]
    .assert_eq(&format!("{said}\n"));
    let two_rows = "0:[0,0,0,0,0]\n1:[0,0,0,0,0]\n";
    let limits = Limits { json_nodes: 10, ..Limits::default() };
    let said = error(two_rows, limits);
    expect![[r#"
        expected at most 10 JSON values in a stream, found more, row `1`, byte 16
    "#]]
    .assert_eq(&format!("{said}\n"));
    let limits = Limits { visited_nodes: 1000, ..Limits::default() };
    let flight = Flight::parse(stream.as_bytes(), &limits).unwrap();
    expect![[r#"
        expected at most 1000 values visited, found more, row `0`, byte 0
    "#]]
    .assert_eq(&format!("{}\n", flight.find(none).unwrap_err()));
    assert!(flight.find(any).is_err());
}

#[test]
fn many_empty_rows() {
    let mut stream = String::new();
    for row in 0..200_000 {
        let _ = writeln!(stream, "{row:x}:0");
    }
    check(
        &stream,
        &expect![[r#"
        0 $ = 0
        200000 found"#]],
    );
    check(
        &":HL\n".repeat(200_000),
        &expect![[r#"
        0 $ = null
          $: row not sent
        0 found"#]],
    );
}

#[test]
fn cycles() {
    check(
        "0:{\"a\":\"$0\",\"b\":[\"$0\",\"$0:b\"]}\n",
        &expect![[r#"
        0 $ = {"a":null,"b":[null,null]}
          $.a: value contains itself
          $.b[0]: value co
        2 found"#]],
    );
}

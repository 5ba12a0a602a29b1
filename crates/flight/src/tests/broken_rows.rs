//! Streams that can't be split into rows, or whose rows can't be read.

use expect_test::{Expect, expect};

use super::super::{Flight, Limits, RowId};
use super::explain;
use super::rows::{check, shown};

#[test]
#[expect(clippy::too_many_lines, reason = "many small cases")]
fn malformed_heads() {
    check(
        b"1g:1\n",
        &expect![[r#"
        expected a lower-case hex digit or `:`, found `g`, byte 1
    "#]],
    );
    check(
        b"0:1\n1F:1\n",
        &expect![[r#"
        0 0 2 model 1
        expected a lower-case hex digit or `:`, found `F`, byte 5
    "#]],
    );
    check(
        b"0:1\n\n",
        &expect![[r#"
        0 0 2 model 1
        expected a lower-case hex digit or `:`, found `\n`, byte 4
    "#]],
    );
    check(
        b"1:Tx,\n",
        &expect![[r#"
        expected a lower-case hex digit or `,`, found `x`, row `1`, byte 3
    "#]],
    );
    check(
        b"0123456789abcdef0:1\n",
        &expect![[r#"
        expected at most 16 hex digits before `:`, found more, byte 0
    "#]],
    );
    check(
        b"1:T0123456789abcdef0,",
        &expect![[r#"
        expected at most 16 hex digits before `,`, found more, row `1`, byte 3
    "#]],
    );
    check(
        b"1:T2,\xc3\xa9\n",
        &expect![[r#"
        0 1 5 text é
        expected a lower-case hex digit or `:`, found `\n`, byte 7
    "#]],
    );
    check(
        b"1:T3,ab\xc3\xa92:1\n",
        &expect![[r#"
        expected UTF-8 text, row `1`, byte 7
    "#]],
    );
}

#[test]
fn cut_streams() {
    check(
        b"0:1\n1",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, byte 4, after 1 whole rows: expected `:`
    "#]],
    );
    check(
        b"0:1\n1:",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected a newline
    "#]],
    );
    check(
        b"0:1\n1:T",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected `,`
    "#]],
    );
    check(
        b"0:1\n1:T5",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected `,`
    "#]],
    );
    check(
        b"0:1\n1:T5,abc",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected 2 more bytes
    "#]],
    );
    check(
        b"0:1\n1:12",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected a newline
    "#]],
    );
    check(
        b"0:1\n1:I[",
        &expect![[r#"
        0 0 2 model 1
        the stream ends inside a row, row `1`, byte 4, after 1 whole rows: expected a newline
    "#]],
    );
}

#[test]
fn row_limit() {
    let limits = Limits { row_bytes: 3, ..Limits::default() };
    expect![[r#"
        0 0 2 model 123
        6 1 11 text abc
        expected a row of at most 3 bytes, found a longer one, row `2`, byte 16
    "#]]
    .assert_eq(&shown(b"0:123\n1:T3,abc2:1234\n", &limits));
    expect![[r#"
        expected a row of at most 3 bytes, found a longer one, row `0`, byte 5
    "#]]
    .assert_eq(&shown(b"0:T4,abcd", &limits));
    expect![[r#"
        the stream ends inside a row, row `0`, byte 0, after 0 whole rows: expected a newline
    "#]]
    .assert_eq(&shown(b"0:123", &limits));
}

#[test]
fn errors_of_a_parse() {
    let check = |stream: &[u8], expect: &Expect| {
        let error = Flight::parse(stream, &Limits::default()).unwrap_err();
        let row = error.row().map_or_else(String::new, |row| row.to_string());
        expect.assert_eq(&format!("{row} {}: {}\n", error.offset(), explain(&error)));
    };
    check(
        b"0:1\n0:2\n",
        &expect![[r#"
        0 4: expected each row once, found it again (first at byte 0), row `0`, byte 4
    "#]],
    );
    check(
        b"0:1\n1:{\"a\":nul}\n",
        &expect![[r#"
        1 14: malformed JSON, row `1`, byte 14: expected ident at line 1 column 9
    "#]],
    );
    check(
        b"0:1\n1:\n",
        &expect![[r#"
        1 6: malformed JSON, row `1`, byte 6: EOF while parsing a value at line 1 column 0
    "#]],
    );
    check(
        b"0:1\n1:\"\xff\"\n",
        &expect![[r#"
            1 7: expected UTF-8 text, row `1`, byte 7
        "#]],
    );
    check(
        b"0:1\n1:I[\n",
        &expect![[r#"
        1 7: malformed JSON, row `1`, byte 7: EOF while parsing a list at line 1 column 1
    "#]],
    );
    check(
        b"0:1\n1:1 2\n",
        &expect![[r#"
        1 8: malformed JSON, row `1`, byte 8: trailing characters at line 1 column 3
    "#]],
    );
}

/// What is well-formed and yet not to be read is told by whoever looks into it, from whatever row.
#[test]
fn errors_of_a_look() {
    let stream = b"0:[\"$1:b\"]\n1:{\"b\":{\"a\":1,\"a\":2}}\n2:3\n";
    let flight = Flight::parse(stream, &Limits::default()).unwrap();
    for error in [
        flight.find(|_| false).unwrap_err(),
        flight.find(|node| node.elements().is_some()).unwrap_err(),
        flight.value(RowId::new(0)).unwrap_err(),
        flight.value(RowId::new(1)).unwrap_err(),
    ] {
        let row = error.row().map_or_else(String::new, |row| row.to_string());
        let said = format!("{row} {}: {}", error.offset(), explain(&error));
        expect!["1 30: malformed JSON, row `1`, byte 30: key `a` stands there twice at line 1 column 18"]
            .assert_eq(&said);
    }
    assert_eq!(flight.value(RowId::new(2)).unwrap().value, 3);
}

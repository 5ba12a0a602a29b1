//! Streams split into rows.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::super::{Flight, Limits, Tag, rows};
use super::{RAW, explain};

fn check(stream: &[u8], expect: &Expect) {
    expect.assert_eq(&shown(stream, &Limits::default()));
}

fn shown(stream: &[u8], limits: &Limits) -> String {
    rows(stream, limits)
        .map(|row| match row {
            Ok(row) => format!(
                "{} {} {} {}\n",
                row.offset,
                row.id,
                row.body_offset,
                body(&row)
            ),
            Err(error) => format!("{error}\n"),
        })
        .collect()
}

fn body(row: &super::super::Row<'_>) -> String {
    use super::super::RowBody::{Binary, Failed, Model, Module, Opened, Postponed, Skipped, Text};
    let (name, bytes) = match row.body {
        Model(bytes) => ("model".to_owned(), bytes),
        Text(text) => ("text".to_owned(), text.as_bytes()),
        Module(bytes) => ("module".to_owned(), bytes),
        Failed(bytes) => ("failed".to_owned(), bytes),
        Postponed(bytes) => ("postponed".to_owned(), bytes),
        Opened(tag) => (format!("opened {tag}"), b"".as_slice()),
        Binary { tag, bytes } => (format!("binary {tag}"), bytes),
        Skipped { tag, bytes } => (format!("skipped {tag}"), bytes),
    };
    format!("{name} {}", String::from_utf8_lossy(bytes))
}

#[test]
fn the_page() {
    check(
        RAW.as_bytes(),
        &expect![[r#"
        0 0 2 model {"b":"build","f":"$L4"}
        26 0 28 skipped H L["/a.css","style"]
        48 2 51 module [7,["4","a.js"],"Chart"]
        76 5 81 text naïve café
        93 4 95 model ["$","$L2",null,{"data":[{"x":"2026-04-05","ys":{"openai":1,"others":2}},"$4:props:data:0"]}]
    "#]],
    );
}

#[test]
fn text_is_counted_in_bytes() {
    check(
        "5:Tc,naïve café6:\"x\"\n".as_bytes(),
        &expect![[r#"
        0 5 5 text naïve café
        17 6 19 model "x"
    "#]],
    );
    check(
        b"5:T0,6:T,7:T3,a\nb8:1\n",
        &expect![[r#"
        0 5 5 text 
        5 6 9 text 
        9 7 14 text a
        b
        17 8 19 model 1
    "#]],
    );
}

#[test]
fn models() {
    check(
        b"0:{\"a\":1}\n1:[]\n2:\"s\"\n3:true\n4:false\n5:null\n6:0\n7:-1\n8: 1\n:1\nffffffffffffffff:1\n",
        &expect![[r#"
            0 0 2 model {"a":1}
            10 1 12 model []
            15 2 17 model "s"
            21 3 23 model true
            28 4 30 model false
            36 5 38 model null
            43 6 45 model 0
            47 7 49 model -1
            52 8 54 model  1
            57 0 58 model 1
            60 ffffffffffffffff 77 model 1
        "#]],
    );
}

#[test]
fn every_tag_with_a_length() {
    for tag in "AOobUSsLlGgMmV".chars() {
        let stream = format!("1:{tag}3,a\nb2:1\n");
        let expected = format!("0 1 5 binary {tag} a\nb\n8 2 10 model 1\n");
        assert_eq!(shown(stream.as_bytes(), &Limits::default()), expected);
        assert!(Tag::new(tag as u8).is_known());
    }
}

#[test]
fn every_tag_with_a_newline() {
    check(
        b"1:I[]\n2:E{}\n3:P\n4:HL[]\n5:D{}\n:N1.5\n6:W[]\n7:J{}\n8:R\n9:r\na:X\nb:x\n8:C\n",
        &expect![[r#"
            0 1 3 module []
            6 2 9 failed {}
            12 3 15 postponed 
            16 4 19 skipped H L[]
            23 5 26 skipped D {}
            29 0 31 skipped N 1.5
            35 6 38 skipped W []
            41 7 44 skipped J {}
            47 8 50 opened R 
            51 9 54 opened r 
            55 a 58 opened X 
            59 b 62 opened x 
            63 8 66 skipped C 
        "#]],
    );
}

#[test]
fn unknown_tags_are_skipped() {
    check(
        b"1:Z9,\n2:#x\n3:1\n",
        &expect![[r#"
        0 1 3 skipped Z 9,
        6 2 9 skipped # x
        11 3 13 model 1
    "#]],
    );
    assert!(!Tag::new(b'Z').is_known());
    assert!(!Tag::new(b'#').is_known());
}

/// What a parse counts and records.
fn check_records(stream: &[u8], expect: &Expect) {
    let flight = Flight::parse(stream, &Limits::default()).unwrap();
    let mut text = String::new();
    for (tag, count) in flight.skipped() {
        let _ = writeln!(text, "skipped {tag} {count}");
    }
    for row in flight.failed() {
        let _ = writeln!(
            text,
            "{} at byte {}: {} `{}`",
            row.row, row.offset, row.reason, row.detail
        );
    }
    for (row, name) in flight.modules() {
        let _ = writeln!(text, "{row} exports `{name}`");
    }
    let ids: Vec<String> = flight.row_ids().map(|row| row.to_string()).collect();
    let _ = writeln!(text, "rows {}", ids.join(" "));
    expect.assert_eq(&text);
}

#[test]
fn skipped_rows_are_counted() {
    check_records(
        b":HL[]\n:HS[]\n1:Zx\n2:A1,x3:D{}\n3:1\n",
        &expect![[r#"
        skipped A 1
        skipped D 1
        skipped H 2
        skipped Z 1
        rows 2 3
    "#]],
    );
}

#[test]
fn failed_rows_are_recorded() {
    check_records(
        b"4:E{\"digest\":\"9\"}\n5:P\n6:P\xff\n7:R\n7:E{}\n",
        &expect![[r#"
            skipped R 2
            4 at byte 0: row failed on the server `{"digest":"9"}`
            5 at byte 18: row postponed by the server ``
            6 at byte 22: row postponed by the server `�`
            7 at byte 31: row failed on the server `{}`
            rows 4 5 6 7
        "#]],
    );
}

#[test]
fn modules_keep_their_name() {
    check_records(
        b"3:I[1,[],\"Chart\"]\n6:I{\"id\":1,\"name\":\"Page\"}\n7:I[1]\n8:I[1,[],\"\",1]\n",
        &expect![[r#"
            3 exports `Chart`
            6 exports `Page`
            7 exports ``
            8 exports ``
            rows 3 6 7 8
        "#]],
    );
}

#[test]
fn rows_of_an_open_stream_are_chunks() {
    check_records(
        b"5:R\n5:T3,abc5:\"half\"\n6:X\n6:{broken\n5:C\n6:C[]\n7:1\n",
        &expect![[r#"
            skipped C 2
            skipped R 3
            skipped X 2
            rows 5 6 7
        "#]],
    );
}

#[test]
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
    let limits = Limits {
        row_bytes: 3,
        ..Limits::default()
    };
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
        1 7: malformed JSON, row `1`, byte 7: invalid unicode code point at line 1 column 2
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

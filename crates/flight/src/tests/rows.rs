//! Streams split into rows.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::super::{Flight, Limits, Tag, rows};
use super::RAW;

pub(super) fn check(stream: &[u8], expect: &Expect) {
    expect.assert_eq(&shown(stream, &Limits::default()));
}

pub(super) fn shown(stream: &[u8], limits: &Limits) -> String {
    rows(stream, limits)
        .map(|row| match row {
            Ok(row) => format!("{} {} {} {}\n", row.offset, row.id, row.body_offset, body(&row)),
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
        let _ = writeln!(text, "{} at byte {}: {} `{}`", row.row, row.offset, row.reason, row.detail);
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

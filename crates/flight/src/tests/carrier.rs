//! Streams out of raw bodies and pages.

use std::borrow::Cow;

use expect_test::{Expect, expect};

use super::super::{FlightError, Limits, streams};
use super::{RAW, explain};

fn check(input: &str, expect: &Expect) {
    expect.assert_eq(&shown(input, &Limits::default()));
}

fn shown(input: &str, limits: &Limits) -> String {
    match streams(input.as_bytes(), limits) {
        Ok(streams) => streams.iter().map(|stream| lossy(stream)).collect(),
        Err(error) => format!("byte {}: {}\n", error.offset(), explain(&error)),
    }
}

fn lossy(bytes: &[u8]) -> String {
    format!("{:?}\n", String::from_utf8_lossy(bytes))
}

#[test]
fn raw_is_lent() {
    let streams = streams(RAW.as_bytes(), &Limits::default()).unwrap();
    assert!(matches!(streams.as_slice(), [Cow::Borrowed(bytes)] if *bytes == RAW.as_bytes()));
    check(
        ":N1.5\n",
        &expect![[r#"
        ":N1.5\n"
    "#]],
    );
    check(
        "1f",
        &expect![[r#"
        "1f"
    "#]],
    );
}

#[test]
fn raw_may_speak_of_pushes() {
    check(
        "1:\"<script>self.__next_f.push([1,\\\"x\\\"])</script>\"\n",
        &expect![[r#"
        "1:\"<script>self.__next_f.push([1,\\\"x\\\"])</script>\"\n"
    "#]],
    );
}

#[test]
fn page() {
    check(
        concat!(
            "<!DOCTYPE html><script>var a=1</script>",
            "<script>(self.__next_f=self.__next_f||[]).push([0])</script>\n",
            "<script nonce=\"r4nd\">self.__next_f.push([1,\"1:\\\"$Sreact.fragment\\\"\\n",
            "2:I[76332,[\\\"4\\\",\\\"static/chunks/4-ab.js\\\"],\\\"GoogleAnalytics\\\"]\\n",
            "4a:[\\\"$\\\",\\\"$L55\\\",null,{\\\"ran\"])</script>\n",
            "<script nonce=\"r4nd\">self.__next_f.push([1,\"kingData\\\":[]}]\\n\"])</script>",
        ),
        &expect![[r#"
            "1:\"$Sreact.fragment\"\n2:I[76332,[\"4\",\"static/chunks/4-ab.js\"],\"GoogleAnalytics\"]\n4a:[\"$\",\"$L55\",null,{\"rankingData\":[]}]\n"
        "#]],
    );
}

#[test]
fn all_kinds() {
    check(
        "<script>(self.__next_f=self.__next_f||[]).push([0]);self.__next_f.push([2,[[[{}]]]])</script>\
         <script>self.__next_f.push([1,\"1:\\\"\\u003cb\\u003e\"])</script>\
         <script>self.__next_f.push([3,\"w6kiCg==\"])</script>",
        &expect![[r#"
            "1:\"<b>é\"\n"
        "#]],
    );
    check(
        "<script>self.__next_f.push([4,\"x\"])</script>",
        &expect![[r#"
            byte 27: malformed push at byte 27: invalid value: integer `4`, expected `[0]`, `[1,text]`, `[2,any]` or `[3,base64]` at line 1 column 3
        "#]],
    );
    check(
        "<script>self.__next_f.push([3,\"?\"])</script>",
        &expect![[r#"
            byte 27: malformed base64 in the push at byte 27: Invalid symbol 63, offset 0.
        "#]],
    );
    check(
        "<script>self.__next_f.push([3])</script>",
        &expect![[r#"
        byte 27: malformed push at byte 27: invalid length 1, expected `[0]`, `[1,text]`, `[2,any]` or `[3,base64]` at line 1 column 3
    "#]],
    );
    check(
        "<script>self.__next_f.push([])</script>",
        &expect![[r#"
        byte 27: malformed push at byte 27: invalid length 0, expected `[0]`, `[1,text]`, `[2,any]` or `[3,base64]` at line 1 column 2
    "#]],
    );
    check(
        "<script>self.__next_f.push(x)</script>",
        &expect![[r#"
        byte 27: malformed push at byte 27: expected value at line 1 column 1
    "#]],
    );
    check(
        "<script>self.__next_f.push(</script>",
        &expect![[r#"
        byte 27: malformed push at byte 27: no argument
    "#]],
    );
}

#[test]
fn several_pages() {
    let page = "<script>(self.__next_f=self.__next_f||[]).push([0])</script>\
                <script>self.__next_f.push([1,\"0:1\\n\"])</script>";
    check(
        &page.repeat(3),
        &expect![[r#"
        "0:1\n"
        "0:1\n"
        "0:1\n"
    "#]],
    );
    let limits = Limits { streams: 2, ..Limits::default() };
    expect![[r#"
        byte 263: more than 2 streams, the last begins at byte 263
    "#]]
    .assert_eq(&shown(&page.repeat(3), &limits));
}

#[test]
fn no_start_is_one_stream() {
    check(
        "<script>self.__next_f.push([1,\"0:1\\n\"])</script>",
        &expect![[r#"
        "0:1\n"
    "#]],
    );
}

#[test]
fn scripts_and_nothing_else() {
    check(
        "<p>self.__next_f.push([1,\"0:1\\n\"])</p>",
        &expect![[r#"
        byte 0: expected a `self.__next_f.push(…)` call in a script, found HTML without one
    "#]],
    );
    check(
        "<scripted>self.__next_f.push([1,\"0:1\\n\"])</scripted>",
        &expect![[r#"
            byte 0: expected a `self.__next_f.push(…)` call in a script, found HTML without one
        "#]],
    );
    check(
        "<SCRIPT a='>' b=\"'>\">self.__next_f.push([1,\"0:1\\n\"])</SCRIPT>",
        &expect![[r#"
        "0:1\n"
    "#]],
    );
    check(
        "<script a=it's>self.__next_f.push([1,\"0:1\\n\"])</script>",
        &expect![[r#"
        "0:1\n"
    "#]],
    );
    check(
        "<script>self.__next_f.push([1,\"0:\\\"self.__next_f.push([1,9])\\\"\\n\"])</script>",
        &expect![[r#"
            "0:\"self.__next_f.push([1,9])\"\n"
        "#]],
    );
    check(
        "<script>self.__next_f.push([1,\"</script>\"])</script>",
        &expect![[r#"
            byte 27: malformed push at byte 27: EOF while parsing a string at line 1 column 4
        "#]],
    );
}

#[test]
fn page_cut_in_a_push() {
    check(
        "<script>self.__next_f.push([1,\"0:1",
        &expect![[r#"
        byte 27: malformed push at byte 27: EOF while parsing a string at line 1 column 7
    "#]],
    );
}

#[test]
fn neither() {
    check(
        "",
        &expect![[r#"
        byte 0: expected HTML or a flight stream, found an empty body
    "#]],
    );
    check(
        " \n",
        &expect![[r#"
        byte 0: expected HTML or a flight stream, found an empty body
    "#]],
    );
    check(
        "\u{feff}\n<html><body>404: Not Found</body></html>",
        &expect![[r#"
            byte 4: expected a `self.__next_f.push(…)` call in a script, found HTML without one
        "#]],
    );
    check(
        "{\"error\":{\"code\":429}}",
        &expect![[r#"
        byte 0: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
    "#]],
    );
    check(
        "<script>self.__next_f.push([2,null])</script>",
        &expect![[r#"
            byte 0: expected a `self.__next_f.push(…)` call in a script, found HTML without one
        "#]],
    );
    let html = streams(b"<html>", &Limits::default());
    assert!(matches!(html, Err(FlightError::NoPush { offset: 0 })));
}

//! Search by shape.

use expect_test::{Expect, expect};

use super::super::{Flight, Found, Limits, Node, streams};
use super::{RAW, show};

fn check(stream: &str, matches: impl FnMut(Node<'_>) -> bool, expect: &Expect) {
    let found = find(stream, matches);
    expect.assert_eq(&found.iter().map(show).collect::<String>());
}

fn find(stream: &str, matches: impl FnMut(Node<'_>) -> bool) -> Vec<Found> {
    Flight::parse(stream.as_bytes(), &Limits::default()).unwrap().find(matches).unwrap()
}

/// An array of `{"x":text,"ys":{…}}`.
fn is_chart(node: Node<'_>) -> bool {
    node.elements().is_some_and(|mut buckets| buckets.len() > 0 && buckets.all(is_bucket))
}

fn is_bucket(node: Node<'_>) -> bool {
    let has_date = node.get("x").and_then(Node::text).is_some();
    has_date && node.get("ys").is_some_and(|ys| ys.entries().is_some())
}

#[test]
fn the_page() {
    check(
        RAW,
        is_chart,
        &expect![[r#"
        4 $[3].data = [{"x":"2026-04-05","ys":{"openai":1,"others":2}},{"x":"2026-04-05","ys":{"openai":1,"others":2}}]
    "#]],
    );
}

#[test]
fn the_page_as_html() {
    let json = serde_json::to_string(RAW).unwrap().replace('<', "\\u003c");
    let html = format!("<script>self.__next_f.push([1,{json}])</script>");
    let streams = streams(html.as_bytes(), &Limits::default()).unwrap();
    let stream = str::from_utf8(&streams[0]).unwrap();
    assert_eq!(find(stream, is_chart), find(RAW, is_chart));
}

#[test]
fn shared_arrays_are_found_where_they_are_defined() {
    check(
        concat!(
            "0:{\"weeks\":\"$1:data\",\"again\":\"$1:data\"}\n",
            "1:{\"data\":[\"$2\",{\"x\":\"b\",\"ys\":\"$3\"}],\"also\":\"$1:data\"}\n",
            "2:{\"x\":\"$5\",\"ys\":{\"openai\":\"$n12\"}}\n3:{\"google\":1.50}\n5:T1,a",
        ),
        is_chart,
        &expect![[r#"
            1 $.data = [{"x":"a","ys":{"openai":12}},{"x":"b","ys":{"google":1.50}}]
        "#]],
    );
}

#[test]
fn a_row_that_is_an_array() {
    check(
        "7:[{\"x\":\"a\",\"ys\":{}}]\n0:\"$L7\"\n",
        is_chart,
        &expect![[r#"
        7 $ = [{"x":"a","ys":{}}]
    "#]],
    );
}

#[test]
fn places() {
    check(
        "a:[\"$\",\"div\",null,{\"my key\":{\"_b1\":[[\"needle\"]],\"1\":\"needle\",\"\":\"needle\",\"é\":\"needle\"}}]\nb:T6,needle",
        |node| node.text() == Some("needle"),
        &expect![[r#"
            a $[3]["my key"]._b1[0][0] = "needle"
            a $[3]["my key"]["1"] = "needle"
            a $[3]["my key"][""] = "needle"
            a $[3]["my key"]["é"] = "needle"
            b $ = "needle"
        "#]],
    );
}

#[test]
fn outer_before_inner() {
    check(
        "0:[[1],[2]]\n",
        |node| node.elements().is_some(),
        &expect![[r#"
        0 $ = [[1],[2]]
        0 $[0] = [1]
        0 $[1] = [2]
    "#]],
    );
}

#[test]
fn every_kind_of_node() {
    check(
        "0:[null,true,1.0,\"t\",\"$undefined\",\"$9\",{\"a\":\"$undefined\",\"b\":0}]\n",
        |node| {
            let Some(mut nodes) = node.elements() else {
                return false;
            };
            assert_eq!(nodes.len(), 7);
            assert!(nodes.next().unwrap().is_null());
            assert_eq!(nodes.next().unwrap().truth(), Some(true));
            assert_eq!(nodes.next().unwrap().number(), Some("1.0"));
            assert_eq!(nodes.next().unwrap().text(), Some("t"));
            assert!(nodes.next().unwrap().is_null());
            assert!(nodes.next().unwrap().missing().is_some());
            let object = nodes.next().unwrap();
            assert!(object.get("a").is_none());
            assert_eq!(object.entries().unwrap().map(|(key, _)| key).collect::<String>(), "b");
            true
        },
        &expect![[r#"
            0 $ = [null,true,1.0,"t",null,null,{"b":0}]
              $[5]: row not sent
        "#]],
    );
}

#[test]
fn missing_data_is_seen() {
    check(
        "0:[{\"x\":\"a\",\"ys\":{\"b\":\"$L4\"}}]\n4:E{\"digest\":\"7\"}\n",
        is_chart,
        &expect![[r#"
            0 $ = [{"x":"a","ys":{"b":null}}]
              $[0].ys.b: row failed on the server
        "#]],
    );
}

#[test]
fn numbers_are_json_numbers() {
    check(
        "0:[\"$n07\",\"$n7\",\"$-0\"]\n",
        |node| node.number().is_some(),
        &expect![[r#"
            0 $[1] = 7
            0 $[2] = -0
        "#]],
    );
}

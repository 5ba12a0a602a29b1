//! Charts of JSON text, one rule per test.

use expect_test::{Expect, expect};

use super::*;
use flight::{Missing, Reason};

fn check(json: &str, expected: &Expect) {
    let value: Value = serde_json::from_str(json).expect("test JSON");
    let text = match read("vendor_chart", &value, "$") {
        Ok(chart) => {
            let points = chart.points.iter().map(|p| format!("{} {} {} {}\n", p.week, p.label, p.tokens, p.path));
            points.chain(chart.notes.iter().map(|note| format!("note: {note}\n"))).collect()
        }
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

/// A list of `count` buckets of one label, a week apart.
fn weeks(label: &str, tokens: i64, count: i64) -> Value {
    let start = Date::constant(2025, 4, 13);
    let bucket =
        |week: i64| serde_json::json!({"x": schema::day::shifted(start, 7 * week).to_string(), "ys": {label: tokens}});
    (0..count).map(bucket).collect()
}

fn check_only(blocks: Vec<(&str, Value)>, expected: &Expect) {
    let blocks: Vec<_> = blocks.into_iter().map(|(path, value)| Block::of_json(path, value)).collect();
    let text = match only(Level::Vendor, "vendor_chart", &blocks) {
        Ok(chart) => format!("{} points, first at {}", chart.points.len(), chart.points[0].path),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

#[test]
fn reads_points_with_their_place() {
    check(
        r#"[{"x":"2026-04-05","ys":{"openai":1,"a/b":"2"}},{"x":"2026-04-12T00:00:00","ys":{"openai":2.3e12},"z":0}]"#,
        &expect![[r#"
            2026-04-05 openai 1 $[0].ys["openai"]
            2026-04-05 a/b 2 $[0].ys["a/b"]
            2026-04-12 openai 2300000000000 $[1].ys["openai"]
            note: vendor_chart: new field `z`
        "#]],
    );
}

#[test]
fn what_is_no_week_is_refused() {
    check(r#"[{"x":"soon","ys":{"a":1}}]"#, &expect!["`$[0].x`: expected a date, found `\"soon\"`"]);
    check(r#"[{"ys":{"a":1}}]"#, &expect!["`$[0].x`: expected text, found nothing"]);
    check(
        r#"[{"x":"2026-04-26","ys":{"a":1}},{"x":"2026-04-27","ys":{"a":1}}]"#,
        &expect!["`$[1].x`: expected 2026-05-03, seven days after the bucket before, found `\"2026-04-27\"`"],
    );
}

#[test]
fn what_is_no_bucket_is_refused() {
    check("[]", &expect!["`$`: expected a list with rows, found a list of 0"]);
    check("[null]", &expect!["`$[0]`: expected an object, found `null`"]);
    check(r#"[{"x":"2026-04-26"}]"#, &expect!["`$[0].ys`: expected an object, found `null`"]);
}

#[test]
fn a_week_without_labels_is_told() {
    check(
        r#"[{"x":"2026-04-19","ys":{}},{"x":"2026-04-26","ys":{"a":1}}]"#,
        &expect![[r#"
            2026-04-26 a 1 $[1].ys["a"]
            note: vendor_chart: week without any label: no rows
        "#]],
    );
}

#[test]
fn a_chart_of_zeros_is_refused() {
    check(
        r#"[{"x":"2026-04-19","ys":{"a":0,"b":0}},{"x":"2026-04-26","ys":{"a":0}}]"#,
        &expect!["vendor_chart: expected a week with tokens, found none: 2 with 0 tokens, 0 without labels"],
    );
    check(
        r#"[{"x":"2026-04-19","ys":{}},{"x":"2026-04-26","ys":{}}]"#,
        &expect!["vendor_chart: expected a week with tokens, found none: 0 with 0 tokens, 2 without labels"],
    );
}

#[test]
fn a_week_of_zeros_is_told() {
    check(
        r#"[{"x":"2026-04-12","ys":{"a":0,"b":0}},{"x":"2026-04-19","ys":{"a":0,"b":1}},{"x":"2026-04-26","ys":{}}]"#,
        &expect![[r#"
            2026-04-19 a 0 $[1].ys["a"]
            2026-04-19 b 1 $[1].ys["b"]
            note: vendor_chart: week without any label: no rows
            note: vendor_chart: week whose labels all have 0 tokens: no rows
        "#]],
    );
}

#[test]
fn a_week_adds_up() {
    check(
        r#"[{"x":"2026-04-12","ys":{"a":9007199254740992,"b":1}}]"#,
        &expect!["`$[0].ys`: expected labels that add up to at most 2^53, found `9007199254740993`"],
    );
    check(
        r#"[{"x":"2026-04-12","ys":{"a":9007199254740991,"b":1}}]"#,
        &expect![[r#"
        2026-04-12 a 9007199254740991 $[0].ys["a"]
        2026-04-12 b 1 $[0].ys["b"]
    "#]],
    );
    check(
        r#"[{"x":"2026-04-12","ys":{"a":9007199254740993}}]"#,
        &expect![[r#"`$[0].ys["a"]`: expected an integer from 0 to 2^53, found `9007199254740993`"#]],
    );
}

#[test]
fn what_is_no_count_is_refused() {
    for value in ["-5", "1.5", "null", "true", "\"9223372036854775808\"", "[]"] {
        let json = format!(r#"[{{"x":"2026-04-05","ys":{{"openai":{value}}}}}]"#);
        let error = read("vendor_chart", &serde_json::from_str(&json).expect("test JSON"), "$").expect_err("no count");
        let expected = "`$[0].ys[\"openai\"]`: expected an integer from 0 to 2^53";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn levels_are_told_by_labels() {
    assert_eq!(level(&weeks("openai", 1, 20)), Some(Level::Vendor));
    assert_eq!(level(&weeks("openai", 1, 19)), None);
    assert_eq!(level(&weeks("openai/gpt-5", 1, 4)), Some(Level::Model));
    assert_eq!(level(&weeks("openai/gpt-5", 1, 3)), None);
    assert_eq!(level(&weeks("1234", 1, 52)), None);
    assert_eq!(level(&serde_json::json!([["a/b"], ["a/b"], ["a/b"], ["a/b"]])), None);
}

#[test]
fn there_is_one_chart_of_a_level() {
    let (vendors, models) = (weeks("google", 1, 20), weeks("google/gemini", 1, 20));
    check_only(
        vec![("a", models.clone()), ("b", vendors.clone())],
        &expect![[r#"20 points, first at b[0].ys["google"]"#]],
    );
    check_only(
        vec![("a", vendors.clone()), ("b", vendors.clone())],
        &expect![[r#"20 points, first at a[0].ys["google"]"#]],
    );
    check_only(
        vec![("a", vendors.clone()), ("b", vendors), ("c", weeks("google", 2, 21))],
        &expect![
            "vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found two that differ: `a` (a list of 20) and `c` (a list of 21)"
        ],
    );
    check_only(
        vec![],
        &expect![
            "vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found none"
        ],
    );
    check_only(
        vec![("a", models.clone())],
        &expect![
            "vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found a list of 20 at `a`"
        ],
    );
    check_only(
        vec![("a", models.clone()), ("b", models)],
        &expect![
            "vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found none among 2 lists"
        ],
    );
}

#[test]
fn a_chart_with_a_hole_is_refused() {
    let hole = |path: &str| Missing { path: path.to_owned(), reason: Reason::Failed };
    let mut block = Block::of_json("row 4 $.data", weeks("google", 1, 20));
    block.missing = vec![hole("$[3].ys.openai"), hole("$[4].ys")];
    let error = only(Level::Vendor, "vendor_chart", &[block]).expect_err("a hole");
    expect!["`row 4 $.data[3].ys.openai`: expected a value, found none: row failed on the server (and 1 more)"]
        .assert_eq(&error.to_string());
}

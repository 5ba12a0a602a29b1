//! Counting fields, one rule per test.

use expect_test::{Expect, expect};
use serde_json::Value;

use super::*;
use crate::{entry::Entry, sources::SOURCES};

const KNOWN: &[&str] = &["id", "price"];

/// The fields of `objects`, a JSON list, as those of the block `model`.
fn fields(objects: &str) -> Fields {
    let (objects, mut fields): (Vec<Value>, _) = (serde_json::from_str(objects).unwrap(), Fields::default());
    for object in &objects {
        Entry::of(object, "$").unwrap().audit("model", &[KNOWN], &mut fields);
    }
    fields
}

fn told(fields: &Fields) -> String {
    let answer = Answer {
        snapshot_id: "s",
        captured_at: "2026-04-14T12:00:00Z".parse().unwrap(),
        source: SOURCES[0].id,
        argument: None,
        body: b"",
        more: &[],
        map: None,
        origins: &[],
    };
    let rows = fields.frame(&answer, "models", None).unwrap();
    let rows = rows.to_text(&[&FIELD_BLOCK, &FIELD_NAME, &FIELD_COUNT, &FILLED_COUNT, &OBJECT_COUNT, &IS_KNOWN]);
    let notes = fields.notes("catalog").chain(fields.beyond()).map(|note| format!("note: {note}\n"));
    rows + &notes.collect::<Vec<_>>().concat()
}

fn check(objects: &str, expected: &Expect) {
    expected.assert_eq(&told(&fields(objects)));
}

#[test]
fn every_field_is_counted_on_a_list_or_not_filled_or_not() {
    check(
        r#"[{"id":1,"price":null,"mood":2},{"id":2,"mood":null},{"id":null}]"#,
        &expect![[r#"
            field_block | field_name | field_count | filled_count | object_count | is_known
            model | id | 3 | 2 | 3 | true
            model | mood | 2 | 1 | 3 | false
            model | price | 1 | 0 | 3 | true
            note: catalog: new field `mood` (2 times)
        "#]],
    );
}

#[test]
fn names_of_strangers_are_escaped_cut_and_never_empty() {
    let long = "x".repeat(200);
    let objects = format!(r#"[{{"":0,"a\u001b[2J":0,"{long}1":0,"{long}2":0}}]"#);
    check(
        &objects,
        &expect![[r#"
            field_block | field_name | field_count | filled_count | object_count | is_known
            model | "" | 1 | 1 | 1 | false
            model | a\u{1b}[2J | 1 | 1 | 1 | false
            model | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… | 1 | 1 | 1 | false
            note: catalog: new field `""`
            note: catalog: new field `a\u{1b}[2J`
            note: catalog: new field `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` (2 times)
        "#]],
    );
}

/// The flood stands before the known fields and in several objects: these are kept, and what is beyond is counted.
#[test]
fn a_flood_of_new_fields_is_cut_and_hides_no_known_one() {
    let flood = |from: usize| (from..from + 800).map(|field| format!("\"f{field}\":0,")).collect::<Vec<_>>().concat();
    let mut fields = fields(&format!("[{{{}\"id\":1}},{{{}\"price\":1}}]", flood(0), flood(800)));
    let rows = |fields: &Fields| fields.rows().count();
    assert_eq!((rows(&fields), fields.beyond().map(|note| note.count)), (MOST_NEW + 2, Some(600)));
    let note = fields.beyond().unwrap().to_string();
    expect!["answer: new field beyond the first 1000 different ones, not listed (600 times)"].assert_eq(&note);
    // What other lists of the answer bring falls under the same bound.
    fields.extend(fields.clone());
    assert_eq!((rows(&fields), fields.beyond().map(|note| note.count)), (MOST_NEW + 2, Some(1200)));
    let more = self::fields(r#"[{"other":1}]"#);
    fields.extend(more);
    assert_eq!((rows(&fields), fields.beyond().map(|note| note.count)), (MOST_NEW + 2, Some(1201)));
}

#[test]
fn lists_of_one_answer_add_up() {
    let mut both = fields(r#"[{"id":1,"mood":1}]"#);
    both.extend(fields(r#"[{"id":null},{"mood":null}]"#));
    assert_eq!(both, fields(r#"[{"id":1,"mood":1},{"id":null},{"mood":null}]"#));
}

//! Fields that come and go, one rule per test.

use expect_test::{Expect, expect};

use super::*;

/// `REQUEST[/ARGUMENT] BLOCK DAY OBJECTS FIELD=COUNT …` per line, captured on that day of April 2026; a field with `?`
/// before it is on no list, and one with `made` behind the day is of a made answer.
fn fields(lines: &[&str]) -> Frame<Field> {
    let lines: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let rows: Vec<(&[&str], &str)> =
        lines.iter().flat_map(|line| line[4..].iter().map(move |field| (&line[..4], *field))).collect();
    let split = |field: &str| field.split_once('=').map(|(name, count)| (name.to_owned(), count.to_owned())).unwrap();
    let names: Vec<(String, String)> = rows.iter().map(|(_, field)| split(field)).collect();
    let day = |line: &[&str]| line[2].trim_end_matches("made").to_owned();
    let ids: Vec<String> = rows.iter().map(|(line, _)| format!("s/{}/{}", line[0], day(line))).collect();
    let captured = |line: &[&str]| format!("2026-04-{}T00:00:00Z", day(line)).parse().ok();
    let origin = |line: &[&str]| Some(if line[2].ends_with("made") { "made" } else { "observed" });
    Frame::from_columns(vec![
        texts(&SNAPSHOT_ID, ids.iter().map(|id| Some(id.as_str()))),
        texts(&FIELD_BLOCK, rows.iter().map(|(line, _)| Some(line[1]))),
        texts(&FIELD_NAME, names.iter().map(|(name, _)| Some(name.trim_start_matches('?')))),
        texts(&REQUEST_NAME, rows.iter().map(|(line, _)| line[0].split('/').next())),
        texts(&REQUEST_ARGUMENT, rows.iter().map(|(line, _)| line[0].split('/').nth(1))),
        integers(&FIELD_COUNT, names.iter().map(|(_, count)| count.parse().ok())),
        integers(&schema::columns::FILLED_COUNT, names.iter().map(|_| Some(0))),
        integers(&OBJECT_COUNT, rows.iter().map(|(line, _)| line[3].parse().ok())),
        truths(&IS_KNOWN, names.iter().map(|(name, _)| Some(!name.starts_with('?')))),
        instants(&CAPTURED_AT, rows.iter().map(|(line, _)| captured(line))),
        texts(&SOURCE, rows.iter().map(|_| Some("s"))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(line, _)| origin(line))),
    ])
    .unwrap()
}

fn check(lines: &[&str], columns: &[&Column], expected: &Expect) {
    expected.assert_eq(&drift(&fields(lines)).unwrap().to_text(columns));
}

const WHAT: &[&Column] = &[&SNAPSHOT_ID, &FIELD_BLOCK, &FIELD_NAME, &FIELD_CHANGE, &PAST_FIELD_SHARE, &FIELD_SHARE];

#[test]
fn a_field_comes_with_the_first_object_and_goes_with_the_last() {
    check(
        &["m model 01 4 id=4 old=4 rare=1", "m model 08 5 id=5 new=5 rare=2", "m model 15 5 id=5 new=1"],
        WHAT,
        &expect![[r#"
            snapshot_id | field_block | field_name | field_change | past_field_share | field_share
            s/m/08 | model | new | came | 0 | 1
            s/m/08 | model | old | went | 1 | 0
            s/m/15 | model | new | thinned | 1 | 0.2
            s/m/15 | model | rare | went | 0.4 | 0
        "#]],
    );
}

/// `x` takes a step in between, `y` hovers about half, `z` comes as it stays.
#[test]
fn a_field_that_stays_is_told_when_the_rule_has_become_the_exception() {
    check(
        &[
            "m model 01 8 id=8 x=8 y=4",
            "m model 02 8 id=8 x=4 y=3 z=4",
            "m model 03 8 id=8 x=2 y=5 z=7",
            "m model 04 8 id=8 x=1 y=3 z=3",
            "m model 05 8 id=8 x=6 y=5 z=2",
        ],
        WHAT,
        &expect![[r#"
            snapshot_id | field_block | field_name | field_change | past_field_share | field_share
            s/m/02 | model | z | came | 0 | 0.5
            s/m/03 | model | x | thinned | 0.5 | 0.25
            s/m/05 | model | x | spread | 0.125 | 0.75
            s/m/05 | model | z | thinned | 0.375 | 0.25
        "#]],
    );
}

/// Compared by the time of the capture, whatever the order of the ids, and with the snapshot just before.
#[test]
fn what_flickers_says_since_when_and_until_when() {
    check(
        &["m model 01 4 id=4 x=1", "m model 02 4 id=4", "m model 03 2 id=2 ?x=1", "m model 04 4 id=4"],
        &[
            &SNAPSHOT_ID,
            &PAST_SNAPSHOT_ID,
            &PAST_CAPTURED_AT,
            &FIELD_CHANGE,
            &FIELD_FIRST_SEEN_AT,
            &FIELD_LAST_SEEN_AT,
            &PAST_OBJECT_COUNT,
            &OBJECT_COUNT,
            &IS_KNOWN,
        ],
        &expect![[r#"
            snapshot_id | past_snapshot_id | past_captured_at | field_change | field_first_seen_at | field_last_seen_at | past_object_count | object_count | is_known
            s/m/02 | s/m/01 | 2026-04-01T00:00:00Z | went | 2026-04-01T00:00:00Z | 2026-04-03T00:00:00Z | 4 | 4 | true
            s/m/03 | s/m/02 | 2026-04-02T00:00:00Z | came | 2026-04-01T00:00:00Z | 2026-04-03T00:00:00Z | 4 | 2 | false
            s/m/04 | s/m/03 | 2026-04-03T00:00:00Z | went | 2026-04-01T00:00:00Z | 2026-04-03T00:00:00Z | 2 | 4 | false
        "#]],
    );
}

/// Answers about other things, or to other requests, are no later ones of the same.
#[test]
fn like_is_compared_with_like() {
    check(
        &["app/one week 01 1 x=1", "app/two week 02 1 y=1", "app/one week 03 1 x=1 z=1", "other week 04 1 w=1"],
        &[&REQUEST_NAME, &REQUEST_ARGUMENT, &SNAPSHOT_ID, &FIELD_NAME, &FIELD_CHANGE],
        &expect![[r#"
            request_name | request_argument | snapshot_id | field_name | field_change
            app | one | s/app/one/03 | z | came
        "#]],
    );
}

/// No override on the second day: what one would have had is not known, and that there is none says the field around it.
#[test]
fn a_block_without_objects_says_nothing() {
    check(
        &[
            "m price 01 3 overrides=1",
            "m overrides 01 1 a=1 b=1",
            "m price 02 3 id=3",
            "m price 03 3 overrides=2",
            "m overrides 03 2 a=2 c=1",
        ],
        WHAT,
        &expect![[r#"
            snapshot_id | field_block | field_name | field_change | past_field_share | field_share
            s/m/02 | price | id | came | 0 | 1
            s/m/02 | price | overrides | went | 0.3333333333333333 | 0
            s/m/03 | overrides | b | went | 1 | 0
            s/m/03 | overrides | c | came | 0 | 0.5
            s/m/03 | price | id | went | 1 | 0
            s/m/03 | price | overrides | came | 0 | 0.6666666666666666
        "#]],
    );
}

#[test]
fn a_change_is_as_made_as_either_side_of_it() {
    check(
        &["m model 01made 1 id=1", "m model 02 1 id=1 x=1", "m model 03 1 id=1"],
        &[&SNAPSHOT_ID, &FIELD_CHANGE, &VALUE_ORIGIN],
        &expect![[r#"
            snapshot_id | field_change | value_origin
            s/m/02 | came | made
            s/m/03 | went | observed
        "#]],
    );
}

#[test]
fn one_snapshot_has_nothing_to_differ_from() {
    check(&["m model 01 4 id=4 x=1"], &[&FIELD_NAME], &expect!["field_name\n"]);
}

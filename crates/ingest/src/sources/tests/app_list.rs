//! Lists of apps.

use expect_test::expect;

use super::{check, check_edited, edited, read};

#[test]
fn apps() {
    check(
        "frontend/apps/happy.json",
        &expect![[r#"
        app_ranking
        view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
        day | 12 | 5 | 5 | observed | $.data.day[0] | - | An app – without slug | 1
        month | 12 | 5 | 5 | observed | $.data.month[1] | - | An app – without slug | 1
        month | 2627404 | 1 | 253814301098 | observed | $.data.month[0] | claude-code | Claude Code | 2623769
        week | 2627404 | 1 | 253814301098 | observed | $.data.week[0] | claude-code | Claude Code | 2623769
    "#]],
    );
}

#[test]
fn apps_that_are_none() {
    let happy = "frontend/apps/happy.json";
    check_edited(
        happy,
        (r#""rank":1,"#, ""),
        &expect![[r#"
            `$.data.week[0].rank`: expected an integer of 0 or more, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        happy,
        (r#""rank":1,"#, r#""rank":0,"#),
        &expect![[r#"
            app_ranking: 1 problem: column `app_rank` is outside 1 or more (1 rows, first at snapshot_id = `snapshot`, view = `week`, app_id = `2627404`)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
        "#]],
    );
    check_edited(
        happy,
        (r#""total_tokens":"5""#, r#""total_tokens":"-1""#),
        &expect![[r#"
            `$.data.day[0].total_tokens`: expected an integer from 0 to 2^53, found `"-1"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    expect![[r#"
        `$.data`: expected an object with `day`, `week` or `month`, found an object with 1 field
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&read(happy, br#"{"data":{"year":[]}}"#));
    expect![[r#"
        `$.data.day`: expected a list with rows, found a list of 0
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&read(happy, br#"{"data":{"day":[]}}"#));
}

#[test]
fn the_same_app_twice() {
    let edit = (r#""app_id":2627404"#, r#""app_id":"12""#);
    let body = String::from_utf8(edited("frontend/apps/happy.json", edit)).unwrap();
    let body = body.replace(r#""app_id":2627404"#, r#""app_id":12"#);
    expect![[r#"
        `$.data.month[1]`: expected `12` once, found it again (first at `$.data.month[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]]
    .assert_eq(&read("frontend/apps", body.as_bytes()));
}

#[test]
fn new_fields_of_an_app_are_told() {
    let happy = "frontend/apps/happy.json";
    let text = read(happy, &edited(happy, (r#""title":"#, r#""colour":"red","title":"#)));
    assert!(text.contains("note: app_ranking: new field `colour`\n"), "{text}");
}

/// A name that somebody gave an app stops no list of all apps.
#[test]
fn half_a_character_in_a_name() {
    check_edited(
        "frontend/apps/happy.json",
        ("Claude Code", r"Claude \ud800 Code"),
        &expect![[r#"
            app_ranking
            view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
            day | 12 | 5 | 5 | observed | $.data.day[0] | - | An app – without slug | 1
            month | 12 | 5 | 5 | observed | $.data.month[1] | - | An app – without slug | 1
            month | 2627404 | 1 | 253814301098 | observed | $.data.month[0] | claude-code | Claude Code | 2623769
            week | 2627404 | 1 | 253814301098 | observed | $.data.week[0] | claude-code | Claude � Code | 2623769
            note: answer: escape of half a character, read as U+FFFD
        "#]],
    );
}

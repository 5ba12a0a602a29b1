//! What a task's money goes to.

use expect_test::expect;

use crate::sources::tests::{check, check_edited, edited, read};

const HAPPY: &str = "frontend/task-spend/happy.json";

#[test]
fn parts_of_each_task() {
    check(
        HAPPY,
        &expect![[r#"
        task_spend
        task_tag | model_permaslug | tag_spend_share | task_spend_share | value_origin | json_path | macro_category | change_points | window_days
        chat:roleplay | z-ai/glm-5-20260211 | 1 | 0.03125 | observed | $.data.spend.tasks[1].models[0] | - | 0 | 30
        code:debugging | openai/gpt-5.4-20260305 | 0.25 | 0.0625 | observed | $.data.spend.tasks[0].models[1] | code | -12.5 | 30
        code:debugging | xiaomi/mimo-v2-pro-20260318 | 0.125 | 0.0625 | observed | $.data.spend.tasks[0].models[2] | code | - | 30
        code:debugging | z-ai/glm-5-20260211 | 0.5 | 0.0625 | observed | $.data.spend.tasks[0].models[0] | code | 4.75 | 30
        note: task_spend: task without models, left aside
    "#]],
    );
}

/// Ten models are named: the rest of a task is not. Shares are rounded, so that a little more than 1 may come out.
#[test]
fn parts_that_add_up_to_more_than_the_task() {
    let parts = |share: &str| read(HAPPY, &edited(HAPPY, ("\"share\":0.125", &format!("\"share\":{share}"))));
    assert!(parts("0.251").starts_with("task_spend\n"), "{}", parts("0.251"));
    expect![[r#"
        `$.data.spend.tasks[0].models`: expected shares that add up to 1 at most, found 1.0012
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&parts("0.2512"));
}

#[test]
fn load_bearing_fields() {
    check_edited(
        HAPPY,
        ("\"share\":0.5,", ""),
        &expect![[r#"
        `$.data.spend.tasks[0].models[0].share`: expected a share from 0 to 1, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("\"share\":0.5", "\"share\":50"),
        &expect![[r#"
        `$.data.spend.tasks[0].models[0].share`: expected a share from 0 to 1, found `50.0`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("\"spendShareOfTotal\":0.0625,", ""),
        &expect![[r#"
        `$.data.spend.tasks[0].spendShareOfTotal`: expected a share from 0 to 1, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("\"spend\":", "\"costs\":"),
        &expect![[r#"
        `$.data.spend`: expected an object, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("openai/gpt-5.4-20260305", "z-ai/glm-5-20260211"),
        &expect![[r#"
        `$.data.spend.tasks[0].models[1]`: expected `z-ai/glm-5-20260211` once, found it again (first at `$.data.spend.tasks[0].models[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
}

#[test]
fn nothing_spent() {
    let body =
        r#"{"data":{"spend":{"tasks":[{"tag":"a","spendShareOfTotal":0.5,"models":[{"model":"a/b","share":0}]}]}}}"#;
    expect![[r#"
        task_spend: expected a model with a share above 0, found none among 1
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(HAPPY, body.as_bytes()));
}

#[test]
fn new_fields_are_told() {
    let told = read(HAPPY, &edited(HAPPY, ("\"deltaPp\":4.75", "\"deltaPp\":4.75,\"usd\":5")));
    assert!(told.contains("note: task_spend: new field `usd`\n"), "{told}");
}

/// A window is some days: what counts seconds, or more days than there are, is another field.
#[test]
fn a_window_of_no_length_that_can_be() {
    for days in ["0", "367", "9007199254740991"] {
        let told = read(HAPPY, &edited(HAPPY, ("\"windowDays\":30", &format!("\"windowDays\":{days}"))));
        assert!(
            told.starts_with(&format!("`$.data.spend.windowDays`: expected 1 to 366 days, found `{days}`")),
            "{told}"
        );
    }
}

//! What model views say was billed, since September 2026.

use expect_test::expect;

use crate::sources::tests::{check, check_edited, edited, read};

const WEEK: &str = "frontend/models-week/billed.json";

#[test]
fn what_upstream_says_was_billed() {
    check(
        WEEK,
        &expect![[r#"
        model_ranking
        view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
        week | openai/gpt-5.4-20260305 | standard | 1000 | 970 | 30 | observed | $.data[0] | 600 | 4 | 0.5 | 2026-10-09 | 0.00125
        week | stealth/space-bunny-alpha | standard | 1000 | 970 | 30 | observed | $.data[1] | 0 | 4 | - | 2026-10-09 | 0
        week | z-ai/glm-5-20260211 | standard | 1000 | 970 | 30 | observed | $.data[2] | 0 | 4 | 0.5 | 2026-10-09 | -
    "#]],
    );
}

/// Upstream leaves columns behind in which nothing stands but 0.
#[test]
fn nothing_billed_at_all_is_not_measured() {
    let body = String::from_utf8(edited(WEEK, ("\"total_usage\":0.00125", "\"total_usage\":0.0"))).unwrap();
    let body = body.replace("\"total_usage\":null", "\"total_usage\":0");
    expect![[r#"
        model_ranking
        view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
        week | openai/gpt-5.4-20260305 | standard | 1000 | 970 | 30 | observed | $.data[0] | 600 | 4 | 0.5 | 2026-10-09 | -
        week | stealth/space-bunny-alpha | standard | 1000 | 970 | 30 | observed | $.data[1] | 0 | 4 | - | 2026-10-09 | -
        week | z-ai/glm-5-20260211 | standard | 1000 | 970 | 30 | observed | $.data[2] | 0 | 4 | 0.5 | 2026-10-09 | -
        note: model_ranking: `total_usage` is 0 in every row: dormant, taken as not measured
    "#]].assert_eq(&read(WEEK, body.as_bytes()));
}

#[test]
fn what_is_no_amount_is_refused() {
    check_edited(
        WEEK,
        (":0.00125", ":-0.00125"),
        &expect![[r#"
        `$.data[0].total_usage`: expected a number of 0 or more, found `-0.00125`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        WEEK,
        (":0.00125", ":\"much\""),
        &expect![[r#"
        `$.data[0].total_usage`: expected a number, found `"much"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

//! What tokens cost on average.

use expect_test::{Expect, expect};

use crate::{
    Answer,
    sources::tests::{CAPTURED, check, check_edited, edited, fixture_bytes, read, request_of, shown},
};

const HAPPY: &str = "frontend/effective-pricing/happy.json";
const IDLE: &str = "frontend/effective-pricing/idle.json";

/// What becomes of `body` as the answer about another model or variant.
fn check_about(argument: &str, body: &[u8], expected: &Expect) {
    let (source, request) = request_of(HAPPY);
    let outcome = request.ingested(&Answer {
        snapshot_id: "snapshot",
        captured_at: CAPTURED.parse().unwrap(),
        source: source.id,
        argument: Some(argument),
        body,
        more: &[],
        map: None,
        origins: &[],
    });
    expected.assert_eq(&shown(&outcome));
}

/// 3,000,000,000 and 1,000,000,502 tokens: a provider may have two endpoints.
#[test]
fn prices_and_tokens() {
    check(
        HAPPY,
        &expect![[r#"
        effective_price
        model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
        z-ai/glm-5-20260211 | standard | observed | $.data | 0.125 | 1.2 | 0.75 | 7 | 4000000502 | -
    "#]],
    );
}

#[test]
fn no_traffic_is_no_price() {
    check(
        IDLE,
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            z-ai/glm-5-20260211 | standard | observed | $.data | - | - | - | 7 | - | no traffic
            note: effective_price: price left without a number: no traffic
        "#]],
    );
}

/// A model that is free is: somebody used it.
#[test]
fn free_is_a_price() {
    let body = edited(
        HAPPY,
        (
            "\"weightedInputPrice\":0.125,\"weightedOutputPrice\":1.2",
            "\"weightedInputPrice\":0,\"weightedOutputPrice\":0.0",
        ),
    );
    expect![[r#"
        effective_price
        model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
        z-ai/glm-5-20260211 | standard | observed | $.data | 0 | 0 | 0.75 | 7 | 4000000502 | -
    "#]].assert_eq(&read(HAPPY, &body));
    check_about(
        "z-ai--glm-5-20260211--batch",
        &body,
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            z-ai/glm-5-20260211 | batch | observed | $.data | - | - | 0.75 | 7 | 4000000502 | missing, not free
            note: effective_price: price left without a number: missing, not free
        "#]],
    );
    check_about(
        "z-ai--glm-5-20260211--batch",
        &fixture_bytes(HAPPY),
        &expect![[r#"
        effective_price
        model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
        z-ai/glm-5-20260211 | batch | observed | $.data | 0.125 | 1.2 | 0.75 | 7 | 4000000502 | -
    "#]],
    );
}

#[test]
fn what_an_answer_is_about() {
    check_about(
        "text-embedding-3-large",
        &fixture_bytes(IDLE),
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            text-embedding-3-large | standard | observed | $.data | - | - | - | 7 | - | no traffic
            note: effective_price: price left without a number: no traffic
        "#]],
    );
    check_about(
        "z-ai--glm-5--",
        &fixture_bytes(IDLE),
        &expect![[r#"
        argument `z-ai--glm-5--`: expected the model's permanent slug, with `--` in place of `/`, and `--VARIANT` behind it unless that is `standard`
        hint: give it with `--argument`
    "#]],
    );
}

/// A price per token, and one that can be none.
#[test]
fn what_can_be_no_price_per_million() {
    check_edited(
        HAPPY,
        (":0.125,", ":0.000000125,"),
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            z-ai/glm-5-20260211 | standard | observed | $.data | - | 1.2 | 0.75 | 7 | 4000000502 | a price that is neither 0 nor 0.001 to 1,000 USD per million
            note: effective_price: price left without a number: a price that is neither 0 nor 0.001 to 1,000 USD per million
        "#]],
    );
    check_edited(
        HAPPY,
        (":0.125,", ":-0.125,"),
        &expect![[r#"
        `$.data.weightedInputPrice`: expected a price of 0 or more, found `"-0.125"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("\"weightedOutputPrice\":1.2,", ""),
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            z-ai/glm-5-20260211 | standard | observed | $.data | 0.125 | - | 0.75 | 7 | 4000000502 | upstream gives no price
            note: effective_price: price left without a number: upstream gives no price
        "#]],
    );
    check_edited(
        HAPPY,
        (":0.75,", ":75,"),
        &expect![[r#"
        `$.data.weightedCacheHitRate`: expected a share from 0 to 1, found `75.0`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

#[test]
fn endpoints() {
    check_edited(
        HAPPY,
        ("000002\",\"providerName", "000001\",\"providerName"),
        &expect![[r#"
        `$.data.providerSummaries[1]`: expected `1e930000-0000-4000-8000-000000000001` once, found it again (first at `$.data.providerSummaries[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        HAPPY,
        ("\"providerSummaries\"", "\"providers\""),
        &expect![[r#"
        `$.data.providerSummaries`: expected a list, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    // An endpoint that does not say how many: the sum is not known.
    check_edited(
        HAPPY,
        (",\"totalTokens\":1000000502", ""),
        &expect![[r#"
        effective_price
        model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
        z-ai/glm-5-20260211 | standard | observed | $.data | 0.125 | 1.2 | 0.75 | 7 | - | -
    "#]],
    );
}

/// A chart over more than a week is one of another range.
#[test]
fn another_range() {
    check_edited(
        HAPPY,
        ("\"x\":\"2026-04-07\"", "\"x\":\"2026-03-15\""),
        &expect![[r#"
            effective_price
            model_permaslug | variant | value_origin | json_path | effective_input_usd_per_mtok | effective_output_usd_per_mtok | cache_hit_share | window_days | tokens | reason
            z-ai/glm-5-20260211 | standard | observed | $.data | 0.125 | 1.2 | 0.75 | - | 4000000502 | -
            note: effective_price: chart of more than the 7 days that were asked for
        "#]],
    );
}

//! Who serves a model, and at which prices.

use expect_test::expect;

use super::{check, check_edited};

const HAPPY: &str = "endpoints/prices/happy.json";

#[test]
fn offers() {
    check(
        HAPPY,
        &expect![[r#"
        endpoint
        endpoint_id | model_permaslug | model_id | provider_name | input_usd_per_tok_text | output_usd_per_tok_text | pricing_json | value_origin | json_path | quantization | context_tokens | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | status_code | uptime_share
        streamlake/fp8 | z-ai/glm-5-20260211 | z-ai/glm-5 | StreamLake | .5e-6 | 0.000002 | {"prompt":".5e-6","completion":0.000002,"discount":0.1} | observed | $.data.endpoints[1] | fp8 | 128000 | - | - | 0.5 | 2 | - | - | -5 | -
        streamlake/fp8#2 | z-ai/glm-5-20260211 | z-ai/glm-5 | StreamLake | 0 | 0 | {"prompt":"0","completion":"0"} | observed | $.data.endpoints[2] | fp8 | - | - | - | 0 | 0 | - | - | - | 0
        z-ai | z-ai/glm-5-20260211 | z-ai/glm-5 | Z.AI | 0.000001 | 0.0000032 | {"prompt":"0.000001","completion":"0.0000032","input_cache_read":"0.0000002","discount":0} | observed | $.data.endpoints[0] | - | 200000 | 0.0000002 | - | 1 | 3.2 | 0.2 | - | 0 | 0.995
        note: endpoint: tag of an endpoint before, numbered
    "#]],
    );
}

/// A retired model is served by nobody: its answer is an answer.
#[test]
fn nobody() {
    check(
        "endpoints/prices/nobody.json",
        &expect![[r#"
        note: endpoint: model that nobody serves: no rows
    "#]],
    );
    check_edited(
        "endpoints/prices/nobody.json",
        (r#""endpoints":[]"#, r#""endpoints":null"#),
        &expect![[r#"
        `$.data.endpoints`: expected a list, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        "endpoints/prices/nobody.json",
        (r#""id":"z-ai/glm-5","#, ""),
        &expect![[r#"
        `$.data.id`: expected text, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_offers() {
    check_edited(
        HAPPY,
        (r#""tag":"z-ai","#, ""),
        &expect![[r#"
        `$.data.endpoints[0].tag`: expected text, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""provider_name":"Z.AI","#, ""),
        &expect![[r#"
        `$.data.endpoints[0].provider_name`: expected text, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""prompt":"0.000001","#, ""),
        &expect![[r#"
        `$.data.endpoints[0].pricing.prompt`: expected a decimal price, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""prompt":"0.000001""#, r#""prompt":"-2""#),
        &expect![[r#"
        `$.data.endpoints[0].pricing.prompt`: expected a price of 0 or more, or `-1`, found `"-2"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""prompt":"0.000001""#, r#""prompt":"1""#),
        &expect![[r#"
            endpoint: expected prices of 0, or of 0.001 to 1,000 USD per million tokens, found others in 1 of 3 entries, the first `1` per token
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check_edited(
        HAPPY,
        (r#""status":-5"#, r#""status":"degraded""#),
        &expect![[r#"
        `$.data.endpoints[1].status`: expected an integer, found `"degraded"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""status":-5"#, r#""status":-5.5"#),
        &expect![[r#"
        `$.data.endpoints[1].status`: expected an integer, found `-5.5`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("99.5", "100.5"),
        &expect![[r#"
        `$.data.endpoints[0].uptime_last_30m`: expected percent, found `100.5`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        ("99.5", "-1"),
        &expect![[r#"
        `$.data.endpoints[0].uptime_last_30m`: expected percent, found `-1.0`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""tag":"z-ai""#, r#""tag":"streamlake/fp8#2""#),
        &expect![[r#"
        endpoint: 1 problem: key occurs twice (1 rows, first at snapshot_id = `snapshot`, endpoint_id = `streamlake/fp8#2`)
        hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
    "#]],
    );
}

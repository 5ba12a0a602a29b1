//! The catalogue: prices as written and as numbers.

use expect_test::expect;

use super::{check, check_edited, edited, read};

const HAPPY: &str = "catalog/models/happy.json";

#[test]
fn prices_of_every_kind() {
    check(
        HAPPY,
        &expect![[r#"
            catalog
            model_id | variant | is_alias | input_usd_per_tok_text | output_usd_per_tok_text | pricing_json | value_origin | json_path | canonical_slug | model_name | created_at | released_date | expiration_date | context_tokens | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | request_usd_text | request_usd
            anthropic/claude-opus-4.6 | standard | false | 0.000005 | 0.000025 | {"prompt":"0.000005","completion":"0.000025","input_cache_read":"0.0000005","input_cache_write":"0.00000625","web_search":"0.01"} | observed | $.data[0] | anthropic/claude-4.6-opus-20260205 | Anthropic: Claude Opus 4.6 | 2026-02-04T15:30:50Z | 2026-02-04 | - | 1000000 | 0.0000005 | 0.00000625 | 5 | 25 | 0.5 | 6.25 | - | -
            anthropic/claude-opus-4.6:batch | batch | false | 0.0000025 | 0.0000125 | {"prompt":"0.0000025","completion":"0.0000125","overrides":[{"min_prompt_tokens":200000,"prompt":"0.000005"}]} | observed | $.data[1] | anthropic/claude-4.6-opus-20260205 | Anthropic: Claude Opus 4.6 (batch) | 2026-02-04T15:30:50Z | 2026-02-04 | - | 1000000 | - | - | 2.5 | 12.5 | - | - | - | -
            openrouter/auto | standard | false | -1 | -1 | {"prompt":"-1","completion":"-1"} | observed | $.data[2] | openrouter/auto | Auto Router | 2026-02-04T15:30:50Z | 2026-02-04 | - | 1000000 | - | - | - | - | - | - | - | -
            z-ai/glm-5:free | free | false | 0 | 0 | {"prompt":"0","completion":"0"} | observed | $.data[3] | z-ai/glm-5-20260211 | Z.ai: GLM 5 (free) | 2026-02-04T15:30:50Z | 2026-02-04 | 2098-12-31 | 1000000 | - | - | 0 | 0 | - | - | - | -
            ~x-ai/grok-latest | standard | true | .5e-6 | 0.00000025000000000000005 | {"prompt":".5e-6","completion":"0.00000025000000000000005"} | observed | $.data[4] | ~x-ai/grok-latest | xAI: Grok latest | 2026-02-04T15:30:50Z | 2026-02-04 | - | 1000000 | - | - | 0.5 | 0.25000000000000006 | - | - | - | -
            price_condition
            model_id | condition_number | variant | value_origin | json_path | canonical_slug | min_prompt_tokens | utc_start_text | utc_end_text | input_usd_per_tok_text | output_usd_per_tok_text | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | reason
            anthropic/claude-opus-4.6:batch | 1 | batch | observed | $.data[1].pricing.overrides[0] | anthropic/claude-4.6-opus-20260205 | 200000 | - | - | 0.000005 | - | - | - | 5 | - | - | - | -
        "#]],
    );
}

#[test]
fn a_catalogue_before_permanent_slugs() {
    check(
        "catalog/models/before_slugs.json",
        &expect![[r#"
            catalog
            model_id | variant | is_alias | input_usd_per_tok_text | output_usd_per_tok_text | pricing_json | value_origin | json_path | canonical_slug | model_name | created_at | released_date | expiration_date | context_tokens | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | request_usd_text | request_usd
            mistral/ministral-8b | standard | false | 0.0000001 | 0.0000001 | {"prompt":"0.0000001","completion":"0.0000001","request":"0","image":"0","web_search":"0","internal_reasoning":"0"} | observed | $.data[0] | - | Mistral: Ministral 8B | 2024-10-17T00:00:00Z | 2024-10-17 | - | 128000 | - | - | 0.1 | 0.1 | - | - | 0 | -
            price_condition
            model_id | condition_number | variant | value_origin | json_path | canonical_slug | min_prompt_tokens | utc_start_text | utc_end_text | input_usd_per_tok_text | output_usd_per_tok_text | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | reason
        "#]],
    );
}

#[test]
fn one_page_is_no_catalogue() {
    check(
        "catalog/models/one_page.json",
        &expect![[r#"
            catalog: expected 400 models in one answer, found 1, to be continued at `/api/v1/models?offset=1&limit=1`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    let short = edited("catalog/models/one_page.json", (r#""/api/v1/models?offset=1&limit=1""#, "null"));
    expect![[r#"
        catalog: expected 400 models in one answer, found 1
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(HAPPY, &short));
}

#[test]
fn the_same_id_twice() {
    check(
        "catalog/models/same_id_twice.json",
        &expect![[r#"
            `$.data[2]`: expected `anthropic/claude-opus-4.6` once, found it again (first at `$.data[0]`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
}

#[test]
fn load_bearing_fields() {
    check_edited(
        HAPPY,
        (r#""id":"anthropic/claude-opus-4.6","#, ""),
        &expect![[r#"
            `$.data[0].id`: expected text, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        HAPPY,
        (r#""id":"anthropic/claude-opus-4.6","#, r#""id":"","#),
        &expect![[r#"
            catalog: 1 problem: column `model_id` is outside plain text: not empty, no control characters (1 rows, first at snapshot_id = `snapshot`, model_id = ``)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
        "#]],
    );
    check_edited(
        HAPPY,
        (r#""prompt":"0.000005","#, ""),
        &expect![[r#"
            `$.data[0].pricing.prompt`: expected a decimal price, found `null`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        HAPPY,
        (r#""pricing":{"prompt":"0.000005""#, r#""prices":{"prompt":"0.000005""#),
        &expect![[r#"
            `$.data[0].pricing`: expected an object, found `null`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

#[test]
fn what_is_no_price_is_refused() {
    let price = r#""prompt":"0.000005""#;
    check_edited(
        HAPPY,
        (price, r#""prompt":"free""#),
        &expect![[r#"
            `$.data[0].pricing.prompt`: expected a decimal number, found `"free"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        HAPPY,
        (price, r#""prompt":"-0.5""#),
        &expect![[r#"
            `$.data[0].pricing.prompt`: expected a price of 0 or more, or `-1`, found `"-0.5"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        HAPPY,
        (price, r#""prompt":true"#),
        &expect![[r#"
            `$.data[0].pricing.prompt`: expected a decimal number, found `true`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    // A price per token written as one per million, twice over.
    check_edited(
        HAPPY,
        (price, r#""prompt":"0.000000000005""#),
        &expect![[r#"
            catalog: expected prices of 0, or of 0.001 to 1,000 USD per million tokens, found others in 1 of 5 entries, the first `0.000000000005` per token
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    // A price per million read as one per token.
    check_edited(
        HAPPY,
        (price, r#""prompt":"5""#),
        &expect![[r#"
            catalog: expected prices of 0, or of 0.001 to 1,000 USD per million tokens, found others in 1 of 5 entries, the first `5` per token
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

#[test]
fn a_price_may_be_a_number() {
    let number = read(HAPPY, &edited(HAPPY, (r#""prompt":"0.000005""#, r#""prompt":5e-6"#)));
    assert!(number.contains(" | 5e-6 | "), "{number}");
}

#[test]
fn other_fields() {
    check_edited(
        HAPPY,
        ("2098-12-31", "never"),
        &expect![[r#"
            `$.data[3].expiration_date`: expected a date, found `"never"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        HAPPY,
        ("1770219050", "9007199254740991"),
        &expect![[r#"
            `$.data[0].created`: expected seconds since 1970, found `9007199254740991`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    let new = read(HAPPY, &edited(HAPPY, (r#""created":"#, r#""carbon":1,"created":"#)));
    assert!(new.ends_with("note: catalog: new field `carbon`\n"), "{new}");
}

/// A price per image or second may stand where one per token belongs: that costs one number, not the catalogue.
#[test]
fn a_price_that_can_be_none_per_token_is_left_to_its_text() {
    let model = |number: usize, price: &str| {
        format!(
            r#"{{"id":"a/m{number}","name":"m","created":1,"pricing":{{"prompt":"{price}","completion":"0.000001"}}}}"#
        )
    };
    let body = |strange: usize| {
        let models: Vec<_> =
            (0..60).map(|number| model(number, if number < strange { "0.04" } else { "0.000001" })).collect();
        format!(r#"{{"data":[{}]}}"#, models.join(",")).into_bytes()
    };
    let text = super::read("catalog/models", &body(1));
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("a/m0 ")).collect();
    assert!(rows.len() == 1 && rows[0].contains("0.04") && !rows[0].contains("40000"), "{rows:?}");
    let note =
        "note: catalog: entry with a price that is neither 0 nor 0.001 to 1,000 USD per million, left without a number";
    assert!(text.contains(note), "{text}");
    let refused = super::read("catalog/models", &body(2));
    assert!(refused.contains("found others in 2 of 60 entries, the first `0.04` per token"), "{refused}");
}

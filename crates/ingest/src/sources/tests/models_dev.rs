//! Prices that volunteers keep.

use expect_test::expect;

use super::{check, check_edited, read};

const HAPPY: &str = "models_dev/models/happy.json";

#[test]
fn prices() {
    check(
        HAPPY,
        &expect![[r#"
        price_map
        provider_id | model_id | value_origin | json_path | model_name | is_open_weights | released_date | context_tokens | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok
        openrouter | z-ai/glm-5 | observed | $["openrouter"].models["z-ai/glm-5"] | GLM 5 | true | 2026-02-11 | - | - | 3.2 | - | -
        openrouter | z-ai/glm-5:free | observed | $["openrouter"].models["z-ai/glm-5:free"] | GLM 5 (free) | - | - | - | 0 | 0 | - | -
        z-ai | glm-5 | observed | $["z-ai"].models["glm-5"] | GLM 5 | true | 2026-02-11 | 200000 | 1 | 3.2 | 0.2 | 0
        z-ai | glm-5-preview | observed | $["z-ai"].models["glm-5-preview"] | GLM 5 Preview | false | - | 200000 | - | - | - | -
        note: price_map: provider that is another's name only, left aside
        note: price_map: price that is neither 0 nor 0.001 to 1000 a million, taken as unknown
        note: price_map: release in a month without a day, taken as unknown
        note: price_map: `release_date` that is no date, taken as unknown
        note: price_map: model whose `id` is not the key that it stands under, known by the key
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_maps() {
    check_edited(
        HAPPY,
        (r#""open_weights":true"#, r#""open_weights":"yes""#),
        &expect![[r#"
        `$["z-ai"].models["glm-5"].open_weights`: expected true or false, found `"yes"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""input":1,"#, r#""input":"1","#),
        &expect![[r#"
        `$["z-ai"].models["glm-5"].cost.input`: expected a number, found `"1"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""limit":{"context":200000,"#, r#""limit":{"context":-1,"#),
        &expect![[r#"
        `$["z-ai"].models["glm-5"].limit.context`: expected an integer from 0 to 2^53, found `-1`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""release_date":"2026-02-11""#, r#""release_date":20260211"#),
        &expect![[r#"
        `$["z-ai"].models["glm-5"].release_date`: expected text, found `20260211`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""glm-5":{"#, r#""":{"#),
        &expect![[r#"
        price_map: 1 problem: column `model_id` is outside plain text: not empty, no control characters (1 rows, first at snapshot_id = `snapshot`, provider_id = `z-ai`, model_id = ``)
        hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""models":{}"#, r#""models":[]"#),
        &expect![[r#"
        `$["empty"].models`: expected an object, found a list of 0
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        HAPPY,
        (r#""zai":"z-ai""#, r#""zai":7"#),
        &expect![[r#"
        `$["zai"]`: expected an object, found `7`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    expect![[r#"
        price_map: expected a price above 0, found none among 0 models
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(HAPPY, b"{}"));
    expect![[r#"
        price_map: expected a price above 0, found none among 1 models
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(HAPPY, br#"{"a":{"models":{"b":{"cost":{"input":0,"output":0}}}}}"#));
}

/// Prices per token, or of something else, in the place of prices per million.
#[test]
fn prices_that_cannot_be() {
    for (price, is_kept) in
        [("0", true), ("0.001", true), ("1000", true), ("0.0009", false), ("1001", false), ("-1", false)]
    {
        let body = format!(r#"{{"a":{{"models":{{"b":{{"cost":{{"input":{price},"output":2}}}}}}}}}}"#);
        let told = read(HAPPY, body.as_bytes());
        assert!(told.starts_with("price_map\n"), "{told}");
        assert_eq!(!told.contains("note: price_map: price that is neither 0 nor"), is_kept, "{price}: {told}");
    }
}

/// A name of a stranger stands in every place below it.
#[test]
fn a_long_name() {
    let body = format!(r#"{{"{}":{{"models":{{"b":{{"cost":{{"input":1}}}}}}}}}}"#, "k\\n".repeat(100_000));
    assert!(read(HAPPY, body.as_bytes()).len() < 600_000);
}

//! The JSON behind the pages: charts and model views.

mod billed;
mod effective_pricing;
mod task_spend;

use expect_test::expect;

use super::{check, check_edited, edited, fixture_bytes, read};

const MONTH: &str = "frontend/models-month/happy.json";

#[test]
fn market_share() {
    check(
        "frontend/market-share/happy.json",
        &expect![[r#"
        vendor_chart
        week_start_date | vendor_label | tokens | value_origin | json_path
        2025-11-30 | google | 1000 | observed | $.data[0].ys["google"]
        2025-12-07 | google | 1001 | observed | $.data[1].ys["google"]
        2025-12-14 | google | 1002 | observed | $.data[2].ys["google"]
        2025-12-21 | google | 1003 | observed | $.data[3].ys["google"]
        2025-12-28 | google | 1004 | observed | $.data[4].ys["google"]
        2026-01-04 | google | 1005 | observed | $.data[5].ys["google"]
        2026-01-11 | google | 1006 | observed | $.data[6].ys["google"]
        2026-01-18 | google | 1007 | observed | $.data[7].ys["google"]
        2026-01-25 | google | 1008 | observed | $.data[8].ys["google"]
        2026-02-01 | google | 1009 | observed | $.data[9].ys["google"]
        2026-02-08 | google | 1010 | observed | $.data[10].ys["google"]
        2026-02-15 | google | 1011 | observed | $.data[11].ys["google"]
        2026-02-22 | google | 1012 | observed | $.data[12].ys["google"]
        2026-03-01 | google | 1013 | observed | $.data[13].ys["google"]
        2026-03-08 | google | 1014 | observed | $.data[14].ys["google"]
        2026-03-15 | google | 1015 | observed | $.data[15].ys["google"]
        2026-03-22 | google | 1016 | observed | $.data[16].ys["google"]
        2026-03-29 | google | 1017 | observed | $.data[17].ys["google"]
        2026-04-05 | google | 1018 | observed | $.data[18].ys["google"]
        2026-04-05 | openai | 3605000000000 | observed | $.data[18].ys["openai"]
        2026-04-05 | others | 7 | observed | $.data[18].ys["others"]
        2026-04-12 | openai | 1168448424749 | observed | $.data[19].ys["openai"]
        2026-04-12 | others | 0 | observed | $.data[19].ys["others"]
    "#]],
    );
}

#[test]
fn a_chart_that_is_no_vendor_chart() {
    check(
        "frontend/market-share/too_short.json",
        &expect![[r#"
            vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found a list of 19 at `$.data`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check(
        "frontend/market-share/glued_anchors.json",
        &expect![[r#"
            5 problems
            - `$.data[18].x`: expected 2026-04-05, seven days after the bucket before, found `"2026-03-30"`
            - `$.data[19].x`: expected 2026-04-06, seven days after the bucket before, found `"2026-04-05"`
            - `$.data[20].x`: expected 2026-04-12, seven days after the bucket before, found `"2026-04-06"`
            - `$.data[21].x`: expected 2026-04-13, seven days after the bucket before, found `"2026-04-12"`
            - `$.data[22].x`: expected 2026-04-19, seven days after the bucket before, found `"2026-04-13"`
            hint: upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check_edited(
        "frontend/market-share/happy.json",
        ("\"x\":\"2026-04-05\"", "\"y\":0"),
        &expect![[r#"
            `$.data[18].x`: expected text, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

#[test]
fn the_same_label_twice() {
    let edit = (r#""openai":3605000000000"#, r#""openai":3605000000000,"opena\u0069":1"#);
    check_edited(
        "frontend/market-share/happy.json",
        edit,
        &expect![[r#"
            broken JSON at line 20, column 77: key `openai` stands there twice
            hint: the file is cut or was changed after capture: compare its length with upstream's
        "#]],
    );
}

#[test]
fn model_rankings_chart() {
    check(
        "frontend/model-rankings-chart/nested.json",
        &expect![[r#"
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-03-16 | Others | 300 | observed | $.data.data[0].ys["Others"] | - | - | -
            2026-03-16 | openai/gpt-5.4-20260305 | 100 | observed | $.data.data[0].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-03-16 | xiaomi/mimo-v2-pro-20260318 | 200 | observed | $.data.data[0].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-03-23 | Others | 301 | observed | $.data.data[1].ys["Others"] | - | - | -
            2026-03-23 | openai/gpt-5.4-20260305 | 101 | observed | $.data.data[1].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-03-23 | xiaomi/mimo-v2-pro-20260318 | 201 | observed | $.data.data[1].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-03-30 | Others | 6 | observed | $.data.data[2].ys["Others"] | - | - | -
            2026-03-30 | z-ai/glm-5-20260211:free | 5 | observed | $.data.data[2].ys["z-ai/glm-5-20260211:free"] | - | - | -
            2026-04-06 | Others | 303 | observed | $.data.data[3].ys["Others"] | - | - | -
            2026-04-06 | openai/gpt-5.4-20260305 | 103 | observed | $.data.data[3].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-04-06 | xiaomi/mimo-v2-pro-20260318 | 203 | observed | $.data.data[3].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-04-13 | Others | 304 | observed | $.data.data[4].ys["Others"] | - | - | -
            2026-04-13 | openai/gpt-5.4-20260305 | 104 | observed | $.data.data[4].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-04-13 | xiaomi/mimo-v2-pro-20260318 | 204 | observed | $.data.data[4].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
        "#]],
    );
    check(
        "frontend/model-rankings-chart/vendors_instead.json",
        &expect![[r#"
            model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found a list of 20 at `$.data.data`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

#[test]
fn a_model_chart_is_the_same_nested_or_not() {
    let nested = read("frontend/model-rankings-chart", &fixture_bytes("frontend/model-rankings-chart/nested.json"));
    let inner = read("frontend/model-rankings-chart", &fixture_bytes("frontend/model-rankings-chart/inner.json"));
    assert_eq!(nested.replace("$.data.data[", "$.data["), inner);
}

#[test]
fn models_of_a_month() {
    check(
        MONTH,
        &expect![[r#"
            model_ranking
            view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
            month |  | standard | 1000 | 970 | 30 | observed | $.data[5] | - | 4 | 0.5 | 2026-08-09 | -
            month | Qwen/Qwen3-Embedding-8B | standard | 970 | 970 | 0 | observed | $.data[3] | - | 4 | 0.5 | 2026-08-09 | -
            month | openai/gpt-5.4-20260305 | batch | 1000 | 970 | 30 | observed | $.data[1] | - | 4 | - | 2026-08-09 | -
            month | openai/gpt-5.4-20260305 | standard | 10000000000000 | 9700000000000 | 300000000000 | observed | $.data[0] | - | 4 | 0.5 | 2026-08-09 | -
            month | tencent/hy3-20260706 | free | 1000 | 970 | 30 | observed | $.data[2] | - | 4 | 0.5 | 2026-08-01 | -
            month | text-embedding-3-large | standard | 970 | 970 | 0 | observed | $.data[4] | - | 4 | -1 | 2026-08-09 | -
            note: model_ranking: `total_native_tokens_cached` is 0 in every row: dormant, taken as not measured
        "#]],
    );
}

#[test]
fn models_of_a_week_and_of_a_day() {
    check(
        "frontend/models-week/happy.json",
        &expect![[r#"
            model_ranking
            view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
            week | openai/gpt-5.4-20260305 | standard | 1000 | 970 | 30 | observed | $.data[0] | 600 | 4 | 0.5 | 2026-08-09 | -
            week | z-ai/glm-5-20260211 | standard | 1000 | 970 | 30 | observed | $.data[1] | 0 | 4 | 0.5 | 2026-08-09 | -
        "#]],
    );
    check(
        "frontend/models-day/happy.json",
        &expect![[r#"
            model_ranking
            view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
            day | a/b | standard | 1000 | 970 | 30 | observed | $.data[1] | - | 4 | 0.5 | 2026-08-09 | -
            day | openai/gpt-5.4-20260305 | standard | 1000 | 970 | 30 | observed | $.data[0] | - | 4 | 0.5 | 2026-08-09 | -
            note: model_ranking: `total_native_tokens_cached` is 0 in every row: dormant, taken as not measured
        "#]],
    );
}

#[test]
fn the_same_model_twice() {
    check(
        "frontend/models-day/same_model_twice.json",
        &expect![[r#"
            `$.data[2]`: expected `a/b:standard` once, found it again (first at `$.data[0]`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
}

#[test]
fn load_bearing_fields() {
    check_edited(
        MONTH,
        (r#""variant":"standard","#, ""),
        &expect![[r#"
            `$.data[0].variant`: expected text, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        MONTH,
        (r#""total_prompt_tokens":970,"#, r#""total_prompt_tokens":null,"#),
        &expect![[r#"
            `$.data[1].total_prompt_tokens`: expected an integer of 0 or more, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        MONTH,
        (r#""model_permaslug":"openai/gpt-5.4-20260305""#, r#""model_permaslug":5"#),
        &expect![[r#"
            `$.data[0].model_permaslug`: expected text, found `5`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        MONTH,
        ("2026-08-09 00:00:00", "yesterday"),
        &expect![[r#"
            `$.data[0].date`: expected a date, found `"yesterday"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

#[test]
fn a_new_field_is_told() {
    let text = read(MONTH, &edited(MONTH, (r#""count":4"#, r#""count":4,"total_images":1"#)));
    assert!(text.contains("note: model_ranking: new field `total_images`\n"), "{text}");
}

#[test]
fn exact_integers_are_accepted_in_any_spelling() {
    let edit = |to: &str| read(MONTH, &edited(MONTH, (":9700000000000", to)));
    for spelling in [":\"9700000000000\"", ":9700000000000.0", ":9.7e12", ":97e11"] {
        assert_eq!(edit(spelling), edit(":9700000000000"), "{spelling}");
    }
}

#[test]
fn what_is_no_count_is_refused() {
    for (count, shown) in [
        ("-5", "-5"),
        ("1.5", "1.5"),
        ("true", "true"),
        ("\"9223372036854775808\"", "\"9223372036854775808\""),
        ("\"many\"", "\"many\""),
    ] {
        let body = edited(MONTH, (":9700000000000", &format!(":{count}")));
        let expected =
            format!("`$.data[0].total_prompt_tokens`: expected an integer from 0 to 2^53, found `{shown}`\n");
        let said = read(MONTH, &body);
        assert!(said.starts_with(&expected), "{said}");
    }
    check_edited(
        MONTH,
        (":9700000000000", ":9007199254740992"),
        &expect![[r#"
            model_ranking: expected `total_prompt_tokens` that adds up to 1 to 2^53, found 9007199254745842
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

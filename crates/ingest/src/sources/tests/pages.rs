//! Answers in pages: joined in order, and never asked for without end.

use expect_test::{Expect, expect};

use super::{edited, fixture_bytes, request_of, shown};
use crate::{Answer, Fetched};

const CATALOG: &str = "catalog/models/page_1.json";
const ARENA: &str = "arena/text/page_1.json";

/// What becomes of several pages.
fn joined(name: &str, pages: &[Vec<u8>]) -> String {
    let (source, request) = request_of(name);
    let (body, more) = pages.split_first().unwrap();
    let answer = Answer {
        snapshot_id: "snapshot",
        captured_at: super::CAPTURED.parse().unwrap(),
        source: source.id,
        argument: None,
        body,
        more,
        map: None,
        origins: &[],
    };
    shown(&request.ingested(&answer))
}

/// The address of the page behind `pages`, or why there is none.
fn next(asked: &str, name: &str, pages: &[&[u8]]) -> String {
    let Fetched::Pages(next) = request_of(name).1.fetched else { panic!("no pages") };
    match next(asked, pages) {
        Ok(Some(next)) => next,
        Ok(None) => "no page more".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn pages(name: &str) -> [Vec<u8>; 2] {
    [name.to_owned(), name.replace("page_1", "page_2")].map(|name| fixture_bytes(&name))
}

fn check_next(asked: &str, name: &str, pages: &[&[u8]], expect: &Expect) {
    expect.assert_eq(&next(asked, name, pages));
}

#[test]
fn a_catalogue_in_pages() {
    let [one, two] = pages(CATALOG);
    let asked = request_of(CATALOG).1.url;
    check_next(asked, CATALOG, &[&one], &expect!["https://openrouter.ai/api/v1/models?offset=1&limit=1"]);
    check_next(asked, CATALOG, &[&one, &two], &expect!["no page more"]);
    expect![[r#"
        catalog
        model_id | variant | is_alias | input_usd_per_tok_text | output_usd_per_tok_text | pricing_json | value_origin | json_path | canonical_slug | model_name | created_at | released_date | expiration_date | context_tokens | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | request_usd_text | request_usd
        anthropic/claude-opus-4.6 | standard | false | 0.000005 | 0.000025 | {"prompt":"0.000005","completion":"0.000025","input_cache_read":"0.0000005","input_cache_write":"0.00000625","web_search":"0.01"} | observed | $.data[0] | anthropic/claude-4.6-opus-20260205 | Anthropic: Claude Opus 4.6 | 2026-02-04T15:30:50Z | 2026-02-04 | - | 1000000 | 0.0000005 | 0.00000625 | 5 | 25 | 0.5 | 6.25 | - | -
        z-ai/glm-5:free | free | false | 0 | 0 | {"prompt":"0","completion":"0"} | observed | page 2 $.data[0] | z-ai/glm-5-20260211 | Z.ai: GLM 5 (free) | 2026-02-04T15:30:50Z | 2026-02-04 | 2098-12-31 | 1000000 | - | - | 0 | 0 | - | - | - | -
        price_condition
        model_id | condition_number | variant | value_origin | json_path | canonical_slug | min_prompt_tokens | utc_start_text | utc_end_text | input_usd_per_tok_text | output_usd_per_tok_text | cache_read_usd_per_tok_text | cache_write_usd_per_tok_text | input_usd_per_mtok | output_usd_per_mtok | cache_read_usd_per_mtok | cache_write_usd_per_mtok | reason
    "#]].assert_eq(&joined(CATALOG, &[one.clone(), two.clone()]));
    expect![[r#"
        `page 2 $.data[0]`: expected `anthropic/claude-opus-4.6` once, found it again (first at `$.data[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]]
    .assert_eq(&joined(CATALOG, &[one.clone(), one.clone()]));
    let short = edited("catalog/models/page_2.json", (r#""total_count":2"#, r#""total_count":3"#));
    expect![[r#"
        catalog: expected 3 models in one answer, found 2
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&joined(CATALOG, &[one.clone(), short]));
    let second = edited("catalog/models/page_2.json", (r#""prompt":"0""#, r#""prompt":"free""#));
    expect![[r#"
        `page 2 $.data[0].pricing.prompt`: expected a decimal number, found `"free"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&joined(CATALOG, &[one, second]));
}

/// The host is that of the address asked: a test server's too.
#[test]
fn a_page_of_the_same_host() {
    let [one, _] = pages(CATALOG);
    check_next(
        "http://127.0.0.1:8080/api/v1/models?x",
        CATALOG,
        &[&one],
        &expect!["http://127.0.0.1:8080/api/v1/models?offset=1&limit=1"],
    );
}

#[test]
fn a_link_that_leads_elsewhere_or_back() {
    const LINK: &str = "/api/v1/models?offset=1&limit=1";
    let asked = request_of(CATALOG).1.url;
    let [one, two] = pages(CATALOG);
    check_next(
        &asked.replace("?output_modalities=all", "?offset=1&limit=1"),
        CATALOG,
        &[&one],
        &expect![[
            r#"`$.links.next`: expected a page that was not asked for before, found `"/api/v1/models?offset=1&limit=1"`"#
        ]],
    );
    check_next(
        asked,
        CATALOG,
        &[&one, &one],
        &expect![[
            r#"`$.links.next`: expected a page that was not asked for before, found `"/api/v1/models?offset=1&limit=1"`"#
        ]],
    );
    check_next(
        asked,
        CATALOG,
        &[&one, &two, &one],
        &expect![[
            r#"`$.links.next`: expected a page that was not asked for before, found `"/api/v1/models?offset=1&limit=1"`"#
        ]],
    );
    for link in [
        "https://openrouter.ai/api/v1/models?offset=1",
        "//evil.example/api/v1/models?offset=1",
        "/api/v1/models@evil.example",
        "/api/v1/modelsx?offset=1",
        "/api/v1/models/../keys",
        "/api/v1/keys",
        "/api/v1/models?offset=1\\n",
        "/api/v1/models?offset=1 ",
        "",
    ] {
        let told = next(asked, CATALOG, &[&edited(CATALOG, (LINK, link))]);
        let expected = "`$.links.next`: expected null, or an address below `/api/v1/models` of the same host, found";
        assert!(told.starts_with(expected), "{link}: {told}");
    }
    check_next(
        asked,
        CATALOG,
        &[&edited(CATALOG, (&format!("\"{LINK}\""), "7"))],
        &expect!["`$.links.next`: expected text or null, found `7`"],
    );
}

#[test]
fn pages_without_end() {
    let page = |offset: usize| {
        let data = format!(r#"[{{"id":"a/{offset}","pricing":{{"prompt":"1e-6","completion":"1e-6"}}}}]"#);
        format!(r#"{{"data":{data},"links":{{"next":"/api/v1/models?offset={}"}}}}"#, offset + 1).into_bytes()
    };
    let bodies: Vec<_> = (0..50).map(page).collect();
    let bodies: Vec<_> = bodies.iter().map(Vec::as_slice).collect();
    let asked = request_of(CATALOG).1.url;
    check_next(asked, CATALOG, &bodies[..49], &expect!["https://openrouter.ai/api/v1/models?offset=49"]);
    check_next(asked, CATALOG, &bodies, &expect!["catalog: expected at most 50 pages, found more"]);
    check_next(
        asked,
        CATALOG,
        &[br#"{"data":[],"links":{"next":"/api/v1/models?offset=1"}}"#],
        &expect!["`$.data`: expected a list with rows, found a list of 0"],
    );
    check_next(
        asked,
        CATALOG,
        &[br#"{"data":null}"#],
        &expect!["not data: `data` that is null, expected JSON with data"],
    );
}

#[test]
fn a_leaderboard_in_pages() {
    let [one, two] = pages(ARENA);
    let asked = request_of(ARENA).1.url;
    check_next(
        asked,
        ARENA,
        &[&one],
        &expect![
            "https://datasets-server.huggingface.co/filter?dataset=lmarena-ai/leaderboard-dataset&config=text_style_control&split=latest&where=%22category%22%3D%27overall%27&offset=2&length=100"
        ],
    );
    check_next(asked, ARENA, &[&one, &two], &expect!["no page more"]);
    expect![[r#"
        benchmark
        benchmark_name | model_label | score | benchmark_version | value_origin | json_path | model_name | organization_name | score_low | score_high | released_date
        arena_text_style_control | claude-opus-4-6-thinking | 1501.5 | 2026-04-10 | observed | $.rows[0].row | - | anthropic | - | - | -
        arena_text_style_control | glm-5 | 1480 | 2026-04-10 | observed | page 2 $.rows[0].row | - | zai | - | - | -
        arena_text_style_control | gpt-5.4-high | 1490 | 2026-04-10 | observed | $.rows[1].row | - | openai | - | - | -
    "#]].assert_eq(&joined(ARENA, &[one.clone(), two.clone()]));
    expect![[r#"
        2 problems
        - `page 2 $.rows[0].row`: expected `claude-opus-4-6-thinking` once, found it again (first at `$.rows[0].row`)
        - `page 2 $.rows[1].row`: expected `gpt-5.4-high` once, found it again (first at `$.rows[1].row`)
        hint: upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`
    "#]].assert_eq(&joined(ARENA, &[one.clone(), one.clone()]));
    let wrong = edited("arena/text/page_2.json", (r#""rating":1480"#, r#""rating":"high""#));
    expect![[r#"
        `page 2 $.rows[0].row.rating`: expected a number, found `"high"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&joined(ARENA, &[one.clone(), wrong]));
    let partial = edited("arena/text/page_2.json", (r#""partial":false"#, r#""partial":true"#));
    let told = joined(ARENA, &[one, partial]);
    assert!(told.ends_with("note: benchmark: page of a part of the dataset only\n"), "{told}");
}

#[test]
fn a_leaderboard_without_end() {
    let [one, _] = pages(ARENA);
    let asked = request_of(ARENA).1.url;
    check_next(
        asked,
        ARENA,
        &[&one, &one],
        &expect![[r#"`$.rows[0].row_idx`: expected a row behind those of the page before, found `"one of them"`"#]],
    );
    check_next(
        "https://datasets-server.huggingface.co/filter",
        ARENA,
        &[&one],
        &expect![[
            r#"`the address`: expected an offset to move, found `"https://datasets-server.huggingface.co/filter"`"#
        ]],
    );
    check_next(
        &asked.replace("offset=0", "offset=2"),
        ARENA,
        &[&one],
        &expect![[
            r#"`the address`: expected an offset to move, found `"https://datasets-server.huggingface.co/filter?dataset=lmarena-ai/leaderboard-dataset&config=text_style_control&split=la…`"#
        ]],
    );
    check_next(
        asked,
        ARENA,
        &[br#"{"rows":[],"num_rows_total":3}"#],
        &expect!["`$.rows`: expected a list with rows, found a list of 0"],
    );
    check_next(asked, ARENA, &[br#"{"rows":[{}]}"#], &expect!["no page more"]);
    let pages: Vec<_> =
        (0..50).map(|index| format!(r#"{{"rows":[{{"row_idx":{index}}}],"num_rows_total":1e9}}"#)).collect();
    let pages: Vec<_> = pages.iter().map(|page| page.replace("1e9", "1000000000").into_bytes()).collect();
    check_next(
        asked,
        ARENA,
        &pages.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        &expect!["benchmark: expected at most 50 pages, found more"],
    );
}

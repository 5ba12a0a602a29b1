//! Answers that are well formed and not true, or made to cost.

use expect_test::{Expect, expect};
use schema::Origin;

use super::{check_edited, edited, fixture_bytes, parse, parse_at, read, shown};
use crate::OriginEntry;

const MONTH: &str = "frontend/models-month/happy.json";
const SHARE: &str = "frontend/market-share/happy.json";

/// What becomes of a fixture in which every number behind one of `fields` is 0.
fn check_zeroed(fixture: &str, fields: &[&str], expect: &Expect) {
    let mut text = String::from_utf8(fixture_bytes(fixture)).unwrap();
    for field in fields {
        let mut parts = text.split(field);
        let first = parts.next().unwrap().to_owned();
        text = parts.fold(first, |text, part| {
            let end = part.find([',', '}']).unwrap();
            format!("{text}{field}0{}", &part[end..])
        });
    }
    expect.assert_eq(&read(fixture, text.as_bytes()));
}

#[test]
fn lists_in_which_nobody_used_anything() {
    check_zeroed(
        MONTH,
        &[r#""total_prompt_tokens":"#, r#""total_completion_tokens":"#],
        &expect![[r#"
        model_ranking: expected `total_prompt_tokens` that adds up to 1 to 2^53, found 0 in every row
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_zeroed(
        MONTH,
        &[r#""total_completion_tokens":"#],
        &expect![[r#"
        model_ranking: expected `total_completion_tokens` that adds up to 1 to 2^53, found 0 in every row
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_zeroed(
        "frontend/apps/happy.json",
        &[r#""total_tokens":"#],
        &expect![[r#"
        app_ranking: expected `total_tokens` that adds up to 1 to 2^53, found 0 in every row
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_zeroed(
        "catalog/models/happy.json",
        &[r#""prompt":"#, r#""completion":"#],
        &expect![[r#"
        catalog: expected a price above 0, found none among 5 models
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

#[test]
fn counts_beyond_what_can_be() {
    check_edited(
        MONTH,
        (":9700000000000", ":9007199254740993"),
        &expect![[r#"
            `$.data[0].total_prompt_tokens`: expected an integer from 0 to 2^53, found `9007199254740993`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        MONTH,
        (":9700000000000", ":9007199254740992"),
        &expect![[r#"
        model_ranking: expected `total_prompt_tokens` that adds up to 1 to 2^53, found 9007199254745842
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    let edit = (r#""total_tokens":"253814301098""#, r#""total_tokens":"9007199254740992""#);
    check_edited(
        "frontend/apps/happy.json",
        edit,
        &expect![[r#"
        app_ranking
        view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
        day | 12 | 5 | 5 | observed | $.data.day[0] | - | An app – without slug | 1
        month | 12 | 5 | 5 | observed | $.data.month[1] | - | An app – without slug | 1
        month | 2627404 | 1 | 253814301098 | observed | $.data.month[0] | claude-code | Claude Code | 2623769
        week | 2627404 | 1 | 9007199254740992 | observed | $.data.week[0] | claude-code | Claude Code | 2623769
    "#]],
    );
}

/// The body of the tester: 63 MB, 96 kB packed, that took 4.6 GB.
#[test]
fn small_values_without_end() {
    let body = format!(r#"{{"data":[{}{{}}]}}"#, r#"{"":0},"#.repeat(9_000_000));
    expect![[r#"
        expected JSON of at most 1000000 values, found about 18000004
        hint: the file is no answer of this source, or was made to fill the memory
    "#]]
    .assert_eq(&read("catalog/models", body.as_bytes()));
    let body = format!("Model,eci\n{}", "a,1\n".repeat(16_000_000));
    expect![[r#"
        benchmark: expected at most 100000 records, found more
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read("eci/scores", body.as_bytes()));
}

#[test]
fn the_same_label_twice_in_a_stream() {
    let edit = (r#""openai":3605000000000"#, r#""openai":3605000000000,"openai":7"#);
    check_edited(
        "rankings_page/stream/happy.rsc",
        edit,
        &expect![[r#"
            broken Flight stream
            because: malformed JSON, row `6`, byte 1104
            because: key `openai` stands there twice at line 1 column 853
            hint: the file was changed after capture, or the format has changed: fetch it again and compare
        "#]],
    );
}

fn entry(block: &str, week: Option<&str>, key: Option<&str>) -> OriginEntry {
    let week = week.map(|week| week.parse().unwrap());
    OriginEntry { block: block.to_owned(), week, key: key.map(str::to_owned), value: Origin::Made }
}

fn check_origins(origins: &[OriginEntry], expect: &Expect) {
    let outcome = parse("rankings_page/stream", &fixture_bytes("rankings_page/stream/happy.rsc"), origins);
    expect.assert_eq(&outcome.map_or_else(|error| shown(&Err(error)), |_| "read".to_owned()));
}

/// Made values would pass as observed.
#[test]
fn an_origin_of_nothing() {
    check_origins(
        &[
            entry("vendor_chart", Some("2026-04-05"), Some("google")),
            entry("model_chart", None, Some("openai/gpt-5.4-20260305")),
            entry("app_ranking", None, Some("12")),
            entry("model_ranking", None, None),
        ],
        &expect![["read"]],
    );
    check_origins(
        &[entry("vendor_chart", None, Some("gogle"))],
        &expect![[r#"
        `[[origin]]`: `vendor_chart`, key `gogle`: expected a value in the answer, found none
        hint: an entry without effect would let made values pass as observed: compare it with the body
    "#]],
    );
    check_origins(
        &[entry("vendor_chart", Some("2026-04-06"), None)],
        &expect![[r#"
        `[[origin]]`: `vendor_chart`, week 2026-04-06: expected a value in the answer, found none
        hint: an entry without effect would let made values pass as observed: compare it with the body
    "#]],
    );
    check_origins(
        &[
            entry("vendor_chart", Some("2026-04-12"), Some("google")),
            entry("app_ranking", Some("2026-04-05"), None),
            entry("model_chart", None, None),
        ],
        &expect![[r#"
            `[[origin]]`: `vendor_chart`, week 2026-04-12, key `google`: expected a value in the answer, found none (and 1 more)
            hint: an entry without effect would let made values pass as observed: compare it with the body
        "#]],
    );
    check_origins(
        &[entry("catalog", None, None)],
        &expect![[r#"
        `[[origin]]`: `catalog`: expected a value in the answer, found none
        hint: an entry without effect would let made values pass as observed: compare it with the body
    "#]],
    );
}

/// The fixture's chart ends with the week of 2026-04-12.
#[test]
fn an_instant_at_which_the_chart_cannot_have_been() {
    let check = |captured_at: &str, expect: Expect| {
        let text = shown(&parse_at(captured_at, SHARE, &fixture_bytes(SHARE), &[]));
        let is_row = |line: &&str| line.starts_with("20");
        expect.assert_eq(&text.split_inclusive('\n').filter(|line| !is_row(line)).collect::<String>());
    };
    check(
        "2026-04-10T23:59:59Z",
        expect![[r#"
        vendor_chart: expected weeks that begin before the capture at 2026-04-10T23:59:59Z, found 2026-04-12
        hint: is the instant of capture right, and is the file the one you mean?
    "#]],
    );
    check(
        "2026-04-11T00:00:00Z",
        expect![[r#"
        vendor_chart
        week_start_date | vendor_label | tokens | value_origin | json_path
    "#]],
    );
    check(
        "2026-05-02T23:59:59Z",
        expect![[r#"
            vendor_chart
            week_start_date | vendor_label | tokens | value_origin | json_path
        "#]],
    );
    check(
        "2026-05-03T00:00:00Z",
        expect![[r#"
            vendor_chart
            week_start_date | vendor_label | tokens | value_origin | json_path
            note: vendor_chart: last week ends on 2026-04-18, more than 14 days before the capture on 2026-05-03
        "#]],
    );
}

/// Weeks without a row count, too: nothing of a week can be there before it begins.
#[test]
fn an_empty_week_after_the_capture() {
    let body = edited(SHARE, (r#"{"openai":1168448424749,"others":0}"#, "{}"));
    expect![[r#"
        vendor_chart: expected weeks that begin before the capture at 2026-04-07T12:00:00Z, found 2026-04-12
        hint: is the instant of capture right, and is the file the one you mean?
    "#]]
    .assert_eq(&shown(&parse_at("2026-04-07T12:00:00Z", SHARE, &body, &[])));
}

//! The official datasets: days, apps, tasks.

use expect_test::{Expect, expect};

use super::{check, check_edited, edited, fixture_bytes, parse_at, read, request_of, shown};
use crate::{Answer, Fetched};

const DAYS: &str = "data_api/rankings-daily/happy.json";
const APPS: &str = "data_api/app-rankings/happy.json";
const TASKS: &str = "data_api/task-classification/happy.json";

#[test]
fn days() {
    check(
        DAYS,
        &expect![[r#"
        model_daily
        day_date | model_permaslug | variant | tokens | as_of_at | value_origin | json_path | day_rank
        2026-04-12 | openai/gpt-5.4-20260305 | standard | 5331621827040 | 2026-04-14T02:00:00Z | observed | $.data[0] | -
        2026-04-12 | other | standard | 200 | 2026-04-14T02:00:00Z | observed | $.data[2] | -
        2026-04-12 | z-ai/glm-5-20260211 | free | 300 | 2026-04-14T02:00:00Z | observed | $.data[1] | -
        2026-04-13 | openai/gpt-5.4-20260305 | batch | 50 | 2026-04-14T02:00:00Z | observed | $.data[4] | -
        2026-04-13 | openai/gpt-5.4-20260305 | standard | 150 | 2026-04-14T02:00:00Z | observed | $.data[3] | -
    "#]],
    );
}

#[test]
fn counts_are_exact_integers() {
    let with = |tokens: &str| read(DAYS, &edited(DAYS, (r#""5331621827040""#, tokens)));
    for accepted in ["5331621827040", r#""5331621827040.0""#, "5.33162182704e12"] {
        assert_eq!(with(accepted), with(r#""5331621827040""#), "{accepted}");
    }
    for refused in ["-5", r#""9223372036854775808""#, "1.5", "null", "true", r#""""#] {
        let told = with(refused);
        assert!(told.starts_with("`$.data[0].total_tokens`: expected an integer"), "{told}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_days() {
    check_edited(
        DAYS,
        (r#""as_of":"2026-04-14T02:00:00.000Z","#, ""),
        &expect![[r#"
        `$.meta.as_of`: expected an instant in UTC, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        ("2026-04-14T02:00:00.000Z", "now"),
        &expect![[r#"
        `$.meta.as_of`: expected an instant in UTC, found `"now"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        (r#""meta":"#, r#""about":"#),
        &expect![[r#"
        `$.meta`: expected an object, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        (r#""date":"2026-04-12","#, ""),
        &expect![[r#"
        `$.data[0].date`: expected a date, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        (r#""date":"2026-04-12""#, r#""date":"2026-04-11""#),
        &expect![[r#"
        `$.data[0].date`: expected a day from 2026-04-12 to 2026-04-13, found `"2026-04-11"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        (r#""date":"2026-04-13""#, r#""date":"2026-04-15""#),
        &expect![[r#"
        `$.data[3].date`: expected a day from 2026-04-12 to 2026-04-13, found `"2026-04-15"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        DAYS,
        ("z-ai/glm-5-20260211:free", "openai/gpt-5.4-20260305"),
        &expect![[r#"
        `$.data[1]`: expected `2026-04-12 openai/gpt-5.4-20260305:standard` once, found it again (first at `$.data[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        DAYS,
        (r#""model_permaslug":"other","#, ""),
        &expect![[r#"
        `$.data[2].model_permaslug`: expected text, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

/// A window that upstream cut must not look like days without usage.
#[test]
fn what_is_told() {
    let notes = |edit| {
        let told = read(DAYS, &edited(DAYS, edit));
        told.split_inclusive('\n').filter(|line| line.starts_with("note: ")).collect::<String>()
    };
    expect![[r#"
        note: model_daily: upstream answered for 2026-04-13 to 2026-04-13, asked for 2026-04-12 to 2026-04-13
    "#]]
    .assert_eq(&notes((r#""start_date":"2026-04-12""#, r#""start_date":"2026-04-13""#)));
    expect![[r#"
        note: model_daily: upstream did not say which days it answered for
    "#]]
    .assert_eq(&notes((r#","end_date":"2026-04-13""#, "")));
    expect![[r#"
        note: model_daily: day that was not over as of 2026-04-13T02:00:00Z
    "#]]
    .assert_eq(&notes(("2026-04-14T02", "2026-04-13T02")));
    expect![[r#"
        note: model_daily: new field `edition`
    "#]]
    .assert_eq(&notes((r#""version":"#, r#""edition":"#)));
    expect![[r#"
        note: model_daily: new field `requests`
    "#]]
    .assert_eq(&notes((r#"{"date":"2026-04-13","#, r#"{"requests":1,"date":"2026-04-13","#)));
}

fn check_about(argument: &str, expect: &Expect) {
    let (source, request) = request_of(DAYS);
    let answer = Answer {
        snapshot_id: "snapshot",
        captured_at: super::CAPTURED.parse().unwrap(),
        source: source.id,
        argument: Some(argument),
        body: &fixture_bytes(DAYS),
        more: &[],
        map: None,
        origins: &[],
    };
    expect.assert_eq(&shown(&request.ingested(&answer)));
}

#[test]
fn the_argument_is_the_window() {
    check_about(
        "2026-04-13_2026-04-13",
        &expect![[r#"
        3 problems
        - `$.data[0].date`: expected a day from 2026-04-13 to 2026-04-13, found `"2026-04-12"`
        - `$.data[1].date`: expected a day from 2026-04-13 to 2026-04-13, found `"2026-04-12"`
        - `$.data[2].date`: expected a day from 2026-04-13 to 2026-04-13, found `"2026-04-12"`
        hint: upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_about(
        "2026-04-11_2026-04-13",
        &expect![[r#"
        model_daily
        day_date | model_permaslug | variant | tokens | as_of_at | value_origin | json_path | day_rank
        2026-04-12 | openai/gpt-5.4-20260305 | standard | 5331621827040 | 2026-04-14T02:00:00Z | observed | $.data[0] | -
        2026-04-12 | other | standard | 200 | 2026-04-14T02:00:00Z | observed | $.data[2] | -
        2026-04-12 | z-ai/glm-5-20260211 | free | 300 | 2026-04-14T02:00:00Z | observed | $.data[1] | -
        2026-04-13 | openai/gpt-5.4-20260305 | batch | 50 | 2026-04-14T02:00:00Z | observed | $.data[4] | -
        2026-04-13 | openai/gpt-5.4-20260305 | standard | 150 | 2026-04-14T02:00:00Z | observed | $.data[3] | -
        note: model_daily: upstream answered for 2026-04-12 to 2026-04-13, asked for 2026-04-11 to 2026-04-13
        note: model_daily: day of the window without rows
    "#]],
    );
    check_about(
        "2026-04-13_2026-04-12",
        &expect![[r#"
        argument `2026-04-13_2026-04-12`: expected first and last day, YYYY-MM-DD_YYYY-MM-DD
        hint: give it with `--argument`
    "#]],
    );
    check_about(
        "2026-04-13",
        &expect![[r#"
        argument `2026-04-13`: expected first and last day, YYYY-MM-DD_YYYY-MM-DD
        hint: give it with `--argument`
    "#]],
    );
}

#[test]
fn a_day_of_too_many_rows() {
    let body = |rows: usize| {
        let row = |index| format!(r#"{{"date":"2026-04-13","model_permaslug":"made/up-{index}","total_tokens":"1"}}"#);
        let rows = (0..rows).map(row).collect::<Vec<_>>().join(",");
        format!(r#"{{"data":[{rows}],"meta":{{"as_of":"2026-04-14T02:00:00Z"}}}}"#)
    };
    assert!(read(DAYS, body(51).as_bytes()).starts_with("model_daily\n"));
    expect![[r#"
        model_daily: expected at most 51 rows a day, found 52 on 2026-04-13
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(DAYS, body(52).as_bytes()));
}

#[test]
fn a_day_after_the_capture() {
    expect![[r#"
        model_daily: expected an answer as of the capture on 2026-04-12, or before, found one as of 2026-04-14T02:00:00Z
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&shown(&parse_at("2026-04-12T23:00:00Z", DAYS, &fixture_bytes(DAYS), &[])));
    // Clocks differ by hours, days that were there don't.
    let body = edited(DAYS, ("2026-04-14T02:00:00.000Z", "2026-04-13T02:00:00.000Z"));
    expect![[r#"
        2 problems
        - `$.data[3]`: expected a day that was there at the capture on 2026-04-12, found `"2026-04-13"`
        - `$.data[4]`: expected a day that was there at the capture on 2026-04-12, found `"2026-04-13"`
        hint: upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`
    "#]].assert_eq(&shown(&parse_at("2026-04-12T23:00:00Z", DAYS, &body, &[])));
}

#[test]
fn as_of_when_an_answer_is() {
    let Fetched::DayWindows(windows) = request_of(DAYS).1.fetched else { panic!("no windows") };
    assert_eq!((windows.as_of)(&fixture_bytes(DAYS)).unwrap().to_string(), "2026-04-14T02:00:00Z");
    assert_eq!((windows.as_of)(br#"{"data":[],"meta":{}}"#), None);
    assert_eq!((windows.as_of)(b"<html>"), None);
}

#[test]
fn errors_of_upstream() {
    let error = br#"{"error":{"code":401,"message":"Missing Authentication header"},"user_id":"x"}"#;
    expect![[r#"
        not data: upstream's error `Missing Authentication header`, expected JSON with data
        hint: upstream sent a page or an error instead of data: capture it again
    "#]]
    .assert_eq(&read(DAYS, error));
}

#[test]
fn apps() {
    check(
        APPS,
        &expect![[r#"
        app_ranking
        view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
        month | 12 | 5 | 5 | observed | $.data[1] | - | An app | 1
        month | 2627404 | 1 | 253814301098 | observed | $.data[0] | - | Claude Code | 2623769
    "#]],
    );
    check_edited(
        APPS,
        (r#""start_date":"2026-03-15""#, r#""start_date":"2026-04-07""#),
        &expect![[r#"
        `$.meta.end_date`: expected the last day of a month of days, found `"7 days"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        APPS,
        (r#""rank":1,"#, ""),
        &expect![[r#"
        `$.data[0].rank`: expected an integer of 0 or more, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        APPS,
        (r#""app_id":12"#, r#""app_id":2627404"#),
        &expect![[r#"
        `$.data[1]`: expected `2627404` once, found it again (first at `$.data[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        APPS,
        (r#""app_name":"An app""#, r#""app_title":"An app""#),
        &expect![[r#"
        app_ranking
        view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
        month | 12 | 5 | 5 | observed | $.data[1] | - | - | 1
        month | 2627404 | 1 | 253814301098 | observed | $.data[0] | - | Claude Code | 2623769
        note: app_ranking: new field `app_title`
    "#]],
    );
}

#[test]
fn tasks() {
    check(
        TASKS,
        &expect![[r#"
        task_share
        task_tag | model_permaslug | tag_usage_share | tag_token_share | task_usage_share | task_token_share | as_of_at | value_origin | json_path | macro_category
        chat:roleplay | openai/gpt-5.4 | 0 | 1 | 0.125 | 0.0625 | 2026-04-13T00:00:00Z | observed | $.data.classifications[1].models[0] | -
        code:debugging | openai/gpt-5.4 | 0.5 | 0.25 | 0.25 | 0.5 | 2026-04-13T00:00:00Z | observed | $.data.classifications[0].models[0] | code
        code:debugging | z-ai/glm-5:free | 0.125 | 0.0625 | 0.25 | 0.5 | 2026-04-13T00:00:00Z | observed | $.data.classifications[0].models[1] | code
        note: task_share: task without models, left aside
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_tasks() {
    check_edited(
        TASKS,
        (r#""window_days":7"#, r#""window_days":30"#),
        &expect![[r#"
        `$.data.window_days`: expected `7`, found `30`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        TASKS,
        (r#""as_of":"2026-04-13","#, ""),
        &expect![[r#"
        `$.data.as_of`: expected an instant in UTC, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        TASKS,
        (r#""usage_share":0.25"#, r#""usage_share":25"#),
        &expect![[r#"
        `$.data.classifications[0].usage_share`: expected a share from 0 to 1, found `25.0`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        TASKS,
        (r#""tag_token_share":0.25"#, r#""tag_token_share":"0.25""#),
        &expect![[r#"
        `$.data.classifications[0].models[0].tag_token_share`: expected a number, found `"0.25"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        TASKS,
        (r#""tag_token_share":0.25"#, r#""share":0.25"#),
        &expect![[r#"
        `$.data.classifications[0].models[0].tag_token_share`: expected a share from 0 to 1, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        TASKS,
        ("chat:roleplay", "code:debugging"),
        &expect![[r#"
        `$.data.classifications[1]`: expected `code:debugging` once, found it again (first at `$.data.classifications[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        TASKS,
        ("z-ai/glm-5:free", "openai/gpt-5.4"),
        &expect![[r#"
        `$.data.classifications[0].models[1]`: expected `openai/gpt-5.4` once, found it again (first at `$.data.classifications[0].models[0]`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        TASKS,
        (r#""models":[]"#, r#""models":null"#),
        &expect![[r#"
        `$.data.classifications[2].models`: expected a list, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    let none = br#"{"data":{"window_days":7,"as_of":"2026-04-13","classifications":[{"tag":"a","usage_share":0,"token_share":0,"models":[]}]}}"#;
    expect![[r#"
        task_share: expected a model with a share above 0, found none among 0
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(TASKS, none));
}

//! Tables that someone else kept.

use expect_test::expect;

use super::{check, check_edited};
use crate::{ArchiveClock, ArchiveColumns, ArchiveFormat, ArchiveMap, ArchiveUnit};

/// The map of the fixtures of a request; none for requests to upstream.
pub(super) fn map(request: &str) -> Option<ArchiveMap> {
    let name = |text: &str| Some(text.to_owned());
    let columns = |week: &str, label: Option<&str>| ArchiveColumns {
        week: week.to_owned(),
        clock: ArchiveClock::Starts,
        label: label.map(str::to_owned),
        tokens: "Tokens".to_owned(),
        unit: ArchiveUnit::Billions,
        prompt: None,
        completion: None,
        cached: None,
        share: None,
        app: None,
    };
    let csv = |columns| Some(ArchiveMap { format: ArchiveFormat::Csv, rows: None, columns: Some(columns) });
    let json = |rows, columns| Some(ArchiveMap { format: ArchiveFormat::Json, rows: name(rows), columns });
    match request {
        "archive/vendor-weeks" => csv(ArchiveColumns { share: name("Share"), ..columns("Date", Some("Author")) }),
        "archive/site-weeks" => csv(columns("Date", None)),
        "archive/app-weeks" => {
            json("$.usage", Some(ArchiveColumns { app: name("App"), ..columns("Date", Some("Model")) }))
        }
        "archive/model-weeks" => json(
            "$.models",
            Some(ArchiveColumns {
                clock: ArchiveClock::EndedBy,
                prompt: name("Prompt"),
                completion: name("Completion"),
                cached: name("Cached"),
                ..columns("$.day", Some("Model"))
            }),
        ),
        _ => None,
    }
}

const VENDORS: &str = "archive/vendor-weeks/happy.csv";
const MODELS: &str = "archive/model-weeks/happy.json";
const APPS: &str = "archive/app-weeks/happy.json";

#[test]
fn tables_are_read_by_their_map() {
    check(
        VENDORS,
        &expect![[r#"
            vendor_chart
            week_start_date | vendor_label | tokens | value_origin | json_path
            2026-03-29 | google | 1500000000 | observed | record 1
            2026-03-29 | openai | 500000000 | observed | record 2
            2026-03-29 | others | 500000000 | observed | record 3
            2026-03-30 | google | 1000000000 | observed | record 6
            2026-03-30 | others | 1000000000 | observed | record 7
            2026-04-05 | google | 3000000000 | observed | record 4
            2026-04-05 | openai | 1000 | observed | record 5
            note: vendor_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
    check(
        APPS,
        &expect![[r#"
        app_model_chart
        week_start_date | app_id | model_label | tokens | value_origin | json_path
        2026-03-30 | cline | Others | 0 | observed | $.usage[1]
        2026-03-30 | cline | openai/gpt-5.4-20260305 | 2538907000 | observed | $.usage[0]
        2026-03-30 | openclaw | openai/gpt-5.4-20260305 | 1250000000 | observed | $.usage[2]
    "#]],
    );
}

#[test]
fn a_label_that_others_has_too_is_named() {
    check(
        "archive/vendor-weeks/stale.csv",
        &expect![[r#"
        vendor_chart
        week_start_date | vendor_label | tokens | value_origin | json_path
        2026-03-29 | google | 6000000000 | observed | record 1
        2026-03-29 | others | 4000000000 | observed | record 3
        note: vendor_chart: stale label `openai` of 2026-03-29, also in `others`: 1000000000 tokens left out
    "#]],
    );
}

#[test]
fn what_does_not_add_up_is_refused() {
    check_edited(
        "archive/vendor-weeks/stale.csv",
        ("0.6", "0.7"),
        &expect![[r#"
        vendor_chart: expected shares of 2026-03-29 that add up to 1, or to 1 without one label, found 1.2
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "many small cases")]
fn what_is_wrong_is_named_with_its_place() {
    check_edited(
        VENDORS,
        ("Author", "Vendor"),
        &expect![[r#"
            archive: expected the columns that the map names, `Author` among them, found `Date`, `Vendor`, `Tokens`, `Share`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check_edited(
        VENDORS,
        (",1.5,", ",-1.5,"),
        &expect![[r#"
            `record 1, Tokens`: expected tokens that are whole in the map's unit, found `"-1.5"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        VENDORS,
        ("0.000001", "0.0000000001"),
        &expect![[r#"
            `record 5, Tokens`: expected tokens that are whole in the map's unit, found `"0.0000000001"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        VENDORS,
        ("2026-04-05,google", "5.4.2026,google"),
        &expect![[r#"
            `record 4, Date`: expected a date, found `"5.4.2026"`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        VENDORS,
        ("2026-03-29,openai", "2026-03-29,google"),
        &expect![[r#"
            `record 2`: expected `2026-03-29 google` once, found it again (first at `record 1`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
    check_edited(
        APPS,
        ("usage", "usages"),
        &expect![[r#"
            `$.usage`: expected a list with rows, found `null`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        APPS,
        (r#""App":"openclaw","#, ""),
        &expect![[r#"
            `$.usage[2], App`: expected an app, found `null`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

#[test]
fn parts_that_are_not_those_of_the_total_are_unknown() {
    check(
        MODELS,
        &expect![[r#"
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-04-06 | a/b | 100000000000 | observed | $.models[0] | 89000000000 | 10000000000 | 80000000000
            2026-04-06 | a/c:free | 10000000000 | observed | $.models[1] | - | - | -
            note: model_chart: prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown
            note: model_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
    // Of one in a hundred the parts may be off, since some totals have three digits.
    check_edited(
        MODELS,
        (r#""Prompt":89"#, r#""Prompt":90"#),
        &expect![[r#"
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-04-06 | a/b | 100000000000 | observed | $.models[0] | 90000000000 | 10000000000 | 80000000000
            2026-04-06 | a/c:free | 10000000000 | observed | $.models[1] | - | - | -
            note: model_chart: prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown
            note: model_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
    check_edited(
        MODELS,
        (r#""Prompt":89"#, r#""Prompt":88"#),
        &expect![[r#"
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-04-06 | a/b | 100000000000 | observed | $.models[0] | - | - | -
            2026-04-06 | a/c:free | 10000000000 | observed | $.models[1] | - | - | -
            note: model_chart: prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown (2 times)
            note: model_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
    check_edited(
        MODELS,
        (r#""Cached":80"#, r#""Cached":90"#),
        &expect![[r#"
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-04-06 | a/b | 100000000000 | observed | $.models[0] | - | - | -
            2026-04-06 | a/c:free | 10000000000 | observed | $.models[1] | - | - | -
            note: model_chart: prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown (2 times)
            note: model_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
}

#[test]
fn parts_that_are_all_zero_are_a_failure_that_was_kept() {
    let dead = [(r#""Prompt":89"#, r#""Prompt":0"#), (r#""Prompt":2"#, r#""Prompt":0"#)];
    let body = String::from_utf8(super::fixture_bytes(MODELS)).unwrap();
    let body = dead.iter().fold(body, |body, (from, to)| body.replace(from, to));
    expect![[r#"
        model_chart: expected `prompt tokens` that adds up to 1 to 2^53, found 0 in every row
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&super::read(MODELS, body.as_bytes()));
}

/// A Sunday's file has the week that ends that day, a Saturday's the one before.
#[test]
fn a_day_of_capture_means_the_week_that_had_ended() {
    for (day, week) in [("2026-04-13", "2026-04-06"), ("2026-04-12", "2026-04-06"), ("2026-04-11", "2026-03-30")] {
        let text = String::from_utf8(super::edited(MODELS, ("2026-04-13", day))).unwrap();
        let said = super::read(MODELS, text.as_bytes());
        assert_eq!(said.lines().nth(2).and_then(|row| row.get(..10)), Some(week), "{day}");
    }
}

#[test]
fn a_chart_may_stand_anywhere() {
    let week = |week: &str| format!(r#"{{"x":"{week}","ys":{{"a/b":5,"Others":7}}}}"#);
    let weeks = ["2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"].map(week).join(",");
    let body = format!(r#"{{"payload":{{"weekly_chart":[{weeks}]}}}}"#);
    let rows = Some("$.payload.weekly_chart".to_owned());
    let map = ArchiveMap { format: ArchiveFormat::Json, rows, columns: None };
    expect![[r#"
        model_chart
        week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
        2026-03-16 | Others | 7 | observed | $.payload.weekly_chart[0].ys["Others"] | - | - | -
        2026-03-16 | a/b | 5 | observed | $.payload.weekly_chart[0].ys["a/b"] | - | - | -
        2026-03-23 | Others | 7 | observed | $.payload.weekly_chart[1].ys["Others"] | - | - | -
        2026-03-23 | a/b | 5 | observed | $.payload.weekly_chart[1].ys["a/b"] | - | - | -
        2026-03-30 | Others | 7 | observed | $.payload.weekly_chart[2].ys["Others"] | - | - | -
        2026-03-30 | a/b | 5 | observed | $.payload.weekly_chart[2].ys["a/b"] | - | - | -
        2026-04-06 | Others | 7 | observed | $.payload.weekly_chart[3].ys["Others"] | - | - | -
        2026-04-06 | a/b | 5 | observed | $.payload.weekly_chart[3].ys["a/b"] | - | - | -
    "#]].assert_eq(&read_by(&map, "archive/model-weeks", &body));
    expect![[r#"
        app_model_chart: expected a map that names columns, and that of the app among them, found none
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read_by(&map, "archive/app-weeks", &body));
    expect![[r#"
        model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found an object with 1 field at `$`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]].assert_eq(&read_by(&ArchiveMap { rows: None, ..map }, "archive/model-weeks", &body));
}

#[test]
fn a_map_names_what_its_request_needs() {
    let without = |request: &str, edit: fn(&mut ArchiveColumns)| {
        let mut map = map(request).unwrap();
        edit(map.columns.as_mut().unwrap());
        let body = "Date,Author,Tokens,Share\n2026-03-29,google,1,1\n";
        let json = r#"{"usage":[{"Date":"2026-03-30","App":"cline","Model":"a/b","Tokens":1}]}"#;
        read_by(&map, request, if map.format == ArchiveFormat::Csv { body } else { json })
    };
    expect![[r#"
        vendor_chart: expected a map that names the column of the label, found none
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&without("archive/vendor-weeks", |columns| columns.label = None));
    expect![[r#"
        app_model_chart: expected a map that names the column of the app, found none
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&without("archive/app-weeks", |columns| columns.app = None));
}

#[test]
fn the_whole_site() {
    check(
        "archive/site-weeks/happy.csv",
        &expect![[r#"
        site_chart
        week_start_date | tokens | value_origin | json_path
        2026-03-30 | 1500000000 | observed | record 1
        2026-04-06 | 2000000000 | observed | record 2
    "#]],
    );
    check_edited(
        "archive/site-weeks/happy.csv",
        ("2026-04-06", "2026-03-30"),
        &expect![[r#"
            `record 2`: expected `2026-03-30` once, found it again (first at `record 1`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
}

fn read_by(map: &ArchiveMap, request: &str, body: &str) -> String {
    let (source, request) = crate::request(request).unwrap();
    let answer = crate::Answer {
        snapshot_id: "snapshot",
        captured_at: super::CAPTURED.parse().unwrap(),
        source: source.id,
        argument: Some("keeper"),
        body: body.as_bytes(),
        more: &[],
        map: Some(map),
        origins: &[],
    };
    super::shown(&request.ingested(&answer))
}

#[test]
fn a_table_without_tokens_is_none() {
    let zeros = "Date,Author,Tokens,Share\n2026-03-29,google,0,0.5\n2026-03-29,others,0,0.5\n";
    expect![[r#"
        not data: 2 rows without any, expected a table with tokens
        hint: upstream sent a page or an error instead of data: capture it again
    "#]]
    .assert_eq(&super::read("archive/vendor-weeks/zeros.csv", zeros.as_bytes()));
}

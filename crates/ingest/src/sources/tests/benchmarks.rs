//! Benchmark scores.

use expect_test::expect;

use super::{check, check_edited, edited, read};

const ECI: &str = "eci/scores/happy.csv";
const ARENA: &str = "arena/text/happy.json";

#[test]
fn eci() {
    check(
        ECI,
        &expect![[r#"
        benchmark
        benchmark_name | model_label | score | benchmark_version | value_origin | json_path | model_name | organization_name | score_low | score_high | released_date
        epoch_capabilities_index | Claude, Opus 5 | 161.02 | 2026-04-14 | observed | record 2 | Claude Opus 5 | Anthropic | 158.66 | 164.22 | 2026-07-24
        epoch_capabilities_index | gpt-5_high | 150 | 2026-04-14 | observed | record 1 | GPT-5 (high) | OpenAI | - | - | 2025-08-07
        note: benchmark: model without a score, left aside
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_eci() {
    check(
        "eci/scores/without_score_column.csv",
        &expect![[r#"
            benchmark: expected a column `eci`, found `Model`, `Display name`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check(
        "eci/scores/cut_record.csv",
        &expect![[r#"
            broken CSV
            because: CSV error: record 1 (line: 2, byte: 145): found record with 3 fields, but the previous record has 11 fields
            hint: the file is cut, or is no CSV with a header: compare its length with upstream's
        "#]],
    );
    check_edited(
        ECI,
        (",161.02,", ",high,"),
        &expect![[r#"
            `record 2, eci`: expected a number, found `high`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        ECI,
        (",161.02,", ",NaN,"),
        &expect![[r#"
            benchmark: 1 problem: column `score` is outside the finite numbers (1 rows, first at snapshot_id = `snapshot`, benchmark_name = `epoch_capabilities_index`, model_label = `Claude, Opus 5`)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
        "#]],
    );
    check_edited(
        ECI,
        ("2026-07-24", "July 2026"),
        &expect![[r#"
            `record 2, date`: expected a date, found `July 2026`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        ECI,
        ("gpt-5_high", ""),
        &expect![[r#"
            `record 1, Model`: expected a name, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        ECI,
        ("gpt-5_high", "\"gpt\n5\""),
        &expect![[r#"
            benchmark: 1 problem: column `model_label` is outside plain text: not empty, no control characters (1 rows, first at snapshot_id = `snapshot`, benchmark_name = `epoch_capabilities_index`, model_label = `gpt\n5`)
            hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
        "#]],
    );
    check_edited(
        ECI,
        ("gpt-5_high", "\"Claude, Opus 5\""),
        &expect![[r#"
            `record 2`: expected `Claude, Opus 5` once, found it again (first at `record 1`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
    expect![[r#"
        benchmark: expected at least one score, found none
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(ECI, b"Model,eci\n"));
}

#[test]
fn a_new_column_is_told() {
    let text = read(ECI, &edited(ECI, ("model_versions", "versions_of_model")));
    assert!(text.contains("note: benchmark: new field `versions_of_model`\n"), "{text}");
}

#[test]
fn arena() {
    check(
        ARENA,
        &expect![[r#"
        benchmark
        benchmark_name | model_label | score | benchmark_version | value_origin | json_path | model_name | organization_name | score_low | score_high | released_date
        arena_text_style_control | claude-opus-4-6-thinking | 1501.5 | 2026-04-10 | observed | $.rows[0].row | - | anthropic | 1495 | 1508 | -
        arena_text_style_control | gpt-5.4-high | 1490 | 2026-04-10 | observed | $.rows[1].row | - | openai | - | - | -
        note: benchmark: a page of 3 rows out of 9000
    "#]],
    );
}

#[test]
fn broken_arena() {
    check(
        "arena/text/no_overall.json",
        &expect![[r#"
            benchmark: expected at least one score, found none
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check_edited(
        ARENA,
        (r#""rating":1501.5"#, r#""rating":null"#),
        &expect![[r#"
            `$.rows[0].row.rating`: expected a number, found `null`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        ARENA,
        (r#""category":"overall","#, ""),
        &expect![[r#"
            `$.rows[0].row.category`: expected text, found nothing
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        ARENA,
        ("gpt-5.4-high", "claude-opus-4-6-thinking"),
        &expect![[r#"
            `$.rows[1].row`: expected `claude-opus-4-6-thinking` once, found it again (first at `$.rows[0].row`)
            hint: nothing says which of them is right: capture it again, or ask who kept it
        "#]],
    );
    expect![[r#"
        `$.rows`: expected a list with rows, found a list of 0
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]]
    .assert_eq(&read(ARENA, br#"{"rows":[]}"#));
    expect![[r#"
        not data: upstream's error `The dataset does not exist.`, expected JSON with data
        hint: upstream sent a page or an error instead of data: capture it again
    "#]]
    .assert_eq(&read(ARENA, br#"{"error":"The dataset does not exist."}"#));
}

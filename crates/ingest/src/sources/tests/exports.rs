//! Files of the daily dataset, and what upstream says of them.

use expect_test::{Expect, expect};

use super::{check, check_edited, edited, fixture_bytes, parse, read, request_of, shown};
use crate::Answer;

const FILE: &str = "exports/rankings-daily/happy.csv";
const MANIFEST: &str = "exports/manifest/happy.json";
const HEADER: &str = "date,model_permaslug,rank,total_tokens,share_of_daily_tokens\r\n";

#[test]
fn a_file() {
    check(
        FILE,
        &expect![[r#"
        model_daily
        day_date | model_permaslug | variant | tokens | as_of_at | value_origin | json_path | day_rank
        2026-04-12 | openai/gpt-5.4-20260305 | standard | 500 | 2026-04-14T00:00:00Z | observed | record 1 | 1
        2026-04-12 | other | standard | 200 | 2026-04-14T00:00:00Z | observed | record 3 | -
        2026-04-12 | z-ai/glm-5-20260211 | free | 300 | 2026-04-14T00:00:00Z | observed | record 2 | 2
        2026-04-13 | openai/gpt-5.4-20260305 | batch | 50 | 2026-04-14T00:00:00Z | observed | record 6 | 3
        2026-04-13 | openai/gpt-5.4-20260305 | standard | 150 | 2026-04-14T00:00:00Z | observed | record 5 | 2
        2026-04-13 | stealth/made-up-alpha | standard | 600 | 2026-04-14T00:00:00Z | observed | record 4 | 1
        note: model_daily: day of the window without rows (28 times)
    "#]],
    );
}

/// What is refused, and what is accepted, of a count.
#[test]
fn counts_are_exact_integers() {
    let with = |tokens: &str| read(FILE, &edited(FILE, (",1,500,", &format!(",1,{tokens},"))));
    assert_eq!(with("500.0"), with("500"));
    assert_eq!(with("5e2"), with("500"));
    for refused in ["-5", "9223372036854775808", "1.5", "", "NaN"] {
        let told = with(refused);
        assert!(told.starts_with("`record 1, total_tokens`: expected an integer from 0 to 2^53, found"), "{told}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_files() {
    check_edited(
        FILE,
        (",rank,", ",place,"),
        &expect![[r#"
        model_daily: expected a column `rank`, found `date`, `model_permaslug`, `place`, `total_tokens`, `share_of_daily_tokens`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_edited(
        FILE,
        (",rank,", ",rank,rank,"),
        &expect![[r#"
        model_daily: expected one column `rank`, found 2
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_edited(
        FILE,
        ("rank,total_tokens", "total_tokens,total_tokens"),
        &expect![[r#"
        model_daily: expected a column `rank`, found `date`, `model_permaslug`, `total_tokens`, `total_tokens`, `share_of_daily_tokens`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_edited(
        FILE,
        (",other,,", ",other,51,"),
        &expect![[r#"
        `record 3, rank`: expected no rank of `other`, found `51`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("-20260305,1,", "-20260305,,"),
        &expect![[r#"
        `record 1, rank`: expected an integer from 0 to 2^53, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("-20260305,1,", "-20260305,0,"),
        &expect![[r#"
        model_daily: 1 problem: column `day_rank` is outside 1 or more (1 rows, first at snapshot_id = `snapshot`, day_date = `2026-04-12`, model_permaslug = `openai/gpt-5.4-20260305`, variant = `standard`)
        hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
    "#]],
    );
    check_edited(
        FILE,
        ("openai/gpt-5.4-20260305,1", ",1"),
        &expect![[r#"
        `record 1, model_permaslug`: expected a model, found nothing
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("gpt-5.4-20260305,1", "gpt-5.4-20260305:,1"),
        &expect![[r#"
        model_daily: 1 problem: column `variant` is outside plain text: not empty, no control characters (1 rows, first at snapshot_id = `snapshot`, day_date = `2026-04-12`, model_permaslug = `openai/gpt-5.4-20260305`, variant = ``)
        hint: the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits
    "#]],
    );
    check_edited(
        FILE,
        ("2026-04-12,openai", "2026-04-14,openai"),
        &expect![[r#"
        `record 1, date`: expected a day before 2026-04-14, found `2026-04-14`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("2026-04-12,openai", "2026-04-12T00:00:00Z,openai"),
        &expect![[r#"
        `record 1, date`: expected a day before 2026-04-14, found `2026-04-12T00:00:00Z`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("2026-04-12,openai", "2026-02-30,openai"),
        &expect![[r#"
        `record 1, date`: expected a day before 2026-04-14, found `2026-02-30`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("z-ai/glm-5-20260211:free,2", "openai/gpt-5.4-20260305,2"),
        &expect![[r#"
        `record 2`: expected `2026-04-12 openai/gpt-5.4-20260305:standard` once, found it again (first at `record 1`)
        hint: nothing says which of them is right: capture it again, or ask who kept it
    "#]],
    );
    check_edited(
        FILE,
        ("500,0.5", "500,50 %"),
        &expect![[r#"
        `record 1, share_of_daily_tokens`: expected a share from 0 to 1, found `50 %`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("500,0.5", "500,1.5"),
        &expect![[r#"
        `record 1, share_of_daily_tokens`: expected a share from 0 to 1, found `1.5`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("500,0.5", "500,NaN"),
        &expect![[r#"
        `record 1, share_of_daily_tokens`: expected a share from 0 to 1, found `NaN`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_edited(
        FILE,
        ("500,0.5\r\n", "500\r\n"),
        &expect![[r#"
        broken CSV
        because: CSV error: record 1 (line: 1, byte: 61): found record with 4 fields, but the previous record has 5 fields
        hint: the file is cut, or is no CSV with a header: compare its length with upstream's
    "#]],
    );
    check_edited(
        FILE,
        ("openai/gpt-5.4-20260305,1", "\"openai\r\n\",1"),
        &expect![[r#"
        `record 1`: expected cells of one line, is a quote open?, found `"openai\r\n"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    expect![[r#"
        model_daily: expected at least one row, found none
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(FILE, HEADER.as_bytes()));
}

/// The rows of the last day agree that all of it was 800 tokens, and have 750.
#[test]
fn a_file_that_was_cut_between_two_lines() {
    check_edited(
        FILE,
        ("2026-04-13,openai/gpt-5.4-20260305:batch,3,50,0.0625\r\n", ""),
        &expect![[r#"
            model_daily: expected rows that have all tokens of 2026-04-13, as their `share_of_daily_tokens` add up to 1, found rows that have 93.8 % of them
            hint: the file is cut: compare its length with upstream's, and fetch or copy it again
        "#]],
    );
}

#[test]
fn what_is_told() {
    let told = |edits: &[(&str, &str)]| {
        let text = String::from_utf8(fixture_bytes(FILE)).unwrap();
        let text = edits.iter().fold(text, |text, (from, to)| text.replace(from, to));
        let told = read(FILE, text.as_bytes());
        told.split_inclusive('\n').filter(|line| line.starts_with("note: ")).collect::<String>()
    };
    expect![[r#"
        note: model_daily: day of the window without rows (28 times)
    "#]]
    .assert_eq(&told(&[]));
    expect![[r#"
        note: model_daily: line that ends with LF, not with CRLF (7 times)
        note: model_daily: day of the window without rows (28 times)
    "#]]
    .assert_eq(&told(&[("\r\n", "\n")]));
    expect![[r#"
        note: model_daily: `share_of_daily_tokens` that is not tokens over all tokens of the day, to 0.000001
        note: model_daily: day of the window without rows (28 times)
    "#]]
    .assert_eq(&told(&[("500,0.5", "500,0.500002"), ("300,0.3", "300,0.3000009")]));
    let column = [("share_of_daily_tokens\r\n", "share_of_daily_tokens,requests\r\n"), ("0\r\n", "0,1\r\n")];
    let more = [(".5\r\n", ".5,1\r\n"), (".3\r\n", ".3,1\r\n"), (".2\r\n", ".2,1\r\n"), ("5\r\n", "5,1\r\n")];
    expect![[r#"
        note: model_daily: new field `requests`
        note: model_daily: day of the window without rows (28 times)
    "#]]
    .assert_eq(&told(&[column.as_slice(), &more].concat()));
}

/// Guards hold them against a bound, day by day.
#[test]
fn rows_that_say_which_part_of_their_day_they_are() {
    let of = |share: &str| {
        let ingested = parse(FILE, &edited(FILE, ("500,0.5", &format!("500,{share}"))), &[]).unwrap();
        ingested.day_parts.iter().map(|of| (of.day.to_string(), of.rows, of.fitting)).collect::<Vec<_>>()
    };
    let expected = |fitting| [("2026-04-12".to_owned(), 3, fitting), ("2026-04-13".to_owned(), 3, 3)];
    assert_eq!((of("0.5"), of("0.25")), (expected(3).to_vec(), expected(2).to_vec()));
}

/// A list of a day has 51 rows at most.
#[test]
fn a_day_of_too_many_rows() {
    let file = |rows: usize| {
        let row = |rank| format!("2026-04-13,made/up-{rank},{rank},1,{}\r\n", 1.0 / 51.0);
        HEADER.to_owned() + &(1..=rows).map(row).collect::<String>()
    };
    assert!(read(FILE, file(51).as_bytes()).starts_with("model_daily\n"));
    expect![[r#"
        model_daily: expected at most 51 rows a day, found 52 on 2026-04-13
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(FILE, file(52).as_bytes()));
}

#[test]
fn a_day_on_which_nobody_used_anything() {
    let text = format!("{HEADER}2026-04-12,a/b,1,0,0\r\n2026-04-13,a/b,1,5,1\r\n");
    expect![[r#"
        model_daily: expected `total_tokens of 2026-04-12` that adds up to 1 to 2^53, found 0 in every row
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&read(FILE, text.as_bytes()));
}

fn check_about(argument: &str, fixture: &str, expect: &Expect) {
    let (source, request) = request_of(fixture);
    let answer = Answer {
        snapshot_id: "snapshot",
        captured_at: super::CAPTURED.parse().unwrap(),
        source: source.id,
        argument: Some(argument),
        body: &fixture_bytes(fixture),
        more: &[],
        map: None,
        origins: &[],
    };
    expect.assert_eq(&shown(&request.ingested(&answer)));
}

/// A file is as of the day it is named after: under another name its days would be of another vintage.
#[test]
fn the_argument_decides() {
    check_about(
        "2026-04-13",
        FILE,
        &expect![[r#"
        3 problems
        - `record 4, date`: expected a day before 2026-04-13, found `2026-04-13`
        - `record 5, date`: expected a day before 2026-04-13, found `2026-04-13`
        - `record 6, date`: expected a day before 2026-04-13, found `2026-04-13`
        hint: upstream changed this answer, the file was edited, or it belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check_about(
        "2026-04-13",
        MANIFEST,
        &expect![[r#"
        `$.snapshot_date`: expected `2026-04-13`, found `"2026-04-14"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
    check_about(
        "14 April",
        FILE,
        &expect![[r#"
        argument `14 April`: expected the day that the file is named after, YYYY-MM-DD
        hint: give it with `--argument`
    "#]],
    );
    check_about(
        "2026-04-14T00:00",
        FILE,
        &expect![[r#"
        argument `2026-04-14T00:00`: expected the day that the file is named after, YYYY-MM-DD
        hint: give it with `--argument`
    "#]],
    );
}

/// A file that was there before its days were.
#[test]
fn a_day_after_the_capture() {
    let outcome = super::parse_at("2026-04-12T23:00:00Z", FILE, &fixture_bytes(FILE), &[]);
    expect![[r#"
        model_daily: expected an answer as of the capture on 2026-04-12, or before, found one as of 2026-04-14T00:00:00Z
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]]
    .assert_eq(&shown(&outcome));
}

/// A hundred thousand records are more than any file has.
#[test]
fn records_without_end() {
    let body = format!("{HEADER}{}", "2026-04-13,a/b,1,1,1\r\n".repeat(200_000));
    let error = parse(FILE, body.as_bytes(), &[]).unwrap_err().to_string();
    assert_eq!(error, "model_daily: expected at most 100000 records, found more");
}

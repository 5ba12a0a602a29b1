//! Answers that an attacker wrote: each took the program's memory, its time, or a part of the data without a word.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::{edited, fixture_bytes, read};

const STREAM: &str = "rankings_page/stream";
const SITE: &str = "archive/site-weeks";
const VENDORS: &str = "archive/vendor-weeks";
const MODELS: &str = "archive/model-weeks/happy.json";

fn check(request: &str, body: &str, expected: &Expect) {
    expected.assert_eq(&read(request, body.as_bytes()));
}

/// The happy stream with more rows.
fn stream_with(rows: &str) -> String {
    String::from_utf8(fixture_bytes("rankings_page/stream/happy.rsc")).unwrap() + rows
}

/// A body is bounded, not each of its streams: a thousand of them took 100 GB.
#[test]
fn many_streams_take_no_more_than_one() {
    let rows = format!(
        "1:[{}0]\n2:[{}0]\n3:[{}0]\n4:[{{\"x\":1,\"ys\":\"$3\"}}]\n",
        "0,".repeat(1000),
        "\"$1\",".repeat(100),
        "\"$2\",".repeat(9)
    );
    let push = |text: &str| format!("<script>self.__next_f.push({text})</script>");
    let page = [push("[0]"), push(&format!("[1,{}]", serde_json::Value::from(rows)))].concat().repeat(200);
    check(
        "rankings_page/page",
        &page,
        &expect![[r#"
            broken Flight stream
            because: expected at most 10000 values copied, found more, row `4`, byte 2563
            hint: no page is known to be as large: was the file made to fill the memory?
        "#]],
    );
}

#[test]
fn rows_that_nobody_reads_are_counted() {
    let mut rows = String::new();
    (0x1000..0x1000 + 200_000).for_each(|id| writeln!(rows, "{id:x}:1").unwrap());
    check(
        STREAM,
        &stream_with(&rows),
        &expect![[r#"
        broken Flight stream
        because: expected at most 200000 rows in a stream, found more, row `31d32`, byte 1541242
        hint: no page is known to be as large: was the file made to fill the memory?
    "#]],
    );
}

/// Each list was compared with each.
#[test]
fn lists_that_differ_are_told_once_there_are_two() {
    let lists: Vec<_> = (0..50_000).map(|app| format!("[{{\"app_id\":{app},\"rank\":1}}]")).collect();
    let told = read(STREAM, stream_with(&format!("3:[{}]\n", lists.join(","))).as_bytes());
    let notes: Vec<_> = told.lines().filter(|line| line.contains("differ")).collect();
    assert_eq!(
        notes,
        [
            "note: app_ranking: lists of the view `month` that differ, none taken, first at `row 8 $[3].apps.month` (2 times)"
        ]
    );
}

/// The place of a list is told with each of its values.
#[test]
fn a_list_at_a_long_place() {
    let weeks: Vec<_> = (1..5).map(|day| format!("{{\"x\":\"2026-04-0{day}\",\"ys\":{{\"a\":1}}}}")).collect();
    let rows = format!("3:{{\"{}\":[{}]}}\n", "k".repeat(2_000), weeks.join(","));
    check(
        STREAM,
        &stream_with(&rows),
        &expect![[r#"
        flight: expected a place of at most 1000 bytes, found one of 2002 bytes in row `3`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

/// Half of an emoji, as `JSON.stringify` writes it, in a row that draws the page.
#[test]
fn half_a_character_in_a_row_that_nobody_reads() {
    let told = read(STREAM, stream_with("3:[\"$\",\"p\",null,{\"children\":\"\\ud83d\"}]\n").as_bytes());
    assert!(told.starts_with("vendor_chart\n"), "{told}");
}

/// A quote that nobody closed took thirteen weeks into one cell.
#[test]
fn a_quote_that_swallows_rows() {
    let body = "Date,Tokens,Note\n2026-03-30,1,\"a\n2026-04-06,2,b\n2026-04-13,3,c\n";
    check(
        SITE,
        body,
        &expect![[r#"
        `record 1`: expected cells of one line, is a quote open?, found `"a\n2026-04-06,2,b\n2026-04-13,3,c"`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

#[test]
fn a_column_that_is_there_twice() {
    check(
        SITE,
        "Date,Tokens,Tokens\n2026-03-30,1,2\n",
        &expect![[r#"
        archive: expected one column `Tokens`, found two
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

/// The date of all rows was copied once per row.
#[test]
fn a_date_of_all_rows_that_is_none() {
    let long = format!("\"{}\"", "9".repeat(1_000_000));
    for date in ["[0,0]", &long] {
        let body = edited(MODELS, ("\"2026-04-13\"", date));
        let told = read(MODELS, &body);
        assert!(told.starts_with("`$.day`: expected a text of at most 200 bytes, or a number, found"), "{told:.200}");
        assert!(told.len() < 600, "{}", told.len());
    }
}

/// Shares rounded to four digits add up to a little more than 1: that says nothing of a small label.
#[test]
fn a_small_label_is_not_taken_for_a_stale_one() {
    let head = "Date,Author,Tokens,Share\n";
    let small = "2026-04-06,openai,600.06,0.6001\n2026-04-06,google,399.86,0.3999\n2026-04-06,xiaomi,0.08,0.0001\n";
    check(
        VENDORS,
        &format!("{head}{small}"),
        &expect![[r#"
            vendor_chart
            week_start_date | vendor_label | tokens | value_origin | json_path
            2026-04-06 | google | 399860000000 | observed | record 2
            2026-04-06 | openai | 600060000000 | observed | record 1
            2026-04-06 | xiaomi | 80000000 | observed | record 3
            note: vendor_chart: week without `Others`: what the site had besides is not known, and shares are of the listed
        "#]],
    );
    let remainder = "2026-04-06,openai,60,0.6\n2026-04-06,google,40,0.4\n2026-04-06,others,20,0.2\n";
    check(
        VENDORS,
        &format!("{head}{remainder}"),
        &expect![[r#"
        vendor_chart: expected shares of 2026-04-06 that add up to 1, or to 1 without one label, found 1.2
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

/// Ten letters of a text are no day of it.
#[test]
fn texts_that_begin_with_a_day() {
    for (text, is_day) in [
        ("2026-03-30", true),
        ("2026-03-30T00:00:00Z", true),
        ("2026-03-30 00:00:00+00:00", true),
        ("2026-03-3099", false),
        ("2026-03-30/2026-04-05", false),
        ("2026-03-29T23:30:00-08:00", false),
    ] {
        let told = read(SITE, format!("Date,Tokens\n{text},1\n").as_bytes());
        assert_eq!(told.starts_with("site_chart\n"), is_day, "{text}: {told}");
    }
}

#[test]
fn a_mark_before_json() {
    let body = [b"\xef\xbb\xbf".as_slice(), &fixture_bytes("frontend/market-share/happy.json")].concat();
    assert!(read("frontend/market-share", &body).starts_with("vendor_chart\n"));
}

/// Cached tokens are a part of prompt tokens; without those they are of nothing.
#[test]
fn a_part_of_nothing() {
    let body = edited(MODELS, ("\"Prompt\"", "\"NotPrompt\""));
    check(
        MODELS,
        &String::from_utf8(body).unwrap(),
        &expect![[r#"
        `$.models[0], Prompt`: expected a number, found `null`
        hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
    "#]],
    );
}

/// What a stranger sends must not fill a terminal.
#[test]
fn a_thousand_new_fields() {
    let fields = (0..1000).map(|field| format!("\"field{field}\":0,")).collect::<Vec<_>>().concat();
    let body = edited("frontend/market-share/happy.json", ("{\"x\":", &format!("{{{fields}\"x\":")));
    let told = read("frontend/market-share", &body);
    assert_eq!(told.matches("note: ").count(), 101);
    assert!(told.ends_with("note: answer: remark more, not told (900 times)\n"), "{}", &told[told.len() - 200..]);
}

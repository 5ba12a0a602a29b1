//! The rankings page in both carriers.

use expect_test::expect;
use schema::Origin;

use super::{check, edited, fixture_bytes, parse, read, shown};
use crate::OriginEntry;

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn the_stream() {
    check(
        "rankings_page/stream/happy.rsc",
        &expect![[r#"
            vendor_chart
            week_start_date | vendor_label | tokens | value_origin | json_path
            2025-11-30 | google | 1000 | observed | row 6 $[3].children[3].data[0].ys["google"]
            2025-12-07 | google | 1001 | observed | row 6 $[3].children[3].data[1].ys["google"]
            2025-12-14 | google | 1002 | observed | row 6 $[3].children[3].data[2].ys["google"]
            2025-12-21 | google | 1003 | observed | row 6 $[3].children[3].data[3].ys["google"]
            2025-12-28 | google | 1004 | observed | row 6 $[3].children[3].data[4].ys["google"]
            2026-01-04 | google | 1005 | observed | row 6 $[3].children[3].data[5].ys["google"]
            2026-01-11 | google | 1006 | observed | row 6 $[3].children[3].data[6].ys["google"]
            2026-01-18 | google | 1007 | observed | row 6 $[3].children[3].data[7].ys["google"]
            2026-01-25 | google | 1008 | observed | row 6 $[3].children[3].data[8].ys["google"]
            2026-02-01 | google | 1009 | observed | row 6 $[3].children[3].data[9].ys["google"]
            2026-02-08 | google | 1010 | observed | row 6 $[3].children[3].data[10].ys["google"]
            2026-02-15 | google | 1011 | observed | row 6 $[3].children[3].data[11].ys["google"]
            2026-02-22 | google | 1012 | observed | row 6 $[3].children[3].data[12].ys["google"]
            2026-03-01 | google | 1013 | observed | row 6 $[3].children[3].data[13].ys["google"]
            2026-03-08 | google | 1014 | observed | row 6 $[3].children[3].data[14].ys["google"]
            2026-03-15 | google | 1015 | observed | row 6 $[3].children[3].data[15].ys["google"]
            2026-03-22 | google | 1016 | observed | row 6 $[3].children[3].data[16].ys["google"]
            2026-03-29 | google | 1017 | observed | row 6 $[3].children[3].data[17].ys["google"]
            2026-04-05 | google | 1018 | observed | row 6 $[3].children[3].data[18].ys["google"]
            2026-04-05 | openai | 3605000000000 | observed | row 6 $[3].children[3].data[18].ys["openai"]
            2026-04-05 | others | 7 | observed | row 6 $[3].children[3].data[18].ys["others"]
            2026-04-12 | openai | 1168448424749 | observed | row 6 $[3].children[3].data[19].ys["openai"]
            2026-04-12 | others | 0 | observed | row 6 $[3].children[3].data[19].ys["others"]
            model_chart
            week_start_date | model_label | tokens | value_origin | json_path | prompt_tokens | completion_tokens | cached_tokens
            2026-03-16 | Others | 300 | observed | row a $[0].ys["Others"] | - | - | -
            2026-03-16 | openai/gpt-5.4-20260305 | 100 | observed | row a $[0].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-03-16 | xiaomi/mimo-v2-pro-20260318 | 200 | observed | row a $[0].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-03-23 | Others | 301 | observed | row a $[1].ys["Others"] | - | - | -
            2026-03-23 | openai/gpt-5.4-20260305 | 101 | observed | row a $[1].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-03-23 | xiaomi/mimo-v2-pro-20260318 | 201 | observed | row a $[1].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-03-30 | Others | 6 | observed | row a $[2].ys["Others"] | - | - | -
            2026-03-30 | z-ai/glm-5-20260211:free | 5 | observed | row a $[2].ys["z-ai/glm-5-20260211:free"] | - | - | -
            2026-04-06 | Others | 303 | observed | row a $[3].ys["Others"] | - | - | -
            2026-04-06 | openai/gpt-5.4-20260305 | 103 | observed | row a $[3].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-04-06 | xiaomi/mimo-v2-pro-20260318 | 203 | observed | row a $[3].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            2026-04-13 | Others | 304 | observed | row a $[4].ys["Others"] | - | - | -
            2026-04-13 | openai/gpt-5.4-20260305 | 104 | observed | row a $[4].ys["openai/gpt-5.4-20260305"] | - | - | -
            2026-04-13 | xiaomi/mimo-v2-pro-20260318 | 204 | observed | row a $[4].ys["xiaomi/mimo-v2-pro-20260318"] | - | - | -
            app_ranking
            view | app_id | app_rank | tokens | value_origin | json_path | app_slug | app_name | request_count
            month | 12 | 5 | 5 | observed | row 8 $[3].apps.month[1] | - | An app – without slug | 1
            month | 2627404 | 1 | 253814301098 | observed | row 8 $[3].apps.month[0] | claude-code | Claude Code | 2623769
            model_ranking
            view | model_permaslug | variant | tokens | prompt_tokens | completion_tokens | value_origin | json_path | cached_tokens | request_count | change_ratio | last_day_date | billed_usd
            week | openai/gpt-5.4-20260305 | standard | 1000 | 970 | 30 | observed | row 9 $[3].rankingData[0] | 600 | 4 | 0.25 | 2026-04-13 | -
            note: flight: row failed on the server, first row `c` at byte 2761
            note: flight: unknown tag `Z`, rows skipped
            note: flight: chart of neither vendors nor models, left aside
        "#]],
    );
}

#[test]
fn the_page_says_what_its_stream_says() {
    let stream = read("rankings_page/stream", &fixture_bytes("rankings_page/stream/happy.rsc"));
    assert_eq!(read("rankings_page/page", &fixture_bytes("rankings_page/page/happy.html")), stream);
    assert_eq!(read("rankings_page/page", &fixture_bytes("rankings_page/stream/happy.rsc")), stream);
}

/// Wherever a server cuts its stream into pushes, the tables are the same.
#[test]
fn the_page_cut_into_pushes_anywhere() {
    let stream = String::from_utf8(fixture_bytes("rankings_page/stream/happy.rsc")).unwrap();
    let expected = read("rankings_page/stream", stream.as_bytes());
    for size in [1, 7, 97, 1009] {
        let pushes: String = pieces(&stream, size).map(push).collect();
        assert_eq!(read("rankings_page/page", format!("<html>{pushes}</html>").as_bytes()), expected, "{size}");
    }
    for at in (0..stream.len()).step_by(101).filter(|at| stream.is_char_boundary(*at)) {
        let (first, second) = stream.split_at(at);
        let page = format!("<html>{}<p>between</p>{}</html>", push(first), push(second));
        assert_eq!(read("rankings_page/page", page.as_bytes()), expected, "cut at {at}");
    }
}

fn push(piece: &str) -> String {
    format!("<script>self.__next_f.push([1,{}])</script>", serde_json::Value::from(piece))
}

/// Pieces of about so many bytes, none cut inside a character.
fn pieces(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = size.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, left) = rest.split_at(end);
        rest = left;
        (!piece.is_empty()).then_some(piece)
    })
}

#[test]
fn a_chart_split_over_pushes() {
    let page = String::from_utf8(fixture_bytes("rankings_page/page/happy.html")).unwrap();
    assert!(page.contains(r#"3605"])"#) && page.contains(r#"push([1,"000000000"#), "a number is split");
    assert!(page.contains(r#"push([3,"OlQxMCxuYcM="])"#), "a character is split");
}

#[test]
fn pages_without_a_chart() {
    check(
        "rankings_page/page/challenge.html",
        &expect![[r#"
        broken Flight stream
        because: expected a `self.__next_f.push(…)` call in a script, found HTML without one
        hint: this page carries no data: an error page, or the site has changed
    "#]],
    );
    check(
        "rankings_page/page/not_found.html",
        &expect![[r#"
            vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found none
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
    check(
        "rankings_page/stream/no_model_chart.rsc",
        &expect![[r#"
            model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found a list of 20 at `row 6 $[3].children[3].data`
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

#[test]
fn a_stream_cut_inside_a_row() {
    check(
        "rankings_page/stream/cut_in_row.rsc",
        &expect![[r#"
        broken Flight stream
        because: the stream ends inside a row, row `6`, byte 250, after 6 whole rows: expected a newline
        hint: fetch it again: it was cut
    "#]],
    );
}

#[test]
fn a_page_cut_inside_a_push() {
    let page = fixture_bytes("rankings_page/page/happy.html");
    expect![[r#"
        broken Flight stream
        because: malformed push at byte 643
        because: EOF while parsing a string at line 1 column 857
        hint: fetch it again: it was cut
    "#]]
    .assert_eq(&read("rankings_page/page", &page[..1500]));
}

#[test]
fn a_chart_that_failed_upstream() {
    let failed = edited("rankings_page/stream/happy.rsc", ("\na:[{", "\na:E{\"digest\":\"5\"}\n1a:[{"));
    let failed = String::from_utf8(failed).unwrap().replace('/', "-");
    expect![[r#"
        model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found none among 5 lists; flight: row failed on the server, first row `a` at byte 1210 (2 times); flight: unknown tag `Z`, rows skipped; flight: chart of neither vendors nor models, left aside (2 times)
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]].assert_eq(&read("rankings_page/stream", failed.as_bytes()));
}

#[test]
fn two_vendor_charts_are_one_too_many() {
    check(
        "rankings_page/stream/two_vendor_charts.rsc",
        &expect![[r#"
            vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found two that differ: `row 6 $[3].children[3].data` (a list of 20) and `row e $[3].data` (a list of 20)
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

#[test]
fn a_chart_shared_or_repeated_is_one() {
    let shared = read("rankings_page/stream", &fixture_bytes("rankings_page/stream/shared_chart.rsc"));
    let (charts, _) = shared.split_once("app_ranking\n").unwrap();
    assert!(read("rankings_page/stream", &fixture_bytes("rankings_page/stream/happy.rsc")).starts_with(charts));
}

#[test]
fn a_hole_in_a_chart_is_no_null() {
    check(
        "rankings_page/stream/hole_in_chart.rsc",
        &expect![[r#"
            `row 6 $[3].children[3].data[18].ys.openai`: expected a value, found none: row failed on the server
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check(
        "rankings_page/stream/lost_buckets.rsc",
        &expect![[r#"
            `row 6 $[3].children[3].data[0]`: expected a value, found none: row not sent (and 1 more)
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
}

#[test]
fn of_two_app_lists_none_is_taken() {
    let outcome = shown(&parse("rankings_page/stream", &fixture_bytes("rankings_page/stream/two_app_lists.rsc"), &[]));
    assert!(!outcome.contains("\napp_ranking\n"), "{outcome}");
    expect![[r#"
         app_ranking: lists of the view `month` that differ, none taken, first at `row 8 $[3].apps.month` (2 times)
    "#]]
    .assert_eq(outcome.split_once("note: ").unwrap().1);
}

#[test]
fn the_view_of_a_list_is_its_last_key() {
    let week = edited("rankings_page/stream/happy.rsc", (r#""apps":{"month":"#, r#""apps":{"week":"#));
    assert!(read("rankings_page/stream", &week).contains("\nweek | 12 |"));
    let other = edited("rankings_page/stream/happy.rsc", (r#""apps":{"month":"#, r#""apps":{"data":"#));
    assert!(read("rankings_page/stream", &other).contains("\nmonth | 12 |"));
}

/// What somebody called an app stops no chart of the page.
#[test]
fn half_a_character_in_a_name_is_told() {
    let half = edited("rankings_page/stream/happy.rsc", (r#""title":"Claude Code""#, r#""title":"Claude \ud800""#));
    let text = read("rankings_page/stream", &half);
    assert!(text.contains("| Claude \u{fffd} |"), "{text}");
    assert!(text.contains("note: flight: escape of half a character, read as U+FFFD\n"), "{text}");
}

#[test]
fn a_hole_outside_the_charts_is_told() {
    let hole = edited("rankings_page/stream/happy.rsc", (r#""title":"Claude Code""#, r#""title":"$Lff""#));
    let text = read("rankings_page/stream", &hole);
    assert!(text.contains("note: flight: value that did not arrive (row not sent)"), "{text}");
}

#[test]
fn origins_come_with_the_snapshot() {
    let entry = |block: &str, week: Option<&str>, value| OriginEntry {
        block: block.to_owned(),
        week: week.map(|week| week.parse().unwrap()),
        key: None,
        value,
    };
    let origins =
        [entry("vendor_chart", Some("2026-04-12"), Origin::Reconstructed), entry("model_chart", None, Origin::Made)];
    let body = fixture_bytes("rankings_page/stream/happy.rsc");
    let text = shown(&parse("rankings_page/stream", &body, &origins));
    let count = |word: &str| text.matches(&format!("| {word} |")).count();
    assert_eq!((count("reconstructed"), count("made"), count("observed")), (2, 14, 21 + 3));
}

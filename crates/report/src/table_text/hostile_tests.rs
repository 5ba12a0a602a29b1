//! Every format with names that mean harm, and with whatever names there may be.

use expect_test::{Expect, expect};
use proptest::{collection::vec, option::of, prelude::proptest};
use schema::{
    Table, cell_text,
    columns::APP_NAME,
    tables::{AppRanking, Concentration},
};

use super::*;
use crate::fixtures::{app_data, concentration_data, wild};

const HOSTILE: &[Option<&str>] = &[
    Some("\u{1b}[2J\u{1b}]0;owned\u{7}"),
    Some("a|b `c` \\ & _d_"),
    Some("<script>alert(1)</script>"),
    Some("=cmd|' /C calc'!A0"),
    Some("invoice\u{202e}fdp.exe"),
    Some("line\nbreak, \"quoted\""),
    None,
    Some("a very long name that goes on and on until nobody wants to read it any more, 通义千问"),
];

fn check(spec: &TableSpec, data: &DataFrame, format: Format, style: Style, expected: &Expect) {
    let text = table_text(spec, data, format, style, None).unwrap_or_else(|error| error.to_string());
    // The compiler refuses a golden text that hides its direction.
    expected.assert_eq(&text.replace('\u{1b}', "<ESC>").replace('\u{7}', "<BEL>").replace('\u{202e}', "<RLO>"));
}

#[test]
fn names_that_mean_harm() {
    let apps = app_data(HOSTILE);
    for format in [Format::Table, Format::Markdown] {
        let text = table_text(AppRanking::SPEC, &apps, format, Style::Full, None).unwrap_or_default();
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{format}");
    }
    check(
        AppRanking::SPEC,
        &apps,
        Format::Table,
        Style::Full,
        &expect![[r#"
            snapshot_id apps/list/2026-04-14T120000Z · view month · captured_at 2026-04-14T12:00:00Z
            source apps · value_origin made · json_path $[0]
            app_id  app_rank  tokens  app_name                                                      request_count
            ──────────────────────────────────────────────────────────────────────────────────────────────────────
            app-0          1    1.2M  \u{1b}[2J\u{1b}]0;owned\u{7}                                              1
            app-1          2    2.5M  a|b `c` \ & _d_                                                           2
            app-2          3    3.7M  <script>alert(1)</script>                                                 3
            app-3          4    4.9M  =cmd|' /C calc'!A0                                                        4
            app-4          5    6.2M  invoice\u{202e}fdp.exe                                                    5
            app-5          6    7.4M  line\nbreak, "quoted"                                                     6
            app-6          7    8.6M  —                                                                         7
            app-7          8    9.9M  a very long name that goes on and on until nobody wants to …              8
            left out, null in every row: app_slug

            note: A view is a trailing total up to its capture, not a time series; day, week and month overlap.
            note: The board `apps` covers public app pages: apps opt in, variants are merged, and a few large apps lead it.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
    check(
        AppRanking::SPEC,
        &apps,
        Format::Markdown,
        Style::Full,
        &expect![[r#"
        | snapshot_id | view | app_id | app_rank | tokens | captured_at | source | value_origin | json_path | app_slug | app_name | request_count |
        | --- | --- | --- | ---: | ---: | --- | --- | --- | --- | --- | --- | ---: |
        | apps/list/2026-04-14T120000Z | month | app-0 | 1 | 1,234,567 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | \\u{1b}\[2J\\u{1b}\]0;owned\\u{7} | 1 |
        | apps/list/2026-04-14T120000Z | month | app-1 | 2 | 2,469,134 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | a\|b \`c\` \\ &amp; \_d\_ | 2 |
        | apps/list/2026-04-14T120000Z | month | app-2 | 3 | 3,703,701 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | &lt;script&gt;alert(1)&lt;/script&gt; | 3 |
        | apps/list/2026-04-14T120000Z | month | app-3 | 4 | 4,938,268 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | =cmd\|' /C calc'\!A0 | 4 |
        | apps/list/2026-04-14T120000Z | month | app-4 | 5 | 6,172,835 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | invoice\\u{202e}fdp.exe | 5 |
        | apps/list/2026-04-14T120000Z | month | app-5 | 6 | 7,407,402 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | line\\nbreak, "quoted" | 6 |
        | apps/list/2026-04-14T120000Z | month | app-6 | 7 | 8,641,969 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | — | 7 |
        | apps/list/2026-04-14T120000Z | month | app-7 | 8 | 9,876,536 | 2026-04-14T12:00:00Z | apps | made | \$\[0\] | — | a very long name that goes on and on until nobody wants to read it any more, 通义千问 | 8 |

        - A view is a trailing total up to its capture, not a time series; day, week and month overlap.
        - The board `apps` covers public app pages: apps opt in, variants are merged, and a few large apps lead it.
        - Rows whose `value_origin` is `made` or `reconstructed` were not observed.
    "#]],
    );
}

#[test]
fn programs_get_every_digit() {
    check(
        AppRanking::SPEC,
        &app_data(HOSTILE),
        Format::Csv,
        Style::Published,
        &expect![[r#"
            snapshot_id,view,app_id,app_rank,tokens,captured_at,source,value_origin,json_path,app_slug,app_name,request_count
            apps/list/2026-04-14T120000Z,month,app-0,1,1234567,2026-04-14T12:00:00Z,apps,made,$[0],,\u{1b}[2J\u{1b}]0;owned\u{7},1
            apps/list/2026-04-14T120000Z,month,app-1,2,2469134,2026-04-14T12:00:00Z,apps,made,$[0],,a|b `c` \ & _d_,2
            apps/list/2026-04-14T120000Z,month,app-2,3,3703701,2026-04-14T12:00:00Z,apps,made,$[0],,<script>alert(1)</script>,3
            apps/list/2026-04-14T120000Z,month,app-3,4,4938268,2026-04-14T12:00:00Z,apps,made,$[0],,'=cmd|' /C calc'!A0,4
            apps/list/2026-04-14T120000Z,month,app-4,5,6172835,2026-04-14T12:00:00Z,apps,made,$[0],,invoice\u{202e}fdp.exe,5
            apps/list/2026-04-14T120000Z,month,app-5,6,7407402,2026-04-14T12:00:00Z,apps,made,$[0],,"line\nbreak, ""quoted""",6
            apps/list/2026-04-14T120000Z,month,app-6,7,8641969,2026-04-14T12:00:00Z,apps,made,$[0],,,7
            apps/list/2026-04-14T120000Z,month,app-7,8,9876536,2026-04-14T12:00:00Z,apps,made,$[0],,"a very long name that goes on and on until nobody wants to read it any more, 通义千问",8
        "#]],
    );
    check(
        AppRanking::SPEC,
        &app_data(HOSTILE),
        Format::Json,
        Style::Published,
        &expect![[r#"
        [
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-0","app_rank":1,"tokens":1234567,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"\u001b[2J\u001b]0;owned\u0007","request_count":1},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-1","app_rank":2,"tokens":2469134,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"a|b `c` \\ & _d_","request_count":2},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-2","app_rank":3,"tokens":3703701,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"<script>alert(1)</script>","request_count":3},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-3","app_rank":4,"tokens":4938268,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"=cmd|' /C calc'!A0","request_count":4},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-4","app_rank":5,"tokens":6172835,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"invoice\u202efdp.exe","request_count":5},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-5","app_rank":6,"tokens":7407402,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"line\nbreak, \"quoted\"","request_count":6},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-6","app_rank":7,"tokens":8641969,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":null,"request_count":7},
        {"snapshot_id":"apps/list/2026-04-14T120000Z","view":"month","app_id":"app-7","app_rank":8,"tokens":9876536,"captured_at":"2026-04-14T12:00:00Z","source":"apps","value_origin":"made","json_path":"$[0]","app_slug":null,"app_name":"a very long name that goes on and on until nobody wants to read it any more, 通义千问","request_count":8}
        ]
    "#]],
    );
}

#[test]
fn a_null_is_an_empty_cell() {
    check(
        Concentration::SPEC,
        &concentration_data(),
        Format::Csv,
        Style::Full,
        &expect![[r#"
            week_start_date,price_basis,rule,is_complete,hhi,hhi_low,hhi_high,effective_vendors,effective_vendors_low,effective_vendors_high,top_1_share,top_1_share_low,top_1_share_high,top_4_share,top_4_share_low,top_4_share_high,top_9_share,top_9_share_low,top_9_share_high,reason,value_origin
            2026-03-29,list_3to1,default,true,1234.5,,,,,,,,,,,,,,,,
            2026-03-29,tokens,default,true,1234.5,,,,,,,,,,,,,,,a reason,
            2026-04-05,list_3to1,default,true,1234.5,,,,,,,,,,,,,,,,
            2026-04-05,tokens,default,true,1234.5,,,,,,,,,,,,,,,a reason,
            2026-04-12,list_3to1,default,false,1234.5,,,,,,,,,,,,,,,,
            2026-04-12,tokens,default,false,1234.5,,,,,,,,,,,,,,,a reason,
        "#]],
    );
}

/// The cells of the column `app_name`, as a CSV reader sees them.
fn names_in(text: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let place = reader.headers().ok().and_then(|head| head.iter().position(|name| name == APP_NAME.name));
    let names = reader.records().filter_map(|record| Some(record.ok()?.get(place?)?.to_owned()));
    names.collect()
}

proptest! {
    #[test]
    fn whatever_the_names_csv_and_json_carry_them(names in vec(of(wild()), 0..8)) {
        let names: Vec<_> = names.iter().map(Option::as_deref).collect();
        let apps = app_data(&names);
        assert_eq!(apps.height(), names.len());
        let text = |format| table_text(AppRanking::SPEC, &apps, format, Style::Full, None).unwrap_or_default();

        let read = names_in(&text(Format::Csv));
        let expected: Vec<_> = (0..apps.height())
            .map(|row| crate::escape::defused(&cell_text(&apps, &APP_NAME, row).unwrap_or_default()))
            .collect();
        assert_eq!(read, expected);

        let rows: Vec<serde_json::Value> = serde_json::from_str(&text(Format::Json)).unwrap_or_default();
        let read: Vec<_> = rows.iter().map(|row| row.get(APP_NAME.name).and_then(serde_json::Value::as_str)).collect();
        let expected: Vec<_> = (0..apps.height()).map(|row| cell_text(&apps, &APP_NAME, row)).collect();
        assert_eq!(read, expected.iter().map(Option::as_deref).collect::<Vec<_>>());

        for shown in [text(Format::Table), text(Format::Markdown)] {
            assert!(!shown.chars().any(|character| character.is_control() && character != '\n'));
        }
    }
}

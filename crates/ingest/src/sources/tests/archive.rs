//! Tables that someone else kept.

use expect_test::expect;

use super::{check, check_edited};
use crate::{ArchiveFormat, ArchiveMap, ArchiveUnit};

/// The map of the fixtures of a request; none for requests to upstream.
pub(super) fn map(request: &str) -> Option<ArchiveMap> {
    let name = str::to_owned;
    match request {
        "archive/vendor-weeks" => Some(ArchiveMap {
            format: ArchiveFormat::Csv,
            rows: Vec::new(),
            week: name("Date"),
            label: name("Author"),
            tokens: name("Tokens"),
            unit: ArchiveUnit::Billions,
            share: Some(name("Share")),
            app: None,
        }),
        "archive/app-weeks" => Some(ArchiveMap {
            format: ArchiveFormat::Json,
            rows: vec![name("usage")],
            week: name("Date"),
            label: name("Model"),
            tokens: name("Tokens"),
            unit: ArchiveUnit::Billions,
            share: None,
            app: Some(name("App")),
        }),
        _ => None,
    }
}

const VENDORS: &str = "archive/vendor-weeks/happy.csv";
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
fn what_is_wrong_is_named_with_its_place() {
    check_edited(
        VENDORS,
        ("Author", "Vendor"),
        &expect![[r#"
        `record 1, Author`: expected a label, found `null`
    "#]],
    );
    check_edited(
        VENDORS,
        (",1.5,", ",-1.5,"),
        &expect![[r#"
            `record 1, Tokens`: expected tokens that are whole in the map's unit, found `"-1.5"`
        "#]],
    );
    check_edited(
        VENDORS,
        ("0.000001", "0.0000000001"),
        &expect![[r#"
        `record 5, Tokens`: expected tokens that are whole in the map's unit, found `"0.0000000001"`
    "#]],
    );
    check_edited(
        VENDORS,
        ("2026-04-05,google", "5.4.2026,google"),
        &expect![[r#"
        `record 4, Date`: expected a date, found `"5.4.2026"`
    "#]],
    );
    check_edited(
        VENDORS,
        ("2026-03-29,openai", "2026-03-29,google"),
        &expect![[r#"
        `record 2`: expected `2026-03-29 google` once, found it again (first at `record 1`)
    "#]],
    );
    check_edited(
        APPS,
        ("usage", "usages"),
        &expect![[r#"
        `$.usage`: expected a list with rows, found `null`
    "#]],
    );
    check_edited(
        APPS,
        (r#""App":"openclaw","#, ""),
        &expect![[r#"
        `$.usage[2], App`: expected an app, found `null`
    "#]],
    );
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

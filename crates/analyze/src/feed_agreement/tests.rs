//! Feeds of a few models over a week in August 2026: 2026-08-03 is a Monday.

use expect_test::expect;
use jiff::civil::Date;
use schema::{
    Column, Table,
    columns::*,
    series::{instants, texts},
    tables::{AppModelChart, ModelChart, ModelDaily, ModelRanking, SiteChart, VendorChart},
};

use super::*;
use crate::tests::filled;

/// What every ingested row has.
fn said_by(captured: &[(String, String)]) -> Vec<polars::prelude::Column> {
    let word = |column: &Column, word: &'static str| texts(column, captured.iter().map(|_| Some(word)));
    vec![
        texts(&SNAPSHOT_ID, captured.iter().map(|(id, _)| Some(id.as_str()))),
        instants(&CAPTURED_AT, captured.iter().map(|(_, at)| format!("{at}T08:00:00Z").parse().ok())),
        word(&SOURCE, "x"),
        word(&JSON_PATH, "x"),
        word(&VALUE_ORIGIN, "observed"),
    ]
}

fn cells(lines: &[&str]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

/// `CAPTURED VIEW MODEL TOKENS` per line, a model as `slug` or `slug:variant`.
fn views(lines: &[&str]) -> Frame<ModelRanking> {
    let rows = cells(lines);
    let of = |row: &Vec<String>| (format!("frontend/models-{}/{}", row[1], row[0]), row[0].clone());
    let model = |row: &'_ Vec<String>| {
        row[2]
            .split_once(':')
            .map_or((row[2].clone(), "standard".to_owned()), |(slug, variant)| (slug.to_owned(), variant.to_owned()))
    };
    let models: Vec<(String, String)> = rows.iter().map(model).collect();
    let tokens = |column: &Column| integers(column, rows.iter().map(|row| row[3].parse().ok()));
    let mut columns = said_by(&rows.iter().map(of).collect::<Vec<_>>());
    columns.extend([
        texts(&VIEW, rows.iter().map(|row| Some(row[1].as_str()))),
        texts(&MODEL_PERMASLUG, models.iter().map(|(slug, _)| Some(slug.as_str()))),
        texts(&VARIANT, models.iter().map(|(_, variant)| Some(variant.as_str()))),
        tokens(&TOKENS),
        tokens(&PROMPT_TOKENS),
        integers(&COMPLETION_TOKENS, rows.iter().map(|_| Some(0))),
    ]);
    filled(columns)
}

/// `FEED CAPTURED WEEK LABEL TOKENS` per line.
fn chart<T: Table>(lines: &[&str], label: Option<&Column>) -> Frame<T> {
    let rows = cells(lines);
    let mut columns =
        said_by(&rows.iter().map(|row| (format!("{}/{}", row[0], row[1]), row[1].clone())).collect::<Vec<_>>());
    columns.push(dates(&WEEK_START_DATE, rows.iter().map(|row| row[2].parse().ok())));
    columns.extend(label.map(|label| texts(label, rows.iter().map(|row| Some(row[3].as_str())))));
    columns.push(integers(&TOKENS, rows.iter().map(|row| row[4].parse().ok())));
    if T::SPEC.column(APP_ID.name).is_some() {
        columns.push(texts(&APP_ID, rows.iter().map(|row| Some(row[0].as_str()))));
    }
    filled(columns)
}

fn none<T: Table>() -> Frame<T> {
    Frame::empty().unwrap()
}

/// The table of pairs that were tested, and how many were not.
fn agreed(feeds: &Feeds<'_>) -> String {
    let table = feed_agreement(feeds).unwrap();
    let columns =
        [&SOURCE_A, &SOURCE_B, &AGREEMENT, &WINDOW_COUNT, &VALUE_COUNT, &EQUAL_COUNT, &MOST_DIFFERENCE, &MOST_RELATIVE];
    let text = table.to_text(&columns);
    let (untested, tested): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.contains("not_tested"));
    format!("{}\nnot tested: {}\n", tested.join("\n"), untested.len())
}

/// Checks the pairs of these feeds.
fn check(
    views: &Frame<ModelRanking>,
    models: &Frame<ModelChart>,
    vendors: &Frame<VendorChart>,
    apps: &Frame<AppModelChart>,
    expected: &expect_test::Expect,
) {
    let vendor = |label: &str, _: Date| label.split('/').next().unwrap_or(label).to_owned();
    let (daily, site) = (none::<ModelDaily>(), none::<SiteChart>());
    let feeds = Feeds { views, daily: &daily, models, vendors, site: &site, apps, vendor: &vendor };
    expected.assert_eq(&agreed(&feeds));
}

const WEEK: [&str; 3] = ["2026-08-10 week a/x 70", "2026-08-10 week a/x:free 7", "2026-08-10 week b/y 23"];

/// Monday's view is the bucket before: two models, the site, and by vendor those of a vendor chart.
#[test]
fn the_week_view_of_a_monday_is_the_bucket_before() {
    let chart_of = |last: &str| {
        chart::<ModelChart>(
            &[
                "frontend/model-rankings-chart 2026-08-10 2026-08-03 a/x 70",
                "frontend/model-rankings-chart 2026-08-10 2026-08-03 a/x:free 7",
                last,
                // The running week says nothing yet.
                "frontend/model-rankings-chart 2026-08-10 2026-08-10 a/x 1",
            ],
            Some(&MODEL_LABEL),
        )
    };
    let others = "frontend/model-rankings-chart 2026-08-10 2026-08-03 Others";
    let vendors = chart::<VendorChart>(
        &["frontend/market-share 2026-08-10 2026-08-03 a 77", "frontend/market-share 2026-08-10 2026-08-03 others 23"],
        Some(&VENDOR_LABEL),
    );
    check(
        &views(&WEEK),
        &chart_of(&format!("{others} 23")),
        &vendors,
        &none(),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        model_chart | vendor_chart | equal | 1 | 1 | 1 | 0 | 0
        week_view | model_chart | equal | 1 | 3 | 3 | 0 | 0
        week_view | vendor_chart | equal | 1 | 2 | 2 | 0 | 0
        not tested: 10
    "#]],
    );
    // One token is a difference of the site: the models agree.
    check(
        &views(&WEEK),
        &chart_of(&format!("{others} 24")),
        &none(),
        &none(),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        week_view | model_chart | differs | 1 | 3 | 2 | -1 | -0.009900990099009901
        not tested: 12
    "#]],
    );
}

/// The days 2026-08-03 to 08-09 as their views say them: `b/y` had none on the first, and is in none of that day's rows.
#[test]
fn seven_day_views_are_the_week() {
    let mut lines: Vec<String> = Vec::new();
    for day in 4..=10 {
        lines.push(format!("2026-08-{day:02} day a/x 10"));
        lines.push(format!("2026-08-{day:02} day a/x:free 1"));
        if day > 4 {
            lines.push(format!("2026-08-{day:02} day b/y {}", if day == 10 { 8 } else { 3 }));
        }
    }
    let days: Vec<&str> = lines.iter().map(String::as_str).collect();
    let all = |days: &[&str]| views(&[days, &WEEK].concat());
    check(
        &all(&days),
        &none(),
        &none(),
        &none(),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        day_view | week_view | equal | 1 | 6 | 6 | 0 | 0
        not tested: 12
    "#]],
    );
    // Without one of the days there is no sum, and no verdict.
    let without: Vec<&str> = days.iter().copied().filter(|line| !line.starts_with("2026-08-07")).collect();
    check(
        &all(&without),
        &none(),
        &none(),
        &none(),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        not tested: 13
    "#]],
    );
}

/// Apps have a part of a model's tokens, variants added up; more than all is a mistake.
#[test]
fn apps_are_a_part() {
    let apps = |tokens: &str| {
        chart::<AppModelChart>(
            &[
                &format!("apps/page/one 2026-08-10 2026-08-03 a/x {tokens}"),
                "apps/page/two 2026-08-10 2026-08-03 a/x 7",
                "apps/page/two 2026-08-10 2026-08-03 Others 500",
            ],
            Some(&MODEL_LABEL),
        )
    };
    check(
        &views(&WEEK),
        &none(),
        &none(),
        &apps("70"),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        app_chart | week_view | part | 1 | 1 | 1 | 0 | 0
        not tested: 12
    "#]],
    );
    check(
        &views(&WEEK),
        &none(),
        &none(),
        &apps("71"),
        &expect![[r#"
        source_a | source_b | agreement | window_count | value_count | equal_count | most_difference_tokens | most_relative_difference_ratio
        app_chart | week_view | exceeds | 1 | 1 | 0 | 1 | 0.012987012987012988
        not tested: 12
    "#]],
    );
}

/// What is not there is told, never taken for agreement.
#[test]
fn what_was_not_compared_says_why() {
    let vendor = |label: &str, _: Date| label.to_owned();
    let (views, models) = (
        views(&["2026-08-09 week a/x 70"]),
        chart::<ModelChart>(&["c/c 2026-08-10 2026-08-03 a/x 70"], Some(&MODEL_LABEL)),
    );
    let (daily, vendors, site, apps) = (none(), none(), none(), none());
    let feeds = Feeds {
        views: &views,
        daily: &daily,
        models: &models,
        vendors: &vendors,
        site: &site,
        apps: &apps,
        vendor: &vendor,
    };
    let table = feed_agreement(&feeds).unwrap();
    expect![[r#"
        source_a | source_b | agreement | value_count | most_difference_tokens | reason
        app_chart | model_chart | not_tested | 0 | - | nothing was read of `app_chart`
        app_chart | week_view | not_tested | 0 | - | nothing was read of `app_chart`
        daily_dataset | model_chart | not_tested | 0 | - | nothing was read of `daily_dataset`
        daily_dataset | week_view | not_tested | 0 | - | nothing was read of `daily_dataset`
        day_view | daily_dataset | not_tested | 0 | - | nothing was read of `day_view` and `daily_dataset`
        day_view | month_view | not_tested | 0 | - | nothing was read of `day_view` and `month_view`
        day_view | week_view | not_tested | 0 | - | nothing was read of `day_view`
        model_chart | model_chart | not_tested | 0 | - | one keeper alone has it, or two have no week in common
        model_chart | site_chart | not_tested | 0 | - | nothing was read of `site_chart`
        model_chart | vendor_chart | not_tested | 0 | - | nothing was read of `vendor_chart`
        vendor_chart | site_chart | not_tested | 0 | - | nothing was read of `vendor_chart` and `site_chart`
        week_view | model_chart | not_tested | 0 | - | 1 windows of `week_view` and 1 of `model_chart`, none of the same days
        week_view | vendor_chart | not_tested | 0 | - | nothing was read of `vendor_chart`
    "#]].assert_eq(&table.to_text(&[
        &SOURCE_A,
        &SOURCE_B,
        &AGREEMENT,
        &VALUE_COUNT,
        &MOST_DIFFERENCE,
        &REASON,
    ]));
}

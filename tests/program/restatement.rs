//! What upstream changed of finished weeks, on real captures through the whole program. They are not part of the
//! repository; without them these tests say so and pass.

use std::{collections::BTreeMap, path::Path};

use super::{
    archives::{import_archive, run},
    captures::{number, rows},
    process::{captures, copy_sample, pipeline, said, tokenshare},
};
use expect_test::{Expect, expect};
use tempfile::TempDir;

/// Week, tokens before and after, and the change in percent.
fn check(folder: &Path, expected: &Expect) {
    let line = |row: &BTreeMap<String, String>| {
        let percent = 100.0 * number(row, "relative_change_ratio");
        let [week, scope, key, old, new] =
            ["week_start_date", "scope", "key", "old_tokens", "new_tokens"].map(|column| row[column].as_str());
        format!("{week} {scope} {key} {old} {new} {percent:.2} % seen until {}\n", row["last_seen_at"])
    };
    let lines: Vec<_> = rows(&["restatement"], folder).iter().map(line).collect();
    println!("{}", lines.concat());
    expected.assert_eq(&lines.concat());
}

/// The site as archived pages had it until May 2026, and the chart of July by model: eight weeks lost 0.12 to 0.43 %.
#[test]
fn eight_weeks_of_spring_2026_were_restated() {
    let (Some(site), Some(models)) = (captures("site_weeks"), captures("model_weeks")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("site_weeks.toml", &site, path);
    import_archive("model_weeks.toml", &models.join("2026-07-12.json.gz"), path);
    let inputs = "inputs = { 'archive/site-weeks' = 'all', 'archive/model-weeks' = 'all' }";
    run(&["results = ['restatement']", inputs], path);
    check(
        path,
        &expect![[r#"
        2026-03-02 total total 14809516716308 14788910154996 -0.14 % seen until 2026-05-01T23:59:59Z
        2026-03-09 total total 16903381146109 16874474880619 -0.17 % seen until 2026-05-01T23:59:59Z
        2026-03-16 total total 20350309854304 20296794834531 -0.26 % seen until 2026-05-01T23:59:59Z
        2026-03-23 total total 22729837178338 22639924441575 -0.40 % seen until 2026-05-01T23:59:59Z
        2026-03-30 total total 27038504132444 27005556400914 -0.12 % seen until 2026-05-01T23:59:59Z
        2026-04-06 total total 21035685456873 20990845815775 -0.21 % seen until 2026-05-01T23:59:59Z
        2026-04-13 total total 20558096445717 20469273117201 -0.43 % seen until 2026-05-01T23:59:59Z
        2026-04-20 total total 21952515720803 21883269650188 -0.32 % seen until 2026-05-01T23:59:59Z
    "#]],
    );
    let row = &rows(&["restatement", "--last", "1"], path)[0];
    assert_eq!(row["known_from_at"], "2026-07-12T09:35:18Z");
    assert_eq!(row["old_snapshot_id"], "archive/site-weeks/clarencechien/2026-05-01T235959Z");
    assert_eq!(row["new_snapshot_id"], "archive/model-weeks/charlesliuyx/2026-07-12T093518Z");
    assert_eq!(row["reason"], "of two sources: what differs may be how they count or copy");
}

/// The one finished bucket in which they differ, 2025-04-27 from the file of 2026-04-27 on, is cut on the left.
#[test]
fn ten_vendor_charts_restate_nothing() {
    let Some(vendors) = captures("vendor_weeks") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("vendor_weeks.toml", &vendors, path);
    run(&["results = ['restatement']", "inputs = { 'archive/vendor-weeks' = 'all' }"], path);
    // As `run` does, and listening.
    let ended = tokenshare(&["run", "archives.toml", "--data", "data"], path);
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.contains("restatement")).collect();
    expect![""].assert_eq(&told.join("\n"));
    check(path, &expect![[""]]);
    let cut = ["vendor_week_vintage", "--where", "week_start_date=2025-04-27", "--where", "vendor=anthropic"];
    let span = |row: &BTreeMap<String, String>| {
        let cell = |column: &str| row[column].as_str();
        [cell("tokens"), cell("is_left_cut"), cell("last_seen_at"), cell("known_to_at")].join(" ")
    };
    let cut: Vec<_> = rows(&cut, path).iter().map(span).collect();
    // What is cut takes the place of nothing; then the Monday series does, as a whole.
    expect!["436501332000 false 2026-04-26T05:15:34Z 2026-05-04T01:20:50Z"].assert_eq(&cut.join("\n"));
}

/// All that is held of spring and summer 2026: a vendor chart of May has a ninth week, 04-27, that was restated until July.
#[test]
fn a_vendor_chart_of_may_adds_a_ninth_week() {
    let folders = ["site_weeks", "model_weeks", "vendor_weeks"].map(captures);
    let [Some(site), Some(models), Some(vendors)] = folders else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("site_weeks.toml", &site, path);
    import_archive("model_weeks.toml", &models, path);
    import_archive("vendor_weeks.toml", &vendors, path);
    let inputs =
        "inputs = { 'archive/site-weeks' = 'all', 'archive/model-weeks' = 'all', 'archive/vendor-weeks' = 'all' }";
    run(&["results = ['restatement']", inputs], path);
    check(
        path,
        &expect![[r#"
        2026-03-02 total total 14809516716308 14788910154996 -0.14 % seen until 2026-05-06T05:33:06Z
        2026-03-09 total total 16903381146109 16874474880619 -0.17 % seen until 2026-05-06T05:33:06Z
        2026-03-16 total total 20350309854304 20296794834531 -0.26 % seen until 2026-05-06T05:33:06Z
        2026-03-23 total total 22729837178338 22639924441575 -0.40 % seen until 2026-05-06T05:33:06Z
        2026-03-30 total total 27038504132444 27005556400914 -0.12 % seen until 2026-05-06T05:33:06Z
        2026-04-06 total total 21035685456873 20990845815775 -0.21 % seen until 2026-05-06T05:33:06Z
        2026-04-13 total total 20558096445717 20469273117201 -0.43 % seen until 2026-05-06T05:33:06Z
        2026-04-20 total total 21952515720803 21883269650188 -0.32 % seen until 2026-05-06T05:33:06Z
        2026-04-27 total total 23868567104000 23797756813570 -0.30 % seen until 2026-05-06T05:33:06Z
    "#]],
    );
}

/// One capture of each chart: nothing was said twice.
#[test]
fn the_sample_restates_nothing() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let ended = tokenshare(&["run", &pipeline("published.toml"), "--data", "data"], path);
    assert_eq!((ended.code, ended.stderr.contains("`restatement` has no rows")), (Some(0), false), "{}", ended.stderr);
    assert_eq!(rows(&["restatement"], path).len(), 0);
    let columns = ["--columns", "week_start_date,vendor,tokens", "--format", "csv", "--data", "data"];
    let show = |table: &str| said(&[&["show", table], columns.as_slice()].concat(), path);
    assert_eq!(show("vendor_week_vintage"), show("vendor_week"), "what was said once is in force");
}

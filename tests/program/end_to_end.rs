//! The sample through the whole program: what comes out is the published page, and hangs on every byte that goes in.

use std::{collections::BTreeMap, path::Path};

use super::process::{copy_sample, pipeline, replace_body, said, tokenshare};
use expect_test::{ExpectFile, expect, expect_file};
use fs_err as fs;
use tempfile::TempDir;

const STREAM: &str = "data/snapshots/rankings_page/stream/2026-04-14T120000Z";

/// A folder in which `data` holds the sample's snapshots and nothing else.
fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    folder
}

/// Runs the published pipeline in `folder`.
fn run(folder: &Path) {
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder);
}

fn show(arguments: &[&str], folder: &Path) -> String {
    said(&[&["show", "--data", "data"], arguments].concat(), folder)
}

/// Rows of CSV: column to cell.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

/// Shows of one run, each as golden text.
#[test]
fn the_published_tables_come_out() {
    let folder = place();
    run(folder.path());
    let page = ["--rule", "published"];
    let gap = [&["vendor_gap", "--basis", "list_3to1"], &page[..]].concat();
    let ours = ["vendor_gap", "--rule", "default", "--basis", "list_current"];
    let shows: [(&[&str], ExpectFile); 8] = [
        (&gap, expect_file!["../golden/vendor_gap_published.txt"]),
        (&[&["vendor_growth"], &page[..]].concat(), expect_file!["../golden/vendor_growth_published.txt"]),
        (&ours, expect_file!["../golden/vendor_gap_default.txt"]),
        (&["vendor_growth", "--rule", "default"], expect_file!["../golden/vendor_growth_default.txt"]),
        (
            &["model_leaderboard", "--where", "board=apps", "--basis", "list_3to1"],
            expect_file!["../golden/model_leaderboard_apps.txt"],
        ),
        (&["coverage"], expect_file!["../golden/coverage.txt"]),
        (
            &["group_share", "--rule", "default", "--basis", "list_current", "--last", "5"],
            expect_file!["../golden/group_share.txt"],
        ),
        (&["concentration", "--rule", "default", "--last", "3"], expect_file!["../golden/concentration.txt"]),
    ];
    for (arguments, expected) in shows {
        expected.assert_eq(&show(arguments, folder.path()));
    }
    claims_move_by_one_week(folder.path());
}

/// The series ends with a running week: neither of the two that are compared is that one. What has 51 weeks up to one of
/// them and 53 up to the other was compared across two.
fn claims_move_by_one_week(folder: &Path) {
    let moved = rows(&show(&["mover", "--where", "kind=claim", "--format", "csv"], folder));
    let growth = moved.iter().find(|row| row["key"] == "market_growth").map(|row| row["old_value"].as_str());
    let counted: Vec<&str> =
        moved.iter().map(|row| row["key"].as_str()).filter(|key| key.starts_with("series_")).collect();
    assert_eq!((counted, growth), (vec![], None), "{moved:?}");
    let coverage = rows(&show(&["mover", "--where", "kind=coverage", "--format", "csv"], folder));
    assert_eq!(coverage[0]["value_origin"], "made", "its prices are weighed by what was made");
}

#[test]
fn the_demo_says_what_was_reproduced() {
    let folder = TempDir::new().expect("a temporary folder");
    let demo = said(&["demo", "--data", "data", "--quiet"], folder.path());
    expect_file!["../golden/demo.txt"].assert_eq(&demo);
    // The golden text is easily blessed; these figures are the promise.
    for promise in ["73 of 75 cells", "104 of 105 cells", "11.1×"] {
        assert!(demo.contains(promise), "`{promise}` is missing");
    }
}

#[test]
fn a_second_demo_is_the_same() {
    let folder = TempDir::new().expect("a temporary folder");
    let demo = || said(&["demo", "--data", "data", "--quiet"], folder.path());
    assert_eq!(demo(), demo());
}

#[test]
fn the_demo_keeps_away_from_other_data() {
    let folder = place();
    let body = folder.path().join(STREAM).join("body.rsc");
    fs::write(&body, "mine").expect("a file");
    let ended = tokenshare(&["demo", "--data", "data"], folder.path());
    expect![[r#"
        error: `data/snapshots/rankings_page/stream/2026-04-14T120000Z/body.rsc` is not the sample's: the demo works in a folder of its own
        hint: give `--data` a folder without snapshots
    "#]].assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(1));
    assert_eq!(fs::read(&body).expect("a file"), b"mine");
    assert!(!folder.path().join("data/analyzed").exists());
}

#[test]
fn the_demo_replaces_no_file_of_somebody_s() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("mine")).expect("room");
    let report = folder.path().join("mine/report.html");
    fs::write(&report, "precious").expect("room");
    let ended = tokenshare(&["demo", "--data", "mine"], folder.path());
    expect![[r#"
        error: `mine/report.html` is not the demo's, which works in a folder of its own
        hint: give `--data` a folder that is empty or not there
    "#]]
    .assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(1));
    assert_eq!(fs::read(&report).expect("a file"), b"precious");
    assert_eq!(fs::read_dir(folder.path().join("mine")).expect("a folder").count(), 1, "nothing is left beside it");
}

/// Nothing is wired to the answer: one token count more in one week moves that vendor, and thereby every share.
#[test]
fn a_changed_token_count_changes_the_answer() {
    let folder = place();
    let path = folder.path();
    run(path);
    let asked = ["vendor_gap", "--rule", "published", "--basis", "list_3to1", "--format", "csv"];
    let before = show(&asked, path);
    let snapshot = path.join(STREAM);
    let body = fs::read_to_string(snapshot.join("body.rsc")).expect("the sample is text");
    let week = body.find(r#""x":"2026-04-05","ys":{"qwen":3960100000000"#).expect("the sample has that week");
    let (head, tail) = body.split_at(week);
    let tail = tail.replacen("3960100000000", "4960100000000", 1);
    replace_body(&snapshot, "body.rsc", format!("{head}{tail}").as_bytes());
    run(path);
    let after = show(&asked, path);
    let (before, after) = (rows(&before), rows(&after));
    assert_eq!(before.len(), after.len());
    let tokens = |row: &BTreeMap<String, String>| -> i64 { row["tokens"].parse().expect("an integer") };
    for (before, after) in before.iter().zip(&after) {
        // Shares are over the same total: whoever has any, has another.
        let changes = before["token_share"] != after["token_share"];
        assert_eq!(changes, tokens(before) > 0 && before["vendor"] != "total", "{before:?}");
        let more = if ["qwen", "total"].contains(&before["vendor"].as_str()) { 1_000_000_000_000 } else { 0 };
        assert_eq!(tokens(after) - tokens(before), more, "{before:?}");
    }
}

/// The same with a price: the dollars move, the tokens do not.
#[test]
fn a_changed_price_changes_the_dollars_only() {
    let folder = place();
    let path = folder.path();
    run(path);
    let (gap, share) = (["vendor_gap", "--format", "csv"], ["token_share", "--format", "csv"]);
    let (dollars, tokens) = (show(&gap, path), show(&share, path));
    let snapshot = path.join("data/snapshots/catalog/models/2026-04-14T004905Z");
    let catalog = fs::read_to_string(snapshot.join("body.json")).expect("the sample is text");
    let mut catalog: serde_json::Value = serde_json::from_str(&catalog).expect("the sample is JSON");
    let models = catalog["data"].as_array_mut().expect("a list");
    let opus = models.iter_mut().find(|model| model["id"] == "anthropic/claude-opus-4.6").expect("a model");
    opus["pricing"]["completion"] = "0.000026".into();
    replace_body(&snapshot, "body.json", catalog.to_string().as_bytes());
    run(path);
    assert_ne!(show(&gap, path), dollars);
    assert_eq!(show(&share, path), tokens);
}

/// The page as HTML says what the page as a stream says.
#[test]
fn both_carriers_give_the_same_shares() {
    let folder = place();
    let path = folder.path();
    let shares = |input: &str| {
        let file = format!(
            "title = 'page'\nresults = ['token_share']\n[inputs]\n'rankings_page/{input}' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n"
        );
        fs::write(path.join("page.toml"), file).expect("a temporary file");
        said(&["run", "page.toml", "--data", "data", "--quiet"], path);
        // The snapshot is another one.
        show(&["token_share", "--format", "csv"], path).replace("rankings_page/page/", "rankings_page/stream/")
    };
    let (stream, page) = (shares("stream"), shares("page"));
    assert!(stream.lines().count() > 500, "{}", stream.lines().count());
    assert_eq!(stream, page);
}

/// What is made stays visible in a printed table.
#[test]
fn a_made_value_is_marked() {
    let folder = place();
    run(folder.path());
    let rows = show(&["model_share", "--last", "1", "--format", "csv"], folder.path());
    assert!(rows.lines().skip(1).all(|row| row.contains(",made,")), "{rows}");
    let weeks = show(&["token_share", "--where", "value_origin=reconstructed", "--format", "csv"], folder.path());
    let mut weeks: Vec<_> = weeks.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    weeks.dedup();
    expect!["2025-04-13 2025-04-20 2026-04-12"].assert_eq(&weeks.join(" "));
}

#[test]
fn a_result_that_no_input_can_feed_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = "title = 'a test'\nresults = ['vendor_gap']\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(folder.path().join("test.toml"), file).expect("a temporary file");
    let ended = tokenshare(&["check", "test.toml"], folder.path());
    expect![[r#"
        error: `test.toml` can't run
            - result `vendor_gap` needs `priced_usage`, `vendor_price`, which no input makes
            1 problem
        hint: `pipelines/README.md` explains every key; nothing was run
    "#]]
    .assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(1));
}

/// A reader that stops, or a stderr that nobody reads, is no reason to lose the tables.
#[test]
fn notes_that_nobody_reads_stop_nothing() {
    let folder = place();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("this system has it");
    let ended = super::process::command(&["run", &pipeline("published.toml"), "--data", "data"], folder.path())
        .stderr(full.into_parts().0)
        .output()
        .expect("the program starts");
    assert_eq!(ended.status.code(), Some(0));
    assert!(folder.path().join("data/manifest.toml").is_file());
}

/// Names come from strangers: what they hold reaches neither a terminal nor the end of a file.
#[test]
fn a_hostile_name_takes_nothing_with_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let app = |id: u32, title: &str| {
        serde_json::json!({ "app_id": id, "rank": id, "total_tokens": "7", "total_requests": 1,
            "app": { "id": id, "title": title, "slug": format!("app-{id}") } })
    };
    let list = serde_json::json!({ "data": { "month": [app(1, "good"), app(2, "bad\u{1b}]0;"), app(3, "last")] } });
    fs::write(path.join("apps.json"), list.to_string()).expect("a file");
    let import = ["import", "frontend/apps", "--captured-at", "2026-04-14T12:00:00Z", "--data", "data", "apps.json"];
    said(&import, path);
    let file = "title = 'apps'\n[inputs]\n'frontend/apps' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(path.join("apps.toml"), file).expect("a file");
    said(&["run", "apps.toml", "--data", "data", "--quiet"], path);
    let csv = show(&["app_ranking", "--columns", "app_id,app_name", "--format", "csv"], path);
    expect![[r#"
        app_id,app_name
        1,good
        2,bad\u{1b}]0;
        3,last
    "#]]
    .assert_eq(&csv);
}

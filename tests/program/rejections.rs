//! A first answer that was wrong: nothing was there to compare it with, and all that came behind it looks strange beside it.

use std::{collections::BTreeMap, path::Path};

use super::{
    captures::{import, rows},
    history::{History, Stock},
    process::{command, said, tokenshare, unsealed},
};
use expect_test::expect;
use fs_err as fs;
use jiff::{Span, civil::Date};
use serde_json::json;
use tempfile::TempDir;

const PIPELINE: &str = r#"
title = "rejected"
results = ["token_share"]
[inputs]
"frontend/market-share" = "all"
[bounds]
max_new_vendor_share = 1.0
"#;
const WRONG: &str = "frontend/market-share/2026-04-14T120000Z";

fn run(more: &[&str], folder: &Path) -> (Option<i32>, String) {
    let ended = tokenshare(&[&["run", "rejected.toml", "--data", "data"], more].concat(), folder);
    (ended.code, ended.stderr)
}

/// The vendor chart of a day, of 20 weeks, each vendor with so many times its tokens.
fn chart(day: &str, last: &str, times: i64, folder: &Path) {
    let last: Date = last.parse().expect("a date");
    let bucket = |back: i64| {
        let week = last.saturating_sub(Span::new().weeks(back));
        json!({ "x": week.to_string(), "ys": { "openai": 100 * times, "google": 80 * times, "others": 60 * times } })
    };
    let data: Vec<_> = (0..20).rev().map(bucket).collect();
    fs::write(folder.join("chart.json"), json!({ "data": data }).to_string()).expect("room");
    import("frontend/market-share", &format!("{day}T12:00:00Z"), Path::new("chart.json"), folder);
}

fn charts(folder: &Path) {
    fs::write(folder.join("rejected.toml"), PIPELINE).expect("room");
    chart("2026-04-14", "2026-04-12", 3, folder);
    chart("2026-04-21", "2026-04-19", 1, folder);
    chart("2026-04-28", "2026-04-26", 1, folder);
}

/// A folder in which a run went by the wrong one, and somebody rejected it since.
fn rejected() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    charts(folder.path());
    run(&[], folder.path());
    said(&["reject", WRONG, "--because", "thrice", "--data", "data"], folder.path());
    folder
}

/// What one week says, and since when it is believed.
fn believed(folder: &Path) -> Vec<(String, String, String)> {
    let spans =
        rows(&["vendor_week_vintage", "--where", "vendor=openai", "--where", "week_start_date=2026-04-05"], folder);
    let span = |row: &BTreeMap<String, String>| {
        (row["tokens"].clone(), row["known_from_at"].clone(), row["snapshot_id"].clone())
    };
    spans.iter().map(span).collect()
}

#[test]
fn what_stood_behind_a_wrong_first_answer_is_used_once_that_is_rejected() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    let (code, told) = run(&[], path);
    assert_eq!(code, Some(1), "{told}");
    assert_eq!(believed(path)[0].0, "300", "the wrong one speaks");
    assert!(told.contains("guards: the first answer of its kind, compared with nothing: no guard has"), "{told}");
    // Two good ones wait beside it, and no next one would end that: who is asked to decide is told so.
    let doubt = format!("if it is `{WRONG}` that is wrong, the first of its kind, which was compared with nothing: ");
    let reject = format!("`tokenshare reject {WRONG} ");
    assert!(told.matches(&doubt).count() == 1 && told.contains(&format!("{doubt}{reject}")), "{told}");
    let doctor = tokenshare(&["doctor", "rejected.toml", "--data", "data", "--format", "json"], path).stdout;
    assert_eq!(doctor.matches(&reject).count(), 2, "{doctor}");
    let before = fs::read(path.join("data/normalized/vendor_week_vintage.parquet")).expect("a table");

    said(&["reject", WRONG, "--because", "their page counted \"everything\" thrice", "--data", "data"], path);
    let decisions = fs::read_to_string(path.join("data/reference/rejected.csv")).expect("the decision");
    assert!(decisions.starts_with("snapshot_id,facts_sha256,rejected_at,because\n"), "{decisions}");
    let (code, told) = run(&[], path);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains(&format!("`{WRONG}` is not used, since somebody rejected it: their page counted")), "{told}");
    let spans = believed(path);
    assert_eq!((spans.len(), spans[0].0.as_str()), (1, "100"), "{spans:?}");
    let at = decisions.lines().last().and_then(|line| line.split(',').nth(2)).expect("an instant");
    assert_eq!(spans[0].1.get(..19), at.get(..19), "believed since the rejection");
    let states = said(&["snapshots", "--data", "data", "--format", "csv"], path);
    assert!(states.contains(&format!("{WRONG},2026-04-14T12:00:00Z,rejected,")), "{states}");

    // The same from nothing; and of a day before, what was believed then.
    let (_, told) = run(&["--fresh"], path);
    assert!(told.contains("the same to the last byte"), "the same bytes: {told}");
    let (code, told) = run(&["--as-of", "2026-05-01"], path);
    let made = told.split("in `data/").nth(1).and_then(|rest| rest.split('`').next()).expect("a folder");
    let then = fs::read(path.join("data").join(made).join("normalized/vendor_week_vintage.parquet")).expect("a table");
    assert!(code == Some(1) && then == before, "byte by byte: {told}");
}

#[test]
fn a_rejection_can_be_taken_back_and_says_something() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    run(&[], path);
    let reject = |id: &str| tokenshare(&["reject", id, "--because", "no", "--data", "data"], path);
    expect![[r#"
        `frontend/market-share/2026-04-21T120000Z` is not used from the next run on: `data/reference/rejected.csv`
    "#]]
    .assert_eq(&reject("frontend/market-share/2026-04-21T120000Z").stderr);
    assert_eq!(reject(WRONG).code, Some(0));
    let twice = reject(WRONG);
    assert!(twice.code == Some(1) && twice.stderr.contains("was rejected at"), "{}", twice.stderr);
    run(&[], path);
    said(&["accept", WRONG, "--because", "it was right after all", "--data", "data"], path);
    let (code, told) = run(&[], path);
    assert_eq!((code, believed(path)[0].0.as_str()), (Some(1), "300"), "{told}");
}

#[test]
fn a_broken_file_of_rejections_stops_a_run() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    fs::create_dir_all(path.join("data/reference")).expect("room");
    fs::write(path.join("data/reference/rejected.csv"), "snapshot_id,because\n").expect("room");
    let (code, told) = run(&[], path);
    expect![[r#"
        error: broken `data/reference/rejected.csv`: columns `snapshot_id`, `because`, expected `snapshot_id`, `facts_sha256`, `rejected_at`, `because`
        hint: mend the line, or take it out and `tokenshare reject` again; then run with `--fresh`
    "#]].assert_eq(&told);
    assert_eq!(code, Some(1));
}

/// Decisions are added, none is taken away: else the tables that were made by one could not be made again.
#[test]
fn what_was_decided_otherwise_later_still_counts_for_tables_of_back_then() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    run(&[], path);
    let decide = |verb: &str, because: &str| said(&[verb, WRONG, "--because", because, "--data", "data"], path);
    let table = |folder: &str| {
        fs::read(path.join("data").join(folder).join("normalized/vendor_week.parquet")).expect("a table")
    };
    decide("reject", "one");
    assert_eq!(run(&[], path).0, Some(0));
    let (then, decisions) =
        (table("current"), fs::read_to_string(path.join("data/reference/rejected.csv")).expect("one"));
    let first = decisions.lines().last().and_then(|line| line.split(',').nth(2)).expect("an instant");
    decide("accept", "two");
    assert_eq!(run(&[], path).0, Some(1));
    assert!(table("current") != then);
    decide("reject", "three");
    assert_eq!(run(&[], path).0, Some(0));
    let reasons = fs::read_to_string(path.join("data/reference/rejected.csv")).expect("two");
    assert_eq!(
        reasons.lines().filter_map(|line| line.rsplit(',').next()).collect::<Vec<_>>(),
        ["because", "one", "three"]
    );
    // Nothing but what was decided by then, on a folder that has no run of it.
    fs::remove_dir_all(path.join("data/runs")).expect("runs");
    let (code, told) = run(&["--as-of", first], path);
    let made = told.split("in `data/").nth(1).and_then(|rest| rest.split('`').next()).expect("a folder");
    assert!(code == Some(0) && table(made) == then, "byte by byte: {told}");
}

/// The same bytes with another note: a decision was about the facts, too, and must not lapse in silence.
#[test]
fn an_answer_that_is_stored_anew_has_to_be_decided_of_anew() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    charts(path);
    said(&["reject", WRONG, "--because", "thrice", "--data", "data"], path);
    run(&[], path);
    let facts = path.join("data/snapshots").join(WRONG).join("snapshot.toml");
    let text = unsealed(&fs::read_to_string(&facts).expect("facts"));
    fs::write(&facts, format!("note = \"from a backup\"\n{text}")).expect("room");
    let (code, told) = run(&[], path);
    let told = told
        .lines()
        .filter(|line| line.starts_with("error") || line.starts_with("hint"))
        .collect::<Vec<_>>()
        .join("\n");
    let at = told.split("at `").nth(1).and_then(|rest| rest.split('`').next()).unwrap_or("-").to_owned();
    assert_eq!(code, Some(1));
    expect![[r#"
        error: `reference/rejected.csv`: `frontend/market-share/2026-04-14T120000Z` was rejected at `INSTANT`, and has been stored anew with other facts since
        hint: look at it: `tokenshare reject frontend/market-share/2026-04-14T120000Z --because "…"` decides again, or take the line out, then `run --fresh`"#]].assert_eq(&told.replace(&at, "INSTANT"));
    said(&["reject", WRONG, "--because", "still thrice", "--data", "data"], path);
    assert_eq!(run(&[], path).0, Some(0));
}

/// Guards refuse an answer, and somebody agrees: the run does not wait for another decision.
#[test]
fn an_answer_that_guards_refuse_is_settled_by_a_rejection() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("rejected.toml"), PIPELINE).expect("room");
    chart("2026-04-14", "2026-04-12", 1, path);
    chart("2026-04-21", "2026-04-19", 5, path);
    let (code, told) = run(&[], path);
    assert!(code == Some(1) && told.contains("`vendor_chart`, "), "no place: {told}");
    let refused = "frontend/market-share/2026-04-21T120000Z";
    said(&["reject", refused, "--because", "five times as much", "--data", "data"], path);
    let (code, told) = run(&[], path);
    assert_eq!(code, Some(0), "{told}");
}

/// What somebody looked up does not belong beside the decisions, and is told.
#[test]
fn a_file_beside_the_decisions_that_nobody_reads_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("rejected.toml"), PIPELINE).expect("room");
    chart("2026-04-14", "2026-04-12", 1, path);
    fs::create_dir_all(path.join("data/reference")).expect("room");
    fs::write(path.join("data/reference/vendors.csv"), "vendor,vendor_name,source\n").expect("room");
    let (code, told) = run(&[], path);
    assert!(code == Some(0) && told.contains("vendors.csv` is not read"), "{told}");
}

/// Whether `verify` is content.
fn is_sound(folder: &Path) -> bool {
    tokenshare(&["verify", "--data", "data"], folder).code == Some(0)
}

/// A run that went by a line that was damaged, or was lost, would vouch for it: `verify` would be content from then on.
#[test]
fn a_run_stops_where_a_line_that_the_newest_went_by_is_another_or_gone() {
    let folder = rejected();
    let path = folder.path();
    assert_eq!(run(&[], path).0, Some(0));
    let file = path.join("data/reference/rejected.csv");
    let whole = fs::read_to_string(&file).expect("a decision");
    let line = whole.lines().last().expect("a decision").to_owned();
    let manifest = fs::read_to_string(path.join("data/manifest.toml")).expect("a run");
    let at = line.split(',').nth(2).expect("an instant");
    let older = line.replace(at, "2024-05-01T00:00:00Z");
    let hint = "--fresh` makes the tables by what stands there now";
    for (damaged, expected) in [
        (Some(whole.replace(&line, &older)), format!("is another now: expected `{line}`, found `{older}`")),
        (Some(whole.replace(&format!("{line}\n"), "")), format!("is gone: `{line}`")),
        (None, format!("is gone: `{line}`")),
    ] {
        match damaged {
            Some(damaged) => fs::write(&file, damaged).expect("ours"),
            None => fs::remove_file(&file).expect("ours"),
        }
        let expected = format!("error: `reference/rejected.csv`: a line by which the newest run went {expected}");
        for more in [&["run"][..], &["plan"], &["run", "--as-of", "2025-06-01"], &["run", "--as-of", "2026-05-01"]] {
            let ended = tokenshare(&[more, &["rejected.toml", "--data", "data"]].concat(), path);
            assert_eq!(ended.code, Some(1), "{more:?}: {}", ended.stderr);
            assert!(ended.stderr.contains(&expected) && ended.stderr.contains(hint), "{more:?}: {}", ended.stderr);
        }
        assert!(!is_sound(path), "{expected}");
        assert_eq!(fs::read_to_string(path.join("data/manifest.toml")).expect("a run"), manifest);
        fs::write(&file, &whole).expect("ours");
        let (code, told) = run(&[], path);
        assert!(code == Some(0) && told.contains("nothing is new"), "{told}");
    }
    fs::remove_file(&file).expect("ours");
    let (code, told) = run(&["--fresh"], path);
    assert!(code == Some(1) && told.contains("refused, and not used"), "the answer is used again: {told}");
    assert!(told.contains(&format!("is gone: `{line}`: the tables are made by what stands there now")), "{told}");
    assert!(is_sound(path) && believed(path)[0].0 == "300");
    // A line that comes back is one that came.
    fs::write(&file, whole).expect("ours");
    assert!(is_sound(path));
    assert_eq!(run(&[], path).0, Some(0));
}

/// Before a run goes by it, the seal vouches for a line: a damaged one is not gone by, and not taken for one by hand.
#[test]
fn a_run_stops_where_a_line_is_not_the_one_that_was_sealed() {
    let folder = rejected();
    let path = folder.path();
    let file = path.join("data/reference/rejected.csv");
    let whole = fs::read_to_string(&file).expect("a decision");
    let expected = format!("the line of `{WRONG}` is not the one that `accept` or `reject` wrote, or gone");
    let heading = whole.lines().next().expect("a heading");
    for damaged in [whole.replace("thrice", "twice"), format!("{heading}\n")] {
        fs::write(&file, damaged).expect("ours");
        let (code, told) = run(&[], path);
        assert!(code == Some(1) && told.contains(&expected), "{told}");
        assert!(!is_sound(path), "{expected}");
        // Another decision writes the file anew, and vouches for nothing but itself.
        let other = "frontend/market-share/2026-04-28T120000Z";
        said(&["reject", other, "--because", "no", "--data", "data"], path);
        assert!(!is_sound(path), "{expected}");
        for name in ["rejected.csv", "sealed.toml"] {
            fs::remove_file(path.join("data/reference").join(name)).expect("ours");
        }
        said(&["reject", WRONG, "--because", "thrice", "--data", "data"], path);
        assert!(is_sound(path));
    }
    // How a line is spelled changes nothing for a run; `verify` looks at every byte.
    let whole = fs::read_to_string(&file).expect("a decision");
    fs::write(&file, whole.replace(",thrice", ",\"thrice\"")).expect("ours");
    assert!(!is_sound(path));
    assert_eq!(run(&[], path).0, Some(0));
    assert_eq!(run(&["--fresh"], path).0, Some(0));
    assert!(is_sound(path), "it is as somebody wrote it now");
}

/// People may write these files by hand: such lines are no damage, and told until a run has gone by them.
#[test]
fn a_line_that_somebody_wrote_by_hand_is_told_until_a_run_went_by_it() {
    let folder = rejected();
    let path = folder.path();
    fs::remove_file(path.join("data/reference/sealed.toml")).expect("it is there");
    let told = || {
        let ended = tokenshare(&["verify", "--data", "data"], path);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stderr.contains("1 line in `reference` without a seal, written by hand")
    };
    assert!(told());
    assert_eq!(run(&[], path).0, Some(0));
    assert!(!told());
}

/// A loop of a shell over many answers, all at once: each decision is there in the end.
#[test]
fn who_decides_while_another_does_waits_for_a_moment() {
    let stock = Stock::new(5);
    let place = History::of(&stock, &stock.ids());
    let reject = |id: &String| {
        let mut command = command(&["reject", id, "--because", "no", "--data", "data"], place.path());
        command.stderr(std::process::Stdio::null()).spawn().expect("the program starts")
    };
    let ids = stock.ids();
    let all: Vec<_> = ids.iter().map(reject).collect();
    for mut one in all {
        assert!(one.wait().expect("it ends").success());
    }
    let rejected = fs::read_to_string(place.data().join("reference/rejected.csv")).expect("decisions");
    assert!(ids.iter().all(|id| rejected.contains(id.as_str())), "{rejected}");
    place.verify_well();
}

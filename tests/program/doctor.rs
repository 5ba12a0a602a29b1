//! `tokenshare doctor`: each thing that can be amiss is told with what to do, and what it says to do mends it.

use std::collections::BTreeMap;

use super::{
    fetch::{PIPELINE, Place},
    process::{Ended, command, copy_sample, tokenshare},
    server::Reply,
    upstream::{play, shifted, today},
    weekly::{monday, place},
};
use fs_err as fs;
use serde_json::Value;

const CONTACT: &str = "--contact=me@example.org";

/// Every finding by what it is about and its state: what was found, and what to do next.
type Findings = BTreeMap<(String, String), (String, String)>;

fn findings(ended: &Ended) -> Findings {
    let list: Value = serde_json::from_str(&ended.stdout).expect("JSON, and nothing else");
    let text = |row: &Value, key: &str| row[key].as_str().expect("a text").to_owned();
    let row = |row: &Value| ((text(row, "about"), text(row, "state")), (text(row, "found"), text(row, "next")));
    list.as_array().expect("a list").iter().map(row).collect()
}

fn doctor(place: &Place, more: &[&str]) -> (Ended, Findings) {
    let mut arguments = vec!["--format", "json"];
    arguments.extend(more);
    let ended = place.run("doctor", &arguments);
    let findings = findings(&ended);
    let left = findings.keys().filter(|(_, state)| state == "todo").count();
    assert_eq!(ended.code, Some(i32::from(left > 0)), "{findings:?}");
    let without_next = findings.iter().filter(|((_, state), (_, next))| (state == "ok") != next.is_empty());
    assert_eq!(without_next.count(), 0, "what is left to do says how: {findings:?}");
    (ended, findings)
}

fn todo<'a>(findings: &'a Findings, about: &str) -> &'a (String, String) {
    findings.get(&(about.to_owned(), "todo".to_owned())).unwrap_or_else(|| panic!("no `{about}` in {findings:?}"))
}

/// A place where a refresh went well.
fn refreshed() -> Place {
    let place = place(monday(today()));
    assert_eq!(place.run("weekly", &[]).code, Some(0));
    place.server.take_seen();
    place
}

#[test]
fn all_is_well_after_a_refresh_and_nobody_is_asked() {
    let place = refreshed();
    let (ended, findings) = doctor(&place, &[CONTACT]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{findings:?}");
    for about in ["pipeline", "contact", "folder", "disk", "snapshots", "age", "run"] {
        assert!(findings.contains_key(&(about.to_owned(), "ok".to_owned())), "`{about}` in {findings:?}");
    }
    let key = &findings[&("key".to_owned(), "optional".to_owned())];
    assert!(key.0.contains("no key in the environment") && key.1.contains("OPENROUTER_API_KEY"), "{key:?}");
    let (_, with_key) = doctor(&place, &[CONTACT, "--openrouter-key=abc"]);
    assert!(with_key.contains_key(&("leave".to_owned(), "ok".to_owned())), "{with_key:?}");
    assert_eq!(place.server.take_seen().len(), 0, "it asks nobody");
    let text = place.run("doctor", &[CONTACT]).stdout;
    assert!(text.lines().all(|line| ["ok  ", "opti", "    "].iter().any(|start| line.starts_with(start))), "{text}");
}

#[test]
fn only_if_told_to_it_asks_the_hosts() {
    let place = refreshed();
    let (_, findings) = doctor(&place, &[CONTACT, "--network"]);
    assert!(findings.contains_key(&("network".to_owned(), "ok".to_owned())), "{findings:?}");
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 1, "all mirrors are one host: {seen:?}");
    // A port at which nobody listens.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let gone = format!("--base-url=catalog=http://{closed}");
    let (_, findings) = doctor(&place, &[CONTACT, "--network", &gone]);
    assert!(todo(&findings, "network").0.contains("no connection"), "{findings:?}");
    let (_, findings) = doctor(&place, &["--network"]);
    assert!(todo(&findings, "network").0.contains("nobody was asked"), "{findings:?}");
}

#[test]
fn an_empty_folder_lacks_contact_snapshots_and_run() {
    let place = Place::with(PIPELINE);
    let (ended, findings) = doctor(&place, &[]);
    assert!(ended.stderr.starts_with("error: 3 things to do\nhint: "), "{}", ended.stderr);
    assert!(todo(&findings, "contact").1.contains("TOKENSHARE_CONTACT"), "{findings:?}");
    let snapshots = todo(&findings, "snapshots");
    assert!(snapshots.0.contains("`catalog/models`, `eci/scores`"), "{snapshots:?}");
    assert!(snapshots.1.contains("tokenshare weekly test.toml --data data"), "{snapshots:?}");
    assert!(todo(&findings, "run").1.contains("tokenshare run test.toml --data data"), "{findings:?}");
    assert!(!place.path().join("data").exists(), "it changes nothing");
    let (_, findings) = doctor(&place, &["--contact=nobody"]);
    assert!(todo(&findings, "contact").0.contains("no address"), "{findings:?}");
}

#[test]
fn terms_that_nobody_accepted_are_told() {
    let place = Place::with(&PIPELINE.replace("[bounds]", "\"frontend/models-month\" = \"newest\"\n[bounds]"));
    let (_, findings) = doctor(&place, &[CONTACT]);
    let terms = todo(&findings, "terms");
    assert!(terms.0.contains("`frontend` is not asked") && terms.0.contains("accept_terms"), "{terms:?}");
    let optional = "\"frontend/models-month\" = { take = \"newest\", optional = true }\n[bounds]";
    let place = Place::with(&PIPELINE.replace("[bounds]", optional));
    let (_, findings) = doctor(&place, &[CONTACT]);
    assert!(findings.contains_key(&("terms".to_owned(), "optional".to_owned())), "{findings:?}");
    // Nor are they in the way of who has imported the bytes.
    let place = Place::with(&PIPELINE.replace("[bounds]", "\"frontend/models-month\" = \"newest\"\n[bounds]"));
    copy_sample(&place.path().join("data"));
    let (_, findings) = doctor(&place, &[CONTACT]);
    assert!(findings.contains_key(&("terms".to_owned(), "optional".to_owned())), "{findings:?}");
}

#[test]
fn what_it_says_to_do_mends_links_and_files() {
    let place = refreshed();
    let data = place.path().join("data");
    let mended = |place: &Place| {
        assert_eq!(tokenshare(&["run", "test.toml", "--data", "data"], place.path()).code, Some(0));
        assert_eq!(doctor(place, &[CONTACT]).0.code, Some(0));
    };
    fs::remove_file(data.join("analyzed")).expect("a link");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "links").0.contains("does not lead"));
    mended(&place);
    fs::remove_file(data.join("analyzed/token_share.parquet")).expect("a table");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "run").0.contains("1 file: `analyzed/token_share.parquet`"));
    mended(&place);
    let run = fs::read_link(data.join("current")).expect("a link");
    fs::remove_dir_all(data.join(run)).expect("a run");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "links").0.contains("leads to no run"));
    mended(&place);
    fs::write(data.join("current/manifest.toml"), "format = 'no'").expect("a file");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "run").0.contains("the newest run is broken"));
    mended(&place);
}

/// Whoever copies a data folder and follows its links has a folder in the place of `current`: that can't be replaced by a
/// rename, so it is told before any work, by all who look, and what they say to do mends it.
#[test]
fn a_copy_that_followed_links_is_told_before_any_work() {
    let place = refreshed();
    let at = |name: &str| place.path().join(name);
    let copied = std::process::Command::new("cp").args(["-rL", "data", "copy"]).current_dir(place.path()).status();
    assert!(copied.expect("a POSIX system").success());
    fs::remove_dir_all(at("data")).expect("it was copied");
    fs::rename(at("copy"), at("data")).expect("room");
    let said = "`data/current` is not what a run puts there";
    let verb = |words: &[&str]| tokenshare(&[words, &["--data", "data"]].concat(), place.path());
    for ended in [verb(&["run", "test.toml"]), verb(&["run", "test.toml", "--fresh"]), verb(&["verify"])] {
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(said) && ended.stderr.contains("remove `data/current`"), "{}", ended.stderr);
        let is_late = ["the next one will", "coverage of"].iter().any(|said| ended.stderr.contains(said));
        assert!(!is_late, "{}", ended.stderr);
    }
    let links = todo(&doctor(&place, &[CONTACT]).1, "links").clone();
    assert!(links.0.contains(said) && links.1.contains("remove `data/current`"), "{links:?}");
    assert_eq!(verb(&["show", "token_share"]).code, Some(0), "its tables can be read meanwhile");
    fs::remove_dir_all(at("data/current")).expect("a folder");
    assert_eq!(verb(&["run", "test.toml"]).code, Some(0));
    assert_eq!(doctor(&place, &[CONTACT]).0.code, Some(0));
}

#[test]
fn new_bytes_and_another_pipeline_ask_for_a_run() {
    let place = refreshed();
    let text = fs::read_to_string(place.path().join("test.toml")).expect("text");
    fs::write(place.path().join("test.toml"), text.replace("gap_weeks = 4", "gap_weeks = 5")).expect("room");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "run").0.contains("the pipeline or the program changed"));
    assert_eq!(tokenshare(&["run", "test.toml", "--data", "data"], place.path()).code, Some(0));
    assert_eq!(doctor(&place, &[CONTACT]).0.code, Some(0));
    fs::write(place.path().join("data/snapshots/stray"), "").expect("room");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "snapshots").0.contains("belongs to no snapshot"));
}

#[test]
fn old_data_and_a_broken_pipeline_are_told() {
    let place = Place::with(
        "title = 'a test'\n[inputs]\n'rankings_page/stream' = 'newest'\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 1.0\n[guards]\nmax_age_days = 10\n",
    );
    copy_sample(&place.path().join("data"));
    let (_, findings) = doctor(&place, &[CONTACT]);
    assert!(todo(&findings, "age").0.contains("expected 10 at most"), "{findings:?}");
    fs::write(place.path().join("test.toml"), "title = 1").expect("room");
    let (_, findings) = doctor(&place, &[CONTACT]);
    assert!(todo(&findings, "pipeline").0.contains("test.toml"), "{findings:?}");
}

#[test]
fn an_answer_that_waits_for_a_decision_is_told() {
    let place = place(shifted(monday(today()), -7));
    assert_eq!(place.run("weekly", &[]).code, Some(0));
    play(&place.server, monday(today()));
    let mut free: Value = serde_json::from_slice(&super::fetch::catalog()).expect("JSON");
    // Half of all prices are gone: no such day has been.
    for model in free["data"].as_array_mut().expect("a list").iter_mut().step_by(2) {
        model["pricing"]["prompt"] = Value::from("0");
        model["pricing"]["completion"] = Value::from("0");
    }
    place.server.serve(super::fetch::CATALOG, Reply::json(free.to_string().into_bytes()));
    let ended = place.run("weekly", &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let (_, findings) = doctor(&place, &[CONTACT]);
    let decision = todo(&findings, "decision");
    assert!(decision.0.contains("`catalog/models/") && decision.1.contains("tokenshare accept"), "{decision:?}");
}

/// Advice by the pipeline of the folder would be to make other tables in the place of these.
#[test]
fn tables_of_another_pipeline_are_told_first_and_nothing_is_advised_for_them() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = folder.path();
    copy_sample(&path.join("data"));
    let published = super::process::pipeline("published.toml");
    let text = fs::read_to_string(&published).expect("it is committed");
    fs::write(path.join("mine.toml"), text.replace("title = \"the rankings page", "title = \"my page")).expect("room");
    assert_eq!(tokenshare(&["run", "mine.toml", "--data", "data", "--quiet"], path).code, Some(0));
    let ended = tokenshare(&["doctor", "--data", "data", "--format", "json"], path);
    let found = findings(&ended);
    assert!(todo(&found, "pipeline").0.contains("of `my page of 2026-04-14"), "{found:?}");
    assert!(!found.keys().any(|(about, _)| ["contact", "snapshots", "age"].contains(&about.as_str())), "{found:?}");
    assert!(found.values().all(|(_, next)| !next.contains("weekly")), "{found:?}");
    // A file without `[fetch]` needs nobody whom upstream could reach.
    let ended = tokenshare(&["doctor", "mine.toml", "--data", "data", "--format", "json"], path);
    let found = findings(&ended);
    assert!(found.contains_key(&("contact".to_owned(), "optional".to_owned())), "{found:?}");
    assert_eq!(ended.code, Some(0), "{found:?}");
}

#[test]
fn without_a_file_it_takes_the_pipeline_of_the_folder_or_of_the_program() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let found = |state: &str| {
        let ended: Ended = command(&["doctor", "--format", "json"], folder.path()).output().expect("it starts").into();
        findings(&ended)[&("pipeline".to_owned(), state.to_owned())].clone()
    };
    let (said, next) = found("todo");
    assert!(said.contains("`pipelines/weekly.toml` is not here") && next.contains("tokenshare init"), "{said} {next}");
    assert_eq!(tokenshare(&["init", "."], folder.path()).code, Some(0));
    assert!(found("ok").0.starts_with("`pipelines/weekly.toml`: "), "{:?}", found("ok"));
}

/// What is in the way of the folder itself is told before what a command would do in it.
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::with(PIPELINE);
    let data = place.path().join("data");
    fs::write(&data, "a file").expect("room");
    let (_, findings) = doctor(&place, &[CONTACT]);
    let folder = todo(&findings, "folder");
    assert!(folder.0.contains("`data` is no folder") && folder.1.contains("move it away"), "{folder:?}");
    let text = place.run("doctor", &[CONTACT]).stdout;
    assert!(text.find("`data` is no folder") < text.find("nothing is held"), "{text}");
    fs::remove_file(&data).expect("a file");
    std::os::unix::fs::symlink("nowhere", &data).expect("room");
    assert!(todo(&doctor(&place, &[CONTACT]).1, "folder").0.contains("`data` is a link that leads nowhere"));
    fs::remove_file(&data).expect("a link");
    let fine = ("folder".to_owned(), "ok".to_owned());
    assert!(doctor(&place, &[CONTACT]).1[&fine].0.contains("may be made"));
    fs::create_dir(&data).expect("room");
    let permit = |mode| fs::set_permissions(&data, std::fs::Permissions::from_mode(mode)).expect("ours");
    permit(0o555);
    // Whoever is root may write there all the same.
    if fs::write(data.join("tried"), "").is_err() {
        assert!(todo(&doctor(&place, &[CONTACT]).1, "folder").0.contains("`data` can't be written"));
    }
    permit(0o755);
    assert!(doctor(&place, &[CONTACT]).1[&fine].0.contains("`data` may be written"));
    // What keeps two runs apart can't be held: a run says the same.
    fs::create_dir(data.join(".lock")).expect("room");
    let (_, findings) = doctor(&place, &[CONTACT]);
    let folder = todo(&findings, "folder");
    assert!(folder.0.contains("`data/.lock` is a folder") && folder.1.contains("move it away"), "{folder:?}");
    let ended = tokenshare(&["run", "test.toml", "--data", "data"], place.path());
    assert!(ended.code == Some(1) && ended.stderr.contains(&folder.0), "{}", ended.stderr);
    fs::remove_dir(data.join(".lock")).expect("it is there");
    assert!(doctor(&place, &[CONTACT]).1[&fine].0.contains("`data` may be written"));
}

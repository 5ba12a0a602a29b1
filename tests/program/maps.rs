//! Maps of archives that somebody writes by hand: slips, corrections, two keepers of one series.

use super::{
    import::packed,
    process::{said, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use std::path::Path;
use tempfile::TempDir;

const WEEKS: &str = "week,model,tokens\n2026-04-06,openai/gpt-5.4-20260305,1.5\n2026-04-06,Others,2\n";
const LATER: &str = "week,model,tokens\n2026-04-06,openai/gpt-5.4-20260305,7\n2026-04-06,Others,9\n";

fn map(name: &str, unit: &str, captured_at: &str) -> String {
    format!(
        "name = '{name}'\nmakes = 'model-weeks'\nfrom = 'here'\nlicence = 'none'\ncitation = 'OpenRouter'\n\
         captured_at = '{captured_at}'\n[table]\nformat = 'csv'\n[table.columns]\nweek = 'week'\nlabel = 'model'\n\
         tokens = 'tokens'\nunit = '{unit}'\n"
    )
}

/// Imports `weeks` by `map`; what is said on stderr.
fn import(map: &str, weeks: &str, folder: &Path, code: i32) -> String {
    fs::write(folder.join("map.toml"), map).expect("a temporary file");
    fs::write(folder.join("weeks.csv"), weeks).expect("a temporary file");
    let ended = tokenshare(&["import", "archive", "--map", "map.toml", "--data", "data", "weeks.csv"], folder);
    assert_eq!(ended.code, Some(code), "{}", ended.stderr);
    ended.stderr
}

/// The tokens of the model series after a run over these inputs.
fn tokens(inputs: &str, folder: &Path) -> String {
    let pipeline = format!("title = 'maps'\ninputs = {{ {inputs} }}\n[bounds]\nmax_new_vendor_share = 0.05\n");
    fs::write(folder.join("maps.toml"), pipeline).expect("a temporary file");
    said(&["run", "maps.toml", "--data", "data", "--quiet"], folder);
    said(&["show", "model_week", "--data", "data", "--columns", "model,tokens", "--format", "csv"], folder)
}

/// A correction that changes nothing must not pass for a success: the tables would stay a thousand times too high.
#[test]
fn a_map_that_was_mended_is_no_news_and_no_success() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let at = "2026-04-14T12:00:00Z";
    import(&map("keeper", "billions", at), WEEKS, path, 0);
    assert!(import(&map("keeper", "billions", at), WEEKS, path, 0).contains("already there"));
    expect![[r#"
        error: snapshot `archive/model-weeks/keeper/2026-04-14T120000Z` from `weeks.csv`
          caused by: these bytes stand there already, by another map: found `unit = "billions"`, expected `unit = "millions"`
        hint: a snapshot is never changed: remove the folder `snapshots/archive/model-weeks/keeper/2026-04-14T120000Z`, then import again
    "#]]
    .assert_eq(&import(&map("keeper", "millions", at), WEEKS, path, 1));
    for (was, is) in [("licence = 'none'", "licence = 'MIT'"), ("'OpenRouter'", "'a tracker'")] {
        let said = import(&map("keeper", "billions", at).replace(was, is), WEEKS, path, 1);
        assert!(said.contains("these bytes stand there already, by another map: found "), "{said}");
    }
    fs::remove_dir_all(path.join("data/snapshots/archive/model-weeks/keeper/2026-04-14T120000Z")).expect("it is there");
    import(&map("keeper", "millions", at), WEEKS, path, 0);
    let told = tokens("'archive/model-weeks' = 'all'", path);
    assert_eq!(told, "model,tokens\nopenai/gpt-5.4-20260305,1500000\nothers,2000000\n");
}

/// Two keepers of one series: the newest speaks, unless the pipeline names the other.
#[test]
fn a_pipeline_can_name_one_keeper() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import(&map("one", "millions", "2026-04-14T12:00:00Z"), WEEKS, path, 0);
    import(&map("other", "millions", "2026-04-20T12:00:00Z"), LATER, path, 0);
    assert!(tokens("'archive/model-weeks' = 'all'", path).contains(",7000000\n"));
    let told = tokenshare(&["run", "maps.toml", "--data", "data", "--fresh"], path).stderr;
    assert!(told.contains("week that two captures tell more than twofold apart"), "{told}");
    assert!(tokens("'archive/model-weeks/one' = 'all'", path).contains(",1500000\n"));
    assert!(tokens("'archive/model-weeks/other' = 'newest'", path).contains(",7000000\n"));
    fs::write(
        path.join("none.toml"),
        "title = 'n'\ninputs = { 'archive/model-weeks/nobody' = 'all' }\nbounds = { max_new_vendor_share = 0.05 }\n",
    )
    .expect("a temporary file");
    let ended = tokenshare(&["run", "none.toml", "--data", "data"], path);
    expect![[r#"
        error: no snapshot of `archive/model-weeks/nobody` in `data/snapshots`
        hint: `tokenshare import archive --map MAP --data data FILE` makes one
    "#]]
    .assert_eq(&ended.stderr);
}

fn check(map: &str, weeks: &str, expected: &Expect) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("map.toml"), map).expect("a temporary file");
    fs::write(folder.path().join("weeks.csv"), weeks).expect("a temporary file");
    let arguments = ["import", "archive", "--map", "map.toml", "--data", "data", "weeks.csv"];
    let ended = tokenshare(&arguments, folder.path());
    expected.assert_eq(&format!("{:?}\n{}", ended.code, ended.stderr));
}

#[test]
fn a_column_that_is_not_there_is_told_once() {
    let map = map("keeper", "millions", "2026-04-14T12:00:00Z");
    check(
        &map.replace("'week'", "'Weeks'").replace("'tokens'", "'Tokens'"),
        WEEKS,
        &expect![[r#"
        Some(1)
        error: snapshot `archive/model-weeks/keeper/2026-04-14T120000Z` from `weeks.csv`
          caused by: archive: expected the columns that the map names, `Weeks`, `Tokens` among them, found `week`, `model`, `tokens`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
    check(
        &map,
        &WEEKS.replace(',', ";"),
        &expect![[r#"
        Some(1)
        error: snapshot `archive/model-weeks/keeper/2026-04-14T120000Z` from `weeks.csv`
          caused by: archive: expected the columns that the map names, `week`, `tokens`, `model` among them, found `week;model;tokens`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

#[test]
fn every_slip_of_a_map_is_told_at_once() {
    let map = map("keeper", "Millions", "2026-04-14T12:00:00Z");
    let slips =
        [("'csv'", "'tsv'"), ("label = 'model'", "label = 5\nclock = 'start'"), ("'OpenRouter'", "'{captured}'")];
    let map = slips.iter().fold(map, |map, (from, to)| map.replace(from, to));
    check(
        &map.replace("tokens = 'tokens'\n", ""),
        WEEKS,
        &expect![[r#"
            Some(2)
            error: map `map.toml` can't be used
                - `citation`: the only thing that is filled in is `{captured_at}`
                - invalid type: integer `5`, expected a string in `table.columns.label`
                - missing field `tokens` in `table.columns`
                - unknown variant `Millions`, expected one of `tokens`, `thousands`, `millions`, `billions` in `table.columns.unit`
                - unknown variant `start`, expected `starts` or `ended_by` in `table.columns.clock`
                - unknown variant `tsv`, expected `csv` or `json` in `table.format`
                6 problems
            hint: `maps/README.md`, which `tokenshare init` lays, explains every key; the maps beside it are examples
        "#]],
    );
    let csv = map.replace("'tsv'", "'csv'\nrows = '$.a'").replace("5\nclock = 'start'", "'model'");
    check(
        &csv.replace("'Millions'", "'millions'").replace("{captured}", "x"),
        WEEKS,
        &expect![[r#"
        Some(1)
        error: map `map.toml` can't be used
            - `table.rows` is a place in JSON, and `table.format` is `csv`
            1 problem
        hint: `maps/README.md`, which `tokenshare init` lays, explains every key; the maps beside it are examples
    "#]],
    );
}

#[test]
fn vendors_are_no_models() {
    let map = map("keeper", "millions", "2026-04-14T12:00:00Z");
    check(
        &map,
        &WEEKS.replace("openai/gpt-5.4-20260305", "openai"),
        &expect![[r#"
        Some(1)
        error: snapshot `archive/model-weeks/keeper/2026-04-14T120000Z` from `weeks.csv`
          caused by: model_chart: expected labels of models, such as `openai/gpt-5.4`, found `openai`
        hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
    "#]],
    );
}

/// What is told of a snapshot, but for its map and its body.
fn facts(id: &str, folder: &Path) -> String {
    let path = folder.join("data/snapshots").join(id).join("snapshot.toml");
    let facts = fs::read_to_string(path).expect("it was imported");
    facts.split("\n[").next().unwrap_or_default().to_owned()
}

/// A folder with the map of a keeper whose files are named by their day, and one such file.
fn keeper_of_days() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let map = map("keeper", "millions", "end_of_day").replace("'OpenRouter'", "'OpenRouter, until {captured_at}'");
    fs::write(folder.path().join("map.toml"), map).expect("a temporary file");
    fs::write(folder.path().join("2026-04-13.csv"), WEEKS).expect("a temporary file");
    folder
}

/// The last instant of a day belongs to the next one, and is cited as the day that it ends.
#[test]
fn the_end_of_a_day_is_the_next_midnight() {
    let folder = keeper_of_days();
    said(&["import", "archive", "--map", "map.toml", "2026-04-13.csv"], folder.path());
    let id = "archive/model-weeks/keeper/2026-04-14T000000Z";
    expect![[r#"
        format = 2
        source = "archive"
        request = "model-weeks"
        argument = "keeper"
        captured_at = "2026-04-14T00:00:00Z"
        recorded_by = "import"
        licence = "none"
        citation = "OpenRouter, until 2026-04-13"
        note = "from here"
    "#]]
    .assert_eq(&facts(id, folder.path()));
    // The body ends as what it is, whatever answers of that request usually are.
    let body = folder.path().join("data/snapshots").join(id).join("body.csv");
    assert_eq!(fs::read_to_string(body).expect("it was imported"), WEEKS);
}

#[test]
fn the_command_line_stands_above_the_map() {
    let folder = keeper_of_days();
    let flags = ["--captured-at", "2026-04-20T12:00:00Z", "--argument", "mine", "--note", "kept"];
    let terms = ["--licence", "MIT", "--citation", "a tracker", "2026-04-13.csv"];
    said(&[&["import", "archive", "--map", "map.toml"], &flags[..], &terms].concat(), folder.path());
    expect![[r#"
        format = 2
        source = "archive"
        request = "model-weeks"
        argument = "mine"
        captured_at = "2026-04-20T12:00:00Z"
        recorded_by = "import"
        licence = "MIT"
        citation = "a tracker"
        note = "kept"
    "#]]
    .assert_eq(&facts("archive/model-weeks/mine/2026-04-20T120000Z", folder.path()));
}

/// A document may say itself when it was captured, packed or not. One that does not is refused, and not of 1970.
#[test]
fn a_document_says_when_it_was_captured() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let map = map("keeper", "millions", "$.meta.at").replace("'csv'", "'json'\nrows = '$.weeks'");
    fs::write(path.join("map.toml"), map).expect("a temporary file");
    let weeks = r#""weeks":[{"week":"2026-04-06","model":"openai/gpt-5.4-20260305","tokens":1.5},
        {"week":"2026-04-06","model":"Others","tokens":2}]"#;
    fs::create_dir(path.join("weeks")).expect("a temporary folder");
    let dated = format!("{{\"meta\":{{\"at\":\"2026-04-14T12:00:00Z\"}},{weeks}}}");
    fs::write(path.join("weeks/dated.json.gz"), packed(dated.as_bytes())).expect("a temporary file");
    fs::write(path.join("weeks/undated.json"), format!("{{{weeks}}}")).expect("a temporary file");
    let import = |arguments: &[&str]| {
        let ended = tokenshare(&[&["import", "archive", "--map", "map.toml"], arguments].concat(), path);
        format!("{:?}\n{}", ended.code, ended.stderr)
    };
    expect![[r#"
        Some(1)
        error: `weeks/undated.json` as `archive/model-weeks`
              caused by: `$.meta.at`: expected the instant of capture, found `null`
            hint: does the map say the right place in `captured_at`, and does it belong to this file?
        request              files  imported  already there  refused  first                 last
        archive/model-weeks      2         1              0        1  2026-04-14T12:00:00Z  2026-04-14T12:00:00Z
        error: 2 files: 1 imported, 0 already there, 1 refused
    "#]]
    .assert_eq(&import(&["weeks"]));
    // Whoever knows better says so.
    expect![[r#"
        Some(0)
        imported `archive/model-weeks/keeper/2026-04-20T120000Z`
    "#]]
    .assert_eq(&import(&["--captured-at", "2026-04-20T12:00:00Z", "weeks/dated.json.gz"]));
    expect![[r#"
        Some(2)
        error: stdin has no name that could say when it was captured
        hint: give `--captured-at` an instant
    "#]]
    .assert_eq(&import(&["-"]));
}

/// Whoever has the program alone has the maps: by name one reads as its file does.
#[test]
fn a_map_inside_the_program_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let weeks = "Date,Author,Tokens,Share\n2026-03-29,google,1500,0.6\n2026-03-29,others,1000,0.4\n";
    fs::write(path.join("2026-04-14T120000Z.csv"), weeks).expect("a temporary file");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps/vendor_weeks.toml").display().to_string();
    for (map, data) in [("vendor_weeks", "named"), (file.as_str(), "read")] {
        said(&["import", "archive", "--map", map, "--data", data, "-q", "2026-04-14T120000Z.csv"], path);
    }
    let facts = |data: &str| {
        let place = path.join(data).join("snapshots/archive/vendor-weeks/kenneth-top/2026-04-14T120000Z/snapshot.toml");
        fs::read_to_string(place).expect("facts")
    };
    assert_eq!(facts("named"), facts("read"));
    expect![[r#"
        Some(2)
        error: unknown map `vendor_week`, the nearest is `vendor_weeks`
        hint: inside the program are `app_models`, `model_weeks`, `site_weeks`, `tracker_weeks`, `vendor_weeks`; or name a file
    "#]]
    .assert_eq(&{
        let ended = tokenshare(&["import", "archive", "--map", "vendor_week", "2026-04-14T120000Z.csv"], path);
        format!("{:?}\n{}", ended.code, ended.stderr)
    });
}

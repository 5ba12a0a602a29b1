//! `plan`, `why`, `diff` and `path`: what a run would make, why a table is as it is, what differs between two runs.

use std::path::Path;

use super::{
    captures::import,
    process::{said, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use tempfile::TempDir;

const PIPELINE: &str = "title = 'reasons'\n[inputs]\n'catalog/models' = 'all'\n'arena/text' = { take = 'all', optional = true }\n\
                        [bounds]\nmax_new_vendor_share = 0.05\n";

/// A catalogue of one day of April 2026 in which `a/b` costs so much, and models with these ids as much.
fn catalogue(day: u8, price: &str, ids: &[&str], folder: &Path) {
    let model = |id: &&str| {
        format!(r#"{{"id":"{id}","canonical_slug":"{id}","pricing":{{"prompt":"{price}","completion":"{price}"}}}}"#)
    };
    let models: Vec<_> = ids.iter().map(model).collect();
    let file = folder.join("models.json");
    fs::write(&file, format!(r#"{{"data":[{}]}}"#, models.join(","))).expect("room");
    import("catalog/models", &format!("2026-04-{day:02}T12:00:00Z"), &file, folder);
}

/// One catalogue, and a run over it.
fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("p.toml"), PIPELINE).expect("room");
    catalogue(6, "1e-6", &["a/b"], folder.path());
    run(folder.path());
    folder
}

fn run(folder: &Path) {
    said(&["run", "p.toml", "--data", "data", "--quiet"], folder);
}

/// What is printed and said, without what changes with the program's code.
fn check(arguments: &[&str], folder: &Path, expected: &Expect) {
    let ended = tokenshare(&[arguments, &["--data", "data"]].concat(), folder);
    expected.assert_eq(&without_hashes(&format!("{}stderr: {}", ended.stdout, ended.stderr)));
}

/// Long runs of hexadecimal digits are hashes.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &str| word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let word = |word: &str| if is_hash(word) { "HASH".to_owned() } else { word.to_owned() };
    let mut text_without = String::new();
    for part in text.split_inclusive(|character: char| !character.is_ascii_alphanumeric()) {
        let end = part.trim_end_matches(|character: char| !character.is_ascii_alphanumeric()).len();
        let (stem, rest) = part.split_at(end);
        text_without.push_str(&word(stem));
        text_without.push_str(rest);
    }
    text_without
}

#[test]
fn a_plan_says_what_would_be_made_and_why() {
    let place = place();
    let path = place.path();
    check(
        &["plan", "p.toml", "--format", "csv"],
        path,
        &expect![[r#"
        table,what,why
        catalog,kept,
        price_condition,kept,
        field,kept,
        model_price,kept,
        model,kept,
        stderr: no snapshot of `arena/text`, which is optional: nothing of it is read
        0 tables to make, 5 to keep; nothing was run
    "#]],
    );
    catalogue(13, "2e-6", &["a/b"], path);
    check(
        &["plan", "p.toml", "--format", "csv"],
        path,
        &expect![[r#"
        table,what,why
        catalog,made,1 answer more: `catalog/models/2026-04-13T120000Z`
        price_condition,made,1 answer more: `catalog/models/2026-04-13T120000Z`
        field,made,1 answer more: `catalog/models/2026-04-13T120000Z`
        model_price,"made, unless what it reads comes out the same",1 answer more: `catalog/models/2026-04-13T120000Z`
        model,"made, unless what it reads comes out the same",1 answer more: `catalog/models/2026-04-13T120000Z`
        stderr: no snapshot of `arena/text`, which is optional: nothing of it is read
        5 tables to make, 0 to keep; nothing was run
    "#]],
    );
    // A plan is no run.
    assert_eq!(fs::read_dir(path.join("data/runs")).expect("runs").count(), 1);
}

#[test]
fn a_table_says_what_made_it_so() {
    let place = place();
    let path = place.path();
    catalogue(13, "2e-6", &["a/b"], path);
    run(path);
    check(
        &["why", "model_price", "--format", "csv"],
        path,
        &expect![[r#"
        what,of this table
        table,"normalized/model_price.parquet, 2 rows, sha256 HASH"
        made by,"`normalize::model_price` of tokenshare 0.1.0, code HASH"
        reads,"catalog, 2 rows, sha256 HASH"
        reads,"price_map, which is not there: read as empty"
        answers,"2, the last by name `catalog/models/2026-04-13T120000Z`"
        since run,data/runs/000002-HASH
        because,1 answer more: `catalog/models/2026-04-13T120000Z` (beside `data/runs/000001-HASH`)
        stderr: "#]],
    );
    check(
        &["why", "claim"],
        path,
        &expect![[r#"
            stderr: error: the run `reasons` did not make `claim`
            hint: add it to `results` of the pipeline file and run that; a run of `pipelines/published.toml` or `pipelines/weekly.toml` makes it: `tokenshare init DIR` lays that file; `manifest.toml` names the 5 tables of this run
        "#]],
    );
    check(
        &["why", "modelprice"],
        path,
        &expect![[r#"
        stderr: error: unknown table `modelprice`
        hint: the nearest name is `model_price`
    "#]],
    );
}

#[test]
fn two_runs_are_compared_cell_by_cell() {
    let place = place();
    let path = place.path();
    catalogue(13, "2e-6", &["a/b", "a/c"], path);
    run(path);
    check(
        &["diff", "1", "current", "--format", "csv"],
        path,
        &expect![[r#"
            table,rows_added,rows_gone,cells_changed,columns,because
            catalog,2,0,0,,1 answer more: `catalog/models/2026-04-13T120000Z`
            field,6,0,0,,1 answer more: `catalog/models/2026-04-13T120000Z`
            model_price,2,0,1,valid_to_at,1 answer more: `catalog/models/2026-04-13T120000Z`
            model,1,0,1,snapshot_id,1 answer more: `catalog/models/2026-04-13T120000Z`
            stderr: 4 different tables between `data/runs/000001-HASH` and `data/runs/000002-HASH`
            the same rows, made of more or less: `price_condition`
        "#]],
    );
    check(
        &["diff", "1", "2", "--table", "model_price", "--format", "csv"],
        path,
        &expect![[r#"
        key,column,before,now
        a/b standard 2026-04-13T12:00:00Z,,,row added
        a/c standard 2026-04-13T12:00:00Z,,,row added
        a/b standard 2026-04-06T12:00:00Z,valid_to_at,null,2026-04-13T12:00:00Z
        stderr: 1 different table between `data/runs/000001-HASH` and `data/runs/000002-HASH`
    "#]],
    );
    check(
        &["diff", "2", "current"],
        path,
        &expect![[r#"
        table  rows_added  rows_gone  cells_changed  columns  because
        stderr: 0 different tables between `data/runs/000002-HASH` and `data/runs/000002-HASH`
    "#]],
    );
    check(
        &["diff", "1", "9"],
        path,
        &expect![[r#"
            stderr: error: `9` names no run in `data`, expected one
            hint: there are `000001-HASH`, `000002-HASH`; `current` is the newest
        "#]],
    );
}

#[test]
fn a_run_without_results_has_no_report() {
    let place = place();
    check(
        &["report"],
        place.path(),
        &expect![[r#"
            stderr: error: the run of `reasons` made no analyzed tables
            hint: name `results` in the pipeline file, then run it: `tokenshare check PIPELINE.toml` lists what there is
        "#]],
    );
    assert!(!place.path().join("report.html").exists());
}

/// Where there is one run alone, its name begins with every nought.
#[test]
fn neither_nothing_nor_noughts_name_a_run() {
    let place = place();
    let path = place.path();
    let current = said(&["path", "--data", "data"], path);
    for name in ["1", "000001", "000001-"] {
        assert_eq!(said(&["path", name, "--data", "data"], path), current, "{name}");
    }
    check(
        &["diff", "0", "current"],
        path,
        &expect![[r#"
            stderr: error: `0` names no run in `data`, expected one
            hint: there are `000001-HASH`; `current` is the newest
        "#]],
    );
    check(
        &["path", ""],
        path,
        &expect![[r#"
            stderr: error: the name of a run is empty
            hint: a run has a number, a name below `runs`, or is `current`
        "#]],
    );
}

#[test]
fn the_folder_of_a_run_is_printed_and_stays_what_it_is() {
    let place = place();
    let path = place.path();
    let printed = || said(&["path", "--data", "data"], path).trim_end().to_owned();
    let first = printed();
    let manifest = fs::read_to_string(Path::new(&first).join("manifest.toml")).expect("a run");
    catalogue(13, "2e-6", &["a/b"], path);
    run(path);
    assert_ne!(printed(), first);
    assert_eq!(fs::read_to_string(Path::new(&first).join("manifest.toml")).expect("it stays"), manifest);
    // A run is a data folder as far as reading goes.
    assert_eq!(tokenshare(&["show", "model_price", "--data", &first], path).code, Some(0));
    let nowhere = tokenshare(&["path", "--data", "nowhere"], path);
    assert_eq!(nowhere.code, Some(1));
}

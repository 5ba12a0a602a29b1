//! `tokenshare import` of many files: folders, patterns, instants from names. Each file is tried, and nothing is lost.

use std::path::Path;

use super::{
    import::packed,
    process::{self, Ended, captures, pipeline, said, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use tempfile::TempDir;

const FROM_NAME: &[&str] = &["import", "catalog/models", "--captured-at", "from-name"];

/// A catalogue of one model at this many dollars for a million tokens.
pub(super) fn catalogue(price: u8) -> String {
    format!(r#"{{"data":[{{"id":"a/b","pricing":{{"prompt":"{price}e-6","completion":"{price}e-6"}}}}]}}"#)
}

/// A folder with these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a temporary folder");
        fs::write(path, bytes).expect("a temporary file");
    }
    folder
}

pub(super) fn check(ended: &Ended, code: i32, expected: &Expect) {
    expected.assert_eq(&ended.stderr);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""));
}

pub(super) fn import(arguments: &[&str], folder: &Path) -> Ended {
    tokenshare(&[FROM_NAME, arguments].concat(), folder)
}

/// The names and bytes of all snapshots.
fn stored(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let snapshots = folder.join("data/snapshots");
    let files = process::files(&snapshots).into_iter();
    files.map(|file| (file.clone(), fs::read(snapshots.join(file)).expect("a file"))).collect()
}

/// The ids of all snapshots.
pub(super) fn ids(folder: &Path) -> Vec<String> {
    stored(folder).iter().filter_map(|(file, _)| file.strip_suffix("/snapshot.toml").map(str::to_owned)).collect()
}

/// What `import` says at the end: its table and the line below. What parsers note is told before.
fn end(arguments: &[&str], folder: &Path) -> String {
    let ended = tokenshare(arguments, folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    println!("tokenshare {}\n{}", arguments.join(" "), ended.stderr);
    let table = ended.stderr.find("\nrequest ").map_or(0, |at| at + 1);
    ended.stderr[table..].to_owned()
}

/// The last month at the prices of all catalogues, as it stands in each table.
fn run(folder: &Path) -> Vec<String> {
    said(&["run", &pipeline("month.toml"), "--data", "data", "--quiet"], folder);
    let file = |file: String| {
        format!("{file} {}", process::sha256(&fs::read(folder.join("data").join(&file)).expect("it is there")))
    };
    let tables = ["ingested", "normalized", "analyzed"].into_iter();
    let names = tables.flat_map(|name| {
        process::files(&folder.join("data").join(name)).into_iter().map(move |file| format!("{name}/{file}"))
    });
    names.chain(["manifest.toml".to_owned()]).map(file).collect()
}

#[test]
fn sixty_five_catalogues_and_fifteen_days() {
    let (Some(catalogues), Some(pulse)) = (captures("catalog_history"), captures("pulse")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let [catalogues, pulse] = [catalogues, pulse].map(|path| path.display().to_string());
    let by_name = [FROM_NAME, &["--data", "data", &catalogues]].concat();
    expect![[r#"
        request         files  imported  already there  refused  first                 last
        catalog/models     65        65              0        0  2025-04-07T00:28:04Z  2026-06-22T01:13:21Z
        65 files: 65 imported, 0 already there, 0 refused
    "#]]
    .assert_eq(&end(&by_name, path));
    expect![[r#"
        request                files  imported  already there  refused  first                 last
        catalog/models            15        15              0        0  2026-07-31T10:29:31Z  2026-08-16T06:58:26Z
        frontend/apps             15        15              0        0  2026-07-31T10:29:31Z  2026-08-16T06:58:26Z
        frontend/models-day       15        15              0        0  2026-07-31T10:29:31Z  2026-08-16T06:58:26Z
        frontend/models-month     15        15              0        0  2026-07-31T10:29:31Z  2026-08-16T06:58:26Z
        frontend/models-week      15        15              0        0  2026-07-31T10:29:31Z  2026-08-16T06:58:26Z
        75 files: 75 imported, 0 already there, 0 refused
    "#]]
    .assert_eq(&end(&["import", "pulse", "--data", "data", &pulse], path));
    let (before, tables) = (stored(path), run(path));
    assert_eq!((before.len(), tables.len()), (280, 18));
    let pattern = format!("{catalogues}/*.json.gz");
    expect![[r#"
        request         files  imported  already there  refused  first                 last
        catalog/models     65         0             65        0  2025-04-07T00:28:04Z  2026-06-22T01:13:21Z
        65 files: 0 imported, 65 already there, 0 refused
    "#]]
    .assert_eq(&end(&["import", "catalog-history", "--data", "data", &pattern], path));
    expect![[r#"
        request                files  imported  already there  refused  first                 last
        catalog/models             7         0              7        0  2026-08-10T08:03:55Z  2026-08-16T06:58:26Z
        frontend/apps              7         0              7        0  2026-08-10T08:03:55Z  2026-08-16T06:58:26Z
        frontend/models-day        7         0              7        0  2026-08-10T08:03:55Z  2026-08-16T06:58:26Z
        frontend/models-month      7         0              7        0  2026-08-10T08:03:55Z  2026-08-16T06:58:26Z
        frontend/models-week       7         0              7        0  2026-08-10T08:03:55Z  2026-08-16T06:58:26Z
        35 files: 0 imported, 35 already there, 0 refused
    "#]]
    .assert_eq(&end(&["import", "pulse", "--data", "data", &format!("{pulse}/2026-08-1?")], path));
    assert!(before == stored(path), "an import of what is there changed a snapshot");
    assert_eq!(tables, run(path));
}

/// A good catalogue, and all else that may lie in a folder.
fn mixed() -> TempDir {
    let (one, other) = (catalogue(1), catalogue(2));
    let folder = folder(&[
        ("in/2026-04-01T000000Z.json", one.as_bytes()),
        ("in/2026-04-02T000000Z.json.gz", b"\x1f\x8b\x08cut"),
        ("in/2026-04-03T000000Z.json", b"<html>busy</html>"),
        ("in/2026-04-04T000000Z.json", b""),
        ("in/2026-04-05.json", one.as_bytes()),
        ("in/2026-04-06T000000.json", one.as_bytes()),
        ("in/models.json", one.as_bytes()),
        ("in/again/2026-04-07T000000Z.json", one.as_bytes()),
        ("in/2026-04-07T00-00-00Z.json", other.as_bytes()),
        ("in/2999-04-08T000000Z.json", one.as_bytes()),
        ("in/README.md", b"catalogues"),
        ("in/_manifest.json", b"{}"),
        ("in/.2026-04-09T000000Z.json", one.as_bytes()),
        ("elsewhere.json", one.as_bytes()),
    ]);
    let link = folder.path().join("in/2026-04-10T000000Z.json");
    std::os::unix::fs::symlink("../elsewhere.json", link).expect("a link");
    folder
}

#[test]
fn what_is_refused_is_told_and_the_rest_is_stored() {
    let folder = mixed();
    let path = folder.path();
    let ended = import(&["in"], path);
    println!("{}", ended.stderr);
    // What time it is differs by run.
    let said: Vec<_> = ended.stderr.lines().map(|line| line.split(": it is `").next().unwrap_or_default()).collect();
    expect![[r#"
        error: `in/2026-04-05.json` as `catalog/models`
              caused by: found only a day in the name `2026-04-05.json`, expected one instant, such as `2025-04-07T002804Z`
            hint: `--at-time 12:00:00Z` adds the time of day, where you know it
        error: `in/2026-04-06T000000.json` as `catalog/models`
              caused by: found `2026-04-06T000000` in the name `2026-04-06T000000.json`, expected one instant, such as `2025-04-07T002804Z`
            hint: it does not say where the clock stood: if that was UTC, add a `Z` to the name, or give `--captured-at`
        error: `in/models.json` as `catalog/models`
              caused by: found no instant in the name `models.json`, expected one instant, such as `2025-04-07T002804Z`
            hint: give it with `--captured-at`, file by file
        error: `in/2026-04-07T00-00-00Z.json` as `catalog/models`
              caused by: expected one answer at `2026-04-07T00:00:00Z`, found different bytes in `in/2026-04-07T00-00-00Z.json`, `in/again/2026-04-07T000000Z.json`
            hint: import the right one alone: of the others, the instant is wrong
        error: `in/again/2026-04-07T000000Z.json` as `catalog/models`
              caused by: expected one answer at `2026-04-07T00:00:00Z`, found different bytes in `in/2026-04-07T00-00-00Z.json`, `in/again/2026-04-07T000000Z.json`
            hint: import the right one alone: of the others, the instant is wrong
        error: snapshot `catalog/models/2026-04-02T000000Z` from `in/2026-04-02T000000Z.json.gz`
              caused by: broken gzip stream after 0 unpacked bytes
              caused by: unexpected end of file
            hint: the file is cut or was changed after capture
        error: snapshot `catalog/models/2026-04-03T000000Z` from `in/2026-04-03T000000Z.json`
              caused by: not data: HTML, expected JSON with data
            hint: upstream sent a page or an error instead of data: capture it again
        error: snapshot `catalog/models/2026-04-04T000000Z` from `in/2026-04-04T000000Z.json`
              caused by: not data: an empty body, expected JSON with data
            hint: upstream sent a page or an error instead of data: capture it again
        error: snapshot `catalog/models/2999-04-08T000000Z` from `in/2999-04-08T000000Z.json`
              caused by: `2999-04-08T00:00:00Z` is in the future
            hint: it is the instant at which the bytes arrived, in UTC
        left aside: links, and what is no file: `2026-04-10T000000Z.json`
        left aside: neither `.json` nor `.json.gz`: `README.md`
        request         files  imported  already there  refused  first                 last
        catalog/models     10         1              0        9  2026-04-01T00:00:00Z  2026-04-01T00:00:00Z
        error: 10 files: 1 imported, 0 already there, 9 refused"#]].assert_eq(&said.join("\n"));
    assert_eq!((ended.code, ids(path)), (Some(1), vec!["catalog/models/2026-04-01T000000Z".to_owned()]));
    let quiet = import(&["--quiet", "in"], path).stderr;
    assert_eq!(quiet.lines().last(), Some("error: 10 files: 0 imported, 1 already there, 9 refused"));
}

#[test]
fn a_snapshot_that_stands_decides_between_rivals() {
    let (one, other) = (catalogue(1), catalogue(2));
    let folder =
        folder(&[("a/2026-04-07T000000Z.json", one.as_bytes()), ("b/2026-04-07T000000Z.json", other.as_bytes())]);
    check(
        &import(&["a", "b"], folder.path()),
        1,
        &expect![[r#"
            error: `a/2026-04-07T000000Z.json` as `catalog/models`
                  caused by: expected one answer at `2026-04-07T00:00:00Z`, found different bytes in `a/2026-04-07T000000Z.json`, `b/2026-04-07T000000Z.json`
                hint: import the right one alone: of the others, the instant is wrong
            error: `b/2026-04-07T000000Z.json` as `catalog/models`
                  caused by: expected one answer at `2026-04-07T00:00:00Z`, found different bytes in `a/2026-04-07T000000Z.json`, `b/2026-04-07T000000Z.json`
                hint: import the right one alone: of the others, the instant is wrong
            request         files  imported  already there  refused  first  last
            catalog/models      2         0              0        2  —      —
            error: 2 files: 0 imported, 0 already there, 2 refused
        "#]],
    );
    assert_eq!(ids(folder.path()), Vec::<String>::new());
    check(
        &import(&["--verbose", "b"], folder.path()),
        0,
        &expect![[r#"
            debug: imported `catalog/models/2026-04-07T000000Z` from `b/2026-04-07T000000Z.json`
            request         files  imported  already there  refused  first                 last
            catalog/models      1         1              0        0  2026-04-07T00:00:00Z  2026-04-07T00:00:00Z
            1 file: 1 imported, 0 already there, 0 refused
        "#]],
    );
    let before = stored(folder.path());
    check(
        &import(&["a", "b"], folder.path()),
        1,
        &expect![[r#"
            error: snapshot `catalog/models/2026-04-07T000000Z` from `a/2026-04-07T000000Z.json`
                  caused by: other bytes stand there already: expected sha256 `48f04950d9d5eb97b313ff1a79a082a9a9e5c3c8281778de445aa3e936caa7a6`, found `9f7325342619d4e2f890cee320a7ffd722ef9be059105506968476cd17369b70`
                hint: a snapshot is never overwritten: is `--captured-at` right?
            request         files  imported  already there  refused  first                 last
            catalog/models      2         0              1        1  2026-04-07T00:00:00Z  2026-04-07T00:00:00Z
            error: 2 files: 0 imported, 1 already there, 1 refused
        "#]],
    );
    assert_eq!(stored(folder.path()), before);
}

/// A keeper's copies: whichever comes first is stored, and the other is that snapshot already.
#[test]
fn the_same_bytes_twice_are_no_rivals() {
    let bytes = catalogue(1);
    let folder =
        folder(&[("a/2026-04-07T000000Z.json", bytes.as_bytes()), ("b/2026-04-07T000000Z.json", bytes.as_bytes())]);
    check(
        &import(&["a", "b"], folder.path()),
        0,
        &expect![[r#"
        request         files  imported  already there  refused  first                 last
        catalog/models      2         1              1        0  2026-04-07T00:00:00Z  2026-04-07T00:00:00Z
        2 files: 1 imported, 1 already there, 0 refused
    "#]],
    );
}

#[test]
fn order_does_not_matter() {
    let files = ["2026-04-03T000000Z.json", "2026-04-01T000000Z.json", "2026-04-02T000000Z.json"];
    let bytes = [3, 1, 2].map(catalogue);
    let files: Vec<_> = files.into_iter().zip(bytes.iter().map(String::as_bytes)).collect();
    let (one, other) = (folder(&files), folder(&files));
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    assert_eq!(import(&names, one.path()).code, Some(0));
    assert_eq!(import(&["."], other.path()).code, Some(0));
    // Its own folder is no data.
    assert_eq!(import(&["."], other.path()).code, Some(0));
    assert_eq!((stored(one.path()), ids(one.path()).len()), (stored(other.path()), 3));
}

/// What is meant by `operand` in a folder with one plain name, and others that a shell would not find by a pattern for it.
fn meant(operand: &str) -> String {
    let bytes = catalogue(1);
    let names = [
        "in/2026-04-01T000000Z.json",
        "in/2026-04-02T000000Z.JSON",
        "in/.2026-04-03T000000Z.json",
        "in/deep/2026-04-04T000000Z.json",
        "in/[a] 2026-04-05T000000Z.json",
    ];
    let folder = folder(&names.map(|name| (name, bytes.as_bytes())));
    let ended = import(&[operand], folder.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let ids = ids(folder.path());
    ids.iter().filter_map(|id| id.rsplit('/').next()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_pattern_means_what_a_shell_would_take_it_for() {
    // Neither other letters, nor what is hidden.
    for pattern in ["in/2*.json", "in/2026-04-0?T000000Z.json", "in/*[13]T000000Z.json"] {
        assert_eq!(meant(pattern), "2026-04-01T000000Z", "{pattern}");
    }
    // It may fit a folder, which stands for what is in it.
    assert_eq!(meant("in/d*"), "2026-04-04T000000Z");
    assert_eq!(meant("in/**/2*.json"), "2026-04-01T000000Z 2026-04-04T000000Z");
    // The name of a file that is there is no pattern, whatever it looks like.
    assert_eq!(meant("in/[a] 2026-04-05T000000Z.json"), "2026-04-05T000000Z");
}

/// Whoever names a file means it, even where the same name in a folder would be passed over.
#[test]
fn a_file_that_is_named_is_tried_whatever_its_name() {
    for name in ["_manifest.json", "models.txt"] {
        let folder = folder(&[(name, catalogue(1).as_bytes())]);
        let command = ["import", "catalog/models", "--captured-at", "2026-04-01T00:00:00Z", name];
        check(
            &tokenshare(&command, folder.path()),
            0,
            &expect![[r#"
                imported `catalog/models/2026-04-01T000000Z`
            "#]],
        );
    }
}

#[test]
fn a_name_that_is_left_aside_often_is_told_once() {
    let folder = folder(&[
        ("in/2026-04-01T000000Z.json", catalogue(1).as_bytes()),
        ("in/README.md", b"catalogues"),
        ("in/deep/README.md", b"older ones"),
        ("in/notesjson", b"no ending"),
    ]);
    check(
        &import(&["in"], folder.path()),
        0,
        &expect![[r#"
            left aside: neither `.json` nor `.json.gz`: `README.md` (2 times), `notesjson`
            request         files  imported  already there  refused  first                 last
            catalog/models      1         1              0        0  2026-04-01T00:00:00Z  2026-04-01T00:00:00Z
            1 file: 1 imported, 0 already there, 0 refused
        "#]],
    );
}

/// What matters is what they say: a keeper's packed copy of a file is the same answer.
#[test]
fn a_packed_copy_is_no_rival() {
    let bytes = catalogue(1);
    let folder = folder(&[
        ("a/2026-04-07T000000Z.json", bytes.as_bytes()),
        ("b/2026-04-07T000000Z.json.gz", &packed(bytes.as_bytes())),
    ]);
    check(
        &import(&["a", "b"], folder.path()),
        0,
        &expect![[r#"
        request         files  imported  already there  refused  first                 last
        catalog/models      2         1              1        0  2026-04-07T00:00:00Z  2026-04-07T00:00:00Z
        2 files: 1 imported, 1 already there, 0 refused
    "#]],
    );
}

#[test]
fn of_many_rivals_the_first_three_are_named() {
    let (one, other) = (catalogue(1), catalogue(2));
    let files = ["a", "b", "c", "d"].map(|name| format!("{name}/2026-04-07T000000Z.json"));
    let bytes = [&one, &one, &one, &other];
    let files: Vec<_> = files.iter().map(String::as_str).zip(bytes.map(String::as_bytes)).collect();
    let ended = import(&["a", "b", "c", "d"], folder(&files).path());
    let said: Vec<_> = ended.stderr.lines().filter_map(|line| line.split("different bytes in ").nth(1)).collect();
    let names = "`a/2026-04-07T000000Z.json`, `b/2026-04-07T000000Z.json`, `c/2026-04-07T000000Z.json` and 1 more";
    assert_eq!(said, [names; 4]);
}

/// What parsers see in many files is told once, with how often.
#[test]
fn a_note_of_many_files_is_told_once() {
    let model =
        |id: &str| format!(r#"{{"mood":"glad","id":"{id}","pricing":{{"prompt":"1e-6","completion":"1e-6"}}}}"#);
    let new = format!(r#"{{"data":[{}]}}"#, model("a/b"));
    let twice = format!(r#"{{"data":[{},{}]}}"#, model("a/b"), model("a/c"));
    let plain = catalogue(1);
    let folder = folder(&[
        ("in/2026-04-01T000000Z.json", new.as_bytes()),
        ("in/2026-04-02T000000Z.json", new.as_bytes()),
        ("in/2026-04-03T000000Z.json", plain.as_bytes()),
    ]);
    let first = |ended: Ended| ended.stderr.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(import(&["in"], folder.path())), "catalog: new field `mood` (2 files)");
    // What is there already is not read again.
    fs::write(folder.path().join("in/2026-04-04T000000Z.json"), twice).expect("a temporary file");
    assert_eq!(first(import(&["in"], folder.path())), "catalog: new field `mood` (2 times in 1 file)");
}

//! Where `tokenshare export` puts what it writes: an export takes the place of an export, and of nothing else.

use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};

use super::{
    export::{CSV, PARTS, demo, rooms},
    process::{command, files, said, sample_tables, tokenshare},
};
use expect_test::expect;
use fs_err as fs;

/// An export removes what an export wrote; what somebody laid beside that stays, and is named where it is in the way.
#[test]
fn what_others_laid_into_an_export_stays() {
    let theirs = ["notes/deep/a.txt", "token_share/mine.txt", "vendors.csv"];
    for arguments in [CSV, PARTS] {
        let folder = demo();
        let path = folder.path();
        said(arguments, path);
        let (out, mark) = (path.join("out"), path.join("out/.tokenshare-export"));
        let written = files(&out);
        let list = fs::read_to_string(&mark).expect("it is there");
        let mut listed: Vec<&str> = list.lines().skip(1).chain([".tokenshare-export"]).collect();
        listed.sort_unstable();
        assert_eq!(listed, written);
        for name in theirs {
            fs::create_dir_all(out.join(name).parent().expect("a folder")).expect("room");
            fs::write(out.join(name), name).expect("room");
        }
        fs::create_dir(out.join("empty")).expect("room");
        fs::set_permissions(out.join("notes"), Permissions::from_mode(0o700)).expect("ours");
        std::os::unix::fs::symlink("nowhere", out.join("link")).expect("room");
        // What an older export wrote goes.
        fs::write(&mark, format!("{list}older.csv\n")).expect("room");
        fs::write(out.join("older.csv"), "").expect("room");
        for fault in ["trace", "lacking"] {
            let again = command(arguments, path).env("TOKENSHARE_FAULT", fault).output().expect("it starts");
            assert!(again.status.success(), "{fault}: {}", String::from_utf8_lossy(&again.stderr));
            let is_ours = |name: &String| name != "link" && !theirs.contains(&name.as_str());
            assert_eq!(files(&out).into_iter().filter(is_ours).collect::<Vec<_>>(), written, "{fault}");
            for name in theirs {
                assert_eq!(fs::read_to_string(out.join(name)).expect("it is there"), name, "{fault}");
            }
            assert!(out.join("empty").is_dir() && out.join("link").is_symlink(), "{fault}");
            let mode = fs::metadata(out.join("notes")).expect("ours").permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{fault}");
        }
        assert_eq!(rooms(path), [""; 0]);
    }
}

/// What no export wrote is in the way of what the next one writes: nothing is changed, and it is named.
#[test]
fn what_is_in_the_way_of_an_export_is_named() {
    let folder = demo();
    let path = folder.path();
    said(CSV, path);
    let (csv, mark) = (path.join("out/coverage.csv"), path.join("out/.tokenshare-export"));
    let list = fs::read_to_string(&mark).expect("it is there");
    fs::write(&mark, list.replace("coverage.csv\n", "")).expect("room");
    fs::write(&csv, "mine").expect("room");
    let before = files(&path.join("out"));
    expect![[r#"
        error: `out/coverage.csv` is there, and it is no file of the export that stands there
        hint: name another place, or move it away
    "#]]
    .assert_eq(&tokenshare(CSV, path).stderr);
    assert_eq!((files(&path.join("out")), rooms(path)), (before, Vec::new()));
    assert_eq!(fs::read_to_string(&csv).expect("it is there"), "mine");
    // So is a file where a folder is to stand, and a folder with something in it where a file is.
    fs::remove_file(&csv).expect("it is there");
    fs::write(path.join("out/token_share"), "mine").expect("room");
    let ended = tokenshare(PARTS, path);
    assert!(ended.code == Some(1) && ended.stderr.contains("`out/token_share` is there, "), "{}", ended.stderr);
    fs::create_dir(&csv).expect("room");
    fs::write(csv.join("mine.txt"), "mine").expect("room");
    let ended = tokenshare(CSV, path);
    assert!(ended.code == Some(1) && ended.stderr.contains("coverage.csv/mine.txt` is there"), "{}", ended.stderr);
}

/// Nothing can take the place of what has no name, or of the folder in which the command is at work.
#[test]
fn a_place_has_a_name_and_is_not_where_the_command_is_run() {
    let folder = demo();
    let path = folder.path();
    fs::create_dir_all(path.join("work/inner")).expect("room");
    let data = path.join("data/demo").display().to_string();
    let told = |form: &str, target: &str, place: &str| {
        let ended = tokenshare(&["export", "--to", form, target, "--data", &data], &path.join(place));
        assert_eq!(ended.code, Some(2), "{form} to `{target}`: {}", ended.stderr);
        ended.stderr
    };
    expect![[r#"
        error: `x/..` ends in no name, expected a folder
        hint: name a folder, such as `x/../csv`
    "#]]
    .assert_eq(&told("csv", "x/..", "work"));
    expect![[r#"
        error: `x/` is a folder, expected a file
        hint: name a file, such as `x/shares.sqlite`
    "#]]
    .assert_eq(&told("sqlite", "x/", "work"));
    for (form, target) in [("csv", "."), ("csv", ".."), ("csv", "inner/.."), ("duckdb", "."), ("sqlite", "x/..")] {
        assert!(told(form, target, "work").contains("ends in no name"), "{form} to `{target}`");
    }
    for place in ["work", "work/inner"] {
        let said = told("csv", &path.join("work").display().to_string(), place);
        assert!(said.contains("is the folder that you are in, or one above it"), "{said}");
    }
    assert_eq!(fs::read_dir(path.join("work")).expect("a folder").count(), 1, "nothing was made");
    // Nor does a detour leave a folder.
    said(&["export", "--to", "sqlite", "work/nope/../one.sqlite", "--data", "data/demo", "--quiet"], path);
    assert!(path.join("work/one.sqlite").is_file() && !path.join("work/nope").exists());
    // A dot behind a name says nothing.
    said(&["export", "--to", "csv", "work/out/.", "--data", "data/demo", "--quiet"], path);
    said(&["export", "--to", "csv", "work/out/", "--data", "data/demo", "--quiet"], path);
    assert!(path.join("work/out/vendor_gap.csv").is_file());
}

#[test]
fn a_link_is_named_with_what_it_leads_to() {
    let folder = demo();
    let path = folder.path();
    fs::create_dir(path.join("real")).expect("room");
    std::os::unix::fs::symlink("real", path.join("link")).expect("room");
    std::os::unix::fs::symlink("nowhere", path.join("lost")).expect("room");
    let told = |form: &str, target: &str| {
        let ended = tokenshare(&["export", "--to", form, target, "--data", "data/demo"], path);
        assert_eq!(ended.code, Some(1), "{form} to `{target}`: {}", ended.stderr);
        ended.stderr
    };
    for target in ["link", "link/"] {
        expect![[r#"
            error: `link` is a link, expected a folder or a name that is free
            hint: what is written takes the place of what it is given: name what the link leads to, `real`, or remove the link
        "#]]
        .assert_eq(&told("csv", target));
    }
    for form in ["sqlite", "duckdb"] {
        let told = told(form, "lost");
        assert!(told.contains("`lost` is a link, expected a file") && told.contains("`nowhere`"), "{told}");
    }
    assert_eq!(fs::read_dir(path.join("real")).expect("a folder").count(), 0);
    assert!(path.join("link").is_symlink() && path.join("lost").is_symlink());
}

/// An engine would do to the new file what it had not done to the old one yet.
#[test]
fn what_an_engine_left_beside_a_file_is_in_the_way_of_an_export() {
    let folder = demo();
    let path = folder.path();
    let export = |form: &str| {
        let words = ["export", "--to", form, "t.db", "--data", "data/demo", "--quiet", "--duckdb", "no-such-duckdb"];
        tokenshare(&words, path)
    };
    for (form, ending) in [("duckdb", ".wal"), ("sqlite", "-journal"), ("sqlite", "-wal"), ("sqlite", "-shm")] {
        let left = path.join(format!("t.db{ending}"));
        fs::write(&left, "changes").expect("room");
        let ended = export(form);
        assert_eq!(ended.code, Some(1), "{ending}: {}", ended.stderr);
        let is_told = ended.stderr.contains(&format!("`t.db{ending}` has changes to `t.db`"));
        assert!(is_told && ended.stderr.contains("hint: close what has `t.db` open"), "{}", ended.stderr);
        assert!(!path.join("t.db").exists() && !path.join("t.db.sql").exists(), "{ending}");
        fs::remove_file(&left).expect("it is there");
    }
    assert_eq!(export("sqlite").code, Some(0));
}

/// A script says that the file beside it is ours, unless that can't be; and it leaves no table of an older run.
#[test]
fn a_script_makes_no_file_ours_and_drops_what_its_run_does_not_have() {
    let folder = demo();
    let path = folder.path();
    let words = ["export", "--to", "duckdb", "t.db", "--data", "data/demo", "--duckdb", "no-such-duckdb"];
    assert_eq!(tokenshare(&words, path).code, Some(1), "there is no DuckDB of that name");
    let script = fs::read_to_string(path.join("t.db.sql")).expect("it was written");
    for table in schema::tables::TABLES {
        let is_made = script.contains(&format!("CREATE OR REPLACE TABLE \"{}\" (", table.name));
        let is_dropped = script.contains(&format!("DROP TABLE IF EXISTS \"{}\";", table.name));
        assert!(is_made != is_dropped, "{}", table.name);
        assert_eq!(is_made, sample_tables().iter().any(|made| made.name == table.name), "{}", table.name);
    }
    fs::write(path.join("t.db"), "somebody's notes").expect("room");
    let ended = tokenshare(&words, path);
    assert!(ended.code == Some(1) && ended.stderr.contains("it is no file of DuckDB"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(path.join("t.db")).expect("it is there"), "somebody's notes");
}

/// Whatever lies in it: a list of what an export wrote makes no export of it.
#[test]
fn an_export_takes_the_place_of_no_data_folder() {
    let folder = demo();
    let path = folder.path();
    said(&["demo", "--data", "other", "--quiet"], path);
    for (target, folder) in [("data/demo", "data/demo"), ("other", "other"), ("no-such/../other", "other")] {
        fs::write(path.join(folder).join(".tokenshare-export"), "a run\nvendor_gap.csv\n").expect("room");
        let before = files(path);
        for form in [&["csv"][..], &["parquet", "--partition"]] {
            let ended = tokenshare(&[&["export", target, "--data", "data/demo", "--to"], form].concat(), path);
            assert_eq!(ended.code, Some(2), "{form:?} to `{target}`: {}", ended.stderr);
            assert!(ended.stderr.contains(&format!("`{folder}` is a data folder")), "{}", ended.stderr);
        }
        assert_eq!(files(path), before);
    }
}

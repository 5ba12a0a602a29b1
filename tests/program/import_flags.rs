//! `tokenshare import`: flags that are for every file, and those that go together or not.

use super::{
    folders::{catalogue, check, folder, ids, import},
    process::{sample, tokenshare},
};
use expect_test::{Expect, expect};
use fs_err as fs;

const AT: &str = "2026-04-01T00:00:00Z";

#[test]
fn flags_are_for_every_file() {
    let (one, other) = (catalogue(1), catalogue(2));
    let folder = folder(&[("in/2026-04-01.json", one.as_bytes()), ("in/2026-04-02.json", other.as_bytes())]);
    let flags = ["--at-time", "23:30:00-02:00", "--licence", "MIT", "--citation", "a tracker", "--note", "kept"];
    check(
        &import(&[&flags[..], &["in"]].concat(), folder.path()),
        0,
        &expect![[r#"
            request         files  imported  already there  refused  first                 last
            catalog/models      2         2              0        0  2026-04-02T01:30:00Z  2026-04-03T01:30:00Z
            2 files: 2 imported, 0 already there, 0 refused
        "#]],
    );
    let facts = folder.path().join("data/snapshots/catalog/models/2026-04-03T013000Z/snapshot.toml");
    let facts = fs::read_to_string(facts).expect("it was stored");
    for line in ["licence = \"MIT\"", "citation = \"a tracker\"", "note = \"kept\""] {
        assert!(facts.lines().any(|found| found == line), "{line} in\n{facts}");
    }
    let again = [&flags[..2], &["--licence", "CC0-1.0"]].concat();
    check(
        &import(&[&again[..], &["in"]].concat(), folder.path()),
        0,
        &expect![[r#"
        warning: already there with another licence, citation, note or origin, which stays as it is (2 files)
        request         files  imported  already there  refused  first                 last
        catalog/models      2         0              2        0  2026-04-02T01:30:00Z  2026-04-03T01:30:00Z
        2 files: 0 imported, 2 already there, 0 refused
    "#]],
    );
    for other in [["--licence", "CC0-1.0"], ["--citation", "another tracker"], ["--note", "kept elsewhere"]] {
        check(
            &import(&[&flags[..2], &other, &["in/2026-04-02.json"]].concat(), folder.path()),
            0,
            &expect![[r#"
            warning: already there with another licence, citation, note or origin, which stays as it is
            already there: `catalog/models/2026-04-03T013000Z`
        "#]],
        );
    }
    for same in [&flags[2..], &[]] {
        check(
            &import(&[&flags[..2], same, &["in/2026-04-02.json"]].concat(), folder.path()),
            0,
            &expect![[r#"
            already there: `catalog/models/2026-04-03T013000Z`
        "#]],
        );
    }
}

#[test]
fn an_argument_stands_before_the_instant() {
    let page = fs::read(sample().join("snapshots/apps/page/cline/2026-04-14T120000Z/body.rsc"));
    let page = page.expect("the sample is committed");
    let folder = folder(&[
        ("in/cline.2026-04-14T120000Z.rsc", &page),
        ("in/2026-04-15T120000Z.rsc", &page),
        ("in/a cline 2026-04-16T120000Z.rsc", &page),
    ]);
    let command = ["import", "apps/page", "--captured-at", "from-name"];
    check(
        &tokenshare(&[&command[..], &["in"]].concat(), folder.path()),
        1,
        &expect![[r#"
            error: `in/2026-04-15T120000Z.rsc` as `apps/page`
                  caused by: `apps/page` needs an argument: the app's number or slug
                hint: give it with `--argument`
            error: `in/a cline 2026-04-16T120000Z.rsc` as `apps/page`
                  caused by: argument `a cline`: expected letters, digits, `.`, `_`, `-`, not first a dot: it becomes a folder
                hint: give it as upstream's address spells it
            request    files  imported  already there  refused  first                 last
            apps/page      3         1              0        2  2026-04-14T12:00:00Z  2026-04-14T12:00:00Z
            error: 3 files: 1 imported, 0 already there, 2 refused
        "#]],
    );
    check(
        &tokenshare(&[&command[..], &["--app", "cline", "in"]].concat(), folder.path()),
        0,
        &expect![[r#"
            request    files  imported  already there  refused  first                 last
            apps/page      3         2              1        0  2026-04-14T12:00:00Z  2026-04-16T12:00:00Z
            3 files: 2 imported, 1 already there, 0 refused
        "#]],
    );
    expect![[r#"
        apps/page/cline/2026-04-14T120000Z
        apps/page/cline/2026-04-15T120000Z
        apps/page/cline/2026-04-16T120000Z"#]]
    .assert_eq(&ids(folder.path()).join("\n"));
}

/// Pages of two apps that arrived together, each named after its app: one instant is enough, and they are no rivals.
#[test]
fn two_arguments_may_have_one_instant() {
    let pages = ["cline", "goose"].map(|app| {
        let page = sample().join(format!("snapshots/apps/page/{app}/2026-04-14T120000Z/body.rsc"));
        fs::read(page).expect("the sample is committed")
    });
    let folder = folder(&[("in/cline.rsc", &pages[0]), ("in/goose.rsc", &pages[1])]);
    check(
        &tokenshare(&["import", "apps/page", "--captured-at", "2026-04-14T12:00:00Z", "in"], folder.path()),
        0,
        &expect![[r#"
            request    files  imported  already there  refused  first                 last
            apps/page      2         2              0        0  2026-04-14T12:00:00Z  2026-04-14T12:00:00Z
            2 files: 2 imported, 0 already there, 0 refused
        "#]],
    );
    assert_eq!(ids(folder.path()), ["apps/page/cline/2026-04-14T120000Z", "apps/page/goose/2026-04-14T120000Z"]);
}

/// Runs `import` in a folder with two catalogues, where nothing must be stored.
fn check_wrong(arguments: &[&str], code: i32, expected: &Expect) {
    let one = catalogue(1);
    let folder =
        folder(&[("in/2026-04-01T000000Z.json", one.as_bytes()), ("in/2026-04-02T000000Z.json", one.as_bytes())]);
    check(&tokenshare(&[&["import"], arguments].concat(), folder.path()), code, expected);
    assert_eq!(ids(folder.path()), Vec::<String>::new());
}

#[test]
fn instants_are_given_once_and_in_one_way() {
    check_wrong(
        &["catalog/models", "in"],
        2,
        &expect![[r#"
        error: `catalog/models` needs `--captured-at`: when did the bytes arrive?
        hint: give it an instant such as `2026-08-10T06:00:00Z`, or `from-name` to read it from each file's name
    "#]],
    );
    check_wrong(
        &["catalog/models", "--captured-at", AT, "in"],
        2,
        &expect![[r#"
        error: found 2 files, expected 1: two answers of one request have two instants
        hint: `--captured-at from-name` reads the instant of each file from its name
    "#]],
    );
    check_wrong(
        &["catalog/models", "--captured-at", AT, "--at-time", "12:00Z", "in"],
        2,
        &expect![[r#"
            error: `--at-time` is for names with a day only: expected `--captured-at from-name`, found none
            hint: an instant has a time already: leave `--at-time` out
        "#]],
    );
    check_wrong(
        &["catalog/models", "--captured-at", "from-name", "--at-time", "12:00", "in"],
        2,
        &expect![[r#"
        error: invalid value '12:00' for '--at-time <TIME>': expected a time with `Z` or an offset, such as `12:00:00Z`

        For more information, try '--help'.
    "#]],
    );
    check_wrong(
        &["catalog/models", "--captured-at", "from-name", "-"],
        2,
        &expect![[r#"
        error: stdin has no name that could say when it was captured
        hint: give `--captured-at` an instant
    "#]],
    );
}

#[test]
fn stdin_is_no_day_of_a_layout() {
    check_wrong(
        &["pulse", "-"],
        2,
        &expect![[r#"
        error: stdin has no name that could say when it was captured
        hint: give `--captured-at` an instant
    "#]],
    );
}

#[test]
fn tomorrow_is_a_slip() {
    let folder = folder(&[("models.json", catalogue(1).as_bytes())]);
    let command = ["import", "catalog/models", "--captured-at", "2999-04-01T00:00:00Z", "models.json"];
    let ended = tokenshare(&command, folder.path());
    // What time it is differs by run.
    let said = ended.stderr.split(": it is").next().unwrap_or_default();
    assert_eq!(said, "error: `--captured-at 2999-04-01T00:00:00Z` is in the future");
    assert_eq!((ended.code, ids(folder.path())), (Some(2), Vec::new()));
}

#[test]
fn layouts_say_the_instant() {
    check_wrong(
        &["catalog-history", "--captured-at", AT, "in"],
        2,
        &expect![[r#"
        error: the layout `catalog-history` says by itself when a file was captured
        hint: leave `--captured-at` out
    "#]],
    );
    check_wrong(
        &["pulse", "--captured-at", AT, "in"],
        2,
        &expect![[r#"
        error: the layout `pulse` says by itself when a file was captured
        hint: leave `--captured-at` out
    "#]],
    );
    check_wrong(
        &["pulse", "--at-time", "12:00Z", "in"],
        2,
        &expect![[r#"
            error: `--at-time` is for names with a day only: expected `--captured-at from-name`, found none
            hint: an instant has a time already: leave `--at-time` out
        "#]],
    );
}

#[test]
fn arguments_are_for_requests_that_take_one() {
    check_wrong(
        &["catalog/models", "--captured-at", "from-name", "--app", "cline", "in"],
        2,
        &expect![[r#"
            error: `catalog/models` takes no argument, found `cline`
            hint: leave `--argument` out
        "#]],
    );
    check_wrong(
        &["apps/page", "--captured-at", AT, "--app", "cline", "in/*"],
        2,
        &expect![[r#"
        error: found 2 files for one argument, expected 1
        hint: leave `--argument` out: each file's name is the app's number or slug
    "#]],
    );
    check_wrong(
        &["apps/page", "--captured-at", "from-name", "--app", "../out", "in"],
        2,
        &expect![[r#"
            error: argument `../out`: expected letters, digits, `.`, `_`, `-`, not first a dot: it becomes a folder
            hint: give it as upstream's address spells it
        "#]],
    );
    check_wrong(
        &["apps/page", "--captured-at", AT, "--app", &"a".repeat(300), "in/a.rsc"],
        2,
        &expect![[r#"
        error: an argument of 300 characters: expected 128 at most: it becomes a folder
        hint: give it as upstream's address spells it; is a file's content in its place?
    "#]],
    );
    check_wrong(
        &["apps/page", "--captured-at", AT, "-"],
        2,
        &expect![[r#"
            error: `-` as `apps/page`
              caused by: `apps/page` needs an argument: the app's number or slug
            hint: give it with `--argument`
        "#]],
    );
    check_wrong(
        &["pulse", "--app", "cline", "in"],
        2,
        &expect![[r#"
            error: the layout `pulse` takes no argument, found `cline`
            hint: leave `--argument` out
        "#]],
    );
    for (slip, meant) in [("pulses", "pulse"), ("archives", "archive"), ("catalog-histori", "catalog-history")] {
        let ended = tokenshare(&["import", slip, "in"], std::path::Path::new("."));
        let said = format!("error: unknown request `{slip}`\nhint: the nearest name is `{meant}`\n");
        assert_eq!((ended.code, ended.stderr), (Some(2), said));
    }
}

#[test]
fn a_map_is_for_an_archive_and_an_archive_has_one() {
    check_wrong(
        &["archive", "in"],
        2,
        &expect![[r#"
            error: `archive` needs `--map`: which column is what?
            hint: inside the program are `app_models`, `model_weeks`, `site_weeks`, `tracker_weeks`, `vendor_weeks`; or name a file of your own
        "#]],
    );
    check_wrong(
        &["catalog-history", "--map", "in/2026-04-01T000000Z.json", "in"],
        2,
        &expect![[r#"
            error: `--map` is for `archive`, found `catalog-history`
            hint: leave `--map` out, or import as `archive`
        "#]],
    );
}

#[test]
fn files_must_be_there() {
    check_wrong(
        &["catalog-history", "in", "on", "in/*.csv"],
        1,
        &expect![[r#"
            error: expected a file, a folder or a pattern that fits one, found nothing at `on`, `in/*.csv`
            hint: patterns such as `captures/*.json.gz` need quotes where the shell would read them
        "#]],
    );
    check_wrong(
        &["catalog-history", "in/["],
        2,
        &expect![[r#"
            error: broken pattern `in/[`
              caused by: Pattern syntax error near position 3: invalid range pattern
            hint: `*` and `?` stand for characters, `**` for folders, `[` opens a class
        "#]],
    );
    check_wrong(
        &["pulse", "in"],
        1,
        &expect![[r#"
            left aside: no request of the layout `pulse`: `2026-04-01T000000Z.json`, `2026-04-02T000000Z.json`
            error: found no file that could be imported
            hint: what was left aside, and why, is told above
        "#]],
    );
    check_wrong(
        &["eci/scores", "--captured-at", "from-name", "in"],
        1,
        &expect![[r#"
            left aside: neither `.csv` nor `.csv.gz`: `2026-04-01T000000Z.json`, `2026-04-02T000000Z.json`
            error: found no file that could be imported
            hint: what was left aside, and why, is told above
        "#]],
    );
}

#[test]
fn an_empty_folder_is_told_from_one_whose_files_are_left_aside() {
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("empty")).expect("room");
    for wanted in [&["eci/scores", "--captured-at", "from-name"][..], &["pulse"]] {
        let ended = tokenshare(&[&["import"][..], wanted, &["--data", "data", "empty"]].concat(), folder.path());
        expect![[r#"
            error: found no file that could be imported
            hint: the folder has no files: hidden ones and `_manifest.json` are passed over
        "#]]
        .assert_eq(&ended.stderr);
        assert_eq!(ended.code, Some(1));
    }
}

/// Whoever keeps made bytes says so once, and every value of them says it.
#[test]
fn what_nobody_observed_is_marked_wherever_it_goes() {
    let one = catalogue(1);
    let folder = folder(&[("2026-04-01.json", one.as_bytes())]);
    let flags = ["--at-time", "00:00:00Z", "--origin", "made", "--note", "for a talk", "2026-04-01.json"];
    check(
        &import(&flags, folder.path()),
        0,
        &expect![[r#"
            imported `catalog/models/2026-04-01T000000Z`
        "#]],
    );
    let facts = folder.path().join("data/snapshots/catalog/models/2026-04-01T000000Z/snapshot.toml");
    let facts = fs::read_to_string(facts).expect("it was stored");
    for line in ["block = \"catalog\"", "value = \"made\"", "because = \"for a talk\""] {
        assert!(facts.lines().any(|found| found == line), "{line} in\n{facts}");
    }
    let pipeline = "title = 't'\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(folder.path().join("p.toml"), pipeline).expect("room");
    let ran = tokenshare(&["run", "p.toml", "--data", "data"], folder.path());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let shown = tokenshare(&["show", "catalog", "--columns", "value_origin", "--format", "csv"], folder.path());
    assert!(shown.stdout.lines().skip(1).all(|origin| origin == "made"), "{}", shown.stdout);
}

//! `tokenshare check` from outside: every problem at once, and the exit codes of a wrong command line.

use std::path::Path;

use super::process::{files, tokenshare};
use expect_test::{Expect, expect};
use fs_err as fs;
use tempfile::TempDir;

fn check(pipeline: &str, code: i32, expected: &Expect) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("test.toml"), pipeline).expect("a temporary file");
    let ended = tokenshare(&["check", "test.toml"], folder.path());
    expected.assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(code));
}

#[test]
fn a_good_file_has_no_problems() {
    check(
        "title = 'a test'\ninputs = { 'catalog/models' = 'all' }\nbounds = { max_new_vendor_share = 0.05 }\n",
        0,
        &expect![[r#"
            `a test`: no problems, 0 results from 1 input
            results that it does not ask for: `token_share`, `model_share`, `vendor_price`, `dollar_share`, `vendor_gap`, `group_share`, `vendor_growth`, `growth_rate`, `share_decomposition`, `model_leaderboard`, `benchmark_point`, `benchmark_correlation`, `price_point`, `price_correlation`, `concentration`, `whale`, `coverage`, `sensitivity`, `reconciliation`, `feed_agreement`, `basis_error`, `claim`, `mover`, `restatement`, `drift`
            `tokenshare weekly` tells no brief of it: a brief is made of `mover`
        "#]],
    );
}

#[test]
fn all_problems_are_told_with_their_number() {
    check(
        "titel = 'a test'\nresults = ['vendor_gapp']\ninputs = { 'catalog/model' = 'all' }\nwindows = { gap_weeks = 0 }\n",
        2,
        &expect![[r#"
            error: `test.toml` can't run
                - missing `[bounds]`: a run that nothing can stop replaces good tables by bad ones
                - missing `title`
                - unknown key `titel`, the nearest is `title`
                - unknown request `catalog/model`, the nearest is `catalog/models`
                - unknown result `vendor_gapp`, the nearest is `vendor_gap`
                - window `gap_weeks`: found 0, expected 1 to 520 weeks
                6 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    let ended = tokenshare(&["check", "nowhere.toml"], folder.path());
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("nowhere.toml"), "{}", ended.stderr);
    fs::write(folder.path().join("published.toml"), "").expect("room");
    let ended = tokenshare(&["check", "publised.toml"], folder.path());
    expect![[r#"
        error: there is no pipeline file `publised.toml`
        hint: the nearest is `published.toml`
    "#]]
    .assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(1));
}

/// A reference of one's own takes the place of the built-in one as a whole.
#[test]
fn a_reference_of_ones_own_is_read_as_a_whole() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("below/mine")).expect("a temporary folder");
    let text = "title = 'a test'\nreference = 'mine'\ninputs = { 'catalog/models' = 'all' }\n";
    // It stands beside the pipeline file, wherever the program is run.
    fs::write(folder.path().join("below/test.toml"), text).expect("a temporary file");
    let own = |name: &str| folder.path().join("below/mine").join(name);
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/reference");
    for name in files(&built_in) {
        fs::create_dir_all(own(&name).parent().expect("a folder")).expect("room");
        fs::copy(built_in.join(&name), own(&name)).expect("room");
    }
    let whole = tokenshare(&["check", "below/test.toml"], folder.path());
    assert!(!whole.stderr.contains("below/mine"), "{}", whole.stderr);
    // Read by a late step alone, and told before the first.
    let map = fs::read_to_string(own("benchmark_models.csv")).expect("it is text");
    fs::write(own("benchmark_models.csv"), format!("{map}only,two\n")).expect("room");
    let ended = tokenshare(&["check", "below/test.toml"], folder.path());
    let line = map.lines().count() + 1;
    assert!(ended.stderr.contains("below/mine") && ended.stderr.contains(&format!("line {line}")), "{}", ended.stderr);
    // What it does not have is as it is built in; what nobody knows is a slip.
    fs::remove_file(own("benchmark_models.csv")).expect("it is there");
    let without = tokenshare(&["check", "below/test.toml"], folder.path());
    assert_eq!((without.code, without.stderr), (whole.code, whole.stderr));
    fs::write(own("vendor.csv"), "vendor,name,source\n").expect("room");
    let ended = tokenshare(&["check", "below/test.toml"], folder.path());
    expect![[r#"
        error: reference folder `below/mine`
          caused by: unknown file of the reference `vendor.csv`
        hint: `tokenshare tables --reference` lists the files, and prints the one that it is given
    "#]]
    .assert_eq(&ended.stderr);
    assert_ne!(ended.code, Some(0));
    fs::remove_file(own("vendor.csv")).expect("it is there");
    fs::write(own("traits.csv"), "").expect("room");
    let empty = tokenshare(&["check", "below/test.toml"], folder.path());
    assert!(empty.code == Some(1) && empty.stderr.contains("`traits.csv` is empty"), "{}", empty.stderr);
    fs::remove_file(own("traits.csv")).expect("it is there");
    // A folder that was meant otherwise is not searched for more.
    fs::create_dir_all(own("usr/traits.csv")).expect("room");
    let other = tokenshare(&["check", "below/test.toml"], folder.path());
    assert!(other.stderr.contains("unknown file of the reference `usr`"), "{}", other.stderr);
    // As the program has it, to be changed.
    let printed = tokenshare(&["tables", "--reference", "benchmark_models.csv"], folder.path());
    assert_eq!(printed.stdout, map);
}

/// Its shares would be certain zeros.
#[test]
fn a_group_that_is_a_list_without_members_is_a_problem() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::create_dir(path.join("mine")).expect("room");
    let printed = |name: &str| tokenshare(&["tables", "--reference", name], path).stdout;
    let groups = printed("groups.csv") + "mine,vendors,list,,,an example,2026-11-30,me\n";
    fs::write(path.join("mine/groups.csv"), groups).expect("room");
    let text = "title = 'a test'\nreference = 'mine'\ngroups = ['mine', 'cn', 'cn_published']\n\
                inputs = { 'catalog/models' = 'all' }\nbounds = { max_new_vendor_share = 0.05 }\n";
    fs::write(path.join("test.toml"), text).expect("room");
    let ended = tokenshare(&["check", "test.toml"], path);
    expect![[r#"
        error: `test.toml` can't run
            - group `mine` is a list without members: they stand in `vendor_groups.csv`
            1 problem
        hint: `pipelines/README.md` explains every key; nothing was run
    "#]]
    .assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(1));
    let members = printed("vendor_groups.csv") + "mine,google,,2026-11-30,me\n";
    fs::write(path.join("mine/vendor_groups.csv"), members).expect("room");
    let ended = tokenshare(&["check", "test.toml"], path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = TempDir::new().expect("a temporary folder");
    for arguments in [&["chekc"][..], &[], &["tables", "vendor_gapp"], &["run"]] {
        let ended = tokenshare(arguments, folder.path());
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.stderr);
    }
    expect![[r#"
        error: unknown table `vendor_gapp`
        hint: the nearest name is `vendor_gap`
    "#]]
    .assert_eq(&tokenshare(&["tables", "vendor_gapp"], folder.path()).stderr);
}

#[test]
fn a_reader_that_goes_away_has_seen_enough() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut child = super::process::command(&["tables", "--format", "json"], folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
}

//! `tokenshare import` from outside: what is stored, what is refused, and that nothing is ever lost.

use std::{io::Write as _, path::Path};

use super::process::{Ended, sample, tokenshare, tokenshare_fed};
use expect_test::{Expect, expect};
use flate2::{Compression, write::GzEncoder};
use fs_err as fs;
use tempfile::TempDir;

const AT: &str = "2026-04-14T12:00:00Z";
const PAGE: &str = "snapshots/apps/page/cline/2026-04-14T120000Z";

fn page() -> Vec<u8> {
    fs::read(sample().join(PAGE).join("body.rsc")).expect("the sample is committed")
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Imports `bytes` from the file `cline.rsc` as a page of the app `cline`.
fn import(data: &Path, bytes: &[u8]) -> Ended {
    import_as(data, bytes, &["--captured-at", AT, "--app", "cline"])
}

fn import_as(data: &Path, bytes: &[u8], flags: &[&str]) -> Ended {
    let file = data.join("cline.rsc");
    fs::write(&file, bytes).expect("a temporary file");
    let ended = tokenshare(&[&["import", "apps/page", "--data", "."], flags, &["cline.rsc"]].concat(), data);
    fs::remove_file(file).expect("a temporary file");
    ended
}

/// The files below `snapshots/`, temporary ones too.
fn stored(data: &Path) -> Vec<String> {
    super::process::files(&data.join("snapshots"))
}

fn check(ended: &Ended, code: i32, expected: &Expect) {
    expected.assert_eq(&ended.stderr);
    assert_eq!(ended.code, Some(code));
    assert_eq!(ended.stdout, "");
}

#[test]
fn plain_bytes_are_stored_as_given() {
    let data = TempDir::new().expect("a temporary folder");
    check(
        &import(data.path(), &page()),
        0,
        &expect![[r#"
        imported `apps/page/cline/2026-04-14T120000Z`
    "#]],
    );
    assert_eq!(fs::read(data.path().join(PAGE).join("body.rsc")).expect("it was stored"), page());
    expect![[r#"
        format = 2
        source = "apps"
        request = "page"
        argument = "cline"
        captured_at = "2026-04-14T12:00:00Z"
        recorded_by = "import"
        licence = "none stated; facts"
        citation = "OpenRouter, openrouter.ai/apps, retrieved 2026-04-14"

        [[body]]
        file = "body.rsc"
        media_type = "text/x-component"
        bytes = 5516
        sha256 = "ccc78fda64680cdd57ef2b3ac3619ea6b9ef08834fd6598ba62aa28274ca8051"
        # sha256 of the lines above: 1bba559a700b365f8f2015d67e8ec94d11cd776fcc1d41cc03dae40290f512f2
    "#]]
    .assert_eq(&fs::read_to_string(data.path().join(PAGE).join("snapshot.toml")).expect("it was stored"));
    assert_eq!(stored(data.path()).len(), 2);
}

#[test]
fn packed_bytes_stay_packed() {
    let data = TempDir::new().expect("a temporary folder");
    let packed = packed(&page());
    assert_eq!(import(data.path(), &packed).code, Some(0));
    assert_eq!(fs::read(data.path().join(PAGE).join("body.rsc.gz")).expect("it was stored"), packed);
}

#[test]
fn stdin_is_a_file() {
    let data = TempDir::new().expect("a temporary folder");
    let command = ["import", "apps/page", "--captured-at", AT, "--app", "cline", "--data", ".", "-"];
    assert_eq!(tokenshare_fed(&command, data.path(), &page()).code, Some(0));
    assert_eq!(fs::read(data.path().join(PAGE).join("body.rsc")).expect("it was stored"), page());
}

/// What comes on stdin has no size that could be looked at first: it is read up to the limit of every body.
#[test]
fn stdin_without_end_is_refused() {
    let data = TempDir::new().expect("a temporary folder");
    let command = ["import", "apps/page", "--captured-at", AT, "--app", "cline", "--data", ".", "-"];
    check(
        &tokenshare_fed(&command, data.path(), &vec![b' '; (64 << 20) + 1]),
        1,
        &expect![[r#"
            error: `-`
              caused by: stdin has more than 67108864 bytes
            hint: no such answer is known to be as large: is it the one you mean?
        "#]],
    );
    assert_eq!(stored(data.path()), Vec::<String>::new());
}

#[test]
fn a_file_names_its_argument() {
    let data = TempDir::new().expect("a temporary folder");
    assert_eq!(import_as(data.path(), &page(), &["--captured-at", AT]).code, Some(0));
    assert!(data.path().join(PAGE).is_dir());
}

#[test]
fn the_same_bytes_again_are_no_news() {
    let data = TempDir::new().expect("a temporary folder");
    import(data.path(), &page());
    let before = stored(data.path());
    check(
        &import(data.path(), &page()),
        0,
        &expect![[r#"
        already there: `apps/page/cline/2026-04-14T120000Z`
    "#]],
    );
    check(
        &import(data.path(), &packed(&page())),
        0,
        &expect![[r#"
        already there: `apps/page/cline/2026-04-14T120000Z`
    "#]],
    );
    assert_eq!(stored(data.path()), before);
}

#[test]
fn other_bytes_under_the_same_id_lose_nothing() {
    let data = TempDir::new().expect("a temporary folder");
    import(data.path(), &page());
    let other = [page(), b"\n".to_vec()].concat();
    check(
        &import(data.path(), &other),
        1,
        &expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z` from `cline.rsc`
          caused by: other bytes stand there already: expected sha256 `ccc78fda64680cdd57ef2b3ac3619ea6b9ef08834fd6598ba62aa28274ca8051`, found `b986aada01a71fc428a83818af62d260dbe78b0e2064851b5f20dadb421071a6`
        hint: a snapshot is never overwritten: is `--captured-at` right?
    "#]],
    );
    assert_eq!(fs::read(data.path().join(PAGE).join("body.rsc")).expect("it was stored"), page());
    assert_eq!(stored(data.path()).len(), 2);
}

#[test]
fn garbage_is_refused() {
    for (bytes, expected) in [
        (
            &b"<html>busy</html>"[..],
            expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z` from `cline.rsc`
          caused by: broken Flight stream
          caused by: expected a `self.__next_f.push(…)` call in a script, found HTML without one
        hint: this page carries no data: an error page, or the site has changed
    "#]],
        ),
        (
            b"",
            expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z` from `cline.rsc`
          caused by: broken Flight stream
          caused by: expected HTML or a flight stream, found an empty body
        hint: fetch it again: it was cut
    "#]],
        ),
        (
            b"\x1f\x8b\x08cut",
            expect![[r#"
        error: snapshot `apps/page/cline/2026-04-14T120000Z` from `cline.rsc`
          caused by: broken gzip stream after 0 unpacked bytes
          caused by: unexpected end of file
        hint: the file is cut or was changed after capture
    "#]],
        ),
    ] {
        let data = TempDir::new().expect("a temporary folder");
        check(&import(data.path(), bytes), 1, &expected);
        assert_eq!(stored(data.path()), Vec::<String>::new());
    }
}

#[test]
fn an_instant_has_an_offset() {
    let data = TempDir::new().expect("a temporary folder");
    check(
        &import_as(data.path(), &page(), &["--captured-at", "2026-04-14", "--app", "cline"]),
        2,
        &expect![[r#"
        error: invalid value '2026-04-14' for '--captured-at <INSTANT>': a day is not an instant; expected an instant with `Z` or an offset, such as `2026-08-10T06:00:00Z`

        For more information, try '--help'.
    "#]],
    );
    assert_eq!(
        import_as(data.path(), &page(), &["--captured-at", "2026-04-14T14:00:00+02:00", "--app", "cline"]).code,
        Some(0)
    );
    assert!(data.path().join(PAGE).is_dir());
}

#[test]
fn an_argument_is_no_path() {
    for argument in ["../../out", "..", ".", "a/b", "", "a b", "/etc"] {
        let data = TempDir::new().expect("a temporary folder");
        let ended = import_as(data.path(), &page(), &["--captured-at", AT, "--app", argument]);
        assert_eq!(ended.code, Some(2), "{argument}: {}", ended.stderr);
        assert_eq!(stored(data.path()), Vec::<String>::new());
    }
}

#[test]
fn an_unknown_request_names_the_nearest() {
    let data = TempDir::new().expect("a temporary folder");
    check(
        &tokenshare(&["import", "catalog/model", "--captured-at", AT, "x.json"], data.path()),
        2,
        &expect![[r#"
        error: unknown request `catalog/model`
        hint: the nearest name is `catalog/models`
    "#]],
    );
}

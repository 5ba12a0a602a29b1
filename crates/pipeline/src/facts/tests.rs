//! Facts as they are written, and every way in which they are no facts of ours.

use expect_test::{Expect, expect};

use super::*;

const GOOD: &str = "\
format = 1
source = 'apps'
request = 'page'
argument = 'cline'
captured_at = '2026-04-14T12:00:00Z'
recorded_by = 'test'
licence = 'none'
citation = 'somebody'
[[body]]
file = 'body.rsc'
media_type = 'text/x-component'
bytes = 3
sha256 = 'abc'
";

fn check(text: &str, expected: &Expect) {
    let said = Facts::parse(text).map_or_else(|error| crate::console::story(&error.into()), |facts| facts.id());
    expected.assert_eq(&said);
}

#[test]
fn the_id_is_the_folder() {
    check(GOOD, &expect!["apps/page/cline/2026-04-14T120000Z"]);
}

#[test]
fn what_no_format_has_is_an_error() {
    check(
        &GOOD.replace("format = 1", "format = 0"),
        &expect![[r#"
            error: `snapshot.toml`: found format 0, expected 1 or 2
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
    check(
        &GOOD.replace("body.rsc", "../body.rsc"),
        &expect![[r#"
            error: `snapshot.toml`: `../body.rsc` is not the name of a file
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
    let body = GOOD.find("[[body]]").expect("a body");
    let (head, body) = GOOD.split_at(body);
    check(
        &format!("{head}body = []\n"),
        &expect![[r#"
            error: `snapshot.toml`: found no body, expected one or more
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
    check(
        &format!("{head}{body}{body}"),
        &expect![[r#"
            error: `snapshot.toml`: `body.rsc` is there twice
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
    check(
        &format!("{head}{body}{}{body}", body.replace("body.rsc", "page-2.rsc")),
        &expect![[r#"
            error: `snapshot.toml`: `body.rsc` is there twice
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
    check(
        &GOOD.replace("licence", "license"),
        &expect![[r#"
            error: broken `snapshot.toml`
              caused by: TOML parse error at line 7, column 1
                  |
                7 | license = 'none'
                  | ^^^^^^^
                unknown field `license`, expected one of `format`, `source`, `request`, `argument`, `captured_at`, `published_at`, `recorded_by`, `licence`, `citation`, `note`, `map`, `body`, `origin`
            hint: the file was edited, or another version wrote it: import the bytes again
        "#]],
    );
}

/// Whatever else a later version writes, and leaves out.
#[test]
fn facts_of_a_newer_version_say_so() {
    let newer = GOOD.replace("format = 1", "format = 3");
    for text in [newer.clone(), format!("weather = 'fine'\n{newer}"), "format = 3\n".to_owned()] {
        check(
            &text,
            &expect![[r#"
                error: `snapshot.toml` was written by a newer version of tokenshare: found format 3, expected 2
                hint: update the program; if no newer one was ever at work here, restore the file from a copy
            "#]],
        );
    }
}

#[test]
fn an_origin_is_one_of_three() {
    let of = |value: &str| {
        let origin = format!("[[origin]]\nblock = 'app_model_chart'\nvalue = '{value}'\nbecause = 'a test'\n");
        let facts = Facts::parse(&format!("{GOOD}{origin}")).expect("good facts");
        let origins = facts.origins().map(|origins| format!("{} origin\n", origins.len()));
        origins.unwrap_or_else(|error| crate::console::story(&error.into()))
    };
    for value in ["observed", "reconstructed", "made"] {
        assert_eq!(of(value), "1 origin\n", "{value}");
    }
    expect![[r#"
        error: broken `[[origin]]`
          caused by: unknown value origin `guessed`, expected one of observed, reconstructed, made
        hint: the file was edited, or another version wrote it: import the bytes again
    "#]]
    .assert_eq(&of("guessed"));
}

/// A key that nobody reads may be one that somebody misspelled, at whatever depth.
#[test]
fn no_part_has_a_key_that_nobody_reads() {
    let http = "[body.http]\nurl = 'u'\nstatus = 200\nreceived_bytes = 3\nmilliseconds = 5\n";
    let origin = "[[origin]]\nblock = 'app_model_chart'\nvalue = 'made'\nbecause = 'a test'\n";
    let good = format!("{GOOD}{http}{origin}");
    check(&good, &expect!["apps/page/cline/2026-04-14T120000Z"]);
    for (known, strange) in [("sha256", "sha257"), ("milliseconds", "seconds"), ("because", "reason")] {
        let line = good.lines().find(|line| line.starts_with(known)).expect("a line");
        let more = good.replace(line, &format!("{line}\n{}", line.replace(known, strange)));
        let error = Facts::parse(&more).map(|facts| facts.id()).map_err(|error| crate::console::story(&error.into()));
        let said = error.expect_err("nobody reads it");
        assert!(said.contains(&format!("unknown field `{strange}`")), "{said}");
    }
}

#[test]
fn parts_of_paths() {
    for part in ["cline", "nous-research-api", "v0.dev", "a_b", "1"] {
        assert!(is_path_part(part), "{part}");
    }
    for part in ["", ".", "..", ".hidden", "a/b", "a\\b", "a b", "ä", "a\0"] {
        assert!(!is_path_part(part), "{part}");
    }
    assert!(is_path_part(&"a".repeat(128)) && !is_path_part(&"a".repeat(129)));
}

//! Names that say an instant, and names that do not.

use expect_test::{Expect, expect};

use super::*;

const NOON: SignedDuration = SignedDuration::from_hours(12);

fn check(name: &str, at_time: Option<SignedDuration>, expected: &Expect) {
    expected.assert_eq(&match instant(name, at_time) {
        Ok(named) => format!("{} behind `{}`", named.instant, named.before),
        Err(error) => crate::console::story(&error.into()),
    });
}

#[test]
fn an_instant_is_found_however_it_is_spelled() {
    for name in [
        "2025-04-07T002804Z.json.gz",
        "2025-04-07T00-28-04Z",
        "2025-04-07T00:28:04Z.json",
        "20250407T002804Z",
        "2025-04-07_00_28_04z.json",
        "2025-04-07-002804Z.json",
        "2025-04-07t002804z.json",
        "2025-04-07 00:28:04Z.json",
        "2025-04-07T02:28:04+02:00.json",
        "2025-04-06T22:28:04-02:00.json",
    ] {
        check(name, None, &expect!["2025-04-07T00:28:04Z behind ``"]);
    }
    check("2026-08-10T080355.574907Z.json", None, &expect!["2026-08-10T08:03:55.574907Z behind ``"]);
    check("2026-08-10T0803Z.json", None, &expect!["2026-08-10T08:03:00Z behind ``"]);
}

#[test]
fn what_stands_before_it_is_the_argument() {
    check("v0.dev.2026-04-14T120000Z.rsc", None, &expect!["2026-04-14T12:00:00Z behind `v0.dev`"]);
    check("cline_-_20260414T120000Z-2.rsc", None, &expect!["2026-04-14T12:00:00Z behind `cline`"]);
    // A model's name ends in a day.
    check(
        "claude-4.6-opus-20260205.2026-04-14T120000Z.json",
        None,
        &expect!["2026-04-14T12:00:00Z behind `claude-4.6-opus-20260205`"],
    );
}

#[test]
fn a_day_needs_a_time() {
    check("2026-04-13.json", Some(NOON), &expect!["2026-04-13T12:00:00Z behind ``"]);
    check("2026-04-13.json", Some(-NOON), &expect!["2026-04-12T12:00:00Z behind ``"]);
    check(
        "2026-04-13.json",
        None,
        &expect![[r#"
        error: found only a day in the name `2026-04-13.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: `--at-time 12:00:00Z` adds the time of day, where you know it
    "#]],
    );
    // The instant of a name stands above a time that is given for all of them.
    check("2026-04-13T002804Z.json", Some(NOON), &expect!["2026-04-13T00:28:04Z behind ``"]);
    check(
        "2026-04-13T002804.json",
        Some(NOON),
        &expect![[r#"
        error: found `2026-04-13T002804` in the name `2026-04-13T002804.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: it does not say where the clock stood: if that was UTC, add a `Z` to the name, or give `--captured-at`
    "#]],
    );
}

#[test]
fn what_is_unclear_is_refused() {
    check(
        "models.json.gz",
        None,
        &expect![[r#"
        error: found no instant in the name `models.json.gz`, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
    check(
        "2026-04-13T002804.json",
        None,
        &expect![[r#"
        error: found `2026-04-13T002804` in the name `2026-04-13T002804.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: it does not say where the clock stood: if that was UTC, add a `Z` to the name, or give `--captured-at`
    "#]],
    );
    check(
        "2026-04-13T002804Z_2026-04-14T002804Z.json",
        None,
        &expect![[r#"
        error: found 2 instants in the name `2026-04-13T002804Z_2026-04-14T002804Z.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: which of them it is, `--captured-at` says, file by file
    "#]],
    );
    // Two days are no day with a time, whatever joins them.
    for joint in ["_", "-", " "] {
        let name = format!("2026-04-13{joint}2026-04-14.csv");
        let said = instant(&name, Some(NOON)).map(|_| ()).expect_err("two days").to_string();
        assert!(said.starts_with(&format!("found 2 instants in the name `{name}`")), "{said}");
    }
}

#[test]
fn what_only_looks_like_an_instant_is_none() {
    check(
        "2026-13-13T002804Z.json",
        None,
        &expect![[r#"
        error: found no instant in the name `2026-13-13T002804Z.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
    check(
        "2026-04-13T256199Z.json",
        None,
        &expect![[r#"
        error: found no instant in the name `2026-04-13T256199Z.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
    check(
        "12026-04-13T002804Z.json",
        None,
        &expect![[r#"
        error: found no instant in the name `12026-04-13T002804Z.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
    check(
        "2026-04-13T002804Zulu.json",
        None,
        &expect![[r#"
        error: found no instant in the name `2026-04-13T002804Zulu.json`, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
    check(
        "",
        Some(NOON),
        &expect![[r#"
        error: found no instant in the name ``, expected one instant, such as `2025-04-07T002804Z`
        hint: give it with `--captured-at`, file by file
    "#]],
    );
}

#[test]
fn the_same_instant_twice_is_one() {
    check("2026-04-13T002804Z_20260413T002804Z.json", None, &expect!["2026-04-13T00:28:04Z behind ``"]);
}

//! When the bytes of an archive arrived from upstream, as its map says.

use jiff::Timestamp;
use serde_json::Value;

use crate::failure::Failure;

/// What a map says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// The file's name has the instant.
    FromName,
    /// The file's name has the day; the hour is not told, and its end is taken: nothing in the file is younger.
    EndOfDay,
    /// The same for every file.
    At(Timestamp),
    /// It stands in the JSON document, at a place such as `$.fetched_at`.
    Path(String),
}

impl When {
    /// Reads what the map says.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "from_name" => Ok(Self::FromName),
            "end_of_day" => Ok(Self::EndOfDay),
            path if path.starts_with("$.") => Ok(Self::Path(path.to_owned())),
            instant => instant.parse().map(Self::At).map_err(|_| {
                format!(
                    "`captured_at`: found `{instant}`, expected `from_name`, `end_of_day`, an instant such as \
                     `2026-08-10T06:00:00Z`, or its place in the document such as `$.fetched_at`"
                )
            }),
        }
    }
}

const CHECK: &str = "does the map say the right place in `captured_at`, and does it belong to this file?";

/// The instant at `path` of a document.
///
/// # Errors
/// If the body is no JSON, or no instant stands there.
pub fn in_body(body: &[u8], path: &str) -> Result<Timestamp, Failure> {
    let document: Value = ingest::document(body)
        .map_err(|error| Failure::data("the body has no instant").with_hint(CHECK).because(error))?;
    let mut keys = path.split('.').skip(1);
    let found = keys.try_fold(&document, |found, key| found.get(key)).unwrap_or(&Value::Null);
    found.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
        let found = found.to_string().chars().take(60).collect::<String>();
        Failure::data(format!("`{path}`: expected the instant of capture, found `{found}`")).with_hint(CHECK)
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(body: &str, expected: &Expect) {
        let found = in_body(body.as_bytes(), "$.meta.at").map(|instant| instant.to_string());
        expected.assert_eq(&found.unwrap_or_else(|error| crate::console::story(&error.into())));
    }

    #[test]
    fn the_instant_stands_where_the_map_says() {
        check(r#"{"meta":{"at":"2026-08-10T16:25:48+02:00"}}"#, &expect!["2026-08-10T14:25:48Z"]);
        check(
            r#"{"meta":{"at":"2026-08-10"}}"#,
            &expect![[r#"
                error: `$.meta.at`: expected the instant of capture, found `"2026-08-10"`
                hint: does the map say the right place in `captured_at`, and does it belong to this file?
            "#]],
        );
        check(
            r#"{"at":"2026-08-10T14:25:48Z"}"#,
            &expect![[r#"
                error: `$.meta.at`: expected the instant of capture, found `null`
                hint: does the map say the right place in `captured_at`, and does it belong to this file?
            "#]],
        );
        check(
            "at",
            &expect![[r#"
                error: the body has no instant
                  caused by: broken JSON at line 1, column 1: expected value
                hint: does the map say the right place in `captured_at`, and does it belong to this file?
                hint: the file is cut or was changed after capture: compare its length with upstream's
            "#]],
        );
    }

    /// The instant is read before the list: whatever bounds one bounds the other.
    #[test]
    fn a_body_made_to_fill_the_memory() {
        let body = format!("{{\"meta\":{{\"at\":\"2026-08-10T14:25:48Z\"}},\"x\":[{}0]}}", "{\"\":0},".repeat(600_000));
        let error = in_body(body.as_bytes(), "$.meta.at").expect_err("too many values");
        let cause = std::error::Error::source(&error).expect("it has a cause").to_string();
        assert!(cause.starts_with("expected JSON of at most 1000000 values"), "{cause}");
    }

    #[test]
    fn words_instants_and_places() {
        let said = |text: &str| When::parse(text).map_or_else(|said| said, |when| format!("{when:?}"));
        let all = ["from_name", "end_of_day", "2026-05-01T00:00:00Z", "$.at", "$at", "yesterday"].map(said);
        expect![[r#"
            FromName
            EndOfDay
            At(2026-05-01T00:00:00Z)
            Path("$.at")
            `captured_at`: found `$at`, expected `from_name`, `end_of_day`, an instant such as `2026-08-10T06:00:00Z`, or its place in the document such as `$.fetched_at`
            `captured_at`: found `yesterday`, expected `from_name`, `end_of_day`, an instant such as `2026-08-10T06:00:00Z`, or its place in the document such as `$.fetched_at`"#]].assert_eq(&all.join("\n"));
    }
}

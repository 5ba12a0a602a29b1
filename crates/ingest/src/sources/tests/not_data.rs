//! What comes with status 200 and is no data, given to every request.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::parse;
use crate::{IngestError, sources::SOURCES};

/// What each request makes of `body`. Nothing may come out as an empty table.
fn check(body: &str, expect: &Expect) {
    let mut text = String::new();
    for source in SOURCES {
        for request in source.requests {
            let name = format!("{}/{}", source.id, request.name);
            let error = parse(&name, body.as_bytes(), &[]).expect_err(&name);
            let error = match error {
                IngestError::Flight(error) => error.to_string(),
                error => error.to_string(),
            };
            let _ = writeln!(text, "{name}: {error}");
        }
    }
    expect.assert_eq(&text);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn an_empty_body() {
    check(
        "",
        &expect![[r#"
            rankings_page/page: expected HTML or a flight stream, found an empty body
            rankings_page/stream: expected HTML or a flight stream, found an empty body
            frontend/market-share: not data: an empty body, expected JSON with data
            frontend/model-rankings-chart: not data: an empty body, expected JSON with data
            frontend/models-day: not data: an empty body, expected JSON with data
            frontend/models-week: not data: an empty body, expected JSON with data
            frontend/models-month: not data: an empty body, expected JSON with data
            frontend/apps: not data: an empty body, expected JSON with data
            frontend/task-spend: not data: an empty body, expected JSON with data
            frontend/effective-pricing: not data: an empty body, expected JSON with data
            data_api/rankings-daily: not data: an empty body, expected JSON with data
            data_api/app-rankings: not data: an empty body, expected JSON with data
            data_api/task-classification: not data: an empty body, expected JSON with data
            exports/rankings-daily: not data: an empty body, expected CSV with a header
            exports/index: not data: an empty body, expected JSON with data
            exports/manifest: not data: an empty body, expected JSON with data
            catalog/models: not data: an empty body, expected JSON with data
            endpoints/prices: not data: an empty body, expected JSON with data
            apps/page: expected HTML or a flight stream, found an empty body
            eci/scores: not data: an empty body, expected CSV with a header
            arena/text: not data: an empty body, expected JSON with data
            models_dev/models: not data: an empty body, expected JSON with data
            vercel_gateway/labs: not data: an empty body, expected JSON with data
            archive/vendor-weeks: not data: an empty body, expected CSV with a header
            archive/model-weeks: not data: an empty body, expected JSON with data
            archive/app-weeks: not data: an empty body, expected JSON with data
            archive/site-weeks: not data: an empty body, expected CSV with a header
        "#]],
    );
    check(
        " \n",
        &expect![[r#"
            rankings_page/page: expected HTML or a flight stream, found an empty body
            rankings_page/stream: expected HTML or a flight stream, found an empty body
            frontend/market-share: not data: an empty body, expected JSON with data
            frontend/model-rankings-chart: not data: an empty body, expected JSON with data
            frontend/models-day: not data: an empty body, expected JSON with data
            frontend/models-week: not data: an empty body, expected JSON with data
            frontend/models-month: not data: an empty body, expected JSON with data
            frontend/apps: not data: an empty body, expected JSON with data
            frontend/task-spend: not data: an empty body, expected JSON with data
            frontend/effective-pricing: not data: an empty body, expected JSON with data
            data_api/rankings-daily: not data: an empty body, expected JSON with data
            data_api/app-rankings: not data: an empty body, expected JSON with data
            data_api/task-classification: not data: an empty body, expected JSON with data
            exports/rankings-daily: not data: an empty body, expected CSV with a header
            exports/index: not data: an empty body, expected JSON with data
            exports/manifest: not data: an empty body, expected JSON with data
            catalog/models: not data: an empty body, expected JSON with data
            endpoints/prices: not data: an empty body, expected JSON with data
            apps/page: expected HTML or a flight stream, found an empty body
            eci/scores: not data: an empty body, expected CSV with a header
            arena/text: not data: an empty body, expected JSON with data
            models_dev/models: not data: an empty body, expected JSON with data
            vercel_gateway/labs: not data: an empty body, expected JSON with data
            archive/vendor-weeks: not data: an empty body, expected CSV with a header
            archive/model-weeks: not data: an empty body, expected JSON with data
            archive/app-weeks: not data: an empty body, expected JSON with data
            archive/site-weeks: not data: an empty body, expected CSV with a header
        "#]],
    );
}

#[test]
fn html() {
    check(
        "<!DOCTYPE html><html><body>404: Not Found</body></html>",
        &expect![[r#"
            rankings_page/page: expected a `self.__next_f.push(…)` call in a script, found HTML without one
            rankings_page/stream: expected a `self.__next_f.push(…)` call in a script, found HTML without one
            frontend/market-share: not data: HTML, expected JSON with data
            frontend/model-rankings-chart: not data: HTML, expected JSON with data
            frontend/models-day: not data: HTML, expected JSON with data
            frontend/models-week: not data: HTML, expected JSON with data
            frontend/models-month: not data: HTML, expected JSON with data
            frontend/apps: not data: HTML, expected JSON with data
            frontend/task-spend: not data: HTML, expected JSON with data
            frontend/effective-pricing: not data: HTML, expected JSON with data
            data_api/rankings-daily: not data: HTML, expected JSON with data
            data_api/app-rankings: not data: HTML, expected JSON with data
            data_api/task-classification: not data: HTML, expected JSON with data
            exports/rankings-daily: not data: HTML, expected CSV with a header
            exports/index: not data: HTML, expected JSON with data
            exports/manifest: not data: HTML, expected JSON with data
            catalog/models: not data: HTML, expected JSON with data
            endpoints/prices: not data: HTML, expected JSON with data
            apps/page: expected a `self.__next_f.push(…)` call in a script, found HTML without one
            eci/scores: not data: HTML, expected CSV with a header
            arena/text: not data: HTML, expected JSON with data
            models_dev/models: not data: HTML, expected JSON with data
            vercel_gateway/labs: not data: HTML, expected JSON with data
            archive/vendor-weeks: not data: HTML, expected CSV with a header
            archive/model-weeks: not data: HTML, expected JSON with data
            archive/app-weeks: not data: HTML, expected JSON with data
            archive/site-weeks: not data: HTML, expected CSV with a header
        "#]],
    );
}

#[test]
fn data_that_is_null() {
    check(
        r#"{"data":null}"#,
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            frontend/market-share: not data: `data` that is null, expected JSON with data
            frontend/model-rankings-chart: not data: `data` that is null, expected JSON with data
            frontend/models-day: not data: `data` that is null, expected JSON with data
            frontend/models-week: not data: `data` that is null, expected JSON with data
            frontend/models-month: not data: `data` that is null, expected JSON with data
            frontend/apps: not data: `data` that is null, expected JSON with data
            frontend/task-spend: not data: `data` that is null, expected JSON with data
            frontend/effective-pricing: not data: `data` that is null, expected JSON with data
            data_api/rankings-daily: not data: `data` that is null, expected JSON with data
            data_api/app-rankings: not data: `data` that is null, expected JSON with data
            data_api/task-classification: not data: `data` that is null, expected JSON with data
            exports/rankings-daily: model_daily: expected a column `date`, found `{"data":null}`
            exports/index: `$.datasets`: expected a list with rows, found `null`
            exports/manifest: `$.dataset`: expected text, found nothing
            catalog/models: not data: `data` that is null, expected JSON with data
            endpoints/prices: not data: `data` that is null, expected JSON with data
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `{"data":null}`
            arena/text: `$.rows`: expected a list with rows, found `null`
            models_dev/models: `$["data"]`: expected an object, found `null`
            vercel_gateway/labs: `$.dataset`: expected text, found nothing
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `{"data":null}`
            archive/model-weeks: `$.models`: expected a list with rows, found `null`
            archive/app-weeks: `$.usage`: expected a list with rows, found `null`
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `{"data":null}`
        "#]],
    );
}

/// Only `data` that is null passes by itself: a page, an error or a table of another shape stays what it is.
#[test]
fn what_passes() {
    let passing = |body: &str| {
        let is_passing = |name: &str| parse(name, body.as_bytes(), &[]).expect_err(name).is_passing();
        let names = SOURCES
            .iter()
            .flat_map(|source| source.requests.iter().map(move |request| format!("{}/{}", source.id, request.name)));
        names.filter(|name| is_passing(name)).map(|name| name + "\n").collect::<String>()
    };
    expect![[r#"
        frontend/market-share
        frontend/model-rankings-chart
        frontend/models-day
        frontend/models-week
        frontend/models-month
        frontend/apps
        frontend/task-spend
        frontend/effective-pricing
        data_api/rankings-daily
        data_api/app-rankings
        data_api/task-classification
        catalog/models
        endpoints/prices
    "#]]
    .assert_eq(&passing(r#"{"data":null}"#));
    for body in ["", "<html>", "{}", r#"{"data":[]}"#, r#"{"error":{"message":"x"}}"#, "[1]", r#"{"data":"#] {
        assert_eq!(passing(body), "", "{body}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn data_without_rows() {
    check(
        r#"{"data":[]}"#,
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            frontend/market-share: vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found a list of 0 at `$.data`
            frontend/model-rankings-chart: model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found a list of 0 at `$.data`
            frontend/models-day: `$.data`: expected a list with rows, found a list of 0
            frontend/models-week: `$.data`: expected a list with rows, found a list of 0
            frontend/models-month: `$.data`: expected a list with rows, found a list of 0
            frontend/apps: `$.data`: expected an object with `day`, `week` or `month`, found a list of 0
            frontend/task-spend: `$.data`: expected an object, found a list of 0
            frontend/effective-pricing: `$.data`: expected an object, found a list of 0
            data_api/rankings-daily: `$.meta`: expected an object, found `null`
            data_api/app-rankings: `$.meta`: expected an object, found `null`
            data_api/task-classification: `$.data`: expected an object, found a list of 0
            exports/rankings-daily: model_daily: expected a column `date`, found `{"data":[]}`
            exports/index: `$.datasets`: expected a list with rows, found `null`
            exports/manifest: `$.dataset`: expected text, found nothing
            catalog/models: `$.data`: expected a list with rows, found a list of 0
            endpoints/prices: `$.data`: expected an object, found a list of 0
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `{"data":[]}`
            arena/text: `$.rows`: expected a list with rows, found `null`
            models_dev/models: `$["data"]`: expected an object, found a list of 0
            vercel_gateway/labs: `$.dataset`: expected text, found nothing
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `{"data":[]}`
            archive/model-weeks: `$.models`: expected a list with rows, found `null`
            archive/app-weeks: `$.usage`: expected a list with rows, found `null`
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `{"data":[]}`
        "#]],
    );
    check(
        r#"{"data":{"data":[]}}"#,
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            frontend/market-share: vendor_chart: expected one list of 20 or more `{x, ys}` whose labels name vendors, `openai` or `google` among them, found an object with 1 field at `$.data`
            frontend/model-rankings-chart: model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found a list of 0 at `$.data.data`
            frontend/models-day: `$.data`: expected a list with rows, found an object with 1 field
            frontend/models-week: `$.data`: expected a list with rows, found an object with 1 field
            frontend/models-month: `$.data`: expected a list with rows, found an object with 1 field
            frontend/apps: `$.data`: expected an object with `day`, `week` or `month`, found an object with 1 field
            frontend/task-spend: `$.data.spend`: expected an object, found `null`
            frontend/effective-pricing: `$.data.providerSummaries`: expected a list, found `null`
            data_api/rankings-daily: `$.meta`: expected an object, found `null`
            data_api/app-rankings: `$.meta`: expected an object, found `null`
            data_api/task-classification: `$.data.as_of`: expected an instant in UTC, found nothing
            exports/rankings-daily: model_daily: expected a column `date`, found `{"data":{"data":[]}}`
            exports/index: `$.datasets`: expected a list with rows, found `null`
            exports/manifest: `$.dataset`: expected text, found nothing
            catalog/models: `$.data`: expected a list with rows, found an object with 1 field
            endpoints/prices: `$.data.id`: expected text, found nothing
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `{"data":{"data":[]}}`
            arena/text: `$.rows`: expected a list with rows, found `null`
            models_dev/models: `$["data"].models`: expected an object, found `null`
            vercel_gateway/labs: `$.dataset`: expected text, found nothing
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `{"data":{"data":[]}}`
            archive/model-weeks: `$.models`: expected a list with rows, found `null`
            archive/app-weeks: `$.usage`: expected a list with rows, found `null`
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `{"data":{"data":[]}}`
        "#]],
    );
}

#[test]
fn an_error() {
    check(
        r#"{"error":{"code":429,"message":"Rate limit exceeded"}}"#,
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            frontend/market-share: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/model-rankings-chart: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/models-day: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/models-week: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/models-month: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/apps: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/task-spend: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            frontend/effective-pricing: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            data_api/rankings-daily: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            data_api/app-rankings: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            data_api/task-classification: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            exports/rankings-daily: model_daily: expected a column `date`, found `{"error":{"code":429`, `message:"Rate limit exceeded"}}`
            exports/index: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            exports/manifest: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            catalog/models: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            endpoints/prices: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `{"error":{"code":429`, `message:"Rate limit exceeded"}}`
            arena/text: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            models_dev/models: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            vercel_gateway/labs: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `{"error":{"code":429`, `message:"Rate limit exceeded"}}`
            archive/model-weeks: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            archive/app-weeks: not data: upstream's error `Rate limit exceeded`, expected JSON with data
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `{"error":{"code":429`, `message:"Rate limit exceeded"}}`
        "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one golden text")]
fn broken_json() {
    check(
        r#"{"data":[{"x":"2026-0"#,
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            frontend/market-share: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/model-rankings-chart: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/models-day: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/models-week: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/models-month: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/apps: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/task-spend: broken JSON at line 1, column 21: EOF while parsing a string
            frontend/effective-pricing: broken JSON at line 1, column 21: EOF while parsing a string
            data_api/rankings-daily: broken JSON at line 1, column 21: EOF while parsing a string
            data_api/app-rankings: broken JSON at line 1, column 21: EOF while parsing a string
            data_api/task-classification: broken JSON at line 1, column 21: EOF while parsing a string
            exports/rankings-daily: model_daily: expected a column `date`, found `{"data":[{"x":"2026-0`
            exports/index: broken JSON at line 1, column 21: EOF while parsing a string
            exports/manifest: broken JSON at line 1, column 21: EOF while parsing a string
            catalog/models: broken JSON at line 1, column 21: EOF while parsing a string
            endpoints/prices: broken JSON at line 1, column 21: EOF while parsing a string
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `{` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `{"data":[{"x":"2026-0`
            arena/text: broken JSON at line 1, column 21: EOF while parsing a string
            models_dev/models: broken JSON at line 1, column 21: EOF while parsing a string
            vercel_gateway/labs: broken JSON at line 1, column 21: EOF while parsing a string
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `{"data":[{"x":"2026-0`
            archive/model-weeks: broken JSON at line 1, column 21: EOF while parsing a string
            archive/app-weeks: broken JSON at line 1, column 21: EOF while parsing a string
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `{"data":[{"x":"2026-0`
        "#]],
    );
    check(
        "[1]",
        &expect![[r#"
            rankings_page/page: expected HTML, or a flight row (hex digits, then `:`), found `[` at byte 0
            rankings_page/stream: expected HTML, or a flight row (hex digits, then `:`), found `[` at byte 0
            frontend/market-share: not data: a list of 1, expected JSON with data
            frontend/model-rankings-chart: not data: a list of 1, expected JSON with data
            frontend/models-day: not data: a list of 1, expected JSON with data
            frontend/models-week: not data: a list of 1, expected JSON with data
            frontend/models-month: not data: a list of 1, expected JSON with data
            frontend/apps: not data: a list of 1, expected JSON with data
            frontend/task-spend: not data: a list of 1, expected JSON with data
            frontend/effective-pricing: not data: a list of 1, expected JSON with data
            data_api/rankings-daily: not data: a list of 1, expected JSON with data
            data_api/app-rankings: not data: a list of 1, expected JSON with data
            data_api/task-classification: not data: a list of 1, expected JSON with data
            exports/rankings-daily: model_daily: expected a column `date`, found `[1]`
            exports/index: not data: a list of 1, expected JSON with data
            exports/manifest: not data: a list of 1, expected JSON with data
            catalog/models: not data: a list of 1, expected JSON with data
            endpoints/prices: not data: a list of 1, expected JSON with data
            apps/page: expected HTML, or a flight row (hex digits, then `:`), found `[` at byte 0
            eci/scores: benchmark: expected a column `Model`, found `[1]`
            arena/text: not data: a list of 1, expected JSON with data
            models_dev/models: not data: a list of 1, expected JSON with data
            vercel_gateway/labs: not data: a list of 1, expected JSON with data
            archive/vendor-weeks: archive: expected the columns that the map names, `Date`, `Tokens`, `Author`, `Share` among them, found `[1]`
            archive/model-weeks: `$.models`: expected a list with rows, found `null`
            archive/app-weeks: `$.usage`: expected a list with rows, found `null`
            archive/site-weeks: archive: expected the columns that the map names, `Date`, `Tokens` among them, found `[1]`
        "#]],
    );
}

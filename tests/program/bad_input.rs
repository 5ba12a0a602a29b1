//! Every way in which input is known to go wrong, through the program: exit code, what it says, and that neither a
//! snapshot nor a table of the last good run is touched.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::process::{copy_sample, files, pipeline, said, sample, tokenshare};
use expect_test::{expect, expect_file};
use flate2::{Compression, write::GzEncoder};
use fs_err as fs;
use tempfile::TempDir;

const STREAM: &str = "rankings_page/stream";
const CHART: &str = "frontend/market-share";
const MONTH: &str = "frontend/models-month";
const CATALOG: &str = "catalog/models";

/// Bytes that are refused, as an answer to which request.
struct Case {
    name: &'static str,
    request: &'static str,
    bytes: Vec<u8>,
}

fn case(name: &'static str, request: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { name, request, bytes: bytes.into() }
}

fn body(path: &str) -> Vec<u8> {
    fs::read(sample().join("snapshots").join(path)).expect("the sample is committed")
}

/// The sample's rankings page with one text replaced by another.
fn stream(from: &str, to: &str) -> Vec<u8> {
    replaced(&body("rankings_page/stream/2026-04-14T120000Z/body.rsc"), from, to)
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("the sample is text");
    assert!(text.contains(from), "`{from}` is not there");
    text.replacen(from, to, 1).into_bytes()
}

/// A vendor chart of 24 weeks, in which `tokens` stands for OpenAI's in the last but one.
fn chart(tokens: &str) -> String {
    let mut buckets = Vec::new();
    let mut day = jiff::civil::Date::constant(2025, 11, 2);
    for week in 0..24 {
        let tokens = if week == 22 { tokens } else { "1000" };
        buckets.push(format!(r#"{{"x":"{day}","ys":{{"openai":{tokens},"others":7}}}}"#));
        day = day.checked_add(jiff::Span::new().days(7)).expect("a date");
    }
    format!(r#"{{"data":[{}]}}"#, buckets.join(","))
}

fn charts() -> Vec<Case> {
    let stream_bytes = body("rankings_page/stream/2026-04-14T120000Z/body.rsc");
    let cut = stream_bytes.len() / 3;
    vec![
        case("a truncated stream", STREAM, &stream_bytes[..cut]),
        case("broken JSON inside a row", STREAM, stream(r#""x":"2026-04-05""#, r#""x":"2026-04-05"#)),
        case("no chart", STREAM, "0:{\"a\":1}\n"),
        case("two charts that disagree", STREAM, two_charts(&stream_bytes)),
        case(
            "a week missing",
            CHART,
            chart("1000").replace(r#"{"x":"2026-03-29","ys":{"openai":1000,"others":7}},"#, ""),
        ),
        case("a week twice", CHART, chart("1000").replace("2026-03-29", "2026-03-22")),
        case("a week of six days", CHART, chart("1000").replace("2026-03-29", "2026-03-28")),
        case("tokens below 0", CHART, chart("-1")),
        case("a fraction of a token", CHART, chart("1000.5")),
        case("tokens beyond 2^53", CHART, chart("9007199254740993")),
        case("tokens beyond 64 bits", CHART, chart("9223372036854775808")),
        case("tokens as a word", CHART, chart("\"many\"")),
        case("every other count a word", CHART, chart("1000").replace(r#""others":7"#, r#""others":"7T""#)),
        case("another chart", CHART, chart("1000").replace("openai", "typescript")),
    ]
}

/// The stream with a second vendor chart that has another value.
fn two_charts(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("the sample is text");
    let other: serde_json::Value = serde_json::from_str(&chart("1000")).expect("it is JSON");
    format!("{text}ff:{}\n", other["data"]).into_bytes()
}

fn catalogs() -> Vec<Case> {
    let catalog = body("catalog/models/2026-04-14T004905Z/body.json");
    let price = |to: &str| replaced(&catalog, r#""prompt":"0.000005""#, &format!(r#""prompt":{to}"#));
    vec![
        case("a price that is a word", CATALOG, price(r#""abc""#)),
        case("a price of -2", CATALOG, price(r#""-2""#)),
        case("an empty price", CATALOG, price(r#""""#)),
        case("an absent price", CATALOG, replaced(&catalog, r#""prompt":"0.000005","#, "")),
        case(
            "prices per million",
            CATALOG,
            String::from_utf8_lossy(&catalog).replace(r#""prompt":"0.00000"#, r#""prompt":"1"#),
        ),
        case("no data", CATALOG, r#"{"data":null}"#),
        case("an empty list", CATALOG, r#"{"data":[]}"#),
        case("an error instead of data", CATALOG, r#"{"error":{"code":429,"message":"slow down"}}"#),
        case("an empty list of models", MONTH, r#"{"data":[]}"#),
        case("a month without data", MONTH, r#"{"data":null}"#),
    ]
}

fn bytes() -> Vec<Case> {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b' '; 1 << 20];
    (0..600).for_each(|_| bomb.write_all(&zeros).expect("memory"));
    vec![
        case("an empty file", CATALOG, ""),
        case("text that is not UTF-8", CHART, b"{\"data\":[{\"x\":\"2026-04-05\",\"ys\":{\"\xff\":1}}]}".as_slice()),
        case("a challenge page", CHART, "<!DOCTYPE html><title>Just a moment...</title><script>challenge()</script>"),
        case("a page without a stream", STREAM, "<!DOCTYPE html><title>Just a moment...</title>"),
        case("a gzip bomb", CATALOG, bomb.finish().expect("memory")),
        case("a cut gzip stream", CATALOG, &[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3][..]),
        case("a file of another source", CATALOG, body("rankings_page/stream/2026-04-14T120000Z/body.rsc")),
        case("another request's answer", CATALOG, body("frontend/models-month/2026-04-14T120000Z/body.json")),
    ]
}

/// A folder with a good run of the sample.
pub(super) fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    folder
}

/// Every file of the data folder with its bytes, but for the lock.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let data: PathBuf = folder.join("data");
    let names = files(&data).into_iter().filter(|name| name != ".lock");
    names.map(|name| (name.clone(), fs::read(data.join(&name)).expect("a file"))).collect()
}

#[test]
fn bad_answers_are_refused_and_nothing_is_touched() {
    let folder = place();
    let before = everything(folder.path());
    let mut told = String::new();
    for case in charts().into_iter().chain(catalogs()).chain(bytes()) {
        fs::write(folder.path().join("body"), &case.bytes).expect("a temporary file");
        let at = "2026-04-15T00:00:00Z";
        let ended = tokenshare(&["import", case.request, "--captured-at", at, "--data", "data", "body"], folder.path());
        let _ = writeln!(told, "## {}: exit {:?}\n{}{}", case.name, ended.code, ended.stdout, ended.stderr);
        assert_eq!(ended.code, Some(1), "{}: {}", case.name, ended.stderr);
        assert!(ended.stderr.contains("\nhint: "), "{} does not say what to do next: {}", case.name, ended.stderr);
        assert!(everything(folder.path()) == before, "{} changed something", case.name);
    }
    expect_file!["../golden/bad_answers.txt"].assert_eq(&told);
}

/// Pipeline files that are wrong, each in one way.
fn plans() -> Vec<(&'static str, String)> {
    let good = fs::read_to_string(pipeline("published.toml")).expect("it is committed");
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "`{from}` is not there");
        good.replacen(from, to, 1)
    };
    vec![
        ("a wrong key", with("title =", "titel =")),
        ("a wrong type", with("gap_weeks = 4", "gap_weeks = \"four\"")),
        ("a wrong window", with("gap_weeks = 4", "gap_weeks = 0")),
        ("a wrong word", with("\"published\", \"default\"", "\"published\", \"defalt\"")),
        ("no TOML", with("title =", "title ==")),
        ("a bound that is missed", with("vendors = { min = 15 }", "vendors = { min = 1500 }")),
        ("vendors that nobody knows", format!("reference = \"strangers\"\n{good}")),
    ]
}

#[test]
fn bad_pipeline_files_leave_the_good_tables() {
    let folder = place();
    strangers(folder.path());
    let before = everything(folder.path());
    let mut told = String::new();
    for (name, text) in plans() {
        fs::write(folder.path().join("test.toml"), text).expect("a temporary file");
        let ended = tokenshare(&["run", "test.toml", "--data", "data", "--quiet"], folder.path());
        let _ = writeln!(told, "## {name}: exit {:?}\n{}{}", ended.code, ended.stdout, ended.stderr);
        let expected = if ended.stderr.contains("- unknown ") { 2 } else { 1 };
        assert_eq!(ended.code, Some(expected), "{name}: {}", ended.stderr);
        assert!(ended.stderr.contains("\nhint: "), "{name} does not say what to do next: {}", ended.stderr);
        assert!(everything(folder.path()) == before, "{name} changed something");
    }
    expect_file!["../golden/bad_pipelines.txt"].assert_eq(&told);
}

/// The reference without one of the large vendors.
fn strangers(folder: &Path) {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/reference");
    for name in files(&reference) {
        let text = fs::read_to_string(reference.join(&name)).expect("it is text");
        let kept: Vec<_> = text.split_inclusive('\n').filter(|line| !line.starts_with("minimax,")).collect();
        let path = folder.join("strangers").join(&name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("room");
        fs::write(path, if name == "vendors.csv" { kept.concat() } else { text }).expect("room");
    }
}

/// As a snapshot it would stop every run, so it is none.
#[test]
fn a_malformed_key_is_refused_before_it_is_stored() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let import = |at: &str, body: &str| {
        fs::write(path.join("body"), body).expect("a temporary file");
        tokenshare(&["import", CHART, "--captured-at", at, "--data", "data", "body"], path)
    };
    assert_eq!(import("2026-04-14T00:00:00Z", &chart("1000")).code, Some(0));
    let before = everything(&path.join("data"));
    let ended = import("2026-04-15T00:00:00Z", &chart("1000").replace("others", "open ai\u{202e}"));
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: snapshot `frontend/market-share/2026-04-15T000000Z` from `body`
          caused by: vendor_chart: malformed key `open ai\u{202e}`: expected letters, digits, `.`, `_`, `-` and one `/` at most
        hint: upstream changed its labels, or the file is not what its name says: as a snapshot it would stop every run, so it is none
    "#]].assert_eq(&ended.stderr);
    assert!(everything(&path.join("data")) == before, "something was stored");
}

/// Nor is a catalogue one whose model would be a folder, or upstream's remainder.
#[test]
fn a_catalogue_that_lists_no_model_is_refused_before_it_is_stored() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let import = |slug: &str| {
        let model = format!(
            r#"{{"id":"a/b","canonical_slug":"{slug}","name":"B","created":1,"pricing":{{"prompt":"0.000001","completion":"0.000002"}}}}"#
        );
        fs::write(path.join("body"), format!(r#"{{"data":[{model}]}}"#)).expect("a temporary file");
        let at = "2026-04-15T00:00:00Z";
        tokenshare(&["import", "catalog/models", "--captured-at", at, "--data", "data", "body"], path)
    };
    let mut told = String::new();
    for slug in ["..", "a/..", "others", "Other"] {
        let ended = import(slug);
        assert_eq!(ended.code, Some(1), "{slug}: {}", ended.stderr);
        told.extend(
            ended.stderr.lines().filter(|line| line.contains("caused by")).flat_map(|line| [line.trim(), "\n"]),
        );
    }
    expect![[r#"
        caused by: catalog: malformed key `..`: expected letters, digits, `.`, `_`, `-` and one `/` at most
        caused by: catalog: malformed key `a/..`: expected letters, digits, `.`, `_`, `-` and one `/` at most
        caused by: catalog: malformed key `others`: expected a model, where upstream's remainder is none
        caused by: catalog: malformed key `others`: expected a model, where upstream's remainder is none
    "#]]
    .assert_eq(&told);
    assert!(!path.join("data/snapshots/catalog").exists(), "something was stored");
    assert_eq!(import("a/b").code, Some(0), "a model is one");
}

/// What other programs write for a large number is that number, to the last digit.
#[test]
fn an_exponent_is_read_exactly() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("body"), chart("1.5e12")).expect("a temporary file");
    said(&["import", CHART, "--captured-at", "2026-04-15T00:00:00Z", "--data", "data", "body"], path);
    let file = format!("title = 'chart'\n[inputs]\n'{CHART}' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n");
    fs::write(path.join("test.toml"), file).expect("a temporary file");
    said(&["run", "test.toml", "--data", "data", "--quiet"], path);
    let asked = ["show", "vendor_week", "--data", "data", "--where", "week_start_date=2026-04-05"];
    let csv =
        said(&[&asked[..], &["--where", "vendor=openai", "--columns", "tokens", "--format", "csv"]].concat(), path);
    assert_eq!(csv, "tokens\n1500000000000\n");
}

/// More weeks than there are: the run goes on with what there is, and the table says how much that is.
#[test]
fn a_window_longer_than_the_data_says_so() {
    let folder = place();
    let good = fs::read_to_string(pipeline("published.toml")).expect("it is committed");
    let long = good.replace("gap_weeks = 4", "gap_weeks = 100").replace("growth_weeks = 4", "growth_weeks = 40");
    fs::write(folder.path().join("test.toml"), long).expect("a temporary file");
    said(&["run", "test.toml", "--data", "data", "--quiet"], folder.path());
    let show = |table: &str, columns: &str| {
        let asked = ["show", table, "--data", "data", "--rule", "default", "--first", "2", "--columns", columns];
        said(&[&asked[..], &["--format", "csv"]].concat(), folder.path())
    };
    let told = show("vendor_gap", "vendor,weeks,weeks_present,window_start_date,window_end_date")
        + &show("vendor_growth", "vendor,weeks,past_weeks_present,growth_ratio,reason");
    expect_file!["../golden/long_windows.txt"].assert_eq(&told);
}

/// Dollars of one time at prices that the usage of another weighted are of neither: the run goes on and says so.
#[test]
fn prices_weighted_at_another_time_are_told() {
    let folder = place();
    let good = fs::read_to_string(pipeline("published.toml")).expect("it is committed");
    let distant = good.replace("app_weeks = 4", "app_weeks = 1\napp_until = '2026-03-15'");
    assert_ne!(distant, good, "the window is there to be replaced");
    let told = |text: &str| {
        fs::write(folder.path().join("test.toml"), text).expect("a temporary file");
        let ended = tokenshare(&["run", "test.toml", "--data", "data"], folder.path());
        let lines = ended.stderr.lines().filter(|line| line.contains("prices weighted by usage"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told(&good), [""; 0]);
    expect!["warning: `vendor_gap` has tokens of 2026-03-22 to 2026-04-18 at prices weighted by usage of 2026-03-09 to 2026-03-15: name windows that meet, or read it with that in mind"].assert_eq(&told(&distant).join("\n"));
}

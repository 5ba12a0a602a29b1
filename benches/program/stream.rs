//! The Flight reader against `serde_json` on the JSON of the same rows.
//!
//! Two streams of 20 MB, made from the sample. A *page* is what upstream sends: its own rows with both charts and the
//! lists, and rows that draw the page around them, here one per model of the catalogue, again and again. *Charts*
//! holds nothing but charts, which no page does: each byte has to be read.

use std::{fmt::Write as _, hint::black_box};

use divan::{Bencher, counter::BytesCount};
use flight::{Flight, Limits, Node};
use fs_err as fs;
use ingest::{Answer, Ingested};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::folder::{repository, sum};

const BYTES: usize = 20_000_000;
const SAMPLE: &str = "data/sample/snapshots/rankings_page/stream/2026-04-14T120000Z/body.rsc";
const CATALOG: &str = "data/sample/snapshots/catalog/models/2026-04-14T004905Z/body.json";
/// Ids of rows that the sample does not have.
const FIRST_ID: usize = 0x1000;

pub fn facts() -> String {
    let (page, charts) = (page(), charts());
    let ingested = ingested(&page);
    let tables: Vec<_> =
        ingested.tables.iter().map(|(spec, data)| format!("{} {}", spec.name, data.height())).collect();
    let found = found(&charts).iter().map(|found| found.value.to_string()).collect::<Vec<_>>().concat();
    format!(
        "page: {} bytes in {} rows, sha256 {}, gives {}\ncharts: {} bytes in {} rows, sha256 {}, gives {} bytes of values, sha256 {}",
        page.len(),
        rows(&page).len(),
        sum(&page),
        tables.join(", "),
        charts.len(),
        rows(&charts).len(),
        sum(&charts),
        found.len(),
        sum(found.as_bytes()),
    )
}

/// The sample's page in a page as large as `BYTES`.
fn page() -> Vec<u8> {
    let sample = fs::read(repository(SAMPLE)).expect("the sample is committed");
    let catalog = fs::read(repository(CATALOG)).expect("the sample is committed");
    let catalog: Value = serde_json::from_slice(&catalog).expect("the sample is JSON");
    let models = catalog.get("data").and_then(Value::as_array).expect("the catalogue lists models");
    let mut around = String::new();
    for (id, model) in (FIRST_ID..).zip(models.iter().cycle()) {
        if around.len() + sample.len() >= BYTES {
            break;
        }
        let _ = writeln!(around, "{id:x}:[\"$\",\"$L4\",\"{id}\",{{\"className\":\"card\",\"model\":{model}}}]");
    }
    [around.into_bytes(), sample].concat()
}

/// Charts and nothing else: the sample's model chart in one row after the other.
fn charts() -> Vec<u8> {
    let sample = fs::read_to_string(repository(SAMPLE)).expect("the sample is committed");
    let chart = sample.lines().find_map(|row| row.strip_prefix("1f:")).expect("the sample has a model chart");
    let rows = (FIRST_ID..).map(|id| format!("{id:x}:{chart}\n"));
    rows.take(BYTES / chart.len() + 1).collect::<String>().into_bytes()
}

/// The JSON of each row.
fn rows(stream: &[u8]) -> Vec<&[u8]> {
    let lines = stream.split(|byte| *byte == b'\n').filter_map(|row| row.splitn(2, |byte| *byte == b':').nth(1));
    lines.filter(|json| serde_json::from_slice::<IgnoredAny>(json).is_ok()).collect()
}

fn limits() -> Limits {
    Limits { json_nodes: 4_000_000, resolved_nodes: 8_000_000, ..Limits::default() }
}

fn is_chart(node: Node<'_>) -> bool {
    node.elements().is_some_and(|elements| elements.take(3).any(|bucket| bucket.get("ys").is_some()))
}

fn found(stream: &[u8]) -> Vec<flight::Found> {
    let flight = Flight::parse(stream, &limits()).expect("the stream is well formed");
    flight.find_keyed(&["ys"], is_chart).expect("it is within the limits")
}

/// To checked frames: index, find charts and lists, read dates and tokens, check every column.
fn ingested(stream: &[u8]) -> Ingested {
    let (_, request) = ingest::request("rankings_page/stream").expect("it is a request");
    let answer = Answer {
        snapshot_id: "bench",
        captured_at: "2026-04-14T12:00:00Z".parse().expect("an instant"),
        source: "rankings_page",
        argument: None,
        body: stream,
        more: &[],
        map: None,
        origins: &[],
    };
    request.ingested(&answer).expect("the sample is well formed")
}

/// All rows as values, one by one.
fn read_by_serde(bencher: Bencher<'_, '_>, stream: &[u8]) {
    let rows = rows(stream);
    let bytes: usize = rows.iter().map(|row| row.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for row in &rows {
            black_box(serde_json::from_slice::<Value>(row).expect("it was JSON before"));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn page_baseline_serde_json(bencher: Bencher<'_, '_>) {
    read_by_serde(bencher, &page());
}

#[divan::bench(sample_count = 10)]
fn page_split_and_checked(bencher: Bencher<'_, '_>) {
    let stream = page();
    bencher.counter(BytesCount::new(stream.len())).bench_local(|| {
        black_box(Flight::parse(&stream, &limits()).expect("the stream is well formed"));
    });
}

#[divan::bench(sample_count = 10)]
fn page_to_tables(bencher: Bencher<'_, '_>) {
    let stream = page();
    bencher.counter(BytesCount::new(stream.len())).bench_local(|| {
        black_box(ingested(&stream));
    });
}

#[divan::bench(sample_count = 10)]
fn charts_baseline_serde_json(bencher: Bencher<'_, '_>) {
    read_by_serde(bencher, &charts());
}

#[divan::bench(sample_count = 10)]
fn charts_to_values(bencher: Bencher<'_, '_>) {
    let stream = charts();
    bencher.counter(BytesCount::new(stream.len())).bench_local(|| {
        black_box(found(&stream));
    });
}

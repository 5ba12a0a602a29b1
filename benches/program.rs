//! What the program takes, each beside a baseline of the same bytes in the same run.
//!
//! A time alone says more about the machine than about the program: read each as a multiple of its baseline.
#![expect(clippy::expect_used, reason = "a measurement that cannot be made stops")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use divan::{Bencher, black_box, counter::BytesCount};
use flight::{Flight, Limits};
use fs_err as fs;
use ingest::Answer;
use serde::de::IgnoredAny;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// The folder `name` of the repository.
fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn tokenshare(arguments: &[&str], folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenshare"));
    let output = command.args(arguments).current_dir(folder).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below `folder`.
fn bodies(folder: &Path) -> Vec<Vec<u8>> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(fs::read(path).expect("a file")) }
        }
    }
    found
}

/// The whole published page: check every byte of the sample, parse, join, 25 tables stored.
#[divan::bench_group(sample_count = 30)]
mod published_page {
    use super::*;

    /// The least that any program has to do: read every byte and hash it.
    #[divan::bench]
    fn baseline_read_and_hash() {
        for body in bodies(&repository("data/sample/snapshots")) {
            black_box(Sha256::digest(body));
        }
    }

    /// The least that a process takes here.
    #[divan::bench]
    fn baseline_start_and_end(bencher: Bencher<'_, '_>) {
        let folder = TempDir::new().expect("a temporary folder");
        bencher.bench_local(|| tokenshare(&["--version"], folder.path()));
    }

    #[divan::bench]
    fn demo(bencher: Bencher<'_, '_>) {
        let folder = TempDir::new().expect("a temporary folder");
        bencher.bench_local(|| tokenshare(&["demo", "--data", "data", "--quiet"], folder.path()));
    }

    #[divan::bench]
    fn show_a_table(bencher: Bencher<'_, '_>) {
        let folder = TempDir::new().expect("a temporary folder");
        tokenshare(&["demo", "--data", "data", "--quiet"], folder.path());
        bencher.bench_local(|| tokenshare(&["show", "dollar_share", "--data", "data"], folder.path()));
    }
}

/// The Flight parser against `serde_json` on the JSON of the same rows.
#[divan::bench_group(sample_count = 100)]
mod stream {
    use super::*;

    /// The sample's rankings page.
    fn stream() -> Vec<u8> {
        let folder = repository("data/sample/snapshots/rankings_page/stream/2026-04-14T120000Z");
        fs::read(folder.join("body.rsc")).expect("the sample is committed")
    }

    #[divan::bench]
    fn baseline_serde_json(bencher: Bencher<'_, '_>) {
        let stream = stream();
        let rows: Vec<&[u8]> = stream
            .split(|byte| *byte == b'\n')
            .filter_map(|row| row.splitn(2, |byte| *byte == b':').nth(1))
            .filter(|json| serde_json::from_slice::<IgnoredAny>(json).is_ok())
            .collect();
        let bytes: usize = rows.iter().map(|row| row.len()).sum();
        bencher.counter(BytesCount::new(bytes)).bench_local(|| {
            for row in &rows {
                black_box(serde_json::from_slice::<serde_json::Value>(row).expect("it was JSON before"));
            }
        });
    }

    #[divan::bench]
    fn index_rows(bencher: Bencher<'_, '_>) {
        let stream = stream();
        bencher.counter(BytesCount::new(stream.len())).bench_local(|| {
            black_box(Flight::parse(&stream, &Limits::default()).expect("the sample is well formed"));
        });
    }

    /// To checked frames: index, find both charts, read dates and tokens, check every column.
    #[divan::bench]
    fn ingest_the_page(bencher: Bencher<'_, '_>) {
        let stream = stream();
        let (_, request) = ingest::request("rankings_page/stream").expect("it is a request");
        let answer = Answer {
            snapshot_id: "bench",
            captured_at: "2026-04-14T12:00:00Z".parse().expect("an instant"),
            source: "rankings_page",
            argument: None,
            body: &stream,
            map: None,
            origins: &[],
        };
        bencher.counter(BytesCount::new(stream.len())).bench_local(|| {
            black_box(request.ingested(&answer).expect("the sample is well formed"));
        });
    }
}

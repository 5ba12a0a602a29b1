//! The whole published page: check every byte of the sample, parse, join, all tables stored.

use std::hint::black_box;

use divan::Bencher;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{
    folder::{bodies, repository, tables, tokenshare},
    memory::peak,
};

const DEMO: &[&str] = &["demo", "--data", "data", "--quiet"];

pub fn facts() -> String {
    let folder = TempDir::new().expect("a temporary folder");
    let peak = peak(DEMO, folder.path());
    format!("published page: {}; at most {peak}", tables(&folder.path().join("data")))
}

/// The least that any program has to do: read every byte and hash it.
#[divan::bench(sample_count = 30)]
fn baseline_read_and_hash() {
    for body in bodies(&repository("data/sample/snapshots"), "") {
        black_box(Sha256::digest(body));
    }
}

/// The least that a process takes here.
#[divan::bench(sample_count = 30)]
fn baseline_start_and_end(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a temporary folder");
    bencher.bench_local(|| tokenshare(&["--version"], folder.path()));
}

#[divan::bench(sample_count = 30)]
fn demo(bencher: Bencher<'_, '_>) {
    // A folder of its own each time: in one that has been used nothing is new.
    let folder = || TempDir::new().expect("a temporary folder");
    bencher.with_inputs(folder).bench_local_values(|folder| {
        tokenshare(DEMO, folder.path());
        folder
    });
}

/// The same again, in a folder where nothing is new.
#[divan::bench(sample_count = 30)]
fn demo_again(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a temporary folder");
    tokenshare(DEMO, folder.path());
    bencher.bench_local(|| tokenshare(DEMO, folder.path()));
}

#[divan::bench(sample_count = 30)]
fn show_a_table(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a temporary folder");
    tokenshare(DEMO, folder.path());
    bencher.bench_local(|| tokenshare(&["show", "dollar_share", "--data", "data"], folder.path()));
}

//! A year and a half of catalogues, fifteen days of everything: what a refresh costs. These bytes are not part of the
//! repository; without them nothing is measured, and that is said.

use std::{hint::black_box, path::Path};

use divan::Bencher;
use flate2::read::GzDecoder;
use fs_err as fs;
use serde_json::Value;
use tempfile::TempDir;

use super::{
    folder::{bodies, capture, tables, tokenshare},
    memory::peak,
};

/// Everything is made anew each time.
const RUN: &[&str] = &["run", "bench.toml", "--data", "data", "--quiet", "--fresh"];

/// A folder of captures and what is made of it.
pub struct Captures {
    folder: &'static str,
    layout: &'static str,
    /// What the files that are taken end in.
    inputs: &'static [&'static str],
    requests: &'static [&'static str],
}

const PULSE: Captures = Captures {
    folder: "pulse",
    layout: "pulse",
    inputs: &["models.json.gz", "apps.json.gz", "_day.json.gz", "_week.json.gz", "_month.json.gz"],
    requests: &[
        "catalog/models",
        "frontend/apps",
        "frontend/models-day",
        "frontend/models-week",
        "frontend/models-month",
    ],
};
pub const CATALOGS: Captures = Captures {
    folder: "catalog_history",
    layout: "catalog-history",
    inputs: &[".json.gz"],
    requests: &["catalog/models"],
};

impl Captures {
    pub fn import(&self, folder: &Path) {
        let captures = capture(self.folder).expect("it was there before").display().to_string();
        tokenshare(&["import", self.layout, "--data", "data", "--quiet", &captures], folder);
    }

    /// Writes a pipeline of all that was imported.
    pub fn plan(&self, folder: &Path) {
        let inputs: Vec<_> = self.requests.iter().map(|request| format!("'{request}' = 'all'")).collect();
        let pipeline =
            format!("title = 'bench'\n[inputs]\n{}\n[bounds]\nmax_new_vendor_share = 0.05\n", inputs.join("\n"));
        fs::write(folder.join("bench.toml"), pipeline).expect("a temporary file");
    }

    fn bodies(&self) -> Option<Vec<Vec<u8>>> {
        let folder = capture(self.folder)?;
        Some(self.inputs.iter().flat_map(|end| bodies(&folder, end)).collect())
    }

    fn facts(&self) -> String {
        let Some(bodies) = self.bodies() else { return format!("{}: skipped, no captures", self.folder) };
        let folder = TempDir::new().expect("a temporary folder");
        self.import(folder.path());
        self.plan(folder.path());
        let peak = peak(RUN, folder.path());
        let bytes: usize = bodies.iter().map(|body| unpacked(body).len()).sum();
        let made = tables(&folder.path().join("data"));
        format!("{}: {} files, {bytes} bytes, gives {made}; at most {peak}", self.folder, bodies.len())
    }

    /// The least that any program has to do: unpack, and read the JSON.
    fn baseline(&self, bencher: Bencher<'_, '_>) {
        let Some(bodies) = self.bodies() else { return };
        bencher.bench_local(|| {
            for body in &bodies {
                black_box(serde_json::from_slice::<Value>(&unpacked(body)).expect("captures are JSON"));
            }
        });
    }

    fn bench_import(&self, bencher: Bencher<'_, '_>) {
        if capture(self.folder).is_some() {
            let folder = || TempDir::new().expect("a temporary folder");
            bencher.with_inputs(folder).bench_local_refs(|folder| self.import(folder.path()));
        }
    }

    fn bench_run(&self, bencher: Bencher<'_, '_>) {
        if capture(self.folder).is_some() {
            let folder = TempDir::new().expect("a temporary folder");
            self.import(folder.path());
            self.plan(folder.path());
            bencher.bench_local(|| tokenshare(RUN, folder.path()));
        }
    }
}

pub fn facts() -> String {
    format!("{}\n{}", PULSE.facts(), CATALOGS.facts())
}

fn unpacked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut GzDecoder::new(body), &mut bytes).expect("captures are whole");
    bytes
}

#[divan::bench(sample_count = 10)]
fn pulse_days_baseline_unpack_and_read(bencher: Bencher<'_, '_>) {
    PULSE.baseline(bencher);
}

#[divan::bench(sample_count = 10)]
fn pulse_days_import(bencher: Bencher<'_, '_>) {
    PULSE.bench_import(bencher);
}

#[divan::bench(sample_count = 10)]
fn pulse_days_to_tables(bencher: Bencher<'_, '_>) {
    PULSE.bench_run(bencher);
}

#[divan::bench(sample_count = 10)]
fn catalogs_baseline_unpack_and_read(bencher: Bencher<'_, '_>) {
    CATALOGS.baseline(bencher);
}

#[divan::bench(sample_count = 10)]
fn catalogs_import(bencher: Bencher<'_, '_>) {
    CATALOGS.bench_import(bencher);
}

#[divan::bench(sample_count = 10)]
fn catalogs_to_tables(bencher: Bencher<'_, '_>) {
    CATALOGS.bench_run(bencher);
}

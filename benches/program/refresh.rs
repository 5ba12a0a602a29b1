//! What one more snapshot costs, the more there are: a refresh over 50, 500 and 5,000 stored ones. Half are charts of vendors
//! as a keeper has them, 53 weeks of 10 labels; half are small catalogues.
//!
//! The baseline is what nobody can do without: reading the facts of every snapshot.

use std::{
    fmt::Write as _,
    hint::black_box,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Instant,
};

use divan::Bencher;
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::folder::{bodies, tables, tokenshare};

const SIZES: [usize; 3] = [50, 500, 5_000];
const RUN: &[&str] = &["run", "bench.toml", "--data", "data", "--quiet"];
/// How many weeks arrive one by one, to see what each leaves on the disk.
const ARRIVALS: usize = 3;
const FIRST: Date = Date::constant(2020, 1, 6);
const LABELS: [&str; 10] =
    ["openai", "anthropic", "google", "deepseek", "qwen", "x-ai", "mistralai", "meta-llama", "moonshotai", "others"];
const PIPELINE: &str = "title = 'bench'\nrules = ['default']\nresults = ['token_share', 'vendor_growth', 'mover']\n\
                        [inputs]\n'archive/vendor-weeks' = 'all'\n'catalog/models' = 'all'\n[bounds]\n\
                        max_new_vendor_share = 1.0\n";
const MAP: &str = "[map]\nformat = 'csv'\n[map.columns]\nweek = 'week'\nlabel = 'vendor'\ntokens = 'tokens'\n\
                   unit = 'billions'\n";

/// A data folder that holds so many snapshots and a run, ready for one more.
struct Folder {
    folder: TempDir,
    stored: usize,
}

/// The largest of them takes a while: each is made once.
static FOLDERS: LazyLock<Vec<Folder>> = LazyLock::new(|| SIZES.map(Folder::new).into());

/// A chart or a catalogue; each pair is of one week, one day after the other where there are more than weeks.
fn lay(data: &Path, number: usize) {
    let day = FIRST.checked_add(i64::try_from(number / 2).expect("few").days()).expect("a day of these years");
    let at = format!("{day}T12:00:00Z");
    let (source, file, body) = if number.is_multiple_of(2) {
        ("archive/vendor-weeks/keeper", "body.csv", chart(day))
    } else {
        ("catalog/models", "body.json", catalogue(number))
    };
    let folder = data.join("snapshots").join(source).join(at.replace(':', ""));
    fs::create_dir_all(&folder).expect("room");
    let (digest, bytes) = (sha256(body.as_bytes()), body.len());
    let mut parts = source.split('/');
    let [name, request] = [parts.next(), parts.next()].map(|part| part.expect("a source and a request"));
    let (argument, map) = if number.is_multiple_of(2) { ("argument = 'keeper'\n", MAP) } else { ("", "") };
    let facts = format!(
        "format = 1\nsource = '{name}'\nrequest = '{request}'\n{argument}captured_at = '{at}'\nrecorded_by = 'bench'\n\
         licence = 'none'\ncitation = 'OpenRouter, retrieved {day}'\n{map}[[body]]\nfile = '{file}'\n\
         media_type = 'text/plain'\nbytes = {bytes}\nsha256 = '{digest}'\n"
    );
    fs::write(folder.join(file), body).expect("room");
    fs::write(folder.join("snapshot.toml"), facts).expect("room");
}

/// The last 53 whole weeks.
fn chart(day: Date) -> String {
    let age = i64::from((day - FIRST).get_days());
    let monday = FIRST.checked_add((age / 7 * 7).days()).expect("a day of these years");
    let mut text = "week,vendor,tokens\n".to_owned();
    for back in (1..=53_i64).rev() {
        let week = monday.checked_sub((7 * back).days()).expect("a day of these years");
        let grown = 1_000 + (age / 7 - back + 53) * 7;
        for (place, label) in LABELS.iter().enumerate() {
            let tokens = grown + 100 * i64::try_from(place).expect("few");
            writeln!(text, "{week},{label},{tokens}").expect("memory");
        }
    }
    text
}

fn catalogue(number: usize) -> String {
    let model = |place: usize| {
        let price = 10 + place + number / 200;
        format!(
            r#"{{"id":"vendor/model-{place}","canonical_slug":"vendor/model-{place}","name":"m","created":1,"pricing":{{"prompt":"{price}e-7","completion":"{price}e-7"}}}}"#
        )
    };
    format!(r#"{{"data":[{}]}}"#, (0..5).map(model).collect::<Vec<_>>().join(","))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

impl Folder {
    fn new(stored: usize) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("bench.toml"), PIPELINE).expect("room");
        let folder = Self { folder, stored };
        (0..stored).for_each(|number| lay(&folder.data(), number));
        tokenshare(RUN, folder.folder.path());
        folder
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The number of the next chart.
    fn next(&self) -> usize {
        self.stored + self.stored % 2
    }

    /// Back to the first run, with these charts on top.
    fn with_news(&self, charts: usize) {
        let mut runs: Vec<PathBuf> = entries(&self.data().join("runs"));
        runs.sort();
        let current = self.data().join("current");
        fs::remove_file(&current).expect("it is there");
        let (first, others) = runs.split_first().expect("one was made");
        let first = Path::new("runs").join(first.file_name().expect("a name"));
        std::os::unix::fs::symlink(first, current).expect("room");
        let mut stored = entries(&self.data().join("snapshots/archive/vendor-weeks/keeper"));
        stored.sort();
        for new in stored.split_off(self.stored / 2).iter().chain(others) {
            fs::remove_dir_all(new).expect("it is there");
        }
        (0..charts).for_each(|chart| lay(&self.data(), self.next() + 2 * chart));
    }

    /// What a week takes on the disk once it is stored: its snapshot, and what its run has for itself.
    fn facts(&self) -> String {
        self.with_news(0);
        let (before, began) = (size(&self.data()), now());
        for week in 0..ARRIVALS {
            lay(&self.data(), self.next() + 2 * week);
            tokenshare(RUN, self.folder.path());
        }
        let (grown, took) = ((size(&self.data()) - before) / ARRIVALS as u64, began.elapsed());
        format!(
            "refresh over {} snapshots, {} bytes with their run: {}; each further week adds {grown} bytes and takes {} ms",
            self.stored,
            before,
            tables(&self.data()),
            took.as_millis() / ARRIVALS as u128
        )
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn now() -> Instant {
    Instant::now()
}

/// Bytes below a folder; a file with two names once, links not at all.
fn size(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let (mut open, mut seen, mut bytes) = (vec![folder.to_owned()], std::collections::BTreeSet::new(), 0);
    while let Some(folder) = open.pop() {
        for path in entries(&folder) {
            let facts = path.symlink_metadata().expect("it is there");
            if facts.is_dir() {
                open.push(path);
            } else if facts.is_file() && seen.insert(facts.ino()) {
                bytes += facts.len();
            }
        }
    }
    bytes
}

pub fn facts() -> String {
    FOLDERS.iter().map(Folder::facts).collect::<Vec<_>>().join("\n")
}

fn of(stored: usize) -> &'static Folder {
    FOLDERS.iter().find(|folder| folder.stored == stored).expect("one of each size")
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn refresh_baseline_read_facts(bencher: Bencher<'_, '_>, stored: usize) {
    let snapshots = of(stored).data().join("snapshots");
    bencher.bench_local(|| black_box(bodies(&snapshots, "snapshot.toml")));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn refresh_one_more(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    bencher.with_inputs(|| folder.with_news(1)).bench_local_refs(|()| tokenshare(RUN, folder.folder.path()));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn refresh_nothing_new(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    tokenshare(RUN, folder.folder.path());
    bencher.bench_local(|| tokenshare(RUN, folder.folder.path()));
}

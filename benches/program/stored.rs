//! A data folder that holds snapshots and a run, ready for one more.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Instant,
};

use fs_err as fs;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::folder::{tables, tokenshare};

const RUN: &[&str] = &["run", "bench.toml", "--data", "data", "--quiet"];
/// How many weeks arrive one by one, to see what each leaves on the disk.
const ARRIVALS: usize = 3;

/// What upstream said.
pub struct Answer {
    pub source: &'static str,
    pub request: &'static str,
    /// Whose answer, or of when; empty for what has none.
    pub argument: String,
    /// How it is read, as TOML; empty for what is read as it is.
    pub map: &'static str,
    pub body: String,
    pub ending: &'static str,
}

impl Answer {
    /// Stored as `import` would have stored it at that instant.
    pub fn laid(&self, data: &Path, at: &str) {
        let Self { source, request, argument, map, body, ending } = self;
        let folder = data.join("snapshots").join(source).join(request).join(argument).join(at.replace(':', ""));
        fs::create_dir_all(&folder).expect("room");
        let digest =
            Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let (file, bytes) = (format!("body.{ending}"), body.len());
        let argument = if argument.is_empty() { String::new() } else { format!("argument = '{argument}'\n") };
        let facts = format!(
            "format = 1\nsource = '{source}'\nrequest = '{request}'\n{argument}captured_at = '{at}'\n\
             recorded_by = 'bench'\nlicence = 'none'\ncitation = 'OpenRouter, retrieved {at}'\n{map}[[body]]\n\
             file = '{file}'\nmedia_type = 'text/plain'\nbytes = {bytes}\nsha256 = '{digest}'\n"
        );
        fs::write(folder.join(file), body).expect("room");
        fs::write(folder.join("snapshot.toml"), facts).expect("room");
    }
}

/// The data folder.
pub struct Stored {
    folder: TempDir,
    /// How many numbers were laid.
    pub count: usize,
    lay: fn(&Path, usize),
    /// The number of the first that arrives later, and from one arrival to the next.
    next: (usize, usize),
    known: BTreeSet<PathBuf>,
}

impl Stored {
    /// With what `lay` lays for the numbers below `stored`, and a run over it. The first to come is `next(stored)`, then
    /// `step` further.
    pub fn new(pipeline: &str, stored: usize, lay: fn(&Path, usize), next: fn(usize) -> usize, step: usize) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("bench.toml"), pipeline).expect("room");
        let mut folder = Self { folder, count: stored, lay, next: (next(stored), step), known: BTreeSet::new() };
        (0..stored).for_each(|number| lay(&folder.data(), number));
        folder.known = snapshots(&folder.data().join("snapshots"));
        folder.run();
        folder
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn run(&self) {
        tokenshare(RUN, self.folder.path());
    }

    fn arrive(&self, arrival: usize) {
        let (first, step) = self.next;
        (self.lay)(&self.data(), first + step * arrival);
    }

    /// Back to the first run, with so much on top.
    pub fn with_news(&self, arrivals: usize) {
        let mut runs: Vec<PathBuf> = entries(&self.data().join("runs"));
        runs.sort();
        let current = self.data().join("current");
        fs::remove_file(&current).expect("it is there");
        let (first, others) = runs.split_first().expect("one was made");
        let first = Path::new("runs").join(first.file_name().expect("a name"));
        std::os::unix::fs::symlink(first, current).expect("room");
        let stored = snapshots(&self.data().join("snapshots"));
        for new in stored.difference(&self.known).chain(others) {
            fs::remove_dir_all(new).expect("it is there");
        }
        (0..arrivals).for_each(|arrival| self.arrive(arrival));
    }

    /// What a week takes on the disk once it is stored: its snapshots, and what its run has for itself.
    pub fn facts(&self) -> String {
        self.with_news(0);
        let (before, began) = (size(&self.data()), now());
        for week in 0..ARRIVALS {
            self.arrive(week);
            self.run();
        }
        let (grown, took) = ((size(&self.data()) - before) / ARRIVALS as u64, began.elapsed());
        format!(
            "refresh over {} snapshots, {} bytes with their run: {}; each further week adds {grown} bytes and takes {} ms",
            self.known.len(),
            before,
            tables(&self.data()),
            took.as_millis() / ARRIVALS as u128
        )
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

/// The folders of all snapshots below a folder.
fn snapshots(folder: &Path) -> BTreeSet<PathBuf> {
    if folder.join("snapshot.toml").exists() {
        return BTreeSet::from([folder.to_owned()]);
    }
    entries(folder).iter().filter(|path| path.is_dir()).flat_map(|path| snapshots(path)).collect()
}

#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn now() -> Instant {
    Instant::now()
}

/// Bytes below a folder; a file with two names once, links not at all.
fn size(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let (mut open, mut seen, mut bytes) = (vec![folder.to_owned()], BTreeSet::new(), 0);
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

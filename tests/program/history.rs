//! A small market whose answers arrive one by one: made-up weekly charts of vendors and of models by the maps of a keeper,
//! and catalogues. A run over it takes a tenth of a second, so that hundreds can be tried.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    process::{Ended, command, files, tokenshare},
    upstream::shifted,
};
use fs_err as fs;
use jiff::civil::Date;
use tempfile::TempDir;

const FIRST_MONDAY: Date = Date::constant(2026, 1, 5);
/// How many weeks a chart has.
const CHART_WEEKS: i64 = 6;
const MODELS: [&str; 6] = [
    "openai/gpt-5.4-20260305",
    "anthropic/claude-4.6-sonnet-20260217",
    "google/gemini-3-flash-preview-20251217",
    "deepseek/deepseek-v3.2-20251201",
    "qwen/qwen3-coder-480b-a35b-07-25",
    "x-ai/grok-4-fast",
];
/// What the program says of answers that its guards refuse: the tables are made all the same.
const REFUSED: &str = " refused, and not used";

pub const PIPELINE: &str = "
title = 'history'
rules = ['default']
bases = ['list_3to1', 'list_asof']
groups = ['cn']
results = ['token_share', 'vendor_price', 'dollar_share', 'vendor_gap', 'vendor_growth', 'coverage', 'mover']
[inputs]
'archive/vendor-weeks' = 'all'
'archive/model-weeks' = 'all'
'catalog/models' = 'all'
[windows]
gap_weeks = 2
growth_weeks = 2
site_weeks = 2
[weights]
default = 'site'
[bounds]
max_new_vendor_share = 1.0
";

/// The tokens of a label in a week, in billions.
fn tokens(week: Date, label: usize) -> i64 {
    let weeks = i64::from((week - Date::constant(2025, 1, 6)).get_days()) / 7;
    let label = i64::try_from(label).expect("few labels");
    1_000 + label * 137 + weeks * (7 + label)
}

/// The chart of a Monday as CSV, each number in `percent` of itself.
fn chart<'label>(column: &str, labels: impl Iterator<Item = &'label str>, monday: Date, percent: i64) -> String {
    let labels: Vec<&str> = labels.collect();
    let mut text = format!("week,{column},tokens\n");
    for back in (1..=CHART_WEEKS).rev() {
        let week = shifted(monday, -7 * back);
        for (place, label) in labels.iter().enumerate() {
            writeln!(text, "{week},{label},{}", tokens(week, place) * percent / 100).expect("memory");
        }
    }
    text
}

fn vendors(monday: Date, percent: i64) -> String {
    let vendors = MODELS.iter().filter_map(|model| Some(model.split_once('/')?.0));
    chart("vendor", vendors.chain(["others"]), monday, percent)
}

fn models(monday: Date) -> String {
    chart("model", MODELS.into_iter().chain(["Others"]), monday, 90)
}

fn catalogue(raised: usize) -> String {
    let model = |(place, model): (usize, &&str)| {
        let (input, output) = (10 + place + raised, 30 + place);
        format!(
            r#"{{"id":"{model}","canonical_slug":"{model}","name":"m","created":1,"pricing":{{"prompt":"{input}e-7","completion":"{output}e-7"}}}}"#
        )
    };
    format!(r#"{{"data":[{}]}}"#, MODELS.iter().enumerate().map(model).collect::<Vec<_>>().join(","))
}

fn map(keeper: &str, what: &str) -> String {
    format!(
        "name = '{keeper}'\nmakes = '{what}-weeks'\nfrom = 'here'\nlicence = 'none'\ncitation = 'OpenRouter'\n\
         captured_at = 'from_name'\n[table]\nformat = 'csv'\n[table.columns]\nweek = 'week'\nlabel = '{what}'\n\
         tokens = 'tokens'\nunit = 'billions'\n"
    )
}

/// Snapshots that are going to arrive.
pub struct Stock {
    folder: TempDir,
    keeper: &'static str,
}

impl Stock {
    /// So many weeks: each Monday both charts and a catalogue.
    pub fn new(weeks: i64) -> Self {
        Self::of_keeper("keeper", weeks)
    }

    /// The same by another keeper of charts.
    pub fn of_keeper(keeper: &'static str, weeks: i64) -> Self {
        let stock = Self { folder: TempDir::new().expect("a temporary folder"), keeper };
        for week in 0..weeks {
            let (monday, raised) = (shifted(FIRST_MONDAY, 7 * week), usize::try_from(week / 2).expect("small"));
            stock.lay("vendor", monday, "csv", &vendors(monday, 100));
            stock.lay("model", monday, "csv", &models(monday));
            stock.lay("catalog", monday, "json", &catalogue(raised));
        }
        stock.import();
        stock
    }

    /// The same, and on other days: what was said again, restated, and cannot be.
    pub fn with_twists(weeks: i64) -> Self {
        let stock = Self::new(weeks);
        let [again, restated, broken] = [1, 2, 3].map(|day| shifted(FIRST_MONDAY, 7 + day));
        let monday = shifted(FIRST_MONDAY, 7);
        stock.lay("vendor", again, "csv", &vendors(monday, 100));
        stock.lay("vendor", restated, "csv", &vendors(monday, 110));
        stock.lay("vendor", broken, "csv", &vendors(monday, 10));
        stock.lay("catalog", restated, "json", &catalogue(5));
        stock.import();
        stock
    }

    /// The last Monday's chart of models has one more, of which no catalogue knows, with half as many tokens as all others.
    pub fn with_unpriced(weeks: i64) -> Self {
        let stock = Self::new(weeks);
        let monday = shifted(FIRST_MONDAY, 7 * weeks);
        let newest = shifted(monday, -7);
        let all: i64 = (0..=MODELS.len()).map(|label| tokens(newest, label)).sum();
        stock.lay("vendor", monday, "csv", &vendors(monday, 100));
        stock.lay("model", monday, "csv", &format!("{}{newest},openai/gpt-9,{}\n", models(monday), all / 2));
        stock.import();
        stock
    }

    fn lay(&self, what: &str, day: Date, ending: &str, text: &str) {
        let folder = self.folder.path().join(what);
        fs::create_dir_all(&folder).expect("room");
        fs::write(folder.join(format!("{day}T120000Z.{ending}")), text).expect("room");
    }

    fn import(&self) {
        let path = self.folder.path();
        for what in ["vendor", "model"] {
            fs::write(path.join("map.toml"), map(self.keeper, what)).expect("room");
            super::process::said(&["import", "archive", "--map", "map.toml", what], path);
        }
        super::process::said(&["import", "catalog/models", "--captured-at", "from-name", "catalog"], path);
    }

    /// The ids of all, by when they were captured.
    pub fn ids(&self) -> Vec<String> {
        let names = files(&self.folder.path().join("data/snapshots")).into_iter();
        let mut ids: Vec<String> =
            names.filter_map(|name| name.strip_suffix("/snapshot.toml").map(str::to_owned)).collect();
        ids.sort_by_key(|id| (instant(id).to_owned(), id.clone()));
        ids
    }

    /// The ids of what was captured then or before.
    pub fn until(&self, last: &str) -> Vec<String> {
        self.ids().into_iter().filter(|id| instant(id) <= last).collect()
    }

    /// Every instant of capture, as ids spell it.
    pub fn instants(&self) -> Vec<String> {
        let mut instants: Vec<String> = self.ids().iter().map(|id| instant(id).to_owned()).collect();
        instants.dedup();
        instants
    }
}

/// The last part of an id.
pub fn instant(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

/// What a run made: tables, data packages and the manifest, by name.
pub type Made = BTreeMap<String, Vec<u8>>;

/// A data folder into which snapshots arrive, with its pipeline.
pub struct History {
    folder: TempDir,
}

impl History {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("data/snapshots")).expect("room");
        let history = Self { folder };
        history.plan(PIPELINE);
        history
    }

    /// With these snapshots and a run.
    pub fn of<'id>(stock: &Stock, ids: impl IntoIterator<Item = &'id String>) -> Self {
        let history = Self::new();
        history.arrive_all(stock, ids);
        history.run_well(&[]);
        history
    }

    pub fn plan(&self, pipeline: &str) {
        fs::write(self.path().join("history.toml"), pipeline).expect("room");
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// A copy, links and all.
    pub fn copy(&self) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        copy(self.path(), folder.path());
        Self { folder }
    }

    /// Puts a snapshot in its place as the program does: by one rename.
    pub fn arrive(&self, stock: &Stock, id: &str) {
        let (from, to) = (stock.folder.path().join("data/snapshots").join(id), self.data().join("snapshots").join(id));
        let beside = self.data().join("snapshots/.arriving");
        copy(&from, &beside);
        fs::create_dir_all(to.parent().expect("below")).expect("room");
        fs::rename(beside, to).expect("nothing is there");
    }

    pub fn arrive_all<'id>(&self, stock: &Stock, ids: impl IntoIterator<Item = &'id String>) {
        for id in ids {
            self.arrive(stock, id);
        }
    }

    pub fn leave(&self, id: &str) {
        fs::remove_dir_all(self.data().join("snapshots").join(id)).expect("it is there");
    }

    pub fn command(&self, more: &[&str]) -> Command {
        command(&[&["run", "history.toml", "--data", "data"], more].concat(), self.path())
    }

    pub fn run(&self, more: &[&str]) -> Ended {
        self.command(more).output().expect("the program starts").into()
    }

    /// A run that makes tables, though answers may have been refused.
    pub fn run_well(&self, more: &[&str]) -> Ended {
        let ended = self.run(more);
        let is_well = ended.code == Some(0) || (ended.code == Some(1) && ended.stderr.contains(REFUSED));
        assert!(is_well, "{:?} {}", ended.code, ended.stderr);
        ended
    }

    pub fn verify(&self) -> Ended {
        tokenshare(&["verify", "--data", "data"], self.path())
    }

    pub fn verify_well(&self) {
        let ended = self.verify();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    }

    /// What the newest run made.
    pub fn made(&self) -> Made {
        made(&fs::canonicalize(self.data().join("current")).expect("a run"))
    }

    /// The folders of all runs, oldest first.
    pub fn runs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.data().join("runs")).into_iter().flatten();
        let mut runs: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        runs.sort();
        runs
    }

    /// Nothing is left of a run that was cut.
    pub fn demand_clean(&self) {
        for entry in fs::read_dir(self.data()).expect("a folder") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            assert!(!name.starts_with('.') || [".lock", ".fetch.json"].contains(&name.as_str()), "`{name}` is left");
        }
    }
}

/// What the run in `folder` made: all but `run.toml`, which has a clock.
pub fn made(folder: &Path) -> Made {
    let names = files(folder).into_iter().filter(|name| name != "run.toml");
    names.map(|name| (name.clone(), fs::read(folder.join(&name)).expect("a file"))).collect()
}

/// The first file that is not in both.
pub fn demand_same(found: &Made, expected: &Made, context: &str) {
    let names: Vec<_> = [found, expected].iter().map(|made| made.keys().collect::<Vec<_>>()).collect();
    assert_eq!(names[0], names[1], "{context}");
    for (name, bytes) in found {
        assert!(bytes == &expected[name], "{context}: `{name}` differs");
    }
}

/// Copies a folder, links as links.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("room");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, next, kind) = (entry.path(), to.join(entry.file_name()), entry.file_type().expect("a kind"));
        if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&path).expect("a link"), next).expect("room");
        } else if kind.is_dir() {
            copy(&path, &next);
        } else {
            fs::copy(&path, &next).expect("room");
        }
    }
}

/// Numbers that look like chance, and are the same every time.
pub struct Chance(u64);

impl Chance {
    pub fn of(seed: usize) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ (seed as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % end.max(1) as u64).expect("below a usize")
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

//! Many at once: runs that meet, and readers while runs go on.

use std::{
    collections::BTreeSet,
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
};

use super::times;
use crate::program::{
    history::{History, Made, Stock, demand_same, made},
    process::{Ended, sha256, tokenshare},
};
use fs_err as fs;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

const CROWD: usize = 20;
const BUSY: &str = "error: another run has been writing to `data`";

/// A folder with a run and news.
fn with_news(stock: &Stock) -> History {
    let place = History::of(stock, &stock.until("2026-01-05T120000Z"));
    place.arrive_all(stock, &stock.ids()[3..]);
    place
}

#[test]
fn of_twenty_runs_at_once_one_makes_the_tables() {
    let stock = Stock::new(2);
    let expected = History::of(&stock, &stock.ids()).made();
    for round in 0..times(2).div_ceil(10).max(2) {
        let place = with_news(&stock);
        // Whoever was there before is dead: the file alone is no lock.
        fs::write(place.data().join(".lock"), "2026-01-01T00:00:00Z").expect("room");
        let start = |_| place.command(&[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let children: Vec<_> = (0..CROWD).map(start).collect();
        let ended: Vec<Ended> =
            children.into_iter().map(|child| child.wait_with_output().expect("it ends").into()).collect();
        let (winners, others): (Vec<&Ended>, Vec<_>) = ended.iter().partition(|ended| ended.code == Some(0));
        for ended in &others {
            assert_eq!(ended.code, Some(1), "{}", ended.stderr);
            assert!(ended.stderr.starts_with(BUSY) && ended.stderr.contains("hint: wait"), "{}", ended.stderr);
        }
        assert!(!winners.is_empty());
        let makers = winners.iter().filter(|ended| !ended.stderr.contains("nothing is new")).count();
        assert_eq!((makers, place.runs().len()), (1, 2), "round {round}: one makes, whoever comes later finds it made");
        demand_same(&place.made(), &expected, "one complete run");
        place.demand_clean();
        place.verify_well();
        println!("{CROWD} runs at once: {} went well, {} found it busy", winners.len(), others.len());
    }
}

/// Holds every table of a run to its manifest, as somebody does who has only the crate `parquet`.
fn demand_whole(run: &Path) -> Made {
    let found = made(run);
    let text = String::from_utf8(found["manifest.toml"].clone()).expect("text");
    let manifest: toml::Table = text.parse().expect("whole");
    let known: BTreeSet<(&str, &str)> = inputs(&manifest).collect();
    for table in manifest["table"].as_array().expect("tables") {
        let (file, expected) = (table["file"].as_str().expect("text"), table["sha256"].as_str().expect("text"));
        assert_eq!(sha256(&found[file]), expected, "`{file}` of another run in `{}`", run.display());
        let reader = SerializedFileReader::new(file_of(&found[file])).expect("a whole file");
        let facts = reader.metadata().file_metadata();
        assert_eq!(Some(facts.num_rows()), table["rows"].as_integer(), "`{file}`");
        let footer = facts.key_value_metadata().expect("a footer");
        let value = |key: &str| footer.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
        assert_eq!(value("tokenshare.table").as_deref(), table["name"].as_str());
        assert_eq!(value("tokenshare.made_id").map(|id| id.len()), Some(64));
        let read: serde_json::Value = serde_json::from_str(&value("tokenshare.inputs").expect("a list")).expect("JSON");
        for input in read.as_array().expect("a list") {
            let (name, sum) = (input["name"].as_str().expect("text"), input["sha256"].as_str().expect("text"));
            assert!(known.contains(&(name, sum)), "`{file}` was made of another `{name}` than the run has");
        }
    }
    found
}

/// What a table of a run may be made of, with hashes: files that were read, and the other tables.
fn inputs(manifest: &toml::Table) -> impl Iterator<Item = (&str, &str)> {
    let entries = [("input", "name"), ("table", "file")].into_iter().flat_map(|(list, name)| {
        let entries = manifest[list].as_array().expect("a list");
        entries.iter().map(move |entry| (&entry[name], &entry["sha256"]))
    });
    entries.map(|(name, sum)| (name.as_str().expect("text"), sum.as_str().expect("text")))
}

/// Bytes as a file, which is what the crate reads.
fn file_of(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().expect("room");
    std::io::Write::write_all(&mut file, bytes).expect("room");
    file
}

/// Tells readers to stop once it goes, also when a run went wrong.
struct Until<'flag>(&'flag AtomicBool);

impl Drop for Until<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Reads until it is told to stop; how often, and how many different runs.
fn read_on(place: &History, is_over: &AtomicBool) -> (usize, usize) {
    let (mut times, mut seen) = (0, BTreeSet::new());
    while !is_over.load(Ordering::SeqCst) {
        let run = if times % 2 == 0 {
            fs::canonicalize(place.data().join("current")).expect("there is always one")
        } else {
            let ended = tokenshare(&["path", "--data", "data"], place.path());
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
            ended.stdout.trim_end().into()
        };
        seen.insert(sha256(&demand_whole(&run)["manifest.toml"]));
        // A single table is whole through the links, whenever it is opened.
        let table = fs::read(place.data().join("analyzed/vendor_growth.parquet")).expect("it is always there");
        SerializedFileReader::new(file_of(&table)).expect("a whole file");
        times += 1;
    }
    (times, seen.len())
}

#[test]
fn a_reader_never_sees_a_mix() {
    let (stock, rounds, is_over) = (Stock::new(4), times(2).div_ceil(10).max(2), AtomicBool::new(false));
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    let read = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(|| read_on(&place, &is_over))).collect();
        let until = Until(&is_over);
        for _ in 0..rounds {
            for id in &stock.ids()[3..] {
                place.arrive(&stock, id);
                place.run_well(&["--quiet"]);
            }
            stock.ids()[3..].iter().for_each(|id| place.leave(id));
            place.run_well(&["--quiet", "--fresh"]);
        }
        drop(until);
        readers.into_iter().map(|reader| reader.join().expect("it saw no mix")).collect::<Vec<_>>()
    });
    let (times, seen) = read.iter().fold((0, 0), |sum, (times, seen)| (sum.0 + times, sum.1.max(*seen)));
    println!("{} runs, read {times} times as a whole; one reader saw {seen} different ones", place.runs().len());
    assert!(times >= rounds && seen > 1, "{read:?}");
}

/// Whoever looks at a mix sees it: a table of one run, under the manifest of another.
#[test]
#[should_panic(expected = "of another run")]
fn a_mix_would_be_seen() {
    let stock = Stock::new(2);
    let place = with_news(&stock);
    place.run_well(&["--quiet"]);
    let (runs, mix) = (place.runs(), tempfile::TempDir::new().expect("a temporary folder"));
    crate::program::history::copy(&runs[1], mix.path());
    let table = "analyzed/vendor_growth.parquet";
    fs::copy(runs[0].join(table), mix.path().join(table)).expect("room");
    demand_whole(mix.path());
}

//! The deeds of a refresh, as `trace` tells them, and what must hold when one of them was the last.

use std::collections::BTreeMap;

use crate::program::{
    history::{History, Made, PIPELINE, Stock, demand_same},
    process::tokenshare,
    torture::is_torture,
};
use fs_err as fs;

/// A change of a file.
#[derive(Clone, Debug)]
pub struct Deed {
    pub number: usize,
    pub kind: String,
    /// The last part of its path.
    pub name: String,
}

/// The deeds that a run told.
pub fn told(stderr: &str) -> Vec<Deed> {
    let deed = |line: &str| {
        let (number, deed) = line.strip_prefix("warning: deed ")?.split_once(": ")?;
        let (kind, path) = deed.split_once(' ')?;
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Some(Deed { number: number.parse().ok()?, kind: kind.to_owned(), name })
    };
    stderr.lines().filter_map(deed).collect()
}

/// All of them under torture; else of each kind the first, the last, and some between, so that there are about `most`.
pub fn chosen(deeds: &[Deed], most: usize) -> Vec<Deed> {
    if is_torture() {
        return deeds.to_vec();
    }
    let mut kinds: BTreeMap<&str, Vec<&Deed>> = BTreeMap::new();
    for deed in deeds {
        kinds.entry(&deed.kind).or_default().push(deed);
    }
    let each = (most / kinds.len().max(1)).max(1);
    let of_kind = |deeds: Vec<&Deed>| {
        let last = deeds.len() - 1;
        let mut places: Vec<usize> = (0..each).map(|place| last * (place + 1) / each).collect();
        places.dedup();
        places.into_iter().map(|place| deeds[place].clone()).collect::<Vec<_>>()
    };
    kinds.into_values().flat_map(of_kind).collect()
}

/// A folder with two runs, what a cut one left, and one answer that is new: its run does every kind of deed.
pub struct Scene {
    pub before: History,
    pub deeds: Vec<Deed>,
    old: Made,
    pub new: Made,
    shown: [String; 2],
}

impl Scene {
    pub fn new() -> Self {
        let (stock, before) = (Stock::new(4), History::new());
        let mut known = stock.ids();
        let news =
            known.remove(known.iter().rposition(|id| id.starts_with("archive/vendor-")).expect("there are some"));
        before.arrive_all(&stock, &known[..6]);
        before.run_well(&[]);
        before.arrive_all(&stock, &known[6..]);
        before.run_well(&[]);
        before.arrive(&stock, &news);
        before.plan(&format!("{PIPELINE}[keep]\nruns = 1\ndays = 0\n"));
        fs::create_dir_all(before.data().join(".next-left/run")).expect("room");
        std::os::unix::fs::symlink("runs/nowhere", before.data().join(".current-next")).expect("room");
        // Both runs are older than no day at all: at least a second.
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        let after = before.copy();
        let ended: super::super::process::Ended =
            after.command(&[]).env("TOKENSHARE_FAULT", "trace").output().expect("it starts").into();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let (old, new, shown) = (before.made(), after.made(), [&before, &after].map(show));
        assert!(old != new && shown[0] != shown[1], "news change the tables");
        Self { before, deeds: told(&ended.stderr), old, new, shown }
    }

    /// What must hold whatever came between: readers have one complete run, and the next one ends as if nothing had been.
    pub fn demand_safe(&self, place: &History, context: &str) {
        let found = place.made();
        let is_new = found == self.new;
        assert!(is_new || found == self.old, "{context}: a mix");
        assert_eq!(show(place), self.shown[usize::from(is_new)], "{context}");
        place.verify_well();
        let ended = place.run(&[]);
        assert_eq!(ended.code, Some(0), "{context}: {}", ended.stderr);
        demand_same(&place.made(), &self.new, context);
        place.demand_clean();
        place.verify_well();
    }
}

fn show(place: &History) -> String {
    let ended = tokenshare(&["show", "vendor_growth", "--data", "data", "--format", "csv"], place.path());
    let prices = tokenshare(&["show", "vendor_price", "--data", "data", "--format", "csv"], place.path());
    assert_eq!((ended.code, prices.code), (Some(0), Some(0)), "{}{}", ended.stderr, prices.stderr);
    ended.stdout + &prices.stdout
}

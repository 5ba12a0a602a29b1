//! Whether there is room on the disk for a year of refreshes, by what is held: how fast the snapshots grow, and what runs
//! take.

use std::{
    collections::BTreeSet,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::finding::Finding;
use crate::{runs, snapshot::Snapshot, snapshots, typed::quoted};

/// Fewer days say too little of a year: one large answer of a fetch would count for all of it.
const LEAST_DAYS: i64 = 28;
/// What is taken for a year where too little is held to measure by. A guess, and told as one.
const ASSUMED: u64 = 1 << 30;
const DAY: i64 = 24 * 60 * 60;
const YEAR: u64 = 365;

/// What a folder holds.
#[derive(Clone, Copy)]
struct Held {
    /// Bytes of snapshots.
    snapshots: u64,
    /// Days from the first capture to the last.
    days: i64,
    /// Bytes of all runs that are kept.
    runs: u64,
}

impl Held {
    /// None if what lies there can't be read: other findings say so.
    fn of(data: &Path) -> Option<Self> {
        let captured: Vec<Timestamp> = snapshots::listed(data).ok()?.iter().map(Snapshot::captured_at).collect();
        let seconds = captured.iter().max()?.as_second() - captured.iter().min()?.as_second();
        let size = |folder: PathBuf| bytes_below(&folder, &mut BTreeSet::new()).ok();
        Some(Self {
            snapshots: size(snapshots::folder(data))?,
            days: seconds.div_euclid(DAY),
            runs: size(data.join(runs::FOLDER)).unwrap_or(0),
        })
    }

    /// Bytes of snapshots that a year adds, if the time is enough to tell.
    fn growth(self) -> Option<u64> {
        let days = u64::try_from(self.days).ok().filter(|_| self.days >= LEAST_DAYS)?;
        Some(self.snapshots.saturating_mul(YEAR) / days)
    }
}

/// Bytes of the files below a folder, each counted once whatever its names: runs share what they kept.
fn bytes_below(folder: &Path, seen: &mut BTreeSet<u64>) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let facts = fs_err::symlink_metadata(&path)?;
        if facts.is_dir() {
            bytes += bytes_below(&path, seen)?;
        } else if seen.insert(facts.ino()) {
            bytes += facts.len();
        }
    }
    Ok(bytes)
}

/// Room on the disk of the data folder, or of the folder in which it will be made.
pub fn space(data: &Path) -> Finding {
    let here = fs_err::canonicalize(".").unwrap_or_else(|_| PathBuf::from("."));
    let whole = here.join(data);
    let folder = whole.ancestors().find(|folder| folder.is_dir()).unwrap_or(&here);
    match fs4::available_space(folder) {
        Ok(free) => room(free, data, Held::of(data)),
        Err(error) => Finding::of_error("disk", &error.into()),
    }
}

/// Runs are counted twice: a year of tables takes more than today's, and a new run is written beside the old ones.
fn room(free: u64, data: &Path, held: Option<Held>) -> Finding {
    let shown = data.display();
    let measured = held.and_then(|held| Some((held, held.growth()?)));
    let (least, because) = match measured {
        None => {
            let because = format!("an assumption, until {LEAST_DAYS} days of captures tell it");
            (ASSUMED, because)
        }
        Some((held, growth)) => {
            let because = format!(
                "snapshots grow by {} MiB a year, as the {} days that are held tell, and twice the {} MiB of runs",
                mebibytes(growth),
                held.days,
                mebibytes(held.runs)
            );
            (growth.saturating_add(held.runs.saturating_mul(2)), because)
        }
    };
    let least_shown = mebibytes(least);
    if free >= least {
        let found = format!("there is room for a year of `{shown}`, {least_shown} MiB: {because}");
        return Finding::fine("disk", found);
    }
    let found = format!("{} MiB are free, and a year of `{shown}` takes {least_shown} MiB: {because}", free >> 20);
    Finding::to_do(
        "disk",
        found,
        format!("make room; `tokenshare gc --data {}` removes old runs, never bytes", quoted(data)),
    )
}

/// Rounded up, since so many are needed.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::{super::finding::State, *};

    const MIB: u64 = 1 << 20;

    #[test]
    fn a_year_is_measured_by_what_is_held() {
        let data = Path::new("data");
        let held = |days| Some(Held { snapshots: 28 * MIB, days, runs: 10 * MIB });
        // A MiB a day, and runs twice.
        let need = 385 * MIB;
        let fine = room(need, data, held(28));
        assert_eq!(fine.state, State::Fine);
        let because =
            "snapshots grow by 365 MiB a year, as the 28 days that are held tell, and twice the 10 MiB of runs";
        assert_eq!(fine.found, format!("there is room for a year of `data`, 385 MiB: {because}"));
        let little = room(need - 1, data, held(28));
        assert_eq!(little.state, State::ToDo);
        assert_eq!(little.found, format!("384 MiB are free, and a year of `data` takes 385 MiB: {because}"));
        // Half as fast.
        assert_eq!(room(203 * MIB, data, held(56)).state, State::Fine);
        assert_eq!(room(202 * MIB, data, held(56)).state, State::ToDo);
    }

    #[test]
    fn too_little_to_measure_by_is_a_guess_and_said_to_be_one() {
        let data = Path::new("data");
        for held in [None, Some(Held { snapshots: MIB, days: 27, runs: 0 })] {
            let fine = room(ASSUMED, data, held);
            assert!(fine.state == State::Fine && fine.found.contains("assumption"), "{fine:?}");
            assert_eq!(room(ASSUMED - 1, data, held).state, State::ToDo);
        }
    }

    #[test]
    fn a_file_with_two_names_takes_its_room_once() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path();
        fs_err::create_dir(path.join("a")).expect("room");
        fs_err::write(path.join("a/one"), "12345").expect("room");
        fs_err::hard_link(path.join("a/one"), path.join("two")).expect("one file system");
        fs_err::write(path.join("three"), "123").expect("room");
        assert_eq!(bytes_below(path, &mut BTreeSet::new()).expect("a folder"), 8);
    }
}

//! How many requests each source was sent today, kept across runs: upstream counts by the day, and so does this.
//!
//! A hidden file beside the snapshots and none of them: it changes with every request, also with those that bring nothing.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{digest::sha256, failure::Failure, snapshot::read_stored};

const FILE: &str = ".fetch.json";
/// Some hundred sources of a day.
const LARGEST: u64 = 64 * 1024;
/// The counts on their way.
pub const NEXT: &str = ".fetch-";

/// The counts of one day.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    page: Page,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Page {
    /// In UTC.
    day: Date,
    requests: BTreeMap<String, u32>,
    /// Of the two above: no manifest knows this file. A version before wrote none.
    #[serde(default)]
    sha256: Option<String>,
}

impl Page {
    fn of(day: Date) -> Self {
        Self { day, requests: BTreeMap::new(), sha256: None }
    }

    fn sum(&self) -> String {
        let counts: Vec<String> = self.requests.iter().map(|(source, number)| format!("{source} {number}")).collect();
        sha256(format!("{} {}", self.day, counts.join(" ")).as_bytes())
    }
}

impl Ledger {
    /// The counts so far.
    ///
    /// # Errors
    /// If the file can't be read, or is not as it was written: then nobody knows how many there were.
    pub fn open(data: &Path, today: Date) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        if !path.exists() {
            return Ok(Self { path, page: Page::of(today) });
        }
        let broken = || {
            let said = format!("`{}` is not the list of a day's requests as it was written", path.display());
            Failure::data(said).with_hint("remove it; the day's limits then count from here")
        };
        let text = read_stored(&path, LARGEST)?;
        let page: Page = serde_json::from_slice(&text).map_err(|error| broken().because(error))?;
        if page.sha256.as_ref().is_some_and(|sum| *sum != page.sum()) {
            return Err(broken().into());
        }
        Ok(Self { path, page })
    }

    /// How many requests the source was sent on `today`.
    pub fn sent(&self, source: &str, today: Date) -> u32 {
        if self.page.day == today { self.page.requests.get(source).copied().unwrap_or_default() } else { 0 }
    }

    /// Counts one more, before it is sent: one that is lost on the way was sent all the same.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn count(&mut self, source: &str, today: Date) -> anyhow::Result<()> {
        if self.page.day != today {
            self.page = Page::of(today);
        }
        *self.page.requests.entry(source.to_owned()).or_default() += 1;
        self.page.sha256 = Some(self.page.sum());
        let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_owned);
        let mut next = tempfile::Builder::new().prefix(NEXT).tempfile_in(folder)?;
        next.write_all(serde_json::to_string(&self.page)?.as_bytes())?;
        next.persist(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_last_for_a_day_and_across_runs() {
        let data = tempfile::TempDir::new().expect("a temporary folder");
        let (monday, tuesday) = (Date::constant(2026, 11, 23), Date::constant(2026, 11, 24));
        let mut ledger = Ledger::open(data.path(), monday).expect("none yet");
        for _ in 0..3 {
            ledger.count("data_api", monday).expect("room");
        }
        ledger.count("exports", monday).expect("room");
        let mut again = Ledger::open(data.path(), monday).expect("what was written");
        assert_eq!((again.sent("data_api", monday), again.sent("exports", monday)), (3, 1));
        assert_eq!(again.sent("data_api", tuesday), 0);
        again.count("data_api", tuesday).expect("room");
        assert_eq!(Ledger::open(data.path(), tuesday).expect("a new day").sent("data_api", tuesday), 1);
    }

    #[test]
    fn a_broken_ledger_stops() {
        let (data, monday) = (tempfile::TempDir::new().expect("a temporary folder"), Date::constant(2026, 11, 23));
        let path = data.path().join(FILE);
        fs_err::write(&path, "{").expect("room");
        assert!(Ledger::open(data.path(), monday).is_err());
        fs_err::write(&path, r#"{"day":"2026-11-23","requests":{"exports":3}}"#).expect("room");
        let mut ledger = Ledger::open(data.path(), monday).expect("an older version's");
        ledger.count("exports", monday).expect("room");
        let whole = fs_err::read(&path).expect("it was written");
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs_err::write(&path, &bytes).expect("room");
            assert!(Ledger::open(data.path(), monday).is_err(), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}

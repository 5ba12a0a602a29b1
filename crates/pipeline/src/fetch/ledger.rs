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

use crate::failure::Failure;

const FILE: &str = ".fetch.json";
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
}

impl Ledger {
    /// The counts so far.
    ///
    /// # Errors
    /// If the file can't be read: then nobody knows how many there were.
    pub fn open(data: &Path, today: Date) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        if !path.exists() {
            return Ok(Self { path, page: Page { day: today, requests: BTreeMap::new() } });
        }
        let page = serde_json::from_str(&fs_err::read_to_string(&path)?).map_err(|error| {
            let said = format!("`{}` is not the list of today's requests", path.display());
            Failure::data(said).because(error).with_hint("remove it; the day's limits then count from here")
        })?;
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
            self.page = Page { day: today, requests: BTreeMap::new() };
        }
        *self.page.requests.entry(source.to_owned()).or_default() += 1;
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
        let data = tempfile::TempDir::new().expect("a temporary folder");
        fs_err::write(data.path().join(FILE), "{").expect("room");
        assert!(Ledger::open(data.path(), Date::constant(2026, 11, 23)).is_err());
    }
}

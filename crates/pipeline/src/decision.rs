//! What people decided of answers, in `reference/` in the data folder, where a reviewer sees it: `accepted.csv` has those
//! that are right though guards refuse them, `rejected.csv` those that are wrong though guards let them pass.

use std::{collections::BTreeSet, path::Path};

use jiff::Timestamp;

use crate::{
    clock, correction, csv_row, digest::sha256, disk, failure::Failure, sealed::Sealed, snapshot::Snapshot, snapshots,
};

/// What was decided of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// It is right, though it looks strange.
    Accepted,
    /// It is wrong, though it looks right.
    Rejected,
}

impl Ruling {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accepted, Self::Rejected];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// What one does to decide so.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Accepted => "accept",
            Self::Rejected => "reject",
        }
    }

    /// Where such decisions stand below a data folder.
    pub fn file(self) -> String {
        format!("reference/{}.csv", self.word())
    }

    fn columns(self) -> [&'static str; 4] {
        let at = match self {
            Self::Accepted => "accepted_at",
            Self::Rejected => "rejected_at",
        };
        ["snapshot_id", "facts_sha256", at, "because"]
    }
}

/// A decision on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub snapshot_id: String,
    /// The SHA-256 of its facts: the decision is about these bytes.
    pub facts_sha256: String,
    /// What it is.
    pub ruling: Ruling,
    /// From when on it counts: what an accepted answer says is believed since then.
    pub at: Timestamp,
    /// Why.
    pub because: String,
}

/// All of them, by answer, oldest first: one that was taken back stays, since tables of back then were made by it.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    rows: Vec<Decision>,
}

impl Decisions {
    /// Reads what was decided until an instant, or ever.
    ///
    /// # Errors
    /// If a file is broken.
    pub fn read(data: &Path, until: Option<Timestamp>) -> anyhow::Result<Self> {
        let mut rows = Vec::new();
        for ruling in Ruling::ALL {
            rows.extend(decisions(data, ruling)?.into_iter().filter(|row| until.is_none_or(|until| row.at <= until)));
        }
        Ok(Self::of_rows(rows))
    }

    fn of_rows(mut rows: Vec<Decision>) -> Self {
        rows.sort_by(|one, other| one.place().cmp(&other.place()));
        Self { rows }
    }

    /// The decision on a snapshot that counts at an instant, or now, if it is about its bytes: the newest; of two at once
    /// the answer is rejected.
    pub fn of(&self, snapshot: &Snapshot, at: Option<Timestamp>) -> Option<&Decision> {
        let known = self.all_of(snapshot).filter(|row| at.is_none_or(|at| row.at <= at));
        known.max_by_key(|row| (row.at, row.ruling))
    }

    /// All decisions that are about the bytes of a snapshot.
    pub fn all_of(&self, snapshot: &Snapshot) -> impl Iterator<Item = &Decision> {
        let of_it = self.rows.iter().filter(|row| row.snapshot_id == snapshot.id);
        of_it.filter(|row| row.facts_sha256 == snapshot.facts_sha256())
    }

    /// Demands that what was decided of an answer is about what is held of it, and tells decisions on what is not held.
    ///
    /// # Errors
    /// If an answer was stored anew, with other facts, since somebody decided of it: nobody knows whether that still holds.
    pub fn demand_about(&self, data: &Path, opened: &[Snapshot]) -> anyhow::Result<()> {
        if let Some(other) = self.about_other_facts(opened).next() {
            return Err(other.into());
        }
        self.tell_not_held(data);
        tell_unread(data);
        Ok(())
    }

    /// Answers of which somebody decided, and that were stored anew with other facts since; or a line was damaged.
    pub fn about_other_facts(&self, opened: &[Snapshot]) -> impl Iterator<Item = Failure> {
        let other = |snapshot: &Snapshot| {
            let other = self.rows.iter().rfind(|row| row.snapshot_id == snapshot.id)?;
            if self.all_of(snapshot).next().is_some() {
                return None;
            }
            let (id, word, at, file) = (&snapshot.id, other.ruling.word(), other.at, other.ruling.file());
            let said =
                format!("`{file}`: `{id}` was {word} at `{at}`, and has been stored anew with other facts since");
            let verb = other.ruling.verb();
            let again = format!("`tokenshare {verb} {id} --because \"…\"` decides again");
            let hint = format!("look at it: {again}, or take the line out, then `run --fresh`");
            Some(Failure::data(said).with_hint(hint))
        };
        opened.iter().filter_map(other)
    }

    /// Tells decisions on what is not held.
    pub fn tell_not_held(&self, data: &Path) {
        let is_held = |id: &str| snapshots::folder(data).join(id).is_dir();
        for row in self.rows.iter().filter(|row| !is_held(&row.snapshot_id)) {
            tracing::warn!(
                "`{}`: `{}` is not held, and what was decided of it changes nothing",
                row.ruling.file(),
                row.snapshot_id
            );
        }
    }

    /// Each of them, by file and answer.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.rows.iter()
    }

    /// All that they change, as one text.
    pub fn key(&self) -> String {
        let row = |row: &Decision| {
            format!("{} {} {} {} {}", row.facts_sha256, row.snapshot_id, row.ruling.word(), row.at, row.because)
        };
        sha256(self.rows.iter().map(row).collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// Adds one, writes its file anew, by id, and seals its line. Lines that somebody wrote by hand stay without a seal, and
    /// those that are others than they were sealed stay broken.
    ///
    /// # Errors
    /// If the seals are broken, or the disk refuses it.
    pub fn add(mut self, data: &Path, decision: Decision) -> anyhow::Result<()> {
        let (ruling, mut sealed) = (decision.ruling, Sealed::read(data)?);
        sealed.add(&decision)?;
        self.rows.push(decision);
        let rows = Self::of_rows(self.rows).rows;
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(ruling.columns())?;
        for row in rows.iter().filter(|row| row.ruling == ruling) {
            writer.write_record([&row.snapshot_id, &row.facts_sha256, &row.at.to_string(), &row.because])?;
        }
        let (path, bytes) = (data.join(ruling.file()), writer.into_inner()?);
        disk::replace(&path, &bytes)?;
        // Whoever is killed between the two has a line that counts as written by hand, and not one that seems to be lost.
        sealed.write(data)
    }
}

impl Decision {
    /// As its file has it, without the end of the line.
    ///
    /// # Errors
    /// None that a decision makes.
    pub fn line(&self) -> anyhow::Result<String> {
        let at = self.at.to_string();
        csv_row::written([&self.snapshot_id, &self.facts_sha256, &at, &self.because].map(String::as_str))
    }

    /// Where it stands among others.
    fn place(&self) -> (Ruling, &str, Timestamp) {
        (self.ruling, &self.snapshot_id, self.at)
    }
}

/// A decision of the days to come is a slip of the pen: what it says would be believed before anybody said it.
///
/// # Errors
/// If an instant lies further ahead than clocks differ by.
pub fn demand_past(file: &str, id: &str, at: Timestamp) -> Result<(), Failure> {
    if !clock::is_ahead(at, clock::now()) {
        return Ok(());
    }
    let said = format!("`{file}`: `{id}`, `{at}` has not come yet");
    Err(Failure::data(said)
        .with_hint("mend the instant in that line; where it is right, the clock of this machine is not"))
}

/// Tells files that lie beside the decisions, and that nobody reads: what somebody looked up belongs elsewhere.
fn tell_unread(data: &Path) {
    let known: Vec<String> = Ruling::ALL.map(Ruling::file).into_iter().chain([correction::FILE.to_owned()]).collect();
    let Ok(found) = fs_err::read_dir(data.join("reference")) else { return };
    let names = found.flatten().map(|entry| format!("reference/{}", entry.file_name().display()));
    let is_table = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "csv");
    let unread: BTreeSet<String> = names.filter(|name| is_table(name) && !known.contains(name)).collect();
    for name in unread {
        tracing::warn!(
            "`{}` is not read: there stand decisions and corrections. What somebody looked up is read from the folder that the \
             pipeline file names as `reference`",
            data.join(name).display()
        );
    }
}

/// The decisions of one file; none, where there is none.
fn decisions(data: &Path, ruling: Ruling) -> anyhow::Result<Vec<Decision>> {
    let path = data.join(ruling.file());
    match path.symlink_metadata() {
        Err(_) => return Ok(Vec::new()),
        Ok(facts) if !facts.is_file() => {
            let said = format!("`{}` is no file", path.display());
            return Err(Failure::data(said).with_hint("decisions stand in a file: move away what is there").into());
        }
        Ok(_) => {}
    }
    let bytes = fs_err::read(&path)?;
    let hint =
        format!("mend the line, or take it out and `tokenshare {}` again; then run with `--fresh`", ruling.verb());
    let broken = |error: csv::Error| {
        Failure::data(format!("broken `{}`", path.display())).because(error).with_hint(hint.clone())
    };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let columns: Vec<String> = reader.headers().map_err(broken)?.iter().map(Into::into).collect();
    if columns != ruling.columns() {
        let [found, expected] = [columns.join("`, `"), ruling.columns().join("`, `")];
        let said = format!("broken `{}`: columns `{}`, expected `{expected}`", path.display(), found.escape_debug());
        return Err(Failure::data(said).with_hint(hint).into());
    }
    let row = |row: Result<(String, String, Timestamp, String), csv::Error>| -> anyhow::Result<Decision> {
        let (snapshot_id, facts_sha256, at, because) = row.map_err(broken)?;
        demand_past(&ruling.file(), &snapshot_id, at)?;
        Ok(Decision { snapshot_id, facts_sha256, ruling, at, because })
    };
    reader.into_deserialize().map(row).collect()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn what_has_not_come_is_no_decision() {
        let demand = |minutes: i64| demand_past("a.csv", "a", clock::now() + SignedDuration::from_mins(minutes));
        assert!(demand(-1).is_ok() && demand(4).is_ok(), "clocks may differ");
        assert!(demand(6).is_err());
    }
}

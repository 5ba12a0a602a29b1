//! Why what the sources said can't become one truth.

use schema::{
    Frame, FrameError, Table,
    columns::{JSON_PATH, SNAPSHOT_ID},
};

/// A decision for whoever keeps the reference data, or a mistake in the input.
#[derive(Debug, thiserror::Error)]
pub enum NormalizeError {
    /// A label that can't be a vendor or model key.
    #[error("{table}: malformed key `{label}`{place}: expected {expected}")]
    MalformedKey {
        /// The table that was being made.
        table: &'static str,
        /// The label, escaped.
        label: String,
        /// What it should be.
        expected: &'static str,
        /// In which snapshot it stands, and where; empty while that is not known.
        place: String,
        /// That snapshot, where it is known.
        snapshot: Option<String>,
    },
    /// New vendors hold too much of a week to go unseen.
    #[error(
        "vendors that the reference does not know hold {share:.1} % of the tokens of {week}, more than the {bound:.1} % \
         that `max_new_vendor_share` allows: {vendors}"
    )]
    TooManyNewcomers {
        /// The week, or the window's first day.
        week: jiff::civil::Date,
        /// Their share, in percent.
        share: f64,
        /// The bound, in percent.
        bound: f64,
        /// Their names.
        vendors: String,
    },
    /// A reference file is broken.
    #[error("`{file}`, line {line}: {said}")]
    Reference {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        said: String,
    },
    /// The rows break the promise of their table.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl NormalizeError {
    /// The error with the place of `row` of what was read.
    pub(crate) fn at<T: Table>(self, table: &Frame<T>, row: usize) -> Self {
        let Self::MalformedKey { table: made, label, expected, .. } = self else { return self };
        let cell = |column| table.cells(column).texts().get(row).copied().flatten().unwrap_or("-").to_owned();
        let snapshot = cell(&SNAPSHOT_ID);
        let place = format!(" in snapshot `{snapshot}` at `{}`", cell(&JSON_PATH));
        Self::MalformedKey { table: made, label, expected, place, snapshot: Some(snapshot) }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        let said = match self {
            Self::TooManyNewcomers { .. } => {
                "look them up, then add their lines to `vendors.csv` in the folder that the pipeline file names as `reference`; \
                 where it names none, lay one beside it: `mkdir reference`, `tokenshare tables --reference vendors.csv > \
                 reference/vendors.csv`, and in the file `reference = \"reference\"`"
            }
            Self::MalformedKey { snapshot: Some(snapshot), .. } => {
                return format!(
                    "upstream changed its labels, or the file is not what its name says: `tokenshare reject {snapshot} \
                     --because \"…\" --data DIR` leaves the answer out of every run"
                );
            }
            Self::MalformedKey { snapshot: None, .. } => {
                "upstream changed its labels, or the file is not what its name says: as a snapshot it would stop every run, \
                 so it is none"
            }
            Self::Reference { .. } => "mend that line; where it is of the program's own reference data, build again",
            Self::Frame(error) => error.hint(),
        };
        said.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_key_leads_to_its_snapshot_if_there_is_one() {
        let hint = |snapshot: Option<&str>| {
            let (label, snapshot) = ("open ai".to_owned(), snapshot.map(str::to_owned));
            let (table, expected, place) = ("vendor_week", "a key", String::new());
            NormalizeError::MalformedKey { table, label, expected, place, snapshot }.hint()
        };
        assert!(hint(Some("a/b/c")).contains("`tokenshare reject a/b/c --because \"…\" --data DIR`"));
        assert!(!hint(None).contains("reject"));
    }
}

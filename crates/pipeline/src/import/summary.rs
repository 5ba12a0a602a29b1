//! What became of many files: a row per request, on stderr.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::batch::Candidate;
use crate::{console::counted, storing::Outcome};

const HEADING: [&str; 7] = ["request", "files", "imported", "already there", "refused", "first", "last"];

/// Counts by request.
#[derive(Debug, Default)]
pub struct Summary {
    requests: BTreeMap<String, Counts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    imported: usize,
    already_there: usize,
    refused: usize,
    span: Option<(Timestamp, Timestamp)>,
}

impl Summary {
    /// Counts a file that is a snapshot now.
    pub fn add(&mut self, candidate: &Candidate, outcome: Outcome) {
        let counts = self.requests.entry(candidate.asked.name()).or_default();
        match outcome {
            Outcome::Imported => counts.imported += 1,
            Outcome::AlreadyThere => counts.already_there += 1,
        }
        let at = candidate.captured_at;
        let (first, last) = counts.span.unwrap_or((at, at));
        counts.span = Some((first.min(at), last.max(at)));
    }

    /// Counts a file that is none.
    pub fn refuse(&mut self, request: &str) {
        self.requests.entry(request.to_owned()).or_default().refused += 1;
    }

    /// The number of files that were refused.
    pub fn refused(&self) -> usize {
        self.requests.values().map(|counts| counts.refused).sum()
    }

    /// A row per request, with the first and last instant of its snapshots.
    pub fn rows(&self) -> Vec<String> {
        let cells = |(request, counts): (&String, &Counts)| {
            let [first, last] = match counts.span {
                Some((first, last)) => [first.to_string(), last.to_string()],
                None => ["—".to_owned(), "—".to_owned()],
            };
            let numbers = [counts.files(), counts.imported, counts.already_there, counts.refused];
            let [files, imported, already_there, refused] = numbers.map(|number| number.to_string());
            [request.clone(), files, imported, already_there, refused, first, last]
        };
        let heading = std::iter::once(HEADING.map(str::to_owned));
        aligned(&heading.chain(self.requests.iter().map(cells)).collect::<Vec<_>>())
    }

    /// The last word: `65 files: 65 imported, 0 already there, 0 refused`.
    pub fn total(&self) -> String {
        let sum = |count: fn(&Counts) -> usize| self.requests.values().map(count).sum::<usize>();
        format!(
            "{}: {} imported, {} already there, {} refused",
            counted(sum(Counts::files), "file"),
            sum(|counts| counts.imported),
            sum(|counts| counts.already_there),
            sum(|counts| counts.refused)
        )
    }
}

impl Counts {
    fn files(&self) -> usize {
        self.imported + self.already_there + self.refused
    }
}

/// Columns under each other, numbers to the right.
fn aligned(rows: &[[String; HEADING.len()]]) -> Vec<String> {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..HEADING.len()).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &[String; HEADING.len()]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            1..=4 => format!("{cell:>width$}"),
            _ => format!("{cell:<width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

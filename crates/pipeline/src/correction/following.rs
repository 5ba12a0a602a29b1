//! Where a correction holds: in the answer that it names, and in newer ones of its series, as long as these say the very value
//! that was corrected. Upstream said nothing else since, so the corrected value stands.

use std::cmp::Ordering;

use jiff::Timestamp;
use polars::frame::DataFrame;
use schema::{
    Caveat, Column, Kind, Table as _, TableSpec, cell_text,
    columns::{CAPTURED_AT, SNAPSHOT_ID},
    series::Cells,
    tables::Field,
};

use super::{Correction, Corrections, FILE, is_same};
use crate::failure::Failure;

/// A correction of a newer answer than the one that it names.
#[derive(Clone, Debug)]
pub struct Followed {
    /// As if it named that answer.
    pub correction: Correction,
    /// The answer that it names.
    pub from: String,
}

impl Followed {
    /// On a line, for manifests.
    pub fn line(&self) -> String {
        format!("{}; as of `{}`", self.correction.line(), self.from)
    }
}

/// Where a correction holds.
#[derive(Debug, Default)]
pub(super) struct Holding {
    /// The rows of its cell, that of the answer which it names first.
    pub(super) rows: Vec<usize>,
    /// The newer answers among them.
    pub(super) followed: Vec<Followed>,
    /// What is told of the answer with which it ends.
    pub(super) end: Option<String>,
}

/// The row that a correction is about, as one answer has it.
struct Sighting {
    at: Timestamp,
    id: String,
    row: usize,
}

impl Sighting {
    fn by_age(&self, other: &Self) -> Ordering {
        (self.at, &self.id).cmp(&(other.at, &other.id))
    }
}

impl Corrections {
    /// Where a correction of `column` holds.
    ///
    /// # Errors
    /// If there is no such row, or it has another value than the old one.
    pub(super) fn holding(
        &self,
        correction: &Correction,
        (spec, column): (&TableSpec, &Column),
        data: &DataFrame,
    ) -> Result<Holding, Failure> {
        let mut sightings = sightings(correction, spec, data);
        let place = sightings.iter().position(|one| one.id == correction.snapshot_id);
        let own =
            place.map(|place| sightings.remove(place)).ok_or_else(|| correction.failed("there is no such row"))?;
        let found = |row: usize| cell_text(data, column, row).unwrap_or_default();
        if !is_same(column, &found(own.row), &correction.old_value) {
            let (expected, found) = (&correction.old_value, found(own.row));
            return Err(correction.failed(&format!("expected `{expected}`, found `{}`", found.escape_debug())));
        }
        let mut holding = Holding { rows: vec![own.row], ..Holding::default() };
        sightings.retain(|one| is_followed(spec) && one.by_age(&own).is_gt() && series(&one.id) == series(&own.id));
        sightings.sort_by(Sighting::by_age);
        // Another line begins there: it goes on for itself.
        for one in sightings.into_iter().take_while(|one| !self.has_own(correction, &one.id)) {
            let said = found(one.row);
            if is_same(column, &said, &correction.old_value) {
                let as_of = Correction { snapshot_id: one.id, ..correction.clone() };
                let from = correction.snapshot_id.clone();
                holding.rows.push(one.row);
                holding.followed.push(Followed { correction: as_of, from });
            } else if !is_same(column, &said, &correction.new_value) {
                holding.end = Some(ended(correction, &one.id, &said));
                break;
            }
        }
        Ok(holding)
    }

    /// Whether a line names the same cell of another answer.
    fn has_own(&self, correction: &Correction, id: &str) -> bool {
        let cell = |row: &Correction| (row.table.clone(), row.column.clone(), sorted_key(row));
        self.iter().any(|row| row.snapshot_id == id && cell(row) == cell(correction))
    }
}

fn sorted_key(correction: &Correction) -> Vec<(String, String)> {
    let mut key: Vec<_> = correction.key().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    key.sort_unstable();
    key
}

/// The row of a correction in each answer that has it.
fn sightings(correction: &Correction, spec: &TableSpec, data: &DataFrame) -> Vec<Sighting> {
    let mut key: Vec<(&Column, &str)> =
        correction.key().filter_map(|(name, value)| Some((spec.column(name)?, value))).collect();
    // Texts are looked at as they stand, all else has to be printed: so these are few by then.
    key.sort_by_key(|(column, _)| column.kind != Kind::Text);
    let mut rows: Vec<usize> = (0..data.height()).collect();
    for (column, value) in key {
        if column.kind == Kind::Text {
            let texts = Cells::of(data, column).texts();
            rows.retain(|row| texts.get(*row).copied().flatten().unwrap_or_default() == value);
        } else {
            rows.retain(|row| cell_text(data, column, *row).unwrap_or_default() == value);
        }
    }
    let (ids, captured) = (Cells::of(data, &SNAPSHOT_ID).texts(), Cells::of(data, &CAPTURED_AT).instants());
    let sighting = |row: usize| {
        let (id, at) = (ids.get(row).copied().flatten()?, captured.get(row).copied().flatten()?);
        Some(Sighting { at, id: id.to_owned(), row })
    };
    rows.into_iter().filter_map(sighting).collect()
}

/// Whether a newer answer that has the row and the value says the same again. A trailing total is of other days each time, and
/// so are counts of fields: there the same number is chance.
fn is_followed(spec: &TableSpec) -> bool {
    !spec.caveats.contains(&Caveat::TrailingTotal) && spec.name != Field::SPEC.name
}

/// Request and argument, as guards have it: days that an answer is about make no series of their own.
fn series(id: &str) -> &str {
    let request = id.match_indices('/').nth(1).and_then(|(at, _)| id.get(..at)).unwrap_or(id);
    let is_of_days = ingest::request(request).is_some_and(|(_, request)| request.is_of_days());
    let whole = id.rsplit_once('/').map_or(id, |(whole, _)| whole);
    if is_of_days { request } else { whole }
}

fn ended(correction: &Correction, id: &str, said: &str) -> String {
    let Correction { snapshot_id, table, row, column, old_value, new_value, .. } = correction;
    format!(
        "`{FILE}`: the correction of `{snapshot_id}`, table `{table}`, {row}, column `{column}` ends with `{id}`, which says \
         `{}`: neither `{old_value}` nor `{new_value}`",
        said.escape_debug()
    )
}

//! Groups of vendors, as data: who belongs to which since when, each row with the source of the claim.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use crate::AnalyzeError;

const FILE: &str = "vendor_groups.csv";

/// The groups of `data/reference/vendor_groups.csv`.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    members: BTreeMap<String, Vec<(String, Option<Date>)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    group: String,
    vendor: String,
    valid_from: Option<Date>,
    #[serde(rename = "source")]
    _source: String,
}

impl Groups {
    /// Reads `group,vendor,valid_from,source`; an empty date means always.
    ///
    /// # Errors
    /// [`AnalyzeError::Reference`] with the line.
    pub fn parse(csv: &[u8]) -> Result<Self, AnalyzeError> {
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv).deserialize() {
            let row: Row = row.map_err(|error| AnalyzeError::reference(FILE, &error))?;
            members.entry(row.group).or_default().push((row.vendor, row.valid_from));
        }
        Ok(Self { members })
    }

    /// The names of all groups.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.members.keys().map(String::as_str).collect()
    }

    /// The vendors that belong to `group` on `date`.
    ///
    /// # Errors
    /// [`AnalyzeError::UnknownGroup`] if there is no such group.
    pub fn members(&self, group: &str, date: Date) -> Result<BTreeSet<&str>, AnalyzeError> {
        let unknown =
            || AnalyzeError::UnknownGroup { group: group.to_owned(), known: self.members.keys().cloned().collect() };
        let members = self.members.get(group).ok_or_else(unknown)?;
        let belongs = |(_, from): &&(String, Option<Date>)| from.is_none_or(|from| from <= date);
        Ok(members.iter().filter(belongs).map(|(vendor, _)| vendor.as_str()).collect())
    }
}

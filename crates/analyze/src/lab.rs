//! What another gateway calls a vendor.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::AnalyzeError;

const FILE: &str = "lab_labels.csv";

/// Vendors by the label that another gateway gives them, where it is not their slug.
#[derive(Clone, Debug, Default)]
pub struct LabLabels {
    vendors: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    label: String,
    vendor: String,
    #[serde(rename = "source")]
    _source: String,
}

impl LabLabels {
    /// Reads `label,vendor,source`.
    ///
    /// # Errors
    /// [`AnalyzeError::Reference`] with the line.
    pub fn parse(csv: &[u8]) -> Result<Self, AnalyzeError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        let rows =
            reader.deserialize().map(|row: Result<Row, _>| row.map_err(|error| AnalyzeError::reference(FILE, &error)));
        let vendors = rows.map(|row| row.map(|row| (row.label, row.vendor))).collect::<Result<_, _>>()?;
        Ok(Self { vendors })
    }

    /// The vendor that a label means; one that is on no list is taken for a slug.
    pub(crate) fn vendor<'label>(&'label self, label: &'label str) -> &'label str {
        self.vendors.get(label).map_or(label, String::as_str)
    }
}

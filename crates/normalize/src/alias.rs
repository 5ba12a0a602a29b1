//! The reference of vendors: who is known, and who was renamed when. CSV with a source per row.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use crate::{NormalizeError, reference_row::rows};

const ALIASES: &str = "vendor_aliases.csv";
const VENDORS: &str = "vendors.csv";

/// Renames of vendors, each with its dates.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    rows: Vec<Alias>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    #[serde(rename = "alias")]
    label: String,
    vendor: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    #[expect(dead_code, reason = "demanded of every row, for the reader of the file")]
    source: String,
}

impl Aliases {
    /// Reads `alias,vendor,valid_from,valid_to,source`; an empty date means open.
    ///
    /// # Errors
    /// [`NormalizeError::Reference`] with the line.
    pub fn parse(csv: &[u8]) -> Result<Self, NormalizeError> {
        Ok(Self { rows: rows(csv, ALIASES)?.into_iter().map(|(_, row)| row).collect() })
    }

    /// The vendor that `label` means at `date`: itself unless an alias holds then.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use normalize::Aliases;
    ///
    /// let csv = b"alias,vendor,valid_from,valid_to,source\nthudm,z-ai,2025-07-01,,an example\n";
    /// let aliases = Aliases::parse(csv)?;
    /// assert_eq!(aliases.resolved("thudm", date(2025, 6, 30)), "thudm");
    /// assert_eq!(aliases.resolved("thudm", date(2025, 7, 1)), "z-ai");
    /// // Two lines that live side by side are two vendors, unless a row says otherwise.
    /// assert_eq!(aliases.resolved("meta-llama", date(2026, 4, 14)), "meta-llama");
    /// # Ok::<(), normalize::NormalizeError>(())
    /// ```
    #[must_use]
    pub fn resolved(&self, label: &str, date: Date) -> String {
        let holds = |alias: &&Alias| {
            alias.label == label
                && alias.valid_from.is_none_or(|from| from <= date)
                && alias.valid_to.is_none_or(|to| date <= to)
        };
        self.rows.iter().find(holds).map_or(label, |alias| &alias.vendor).to_owned()
    }
}

/// The vendors that someone has looked up.
#[derive(Clone, Debug, Default)]
pub struct VendorList {
    known: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    vendor: String,
    #[serde(rename = "vendor_name")]
    _name: String,
    #[serde(rename = "source")]
    _source: String,
}

impl VendorList {
    /// Reads `vendor,vendor_name,source`.
    ///
    /// # Errors
    /// [`NormalizeError::Reference`] with the line.
    pub fn parse(csv: &[u8]) -> Result<Self, NormalizeError> {
        let known = rows::<Known>(csv, VENDORS)?.into_iter().map(|(_, row)| row.vendor).collect();
        Ok(Self { known })
    }

    /// Whether `vendor` is on the list.
    #[must_use]
    pub fn knows(&self, vendor: &str) -> bool {
        self.known.contains(vendor)
    }
}

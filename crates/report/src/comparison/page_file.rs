//! The published page from its committed files: two tables, the claim of the market's growth, and what is known to
//! differ. Files are read elsewhere; here are bytes.

use std::collections::BTreeSet;

use csv::StringRecord;
use schema::{Table, tables};

use super::Difference;
use crate::{GapRow, GrowthRow, ReportError, published::market_growth};

/// The bytes of the files.
#[derive(Clone, Copy, Debug)]
pub struct PublishedFiles<'bytes> {
    /// `vendor,tokens,dollars,gap_points,usd_per_mtok`, cells as printed.
    pub vendor_gap: &'bytes [u8],
    /// `vendor,year_ago,now,delta_points,past_tokens,now_tokens,growth`, cells as printed; `group` is not compared.
    pub vendor_growth: &'bytes [u8],
    /// `claim_id,published_value`, of which `market_growth` is read.
    pub claims: &'bytes [u8],
    /// `table,vendor,column,published,because`.
    pub known_differences: &'bytes [u8],
}

/// The published page.
#[derive(Clone, Debug)]
pub struct Published {
    pub(super) gap: PageTable,
    pub(super) growth: PageTable,
    pub(super) market_growth: String,
    pub(super) known: Vec<KnownDifference>,
}

/// One of its tables: cells as printed, the vendor first.
#[derive(Clone, Debug)]
pub(super) struct PageTable {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) headings: &'static [&'static str],
    pub(super) rows: Vec<Vec<String>>,
}

/// A cell of which it is known that it can't be had, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDifference {
    /// The table.
    pub table: String,
    /// The vendor.
    pub vendor: String,
    /// The column, as in the published file.
    pub column: String,
    /// What the page prints there.
    pub published: String,
    /// Why we don't.
    pub because: String,
}

impl KnownDifference {
    pub(super) fn is_of(&self, cell: &Difference) -> bool {
        self.vendor == cell.vendor && self.column == cell.column && self.published == cell.published
    }
}

const MARKET_GROWTH: &str = "market_growth";
const KNOWN: &str = "known_differences";

impl Published {
    /// Reads the page. Columns are found by name; other columns are not looked at.
    ///
    /// # Errors
    /// [`ReportError::Published`] for a missing column, a vendor that stands there twice, a claim without number, or a
    /// known difference of a cell that the page has not; [`ReportError::Csv`] for what is not CSV.
    pub fn parse(files: &PublishedFiles<'_>) -> Result<Self, ReportError> {
        let gap =
            PageTable::parse(tables::VendorGap::SPEC.name, [&GapRow::COLUMNS, &GapRow::HEADINGS], files.vendor_gap)?;
        let growth = PageTable::parse(
            tables::VendorGrowth::SPEC.name,
            [&GrowthRow::COLUMNS, &GrowthRow::HEADINGS],
            files.vendor_growth,
        )?;
        let known = known(files.known_differences, &[&gap, &growth])?;
        Ok(Self { gap, growth, market_growth: claimed_growth(files.claims)?, known })
    }
}

impl PageTable {
    fn parse(
        table: &'static str,
        [columns, headings]: [&'static [&'static str]; 2],
        bytes: &[u8],
    ) -> Result<Self, ReportError> {
        let mut vendors = BTreeSet::new();
        let mut rows = Vec::new();
        for (line, row) in records(table, columns, bytes)? {
            let vendor = row.first().cloned().unwrap_or_default();
            if !vendors.insert(vendor.clone()) {
                let said = format!("vendor `{}` stands there twice", vendor.escape_debug());
                return Err(ReportError::Published { file: table, line, said });
            }
            rows.push(row);
        }
        Ok(Self { table, columns, headings, rows })
    }

    fn has(&self, known: &KnownDifference) -> bool {
        let place = self.columns.iter().position(|column| *column == known.column);
        self.table == known.table
            && self.rows.iter().any(|row| {
                row.first() == Some(&known.vendor) && place.and_then(|place| row.get(place)) == Some(&known.published)
            })
    }
}

fn known(bytes: &[u8], pages: &[&PageTable]) -> Result<Vec<KnownDifference>, ReportError> {
    let mut all = Vec::new();
    for (line, row) in records(KNOWN, &["table", "vendor", "column", "published", "because"], bytes)? {
        let mut cells = row.into_iter();
        let mut cell = || cells.next().unwrap_or_default();
        let known =
            KnownDifference { table: cell(), vendor: cell(), column: cell(), published: cell(), because: cell() };
        if !pages.iter().any(|page| page.has(&known)) {
            let [table, vendor, column, published] =
                [&known.table, &known.vendor, &known.column, &known.published].map(|cell| cell.escape_debug());
            let said = format!("the page has no `{published}` in `{table}`, vendor `{vendor}`, column `{column}`");
            return Err(ReportError::Published { file: KNOWN, line, said });
        }
        all.push(known);
    }
    Ok(all)
}

fn claimed_growth(bytes: &[u8]) -> Result<String, ReportError> {
    let file = "claims";
    let broken = |line, said: String| ReportError::Published { file, line, said };
    let claims = records(file, &["claim_id", "published_value"], bytes)?;
    let claim = claims.into_iter().find(|(_, row)| row.first().is_some_and(|id| id == MARKET_GROWTH));
    let (line, row) = claim.ok_or_else(|| broken(1, format!("no claim `{MARKET_GROWTH}`")))?;
    let value = row.get(1).cloned().unwrap_or_default();
    match value.parse::<f64>() {
        Ok(ratio) if ratio.is_finite() => Ok(market_growth(ratio)),
        _ => Err(broken(line, format!("`{MARKET_GROWTH}` is `{}`, expected a number", value.escape_debug()))),
    }
}

/// The named columns of each record, with its line.
fn records(file: &'static str, columns: &[&str], bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ReportError> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers()?.clone();
    let mut places = Vec::new();
    for column in columns {
        let place = head.iter().position(|name| name == *column);
        let said = || format!("no column `{column}`, found `{}`", listed(&head));
        places.push(place.ok_or_else(|| ReportError::Published { file, line: 1, said: said() })?);
    }
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        records.push((line, places.iter().map(|place| record.get(*place).unwrap_or_default().to_owned()).collect()));
    }
    Ok(records)
}

fn listed(head: &StringRecord) -> String {
    head.iter().collect::<Vec<_>>().join("`, `").escape_debug().to_string()
}

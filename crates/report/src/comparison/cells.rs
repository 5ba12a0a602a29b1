//! The comparison of one table, cell by cell.

use std::collections::BTreeMap;

use super::{Difference, KnownDifference, SideBySide, TableComparison, page_file::PageTable};
use crate::page::Place;

/// Published rows against ours. A vendor that we have not differs in every cell, and no known difference excuses it.
pub(super) fn compared(
    page: &PageTable,
    ours: &BTreeMap<&str, Vec<String>>,
    known: &[KnownDifference],
) -> TableComparison {
    let known: Vec<_> = known.iter().filter(|known| known.table == page.table).collect();
    let mut comparison = TableComparison {
        table: page.table,
        cells: 0,
        equal: 0,
        known: Vec::new(),
        unknown: Vec::new(),
        resolved: Vec::new(),
        not_on_page: not_on_page(page, ours),
        columns: page.columns,
        headings: page.headings,
        rows: Vec::new(),
    };
    for published in &page.rows {
        let vendor = published.first().map(String::as_str).unwrap_or_default();
        let ours = ours.get(vendor);
        for (place, column) in page.columns.iter().copied().enumerate() {
            let ours = ours.and_then(|cells| cells.get(place));
            let published = published.get(place).cloned().unwrap_or_default();
            comparison.add(
                Difference { vendor: vendor.to_owned(), column, published, ours: ours.cloned(), because: None },
                &known,
            );
        }
        comparison.rows.push(SideBySide { published: published.clone(), ours: ours.cloned() });
    }
    comparison
}

fn not_on_page(page: &PageTable, ours: &BTreeMap<&str, Vec<String>>) -> Vec<String> {
    let is_there = |vendor: &str| page.rows.iter().any(|row| row.first().is_some_and(|name| name == vendor));
    let vendors = ours.keys().filter(|vendor| Place::of(vendor) == Place::Vendor && !is_there(vendor));
    vendors.map(|vendor| (*vendor).to_owned()).collect()
}

impl TableComparison {
    /// Counts one cell, which may turn out not to differ.
    fn add(&mut self, mut cell: Difference, known: &[&KnownDifference]) {
        self.cells += 1;
        let is_equal = cell.ours.as_ref() == Some(&cell.published);
        match (is_equal, known.iter().find(|known| known.is_of(&cell))) {
            (true, known) => {
                self.equal += 1;
                self.resolved.extend(known.map(|known| (*known).clone()));
            }
            (false, Some(known)) if cell.ours.is_some() => {
                cell.because = Some(known.because.clone());
                self.known.push(cell);
            }
            (false, _) => self.unknown.push(cell),
        }
    }
}

//! A comparison as text for a terminal: the page's cells, ours beside them, the differences below.

use std::fmt;

use super::{Comparison, Difference, MarketGrowth, SideBySide, TableComparison};
use crate::{
    escape::visible,
    grid::{Grid, Heading},
    published::NONE,
    terminal::terminal,
};

/// Stands before a cell of ours that differs as is known.
const KNOWN: char = '*';
/// Stands before a cell of ours that differs and should not.
const UNKNOWN: char = '!';

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}\n{}\n{}", self.gap, self.growth, self.market)
    }
}

impl fmt::Display for MarketGrowth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = if self.is_equal() { "equal" } else { "different" };
        write!(
            formatter,
            "market growth: page {}, ours {}: {said}",
            self.published,
            self.ours.as_deref().unwrap_or(NONE)
        )
    }
}

impl TableComparison {
    /// The counts in one line: `73 of 75 cells equal; 2 known differences; 0 unknown`.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { cells, equal, known, unknown, .. } = self;
        let known = match known.len() {
            1 => "1 known difference".to_owned(),
            count => format!("{count} known differences"),
        };
        format!("{equal} of {cells} cells equal; {known}; {} unknown", unknown.len())
    }

    fn grid(&self) -> Grid {
        let numbers: Vec<_> = self.headings.iter().skip(1).copied().collect();
        let side =
            |side: &str| numbers.iter().map(|name| Heading::number(format!("{side}\n{name}"))).collect::<Vec<_>>();
        let headings = [vec![Heading::text("\nvendor")], side("page"), side("ours")].concat();
        let rows = self.rows.iter().map(|row| self.row(row)).collect();
        Grid { title: Some(format!("{}: the page beside ours", self.table)), headings, rows, ..Grid::default() }
    }

    fn row(&self, row: &SideBySide) -> Vec<Option<String>> {
        let vendor = row.published.first().map(String::as_str).unwrap_or_default();
        let ours = self.columns.iter().copied().enumerate().skip(1).map(|(place, column)| {
            let cell = row.ours.as_ref().and_then(|cells| cells.get(place)).map_or(NONE, String::as_str);
            Some(self.mark(vendor, column).map_or_else(|| cell.to_owned(), |mark| format!("{mark} {cell}")))
        });
        row.published.iter().cloned().map(Some).chain(ours).collect()
    }

    fn mark(&self, vendor: &str, column: &str) -> Option<char> {
        let is_here = |difference: &&Difference| difference.vendor == vendor && difference.column == column;
        let known = self.known.iter().find(is_here).map(|_| KNOWN);
        known.or_else(|| self.unknown.iter().find(is_here).map(|_| UNKNOWN))
    }
}

impl fmt::Display for TableComparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&terminal(&self.grid()))?;
        let known = self.known.iter().map(|difference| (KNOWN, difference));
        for (mark, difference) in known.chain(self.unknown.iter().map(|difference| (UNKNOWN, difference))) {
            writeln!(formatter, "{mark} {difference}")?;
        }
        for known in &self.resolved {
            let [vendor, column] = [&known.vendor, &known.column].map(|text| visible(text));
            writeln!(formatter, "{UNKNOWN} {vendor}, {column}: known to differ, but equal here")?;
        }
        for vendor in &self.not_on_page {
            writeln!(formatter, "{UNKNOWN} {}: not on the page", visible(vendor))?;
        }
        writeln!(formatter, "{}", self.summary())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ours = self.ours.as_deref().unwrap_or(NONE);
        let [vendor, published, ours] = [&self.vendor, &self.published, ours].map(visible);
        write!(formatter, "{vendor}, {}: page {published}, ours {ours}", self.column)?;
        self.because.as_ref().map_or(Ok(()), |because| write!(formatter, ": {}", visible(because)))
    }
}

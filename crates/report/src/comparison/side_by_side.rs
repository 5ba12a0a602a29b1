//! A comparison as text for a terminal: the page's cells, ours beside them, the differences below.

use std::fmt;

use super::{Comparison, Difference, MarketGrowth, SideBySide, TableComparison};
use crate::{
    escape::visible,
    fit::width,
    grid::{Grid, Heading},
    published::NONE,
    terminal::{terminal, within},
};

/// Stands before a cell of ours that differs as is known.
const KNOWN: char = '*';
/// Stands before a cell of ours that differs and should not.
const UNKNOWN: char = '!';

impl Comparison {
    /// Both tables and the market's growth. Where a terminal has no `room` for the page beside ours, ours stands below.
    #[must_use]
    pub fn text(&self, room: Option<u16>) -> String {
        let [gap, growth] = [&self.gap, &self.growth].map(|table| table.text(room));
        format!("{gap}\n{growth}\n{}\n", self.market)
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

    /// The cells, the differences below them, and the counts.
    fn text(&self, room: Option<u16>) -> String {
        let beside = self.grid();
        let is_too_wide = room.is_some_and(|room| width(&beside) > room.into());
        let grids = if is_too_wide { self.below_each_other() } else { vec![beside] };
        let tables: Vec<_> = grids.iter().map(|grid| terminal(grid, room)).collect();
        format!("{}{}", tables.join("\n"), within(&self.differences(), room, 2))
    }

    fn grid(&self) -> Grid {
        let numbers: Vec<_> = self.headings.iter().skip(1).copied().collect();
        let side =
            |side: &str| numbers.iter().map(|name| Heading::number(format!("{side}\n{name}"))).collect::<Vec<_>>();
        let headings = [vec![Heading::text("\nvendor")], side("page"), side("ours")].concat();
        let rows = self.rows.iter().map(|row| self.row(row)).collect();
        Grid { title: Some(format!("{}: the page beside ours", self.table)), headings, rows, ..Grid::default() }
    }

    /// The page's cells, then ours.
    fn below_each_other(&self) -> Vec<Grid> {
        let numbers = self.headings.len().saturating_sub(1);
        let side = |name: &str, from: usize| {
            let words = self.headings.iter().skip(1).map(|name| Heading::number(*name));
            let cells = |row: &SideBySide| {
                let cells = self.row(row);
                cells.iter().take(1).chain(cells.iter().skip(from).take(numbers)).cloned().collect()
            };
            Grid {
                title: Some(format!("{}: {name}", self.table)),
                headings: [Heading::text("vendor")].into_iter().chain(words).collect(),
                rows: self.rows.iter().map(cells).collect(),
                ..Grid::default()
            }
        };
        vec![side("the page", 1), side("ours", 1 + numbers)]
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

    /// A line for each cell that differs and each vendor too many; the counts.
    fn differences(&self) -> String {
        let known = self.known.iter().map(|difference| format!("{KNOWN} {difference}\n"));
        let unknown = self.unknown.iter().map(|difference| format!("{UNKNOWN} {difference}\n"));
        let resolved = self.resolved.iter().map(|known| {
            let [vendor, column] = [&known.vendor, &known.column].map(|text| visible(text));
            format!("{UNKNOWN} {vendor}, {column}: known to differ, but equal here\n")
        });
        let others = self.not_on_page.iter().map(|vendor| format!("{UNKNOWN} {}: not on the page\n", visible(vendor)));
        known.chain(unknown).chain(resolved).chain(others).chain([self.summary() + "\n"]).collect()
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

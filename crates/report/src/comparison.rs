//! The published page beside what was computed, cell by cell as printed. What is known to differ is reported and not
//! bent; why it differs is in the reference, not here.

mod cells;
mod page_file;
mod side_by_side;

use std::collections::BTreeMap;

use crate::{GapRow, GrowthRow};

use cells::compared;
pub use page_file::{KnownDifference, Published, PublishedFiles};

/// Both tables of the page against ours, and the market's growth.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Tokens against dollars: five cells a vendor, its name among them.
    pub gap: TableComparison,
    /// First weeks against last weeks: seven cells a vendor, its name among them.
    pub growth: TableComparison,
    /// The growth of the market, which the page gives in its text.
    pub market: MarketGrowth,
}

/// One table of the page against ours.
#[derive(Clone, Debug)]
pub struct TableComparison {
    /// The table.
    pub table: &'static str,
    /// Cells of the published table. `equal`, `known` and `unknown` add up to it.
    pub cells: usize,
    /// Cells that are the same.
    pub equal: usize,
    /// Cells that differ as is known and explained.
    pub known: Vec<Difference>,
    /// Cells that differ and should not.
    pub unknown: Vec<Difference>,
    /// Known differences whose cells are the same here: the reference is out of date.
    pub resolved: Vec<KnownDifference>,
    /// Vendors of ours that the page has not; `others` and `total`, which it never shows, apart.
    pub not_on_page: Vec<String>,
    pub(crate) columns: &'static [&'static str],
    pub(crate) headings: &'static [&'static str],
    pub(crate) rows: Vec<SideBySide>,
}

/// A published row and ours.
#[derive(Clone, Debug)]
pub(crate) struct SideBySide {
    pub(crate) published: Vec<String>,
    /// None where we have no such vendor.
    pub(crate) ours: Option<Vec<String>>,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The vendor of the row.
    pub vendor: String,
    /// The column, as in the published file.
    pub column: &'static str,
    /// What the page prints.
    pub published: String,
    /// What we print; `None` where we have no such vendor.
    pub ours: Option<String>,
    /// Why, where that is known.
    pub because: Option<String>,
}

/// The growth of the whole market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketGrowth {
    /// What the page prints.
    pub published: String,
    /// What we print; `None` where there is no row `total`.
    pub ours: Option<String>,
}

impl MarketGrowth {
    /// Whether both are the same.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.ours.as_ref() == Some(&self.published)
    }
}

impl Comparison {
    /// Whether everything is the same or known to differ: nothing unknown, nothing out of date, no vendor too many.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        let is_clean = |table: &TableComparison| {
            table.unknown.is_empty() && table.resolved.is_empty() && table.not_on_page.is_empty()
        };
        is_clean(&self.gap) && is_clean(&self.growth) && self.market.is_equal()
    }
}

/// Compares the page with the computed rows, as [`crate::published_gap`] and [`crate::published_growth`] print them for
/// rule `published`. Vendors meet by name, whatever their order.
#[must_use]
pub fn compare(published: &Published, gap: &[GapRow], growth: &[GrowthRow]) -> Comparison {
    let market = growth.iter().find(|row| row.is_market());
    let gap: BTreeMap<_, _> =
        gap.iter().map(|row| (row.vendor.as_str(), row.cells().map(str::to_owned).to_vec())).collect();
    let growth: BTreeMap<_, _> =
        growth.iter().map(|row| (row.vendor.as_str(), row.cells().map(str::to_owned).to_vec())).collect();
    Comparison {
        gap: compared(&published.gap, &gap, &published.known),
        growth: compared(&published.growth, &growth, &published.known),
        market: MarketGrowth { published: published.market_growth.clone(), ours: market.map(|row| row.growth.clone()) },
    }
}

#[cfg(test)]
mod tests;

//! The weekly tokens of all vendors, read once from `vendor_week`. Leaves out what is computed from them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Frame, Origin, Rule,
    columns::{
        IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VENDOR,
        WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::Cells,
    tables::VendorWeek,
};

/// Upstream's remainder.
pub(crate) const OTHERS: &str = "others";

/// Whose the tokens under a label are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A vendor's.
    Vendors,
    /// Of models under a borrowed name, or of routers.
    Nobodys,
    /// Upstream's remainder.
    Remainder,
}

/// Weeks in order.
#[derive(Debug, Default)]
pub(crate) struct VendorSeries {
    pub(crate) weeks: Vec<Week>,
}

/// What the chart says of one week.
#[derive(Debug)]
pub(crate) struct Week {
    pub(crate) start: Date,
    /// The weekday on which it begins.
    pub(crate) anchor: String,
    pub(crate) is_complete: bool,
    /// The sliding window had cut days off it.
    pub(crate) is_left_cut: bool,
    pub(crate) cells: BTreeMap<String, Cell>,
    sums: Sums,
}

/// What is asked of all cells of a week again and again.
#[derive(Debug, Default)]
struct Sums {
    total: i64,
    /// Of the labels that are not the remainder.
    smallest_named: Option<i64>,
    is_of_lists: bool,
}

impl Sums {
    fn of(cells: &BTreeMap<String, Cell>) -> Self {
        let named = cells.iter().filter(|(label, _)| *label != OTHERS);
        Self {
            total: cells.values().map(|cell| cell.tokens).sum(),
            smallest_named: named.map(|(_, cell)| cell.tokens).min(),
            is_of_lists: cells.values().any(|cell| cell.is_lower_bound),
        }
    }
}

/// One vendor's tokens in one week.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) tokens: i64,
    pub(crate) origin: Origin,
    pub(crate) is_attributed: bool,
    /// It may have more, inside `others`.
    pub(crate) is_lower_bound: bool,
    pub(crate) snapshot_id: String,
}

impl VendorSeries {
    /// Read once for all that ask.
    pub(crate) fn read(frame: &Frame<VendorWeek>) -> Arc<Self> {
        frame.read_as(Self::of)
    }

    fn of(data: &DataFrame) -> Self {
        let (starts, vendors) = (Cells::of(data, &WEEK_START_DATE).dates(), Cells::of(data, &VENDOR).texts());
        let (tokens, origins) = (Cells::of(data, &TOKENS).integers(), Cells::of(data, &VALUE_ORIGIN).texts());
        let (complete, attributed) = (Cells::of(data, &IS_COMPLETE).truths(), Cells::of(data, &IS_ATTRIBUTED).truths());
        let (least, cut) = (Cells::of(data, &IS_LOWER_BOUND).truths(), Cells::of(data, &IS_LEFT_CUT).truths());
        let (snapshots, anchors) = (Cells::of(data, &SNAPSHOT_ID).texts(), Cells::of(data, &WEEK_ANCHOR).texts());
        let mut weeks: BTreeMap<Date, Week> = BTreeMap::new();
        let rows = starts
            .into_iter()
            .zip(vendors)
            .zip(tokens)
            .zip(origins)
            .zip(complete)
            .zip(attributed)
            .zip(least)
            .zip(snapshots)
            .zip(anchors)
            .zip(cut);
        for (((((((((start, vendor), tokens), origin), complete), attributed), least), snapshot), anchor), cut) in rows
        {
            let (Some(start), Some(vendor), Some(tokens)) = (start, vendor, tokens) else { continue };
            let is_complete = complete == Some(true);
            let anchor = anchor.unwrap_or_default().to_owned();
            let is_left_cut = cut == Some(true);
            let (cells, sums) = (BTreeMap::new(), Sums::default());
            let new = || Week { start, anchor, is_complete, is_left_cut, cells, sums };
            let week = weeks.entry(start).or_insert_with(new);
            let cell = Cell {
                tokens,
                origin: origin.and_then(|word| word.parse().ok()).unwrap_or(Origin::Observed),
                is_attributed: attributed == Some(true),
                is_lower_bound: least == Some(true),
                snapshot_id: snapshot.unwrap_or_default().to_owned(),
            };
            week.cells.insert(vendor.to_owned(), cell);
        }
        let weeks = weeks.into_values().map(|week| Week { sums: Sums::of(&week.cells), ..week });
        Self { weeks: weeks.collect() }
    }

    /// Every label that is named in some week, `others` among them.
    pub(crate) fn labels(&self) -> BTreeSet<&str> {
        self.weeks.iter().flat_map(|week| week.cells.keys().map(String::as_str)).collect()
    }

    /// Whether a label names a vendor.
    pub(crate) fn is_attributed(&self, label: &str) -> bool {
        self.weeks.iter().any(|week| week.cells.get(label).is_some_and(|cell| cell.is_attributed))
    }

    /// Whose a label is.
    pub(crate) fn whose(&self, label: &str) -> Whose {
        match label {
            OTHERS => Whose::Remainder,
            _ if self.is_attributed(label) => Whose::Vendors,
            _ => Whose::Nobodys,
        }
    }

    /// The weeks a rule looks at: rule `published` takes the cut first bucket and the running one, too.
    pub(crate) fn weeks_of(&self, rule: Rule) -> Vec<&Week> {
        self.weeks.iter().filter(|week| rule == Rule::Published || week.is_complete).collect()
    }
}

impl Week {
    /// Tokens of all buckets, `others` included.
    pub(crate) fn total(&self) -> i64 {
        self.sums.total
    }

    /// Tokens of the named vendors.
    pub(crate) fn named(&self) -> i64 {
        self.total() - self.others()
    }

    /// Tokens of upstream's remainder.
    pub(crate) fn others(&self) -> i64 {
        self.cells.get(OTHERS).map_or(0, |cell| cell.tokens)
    }

    /// Whether a label that it names is no vendor and not the remainder.
    pub(crate) fn is_unattributed(&self, label: &str) -> bool {
        label != OTHERS && self.cells.get(label).is_some_and(|cell| !cell.is_attributed)
    }

    /// Whose a label is that it names.
    pub(crate) fn whose(&self, label: &str) -> Whose {
        match label {
            OTHERS => Whose::Remainder,
            _ if self.is_unattributed(label) => Whose::Nobodys,
            _ => Whose::Vendors,
        }
    }

    /// Whether it is made of daily lists: a vendor's smaller models are not named in it.
    pub(crate) fn is_of_lists(&self) -> bool {
        self.sums.is_of_lists
    }

    /// Most tokens that `label` can have had beside those that the week names. Where the week is a lower bound, named or
    /// not it may have all of `others`. Else a named vendor has no more, and one that is not named stood below the
    /// smallest that is, inside `others`.
    pub(crate) fn hidden(&self, label: &str) -> i64 {
        match label {
            OTHERS => 0,
            _ if self.is_of_lists() => self.others(),
            _ if self.cells.contains_key(label) => 0,
            _ => self.sums.smallest_named.map_or(self.others(), |smallest| smallest.min(self.others())),
        }
    }
}

//! What a number can be led back to: the tables of a run, who a label means, and where bytes lie.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{TableSpec, Treatment, cell_text, tables::TABLES};

use super::{
    Drawing, Made, Number, Place,
    concentration_bounds::Known,
    depth::{Depth, Once},
    memo::Memo,
};

/// A file of a snapshot, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes {
    /// The snapshot.
    pub snapshot: String,
    /// Its file below the data folder.
    pub file: String,
    /// Its SHA-256 as it came from upstream.
    pub sha256: String,
    /// Where in the answer.
    pub json_path: Option<String>,
}

/// A cell that somebody corrected of what an answer said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corrected {
    /// The answer.
    pub snapshot: String,
    /// The table of what sources said.
    pub table: String,
    /// The rest of the row's key: column and value.
    pub key: Vec<(String, String)>,
    /// The column.
    pub column: String,
    /// What the answer says; empty for null.
    pub old_value: String,
    /// What counts instead.
    pub new_value: String,
    /// Since when.
    pub corrected_at: String,
    /// Why.
    pub because: String,
    /// Who says so.
    pub source_url: String,
}

/// The tables of a run by name; those that it did not make are absent.
pub type Tables = BTreeMap<&'static str, DataFrame>;
/// The vendor that a label means on a day.
pub type VendorOf<'a> = dyn Fn(&str, Date) -> Option<String> + 'a;
/// Whether a group has a vendor on a day.
pub type IsMember<'a> = dyn Fn(&str, &str, Date) -> bool + 'a;
/// Whether a group has a model of a vendor on a day; none where nobody knows.
pub type HasModel<'a> = dyn Fn(&str, [&str; 2], Date) -> Option<bool> + 'a;
/// The vendors on the list of a group on a day; none where it is no list.
pub type Listed<'a> = dyn Fn(&str, Date) -> Option<Vec<String>> + 'a;
/// The ends of what drawn series of so many changes grow by, out of weekly tokens, with so many weeks at either end; against other
/// tokens of the same weeks, of what they grow by beyond the series that are drawn of these.
pub type DrawnEnds<'a> =
    dyn Fn(&[Option<f64>], Option<&[Option<f64>]>, usize, usize) -> Option<[(f64, Drawing); 2]> + 'a;
/// The files of a snapshot.
pub type BytesOf<'a> = dyn Fn(&str) -> Vec<Bytes> + 'a;

/// What becomes of traffic that is no ordinary purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatments {
    /// Free variants.
    pub free: Treatment,
    /// Others that cost nothing.
    pub promotional: Treatment,
    /// What has no vendor's name.
    pub stealth: Treatment,
}

/// What explanations stand on.
pub struct Ground<'a> {
    /// The tables.
    pub tables: Tables,
    /// Who labels mean.
    pub vendor_of: Box<VendorOf<'a>>,
    /// Who is in a group.
    pub is_member: Box<IsMember<'a>>,
    /// Who may be in it, besides.
    pub may_be_member: Box<IsMember<'a>>,
    /// Which models are in it.
    pub has_model: Box<HasModel<'a>>,
    /// Who is on the list of a group.
    pub listed: Box<Listed<'a>>,
    /// Which traffic counts.
    pub traffic: Treatments,
    /// The file of mixes for tokens that no source splits: where people find it.
    pub mixes: String,
    /// What chance gives.
    pub drawn: Box<DrawnEnds<'a>>,
    /// Where bytes lie.
    pub bytes_of: Box<BytesOf<'a>>,
    /// What somebody corrected.
    pub corrected: Vec<Corrected>,
    /// What was looked up and worked out so far.
    pub index: Index,
}

/// What was looked up and worked out, filled when somebody asks.
#[derive(Debug, Default)]
pub struct Index {
    /// By table and column, the rows in which each value stands.
    places: RefCell<BTreeMap<[&'static str; 2], RowsByValue>>,
    /// All weeks of the series, and whether each is complete.
    pub(super) weeks: Memo<(), BTreeMap<Date, bool>>,
    /// How far in somebody asks.
    pub(super) depth: Depth,
    /// Numbers of rows.
    pub(super) numbers: Memo<Once, Number>,
    /// Formulas over rows.
    pub(super) formulas: Memo<Once, Made>,
    /// What each named vendor of a row of `concentration` has.
    pub(super) parts: Memo<Once, Vec<Number>>,
    /// What its bounds are over.
    pub(super) known: Memo<Once, Known>,
}

/// Places of rows, in order.
type RowsByValue = BTreeMap<String, Rc<[usize]>>;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    spec: &'static TableSpec,
    data: &'a DataFrame,
    at: usize,
}

impl Ground<'_> {
    /// The rows whose columns have these values, as text.
    pub(super) fn rows<'a>(&'a self, table: &str, filters: &[(&str, &str)]) -> Vec<Row<'a>> {
        let Some((spec, data)) = self.table(table) else { return Vec::new() };
        let row = |at: usize| Row { spec, data, at };
        let places: Vec<Rc<[usize]>> =
            filters.iter().map(|(column, value)| self.places(spec, data, column, value)).collect();
        let Some(fewest) = places.iter().min_by_key(|places| places.len()) else {
            return (0..data.height()).map(row).collect();
        };
        let is_wanted = |at: &usize| places.iter().all(|places| places.binary_search(at).is_ok());
        fewest.iter().copied().filter(is_wanted).map(row).collect()
    }

    /// The rows in which a column has a value, in order. A column is read once, whoever asks for what of it.
    fn places(&self, spec: &'static TableSpec, data: &DataFrame, column: &str, value: &str) -> Rc<[usize]> {
        let Some(column) = spec.column(column) else { return Rc::default() };
        let mut index = self.index.places.borrow_mut();
        let held = index.entry([spec.name, column.name]).or_insert_with(|| {
            let mut held: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for at in 0..data.height() {
                if let Some(text) = cell_text(data, column, at) {
                    held.entry(text).or_default().push(at);
                }
            }
            held.into_iter().map(|(text, places)| (text, places.into())).collect()
        });
        held.get(value).cloned().unwrap_or_default()
    }

    fn table(&self, name: &str) -> Option<(&'static TableSpec, &DataFrame)> {
        let spec = TABLES.iter().find(|spec| spec.name == name)?;
        Some((spec, self.tables.get(name)?))
    }

    /// The bytes of the answer that a row of an ingested table was read from, with its place in it.
    pub(super) fn bytes(&self, row: &Row<'_>) -> Vec<Bytes> {
        let files = row.text("snapshot_id").map(|id| (self.bytes_of)(&id)).unwrap_or_default();
        files.into_iter().map(|bytes| Bytes { json_path: row.text("json_path"), ..bytes }).collect()
    }

    /// What counts in a cell of an ingested table: what somebody corrected it to, else what the answer said.
    pub(super) fn value(&self, row: &Row<'_>, column: &str) -> Option<f64> {
        self.correction(row, column).map_or_else(|| row.value(column), |corrected| corrected.new_value.parse().ok())
    }

    /// A number with the place in the answer that a row of an ingested table was read from, and what somebody corrected
    /// there.
    pub(super) fn read(&self, number: Number, row: &Row<'_>, column: &str) -> Number {
        let corrected = self.correction(row, column).cloned();
        let value = corrected.as_ref().and_then(|corrected| corrected.new_value.parse().ok()).unwrap_or(number.value);
        Number { value, corrected, ..number.read_from(self.bytes(row)) }
    }

    fn correction(&self, row: &Row<'_>, column: &str) -> Option<&Corrected> {
        let snapshot = row.text("snapshot_id")?;
        let is_it = |one: &&Corrected| {
            (one.table.as_str(), one.column.as_str(), one.snapshot.as_str()) == (row.table(), column, snapshot.as_str())
                && one.key.iter().all(|(column, value)| row.text(column).unwrap_or_default() == *value)
        };
        // Of several the last is in force.
        self.corrected.iter().rfind(is_it)
    }
}

impl std::fmt::Debug for Ground<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ground").field("tables", &self.tables.keys()).finish_non_exhaustive()
    }
}

impl Row<'_> {
    /// The cell as text; none where it is null or the table has no such column.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        cell_text(self.data, self.spec.column(column)?, self.at)
    }

    /// The cell as a number.
    pub(super) fn value(&self, column: &str) -> Option<f64> {
        self.text(column)?.parse().ok()
    }

    /// The cell as a day.
    pub(super) fn day(&self, column: &str) -> Option<Date> {
        self.text(column)?.parse().ok()
    }

    /// Whether a truth is true.
    pub(super) fn is(&self, column: &str) -> bool {
        self.text(column).as_deref() == Some("true")
    }

    /// Its table and its place in that.
    pub(super) const fn id(&self) -> (&'static str, usize) {
        (self.spec.name, self.at)
    }

    /// The table's name.
    pub(super) const fn table(&self) -> &'static str {
        self.spec.name
    }

    /// The number in a cell, said by this row; none where it is null.
    pub(super) fn number(&self, column: &str, name: impl Into<String>) -> Option<Number> {
        let key = self.spec.key.iter().map(|key| (key.name.to_owned(), self.text(key.name).unwrap_or_default()));
        let place = Place { file: self.spec.path(), key: key.collect(), column: column.to_owned() };
        Some(Number { place: Some(Rc::new(place)), ..Number::constant(name, self.value(column)?) })
    }
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::{VENDOR, WEEK_ANCHOR},
        series::texts,
    };

    use super::*;
    use crate::fixtures;

    #[test]
    fn rows_are_those_that_have_all_values() {
        let columns =
            vec![texts(&VENDOR, ["a", "b", "a", "a"].map(Some)), texts(&WEEK_ANCHOR, ["s", "s", "m", "s"].map(Some))];
        let data = DataFrame::new_infer_height(columns).unwrap();
        let ground = fixtures::ground(Tables::from([("vendor_week", data)]));
        let found =
            |filters: &[(&str, &str)]| ground.rows("vendor_week", filters).iter().map(|row| row.at).collect::<Vec<_>>();
        assert_eq!(found(&[]), [0, 1, 2, 3]);
        assert_eq!(found(&[("vendor", "a")]), [0, 2, 3]);
        assert_eq!(found(&[("vendor", "a"), ("week_anchor", "s")]), [0, 3]);
        assert_eq!(found(&[("vendor", "c"), ("week_anchor", "s")]), [0; 0]);
        assert_eq!(found(&[("vendor", "a"), ("no_column", "s")]), [0; 0]);
    }
}

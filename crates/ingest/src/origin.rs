//! Values of a snapshot that were not observed: `[[origin]]` entries, and that each of them is about something.

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Column, Origin, Table, TableSpec,
    columns::{
        APP_ID, ENDPOINT_ID, LAB_LABEL, MODEL_ID, MODEL_LABEL, MODEL_PERMASLUG, SOURCE, VENDOR_LABEL, WEEK_START_DATE,
    },
    series::Cells,
    tables::{
        AppModelChart, AppRanking, Benchmark, Catalog, EffectivePrice, Endpoint, GatewayShare, ModelChart, ModelDaily,
        ModelRanking, PriceCondition, PriceMap, SiteChart, TaskShare, TaskSpend, VendorChart,
    },
};

use crate::IngestError;

/// An `[[origin]]` entry of a snapshot: whose values were not observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginEntry {
    /// The ingested table it is about.
    pub block: String,
    /// The week it is about; every week if absent.
    pub week: Option<Date>,
    /// The label it is about; every label if absent.
    pub key: Option<String>,
    /// What the values are.
    pub value: Origin,
}

/// By table, the column of what its parser calls a row's key.
const KEYS: &[(&TableSpec, &Column)] = &[
    (VendorChart::SPEC, &VENDOR_LABEL),
    (ModelChart::SPEC, &MODEL_LABEL),
    // It has no labels: all of it is of its source.
    (SiteChart::SPEC, &SOURCE),
    (ModelRanking::SPEC, &MODEL_PERMASLUG),
    (ModelDaily::SPEC, &MODEL_PERMASLUG),
    (Catalog::SPEC, &MODEL_ID),
    (PriceCondition::SPEC, &MODEL_ID),
    (Endpoint::SPEC, &ENDPOINT_ID),
    (AppRanking::SPEC, &APP_ID),
    (AppModelChart::SPEC, &MODEL_LABEL),
    (Benchmark::SPEC, &MODEL_LABEL),
    (PriceMap::SPEC, &MODEL_ID),
    (TaskShare::SPEC, &MODEL_PERMASLUG),
    (TaskSpend::SPEC, &MODEL_PERMASLUG),
    (EffectivePrice::SPEC, &MODEL_PERMASLUG),
    (GatewayShare::SPEC, &LAB_LABEL),
];

impl OriginEntry {
    /// Whether it is about the value of `block` in `week` under `key`.
    pub(crate) fn covers(&self, block: &str, week: Option<Date>, key: &str) -> bool {
        self.block == block
            && (self.week.is_none() || self.week == week)
            && self.key.as_deref().is_none_or(|covered| covered == key)
    }

    fn covers_any(&self, table: &TableSpec, rows: &DataFrame) -> bool {
        let keys =
            key_column(table).map_or_else(|| vec![None; rows.height()], |column| Cells::of(rows, column).texts());
        let weeks = Cells::of(rows, &WEEK_START_DATE).dates();
        weeks.into_iter().zip(keys).any(|(week, key)| self.covers(table.name, week, key.unwrap_or_default()))
    }

    fn said(&self) -> String {
        let week = self.week.map(|week| format!(", week {week}")).unwrap_or_default();
        let key = self.key.as_ref().map(|key| format!(", key `{}`", crate::entry::shown(key))).unwrap_or_default();
        format!("`{}`{week}{key}", crate::entry::shown(&self.block))
    }
}

/// The column that the `key` of an entry about `table` names.
pub(crate) fn key_column(table: &TableSpec) -> Option<&'static Column> {
    KEYS.iter().find(|(known, _)| known.name == table.name).map(|(_, column)| *column)
}

/// Refuses entries that are about no value of the answer. A misspelled key would go unseen, and what it should mark
/// would pass as observed.
///
/// # Errors
/// [`IngestError::OriginOfNothing`] with the first of them.
pub(crate) fn demand_used(
    origins: &[OriginEntry],
    tables: &[(&'static TableSpec, DataFrame)],
) -> Result<(), IngestError> {
    let is_unused = |origin: &&OriginEntry| !tables.iter().any(|(table, rows)| origin.covers_any(table, rows));
    let mut unused = origins.iter().filter(is_unused);
    match unused.next() {
        None => Ok(()),
        Some(first) => Err(IngestError::OriginOfNothing { entry: first.said(), count: 1 + unused.count() }),
    }
}

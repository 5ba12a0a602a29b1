//! The tables of a run, in memory, each with the step that made it and the snapshots that flowed into it.

#![cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the list below names every table there is; tests may anyway")
)]

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
};

use polars::frame::DataFrame;
use schema::{Frame, FrameError, Table, TableSpec, tables::*};

use crate::failure::Failure;

/// A table that was made.
#[derive(Debug)]
pub struct Made {
    /// What it is.
    pub spec: &'static TableSpec,
    /// Its checked rows.
    pub data: DataFrame,
    /// What made it.
    pub step: String,
    /// The ids of the snapshots that flowed into it.
    pub snapshots: BTreeSet<String>,
}

/// The tables that were made so far.
#[derive(Debug, Default)]
pub struct Frames {
    tables: BTreeMap<&'static str, Made>,
    /// The same rows as a `Frame` of their table: they were checked once, and each step that reads them need not again.
    frames: BTreeMap<&'static str, Box<dyn Any>>,
}

impl Frames {
    /// Adds a table.
    ///
    /// # Errors
    /// If its rows break the promise of their table.
    pub fn add(&mut self, mut made: Made) -> Result<(), FrameError> {
        let Checked { data, frame } = typed(made.spec, made.data)?;
        made.data = data;
        self.frames.extend(frame.map(|frame| (made.spec.name, frame)));
        self.tables.insert(made.spec.name, made);
        Ok(())
    }

    /// Whether the table was made.
    pub fn has(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// The rows of a table.
    ///
    /// # Errors
    /// If it was not made.
    pub fn frame<T: Table>(&self) -> anyhow::Result<Frame<T>> {
        if let Some(frame) = self.frames.get(T::SPEC.name).and_then(|frame| frame.downcast_ref::<Frame<T>>()) {
            return Ok(frame.clone());
        }
        let said = format!("table `{}` was not made", T::SPEC.name);
        let hint = "this is a mistake in tokenshare, not in the data: please report it";
        Err(Failure::data(said).with_hint(hint).into())
    }

    /// The snapshots that flowed into any of these tables.
    pub fn snapshots_of<'table>(&self, tables: impl IntoIterator<Item = &'table str>) -> BTreeSet<String> {
        let made = tables.into_iter().filter_map(|table| self.tables.get(table));
        made.flat_map(|made| made.snapshots.iter().cloned()).collect()
    }

    /// All tables, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Made> {
        self.tables.values()
    }
}

/// Rows checked against the table that `spec` describes, sorted by its key.
///
/// # Errors
/// If they break its promise.
pub fn checked(spec: &TableSpec, data: DataFrame) -> Result<DataFrame, FrameError> {
    Ok(typed(spec, data)?.data)
}

/// Rows that were checked, and the same as a `Frame` of their table.
struct Checked {
    data: DataFrame,
    frame: Option<Box<dyn Any>>,
}

impl Checked {
    fn of<T: Table>(frame: Frame<T>) -> Self {
        Self { data: frame.data().clone(), frame: Some(Box::new(frame)) }
    }
}

fn typed(spec: &TableSpec, data: DataFrame) -> Result<Checked, FrameError> {
    match CHECKS.iter().find(|(name, _)| *name == spec.name) {
        Some((_, check)) => check(data),
        None => Ok(Checked { data, frame: None }),
    }
}

type Check = fn(DataFrame) -> Result<Checked, FrameError>;

/// From a table's name to its type.
macro_rules! checks {
    ($($table:ident)+) => { &[$(($table::SPEC.name, |data| Frame::<$table>::new(data).map(Checked::of))),+] };
}

const CHECKS: &[(&str, Check)] = checks! {
    VendorChart ModelChart SiteChart ModelRanking ModelDaily Catalog PriceCondition Endpoint AppRanking AppModelChart Benchmark PriceMap
    TaskShare TaskSpend EffectivePrice GatewayShare
    ModelDay VendorWeek ModelWeek VendorWeekVintage ModelWeekVintage ModelWindow ModelPrice Model AppModelWeek PricedUsage
    TokenShare ModelShare VendorPrice DollarShare VendorGap GroupShare VendorGrowth ModelLeaderboard Concentration
    Coverage Sensitivity Reconciliation BasisError Claim Mover Restatement
};

#[cfg(test)]
mod tests {
    use schema::tables::TABLES;

    use super::*;

    #[test]
    fn every_table_has_its_check() {
        let named: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    }
}

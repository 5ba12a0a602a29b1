//! The boards at any day, with prices: what `priced_usage` has of the newest, and what whoever looks back asks for.

use std::collections::BTreeSet;

use jiff::Timestamp;
use polars::prelude::{IntoLazy as _, LazyFrame, UnionArgs, concat};
use schema::{
    Frame, FrameError, Table as _,
    columns::CAPTURED_AT,
    tables::{ModelWindow, PricedUsage},
};

use super::{BoardWindows, Catalogs, Priced, Used, joined};
use crate::{
    NormalizeError,
    app_board::app_usage,
    asof_price::asof_columns,
    board_mix::{Splits, mix_columns},
    effective::effective_columns,
    ledger::Ledger,
    site_board::{newest, priced_at, site_usage},
    usage_window::UsageWindows,
    week_board::part_usage,
};

/// Usage and prices, read once for the boards of however many days.
pub struct Boards<'frame> {
    used: Used<'frame>,
    priced: Priced<'frame>,
    captures: BTreeSet<Timestamp>,
    pub(super) at_hand: UsageWindows<'frame>,
    splits: Splits<'frame>,
    ledger: Ledger<'frame>,
}

impl<'frame> Boards<'frame> {
    /// Reads what boards are made of.
    #[must_use]
    pub fn read(used: Used<'frame>, priced: Priced<'frame>) -> Self {
        let captures: BTreeSet<_> = priced.catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
        let at_hand = UsageWindows::read(used.vendors, used.views, used.weeks);
        let splits = Splits::of(&at_hand, used.before);
        let ledger = Ledger::read(priced.prices, captures.clone());
        Self { used, priced, captures, at_hand, splits, ledger }
    }

    /// The rows of both boards alone, as [`priced_usage`](crate::priced_usage()) has them: the month view out of `views` or,
    /// where there is none, complete weeks of the model series that are over by `windows.site.until`; and complete weeks of the
    /// app charts that are over by `windows.apps.until`. A board without usage by then has no row.
    ///
    /// # Errors
    /// [`NormalizeError::Frame`] if the result breaks its table's promise.
    pub fn of(&self, views: &Frame<ModelWindow>, windows: BoardWindows) -> Result<Frame<PricedUsage>, NormalizeError> {
        let (rows, _) = self.rows(views, windows)?;
        self.finished(rows)
    }

    /// The usage of both boards with list prices, and the instant whose catalogue prices that of the site.
    pub(super) fn rows(
        &self,
        views: &Frame<ModelWindow>,
        windows: BoardWindows,
    ) -> Result<(Vec<LazyFrame>, Option<Timestamp>), FrameError> {
        let site = site_usage(views, self.used.weeks, windows.site);
        let parts = part_usage(site.weeks, &self.at_hand)?;
        let mut rows = vec![self.joined(site.rows, site.priced_at), self.joined(parts, site.priced_at)];
        if let Some(window) = windows.apps.of(self.used.apps) {
            let at = priced_at(newest(self.used.apps), Some(window.1));
            rows.push(self.joined(app_usage(self.used.apps, window), at));
        }
        Ok((rows, site.priced_at))
    }

    /// Usage with the list prices of the catalogue captured nearest to an instant.
    pub(super) fn joined(&self, usage: LazyFrame, at: Option<Timestamp>) -> LazyFrame {
        let catalogs = Catalogs { prices: self.priced.prices, captures: &self.captures };
        joined(usage, catalogs.at(at))
    }

    /// All of it with mixes, prices in force, what its vendors have, and what tokens cost in fact.
    pub(super) fn finished(&self, rows: Vec<LazyFrame>) -> Result<Frame<PricedUsage>, NormalizeError> {
        let query = |source| FrameError::Query { table: PricedUsage::SPEC.name, source };
        // All columns are kept and no row is left out: there is no better plan to look for, of each week anew.
        let rows = concat(rows, UnionArgs::default()).map(LazyFrame::without_optimizations);
        let rows = rows.and_then(LazyFrame::collect).map_err(query)?;
        let mut columns = mix_columns(&rows, &self.splits, self.priced.mixes);
        columns.extend(asof_columns(&rows, &self.ledger));
        columns.extend(self.at_hand.vendor_tokens(&rows));
        columns.extend(effective_columns(&rows, self.priced.effective));
        Ok(Frame::collect(rows.hstack(&columns).map_err(query)?.lazy())?)
    }
}

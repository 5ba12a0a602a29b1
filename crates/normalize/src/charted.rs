//! Weekly charts as captured, with what each capture is worth: worked out once for all that read them.

use std::{collections::BTreeMap, sync::OnceLock};

use jiff::civil::Date;
use schema::{Frame, Table};

use crate::capture::{Capture, captures, speaking};

/// The rows of a table of charts, and which of its captures speaks for each week.
///
/// Shape: one capture per snapshot and bucket, oldest first. What speaks is as `vendor_week` has it.
#[derive(Debug)]
pub struct Charted<T> {
    rows: Frame<T>,
    captures: Vec<Capture>,
    speaking: OnceLock<BTreeMap<Date, Capture>>,
}

impl<T: Table> Charted<T> {
    /// Of these rows.
    #[must_use]
    pub fn of(rows: Frame<T>) -> Self {
        let captures = captures(&rows);
        Self { rows, captures, speaking: OnceLock::new() }
    }

    /// As captured.
    #[must_use]
    pub const fn rows(&self) -> &Frame<T> {
        &self.rows
    }

    /// Every capture's weeks with what they are worth, oldest capture first.
    pub(crate) fn captures(&self) -> &[Capture] {
        &self.captures
    }

    /// The capture that speaks for each week of the series in force.
    pub(crate) fn speaking(&self) -> &BTreeMap<Date, Capture> {
        self.speaking.get_or_init(|| speaking(&self.captures))
    }
}

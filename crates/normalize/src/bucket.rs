//! Where the rows of one snapshot and one day stand in a frame.

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::Date;
use schema::{Column, Frame, Table, columns::SNAPSHOT_ID};

/// The rows of each snapshot and day. What the sources said is sorted by the two, so they stand together.
pub(crate) struct Buckets<'frame>(BTreeMap<(&'frame str, Date), Range<usize>>);

impl<'frame> Buckets<'frame> {
    /// The rows of `frame` by snapshot and `date`.
    pub(crate) fn of<T: Table>(frame: &'frame Frame<T>, date: &Column) -> Self {
        let mut buckets: BTreeMap<_, Range<usize>> = BTreeMap::new();
        let snapshots = frame.cells(&SNAPSHOT_ID).texts();
        for (row, (snapshot, day)) in snapshots.into_iter().zip(frame.cells(date).dates()).enumerate() {
            if let Some(key) = snapshot.zip(day) {
                buckets.entry(key).or_insert(row..row).end = row + 1;
            }
        }
        Self(buckets)
    }

    /// The rows of one of them; none where it is not there.
    pub(crate) fn rows(&self, snapshot: &str, day: Date) -> Range<usize> {
        self.0.get(&(snapshot, day)).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use schema::{
        columns::{CAPTURED_AT, TOKENS, VENDOR_LABEL, WEEK_START_DATE},
        tables::VendorChart,
    };

    use super::*;
    use crate::tests::frame;

    #[test]
    fn each_snapshot_and_day_has_its_rows() {
        let given = [&SNAPSHOT_ID, &WEEK_START_DATE, &VENDOR_LABEL, &TOKENS, &CAPTURED_AT];
        let rows = ["s 2026-08-03 a", "s 2026-08-03 b", "s 2026-08-10 a", "t 2026-08-03 a"];
        let rows = rows.map(|row| format!("{row} 1 2026-08-20T00:00:00Z")).join("\n");
        let chart: Frame<VendorChart> = frame(&given, &rows);
        let buckets = Buckets::of(&chart, &WEEK_START_DATE);
        let of = |snapshot, day| buckets.rows(snapshot, Date::constant(2026, 8, day));
        assert_eq!([of("s", 3), of("s", 10), of("t", 3), of("t", 10)], [0..2, 2..3, 3..4, 0..0]);
    }
}

//! What the two tables of the published page have in common: one result each, an order, marks for what was not
//! observed.

use std::collections::BTreeMap;

use polars::frame::DataFrame;
use schema::{
    Origin, TableSpec, cell_text,
    columns::{BOARD, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE, WINDOW_START_DATE},
    series::Cells,
};

use crate::{
    ReportError,
    rows::{checked, kept},
};

/// The rows of one rule, basis, board and window.
pub(crate) struct Outcome {
    /// Which they are, in words.
    pub(crate) title: String,
    /// The rows.
    pub(crate) data: DataFrame,
}

/// The rows apart by every part of the key but the vendor, and by board.
pub(crate) fn outcomes(spec: &TableSpec, data: &DataFrame) -> Result<Vec<Outcome>, ReportError> {
    checked(spec, data)?;
    let titles: Vec<_> = (0..data.height()).map(|row| title(spec, data, row)).collect();
    let mut outcomes = BTreeMap::new();
    for title in &titles {
        if !outcomes.contains_key(title) {
            let mask: Vec<bool> = titles.iter().map(|other| other == title).collect();
            outcomes.insert(title.clone(), kept(spec, data, &mask)?);
        }
    }
    Ok(outcomes.into_iter().map(|(title, data)| Outcome { title, data }).collect())
}

/// The only outcome.
pub(crate) fn only(spec: &TableSpec, data: &DataFrame) -> Result<DataFrame, ReportError> {
    let mut outcomes = outcomes(spec, data)?;
    match (outcomes.pop(), outcomes.is_empty()) {
        (Some(only), true) => Ok(only.data),
        (last, _) => {
            let results = outcomes.into_iter().chain(last).map(|outcome| outcome.title).collect();
            Err(ReportError::NotOne { table: spec.name, results })
        }
    }
}

/// Every part of the key but the vendor; and the board of the weights, which no reader should have to guess.
fn title(spec: &TableSpec, data: &DataFrame, row: usize) -> String {
    let cell = |column| cell_text(data, column, row).unwrap_or_default();
    let apart = [VENDOR.name, WINDOW_START_DATE.name, WINDOW_END_DATE.name];
    let key = spec.key.iter().copied().filter(|column| !apart.contains(&column.name) && column.name != BOARD.name);
    let parts: Vec<_> =
        key.chain(spec.column(BOARD.name)).map(|column| format!("{} {}", column.name, cell(column))).collect();
    format!("{}: {}, {} to {}", spec.name, parts.join(", "), cell(&WINDOW_START_DATE), cell(&WINDOW_END_DATE))
}

/// Where a row stands in the table, first by this, then by its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A vendor.
    Vendor,
    /// Upstream's remainder.
    Others,
    /// The whole market.
    Total,
}

impl Place {
    pub(crate) fn of(vendor: &str) -> Self {
        match vendor {
            "others" => Self::Others,
            "total" => Self::Total,
            _ => Self::Vendor,
        }
    }
}

/// Puts rows in the page's order: by the first share, largest first, then by the second, then by name; a share that
/// is null comes after 0; `others` and `total` are last.
pub(crate) fn ordered<Row>(mut rows: Vec<Row>, key: impl Fn(&Row) -> (&str, [Option<f64>; 2])) -> Vec<Row> {
    let share = |share: Option<f64>| share.unwrap_or(-1.0);
    rows.sort_by(|left, right| {
        let ((left, [left_first, left_second]), (right, [right_first, right_second])) = (key(left), key(right));
        let by_place = Place::of(left).cmp(&Place::of(right));
        let by_first = share(right_first).total_cmp(&share(left_first));
        let by_second = share(right_second).total_cmp(&share(left_second));
        by_place.then(by_first).then(by_second).then(left.cmp(right))
    });
    rows
}

/// Where each row's values come from.
pub(crate) fn origins(data: &DataFrame) -> Vec<Option<Origin>> {
    let words = Cells::of(data, &VALUE_ORIGIN).texts();
    words.into_iter().map(|word| word.and_then(|word| word.parse().ok())).collect()
}

/// The vendor, with a mark where its numbers were not observed.
pub(crate) fn marked(vendor: &str, origin: Option<Origin>) -> String {
    match origin {
        Some(Origin::Made) => format!("{vendor} †"),
        Some(Origin::Reconstructed) => format!("{vendor} ‡"),
        Some(Origin::Observed) | None => vendor.to_owned(),
    }
}

/// The lines that explain the marks in use.
pub(crate) fn legend(origins: impl Iterator<Item = Option<Origin>>) -> Vec<String> {
    let origins: Vec<_> = origins.flatten().collect();
    let explained = [(Origin::Made, "† made: not observed"), (Origin::Reconstructed, "‡ reconstructed in part")];
    explained.iter().filter(|(origin, _)| origins.contains(origin)).map(|(_, line)| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_ordered_by_both_shares_then_by_name() {
        let rows = vec![
            ("total", [Some(1.0), Some(1.0)]),
            ("b-none", [None, None]),
            ("a-small", [Some(0.0), Some(0.1)]),
            ("z-large", [Some(0.0), Some(0.2)]),
            ("others", [Some(0.9), None]),
            ("c-equal", [Some(0.0), Some(0.1)]),
            ("first", [Some(0.5), None]),
        ];
        let names: Vec<_> = ordered(rows, |row| (row.0, row.1)).into_iter().map(|row| row.0).collect();
        assert_eq!(names, ["first", "z-large", "a-small", "c-equal", "b-none", "others", "total"]);
    }
}

//! Rows by key. Most steps make them in that order, and then nothing is moved.

use std::cmp::Ordering;

use polars::{
    frame::DataFrame,
    prelude::{PolarsError, SortMultipleOptions},
};

use crate::{Column, Kind, TableSpec, series::Cells};

/// The table's columns in their order, rows by key, and the rows that have the key of the row before.
pub(super) fn by_key(spec: &TableSpec, data: &DataFrame) -> Result<(DataFrame, Vec<usize>), PolarsError> {
    let mut data = data.select(spec.columns().map(|column| column.name))?;
    let mut order = beside_next(spec, &data);
    if order.contains(&Ordering::Greater) {
        let key: Vec<_> = spec.key.iter().map(|column| column.name).collect();
        data = data.sort(key, SortMultipleOptions::default().with_maintain_order(true))?;
        order = beside_next(spec, &data);
    }
    data.rechunk_mut();
    let is_same = |(row, order): (usize, Ordering)| order.is_eq().then_some(row + 1);
    Ok((data, order.into_iter().enumerate().filter_map(is_same).collect()))
}

/// The key of each row but the last beside that of the next one; null is less than all else, as polars has it.
fn beside_next(spec: &TableSpec, data: &DataFrame) -> Vec<Ordering> {
    let mut order = vec![Ordering::Equal; data.height().saturating_sub(1)];
    for column in spec.key {
        refine(&mut order, column, data);
    }
    order
}

/// Tells apart by `column` what was equal so far.
fn refine(order: &mut [Ordering], column: &Column, data: &DataFrame) {
    let cells = Cells::of(data, column);
    match column.kind {
        Kind::Text => compare(order, &cells.texts(), Ord::cmp),
        Kind::Integer => compare(order, &cells.integers(), Ord::cmp),
        Kind::Real => compare(order, &cells.reals(), |one, next| one.partial_cmp(next).unwrap_or(Ordering::Equal)),
        Kind::Truth => compare(order, &cells.truths(), Ord::cmp),
        Kind::Date => compare(order, &cells.dates(), Ord::cmp),
        Kind::Instant => compare(order, &cells.instants(), Ord::cmp),
    }
}

fn compare<T>(order: &mut [Ordering], cells: &[Option<T>], of: impl Fn(&Option<T>, &Option<T>) -> Ordering) {
    for (order, (one, next)) in order.iter_mut().zip(cells.iter().zip(cells.iter().skip(1))) {
        if order.is_eq() {
            *order = of(one, next);
        }
    }
}

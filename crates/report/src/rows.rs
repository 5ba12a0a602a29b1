//! Rows of a frame: checked against their table, chosen by a mask, turned from columns.

use polars::{
    frame::DataFrame,
    prelude::{BooleanChunked, IdxCa, IdxSize, NewChunkedArray},
};
use schema::TableSpec;

use crate::ReportError;

/// Checks that `data` has every column of the table in its type. Values were checked when the frame was made.
pub(crate) fn checked(spec: &TableSpec, data: &DataFrame) -> Result<(), ReportError> {
    for column in spec.columns() {
        let expected = column.kind.data_type();
        let found = data.column(column.name).map_or_else(|_| "missing".to_owned(), |series| series.dtype().to_string());
        if found != expected.to_string() {
            return Err(ReportError::Shape {
                table: spec.name,
                column: column.name,
                found,
                expected: expected.to_string(),
            });
        }
    }
    Ok(())
}

/// The rows for which `mask` is true, in their order.
pub(crate) fn kept(spec: &TableSpec, data: &DataFrame, mask: &[bool]) -> Result<DataFrame, ReportError> {
    let mask = BooleanChunked::from_slice("kept".into(), mask);
    data.filter(&mask).map_err(|source| ReportError::Query { table: spec.name, source })
}

/// The rows in another order.
pub(crate) fn arranged(spec: &TableSpec, data: &DataFrame, order: &[IdxSize]) -> Result<DataFrame, ReportError> {
    let order = IdxCa::from_slice("order".into(), order);
    data.take(&order).map_err(|source| ReportError::Query { table: spec.name, source })
}

/// Rows from columns of equal length.
pub(crate) fn turned<Cell>(columns: Vec<Vec<Cell>>, height: usize) -> Vec<Vec<Cell>> {
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    (0..height).map(|_| columns.iter_mut().filter_map(Iterator::next).collect()).collect()
}

//! Every column of a table, printed by its unit.

use polars::frame::DataFrame;
use schema::{Kind, TableSpec};

use crate::{
    grid::{Grid, Heading},
    quantity::printed,
    rows::turned,
};

/// All columns in file order, under their names.
pub(crate) fn full_grid(spec: &TableSpec, data: &DataFrame) -> Grid {
    let headings = spec.columns().map(|column| match column.kind {
        Kind::Integer | Kind::Real => Heading::number(column.name),
        Kind::Text | Kind::Truth | Kind::Date | Kind::Instant => Heading::text(column.name),
    });
    let columns = spec.columns().map(|column| printed(data, column)).collect();
    Grid { title: None, headings: headings.collect(), rows: turned(columns, data.height()), remarks: Vec::new() }
}

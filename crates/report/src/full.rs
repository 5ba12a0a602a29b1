//! Every column of a table, printed by its unit.

use polars::frame::DataFrame;
use schema::{
    Column, Kind, cell_text,
    columns::{
        BECAUSE, BLENDED_PRICE, CLAIM_TEXT, GAP_POINTS, OTHER_BOARD_REASON, REASON, WINDOW_END_DATE, WINDOW_START_DATE,
    },
};

use crate::{
    gap::measured_from,
    grid::{Grid, Heading},
    price_mark::{legend, with_marks},
    quantity::{printed, shortened},
    rows::turned,
};

/// Columns in which this program writes sentences.
static PROSE: [&Column; 4] = [&REASON, &BECAUSE, &CLAIM_TEXT, &OTHER_BOARD_REASON];

/// The columns under their names; rows as they are.
pub(crate) fn full_grid(columns: &[&Column], data: &DataFrame) -> Grid {
    let cells = columns.iter().map(|column| printed(data, column)).collect();
    Grid { headings: headings(columns), rows: turned(cells, data.height()), ..Grid::default() }
}

/// As [`full_grid`], narrow enough for a terminal: tokens are shortened, and a column that says the same in every row of
/// two or more stands above the table.
pub(crate) fn narrow_grid(columns: &[&'static Column], data: &DataFrame) -> Grid {
    let (mut same, mut columns): (Vec<_>, Vec<_>) = columns.iter().copied().partition(|column| is_same(data, column));
    // One row, or rows that do not differ, have no other columns to stand in.
    if columns.iter().all(|column| is_empty(data, column)) {
        columns.splice(..0, same.drain(..));
    }
    let cells: Vec<_> = columns.iter().map(|column| with_marks(data, column, shortened(data, column))).collect();
    let facts = facts(data, &same);
    let prices = columns.iter().zip(&cells).filter(|(column, _)| column.name == BLENDED_PRICE.name);
    let prices = prices.flat_map(|(_, cells)| cells.iter().flatten().map(String::as_str));
    let fixed = facts.iter().filter(|(name, _)| *name == BLENDED_PRICE.name).map(|(_, value)| value.as_str());
    let mut remarks = legend(prices.chain(fixed));
    let has_gap = columns.iter().chain(&same).any(|column| column.name == GAP_POINTS.name);
    remarks.extend(has_gap.then(|| measured_from(data)).flatten());
    let rows = turned(cells, data.height());
    Grid { facts, headings: headings(&columns), rows, remarks, ..Grid::default() }
}

fn headings(columns: &[&Column]) -> Vec<Heading> {
    let heading = |column: &&Column| match column.kind {
        Kind::Integer | Kind::Real => Heading::number(column.name),
        Kind::Text if PROSE.iter().any(|prose| prose.name == column.name) => Heading::prose(column.name),
        Kind::Text | Kind::Truth | Kind::Date | Kind::Instant => Heading::text(column.name),
    };
    columns.iter().map(heading).collect()
}

/// Whether all rows have one value there, to the last digit and not only as printed. Nulls are no value.
fn is_same(data: &DataFrame, column: &Column) -> bool {
    let first = cell_text(data, column, 0);
    first.is_some() && (1..data.height()).all(|row| cell_text(data, column, row) == first)
}

fn is_empty(data: &DataFrame, column: &Column) -> bool {
    (0..data.height()).all(|row| cell_text(data, column, row).is_none())
}

/// What the columns say, from the first row. Both ends of a window are one fact.
fn facts(data: &DataFrame, columns: &[&'static Column]) -> Vec<(&'static str, String)> {
    let value = |column: &Column| {
        with_marks(data, column, shortened(data, column)).into_iter().next().flatten().unwrap_or_default()
    };
    let has = |column: &Column| columns.iter().any(|other| other.name == column.name);
    let is_window = has(&WINDOW_START_DATE) && has(&WINDOW_END_DATE);
    let mut facts = Vec::new();
    for column in columns {
        match column.name {
            name if is_window && name == WINDOW_START_DATE.name => {
                facts.push(("window", format!("{} to {}", value(column), value(&WINDOW_END_DATE))));
            }
            name if is_window && name == WINDOW_END_DATE.name => {}
            name => facts.push((name, value(column))),
        }
    }
    facts
}

//! The order in which people read rows. Programs get them in the order of the file.

use std::cmp::Reverse;

use polars::frame::DataFrame;
use schema::{
    Column, MoveKind, TableSpec, cell_text,
    columns::{
        BOARD, MODEL, MOVE_KIND, MOVE_RANK, NOW_TOKENS, PRICE_BASIS, RULE, TOKENS, VENDOR, VIEW, WEEK_START_DATE,
        WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::Cells,
};

use crate::{ReportError, page::Place, rows::arranged};

/// The columns that tell one result of a table from another: only within a result do tokens compare.
static APART: [&Column; 6] = [&VIEW, &RULE, &PRICE_BASIS, &BOARD, &WINDOW_START_DATE, &WINDOW_END_DATE];

/// The rows of a table of windows result by result, within each the most tokens first, nulls behind them, `others` and
/// `total` last; moves kind by kind, the largest first. Tables by week stay as they are, the newest week last.
pub(crate) fn in_reading_order(spec: &TableSpec, data: &DataFrame) -> Result<DataFrame, ReportError> {
    let has = |column: &Column| spec.column(column.name).is_some();
    if has(&MOVE_RANK) {
        let kinds = Cells::of(data, &MOVE_KIND).texts();
        let kind = |word: Option<&str>| MoveKind::ALL.iter().position(|kind| Some(kind.word()) == word);
        let mut rows: Vec<_> =
            kinds.into_iter().map(kind).zip(Cells::of(data, &MOVE_RANK).integers()).zip(0..).collect();
        rows.sort_unstable();
        return arranged(spec, data, &rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>());
    }
    let tokens = [&TOKENS, &NOW_TOKENS].into_iter().find(|column| has(column));
    let is_of_windows = has(&WINDOW_START_DATE) && !has(&WEEK_START_DATE);
    let Some(tokens) = tokens.filter(|_| is_of_windows) else { return Ok(data.clone()) };
    let apart: Vec<_> = spec.columns().filter(|column| APART.iter().any(|other| other.name == column.name)).collect();
    let result = |row| apart.iter().map(|column| cell_text(data, column, row)).collect::<Vec<_>>();
    let tokens = Cells::of(data, tokens).integers().into_iter().map(Reverse);
    let mut rows: Vec<_> = (0..data.height()).map(result).zip(places(data)).zip(tokens).zip(0..).collect();
    rows.sort_unstable();
    arranged(spec, data, &rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>())
}

/// Where each row stands: its vendor or its model may be the remainder, or the whole.
fn places(data: &DataFrame) -> Vec<Place> {
    let of = |column| Cells::of(data, column).texts().into_iter().map(|name| Place::of(name.unwrap_or_default()));
    of(&VENDOR).zip(of(&MODEL)).map(|(vendor, model)| vendor.max(model)).collect()
}

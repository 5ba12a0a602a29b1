//! One table in one format: what `show` prints.

use polars::frame::DataFrame;
use schema::{Column, TableSpec, tables};

use crate::{
    Format, ReportError, Style,
    csv_text::csv_text,
    fit::{Room, fitted},
    full::{full_grid, narrow_grid},
    gap::gap_grids,
    grid::{Grid, Widest},
    growth::growth_grids,
    json_text::json_text,
    markdown::markdown,
    rows::checked,
    terminal::{terminal, within},
};

/// `data` of the table `spec` as text that ends in a line break.
///
/// CSV and JSON hold every row and column in full precision, whatever `style` says; in CSV, cells of text columns that
/// a spreadsheet would run as a formula begin with `'`. Markdown in full holds every row and column, too, in the order
/// of the file, integers to the last digit.
///
/// A terminal table leaves out columns that are null in every row and names them below, and cuts cells at
/// [`crate::CELL_CHARACTERS`]. In full, it says above the table what is the same in every row of two or more, and shortens
/// tokens (`23.42T`). Below a terminal or Markdown table stand the table's caveats.
///
/// Where the terminal has `room` for so many columns only, what is wider is left out of a terminal table and named below
/// it, what the rows are sorted by last, and its other lines are folded. `None` is for whatever is no terminal: nothing is left out.
///
/// # Errors
/// [`ReportError::Shape`] if `data` is not of the table.
pub fn table_text(
    spec: &TableSpec,
    data: &DataFrame,
    format: Format,
    style: Style,
    room: Option<Room<'_>>,
) -> Result<String, ReportError> {
    checked(spec, data)?;
    let grids = match (style, spec.name) {
        // Without rows there is no result to head a page.
        _ if data.height() == 0 => None,
        (Style::Published, name) if name == table_name::<tables::VendorGap>() => Some(gap_grids(data)?),
        (Style::Published, name) if name == table_name::<tables::VendorGrowth>() => Some(growth_grids(data)?),
        _ => None,
    };
    let all: Vec<&'static Column> = spec.columns().collect();
    match (format, grids) {
        (Format::Table, Some(grids)) => Ok(terminal_text((spec, &all), grids, room)),
        (Format::Markdown, Some(grids)) => Ok(markdown_text((spec, &all), &grids)),
        (Format::Table, None) => Ok(terminal_text((spec, &all), vec![narrow_grid(&all, data)], room)),
        _ => chosen_text(spec, data, format, &all, room.map(|room| room.columns)),
    }
}

/// As [`table_text`] in full, with these columns of the table, in this order. A terminal table does not cut cells then,
/// and leaves no column out: who asks for a column wants to read it. Long texts are folded within theirs, and where even
/// that does not fit each row is a block of lines. Below stand the caveats that these columns need.
///
/// # Errors
/// [`ReportError::Shape`] if `data` is not of the table.
pub fn chosen_text(
    spec: &TableSpec,
    data: &DataFrame,
    format: Format,
    columns: &[&'static Column],
    room: Option<u16>,
) -> Result<String, ReportError> {
    checked(spec, data)?;
    match format {
        Format::Csv => csv_text(columns, data),
        Format::Json => json_text(columns, data),
        Format::Table => {
            let grid = narrow_grid(columns, data);
            Ok(terminal_text((spec, columns), vec![Grid { widest: Widest::Whole, ..grid }], room.map(Room::from)))
        }
        Format::Markdown => Ok(markdown_text((spec, columns), &[full_grid(columns, data)])),
    }
}

/// Of which columns of a table the notes below it are.
type Noted<'columns> = (&'columns TableSpec, &'columns [&'static Column]);

fn terminal_text((spec, chosen): Noted<'_>, grids: Vec<Grid>, room: Option<Room<'_>>) -> String {
    let columns = room.map(|room| room.columns);
    let block = |grid: Grid| {
        let grid = grid.without_empty_columns();
        terminal(&if let Some(room) = room { fitted(grid, spec.key, room) } else { grid }, columns)
    };
    let lead = "note: ";
    // Caveats of no number.
    let has_rows = grids.iter().any(|grid| !grid.rows.is_empty());
    let notes = notes((spec, chosen), lead).filter(|_| has_rows).map(|notes| within(&notes, columns, lead.len()));
    grids.into_iter().map(block).chain(notes).collect::<Vec<_>>().join("\n")
}

fn markdown_text(noted: Noted<'_>, grids: &[Grid]) -> String {
    let blocks = grids.iter().map(markdown);
    blocks.chain(notes(noted, "- ")).collect::<Vec<_>>().join("\n")
}

const fn table_name<T: schema::Table>() -> &'static str {
    T::SPEC.name
}

/// The caveats as one block: all of a whole table, else those of the columns. Nothing where there are none.
fn notes((spec, chosen): Noted<'_>, lead: &str) -> Option<String> {
    let is_whole = chosen.len() == spec.columns().count();
    let caveats = spec.caveats.iter().filter(|caveat| is_whole || chosen.iter().any(|column| caveat.is_of(column)));
    let lines: Vec<_> = caveats.map(|caveat| format!("{lead}{}\n", caveat.sentence())).collect();
    (!lines.is_empty()).then(|| lines.concat())
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod narrow_tests;
#[cfg(test)]
mod tests;

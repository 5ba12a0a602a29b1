//! One table in one format: what `show` prints.

use polars::frame::DataFrame;
use schema::{TableSpec, tables};

use crate::{
    Format, ReportError, Style, csv_text::csv_text, full::full_grid, gap::gap_grids, grid::Grid, growth::growth_grids,
    json_text::json_text, markdown::markdown, rows::checked, terminal::terminal,
};

/// `data` of the table `spec` as text that ends in a line break.
///
/// CSV and JSON hold every row and column in full precision, whatever `style` says; in CSV, cells of text columns that
/// a spreadsheet would run as a formula begin with `'`. A terminal table leaves out columns that are null in every row
/// and names them below, and cuts cells at [`crate::CELL_CHARACTERS`]. Below a terminal or Markdown table stand the
/// table's caveats.
///
/// # Errors
/// [`ReportError::Shape`] if `data` is not of the table.
pub fn table_text(spec: &TableSpec, data: &DataFrame, format: Format, style: Style) -> Result<String, ReportError> {
    checked(spec, data)?;
    match format {
        Format::Csv => csv_text(spec, data),
        Format::Json => json_text(spec, data),
        Format::Table => {
            let blocks = grids(spec, data, style)?.into_iter().map(|grid| terminal(&grid.without_empty_columns()));
            Ok(blocks.chain(notes(spec, "note: ")).collect::<Vec<_>>().join("\n"))
        }
        Format::Markdown => {
            let blocks = grids(spec, data, style)?.into_iter().map(|grid| markdown(&grid));
            Ok(blocks.chain(notes(spec, "- ")).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn grids(spec: &TableSpec, data: &DataFrame, style: Style) -> Result<Vec<Grid>, ReportError> {
    match (style, spec.name) {
        // Without rows there is no result to head a page.
        _ if data.height() == 0 => Ok(vec![full_grid(spec, data)]),
        (Style::Published, name) if name == table_name::<tables::VendorGap>() => gap_grids(data),
        (Style::Published, name) if name == table_name::<tables::VendorGrowth>() => growth_grids(data),
        _ => Ok(vec![full_grid(spec, data)]),
    }
}

const fn table_name<T: schema::Table>() -> &'static str {
    T::SPEC.name
}

/// The caveats as one block; nothing where the table has none.
fn notes(spec: &TableSpec, lead: &str) -> Option<String> {
    let lines: String = spec.caveats.iter().map(|caveat| format!("{lead}{}\n", caveat.sentence())).collect();
    (!lines.is_empty()).then_some(lines)
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

//! A grid for a terminal: plain text without colours, numbers on the right, nothing raw from outside.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use crate::{
    escape::visible,
    grid::{Content, Grid, Widest},
    published::NONE,
};

/// The most characters of a text cell that reach the terminal; what is longer is cut and ends in `…`. The other formats
/// cut nothing.
pub const CELL_CHARACTERS: usize = 60;

/// The most columns of a line that this program breaks. A table is as wide as its columns.
pub(crate) const LINE_COLUMNS: u16 = 100;

/// The grid as lines, each with a line break.
pub(crate) fn terminal(grid: &Grid) -> String {
    let mut text = grid.title.as_ref().map(|title| format!("{}\n", visible(title))).unwrap_or_default();
    let facts: Vec<_> =
        grid.facts.iter().map(|(name, value)| format!("{name} {}", shown(Some(value), grid.widest))).collect();
    text.push_str(&flowing(&facts));
    text.push_str(&drawn(grid));
    text.push('\n');
    if grid.rows.is_empty() {
        text.push_str("no rows\n");
    }
    for remark in &grid.remarks {
        text.push_str(remark);
        text.push('\n');
    }
    text
}

fn drawn(grid: &Grid) -> String {
    let rule = LineStyle::none().fill('─').junction('─');
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(rule));
    table.set_header(grid.headings.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>());
    table.add_rows(
        grid.rows.iter().map(|row| row.iter().map(|cell| shown(cell.as_deref(), grid.widest)).collect::<Vec<_>>()),
    );
    for (column, heading) in table.column_iter_mut().zip(&grid.headings) {
        column.set_padding((0, 1));
        if heading.content == Content::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn shown(cell: Option<&str>, widest: Widest) -> String {
    let text = visible(cell.unwrap_or(NONE));
    match text.char_indices().nth(CELL_CHARACTERS) {
        _ if widest == Widest::Whole => text,
        None => text,
        Some(_) => text.chars().take(CELL_CHARACTERS - 1).chain(['…']).collect(),
    }
}

/// Short texts behind each other, as many on a line as fit, ` · ` between them; each line with a line break.
fn flowing(texts: &[String]) -> String {
    let columns = |text: &str| text.chars().count();
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(" · ") + columns(text) <= LINE_COLUMNS.into() => {
                line.extend([" · ", text]);
            }
            _ => lines.push(text.clone()),
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

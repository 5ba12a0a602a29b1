//! A grid for a terminal: plain text without colours, numbers on the right, nothing raw from outside.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};

use crate::{
    escape::visible,
    fit::width,
    folded::folded,
    grid::{Content, FOLDED_COLUMNS, Grid, Heading, Widest},
    published::NONE,
};

/// The most characters of a text cell that reach the terminal; what is longer is cut and ends in `…`. Markdown has
/// more of it, CSV and JSON all.
pub const CELL_CHARACTERS: usize = 60;

/// The most columns of a line that this program breaks. A table is as wide as its columns.
pub(crate) const LINE_COLUMNS: u16 = 100;

/// The grid as lines, each with a line break. Where the terminal has `room` for so many columns alone, texts are folded;
/// which columns of the table fit is decided before.
pub(crate) fn terminal(grid: &Grid, room: Option<u16>) -> String {
    let line = |text: &str| within(&format!("{text}\n"), room, 2);
    let mut text = grid.title.as_ref().map(|title| line(&visible(title))).unwrap_or_default();
    let facts: Vec<_> = grid
        .facts
        .iter()
        .map(|(name, value)| format!("{name} {}", shown(Some(value), Content::Text, grid.widest)))
        .collect();
    text.push_str(&within(&flowing(&facts, line_columns(room)), room, 2));
    text.push_str(&drawn(grid, room));
    text.push('\n');
    if grid.rows.is_empty() {
        text.push_str("no rows\n");
    }
    text.extend(grid.remarks.iter().map(|remark| line(remark)));
    text
}

/// The most columns of a line that this program breaks, in a terminal that has `room` for so many.
pub(crate) fn line_columns(room: Option<u16>) -> u16 {
    room.unwrap_or(LINE_COLUMNS).min(LINE_COLUMNS)
}

/// Text whose lines are folded where there is a terminal to fold them for.
pub(crate) fn within(text: &str, room: Option<u16>, hang: usize) -> String {
    if room.is_some() { folded(text, line_columns(room), hang) } else { text.to_owned() }
}

/// The columns that the longest text of each column takes.
pub(crate) fn widths(grid: &Grid) -> Vec<usize> {
    table(grid).column_max_content_widths().into_iter().map(usize::from).collect()
}

fn drawn(grid: &Grid, room: Option<u16>) -> String {
    let mut table = table(grid);
    let Some(room) = room.filter(|room| width(grid) > (*room).into()) else { return table.trim_fmt() };
    let widths = widths(grid);
    let is_wide = |place: usize| widths.get(place).is_some_and(|width| *width > FOLDED_COLUMNS);
    let is_folded: Vec<bool> =
        grid.headings.iter().enumerate().map(|(place, head)| is_foldable(grid, head) && is_wide(place)).collect();
    let narrowed = widths.iter().zip(&is_folded).map(|(width, folded)| if *folded { FOLDED_COLUMNS } else { *width });
    // Who asked for more than fits beside each other gets it below each other.
    if narrowed.sum::<usize>() + 2 * widths.len() > room.into() {
        return grid.rows.iter().map(|row| block(grid, row, room)).collect::<Vec<_>>().join("\n\n");
    }
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(room);
    for (column, _) in table.column_iter_mut().zip(&is_folded).filter(|(_, folded)| !**folded) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table.trim_fmt()
}

/// Sentences are, and names where there is no other way.
fn is_foldable(grid: &Grid, heading: &Heading) -> bool {
    let is_too_wide = || grid.headings.iter().all(|heading| !heading.is_prose());
    heading.is_prose() || heading.content == Content::Text && (grid.widest == Widest::Whole || is_too_wide())
}

/// A row with a line for each cell, behind the name of its column.
fn block(grid: &Grid, row: &[Option<String>], room: u16) -> String {
    let wide = grid.headings.iter().map(|heading| heading.text.chars().count()).max().unwrap_or(0) + 2;
    let line = |(heading, cell): (&Heading, &Option<String>)| {
        folded(&format!("{:wide$}{}", heading.text, shown(cell.as_deref(), heading.content, grid.widest)), room, wide)
    };
    grid.headings.iter().zip(row).map(line).collect::<Vec<_>>().join("\n")
}

fn table(grid: &Grid) -> Table {
    let rule = LineStyle::none().fill('─').junction('─');
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(rule));
    table.set_header(grid.headings.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>());
    table.add_rows(grid.rows.iter().map(|row| {
        let cells = row.iter().zip(&grid.headings);
        cells.map(|(cell, head)| shown(cell.as_deref(), head.content, grid.widest)).collect::<Vec<_>>()
    }));
    for (column, heading) in table.column_iter_mut().zip(&grid.headings) {
        column.set_padding((0, 1));
        if heading.content == Content::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn shown(cell: Option<&str>, content: Content, widest: Widest) -> String {
    let text = visible(cell.unwrap_or(NONE));
    match text.char_indices().nth(CELL_CHARACTERS) {
        _ if widest == Widest::Whole || (widest, content) == (Widest::Folded, Content::Prose) => text,
        None => text,
        Some(_) => text.chars().take(CELL_CHARACTERS - 1).chain(['…']).collect(),
    }
}

/// Short texts behind each other, as many on a line as fit, ` · ` between them; each line with a line break.
fn flowing(texts: &[String], room: u16) -> String {
    let columns = |text: &str| text.chars().count();
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(" · ") + columns(text) <= room.into() => {
                line.extend([" · ", text]);
            }
            _ => lines.push(text.clone()),
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

//! A grid as a Markdown table. Cells of text are escaped; remarks, which this program writes, become a list.

use crate::{
    escape::markdown as escaped,
    grid::{Content, Grid},
    published::NONE,
};

/// The grid as lines, each with a line break; blank lines between title, table and remarks.
pub(crate) fn markdown(grid: &Grid) -> String {
    let mut text = grid.title.as_ref().map(|title| format!("{}\n\n", escaped(title))).unwrap_or_default();
    text.push_str(&line(grid.headings.iter().map(|heading| heading.text.clone())));
    text.push_str(&line(grid.headings.iter().map(|heading| match heading.content {
        Content::Text | Content::Prose => "---".to_owned(),
        Content::Number => "---:".to_owned(),
    })));
    for row in &grid.rows {
        text.push_str(&line(row.iter().zip(&grid.headings).map(|(cell, heading)| {
            let cell = cell.as_deref().unwrap_or(NONE);
            if heading.content == Content::Number { cell.to_owned() } else { escaped(cell) }
        })));
    }
    let remarks = grid.remarks.iter().map(|remark| format!("- {remark}\n")).collect::<Vec<_>>().concat();
    if remarks.is_empty() { text } else { format!("{text}\n{remarks}") }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

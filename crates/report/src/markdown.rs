//! A grid as a Markdown table. Cells of text are escaped; remarks, which this program writes, become a list.

use std::borrow::Cow;

use crate::{
    escape::markdown as escaped,
    grid::{Content, Grid},
    published::NONE,
};

/// The most characters of a name or other text; sentences of this program are whole. CSV and JSON have all of it.
const CELL_CHARACTERS: usize = 200;

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
            match heading.content {
                Content::Number => cell.to_owned(),
                Content::Text => escaped(&cut(cell)),
                Content::Prose => escaped(cell),
            }
        })));
    }
    let remarks = grid.remarks.iter().map(|remark| format!("- {remark}\n")).collect::<Vec<_>>().concat();
    if remarks.is_empty() { text } else { format!("{text}\n{remarks}") }
}

/// What nobody reads is cut.
fn cut(text: &str) -> Cow<'_, str> {
    if text.chars().nth(CELL_CHARACTERS).is_none() {
        return text.into();
    }
    text.chars().take(CELL_CHARACTERS - 1).chain(['…']).collect::<String>().into()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_reads_is_cut() {
        let [fits, long] = [200, 10_000].map(|count| "通".repeat(count));
        assert_eq!(cut(&fits), fits);
        assert_eq!(cut(&long), format!("{}…", "通".repeat(199)));
    }
}

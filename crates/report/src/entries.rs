//! Terms on the left, what is said of each on the right, wrapped for a terminal.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle, Width};

use crate::{escape::visible, terminal::line_columns};

/// The most columns of a term; a longer one is wrapped, too.
const TERM_COLUMNS: usize = 28;

/// A term and the paragraphs about it. Not escaped.
pub(crate) struct Entry<'text> {
    /// The term.
    pub(crate) term: &'text str,
    /// What is said of it, each paragraph on lines of its own.
    pub(crate) said: Vec<String>,
}

impl<'text> Entry<'text> {
    pub(crate) fn new<'said>(term: &'text str, said: impl IntoIterator<Item = &'said str>) -> Self {
        Self { term, said: said.into_iter().map(str::to_owned).collect() }
    }
}

/// How many columns the terms and the gap behind them take at most, so that lists can stand under each other.
pub(crate) fn term_columns<'text>(terms: impl IntoIterator<Item = &'text str>) -> usize {
    terms.into_iter().map(|term| visible(term).chars().count()).max().unwrap_or(0).min(TERM_COLUMNS) + 2
}

/// The entries as lines, each with a line break; nothing where there is none. What is said begins behind `indent` blank
/// columns and `term_columns` for the term; `room` is that of the terminal, where there is one.
pub(crate) fn entries<'text>(
    (indent, room): (u16, Option<u16>),
    term_columns: usize,
    entries: impl IntoIterator<Item = Entry<'text>>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(line_columns(room));
    table.add_rows(entries.into_iter().map(|entry| {
        let said: Vec<_> = entry.said.iter().map(|paragraph| visible(paragraph)).collect();
        [visible(entry.term), said.join("\n")]
    }));
    if let Some(terms) = table.column_mut(0) {
        let width = u16::try_from(term_columns).unwrap_or(u16::MAX).saturating_add(indent);
        terms.set_padding((indent, 1)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    if let Some(said) = table.column_mut(1) {
        said.set_padding((0, 0));
    }
    if table.is_empty() { String::new() } else { format!("{}\n", table.trim_fmt()) }
}

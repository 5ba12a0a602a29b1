//! A table for people before it is written down: headings, cells, remarks. Neither terminal nor Markdown yet.

/// A text column is not folded to fewer columns than these.
pub(crate) const FOLDED_COLUMNS: usize = 16;

/// Headings and cells of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grid {
    /// What stands above.
    pub(crate) title: Option<String>,
    /// What is the same in every row and has no column: what it is, and its value. Not escaped.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// One per column.
    pub(crate) headings: Vec<Heading>,
    /// The cells, as many as headings in each row; `None` where there is no value. Not escaped.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// How much of a cell a terminal shows.
    pub(crate) widest: Widest,
    /// What stands below, written by this program: legends, columns left out.
    pub(crate) remarks: Vec<String>,
}

/// How much of a cell a terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Widest {
    /// Up to [`crate::CELL_CHARACTERS`].
    #[default]
    Cut,
    /// The same of names, and all of what this program says, folded.
    Folded,
    /// All of it.
    Whole,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The words, written by this program.
    pub(crate) text: String,
    /// What is below it.
    pub(crate) content: Content,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Text that may come from anywhere: on the left, escaped.
    Text,
    /// Sentences, such as a reason: as text, and folded where a terminal has no room for them.
    Prose,
    /// Numbers that this program printed: on the right.
    Number,
}

impl Heading {
    pub(crate) fn text(words: impl Into<String>) -> Self {
        Self { text: words.into(), content: Content::Text }
    }

    pub(crate) fn prose(words: impl Into<String>) -> Self {
        Self { text: words.into(), content: Content::Prose }
    }

    pub(crate) fn is_prose(&self) -> bool {
        self.content == Content::Prose
    }

    pub(crate) fn number(words: impl Into<String>) -> Self {
        Self { text: words.into(), content: Content::Number }
    }
}

impl Grid {
    /// The grid without the columns that have no value in any row, and with a remark that names them. A grid without
    /// rows keeps its columns: they are the answer to what there would be.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        let is_kept: Vec<bool> = (0..self.headings.len())
            .map(|place| self.rows.is_empty() || self.rows.iter().any(|row| matches!(row.get(place), Some(Some(_)))))
            .collect();
        let gone: Vec<_> = self
            .headings
            .iter()
            .zip(&is_kept)
            .filter(|(_, kept)| !**kept)
            .map(|(head, _)| head.text.as_str())
            .collect();
        if !gone.is_empty() {
            self.remarks.push(format!("left out, null in every row: {}", gone.join(", ")));
        }
        self.headings = chosen(self.headings, &is_kept);
        self.rows = self.rows.into_iter().map(|row| chosen(row, &is_kept)).collect();
        self
    }
}

/// The items that are kept.
pub(crate) fn chosen<Item>(items: Vec<Item>, is_kept: &[bool]) -> Vec<Item> {
    items.into_iter().zip(is_kept).filter(|(_, kept)| **kept).map(|(item, _)| item).collect()
}

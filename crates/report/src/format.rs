//! The forms in which a table can be printed.

use std::{fmt, str::FromStr};

use schema::UnknownChoice;

/// The notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For eyes, on a terminal.
    Table,
    /// For programs and spreadsheets: RFC 4180, full precision.
    Csv,
    /// For programs: an array of objects, full precision.
    Json,
    /// For pages.
    Markdown,
}

impl Format {
    /// The words that name them, in the order of [`Format::ALL`].
    pub const WORDS: &'static [&'static str] = &["table", "csv", "json", "markdown"];

    /// The formats.
    pub const ALL: &'static [Self] = &[Self::Table, Self::Csv, Self::Json, Self::Markdown];

    /// The word that names it on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

impl FromStr for Format {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.iter().copied().find(|format| format.word() == word).ok_or_else(|| UnknownChoice {
            what: "format",
            found: word.to_owned(),
            expected: Self::WORDS,
        })
    }
}

/// What of a table is printed for people. CSV and JSON are for programs and always hold everything, in full precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The columns and the print of the published page, for `vendor_gap` and `vendor_growth`; else as [`Style::Full`].
    Published,
    /// Every column, printed by its unit.
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_formats_agree() {
        for (format, word) in Format::ALL.iter().zip(Format::WORDS) {
            assert_eq!(format.to_string(), *word);
            assert_eq!(word.parse(), Ok(*format));
        }
    }

    #[test]
    fn an_unknown_word_lists_the_known_ones() {
        let error = "yaml".parse::<Format>().map_err(|error| error.to_string());
        assert_eq!(error, Err("unknown format `yaml`, expected one of table, csv, json, markdown".to_owned()));
    }
}

//! Words that shells offer for arguments that take any text. What is wrong with a word is said where it is looked up,
//! with the nearest one that is there.

use std::ffi::OsStr;

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};
use ingest::sources::SOURCES;
use schema::{Basis, columns::COLUMNS, tables::TABLES};

use crate::reference;

/// Takes any text, and has these words offered.
#[derive(Clone, Copy, Debug)]
pub struct Offered(pub fn() -> Vec<&'static str>);

impl TypedValueParser for Offered {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}

/// Tables.
pub fn tables() -> Vec<&'static str> {
    TABLES.iter().map(|table| table.name).collect()
}

/// Tables whose numbers can be explained.
pub fn explained() -> Vec<&'static str> {
    report::EXPLAINED.to_vec()
}

/// Columns of all tables: a shell does not look at the table that was typed before.
pub fn columns() -> Vec<&'static str> {
    COLUMNS.iter().map(|column| column.name).collect()
}

/// Price bases, and the word for none.
pub fn bases() -> Vec<&'static str> {
    Basis::WORDS.iter().copied().chain(["tokens"]).collect()
}

/// Vendors that the program knows; a table may have others.
pub fn vendors() -> Vec<&'static str> {
    reference::first_cells(reference::VENDORS)
}

/// Groups that the program knows.
pub fn groups() -> Vec<&'static str> {
    reference::first_cells(reference::GROUPS)
}

/// Files of the reference; none is the list of them.
pub fn reference() -> Vec<&'static str> {
    reference::file_names()
}

/// Sources.
pub fn sources() -> Vec<&'static str> {
    SOURCES.iter().map(|source| source.id).collect()
}

//! Words that shells offer for arguments that take any text. What is wrong with a word is said where it is looked up,
//! with the nearest one that is there.

use std::{collections::BTreeSet, ffi::OsStr, str::FromStr as _, sync::LazyLock};

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};
use ingest::sources::SOURCES;
use schema::{Basis, columns::COLUMNS, tables::TABLES};

use super::show::Condition;
use crate::{demo, reference};

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

/// Takes a condition, and has columns offered with what comes behind them.
#[derive(Clone, Copy, Debug)]
pub struct OfferedConditions;

impl TypedValueParser for OfferedConditions {
    type Value = Condition;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Condition, Error> {
        Condition::from_str.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        static OFFERED: LazyLock<Vec<String>> =
            LazyLock::new(|| columns().iter().map(|column| format!("{column}=")).collect());
        Some(Box::new(OFFERED.iter().map(|word| PossibleValue::new(word.as_str()))))
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

/// Models of the catalogue inside the program, by their permanent slugs; a data folder may hold others.
pub fn models() -> Vec<&'static str> {
    static SLUGS: LazyLock<BTreeSet<String>> = LazyLock::new(demo::models);
    SLUGS.iter().map(String::as_str).collect()
}

/// Sources.
pub fn sources() -> Vec<&'static str> {
    SOURCES.iter().map(|source| source.id).collect()
}

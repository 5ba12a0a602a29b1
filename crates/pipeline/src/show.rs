//! `tokenshare show`: prints a table.

use crate::{cli::ShowArguments, failure::Failure};

/// Prints the asked rows of a table.
///
/// # Errors
/// If the table is unknown or not there.
pub fn run(arguments: &ShowArguments) -> anyhow::Result<()> {
    Err(Failure::data(format!("`show` is not wired yet: can't print `{}`", arguments.table)).into())
}

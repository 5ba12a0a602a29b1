//! `tokenshare path`: the folder of one complete run, for whoever reads several tables of it.

use crate::{cli::PathArguments, console, runs, store};

/// Prints the folder that a run has to itself: what is there does not change while it is read.
///
/// # Errors
/// If there is no such run.
pub fn run(arguments: &PathArguments) -> anyhow::Result<()> {
    let folder = runs::named(&arguments.data.folder, &arguments.run)?;
    store::manifest_of(&folder)?;
    console::print(&format!("{}\n", fs_err::canonicalize(folder)?.display()))
}

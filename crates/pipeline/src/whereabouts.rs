//! `tokenshare path`: the folder of one complete run, for whoever reads several tables of it.

use crate::{cli::PathArguments, console, runs, store};

/// Prints the folder that the newest run has to itself: what is there does not change while it is read.
///
/// # Errors
/// If no run has ended well.
pub fn run(arguments: &PathArguments) -> anyhow::Result<()> {
    let folder = runs::current(&arguments.data.folder)?;
    store::manifest_of(&folder)?;
    console::print(&format!("{}\n", fs_err::canonicalize(folder)?.display()))
}

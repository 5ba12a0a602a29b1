//! `tokenshare demo`: the published analysis from the sample inside the program.

use crate::{cli::DemoArguments, failure::Failure};

/// Runs the published pipeline on the sample and prints what came out beside what was published.
///
/// # Errors
/// If the run fails.
pub fn run(arguments: &DemoArguments) -> anyhow::Result<()> {
    let folder = arguments.folder.display();
    Err(Failure::data(format!("`demo` is not wired yet: nothing was written to `{folder}`")).into())
}
